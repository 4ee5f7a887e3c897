// SPDX-License-Identifier: EUPL-1.2
//
// Accounts and sessions.
#include "store/internal.h"

#include "base/utf8.h"

// ---- accounts ----

bool store_account(struct reader *reader, struct arena *arena, struct str login,
                   struct account *ret_account, struct error *err) {
    struct str key;
    if (!utf8_search_key(arena, login, &key, err))
        return false;
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_account);
    query_bind_text(&query, key);
    struct account account = {0};
    bool found = query_row(&query);
    if (found) {
        account.user = query_text(&query, arena);
        account.login = query_text(&query, arena);
        account.password = query_text(&query, arena);
        account.failures = query_int(&query);
        account.locked_until = (struct instant){query_int(&query)};
    }
    if (!query_ok(&query, err))
        return false;
    if (!found)
        return error_set(err, ERR_MISSING, "store.no-such-account", NULL);
    *ret_account = account;
    return true;
}

static bool run_put_account(struct store *store, void *context, struct error *err) {
    const struct account *account = context;
    struct str key;
    if (!utf8_search_key(store->scratch, account->login, &key, err))
        return false;
    CLEANUP(query_done) struct query query = query_start(&store->writer, SQL_account_put);
    query_bind_text(&query, account->user);
    query_bind_text(&query, account->login);
    query_bind_text(&query, key);
    query_bind_text(&query, account->password);
    query_bind_int(&query, account->failures);
    query_bind_int(&query, account->locked_until.us);
    if (!query_row(&query) && query.result == SQLITE_CONSTRAINT_UNIQUE)
        return error_set(err, ERR_CONFLICT, "store.login-taken", NULL);
    return query_ok(&query, err);
}

bool store_put_account(struct store *store, const struct account *account, struct error *err) {
    struct account copy = *account;
    struct job job = {.run = run_put_account, .context = &copy};
    return writer_ask(store, &job, NULL, err);
}

// ---- sessions ----

bool store_session(struct reader *reader, struct arena *arena, const struct hash *token,
                   struct session *ret_session, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_session);
    query_bind_hash(&query, token);
    struct session session = {0};
    bool found = query_row(&query);
    if (found) {
        session.token = query_hash(&query);
        session.user = query_text(&query, arena);
        session.assignment = query_text(&query, arena);
        session.csrf = query_text(&query, arena);
        session.role = query_code(&query, CODES_role);
        session.unit = query_text(&query, arena);
        session.language = query_int(&query);
        session.started = (struct instant){query_int(&query)};
        session.seen = (struct instant){query_int(&query)};
        session.reasons = query_text(&query, arena);
    }
    if (!query_ok(&query, err))
        return false;
    if (!found)
        return error_set(err, ERR_MISSING, "store.no-such-session", NULL);
    *ret_session = session;
    return true;
}

static bool run_put_session(struct store *store, void *context, struct error *err) {
    const struct session *session = context;
    CLEANUP(query_done) struct query query = query_start(&store->writer, SQL_session_put);
    query_bind_hash(&query, &session->token);
    query_bind_text(&query, session->user);
    query_bind_text(&query, session->assignment);
    query_bind_text(&query, session->csrf);
    query_bind_code(&query, session->role);
    query_bind_text(&query, session->unit);
    query_bind_int(&query, session->language);
    query_bind_int(&query, session->started.us);
    query_bind_int(&query, session->seen.us);
    query_bind_text(&query, session->reasons);
    return query_exec(&query, err);
}

bool store_put_session(struct store *store, const struct session *session, struct error *err) {
    struct session copy = *session;
    struct job job = {.run = run_put_session, .context = &copy};
    return writer_ask(store, &job, NULL, err);
}

static bool run_end_session(struct store *store, void *context, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&store->writer, SQL_session_delete);
    query_bind_hash(&query, context);
    return query_exec(&query, err);
}

bool store_end_session(struct store *store, const struct hash *token, struct error *err) {
    struct hash copy = *token;
    struct job job = {.run = run_end_session, .context = &copy};
    return writer_ask(store, &job, NULL, err);
}

static bool run_end_old(struct store *store, void *context, struct error *err) {
    const struct instant *seen_before = context;
    CLEANUP(query_done) struct query query = query_start(&store->writer, SQL_sessions_delete);
    query_bind_int(&query, seen_before->us);
    return query_exec(&query, err);
}

bool store_end_old_sessions(struct store *store, struct instant seen_before, struct error *err) {
    struct job job = {.run = run_end_old, .context = &seen_before};
    return writer_ask(store, &job, NULL, err);
}
