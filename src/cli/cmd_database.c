// SPDX-License-Identifier: EUPL-1.2
//
// vaka verify, vaka rebuild, vaka backup, vaka checkpoint-key: the care of a database.
#include <stdio.h>
#include <stdlib.h>

#include "app/app.h"
#include "cli/cli.h"

static bool open_existing(const char *database, const char *routine, bool without_routine,
                          struct app **ret_app, struct error *err) {
    const struct app_options options = {.database = database,
                                        .routine = routine,
                                        .without_routine = without_routine,
                                        .deriving = cli_deriving};
    return cli_exists(database, err) && app_open(&options, ret_app, err);
}

static int tell_report(struct arena *arena, const struct verify_report *report) {
    for (size_t i = 0; i < report->faults.n; i++)
        cli_error(&report->faults.items[i]);
    struct str fault_count = tr_number(arena, (int64_t)report->faults.n);
    cli_say(TR(arena, cli_language(), T_verify_counted, tr_number(arena, report->events),
               tr_number(arena, report->streams), tr_number(arena, report->access_entries),
               tr_number(arena, report->checkpoints)));
    if (report->faults.n == 0)
        cli_say(tr(cli_language(), T_verify_whole));
    else
        cli_say(TR(arena, cli_language(), T_verify_faults, fault_count));
    return report->faults.n == 0 ? CLI_DONE : CLI_FAILED;
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
    return read ? tell_report(arena, &report) : cli_error(&err);
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

int cmd_backup(int argc, char **argv) {
    const char *database = "vaka.db", *to = NULL;
    const struct cli_option options[] = {
        {"--database", &database, NULL},
        {NULL, &to, NULL},
    };
    int status;
    if (!cli_options(argc, argv, options, COUNT(options), T_backup_usage, &status))
        return status;
    if (!to) {
        struct str usage = tr(cli_language(), T_backup_usage);
        fprintf(stderr, STR_FMT "\n", STR_ARG(usage));
        return CLI_USAGE;
    }
    struct error err = {0};
    struct app *app = NULL;
    if (!open_existing(database, NULL, true, &app, &err))
        return cli_error(&err);
    bool done = app_backup(app, to, &err);
    app_close(app);
    return done ? CLI_DONE : cli_error(&err);
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
