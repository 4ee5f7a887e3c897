// SPDX-License-Identifier: EUPL-1.2
//
// Opening and closing, and the pool of readers.
#include "store/internal.h"
#include "store/recording.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define READERS_DEFAULT 8
#define STORE_CEILING ((size_t)4 * 1024 * 1024)

// SQLite gives the files beside the database the mode of the database: nobody else's to read. Only
// a file that does not exist yet is touched, since closing one would drop SQLite's locks on it.
static void create_private(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
}

static bool copy_options(struct store *store, const char *path, const struct store_options *options,
                         struct error *err) {
    static const struct store_options none = {0};
    store->options = *(options ? options : &none);
    if (!store->options.readers)
        store->options.readers = READERS_DEFAULT;
    const char *vfs = store->options.vfs;
    const char *folder = store->options.checkpoint_dir;
    store->path = str_c(store->arena, str_of(path));
    store->options.vfs = vfs ? str_c(store->arena, str_of(vfs)) : NULL;
    store->checkpoint_dir = folder ? str_c(store->arena, str_of(folder))
                                   : str_printf(store->arena, "%s.checkpoints", path).p;
    return !arena_failed(store->arena) || error_memory(err);
}

static bool open_in(struct store *store, const char *path, const struct store_options *options,
                    struct error *err) {
    if (!copy_options(store, path, options, err))
        return false;
    if (!store->options.vfs)
        create_private(path);
    if (!hold_to_serve(store, err) || !wal_check(store, err) || !gather_start(store, err))
        return false;
    struct store_options writing = store->options;
    writing.vfs = gather_vfs(store);
    if (!connection_open(&store->writer.connection, store->path, &writing, CONNECTION_WRITES,
                         err) ||
        !store_migrate(store, err))
        return false;
    connection_guard(&store->writer.connection, CONNECTION_WRITES);
    return writer_start(store, err);
}

// Reading a file that was written since it was last read changes its time of reading, which the
// next sync has to write before it answers: an order to the disk more for each recorded fact. Only
// the owner of a file may ask for that to be left alone.
static int open_file(const char *path, int flags, int mode) {
    int fd = open(path, flags | O_NOATIME, mode);
    return fd >= 0 || errno != EPERM ? fd : open(path, flags, mode);
}

// SQLite counts each piece of memory that it takes and gives back under a mutex that all
// connections share, unless it is told not to before it is first used. Nobody asks for the sum.
static void configure_sqlite(void) {
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_vfs *system = sqlite3_vfs_find("unix");
    if (system && system->iVersion >= 3)
        (void)system->xSetSystemCall(system, "open", (sqlite3_syscall_ptr)open_file);
}

bool store_open(const char *path, const struct store_options *options, struct store **ret_store,
                struct error *err) {
    static pthread_once_t configured = PTHREAD_ONCE_INIT;
    pthread_once(&configured, configure_sqlite);
    if (!hash_start())
        return error_set(err, ERR_INTERNAL, "store.internal", "libsodium", NULL);
    struct arena *arena = arena_new(STORE_CEILING);
    struct store *store = arena ? ARENA_NEW(arena, struct store) : NULL;
    if (!store) {
        arena_free(arena);
        return error_memory(err);
    }
    store->arena = arena;
    store->hold_fd = -1;
    pthread_mutex_init(&store->mutex, NULL);
    pthread_mutex_init(&store->checkpoint_mutex, NULL);
    pthread_cond_init(&store->reader_freed, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&store->work, NULL);
    pthread_cond_init(&store->wal_work, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (!open_in(store, path, options, err)) {
        store_close(store);
        return false;
    }
    *ret_store = store;
    return true;
}

void store_close(struct store *store) {
    if (!store)
        return;
    writer_stop(store);
    for (struct reader *reader = store->all; reader; reader = reader->all)
        connection_close(&reader->connection);
    connection_close(&store->mover);
    connection_close(
        &store->writer.connection); // the last to close: moves the WAL into the database
    gather_stop(store);
    hold_end(store);
    pthread_cond_destroy(&store->wal_work);
    pthread_cond_destroy(&store->work);
    pthread_cond_destroy(&store->reader_freed);
    pthread_mutex_destroy(&store->checkpoint_mutex);
    pthread_mutex_destroy(&store->mutex);
    arena_free(store->arena);
}

// ---- readers ----

bool reader_open(struct store *store, struct reader *reader, struct error *err) {
    reader->store = store;
    return connection_open(&reader->connection, store->path, &store->options, CONNECTION_READS,
                           err);
}

// SQLite takes the snapshot when a statement begins to read; of this one it reads no row, which
// would be a page more after each commit.
bool reader_begin(struct reader *reader, struct error *err) {
    if (!connection_step(&reader->connection, SQL_begin_reading, err))
        return false;
    if (connection_step(&reader->connection, SQL_snapshot, err))
        return true;
    if (!connection_step(&reader->connection, SQL_roll_back, NULL))
        return false; // the first error is the one to tell of
    return false;
}

// A reader that nobody uses, or a new one while there may be more. With the mutex held.
static struct reader *take_free(struct store *store) {
    for (;;) {
        struct reader *reader = store->free;
        if (reader) {
            store->free = reader->next;
            return reader;
        }
        if (store->reader_count < store->options.readers)
            break;
        pthread_cond_wait(&store->reader_freed, &store->mutex);
    }
    struct reader *reader = ARENA_NEW(store->arena, struct reader);
    if (!reader)
        return NULL;
    reader->all = store->all;
    store->all = reader;
    store->reader_count++;
    return reader;
}

static void give_back(struct reader *reader) {
    struct store *store = reader->store;
    pthread_mutex_lock(&store->mutex);
    reader->next = store->free;
    store->free = reader;
    pthread_cond_signal(&store->reader_freed);
    pthread_mutex_unlock(&store->mutex);
}

bool store_read(struct store *store, struct reader **ret_reader, struct error *err) {
    pthread_mutex_lock(&store->mutex);
    assert(!writer_is_mine(store)); // those who have a connection may wait for the caller
    struct reader *reader = take_free(store);
    pthread_mutex_unlock(&store->mutex);
    if (!reader)
        return error_memory(err);
    reader->store = store;
    bool ok = reader->connection.db || reader_open(store, reader, err);
    if (!ok)
        connection_close(&reader->connection); // opened anew when it is taken next
    ok = ok && reader_begin(reader, err);
    if (!ok) {
        give_back(reader);
        return false;
    }
    *ret_reader = reader;
    return true;
}

bool store_read_to_submit(struct store *store, struct reader **ret_reader, struct error *err) {
    if (!writer_hold(store))
        return store_read(store, ret_reader, err);
    store->writer.store = store;
    *ret_reader = &store->writer;
    return true;
}

void store_read_end(struct reader **reader) {
    if (!*reader)
        return;
    if (*reader == &(*reader)->store->writer) {
        writer_let_go((*reader)->store);
        *reader = NULL;
        return;
    }
    if (!connection_step(&(*reader)->connection, SQL_roll_back, NULL))
        connection_close(&(*reader)->connection);
    give_back(*reader);
    *reader = NULL;
}
