// SPDX-License-Identifier: EUPL-1.2
#include "app/limit.h"

#include <pthread.h>
#include <string.h>

#include "base/hash.h"

#define BUCKET 8
#define BUCKETS (LIMIT_KEYS / BUCKET)
#define FORGET_AFTER_US ((int64_t)3600 * 1000 * 1000)

struct entry {
    uint64_t key; // of the hash; 0: free
    int64_t failures;
    struct instant last, until;
};

struct limiter {
    pthread_mutex_t lock;
    uint8_t secret[SALT_SIZE]; // so that nobody can choose keys that meet in one bucket
    struct entry entries[BUCKETS][BUCKET];
};

struct limiter *limiter_new(struct arena *arena) {
    struct limiter *limiter = ARENA_NEW(arena, struct limiter);
    if (!limiter)
        return NULL;
    random_bytes(limiter->secret, sizeof(limiter->secret));
    pthread_mutex_init(&limiter->lock, NULL);
    return limiter;
}

void limiter_close(struct limiter *limiter) {
    if (limiter)
        pthread_mutex_destroy(&limiter->lock);
}

static uint64_t hash_key(const struct limiter *limiter, struct str key) {
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add(&hasher, (struct str){(const char *)limiter->secret, sizeof(limiter->secret)});
    hasher_add(&hasher, key);
    struct hash hash = hasher_done(&hasher);
    uint64_t value;
    memcpy(&value, hash.b, sizeof(value));
    return value ? value : 1;
}

// The entry of a key, or NULL. What is too old is forgotten on the way.
static struct entry *find(struct limiter *limiter, uint64_t key, struct instant now) {
    struct entry *bucket = limiter->entries[key % BUCKETS];
    for (size_t i = 0; i < BUCKET; i++) {
        if (bucket[i].key != key)
            continue;
        if (now.us - bucket[i].last.us > FORGET_AFTER_US && bucket[i].until.us <= now.us) {
            bucket[i] = (struct entry){0};
            return NULL;
        }
        return &bucket[i];
    }
    return NULL;
}

// A place for a new key: a free one, or that of the key that failed longest ago.
static struct entry *place(struct limiter *limiter, uint64_t key) {
    struct entry *bucket = limiter->entries[key % BUCKETS];
    struct entry *oldest = &bucket[0];
    for (size_t i = 0; i < BUCKET; i++) {
        if (!bucket[i].key)
            return &bucket[i];
        if (bucket[i].last.us < oldest->last.us)
            oldest = &bucket[i];
    }
    return oldest;
}

int64_t limiter_failures(struct limiter *limiter, struct str key, struct instant now) {
    pthread_mutex_lock(&limiter->lock);
    const struct entry *entry = find(limiter, hash_key(limiter, key), now);
    int64_t failures = entry ? entry->failures : 0;
    pthread_mutex_unlock(&limiter->lock);
    return failures;
}

struct instant limiter_until(struct limiter *limiter, struct str key, struct instant now) {
    pthread_mutex_lock(&limiter->lock);
    const struct entry *entry = find(limiter, hash_key(limiter, key), now);
    struct instant until = entry && entry->until.us > now.us ? entry->until : (struct instant){0};
    pthread_mutex_unlock(&limiter->lock);
    return until;
}

void limiter_fail(struct limiter *limiter, struct str key, struct instant now,
                  struct instant until) {
    uint64_t hash = hash_key(limiter, key);
    pthread_mutex_lock(&limiter->lock);
    struct entry *entry = find(limiter, hash, now);
    if (!entry) {
        entry = place(limiter, hash);
        *entry = (struct entry){.key = hash};
    }
    entry->failures++;
    entry->last = now;
    entry->until = until;
    pthread_mutex_unlock(&limiter->lock);
}

bool limiter_take(struct limiter *limiter, struct str key, struct instant now, int64_t cost_us,
                  int64_t most_us, int64_t *ret_wait_us) {
    uint64_t hash = hash_key(limiter, key);
    pthread_mutex_lock(&limiter->lock);
    struct entry *entry = find(limiter, hash, now);
    if (!entry) {
        entry = place(limiter, hash);
        *entry = (struct entry){.key = hash};
    }
    int64_t after = (entry->until.us > now.us ? entry->until.us : now.us) + cost_us;
    int64_t wait = after - now.us - most_us;
    entry->last = now;
    if (wait > 0) {
        entry->failures++;
        *ret_wait_us = wait;
    } else {
        entry->failures = 0;
        entry->until.us = after;
    }
    pthread_mutex_unlock(&limiter->lock);
    return wait <= 0;
}

void limiter_forget(struct limiter *limiter, struct str key) {
    uint64_t hash = hash_key(limiter, key);
    pthread_mutex_lock(&limiter->lock);
    struct entry *bucket = limiter->entries[hash % BUCKETS];
    for (size_t i = 0; i < BUCKET; i++)
        if (bucket[i].key == hash)
            bucket[i] = (struct entry){0};
    pthread_mutex_unlock(&limiter->lock);
}
