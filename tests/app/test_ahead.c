// SPDX-License-Identifier: EUPL-1.2
//
// Planning ahead through the door: what is in a period, whose it is, who may see it, what is
// logged.
#include "world.h"

static struct str first, second;

static struct ahead_query march(void) {
    return (struct ahead_query){.from = {2026, 3, 2}, .to = {2026, 5, 31}};
}

static struct ahead ask(struct world *w, const struct actor *actor,
                        const struct ahead_query *query) {
    struct error err = {0};
    struct ahead ahead;
    if (!app_ahead(w->app, w->arena, actor, query, NULL, &ahead, &err))
        fail_msg("%s", err.key);
    return ahead;
}

static void test_two_persons_are_enrolled(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-02T10:00");
    first = new_person(w, "19400127-9050", "Åke", "Wallin");
    enrol_nurse(w, first, send_request(w, first, "\"nurse\""), "2026-03-02");
    second = new_person(w, "193302129220", "Greta", "Åkesson");
    enrol_nurse(w, second, send_request(w, second, "\"nurse\""), "2026-03-20");
    const struct ahead_query query = march();
    struct ahead ahead = ask(w, &w->nurse, &query);
    assert_false(ahead.more);
    assert_int_equal(ahead.units.items.n, 1);
    assert_true(ahead.entries.n >= 4);
    for (size_t i = 1; i < ahead.entries.n; i++)
        assert_true(
            date_cmp(ahead.entries.items[i - 1].due.date, ahead.entries.items[i].due.date) <= 0);
    for (size_t i = 0; i < ahead.entries.n; i++)
        assert_text(ahead.entries.items[i].duty.unit, w->care_unit.p);
    assert_true(ahead.kinds[EVENT_followed_up]);
    assert_true(ahead.kinds[EVENT_information_given]);
}

static void test_the_period_has_both_its_ends(void **state) {
    struct world *w = *state;
    struct ahead_query query = march();
    query.kind = EVENT_followed_up;
    struct ahead all = ask(w, &w->nurse, &query);
    assert_int_equal(all.entries.n, 2);
    struct date due = all.entries.items[0].due.date; // two months after 2 March
    assert_text(date_text(w->arena, due), "2026-05-02");
    query.from = query.to = due;
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, 1);
    query.to = (struct date){2026, 5, 1};
    query.from = (struct date){2026, 4, 1};
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, 0);
    // Kinds are those of the period, whichever was asked for.
    query = march();
    query.kind = EVENT_followed_up;
    assert_true(ask(w, &w->nurse, &query).kinds[EVENT_information_given]);
}

static void test_what_is_late_is_asked_for(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-05-04T08:00");
    struct ahead_query query = {.from = {2026, 5, 4}, .to = {2026, 5, 10}, .role = CODE_role_nurse};
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, 0);
    query.late = true;
    struct ahead ahead = ask(w, &w->nurse, &query);
    assert_true(ahead.entries.n >= 3);
    for (size_t i = 0; i < ahead.entries.n; i++)
        assert_true(ahead.entries.items[i].late);
}

static void test_professions_and_areas_are_chosen(void **state) {
    struct world *w = *state;
    struct ahead_query query = march();
    query.role = CODE_role_physiotherapist;
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, 0);
    query.role = CODE_role_nurse;
    size_t all = ask(w, &w->nurse, &query).entries.n;
    query.area = STR("ingenstans");
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, 0);
    struct case_view view = look(w, &w->nurse, first);
    query.area = view.person.address;
    size_t there = ask(w, &w->nurse, &query).entries.n;
    assert_true(view.person.address.n == 0 ? there == all : there > 0);
}

static void test_it_stays_within_the_units_of_the_user(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct ahead ahead;
    struct ahead_query query = march();
    assert_int_equal(ask(w, &w->stranger, &query).entries.n, 0);
    query.unit = w->care_unit;
    assert_false(app_ahead(w->app, w->arena, &w->stranger, &query, NULL, &ahead, &err));
    assert_int_equal(err.code, ERR_DENIED);
    assert_string_equal(err.key, "ahead.not-your-unit");
    query.unit = STR_NONE;
    assert_false(app_ahead(w->app, w->arena, &w->administrator, &query, NULL, &ahead, &err));
    assert_string_equal(err.key, "access.not-for-role");
    // The manager sees what every profession of the unit has to do.
    assert_true(ask(w, &w->manager, &query).entries.n >= 4);
}

static void test_a_file_is_logged_with_its_count_and_its_persons(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct ahead ahead;
    const struct ahead_query query = march();
    set_clock(w, "2026-05-05T08:00");
    assert_true(app_ahead(w->app, w->arena, &w->nurse, &query, "csv", &ahead, &err));
    struct access_record record = last_access(w, first);
    assert_int_equal(record.act, ACT_EXPORT);
    assert_text(record.what, "csv");
    assert_text(record.user, w->nurse.user.p);
    assert_int_equal(last_access(w, second).act, ACT_EXPORT);
    // The last entry of all is a person's; looking writes one that says how many were shown.
    ask(w, &w->nurse, &query);
    record = last_access(w, STR_NONE);
    assert_int_equal(record.act, ACT_AHEAD);
    assert_text(record.what,
                str_printf(w->arena, "ahead 2026-03-02--2026-05-31: %zu", ahead.entries.n).p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_persons_are_enrolled),
        cmocka_unit_test(test_the_period_has_both_its_ends),
        cmocka_unit_test(test_what_is_late_is_asked_for),
        cmocka_unit_test(test_professions_and_areas_are_chosen),
        cmocka_unit_test(test_it_stays_within_the_units_of_the_user),
        cmocka_unit_test(test_a_file_is_logged_with_its_count_and_its_persons),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
