// SPDX-License-Identifier: EUPL-1.2
//
// The folder that files come in by. A file is moved only when what it holds is durable.
#include "app/intake_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

#define FILES_AT_ONCE 100
#define NAMES_TRIED 1000
#define MODE_FOLDER 0770

static void close_folder(DIR **folder) {
    if (*folder)
        closedir(*folder);
}

static bool make_folder(const char *path, struct error *err) {
    return mkdir(path, MODE_FOLDER) == 0 || errno == EEXIST || file_failed(path, err);
}

static bool sync_folder(const char *path, struct error *err) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (!good)
        file_failed(path, err);
    if (fd >= 0)
        close(fd);
    return good;
}

struct sender_folder {
    struct app *app;
    struct sender sender;
    struct str path;               // of the sender
    struct str fresh, done, error; // the three in it
};

static bool open_sender(struct app *app, struct arena *arena, const char *folder, struct str login,
                        struct sender_folder *ret_folder, struct error *err) {
    struct sender_folder one = {.app = app};
    one.path = str_printf(arena, "%s/" STR_FMT, folder, STR_ARG(login));
    one.fresh = str_printf(arena, STR_FMT "/new", STR_ARG(one.path));
    one.done = str_printf(arena, STR_FMT "/done", STR_ARG(one.path));
    one.error = str_printf(arena, STR_FMT "/error", STR_ARG(one.path));
    if (arena_failed(arena))
        return error_memory(err);
    if (!app_sender(app, arena, login, &one.sender, err) || !make_folder(one.fresh.p, err) ||
        !make_folder(one.done.p, err) || !make_folder(one.error.p, err))
        return false;
    *ret_folder = one;
    return true;
}

// Never over a file that is there: a name that is taken gets a number.
static bool move(struct arena *arena, const char *from, struct str folder, struct str name,
                 struct error *err) {
    for (int i = 1; i <= NAMES_TRIED; i++) {
        struct str to =
            i == 1
                ? str_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(name))
                : str_printf(arena, STR_FMT "/" STR_FMT ".%d", STR_ARG(folder), STR_ARG(name), i);
        if (!to.p)
            return error_memory(err);
        if (renameat2(AT_FDCWD, from, AT_FDCWD, to.p, RENAME_NOREPLACE) == 0)
            return sync_folder(folder.p, err);
        if (errno == ENOENT) // another process moved it
            return true;
        if (errno != EEXIST)
            return file_failed(from, err);
    }
    errno = EEXIST;
    return file_failed(from, err);
}

// What tells a file from another of the same name: needed only when its content cannot be kept.
static struct str origin_of(struct arena *arena, const struct stat *info, struct str name) {
    bool large = (uint64_t)info->st_size > MESSAGE_MAX;
    if (!large)
        return name;
    return str_printf(arena, STR_FMT " (%lld byte, %lld.%09ld)", STR_ARG(name),
                      (long long)info->st_size, (long long)info->st_mtim.tv_sec,
                      info->st_mtim.tv_nsec);
}

static bool take_file(const struct sender_folder *folder, struct str name, bool *ret_moved,
                      struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct taken taken;
    struct stat info;
    *ret_moved = false;
    struct str path =
        arena ? str_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(folder->fresh), STR_ARG(name))
              : STR_NONE;
    if (!path.p)
        return error_memory(err);
    if (lstat(path.p, &info) < 0)
        return errno == ENOENT || file_failed(path.p, err); // another process took it
    if (!S_ISREG(info.st_mode))
        return true; // links and folders are nobody's message
    struct str origin = origin_of(arena, &info, name);
    if (!origin.p)
        return error_memory(err);
    if (!app_take_in_file(folder->app, arena, &folder->sender, path.p, origin, &taken, err))
        return false;
    bool good = taken.outcome == INTAKE_RECORDED || taken.outcome == INTAKE_ALREADY;
    *ret_moved = true;
    return move(arena, path.p, good ? folder->done : folder->error, name, err);
}

static bool take_sender(struct app *app, const char *path, struct str login, size_t *count,
                        struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct sender_folder folder;
    struct str *names;
    size_t n;
    if (!arena)
        return error_memory(err);
    if (!open_sender(app, arena, path, login, &folder, err) ||
        !file_list(arena, folder.fresh.p, ".json", &names, &n, err))
        return false;
    for (size_t i = 0; i < n && i < FILES_AT_ONCE; i++) {
        bool moved;
        if (!take_file(&folder, names[i], &moved, err))
            return false;
        *count += moved;
    }
    return true;
}

static bool is_folder(const char *path, const char *name) {
    char whole[PATH_MAX];
    struct stat info;
    int n = snprintf(whole, sizeof(whole), "%s/%s", path, name);
    return n > 0 && (size_t)n < sizeof(whole) && lstat(whole, &info) == 0 && S_ISDIR(info.st_mode);
}

// One sender's trouble keeps no other waiting; the first is told.
bool app_take_in_folder(struct app *app, const char *path, size_t *ret_count, struct error *err) {
    CLEANUP(close_folder) DIR *folder = opendir(path);
    size_t count = 0;
    bool good = true;
    if (!folder)
        return file_failed(path, err);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        struct error what = {0};
        if (entry->d_name[0] == '.' || !is_folder(path, entry->d_name) ||
            take_sender(app, path, str_of(entry->d_name), &count, &what))
            continue;
        log_error("intake", &what);
        if (good && err)
            *err = what;
        good = false;
    }
    *ret_count = count;
    return good;
}
