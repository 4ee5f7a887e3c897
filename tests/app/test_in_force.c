// SPDX-License-Identifier: EUPL-1.2
//
// A routine, which is data with a version, comes into force with its folder, and leaves by
// what a person says; never by a folder that is not there.
#include "world.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/in_force.h"
#include "base/file.h"
#include "store/lists.h"

static struct str person, home_care;
static struct actor manager;
static const char *both; // a folder of links to both routines
static struct str vils_link;

static bool open_with(struct world *w, const char *routine, const char *leaving,
                      struct error *err) {
    const struct store_options store = {.synchronous_off = true};
    const struct app_options options = {
        .database = w->database.p, .store = &store, .routine = routine, .leaving = leaving};
    app_close(w->app);
    w->app = NULL;
    return app_open(&options, &w->app, err);
}

static void must_open(struct world *w, const char *leaving) {
    struct error err = {0};
    if (!open_with(w, both, leaving, &err))
        fail_msg("%s", err.key);
}

static void link_routine(struct world *w, const char *name, struct str *ret_link) {
    *ret_link = str_printf(w->arena, "%s/%s", both, name);
    assert_int_equal(
        symlink(str_printf(w->arena, "%s/routines/%s", getenv("VAKA_SOURCE"), name).p, ret_link->p),
        0);
}

static int set_up(void **state) {
    struct str other;
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    both = str_printf(w->arena, "%s/routines", w->folder).p;
    assert_int_equal(mkdir(both, 0700), 0);
    link_routine(w, "hemsjukvard", &other);
    link_routine(w, "vils", &vils_link);
    must_open(w, NULL);
    home_care = add_unit(w, "Hemtjänsten", CODE_unit_kind_home_care, w->planner.organisation);
    add_staff(w, &manager, "chef.hemtjanst", "Örjan Ek", CODE_role_unit_manager, home_care);
    set_clock(w, "2026-03-02T10:00");
    person = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    record(w, &w->nurse, person, EVENT_team_formed,
           str_printf(w->arena, "{\"home_care\":\"" STR_FMT "\"}", STR_ARG(home_care)).p, NULL);
    record(w, &w->nurse, person, EVENT_vils_started,
           "{\"decided_by\":\"team\",\"reason\":\"Lindring\"}", NULL);
    return 0;
}

static size_t day_of(struct world *w, const struct actor *actor) {
    struct day day = {0};
    struct error err = {0};
    assert_true(app_day(w->app, w->arena, actor, &day, &err));
    return day.entries.n;
}

// The last that was said of the routine.
static struct event last_of(struct world *w, const char *name) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct error err = {0};
    struct str *streams;
    size_t count;
    assert_true(store_read(w->app->store, &reader, &err));
    assert_true(
        store_streams(reader, w->arena, STREAM_routine, STR_NONE, 10, &streams, &count, &err));
    for (size_t i = 0; i < count; i++) {
        struct event_list events;
        assert_true(store_events(reader, w->arena, streams[i], &events, &err));
        const struct event *last = &events.items[events.n - 1];
        if (str_is(payload_text(&last->payload, FIELD_routine_in_force_name), name))
            return *last;
    }
    fail_msg("%s", name);
    return (struct event){0};
}

// Written before titles were kept: kept from the next start on, and not once more.
static void test_a_title_is_kept(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct event before = last_of(w, "vils");
    assert_int_equal(before.payload.n, 4);
    assert_true(system_record(w->app, w->arena, before.stream, EVENT_routine_in_force,
                              before.payload.values, 3, &err));
    assert_int_equal(last_of(w, "vils").payload.n, 3);
    must_open(w, NULL);
    struct event after = last_of(w, "vils");
    assert_text(payload_text(&after.payload, FIELD_routine_in_force_title),
                "VILS: den sista tiden som ett team");
    must_open(w, NULL);
    assert_int_equal(last_of(w, "vils").seq, after.seq);
}

static void refuse_end(struct world *w, const struct routine_end *end, const char *key) {
    struct error err = {0};
    int64_t duties;
    assert_false(app_end_routine(w->app, w->arena, end, &duties, &err));
    assert_string_equal(err.key, key);
}

static void test_a_missing_folder_is_heard_of_and_changes_nothing(void **state) {
    struct world *w = *state;
    struct error err = {0};
    assert_int_equal(day_of(w, &manager), 2);
    assert_int_equal(unlink(vils_link.p), 0);
    assert_false(open_with(w, both, NULL, &err));
    assert_int_equal(err.code, ERR_MISSING);
    assert_string_equal(err.key, "routine.missing");
    assert_string_equal(err.args[0], "vils");
    assert_false(open_with(w, both, "hemsjukvard", &err)); // another one that leaves
    assert_string_equal(err.key, "routine.missing");
    // The folder comes back, and everything is as it was.
    link_routine(w, "vils", &vils_link);
    must_open(w, NULL);
    assert_int_equal(day_of(w, &manager), 2);
}

static void test_who_may_not_take_it_out_of_force(void **state) {
    struct world *w = *state;
    struct routine_end end = {.name = STR("vils"),
                              .why = STR("Beslut av MAS 2026-03-02."),
                              .login = STR("adm"),
                              .password = STR(WORLD_PASSWORD)};
    refuse_end(w, &end, "routine.in-folder");
    assert_int_equal(unlink(vils_link.p), 0);
    must_open(w, "vils");
    struct routine_end other = end;
    other.name = STR("vlis");
    refuse_end(w, &other, "routine.never-in-force");
    other = end;
    other.why = STR(" ");
    refuse_end(w, &other, "routine.why-missing");
    other = end;
    other.password = STR("tolv andra tecken");
    refuse_end(w, &other, "sign-in.wrong");
    other = end;
    other.login = STR("chef.hemtjanst");
    refuse_end(w, &other, "access.no-assignment");
    assert_int_equal(day_of(w, &manager), 2); // nothing has changed
}

static void test_a_person_takes_it_out_of_force(void **state) {
    struct world *w = *state;
    const struct routine_end end = {.name = STR("vils"),
                                    .why = STR(" Beslut av MAS 2026-03-02. "),
                                    .login = STR("adm"),
                                    .password = STR(WORLD_PASSWORD)};
    struct ended_routines ended;
    struct error err = {0};
    int64_t duties = 0;
    bool same = false;
    size_t entries = look(w, &w->nurse, person).timeline.n;
    if (!app_end_routine(w->app, w->arena, &end, &duties, &err))
        fail_msg("%s", err.key);
    assert_true(duties > 0);
    assert_int_equal(day_of(w, &manager), 0);
    assert_int_equal(look(w, &w->nurse, person).timeline.n, entries); // what was recorded stays
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
    must_open(w, NULL); // and a start without the folder is none that is missing
    assert_true(app_ended_routines(w->app, w->arena, &w->nurse, &ended, &err));
    assert_int_equal(ended.items.n, 1);
    assert_text(ended.items.items[0].name, "vils");
    assert_text(ended.items.items[0].title, "VILS: den sista tiden som ett team");
    assert_text(ended.items.items[0].why, "Beslut av MAS 2026-03-02.");
    assert_true(ended.items.items[0].by.n > 0);
    assert_int_equal(ended.items.items[0].duties, duties);
    refuse_end(w, &end, "routine.never-in-force"); // once
}

static void test_it_comes_into_force_again_with_its_folder(void **state) {
    struct world *w = *state;
    struct ended_routines ended;
    struct error err = {0};
    link_routine(w, "vils", &vils_link);
    must_open(w, NULL);
    assert_int_equal(day_of(w, &manager), 2);
    assert_true(app_ended_routines(w->app, w->arena, &w->nurse, &ended, &err));
    assert_int_equal(ended.items.n, 0);
}

// ---- who reviews deviations ----

// The routine of home health care with other values of its first two parameters.
static const char *reviewed_by(struct world *w, const char *name, const char *role,
                               const char *unit) {
    const char *source = str_printf(w->arena, "%s/routines/hemsjukvard", getenv("VAKA_SOURCE")).p;
    const char *folder = str_printf(w->arena, "%s/%s", w->folder, name).p;
    struct str *names, bytes;
    size_t count;
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_true(file_list(w->arena, source, "", &names, &count, NULL));
    for (size_t i = 0; i < count; i++)
        if (!str_is(names[i], "parameters.json"))
            assert_int_equal(
                symlink(str_printf(w->arena, "%s/" STR_FMT, source, STR_ARG(names[i])).p,
                        str_printf(w->arena, "%s/" STR_FMT, folder, STR_ARG(names[i])).p),
                0);
    assert_true(file_read(w->arena, str_printf(w->arena, "%s/parameters.json", source).p, 1 << 20,
                          &bytes, NULL));
    const char *const values[][2] = {{"\"enhetschef\"", role},
                                     {"\"den enhet där det hände\"", unit}};
    for (size_t i = 0; i < 2; i++) {
        struct str was = str_of(values[i][0]);
        size_t at = str_find(bytes, was);
        assert_true(at != STR_NOT_FOUND);
        bytes = str_printf(w->arena, STR_FMT "\"%s\"" STR_FMT, STR_ARG(str_sub(bytes, 0, at)),
                           values[i][1], STR_ARG(str_sub(bytes, at + was.n, bytes.n - at - was.n)));
    }
    const char *file = str_printf(w->arena, "%s/parameters.json", folder).p;
    struct error err = {0};
    assert_true(file_replace(file, bytes, &err));
    return folder;
}

static void take_up(struct world *w, const char *folder) {
    const char *link = str_printf(w->arena, "%s/hemsjukvard", both).p;
    assert_int_equal(unlink(link), 0);
    assert_int_equal(symlink(folder, link), 0);
}

static void must_refuse(struct world *w, const char *folder, const char *key, const char *about) {
    struct error err = {0};
    take_up(w, folder);
    assert_false(open_with(w, both, NULL, &err));
    assert_string_equal(err.key, key);
    assert_string_equal(err.args[0], about);
}

static void test_a_deviation_reaches_the_medically_responsible(void **state) {
    struct world *w = *state;
    struct actor mas = {0};
    struct str unit =
        add_unit(w, "MAS och MAR", CODE_unit_kind_medical_responsibility, w->planner.organisation);
    add_staff(w, &mas, "mas", "Gunilla Ros", CODE_role_medically_responsible, unit);
    set_clock(w, "2026-03-03T10:00");
    struct record_request early =
        form(w, person, EVENT_followed_up,
             "{\"professions\":[\"nurse\",\"physiotherapist\"],\"participation\":\"took_part\","
             "\"goals\":\"reached\",\"next\":\"2026-08-01\"}",
             NULL);
    struct recorded ret;
    struct error err = {0};
    early.accept_deviation = true;
    early.draft.because = STR("Var med på besöket.");
    if (!app_record(w->app, w->arena, &w->nurse, &early, &ret, &err))
        fail_msg("%s", err.key);
    size_t before = day_of(w, &w->manager);
    const char *name = reviewed_by(w, "mas", "medicinskt ansvarig", unit.p);
    const char *nowhere = reviewed_by(w, "nowhere", "medicinskt ansvarig", "unit/borta");
    const char *there = reviewed_by(w, "there", "medicinskt ansvarig", "den enhet där det hände");
    must_refuse(w, there, "routine.reviewer-elsewhere", "medicinskt ansvarig");
    must_refuse(w, nowhere, "routine.reviewed-nowhere", "unit/borta");
    take_up(w, name);
    must_open(w, NULL);
    set_clock(w, "2026-03-03T10:00");
    assert_int_equal(day_of(w, &mas), 1);
    assert_int_equal(day_of(w, &w->manager), before - 1);
    look(w, &mas, person);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_title_is_kept),
        cmocka_unit_test(test_a_missing_folder_is_heard_of_and_changes_nothing),
        cmocka_unit_test(test_who_may_not_take_it_out_of_force),
        cmocka_unit_test(test_a_person_takes_it_out_of_force),
        cmocka_unit_test(test_it_comes_into_force_again_with_its_folder),
        cmocka_unit_test(test_a_deviation_reaches_the_medically_responsible),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
