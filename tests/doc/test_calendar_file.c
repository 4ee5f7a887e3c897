// SPDX-License-Identifier: EUPL-1.2
//
// Calendar files, read back by the library's own parser.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libical/ical.h>

#include "doc/calendar_file.h"
#include "support/arena_fixture.h"

static struct calendar_file file_of(struct arena *arena, const struct calendar_entry *entries,
                                    size_t count) {
    struct error err;
    struct calendar_file file = {.name = STR("Framåt, Hemsjukvården Norr"),
                                 .made = {INT64_C(1772366700000000)}, // 2026-03-01T12:05Z
                                 .entry_count = count,
                                 .entries = entries};
    assert_true(zone_load(arena, "Europe/Stockholm", &file.zone, &err));
    return file;
}

static icalcomponent *read_back(struct arena *arena, const struct calendar_file *file) {
    struct error err;
    struct str text;
    assert_true(calendar_ics(arena, file, &text, &err));
    icalcomponent *calendar = icalparser_parse_string(str_c(arena, text));
    assert_non_null(calendar);
    assert_int_equal(icalcomponent_isa(calendar), ICAL_VCALENDAR_COMPONENT);
    assert_int_equal(icalcomponent_count_errors(calendar), 0);
    return calendar;
}

static void test_entries_are_read_back_as_they_were_written(void **state) {
    struct arena *arena = *state;
    const struct calendar_entry entries[] = {
        {STR("a1@vaka"), STR("Uppföljning, E.P.; Norr"), {{2026, 3, 29}, {0}}, false},
        {STR("a2@vaka"), STR("Ring"), {{2026, 7, 1}, {14, 0, 0, 0}}, true},
    };
    const struct calendar_file file = file_of(arena, entries, 2);
    icalcomponent *calendar = read_back(arena, &file);
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    assert_string_equal(icalcomponent_get_uid(event), "a1@vaka");
    assert_string_equal(icalcomponent_get_summary(event), "Uppföljning, E.P.; Norr");
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    assert_true(start.is_date);
    assert_string_equal(icaltime_as_ical_string(start), "20260329");
    assert_int_equal(
        icalproperty_get_class(icalcomponent_get_first_property(event, ICAL_CLASS_PROPERTY)),
        ICAL_CLASS_PRIVATE);
    event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT);
    // Summer time is two hours before UTC.
    assert_string_equal(icaltime_as_ical_string(icalcomponent_get_dtstart(event)),
                        "20260701T120000Z");
    assert_null(icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT));
    icalcomponent_free(calendar);
}

static void test_lines_are_folded_and_ended_as_the_standard_says(void **state) {
    struct arena *arena = *state;
    const struct calendar_entry entry = {
        STR("a1@vaka"),
        STR("Ett mycket långt namn på en sak som ska göras, så långt att raden måste brytas flera "
            "gånger om för att rymmas inom sjuttiofem oktetter\nNY:RAD"),
        {{2026, 3, 1}, {0}},
        false};
    const struct calendar_file file = file_of(arena, &entry, 1);
    struct error err;
    struct str text;
    assert_true(calendar_ics(arena, &file, &text, &err));
    assert_true(str_ends(text, STR("END:VCALENDAR\r\n")));
    assert_true(str_find(text, STR("\nNY:RAD")) == STR_NOT_FOUND);
    for (struct str line; str_split(&text, '\n', &line);)
        assert_true(line.n <= 76); // with its carriage return
    icalcomponent *calendar = read_back(arena, &file);
    assert_text(str_of(icalcomponent_get_summary(
                    icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT))),
                entry.summary.p);
    icalcomponent_free(calendar);
}

static void test_nothing_due_is_an_empty_calendar(void **state) {
    const struct calendar_file file = file_of(*state, NULL, 0);
    icalcomponent *calendar = read_back(*state, &file);
    assert_null(icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT));
    icalcomponent_free(calendar);
}

static const struct zone *the_zone;
static bool try_calendar(struct arena *arena, struct error *err) {
    const struct calendar_entry entry = {STR("a"), STR("b"), {{2026, 3, 1}, {0}}, false};
    const struct calendar_file file = {
        .name = STR("c"), .zone = the_zone, .entry_count = 1, .entries = &entry};
    struct str text;
    return calendar_ics(arena, &file, &text, err);
}

static void test_no_memory_is_an_error(void **state) {
    struct error err;
    assert_true(zone_load(*state, "Europe/Stockholm", &the_zone, &err));
    walk_allocations(try_calendar);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_entries_are_read_back_as_they_were_written),
        TEST_WITH_ARENA(test_lines_are_folded_and_ended_as_the_standard_says),
        TEST_WITH_ARENA(test_nothing_due_is_an_empty_calendar),
        TEST_WITH_ARENA(test_no_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
