// SPDX-License-Identifier: EUPL-1.2
//
// Texts that were costly to make, kept under a key for as long as the stamp that they were made at
// holds. A fixed number of places; the one that was asked for longest ago is given away. All
// threads may use it. Losing a text is never an error: it is made anew.
#ifndef VAKA_BASE_TEXT_CACHE_H
#define VAKA_BASE_TEXT_CACHE_H

#include "base/arena.h"
#include "base/str.h"

#define TEXT_CACHE_PLACES 64
#define TEXT_CACHE_LONGEST ((size_t)256 * 1024) // bytes; longer texts are not kept

struct text_cache;

// NULL when there is no memory.
struct text_cache *text_cache_new(void);
void text_cache_free(struct text_cache *cache);

// What was found. It stays as it is until it is let go, whatever the cache keeps meanwhile.
struct held_text {
    struct str text;
    size_t mark; // as it was put
    int64_t end;
    struct kept_text *kept; // NULL: nothing is held
};

// What is kept under the key, when it was made at this stamp and `now` is before its end.
bool text_cache_hold(struct text_cache *cache, struct str key, int64_t stamp, int64_t now,
                     struct held_text *ret_held);
void text_cache_release(struct held_text *held); // for CLEANUP; holds nothing afterwards
// Copies key and text. `end`: from when the text no longer holds, in the measure of `now`. `mark`:
// a place in the text, or what else whoever asks wants to know of it without reading it.
void text_cache_put(struct text_cache *cache, struct str key, int64_t stamp, int64_t end,
                    struct str text, size_t mark);

#endif
