// SPDX-License-Identifier: EUPL-1.2
//
// Moving the WAL back into the database: when nothing has been written for a while and there is
// something worth moving, or when the WAL has grown large. A page that was written often meanwhile
// is moved once.
//
// A thread does it, on a connection of its own, beside whoever writes: reading the pages, writing
// them and waiting for the disk is in nobody's way. But SQLite begins the WAL anew only when all of
// it has been moved, and while somebody writes there is always a rest. So when little is left the
// thread takes its turn as the one who writes, moves that on the writer's connection, and the next
// transaction begins at the start of the file. See docs/adr/0026.
#include "store/internal.h"

#include "base/log.h"

#include <limits.h>
#include <time.h>

#define PAGES_WHEN_IDLE 1000    // 4 MB
#define PAGES_WHEN_BUSY 4000    // 16 MB
#define PAGES_TO_TRUNCATE 64000 // 256 MB: then the file is cut, too
#define IDLE_US 1000000
// What could not be moved or begun anew, because somebody still reads there, is tried again when it
// has grown by this part of what is large. So little is also moved while nobody writes.
#define LITTLE_PART 8
#define TIMES_BESIDE 3 // until the rest is moved, however much is still written

static int note_pages(void *context, sqlite3 *db, const char *name, int pages) {
    (void)db, (void)name;
    struct store *store = context;
    store->noted_pages = pages;
    return SQLITE_OK;
}

static int64_t monotonic_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int little(const struct store *store) {
    return store->pages_when_busy / LITTLE_PART;
}

// The WAL has grown since it was looked after, so much that it is worth moving when there is time.
static bool is_worth_moving(const struct store *store) {
    return store->written && !store->wal_stays && store->wal_pages >= store->pages_when_idle;
}

// … or so much that it is to be moved now.
static bool is_due(const struct store *store) {
    if (!is_worth_moving(store))
        return false;
    if (!store->first && !store->writing && monotonic_us() - store->written_at >= store->idle_us)
        return true;
    return store->wal_pages >= store->pages_when_busy &&
           store->wal_pages >= store->pages_left + little(store);
}

void wal_written(struct store *store) {
    store->written = true;
    store->written_at = monotonic_us();
    store->wal_pages = store->noted_pages;
    if (store->wal_pages < store->pages_left) // it was begun anew
        store->pages_left = 0;
}

void wal_wake(struct store *store) {
    bool turns = store->moving_waits && !store->writing;
    bool begins = !store->moving && (is_due(store) || (!store->watching && is_worth_moving(store)));
    if (turns || begins)
        pthread_cond_signal(&store->wal_work);
}

// ---- moving ----

// Of the frames that lay in the WAL, how many have been moved so far.
struct moved {
    int pages, moved;
    bool is_lost; // perhaps: a sync failed
};

// What cannot be moved now, because a reader still needs it, another process is at it or the disk
// is full, is moved later.
static struct moved move(struct connection *connection, int mode) {
    int pages = 0, moved = 0;
    int result = sqlite3_wal_checkpoint_v2(connection->db, NULL, mode, &pages, &moved);
    if (result == SQLITE_OK)
        return (struct moved){pages, moved, false};
    struct error err;
    if (result != SQLITE_BUSY) {
        sql_error(connection->db, result, &err);
        log_error("store", &err);
    }
    return (struct moved){.pages = INT_MAX, .is_lost = result == SQLITE_IOERR_FSYNC};
}

// The system may have given up pages that it could not write, and says so once: the next sync can
// succeed without them. SQLite counts as moved what was moved beside, and would begin the WAL anew
// then. It stays as it is until the database is opened next, which reads it from the start.
static void keep_wal(struct store *store) {
    store->wal_stays = true;
    sqlite3_db_config(store->writer.connection.db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    log_write(LOG_ERROR, "store", "wal-stays", NULL);
}

// SQLite finds the WAL when something is read.
static bool open_mover(struct store *store) {
    struct connection *mover = &store->mover;
    struct error err;
    if (mover->db)
        return true;
    if (connection_open(mover, store->path, &store->options, CONNECTION_MOVES, &err) &&
        connection_step(mover, SQL_snapshot, &err))
        return true;
    log_error("store", &err);
    connection_close(mover);
    return false;
}

// SQLite syncs the database only when it has moved everything, which here is what follows: what was
// moved beside is to be on disk by then, so that this sync finds little to wait for.
static bool sync_database(const struct store *store) {
    sqlite3_file *file = NULL;
    return store->options.synchronous_off ||
           (sqlite3_file_control(store->mover.db, "main", SQLITE_FCNTL_FILE_POINTER, &file) ==
                SQLITE_OK &&
            file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) == SQLITE_OK);
}

static struct moved move_by_itself(struct store *store) {
    if (!open_mover(store))
        return (struct moved){0};
    struct moved moved = move(&store->mover, SQLITE_CHECKPOINT_PASSIVE);
    if (moved.moved > 0 && !sync_database(store))
        moved.is_lost = true;
    return moved;
}

// With the mutex, which is released meanwhile. When it answers nobody writes.
static struct moved move_beside(struct store *store) {
    store->written = false;
    pthread_mutex_unlock(&store->mutex);
    struct moved moved = move_by_itself(store);
    pthread_mutex_lock(&store->mutex);
    store->moving_waits = true;
    while (store->writing)
        pthread_cond_wait(&store->wal_work, &store->mutex);
    store->moving_waits = false;
    return moved;
}

// With the mutex, which is released meanwhile; nobody else writes.
static void move_rest(struct store *store) {
    sqlite3 *writer = store->writer.connection.db;
    bool cuts = store->wal_pages >= store->pages_to_truncate;
    store->writing = true;
    store->written = false;
    pthread_mutex_unlock(&store->mutex);
    if (cuts)
        sqlite3_busy_timeout(writer, 0); // never makes anybody wait for a reader
    struct moved moved = move(&store->writer.connection,
                              cuts ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE);
    if (cuts)
        sqlite3_busy_timeout(writer, BUSY_WAIT_MS);
    pthread_mutex_lock(&store->mutex);
    store->writing = false;
    store->pages_left = store->wal_pages;
    if (moved.is_lost)
        keep_wal(store);
    else if (moved.moved == moved.pages)
        store->wal_pages = store->noted_pages = 0;
}

static void look_after_wal(struct store *store) {
    struct moved moved;
    bool is_held;
    int times = 0, rest;
    store->moving = true;
    do {
        moved = move_beside(store);
        is_held = moved.is_lost || moved.pages - moved.moved > little(store);
        rest = store->wal_pages - moved.moved; // negative: it was begun anew meanwhile
    } while (!is_held && rest > little(store) && ++times < TIMES_BESIDE);
    store->moving = false;
    if (moved.is_lost)
        keep_wal(store);
    if (is_held) {
        store->pages_left = store->wal_pages;
    } else if (rest > 0 || (rest == 0 && store->wal_pages >= store->pages_to_truncate)) {
        move_rest(store);
    } else if (rest == 0) {
        store->pages_left = store->wal_pages;
        store->wal_pages = store->noted_pages = 0;
    }
    pthread_cond_signal(&store->work); // somebody may have asked meanwhile
}

// ---- the thread ----

// Until there may be something to do; with a WAL worth moving, at the latest when nothing has been
// written for a while.
static void wait_for_wal(struct store *store) {
    if (store->writing || store->first || !is_worth_moving(store)) {
        pthread_cond_wait(&store->wal_work, &store->mutex);
        return;
    }
    int64_t until = store->written_at + store->idle_us;
    struct timespec at = {.tv_sec = until / 1000000, .tv_nsec = until % 1000000 * 1000};
    store->watching = true;
    (void)pthread_cond_timedwait(&store->wal_work, &store->mutex, &at);
    store->watching = false;
}

static void *tend_wal(void *context) {
    struct store *store = context;
    pthread_mutex_lock(&store->mutex);
    while (!store->wal_stopping)
        if (is_due(store))
            look_after_wal(store);
        else
            wait_for_wal(store);
    pthread_mutex_unlock(&store->mutex);
    return NULL;
}

bool wal_start(struct store *store, struct error *err) {
    store->pages_when_idle = PAGES_WHEN_IDLE;
    store->pages_when_busy = PAGES_WHEN_BUSY;
    store->pages_to_truncate = PAGES_TO_TRUNCATE;
    store->idle_us = IDLE_US;
    sqlite3_wal_hook(store->writer.connection.db, note_pages, store);
    if (pthread_create(&store->wal_thread, NULL, tend_wal, store) != 0)
        return error_set(err, ERR_MEMORY, "store.no-thread", NULL);
    store->wal_started = true;
    return true;
}

void wal_stop(struct store *store) {
    if (!store->wal_started)
        return;
    pthread_mutex_lock(&store->mutex);
    store->wal_stopping = true;
    pthread_cond_signal(&store->wal_work);
    pthread_mutex_unlock(&store->mutex);
    pthread_join(store->wal_thread, NULL);
}
