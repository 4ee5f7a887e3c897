// SPDX-License-Identifier: EUPL-1.2
//
// vaka backup, vaka backup-key, vaka restore: a copy, the keys that it is encrypted for, and back.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "app/backup.h"
#include "base/file.h"
#include "cli/report.h"

static int tell_usage(enum text_id usage) {
    struct str text = tr(cli_language(), usage);
    fprintf(stderr, STR_FMT "\n", STR_ARG(text));
    return CLI_USAGE;
}

static bool read_public(const char *path, struct public_keys *ret_keys, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str text;
    if (!arena)
        return error_memory(err);
    return file_read(arena, path, ENCRYPT_KEY_FILE_MAX, &text, err) &&
           (encrypt_read_public(text, ret_keys, err) || error_at(err, path, NULL, 0, 0));
}

// A run that was killed left something behind, which this one has taken away.
static void tell_left(bool was_left, const char *to) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (was_left && arena)
        cli_say(TR(arena, cli_language(), T_backup_was_left, str_of(to)));
}

static bool back_up(const char *database, const char *to, const struct public_keys *keys,
                    struct error *err) {
    const struct app_options options = {.database = database, .without_routine = true};
    struct app *app = NULL;
    if (!cli_exists(database, err) || !app_open(&options, &app, err))
        return false;
    bool was_left = false, done = app_backup(app, to, keys, &was_left, err);
    app_close(app);
    tell_left(was_left, to);
    return done;
}

int cmd_backup(int argc, char **argv) {
    const char *database = "vaka.db", *keys_path = NULL, *to = NULL;
    const struct cli_option options[] = {
        {"--database", &database, NULL},
        {"--for", &keys_path, NULL},
        {NULL, &to, NULL},
    };
    int status;
    struct public_keys keys;
    struct error err = {0};
    if (!cli_options(argc, argv, options, COUNT(options), T_backup_usage, &status))
        return status;
    if (!to)
        return tell_usage(T_backup_usage);
    if (keys_path && !read_public(keys_path, &keys, &err))
        return cli_error(&err);
    return back_up(database, to, keys_path ? &keys : NULL, &err) ? CLI_DONE : cli_error(&err);
}

// The public key on standard output, so that it can be carried to the server.
static bool new_pair(const char *path, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str private, public;
    if (!arena)
        return error_memory(err);
    if (access(path, F_OK) == 0)
        return error_set(err, ERR_CONFLICT, "file.exists", path, NULL);
    if (!encrypt_new_pair(arena, &private, &public, err))
        return false;
    private = str_printf(arena, STR_FMT "\n", STR_ARG(private));
    if (!private.p)
        return error_memory(err);
    if (!file_replace(path, private, err))
        return false;
    cli_say(public);
    return true;
}

int cmd_backup_key(int argc, char **argv) {
    const char *path = NULL;
    const struct cli_option options[] = {{NULL, &path, NULL}};
    int status;
    struct error err = {0};
    if (!cli_options(argc, argv, options, COUNT(options), T_backup_key_usage, &status))
        return status;
    if (!path)
        return tell_usage(T_backup_key_usage);
    return new_pair(path, &err) ? CLI_DONE : cli_error(&err);
}

// What is under way is finished or taken away: an interruption in between would leave a database
// that nobody has verified.
static void hold_interruptions(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

static bool lies_beside(struct arena *arena, const char *database, const char *tail) {
    struct str path = str_printf(arena, "%s%s", database, tail);
    return path.p && access(path.p, F_OK) == 0;
}

// What belongs to a database lies in files of its own, which no copy holds.
static void tell_beside(struct arena *arena, const char *database, bool has_codes) {
    enum language language = cli_language();
    struct str name = str_of(database);
    if (has_codes)
        cli_say(
            TR(arena, language,
               lies_beside(arena, database, ".key") ? T_restore_key_there : T_restore_key_lacking,
               name));
    cli_say(TR(arena, language,
               lies_beside(arena, database, ".checkpoints") ? T_restore_checkpoints_there
                                                            : T_restore_checkpoints_lacking,
               name));
}

static int tell_restored(struct arena *arena, const struct restoring *restoring,
                         const struct verify_report *report) {
    int status = cli_tell_report(arena, report);
    bool kept = report->faults.n == 0 || restoring->despite_faults;
    cli_say(TR(arena, cli_language(), kept ? T_restore_done : T_restore_not_kept,
               str_of(restoring->to)));
    if (kept)
        tell_beside(arena, restoring->to, *restoring->ret_has_codes);
    return status;
}

static int restore(struct restoring *restoring, const char *key_path) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct private_key key;
    struct verify_report report = {0};
    struct error err = {0};
    struct str text;
    if (!arena) {
        error_memory(&err);
        return cli_error(&err);
    }
    if (key_path &&
        (!file_read(arena, key_path, ENCRYPT_KEY_FILE_MAX, &text, &err) ||
         (!encrypt_read_private(text, &key, &err) && !error_at(&err, key_path, NULL, 0, 0))))
        return cli_error(&err);
    bool was_left = false, has_codes = false;
    restoring->key = key_path ? &key : NULL;
    restoring->ret_was_left = &was_left;
    restoring->ret_has_codes = &has_codes;
    hold_interruptions();
    bool done = app_restore(restoring, arena, &report, &err);
    private_key_forget(&key);
    tell_left(was_left, restoring->to);
    return done ? tell_restored(arena, restoring, &report) : cli_error(&err);
}

int cmd_restore(int argc, char **argv) {
    const char *key_path = NULL;
    struct restoring restoring = {0};
    const struct cli_option options[] = {
        {"--from", &restoring.from, NULL},
        {"--key", &key_path, NULL},
        {"--despite-faults", NULL, &restoring.despite_faults},
        {NULL, &restoring.to, NULL},
    };
    int status;
    if (!cli_options(argc, argv, options, COUNT(options), T_restore_usage, &status))
        return status;
    if (!restoring.from || !restoring.to)
        return tell_usage(T_restore_usage);
    return restore(&restoring, key_path);
}
