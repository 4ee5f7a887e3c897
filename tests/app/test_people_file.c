// SPDX-License-Identifier: EUPL-1.2
//
// Users and assignments from a file: what it would do, what is wrong and where, and that reading it
// twice changes nothing.
#include "world.h"

#include "app/people_file.h"

#define HEAD "användarnamn;namn;HSA-id;enhet;roll;från;till;ändamål;uppdragets HSA-id\n"

static struct people_plan planned(struct world *w, const char *text) {
    struct people_plan plan = {0};
    struct error err = {0};
    if (!app_plan_people(w->app, w->arena, &w->administrator, str_of(text), &plan, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    return plan;
}

static void assert_refused(struct world *w, const char *text, const char *key, const char *what) {
    struct people_plan plan;
    struct error err = {0};
    assert_false(app_plan_people(w->app, w->arena, &w->administrator, str_of(text), &plan, &err));
    assert_string_equal(err.key, key);
    assert_string_equal(err.args[0], what);
}

static void assert_fault(struct world *w, const char *lines, size_t line, const char *key,
                         const char *column) {
    struct people_plan plan = planned(w, str_printf(w->arena, HEAD "%s", lines).p);
    assert_import_fault(&plan.file, lines, line, key, column);
}

static void test_planned_done_and_done_again(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct people_plan plan;
    set_clock(w, "2027-03-02T08:00");
    const char *text = HEAD
        "eva.fil;Eva Fil;SE2321000131-P000000000077;Hemsjukvård Norr;sjuksköterska;2026-03-01;;"
        "vård och behandling;SE2321000131-U000000000077\n"
        "eva.fil;Eva Fil;;Hemsjukvård Norr;Nurse;2026-04-01;2026-04-30;;\n"
        "ssk;Sara Lindgren-Ek;;;;;;;\n"
        "ove.fil;Ove Fil;;;;;;;\n";
    plan = planned(w, text);
    static const enum people_act acts[] = {PEOPLE_ADD_USER, PEOPLE_GIVE, PEOPLE_GIVE,
                                           PEOPLE_CHANGE_USER, PEOPLE_ADD_USER};
    assert_int_equal(plan.file.faults.items.n, 0);
    assert_int_equal(plan.steps.n, COUNT(acts));
    for (size_t i = 0; i < COUNT(acts); i++)
        assert_int_equal(plan.steps.items[i].act, acts[i]);
    assert_int_equal(plan.file.lines, 4);
    // Looking does nothing.
    struct str user;
    assert_false(app_user_by_login(w->app, w->arena, STR("eva.fil"), &user, &err));
    assert_false(
        app_do_people(w->app, w->arena, &w->administrator, str_of(text), STR("x"), &plan, &err));
    assert_string_equal(err.key, "import.changed");
    assert_true(app_do_people(w->app, w->arena, &w->administrator, str_of(text), plan.file.mark,
                              &plan, &err));
    struct registered registered;
    assert_true(app_user_by_login(w->app, w->arena, STR("eva.fil"), &user, &err));
    assert_true(app_registered(w->app, w->arena, &w->administrator, user, &registered, &err));
    assert_text(registered.user.hsa, "SE2321000131-P000000000077");
    assert_false(registered.has_password);
    assert_int_equal(registered.assignments.items.n, 2);
    assert_int_equal(registered.assignments.items.items[0].purpose, CODE_purpose_care);
    assert_text(registered.assignments.items.items[1].to, "2026-04-30");
    plan = planned(w, text);
    assert_int_equal(plan.steps.n, 0);
    assert_int_equal(plan.file.unchanged, 4);
    // An end that comes sooner is taken; one that comes later is not.
    plan = planned(w, HEAD
                   "eva.fil;Eva Fil;;Hemsjukvård Norr;sjuksköterska;2026-04-01;2026-04-15;;\n"
                   "eva.fil;Eva Fil;;Hemsjukvård Norr;sjuksköterska;2026-03-01;2026-05-01;;\n");
    assert_int_equal(plan.steps.n, 2);
    assert_int_equal(plan.steps.items[0].act, PEOPLE_END);
    assert_int_equal(plan.steps.items[1].act, PEOPLE_END);
    plan = planned(w, HEAD
                   "eva.fil;Eva Fil;;Hemsjukvård Norr;sjuksköterska;2026-04-01;2026-06-01;;\n");
    assert_int_equal(plan.steps.n, 0);
}

static void test_what_is_wrong(void **state) {
    struct world *w = *state;
    set_clock(w, "2027-03-03T08:00");
    assert_refused(w, "", "import.empty", "");
    assert_refused(w, "användarnamn;namn;roll;från\n", "import.no-column", "enhet");
    assert_refused(w, HEAD "x;\"y\n", "csv.quote", "2");
    assert_refused(w, "användarnamn;namn;enhet;roll;från;lön\n", "import.unknown-column", "lön");
    assert_refused(w, "namn;Namn;enhet;roll;från\n", "import.unknown-column", "Namn");
    assert_fault(w, ";Namn;;;;;;;\n", 2, "field.needed", "användarnamn");
    assert_fault(w, "\nny;;;;;;;;\n", 3, "field.needed", "namn");
    assert_fault(w, "ny;Ny;fel;;;;;;\n", 2, "number.hsa", "HSA-id");
    assert_fault(w, "ny;Ny;;Ingenstans;sjuksköterska;2026-03-01;;;\n", 2,
                 "people-file.unknown-unit", "enhet");
    assert_fault(w, "ny;Ny;;Hemsjukvård Norr;trollkarl;2026-03-01;;;\n", 2,
                 "people-file.unknown-code", "roll");
    assert_fault(w, "ny;Ny;;Hemsjukvård Norr;;2026-03-01;;;\n", 2, "field.needed", "roll");
    assert_fault(w, "ny;Ny;;Hemsjukvård Norr;sjuksköterska;2026-02-30;;;\n", 2, "date.no-such-day",
                 "från");
    assert_fault(w, "ny;Ny;;Hemsjukvård Norr;sjuksköterska;2026-03-02;2026-03-01;;\n", 2,
                 "people.ends-before-it-begins", "till");
    assert_fault(w, "ny;Ny;;;;;;;\nny;Nyare;;;;;;;\n", 3, "people-file.differs", "namn");
    assert_fault(w,
                 "ny;Ny;;Hemsjukvård Norr;sjuksköterska;2026-03-02;;;\n"
                 "ny;Ny;;Hemsjukvård Norr;sjuksköterska;2026-03-02;;;\n",
                 3, "people-file.twice", "enhet");
    assert_fault(w,
                 "ny;Ny;SE2321000131-P1;;;;;;\n"
                 "ny2;Ny;SE2321000131-P1;;;;;;\n",
                 3, "people.hsa-taken", "HSA-id");
    struct people_plan plan;
    struct error err = {0};
    assert_false(app_plan_people(w->app, w->arena, &w->nurse, STR(HEAD), &plan, &err));
    assert_string_equal(err.key, "access.not-for-role");
}

static void test_work_teams(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct people_plan plan;
    struct registered registered;
    struct str user;
    set_clock(w, "2027-03-04T08:00");
    add_unit(w, "Hemtjänst Norr", CODE_unit_kind_home_care, w->planner.organisation);
#define TEAMS "användarnamn;namn;enhet;roll;från;arbetslag\n"
#define LAG "lag;Lag Larsson;Hemtjänst Norr;omvårdnadspersonal;2026-03-01;"
#define LAG2 "lag2;Lag Larsson;Hemtjänst Norr;omvårdnadspersonal;2026-03-01;"
    const char *text = TEAMS LAG "dag\n" LAG "Night\n";
    plan = planned(w, text);
    assert_int_equal(plan.file.faults.items.n, 0);
    if (!app_do_people(w->app, w->arena, &w->administrator, str_of(text), plan.file.mark, &plan,
                       &err))
        fail_msg("%s %s", err.key, err.element);
    assert_true(app_user_by_login(w->app, w->arena, STR("lag"), &user, &err));
    assert_true(app_registered(w->app, w->arena, &w->administrator, user, &registered, &err));
    assert_int_equal(registered.assignments.items.n, 2);
    assert_int_equal(registered.assignments.items.items[0].team, CODE_work_team_day);
    assert_int_equal(registered.assignments.items.items[1].team, CODE_work_team_night);
    // What is confirmed is what was shown: the same line for another team is another plan.
    assert_false(str_eq(planned(w, TEAMS LAG2 "dag\n").file.mark,
                        planned(w, TEAMS LAG2 "natt\n").file.mark));
    // The same again, and a file that knows of no teams, change nothing.
    assert_int_equal(planned(w, text).steps.n, 0);
    assert_int_equal(planned(w, TEAMS LAG "\n").steps.n, 0);
    plan = planned(w, TEAMS LAG "kväll\n");
    assert_int_equal(plan.file.faults.items.n, 1);
    assert_string_equal(plan.file.faults.items.items[0].what.key, "people-file.unknown-code");
}

// An address comes with the file, and is kept by a file that says nothing of it.
static void test_addresses(void **state) {
    struct world *w = *state;
    struct people_plan plan;
    struct error err = {0};
    const struct str with = STR("användarnamn;namn;e-post;enhet;roll;från\n"
                                "post;Post Postsson;post@kommun.test;;;\n");
    const struct str without = STR("användarnamn;namn;enhet;roll;från\npost;Ny Postsson;;;\n");
    assert_true(app_plan_people(w->app, w->arena, &w->administrator, with, &plan, &err));
    assert_true(
        app_do_people(w->app, w->arena, &w->administrator, with, plan.file.mark, &plan, &err));
    assert_true(app_plan_people(w->app, w->arena, &w->administrator, with, &plan, &err));
    assert_int_equal(plan.file.unchanged, 1);
    assert_true(app_plan_people(w->app, w->arena, &w->administrator, without, &plan, &err));
    assert_int_equal(plan.steps.n, 1);
    assert_true(str_is(plan.steps.items[0].mail, "post@kommun.test"));
    const struct str wrong = STR("användarnamn;namn;e-post;enhet;roll;från\npost;P;post;;;\n");
    assert_true(app_plan_people(w->app, w->arena, &w->administrator, wrong, &plan, &err));
    assert_int_equal(plan.file.faults.items.n, 1);
    assert_string_equal(plan.file.faults.items.items[0].what.key, "people.mail-wrong");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planned_done_and_done_again),
        cmocka_unit_test(test_what_is_wrong),
        cmocka_unit_test(test_work_teams),
        cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
