// SPDX-License-Identifier: EUPL-1.2
#include "app/live.h"

#include <string.h>

#include "app/internal.h"
#include "app/relation.h"

// Names of streams and assignments are ours and short.
static bool put(char to[LIVE_NAME_MAX], struct str from, struct error *err) {
    if (from.n >= LIVE_NAME_MAX)
        return error_set(err, ERR_MISSING, "page.not-found", NULL);
    memcpy(to, from.p, from.n);
    to[from.n] = 0;
    return true;
}

static bool find_gate(struct app *app, const struct actor *actor, struct str person,
                      struct gate *ret_gate, struct error *err) {
    struct gate gate = {.actor = actor, .act = ACT_DAY, .what = STR("live")};
    if (person.n) {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        gate.act = ACT_READ_CASE;
        gate.stream = person;
        if (stream_kind_of(person) != STREAM_person)
            return error_set(err, ERR_MISSING, "person.not-found", NULL);
        if (!store_read(app->store, &reader, err) ||
            !relation_find(app, reader, person, actor->unit, &gate.relation, err))
            return false;
    }
    *ret_gate = gate;
    return true;
}

bool app_live_open(struct app *app, const struct actor *actor, struct str person, int64_t seen,
                   struct live *ret_live, struct error *err) {
    struct gate gate;
    struct live live = {
        .topic.kind = person.n ? LIVE_CASE : LIVE_DAY, .seen = seen, .token = actor->token};
    if (!find_gate(app, actor, person, &gate, err) || !gate_pass(app, &gate, false, err) ||
        !put(live.topic.name, person.n ? person : actor->unit, err) ||
        !put(live.assignment, actor->assignment, err))
        return false;
    *ret_live = live;
    return true;
}

static bool version_of(struct reader *reader, const struct live_topic *topic, int64_t *ret_version,
                       struct error *err) {
    switch (topic->kind) {
    case LIVE_DAY:
        return store_worklist_version(reader, str_of(topic->name), ret_version, err);
    case LIVE_CASE:
        return store_last_seq(reader, str_of(topic->name), ret_version, err);
    }
    return false;
}

bool app_live_versions(struct app *app, const struct live_topic *topics, size_t count,
                       int64_t *ret_versions, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(app->store, &reader, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!version_of(reader, &topics[i], &ret_versions[i], err))
            return false;
    return true;
}

bool app_live_holds(struct app *app, const struct live *live, bool *ret_holds, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct error why = {0};
    struct actor actor;
    struct gate gate;
    if (!arena)
        return error_memory(err);
    if (!session_actor(app, arena, &live->token, &actor, &why)) {
        *ret_holds = false;
        if (why.code != ERR_DENIED && err)
            *err = why;
        return why.code == ERR_DENIED;
    }
    struct str person = live->topic.kind == LIVE_CASE ? str_of(live->topic.name) : STR_NONE;
    if (!find_gate(app, &actor, person, &gate, err))
        return false;
    *ret_holds =
        str_is(actor.assignment, live->assignment) && gate_ask(&gate).verdict == ACCESS_ALLOWED;
    return true;
}
