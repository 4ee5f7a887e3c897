// SPDX-License-Identifier: EUPL-1.2
//
// What a planner does with messages that could not be recorded as they came.
#include "app/intake_internal.h"

#include "care/number.h"

#define QUEUE_SHOWN 200
#define SETTLED_SHOWN 50

static bool enter(struct app *app, const struct actor *actor, const char *what, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_QUEUE, .what = str_of(what)};
    return gate_pass(app, &gate, true, err);
}

// A message of another unit's is not there.
static bool load(struct app *app, struct arena *arena, const struct actor *actor, int64_t number,
                 struct message_row *ret_row, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(app->store, &reader, err) ||
        !store_message(reader, arena, number, ret_row, err))
        return false;
    return str_eq(ret_row->unit, actor->unit) ||
           error_set(err, ERR_MISSING, "message.not-found", NULL);
}

static bool load_waiting(struct app *app, struct arena *arena, const struct actor *actor,
                         int64_t number, const char *what, struct message_row *ret_row,
                         struct error *err) {
    if (!enter(app, actor, what, err) || !load(app, arena, actor, number, ret_row, err))
        return false;
    return ret_row->state == MESSAGE_WAITING ||
           error_set(err, ERR_CONFLICT, "message.settled", NULL);
}

// ---- reading ----

static bool number_sent(const struct app *app, const struct queued *queued,
                        struct number *ret_number) {
    struct str text;
    return queued->message.person && json_str(queued->message.person, "number", &text) &&
           number_parse(text, app_today(app), ret_number, NULL);
}

static bool find_person(struct app *app, struct reader *reader, struct arena *arena,
                        struct queued *queued, struct error *err) {
    struct str stream = queued->row.stream;
    struct number number;
    struct person_row row;
    struct error fault = {0};
    if (!stream.n && !number_sent(app, queued, &number))
        return true;
    if ((stream.n || store_person_by_number(reader, arena, str_of(number.text), &stream, &fault)) &&
        store_person(reader, arena, stream, &row, &fault)) {
        queued->person = stream;
        queued->protection = row.protection;
        return true;
    }
    if (fault.code != ERR_MISSING && err)
        *err = fault;
    return fault.code == ERR_MISSING;
}

static bool read_one(struct app *app, struct reader *reader, struct arena *arena,
                     enum language language, const struct message_row *row,
                     struct queued *ret_queued, struct error *err) {
    struct queued queued = {.row = *row, .fault = fault_read(arena, row->fault)};
    struct error unheard; // it is in the queue because of it
    if (!user_name(reader, arena, language, row->sender, &queued.sender_name, err) ||
        (row->settled_by.n &&
         !user_name(reader, arena, language, row->settled_by, &queued.settled_by_name, err)))
        return false;
    if (!message_read(arena, row->body, &queued.root, &queued.message, &unheard) &&
        unheard.code == ERR_MEMORY)
        return error_memory(err);
    if (!find_person(app, reader, arena, &queued, err))
        return false;
    *ret_queued = queued;
    return true;
}

static bool read_list(struct app *app, struct reader *reader, struct arena *arena,
                      const struct actor *actor, enum message_list list, size_t limit,
                      struct queue *queue, struct error *err) {
    struct message_rows rows = {0};
    bool waiting = list == MESSAGES_WAITING;
    if (!store_messages(reader, arena, list, actor->unit, limit + 1, &rows, err))
        return false;
    if (waiting)
        queue->more = rows.items.n > limit;
    for (size_t i = 0; i < rows.items.n && i < limit; i++) {
        struct queued *queued =
            waiting ? LIST_PUSH(arena, &queue->waiting) : LIST_PUSH(arena, &queue->settled);
        if (!queued)
            return error_memory(err);
        if (!read_one(app, reader, arena, actor->language, &rows.items.items[i], queued, err))
            return false;
    }
    return true;
}

bool app_queue(struct app *app, struct arena *arena, const struct actor *actor,
               struct queue *ret_queue, struct error *err) {
    if (!enter(app, actor, "messages", err))
        return false;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct queue queue = {0};
    if (!store_read(app->store, &reader, err) ||
        !read_list(app, reader, arena, actor, MESSAGES_WAITING, QUEUE_SHOWN, &queue, err) ||
        !read_list(app, reader, arena, actor, MESSAGES_SETTLED, SETTLED_SHOWN, &queue, err))
        return false;
    *ret_queue = queue;
    return true;
}

bool app_queue_count(struct app *app, const struct actor *actor, int64_t *ret_count,
                     struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_QUEUE};
    *ret_count = 0;
    if (gate_ask(&gate).verdict != ACCESS_ALLOWED)
        return true;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) &&
           store_messages_waiting(reader, actor->unit, ret_count, err);
}

bool app_queued(struct app *app, struct arena *arena, const struct actor *actor, int64_t number,
                struct queued *ret_queued, struct error *err) {
    struct message_row row;
    struct str what = str_printf(arena, "message %lld", (long long)number);
    if (!what.p)
        return error_memory(err);
    if (!enter(app, actor, what.p, err) || !load(app, arena, actor, number, &row, err))
        return false;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) &&
           read_one(app, reader, arena, actor->language, &row, ret_queued, err);
}

// ---- mending ----

static bool at_person(struct error *err, const char *key, const char *field) {
    error_set(err, ERR_INPUT, key, NULL);
    return error_at(err, NULL, field, 0, 0);
}

static bool person_of(struct app *app, struct arena *arena, const struct mended *mended,
                      struct payload *ret_payload, struct error *err) {
    struct number number;
    struct field_value *values = ARENA_ARRAY(arena, 3, struct field_value);
    if (!values)
        return error_memory(err);
    if (!number_parse(mended->number, app_today(app), &number, err))
        return error_at(err, NULL, "person/number", 0, 0);
    if (!mended->given_name.n)
        return at_person(err, "field.needed", "person/given_name");
    if (!mended->family_name.n)
        return at_person(err, "field.needed", "person/family_name");
    values[0].field = FIELD_person_registered_number;
    values[0].text = str_copy(arena, str_of(number.text));
    values[1].field = FIELD_person_registered_given_name;
    values[1].text = mended->given_name;
    values[2].field = FIELD_person_registered_family_name;
    values[2].text = mended->family_name;
    *ret_payload = (struct payload){3, values};
    return values[0].text.p ? true : error_memory(err);
}

static bool settle(struct app *app, const struct actor *actor, struct message_row *row,
                   enum message_state state, struct error *err) {
    row->state = state;
    row->settled = app_now(app);
    row->settled_by = actor->user;
    return store_settle_message(app->store, row, err);
}

bool app_mend_message(struct app *app, struct arena *arena, const struct actor *actor,
                      int64_t number, const struct mended *mended, struct recorded *ret,
                      struct error *err) {
    struct message_row row;
    const struct json *root;
    struct message message;
    *ret = (struct recorded){0};
    if (!load_waiting(app, arena, actor, number, "message mend", &row, err))
        return false;
    struct intake_act act = {
        .actor = *actor,
        .key = message_key(arena, row.sender, row.id),
        .reason = TR(arena, actor->language, T_message_reason, row.id),
        .draft = mended->draft,
    };
    act.draft.channel = CODE_channel_message;
    act.draft.because = tr(LANGUAGE_SV, T_message_because);
    // What it goes on from is still what the message said, as far as it could be read.
    if (message_read(arena, row.body, &root, &message, NULL) || message.concerns.n)
        act.concerns =
            message.concerns.n ? message_key(arena, row.sender, message.concerns) : STR_NONE;
    if (arena_failed(arena))
        return error_memory(err);
    if (!person_of(app, arena, mended, &act.person, err) ||
        !intake_record(app, arena, &act, ret, err))
        return false;
    row.stream = ret->stream;
    row.seq = ret->seq;
    row.person = payload_get(&act.person, FIELD_person_registered_number)->text;
    return settle(app, actor, &row, MESSAGE_RECORDED, err);
}

bool app_discard_message(struct app *app, struct arena *arena, const struct actor *actor,
                         int64_t number, struct str reason, struct error *err) {
    struct message_row row;
    reason = str_trim(reason);
    if (!reason.n) {
        error_set(err, ERR_INPUT, "message.reason-needed", NULL);
        return error_at(err, NULL, "reason", 0, 0);
    }
    if (!load_waiting(app, arena, actor, number, "message discard", &row, err))
        return false;
    row.reason = reason;
    return settle(app, actor, &row, MESSAGE_DISCARDED, err);
}

bool app_retry_message(struct app *app, struct arena *arena, const struct actor *actor,
                       int64_t number, struct taken *ret_taken, struct error *err) {
    struct message_row row;
    if (!load_waiting(app, arena, actor, number, "message retry", &row, err))
        return false;
    // Another content under a known id would take the place of the first: it needs a person's eye.
    struct error fault = fault_read(arena, row.fault);
    if (str_is(str_of(fault.key), "message.id-reused")) {
        *ret_taken = (struct taken){INTAKE_ID_REUSED, number, fault};
        return true;
    }
    return message_retry(app, arena, &row, ret_taken, err);
}
