// SPDX-License-Identifier: EUPL-1.2
#include "app/id_token.h"

#include <assert.h>
#include <cjose/cjose.h>
#include <sodium.h>

static const char *const fault_ids[TOKEN_FAULT_COUNT] = {
    [TOKEN_GOOD] = "good",           [TOKEN_MALFORMED] = "malformed",
    [TOKEN_ALGORITHM] = "algorithm", [TOKEN_UNKNOWN_KEY] = "unknown-key",
    [TOKEN_SIGNATURE] = "signature", [TOKEN_ISSUER] = "issuer",
    [TOKEN_AUDIENCE] = "audience",   [TOKEN_NONCE] = "nonce",
    [TOKEN_EXPIRED] = "expired",     [TOKEN_STALE] = "stale",
    [TOKEN_LEVEL] = "level",
};

const char *token_fault_id(enum token_fault fault) {
    assert(fault < TOKEN_FAULT_COUNT);
    return fault_ids[fault];
}

// ---- the header ----

static const struct algorithm {
    const char *name;
    cjose_jwk_kty_t kind;
} algorithms[] = {
    {"RS256", CJOSE_JWK_KTY_RSA}, {"RS384", CJOSE_JWK_KTY_RSA}, {"RS512", CJOSE_JWK_KTY_RSA},
    {"PS256", CJOSE_JWK_KTY_RSA}, {"PS384", CJOSE_JWK_KTY_RSA}, {"PS512", CJOSE_JWK_KTY_RSA},
    {"ES256", CJOSE_JWK_KTY_EC},  {"ES384", CJOSE_JWK_KTY_EC},  {"ES512", CJOSE_JWK_KTY_EC},
};

static const struct algorithm *algorithm_of(struct str name) {
    for (size_t i = 0; i < COUNT(algorithms); i++)
        if (str_is(name, algorithms[i].name))
            return &algorithms[i];
    return NULL;
}

// A part of a token as JSON; *ret_json is NULL when it is none.
static bool read_part(struct arena *arena, struct str part, const struct json **ret_json,
                      struct error *err) {
    char *bytes = arena_alloc(arena, part.n + 1);
    size_t n = 0;
    struct error fault = {0};
    *ret_json = NULL;
    if (!bytes)
        return error_memory(err);
    if (sodium_base642bin((unsigned char *)bytes, part.n + 1, part.p, part.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return true;
    if (json_parse(arena, (struct str){bytes, n}, ret_json, &fault))
        return true;
    *ret_json = NULL;
    return fault.code != ERR_MEMORY || error_memory(err);
}

static struct str text_of(const struct json *object, const char *key) {
    struct str text = STR_NONE;
    return json_str(object, key, &text) ? text : STR_NONE;
}

// ---- the signature ----

static void release_key(cjose_jwk_t **key) {
    if (*key)
        cjose_jwk_release(*key);
}
static void release_token(cjose_jws_t **token) {
    if (*token)
        cjose_jws_release(*token);
}

// Whether a key of the set is the one that the header names, for signatures by that algorithm.
static bool fits(const struct json *key, struct str kid, const struct algorithm *algorithm) {
    struct str use = text_of(key, "use"), alg = text_of(key, "alg");
    if (key->type != JSON_OBJECT || (use.n && !str_is(use, "sig")) ||
        (alg.n && !str_is(alg, algorithm->name)))
        return false;
    bool kind = str_is(text_of(key, "kty"), algorithm->kind == CJOSE_JWK_KTY_EC ? "EC" : "RSA");
    return kind && (!kid.n || str_eq(text_of(key, "kid"), kid));
}

// cjose ends the program when what it decodes has an impossible length.
static bool is_base64(struct arena *arena, struct str text, bool *ret_is, struct error *err) {
    unsigned char *bytes = arena_alloc(arena, text.n + 1);
    size_t n;
    if (!bytes)
        return error_memory(err);
    *ret_is = text.n && sodium_base642bin(bytes, text.n + 1, text.p, text.n, NULL, &n, NULL,
                                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
    return true;
}

// The parts of a public key alone; empty when one of them is missing or no base64.
static bool public_key(struct arena *arena, const struct json *key,
                       const struct algorithm *algorithm, struct str *ret_text, struct error *err) {
    bool is_ec = algorithm->kind == CJOSE_JWK_KTY_EC;
    const char *const parts[] = {is_ec ? "x" : "n", is_ec ? "y" : "e"};
    struct json_writer w = json_writer_new(arena);
    *ret_text = STR_NONE;
    json_open(&w, '{');
    json_key(&w, "kty");
    json_add_str(&w, is_ec ? STR("EC") : STR("RSA"));
    if (is_ec) {
        json_key(&w, "crv");
        json_add_str(&w, text_of(key, "crv"));
    }
    for (size_t i = 0; i < COUNT(parts); i++) {
        bool is;
        if (!is_base64(arena, text_of(key, parts[i]), &is, err))
            return false;
        if (!is)
            return true;
        json_key(&w, parts[i]);
        json_add_str(&w, text_of(key, parts[i]));
    }
    json_close(&w, '}');
    return json_done(&w, ret_text, err);
}

static bool verify(struct arena *arena, struct str token, const struct json *key,
                   const struct algorithm *algorithm, bool *ret_good, struct error *err) {
    struct str text, signature = STR_NONE, rest = token;
    bool is_signed;
    *ret_good = false;
    while (str_split(&rest, '.', &signature))
        ;
    if (!public_key(arena, key, algorithm, &text, err) ||
        !is_base64(arena, signature, &is_signed, err))
        return false;
    if (!text.n || !is_signed)
        return true;
    cjose_jwk_t *jwk __attribute__((cleanup(release_key))) = cjose_jwk_import(text.p, text.n, NULL);
    cjose_jws_t *jws __attribute__((cleanup(release_token))) =
        cjose_jws_import(token.p, token.n, NULL);
    *ret_good = jwk && jws && cjose_jwk_get_kty(jwk, NULL) == algorithm->kind &&
                cjose_jws_verify(jws, jwk, NULL);
    return true;
}

static bool check_signature(struct arena *arena, struct str token, const struct json *header,
                            const struct json *keys, enum token_fault *ret_fault,
                            struct error *err) {
    const struct algorithm *algorithm = algorithm_of(text_of(header, "alg"));
    const struct json *set = keys && keys->type == JSON_OBJECT ? json_get(keys, "keys") : NULL;
    struct str kid = text_of(header, "kid");
    *ret_fault = TOKEN_ALGORITHM;
    if (!algorithm || json_get(header, "crit"))
        return true;
    *ret_fault = TOKEN_UNKNOWN_KEY;
    for (const struct json *key = set ? set->first : NULL; key; key = key->next) {
        bool good;
        if (!fits(key, kid, algorithm))
            continue;
        if (!verify(arena, token, key, algorithm, &good, err))
            return false;
        *ret_fault = good ? TOKEN_GOOD : TOKEN_SIGNATURE;
        if (good)
            break;
    }
    return true;
}

// ---- the claims ----

// "aud" is a text or a list; where there are several, "azp" says for whom it was made.
static bool is_for(const struct json *claims, struct str client) {
    const struct json *audience = json_get(claims, "aud");
    const struct json *party = json_get(claims, "azp");
    bool found = false;
    if (party && (party->type != JSON_STRING || !str_eq(party->text, client)))
        return false;
    if (!audience)
        return false;
    if (audience->type == JSON_STRING)
        return str_eq(audience->text, client);
    if (audience->type != JSON_ARRAY || (audience->count > 1 && !party))
        return false;
    for (const struct json *one = audience->first; one; one = one->next)
        found = found || (one->type == JSON_STRING && str_eq(one->text, client));
    return found;
}

static bool is_nonce(struct str given, struct str wanted) {
    return wanted.n && given.n == wanted.n && sodium_memcmp(given.p, wanted.p, given.n) == 0;
}

static bool is_good_enough(struct str level, const struct token_demands *demands) {
    for (size_t i = 0; i < demands->acr_count; i++)
        if (str_eq(level, demands->acr[i]))
            return true;
    return demands->acr_count == 0;
}

// A moment that lies neither ahead nor further back than that.
static bool is_recent(const struct json *claims, const char *key, int64_t now, int64_t within) {
    int64_t at;
    return json_int(claims, key, &at) && at <= now + ID_TOKEN_LEEWAY_S &&
           at >= now - within - ID_TOKEN_LEEWAY_S;
}

static enum token_fault check_claims(const struct json *claims,
                                     const struct token_demands *demands) {
    int64_t now = demands->now.us / 1000000, expires;
    if (!str_eq(text_of(claims, "iss"), demands->issuer))
        return TOKEN_ISSUER;
    if (!is_for(claims, demands->client_id))
        return TOKEN_AUDIENCE;
    if (!is_nonce(text_of(claims, "nonce"), demands->nonce))
        return TOKEN_NONCE;
    if (!json_int(claims, "exp", &expires) || expires <= now - ID_TOKEN_LEEWAY_S)
        return TOKEN_EXPIRED;
    if (!is_recent(claims, "iat", now, ID_TOKEN_AGE_S))
        return TOKEN_STALE;
    if (demands->fresh && !is_recent(claims, "auth_time", now, demands->fresh_within))
        return TOKEN_STALE;
    if (!is_good_enough(text_of(claims, "acr"), demands))
        return TOKEN_LEVEL;
    return text_of(claims, "sub").n ? TOKEN_GOOD : TOKEN_MALFORMED;
}

bool id_token_check(struct arena *arena, struct str token, const struct json *keys,
                    const struct token_demands *demands, struct id_token *ret_token,
                    enum token_fault *ret_fault, struct error *err) {
    struct str rest = token, part[3] = {0};
    const struct json *header, *claims;
    size_t parts = 0;
    *ret_fault = TOKEN_MALFORMED;
    if (token.n > ID_TOKEN_MAX)
        return true;
    for (struct str one; str_split(&rest, '.', &one); parts++)
        if (parts < COUNT(part))
            part[parts] = one;
    if (parts != COUNT(part))
        return true;
    if (!read_part(arena, part[0], &header, err) || !read_part(arena, part[1], &claims, err))
        return false;
    if (!header || header->type != JSON_OBJECT || !claims || claims->type != JSON_OBJECT)
        return true;
    if (!check_signature(arena, token, header, keys, ret_fault, err))
        return false;
    if (*ret_fault == TOKEN_GOOD)
        *ret_fault = check_claims(claims, demands);
    if (*ret_fault == TOKEN_GOOD)
        *ret_token = (struct id_token){
            .subject = text_of(claims, "sub"),
            .employee = text_of(claims, "employeeHsaId"),
            .commission = text_of(claims, "commissionHsaId"),
            .purpose = text_of(claims, "commissionPurpose"),
        };
    return true;
}
