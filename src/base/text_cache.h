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

// A copy of what is kept under the key, and its end, when it was made at this stamp and `now` is
// before its end.
bool text_cache_get(struct text_cache *cache, struct arena *arena, struct str key, int64_t stamp,
                    int64_t now, struct str *ret_text, int64_t *ret_end);
// Copies key and text. `end`: from when the text no longer holds, in the measure of `now`.
void text_cache_put(struct text_cache *cache, struct str key, int64_t stamp, int64_t end,
                    struct str text);

#endif
