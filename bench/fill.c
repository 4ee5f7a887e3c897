// SPDX-License-Identifier: EUPL-1.2
//
// A database for the measurements: one municipality with two nursing units, through the one door.
//
//   fill DATABASE ROUTINE DAY_PERSONS CASES
//
// The unit of the user "dag" has DAY_PERSONS enrolled persons, whose duties fill the day page; that
// of the user "skriv" has CASES enrolled persons, to record follow-ups of. The password of both is
// "bench-password". On standard output stand the streams of the cases, one a line, each with the
// seq of its last event.
#include <stdio.h>
#include <stdlib.h>

#include "app/app.h"
#include "base/log.h"

#define PASSWORD "bench-password"
#define VALUES_MAX 16

struct fill {
    struct app *app;
    struct arena *arena; // what lasts
    struct arena *work;  // one person's, given back after each
    struct actor ward, planner;
    struct str planning;
    size_t numbers;
    struct error err;
};

static _Noreturn void give_up(const struct fill *fill) {
    log_error("fill", &fill->err);
    exit(1);
}

static struct actor add_user(struct fill *fill, const char *login, struct str unit,
                             enum code role) {
    struct str user, secret;
    struct actor actor;
    struct assignment_rows assignments;
    const struct client client = {.address = STR("127.0.0.1")};
    if (!app_add_user(fill->app, fill->arena, str_of(login), str_of(login), STR(PASSWORD), &user,
                      &fill->err) ||
        !app_add_assignment(fill->app, fill->arena, user, unit, role, app_today(fill->app),
                            &fill->err) ||
        !app_sign_in(fill->app, fill->arena, str_of(login), STR(PASSWORD), &client, LANGUAGE_SV,
                     &secret, &fill->err) ||
        !app_actor(fill->app, fill->arena, secret, &client, &actor, &fill->err) ||
        !app_assignments(fill->app, fill->arena, &actor, &assignments, &fill->err) ||
        (!actor.assignment.n &&
         !app_choose(fill->app, fill->arena, &actor, assignments.items.items[0].id, &fill->err)))
        give_up(fill);
    return actor;
}

static struct str add_unit(struct fill *fill, const char *name, enum code kind,
                           struct str organisation) {
    struct str unit;
    if (!app_add_unit(fill->app, fill->arena, str_of(name), kind, organisation, STR("08-123 45 67"),
                      &unit, &fill->err))
        give_up(fill);
    return unit;
}

static struct recorded record(struct fill *fill, const struct actor *actor, struct str stream,
                              int64_t seen, enum event_kind kind, const struct field_value *values,
                              size_t n) {
    struct record_request request = {
        .stream = stream,
        .seen_seq = seen,
        .draft = {.kind = kind,
                  .happened = app_now(fill->app),
                  .precision = PRECISION_MINUTE,
                  .payload = {n, values}},
    };
    struct recorded recorded;
    if (!app_record(fill->app, fill->work, actor, &request, &recorded, &fill->err))
        give_up(fill);
    return recorded;
}

static struct recorded add_person(struct fill *fill) {
    const struct field_value values[] = {
        {.field = FIELD_person_registered_number,
         .text = str_printf(fill->work, "BENCH%07zu", ++fill->numbers)},
        {.field = FIELD_person_registered_given_name, .text = STR("Åsa-Lisa")},
        {.field = FIELD_person_registered_family_name, .text = STR("Lindén")},
        {.field = FIELD_person_registered_address, .text = STR("Storgatan 1")},
    };
    return record(fill, &fill->ward, STR_NONE, 0, EVENT_person_registered, values, COUNT(values));
}

static struct recorded ask_for_care(struct fill *fill, struct recorded person) {
    const struct field_value values[] = {
        {.field = FIELD_care_request_sent_receiver, .text = fill->planning},
        {.field = FIELD_care_request_sent_professions, .set = set_with(0, CODE_profession_nurse)},
        {.field = FIELD_care_request_sent_need, .text = STR("Läkemedel två gånger om dagen.")},
        {.field = FIELD_care_request_sent_dwelling, .code = CODE_dwelling_ordinary},
        {.field = FIELD_care_request_sent_wish, .code = CODE_answer_yes},
        {.field = FIELD_care_request_sent_cannot_visit, .code = CODE_judgement_yes},
        {.field = FIELD_care_request_sent_extent, .code = CODE_judgement_yes},
        {.field = FIELD_care_request_sent_lasting_need, .code = CODE_judgement_yes},
    };
    return record(fill, &fill->ward, person.stream, person.seq_now, EVENT_care_request_sent, values,
                  COUNT(values));
}

static struct recorded enrol(struct fill *fill, struct recorded asked, struct str unit) {
    const struct field_value decision[] = {
        {.field = FIELD_profession_decision_outcome, .code = CODE_outcome_enrolled},
        {.field = FIELD_profession_decision_from, .date = app_today(fill->app)},
        {.field = FIELD_profession_decision_unit, .text = unit},
    };
    const struct record nurse = {CODE_profession_nurse, COUNT(decision), decision};
    const struct field_value values[] = {
        {.field = FIELD_enrolment_decided_request, .ref = asked.seq},
        {.field = FIELD_enrolment_decided_decisions, .each = {1, &nurse}},
    };
    return record(fill, &fill->planner, asked.stream, asked.seq_now, EVENT_enrolment_decided,
                  values, COUNT(values));
}

static void fill_all(struct fill *fill, size_t day_persons, size_t cases) {
    struct str organisation;
    if (!app_add_organisation(fill->app, fill->arena, STR("Mätkommunen"),
                              CODE_principal_municipality, &organisation, &fill->err))
        give_up(fill);
    struct str ward = add_unit(fill, "Avdelning 1", CODE_unit_kind_ward, organisation);
    fill->planning = add_unit(fill, "Planeringen", CODE_unit_kind_planning, organisation);
    struct str day =
        add_unit(fill, "Hemsjukvård Norr", CODE_unit_kind_home_health_care, organisation);
    struct str writing =
        add_unit(fill, "Hemsjukvård Söder", CODE_unit_kind_home_health_care, organisation);
    fill->ward = add_user(fill, "avdelning", ward, CODE_role_ward);
    fill->planner = add_user(fill, "planerare", fill->planning, CODE_role_planner);
    add_user(fill, "dag", day, CODE_role_nurse);
    add_user(fill, "skriv", writing, CODE_role_nurse);
    for (size_t i = 0; i < day_persons; i++) {
        enrol(fill, ask_for_care(fill, add_person(fill)), day);
        arena_reset(fill->work);
    }
    for (size_t i = 0; i < cases; i++) {
        struct recorded last = enrol(fill, ask_for_care(fill, add_person(fill)), writing);
        printf(STR_FMT " %lld\n", STR_ARG(last.stream), (long long)last.seq_now);
        arena_reset(fill->work);
    }
}

int main(int argc, char **argv) {
    int64_t day_persons, cases;
    if (argc != 5 || !str_int64(str_of(argv[3]), &day_persons) ||
        !str_int64(str_of(argv[4]), &cases) || day_persons < 0 || cases < 0) {
        fprintf(stderr, "usage: fill DATABASE ROUTINE DAY_PERSONS CASES\n");
        return 2;
    }
    struct fill fill = {.arena = arena_new((size_t)16 * 1024 * 1024),
                        .work = arena_new((size_t)64 * 1024 * 1024)};
    if (!fill.arena || !fill.work ||
        !app_open(&(struct app_options){.database = argv[1], .routine = argv[2]}, &fill.app,
                  &fill.err))
        give_up(&fill);
    fill_all(&fill, (size_t)day_persons, (size_t)cases);
    app_close(fill.app);
    arena_free(fill.work);
    arena_free(fill.arena);
    return 0;
}
