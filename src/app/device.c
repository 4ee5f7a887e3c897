// SPDX-License-Identifier: EUPL-1.2
#include "app/device.h"

#include "app/internal.h"
#include "base/utf8.h"

bool device_mark(struct arena *arena, const struct client *client, struct str *ret_mark,
                 struct error *err) {
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add(&hasher, client->device);
    hasher_add(&hasher, client->agent);
    struct hash mark = hasher_done(&hasher);
    *ret_mark = hex_of(arena, mark.b, sizeof(mark.b));
    return ret_mark->p ? true : error_memory(err);
}

bool device_hash(struct arena *arena, const struct client *client, struct str *ret_hash,
                 struct error *err) {
    struct hash hash = hash_of(client->device);
    *ret_hash = hex_of(arena, hash.b, sizeof(hash.b));
    return ret_hash->p ? true : error_memory(err);
}

struct str device_agent(const struct client *client) {
    struct str agent = str_sub(client->agent, 0, AGENT_MAX);
    return utf8_valid(agent) ? agent : STR("");
}

struct str agent_words(struct arena *arena, enum language language, struct str agent) {
    static const struct {
        const char *sign, *name;
    } browsers[] = {{"Edg/", "Edge"},
                    {"OPR/", "Opera"},
                    {"Firefox/", "Firefox"},
                    {"Chrome/", "Chrome"},
                    {"Safari/", "Safari"}},
      systems[] = {{"iPhone", "iPhone"},   {"iPad", "iPad"},      {"Android", "Android"},
                   {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"},
                   {"Linux", "Linux"}};
    const char *browser = NULL, *system = NULL;
    for (size_t i = 0; i < COUNT(browsers) && !browser; i++)
        if (str_find(agent, str_of(browsers[i].sign)) != STR_NOT_FOUND)
            browser = browsers[i].name;
    for (size_t i = 0; i < COUNT(systems) && !system; i++)
        if (str_find(agent, str_of(systems[i].sign)) != STR_NOT_FOUND)
            system = systems[i].name;
    if (browser && system)
        return TR(arena, language, T_account_agent, str_of(browser), str_of(system));
    return browser ? str_of(browser) : tr(language, T_account_agent_unknown);
}
