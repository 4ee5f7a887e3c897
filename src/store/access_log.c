// SPDX-License-Identifier: EUPL-1.2
//
// The access log: chained, one chain per server.
#include "store/internal.h"

static struct access_entry entry_of(struct store *store, const struct access_record *record) {
    return (struct access_entry){
        .server = store->server,
        .at = record->at.us,
        .user = record->user,
        .assignment = record->assignment,
        .role = record->role == CODE_NONE ? STR_NONE : str_of(code_info(record->role)->id),
        .unit = record->unit,
        .stream = record->stream,
        .act = str_of(act_id(record->act)),
        .what = record->what,
        .verdict = str_of(verdict_id(record->verdict)),
        .reason = record->reason,
    };
}

// The place after the last entry of this server.
static bool follow_head(struct store *store, struct access_entry *entry, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_access_head);
    query_bind_text(&query, entry->server);
    if (query_row(&query)) {
        entry->seq = query_int(&query);
        entry->previous = query_hash(&query);
    }
    entry->seq++;
    return query_ok(&query, err);
}

bool access_write(struct store *store, const struct access_record *record, struct error *err) {
    struct access_entry entry = entry_of(store, record);
    if (!follow_head(store, &entry, err))
        return false;
    entry.hash = chain_access_hash(&entry);
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_access_insert);
    access_bind(&query, &entry);
    return query_exec(&query, err);
}

static bool run_log(struct store *store, void *context, struct error *err) {
    return access_write(store, context, err);
}

bool store_log_access(struct store *store, const struct access_record *record, struct error *err) {
    struct access_record copy = *record;
    struct job job = {.run = run_log, .context = &copy};
    return writer_ask(store, &job, NULL, err);
}

struct soon {
    struct job job;
    struct access_record record;
};

// The texts of a record may go with what the request frees before it is settled.
static void keep_texts(struct arena *arena, struct access_record *record) {
    struct str *texts[] = {&record->user,   &record->assignment, &record->unit,
                           &record->stream, &record->what,       &record->reason};
    for (size_t i = 0; i < COUNT(texts); i++)
        *texts[i] = str_copy(arena, *texts[i]);
}

bool store_log_access_soon(struct access_wait *wait, const struct access_record *record,
                           struct error *err) {
    struct soon *soon = ARENA_NEW(wait->arena, struct soon);
    if (!soon)
        return error_memory(err);
    soon->record = *record;
    keep_texts(wait->arena, &soon->record);
    if (arena_failed(wait->arena))
        return error_memory(err);
    soon->job = (struct job){.run = run_log, .context = &soon->record, .wait = wait};
    struct job **last = &wait->first;
    while (*last)
        last = &(*last)->next;
    *last = &soon->job;
    return true;
}

static bool push_record(struct query *query, struct arena *arena, struct access_rows *rows) {
    struct access_entry entry = access_read(query, arena);
    struct access_record *record = LIST_PUSH(arena, &rows->items);
    if (!record) {
        query->memory = true;
        return false;
    }
    *record = (struct access_record){
        .at = {entry.at},
        .user = entry.user,
        .assignment = entry.assignment,
        .unit = entry.unit,
        .stream = entry.stream,
        .what = entry.what,
        .reason = entry.reason,
    };
    if (entry.role.n && (record->role = code_find(CODES_role, entry.role)) == CODE_NONE)
        query_unread(query, entry.role);
    if (!act_find(entry.act, &record->act))
        query_unread(query, entry.act);
    if (!verdict_find(entry.verdict, &record->verdict))
        query_unread(query, entry.verdict);
    return true;
}

static bool read_records(struct query *query, struct arena *arena, struct access_rows *ret_rows,
                         struct error *err) {
    struct access_rows rows = {0};
    while (query_row(query) && push_record(query, arena, &rows))
        continue;
    if (!query_ok(query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_access_log(struct reader *reader, struct arena *arena, struct str stream, size_t limit,
                      struct access_rows *ret_rows, struct error *err) {
    CLEANUP(query_done)
    struct query query =
        query_start(&reader->connection, stream.n ? SQL_access_about : SQL_access_newest);
    if (stream.n)
        query_bind_text(&query, stream);
    query_bind_int(&query, (int64_t)limit);
    return read_records(&query, arena, ret_rows, err);
}

bool store_access_of_unit(struct reader *reader, struct arena *arena, struct str unit,
                          struct instant from, struct instant before, size_t limit,
                          struct access_rows *ret_rows, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_access_of_unit);
    query_bind_text(&query, unit);
    query_bind_int(&query, from.us);
    query_bind_int(&query, before.us);
    query_bind_int(&query, (int64_t)limit);
    return read_records(&query, arena, ret_rows, err);
}

bool store_last_view(struct reader *reader, struct str stream, struct str user, struct instant from,
                     struct instant *ret_at, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_access_last);
    query_bind_text(&query, stream);
    query_bind_int(&query, from.us);
    query_bind_text(&query, user);
    struct instant at = {0};
    if (query_row(&query))
        at.us = query_int(&query);
    if (!query_ok(&query, err))
        return false;
    *ret_at = at;
    return true;
}
