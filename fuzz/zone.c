// SPDX-License-Identifier: EUPL-1.2
//
// TZif files. Whatever a file says of its zone, a wall clock read off an instant leads back to it.
#include <assert.h>

#include "calendar/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_instant(const struct zone *zone, struct instant instant) {
    struct instant first, last;
    enum zone_match match = zone_instant(zone, zone_local(zone, instant), &first, &last);
    assert(match != ZONE_GAP);
    assert(first.us <= instant.us && instant.us <= last.us);
    assert(match == ZONE_OVERLAP || first.us == last.us);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    const struct zone *zone;
    struct str bytes = {(const char *)data, size};
    if (!arena || !zone_parse(arena, "fuzz", bytes, &zone, NULL))
        return 0;
    // 1856 to 2539, in steps that drift through the year and the day.
    for (int64_t seconds = INT64_C(-3600000000); seconds < INT64_C(18000000000);
         seconds += INT64_C(86399) * 731)
        check_instant(zone, (struct instant){seconds * 1000000});
    const struct date day = {2026, 3, 29};
    assert(zone_day_start(zone, day).us <= zone_day_end(zone, day).us);
    return 0;
}
