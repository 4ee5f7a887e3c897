// SPDX-License-Identifier: EUPL-1.2
//
// The list of changed fee levels: a level that VILS holds down stands in it, with what it would be;
// and whoever fetches it period by period is told of every change once, whenever it was recorded.
#include "world.h"

#include <stdlib.h>

#include "app/derive.h"
#include "app/fees.h"
#include "support/known_fees.h"

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

static const char *extent(struct world *w, const char *round_the_clock, const char *from) {
    return str_printf(w->arena, "{\"at_home\":\"yes\",\"round_the_clock\":\"%s\",\"from\":\"%s\"}",
                      round_the_clock, from)
        .p;
}

static int64_t assess(struct world *w, const char *when, const char *round_the_clock,
                      const char *from) {
    set_clock(w, when);
    return record(w, &w->nurse, person, EVENT_extent_assessed, extent(w, round_the_clock, from),
                  NULL);
}

static struct fee_list list_of(struct world *w, struct date from, struct date to) {
    const struct fee_query query = {.from = from, .to = to};
    struct fee_list list;
    struct error err = {0};
    if (!app_fees(w->app, w->arena, &w->manager, &query, &list, &err))
        fail_msg("%s", err.key);
    return list;
}

// Of the person; or NULL.
static const struct fee_change *among(const struct fee_list *list, const char *starts) {
    for (size_t i = 0; i < list->changes.n; i++)
        if (str_eq(list->changes.items[i].stream, person) &&
            str_is(list->changes.items[i].starts, starts))
            return &list->changes.items[i];
    return NULL;
}

static size_t count_of(const struct fee_list *list) {
    size_t n = 0;
    for (size_t i = 0; i < list->changes.n; i++)
        n += str_eq(list->changes.items[i].stream, person);
    return n;
}

// The change that starts on that day; or NULL.
static const struct fee_change *change_on(struct world *w, const char *day) {
    struct fee_list list = list_of(w, (struct date){2026, 3, 1}, (struct date){2026, 12, 31});
    return among(&list, day);
}

// How many levels are known no more.
static size_t check_what_was_known(struct world *w) {
    struct error err = {0};
    struct reader *reader = NULL;
    struct event_list events;
    struct derived derived;
    size_t ceased = 0;
    assert_true(store_read(w->app->store, &reader, &err));
    assert_true(store_events(reader, w->arena, person, &events, &err));
    assert_true(derive_stream(w->app->routine, w->arena, person, events, &derived, &err));
    store_read_end(&reader);
    assert_true(
        assert_known_fees(w->app->routine, app_zone(w->app), w->arena, events, &derived.fees) > 0);
    for (size_t i = 0; i < derived.fees.items.n; i++)
        ceased += derived.fees.items.items[i].ceased.n > 0;
    return ceased;
}

static void test_a_level_that_is_held_down_is_told(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-10T09:00");
    int64_t start = record(w, &w->nurse, person, EVENT_vils_started,
                           "{\"decided_by\":\"team\",\"reason\":\"Lindring\"}", NULL);
    assess(w, "2026-03-12T09:00", "yes", "2026-03-12");
    const struct fee_change *row = change_on(w, "2026-03-12");
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
    assert_int_equal(check_what_was_known(w), 0); // all of it was recorded in order
}

static void test_without_vils_nothing_is_held_down(void **state) {
    struct world *w = *state;
    assess(w, "2026-04-02T09:00", "no", "2026-04-02");
    assess(w, "2026-04-10T09:00", "yes", "2026-04-10");
    const struct fee_change *row = change_on(w, "2026-04-10");
    assert_non_null(row);
    assert_text(row->level, "nivå 2");
    assert_text(row->capped, "");
}

#define APRIL                                                                                      \
    (struct date){2026, 4, 1}, (struct date) {                                                     \
        2026, 4, 30                                                                                \
    }
#define MAY                                                                                        \
    (struct date){2026, 5, 1}, (struct date) {                                                     \
        2026, 5, 31                                                                                \
    }
#define JUNE                                                                                       \
    (struct date){2026, 6, 1}, (struct date) {                                                     \
        2026, 6, 30                                                                                \
    }
#define JULY                                                                                       \
    (struct date){2026, 7, 1}, (struct date) {                                                     \
        2026, 7, 31                                                                                \
    }

// April's list was fetched on the first of May. In May it turns out that the need had ended.
static void test_what_is_recorded_late_is_in_the_list_of_its_day(void **state) {
    struct world *w = *state;
    assess(w, "2026-05-12T09:00", "no", "2026-04-20");
    struct fee_list april = list_of(w, APRIL), may = list_of(w, MAY), june = list_of(w, JUNE);
    assert_null(among(&april, "2026-04-20"));
    assert_int_equal(count_of(&may), 1);
    const struct fee_change *change = among(&may, "2026-04-20");
    assert_non_null(change);
    assert_text(change->level, "inte fastställd");
    assert_text(change->told, "nivå 2");
    assert_text(change->until, "");
    assert_int_equal(count_of(&june), 0);
}

// What was to hold for a while in May is struck in June: it never did.
static void test_what_is_struck_is_taken_back_until_it_is_as_told(void **state) {
    struct world *w = *state;
    int64_t wrong = assess(w, "2026-05-20T09:00", "yes", "2026-05-20");
    assess(w, "2026-05-27T09:00", "no", "2026-05-27");
    struct fee_list may = list_of(w, MAY);
    assert_int_equal(count_of(&may), 3);
    set_clock(w, "2026-06-03T09:00");
    struct record_request strike = form(w, person, EVENT_entry_withdrawn, "{}", NULL);
    strike.draft.corrects = wrong;
    strike.draft.because = STR("Gällde en annan person");
    struct recorded recorded;
    struct error err = {0};
    if (!app_record(w->app, w->arena, &w->nurse, &strike, &recorded, &err))
        fail_msg("%s", err.key);
    may = list_of(w, MAY);
    assert_int_equal(count_of(&may), 3); // as it was fetched
    struct fee_list june = list_of(w, JUNE), july = list_of(w, JULY);
    assert_int_equal(count_of(&june), 1);
    const struct fee_change *change = among(&june, "2026-05-20");
    assert_non_null(change);
    assert_text(change->level, "inte fastställd");
    assert_text(change->told, "nivå 2");
    assert_text(change->until, "2026-05-26");
    assert_int_equal(count_of(&july), 0);
}

// A day typed wrong and corrected within the period was never told.
static void test_what_comes_to_nothing_within_the_period_is_not_told(void **state) {
    struct world *w = *state;
    int64_t wrong = assess(w, "2026-07-02T09:00", "yes", "2026-06-02");
    set_clock(w, "2026-07-03T09:00");
    struct record_request right =
        form(w, person, EVENT_extent_assessed, extent(w, "yes", "2026-07-02"), NULL);
    right.draft.corrects = wrong;
    right.draft.because = STR("Fel månad");
    struct recorded recorded;
    struct error err = {0};
    if (!app_record(w->app, w->arena, &w->nurse, &right, &recorded, &err))
        fail_msg("%s", err.key);
    struct fee_list july = list_of(w, JULY);
    assert_int_equal(count_of(&july), 1);
    assert_text(among(&july, "2026-07-02")->level, "nivå 2");
    assert_text(among(&july, "2026-07-02")->told, "");
    // Day by day it was told, and taken back.
    struct fee_list second = list_of(w, (struct date){2026, 7, 2}, (struct date){2026, 7, 2});
    struct fee_list third = list_of(w, (struct date){2026, 7, 3}, (struct date){2026, 7, 3});
    assert_text(among(&second, "2026-06-02")->level, "nivå 2");
    assert_text(among(&third, "2026-06-02")->level, "inte fastställd");
    assert_text(among(&third, "2026-06-02")->until, "2026-07-01");
}

static void test_what_was_known_is_what_the_case_said_then(void **state) {
    assert_true(check_what_was_known(*state) > 2);
}

// What is to begin later is not told until it has: it may be moved. Without VILS.
static void test_a_day_to_come_that_is_moved_is_told_as_it_became(void **state) {
    struct world *w = *state;
    const struct str first = person;
    set_clock(w, "2026-08-01T08:00");
    person = new_person(w, "193502017456", "Bertil", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-08-01");
    assess(w, "2026-08-01T09:00", "no", "2026-08-01");
    assess(w, "2026-08-03T09:00", "yes", "2026-08-20");
    assess(w, "2026-08-05T09:00", "yes", "2026-08-25");
    struct fee_list august = list_of(w, (struct date){2026, 8, 1}, (struct date){2026, 8, 31});
    assert_int_equal(count_of(&august), 2);
    assert_text(among(&august, "2026-08-01")->earlier, "ingen avgift");
    assert_text(among(&august, "2026-08-25")->level, "nivå 2");
    assert_int_equal(check_what_was_known(w), 1);
    person = first;
}

// ---- whoever carries every list over has what the last of them would say of all time ----

#define LEDGER_DAYS 400
static const struct date ledger_from = {2026, 1, 1};

struct ledger {
    struct str levels[LEDGER_DAYS];
};

static size_t day_at(struct str day) {
    struct date date;
    size_t at = 0;
    assert_true(date_parse(day, &date));
    for (struct date d = ledger_from; date_cmp(d, date) < 0; at++)
        assert_true(date_add_days(d, 1, &d));
    return at;
}

static void carry_over(struct ledger *ledger, const struct fee_list *list) {
    for (size_t i = 0; i < list->changes.n; i++) {
        const struct fee_change *change = &list->changes.items[i];
        if (!str_eq(change->stream, person))
            continue;
        size_t to = change->until.n ? day_at(change->until) + 1 : LEDGER_DAYS;
        for (size_t day = day_at(change->starts); day < to; day++)
            ledger->levels[day] = change->level;
    }
}

static void test_all_lists_together_tell_what_one_of_all_time_tells(void **state) {
    struct world *w = *state;
    static struct ledger step_by_step, at_once;
    const size_t lengths[] = {1, 7, 30};
    set_clock(w, "2026-10-01T09:00");
    for (size_t k = 0; k < sizeof(lengths) / sizeof(*lengths); k++) {
        struct date from = {2026, 2, 1}, to;
        for (size_t i = 0; i < LEDGER_DAYS; i++)
            step_by_step.levels[i] = at_once.levels[i] = STR("ingen avgift");
        while (date_cmp(from, (struct date){2026, 9, 1}) < 0) {
            assert_true(date_add_days(from, (int64_t)lengths[k] - 1, &to));
            struct fee_list list = list_of(w, from, to);
            carry_over(&step_by_step, &list);
            assert_true(date_add_days(to, 1, &from));
        }
        struct fee_list all = list_of(w, (struct date){2026, 2, 1}, to);
        carry_over(&at_once, &all);
        for (size_t i = 0; i < LEDGER_DAYS; i++)
            if (!str_eq(step_by_step.levels[i], at_once.levels[i]))
                fail_msg("day %zu by %zu: " STR_FMT " and " STR_FMT, i, lengths[k],
                         STR_ARG(step_by_step.levels[i]), STR_ARG(at_once.levels[i]));
    }
    bool same = false;
    struct error err = {0};
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_level_that_is_held_down_is_told),
        cmocka_unit_test(test_without_vils_nothing_is_held_down),
        cmocka_unit_test(test_what_is_recorded_late_is_in_the_list_of_its_day),
        cmocka_unit_test(test_what_is_struck_is_taken_back_until_it_is_as_told),
        cmocka_unit_test(test_what_comes_to_nothing_within_the_period_is_not_told),
        cmocka_unit_test(test_what_was_known_is_what_the_case_said_then),
        cmocka_unit_test(test_a_day_to_come_that_is_moved_is_told_as_it_became),
        cmocka_unit_test(test_all_lists_together_tell_what_one_of_all_time_tells),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
