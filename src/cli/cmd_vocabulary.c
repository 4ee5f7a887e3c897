// SPDX-License-Identifier: EUPL-1.2
//
// vaka vocabulary --dmn | --markdown: the vocabulary for a DMN modeller, or for a reader.
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "routine/routine.h"

static int usage(FILE *to, int status) {
    struct str text = tr(cli_language(), T_command_vocabulary_usage);
    fprintf(to, STR_FMT "\n", STR_ARG(text));
    return status;
}

int cmd_vocabulary(int argc, char **argv) {
    if (argc != 2)
        return usage(stderr, CLI_USAGE);
    if (strcmp(argv[1], "--help") == 0)
        return usage(stdout, CLI_DONE);
    bool dmn = strcmp(argv[1], "--dmn") == 0;
    if (!dmn && strcmp(argv[1], "--markdown") != 0)
        return usage(stderr, CLI_USAGE);
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct error err = {0};
    struct str text;
    if (!arena) {
        error_memory(&err);
        return cli_error(&err);
    }
    if (!(dmn ? vocabulary_model(arena, &text, &err) : vocabulary_page(arena, &text, &err)))
        return cli_error(&err);
    bool written = fwrite(text.p, 1, text.n, stdout) == text.n && fflush(stdout) == 0;
    if (!written)
        error_set(&err, ERR_IO, "command.cannot-write", NULL);
    return written ? CLI_DONE : cli_error(&err);
}
