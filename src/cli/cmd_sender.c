// SPDX-License-Identifier: EUPL-1.2
//
// vaka sender: a system that may send messages (docs/intake.md). Its key is told once, on standard
// output; the file of senders keeps only its checksum.
#include "app/intake.h"
#include "cli/cli.h"

struct sender_options {
    const char *database, *routine, *senders;
    const char *login, *name, *receiver, *unit, *role;
};

static bool add(struct app *app, struct arena *arena, const struct sender_options *options,
                struct error *err) {
    struct sender_words words = {
        .login = str_of(options->login),
        .name = str_of(options->name ? options->name : options->login),
        .receiver = str_of(options->receiver),
        .unit = str_of(options->unit),
        .role = CODE_role_ward,
    };
    struct str key;
    if (options->role)
        words.role = code_find(CODES_role, str_of(options->role));
    if (words.role == CODE_NONE && options->role)
        words.role = code_find_feel(CODES_role, str_of(options->role));
    if (words.role == CODE_NONE)
        return error_set(err, ERR_INPUT, "user.no-such-code", options->role, NULL);
    if (!app_add_sender(app, arena, &words, &key, err))
        return false;
    cli_say(key);
    return true;
}

int cmd_sender(int argc, char **argv) {
    struct sender_options words = {.database = "vaka.db"};
    const struct cli_option options[] = {
        {"--database", &words.database, NULL}, {"--routine", &words.routine, NULL},
        {"--senders", &words.senders, NULL},   {"--login", &words.login, NULL},
        {"--name", &words.name, NULL},         {"--receiver", &words.receiver, NULL},
        {"--unit", &words.unit, NULL},         {"--role", &words.role, NULL},
    };
    int status;
    struct error err = {0};
    struct app *app = NULL;
    if (!cli_options(argc, argv, options, COUNT(options), T_sender_usage, &status))
        return status;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    const struct app_options app_options = {
        .database = words.database, .routine = words.routine, .senders = words.senders};
    if (!arena)
        error_memory(&err);
    if (!arena || !app_open(&app_options, &app, &err))
        return cli_error(&err);
    bool done = add(app, arena, &words, &err);
    app_close(app);
    return done ? CLI_DONE : cli_error(&err);
}
