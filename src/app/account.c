// SPDX-License-Identifier: EUPL-1.2
#include "app/account.h"

#include <sodium.h>
#include <stdlib.h>

#include "app/internal.h"
#include "app/sealed.h"

static bool read_account(struct app *app, struct arena *arena, const struct actor *actor,
                         struct account *ret_account, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) &&
           store_account_of(reader, arena, actor->user, ret_account, err);
}

// ---- showing who one is ----

static bool begin(struct app *app, struct arena *arena, const struct actor *actor,
                  const struct client *client, struct sign_attempt *attempt, struct error *err) {
    struct account account;
    if (!read_account(app, arena, actor, &account, err))
        return false;
    *attempt = (struct sign_attempt){.login = account.login, .client = client};
    return attempt_begin(app, arena, attempt, err);
}

static bool is_totp(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                    struct str code, bool *ret_right, struct error *err) {
    struct account *account = &attempt->account;
    struct str key;
    if (!unseal(app, arena, account->user, account->totp, &key, err))
        return false;
    int64_t step;
    *ret_right = totp_check(key, code, attempt->now, account->totp_step, &step);
    if (*ret_right)
        account->totp_step = step;
    return true;
}

bool attempt_code(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                  struct str code, bool *ret_right, struct error *err) {
    struct account *account = &attempt->account;
    *ret_right = false;
    if (!attempt->known || attempt->disabled || !account->totp.n)
        return true;
    if (!is_totp(app, arena, attempt, code, ret_right, err))
        return false;
    bool is_code = *ret_right;
    if (!is_code &&
        !recovery_use(arena, account->recovery, code, ret_right, &account->recovery, err))
        return false;
    if (*ret_right && !is_code)
        attempt->told = CHANGE_RECOVERY_USED;
    attempt->changed = *ret_right;
    return true;
}

// A code is looked at and used up by one at a time: it serves once, also when it is sent twice at
// the same moment.
static bool use_code(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str code, const struct client *client, const char *why,
                     struct error *err) {
    struct sign_attempt attempt;
    bool right = false;
    pthread_mutex_lock(&app->session_lock);
    bool done = begin(app, arena, actor, client, &attempt, err) &&
                attempt_code(app, arena, &attempt, code, &right, err);
    if (done)
        done = right ? attempt_succeeded(app, arena, &attempt, err)
                     : attempt_failed(app, arena, &attempt, why, err);
    pthread_mutex_unlock(&app->session_lock);
    return done;
}

bool app_confirm_code(struct app *app, struct arena *arena, const struct actor *actor,
                      struct str code, const struct client *client, struct str *ret_secret,
                      struct error *err) {
    if (!(actor->lacks & LACKS_CODE)) // a code alone is no proof
        return error_set(err, ERR_DENIED, "sign-in.needed", NULL);
    return use_code(app, arena, actor, code, client, "sign-in.wrong-code", err) &&
           session_prove(app, arena, actor, LACKS_CODE, client, ret_secret, err);
}

bool app_prove(struct app *app, struct arena *arena, const struct actor *actor, struct str password,
               struct str code, const struct client *client, struct str *ret_secret,
               struct error *err) {
    struct sign_attempt attempt;
    static const char why[] = "sign-in.wrong-proof";
    if (!begin(app, arena, actor, client, &attempt, err))
        return false;
    if (!attempt_password(app, &attempt, password))
        return attempt_failed(app, arena, &attempt, why, err);
    if (attempt.account.totp.n ? !use_code(app, arena, actor, code, client, why, err)
                               : !attempt_succeeded(app, arena, &attempt, err))
        return false;
    return session_prove(app, arena, actor, LACKS_CODE, client, ret_secret, err);
}

// ---- the password ----

bool app_change_password(struct app *app, struct arena *arena, const struct actor *actor,
                         struct str old, struct str new, const struct client *client,
                         struct str *ret_secret, struct error *err) {
    struct sign_attempt attempt;
    struct str hash;
    if (!begin(app, arena, actor, client, &attempt, err))
        return false;
    if (!attempt_password(app, &attempt, old))
        return attempt_failed(app, arena, &attempt, "sign-in.wrong-password", err);
    if (str_eq(old, new)) {
        error_set(err, ERR_INPUT, "user.password-same", NULL);
        return error_at(err, NULL, "new", 0, 0);
    }
    if (!password_hash(app, arena, new, &hash, err))
        return error_at(err, NULL, "new", 0, 0);
    attempt.account.password = hash;
    attempt.account.must_change = false;
    attempt.changed = true;
    attempt.told = CHANGE_PASSWORD;
    return attempt_succeeded(app, arena, &attempt, err) &&
           session_end_of(app, actor->user, &actor->token, err) &&
           session_prove(app, arena, actor, LACKS_PASSWORD, client, ret_secret, err);
}

// ---- one's sessions ----

#define ID_BYTES 16 // of the hash: enough to tell one's own apart

static struct str id_of(struct arena *arena, const struct session *session) {
    return hex_of(arena, session->token.b, ID_BYTES);
}

static int by_last_use(const void *a, const void *b) {
    const struct own_session *first = a, *second = b;
    return (first->seen.us < second->seen.us) - (first->seen.us > second->seen.us);
}

static bool add_sessions(struct app *app, struct arena *arena, const struct actor *actor,
                         const struct sessions *sessions, struct own_account *own,
                         struct error *err) {
    for (size_t i = 0; i < sessions->items.n; i++) {
        const struct session *session = &sessions->items.items[i];
        if (!session_holds(app, session))
            continue;
        struct own_session *one = LIST_PUSH(arena, &own->sessions);
        if (!one)
            return error_memory(err);
        *one = (struct own_session){
            .id = id_of(arena, session),
            .agent = session->agent,
            .started = session->started,
            .seen = session->seen,
            .this_one = hash_eq(&session->token, &actor->token),
        };
        if (!one->id.p)
            return error_memory(err);
    }
    if (own->sessions.n)
        qsort(own->sessions.items, own->sessions.n, sizeof(*own->sessions.items), by_last_use);
    return true;
}

bool app_own_account(struct app *app, struct arena *arena, const struct actor *actor,
                     struct own_account *ret_account, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct account account;
    struct sessions sessions = {0};
    struct own_account own = {.name = actor->user_name};
    struct assignment_rows all = {0};
    struct event_list events;
    if (!store_read(app->store, &reader, err) ||
        !store_account_of(reader, arena, actor->user, &account, err) ||
        !store_sessions_of(reader, arena, actor->user, &sessions, err) ||
        !store_assignments_of(reader, arena, actor->user, &all, err) ||
        !store_events(reader, arena, actor->user, &events, err) ||
        !add_sessions(app, arena, actor, &sessions, &own, err))
        return false;
    own.login = account.login;
    own.mail = registered_mail(&events);
    own.has_password = account.password.n > 0;
    own.has_factor = account.totp.n > 0;
    own.factor_needed = factor_needed(app, &all);
    own.recovery_left = recovery_left(account.recovery);
    for (size_t i = 0; i < all.items.n; i++) {
        const struct assignment_row *row = &all.items.items[i];
        struct date to;
        if (row->to.n && date_parse(row->to, &to) && date_cmp(to, app_today(app)) < 0)
            continue;
        struct assignment_row *kept = LIST_PUSH(arena, &own.assignments.items);
        if (!kept)
            return error_memory(err);
        *kept = *row;
    }
    *ret_account = own;
    return true;
}

bool app_end_own_session(struct app *app, struct arena *arena, const struct actor *actor,
                         struct str id, struct error *err) {
    struct sessions sessions = {0};
    if (!id.n)
        return session_end_of(app, actor->user, &actor->token, err);
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(app->store, &reader, err) ||
            !store_sessions_of(reader, arena, actor->user, &sessions, err))
            return false;
    }
    for (size_t i = 0; i < sessions.items.n; i++) {
        const struct session *session = &sessions.items.items[i];
        struct str own = id_of(arena, session);
        if (!own.p)
            return error_memory(err);
        if (str_eq(own, id))
            return session_end(app, &session->token, err);
    }
    return true; // it has ended already
}

// ---- the second factor ----

// Bound to the user and to what it is for: a sealed key of the account is no new one.
static struct str new_name(struct arena *arena, const struct actor *actor) {
    return str_printf(arena, "new " STR_FMT, STR_ARG(actor->user));
}

static bool log_change(struct app *app, const struct actor *actor, struct str what,
                       struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_ACCOUNT, .what = what};
    return gate_pass(app, &gate, true, err);
}

static bool tell_factor(struct app *app, struct arena *arena, const struct actor *actor,
                        struct str key, struct new_factor *factor, struct error *err) {
    struct account account;
    return read_account(app, arena, actor, &account, err) &&
           totp_uri(arena, key, account.login, &factor->uri, err) &&
           totp_key_words(arena, key, &factor->words, err);
}

bool app_new_factor(struct app *app, struct arena *arena, const struct actor *actor,
                    struct new_factor *ret_factor, struct error *err) {
    char bytes[TOTP_KEY_SIZE];
    struct new_factor factor;
    struct str name = new_name(arena, actor);
    random_bytes(bytes, sizeof(bytes));
    const struct str key = {bytes, sizeof(bytes)};
    if (!name.p)
        return error_memory(err);
    if (!tell_factor(app, arena, actor, key, &factor, err) ||
        !seal(app, arena, name, key, &factor.sealed, err))
        return false;
    sodium_memzero(bytes, sizeof(bytes));
    *ret_factor = factor;
    return true;
}

static bool open_new(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str sealed, struct str *ret_key, struct error *err) {
    struct error fault = {0};
    struct str name = new_name(arena, actor);
    if (!name.p)
        return error_memory(err);
    if (unseal(app, arena, name, sealed, ret_key, &fault))
        return true;
    if (str_is(str_of(fault.key), "sealed.broken"))
        return error_set(err, ERR_INPUT, "factor.start-again", NULL);
    if (err)
        *err = fault;
    return false;
}

bool app_same_factor(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str sealed, struct new_factor *ret_factor, struct error *err) {
    struct new_factor factor = {.sealed = sealed};
    struct str key;
    if (!open_new(app, arena, actor, sealed, &key, err) ||
        !tell_factor(app, arena, actor, key, &factor, err))
        return false;
    *ret_factor = factor;
    return true;
}

bool app_keep_factor(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str sealed, struct str code, const struct client *client,
                     struct recovery_codes *ret_codes, struct str *ret_secret, struct error *err) {
    struct account account;
    struct str key;
    int64_t step;
    if (!open_new(app, arena, actor, sealed, &key, err) ||
        !read_account(app, arena, actor, &account, err))
        return false;
    if (!totp_check(key, code, app_now(app), 0, &step))
        return error_set(err, ERR_INPUT, "factor.wrong-code", NULL);
    account.totp_step = step;
    return seal(app, arena, account.user, key, &account.totp, err) &&
           recovery_make(arena, ret_codes, &account.recovery, err) &&
           log_change(app, actor, STR("factor-kept"), err) &&
           account_change(app, arena, &account, actor->user, CHANGE_FACTOR_ON, err) &&
           session_end_of(app, actor->user, &actor->token, err) &&
           session_prove(app, arena, actor, LACKS_FACTOR, client, ret_secret, err);
}

bool app_drop_factor(struct app *app, struct arena *arena, const struct actor *actor,
                     struct error *err) {
    struct account account;
    struct assignment_rows rows = {0};
    if (!app_assignments(app, arena, actor, &rows, err))
        return false;
    if (factor_needed(app, &rows))
        return error_set(err, ERR_DENIED, "factor.required", NULL);
    if (!read_account(app, arena, actor, &account, err) ||
        !log_change(app, actor, STR("factor-dropped"), err))
        return false;
    account.totp = account.recovery = STR("");
    account.totp_step = 0;
    return account_change(app, arena, &account, actor->user, CHANGE_FACTOR_OFF, err);
}

bool app_new_recovery(struct app *app, struct arena *arena, const struct actor *actor,
                      struct recovery_codes *ret_codes, struct error *err) {
    struct account account;
    if (!read_account(app, arena, actor, &account, err))
        return false;
    if (!account.totp.n)
        return error_set(err, ERR_INPUT, "factor.none", NULL);
    return recovery_make(arena, ret_codes, &account.recovery, err) &&
           log_change(app, actor, STR("recovery-made"), err) &&
           account_change(app, arena, &account, actor->user, CHANGE_RECOVERY_MADE, err);
}
