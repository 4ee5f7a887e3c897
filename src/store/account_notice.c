// SPDX-License-Identifier: EUPL-1.2
#include "store/internal.h"

static const char *const change_ids[CHANGE_COUNT] = {
    [CHANGE_NONE] = "",
    [CHANGE_PASSWORD] = "password",
    [CHANGE_FIRST_PASSWORD] = "first-password",
    [CHANGE_FACTOR_ON] = "factor-on",
    [CHANGE_FACTOR_OFF] = "factor-off",
    [CHANGE_RECOVERY_MADE] = "recovery-made",
    [CHANGE_RECOVERY_USED] = "recovery-used",
    [CHANGE_MAIL] = "mail",
    [CHANGE_DETAILS] = "details",
    [CHANGE_ASSIGNMENT_GIVEN] = "assignment-given",
    [CHANGE_ASSIGNMENT_ENDED] = "assignment-ended",
    [CHANGE_DISABLED] = "disabled",
    [CHANGE_ENABLED] = "enabled",
    [CHANGE_GUESSED_AT] = "guessed-at",
    [CHANGE_NEW_DEVICE] = "new-device",
};
static const char *const state_ids[] = {
    [ACCOUNT_MAIL_WAITING] = "waiting",
    [ACCOUNT_MAIL_SENT] = "sent",
    [ACCOUNT_MAIL_NOWHERE] = "nowhere",
};

static enum account_change change_of(struct str id) {
    for (size_t i = 0; i < COUNT(change_ids); i++)
        if (str_is(id, change_ids[i]))
            return (enum account_change)i;
    return CHANGE_NONE;
}

// ---- writing, by the writer ----

bool account_notice_write(struct store *store, const struct account_notice *notice,
                          struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_account_notice_put);
    query_bind_text(&query, notice->user);
    query_bind_text(&query, str_of(change_ids[notice->what]));
    query_bind_text(&query, notice->by);
    query_bind_int(&query, notice->at.us);
    query_bind_text(&query, notice->device.n ? notice->device : STR(""));
    query_bind_text(&query, notice->agent.n ? notice->agent : STR(""));
    query_bind_int(&query, notice->mail_only);
    query_bind_text(&query, notice->mail.n ? notice->mail : STR(""));
    query_bind_text(
        &query, str_of(state_ids[notice->mail.n ? ACCOUNT_MAIL_WAITING : ACCOUNT_MAIL_NOWHERE]));
    return query_exec(&query, err);
}

static void bind_viewer(struct query *query, const struct notice_viewer *viewer) {
    query_bind_text(query, viewer->user);
    query_bind_int(query, viewer->started.us);
    query_bind_text(query, viewer->device);
}

struct read_up_to {
    const struct notice_viewer *viewer;
    int64_t number;
};

static bool run_read(struct store *store, void *context, struct error *err) {
    const struct read_up_to *read = context;
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_account_notices_read);
    bind_viewer(&query, read->viewer);
    query_bind_int(&query, read->number);
    return query_exec(&query, err);
}

bool store_account_notices_read(struct store *store, const struct notice_viewer *viewer,
                                int64_t number, struct error *err) {
    struct read_up_to read = {viewer, number};
    struct job job = {.run = run_read, .context = &read};
    return writer_ask(store, &job, NULL, err);
}

struct settling {
    int64_t number, tries;
    enum account_mail_state state;
    struct instant next_try;
};

static bool run_settle(struct store *store, void *context, struct error *err) {
    const struct settling *settling = context;
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_account_notice_settle);
    query_bind_text(&query, str_of(state_ids[settling->state]));
    query_bind_int(&query, settling->tries);
    query_bind_int(&query, settling->next_try.us);
    query_bind_int(&query, settling->number);
    return query_exec(&query, err);
}

bool store_settle_account_notice(struct store *store, int64_t number, enum account_mail_state state,
                                 int64_t tries, struct instant next_try, struct error *err) {
    struct settling settling = {number, tries, state, next_try};
    struct job job = {.run = run_settle, .context = &settling};
    return writer_ask(store, &job, NULL, err);
}

// ---- reading ----

static bool read_all(struct query *query, struct arena *arena, struct account_notices *ret_notices,
                     struct error *err) {
    struct account_notices notices = {0};
    while (query_row(query)) {
        struct account_notice *notice = LIST_PUSH(arena, &notices.items);
        if (!notice)
            return error_memory(err);
        *notice = (struct account_notice){0};
        notice->number = query_int(query);
        notice->user = query_text(query, arena);
        notice->what = change_of(query_text(query, arena));
        notice->by = query_text(query, arena);
        notice->by_name = query_text(query, arena);
        notice->at = (struct instant){query_int(query)};
        notice->device = query_text(query, arena);
        notice->agent = query_text(query, arena);
        notice->mail = query_text(query, arena);
        notice->tries = query_int(query);
        notice->language = query_int(query);
    }
    if (!query_ok(query, err))
        return false;
    *ret_notices = notices;
    return true;
}

bool store_account_notices(struct reader *reader, struct arena *arena,
                           const struct notice_viewer *viewer, struct account_notices *ret_notices,
                           struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_account_notices_unread);
    bind_viewer(&query, viewer);
    query_bind_int(&query, ACCOUNT_NOTICES_MAX);
    return read_all(&query, arena, ret_notices, err);
}

bool store_account_notices_due(struct reader *reader, struct arena *arena, struct instant now,
                               size_t limit, struct account_notices *ret_notices,
                               struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_account_notices_due);
    query_bind_int(&query, now.us);
    query_bind_int(&query, (int64_t)limit);
    return read_all(&query, arena, ret_notices, err);
}
