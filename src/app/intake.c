// SPDX-License-Identifier: EUPL-1.2
#include "app/intake_internal.h"

#include "base/file.h"
#include "base/log.h"
#include "care/number.h"

#define UNFINISHED_AT_ONCE 500
#define EARLY_AT_ONCE 20

// ---- faults ----

bool fault_passes(enum error_code code) {
    switch (code) {
    case ERR_MEMORY:
    case ERR_IO:
    case ERR_LIMIT:
    case ERR_DAMAGED:
    case ERR_VERSION:
    case ERR_INTERNAL:
        return true;
    case ERR_NONE:
    case ERR_INPUT:
    case ERR_REFUSED:
    case ERR_DENIED:
    case ERR_CONFLICT:
    case ERR_MISSING:
        return false;
    }
    return false;
}

bool fault_is_early(const struct error *fault) {
    return str_is(str_of(fault->key), "message.nothing-to-go-on");
}

// ---- one message ----

struct intake {
    struct app *app;
    struct arena *arena;
    const struct sender *sender;
    struct message_row row;
    struct message message;
    struct taken *ret;
};

static bool settle(struct intake *in, enum message_state state, const struct error *fault,
                   struct error *err) {
    in->row.state = state;
    in->row.fault = STR_NONE;
    if (state == MESSAGE_RECORDED)
        in->row.settled = app_now(in->app);
    if (fault && !fault_write(in->arena, fault, &in->row.fault, err))
        return false;
    struct error what = {0};
    if (store_settle_message(in->app->store, &in->row, &what))
        return true;
    // Another thread took the same message in at the same time: it stands as that one left it.
    if (what.code == ERR_CONFLICT)
        return true;
    if (err)
        *err = what;
    return false;
}

static bool queue(struct intake *in, const struct error *fault, struct error *err) {
    in->ret->outcome = INTAKE_QUEUED;
    in->ret->fault = *fault;
    return settle(in, MESSAGE_WAITING, fault, err);
}

// The moment that the message says, in the zone of the program.
static bool moment_of(const struct intake *in, struct event *draft, struct error *err) {
    struct instant last;
    draft->precision = in->message.precision;
    if (draft->precision == PRECISION_DAY) {
        draft->happened = zone_day_start(in->app->zone, in->message.when.date);
        return true;
    }
    if (zone_instant(in->app->zone, in->message.when, &draft->happened, &last) != ZONE_GAP)
        return true;
    error_set(err, ERR_INPUT, "form.time-skipped", NULL);
    return error_at(err, NULL, "happened", 0, 0);
}

static bool read_act(struct intake *in, struct intake_act *act, struct error *err) {
    const struct message *message = &in->message;
    enum language language = LANGUAGE_SV; // of what is kept
    *act = (struct intake_act){
        .key = message_key(in->arena, in->row.sender, in->row.id),
        .checks_name = true,
        .reason = TR(in->arena, language, T_message_reason, in->row.id),
        .draft = {.kind = message->kind,
                  .performer = message->performer,
                  .informant = message->informant,
                  .channel = CODE_channel_message,
                  .because = tr(language, T_message_because)},
    };
    if (message->concerns.n)
        act->concerns = message_key(in->arena, in->row.sender, message->concerns);
    if (arena_failed(in->arena))
        return error_memory(err);
    return person_read(in->app, in->arena, message, &act->person, err) &&
           sender_at_unit(in->app, in->arena, in->sender, message, &act->actor, err) &&
           content_read(in->app, in->arena, message, in->sender->receiver, &act->draft.payload,
                        err) &&
           moment_of(in, &act->draft, err);
}

// What is known of it even if it is never recorded: whom it concerns, and who is to look at it.
static void take_known(struct intake *in) {
    struct str number;
    struct number parsed;
    if (in->message.person && json_str(in->message.person, "number", &number) &&
        number_parse(number, app_today(in->app), &parsed, NULL))
        in->row.person = str_copy(in->arena, str_of(parsed.text));
    if (!in->row.person.p)
        in->row.person = STR_NONE;
}

static bool process(struct intake *in, struct error *err) {
    struct intake_act act;
    struct recorded recorded = {0};
    struct error fault = {0};
    if (read_act(in, &act, &fault) && intake_record(in->app, in->arena, &act, &recorded, &fault)) {
        in->row.stream = recorded.stream;
        in->row.seq = recorded.seq;
        in->ret->outcome = INTAKE_RECORDED;
        return settle(in, MESSAGE_RECORDED, NULL, err);
    }
    if (!fault_passes(fault.code))
        return queue(in, &fault, err);
    if (err)
        *err = fault;
    return false;
}

// Messages about the same person that wait for one that had not come.
static bool take_in_early(struct intake *in, struct error *err) {
    struct message_rows rows = {0};
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(in->app->store, &reader, err) ||
            !store_messages(reader, in->arena, MESSAGES_OF_PERSON, in->row.person, EARLY_AT_ONCE,
                            &rows, err))
            return false;
    }
    for (size_t i = 0; i < rows.items.n; i++) {
        const struct message_row *row = &rows.items.items[i];
        const struct json *root;
        struct taken taken = {0};
        struct intake early = *in;
        const struct error fault = fault_read(in->arena, row->fault);
        if (!fault_is_early(&fault) || !str_eq(row->sender, in->row.sender) ||
            !message_read(in->arena, row->body, &root, &early.message, NULL))
            continue;
        early.row = *row;
        early.ret = &taken;
        if (!process(&early, err))
            return false;
    }
    return true;
}

static bool process_kept(struct intake *in, struct error *err) {
    struct error later = {0};
    if (!process(in, err))
        return false;
    // The message itself is done; what waited for it can be tried again by a person.
    if (in->ret->outcome == INTAKE_RECORDED && in->row.person.n && !take_in_early(in, &later))
        log_error("intake", &later);
    return true;
}

// Another content under an id that is known: both are kept.
static bool keep_reused(struct intake *in, struct str id, const struct message_row *fresh,
                        struct error *err) {
    struct error fault = {0};
    struct str hex = hex_of(in->arena, fresh->digest.b, sizeof(fresh->digest.b));
    bool known;
    in->row = *fresh;
    in->row.id = str_printf(in->arena, STR_FMT "#" STR_FMT, STR_ARG(id), STR_ARG(hex));
    if (!hex.p || !in->row.id.p)
        return error_memory(err);
    error_set_str(&fault, ERR_CONFLICT, "message.id-reused", id);
    error_at(&fault, NULL, "id", 0, 0);
    in->row.state = MESSAGE_WAITING;
    if (!fault_write(in->arena, &fault, &in->row.fault, err) ||
        !store_put_message(in->app->store, in->arena, &in->row, &known, err))
        return false;
    in->ret->outcome = INTAKE_ID_REUSED;
    in->ret->fault = fault;
    in->ret->number = in->row.number;
    return true;
}

static bool meet_again(struct intake *in, const struct message_row *fresh, struct error *err) {
    if (!hash_eq(&in->row.digest, &fresh->digest))
        return keep_reused(in, fresh->id, fresh, err);
    switch (in->row.state) {
    case MESSAGE_RECORDED:
        in->ret->outcome = INTAKE_ALREADY;
        return true;
    case MESSAGE_WAITING:
    case MESSAGE_DISCARDED:
        in->ret->outcome = INTAKE_QUEUED;
        in->ret->fault = fault_read(in->arena, in->row.fault);
        return true;
    case MESSAGE_RECEIVED:
        return process_kept(in, err);
    }
    return true;
}

// Keeps it, and goes on from where it stands.
static bool keep(struct intake *in, const struct error *fault, struct error *err) {
    struct message_row fresh = in->row;
    bool known;
    if (fault && !fault_write(in->arena, fault, &in->row.fault, err))
        return false;
    in->row.state = fault ? MESSAGE_WAITING : MESSAGE_RECEIVED;
    if (!store_put_message(in->app->store, in->arena, &in->row, &known, err))
        return false;
    in->ret->number = in->row.number;
    if (known)
        return meet_again(in, &fresh, err);
    if (!fault)
        return process_kept(in, err);
    in->ret->outcome = INTAKE_QUEUED;
    in->ret->fault = *fault;
    return true;
}

static struct message_row new_row(struct app *app, const struct sender *sender, struct str body,
                                  struct str origin) {
    return (struct message_row){
        .sender = sender->actor.user,
        .digest = hash_of(body),
        .body = body,
        .origin = origin,
        .received = app_now(app),
        .unit = sender->receiver,
    };
}

static struct str id_of_digest(struct arena *arena, const struct hash *digest) {
    struct str hex = hex_of(arena, digest->b, sizeof(digest->b));
    return hex.p ? str_printf(arena, "sha256:" STR_FMT, STR_ARG(hex)) : STR_NONE;
}

bool app_take_in(struct app *app, struct arena *arena, const struct sender *sender, struct str body,
                 struct str origin, struct taken *ret_taken, struct error *err) {
    struct intake in = {.app = app, .arena = arena, .sender = sender, .ret = ret_taken};
    struct error fault = {0};
    const struct json *root;
    *ret_taken = (struct taken){0};
    in.row = new_row(app, sender, body, origin);
    bool good = message_read(arena, body, &root, &in.message, &fault);
    if (!good && fault_passes(fault.code)) {
        if (err)
            *err = fault;
        return false;
    }
    in.row.id = in.message.id.n ? in.message.id : id_of_digest(arena, &in.row.digest);
    if (!in.row.id.p)
        return error_memory(err);
    take_known(&in);
    return keep(&in, good ? NULL : &fault, err);
}

bool app_take_in_file(struct app *app, struct arena *arena, const struct sender *sender,
                      const char *path, struct str origin, struct taken *ret_taken,
                      struct error *err) {
    struct intake in = {.app = app, .arena = arena, .sender = sender, .ret = ret_taken};
    struct error fault = {0};
    struct str body;
    if (file_read(arena, path, MESSAGE_MAX, &body, &fault))
        return app_take_in(app, arena, sender, body, origin, ret_taken, err);
    if (fault.code != ERR_LIMIT) {
        if (err)
            *err = fault;
        return false;
    }
    // Too large to be kept with the others: the file is, under a name that tells it apart.
    struct str allowed = tr_number(arena, (int64_t)MESSAGE_MAX);
    *ret_taken = (struct taken){0};
    error_set_str(&fault, ERR_INPUT, "message.too-large", allowed);
    in.row = new_row(app, sender, STR(""), origin);
    in.row.id = str_printf(arena, "file:" STR_FMT, STR_ARG(origin));
    return in.row.id.p ? keep(&in, &fault, err) : error_memory(err);
}

// ---- after an interruption ----

static bool finish_one(struct app *app, struct arena *arena, const struct message_row *row,
                       struct error *err) {
    struct intake in = {.app = app, .arena = arena, .row = *row};
    struct taken taken = {0};
    struct sender sender;
    struct error fault = {0};
    const struct json *root;
    in.ret = &taken;
    in.sender = &sender;
    if (sender_by_user(app, arena, row->sender, row->unit, &sender, &fault) &&
        message_read(arena, row->body, &root, &in.message, &fault))
        return process_kept(&in, err);
    if (!fault_passes(fault.code))
        return queue(&in, &fault, err);
    if (err)
        *err = fault;
    return false;
}

bool app_finish_messages(struct app *app, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct message_rows rows = {0};
    if (!arena)
        return error_memory(err);
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(app->store, &reader, err) ||
            !store_messages(reader, arena, MESSAGES_UNFINISHED, STR_NONE, UNFINISHED_AT_ONCE, &rows,
                            err))
            return false;
    }
    for (size_t i = 0; i < rows.items.n; i++)
        if (!finish_one(app, arena, &rows.items.items[i], err))
            return false;
    return true;
}

bool message_retry(struct app *app, struct arena *arena, const struct message_row *row,
                   struct taken *ret_taken, struct error *err) {
    struct intake in = {.app = app, .arena = arena, .row = *row, .ret = ret_taken};
    struct sender sender;
    struct error fault = {0};
    const struct json *root;
    *ret_taken = (struct taken){.number = row->number};
    in.sender = &sender;
    if (!sender_by_user(app, arena, row->sender, row->unit, &sender, err))
        return false;
    if (!message_read(arena, row->body, &root, &in.message, &fault))
        return fault_passes(fault.code) ? error_memory(err) : queue(&in, &fault, err);
    take_known(&in);
    return process_kept(&in, err);
}
