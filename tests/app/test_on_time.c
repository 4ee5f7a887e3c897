// SPDX-License-Identifier: EUPL-1.2
//
// What was done in time: counted from the history of duties, with the cases behind each number.
#include "world.h"

#include <stdlib.h>
#include <string.h>

#include "app/on_time.h"

static struct on_time counted(struct world *w, const struct actor *actor,
                              const struct on_time_query *query) {
    struct on_time result;
    struct error err = {0};
    if (!app_on_time(w->app, w->arena, actor, query, &result, &err))
        fail_msg("%s", err.key);
    return result;
}

static const struct on_time_row *row_of(const struct on_time *result, struct str unit,
                                        const char *decision) {
    for (size_t i = 0; i < result->rows.n; i++)
        if (str_eq(result->rows.items[i].unit, unit) &&
            str_is(result->rows.items[i].decision, decision))
            return &result->rows.items[i];
    return NULL;
}

#define YEAR                                                                                       \
    {                                                                                              \
        .from = {2026, 1, 1}, .to = { 2026, 12, 31 }                                               \
    }
#define DECIDE "Besluta om anslutning"

static struct str in_time, late, open;

static void test_each_outcome_is_counted(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-02T10:00");
    in_time = new_person(w, "193502017456", "Bertil", "Nyström");
    late = new_person(w, "193601286499", "Sven", "Dahlgren");
    open = new_person(w, "194401032133", "Greta", "Åkesson");
    struct str dead = new_person(w, "193508249079", "Ebba", "Lund");
    int64_t first = send_request(w, in_time, "\"nurse\"");
    int64_t second = send_request(w, late, "\"nurse\"");
    send_request(w, open, "\"nurse\"");
    send_request(w, dead, "\"nurse\"");
    set_clock(w, "2026-03-09T23:30"); // the last hour of the last day
    enrol_nurse(w, in_time, first, "2026-03-10");
    record(w, &w->planner, dead, EVENT_death_recorded,
           "{\"kind\":\"expected\",\"established_by\":\"Dr Ek\",\"relatives_told\":\"yes\"}", NULL);
    const struct on_time_query query = YEAR;
    struct on_time result = counted(w, &w->planner, &query);
    const struct on_time_row *row = row_of(&result, w->planning_unit, DECIDE);
    assert_non_null(row);
    assert_int_equal(row->counts[OUTCOME_OPEN], 2);
    assert_int_equal(row->counts[OUTCOME_OPEN_LATE], 0);
    set_clock(w, "2026-03-10T00:30"); // and the first of the next
    enrol_nurse(w, late, second, "2026-03-10");
    result = counted(w, &w->planner, &query);
    row = row_of(&result, w->planning_unit, DECIDE);
    assert_int_equal(row->role, CODE_role_planner);
    assert_int_equal(row->counts[OUTCOME_IN_TIME], 1);
    assert_int_equal(row->counts[OUTCOME_LATE], 1);
    assert_int_equal(row->counts[OUTCOME_OPEN_LATE], 1);
    assert_int_equal(row->counts[OUTCOME_OPEN], 0);
    assert_int_equal(row->counts[OUTCOME_WITHDRAWN], 1);
    // What escalates and never had to is nobody's.
    assert_null(row_of(&result, w->ward_unit, "Påminn om svaret"));
    // Another period.
    const struct on_time_query other = {.from = {2026, 3, 10}, .to = {2026, 3, 31}};
    result = counted(w, &w->planner, &other);
    assert_null(row_of(&result, w->planning_unit, DECIDE));
}

static void test_the_cases_behind_a_number(void **state) {
    struct world *w = *state;
    struct on_time_query query = YEAR;
    query.unit = w->planning_unit;
    query.role = CODE_role_planner;
    query.decision = STR(DECIDE);
    query.outcome = OUTCOME_LATE;
    struct on_time result = counted(w, &w->planner, &query);
    assert_int_equal(result.cases.n, 1);
    assert_true(str_eq(result.cases.items[0].duty.stream, late));
    assert_true(result.cases.items[0].has_ended);
    query.outcome = OUTCOME_OPEN_LATE;
    result = counted(w, &w->planner, &query);
    assert_int_equal(result.cases.n, 1);
    assert_true(str_eq(result.cases.items[0].duty.stream, open));
    assert_int_equal(result.after_reason, 0);
    assert_true(str_starts(last_access(w, STR_NONE).what, STR("on time 2026-01-01--2026-12-31")));
}

// A case is shown to whoever may read it, and a manager counts the own unit alone.
static void test_access_is_asked_for(void **state) {
    struct world *w = *state;
    const struct on_time_query year = YEAR;
    struct on_time result = counted(w, &w->manager, &year);
    for (size_t i = 0; i < result.rows.n; i++)
        assert_true(str_eq(result.rows.items[i].unit, w->manager.unit));
    struct on_time_query query = YEAR;
    query.unit = w->planning_unit;
    query.role = CODE_role_planner;
    query.decision = STR(DECIDE);
    query.outcome = OUTCOME_OPEN_LATE;
    struct actor elsewhere = w->planner;
    elsewhere.unit = w->other_unit;
    result = counted(w, &elsewhere, &query);
    assert_int_equal(result.cases.n, 0);
    assert_int_equal(result.after_reason, 1);
    struct error err = {0};
    assert_false(app_on_time(w->app, w->arena, &w->nurse, &year, &result, &err));
    assert_string_equal(err.key, "access.not-for-role");
}

static size_t total(const struct on_time *result, struct str unit) {
    size_t n = 0;
    for (size_t i = 0; i < result->rows.n; i++)
        for (size_t k = 0; str_eq(result->rows.items[i].unit, unit) && k < OUTCOME_COUNT; k++)
            n += result->rows.items[i].counts[k];
    return n;
}

// Health care and social services count each their own, also of the same person; what somebody has
// blocked is no business of other units, not even as a number.
static void test_each_law_counts_its_own(void **state) {
    struct world *w = *state;
    struct actor home_manager = {0}, medical = {0};
    const struct on_time_query query = {.from = {2026, 5, 1}, .to = {2026, 12, 31}};
    world_reopen(w, str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p);
    set_clock(w, "2026-05-04T10:00");
    struct str home = add_unit(w, "Hemtjänsten", CODE_unit_kind_home_care, w->planner.organisation);
    add_staff(w, &home_manager, "hemtjanstchef", "Monica Lind", CODE_role_unit_manager, home);
    add_staff(w, &medical, "mas", "Karin Berg", CODE_role_medically_responsible, w->other_unit);
    struct str person = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-05-04");
    record(w, &w->nurse, person, EVENT_team_formed,
           str_printf(w->arena, "{\"home_care\":\"" STR_FMT "\"}", STR_ARG(home)).p, NULL);
    record(w, &w->nurse, person, EVENT_vils_started,
           "{\"decided_by\":\"team\",\"reason\":\"Lindring\"}", NULL);
    // The own reports to the work teams, and nothing of the nurse's.
    struct on_time result = counted(w, &home_manager, &query);
    const struct on_time_row *row = row_of(&result, home, "Rapportera till arbetslaget");
    assert_non_null(row);
    assert_int_equal(row->counts[OUTCOME_OPEN], 2);
    assert_int_equal(total(&result, w->care_unit), 0);
    // Health care counts its own units, and names nobody before a reason is stated.
    struct on_time_query meetings = query;
    meetings.unit = w->care_unit;
    meetings.role = CODE_role_nurse;
    meetings.decision = STR("Håll teammöte");
    meetings.outcome = OUTCOME_OPEN;
    result = counted(w, &medical, &meetings);
    assert_int_equal(total(&result, home), 0);
    assert_non_null(row_of(&result, w->care_unit, "Håll teammöte"));
    assert_int_equal(result.cases.n, 0);
    assert_int_equal(result.after_reason, 1);
    size_t before = total(&result, w->care_unit);
    // A case that the manager may not read is neither counted nor told of.
    struct actor stranger = home_manager;
    stranger.unit = w->other_unit;
    meetings.unit = w->other_unit;
    result = counted(w, &stranger, &meetings);
    assert_int_equal(result.rows.n, 0);
    assert_int_equal(result.after_reason, 0);
    record(w, &w->nurse, person, EVENT_block_noted,
           str_printf(w->arena, "{\"unit\":\"" STR_FMT "\",\"block\":\"inner\"}",
                      STR_ARG(w->care_unit))
               .p,
           NULL);
    meetings.unit = w->care_unit;
    result = counted(w, &medical, &meetings);
    assert_null(row_of(&result, w->care_unit, "Håll teammöte"));
    assert_int_equal(result.after_reason, 0);
    assert_true(total(&result, w->care_unit) < before);
    result = counted(w, &w->manager, &meetings);
    assert_non_null(row_of(&result, w->care_unit, "Håll teammöte"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_outcome_is_counted),
        cmocka_unit_test(test_the_cases_behind_a_number),
        cmocka_unit_test(test_access_is_asked_for),
        cmocka_unit_test(test_each_law_counts_its_own),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
