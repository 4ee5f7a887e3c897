// SPDX-License-Identifier: EUPL-1.2
#include "app/in_force.h"

#include "app/internal.h"
#include "base/log.h"
#include "routine/reviewer.h"
#include "store/lists.h"
#include "store/rebuild.h"

#define ROUTINES_MAX 1000

// What was said last of a routine.
struct known_routine {
    struct str name, title, version, checksum, stream;
    const struct event *ended; // NULL: in force
};
struct known_routines {
    LIST_OF(struct known_routine) items;
};

// One stream for each routine.
static void read_known(struct str stream, struct event_list events, struct known_routine *known) {
    *known = (struct known_routine){.stream = stream};
    for (size_t i = 0; i < events.n; i++) {
        const struct event *event = &events.items[i];
        known->ended = event->kind == EVENT_routine_out_of_force ? event : NULL;
        if (known->ended)
            continue;
        known->name = payload_text(&event->payload, FIELD_routine_in_force_name);
        known->title = payload_text(&event->payload, FIELD_routine_in_force_title);
        known->version = payload_text(&event->payload, FIELD_routine_in_force_version);
        known->checksum = payload_text(&event->payload, FIELD_routine_in_force_checksum);
    }
}

static bool find_known(struct app *app, struct arena *arena, struct known_routines *ret_known,
                       struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct known_routines known = {0};
    struct str *streams = NULL;
    size_t count = 0;
    if (!store_read(app->store, &reader, err) ||
        !store_streams(reader, arena, STREAM_routine, STR_NONE, ROUTINES_MAX, &streams, &count,
                       err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct event_list events;
        struct known_routine *slot = LIST_PUSH(arena, &known.items);
        if (!slot)
            return error_memory(err);
        if (!store_events(reader, arena, streams[i], &events, err))
            return false;
        read_known(streams[i], events, slot);
    }
    *ret_known = known;
    return true;
}

static const struct known_routine *known_by_name(const struct known_routines *known,
                                                 struct str name) {
    for (size_t i = 0; i < known->items.n; i++)
        if (str_eq(known->items.items[i].name, name))
            return &known->items.items[i];
    return NULL;
}

// ---- coming into force ----

bool routine_is_fit(const struct routine *routine, struct arena *arena, struct error *err) {
    struct findings findings = {0};
    if (!routine_check(routine, arena, &findings, err))
        return false;
    for (size_t i = 0; i < findings.items.n; i++) {
        if (!findings.items.items[i].fatal)
            continue;
        if (err)
            *err = findings.items.items[i].what;
        return false;
    }
    return true;
}

// That a routine is in force, under its own stream.
static bool note_in_force(struct app *app, struct arena *arena, const struct routine_info *info,
                          const struct known_routine *known, struct error *err) {
    struct str stream = known ? known->stream : stream_new(arena, STREAM_routine, app_now(app));
    if (!stream.p)
        return error_memory(err);
    const struct field_value values[] = {
        {.field = FIELD_routine_in_force_name, .text = info->name},
        {.field = FIELD_routine_in_force_version, .text = info->version},
        {.field = FIELD_routine_in_force_checksum, .text = info->checksum},
        {.field = FIELD_routine_in_force_title, .text = info->title},
    };
    if (!system_record(app, arena, stream, EVENT_routine_in_force, values, COUNT(values), err))
        return false;
    log_write(LOG_INFO, "routine", "in-force", "name", str_c(arena, info->name), "version",
              str_c(arena, info->version), NULL);
    return true;
}

// Since it was put in force last, or it is not in force.
static bool has_changed(const struct known_routine *known, const struct routine_info *info) {
    return !known || known->ended || !str_eq(known->checksum, info->checksum);
}

// Its title was not kept when it came into force; once it is out of force, nothing else has it.
static bool is_untitled(const struct known_routine *known) {
    return known && !known->title.n;
}

static bool is_in_folder(const struct app *app, struct str name) {
    return routine_part(app->routine, name) != NULL;
}

static bool is_whole(const struct app *app, const struct known_routines *known, struct str leaving,
                     struct error *err) {
    for (size_t i = 0; i < known->items.n; i++) {
        const struct known_routine *one = &known->items.items[i];
        if (!one->ended && !is_in_folder(app, one->name) && !str_eq(one->name, leaving))
            return error_set_str(err, ERR_MISSING, "routine.missing", one->name);
    }
    return true;
}

// The unit where deviations are reviewed, when it is not the one where they happened.
static bool is_reviewed_somewhere(struct app *app, struct arena *arena, const struct routine *part,
                                  struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(app->store, &reader, err))
        return false;
    for (size_t i = 0; i < routine_parameter_count(part); i++) {
        const struct parameter *parameter = routine_parameter_at(part, i);
        if (!str_is(parameter->name, PARAMETER_REVIEW_UNIT))
            continue;
        for (size_t k = 0; k < parameter->values.n; k++) {
            struct str unit = parameter->values.items[k].value.string;
            struct unit_row row;
            struct error found = {0};
            if (str_is(unit, REVIEW_WHERE_IT_HAPPENED) ||
                store_unit(reader, arena, unit, &row, &found))
                continue;
            if (found.code == ERR_MISSING)
                return error_set_str(err, ERR_INPUT, "routine.reviewed-nowhere", unit);
            if (err)
                *err = found;
            return false;
        }
    }
    return true;
}

static bool are_fit(struct app *app, struct arena *arena, const struct known_routines *known,
                    bool *ret_changed, struct error *err) {
    for (size_t i = 0; i < routine_part_count(app->routine); i++) {
        const struct routine *part = routine_part_at(app->routine, i);
        const struct routine_info *info = routine_info(part);
        if (!has_changed(known_by_name(known, info->name), info))
            continue;
        *ret_changed = true;
        if (!routine_is_fit(part, arena, err) || !is_reviewed_somewhere(app, arena, part, err))
            return false;
    }
    return true;
}

bool put_in_force(struct app *app, struct str leaving, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct known_routines known;
    bool changed = false, same;
    if (!arena)
        return error_memory(err);
    if (!find_known(app, arena, &known, err) || !is_whole(app, &known, leaving, err) ||
        !are_fit(app, arena, &known, &changed, err))
        return false;
    if (leaving.n)
        return true; // everything is derived when it has left
    bool is_old = (changed && known.items.n > 0) || !store_derived_is_current(app->store);
    if (is_old && (!store_hold(app->store, err) || !app_rebuild(app, &same, err)))
        return false;
    for (size_t i = 0; i < routine_part_count(app->routine); i++) {
        const struct routine_info *info = routine_info(routine_part_at(app->routine, i));
        const struct known_routine *one = known_by_name(&known, info->name);
        if ((has_changed(one, info) || is_untitled(one)) &&
            !note_in_force(app, arena, info, one, err))
            return false;
    }
    return true;
}

// ---- leaving it ----

// Somebody who shows with the password that it is them, by an assignment that administers.
static bool find_actor(struct app *app, struct arena *arena, const struct routine_end *end,
                       struct actor *ret_actor, struct error *err) {
    const struct client client = {.address = STR("127.0.0.1")};
    struct sign_attempt attempt = {.login = end->login, .client = &client};
    struct actor actor = {0};
    struct assignment_rows rows = {0};
    if (!attempt_begin(app, arena, &attempt, err))
        return false;
    if (!attempt_password(app, &attempt, end->password))
        return attempt_failed(app, arena, &attempt, "sign-in.wrong", err);
    actor.user = attempt.account.user;
    if (!attempt_succeeded(app, arena, &attempt, err) ||
        !app_assignments(app, arena, &actor, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n && !actor.assignment.n; i++)
        if (access_administers(rows.items.items[i].role))
            actor_take(&actor, &rows.items.items[i]);
    *ret_actor = actor;
    return true;
}

static bool count_open(struct app *app, int64_t *ret_count, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) && store_duties_open(reader, ret_count, err);
}

static bool note_end(struct app *app, struct arena *arena, const struct actor *actor,
                     const struct known_routine *known, struct str why, int64_t duties,
                     struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct event_list all;
    struct event event = actor_event(app, actor, known->stream, EVENT_routine_out_of_force);
    const struct field_value values[] = {
        {.field = FIELD_routine_out_of_force_name, .text = known->name},
        {.field = FIELD_routine_out_of_force_version, .text = known->version},
        {.field = FIELD_routine_out_of_force_why, .text = why},
        {.field = FIELD_routine_out_of_force_duties,
         .text = str_printf(arena, "%lld", (long long)duties)},
    };
    event.payload = (struct payload){COUNT(values), values};
    if (arena_failed(arena))
        return error_memory(err);
    if (!store_read(app->store, &reader, err) ||
        !store_events(reader, arena, known->stream, &all, err))
        return false;
    return append_event(app, arena, &all, &event, err);
}

bool app_end_routine(struct app *app, struct arena *arena, const struct routine_end *end,
                     int64_t *ret_duties, struct error *err) {
    struct known_routines known;
    struct actor actor;
    int64_t before, after;
    bool same;
    if (!str_trim(end->why).n)
        return error_set(err, ERR_INPUT, "routine.why-missing", NULL);
    if (!find_known(app, arena, &known, err))
        return false;
    const struct known_routine *one = known_by_name(&known, end->name);
    if (!one || one->ended)
        return error_set_str(err, ERR_MISSING, "routine.never-in-force", end->name);
    if (is_in_folder(app, end->name))
        return error_set_str(err, ERR_CONFLICT, "routine.in-folder", end->name);
    if (!find_actor(app, arena, end, &actor, err) ||
        !people_ask(app, arena, &actor, STR("routine-out-of-force"), end->name, err) ||
        !store_hold(app->store, err) || !count_open(app, &before, err) ||
        !app_rebuild(app, &same, err) || !count_open(app, &after, err) ||
        !note_end(app, arena, &actor, one, str_trim(end->why), before - after, err))
        return false;
    log_write(LOG_INFO, "routine", "out-of-force", "name", str_c(arena, end->name), NULL);
    *ret_duties = before - after;
    return true;
}

bool app_ended_routines(struct app *app, struct arena *arena, const struct actor *actor,
                        struct ended_routines *ret_ended, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct known_routines known;
    struct ended_routines ended = {0};
    if (!app_may(app, arena, actor, ACT_ROUTINE, STR("ended-routines"), err) ||
        !find_known(app, arena, &known, err) || !store_read(app->store, &reader, err))
        return false;
    for (size_t i = 0; i < known.items.n; i++) {
        const struct known_routine *one = &known.items.items[i];
        if (!one->ended)
            continue;
        const struct payload *payload = &one->ended->payload;
        struct ended_routine *slot = LIST_PUSH(arena, &ended.items);
        if (!slot)
            return error_memory(err);
        *slot = (struct ended_routine){
            .name = one->name,
            .title = one->title.n ? one->title : one->name,
            .version = one->version,
            .why = payload_text(payload, FIELD_routine_out_of_force_why),
            .when = one->ended->recorded,
        };
        // The vocabulary has no counts: note_end() wrote it as text.
        if (!str_int64(payload_text(payload, FIELD_routine_out_of_force_duties), &slot->duties))
            return error_set_str(err, ERR_DAMAGED, "event.bad-value", one->name);
        if (!user_name(reader, arena, actor->language, one->ended->recorder, &slot->by, err))
            return false;
    }
    *ret_ended = ended;
    return true;
}

// ---- what it cannot answer ----

bool app_unanswered(struct app *app, struct arena *arena, const struct actor *actor,
                    struct unanswered_routines *ret_unanswered, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct unanswered_routines unanswered = {0};
    struct duty_rows rows = {0};
    if (!app_may(app, arena, actor, ACT_ADMINISTER, STR("unanswered"), err) ||
        !store_read(app->store, &reader, err) ||
        !store_duties_of(reader, arena, STR(""), actor->role, CODE_NONE, app_now(app),
                         UNANSWERED_MAX, &rows, err))
        return false;
    for (size_t i = 0; i < routine_part_count(app->routine); i++) {
        const struct routine_info *info = routine_info(routine_part_at(app->routine, i));
        struct unanswered one = {.title = info->title};
        for (size_t k = 0; k < rows.items.n; k++)
            one.cases += str_eq(rows.items.items[k].decision, info->name);
        struct unanswered *slot = one.cases ? LIST_PUSH(arena, &unanswered.items) : &one;
        if (!slot)
            return error_memory(err);
        *slot = one;
    }
    *ret_unanswered = unanswered;
    return true;
}
