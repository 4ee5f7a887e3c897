// SPDX-License-Identifier: EUPL-1.2
#include "world.h"

#include "app/records.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void must(bool done, const struct error *err) {
    if (!done)
        fail_msg("%s %s %s (%s)", err->key ? err->key : "?", err->args[0], err->args[1],
                 err->element);
}

static void open_app(struct world *world, const char *routine) {
    struct error err = {0};
    const struct app_options options = {.database = world->database.p,
                                        .routine = routine ? routine : world_routine(world)};
    must(app_open(&options, &world->app, &err), &err);
}

const char *world_routine(struct world *world) {
    return str_printf(world->arena, "%s/routines/hemsjukvard", getenv("VAKA_SOURCE")).p;
}

void world_reopen(struct world *world, const char *routine) {
    app_close(world->app);
    open_app(world, routine);
}

void add_staff(struct world *world, struct actor *actor, const char *login, const char *name,
               enum code role, struct str unit) {
    struct error err = {0};
    struct assignment_rows rows = {0};
    struct reader *reader = NULL;
    must(app_add_user(world->app, world->arena, str_of(login), str_of(name), STR(WORLD_PASSWORD),
                      &actor->user, &err),
         &err);
    must(app_add_assignment(world->app, world->arena, actor->user, unit, role,
                            (struct date){2020, 1, 1}, &err),
         &err);
    must(store_read(world->app->store, &reader, &err) &&
             store_assignments_of(reader, world->arena, actor->user, &rows, &err),
         &err);
    store_read_end(&reader);
    assert_int_equal(rows.items.n, 1);
    actor->user_name = str_of(name);
    actor->assignment = rows.items.items[0].id;
    actor->role = role;
    actor->unit = unit;
    actor->organisation = rows.items.items[0].organisation;
    actor->assignment_valid = true;
}

struct str add_unit(struct world *world, const char *name, enum code kind,
                    struct str organisation) {
    struct error err = {0};
    struct str unit;
    must(app_add_unit(world->app, world->arena, str_of(name), kind, organisation, STR("010-1"),
                      &unit, &err),
         &err);
    return unit;
}

static void populate(struct world *world) {
    struct error err = {0};
    struct str municipality, region;
    must(app_add_organisation(world->app, world->arena, STR("Provkommunen"),
                              CODE_principal_municipality, &municipality, &err),
         &err);
    must(app_add_organisation(world->app, world->arena, STR("Provregionen"), CODE_principal_region,
                              &region, &err),
         &err);
    world->ward_unit = add_unit(world, "Avdelning 4", CODE_unit_kind_ward, region);
    world->planning_unit = add_unit(world, "Planering", CODE_unit_kind_planning, municipality);
    world->care_unit =
        add_unit(world, "Hemsjukvård Norr", CODE_unit_kind_home_health_care, municipality);
    world->other_unit =
        add_unit(world, "Hemsjukvård Söder", CODE_unit_kind_home_health_care, municipality);
    add_staff(world, &world->ward, "avd", "Maria Sandell", CODE_role_ward, world->ward_unit);
    add_staff(world, &world->planner, "plan", "Johan Frisk", CODE_role_planner,
              world->planning_unit);
    add_staff(world, &world->second_planner, "plan2", "Lena Moberg", CODE_role_planner,
              world->planning_unit);
    add_staff(world, &world->nurse, "ssk", "Sara Lindgren", CODE_role_nurse, world->care_unit);
    add_staff(world, &world->physio, "ft", "Elin Berggren", CODE_role_physiotherapist,
              world->care_unit);
    add_staff(world, &world->manager, "chef", "Anders Norling", CODE_role_unit_manager,
              world->care_unit);
    add_staff(world, &world->administrator, "adm", "Per Ek", CODE_role_administrator,
              world->planning_unit);
    add_staff(world, &world->stranger, "ssk2", "Amir Haddad", CODE_role_nurse, world->other_unit);
}

int world_set_up(void **state) {
    if (!hash_start())
        return -1;
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct world *world = arena ? ARENA_NEW(arena, struct world) : NULL;
    if (!world)
        return -1;
    world->arena = arena;
    snprintf(world->folder, sizeof(world->folder), "/tmp/vaka-app-XXXXXX");
    if (!mkdtemp(world->folder))
        return -1;
    world->database = str_printf(arena, "%s/test.db", world->folder);
    open_app(world, NULL);
    set_clock(world, "2026-03-02T08:00");
    populate(world);
    *state = world;
    return 0;
}

static void remove_folder(const char *folder) {
    DIR *entries = opendir(folder);
    if (!entries)
        return;
    for (struct dirent *entry; (entry = readdir(entries));) {
        char path[512];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (unlink(path) != 0)
            remove_folder(path);
    }
    closedir(entries);
    rmdir(folder);
}

int world_tear_down(void **state) {
    struct world *world = *state;
    app_close(world->app);
    remove_folder(world->folder);
    arena_free(world->arena);
    return 0;
}

static struct instant instant_of(struct world *world, const char *local) {
    struct date_time when;
    struct instant first, last;
    assert_true(date_time_parse(str_of(local), &when));
    assert_int_equal(zone_instant(world->app->zone, when, &first, &last), ZONE_UNIQUE);
    return first;
}

void set_clock(struct world *world, const char *local) {
    world->app->clock_shift_us = 0;
    int64_t now = app_now(world->app).us;
    world->app->clock_shift_us = instant_of(world, local).us - now;
}

static int64_t seq_of(struct world *world, struct str stream) {
    struct error err = {0};
    struct event_list events;
    struct reader *reader = NULL;
    must(store_read(world->app->store, &reader, &err), &err);
    bool read = person_all(reader, world->arena, stream, &events, &err);
    if (!read && str_is(str_of(err.key), "person.goes-on"))
        read = person_all(reader, world->arena, str_of(err.args[0]), &events, &err);
    must(read, &err);
    store_read_end(&reader);
    return (int64_t)events.n;
}

struct record_request form(struct world *world, struct str stream, enum event_kind kind,
                           const char *json, const char *happened) {
    struct error err = {0};
    struct record_request request = {.stream = stream, .draft = {.kind = kind}};
    uint8_t key[8];
    random_bytes(key, sizeof(key));
    request.idempotency_key = hex_of(world->arena, key, sizeof(key));
    must(event_read(world->arena, str_of(json), &request.draft, &err), &err);
    request.draft.precision = PRECISION_MINUTE;
    request.draft.happened = app_now(world->app);
    if (happened && strlen(happened) == 10) {
        struct str noon = str_printf(world->arena, "%sT12:00", happened);
        request.draft.precision = PRECISION_DAY;
        request.draft.happened = instant_of(world, noon.p);
    } else if (happened) {
        request.draft.happened = instant_of(world, happened);
    }
    request.seen_seq = stream.n > 0 ? seq_of(world, stream) : 0;
    return request;
}

int64_t record(struct world *world, const struct actor *actor, struct str stream,
               enum event_kind kind, const char *json, const char *happened) {
    struct error err = {0};
    struct recorded recorded;
    const struct record_request request = form(world, stream, kind, json, happened);
    if (!app_record(world->app, world->arena, actor, &request, &recorded, &err)) {
        for (size_t i = 0; i < recorded.objections.items.n; i++)
            print_error(STR_FMT "\n", STR_ARG(recorded.objections.items.items[i].missing));
        must(false, &err);
    }
    assert_false(recorded.already);
    assert_true(seq_within(recorded.seq) <= recorded.seq_now);
    return recorded.seq;
}

void refuse(struct world *world, const struct actor *actor, const struct record_request *request,
            enum error_code code, const char *key, const char *element, struct recorded *ret) {
    struct error err = {0};
    struct recorded recorded;
    int64_t before = request->stream.n > 0 ? seq_of(world, request->stream) : 0;
    assert_false(app_record(world->app, world->arena, actor, request, &recorded, &err));
    assert_string_equal(err.key, key);
    assert_int_equal(err.code, code);
    assert_string_equal(err.element, element);
    if (request->stream.n > 0)
        assert_int_equal(seq_of(world, request->stream), before);
    if (ret)
        *ret = recorded;
}

struct record_request person_form(struct world *world, const char *number, const char *given,
                                  const char *family) {
    struct record_request request = form(world, STR_NONE, EVENT_person_registered,
                                         "{\"number\":\"191212121212\",\"given_name\":\"-\","
                                         "\"family_name\":\"-\"}",
                                         NULL);
    struct field_value *values = ARENA_ARRAY(world->arena, 3, struct field_value);
    values[0] =
        (struct field_value){.field = FIELD_person_registered_number, .text = str_of(number)};
    values[1] =
        (struct field_value){.field = FIELD_person_registered_given_name, .text = str_of(given)};
    values[2] =
        (struct field_value){.field = FIELD_person_registered_family_name, .text = str_of(family)};
    request.draft.payload.values = values;
    return request;
}

struct str new_person(struct world *world, const char *number, const char *given,
                      const char *family) {
    struct error err = {0};
    struct recorded recorded;
    const struct record_request request = person_form(world, number, given, family);
    must(app_record(world->app, world->arena, &world->ward, &request, &recorded, &err), &err);
    return recorded.stream;
}

int64_t send_request(struct world *world, struct str person, const char *professions) {
    struct str json = str_printf(
        world->arena,
        "{\"receiver\":\"" STR_FMT "\",\"professions\":[%s],\"need\":\"Såromläggning\","
        "\"dwelling\":\"ordinary\",\"wish\":\"yes\",\"cannot_visit\":\"yes\",\"extent\":\"yes\","
        "\"lasting_need\":\"yes\"}",
        STR_ARG(world->planning_unit), professions);
    return record(world, &world->ward, person, EVENT_care_request_sent, json.p, NULL);
}

int64_t enrol_nurse(struct world *world, struct str person, int64_t request, const char *from) {
    struct str json =
        str_printf(world->arena,
                   "{\"request\":%lld,\"decisions\":{\"nurse\":{\"outcome\":\"enrolled\","
                   "\"from\":\"%s\",\"unit\":\"" STR_FMT "\"}}}",
                   (long long)request, from, STR_ARG(world->care_unit));
    int64_t decision =
        record(world, &world->planner, person, EVENT_enrolment_decided, json.p, NULL);
    json = str_printf(world->arena, "{\"request\":%lld}", (long long)request);
    record(world, &world->ward, person, EVENT_decision_received, json.p, NULL);
    return decision;
}

struct case_view look(struct world *world, const struct actor *actor, struct str person) {
    struct error err = {0};
    struct case_view view;
    must(app_case(world->app, world->arena, actor, person, &view, &err), &err);
    return view;
}

const struct duty *open_duty(const struct case_view *view, size_t n) {
    for (size_t i = 0; i < view->answers.duties.n; i++)
        if (view->answers.duties.items[i].state == DUTY_OPEN &&
            !view->answers.duties.items[i].is_later && n-- == 0)
            return &view->answers.duties.items[i];
    return NULL;
}

size_t open_duties(const struct case_view *view) {
    size_t n = 0;
    while (open_duty(view, n))
        n++;
    return n;
}

void assert_duty(struct world *world, const struct duty *duty, const char *what, enum code role,
                 const char *due) {
    assert_non_null(duty);
    assert_text(duty->what, what);
    assert_int_equal(duty->role, role);
    assert_text(duty->has_due ? date_text(world->arena, duty->due.date) : STR_NONE, due);
}

struct access_record last_access(struct world *world, struct str stream) {
    struct error err = {0};
    struct access_rows rows = {0};
    struct reader *reader = NULL;
    must(store_read(world->app->store, &reader, &err) &&
             store_access_log(reader, world->arena, stream, 1, &rows, &err),
         &err);
    store_read_end(&reader);
    assert_int_equal(rows.items.n, 1);
    return rows.items.items[0];
}

void assert_import_fault(const struct import_plan *plan, const char *lines, size_t line,
                         const char *key, const char *column) {
    if (plan->faults.items.n != 1)
        fail_msg("%zu faults: %s", plan->faults.items.n, lines);
    assert_int_equal(plan->faults.items.items[0].line, line);
    assert_string_equal(plan->faults.items.items[0].what.key, key);
    assert_text(plan->faults.items.items[0].column, column);
}
