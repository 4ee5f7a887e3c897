// SPDX-License-Identifier: EUPL-1.2
//
// Postal codes of an area as people type them, and of an address.
#include <assert.h>

#include "care/area.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str typed = {(const char *)data, size};
    struct postal_ranges ranges;
    if (!arena)
        return 0;
    int code = postal_code_in(typed);
    assert(code == 0 || (code >= 10000 && code <= 99999));
    if (!postal_ranges_read(arena, typed, &ranges, NULL))
        return 0;
    assert(ranges.items.n > 0);
    for (size_t i = 0; i < ranges.items.n; i++) {
        const struct postal_range *range = &ranges.items.items[i];
        assert(range->from >= 10000 && range->from <= range->to && range->to <= 99999);
        assert(postal_ranges_have(&ranges, range->from) && postal_ranges_have(&ranges, range->to));
    }
    assert(postal_ranges_common(&ranges, &ranges) == ranges.items.items[0].from);
    return 0;
}
