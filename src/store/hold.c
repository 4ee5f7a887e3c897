// SPDX-License-Identifier: EUPL-1.2
//
// Whose the database is. A server has it for itself until its process ends, however that ends: two
// would each believe that what they keep in memory is the latest, and one cannot go on with a
// database whose form another program changes. The lock is another kind than SQLite's. Its file is
// closed after SQLite's, since closing any file of the database drops SQLite's locks on it.
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"

static bool is_file(const struct store *store) {
    return !store->options.vfs;
}

static bool open_file(struct store *store, struct error *err) {
    if (store->hold_fd < 0)
        store->hold_fd = open(store->path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
    return store->hold_fd >= 0 || file_failed(store->path, err);
}

static bool lock(struct store *store, const char *refusal, struct error *err) {
    if (!open_file(store, err))
        return false;
    if (flock(store->hold_fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    return errno == EWOULDBLOCK ? error_set(err, ERR_CONFLICT, refusal, store->path, NULL)
                                : file_failed(store->path, err);
}

bool hold_to_serve(struct store *store, struct error *err) {
    if (store->options.hold != STORE_SERVES || !is_file(store))
        return true;
    if (!open_file(store, err))
        return false;
    if (access(store->path, W_OK) < 0)
        return error_set(err, ERR_IO, "serve.read-only", store->path, NULL);
    return lock(store, "serve.already", err);
}

bool hold_to_migrate(struct store *store, struct error *err) {
    return store->options.hold != STORE_BESIDE || !is_file(store) ||
           lock(store, "store.served-older", err);
}

bool store_hold(struct store *store, struct error *err) {
    return store->options.hold != STORE_BESIDE || !is_file(store) ||
           lock(store, "store.served-other", err);
}

void hold_release(struct store *store) {
    if (store->options.hold == STORE_BESIDE && store->hold_fd >= 0)
        flock(store->hold_fd, LOCK_UN); // the file stays open: see above
}

void hold_end(struct store *store) {
    file_close(&store->hold_fd);
}
