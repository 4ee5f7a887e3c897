// SPDX-License-Identifier: EUPL-1.2
//
// Accounts and sessions.
#include "store/internal.h"

#include "base/utf8.h"

// ---- accounts ----

static bool find_account(struct reader *reader, struct arena *arena, enum statement statement,
                         struct str key, struct account *ret_account, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, statement);
    query_bind_text(&query, key);
    struct account account = {0};
    bool found = query_row(&query);
    if (found) {
        account.user = query_text(&query, arena);
        account.login = query_text(&query, arena);
        account.password = query_text(&query, arena);
        account.failures = query_int(&query);
        account.locked_until = (struct instant){query_int(&query)};
        account.must_change = query_int(&query) != 0;
        account.totp = query_text(&query, arena);
        account.totp_step = query_int(&query);
        account.recovery = query_text(&query, arena);
    }
    if (!query_ok(&query, err))
        return false;
    if (!found)
        return error_set(err, ERR_MISSING, "store.no-such-account", NULL);
    *ret_account = account;
    return true;
}

bool store_account(struct reader *reader, struct arena *arena, struct str login,
                   struct account *ret_account, struct error *err) {
    struct str key;
    return utf8_search_key(arena, login, &key, err) &&
           find_account(reader, arena, SQL_account, key, ret_account, err);
}

bool store_account_of(struct reader *reader, struct arena *arena, struct str user,
                      struct account *ret_account, struct error *err) {
    return find_account(reader, arena, SQL_account_of, user, ret_account, err);
}

bool store_any_codes(struct reader *reader, bool *ret_any, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_any_codes);
    bool any = query_row(&query) && query_int(&query) != 0;
    if (!query_ok(&query, err))
        return false;
    *ret_any = any;
    return true;
}

static bool run_put_account(struct store *store, void *context, struct error *err) {
    const struct account *account = context;
    struct str key;
    if (!utf8_search_key(store->scratch, account->login, &key, err))
        return false;
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_account_put);
    query_bind_text(&query, account->user);
    query_bind_text(&query, account->login);
    query_bind_text(&query, key);
    query_bind_text(&query, account->password);
    query_bind_int(&query, account->failures);
    query_bind_int(&query, account->locked_until.us);
    query_bind_int(&query, account->must_change);
    query_bind_text(&query, account->totp);
    query_bind_int(&query, account->totp_step);
    query_bind_text(&query, account->recovery);
    if (!query_row(&query) && query.result == SQLITE_CONSTRAINT_UNIQUE)
        return error_set(err, ERR_CONFLICT, "store.login-taken", NULL);
    return query_ok(&query, err);
}

struct account_put {
    struct account account;
    struct account_notice notice;
};

static bool run_change_account(struct store *store, void *context, struct error *err) {
    struct account_put *put = context;
    return run_put_account(store, &put->account, err) &&
           account_notice_write(store, &put->notice, err);
}

bool store_change_account(struct store *store, const struct account *account,
                          const struct account_notice *notice, struct error *err) {
    struct account_put put = {*account, *notice};
    struct job job = {.run = run_change_account, .context = &put};
    return writer_ask(store, &job, NULL, err);
}

bool store_put_account(struct store *store, const struct account *account, struct error *err) {
    struct account copy = *account;
    struct job job = {.run = run_put_account, .context = &copy};
    return writer_ask(store, &job, NULL, err);
}

// ---- sessions ----

static void read_session(struct query *query, struct arena *arena, struct session *session) {
    session->token = query_hash(query);
    session->user = query_text(query, arena);
    session->assignment = query_text(query, arena);
    session->csrf = query_text(query, arena);
    session->role = query_code(query, CODES_role);
    session->unit = query_text(query, arena);
    session->language = query_int(query);
    session->started = (struct instant){query_int(query)};
    session->seen = (struct instant){query_int(query)};
    session->reasons = query_text(query, arena);
    session->lacks = query_int(query);
    session->verified = (struct instant){query_int(query)};
    session->device = query_text(query, arena);
    session->agent = query_text(query, arena);
    session->provider = query_int(query) != 0;
}

bool store_session(struct reader *reader, struct arena *arena, const struct hash *token,
                   struct session *ret_session, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_session);
    query_bind_hash(&query, token);
    struct session session = {0};
    bool found = query_row(&query);
    if (found) {
        read_session(&query, arena, &session);
        session.has_notices = query_int(&query) != 0;
    }
    if (!query_ok(&query, err))
        return false;
    if (!found)
        return error_set(err, ERR_MISSING, "store.no-such-session", NULL);
    *ret_session = session;
    return true;
}

bool store_sessions_of(struct reader *reader, struct arena *arena, struct str user,
                       struct sessions *ret_sessions, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_sessions_of);
    query_bind_text(&query, user);
    query_bind_int(&query, SESSIONS_MAX);
    struct sessions sessions = {0};
    while (query_row(&query)) {
        struct session *session = LIST_PUSH(arena, &sessions.items);
        if (!session)
            return error_memory(err);
        *session = (struct session){0};
        read_session(&query, arena, session);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_sessions = sessions;
    return true;
}

bool session_write(struct store *store, const struct session *session, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_session_put);
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
    query_bind_int(&query, session->lacks);
    query_bind_int(&query, session->verified.us);
    query_bind_text(&query, session->device);
    query_bind_text(&query, session->agent);
    query_bind_int(&query, session->provider);
    return query_exec(&query, err);
}

static bool run_put_session(struct store *store, void *context, struct error *err) {
    return session_write(store, context, err);
}

bool store_put_session(struct store *store, const struct session *session, struct error *err) {
    struct session copy = *session;
    struct job job = {.run = run_put_session, .context = &copy};
    return writer_ask(store, &job, NULL, err);
}

static bool run_end_session(struct store *store, void *context, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_session_delete);
    query_bind_hash(&query, context);
    return query_exec(&query, err);
}

bool store_end_session(struct store *store, const struct hash *token, struct error *err) {
    struct hash copy = *token;
    struct job job = {.run = run_end_session, .context = &copy};
    return writer_ask(store, &job, NULL, err);
}

struct end_of {
    struct str user;
    struct hash but;
};

static bool run_end_of(struct store *store, void *context, struct error *err) {
    const struct end_of *end = context;
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_sessions_delete_of);
    query_bind_text(&query, end->user);
    query_bind_hash(&query, &end->but);
    return query_exec(&query, err);
}

bool store_end_sessions_of(struct store *store, struct str user, const struct hash *but,
                           struct error *err) {
    struct end_of end = {.user = user};
    if (but)
        end.but = *but;
    struct job job = {.run = run_end_of, .context = &end};
    return writer_ask(store, &job, NULL, err);
}

static bool run_end_old(struct store *store, void *context, struct error *err) {
    const struct instant *seen_before = context;
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_sessions_delete);
    query_bind_int(&query, seen_before->us);
    return query_exec(&query, err);
}

bool store_end_old_sessions(struct store *store, struct instant seen_before, struct error *err) {
    struct job job = {.run = run_end_old, .context = &seen_before};
    return writer_ask(store, &job, NULL, err);
}

// ---- sign-ins that are begun at the provider ----

struct put_openid {
    const struct openid_begun *begun;
    size_t most;
};

static bool run_put_openid(struct store *store, void *context, struct error *err) {
    const struct put_openid *put = context;
    const struct openid_begun *begun = put->begun;
    {
        CLEANUP(query_done)
        struct query query = query_start(&store->writer.connection, SQL_openid_put);
        query_bind_hash(&query, &begun->state);
        query_bind_text(&query, begun->nonce);
        query_bind_text(&query, begun->verifier);
        query_bind_text(&query, begun->browser);
        query_bind_text(&query, begun->user);
        query_bind_int(&query, begun->language);
        query_bind_text(&query, begun->sedan);
        query_bind_text(&query, begun->typed);
        query_bind_int(&query, begun->started.us);
        if (!query_exec(&query, err))
            return false;
    }
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_openid_limit);
    query_bind_int(&query, (int64_t)put->most);
    return query_exec(&query, err);
}

bool store_put_openid(struct store *store, const struct openid_begun *begun, size_t most,
                      struct error *err) {
    struct put_openid put = {begun, most};
    struct job job = {.run = run_put_openid, .context = &put};
    return writer_ask(store, &job, NULL, err);
}

struct take_openid {
    struct arena *arena;
    const struct hash *state;
    struct openid_begun begun;
};

static bool run_take_openid(struct store *store, void *context, struct error *err) {
    struct take_openid *take = context;
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_openid_take);
    query_bind_hash(&query, take->state);
    bool found = query_row(&query);
    if (found) {
        struct openid_begun *begun = &take->begun;
        begun->state = *take->state;
        begun->nonce = query_text(&query, take->arena);
        begun->verifier = query_text(&query, take->arena);
        begun->browser = query_text(&query, take->arena);
        begun->user = query_text(&query, take->arena);
        begun->language = query_int(&query);
        begun->sedan = query_text(&query, take->arena);
        begun->typed = query_text(&query, take->arena);
        begun->started = (struct instant){query_int(&query)};
        // A row that is returned is gone once the statement has run to its end.
        found = !query_row(&query);
    }
    if (!query_ok(&query, err))
        return false;
    return found || error_set(err, ERR_MISSING, "store.no-such-state", NULL);
}

bool store_take_openid(struct store *store, struct arena *arena, const struct hash *state,
                       struct openid_begun *ret_begun, struct error *err) {
    struct take_openid take = {.arena = arena, .state = state};
    struct job job = {.run = run_take_openid, .context = &take};
    if (!writer_ask(store, &job, NULL, err))
        return false;
    *ret_begun = take.begun;
    return true;
}
