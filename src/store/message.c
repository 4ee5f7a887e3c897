// SPDX-License-Identifier: EUPL-1.2
#include "store/message.h"

#include "store/internal.h"

static const char *const state_ids[] = {
    [MESSAGE_RECEIVED] = "received",
    [MESSAGE_WAITING] = "waiting",
    [MESSAGE_RECORDED] = "recorded",
    [MESSAGE_DISCARDED] = "discarded",
};

static enum message_state state_of(struct query *query, struct str id) {
    for (size_t i = 0; i < COUNT(state_ids); i++)
        if (str_is(id, state_ids[i]))
            return (enum message_state)i;
    query_unread(query, id);
    return MESSAGE_RECEIVED;
}

static struct message_row read_row(struct query *query, struct arena *arena) {
    struct message_row row = {.number = query_int(query)};
    row.sender = query_text(query, arena);
    row.id = query_text(query, arena);
    row.digest = query_hash(query);
    row.body = query_bytes(query, arena);
    row.origin = query_text(query, arena);
    row.received = (struct instant){query_int(query)};
    row.unit = query_text(query, arena);
    row.person = query_text(query, arena);
    row.state = state_of(query, query_text(query, arena));
    row.fault = query_text(query, arena);
    row.settled = (struct instant){query_int(query)};
    row.settled_by = query_text(query, arena);
    row.reason = query_text(query, arena);
    row.stream = query_text(query, arena);
    row.seq = query_int(query);
    return row;
}

// ---- writing ----

struct put {
    struct arena *arena; // of whoever waits for the answer
    struct message_row row;
    bool known;
};

static bool find_known(struct store *store, struct put *put, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_message_known);
    query_bind_text(&query, put->row.sender);
    query_bind_text(&query, put->row.id);
    put->known = query_row(&query);
    if (put->known)
        put->row = read_row(&query, put->arena);
    return query_ok(&query, err);
}

// What the end of a message is told by, in the order of the columns.
static void bind_end(struct query *query, const struct message_row *row) {
    query_bind_text(query, row->unit);
    query_bind_text(query, row->person);
    query_bind_text(query, str_of(state_ids[row->state]));
    query_bind_text(query, row->fault);
    query_bind_int(query, row->settled.us);
    query_bind_text(query, row->settled_by);
    query_bind_text(query, row->reason);
    query_bind_text(query, row->stream);
    query_bind_int(query, row->seq);
}

static bool run_put(struct store *store, void *context, struct error *err) {
    struct put *put = context;
    struct message_row *row = &put->row;
    if (!find_known(store, put, err))
        return false;
    if (put->known)
        return true;
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_message_insert);
    query_bind_text(&query, row->sender);
    query_bind_text(&query, row->id);
    query_bind_hash(&query, &row->digest);
    query_bind_bytes(&query, row->body.p ? row->body.p : "", row->body.n);
    query_bind_text(&query, row->origin);
    query_bind_int(&query, row->received.us);
    bind_end(&query, row);
    if (query_row(&query))
        row->number = query_int(&query);
    return query_exec(&query, err);
}

bool store_put_message(struct store *store, struct arena *arena, struct message_row *row,
                       bool *ret_known, struct error *err) {
    struct put put = {.arena = arena, .row = *row};
    struct job job = {.run = run_put, .context = &put};
    if (!writer_ask(store, &job, NULL, err))
        return false;
    *row = put.row;
    *ret_known = put.known;
    return true;
}

static bool run_settle(struct store *store, void *context, struct error *err) {
    const struct message_row *row = context;
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_message_settle);
    bind_end(&query, row);
    query_bind_int(&query, row->number);
    bool found = query_row(&query);
    if (!query_exec(&query, err))
        return false;
    return found || error_set(err, ERR_CONFLICT, "message.settled", NULL);
}

bool store_settle_message(struct store *store, const struct message_row *row, struct error *err) {
    struct message_row copy = *row;
    struct job job = {.run = run_settle, .context = &copy};
    return writer_ask(store, &job, NULL, err);
}

// ---- reading ----

bool store_message(struct reader *reader, struct arena *arena, int64_t number,
                   struct message_row *ret_row, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_message);
    query_bind_int(&query, number);
    struct message_row row = {0};
    bool found = query_row(&query);
    if (found)
        row = read_row(&query, arena);
    if (!query_ok(&query, err))
        return false;
    if (!found)
        return error_set(err, ERR_MISSING, "message.not-found", NULL);
    *ret_row = row;
    return true;
}

static enum statement statement_of(enum message_list list) {
    switch (list) {
    case MESSAGES_WAITING:
        return SQL_messages_waiting;
    case MESSAGES_SETTLED:
        return SQL_messages_settled;
    case MESSAGES_OF_PERSON:
        return SQL_messages_of_person;
    case MESSAGES_UNFINISHED:
        return SQL_messages_received;
    }
    return SQL_messages_received;
}

bool store_messages(struct reader *reader, struct arena *arena, enum message_list list,
                    struct str of, size_t limit, struct message_rows *ret_rows, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, statement_of(list));
    struct message_rows rows = {0};
    if (list == MESSAGES_UNFINISHED)
        query_bind_int(&query, 0);
    else
        query_bind_text(&query, of);
    query_bind_int(&query, (int64_t)limit);
    while (query_row(&query)) {
        struct message_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        *row = read_row(&query, arena);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_messages_waiting(struct reader *reader, struct str unit, int64_t *ret_count,
                            struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_messages_count);
    query_bind_text(&query, unit);
    int64_t count = query_row(&query) ? query_int(&query) : 0;
    if (!query_ok(&query, err))
        return false;
    *ret_count = count;
    return true;
}
