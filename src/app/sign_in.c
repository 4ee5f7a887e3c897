// SPDX-License-Identifier: EUPL-1.2
//
// Signing in. Passwords are kept as argon2id strings (RFC 9106; OWASP's 19 MiB, two passes).
#include "app/internal.h"

#include <sodium.h>
#include <string.h>

#include "app/known_password.h"
#include "base/utf8.h"

#define PASSWORD_MIN 12  // characters
#define PASSWORD_MAX 256 // bytes
#define PASSES 2
#define MEMORY ((size_t)19 * 1024 * 1024)

#define ACCOUNT_FAILURES 5  // then the account waits
#define ADDRESS_FAILURES 20 // within an hour; then the address waits
#define MINUTE_US ((int64_t)60 * 1000000)
#define WAIT_MAX_MINUTES 60

// The hash of a password that nobody has, so that an unknown name takes as long as a wrong
// password.
static const char nobody[crypto_pwhash_STRBYTES] =
    "$argon2id$v=19$m=19456,t=2,p=1$MUT/x5+tL49sds0YtdqwiA$"
    "qBY+k3fLbpJuWYlAlws7GY/Rq1JO3E4Lc8ImUsWBgbQ";

bool password_hash(struct app *app, struct arena *arena, struct str password, struct str *ret_hash,
                   struct error *err) {
    if (password.n > PASSWORD_MAX)
        return error_set(err, ERR_INPUT, "user.password-long", "256", NULL);
    if (utf8_length(password) < PASSWORD_MIN)
        return error_set(err, ERR_INPUT, "user.password-short", "12", NULL);
    bool known;
    if (!password_is_known(arena, password, &known, err))
        return false;
    if (known)
        return error_set(err, ERR_INPUT, "user.password-known", NULL);
    char hash[crypto_pwhash_STRBYTES];
    sem_wait(&app->passwords);
    int failed = crypto_pwhash_str_alg(hash, password.p, password.n, PASSES, MEMORY,
                                       crypto_pwhash_ALG_ARGON2ID13);
    sem_post(&app->passwords);
    if (failed)
        return error_memory(err);
    *ret_hash = str_copy(arena, str_of(hash));
    return ret_hash->p ? true : error_memory(err);
}

static bool verify(struct app *app, const char hash[crypto_pwhash_STRBYTES], struct str password) {
    sem_wait(&app->passwords);
    int failed = crypto_pwhash_str_verify(hash, password.p ? password.p : "", password.n);
    sem_post(&app->passwords);
    return !failed;
}

// One minute after the allowed number of failures, twice as long after each one more.
static struct instant wait_until(int64_t failures, int64_t allowed, struct instant now) {
    if (failures < allowed)
        return (struct instant){0};
    int64_t minutes = 1;
    for (int64_t i = allowed; i < failures && minutes < WAIT_MAX_MINUTES; i++)
        minutes *= 2;
    if (minutes > WAIT_MAX_MINUTES)
        minutes = WAIT_MAX_MINUTES;
    return (struct instant){now.us + minutes * MINUTE_US};
}

static bool must_wait(struct arena *arena, struct instant until, struct instant now,
                      struct error *err) {
    int64_t minutes = (until.us - now.us + MINUTE_US - 1) / MINUTE_US;
    struct str text = str_printf(arena, "%lld", (long long)minutes);
    return error_set_str(err, ERR_DENIED, "sign-in.wait", text);
}

static bool find_account(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                         struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct error fault = {0};
    struct user_row user;
    if (!store_read(app->store, &reader, err))
        return false;
    attempt->known = store_account(reader, arena, attempt->login, &attempt->account, &fault);
    if (attempt->known) {
        if (!store_user(reader, arena, attempt->account.user, &user, err))
            return false;
        attempt->disabled = user.disabled;
    }
    if (attempt->known || fault.code == ERR_MISSING)
        return true;
    if (err)
        *err = fault;
    return false;
}

// An unknown name waits like a known one: the answer must not tell them apart.
static struct str limit_key(struct arena *arena, const struct sign_attempt *attempt) {
    struct str key;
    if (!utf8_search_key(arena, attempt->login, &key, NULL))
        return attempt->login;
    return str_printf(arena, "login " STR_FMT, STR_ARG(key));
}

// `key` is what the user is told, or empty.
static bool log_attempt(struct app *app, const struct sign_attempt *attempt,
                        enum access_verdict verdict, const char *key, struct error *err) {
    struct actor actor = {0};
    if (attempt->known)
        actor.user = attempt->account.user;
    struct str what = attempt->disabled && verdict == ACCESS_DENIED ? STR("sign-in disabled")
                      : *key                                        ? str_of(key)
                                                                    : STR("sign-in");
    const struct gate gate = {.actor = &actor, .act = ACT_SIGN_IN, .what = what};
    struct access_record record = gate_record(app, &gate, verdict, STR_NONE);
    return store_log_access(app->store, &record, err);
}

// The user is told the first time since the last success, so that nobody can fill a letter box.
static bool make_wait(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                      int64_t failures, struct instant until, struct error *err) {
    struct account *account = &attempt->account;
    bool first = account->failures == 0;
    account->failures = failures;
    account->locked_until = until;
    return first ? account_change(app, arena, account, SYSTEM_USER, CHANGE_GUESSED_AT, err)
                 : store_put_account(app->store, account, err);
}

// Failures are counted in memory, and one log entry is made durable, for known and unknown names
// alike. Only a wait is kept with the account, so that it outlives the server.
bool attempt_failed(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                    const char *why, struct error *err) {
    struct instant now = attempt->now;
    struct str address = attempt->client->address;
    struct str key = limit_key(arena, attempt);
    int64_t of_address = limiter_failures(app->limiter, address, now) + 1;
    int64_t of_name = limiter_failures(app->limiter, key, now) + 1;
    if (attempt->known && of_name <= attempt->account.failures)
        of_name = attempt->account.failures + 1;
    struct instant until = wait_until(of_name, ACCOUNT_FAILURES, now);
    limiter_fail(app->limiter, address, now, wait_until(of_address, ADDRESS_FAILURES, now));
    limiter_fail(app->limiter, key, now, until);
    if (!log_attempt(app, attempt, ACCESS_DENIED, why, err))
        return false;
    if (attempt->known && until.us > 0 && !make_wait(app, arena, attempt, of_name, until, err))
        return false;
    return error_set(err, ERR_DENIED, why, NULL);
}

bool attempt_succeeded(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                       struct error *err) {
    limiter_forget(app->limiter, limit_key(arena, attempt));
    if (!log_attempt(app, attempt, ACCESS_ALLOWED, "", err))
        return false;
    if (attempt->account.failures == 0 && !attempt->changed)
        return true;
    attempt->account.failures = 0;
    attempt->account.locked_until = (struct instant){0};
    return attempt->told == CHANGE_NONE ? store_put_account(app->store, &attempt->account, err)
                                        : account_change(app, arena, &attempt->account,
                                                         attempt->account.user, attempt->told, err);
}

bool attempt_begin(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                   struct error *err) {
    attempt->now = app_now(app);
    struct instant until = limiter_until(app->limiter, attempt->client->address, attempt->now);
    if (until.us > 0)
        return must_wait(arena, until, attempt->now, err);
    if (!find_account(app, arena, attempt, err))
        return false;
    until = attempt->known ? attempt->account.locked_until
                           : limiter_until(app->limiter, limit_key(arena, attempt), attempt->now);
    return until.us <= attempt->now.us || must_wait(arena, until, attempt->now, err);
}

bool attempt_password(struct app *app, const struct sign_attempt *attempt, struct str password) {
    char hash[crypto_pwhash_STRBYTES];
    memcpy(hash, nobody, sizeof(hash));
    bool has_password = attempt->known && attempt->account.password.n > 0;
    if (has_password && attempt->account.password.n < sizeof(hash)) {
        memset(hash, 0, sizeof(hash));
        memcpy(hash, attempt->account.password.p, attempt->account.password.n);
    }
    // Verified in both cases; a known name decides only afterwards.
    bool right = verify(app, hash, password);
    return right && has_password && !attempt->disabled;
}

static bool what_lacks(struct app *app, struct arena *arena, const struct account *account,
                       int64_t *ret_lacks, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct assignment_rows rows = {0};
    if (!store_read(app->store, &reader, err) ||
        !store_assignments_of(reader, arena, account->user, &rows, err))
        return false;
    *ret_lacks = account->must_change ? LACKS_PASSWORD : LACKS_NOTHING;
    if (account->totp.n)
        *ret_lacks |= LACKS_CODE;
    else if (factor_needed(app, &rows))
        *ret_lacks |= LACKS_FACTOR;
    return true;
}

bool app_sign_in(struct app *app, struct arena *arena, struct str login, struct str password,
                 const struct client *client, enum language language, struct str *ret_secret,
                 struct error *err) {
    struct sign_attempt attempt = {.login = login, .client = client};
    if (!attempt_begin(app, arena, &attempt, err))
        return false;
    if (!attempt_password(app, &attempt, password))
        return attempt_failed(app, arena, &attempt, "sign-in.wrong", err);
    const struct account *account = &attempt.account;
    struct session begun = {.user = account->user, .language = language};
    if (!what_lacks(app, arena, account, &begun.lacks, err))
        return false;
    // A password is half of it where a code must follow: failures are forgotten after that.
    return (account->totp.n > 0 || attempt_succeeded(app, arena, &attempt, err)) &&
           session_start(app, arena, &begun, client, ret_secret, err);
}
