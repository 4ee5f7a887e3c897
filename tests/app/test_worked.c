// SPDX-License-Identifier: EUPL-1.2
//
// Time that a unit worked, by person and month; what has been received; who may sum it up.
#include "world.h"

#include "app/time_forms.h"
#include "app/worked.h"

static struct str person, home_care;
static struct actor staff, coordinator, elsewhere;

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    home_care = add_unit(w, "Hemtjänsten", CODE_unit_kind_home_care, w->planner.organisation);
    struct str other =
        add_unit(w, "Hemtjänsten Syd", CODE_unit_kind_home_care, w->planner.organisation);
    add_staff(w, &staff, "omvardnad", "Eva Ek", CODE_role_care_staff, home_care);
    add_staff(w, &coordinator, "samordnare", "Örjan Ek", CODE_role_unit_coordinator, home_care);
    add_staff(w, &elsewhere, "syd", "Åke Syd", CODE_role_unit_coordinator, other);
    set_clock(w, "2026-03-02T10:00");
    person = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    record(w, &w->nurse, person, EVENT_team_formed,
           str_printf(w->arena, "{\"home_care\":\"" STR_FMT "\"}", STR_ARG(home_care)).p, NULL);
    return 0;
}

static struct time_list sums(struct world *w, const struct actor *actor) {
    const struct time_query query = {.from = {2026, 3, 1}, .to = {2026, 4, 30}};
    struct time_list list;
    struct error err = {0};
    if (!app_time(w->app, w->arena, actor, &query, &list, &err))
        fail_msg("%s", err.key);
    return list;
}

static void test_by_person_and_month(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-04-02T10:00");
    record(w, &staff, person, EVENT_time_recorded,
           "{\"from\":\"08:00\",\"to\":\"09:30\",\"what\":\"care\"}", "2026-03-30");
    // Past midnight, on the last day of the month: it counts where it began.
    record(w, &staff, person, EVENT_time_recorded,
           "{\"from\":\"22:00\",\"to\":\"06:00\",\"what\":\"presence\"}", "2026-03-31");
    record(w, &staff, person, EVENT_time_form_handed_in, "{}", NULL);
    record(w, &staff, person, EVENT_time_recorded,
           "{\"from\":\"08:00\",\"to\":\"08:15\",\"what\":\"care\"}", "2026-04-01");
    struct time_list list = sums(w, &coordinator);
    assert_int_equal(list.sums.n, 2);
    assert_text(date_text(w->arena, list.sums.items[0].month), "2026-03-01");
    assert_int_equal(list.sums.items[0].minutes, 90 + 480);
    assert_int_equal(list.sums.items[0].uses[0], 90);
    assert_int_equal(list.sums.items[0].uses[1], 480);
    assert_int_equal(list.sums.items[0].received, 0);
    assert_int_equal(list.sums.items[1].minutes, 15);
    assert_int_equal(list.minutes, 585);
}

static int64_t form_of(struct world *w) {
    struct case_view view = look(w, &coordinator, person);
    for (size_t i = view.state.thing_count; i > 0; i--)
        if (view.state.things[i - 1].kind == THING_time_form)
            return view.state.things[i - 1].opened->seq;
    fail_msg("no form");
    return 0;
}

static void test_received_once_the_form_is(void **state) {
    struct world *w = *state;
    int64_t handed_in = form_of(w);
    record(w, &coordinator, person, EVENT_time_form_returned,
           str_printf(w->arena, "{\"form\":%lld,\"lacking\":\"Vem?\"}", (long long)handed_in).p,
           NULL);
    assert_int_equal(sums(w, &coordinator).received, 0);
    record(w, &staff, person, EVENT_time_form_corrected,
           str_printf(w->arena, "{\"form\":%lld,\"comment\":\"Eva\"}", (long long)handed_in).p,
           NULL);
    assert_int_equal(form_of(w), handed_in); // the same form
    record(w, &coordinator, person, EVENT_time_form_received,
           str_printf(w->arena, "{\"form\":%lld}", (long long)handed_in).p, NULL);
    assert_int_equal(sums(w, &coordinator).received, 585);
    // What is handed in afterwards is not received with it.
    record(w, &staff, person, EVENT_time_recorded,
           "{\"from\":\"10:00\",\"to\":\"10:15\",\"what\":\"care\"}", "2026-04-01");
    record(w, &staff, person, EVENT_time_form_handed_in, "{\"comment\":\"Till\"}", NULL);
    // Nor what is noted later of a day before it was handed in.
    record(w, &staff, person, EVENT_time_recorded,
           "{\"from\":\"11:00\",\"to\":\"11:20\",\"what\":\"care\"}", "2026-03-29");
    record(w, &coordinator, person, EVENT_time_form_received,
           str_printf(w->arena, "{\"form\":%lld}", (long long)form_of(w)).p, NULL);
    assert_int_equal(sums(w, &coordinator).minutes, 620);
    assert_int_equal(sums(w, &coordinator).received, 600);
    bool same = false;
    struct error err = {0};
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

static void test_own_unit_and_own_role(void **state) {
    struct world *w = *state;
    assert_int_equal(sums(w, &elsewhere).sums.n, 0);
    const struct time_query query = {.from = {2026, 3, 1}, .to = {2026, 4, 30}, .file = true};
    struct time_list list;
    struct error err = {0};
    assert_false(app_time(w->app, w->arena, &staff, &query, &list, &err));
    assert_int_equal(err.code, ERR_DENIED);
    assert_true(app_time(w->app, w->arena, &coordinator, &query, &list, &err));
    assert_text(last_access(w, person).what, "file"); // the person is told of the file too
}

static struct time_forms forms_of(struct world *w, const struct actor *actor) {
    struct time_forms forms;
    struct error err = {0};
    if (!app_time_forms(w->app, w->arena, actor, &forms, &err))
        fail_msg("%s", err.key);
    return forms;
}

// By the end of the tests above two forms are received, and one entry is noted.
static void test_forms_of_the_own_unit(void **state) {
    struct world *w = *state;
    struct time_forms forms = forms_of(w, &coordinator);
    assert_int_equal(forms.waiting.items.n, 0);
    assert_int_equal(forms.noted.items.n, 1);
    assert_int_equal(forms.noted.items.items[0].minutes, 20);
    assert_int_equal(forms_of(w, &elsewhere).noted.items.n, 0);
    record(w, &staff, person, EVENT_time_form_handed_in, "{\"comment\":\"Nu är allt med.\"}", NULL);
    forms = forms_of(w, &coordinator);
    assert_int_equal(forms.noted.items.n, 0);
    assert_int_equal(forms.waiting.items.n, 1);
    const struct time_form *form = &forms.waiting.items.items[0];
    assert_text(form->by, "Eva Ek");
    assert_text(form->entries.items[0].by, "Eva Ek");
    assert_null(form->corrects);
    record(w, &coordinator, person, EVENT_time_form_returned,
           str_printf(w->arena, "{\"form\":%lld,\"lacking\":\"Vem?\"}",
                      (long long)form->form->opened->seq)
               .p,
           NULL);
    forms = forms_of(w, &staff);
    assert_int_equal(forms.waiting.items.n, 0);
    assert_int_equal(forms.returned.items.n, 1);
    assert_text(forms.returned.items.items[0].by, "Örjan Ek");
    assert_text(last_access(w, STR_NONE).what, "forms");
    struct error err = {0};
    assert_false(app_time_forms(w->app, w->arena, &w->nurse, &forms, &err));
    assert_int_equal(err.code, ERR_DENIED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_person_and_month),
        cmocka_unit_test(test_received_once_the_form_is),
        cmocka_unit_test(test_own_unit_and_own_role),
        cmocka_unit_test(test_forms_of_the_own_unit),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
