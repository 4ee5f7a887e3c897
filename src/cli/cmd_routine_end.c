// SPDX-License-Identifier: EUPL-1.2
//
// vaka routine end NAME: a routine whose folder was taken away is taken out of force, by whom and
// why. The password comes from standard input.
#include "app/in_force.h"
#include "cli/cli.h"

struct end_words {
    const char *database, *routine, *name, *by, *why;
};

static bool end_routine(struct app *app, struct arena *arena, const struct end_words *words,
                        struct error *err) {
    struct routine_end end = {
        .name = str_of(words->name), .why = str_of(words->why), .login = str_of(words->by)};
    int64_t duties;
    if (!cli_password(arena, &end.password, err) ||
        !app_end_routine(app, arena, &end, &duties, err))
        return false;
    cli_say(TR(arena, cli_language(), T_command_routine_ended, end.name, tr_number(arena, duties)));
    return true;
}

int cmd_routine_end(int argc, char **argv) {
    struct end_words words = {.database = "vaka.db"};
    const struct cli_option options[] = {
        {"--database", &words.database, NULL},
        {"--routine", &words.routine, NULL},
        {"--by", &words.by, NULL},
        {"--why", &words.why, NULL},
        {NULL, &words.name, NULL},
    };
    struct error err = {0};
    struct app *app = NULL;
    int status;
    if (!cli_options(argc, argv, options, COUNT(options), T_command_routine_end_usage, &status))
        return status;
    if (!words.name || !words.by || !words.why) {
        cli_say(tr(cli_language(), T_command_routine_end_usage));
        return CLI_USAGE;
    }
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    const struct app_options app_options = {.database = words.database,
                                            .routine = words.routine,
                                            .leaving = words.name,
                                            .deriving = cli_deriving};
    if (!arena) {
        error_memory(&err);
        return cli_error(&err);
    }
    if (!cli_exists(words.database, &err) || !app_open(&app_options, &app, &err))
        return cli_error(&err);
    bool done = end_routine(app, arena, &words, &err);
    app_close(app);
    return done ? CLI_DONE : cli_error(&err);
}
