// SPDX-License-Identifier: EUPL-1.2
//
// Areas from a file: what it would do, what is wrong and where, that areas may give codes to each
// other, that nothing the file leaves out goes away, and that reading it twice changes nothing.
#include "world.h"

#include "app/area_file.h"

#define HEAD "område;organisation;postnummer;från;till\n"

static struct area_plan planned(struct world *w, const char *lines) {
    struct area_plan plan = {0};
    struct error err = {0};
    struct str text = str_printf(w->arena, HEAD "%s", lines);
    if (!app_plan_areas(w->app, w->arena, &w->administrator, text, &plan, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    return plan;
}

static struct area_plan done(struct world *w, const char *lines) {
    struct area_plan plan = planned(w, lines);
    struct error err = {0};
    struct str text = str_printf(w->arena, HEAD "%s", lines);
    if (plan.file.faults.items.n)
        fail_msg("%s", plan.file.faults.items.items[0].what.key);
    if (!app_do_areas(w->app, w->arena, &w->administrator, text, plan.file.mark, &plan, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    return plan;
}

static void assert_unchanged(struct world *w, const char *lines, size_t count) {
    struct area_plan plan = planned(w, lines);
    assert_int_equal(plan.file.faults.items.n, 0);
    assert_int_equal(plan.steps.n, 0);
    assert_int_equal(plan.file.unchanged, count);
}

// "Norr 123 45 2026-01-01–2026-12-31", by name and then by day.
static void assert_holds(struct world *w, const char *const *lines, size_t count) {
    struct organisation_rows organisations = {0};
    struct error err = {0};
    size_t n = 0;
    assert_true(app_organisations(w->app, w->arena, &w->administrator, &organisations, &err));
    for (size_t i = 0; i < organisations.items.n; i++) {
        struct areas areas = {0};
        assert_true(app_areas(w->app, w->arena, &w->administrator,
                              organisations.items.items[i].stream, &areas, &err));
        for (size_t k = 0; k < areas.items.n; k++, n++) {
            const struct area *area = &areas.items.items[k];
            struct str to = area->has_to ? date_text(w->arena, area->to) : STR("");
            struct str text = str_printf(w->arena, STR_FMT " " STR_FMT " " STR_FMT "–" STR_FMT,
                                         STR_ARG(area->name), STR_ARG(area->postal_codes),
                                         STR_ARG(date_text(w->arena, area->from)), STR_ARG(to));
            assert_true(n < count);
            assert_text(text, lines[n]);
        }
    }
    assert_int_equal(n, count);
}

static void assert_fault(struct world *w, const char *lines, size_t line, const char *key,
                         const char *column) {
    struct area_plan plan = planned(w, lines);
    assert_import_fault(&plan.file, lines, line, key, column);
}

static void test_planned_done_and_done_again(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-02T08:00");
    // The later time of an area may stand before the earlier one.
    const char *lines = "Norr;Provkommunen;\"123 45, 678\";2027-01-01;\n"
                        "Norr;provkommunen;123 45;2026-01-01;\n"
                        "Söder;Provkommunen;124;2026-01-01;2026-12-31\n";
    struct area_plan plan = planned(w, lines);
    assert_int_equal(plan.steps.n, 3);
    assert_int_equal(plan.file.lines, 3);
    assert_true(plan.steps.items[0].is_new);
    assert_int_equal(plan.steps.items[0].line, 3);
    assert_holds(w, NULL, 0); // looking does nothing
    struct error err = {0};
    assert_false(app_do_areas(w->app, w->arena, &w->administrator,
                              str_printf(w->arena, HEAD "%s", lines), STR("x"), &plan, &err));
    assert_string_equal(err.key, "import.changed");
    done(w, lines);
    static const char *const held[] = {"Norr 123 45 2026-01-01–2026-12-31",
                                       "Norr 123 45, 678 2027-01-01–",
                                       "Söder 124 2026-01-01–2026-12-31"};
    assert_holds(w, held, COUNT(held));
    assert_unchanged(w, lines, 3);
    // As it is taken out, with the last days that follow; and with codes written otherwise.
    assert_unchanged(w,
                     "Norr;Provkommunen;12345;2026-01-01;2026-12-31\n"
                     "Norr;Provkommunen;\"123 45; 678\";2027-01-01;\n",
                     2);
}

static void test_areas_give_codes_to_each_other(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-03T08:00");
    done(w, "Öster;Provkommunen;3;2026-01-01;\nVäster;Provkommunen;4;2026-01-01;\n");
    done(w, "Öster;Provkommunen;4;2028-01-01;\nVäster;Provkommunen;3;2028-01-01;\n");
    static const char *const held[] = {"Norr 123 45 2026-01-01–2026-12-31",
                                       "Norr 123 45, 678 2027-01-01–",
                                       "Söder 124 2026-01-01–2026-12-31",
                                       "Väster 4 2026-01-01–2027-12-31",
                                       "Väster 3 2028-01-01–",
                                       "Öster 3 2026-01-01–2027-12-31",
                                       "Öster 4 2028-01-01–"};
    assert_holds(w, held, COUNT(held));
    // A name that is free again is that of the area that had it.
    struct area_plan plan = planned(w, "Söder;Provkommunen;124;2027-06-01;\n");
    assert_int_equal(plan.steps.n, 1);
    assert_false(plan.steps.items[0].is_new);
}

static void test_nothing_that_is_left_out_goes_away(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-04T08:00");
    assert_fault(w, "Öster;Provkommunen;3;2026-02-01;\n", 2, "area-file.takes-back", "från");
    struct area_plan plan =
        done(w, "Öster;Provkommunen;3, 5;2026-02-01;\nÖster;Provkommunen;4;2028-01-01;\n");
    assert_int_equal(plan.steps.n, 2);
    assert_int_equal(plan.file.unchanged, 0);
    static const char *const held[] = {"Norr 123 45 2026-01-01–2026-12-31",
                                       "Norr 123 45, 678 2027-01-01–",
                                       "Söder 124 2026-01-01–2026-12-31",
                                       "Väster 4 2026-01-01–2027-12-31",
                                       "Väster 3 2028-01-01–",
                                       "Öster 3 2026-01-01–2026-01-31",
                                       "Öster 3, 5 2026-02-01–2027-12-31",
                                       "Öster 4 2028-01-01–"};
    assert_holds(w, held, COUNT(held));
}

static void test_what_is_wrong(void **state) {
    struct world *w = *state;
    struct area_plan plan;
    struct error err = {0};
    set_clock(w, "2026-03-05T08:00");
    assert_false(app_plan_areas(w->app, w->arena, &w->administrator,
                                STR("område;organisation;från\n"), &plan, &err));
    assert_string_equal(err.key, "import.no-column");
    assert_string_equal(err.args[0], "postnummer");
    assert_fault(w, ";Provkommunen;9;2026-01-01;\n", 2, "field.needed", "område");
    assert_fault(w, "Ny;Ingenstans;9;2026-01-01;\n", 2, "area-file.unknown-organisation",
                 "organisation");
    assert_fault(w, "Ny;Provkommunen;9, Storön;2026-01-01;\n", 2, "area.code-not-understood",
                 "postnummer");
    assert_fault(w, "Ny;Provkommunen;;2026-01-01;\n", 2, "area.codes-needed", "postnummer");
    assert_fault(w, "Ny;Provkommunen;9;2026-02-30;\n", 2, "date.no-such-day", "från");
    assert_fault(w, "Ny;Provkommunen;9;2026-03-02;2026-03-01\n", 2, "people.ends-before-it-begins",
                 "till");
    assert_fault(w, "Ny;Provkommunen;9;2026-01-01;\nNY;Provkommunen;8;2026-01-01;\n", 3,
                 "area-file.twice", "område");
    // With what holds already, and among the lines themselves.
    assert_fault(w, "Ny;Provkommunen;34 567, 9;2026-01-01;\n", 2, "area.code-taken", "postnummer");
    assert_fault(w, "Ny;Provkommunen;9;2026-01-01;\nNyare;Provkommunen;91;2026-05-01;\n", 3,
                 "area.code-taken", "postnummer");
    plan =
        planned(w, "Ny;Provkommunen;9;2026-01-01;2026-04-30\nNyare;Provkommunen;91;2026-05-01;\n");
    assert_int_equal(plan.file.faults.items.n, 0);
    assert_false(app_plan_areas(w->app, w->arena, &w->nurse, STR(HEAD), &plan, &err));
    assert_string_equal(err.key, "access.not-for-role");
    struct buf many = buf_new(w->arena, 256 * 1024);
    struct str text;
    buf_add(&many, STR(HEAD));
    for (int i = 0; i <= AREA_LINES_MAX; i++)
        buf_printf(&many, "Ny %d;Provkommunen;9;2026-01-01;\n", i);
    assert_true(buf_done(&many, &text, &err));
    error_clear(&err);
    assert_false(app_plan_areas(w->app, w->arena, &w->administrator, text, &plan, &err));
    assert_string_equal(err.key, "area-file.too-many");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planned_done_and_done_again),
        cmocka_unit_test(test_areas_give_codes_to_each_other),
        cmocka_unit_test(test_nothing_that_is_left_out_goes_away),
        cmocka_unit_test(test_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
