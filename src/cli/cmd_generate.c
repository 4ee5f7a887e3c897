// SPDX-License-Identifier: EUPL-1.2
//
// vaka generate: fills an empty database with as many invented people as asked for.
#include <stdio.h>
#include <time.h>

#include "app/app.h"
#include "base/file.h"
#include "cli/cli.h"

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void tell(int64_t cases, int64_t events, double took) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        return;
    cli_say(TR(arena, cli_language(), T_generate_done, tr_number(arena, cases),
               tr_number(arena, events), tr_number(arena, (int64_t)((double)cases / took))));
}

int cmd_generate(int argc, char **argv) {
    const char *database = "vaka.db", *routine = NULL, *cases_text = "2000", *vils_text = "0",
               *seed_text = "1";
    const struct cli_option options[] = {
        {"--database", &database, NULL}, {"--routine", &routine, NULL},
        {"--cases", &cases_text, NULL},  {"--vils", &vils_text, NULL},
        {"--seed", &seed_text, NULL},
    };
    int status;
    int64_t cases, vils, seed, events = 0;
    if (!cli_options(argc, argv, options, COUNT(options), T_generate_usage, &status))
        return status;
    if (!cli_number("--cases", cases_text, 1, GENERATE_MAX, &cases) ||
        !cli_number("--vils", vils_text, 0, cases, &vils) ||
        !cli_number("--seed", seed_text, 0, INT64_MAX, &seed))
        return CLI_USAGE;
    struct error err = {0};
    struct app *app = NULL;
    const struct store_options store = {.synchronous_off = true};
    if (!app_open(&(struct app_options){.database = database, .routine = routine, .store = &store},
                  &app, &err))
        return cli_error(&err);
    double began = seconds();
    bool done = app_generate(app, (size_t)cases, (size_t)vils, (uint64_t)seed, &events, &err);
    double took = seconds() - began;
    app_close(app);
    if (!done || !file_sync(database, &err))
        return cli_error(&err);
    tell(cases, events, took);
    return CLI_DONE;
}
