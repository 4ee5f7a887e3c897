// SPDX-License-Identifier: EUPL-1.2
//
// vaka intake: messages from files, once: those that are named, or those of a folder as `vaka serve
// --intake` takes them. What becomes of each is told on standard output.
#include <stdio.h>
#include <string.h>

#include "app/intake.h"
#include "cli/cli.h"

struct intake_words {
    const char *database, *routine, *senders, *as, *folder;
};

static enum text_id outcome_text(enum intake_outcome outcome) {
    switch (outcome) {
    case INTAKE_RECORDED:
        return T_intake_recorded;
    case INTAKE_ALREADY:
        return T_intake_already;
    case INTAKE_QUEUED:
        return T_intake_queued;
    case INTAKE_ID_REUSED:
        return T_intake_id_reused;
    }
    return T_intake_queued;
}

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool take_one(struct app *app, const struct sender *sender, const char *path,
                     bool *all_recorded, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct taken taken;
    if (!arena)
        return error_memory(err);
    if (!app_take_in_file(app, arena, sender, path, str_of(last_part(path)), &taken, err))
        return false;
    enum language language = cli_language();
    struct str fault = STR_NONE;
    if (taken.fault.code != ERR_NONE)
        fault = error_text(arena, language, &taken.fault);
    if (taken.outcome == INTAKE_QUEUED || taken.outcome == INTAKE_ID_REUSED)
        *all_recorded = false;
    cli_say(TR(arena, language, outcome_text(taken.outcome), str_of(path), fault));
    return true;
}

static bool take_files(struct app *app, const struct intake_words *words, int count, char **paths,
                       bool *all_recorded, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct sender sender;
    if (!arena)
        return error_memory(err);
    if (!app_sender(app, arena, str_of(words->as), &sender, err))
        return false;
    for (int i = 0; i < count; i++)
        if (!take_one(app, &sender, paths[i], all_recorded, err))
            return false;
    return true;
}

static bool take_folder(struct app *app, const char *folder, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    size_t count, all = 0;
    if (!arena)
        return error_memory(err);
    do {
        if (!app_take_in_folder(app, folder, &count, err))
            return false;
        all += count;
    } while (count > 0);
    cli_say(TR(arena, cli_language(), T_intake_folder_done, tr_number(arena, (int64_t)all)));
    return true;
}

// The options come first; everything after them is a file.
static int option_words(int argc, char **argv) {
    int i = 1;
    while (i < argc && strncmp(argv[i], "--", 2) == 0 && strcmp(argv[i], "--help") != 0)
        i += 2;
    if (i < argc && strcmp(argv[i], "--help") == 0)
        return i + 1;
    return i < argc ? i : argc;
}

int cmd_intake(int argc, char **argv) {
    struct intake_words words = {.database = "vaka.db"};
    const struct cli_option options[] = {
        {"--database", &words.database, NULL}, {"--routine", &words.routine, NULL},
        {"--senders", &words.senders, NULL},   {"--as", &words.as, NULL},
        {"--folder", &words.folder, NULL},
    };
    int status, used = option_words(argc, argv);
    struct error err = {0};
    struct app *app = NULL;
    bool all_recorded = true;
    if (!cli_options(used, argv, options, COUNT(options), T_intake_usage, &status))
        return status;
    if (!words.folder && (!words.as || used == argc)) {
        struct str usage = tr(cli_language(), T_intake_usage);
        fprintf(stderr, STR_FMT "\n", STR_ARG(usage));
        return CLI_USAGE;
    }
    const struct app_options app_options = {
        .database = words.database, .routine = words.routine, .senders = words.senders};
    if (!cli_exists(words.database, &err) || !app_open(&app_options, &app, &err))
        return cli_error(&err);
    bool done =
        app_finish_messages(app, &err) &&
        (!words.as || take_files(app, &words, argc - used, argv + used, &all_recorded, &err)) &&
        (!words.folder || take_folder(app, words.folder, &err));
    app_close(app);
    if (!done)
        return cli_error(&err);
    return all_recorded ? CLI_DONE : CLI_FAILED;
}
