// SPDX-License-Identifier: EUPL-1.2
//
// vaka verify, vaka rebuild, vaka checkpoint-key: the care of a database.
#include <stdio.h>
#include <stdlib.h>

#include "cli/report.h"

static bool open_existing(const char *database, const char *routine, bool without_routine,
                          struct app **ret_app, struct error *err) {
    const struct app_options options = {.database = database,
                                        .routine = routine,
                                        .without_routine = without_routine,
                                        .deriving = cli_deriving};
    return cli_exists(database, err) && app_open(&options, ret_app, err);
}

int cmd_verify(int argc, char **argv) {
    const char *database = "vaka.db";
    const struct cli_option options[] = {{"--database", &database, NULL}};
    int status;
    if (!cli_options(argc, argv, options, COUNT(options), T_verify_usage, &status))
        return status;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct error err = {0};
    struct app *app = NULL;
    struct verify_report report = {0};
    if (!arena) {
        error_memory(&err);
        return cli_error(&err);
    }
    if (!open_existing(database, NULL, true, &app, &err))
        return cli_error(&err);
    bool read = app_verify(app, arena, &report, &err);
    app_close(app);
    return read ? cli_tell_report(arena, &report) : cli_error(&err);
}

int cmd_rebuild(int argc, char **argv) {
    const char *database = "vaka.db", *routine = NULL;
    const struct cli_option options[] = {
        {"--database", &database, NULL},
        {"--routine", &routine, NULL},
    };
    int status;
    if (!cli_options(argc, argv, options, COUNT(options), T_rebuild_usage, &status))
        return status;
    struct error err = {0};
    struct app *app = NULL;
    bool same = false;
    if (!open_existing(database, routine, false, &app, &err))
        return cli_error(&err);
    bool rebuilt = app_rebuild(app, &same, &err);
    app_close(app);
    if (!rebuilt)
        return cli_error(&err);
    cli_say(tr(cli_language(), same ? T_rebuild_same : T_rebuild_differed));
    return same ? CLI_DONE : CLI_FAILED;
}

int cmd_checkpoint_key(int argc, char **argv) {
    const char *database = "vaka.db";
    bool lost = false;
    const struct cli_option options[] = {
        {"--database", &database, NULL},
        {"--lost", NULL, &lost},
    };
    int status;
    if (!cli_options(argc, argv, options, COUNT(options), T_checkpoint_key_usage, &status))
        return status;
    struct error err = {0};
    struct app *app = NULL;
    if (!open_existing(database, NULL, true, &app, &err))
        return cli_error(&err);
    bool done = app_change_checkpoint_key(app, lost, &err);
    app_close(app);
    if (!done)
        return cli_error(&err);
    cli_say(tr(cli_language(), T_checkpoint_key_done));
    return CLI_DONE;
}
