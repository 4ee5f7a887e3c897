// SPDX-License-Identifier: EUPL-1.2
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum language cli_language(void) {
    const char *names[] = {"VAKA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue;
        return strncmp(value, "en", 2) == 0 ? LANGUAGE_EN : LANGUAGE_SV;
    }
    return LANGUAGE_SV;
}

int cli_error(const struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str text = STR_NONE;
    if (arena)
        text = error_text(arena, cli_language(), err);
    if (text.p)
        fprintf(stderr, "vaka: " STR_FMT "\n", STR_ARG(text));
    else
        fprintf(stderr, "vaka: %s\n", err->key ? err->key : "error.memory");
    return CLI_FAILED;
}
