// SPDX-License-Identifier: EUPL-1.2
#include "web/cookie.h"

#define HOST_PREFIX "__Host-"

static const char *const names[COOKIE_COUNT] = {
    [COOKIE_SESSION] = HOST_PREFIX "vaka",
    [COOKIE_FORM] = HOST_PREFIX "vaka-form",
    [COOKIE_LANGUAGE] = HOST_PREFIX "vaka-language",
    [COOKIE_DEVICE] = HOST_PREFIX "vaka-device",
};

static struct str name_of(enum cookie cookie, bool behind_tls) {
    struct str name = str_of(names[cookie]);
    return behind_tls ? name : str_sub(name, sizeof(HOST_PREFIX) - 1, name.n);
}

struct str cookie_get(struct str header, enum cookie cookie, bool behind_tls) {
    struct str name = name_of(cookie, behind_tls);
    struct str found = STR_NONE;
    for (struct str pair; str_split(&header, ';', &pair);) {
        pair = str_trim(pair);
        size_t equals = str_find_char(pair, '=');
        if (equals == STR_NOT_FOUND || !str_eq(str_sub(pair, 0, equals), name))
            continue;
        if (found.p)
            return STR_NONE;
        found = str_sub(pair, equals + 1, pair.n);
    }
    return found;
}

struct str cookie_set(struct arena *arena, enum cookie cookie, struct str value, bool behind_tls) {
    struct str name = name_of(cookie, behind_tls);
    const char *age = !value.n                  ? "; Max-Age=0"
                      : cookie == COOKIE_DEVICE ? "; Max-Age=31536000"
                                                : "";
    return str_printf(arena, STR_FMT "=" STR_FMT "; Path=/; HttpOnly; SameSite=Lax%s%s",
                      STR_ARG(name), STR_ARG(value), behind_tls ? "; Secure" : "", age);
}
