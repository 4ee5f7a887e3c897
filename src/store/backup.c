// SPDX-License-Identifier: EUPL-1.2
//
// Backups: a copy of one moment, made while the server goes on. It is written beside its place and
// moved there when it is whole and on disk. One that is encrypted is made from a copy that has no
// name: it lies on the volume of the database, and is gone when the process is.
#include "store/backup.h"

#include "store/internal.h"
#include "store/part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

static bool fail(const char *path, struct error *err) {
    const char *said = strerrordesc_np(errno);
    return error_set(err, ERR_IO, "store.backup-failed", path, said ? said : "?", NULL);
}

static void close_copy(sqlite3 **copy) {
    sqlite3_close(*copy);
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

// Into the empty file of that path. `nameless`: which loses its name once it is open; what SQLite
// would need to roll back would have one, so there is none.
static bool copy_database(struct store *store, const char *path, bool nameless, struct error *err) {
    CLEANUP(connection_close) struct connection from = {0};
    CLEANUP(close_copy) sqlite3 *to = NULL;
    if (!connection_open(&from, store->path, &store->options, CONNECTION_READS, err))
        return false;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int result = sqlite3_open_v2(path, &to, flags, NULL);
    if (result == SQLITE_OK && nameless) {
        result = sqlite3_exec(to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL, NULL,
                              NULL);
        if (unlink(path) < 0)
            return fail(path, err);
    }
    return result == SQLITE_OK ? copy_into(&from, to, path, err) : sql_error(to, result, err);
}

static bool copy_encrypted(struct store *store, struct arena *arena, int to, const char *to_path,
                           const struct public_keys *keys, struct error *err) {
    char *path = str_c(arena, str_printf(arena, "%s.XXXXXX", store->path));
    if (!path)
        return error_memory(err);
    CLEANUP(file_close) int copy = mkostemp(path, O_CLOEXEC);
    if (copy < 0)
        return fail(path, err);
    bool copied = copy_database(store, path, true, err);
    unlink(path); // where that was not reached
    return copied && encrypt_file(copy, to, keys, to_path, err);
}

static bool back_up(struct store *store, struct arena *arena, const char *to_path,
                    const struct public_keys *keys, bool *ret_was_left, struct error *err) {
    CLEANUP(part_end) struct part part = {.fd = -1};
    if (access(to_path, F_OK) == 0)
        return error_set(err, ERR_CONFLICT, "file.exists", to_path, NULL);
    if (!part_begin(arena, to_path, fail, &part, err))
        return false;
    if (ret_was_left)
        *ret_was_left = part.was_left;
    if ((keys ? copy_encrypted(store, arena, part.fd, part.path, keys, err)
              : copy_database(store, part.path, false, err)) &&
        file_place(part.path, to_path, err))
        return true;
    part_remove(arena, &part);
    return false;
}

// The checkpoint comes first, so that the copy holds every head that it names.
bool store_backup(struct store *store, const char *to_path, const struct public_keys *keys,
                  struct instant now, bool *ret_was_left, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        return error_memory(err);
    return store_checkpoint(store, now, err) &&
           back_up(store, arena, to_path, keys, ret_was_left, err);
}
