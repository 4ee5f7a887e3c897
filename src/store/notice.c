// SPDX-License-Identifier: EUPL-1.2
#include "store/notice.h"

#include "store/internal.h"

static const char *const state_ids[] = {
    [NOTICE_WAITING] = "waiting",
    [NOTICE_SENT] = "sent",
    [NOTICE_NEEDLESS] = "needless",
    [NOTICE_NOWHERE] = "nowhere",
};

// ---- writing, by the writer ----

static bool put_notice(struct store *store, const struct derived *derived,
                       const struct duty_row *duty, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&store->writer.connection, SQL_notice_put);
    query_bind_text(&query, derived->stream);
    query_bind_text(&query, duty->decision);
    query_bind_text(&query, duty->thing);
    query_bind_int(&query, duty->ordinal);
    query_bind_code(&query, duty->role);
    query_bind_text(&query, duty->unit);
    return query_exec(&query, err);
}

bool notices_write(struct store *store, const struct derived *derived, struct error *err) {
    for (size_t i = 0; i < derived->duties.n; i++) {
        const struct duty_row *duty = &derived->duties.items[i];
        if (duty->urgent && str_is(duty_state_id(duty->state), "open") &&
            !put_notice(store, derived, duty, err))
            return false;
    }
    return true;
}

static bool write_end(struct store *store, const struct notice_row *row, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_notice_settle);
    query_bind_text(&query, str_of(state_ids[row->state]));
    query_bind_int(&query, row->tries);
    query_bind_int(&query, row->next_try.us);
    query_bind_int(&query, row->number);
    return query_exec(&query, err);
}

static bool write_try(struct store *store, const struct notice_try *one, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_notice_try_put);
    query_bind_int(&query, one->notice);
    query_bind_text(&query, one->destination);
    query_bind_int(&query, one->at.us);
    query_bind_int(&query, one->taken);
    query_bind_text(&query, one->answer);
    return query_exec(&query, err);
}

static bool run_round(struct store *store, void *context, struct error *err) {
    const struct notice_round *round = context;
    for (size_t i = 0; i < round->tries.n; i++)
        if (!write_try(store, &round->tries.items[i], err))
            return false;
    for (size_t i = 0; i < round->notices.items.n; i++)
        if (!write_end(store, &round->notices.items.items[i], err))
            return false;
    return true;
}

bool store_put_notices(struct store *store, const struct notice_round *round, struct error *err) {
    struct notice_round copy = *round;
    struct job job = {.run = run_round, .context = &copy};
    return writer_ask(store, &job, NULL, err);
}

// ---- reading ----

bool store_notices_due(struct reader *reader, struct arena *arena, struct instant now, size_t limit,
                       struct notice_rows *ret_rows, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_notices_due);
    struct notice_rows rows = {0};
    query_bind_int(&query, now.us);
    query_bind_int(&query, (int64_t)limit);
    while (query_row(&query)) {
        struct notice_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        row->number = query_int(&query);
        row->role = query_code(&query, CODES_role);
        row->unit = query_text(&query, arena);
        row->unit_name = query_text(&query, arena);
        row->tries = query_int(&query);
        row->next_try = (struct instant){query_int(&query)};
        row->duty_open = query_int(&query) != 0;
        row->shown_from = query_text(&query, arena);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_notice_taken(struct reader *reader, int64_t notice, struct str destination,
                        bool *ret_taken, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_notice_taken);
    query_bind_int(&query, notice);
    query_bind_text(&query, destination);
    bool taken = query_row(&query);
    if (!query_ok(&query, err))
        return false;
    *ret_taken = taken;
    return true;
}

static bool read_last(struct reader *reader, struct arena *arena, struct notice_try *last,
                      struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_notice_last);
    if (query_row(&query)) {
        last->notice = query_int(&query);
        last->destination = query_text(&query, arena);
        last->at = (struct instant){query_int(&query)};
        last->taken = query_int(&query) != 0;
        last->answer = query_text(&query, arena);
    }
    return query_ok(&query, err);
}

bool store_notice_trouble(struct reader *reader, struct arena *arena,
                          struct notice_trouble *ret_trouble, struct error *err) {
    struct notice_trouble trouble = {0};
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_notices_count);
    if (query_row(&query)) {
        trouble.waiting = query_int(&query);
        trouble.failing = query_int(&query);
    }
    if (!query_ok(&query, err) || !read_last(reader, arena, &trouble.last, err))
        return false;
    *ret_trouble = trouble;
    return true;
}
