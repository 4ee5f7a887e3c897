// SPDX-License-Identifier: EUPL-1.2
#include "app/internal.h"
#include "app/relation.h"

bool lines_have(struct str lines, struct str line) {
    struct str part;
    while (str_split(&lines, '\n', &part))
        if (part.n > 0 && str_eq(part, line))
            return true;
    return false;
}

struct access_question gate_question(const struct gate *gate) {
    const struct actor *actor = gate->actor;
    return (struct access_question){
        .act = gate->act,
        .signed_in = actor->user.n > 0,
        .role = actor->assignment.n > 0 ? actor->role : CODE_NONE,
        .assignment_valid = actor->assignment_valid,
        .purpose = actor->purpose,
        .care_relation = gate->relation,
        .reason_stated = gate->stream.n > 0 && lines_have(actor->reasons, gate->stream),
        .kind = gate->kind,
        .own_unit_recorded = gate->own_unit_recorded,
    };
}

struct access_answer gate_ask(const struct gate *gate) {
    const struct access_question question = gate_question(gate);
    return access_decide(&question);
}

struct access_record gate_record(const struct app *app, const struct gate *gate,
                                 enum access_verdict verdict, struct str reason) {
    return (struct access_record){
        .at = app_now(app),
        .user = gate->actor->user,
        .assignment = gate->actor->assignment,
        .role = gate->actor->role,
        .unit = gate->actor->unit,
        .stream = gate->stream,
        .act = gate->act,
        .what = gate->what,
        .verdict = verdict,
        .reason = reason,
    };
}

bool gate_log(struct app *app, const struct actor *actor, const struct access_record *record,
              struct error *err) {
    return actor->wait ? store_log_access_soon(actor->wait, record, err)
                       : store_log_access(app->store, record, err);
}

bool app_settle(struct app *app, struct access_wait *wait, void (*settled)(void *context),
                void *context) {
    return store_settle(app->store, wait, settled, context);
}

bool gate_pass(struct app *app, const struct gate *gate, bool log_allowed, struct error *err) {
    struct access_answer answer = gate_ask(gate);
    bool allowed = answer.verdict == ACCESS_ALLOWED;
    if (!allowed || log_allowed) {
        struct access_record record = gate_record(app, gate, answer.verdict, STR_NONE);
        if (!gate_log(app, gate->actor, &record, err))
            return false;
    }
    if (allowed)
        return true;
    return gate_refuse(&answer, err);
}

bool gate_deny(struct app *app, const struct gate *gate, const char *why, struct error *err) {
    const struct access_record record = gate_record(app, gate, ACCESS_DENIED, STR_NONE);
    return gate_log(app, gate->actor, &record, err) && error_set(err, ERR_DENIED, why, NULL);
}

// What goes on in this record is read with it.
static bool log_joined(struct app *app, const struct gate *gate, const struct stream_list *joined,
                       struct error *err) {
    struct access_record record = gate_record(app, gate, ACCESS_ALLOWED, STR_NONE);
    for (size_t i = 0; i < joined->items.n; i++) {
        record.stream = joined->items.items[i];
        if (!gate_log(app, gate->actor, &record, err))
            return false;
    }
    return true;
}

bool case_enter(struct app *app, struct arena *arena, const struct actor *actor, enum act act,
                struct str stream, struct str what, enum care_relation *ret_relation,
                struct error *err) {
    struct stream_list joined = {0};
    struct gate gate = {.actor = actor, .act = act, .stream = stream, .what = what};
    // Whether a stream names a person at all is told to nobody who may not read it.
    if (stream_kind_of(stream) != STREAM_person)
        return error_set(err, ERR_MISSING, "person.not-found", NULL);
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(app->store, &reader, err) ||
            !relation_find(app, reader, stream, actor->unit, &gate.relation, err) ||
            !store_joined(reader, arena, stream, &joined, err))
            return false;
    }
    *ret_relation = gate.relation;
    return gate_pass(app, &gate, true, err) && log_joined(app, &gate, &joined, err);
}

bool case_pass(struct app *app, struct arena *arena, const struct actor *actor, enum act act,
               struct str stream, struct str what, struct error *err) {
    enum care_relation relation;
    return case_enter(app, arena, actor, act, stream, what, &relation, err);
}

bool gate_refuse(const struct access_answer *answer, struct error *err) {
    return error_set(err, ERR_DENIED,
                     answer->verdict == ACCESS_AFTER_REASON ? "access.reason-needed" : answer->why,
                     NULL);
}
