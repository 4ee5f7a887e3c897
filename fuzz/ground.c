// SPDX-License-Identifier: EUPL-1.2
//
// The JSON of derived tables: a ground that is read is written again to the same bytes.
#include <assert.h>

#include "app/derive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str json = {(const char *)data, size};
    struct ground ground;
    struct error err = {0};
    bool asked;
    assert(arena);
    if (!ground_read(arena, json, &ground, &asked, &err) || asked)
        return 0; // one that is to be asked for has nothing that could be written
    struct str written, again;
    bool readable = ground_write(arena, &ground, &written, &err);
    assert(readable);
    readable = ground_read(arena, written, &ground, &asked, &err) &&
               ground_write(arena, &ground, &again, &err);
    assert(readable && !asked && str_eq(written, again));
    return 0;
}
