// SPDX-License-Identifier: EUPL-1.2
//
// Time zones held against the C library, against themselves, and against damaged files.
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/file.h"
#include "calendar/zone.h"
#include "support/arena_fixture.h"

#define US INT64_C(1000000)

// Summer time north and south, half hours, a negative summer time, rules that cross midnight or
// fall back to days before, a day that was skipped, no summer time.
static const char *const names[] = {
    "Europe/Stockholm", "Europe/London",       "Europe/Dublin",     "America/New_York",
    "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia",      "Pacific/Chatham",
    "Asia/Gaza",        "Asia/Kathmandu",      "Africa/Casablanca", "America/Nuuk",
    "Africa/Monrovia",  "Asia/Tehran",         "Antarctica/Troll",  "UTC",
};

static const struct zone *load(struct arena *arena, const char *name) {
    const struct zone *zone;
    assert_true(zone_load(arena, name, &zone, NULL));
    assert_string_equal(zone_name(zone), name);
    return zone;
}

static void test_offsets_of_the_c_library(void **state) {
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct zone *zone = load(*state, names[i]);
        setenv("TZ", names[i], 1);
        tzset();
        // From 1843 to 2477, in steps that drift through the hours of the day.
        for (int64_t t = INT64_C(-4000000000); t < INT64_C(16000000000); t += 1000003) {
            time_t seconds = t;
            struct tm local;
            assert_non_null(localtime_r(&seconds, &local));
            assert_int_equal(zone_offset_at(zone, (struct instant){t * US}), local.tm_gmtoff);
        }
    }
}

// A wall clock read off an instant leads back to it, and to nothing else but its twin.
static void test_there_and_back(void **state) {
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct zone *zone = load(*state, names[i]);
        for (int64_t t = INT64_C(-3000000000); t < INT64_C(9000000000); t += 1800 * 127) {
            struct instant instant = {t * US + 250000}, first, last;
            struct date_time local = zone_local(zone, instant);
            enum zone_match match = zone_instant(zone, local, &first, &last);
            assert_int_not_equal(match, ZONE_GAP);
            assert_true(first.us == instant.us || last.us == instant.us);
            assert_true(match == ZONE_UNIQUE ? first.us == last.us : first.us < last.us);
            assert_int_equal(date_time_cmp(zone_local(zone, first), local), 0);
            assert_int_equal(date_time_cmp(zone_local(zone, last), local), 0);
        }
    }
}

static void test_days_follow_each_other(void **state) {
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct zone *zone = load(*state, names[i]);
        struct date date = {2010, 1, 1};
        struct instant start = zone_day_start(zone, date);
        while (date.year < 2045) {
            struct date_time first = zone_local(zone, start);
            struct date_time last = zone_local(zone, (struct instant){start.us - 1});
            assert_true(date_cmp(first.date, date) >= 0);
            assert_true(date_cmp(last.date, date) < 0);
            assert_true(zone_day_end(zone, date).us >= start.us);
            start = zone_day_end(zone, date);
            assert_true(date_add_days(date, 1, &date));
            assert_int_equal(zone_day_start(zone, date).us, start.us);
        }
    }
}

static void test_the_ends_of_time(void **state) {
    const struct zone *zone = load(*state, "Europe/Stockholm");
    struct date_time earliest = {{-DATE_YEAR_MAX, 1, 1}, {0}};
    struct date_time latest = {{DATE_YEAR_MAX, 12, 31}, {23, 59, 59, 999999999}};
    struct instant first, last;
    zone_instant(zone, earliest, &first, &last);
    assert_true(first.us == INT64_MIN);
    zone_instant(zone, latest, &first, &last);
    assert_true(last.us == INT64_MAX);
    assert_true(zone_day_end(zone, latest.date).us == INT64_MAX);
    assert_int_equal(zone_local(zone, (struct instant){INT64_MAX}).date.year, 294247);
    assert_int_equal(zone_local(zone, (struct instant){INT64_MIN}).date.year, -290308);
}

static struct str stockholm(struct arena *arena) {
    struct str bytes;
    assert_true(file_read(arena, "/usr/share/zoneinfo/Europe/Stockholm", 65536, &bytes, NULL));
    return bytes;
}

// Every file that ends too early is refused.
static void test_cut_files(void **state) {
    struct arena *arena = *state;
    struct str whole = stockholm(arena);
    const struct zone *zone;
    for (size_t n = 0; n < whole.n; n++) {
        struct error err = {0};
        assert_false(zone_parse(arena, "x", str_sub(whole, 0, n), &zone, &err));
        assert_int_equal(err.code, ERR_DAMAGED);
        assert_string_equal(err.key, "zone.damaged");
    }
    assert_true(zone_parse(arena, "x", whole, &zone, NULL));
}

// A version 2 file without transitions, one type (UTC+1), and this footer.
static bool parse_footer(struct arena *arena, const char *footer, const struct zone **ret_zone) {
    static const char block[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
                                "\0\0\x0E\x10\0\0CET";
    struct buf file = buf_new(arena, 4096);
    for (int i = 0; i < 2; i++)
        buf_add(&file, (struct str){block, sizeof(block)});
    buf_printf(&file, "\n%s\n", footer);
    struct str bytes;
    assert_true(buf_done(&file, &bytes, NULL));
    return zone_parse(arena, "x", bytes, ret_zone, NULL);
}

static void test_footers(void **state) {
    static const struct {
        const char *footer;
        const char *at;
        int32_t offset;
    } good[] = {
        {"", "2026-07-01T00:00:00Z", 3600},
        {"CET-1", "2026-07-01T00:00:00Z", 3600},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 3600},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 7200},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59:59Z", 7200},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 3600},
        {"<+0130>-1:30:30", "2026-07-01T00:00:00Z", 5430},
        {"AAA3BBB1,J60,J300", "2028-02-29T23:59:59Z", -10800}, // J60 is 1 March in leap years too
        {"AAA3BBB1,J60,J300", "2028-03-01T05:00:00Z", -3600},
        {"AAA3BBB1,59,J300", "2028-02-29T05:00:00Z", -3600},     // day 59, counted from 0, is not
        {"XXX5YYY,0/0,J365/25", "2026-01-01T04:59:59Z", -14400}, // summer time all year
        {"XXX5YYY,0/0,J365/25", "2026-01-01T05:00:00Z", -14400},
        {"XXX5YYY,0/0,J365/25", "2026-12-31T23:00:00Z", -14400},
    };
    static const char *const bad[] = {
        "CET",
        "C-1",
        "CET-25",
        "CET-1CEST",
        "CET-1CEST,M3.5.0",
        "<+01-1",
        "CET-1CEST,M13.1.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,J0,J300",
        "CET-1CEST,366,J300",
        "CET-1CEST,M3.5.0,M10.5.0/168",
        "CET-1CEST,M3.5.0,M10.5.0 ",
        "CET-1:60",
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        const struct zone *zone;
        struct instant at;
        assert_true(parse_footer(*state, good[i].footer, &zone));
        assert_true(instant_parse(str_of(good[i].at), &at));
        assert_int_equal(zone_offset_at(zone, at), good[i].offset);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        const struct zone *zone;
        if (parse_footer(*state, bad[i], &zone))
            fail_msg("accepted: %s", bad[i]);
    }
}

static void test_every_allocation_fails_once(void **state) {
    struct str bytes = stockholm(*state);
    for (size_t at = 1;; at++) {
        struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct error err = {0};
        const struct zone *zone = NULL;
        arena_fail_at(at);
        bool done = zone_parse(arena, "x", bytes, &zone, &err);
        arena_fail_at(0);
        arena_free(arena);
        if (done) {
            assert_true(at > 1);
            return;
        }
        assert_int_equal(err.code, ERR_MEMORY);
        assert_null(zone);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_offsets_of_the_c_library),
        TEST_WITH_ARENA(test_there_and_back),
        TEST_WITH_ARENA(test_days_follow_each_other),
        TEST_WITH_ARENA(test_the_ends_of_time),
        TEST_WITH_ARENA(test_cut_files),
        TEST_WITH_ARENA(test_footers),
        TEST_WITH_ARENA(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
