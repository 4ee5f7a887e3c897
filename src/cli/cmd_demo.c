// SPDX-License-Identifier: EUPL-1.2
//
// vaka demo: fills an empty database with an invented municipality to try Vaka on.
#include <stdio.h>
#include <unistd.h>

#include "app/app.h"
#include "base/file.h"
#include "cli/cli.h"

static void list_users(void) {
    enum language language = cli_language();
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        return;
    cli_say(TR(arena, language, T_demo_users, str_of(demo_password)));
    for (size_t i = 0; i < demo_user_count; i++) {
        const struct code_info *role = code_info(demo_users[i].role);
        printf("  %-16s %s\n", demo_users[i].login, language == LANGUAGE_SV ? role->sv : role->en);
    }
}

// Whoever tries a demo tries it with the password alone, the administrator too, and its users are
// signed in as from everywhere: said in the file of rules beside it (docs/sign-in.md), which is
// left alone where there is one.
static bool relax_sign_in(const char *database, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str path = arena ? str_printf(arena, "%s.sign-in", database) : STR_NONE;
    if (!path.p)
        return error_memory(err);
    return access(path.p, F_OK) == 0 ||
           file_replace(path.p, STR("{\"secondFactor\": \"optional\", \"tellNewDevice\": false}\n"),
                        err);
}

int cmd_demo(int argc, char **argv) {
    const char *database = "vaka.db", *routine = NULL;
    bool users = false, small = false;
    const struct cli_option options[] = {
        {"--database", &database, NULL},
        {"--routine", &routine, NULL},
        {"--users", NULL, &users},
        {"--small", NULL, &small},
    };
    int status;
    if (!cli_options(argc, argv, options, COUNT(options), T_demo_usage, &status))
        return status;
    if (users) {
        list_users();
        return CLI_DONE;
    }
    struct error err = {0};
    struct app *app = NULL;
    const struct store_options store = {.synchronous_off = true};
    if (!app_open(&(struct app_options){.database = database, .routine = routine, .store = &store},
                  &app, &err))
        return cli_error(&err);
    bool filled = app_fill_demo(app, small, &err);
    app_close(app);
    return filled && file_sync(database, &err) && relax_sign_in(database, &err) ? CLI_DONE
                                                                                : cli_error(&err);
}
