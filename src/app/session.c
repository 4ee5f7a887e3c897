// SPDX-License-Identifier: EUPL-1.2
//
// Sessions: who the bearer of a cookie is. The cookie holds a secret, the store its hash.
#include "app/internal.h"
#include "app/relation.h"

#define IDLE_US ((int64_t)30 * 60 * 1000000)
#define WHOLE_US ((int64_t)12 * 3600 * 1000000)
#define SECOND_US ((int64_t)1000000)
#define TOUCH_US ((int64_t)60 * 1000000) // how exactly idleness is kept
#define SECRET_BYTES (SESSION_SECRET_SIZE / 2)
#define REASONS_MAX ((size_t)8 * 1024)

static bool random_hex(struct arena *arena, struct str *ret_hex, struct error *err) {
    uint8_t bytes[SECRET_BYTES];
    random_bytes(bytes, sizeof(bytes));
    *ret_hex = hex_of(arena, bytes, sizeof(bytes));
    return ret_hex->p ? true : error_memory(err);
}

bool assignment_holds(const struct assignment_row *row, struct date today) {
    struct date from, to;
    if (!date_parse(row->from, &from) || date_cmp(today, from) < 0)
        return false;
    return row->to.n == 0 || (date_parse(row->to, &to) && date_cmp(today, to) <= 0);
}

bool factor_needed(const struct app *app, const struct assignment_rows *rows) {
    if (app->rules.factor != FACTOR_OF_ADMINISTRATORS)
        return app->rules.factor == FACTOR_OF_ALL;
    for (size_t i = 0; i < rows->items.n; i++)
        if (access_administers(rows->items.items[i].role) &&
            assignment_holds(&rows->items.items[i], app_today(app)))
            return true;
    return false;
}

void actor_take(struct actor *actor, const struct assignment_row *row) {
    actor->assignment = row->id;
    actor->role = row->role;
    actor->purpose = row->purpose;
    actor->team = row->team;
    actor->unit = row->unit;
    actor->unit_name = row->unit_name;
    actor->organisation = row->organisation;
    actor->assignment_valid = true;
}

static void take_assignment(struct session *session, const struct assignment_row *row) {
    session->assignment = row->id;
    session->role = row->role;
    session->unit = row->unit;
}

// Somebody with one assignment need not choose.
static bool choose_only_one(struct app *app, struct arena *arena, struct session *session,
                            struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct assignment_rows rows = {0};
    if (!store_read(app->store, &reader, err) ||
        !store_assignments_of(reader, arena, session->user, &rows, err))
        return false;
    const struct assignment_row *only = NULL;
    size_t holding = 0;
    for (size_t i = 0; i < rows.items.n; i++) {
        if (!assignment_holds(&rows.items.items[i], app_today(app)))
            continue;
        only = &rows.items.items[i];
        holding++;
    }
    if (holding == 1)
        take_assignment(session, only);
    return true;
}

// Under a new secret and a new token for its forms.
static bool give_secrets(struct app *app, struct arena *arena, struct session *session,
                         const struct client *client, struct str *ret_secret, struct error *err) {
    if (!random_hex(arena, ret_secret, err) || !random_hex(arena, &session->csrf, err) ||
        !device_mark(arena, client, &session->device, err))
        return false;
    session->agent = device_agent(client);
    session->token = hash_of(*ret_secret);
    session->verified = session->seen = app_now(app);
    return true;
}

// Keeps the session. One in which everything is shown is a sign-in: the device is remembered, and
// the user told when it is a new one, unless it is the first.
static bool put_session(struct app *app, struct arena *arena, const struct session *session,
                        const struct client *client, struct error *err) {
    struct account_notice notice;
    struct session_device on = {.notice = app->rules.quiet_devices ? NULL : &notice};
    if (session->lacks & LACKS_CODE) // half a sign-in is none
        return store_put_session(app->store, session, err);
    if (!device_hash(arena, client, &on.device, err) ||
        !account_notice_of(app, arena, session->user, session->user, CHANGE_NEW_DEVICE, &notice,
                           err))
        return false;
    notice.device = on.device;
    notice.agent = session->agent;
    return store_put_session_on(app->store, session, &on, err);
}

bool session_start(struct app *app, struct arena *arena, const struct session *begun,
                   const struct client *client, struct str *ret_secret, struct error *err) {
    struct str secret;
    struct session session = *begun;
    session.started = app_now(app);
    if (!give_secrets(app, arena, &session, client, &secret, err) ||
        (!session.assignment.n && !choose_only_one(app, arena, &session, err)) ||
        !put_session(app, arena, &session, client, err))
        return false;
    *ret_secret = secret;
    return true;
}

bool session_end_of(struct app *app, struct str user, const struct hash *but, struct error *err) {
    pthread_mutex_lock(&app->session_lock);
    bool done = store_end_sessions_of(app->store, user, but, err);
    pthread_mutex_unlock(&app->session_lock);
    return done;
}

bool session_end(struct app *app, const struct hash *token, struct error *err) {
    pthread_mutex_lock(&app->session_lock);
    bool done = store_end_session(app->store, token, err);
    pthread_mutex_unlock(&app->session_lock);
    return done;
}

bool session_holds(const struct app *app, const struct session *session) {
    int64_t now = app_now(app).us;
    return now - session->seen.us <= IDLE_US && now - session->started.us <= WHOLE_US;
}

// Reads a session and sees to it that it still holds.
static bool read_session(struct app *app, struct arena *arena, struct reader *reader,
                         const struct hash *token, struct session *ret_session, struct error *err) {
    struct error fault = {0};
    if (!store_session(reader, arena, token, ret_session, &fault)) {
        if (fault.code == ERR_MISSING)
            return error_set(err, ERR_DENIED, "sign-in.needed", NULL);
        if (err)
            *err = fault;
        return false;
    }
    if (!session_holds(app, ret_session))
        return error_set(err, ERR_DENIED, "sign-in.needed", NULL);
    return true;
}

static bool load(struct app *app, struct arena *arena, const struct hash *token,
                 struct session *ret_session, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) &&
           read_session(app, arena, reader, token, ret_session, err);
}

// The session of an actor, changed by `change` and written back, under the lock.
typedef bool session_change(struct session *session, const void *context, struct arena *arena,
                            struct error *err);
static bool change_session(struct app *app, struct arena *arena, const struct hash *token,
                           session_change *change, const void *context, struct session *ret_session,
                           struct error *err) {
    pthread_mutex_lock(&app->session_lock);
    struct session session;
    bool done = load(app, arena, token, &session, err) && change(&session, context, arena, err) &&
                store_put_session(app->store, &session, err);
    pthread_mutex_unlock(&app->session_lock);
    if (done)
        *ret_session = session;
    return done;
}

bool session_prove(struct app *app, struct arena *arena, const struct actor *actor, int64_t done,
                   const struct client *client, struct str *ret_secret, struct error *err) {
    struct session session;
    struct str secret;
    pthread_mutex_lock(&app->session_lock);
    bool kept = load(app, arena, &actor->token, &session, err);
    if (kept) {
        session.lacks &= ~done;
        kept = give_secrets(app, arena, &session, client, &secret, err) &&
               put_session(app, arena, &session, client, err) &&
               store_end_session(app->store, &actor->token, err);
    }
    pthread_mutex_unlock(&app->session_lock);
    if (kept)
        *ret_secret = secret;
    return kept;
}

static bool touch(struct session *session, const void *context, struct arena *arena,
                  struct error *err) {
    (void)arena;
    (void)err;
    session->seen = *(const struct instant *)context;
    return true;
}

// The rules may have come to demand a second factor since the session began: by an assignment that
// was given, or by what the server was started with.
static bool ask_for_factor(struct app *app, struct arena *arena, struct reader *reader,
                           const struct assignment_rows *rows, struct actor *actor,
                           struct error *err) {
    struct account account;
    if (actor->provider || !factor_needed(app, rows))
        return true;
    if (!store_account_of(reader, arena, actor->user, &account, err))
        return false;
    if (!account.totp.n)
        actor->lacks |= LACKS_FACTOR;
    return true;
}

static bool fill_assignment(struct app *app, struct arena *arena, struct reader *reader,
                            struct actor *actor, struct error *err) {
    struct assignment_rows rows = {0};
    if (!store_assignments_of(reader, arena, actor->user, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        const struct assignment_row *row = &rows.items.items[i];
        if (!str_eq(row->id, actor->assignment))
            continue;
        if (!assignment_holds(row, app_today(app)))
            break;
        actor_take(actor, row);
        return ask_for_factor(app, arena, reader, &rows, actor, err);
    }
    return error_set(err, ERR_DENIED, "sign-in.needed", NULL);
}

static bool read_actor(struct app *app, struct arena *arena, struct reader *reader,
                       const struct session *session, struct actor *actor, struct error *err) {
    struct user_row user;
    if (!store_user(reader, arena, session->user, &user, err))
        return false;
    if (user.disabled)
        return error_set(err, ERR_DENIED, "sign-in.needed", NULL);
    *actor = (struct actor){
        .user = session->user,
        .user_name = user.name,
        .assignment = session->assignment,
        .language = session->language == LANGUAGE_EN ? LANGUAGE_EN : LANGUAGE_SV,
        .reasons = session->reasons,
        .csrf = session->csrf,
        .token = session->token,
        .lacks = session->lacks,
        .started = session->started,
        .verified = session->verified,
        .provider = session->provider,
        .has_notices = session->has_notices,
    };
    return session->assignment.n == 0 || fill_assignment(app, arena, reader, actor, err);
}

static bool fill_actor(struct app *app, struct arena *arena, const struct session *session,
                       struct actor *actor, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) &&
           read_actor(app, arena, reader, session, actor, err);
}

bool session_actor(struct app *app, struct arena *arena, const struct hash *token,
                   struct actor *ret_actor, struct error *err) {
    struct session session;
    struct actor actor;
    if (!load(app, arena, token, &session, err) || !fill_actor(app, arena, &session, &actor, err))
        return false;
    *ret_actor = actor;
    return true;
}

enum session_lacks app_lacks(const struct app *app, const struct actor *actor, enum act act) {
    static const enum session_lacks order[] = {LACKS_CODE, LACKS_PASSWORD, LACKS_FACTOR};
    if (act == ACT_SIGN_IN || act == ACT_CONFIRM)
        return LACKS_NOTHING;
    // Before anything of the session's own can be changed on a device that is not its own.
    if (actor->other_device && !(actor->lacks & LACKS_CODE))
        return LACKS_PROOF;
    // A password or a second factor that is lacking is what ACT_SECURE gives.
    for (size_t i = 0; i < COUNT(order); i++)
        if (actor->lacks & (int64_t)order[i] && (act != ACT_SECURE || order[i] == LACKS_CODE))
            return order[i];
    int64_t age = app_now(app).us - actor->verified.us;
    bool fresh = age >= 0 && age <= app->rules.proof_seconds * SECOND_US;
    return access_needs_proof(act) && !fresh ? LACKS_PROOF : LACKS_NOTHING;
}

// The assignment is over, or the user is disabled. Logged once: the session goes with it.
static bool refuse_session(struct app *app, const struct session *session, const struct error *why,
                           struct error *err) {
    const struct actor actor = {.user = session->user,
                                .assignment = session->assignment,
                                .role = session->role,
                                .unit = session->unit};
    const struct gate gate = {
        .actor = &actor, .act = ACT_SIGN_IN, .what = STR("sign-in assignment-over")};
    const struct access_record record = gate_record(app, &gate, ACCESS_DENIED, STR_NONE);
    if (gate_log(app, &actor, &record, err) && session_end(app, &session->token, err) && err)
        *err = *why;
    return false;
}

static bool find_actor(struct app *app, struct arena *arena, struct str secret,
                       const struct client *client, bool is_there, struct actor *ret_actor,
                       struct error *err) {
    if (secret.n != SESSION_SECRET_SIZE)
        return error_set(err, ERR_DENIED, "sign-in.needed", NULL);
    struct hash token = hash_of(secret);
    struct session session;
    struct actor actor;
    struct str mark;
    struct instant now = app_now(app);
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(app->store, &reader, err) ||
        !read_session(app, arena, reader, &token, &session, err) ||
        !device_mark(arena, client, &mark, err))
        return false;
    if (is_there && now.us - session.seen.us > TOUCH_US) {
        store_read_end(&reader); // nobody waits for a second reader while holding one
        if (!change_session(app, arena, &token, touch, &now, &session, err) ||
            !store_read(app->store, &reader, err))
            return false;
    }
    struct error why = {0};
    if (!read_actor(app, arena, reader, &session, &actor, &why)) {
        store_read_end(&reader);
        if (why.code == ERR_DENIED)
            return refuse_session(app, &session, &why, err);
        if (err)
            *err = why;
        return false;
    }
    if (!device_hash(arena, client, &actor.device, err))
        return false;
    actor.other_device = !str_eq(mark, session.device);
    *ret_actor = actor;
    return true;
}

bool app_actor(struct app *app, struct arena *arena, struct str secret, const struct client *client,
               struct actor *ret_actor, struct error *err) {
    return find_actor(app, arena, secret, client, true, ret_actor, err);
}

bool app_actor_unattended(struct app *app, struct arena *arena, struct str secret,
                          const struct client *client, struct actor *ret_actor, struct error *err) {
    return find_actor(app, arena, secret, client, false, ret_actor, err);
}

bool app_sign_out(struct app *app, struct arena *arena, const struct actor *actor,
                  struct error *err) {
    (void)arena;
    return session_end(app, &actor->token, err);
}

bool app_assignments(struct app *app, struct arena *arena, const struct actor *actor,
                     struct assignment_rows *ret_rows, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct assignment_rows all = {0}, holding = {0};
    if (!store_read(app->store, &reader, err) ||
        !store_assignments_of(reader, arena, actor->user, &all, err))
        return false;
    for (size_t i = 0; i < all.items.n; i++) {
        if (!assignment_holds(&all.items.items[i], app_today(app)))
            continue;
        struct assignment_row *row = LIST_PUSH(arena, &holding.items);
        if (!row)
            return error_memory(err);
        *row = all.items.items[i];
    }
    *ret_rows = holding;
    return true;
}

// A new choice is a new task: reasons stated for the old one do not follow.
static bool change_assignment(struct session *session, const void *context, struct arena *arena,
                              struct error *err) {
    (void)arena;
    (void)err;
    take_assignment(session, context);
    session->reasons = STR_NONE;
    return true;
}

bool app_choose(struct app *app, struct arena *arena, struct actor *actor, struct str assignment,
                struct error *err) {
    struct assignment_rows rows = {0};
    struct session session;
    if (!app_assignments(app, arena, actor, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        const struct assignment_row *row = &rows.items.items[i];
        if (str_eq(row->id, assignment))
            return change_session(app, arena, &actor->token, change_assignment, row, &session,
                                  err) &&
                   fill_actor(app, arena, &session, actor, err);
    }
    // One that is over, has not begun, or is another's.
    const struct gate gate = {.actor = actor, .act = ACT_CHOOSE, .what = assignment};
    const struct access_record record = gate_record(app, &gate, ACCESS_DENIED, STR_NONE);
    return gate_log(app, actor, &record, err) &&
           error_set(err, ERR_INPUT, "assignment.unknown", NULL);
}

static bool change_language(struct session *session, const void *context, struct arena *arena,
                            struct error *err) {
    (void)arena;
    (void)err;
    session->language = *(const enum language *)context;
    return true;
}

bool app_set_language(struct app *app, struct arena *arena, struct actor *actor,
                      enum language language, struct error *err) {
    struct session session;
    if (!change_session(app, arena, &actor->token, change_language, &language, &session, err) ||
        (!(session.lacks & LACKS_CODE) &&
         !store_put_user_language(app->store, session.user, language, err)))
        return false;
    actor->language = language;
    return true;
}

static bool add_reason(struct session *session, const void *context, struct arena *arena,
                       struct error *err) {
    const struct str *stream = context;
    if (lines_have(session->reasons, *stream))
        return true;
    if (session->reasons.n + stream->n + 1 > REASONS_MAX)
        return error_set(err, ERR_LIMIT, "reason.too-many", NULL);
    session->reasons =
        str_printf(arena, STR_FMT STR_FMT "\n", STR_ARG(session->reasons), STR_ARG(*stream));
    return session->reasons.p ? true : error_memory(err);
}

bool app_state_reason(struct app *app, struct arena *arena, struct actor *actor, struct str stream,
                      struct str reason, struct error *err) {
    reason = str_trim(reason);
    if (reason.n == 0) {
        error_set(err, ERR_INPUT, "reason.needed", NULL);
        return error_at(err, NULL, "reason", 0, 0);
    }
    enum care_relation relation;
    struct person_row person;
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(app->store, &reader, err) ||
            !store_person(reader, arena, stream, &person, err) ||
            !relation_find(app, reader, stream, actor->unit, &relation, err))
            return false;
    }
    struct gate gate = {.actor = actor,
                        .act = ACT_READ_CASE,
                        .stream = stream,
                        .what = STR("reason"),
                        .relation = relation};
    struct access_answer answer = gate_ask(&gate);
    struct access_record record = gate_record(app, &gate, answer.verdict, reason);
    if (!gate_log(app, actor, &record, err))
        return false;
    if (answer.verdict == ACCESS_DENIED)
        return error_set(err, ERR_DENIED, answer.why, NULL);
    struct session session;
    if (!change_session(app, arena, &actor->token, add_reason, &stream, &session, err))
        return false;
    actor->reasons = session.reasons;
    return true;
}
