// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/cases.h"
#include "web/duty_view.h"

static const struct routine *loaded(struct arena *arena) {
    const struct routine *routine = NULL;
    struct error err = {0};
    assert_true(routine_load(arena, source_path(arena, "routines/vils").p, &routine, &err));
    return routine;
}

// A duty of the 28th, seen on the 27th at that hour.
static struct duty_view seen(struct arena *arena, const struct routine *routine, int8_t hour,
                             const struct duty *duty) {
    const struct date today = {2026, 11, 27};
    const struct wording wording = {.arena = arena,
                                    .language = LANGUAGE_SV,
                                    .today = today,
                                    .now = {.date = today, .time = {.hour = hour}}};
    return duty_view_of(&wording, routine, STR("person/p"), duty);
}

static struct duty duty_at(enum precision precision, int8_t hour) {
    return (struct duty){.has_due = true,
                         .due = {{2026, 11, 28}, {.hour = hour, .minute = 2}},
                         .due_precision = precision,
                         .fulfilled_by = EVENT_NONE};
}

static void test_what_is_due_in_the_night_is_not_told_as_tomorrow(void **state) {
    const struct routine *routine = loaded(*state);
    const struct {
        int8_t seen_at, due_at;
        enum precision precision;
        const char *told;
    } cases[] = {
        {22, 0, PRECISION_MINUTE, "I\u00a0natt"},   {18, 5, PRECISION_MINUTE, "I\u00a0natt"},
        {17, 0, PRECISION_MINUTE, "I\u00a0morgon"}, {22, 6, PRECISION_MINUTE, "I\u00a0morgon"},
        {22, 0, PRECISION_DAY, "I\u00a0morgon"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct duty duty = duty_at(cases[i].precision, cases[i].due_at);
        const struct duty_view view = seen(*state, routine, cases[i].seen_at, &duty);
        assert_true(str_is(view.lateness, cases[i].told));
        assert_false(view.day_is_said);
    }
}

static void test_what_hurries_is_to_be_done_now(void **state) {
    const struct routine *routine = loaded(*state);
    struct duty duty = duty_at(PRECISION_MINUTE, 12);
    assert_false(seen(*state, routine, 9, &duty).now);
    duty.urgent = true;
    assert_true(seen(*state, routine, 9, &duty).now);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_what_is_due_in_the_night_is_not_told_as_tomorrow),
        TEST_WITH_ARENA(test_what_hurries_is_to_be_done_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
