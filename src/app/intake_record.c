// SPDX-License-Identifier: EUPL-1.2
//
// From a message to a recorded fact: units by name, the person by number, what it goes on from, and
// then the one door.
#include "app/intake_internal.h"
#include "app/relation.h"
#include "app/records.h"

#include <string.h>

#include "base/utf8.h"
#include "care/number.h"
#include "care/state.h"

#define ATTEMPTS 5 // others may record in the same case meanwhile

static bool at_element(struct error *err, enum error_code code, const char *key,
                       const char *element, struct str argument) {
    if (argument.p)
        error_set_str(err, code, key, argument);
    else
        error_set(err, code, key, NULL);
    return error_at(err, NULL, element, 0, 0);
}

// ---- units by name ----

static bool same_name(struct arena *arena, struct str a, struct str b) {
    struct str left, right;
    return utf8_search_key(arena, a, &left, NULL) && utf8_search_key(arena, b, &right, NULL) &&
           left.n && str_eq(left, right);
}

static bool organisation_of(struct reader *reader, struct arena *arena, struct str unit,
                            struct str *ret_name, struct error *err) {
    struct unit_row row;
    if (!store_unit(reader, arena, unit, &row, err))
        return false;
    *ret_name = row.organisation_name;
    return true;
}

bool sender_at_unit(struct app *app, struct arena *arena, const struct sender *sender,
                    const struct message *message, struct actor *ret_actor, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    const struct assignment_row *found = NULL;
    if (!store_read(app->store, &reader, err))
        return false;
    for (size_t i = 0; i < sender->assignments.items.n; i++) {
        const struct assignment_row *row = &sender->assignments.items.items[i];
        struct str organisation;
        if (!str_eq(row->unit, message->unit) && !same_name(arena, row->unit_name, message->unit))
            continue;
        if (!organisation_of(reader, arena, row->unit, &organisation, err))
            return false;
        if (message->organisation.n && !same_name(arena, organisation, message->organisation))
            continue;
        if (found && !str_eq(found->unit, row->unit))
            return at_element(err, ERR_INPUT, "message.unit-twice", "sender/unit", message->unit);
        found = row;
    }
    if (!found)
        return at_element(err, ERR_INPUT, "message.unit-unknown", "sender/unit", message->unit);
    *ret_actor = sender->actor;
    actor_take(ret_actor, found);
    return true;
}

// A unit of a kind by its name; a stream stays what it is.
static bool find_unit(struct app *app, struct arena *arena, struct str name, enum field_id field,
                      struct str *ret_stream, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    const struct field_info *info = field_info(field);
    struct unit_rows rows = {0};
    *ret_stream = STR_NONE;
    if (stream_kind_of(name) == STREAM_unit) {
        *ret_stream = name;
        return true;
    }
    if (!store_read(app->store, &reader, err) ||
        !store_units(reader, arena, info->unit_kind, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        if (!same_name(arena, rows.items.items[i].name, name))
            continue;
        if (ret_stream->n)
            return at_element(err, ERR_INPUT, "message.unit-twice", info->id, name);
        *ret_stream = rows.items.items[i].stream;
    }
    return ret_stream->n || at_element(err, ERR_INPUT, "message.receiver-unknown", info->id, name);
}

// ---- payloads ----

// Writes one member, the name of a unit as its stream.
static bool write_member(struct app *app, struct arena *arena, struct json_writer *w,
                         enum event_kind kind, const struct json *member, struct error *err) {
    enum field_id field = field_find(kind, member->key);
    json_key_str(w, member->key);
    if (field != FIELD_NONE && field_info(field)->type == TYPE_UNIT &&
        member->type == JSON_STRING) {
        struct str unit;
        if (!find_unit(app, arena, member->text, field, &unit, err))
            return false;
        json_add_str(w, unit);
        return true;
    }
    json_copy(w, member);
    return true;
}

// The unit that the kind needs and the message leaves out, and a stand-in for what it goes on from.
static void write_given(struct json_writer *w, const struct message *message, struct str receiver) {
    const struct event_info *info = event_info(message->kind);
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        const struct field_info *one = field_info(field);
        if (!one->required || json_get(message->content, one->id))
            continue;
        if (one->type == TYPE_UNIT && one->unit_kind == CODE_unit_kind_planning) {
            json_key(w, one->id);
            json_add_str(w, receiver);
        } else if (one->type == TYPE_REF) {
            json_key(w, one->id);
            json_add_int(w, 1);
        }
    }
}

// Reads what was written as the payload of a kind, in normal form C.
static bool read_payload(struct arena *arena, struct json_writer *w, enum event_kind kind,
                         struct payload *ret_payload, struct error *err) {
    struct event event = {.kind = kind};
    struct str json;
    if (!json_done(w, &json, err) || !utf8_nfc(arena, json, &json, err) ||
        !event_read(arena, json, &event, err))
        return false;
    *ret_payload = event.payload;
    return true;
}

bool content_read(struct app *app, struct arena *arena, const struct message *message,
                  struct str receiver, struct payload *ret_payload, struct error *err) {
    struct json_writer w = json_writer_new(arena);
    json_open(&w, '{');
    for (const struct json *member = message->content->first; member; member = member->next) {
        if (str_is(member->key, "because") || str_is(member->key, "deviation"))
            return at_element(err, ERR_INPUT, "message.unknown", member->key.p, member->key);
        if (!write_member(app, arena, &w, message->kind, member, err))
            return false;
    }
    write_given(&w, message, receiver);
    json_close(&w, '}');
    return read_payload(arena, &w, message->kind, ret_payload, err);
}

// The element of an error about the person's fields, told apart from those of the content.
static bool of_person(struct arena *arena, struct error *err) {
    if (!err || str_starts(str_of(err->element), STR("person/")))
        return false;
    struct str element = str_printf(arena, "person/%s", err->element);
    err->element[0] = 0;
    return element.p ? error_at(err, NULL, element.p, 0, 0) : error_memory(err);
}

bool person_read(struct app *app, struct arena *arena, const struct message *message,
                 struct payload *ret_payload, struct error *err) {
    struct json_writer w = json_writer_new(arena);
    struct number number;
    json_open(&w, '{');
    for (const struct json *member = message->person->first; member; member = member->next) {
        enum field_id field = field_find(EVENT_person_registered, member->key);
        bool is_number = field != FIELD_NONE && field_info(field)->type == TYPE_NUMBER;
        json_key_str(&w, member->key);
        if (!is_number || member->type != JSON_STRING) {
            json_copy(&w, member);
            continue;
        }
        if (!number_parse(member->text, app_today(app), &number, err)) {
            error_at(err, NULL, "number", 0, 0);
            return of_person(arena, err);
        }
        json_add_str(&w, str_of(number.text));
    }
    json_close(&w, '}');
    return read_payload(arena, &w, EVENT_person_registered, ret_payload, err) ||
           of_person(arena, err);
}

// ---- the person ----

static bool find_person(struct app *app, struct arena *arena, const struct intake_act *act,
                        struct person_row *ret_row, enum care_relation *ret_relation,
                        struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct error fault = {0};
    struct str stream, number = payload_text(&act->person, FIELD_person_registered_number);
    *ret_row = (struct person_row){0};
    *ret_relation = CARE_RELATION_NONE;
    if (!store_read(app->store, &reader, err))
        return false;
    if (store_person_by_number(reader, arena, number, &stream, &fault))
        return store_person(reader, arena, stream, ret_row, err) &&
               relation_find(app, reader, stream, act->actor.unit, ret_relation, err);
    if (fault.code == ERR_MISSING)
        return true;
    if (err)
        *err = fault;
    return false;
}

// Without relation the message itself is the reason to look at the person; it is logged.
static bool state_reason(struct app *app, struct arena *arena, struct intake_act *act,
                         struct str stream, struct error *err) {
    struct gate gate = {
        .actor = &act->actor, .act = ACT_READ_CASE, .stream = stream, .what = STR("message")};
    struct access_answer answer = gate_ask(&gate);
    struct access_record record = gate_record(app, &gate, answer.verdict, act->reason);
    if (!store_log_access(app->store, &record, err))
        return false;
    if (answer.verdict == ACCESS_DENIED)
        return error_set(err, ERR_DENIED, answer.why, NULL);
    act->actor.reasons = str_printf(arena, STR_FMT "\n", STR_ARG(stream));
    return act->actor.reasons.p ? true : error_memory(err);
}

static bool register_person(struct app *app, struct arena *arena, struct intake_act *act,
                            struct str *ret_stream, struct error *err) {
    struct recorded recorded;
    const struct record_request request = {
        .idempotency_key = str_printf(arena, STR_FMT "#person", STR_ARG(act->key)),
        .accept_similar = true, // a message cannot be asked; two records can be told apart later
        .draft = {.kind = EVENT_person_registered,
                  .happened = act->draft.recorded,
                  .precision = PRECISION_MINUTE,
                  .performer = act->draft.performer,
                  .informant = act->draft.informant,
                  .channel = CODE_channel_message,
                  .payload = act->person},
    };
    if (!request.idempotency_key.p)
        return error_memory(err);
    if (!app_record(app, arena, &act->actor, &request, &recorded, err)) {
        // Somebody else was first with the same person: that one is meant.
        if (err && str_is(str_of(err->key), "person.exists"))
            return error_set(err, ERR_CONFLICT, "record.others-first", NULL);
        return of_person(arena, err);
    }
    *ret_stream = recorded.stream;
    return true;
}

// *ret_stream is empty when the person must be registered first.
static bool known_person(struct app *app, struct arena *arena, struct intake_act *act,
                         struct str *ret_stream, struct error *err) {
    struct person_row row;
    enum care_relation relation;
    struct str family = payload_text(&act->person, FIELD_person_registered_family_name);
    if (!find_person(app, arena, act, &row, &relation, err))
        return false;
    *ret_stream = row.stream;
    if (!row.stream.n)
        return true;
    if (act->checks_name && !same_name(arena, row.family_name, family))
        return at_element(err, ERR_REFUSED, "message.name-differs", "person/number", STR_NONE);
    return relation == CARE_RELATION_HOLDS || state_reason(app, arena, act, row.stream, err);
}

// ---- what it goes on from ----

static const struct event *find_key(struct event_list all, struct str key) {
    for (size_t i = 0; key.n && i < all.n; i++)
        if (str_eq(all.items[i].idempotency_key, key))
            return &all.items[i];
    return NULL;
}

static bool find_concerned(struct arena *arena, struct event_list all, enum thing_kind kind,
                           const struct intake_act *act, int64_t *ret_seq, struct error *err) {
    struct event_list effective;
    struct case_state state;
    const struct thing *found = NULL;
    const struct event *meant_by_id = find_key(all, act->concerns);
    if (!event_effective(arena, all, &effective, err) ||
        !state_fold(arena, effective, effective.n, &state, err))
        return false;
    for (size_t i = 0; i < state.thing_count; i++) {
        const struct thing *thing = &state.things[i];
        bool meant = act->concerns.n ? meant_by_id && meant_by_id->seq == thing->opened->seq
                                     : !thing->closed;
        if (thing->kind != kind || !meant)
            continue;
        if (found)
            return at_element(err, ERR_REFUSED, "message.several", "concerns", STR_NONE);
        found = thing;
    }
    if (!found)
        return at_element(err, ERR_REFUSED, "message.nothing-to-go-on", "concerns", STR_NONE);
    *ret_seq = found->opened->seq;
    return true;
}

static bool fill_concerned(struct arena *arena, struct event_list all, struct intake_act *act,
                           enum field_id field, struct error *err) {
    struct payload *payload = &act->draft.payload;
    struct field_value *values = ARENA_ARRAY(arena, payload->n, struct field_value);
    int64_t seq = 0;
    if (!values)
        return error_memory(err);
    if (!find_concerned(arena, all, field_info(field)->thing, act, &seq, err))
        return false;
    memcpy(values, payload->values, payload->n * sizeof(*values));
    for (size_t i = 0; i < payload->n; i++)
        if (values[i].field == field)
            values[i].ref = seq;
    payload->values = values;
    return true;
}

// ---- the one door ----

static bool objected(struct arena *arena, const struct recorded *recorded, struct error *err) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct str text;
    for (size_t i = 0; i < recorded->objections.items.n; i++) {
        if (i > 0)
            buf_add_char(&buf, ' ');
        buf_add(&buf, recorded->objections.items.items[i].missing);
    }
    return buf_done(&buf, &text, err) && error_set_str(err, ERR_REFUSED, "message.objected", text);
}

static bool try_record(struct app *app, struct arena *arena, struct intake_act *act,
                       struct recorded *ret, struct error *err) {
    struct str stream;
    struct event_list all = {0};
    enum field_id field = field_of_type(act->draft.kind, TYPE_REF);
    bool goes_on = field != FIELD_NONE;
    if (!known_person(app, arena, act, &stream, err))
        return false;
    if (!stream.n && goes_on)
        return at_element(err, ERR_REFUSED, "message.nothing-to-go-on", "concerns", STR_NONE);
    if (!stream.n && !register_person(app, arena, act, &stream, err))
        return false;
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(app->store, &reader, err) || !person_all(reader, arena, stream, &all, err))
            return false;
    }
    if (goes_on && !find_key(all, act->key) && !fill_concerned(arena, all, act, field, err))
        return false;
    const struct record_request request = {
        .stream = stream,
        .seen_seq = (int64_t)all.n,
        .idempotency_key = act->key,
        .accept_deviation = true, // P-02: what already happened is accepted
        .draft = act->draft,
    };
    if (app_record(app, arena, &act->actor, &request, ret, err))
        return true;
    return ret->objections.items.n ? objected(arena, ret, err) : false;
}

bool intake_record(struct app *app, struct arena *arena, struct intake_act *act,
                   struct recorded *ret, struct error *err) {
    struct error fault = {0};
    act->draft.recorded = app_now(app);
    for (int i = 0; i < ATTEMPTS; i++) {
        error_clear(&fault);
        if (try_record(app, arena, act, ret, &fault))
            return true;
        if (!str_is(str_of(fault.key), "record.others-first"))
            break;
    }
    if (err)
        *err = fault;
    return false;
}
