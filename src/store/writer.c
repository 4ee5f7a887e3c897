// SPDX-License-Identifier: EUPL-1.2
//
// One writes at a time. It takes what waits, at most GROUP_MAX jobs, runs them, commits them
// together, and only then answers. A commit that fails fails every job of its group; the server
// lives on, and the next group tries anew.
//
// A job that fails must leave nothing behind and must not take the others with it: then the group
// is rolled back and run again, each job in a savepoint of its own. Most groups have no such job,
// and are spared what a savepoint costs: a copy of every page that is touched.
//
// Whoever asks when nobody writes does it itself: being woken by the writer thread and waking it
// takes longer than most jobs. What is asked meanwhile waits for the thread, which also does what
// nobody waits for.
//
// Only the thread moves the WAL back into the database: when nothing has been written for a while
// and there is something worth moving, or when the WAL has grown large. A page that was written
// often meanwhile is moved once, and nobody who records one fact after the other waits for it each
// time.
#include "store/internal.h"

#include "base/log.h"

#include <assert.h>
#include <string.h>
#include <time.h>

#define PAGES_WHEN_IDLE 1000    // 4 MB
#define PAGES_WHEN_BUSY 4000    // 16 MB
#define PAGES_TO_TRUNCATE 64000 // 256 MB: then the file is cut, too
#define IDLE_US 1000000
#define SCRATCH_CEILING ARENA_DEFAULT_CEILING

// ---- one group ----

static void fail_all(struct job **group, size_t n, const struct error *err) {
    for (size_t i = 0; i < n; i++) {
        if (group[i]->ok)
            group[i]->err = *err;
        group[i]->ok = false;
    }
}

// Runs a job so that it leaves either all of its rows or none. False when SQLite gave up the whole
// transaction (a full disk can do that), with the reason in the job.
static bool run_in_savepoint(struct store *store, struct job *job) {
    struct error unheard; // the job's own error is the one to tell of
    struct connection *writer = &store->writer;
    arena_reset(store->scratch);
    job->ok = connection_step(writer, SQL_savepoint, &job->err) &&
              job->run(store, job->context, &job->err);
    if (job->ok)
        job->ok = connection_step(writer, SQL_savepoint_keep, &job->err);
    else if (!sqlite3_get_autocommit(writer->db) &&
             !(connection_step(writer, SQL_savepoint_undo, &unheard) &&
               connection_step(writer, SQL_savepoint_keep, &unheard)))
        return false;
    return !sqlite3_get_autocommit(writer->db);
}

static void roll_back(struct store *store) {
    if (!sqlite3_get_autocommit(store->writer.db) &&
        !connection_step(&store->writer, SQL_roll_back, NULL))
        log_write(LOG_ERROR, "store", "rollback-failed", NULL);
}

// False when one failed. The rows of those before it, and some of its own, may stand there then.
static bool run_each(struct store *store, struct job **group, size_t n) {
    for (size_t i = 0; i < n; i++) {
        arena_reset(store->scratch);
        group[i]->ok = group[i]->run(store, group[i]->context, &group[i]->err);
        if (!group[i]->ok)
            return false;
    }
    return true;
}

// False when the whole transaction failed, with the reason in *err.
static bool run_each_in_savepoint(struct store *store, struct job **group, size_t n,
                                  struct error *err) {
    for (size_t i = 0; i < n; i++)
        if (!run_in_savepoint(store, group[i])) {
            *err = group[i]->err;
            return false;
        }
    return true;
}

// Nothing stands there of a job that failed, and no transaction is open when it is false.
static bool write_all_of(struct store *store, struct job **group, size_t n, struct error *err) {
    struct connection *writer = &store->writer;
    if (!connection_step(writer, SQL_begin_writing, err))
        return false;
    if (run_each(store, group, n))
        return connection_step(writer, SQL_commit, err);
    roll_back(store);
    if (n == 1) { // nobody else is to be spared
        *err = group[0]->err;
        return false;
    }
    return connection_step(writer, SQL_begin_writing, err) &&
           run_each_in_savepoint(store, group, n, err) && connection_step(writer, SQL_commit, err);
}

static void run_group(struct store *store, struct job **group, size_t n) {
    struct error err;
    for (size_t i = 0; i < n; i++)
        group[i]->ok = true; // until something fails
    if (write_all_of(store, group, n, &err))
        return;
    roll_back(store);
    fail_all(group, n, &err);
}

// ---- the WAL ----

static int note_pages(void *context, sqlite3 *db, const char *name, int pages) {
    (void)db, (void)name;
    struct store *store = context;
    store->wal_pages = pages;
    return SQLITE_OK;
}

// What cannot be moved now, because a reader still needs it or the disk is full, is moved later.
static void move_wal(struct store *store, int mode) {
    int pages = 0, moved = 0;
    int result = sqlite3_wal_checkpoint_v2(store->writer.db, NULL, mode, &pages, &moved);
    if (result == SQLITE_OK && moved == pages)
        store->wal_pages = 0;
    struct error err;
    if (result != SQLITE_OK && result != SQLITE_BUSY) {
        sql_error(store->writer.db, result, &err);
        log_error("store", &err);
    }
}

static void tend_wal(struct store *store, int truncate) {
    if (store->wal_pages >= truncate) {
        sqlite3_busy_timeout(store->writer.db, 0); // never makes anybody wait for a reader
        move_wal(store, SQLITE_CHECKPOINT_TRUNCATE);
        sqlite3_busy_timeout(store->writer.db, BUSY_WAIT_MS);
    } else {
        move_wal(store, SQLITE_CHECKPOINT_PASSIVE);
    }
}

static int64_t monotonic_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// The WAL has grown since it was looked after, so much that it is worth moving when there is time.
static bool wal_is_worth_moving(const struct store *store) {
    return store->written && store->wal_pages >= store->pages_when_idle;
}

// … or so much that it is to be moved now.
static bool wal_waits(const struct store *store) {
    if (!store->written || store->wal_pages < store->pages_when_idle)
        return false;
    return store->wal_pages >= store->pages_when_busy ||
           (!store->first && monotonic_us() - store->written_at >= store->idle_us);
}

// ---- whoever writes ----

static size_t take_group(struct store *store, struct job **group) {
    size_t n = 0;
    while (n < GROUP_MAX && store->first && !(n && (store->first->alone || group[0]->alone))) {
        group[n] = store->first;
        store->first = group[n++]->next;
    }
    if (!store->first)
        store->last = NULL;
    store->queued -= n;
    return n;
}

struct settling {
    void (*settled)(void *context);
    void *context;
};

// One of the entries that a request does not sleep for. Fills *settling when it was the last and
// somebody is to be told.
static void settle_one(const struct job *job, struct settling *settling) {
    struct access_wait *wait = job->wait;
    if (!job->ok && !wait->failed) {
        wait->failed = true;
        wait->fault = job->err;
    }
    if (--wait->pending > 0)
        return;
    *settling = (struct settling){wait->settled, wait->context};
    wait->settled = NULL;
}

// A job belongs to its asker again, and may be gone, once the mutex is released.
static void answer(struct job **group, size_t n, struct settling *settling) {
    for (size_t i = 0; i < n; i++) {
        if (group[i]->wait) {
            settle_one(group[i], &settling[i]);
            continue;
        }
        group[i]->done = true;
        pthread_cond_signal(&group[i]->answered);
    }
}

// With the mutex, which is released meanwhile; nobody else writes.
static void write_group(struct store *store) {
    struct job *group[GROUP_MAX];
    struct settling settling[GROUP_MAX] = {0};
    size_t n = take_group(store, group);
    store->writing = true;
    pthread_mutex_unlock(&store->mutex);
    run_group(store, group, n);
    pthread_mutex_lock(&store->mutex);
    store->writing = false;
    store->written = true;
    store->written_at = monotonic_us();
    answer(group, n, settling);
    pthread_mutex_unlock(&store->mutex);
    for (size_t i = 0; i < n; i++)
        if (settling[i].settled)
            settling[i].settled(settling[i].context);
    pthread_mutex_lock(&store->mutex);
}

static void look_after_wal(struct store *store) {
    int truncate = store->pages_to_truncate;
    store->writing = true;
    store->written = false;
    pthread_mutex_unlock(&store->mutex);
    tend_wal(store, truncate);
    pthread_mutex_lock(&store->mutex);
    store->writing = false;
}

static bool has_work(const struct store *store) {
    return !store->writing && (store->first || wal_waits(store));
}

// Until there may be something to do; with a WAL worth moving, at the latest when nothing has been
// written for a while.
static void wait_for_work(struct store *store) {
    if (store->writing || store->stopping || !wal_is_worth_moving(store)) {
        pthread_cond_wait(&store->work, &store->mutex);
        return;
    }
    int64_t until = store->written_at + store->idle_us;
    struct timespec at = {.tv_sec = until / 1000000, .tv_nsec = until % 1000000 * 1000};
    store->watching = true;
    (void)pthread_cond_timedwait(&store->work, &store->mutex, &at);
    store->watching = false;
}

// Stops when everything is answered.
static void *write_all(void *context) {
    struct store *store = context;
    pthread_mutex_lock(&store->mutex);
    while (has_work(store) || !store->stopping) {
        if (!has_work(store))
            wait_for_work(store);
        else if (wal_waits(store))
            look_after_wal(store);
        else
            write_group(store);
    }
    pthread_mutex_unlock(&store->mutex);
    return NULL;
}

bool writer_start(struct store *store, struct error *err) {
    store->scratch = arena_new(SCRATCH_CEILING);
    if (!store->scratch)
        return error_memory(err);
    store->pages_when_idle = PAGES_WHEN_IDLE;
    store->pages_when_busy = PAGES_WHEN_BUSY;
    store->pages_to_truncate = PAGES_TO_TRUNCATE;
    store->idle_us = IDLE_US;
    sqlite3_wal_hook(store->writer.db, note_pages, store);
    if (pthread_create(&store->thread, NULL, write_all, store) != 0)
        return error_set(err, ERR_MEMORY, "store.no-thread", NULL);
    store->started = true;
    return true;
}

void writer_stop(struct store *store) {
    if (store->started) {
        pthread_mutex_lock(&store->mutex);
        store->stopping = true;
        pthread_cond_signal(&store->work);
        pthread_mutex_unlock(&store->mutex);
        pthread_join(store->thread, NULL);
    }
    arena_free(store->scratch);
}

static bool enqueue(struct store *store, struct job *job) {
    assert(!store->stopping); // nobody asks of a store that is being closed
    if (store->queued >= QUEUE_MAX)
        return false;
    job->next = NULL;
    if (store->last)
        store->last->next = job;
    else
        store->first = job;
    store->last = job;
    store->queued++;
    return true;
}

// Sends the entries of a request on their way. What does not fit in the queue has failed.
static void enqueue_wait(struct store *store, struct access_wait *wait) {
    while (wait->first) {
        struct job *job = wait->first;
        wait->first = job->next;
        if (enqueue(store, job)) {
            wait->pending++;
            continue;
        }
        wait->failed = true;
        error_set(&wait->fault, ERR_LIMIT, "store.too-busy", NULL);
    }
}

// For what waits. Nobody else wakes it, but whoever writes does so afterwards.
static void wake_writer(struct store *store) {
    bool to_watch = !store->writing && !store->watching && wal_is_worth_moving(store);
    if (has_work(store) || to_watch)
        pthread_cond_signal(&store->work);
}

bool writer_ask(struct store *store, struct job *job, struct access_wait *with, struct error *err) {
    pthread_cond_init(&job->answered, NULL);
    pthread_mutex_lock(&store->mutex);
    if (with)
        enqueue_wait(store, with);
    bool queued = enqueue(store, job);
    while (queued && !job->done) {
        if (!store->writing && !wal_waits(store)) {
            write_group(store);
            continue;
        }
        wake_writer(store);
        pthread_cond_wait(&job->answered, &store->mutex);
    }
    wake_writer(store);
    pthread_mutex_unlock(&store->mutex);
    pthread_cond_destroy(&job->answered);
    if (!queued)
        return error_set(err, ERR_LIMIT, "store.too-busy", NULL);
    if (!job->ok && err)
        *err = job->err;
    return job->ok;
}

bool store_settle(struct store *store, struct access_wait *wait, void (*settled)(void *context),
                  void *context) {
    pthread_mutex_lock(&store->mutex);
    enqueue_wait(store, wait);
    wake_writer(store);
    bool is_settled = wait->pending == 0;
    if (!is_settled) {
        wait->settled = settled;
        wait->context = context;
    }
    pthread_mutex_unlock(&store->mutex);
    return is_settled;
}
