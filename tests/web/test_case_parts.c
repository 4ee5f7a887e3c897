// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "support/arena_fixture.h"
#include "calendar/zone.h"
#include "web/case_parts.h"

// A text for the journal, and one event that carried it over unless it was erased since.
struct fixture {
    struct wording wording;
    struct field_value of;
    struct event opened, transferred;
    struct thing text;
};

static struct fixture made(struct arena *arena) {
    struct fixture f = {
        .wording = {.arena = arena, .language = LANGUAGE_SV, .today = {2026, 11, 25}},
        .of = {.field = FIELD_journal_transferred_text, .ref = 4},
        .opened = {.kind = EVENT_followed_up, .seq = 4},
        .transferred = {.kind = EVENT_journal_transferred,
                        .seq = 5,
                        .happened = {INT64_C(1764072000000000)},
                        .precision = PRECISION_MINUTE},
        .text = {.kind = THING_journal_text},
    };
    assert_true(zone_load(arena, "Europe/Stockholm", &f.wording.zone, NULL));
    return f;
}

static struct str told(struct fixture *f, bool is_erased, bool is_closed) {
    f->transferred.payload = (struct payload){is_erased ? 0 : 1, &f->of};
    f->text.opened = &f->opened;
    f->text.closed = is_closed ? &f->transferred : NULL;
    return transferred_words(&f->wording, (struct event_list){1, &f->transferred}, &f->text);
}

static void test_what_was_carried_over_is_told(void **state) {
    struct fixture f = made(*state);
    assert_true(str_starts(told(&f, false, true), STR("Överförd till journalen")));
    assert_false(str_ends(told(&f, false, true), STR("rättad sedan dess")));
    assert_true(str_ends(told(&f, false, false), STR("rättad sedan dess")));
    f.of.ref = 3; // another text
    assert_int_equal(told(&f, false, false).n, 0);
}

// Of an entry whose content was erased nobody can say what it was about.
static void test_what_was_erased_tells_nothing(void **state) {
    struct fixture f = made(*state);
    assert_int_equal(told(&f, true, false).n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_what_was_carried_over_is_told),
        TEST_WITH_ARENA(test_what_was_erased_tells_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
