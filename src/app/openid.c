// SPDX-License-Identifier: EUPL-1.2
#include "app/openid.h"

#include <sodium.h>

#include "app/fetch.h"
#include "app/id_token.h"
#include "app/internal.h"
#include "base/json.h"
#include "base/utf8.h"
#include "care/number.h"

#define SECRET_BYTES 32
#define SECOND_US ((int64_t)1000000)
#define KEPT_US (3600 * SECOND_US)     // how long what the provider said of itself is believed
#define ANEW_US (30 * SECOND_US)       // how soon its keys are asked for again, for a new one
#define THERE_US (10 * SECOND_US)      // how long it is taken to answer, since it last did
#define AWAY_US (5 * SECOND_US)        // … or not to: those who come meanwhile do not wait for it
#define BEGUN_US (15 * 60 * SECOND_US) // how long somebody may take at the provider

// ---- what the rules say ----

bool app_has_provider(const struct app *app, enum language language, struct str *ret_name) {
    *ret_name = language == LANGUAGE_EN ? app->rules.provider.name_en : app->rules.provider.name_sv;
    return app->rules.has_provider;
}

bool app_has_passwords(const struct app *app) {
    return !app->rules.has_provider || app->rules.provider.local;
}

// ---- what the provider says of itself ----

// Asks for a document of the provider, and keeps it; or that it did not come.
static bool ask(struct app *app, struct arena *arena, struct str url, struct str *ret_text,
                struct error *err) {
    CLEANUP(text_cache_release) struct held_text none = {0};
    const struct fetch what = {.url = url, .allow_http = app->rules.provider.allow_http};
    struct str away = str_printf(arena, "away " STR_FMT, STR_ARG(url)); // no address begins so
    if (!away.p)
        return error_memory(err);
    if (text_cache_hold(app->provider_texts, away, 0, app_now(app).us, &none))
        return error_set(err, ERR_IO, "openid.not-now", NULL);
    if (!fetch(arena, &what, ret_text, err)) {
        text_cache_put(app->provider_texts, away, 0, app_now(app).us + AWAY_US, STR(""), 0);
        return false;
    }
    text_cache_put(app->provider_texts, url, 0, app_now(app).us + KEPT_US, *ret_text, 0);
    return true;
}

// A document of the provider, as it was fetched no longer ago than that.
static bool document(struct app *app, struct arena *arena, struct str url, int64_t within,
                     const struct json **ret_json, struct error *err) {
    CLEANUP(text_cache_release) struct held_text held = {0};
    int64_t now = app_now(app).us;
    struct error fault = {0};
    bool kept = text_cache_hold(app->provider_texts, url, 0, now, &held);
    struct str text = str_copy(arena, held.text);
    if (arena_failed(arena))
        return error_memory(err);
    if ((!kept || now - (held.end - KEPT_US) > within) && !ask(app, arena, url, &text, err))
        return false;
    if (json_parse(arena, text, ret_json, &fault) && (*ret_json)->type == JSON_OBJECT)
        return true;
    return error_set(err, ERR_IO, "openid.not-now", NULL);
}

// An address of the provider: of the protocol that is allowed, without blanks and line ends.
static bool address_of(const struct app *app, const struct json *object, const char *key,
                       struct str *ret_text, struct error *err) {
    bool good = json_str(object, key, ret_text) &&
                (str_starts(*ret_text, STR("https://")) ||
                 (app->rules.provider.allow_http && str_starts(*ret_text, STR("http://"))));
    for (size_t i = 0; good && i < ret_text->n; i++)
        good = ret_text->p[i] > ' ' && ret_text->p[i] <= '~';
    return good || error_set(err, ERR_IO, "openid.not-now", NULL);
}

struct doors {
    struct str authorization, token, keys;
};

// RFC 8414, section 3.3: what calls itself by another name is not believed.
static bool find_doors(struct app *app, struct arena *arena, int64_t within, struct doors *doors,
                       struct error *err) {
    struct str issuer = app->rules.provider.issuer, named;
    struct str base = str_ends(issuer, STR("/")) ? str_sub(issuer, 0, issuer.n - 1) : issuer;
    struct str url = str_printf(arena, STR_FMT "/.well-known/openid-configuration", STR_ARG(base));
    const struct json *about;
    if (!url.p)
        return error_memory(err);
    if (!document(app, arena, url, within, &about, err) ||
        !address_of(app, about, "issuer", &named, err) ||
        !address_of(app, about, "authorization_endpoint", &doors->authorization, err) ||
        !address_of(app, about, "token_endpoint", &doors->token, err) ||
        !address_of(app, about, "jwks_uri", &doors->keys, err))
        return false;
    return str_eq(named, issuer) || error_set(err, ERR_IO, "openid.not-now", NULL);
}

// ---- beginning ----

static struct str base64url(struct arena *arena, const void *bytes, size_t n) {
    size_t room = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(arena, room);
    if (!text)
        return STR_NONE;
    sodium_bin2base64(text, room, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (struct str){text, room - 1};
}

static struct str new_secret(struct arena *arena) {
    unsigned char bytes[SECRET_BYTES];
    random_bytes(bytes, sizeof(bytes));
    return base64url(arena, bytes, sizeof(bytes));
}

static void add_encoded(struct buf *buf, const char *name, struct str value) {
    static const char digits[] = "0123456789ABCDEF";
    buf_add_c(buf, name);
    buf_add_char(buf, '=');
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '-' || c == '.' || c == '_' || c == '~')
            buf_add_char(buf, (char)c);
        else
            buf_add(buf, (struct str){(char[]){'%', digits[c >> 4], digits[c & 15]}, 3});
    }
}

static struct str levels(struct arena *arena, const struct provider_rules *rules) {
    struct buf buf = buf_new(arena, 4096);
    struct str text = STR_NONE;
    for (size_t i = 0; i < rules->acr_count; i++) {
        if (i > 0)
            buf_add_char(&buf, ' ');
        buf_add(&buf, rules->acr[i]);
    }
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

static bool make_url(struct app *app, struct arena *arena, struct str door,
                     const struct openid_begun *begun, struct str state, bool fresh,
                     struct str *ret_url, struct error *err) {
    const struct provider_rules *rules = &app->rules.provider;
    struct hash challenge = hash_of(begun->verifier);
    struct buf buf = buf_new(arena, (size_t)16 * 1024);
    buf_add(&buf, door);
    buf_add_char(&buf, str_find_char(door, '?') == STR_NOT_FOUND ? '?' : '&');
    add_encoded(&buf, "response_type", STR("code"));
    add_encoded(&buf, "&client_id", rules->client_id);
    add_encoded(&buf, "&redirect_uri", rules->callback);
    add_encoded(&buf, "&scope", rules->scope);
    add_encoded(&buf, "&state", state);
    add_encoded(&buf, "&nonce", begun->nonce);
    add_encoded(&buf, "&code_challenge", base64url(arena, challenge.b, sizeof(challenge.b)));
    add_encoded(&buf, "&code_challenge_method", STR("S256"));
    add_encoded(&buf, "&ui_locales", begun->language == LANGUAGE_EN ? STR("en") : STR("sv"));
    if (rules->acr_count)
        add_encoded(&buf, "&acr_values", levels(arena, rules));
    if (fresh)
        buf_add_c(&buf, "&prompt=login&max_age=0");
    return buf_done(&buf, ret_url, err);
}

static struct str mark_of(struct arena *arena, struct str secret) {
    struct hash hash = hash_of(secret);
    return hex_of(arena, hash.b, sizeof(hash.b));
}

bool app_openid_begin(struct app *app, struct arena *arena, const struct openid_begin *begin,
                      struct str *ret_url, struct error *err) {
    struct doors doors;
    struct str state = new_secret(arena), url;
    if (!app->rules.has_provider)
        return error_set(err, ERR_MISSING, "openid.none", NULL);
    const struct openid_begun begun = {
        .state = hash_of(state),
        .nonce = new_secret(arena),
        .verifier = new_secret(arena),
        .browser = mark_of(arena, begin->browser),
        .user = begin->actor ? begin->actor->user : STR(""),
        .language = begin->language,
        .sedan = begin->sedan.n ? begin->sedan : STR(""),
        .typed = begin->typed.n ? begin->typed : STR(""),
        .started = app_now(app),
    };
    if (arena_failed(arena))
        return error_memory(err);
    // Where nobody answers, nobody is sent: the browser would have its own page to say so with.
    if (!find_doors(app, arena, THERE_US, &doors, err) ||
        !make_url(app, arena, doors.authorization, &begun, state, begin->actor != NULL, &url,
                  err) ||
        !store_put_openid(app->store, &begun, OPENID_AT_ONCE, err))
        return false;
    *ret_url = url;
    return true;
}

// ---- finishing ----

struct finishing {
    struct app *app;
    struct arena *arena;
    const struct openid_answer *answer;
    struct openid_begun begun;
    struct doors doors;
    struct str token;
    struct id_token claims;
    struct user_row user;
    struct assignment_row assignment; // .id empty: none was named
};

// Writes down why, and tells the user what `key` says.
static bool refuse(struct finishing *f, const char *why, const char *key, struct error *err) {
    struct actor actor = {.user = f->user.stream};
    struct str what = str_printf(f->arena, "openid %s", why);
    if (!what.p)
        return error_memory(err);
    const struct gate gate = {.actor = &actor, .act = ACT_SIGN_IN, .what = what};
    struct access_record record = gate_record(f->app, &gate, ACCESS_DENIED, STR_NONE);
    return store_log_access(f->app->store, &record, err) && error_set(err, ERR_DENIED, key, NULL);
}

// What was begun, once; by this browser, and not too long ago.
static bool take_begun(struct finishing *f, struct error *err) {
    const struct openid_answer *answer = f->answer;
    struct hash state = hash_of(answer->state);
    struct error fault = {0};
    struct str mark = mark_of(f->arena, answer->browser);
    if (!mark.p)
        return error_memory(err);
    if (!store_take_openid(f->app->store, f->arena, &state, &f->begun, &fault)) {
        if (fault.code == ERR_MISSING)
            return refuse(f, "state", "openid.refused", err);
        if (err)
            *err = fault;
        return false;
    }
    if (!str_eq(mark, f->begun.browser))
        return refuse(f, "browser", "openid.refused", err);
    if (app_now(f->app).us - f->begun.started.us > BEGUN_US)
        return refuse(f, "late", "openid.refused", err);
    if (answer->issuer.n && !str_eq(answer->issuer, f->app->rules.provider.issuer))
        return refuse(f, "mixed-up", "openid.refused", err); // RFC 9207
    if (answer->error.n || !answer->code.n)
        return refuse(f, "error", "openid.cancelled", err);
    return true;
}

static bool exchange(struct finishing *f, struct error *err) {
    const struct provider_rules *rules = &f->app->rules.provider;
    struct buf form = buf_new(f->arena, ID_TOKEN_MAX);
    struct fetch what = {.url = f->doors.token, .allow_http = rules->allow_http};
    struct str body;
    const struct json *json;
    struct error fault = {0};
    buf_add_c(&form, "grant_type=authorization_code");
    add_encoded(&form, "&code", f->answer->code);
    add_encoded(&form, "&redirect_uri", rules->callback);
    add_encoded(&form, "&code_verifier", f->begun.verifier);
    add_encoded(&form, "&client_id", rules->client_id);
    if (rules->client_secret.n) {
        what.user = rules->client_id;
        what.password = rules->client_secret;
    }
    if (!buf_done(&form, &what.form, err))
        return false;
    // A code that the provider does not take is refused; a provider that is away is another thing.
    if (!fetch(f->arena, &what, &body, &fault)) {
        if (fault.code == ERR_DENIED)
            return refuse(f, "code", "openid.refused", err);
        if (err)
            *err = fault;
        return false;
    }
    if (!json_parse(f->arena, body, &json, &fault) || json->type != JSON_OBJECT ||
        !json_str(json, "id_token", &f->token))
        return refuse(f, "answer", "openid.refused", err);
    return true;
}

static bool check_token(struct finishing *f, struct error *err) {
    const struct provider_rules *rules = &f->app->rules.provider;
    const struct token_demands demands = {
        .issuer = rules->issuer,
        .client_id = rules->client_id,
        .nonce = f->begun.nonce,
        .now = app_now(f->app),
        .acr_count = rules->acr_count,
        .acr = rules->acr,
        .fresh = f->begun.user.n > 0,
        .fresh_within = f->app->rules.proof_seconds,
    };
    enum token_fault fault = TOKEN_UNKNOWN_KEY;
    // A key that is not known may be a new one.
    for (int anew = 0; anew < 2 && fault == TOKEN_UNKNOWN_KEY; anew++) {
        const struct json *keys;
        if (!document(f->app, f->arena, f->doors.keys, anew ? ANEW_US : KEPT_US, &keys, err) ||
            !id_token_check(f->arena, f->token, keys, &demands, &f->claims, &fault, err))
            return false;
    }
    if (fault == TOKEN_GOOD)
        return true;
    return refuse(f, token_fault_id(fault),
                  fault == TOKEN_LEVEL ? "openid.level" : "openid.refused", err);
}

static bool find_user(struct finishing *f, struct reader *reader, bool *ret_found,
                      struct error *err) {
    struct number hsa;
    struct error fault = {0};
    *ret_found = false;
    if (!number_parse_hsa(f->claims.employee, &hsa, NULL))
        return true;
    if (!store_user_by_hsa(reader, f->arena, str_of(hsa.text), &f->user, &fault)) {
        if (fault.code != ERR_MISSING && err)
            *err = fault;
        return fault.code == ERR_MISSING;
    }
    *ret_found = !f->user.disabled;
    return true;
}

// The purpose that an assignment is registered with is the one that the provider states.
static bool same_purpose(struct arena *arena, enum code purpose, struct str stated) {
    struct str one, other;
    return purpose == CODE_NONE ||
           (utf8_search_key(arena, stated, &one, NULL) &&
            utf8_search_key(arena, str_of(code_info(purpose)->sv), &other, NULL) &&
            str_eq(one, other));
}

// False in *ret_fits when an assignment is named that the user does not hold today.
static bool find_assignment(struct finishing *f, struct reader *reader, bool *ret_fits,
                            struct error *err) {
    struct number hsa;
    struct assignment_rows rows = {0};
    *ret_fits = f->claims.commission.n == 0;
    if (*ret_fits || !number_parse_hsa(f->claims.commission, &hsa, NULL))
        return true;
    if (!store_assignments_of(reader, f->arena, f->user.stream, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        const struct assignment_row *row = &rows.items.items[i];
        if (!str_is(row->hsa, hsa.text) || !assignment_holds(row, app_today(f->app)) ||
            !same_purpose(f->arena, row->purpose, f->claims.purpose))
            continue;
        f->assignment = *row;
        *ret_fits = true;
    }
    return true;
}

static bool find_who(struct finishing *f, struct error *err) {
    bool known, fits;
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(f->app->store, &reader, err) || !find_user(f, reader, &known, err) ||
            (known && !find_assignment(f, reader, &fits, err)))
            return false;
    }
    if (!known)
        return refuse(f, "unknown-user", "openid.unknown-user", err);
    if (!fits)
        return refuse(f, "no-assignment", "openid.no-assignment", err);
    if (f->begun.user.n && (!f->answer->actor || !str_eq(f->answer->actor->user, f->begun.user) ||
                            !str_eq(f->user.stream, f->begun.user)))
        return refuse(f, "somebody-else", "openid.refused", err);
    return true;
}

static bool give_session(struct finishing *f, struct str *ret_secret, struct error *err) {
    struct actor actor = {.user = f->user.stream};
    const struct gate gate = {.actor = &actor, .act = ACT_SIGN_IN, .what = STR("openid")};
    struct access_record record = gate_record(f->app, &gate, ACCESS_ALLOWED, STR_NONE);
    const struct session begun = {
        .user = f->user.stream,
        .assignment = f->assignment.id,
        .role = f->assignment.role,
        .unit = f->assignment.unit,
        .language = f->begun.language,
        .provider = true,
    };
    if (!store_log_access(f->app->store, &record, err))
        return false;
    if (f->begun.user.n)
        return session_prove(f->app, f->arena, f->answer->actor, LACKS_NOTHING, f->answer->client,
                             ret_secret, err);
    return session_start(f->app, f->arena, &begun, f->answer->client, ret_secret, err);
}

bool app_openid_finish(struct app *app, struct arena *arena, const struct openid_answer *answer,
                       struct openid_done *ret_done, struct error *err) {
    struct finishing f = {.app = app, .arena = arena, .answer = answer};
    struct str secret;
    if (!app->rules.has_provider)
        return error_set(err, ERR_MISSING, "openid.none", NULL);
    *ret_done = (struct openid_done){0};
    if (!take_begun(&f, err))
        return false;
    *ret_done = (struct openid_done){.sedan = f.begun.sedan, .typed = f.begun.typed};
    if (!find_doors(app, arena, KEPT_US, &f.doors, err) || !exchange(&f, err) ||
        !check_token(&f, err) || !find_who(&f, err) || !give_session(&f, &secret, err))
        return false;
    ret_done->secret = secret;
    return true;
}
