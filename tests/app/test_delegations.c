// SPDX-License-Identifier: EUPL-1.2
//
// P-09: who gives a delegation, to whom, for how long; who sees it; and that the case says who has
// the one that an intervention demands.
#include "world.h"

#include "app/delegations.h"

static struct str home_care;
static struct actor staff, night, elsewhere, coordinator;

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    home_care = add_unit(w, "Hemtjänsten", CODE_unit_kind_home_care, w->planner.organisation);
    struct str other =
        add_unit(w, "Hemtjänsten Syd", CODE_unit_kind_home_care, w->planner.organisation);
    add_staff(w, &staff, "omvardnad", "Eva Ek", CODE_role_care_staff, home_care);
    add_staff(w, &night, "natt", "Åsa Natt", CODE_role_care_staff, home_care);
    add_staff(w, &elsewhere, "syd", "Örjan Syd", CODE_role_care_staff, other);
    add_staff(w, &coordinator, "samordnare", "Nils Ek", CODE_role_unit_coordinator, home_care);
    set_clock(w, "2026-03-02T10:00");
    return 0;
}

static bool record_fact(struct world *w, const struct actor *actor, struct str user,
                        enum event_kind kind, const struct field_value *values, size_t count,
                        struct error *err) {
    struct registered registered;
    struct str stream;
    if (!app_delegated(w->app, w->arena, &w->nurse, user, &registered, err))
        return false;
    const struct register_request request = {
        .stream = user, .seen_seq = registered.seq, .kind = kind, .payload = {count, values}};
    return app_register(w->app, w->arena, actor, &request, &stream, err);
}

static bool delegate(struct world *w, const struct actor *actor, struct str user, enum code task,
                     struct date from, struct date to, struct error *err) {
    const struct field_value values[] = {
        {.field = FIELD_delegation_given_tasks, .set = set_with(0, task)},
        {.field = FIELD_delegation_given_from, .date = from},
        {.field = FIELD_delegation_given_to, .date = to},
    };
    return record_fact(w, actor, user, EVENT_delegation_given, values, COUNT(values), err);
}

static bool withdraw(struct world *w, struct str user, struct str seq, struct date from,
                     struct error *err) {
    const struct field_value values[] = {
        {.field = FIELD_delegation_withdrawn_delegation, .text = seq},
        {.field = FIELD_delegation_withdrawn_from, .date = from},
    };
    return record_fact(w, &w->nurse, user, EVENT_delegation_withdrawn, values, COUNT(values), err);
}

static const struct date today = {2026, 3, 2}, summer = {2026, 6, 30};

#define REFUSED(call, why)                                                                         \
    do {                                                                                           \
        struct error fault = {0};                                                                  \
        struct error *why_not = &fault;                                                            \
        assert_false(call);                                                                        \
        assert_string_equal(fault.key, why);                                                       \
    } while (0)

static void test_what_is_refused(void **state) {
    struct world *w = *state;
    enum code task = CODE_intervention_kind_injections;
    REFUSED(delegate(w, &staff, staff.user, task, today, summer, why_not), "access.not-for-role");
    REFUSED(delegate(w, &w->administrator, staff.user, task, today, summer, why_not),
            "access.not-for-role");
    REFUSED(
        delegate(w, &w->nurse, staff.user, CODE_intervention_kind_meals, today, summer, why_not),
        "delegation.needs-none");
    REFUSED(delegate(w, &w->nurse, w->physio.user, task, today, summer, why_not),
            "delegation.not-care-staff");
    REFUSED(delegate(w, &w->nurse, staff.user, task, summer, today, why_not),
            "people.ends-before-it-begins");
    const struct date year = {2027, 3, 1}, longer = {2027, 3, 2};
    REFUSED(delegate(w, &w->nurse, staff.user, task, today, longer, why_not),
            "delegation.too-long");
    assert_true(delegate(w, &w->nurse, night.user, task, today, year, NULL));
    struct str seq = tr_number(w->arena, 3); // after the user and the assignment
    assert_true(withdraw(w, night.user, seq, today, NULL));
    REFUSED(withdraw(w, staff.user, STR("77"), today, why_not), "delegation.unknown");
    // The nurse does not administer.
    const struct field_value values[] = {{.field = FIELD_user_disabled_reason, .text = STR("x")}};
    REFUSED(record_fact(w, &w->nurse, staff.user, EVENT_user_disabled, values, 1, why_not),
            "access.not-for-role");
}

static struct delegated_staff look_at(struct world *w, const struct actor *actor, struct str unit) {
    struct delegated_staff seen;
    struct error err = {0};
    if (!app_delegations(w->app, w->arena, actor, unit, &seen, &err))
        fail_msg("%s", err.key);
    return seen;
}

static void test_given_seen_and_withdrawn(void **state) {
    struct world *w = *state;
    struct error err = {0};
    assert_true(
        delegate(w, &w->nurse, staff.user, CODE_intervention_kind_injections, today, summer, &err));
    struct delegated_staff seen = look_at(w, &w->nurse, home_care);
    assert_int_equal(seen.rows.items.n, 2); // everybody of the unit, by name
    assert_text(seen.rows.items.items[0].user_name, "Eva Ek");
    assert_int_equal(seen.rows.items.items[0].tasks,
                     set_with(0, CODE_intervention_kind_injections));
    assert_text(seen.rows.items.items[0].by, w->nurse.user_name.p);
    assert_int_equal(seen.rows.items.items[1].seq, 0);
    assert_true(seen.units.items.n >= 2);
    assert_text(last_access(w, STR_NONE).what, home_care.p);
    // Others see their own unit's, and nobody else's.
    assert_int_equal(look_at(w, &coordinator, STR_NONE).rows.items.n, 2);
    assert_int_equal(look_at(w, &elsewhere, STR_NONE).rows.items.n, 1);
    REFUSED(app_delegations(w->app, w->arena, &elsewhere, home_care, &seen, why_not),
            "access.not-for-role");
    assert_int_equal(last_access(w, STR_NONE).verdict, ACCESS_DENIED);
    REFUSED(app_delegations(w->app, w->arena, &w->ward, STR_NONE, &seen, why_not),
            "access.not-for-role");

    struct str seq = tr_number(w->arena, look_at(w, &w->nurse, home_care).rows.items.items[0].seq);
    assert_true(withdraw(w, staff.user, seq, today, &err));
    assert_int_equal(look_at(w, &w->nurse, home_care).rows.items.items[0].seq, 0);
    bool same = false;
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

static bool may_look_at(const struct delegated_staff *seen, struct str unit) {
    for (size_t i = 0; i < seen->units.items.n; i++)
        if (str_eq(seen->units.items.items[i].stream, unit))
            return true;
    return false;
}

// It is not the kind of unit that decides, but whether anybody works there as care staff.
static void test_units_are_those_with_care_staff(void **state) {
    struct world *w = *state;
    struct actor helper;
    struct str empty =
        add_unit(w, "Tomma hemmet", CODE_unit_kind_care_home, w->planner.organisation);
    struct str rehab =
        add_unit(w, "Hemrehab", CODE_unit_kind_rehabilitation, w->planner.organisation);
    struct delegated_staff seen = look_at(w, &w->nurse, STR_NONE);
    assert_true(may_look_at(&seen, home_care));
    assert_false(may_look_at(&seen, empty));
    assert_false(may_look_at(&seen, rehab));
    add_staff(w, &helper, "hjalp", "Ida Berg", CODE_role_care_staff, rehab);
    seen = look_at(w, &w->nurse, rehab);
    assert_true(may_look_at(&seen, rehab));
    assert_text(seen.rows.items.items[0].user_name, "Ida Berg");
    REFUSED(app_delegations(w->app, w->arena, &w->nurse, empty, &seen, why_not),
            "access.not-for-role");
}

static int64_t intervene(struct world *w, struct str person, const char *kind) {
    struct str json = str_printf(
        w->arena, "{\"kind\":\"%s\",\"extent\":\"Vid behov\",\"reason\":\"Smärta\"}", kind);
    return record(w, &w->nurse, person, EVENT_intervention_started, json.p, NULL);
}

// Of the care staff of the units that take part, on the day; nobody elsewhere, and not read when
// nothing demands it.
static void test_the_case_has_those_of_its_units(void **state) {
    struct world *w = *state;
    struct str person = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    record(w, &w->nurse, person, EVENT_team_formed,
           str_printf(w->arena, "{\"home_care\":\"" STR_FMT "\"}", STR_ARG(home_care)).p, NULL);
    const struct date tomorrow = {2026, 3, 3};
    enum code task = CODE_intervention_kind_wounds;
    assert_true(delegate(w, &w->nurse, staff.user, task, today, summer, NULL));
    assert_true(delegate(w, &w->nurse, night.user, task, tomorrow, summer, NULL));
    assert_true(delegate(w, &w->nurse, elsewhere.user, task, today, summer, NULL));
    intervene(w, person, "meals");
    assert_int_equal(look(w, &w->nurse, person).delegations.items.n, 0);
    intervene(w, person, "wounds");
    struct case_view view = look(w, &w->nurse, person);
    assert_int_equal(view.delegations.items.n, 1);
    assert_text(view.delegations.items.items[0].user_name, "Eva Ek");
    set_clock(w, "2026-03-03T10:00");
    assert_int_equal(look(w, &w->nurse, person).delegations.items.n, 2);
    set_clock(w, "2026-07-01T10:00");
    assert_int_equal(look(w, &w->nurse, person).delegations.items.n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_given_seen_and_withdrawn),
        cmocka_unit_test(test_units_are_those_with_care_staff),
        cmocka_unit_test(test_the_case_has_those_of_its_units),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
