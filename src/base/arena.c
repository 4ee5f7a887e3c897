// SPDX-License-Identifier: EUPL-1.2
#include "base/arena.h"

#include <assert.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)16 * 1024)
#define LARGEST_BLOCK ((size_t)1024 * 1024)
#define LARGEST_KEPT ((size_t)256 * 1024)

struct block {
    struct block *next;
    size_t size; // bytes that `bytes` holds
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks;    // newest first; one is kept by arena_reset()
    unsigned char *at, *end; // what is left of the newest
    size_t ceiling;
    size_t used;
    bool failed;
};

// Looked at by each allocation: found without asking where the thread's variables are.
#define OF_THREAD static _Thread_local __attribute__((tls_model("initial-exec")))
OF_THREAD size_t allocations;
OF_THREAD size_t fail_from = SIZE_MAX;

void arena_fail_at(size_t at) {
    fail_from = at ? at : SIZE_MAX;
    allocations = 0;
}

size_t arena_count(void) {
    return allocations;
}

#ifndef ARENA_DEBUG
static size_t round_up(size_t n) {
    const size_t a = alignof(max_align_t);
    return (n + a - 1) / a * a;
}
#endif

// ---- blocks that wait for the next arena ----

// Giving a large block to the system and getting it again costs a page fault for each 4 kB of it,
// so some of them wait. Of a size that nobody waits for, or when another thread is here, it goes.
#ifndef ARENA_DEBUG
#define WAITING_SIZES 5 // LARGEST_BLOCK, its half …
#define WAITING_BYTES ((size_t)4 * 1024 * 1024)

static struct {
    pthread_mutex_t lock;
    struct block *of_size[WAITING_SIZES];
    size_t bytes;
} waiting = {.lock = PTHREAD_MUTEX_INITIALIZER};

// The list of a size; NULL: none of that size waits.
static struct block **waiting_of(size_t size) {
    for (size_t i = 0; i < WAITING_SIZES; i++)
        if (size == LARGEST_BLOCK >> i)
            return &waiting.of_size[i];
    return NULL;
}

static struct block *block_new(size_t size) {
    struct block **list = waiting_of(size), *block = NULL;
    if (list && pthread_mutex_trylock(&waiting.lock) == 0) {
        block = *list;
        if (block) {
            *list = block->next;
            waiting.bytes -= size;
        }
        pthread_mutex_unlock(&waiting.lock);
    }
    return block ? block : malloc(sizeof(*block) + size);
}

static void block_free(struct block *block) {
    struct block **list = waiting_of(block->size);
    if (list && pthread_mutex_trylock(&waiting.lock) == 0) {
        if (waiting.bytes + block->size <= WAITING_BYTES) {
            waiting.bytes += block->size;
            block->next = *list;
            *list = block;
            block = NULL;
        }
        pthread_mutex_unlock(&waiting.lock);
    }
    free(block);
}
#else
static struct block *block_new(size_t size) {
    return malloc(sizeof(struct block) + size);
}

static void block_free(struct block *block) {
    free(block);
}
#endif

// ----

struct arena *arena_new(size_t ceiling) {
    struct arena *arena = calloc(1, sizeof(*arena));
    if (arena)
        arena->ceiling = ceiling;
    return arena;
}

static void free_blocks(struct block *block) {
    while (block) {
        struct block *next = block->next;
        block_free(block);
        block = next;
    }
}

void arena_free(struct arena *arena) {
    if (!arena)
        return;
    free_blocks(arena->blocks);
    free(arena);
}

void arena_cleanup(struct arena **arena) {
    arena_free(*arena);
    *arena = NULL;
}

#ifndef ARENA_DEBUG
// Blocks grow: the newest that is small enough to be kept is the largest.
static struct block *keep_one(struct block *blocks) {
    while (blocks && blocks->next && blocks->size > LARGEST_KEPT) {
        struct block *next = blocks->next;
        block_free(blocks);
        blocks = next;
    }
    if (blocks) {
        free_blocks(blocks->next);
        blocks->next = NULL;
    }
    return blocks;
}
#endif

static void take_up(struct arena *arena) {
    arena->at = arena->blocks ? arena->blocks->bytes : NULL;
    arena->end = arena->at ? arena->at + arena->blocks->size : NULL;
}

void arena_reset(struct arena *arena) {
#ifdef ARENA_DEBUG
    free_blocks(arena->blocks);
    arena->blocks = NULL;
#else
    arena->blocks = keep_one(arena->blocks);
#endif
    take_up(arena);
    arena->used = 0;
    arena->failed = false;
}

static bool add_block(struct arena *arena, size_t need) {
    size_t size = need;
#ifndef ARENA_DEBUG
    size_t next = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
    if (next > LARGEST_BLOCK)
        next = LARGEST_BLOCK;
    if (size < next)
        size = next;
#endif
    struct block *block = block_new(size);
    if (!block)
        return false;
    block->size = size;
    block->next = arena->blocks;
    arena->blocks = block;
    take_up(arena);
    return true;
}

static void *refuse(struct arena *arena) {
    arena->failed = true;
    return NULL;
}

static void *take(struct arena *arena, size_t n, size_t need) {
    void *piece = arena->at;
    arena->at += need;
    arena->used += n;
    return piece;
}

// Seldom, and not inlined, so that taking memory is few instructions otherwise.
__attribute__((noinline)) static void *take_from_new(struct arena *arena, size_t n, size_t need) {
    return add_block(arena, need) ? take(arena, n, need) : refuse(arena);
}

void *arena_bytes(struct arena *arena, size_t n) {
    if (++allocations >= fail_from || n > arena->ceiling - arena->used)
        return refuse(arena);
#ifdef ARENA_DEBUG
    return take_from_new(arena, n, n ? n : 1); // exact, so that the first byte too many is seen
#else
    size_t need = round_up(n ? n : 1);
    return (size_t)(arena->end - arena->at) < need ? take_from_new(arena, n, need)
                                                   : take(arena, n, need);
#endif
}

void *arena_alloc(struct arena *arena, size_t n) {
    void *piece = arena_bytes(arena, n);
    if (piece)
        memset(piece, 0, n);
    return piece;
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size)
        return refuse(arena);
    return arena_alloc(arena, count * size);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t n) {
    if (n == SIZE_MAX)
        return refuse(arena);
    char *copy = arena_bytes(arena, n + 1);
    if (!copy)
        return NULL;
    if (n)
        memcpy(copy, bytes, n);
    copy[n] = 0;
    return copy;
}

bool arena_failed(const struct arena *arena) {
    return arena->failed;
}

size_t arena_used(const struct arena *arena) {
    return arena->used;
}

void *list_push_raw(struct arena *arena, void **items, size_t *n, size_t *cap, size_t size) {
    assert(*n <= *cap);
    if (*n == *cap) {
        size_t wider = *cap ? *cap * 2 : 8;
        bool fits = wider > *cap && (!size || wider <= SIZE_MAX / size);
        void *moved = fits ? arena_bytes(arena, wider * size) : NULL;
        if (!moved)
            return NULL;
        if (*n)
            memcpy(moved, *items, *n * size);
        *items = moved;
        *cap = wider;
    }
    // Places are zeroed when they are taken: what a shortened list held before is there too.
    return memset((unsigned char *)*items + (*n)++ * size, 0, size);
}
