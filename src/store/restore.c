// SPDX-License-Identifier: EUPL-1.2
//
// A backup is put in place. It is read to its end before anything of it is written, so that nothing
// of a file that was changed ever lies in the clear; written beside its place, verified there, and
// given its name when it is found whole.
#include "store/backup.h"

#include "store/internal.h"
#include "store/part.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

static const char *const beside_database[] = {"", "-wal", "-shm", "-journal"};

// What is left of another database at that place would be taken for part of this one.
static bool nothing_there(struct arena *arena, const char *path, struct error *err) {
    for (size_t i = 0; i < COUNT(beside_database); i++) {
        const char *other = str_printf(arena, "%s%s", path, beside_database[i]).p;
        if (!other)
            return error_memory(err);
        if (access(other, F_OK) == 0)
            return error_set(err, ERR_CONFLICT, "file.exists", other, NULL);
    }
    return true;
}

static bool copy_plain(int from, int to, const char *from_path, const char *path,
                       struct error *err) {
    char bytes[16 * 1024];
    ssize_t n = lseek(from, 0, SEEK_SET) < 0 ? -1 : 1;
    while (n > 0) {
        n = file_take(from, bytes, sizeof(bytes));
        if (n > 0 && !file_put(to, (struct str){bytes, (size_t)n}))
            return file_failed(path, err);
    }
    return n == 0 || file_failed(from_path, err);
}

// A key tells what is expected: a plain file in the place of an encrypted one is no backup of ours.
static bool look(const struct restoring *restoring, int from, struct error *err) {
    bool encrypted = encrypt_is(from);
    if (encrypted && !restoring->key)
        return error_set(err, ERR_INPUT, "store.backup-encrypted", restoring->from, NULL);
    if (!encrypted && restoring->key)
        return error_set(err, ERR_DAMAGED, "store.backup-plain", restoring->from, NULL);
    return !encrypted || decrypt_file(from, -1, restoring->key, restoring->from, err);
}

static bool write_part(const struct restoring *restoring, int from, const struct part *part,
                       struct error *err) {
    return restoring->key ? decrypt_file(from, part->fd, restoring->key, restoring->from, err)
                          : copy_plain(from, part->fd, restoring->from, part->path, err);
}

static bool find_codes(struct store *store, bool *ret_has_codes, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return !ret_has_codes ||
           (store_read(store, &reader, err) && store_any_codes(reader, ret_has_codes, err));
}

static bool verify_part(const struct restoring *restoring, const struct part *part,
                        struct arena *arena, struct verify_report *ret_report, struct error *err) {
    const struct store_options options = {.hold = STORE_HELD}; // the part is locked
    struct store *store = NULL;
    if (!store_open(part->path, &options, &store, err))
        return false;
    bool verified = store_verify(store, arena, ret_report, err) &&
                    find_codes(store, restoring->ret_has_codes, err);
    store_close(store);
    return verified;
}

bool store_restore(const struct restoring *restoring, struct arena *arena,
                   struct verify_report *ret_report, struct error *err) {
    CLEANUP(part_end) struct part part = {.fd = -1};
    if (!nothing_there(arena, restoring->to, err))
        return false;
    CLEANUP(file_close) int from = open(restoring->from, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        return file_failed(restoring->from, err);
    if (!look(restoring, from, err) || !part_begin(arena, restoring->to, file_failed, &part, err))
        return false;
    if (restoring->ret_was_left)
        *restoring->ret_was_left = part.was_left;
    bool done = write_part(restoring, from, &part, err) &&
                verify_part(restoring, &part, arena, ret_report, err);
    bool kept = done && (ret_report->faults.n == 0 || restoring->despite_faults);
    if (kept && file_place(part.path, restoring->to, err))
        return true;
    part_remove(arena, &part);
    return done && !kept;
}
