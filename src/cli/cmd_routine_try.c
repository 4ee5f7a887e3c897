// SPDX-License-Identifier: EUPL-1.2
//
// vaka routine try FOLDER: whose duties would change if these routines were put in force. Cases are
// told by their address, not by name: who they are is read in the program, where reading is logged.
#include <stdio.h>
#include <string.h>

#include "app/try_routine.h"
#include "cli/cli.h"

static struct str role_words(enum code role) {
    if (role == CODE_NONE)
        return STR("");
    const struct code_info *info = code_info(role);
    return str_of(cli_language() == LANGUAGE_SV ? info->sv : info->en);
}

// "Uppföljning, sjuksköterska, Hemsjukvården Norr, 2026-12-01".
static void print_duty(const char *sign, const struct duty_row *duty, struct str unit) {
    struct str role = role_words(duty->role);
    printf("  %s " STR_FMT ", " STR_FMT "%s" STR_FMT "%s" STR_FMT "\n", sign, STR_ARG(duty->what),
           STR_ARG(role), unit.n ? ", " : "", STR_ARG(unit), duty->due.n ? ", " : "",
           STR_ARG(duty->due));
}

static void tell(void *context, const struct duty_change *change) {
    char *last = context;
    struct str id =
        str_sub(change->stream, str_find(change->stream, STR("/")) + 1, change->stream.n);
    if (strncmp(last, id.p, STREAM_ID_MAX) != 0)
        printf("/arende/" STR_FMT "\n", STR_ARG(id));
    snprintf(last, STREAM_ID_MAX, STR_FMT, STR_ARG(id));
    if (change->before)
        print_duty("-", change->before, change->unit_before);
    if (change->after)
        print_duty("+", change->after, change->unit_after);
}

static void tell_trial(struct arena *arena, const struct routine_trial *trial) {
    cli_say(TR(arena, cli_language(), T_routine_tried, tr_number(arena, trial->cases),
               tr_number(arena, trial->changed)));
    cli_say(TR(
        arena, cli_language(), T_routine_tried_duties, tr_number(arena, trial->duties[DUTY_COMES]),
        tr_number(arena, trial->duties[DUTY_GOES]), tr_number(arena, trial->duties[DUTY_BECOMES])));
    if (trial->refused)
        cli_say(
            TR(arena, cli_language(), T_routine_tried_refused, tr_number(arena, trial->refused)));
}

int cmd_routine_try(int argc, char **argv) {
    const char *database = "vaka.db", *folder = NULL;
    const struct cli_option options[] = {
        {"--database", &database, NULL},
        {NULL, &folder, NULL},
    };
    struct error err = {0};
    struct app *app = NULL;
    struct routine_trial trial = {0};
    char last[STREAM_ID_MAX] = "";
    int status;
    if (!cli_options(argc, argv, options, COUNT(options), T_command_routine_try_usage, &status))
        return status;
    if (!folder) {
        cli_say(tr(cli_language(), T_command_routine_try_usage));
        return CLI_USAGE;
    }
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    const struct app_options app_options = {.database = database, .without_routine = true};
    if (!arena) {
        error_memory(&err);
        return cli_error(&err);
    }
    if (!cli_exists(database, &err) || !app_open(&app_options, &app, &err))
        return cli_error(&err);
    bool done = app_try_routine(app, folder, tell, last, &trial, &err);
    app_close(app);
    if (!done)
        return cli_error(&err);
    tell_trial(arena, &trial);
    return CLI_DONE;
}
