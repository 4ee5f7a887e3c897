// SPDX-License-Identifier: EUPL-1.2
//
// Arenas: memory that is taken piece by piece and given back all at once.
//
// Everything a request, a command or a loaded model needs is taken from one arena, named after its
// lifetime, and freed with it. What is taken is zeroed, but for arena_bytes(). An arena has a
// ceiling in bytes; beyond it, or when the system has no memory, arena_alloc() answers NULL and the
// arena remembers it, so a caller may check each step or arena_failed() once at the end of a run of
// steps that tolerate NULL.
//
// An arena belongs to one thread at a time. Pieces cannot be freed one by one. Of what is given
// back 4 MiB at most wait for the arenas to come, of whatever thread.
//
// Built with -DARENA_DEBUG each piece is its own malloc, so that the address sanitizer sees an
// overrun; arena_fail_at() makes one chosen allocation fail, which the tests use to walk through
// every allocation of a piece of code.
#ifndef VAKA_BASE_ARENA_H
#define VAKA_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macros.h"

struct arena;

// Default ceiling of a request: 64 MiB.
#define ARENA_DEFAULT_CEILING ((size_t)64 * 1024 * 1024)

// A new arena, or NULL when there is no memory. Owner: the caller; freed by arena_free().
struct arena *arena_new(size_t ceiling) WARN_UNUSED;
void arena_free(struct arena *arena);
void arena_cleanup(struct arena **arena); // for CLEANUP(arena_cleanup)

// Gives back everything taken, keeps the first block for reuse.
void arena_reset(struct arena *arena);

// Zeroed memory for n bytes, aligned for any type; NULL on failure. n == 0 yields a valid pointer.
void *arena_alloc(struct arena *arena, size_t n) WARN_UNUSED;
// The same for count elements of a size, refusing an overflow.
void *arena_array(struct arena *arena, size_t count, size_t size) WARN_UNUSED;
// The same, not zeroed: for text that is written before it is read.
void *arena_bytes(struct arena *arena, size_t n) WARN_UNUSED;
// A copy of n bytes with a NUL after them; NULL on failure.
char *arena_copy(struct arena *arena, const void *bytes, size_t n) WARN_UNUSED;

bool arena_failed(const struct arena *arena);
size_t arena_used(const struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_array((arena), (count), sizeof(type)))

// A growing list is any struct with the members {T *items; size_t n, cap;}. LIST_PUSH() yields a
// pointer to a new, zeroed last element, or NULL on failure (the list is then unchanged).
#define LIST_OF(type)                                                                              \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t n, cap;                                                                             \
    }
#define LIST_PUSH(arena, list)                                                                     \
    ((__typeof__((list)->items))list_push_raw((arena), (void **)(void *)&(list)->items,            \
                                              &(list)->n, &(list)->cap, sizeof(*(list)->items)))
void *list_push_raw(struct arena *arena, void **items, size_t *n, size_t *cap,
                    size_t size) WARN_UNUSED;

// Test aid: the allocation number `at` (counted from 1, over all arenas of this thread) fails, and
// every later one of that arena too. 0 switches it off. arena_count() tells how many there were.
void arena_fail_at(size_t at);
size_t arena_count(void);

#endif
