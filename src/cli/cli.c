// SPDX-License-Identifier: EUPL-1.2
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

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

void cli_say(struct str text) {
    printf(STR_FMT "\n", STR_ARG(text));
}

void cli_deriving(int64_t cases, bool over) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!over && !cases)
        cli_say(tr(cli_language(), T_rebuild_begins));
    else if (arena)
        cli_say(TR(arena, cli_language(), over ? T_rebuild_over : T_rebuild_so_far,
                   tr_number(arena, cases)));
    fflush(stdout);
}

static const struct cli_option *find_option(const struct cli_option *options, size_t count,
                                            const char *word) {
    bool named = strncmp(word, "--", 2) == 0;
    for (size_t i = 0; i < count; i++)
        if (named ? options[i].name && strcmp(options[i].name, word) == 0 : !options[i].name)
            return &options[i];
    return NULL;
}

static bool wrong_words(const char *key, const char *word, enum text_id usage, int *ret_status) {
    struct error err = {0};
    error_set(&err, ERR_INPUT, key, word, NULL);
    cli_error(&err);
    struct str text = tr(cli_language(), usage);
    fprintf(stderr, STR_FMT "\n", STR_ARG(text));
    *ret_status = CLI_USAGE;
    return false;
}

bool cli_options(int argc, char **argv, const struct cli_option *options, size_t count,
                 enum text_id usage, int *ret_status) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            cli_say(tr(cli_language(), usage));
            *ret_status = CLI_DONE;
            return false;
        }
        const struct cli_option *option = find_option(options, count, argv[i]);
        if (!option || (!option->name && *option->value))
            return wrong_words("command.unknown-word", argv[i], usage, ret_status);
        if (option->flag) {
            *option->flag = true;
        } else if (!option->name) {
            *option->value = argv[i];
        } else {
            if (i + 1 >= argc)
                return wrong_words("command.needs-value", argv[i], usage, ret_status);
            *option->value = argv[++i];
        }
    }
    return true;
}

bool cli_number(const char *option, const char *value, int64_t from, int64_t to,
                int64_t *ret_number) {
    int64_t number;
    if (str_int64(str_of(value), &number) && number >= from && number <= to) {
        *ret_number = number;
        return true;
    }
    struct error err = {0};
    error_set(&err, ERR_INPUT, "command.bad-number", option, value, NULL);
    cli_error(&err);
    return false;
}

bool cli_exists(const char *path, struct error *err) {
    if (access(path, F_OK) == 0)
        return true;
    return error_set(err, ERR_MISSING, "file.missing", path, NULL);
}

bool cli_password(struct arena *arena, struct str *ret_password, struct error *err) {
    char line[512];
    struct termios before, silent;
    bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        struct str prompt = tr(cli_language(), T_user_password);
        fprintf(stderr, STR_FMT " ", STR_ARG(prompt));
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    bool got = fgets(line, sizeof(line), stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    if (!got)
        return error_set(err, ERR_INPUT, "user.password-none", NULL);
    line[strcspn(line, "\r\n")] = 0;
    *ret_password = str_copy(arena, str_of(line));
    return ret_password->p ? true : error_memory(err);
}
