// SPDX-License-Identifier: EUPL-1.2
//
// The file of destinations (docs/notify.md): JSON, readable by its owner alone, since it holds
// secrets.
#include <sys/stat.h>

#include "app/notify_internal.h"
#include "base/file.h"
#include "base/json.h"

#define FILE_MAX ((size_t)256 * 1024)
#define RETRY_S 30
#define RETRY_MAX_S 3600
#define SECRET_MIN 16 // characters
#define HERE_NAMES 3

static bool broken(const struct json *at, const char *what, struct error *err) {
    error_set(err, ERR_DAMAGED, "notify.file-broken", what, NULL);
    return error_at(err, NULL, NULL, at->line, at->column);
}

static struct str text_of(const struct json *object, const char *key) {
    struct str text = STR_NONE;
    return json_str(object, key, &text) ? text : STR_NONE;
}

// What stands in a header or a command of the mail server has no line ends and no brackets.
bool mail_is_address(struct str text) {
    size_t ats = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c <= ' ' || c >= 0x7F || c == '<' || c == '>' || c == '"' || c == ',')
            return false;
        ats += c == '@';
    }
    return text.n > 2 && text.n <= 254 && ats == 1 && text.p[0] != '@';
}

static bool is_plain_text(struct str text) {
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] <= ' ' || (unsigned char)text.p[i] >= 0x7F)
            return false;
    return text.n > 0 && text.n <= 1000;
}

// Whether an URL of that scheme leads to this machine.
static bool is_here(struct str url, struct str scheme) {
    static const char *const names[HERE_NAMES] = {"127.0.0.1", "localhost", "[::1]"};
    if (!str_starts(url, scheme))
        return false;
    url = str_sub(url, scheme.n, url.n);
    for (size_t i = 0; i < HERE_NAMES; i++) {
        struct str name = str_of(names[i]);
        if (str_starts(url, name) &&
            (url.n == name.n || url.p[name.n] == ':' || url.p[name.n] == '/'))
            return true;
    }
    return false;
}

static bool is_hook(struct str url) {
    return is_plain_text(url) && (str_starts(url, STR("https://")) || is_here(url, STR("http://")));
}

static bool read_mail(const struct json *mail, struct notify_config *config, struct error *err) {
    if (mail->type != JSON_OBJECT)
        return broken(mail, "mail", err);
    config->server = text_of(mail, "server");
    config->user = text_of(mail, "user");
    config->password = text_of(mail, "password");
    config->from = text_of(mail, "from");
    config->ca = text_of(mail, "ca");
    struct str tls = text_of(mail, "tls");
    bool is_smtp = is_plain_text(config->server) && (str_starts(config->server, STR("smtp://")) ||
                                                     str_starts(config->server, STR("smtps://")));
    config->plain = str_is(tls, "none");
    if (!is_smtp)
        return broken(mail, "server", err);
    if (!mail_is_address(config->from))
        return broken(mail, "from", err);
    if ((tls.n && !config->plain && !str_is(tls, "required")) ||
        (config->plain && !is_here(config->server, STR("smtp://"))))
        return broken(mail, "tls", err);
    return true;
}

static bool add_to(struct arena *arena, struct notify_rule *rule, enum notify_kind kind,
                   struct str address, struct str secret, struct error *err) {
    struct notify_to *to = LIST_PUSH(arena, &rule->to);
    if (!to)
        return error_memory(err);
    *to = (struct notify_to){
        .kind = kind, .address = address, .secret = secret, .language = rule->language};
    to->name =
        str_printf(arena, "%s:" STR_FMT, kind == NOTIFY_MAIL ? "mail" : "hook", STR_ARG(address));
    return to->name.p ? true : error_memory(err);
}

static bool read_boxes(struct arena *arena, const struct json *list, struct notify_rule *rule,
                       struct error *err) {
    if (list->type != JSON_ARRAY)
        return broken(list, "mail", err);
    for (const struct json *one = list->first; one; one = one->next) {
        if (one->type != JSON_STRING || !mail_is_address(one->text))
            return broken(one, "mail", err);
        if (!add_to(arena, rule, NOTIFY_MAIL, one->text, STR_NONE, err))
            return false;
    }
    return true;
}

static bool read_hook(struct arena *arena, const struct json *hook, struct notify_rule *rule,
                      struct error *err) {
    struct str url = text_of(hook, "url"), secret = text_of(hook, "secret");
    if (hook->type != JSON_OBJECT || !is_hook(url))
        return broken(hook, "url", err);
    if (secret.n < SECRET_MIN)
        return broken(hook, "secret", err);
    return add_to(arena, rule, NOTIFY_HOOK, url, secret, err);
}

static bool read_rule(struct arena *arena, const struct json *one, struct notify_config *config,
                      struct error *err) {
    struct notify_rule *rule = LIST_PUSH(arena, &config->rules);
    if (!rule)
        return error_memory(err);
    if (one->type != JSON_OBJECT)
        return broken(one, "to", err);
    const struct json *mail = json_get(one, "mail"), *hook = json_get(one, "hook");
    struct str role = text_of(one, "role");
    *rule = (struct notify_rule){.unit = text_of(one, "unit"), .language = LANGUAGE_SV};
    if (json_get(one, "language") && !language_parse(text_of(one, "language"), &rule->language))
        return broken(one, "language", err);
    rule->role = code_find(CODES_role, role);
    if (rule->role == CODE_NONE)
        rule->role = code_find_feel(CODES_role, role);
    if (role.n && rule->role == CODE_NONE)
        return broken(one, "role", err);
    if (mail && !config->server.n)
        return broken(mail, "server", err);
    return (!mail || read_boxes(arena, mail, rule, err)) &&
           (!hook || read_hook(arena, hook, rule, err));
}

bool notify_config_parse(struct arena *arena, struct str text, struct notify_config *ret_config,
                         struct error *err) {
    struct notify_config config = {.is_there = true, .retry_s = RETRY_S};
    const struct json *whole;
    if (!json_parse(arena, text, &whole, err))
        return false;
    const struct json *mail = json_get(whole, "mail"), *to = json_get(whole, "to");
    config.site = text_of(whole, "site");
    if (!is_hook(config.site)) // people sign in over TLS, too
        return broken(whole, "site", err);
    if (json_get(whole, "retry_s") && (!json_int(whole, "retry_s", &config.retry_s) ||
                                       config.retry_s < 1 || config.retry_s > RETRY_MAX_S))
        return broken(whole, "retry_s", err);
    if (mail && !read_mail(mail, &config, err))
        return false;
    if (!to || to->type != JSON_ARRAY)
        return broken(whole, "to", err);
    for (const struct json *one = to->first; one; one = one->next)
        if (!read_rule(arena, one, &config, err))
            return false;
    *ret_config = config;
    return true;
}

bool notify_config_read(struct arena *arena, const char *path, struct notify_config *ret_config,
                        struct error *err) {
    struct error fault = {0};
    struct stat info;
    struct str text;
    if (!file_read(arena, path, FILE_MAX, &text, &fault)) {
        *ret_config = (struct notify_config){0};
        if (fault.code == ERR_MISSING)
            return true;
        if (err)
            *err = fault;
        return false;
    }
    if (stat(path, &info) < 0 || (info.st_mode & 077))
        return error_set(err, ERR_DAMAGED, "notify.file-open", path, NULL);
    if (notify_config_parse(arena, text, ret_config, &fault))
        return true;
    if (err)
        *err = fault;
    return error_at(err, path, NULL, fault.line, fault.column);
}
