// SPDX-License-Identifier: EUPL-1.2
//
// The list of changed fee levels: a level that VILS holds down stands in it, with what it would be.
#include "world.h"

#include <stdlib.h>

#include "app/fees.h"

static struct str person;

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    set_clock(w, "2026-03-02T10:00");
    person = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    world_reopen(w, str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p);
    return 0;
}

static void assess(struct world *w, const char *when, const char *round_the_clock,
                   const char *from) {
    set_clock(w, when);
    record(w, &w->nurse, person, EVENT_extent_assessed,
           str_printf(w->arena, "{\"at_home\":\"yes\",\"round_the_clock\":\"%s\",\"from\":\"%s\"}",
                      round_the_clock, from)
               .p,
           NULL);
}

// The change that starts on that day; or NULL.
static const struct fee_row *change_on(struct world *w, const char *day) {
    const struct fee_query query = {.from = {2026, 3, 1}, .to = {2026, 12, 31}};
    struct fee_list list;
    struct error err = {0};
    if (!app_fees(w->app, w->arena, &w->manager, &query, &list, &err))
        fail_msg("%s", err.key);
    for (size_t i = 0; i < list.rows.items.n; i++)
        if (str_is(list.rows.items.items[i].starts, day))
            return &list.rows.items.items[i];
    return NULL;
}

static void test_a_level_that_is_held_down_is_told(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-10T09:00");
    int64_t start = record(w, &w->nurse, person, EVENT_vils_started,
                           "{\"decided_by\":\"team\",\"reason\":\"Lindring\"}", NULL);
    assess(w, "2026-03-12T09:00", "yes", "2026-03-12");
    const struct fee_row *row = change_on(w, "2026-03-12");
    assert_non_null(row);
    assert_text(row->level, "inte fastställd");
    assert_text(row->earlier, "inte fastställd");
    assert_text(row->capped, "nivå 2");
    assert_text(row->clauses, "V-03, H-13");
    assert_true(str_find(row->reason, STR("Taket gäller")) != STR_NOT_FOUND);
    // It ends, and what was held down is in force from that day on.
    set_clock(w, "2026-03-20T09:00");
    record(w, &w->nurse, person, EVENT_vils_followed_up,
           str_printf(w->arena,
                      "{\"vils\":%lld,\"took_part\":[\"nurse\"],\"result\":\"Ordinarie\"}",
                      (long long)start)
               .p,
           NULL);
    record(w, &w->nurse, person, EVENT_vils_ended,
           str_printf(w->arena, "{\"vils\":%lld,\"decided\":[\"nurse\"],\"why\":\"Piggnat till\"}",
                      (long long)start)
               .p,
           NULL);
    row = change_on(w, "2026-03-20");
    assert_non_null(row);
    assert_text(row->level, "nivå 2");
    assert_text(row->capped, "");
    assert_text(row->clauses, "H-13");
}

static void test_without_vils_nothing_is_held_down(void **state) {
    struct world *w = *state;
    assess(w, "2026-04-02T09:00", "no", "2026-04-02");
    assess(w, "2026-04-10T09:00", "yes", "2026-04-10");
    const struct fee_row *row = change_on(w, "2026-04-10");
    assert_non_null(row);
    assert_text(row->level, "nivå 2");
    assert_text(row->capped, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_level_that_is_held_down_is_told),
        cmocka_unit_test(test_without_vils_nothing_is_held_down),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
