// SPDX-License-Identifier: EUPL-1.2
//
// Backups: a copy of one moment, made while the server goes on. It is written beside its place and
// moved there when it is whole and on disk.
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *path, struct error *err) {
    const char *said = strerrordesc_np(errno);
    return error_set(err, ERR_IO, "store.backup-failed", path, said ? said : "?", NULL);
}

// Makes a file, or the names in a folder, last.
static bool sync_path(const char *path, int flags, struct error *err) {
    int fd = open(path, flags | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        fail(path, err);
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool sync_folder_of(struct arena *arena, const char *path, struct error *err) {
    const char *slash = strrchr(path, '/');
    size_t n = !slash ? 0 : slash == path ? 1 : (size_t)(slash - path);
    char *folder = n ? arena_copy(arena, path, n) : arena_copy(arena, ".", 1);
    return folder ? sync_path(folder, O_RDONLY | O_DIRECTORY, err) : error_memory(err);
}

static bool copy_into(struct connection *from, sqlite3 *to, const char *path, struct error *err) {
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from->db, "main");
    if (!backup)
        return sql_error(to, sqlite3_errcode(to), err);
    int result = sqlite3_backup_step(backup, -1);
    int finished = sqlite3_backup_finish(backup);
    if (result == SQLITE_DONE && finished == SQLITE_OK)
        return true;
    if ((result & 0xFF) == SQLITE_FULL || (finished & 0xFF) == SQLITE_FULL)
        return error_set(err, ERR_IO, "store.disk-full", NULL);
    return error_set(err, ERR_IO, "store.backup-failed", path, sqlite3_errstr(result), NULL);
}

static bool copy_database(struct store *store, const char *path, struct error *err) {
    CLEANUP(connection_close) struct connection from = {0};
    if (!connection_open(&from, store->path, &store->options, CONNECTION_READS, err))
        return false;
    sqlite3 *to = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int result = sqlite3_open_v2(path, &to, flags, NULL);
    bool ok = result == SQLITE_OK ? copy_into(&from, to, path, err) : sql_error(to, result, err);
    sqlite3_close(to);
    return ok;
}

static bool create(const char *path, struct error *err) {
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(path, err);
    close(fd);
    return true;
}

static bool back_up(struct store *store, struct arena *arena, const char *to_path,
                    struct error *err) {
    const char *beside = str_printf(arena, "%s.part", to_path).p;
    if (!beside)
        return error_memory(err);
    if (access(to_path, F_OK) == 0)
        return error_set(err, ERR_CONFLICT, "store.backup-exists", to_path, NULL);
    if (!create(beside, err))
        return false;
    if (copy_database(store, beside, err) && sync_path(beside, O_RDWR, err) &&
        (rename(beside, to_path) == 0 || fail(to_path, err)))
        return sync_folder_of(arena, to_path, err);
    unlink(beside);
    return false;
}

// The checkpoint comes first, so that the copy holds every head that it names.
bool store_backup(struct store *store, const char *to_path, struct instant now, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        return error_memory(err);
    return store_checkpoint(store, now, err) && back_up(store, arena, to_path, err);
}
