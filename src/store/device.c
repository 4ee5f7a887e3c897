// SPDX-License-Identifier: EUPL-1.2
//
// On which devices users have signed in, and the language in which they are written to.
#include "store/internal.h"

struct put_on {
    const struct session *session;
    const struct session_device *on;
};

static bool find(struct store *store, const struct put_on *put, bool *ret_known, bool *ret_others,
                 struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_device_known);
    query_bind_text(&query, put->session->user);
    query_bind_text(&query, put->on->device);
    *ret_known = *ret_others = false;
    if (query_row(&query)) {
        *ret_known = query_int(&query) != 0;
        *ret_others = query_int(&query) != 0;
    }
    return query_ok(&query, err);
}

static bool remember(struct store *store, const struct put_on *put, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&store->writer.connection, SQL_device_put);
    query_bind_text(&query, put->session->user);
    query_bind_text(&query, put->on->device);
    query_bind_int(&query, put->session->verified.us);
    return query_exec(&query, err);
}

static bool forget_oldest(struct store *store, struct str user, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_devices_limit);
    query_bind_text(&query, user);
    query_bind_int(&query, DEVICES_MAX);
    return query_exec(&query, err);
}

static bool language_write(struct store *store, struct str user, int64_t language,
                           struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_user_language_put);
    query_bind_text(&query, user);
    query_bind_int(&query, language);
    return query_exec(&query, err);
}

static bool run_put_on(struct store *store, void *context, struct error *err) {
    const struct put_on *put = context;
    bool known, others;
    if (!session_write(store, put->session, err) || !find(store, put, &known, &others, err))
        return false;
    bool is_new = others && !known;
    if (is_new ? put->on->notice && !account_notice_write(store, put->on->notice, err)
               : !language_write(store, put->session->user, put->session->language, err))
        return false;
    return remember(store, put, err) && (known || forget_oldest(store, put->session->user, err));
}

bool store_put_session_on(struct store *store, const struct session *session,
                          const struct session_device *on, struct error *err) {
    struct put_on put = {session, on};
    struct job job = {.run = run_put_on, .context = &put};
    return writer_ask(store, &job, NULL, err);
}

struct put_language {
    struct str user;
    int64_t language;
};

static bool run_put_language(struct store *store, void *context, struct error *err) {
    const struct put_language *put = context;
    return language_write(store, put->user, put->language, err);
}

bool store_put_user_language(struct store *store, struct str user, int64_t language,
                             struct error *err) {
    struct put_language put = {user, language};
    struct job job = {.run = run_put_language, .context = &put};
    return writer_ask(store, &job, NULL, err);
}
