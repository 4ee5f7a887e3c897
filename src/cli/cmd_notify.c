// SPDX-License-Identifier: EUPL-1.2
//
// vaka notify: how the notices of urgent duties stand; with --trial, a message to every destination
// of the file and how each took it (docs/notify.md).
#include "app/notify.h"
#include "cli/cli.h"

static bool tell(struct app *app, struct arena *arena, struct error *err) {
    struct notice_trouble trouble;
    if (!notify_trouble(app, arena, &trouble, err))
        return false;
    cli_say(TR(arena, cli_language(), T_notify_waiting, tr_number(arena, trouble.waiting),
               tr_number(arena, trouble.failing)));
    if (trouble.last.notice)
        cli_say(TR(
            arena, cli_language(), trouble.last.taken ? T_notify_last_taken : T_notify_last_failed,
            instant_text(arena, trouble.last.at), trouble.last.destination, trouble.last.answer));
    return true;
}

static bool send_trial(struct app *app, struct arena *arena, bool *ret_all, struct error *err) {
    struct notify_trials trials = {0};
    if (!notify_try_all(app, arena, &trials, err))
        return false;
    *ret_all = true;
    for (size_t i = 0; i < trials.items.n; i++) {
        const struct notify_trial *trial = &trials.items.items[i];
        *ret_all = *ret_all && trial->taken;
        cli_say(TR(arena, cli_language(),
                   trial->taken ? T_notify_trial_taken : T_notify_trial_failed, trial->destination,
                   trial->answer));
    }
    if (!trials.items.n)
        cli_say(tr(cli_language(), T_notify_nobody));
    return true;
}

int cmd_notify(int argc, char **argv) {
    const char *database = "vaka.db", *path = NULL;
    bool trial = false, all = true;
    const struct cli_option options[] = {
        {"--database", &database, NULL}, {"--notify", &path, NULL}, {"--trial", NULL, &trial}};
    int status;
    struct error err = {0};
    struct app *app = NULL;
    if (!cli_options(argc, argv, options, COUNT(options), T_notify_usage, &status))
        return status;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    const struct app_options app_options = {
        .database = database, .notify = path, .without_routine = true};
    if (!arena)
        error_memory(&err);
    if (!arena || !cli_exists(database, &err) || !app_open(&app_options, &app, &err))
        return cli_error(&err);
    bool done = trial ? send_trial(app, arena, &all, &err) : tell(app, arena, &err);
    app_close(app);
    if (!done)
        return cli_error(&err);
    return all ? CLI_DONE : CLI_FAILED;
}
