// SPDX-License-Identifier: EUPL-1.2
#include "base/text_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct place {
    char *bytes; // key, then text
    size_t key_size, text_size;
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

void text_cache_free(struct text_cache *cache) {
    if (!cache)
        return;
    for (size_t i = 0; i < TEXT_CACHE_PLACES; i++)
        free(cache->places[i].bytes);
    pthread_mutex_destroy(&cache->mutex);
    free(cache);
}

// Its place, or NULL.
static struct place *find(struct text_cache *cache, struct str key) {
    for (size_t i = 0; i < TEXT_CACHE_PLACES; i++) {
        struct place *place = &cache->places[i];
        if (place->bytes && place->key_size == key.n && memcmp(place->bytes, key.p, key.n) == 0)
            return place;
    }
    return NULL;
}

bool text_cache_get(struct text_cache *cache, struct arena *arena, struct str key, int64_t stamp,
                    int64_t now, struct str *ret_text, int64_t *ret_end) {
    bool found = false;
    pthread_mutex_lock(&cache->mutex);
    struct place *place = find(cache, key);
    if (place && place->stamp == stamp && now < place->end) {
        char *copy = arena_copy(arena, place->bytes + place->key_size, place->text_size);
        found = copy != NULL;
        if (found) {
            *ret_text = (struct str){copy, place->text_size};
            *ret_end = place->end;
        }
        place->asked = ++cache->count;
    }
    pthread_mutex_unlock(&cache->mutex);
    return found;
}

static struct place *longest_unasked(struct text_cache *cache) {
    struct place *longest = &cache->places[0];
    for (size_t i = 1; i < TEXT_CACHE_PLACES; i++)
        if (cache->places[i].asked < longest->asked)
            longest = &cache->places[i];
    return longest;
}

void text_cache_put(struct text_cache *cache, struct str key, int64_t stamp, int64_t end,
                    struct str text) {
    if (key.n + text.n > TEXT_CACHE_LONGEST || key.n == 0)
        return;
    char *bytes = malloc(key.n + text.n); // outlives every request
    if (!bytes)
        return;
    memcpy(bytes, key.p, key.n);
    if (text.n)
        memcpy(bytes + key.n, text.p, text.n);
    pthread_mutex_lock(&cache->mutex);
    struct place *place = find(cache, key);
    if (!place)
        place = longest_unasked(cache);
    char *old = place->bytes;
    *place = (struct place){bytes, key.n, text.n, stamp, end, ++cache->count};
    pthread_mutex_unlock(&cache->mutex);
    free(old);
}
