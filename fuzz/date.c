// SPDX-License-Identifier: EUPL-1.2
//
// Dates and times as machines and as people write them, and the rules of a place. What is accepted
// is a date that exists, and what is written is read back the same.
#include <assert.h>

#include "calendar/workday.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_date(struct arena *arena, struct date date) {
    struct date same = {0};
    bool exists = date_make(date.year, date.month, date.day, &same);
    assert(exists && date_cmp(date, same) == 0);
    bool counted = date_from_days(date_to_days(date), &same);
    assert(counted && date_cmp(date, same) == 0);
    bool read = date_parse(date_text(arena, date), &same);
    assert(read && date_cmp(date, same) == 0);
}

static void check_iso(struct arena *arena, struct str text) {
    struct date date;
    struct date_time at, same_at = {0};
    struct instant instant, same_instant = {0};
    if (date_parse(text, &date))
        check_date(arena, date);
    if (date_time_parse(text, &at)) {
        bool read = date_time_parse(date_time_text(arena, at), &same_at);
        assert(read && date_time_cmp(at, same_at) == 0);
    }
    if (instant_parse(text, &instant)) {
        bool read = instant_parse(instant_text(arena, instant), &same_instant);
        assert(read && instant.us == same_instant.us);
    }
}

static void check_human(struct arena *arena, struct str text) {
    static const struct date days[] = {{2026, 11, 25}, {2028, 2, 29}, {DATE_YEAR_MAX, 12, 31}};
    for (size_t i = 0; i < COUNT(days); i++) {
        struct date past, future;
        if (date_parse_human(text, days[i], DATE_PAST, &past, NULL))
            check_date(arena, past);
        if (date_parse_human(text, days[i], DATE_FUTURE, &future, NULL))
            check_date(arena, future);
    }
    struct time_of_day time;
    if (time_parse_human(text, &time, NULL))
        assert(time.hour <= 23 && time.minute <= 59 && time.second <= 59);
}

static void check_rules(struct str text) {
    struct workday_rules rules;
    struct error err = {0};
    if (!workday_rules_parse(text, &rules, &err)) {
        assert(err.key && err.line >= 1);
        return;
    }
    struct date_time at = {{2026, 4, 2}, {12, 0, 0, 0}}, change;
    if (oncall_changes(&rules, at, &change))
        assert(oncall_at(&rules, at) != oncall_at(&rules, change));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str text = {(const char *)data, size};
    if (!arena)
        return 0;
    check_iso(arena, text);
    check_human(arena, text);
    check_rules(text);
    return 0;
}
