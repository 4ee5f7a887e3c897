// SPDX-License-Identifier: EUPL-1.2
#include "app/sign_in_rules.h"

#include "base/file.h"
#include "base/json.h"

#define FILE_MAX ((size_t)64 * 1024)
#define PROOF_SECONDS 600
#define PROOF_SECONDS_MAX 43200

static bool bad(const char *what, struct error *err) {
    return error_set(err, ERR_INPUT, "sign-in-rules.bad", what, NULL);
}

static bool only_known(const struct json *object, const char *const *names, size_t count,
                       struct error *err) {
    for (const struct json *member = object->first; member; member = member->next) {
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known = known || str_is(member->key, names[i]);
        if (!known)
            return error_set_str(err, ERR_INPUT, "sign-in-rules.bad", member->key);
    }
    return true;
}

static bool take_text(const struct json *object, const char *name, bool needed,
                      struct str *ret_text, struct error *err) {
    const struct json *value = json_get(object, name);
    if (!value)
        return !needed || bad(name, err);
    if (value->type != JSON_STRING || (needed && !value->text.n))
        return bad(name, err);
    *ret_text = value->text;
    return true;
}

static bool take_flag(const struct json *object, const char *name, bool *ret_flag,
                      struct error *err) {
    return !json_get(object, name) || json_bool(object, name, ret_flag) || bad(name, err);
}

static bool take_levels(const struct json *object, struct provider_rules *provider,
                        struct error *err) {
    const struct json *levels = json_get(object, "acr");
    if (!levels)
        return true;
    if (levels->type != JSON_ARRAY || levels->count > ACR_MAX)
        return bad("acr", err);
    for (const struct json *level = levels->first; level; level = level->next) {
        if (level->type != JSON_STRING || !level->text.n)
            return bad("acr", err);
        provider->acr[provider->acr_count++] = level->text;
    }
    return true;
}

// The secret stands in a file of its own, not among the rules.
static bool take_secret(struct arena *arena, const struct json *object,
                        struct provider_rules *provider, struct error *err) {
    struct str path = STR_NONE;
    if (!take_text(object, "clientSecretFile", false, &path, err) || !path.n)
        return !path.n && !json_get(object, "clientSecretFile");
    if (!file_read(arena, path.p, FILE_MAX, &provider->client_secret, err))
        return false;
    provider->client_secret = str_trim(provider->client_secret);
    return provider->client_secret.n > 0 || bad("clientSecretFile", err);
}

static bool is_safe(const struct provider_rules *provider, struct str url) {
    return str_starts(url, STR("https://")) ||
           (provider->allow_http && str_starts(url, STR("http://")));
}

static bool take_texts(const struct json *object, struct provider_rules *provider,
                       struct error *err) {
    const struct json *name = json_get(object, "name");
    if (!name || name->type != JSON_OBJECT)
        return bad("name", err);
    return take_text(object, "issuer", true, &provider->issuer, err) &&
           take_text(object, "clientId", true, &provider->client_id, err) &&
           take_text(object, "callback", true, &provider->callback, err) &&
           take_text(object, "scope", false, &provider->scope, err) &&
           take_text(name, "sv", true, &provider->name_sv, err) &&
           take_text(name, "en", true, &provider->name_en, err);
}

static bool read_provider(struct arena *arena, const struct json *object,
                          struct provider_rules *provider, struct error *err) {
    static const char *const names[] = {"issuer",   "clientId", "clientSecretFile",
                                        "callback", "acr",      "scope",
                                        "name",     "local",    "allowHttp"};
    *provider = (struct provider_rules){.scope = STR("openid"), .local = true};
    if (object->type != JSON_OBJECT)
        return bad("openid", err);
    if (!only_known(object, names, COUNT(names), err) || !take_texts(object, provider, err) ||
        !take_levels(object, provider, err) || !take_secret(arena, object, provider, err) ||
        !take_flag(object, "local", &provider->local, err) ||
        !take_flag(object, "allowHttp", &provider->allow_http, err))
        return false;
    if (!is_safe(provider, provider->issuer))
        return bad("issuer", err);
    return is_safe(provider, provider->callback) || bad("callback", err);
}

static bool take_factor(const struct json *object, enum factor_rule *ret_factor,
                        struct error *err) {
    static const char *const words[] = {
        [FACTOR_OF_ADMINISTRATORS] = "administrators",
        [FACTOR_OF_ALL] = "required",
        [FACTOR_OF_NOBODY] = "optional",
    };
    struct str word = str_of(words[FACTOR_OF_ADMINISTRATORS]);
    if (!take_text(object, "secondFactor", false, &word, err))
        return false;
    for (size_t i = 0; i < COUNT(words); i++) {
        if (!str_is(word, words[i]))
            continue;
        *ret_factor = (enum factor_rule)i;
        return true;
    }
    return bad("secondFactor", err);
}

static bool read_rules(struct arena *arena, const struct json *object, struct sign_in_rules *rules,
                       struct error *err) {
    static const char *const names[] = {"secondFactor", "proofSeconds", "tellNewDevice", "contact",
                                        "openid"};
    bool tell_devices = true;
    if (object->type != JSON_OBJECT)
        return bad("{", err);
    if (!only_known(object, names, COUNT(names), err) ||
        !take_factor(object, &rules->factor, err) ||
        !take_flag(object, "tellNewDevice", &tell_devices, err) ||
        !take_text(object, "contact", false, &rules->contact, err))
        return false;
    if (json_get(object, "proofSeconds") &&
        (!json_int(object, "proofSeconds", &rules->proof_seconds) || rules->proof_seconds < 1 ||
         rules->proof_seconds > PROOF_SECONDS_MAX))
        return bad("proofSeconds", err);
    rules->quiet_devices = !tell_devices;
    const struct json *openid = json_get(object, "openid");
    rules->has_provider = openid != NULL;
    return !openid || read_provider(arena, openid, &rules->provider, err);
}

bool sign_in_rules_read(struct arena *arena, const char *path, const char *database,
                        struct sign_in_rules *ret_rules, struct error *err) {
    struct sign_in_rules rules = {.proof_seconds = PROOF_SECONDS};
    struct str usual = str_printf(arena, "%s.sign-in", database);
    struct str text;
    struct error fault = {0};
    const struct json *json;
    if (!usual.p)
        return error_memory(err);
    if (!file_read(arena, path ? path : usual.p, FILE_MAX, &text, &fault)) {
        if (path || fault.code != ERR_MISSING) {
            if (err)
                *err = fault;
            return false;
        }
    } else if (!json_parse(arena, text, &json, err) || !read_rules(arena, json, &rules, err)) {
        return false;
    }
    *ret_rules = rules;
    return true;
}
