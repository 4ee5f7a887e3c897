// SPDX-License-Identifier: EUPL-1.2
#include "store/internal.h"

#include <stdio.h>

// Whatever is wrong with what was once written well: it is damaged.
static bool read_payload(struct arena *arena, struct str body, struct event *event,
                         struct error *err) {
    struct error fault;
    char seq[24];
    if (event_read(arena, body, event, &fault))
        return true;
    if (fault.code == ERR_MEMORY)
        return error_memory(err);
    snprintf(seq, sizeof(seq), "%lld", (long long)event->seq);
    return error_set(err, ERR_DAMAGED, "store.event-damaged", str_c(arena, event->stream), seq,
                     NULL);
}

// Fills an event in from its row. An erased payload leaves an event without fields.
static bool read_event(struct query *query, struct arena *arena, struct event *event,
                       struct error *err) {
    struct envelope envelope = envelope_read(query, arena);
    struct str salt = query_bytes(query, arena);
    struct str body = query_bytes(query, arena);
    if (query->memory)
        return error_memory(err);
    if (!envelope_to_event(query, &envelope, event))
        return query_ok(query, err);
    event->erased = !salt.p || !body.p;
    return event->erased || read_payload(arena, body, event, err);
}

bool store_events(struct reader *reader, struct arena *arena, struct str stream,
                  struct event_list *ret_events, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_events);
    query_bind_text(&query, stream);
    LIST_OF(struct event) events = {0};
    while (query_row(&query)) {
        struct event *event = LIST_PUSH(arena, &events);
        if (!event)
            return error_memory(err);
        if (!read_event(&query, arena, event, err))
            return false;
    }
    if (!query_ok(&query, err))
        return false;
    *ret_events = (struct event_list){.n = events.n, .items = events.items};
    return true;
}

bool store_last_seq(struct reader *reader, struct str stream, int64_t *ret_seq, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_head);
    query_bind_text(&query, stream);
    int64_t seq = query_row(&query) ? query_int(&query) : 0;
    if (!query_ok(&query, err))
        return false;
    *ret_seq = seq;
    return true;
}

bool store_streams(struct reader *reader, struct arena *arena, enum stream_kind kind,
                   struct str after, size_t limit, struct str **ret_streams, size_t *ret_count,
                   struct error *err) {
    // '0' follows '/': everything between has the kind before the stroke.
    struct str first = str_printf(arena, "%s/", stream_kind_id(kind));
    struct str end = str_printf(arena, "%s0", stream_kind_id(kind));
    if (!first.p || !end.p)
        return error_memory(err);
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_streams);
    query_bind_text(&query, after.n ? after : first);
    query_bind_text(&query, end);
    query_bind_int(&query, (int64_t)limit);
    LIST_OF(struct str) streams = {0};
    while (query_row(&query)) {
        struct str *stream = LIST_PUSH(arena, &streams);
        if (!stream)
            return error_memory(err);
        *stream = query_text(&query, arena);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_streams = streams.items;
    *ret_count = streams.n;
    return true;
}
