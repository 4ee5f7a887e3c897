// SPDX-License-Identifier: EUPL-1.2
//
// The reason that a list gives for a duty is the one that the case gives to the same role at the
// same unit: whoever looks, and whatever is hidden from them.
#include "world.h"

#include <stdlib.h>

#include "app/derive.h"

#define CASES 120
#define VILS 24
#define SEED 11

static const struct ahead_query every_day = {
    .from = {1990, 1, 1}, .to = {2090, 1, 1}, .late = true};

struct counted {
    size_t rows, asked;
};

static void must(bool done, const struct error *err) {
    if (!done)
        fail_msg("%s %s %s", err->key ? err->key : "?", err->args[0], err->args[1]);
}

static struct str text_of(struct arena *arena, const struct ground *ground) {
    struct str json;
    struct error err = {0};
    must(ground_write(arena, ground, &json, &err), &err);
    return json;
}

static bool is_asked(struct arena *arena, const struct duty_row *row) {
    struct ground ground;
    struct error err = {0};
    bool asked;
    must(ground_read(arena, row->ground, &ground, &asked, &err), &err);
    return asked;
}

// What the page of the case says of the duty; nothing but its name when it is not told there at
// all.
static struct str told_in_case(struct app *app, struct arena *arena, const struct actor *actor,
                               const struct duty_row *row) {
    struct why_view why;
    struct error err = {0};
    if (!app_why(app, arena, actor, row->stream, row->decision, row->thing, row->ordinal, &why,
                 &err)) {
        assert_string_equal(err.key, "why.no-such-duty");
        why.duty.ground = (struct ground){.decision = row->decision};
    }
    return text_of(arena, &why.duty.ground);
}

static void same_reason(struct app *app, struct arena *arena, const struct actor *actor,
                        const struct duty_row *row, const struct ground *ground,
                        struct counted *counted) {
    struct str list = text_of(arena, ground), at_case = told_in_case(app, arena, actor, row);
    if (!str_eq(list, at_case))
        fail_msg("%s: " STR_FMT "\nlist " STR_FMT "\ncase " STR_FMT, code_info(actor->role)->id,
                 STR_ARG(row->what), STR_ARG(list), STR_ARG(at_case));
    counted->rows++;
    counted->asked += is_asked(arena, row);
}

static void compare_day(struct app *app, const struct actor *actor, struct counted *day_of) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING * 4);
    struct day day = {0};
    struct error err = {0};
    must(app_day(app, arena, actor, &day, &err), &err);
    for (size_t i = 0; i < day.entries.n; i++)
        same_reason(app, arena, actor, &day.entries.items[i].duty, &day.entries.items[i].ground,
                    day_of);
    app_day_end(&day);
}

static void compare_ahead(struct app *app, const struct actor *actor, struct counted *ahead_of) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING * 4);
    struct ahead ahead;
    struct error err = {0};
    must(app_ahead(app, arena, actor, &every_day, NULL, &ahead, &err), &err);
    for (size_t i = 0; i < ahead.entries.n; i++)
        same_reason(app, arena, actor, &ahead.entries.items[i].duty, &ahead.entries.items[i].ground,
                    ahead_of);
}

// ---- every role that has something to do in generated data ----

static struct app *open_generated(struct world *w) {
    struct error err = {0};
    struct app *app;
    int64_t events;
    const struct store_options store = {.synchronous_off = true};
    const struct app_options options = {
        .database = str_printf(w->arena, "%s/generated.db", w->folder).p,
        .routine = str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p,
        .store = &store};
    must(app_open(&options, &app, &err), &err);
    must(app_generate(app, CASES, VILS, SEED, &events, &err), &err);
    return app;
}

static void units_of(struct app *app, struct arena *arena, struct unit_rows *ret_rows) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct error err = {0};
    must(store_read(app->store, &reader, &err), &err);
    must(store_units(reader, arena, CODE_NONE, ret_rows, &err), &err);
}

// Somebody with that role at that unit.
static struct actor staff(struct app *app, struct arena *arena, const struct unit_row *unit,
                          enum code role) {
    struct actor actor = {.role = role,
                          .unit = unit->stream,
                          .organisation = unit->organisation,
                          .assignment_valid = true};
    struct str login =
        str_printf(arena, "%s." STR_FMT, code_info(role)->id,
                   STR_ARG(str_sub(unit->stream, unit->stream.n - 12, unit->stream.n)));
    struct assignment_rows rows = {0};
    struct error err = {0};
    must(app_add_system_user(app, arena, login, login, &actor.user, &err), &err);
    must(app_add_assignment(app, arena, actor.user, actor.unit, role, (struct date){2020, 1, 1},
                            &err),
         &err);
    must(app_assignments(app, arena, &actor, &rows, &err), &err);
    assert_int_equal(rows.items.n, 1);
    actor.assignment = rows.items.items[0].id;
    return actor;
}

static void test_every_role_is_told_what_its_cases_tell(void **state) {
    struct world *w = *state;
    struct app *app = open_generated(w);
    struct unit_rows units = {0};
    struct counted day = {0}, ahead = {0};
    size_t roles = 0;
    units_of(app, w->arena, &units);
    for (enum code role = CODE_role_ward; role < CODE_role_administrator; role++) {
        size_t before = day.rows;
        for (size_t i = 0; i < units.items.n; i++) {
            const struct actor actor = staff(app, w->arena, &units.items.items[i], role);
            compare_day(app, &actor, &day);
            compare_ahead(app, &actor, &ahead);
        }
        roles += day.rows > before;
    }
    print_message("the day: %zu duties of %zu roles, %zu asked for; ahead: %zu, %zu asked for\n",
                  day.rows, roles, day.asked, ahead.rows, ahead.asked);
    assert_true(roles >= 8 && day.asked > 0);
    app_close(app);
}

// ---- what changes is told ----

static struct str home_care;
static struct actor head;

// The report to the work team: what stands in the day of whoever is to give it.
static const struct ground *report_of(struct world *w, struct str person, struct day *day) {
    struct error err = {0};
    must(app_day(w->app, w->arena, &head, day, &err), &err);
    for (size_t i = 0; i < day->entries.n; i++) {
        const struct duty_row *row = &day->entries.items[i].duty;
        struct counted counted = {0};
        if (!str_eq(row->stream, person) || !str_is(row->fulfilled_by, "team_reported"))
            continue;
        same_reason(w->app, w->arena, &head, row, &day->entries.items[i].ground, &counted);
        return &day->entries.items[i].ground;
    }
    fail();
    return NULL;
}

static void register_unit(struct world *w, enum code kind) {
    const struct field_value values[] = {
        {.field = FIELD_unit_registered_name, .text = STR("Hemtjänsten")},
        {.field = FIELD_unit_registered_kind, .code = kind},
        {.field = FIELD_unit_registered_organisation, .text = w->planner.organisation},
    };
    struct error err = {0};
    must(system_record(w->app, w->arena, home_care, EVENT_unit_registered, values, COUNT(values),
                       &err),
         &err);
}

static void test_what_the_reason_depends_on_is_told_when_it_changes(void **state) {
    struct world *w = *state;
    struct day hidden = {0}, agreed = {0}, ended = {0}, other_kind = {0};
    world_reopen(w, str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p);
    set_clock(w, "2026-03-02T10:00");
    home_care = add_unit(w, "Hemtjänsten", CODE_unit_kind_home_care, w->planner.organisation);
    add_staff(w, &head, "chef.hemtjanst", "Örjan Ek", CODE_role_unit_manager, home_care);
    struct str person = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    record(w, &w->nurse, person, EVENT_team_formed,
           str_printf(w->arena, "{\"home_care\":\"" STR_FMT "\"}", STR_ARG(home_care)).p, NULL);
    record(w, &w->nurse, person, EVENT_vils_started,
           "{\"decided_by\":\"team\",\"reason\":\"Lindring\"}", NULL);
    assert_int_equal(report_of(w, person, &hidden)->row, 0); // health care's, and not told

    // The person lets the team share what it needs, and no longer.
    record(w, &w->nurse, person, EVENT_team_noted,
           "{\"team\":\"vils\",\"agrees\":\"yes\",\"extent\":\"Alla i teamet\"}", NULL);
    const struct ground *told = report_of(w, person, &agreed);
    assert_true(told->row > 0 && told->clause_count > 0 && told->fact_count > 0);
    assert_true(agreed.version > hidden.version);
    record(w, &w->nurse, person, EVENT_team_noted,
           "{\"team\":\"vils\",\"agrees\":\"no\",\"extent\":\"Ingen\"}", NULL);
    assert_int_equal(report_of(w, person, &ended)->row, 0);
    assert_true(ended.version > agreed.version);

    // A unit that works under both laws sees the same provider's records.
    register_unit(w, CODE_unit_kind_care_home);
    assert_true(report_of(w, person, &other_kind)->row > 0);
    assert_true(other_kind.version > ended.version);
    register_unit(w, CODE_unit_kind_home_care);
    assert_int_equal(report_of(w, person, &hidden)->row, 0);
    bool same = false;
    struct error err = {0};
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

// Whether the reason of what the head of the unit is to see to has to be asked for.
static bool is_late_asked(struct world *w, struct str person) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct duty_rows rows = {0};
    struct error err = {0};
    must(store_read(w->app->store, &reader, &err) &&
             store_duties_in(reader, w->arena, person, &rows, &err),
         &err);
    for (size_t i = 0; i < rows.items.n; i++)
        if (rows.items.items[i].state == DUTY_OPEN &&
            str_is(rows.items.items[i].decision, "Försenad uppföljning"))
            return is_asked(w->arena, &rows.items.items[i]);
    fail();
    return false;
}

// The head of a unit sees that it was given the person, not how the person is followed up; what is
// recorded of everybody afterwards is seen there too.
static void test_what_is_not_seen_stands_in_between(void **state) {
    struct world *w = *state;
    world_reopen(w, str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p);
    set_clock(w, "2026-03-02T10:00");
    struct str person = new_person(w, "193003047705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    assert_false(is_late_asked(w, person));
    record(w, &w->nurse, person, EVENT_followed_up,
           "{\"professions\":[\"nurse\"],\"participation\":\"took_part\",\"goals\":\"partly\","
           "\"next\":\"2026-04-02\"}",
           NULL);
    assert_true(is_late_asked(w, person));
    record(w, &w->nurse, person, EVENT_interpreter_noted, "{\"need\":\"no\"}", NULL);
    assert_true(is_late_asked(w, person));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_role_is_told_what_its_cases_tell),
        cmocka_unit_test(test_what_the_reason_depends_on_is_told_when_it_changes),
        cmocka_unit_test(test_what_is_not_seen_stands_in_between),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
