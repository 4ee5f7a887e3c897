// SPDX-License-Identifier: EUPL-1.2
//
// A moment in an answer: whole minutes, never too early, also where the clock shows an hour twice.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "feel/temporal.h"
#include "routine/rules.h"
#include "support/arena_fixture.h"

static const struct ask by_name; // no table of its own

// The instant that the text stands for as a part of an answer, in Sweden; empty when it is none.
static struct str moment_of(struct arena *arena, const char *text) {
    const struct zone *zone;
    struct feel_builder builder = feel_builder_for(arena, 1);
    struct feel_value value, answer;
    struct instant moment;
    assert_true(zone_load(arena, "Europe/Stockholm", &zone, NULL));
    assert_true(temporal_parse_any(arena, str_of(text), &value));
    feel_add(&builder, STR("visas vid"), value);
    assert_true(feel_build(&builder, &answer, NULL));
    if (!part_moment(zone, &by_name, &answer, PART_SHOWN_MOMENT, &moment))
        return STR("");
    return instant_text(arena, moment);
}

static void test_moments(void **state) {
    static const struct {
        const char *text, *instant;
    } cases[] = {
        {"2026-10-25T00:30:00+02:00", "2026-10-24T22:30:00.000000Z"},
        {"2026-10-25T04:30:00+02:00", "2026-10-25T02:30:00.000000Z"},
        {"2026-10-25T00:30:01+02:00", "2026-10-24T22:31:00.000000Z"}, // the first whole minute
        {"2026-10-25T00:30:00.5+02:00", "2026-10-24T22:31:00.000000Z"},
        {"1969-12-31T23:59:30Z", "1970-01-01T00:00:00.000000Z"},
        {"1969-12-31T23:59:00Z", "1969-12-31T23:59:00.000000Z"},
        {"2026-10-25T02:30:00", "2026-10-25T01:30:00.000000Z"}, // twice: the later
        {"2026-07-01T12:00:00", "2026-07-01T10:00:00.000000Z"}, // the clock at home
        {"2026-07-01T12:00:00@Europe/Helsinki", "2026-07-01T09:00:00.000000Z"},
        {"999999999-01-01T00:00:00Z", ""}, // no instant reaches so far
        {"2026-10-25", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(moment_of(*state, cases[i].text), cases[i].instant);
}

static void test_what_is_no_moment(void **state) {
    struct feel_builder builder = feel_builder_for(*state, 1);
    struct feel_value answer;
    struct instant moment = {7};
    const struct feel_value nothing = feel_null();
    feel_add(&builder, STR("visas vid"), nothing);
    assert_true(feel_build(&builder, &answer, NULL));
    assert_false(part_moment(NULL, &by_name, &answer, PART_SHOWN_MOMENT, &moment));
    assert_false(part_moment(NULL, &by_name, &answer, PART_DUE_MOMENT, &moment));
    assert_int_equal(moment.us, 7);
}

static struct feel_value pair_of(struct arena *arena, struct str first, struct str second) {
    struct feel_builder builder = feel_builder_for(arena, 2);
    struct feel_value pair;
    feel_add(&builder, first, feel_string(STR("first")));
    feel_add(&builder, second, feel_string(STR("second")));
    assert_true(feel_build(&builder, &pair, NULL));
    return pair;
}

// A row of the decision's own table is known by its columns, whatever the others are named.
static void test_parts_of_a_row(void **state) {
    const struct str what = STR("vad"), same = str_copy(*state, what);
    struct ask ask = {.row = what.p, .row_width = 2};
    for (enum part part = 0; part < PART_COUNT; part++)
        ask.column_of[part] = -1;
    ask.column_of[PART_WHAT] = 0;
    ask.column_of[PART_UNIT] = 1;
    const struct feel_value row = pair_of(*state, what, STR("roll"));
    const struct feel_value other = pair_of(*state, same, STR("roll"));
    assert_text(part_text(&ask, &row, PART_WHAT), "first");
    assert_text(part_text(&ask, &row, PART_UNIT), "second");
    assert_text(part_text(&ask, &row, PART_ROLE), "");
    assert_text(part_text(&ask, &other, PART_WHAT), "first");
    assert_text(part_text(&ask, &other, PART_UNIT), "");
    assert_text(part_text(&ask, &other, PART_ROLE), "second");
    ask.row_width = 3;
    assert_text(part_text(&ask, &row, PART_ROLE), "second");
    assert_false(part_boolean(&ask, &row, PART_WHAT));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_parts_of_a_row),
        TEST_WITH_ARENA(test_moments),
        TEST_WITH_ARENA(test_what_is_no_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
