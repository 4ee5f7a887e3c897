// SPDX-License-Identifier: EUPL-1.2
//
// How long it took to VILS and to the first changed intervention: from which facts, and who sees
// it.
#include "world.h"

#include "app/vils_times.h"

static struct str person, other, home_care;
static struct actor staff;

static struct vils_times seen_by(struct world *w, const struct actor *actor, int day) {
    struct vils_times times;
    struct error err = {0};
    const struct vils_times_query query = {.from = {2026, 3, (int8_t)day}, .to = {2026, 3, 31}};
    if (!app_vils_times(w->app, w->arena, actor, &query, &times, &err))
        fail_msg("%s", err.key);
    return times;
}

static struct str enrolled(struct world *w, const char *number, const char *name) {
    set_clock(w, "2026-03-02T10:00");
    struct str stream = new_person(w, number, name, "Prov");
    enrol_nurse(w, stream, send_request(w, stream, "\"nurse\""), "2026-03-02");
    record(w, &w->nurse, stream, EVENT_team_formed,
           str_printf(w->arena, "{\"home_care\":\"" STR_FMT "\"}", STR_ARG(home_care)).p, NULL);
    return stream;
}

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    home_care = add_unit(w, "Hemtjänsten", CODE_unit_kind_home_care, w->planner.organisation);
    add_staff(w, &staff, "omvardnad", "Eva Ek", CODE_role_care_staff, home_care);
    person = enrolled(w, "193001227705", "Elsa");
    other = enrolled(w, "193502017456", "Bertil");
    return 0;
}

static void notice(struct world *w, const char *when) {
    set_clock(w, when);
    record(w, &w->nurse, person, EVENT_change_noticed,
           "{\"what\":\"Sover mest\",\"noticed_by\":\"staff\"}", NULL);
}

static int64_t start(struct world *w, struct str stream, const char *when) {
    set_clock(w, when);
    return record(w, &w->nurse, stream, EVENT_vils_started,
                  "{\"decided_by\":\"team\",\"reason\":\"Lindring\"}", NULL);
}

static void test_from_which_facts(void **state) {
    struct world *w = *state;
    notice(w, "2026-03-05T08:00"); // settled: not yet
    record(w, &w->nurse, person, EVENT_course_assessed,
           "{\"breakpoint\":\"not_yet\",\"assessment\":\"Som förut\",\"physician\":\"Dr Ek\","
           "\"next\":\"2026-03-12\"}",
           NULL);
    notice(w, "2026-03-10T08:00");
    notice(w, "2026-03-10T12:00"); // the first counts
    start(w, person, "2026-03-11T09:30");
    struct vils_times times = seen_by(w, &w->manager, 1);
    assert_int_equal(times.units.n, 1);
    const struct vils_time_unit *unit = &times.units.items[0];
    assert_int_equal(unit->cases.n, 1);
    assert_int_equal(unit->cases.items[0].minutes_before, 25 * 60 + 30);
    assert_int_equal(unit->cases.items[0].minutes_after, -1);
    assert_int_equal(unit->after_count, 0);
    assert_text(last_access(w, STR_NONE).what, "vils 2026-03-01--2026-03-31");
    // Without a reported change there is nothing to measure from.
    start(w, other, "2026-03-12T10:00");
    set_clock(w, "2026-03-12T10:45");
    record(w, &w->nurse, other, EVENT_intervention_started,
           "{\"kind\":\"injections\",\"extent\":\"Vid behov\",\"reason\":\"Lindring\"}", NULL);
    times = seen_by(w, &w->manager, 1);
    unit = &times.units.items[0];
    assert_int_equal(unit->cases.n, 2);
    assert_int_equal(unit->cases.items[1].minutes_before, -1);
    assert_int_equal(unit->cases.items[1].minutes_after, 45);
    assert_int_equal(unit->before_count, 1);
    assert_int_equal(unit->before_median, 25 * 60 + 30);
    assert_int_equal(unit->after_median, 45);
    // By the day of the start.
    assert_int_equal(seen_by(w, &w->manager, 12).units.items[0].cases.n, 1);
    assert_int_equal(seen_by(w, &w->manager, 13).units.n, 0);
    bool same = false;
    struct error err = {0};
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

// What care staff put in under the other law is not counted until the person has said yes.
static void test_what_is_not_seen_is_not_counted(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-11T13:30");
    record(w, &staff, person, EVENT_intervention_started,
           "{\"kind\":\"supervision\",\"extent\":\"Varje timme\",\"reason\":\"Orolig\"}", NULL);
    assert_int_equal(seen_by(w, &w->manager, 1).units.items[0].cases.items[0].minutes_after, -1);
    record(w, &w->nurse, person, EVENT_team_noted,
           "{\"team\":\"vils\",\"agrees\":\"yes\",\"extent\":\"Alla i teamet\"}", NULL);
    assert_int_equal(seen_by(w, &w->manager, 1).units.items[0].cases.items[0].minutes_after, 240);
}

static void test_who_may_ask(void **state) {
    struct world *w = *state;
    struct actor elsewhere = w->manager;
    elsewhere.unit = w->other_unit;
    assert_int_equal(seen_by(w, &elsewhere, 1).units.n, 0);
    // Who may read them once a reason is stated is told how many; who may not, nothing.
    elsewhere.role = CODE_role_medically_responsible;
    struct vils_times behind = seen_by(w, &elsewhere, 1);
    assert_int_equal(behind.units.n, 0);
    assert_int_equal(behind.after_reason, 2);
    record(w, &w->nurse, other, EVENT_block_noted,
           str_printf(w->arena, "{\"unit\":\"" STR_FMT "\",\"block\":\"inner\"}",
                      STR_ARG(w->care_unit))
               .p,
           NULL);
    assert_int_equal(seen_by(w, &elsewhere, 1).after_reason, 1);
    assert_int_equal(seen_by(w, &w->manager, 1).units.items[0].cases.n, 2);
    struct vils_times times;
    struct error err = {0};
    const struct vils_times_query query = {.from = {2026, 3, 1}, .to = {2026, 3, 31}};
    assert_false(app_vils_times(w->app, w->arena, &w->nurse, &query, &times, &err));
    assert_string_equal(err.key, "access.not-for-role");
}

static void test_a_file_is_logged_for_each_person_in_it(void **state) {
    struct world *w = *state;
    struct vils_times times;
    struct error err = {0};
    struct vils_times_query query = {.from = {2026, 3, 1}, .to = {2026, 3, 31}};
    set_clock(w, "2026-03-20T10:00");
    assert_true(app_vils_times(w->app, w->arena, &w->manager, &query, &times, &err));
    assert_text(last_access(w, STR_NONE).what, "vils 2026-03-01--2026-03-31");
    query.file = true;
    assert_true(app_vils_times(w->app, w->arena, &w->manager, &query, &times, &err));
    assert_text(last_access(w, person).what, "vils file");
    assert_text(last_access(w, other).what, "vils file");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_from_which_facts),
        cmocka_unit_test(test_what_is_not_seen_is_not_counted),
        cmocka_unit_test(test_a_file_is_logged_for_each_person_in_it),
        cmocka_unit_test(test_who_may_ask),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
