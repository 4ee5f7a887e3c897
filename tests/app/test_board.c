// SPDX-License-Identifier: EUPL-1.2
//
// The board: who has a row, what stands in it, and who does not learn of it.
#include "world.h"

#include <stdlib.h>

#include "app/board.h"

static struct str person, home_care;
static struct actor coordinator;

static struct board seen_by(struct world *w, const struct actor *actor) {
    struct board board;
    struct error err = {0};
    if (!app_board(w->app, w->arena, actor, &board, &err))
        fail_msg("%s", err.key);
    return board;
}

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    home_care = add_unit(w, "Hemtjänsten", CODE_unit_kind_home_care, w->planner.organisation);
    add_staff(w, &coordinator, "samordnare", "Örjan Ek", CODE_role_unit_coordinator, home_care);
    set_clock(w, "2026-03-02T10:00");
    person = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    return 0;
}

static void test_a_row_from_the_start_to_the_end(void **state) {
    struct world *w = *state;
    struct board before = seen_by(w, &w->nurse);
    assert_int_equal(before.rows.n, 0);
    set_clock(w, "2026-03-10T09:00");
    record(w, &w->nurse, person, EVENT_team_formed,
           str_printf(w->arena, "{\"home_care\":\"" STR_FMT "\"}", STR_ARG(home_care)).p, NULL);
    int64_t start = record(w, &w->nurse, person, EVENT_vils_started,
                           "{\"decided_by\":\"team\",\"reason\":\"Lindring\"}", NULL);
    struct board board = seen_by(w, &w->nurse);
    assert_int_equal(board.rows.n, 1);
    assert_true(board.version > before.version); // open boards are told
    const struct board_row *row = &board.rows.items[0];
    assert_text(row->person.family_name, "Prov");
    assert_text(date_text(w->arena, row->since), "2026-03-10");
    assert_int_equal(row->decided_by, CODE_vils_decider_team);
    assert_null(row->met);
    assert_int_equal(row->changes.n, 1);
    assert_int_equal(row->changes.items[0].event->seq, start);

    set_clock(w, "2026-03-12T09:00"); // the start is older than yesterday
    record(w, &w->nurse, person, EVENT_team_met,
           str_printf(w->arena, "{\"vils\":%lld,\"took_part\":[\"nurse\"],\"notes\":\"Tillsyn\"}",
                      (long long)start)
               .p,
           NULL);
    board = seen_by(w, &w->nurse);
    row = &board.rows.items[0];
    assert_non_null(row->met);
    assert_int_equal(row->changes.n, 1);
    assert_int_equal(row->changes.items[0].event->kind, EVENT_team_met);
    assert_text(last_access(w, STR_NONE).what, "vils");

    bool same = false;
    struct error err = {0};
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

// V-02: whoever reads that an intervention was changed learns which.
static void test_a_change_leads_to_what_it_concerns(void **state) {
    struct world *w = *state;
    int64_t put_in =
        record(w, &w->nurse, person, EVENT_intervention_started,
               "{\"kind\":\"injections\",\"extent\":\"Vid behov\",\"reason\":\"Oro\"}", NULL);
    record(w, &w->nurse, person, EVENT_intervention_ended,
           str_printf(w->arena, "{\"intervention\":%lld,\"why\":\"Lugn\"}", (long long)put_in).p,
           NULL);
    struct board board = seen_by(w, &w->nurse);
    const struct board_row *row = &board.rows.items[0];
    assert_int_equal(row->changes.items[0].event->kind, EVENT_intervention_ended);
    assert_int_equal(row->changes.items[0].opened->seq, put_in);
    assert_int_equal(row->changes.items[1].event->seq, put_in);
    assert_null(row->changes.items[1].opened);
}

static void test_who_may_not_know_has_no_row(void **state) {
    struct world *w = *state;
    assert_int_equal(seen_by(w, &w->stranger).rows.n, 0);
    assert_int_equal(seen_by(w, &coordinator).rows.n, 0); // takes part, under the other law
    record(w, &w->nurse, person, EVENT_team_noted,
           "{\"team\":\"vils\",\"agrees\":\"yes\",\"extent\":\"Alla i teamet\"}", NULL);
    assert_int_equal(seen_by(w, &coordinator).rows.n, 1);
    struct board board;
    struct error err = {0};
    assert_false(app_board(w->app, w->arena, &w->ward, &board, &err));
    assert_int_equal(err.code, ERR_DENIED);
}

static struct board round_of(struct world *w, const struct actor *actor) {
    struct board board;
    struct error err = {0};
    if (!app_round(w->app, w->arena, actor, &board, &err))
        fail_msg("%s", err.key);
    return board;
}

static void test_the_round_is_what_is_new_to_the_user(void **state) {
    struct world *w = *state;
    struct actor staff = {0};
    struct case_view seen;
    struct board board;
    struct error err = {0};
    add_staff(w, &staff, "personal", "Ida Prov", CODE_role_care_staff, home_care);
    set_clock(w, "2026-03-16T09:00"); // what is recorded earlier is older than yesterday
    board = round_of(w, &staff);
    assert_int_equal(board.rows.n, 1);
    assert_true(board.rows.items[0].in_vils);
    assert_int_equal(board.rows.items[0].held, 0);
    assert_true(board.rows.items[0].viewed.us == 0);
    assert_int_equal(board.rows.items[0].changes.n, 0);
    assert_text(last_access(w, STR_NONE).what, "round");

    assert_true(app_case(w->app, w->arena, &staff, person, &seen, &err));
    set_clock(w, "2026-03-20T09:00"); // longer ago than yesterday when it is read
    record(w, &w->nurse, person, EVENT_observed, "{\"what\":\"Sover mest\"}", NULL);
    set_clock(w, "2026-03-23T09:00");
    board = round_of(w, &staff);
    assert_true(board.rows.items[0].viewed.us != 0);
    assert_int_equal(board.rows.items[0].changes.n, 1);
    assert_int_equal(board.rows.items[0].changes.items[0].event->kind, EVENT_observed);
    assert_true(app_case(w->app, w->arena, &staff, person, &seen, &err));
    set_clock(w, "2026-03-23T09:05");
    assert_int_equal(round_of(w, &staff).rows.items[0].changes.n, 0); // it has been seen

    assert_false(app_round(w->app, w->arena, &w->nurse, &board, &err));
    assert_int_equal(err.code, ERR_DENIED);
    staff.unit = w->stranger.unit;
    assert_int_equal(round_of(w, &staff).rows.n, 0);
}

static void test_a_death_ends_the_row(void **state) {
    struct world *w = *state;
    record(w, &w->nurse, person, EVENT_death_recorded,
           "{\"kind\":\"expected\",\"established_by\":\"Dr Ek\",\"relatives_told\":\"yes\"}", NULL);
    assert_int_equal(seen_by(w, &w->nurse).rows.n, 0);
    assert_int_equal(seen_by(w, &coordinator).rows.n, 0);
}

// Nobody is asked on the round to report a change of somebody who has died.
static void test_the_round_offers_no_change_of_the_dead(void **state) {
    struct world *w = *state;
    struct actor staff = {0};
    add_staff(w, &staff, "personal2", "Bo Prov", CODE_role_care_staff, home_care);
    world_reopen(w, str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p);
    set_clock(w, "2026-11-02T10:00");
    struct str other = new_person(w, "193102118449", "Sten", "Prov");
    enrol_nurse(w, other, send_request(w, other, "\"nurse\""), "2026-11-02");
    record(w, &w->nurse, other, EVENT_team_formed,
           str_printf(w->arena, "{\"home_care\":\"" STR_FMT "\"}", STR_ARG(home_care)).p, NULL);
    record(w, &staff, other, EVENT_observed, "{\"what\":\"Sover mest\"}", NULL);
    assert_int_equal(round_of(w, &staff).rows.items[0].held, 0);
    record(w, &w->nurse, other, EVENT_death_recorded,
           "{\"kind\":\"expected\",\"established_by\":\"Dr Ek\",\"relatives_told\":\"yes\"}", NULL);
    struct board board = round_of(w, &staff);
    assert_int_equal(board.rows.n, 1);
    assert_int_equal(round_acts[2], EVENT_change_noticed);
    assert_int_equal(board.rows.items[0].held, UINT32_C(1) << 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_row_from_the_start_to_the_end),
        cmocka_unit_test(test_a_change_leads_to_what_it_concerns),
        cmocka_unit_test(test_who_may_not_know_has_no_row),
        cmocka_unit_test(test_the_round_is_what_is_new_to_the_user),
        cmocka_unit_test(test_a_death_ends_the_row),
        cmocka_unit_test(test_the_round_offers_no_change_of_the_dead),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
