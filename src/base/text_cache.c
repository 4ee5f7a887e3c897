// SPDX-License-Identifier: EUPL-1.2
#include "base/text_cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// Freed by whoever lets it go last: the cache, or somebody who holds it.
struct kept_text {
    atomic_size_t holders;
    size_t key_size, text_size, mark;
    char bytes[]; // key, then text
};

struct place {
    struct kept_text *kept;
    int64_t stamp, end;
    uint64_t asked; // when it was last asked for, in the cache's own count
};

struct text_cache {
    pthread_mutex_t mutex;
    uint64_t count;
    struct place places[TEXT_CACHE_PLACES];
};

struct text_cache *text_cache_new(void) {
    struct text_cache *cache = calloc(1, sizeof(*cache));
    if (cache)
        pthread_mutex_init(&cache->mutex, NULL);
    return cache;
}

static void let_go(struct kept_text *kept) {
    if (kept && atomic_fetch_sub(&kept->holders, 1) == 1)
        free(kept);
}

void text_cache_free(struct text_cache *cache) {
    if (!cache)
        return;
    for (size_t i = 0; i < TEXT_CACHE_PLACES; i++)
        let_go(cache->places[i].kept);
    pthread_mutex_destroy(&cache->mutex);
    free(cache);
}

// Its place, or NULL.
static struct place *find(struct text_cache *cache, struct str key) {
    for (size_t i = 0; i < TEXT_CACHE_PLACES; i++) {
        const struct kept_text *kept = cache->places[i].kept;
        if (kept && kept->key_size == key.n && memcmp(kept->bytes, key.p, key.n) == 0)
            return &cache->places[i];
    }
    return NULL;
}

bool text_cache_hold(struct text_cache *cache, struct str key, int64_t stamp, int64_t now,
                     struct held_text *ret_held) {
    pthread_mutex_lock(&cache->mutex);
    struct place *place = find(cache, key);
    bool found = place && place->stamp == stamp && now < place->end;
    if (found) {
        struct kept_text *kept = place->kept;
        atomic_fetch_add(&kept->holders, 1);
        place->asked = ++cache->count;
        *ret_held = (struct held_text){.text = {kept->bytes + kept->key_size, kept->text_size},
                                       .mark = kept->mark,
                                       .end = place->end,
                                       .kept = kept};
    }
    pthread_mutex_unlock(&cache->mutex);
    return found;
}

void text_cache_release(struct held_text *held) {
    let_go(held->kept);
    *held = (struct held_text){0};
}

static struct place *longest_unasked(struct text_cache *cache) {
    struct place *longest = &cache->places[0];
    for (size_t i = 1; i < TEXT_CACHE_PLACES; i++)
        if (cache->places[i].asked < longest->asked)
            longest = &cache->places[i];
    return longest;
}

void text_cache_put(struct text_cache *cache, struct str key, int64_t stamp, int64_t end,
                    struct str text, size_t mark) {
    if (key.n + text.n > TEXT_CACHE_LONGEST || key.n == 0)
        return;
    struct kept_text *kept = malloc(sizeof(*kept) + key.n + text.n); // outlives every request
    if (!kept)
        return;
    atomic_init(&kept->holders, 1);
    kept->key_size = key.n;
    kept->text_size = text.n;
    kept->mark = mark;
    memcpy(kept->bytes, key.p, key.n);
    if (text.n)
        memcpy(kept->bytes + key.n, text.p, text.n);
    pthread_mutex_lock(&cache->mutex);
    struct place *place = find(cache, key);
    if (!place)
        place = longest_unasked(cache);
    struct kept_text *old = place->kept;
    *place = (struct place){kept, stamp, end, ++cache->count};
    pthread_mutex_unlock(&cache->mutex);
    let_go(old);
}
