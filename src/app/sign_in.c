// SPDX-License-Identifier: EUPL-1.2
//
// Signing in. Passwords are kept as argon2id strings (RFC 9106; OWASP's 19 MiB, two passes).
#include "app/internal.h"

#include <sodium.h>
#include <string.h>

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

// What is asked of an attempt, known account or not.
struct attempt {
    struct str login, address;
    struct instant now;
    bool known;
    struct account account;
};

static bool find_account(struct app *app, struct arena *arena, struct attempt *attempt,
                         struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct error fault = {0};
    if (!store_read(app->store, &reader, err))
        return false;
    attempt->known = store_account(reader, arena, attempt->login, &attempt->account, &fault);
    if (attempt->known || fault.code == ERR_MISSING)
        return true;
    if (err)
        *err = fault;
    return false;
}

// An unknown name waits like a known one: the answer must not tell them apart.
static struct str limit_key(struct arena *arena, const struct attempt *attempt) {
    struct str key;
    if (!utf8_search_key(arena, attempt->login, &key, NULL))
        return attempt->login;
    return str_printf(arena, "login " STR_FMT, STR_ARG(key));
}

static bool log_attempt(struct app *app, const struct attempt *attempt, enum access_verdict verdict,
                        struct error *err) {
    struct actor actor = {0};
    if (attempt->known)
        actor.user = attempt->account.user;
    const struct gate gate = {.actor = &actor, .act = ACT_SIGN_IN, .what = STR("sign-in")};
    struct access_record record = gate_record(app, &gate, verdict, STR_NONE);
    return store_log_access(app->store, &record, err);
}

// Failures are counted in memory, and one log entry is made durable, for known and unknown names
// alike. Only a wait is kept with the account, so that it outlives the server.
static bool count_failure(struct app *app, struct arena *arena, struct attempt *attempt,
                          struct error *err) {
    struct instant now = attempt->now;
    struct str key = limit_key(arena, attempt);
    int64_t of_address = limiter_failures(app->limiter, attempt->address, now) + 1;
    int64_t of_name = limiter_failures(app->limiter, key, now) + 1;
    if (attempt->known && of_name <= attempt->account.failures)
        of_name = attempt->account.failures + 1;
    struct instant until = wait_until(of_name, ACCOUNT_FAILURES, now);
    limiter_fail(app->limiter, attempt->address, now,
                 wait_until(of_address, ADDRESS_FAILURES, now));
    limiter_fail(app->limiter, key, now, until);
    if (!log_attempt(app, attempt, ACCESS_DENIED, err))
        return false;
    if (attempt->known && until.us > 0) {
        attempt->account.failures = of_name;
        attempt->account.locked_until = until;
        if (!store_put_account(app->store, &attempt->account, err))
            return false;
    }
    return error_set(err, ERR_DENIED, "sign-in.wrong", NULL);
}

static bool count_success(struct app *app, struct arena *arena, struct attempt *attempt,
                          struct error *err) {
    limiter_forget(app->limiter, limit_key(arena, attempt));
    if (!log_attempt(app, attempt, ACCESS_ALLOWED, err))
        return false;
    if (attempt->account.failures == 0)
        return true;
    attempt->account.failures = 0;
    attempt->account.locked_until = (struct instant){0};
    return store_put_account(app->store, &attempt->account, err);
}

bool app_sign_in(struct app *app, struct arena *arena, struct str login, struct str password,
                 struct str address, enum language language, struct str *ret_secret,
                 struct error *err) {
    struct attempt attempt = {.login = login, .address = address, .now = app_now(app)};
    struct instant until = limiter_until(app->limiter, address, attempt.now);
    if (until.us > 0)
        return must_wait(arena, until, attempt.now, err);
    if (!find_account(app, arena, &attempt, err))
        return false;
    until = attempt.known ? attempt.account.locked_until
                          : limiter_until(app->limiter, limit_key(arena, &attempt), attempt.now);
    if (until.us > attempt.now.us)
        return must_wait(arena, until, attempt.now, err);

    char hash[crypto_pwhash_STRBYTES];
    memcpy(hash, nobody, sizeof(hash));
    bool has_password = attempt.known && attempt.account.password.n > 0;
    if (has_password && attempt.account.password.n < sizeof(hash)) {
        memset(hash, 0, sizeof(hash));
        memcpy(hash, attempt.account.password.p, attempt.account.password.n);
    }
    // Verified in both cases; a known name decides only afterwards.
    bool right = verify(app, hash, password);
    if (!right || !has_password)
        return count_failure(app, arena, &attempt, err);
    return count_success(app, arena, &attempt, err) &&
           session_start(app, arena, attempt.account.user, language, ret_secret, err);
}
