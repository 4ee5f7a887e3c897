// SPDX-License-Identifier: EUPL-1.2
#include "app/identity.h"

#include "app/derive.h"

#include <string.h>

#define STREAMS_MAX 64 // derived anew at once

bool is_of_identity(enum event_kind kind) {
    return event_pair(kind) != EVENT_NONE || event_is_second(kind);
}

bool identity_partner(struct logs *logs, const struct event *event,
                      const struct event **ret_partner, struct error *err) {
    struct event_list effective;
    const struct kept_log *log = logs_get(logs, event_other(event), err);
    *ret_partner = NULL;
    if (!log || !event_effective(logs->arena, log->now, &effective, err))
        return false;
    for (size_t i = 0; i < effective.n; i++) {
        const struct event *one = &effective.items[i];
        if (one->kind == event_pair(event->kind) && str_eq(event_other(one), event->stream))
            *ret_partner = one;
    }
    return true;
}

// ---- what is recorded with it ----

// The fields of the second: those of the same names, with the first's own record as the other.
static bool second_payload(struct arena *arena, const struct event *first, struct event *second,
                           struct error *err) {
    const struct event_info *info = event_info(second->kind);
    struct field_value *values = ARENA_ARRAY(arena, info->count, struct field_value);
    if (!values)
        return error_memory(err);
    size_t n = 0;
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        const struct field_value *value =
            payload_get(&first->payload, field_find(first->kind, str_of(field_info(field)->id)));
        if (!value)
            continue;
        values[n] = *value;
        values[n].field = field;
        if (field_info(field)->type == TYPE_PERSON)
            values[n].text = first->stream;
        n++;
    }
    second->payload = (struct payload){n, values};
    return true;
}

static bool add_second(struct logs *logs, const struct event *first, struct error *err) {
    struct event second = *first;
    second.kind = event_pair(first->kind);
    second.stream = event_other(first);
    second.corrects = 0;
    if (second.kind == EVENT_NONE || str_eq(second.stream, first->stream))
        return true; // an entry that is moved back
    return second_payload(logs->arena, first, &second, err) && logs_add(logs, &second, err);
}

static bool strike_partner(struct logs *logs, const struct event *strike,
                           const struct event *target, struct error *err) {
    const struct event *partner;
    struct event second = *strike;
    if (!identity_partner(logs, target, &partner, err))
        return false;
    if (!partner)
        return true;
    second.stream = partner->stream;
    second.corrects = partner->seq;
    return logs_add(logs, &second, err);
}

static bool move_to_person(struct logs *logs, const struct event *event, struct str person,
                           struct error *err) {
    const struct field_value to = {.field = FIELD_entry_moved_other, .text = person};
    struct field_value *values = ARENA_NEW(logs->arena, struct field_value);
    struct event move = *event;
    if (!values)
        return error_memory(err);
    *values = to;
    move.kind = EVENT_entry_moved;
    move.law = event_info(move.kind)->law;
    move.corrects = event->seq;
    move.idempotency_key = move.deviation = move.because = STR_NONE;
    move.payload = (struct payload){1, values};
    return logs_add(logs, &move, err);
}

bool identity_add(struct logs *logs, struct event *draft, const struct event *target,
                  struct str person, bool is_persons, struct error *err) {
    if (!logs_add(logs, draft, err) || !add_second(logs, draft, err))
        return false;
    if (target && draft->kind == EVENT_entry_withdrawn && is_of_identity(target->kind))
        return strike_partner(logs, draft, target, err);
    // It goes on from an entry that was moved here: it belongs where that belongs.
    return is_persons || target || move_to_person(logs, draft, person, err);
}

// ---- what is derived anew ----

struct streams {
    size_t n;
    struct str items[STREAMS_MAX];
};

static bool add_stream(struct streams *streams, struct str stream, struct error *err) {
    for (size_t i = 0; i < streams->n; i++)
        if (str_eq(streams->items[i], stream))
            return true;
    if (streams->n == STREAMS_MAX)
        return error_set(err, ERR_LIMIT, "records.too-many", TEXT_OF(STREAMS_MAX), NULL);
    streams->items[streams->n++] = stream;
    return true;
}

// The records that a record, or what goes on in it, says something of.
static bool add_concerned(struct logs *logs, struct str stream, struct streams *streams,
                          struct error *err) {
    struct records records;
    if (!logs_records(logs, stream, &records, err))
        return false;
    for (size_t i = 0; i < records.n; i++)
        if (!add_stream(streams, records.logs[i].stream, err))
            return false;
    return true;
}

static bool derive_one(struct logs *logs, const struct routine *routine, struct gone_through *gone,
                       struct str stream, struct change_set *change, struct error *err) {
    struct records records;
    const struct kept_log *log = logs_get(logs, stream, err);
    if (!log)
        return false;
    size_t stored = log->stored.n;
    change->expected_seq = stored ? log->stored.items[stored - 1].seq : 0;
    for (size_t i = stored; i < log->now.n; i++) {
        struct event *event = LIST_PUSH(logs->arena, &change->events);
        if (!event)
            return error_memory(err);
        *event = log->now.items[i];
    }
    return logs_records(logs, stream, &records, err) &&
           derive_records(routine, logs->arena, &records, gone, &change->derived, err);
}

// Every log that was read and is not written must be as it was.
static bool add_heads(struct logs *logs, const struct streams *written, struct change_set *change,
                      struct error *err) {
    for (size_t i = 0; i < logs->items.n; i++) {
        const struct kept_log *log = &logs->items.items[i];
        size_t k = 0;
        while (k < written->n && !str_eq(written->items[k], log->stream))
            k++;
        if (k < written->n)
            continue;
        struct stream_head *head = LIST_PUSH(logs->arena, &change->derived_from);
        if (!head)
            return error_memory(err);
        head->stream = log->stream;
        head->seq = log->stored.n ? log->stored.items[log->stored.n - 1].seq : 0;
    }
    return true;
}

static bool find_streams(struct logs *logs, struct str first, struct str person, bool widely,
                         struct streams *streams, struct error *err) {
    if (!add_stream(streams, first, err) || !add_stream(streams, person, err))
        return false;
    for (size_t i = 0; i < logs->items.n; i++)
        if (logs->items.items[i].now.n > logs->items.items[i].stored.n &&
            !add_stream(streams, logs->items.items[i].stream, err))
            return false;
    size_t sources = streams->n;
    for (size_t i = 0; widely && i < sources; i++)
        if (!add_concerned(logs, streams->items[i], streams, err))
            return false;
    return true;
}

bool identity_change(struct logs *logs, const struct routine *routine, struct gone_through *gone,
                     struct str first, struct str person, bool widely,
                     const struct access_record *access, struct change_set *ret_change,
                     struct error *err) {
    struct streams streams = {.n = 0};
    struct change_set *sets, change = *ret_change;
    if (!find_streams(logs, first, person, widely, &streams, err))
        return false;
    sets = ARENA_ARRAY(logs->arena, streams.n, struct change_set);
    if (!sets)
        return error_memory(err);
    for (size_t i = 0; i < streams.n; i++) {
        if (!derive_one(logs, routine, gone, streams.items[i], &sets[i], err))
            return false;
        sets[i].has_access = sets[i].events.n > 0 || str_eq(streams.items[i], person);
        sets[i].access = *access;
        sets[i].access.stream = streams.items[i];
        sets[i].with = i + 1 < streams.n ? &sets[i + 1] : NULL;
    }
    if (!add_heads(logs, &streams, &sets[0], err))
        return false;
    sets[0].wait = change.wait;
    *ret_change = sets[0];
    return true;
}
