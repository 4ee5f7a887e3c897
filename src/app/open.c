// SPDX-License-Identifier: EUPL-1.2
//
// Opening and closing the program: what its options name is read, the database opened, the routines
// put in force.
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/fetch.h"
#include "app/in_force.h"
#include "app/internal.h"

#define APP_ARENA_MAX ((size_t)256 * 1024 * 1024)
#define PASSWORDS_AT_ONCE 2

// ---- the routine ----

static bool is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

// The routines that come with the program: below the current folder, or beside the executable as
// it lies in its build folder or in an installation.
static bool find_routine(struct arena *arena, struct str *ret_folder, struct error *err) {
    static const char *const beside[] = {"../routines", "../../routines", "../share/vaka/routines"};
    struct str here = STR("routines");
    if (is_folder(here.p)) {
        *ret_folder = here;
        return true;
    }
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
    for (ssize_t i = n; i > 0; i--) {
        if (self[i - 1] != '/')
            continue;
        for (size_t k = 0; k < COUNT(beside); k++) {
            struct str folder = str_printf(arena, "%.*s%s", (int)i, self, beside[k]);
            if (!folder.p)
                return error_memory(err);
            if (is_folder(folder.p)) {
                *ret_folder = folder;
                return true;
            }
        }
        break;
    }
    return error_set(err, ERR_MISSING, "routine.not-found", here.p, NULL);
}

// ---- life cycle ----

static bool load_routine(struct app *app, const char *folder, struct str leaving,
                         struct error *err) {
    struct str found = str_of(folder);
    if (!folder && !find_routine(app->arena, &found, err))
        return false;
    return routine_load_all(app->arena, found.p, &app->routine, err) &&
           put_in_force(app, leaving, err);
}

static bool open_parts(struct app *app, const struct app_options *options, struct error *err) {
    const char *zone = options->zone ? options->zone : "Europe/Stockholm";
    app->clock_shift_us = options->clock_shift_s * 1000000;
    app->deriving = options->deriving;
    app->limiter = limiter_new(app->arena);
    app->senders = options->senders ? str_printf(app->arena, "%s", options->senders).p
                                    : str_printf(app->arena, "%s.senders", options->database).p;
    app->key_path = str_printf(app->arena, "%s.key", options->database).p;
    app->notify = options->notify ? str_printf(app->arena, "%s", options->notify).p
                                  : str_printf(app->arena, "%s.notify", options->database).p;
    if (!app->limiter || !app->senders || !app->key_path || !app->notify)
        return error_memory(err);
    return law_read(app->arena, options->database, &app->law, &app->keeping, err) &&
           sign_in_rules_read(app->arena, options->sign_in, options->database, &app->rules, err) &&
           zone_load(app->arena, zone, &app->zone, err) &&
           store_open(options->database, options->store, &app->store, err) &&
           (options->without_routine ||
            load_routine(app, options->routine, str_of(options->leaving), err));
}

bool app_open(const struct app_options *options, struct app **ret_app, struct error *err) {
    struct arena *arena = arena_new(APP_ARENA_MAX);
    struct app *app = arena ? ARENA_NEW(arena, struct app) : NULL;
    if (!app) {
        arena_free(arena);
        return error_memory(err);
    }
    app->arena = arena;
    sem_init(&app->passwords, 0, PASSWORDS_AT_ONCE);
    pthread_mutex_init(&app->session_lock, NULL);
    app->days = text_cache_new();
    app->provider_texts = text_cache_new();
    bool whole = app->days && app->provider_texts;
    if (!whole)
        error_memory(err);
    if (!whole || !fetch_start(err) || !open_parts(app, options, err)) {
        app_close(app);
        return false;
    }
    *ret_app = app;
    return true;
}

void app_close(struct app *app) {
    if (!app)
        return;
    store_close(app->store);
    limiter_close(app->limiter);
    text_cache_free(app->days);
    text_cache_free(app->provider_texts);
    pthread_mutex_destroy(&app->session_lock);
    sem_destroy(&app->passwords);
    arena_free(app->arena);
}
