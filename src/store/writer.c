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
// Whoever is about to record may begin the transaction before reading what to record depends on
// (writer_hold()): then the pages are read once, and the snapshot is the writer's own.
//
// The WAL is moved back into the database by a thread of its own (wal.c), for whose last pages
// nobody writes for a moment.
#include "store/internal.h"

#include "base/log.h"

#include <assert.h>
#include <string.h>

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
    struct connection *writer = &store->writer.connection;
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
    if (!sqlite3_get_autocommit(store->writer.connection.db) &&
        !connection_step(&store->writer.connection, SQL_roll_back, NULL))
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
    struct connection *writer = &store->writer.connection;
    bool is_begun = !sqlite3_get_autocommit(writer->db); // by writer_hold()
    if (!is_begun && !connection_step(writer, SQL_begin_writing, err))
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
    wal_written(store);
    answer(group, n, settling);
    pthread_mutex_unlock(&store->mutex);
    for (size_t i = 0; i < n; i++)
        if (settling[i].settled)
            settling[i].settled(settling[i].context);
    pthread_mutex_lock(&store->mutex);
    wal_wake(store);
}

static bool has_work(const struct store *store) {
    return store->first && !store->writing && !store->moving_waits;
}

// Stops when everything is answered.
static void *write_all(void *context) {
    struct store *store = context;
    pthread_mutex_lock(&store->mutex);
    while (store->first || !store->stopping) {
        if (has_work(store))
            write_group(store);
        else
            pthread_cond_wait(&store->work, &store->mutex);
    }
    pthread_mutex_unlock(&store->mutex);
    return NULL;
}

bool writer_start(struct store *store, struct error *err) {
    store->scratch = arena_new(SCRATCH_CEILING);
    if (!store->scratch)
        return error_memory(err);
    if (pthread_create(&store->thread, NULL, write_all, store) != 0)
        return error_set(err, ERR_MEMORY, "store.no-thread", NULL);
    store->started = true;
    return wal_start(store, err);
}

void writer_stop(struct store *store) {
    wal_stop(store);
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

// For what waits, when it is not for the caller to do.
static void wake_writer(struct store *store) {
    if (has_work(store))
        pthread_cond_signal(&store->work);
    wal_wake(store);
}

bool writer_is_mine(const struct store *store) {
    return store->is_held && pthread_equal(store->holder, pthread_self());
}

static void stop_holding(struct store *store) {
    store->is_held = false;
    store->writing = false;
}

// With the mutex: what has waited until now is written with it, in the transaction that has begun.
static void write_held(struct store *store, bool queued) {
    if (!queued)
        roll_back(store);
    stop_holding(store);
    if (queued)
        write_group(store);
}

static bool ask(struct store *store, struct job *job, struct access_wait *with, bool is_held,
                struct error *err) {
    pthread_cond_init(&job->answered, NULL);
    pthread_mutex_lock(&store->mutex);
    assert(is_held == writer_is_mine(store));
    if (with)
        enqueue_wait(store, with);
    bool queued = enqueue(store, job);
    if (is_held)
        write_held(store, queued);
    while (queued && !job->done) {
        if (has_work(store)) {
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

bool writer_ask(struct store *store, struct job *job, struct access_wait *with, struct error *err) {
    return ask(store, job, with, false, err);
}

bool writer_hold(struct store *store) {
    pthread_mutex_lock(&store->mutex);
    bool is_held = !store->first && !store->writing && !store->moving_waits;
    if (is_held) {
        store->writing = store->is_held = true;
        store->holder = pthread_self();
    }
    pthread_mutex_unlock(&store->mutex);
    if (is_held && !connection_step(&store->writer.connection, SQL_begin_writing, NULL)) {
        writer_let_go(store);
        return false;
    }
    return is_held;
}

bool writer_go_on(struct store *store, struct job *job, struct access_wait *with,
                  struct error *err) {
    return ask(store, job, with, true, err);
}

void writer_let_go(struct store *store) {
    roll_back(store);
    pthread_mutex_lock(&store->mutex);
    assert(writer_is_mine(store));
    stop_holding(store);
    wake_writer(store);
    pthread_mutex_unlock(&store->mutex);
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
