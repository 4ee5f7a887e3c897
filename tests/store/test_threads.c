// SPDX-License-Identifier: EUPL-1.2
//
// Many at once: who was first wins, nobody is lost, groups are committed together. Runs under the
// thread sanitizer, too.
#include <pthread.h>
#include <sched.h>
#include <time.h>

#include "store/backup.h"
#include "store/internal.h"
#include "store/rebuild.h"
#include "store/recording.h"
#include "store_test.h"

#define RACES 30
#define THREADS 8
#define SETS 12

// ---- two who record on the same stream ----

struct racer {
    struct fixture *fixture;
    pthread_barrier_t *start;
    int64_t expected_seq;
    struct str key;
    bool ok;
    struct submitted submitted;
    struct error err;
};

static void *race(void *context) {
    struct racer *racer = context;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct change_set change = {.expected_seq = racer->expected_seq};
    change_add(arena, &change, withdrawn(ANNA, 1));
    change.events.items[0].idempotency_key = racer->key;
    pthread_barrier_wait(racer->start);
    racer->ok = store_submit(racer->fixture->store, &change, &racer->submitted, &racer->err);
    return NULL;
}

static void race_two(struct racer racers[2]) {
    pthread_t threads[2];
    pthread_barrier_t start;
    assert_int_equal(pthread_barrier_init(&start, NULL, 2), 0);
    for (size_t i = 0; i < 2; i++) {
        racers[i].start = &start;
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&start);
}

static void test_one_of_two_racers_wins(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &change);
    for (int64_t seq = 1; seq <= RACES; seq++) {
        struct racer racers[2] = {{.fixture = fixture, .expected_seq = seq},
                                  {.fixture = fixture, .expected_seq = seq}};
        race_two(racers);
        assert_int_equal(racers[0].ok + racers[1].ok, 1);
        const struct racer *loser = &racers[racers[0].ok ? 1 : 0];
        must_fail(loser->ok, &loser->err, ERR_CONFLICT, "store.moved-on");
    }
}

static void test_the_same_form_twice_at_once_is_recorded_once(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &change);
    for (int64_t seq = 1; seq <= RACES; seq++) {
        struct str key = str_printf(fixture->arena, "form-%d", (int)seq);
        struct racer racers[2] = {{.fixture = fixture, .expected_seq = seq, .key = key},
                                  {.fixture = fixture, .expected_seq = seq, .key = key}};
        race_two(racers);
        assert_true(racers[0].ok && racers[1].ok);
        assert_int_equal(racers[0].submitted.already + racers[1].submitted.already, 1);
        assert_int_equal(racers[0].submitted.seq, seq + 1);
        assert_int_equal(racers[1].submitted.seq, seq + 1);
    }
}

// ---- many who record and read ----

struct worker {
    struct fixture *fixture;
    size_t number;
    bool failed;
};

static struct str stream_of(struct arena *arena, size_t thread, size_t i) {
    return str_printf(arena, "person/%013zu%013zu", thread, i);
}

static bool record_and_read(struct worker *worker, struct arena *arena, size_t i) {
    struct store *store = worker->fixture->store;
    struct str stream = stream_of(arena, worker->number, i);
    struct change_set change = new_person(arena, stream, "191212121212", "Anna", "Berg");
    change.derived.has_person = false; // one number stands for all
    struct access_record record = viewed(stream, "visning");
    struct submitted submitted;
    struct event_list events;
    struct duty_rows duties;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_submit(store, &change, &submitted, NULL) &&
           store_log_access(store, &record, NULL) && store_read(store, &reader, NULL) &&
           store_events(reader, arena, stream, &events, NULL) && events.n == 1 &&
           store_duties_of(reader, arena, UNIT_A, CODE_role_nurse, CODE_NONE, (struct instant){0},
                           5, &duties, NULL) &&
           duties.items.n > 0;
}

static void *work(void *context) {
    struct worker *worker = context;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    for (size_t i = 0; i < SETS && !worker->failed; i++) {
        arena_reset(arena);
        worker->failed = !record_and_read(worker, arena, i);
    }
    return NULL;
}

static void test_many_record_and_read_while_it_is_backed_up(void **state) {
    struct fixture *fixture = *state;
    struct store_options options = {.readers = 3}; // fewer than the threads
    fixture_open(fixture, &options);
    pthread_t threads[THREADS];
    struct worker workers[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.fixture = fixture, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    char copy[96];
    struct error err;
    for (int i = 0; i < 3; i++) {
        snprintf(copy, sizeof(copy), "%s/copy-%d.db", fixture->folder, i);
        if (!store_backup(fixture->store, copy, NULL, NOON, NULL, &err))
            fail_msg("%s %s", err.key, err.args[1]);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_false(workers[i].failed);
    }
    struct verify_report report;
    assert_true(store_verify(fixture->store, fixture->arena, &report, NULL));
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(report.events, THREADS * SETS);
    assert_int_equal(report.access_entries, THREADS * SETS);
    fixture_close(fixture);
    for (int i = 0; i < 3; i++) { // each copy is whole
        snprintf(fixture->path, sizeof(fixture->path), "%s/copy-%d.db", fixture->folder, i);
        fixture_open(fixture, NULL);
        assert_true(store_verify(fixture->store, fixture->arena, &report, NULL));
        assert_int_equal(report.faults.n, 0);
        fixture_close(fixture);
    }
}

// ---- rebuilding meanwhile ----

static bool derive(void *context, struct arena *arena, struct reader *reader, struct str stream,
                   struct event_list events, struct derived *ret_derived, struct error *err) {
    (void)context, (void)reader, (void)events, (void)err;
    struct change_set change = new_person(arena, stream, "191212121212", "Anna", "Berg");
    change.derived.has_person = false;
    *ret_derived = change.derived;
    return true;
}

// A stream that is recorded while all are rebuilt has its derived rows afterwards.
static void test_rebuilding_loses_nothing_that_is_recorded_meanwhile(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    pthread_t threads[THREADS];
    struct worker workers[THREADS];
    const struct rebuild rebuild = {.derive = derive};
    bool same = false;
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.fixture = fixture, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < 10; i++) {
        assert_true(store_rebuild(fixture->store, &rebuild, &same, NULL));
        assert_true(same);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_false(workers[i].failed);
    }
    assert_true(store_rebuild(fixture->store, &rebuild, &same, NULL));
    assert_true(same);
}

// ---- groups ----

// A job that keeps the writer busy until it is let go.
struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool entered, open;
};

static bool wait_at_gate(struct store *store, void *context, struct error *err) {
    (void)store, (void)err;
    struct gate *gate = context;
    pthread_mutex_lock(&gate->mutex);
    gate->entered = true;
    pthread_cond_broadcast(&gate->changed);
    while (!gate->open)
        pthread_cond_wait(&gate->changed, &gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
    return true;
}

struct keeper {
    struct store *store;
    struct gate gate;
    bool ok;
};

static void *keep_busy(void *context) {
    struct keeper *keeper = context;
    struct job job = {.run = wait_at_gate, .context = &keeper->gate};
    keeper->ok = writer_ask(keeper->store, &job, NULL, NULL);
    return NULL;
}

static void gate_entered(struct gate *gate) {
    pthread_mutex_lock(&gate->mutex);
    while (!gate->entered)
        pthread_cond_wait(&gate->changed, &gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
}

static void gate_open(struct gate *gate) {
    pthread_mutex_lock(&gate->mutex);
    gate->open = true;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->mutex);
}

static size_t waiting(struct store *store) {
    pthread_mutex_lock(&store->mutex);
    size_t n = store->queued;
    pthread_mutex_unlock(&store->mutex);
    return n;
}

// Lets THREADS threads ask the writer while it is kept busy, and waits until all are answered.
// `asking` is an array of what each is given, of `size` bytes.
static void ask_together(struct fixture *fixture, void *(*ask)(void *), void *asking, size_t size) {
    struct keeper keeper = {
        .store = fixture->store,
        .gate = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER}};
    pthread_t busy, threads[THREADS];
    assert_int_equal(pthread_create(&busy, NULL, keep_busy, &keeper), 0);
    gate_entered(&keeper.gate);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask, (char *)asking + i * size), 0);
    while (waiting(fixture->store) < THREADS)
        sched_yield();
    gate_open(&keeper.gate);
    pthread_join(busy, NULL);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_true(keeper.ok);
}

static int count_commit(void *context) {
    ++*(int *)context;
    return 0;
}

static void *submit_one(void *context) {
    struct worker *worker = context;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    // One of them derived from a state that is not there: it fails alone.
    struct change_set change = {.expected_seq = worker->number == 3 ? 7 : 0};
    struct submitted submitted;
    change_add(arena, &change, withdrawn(stream_of(arena, worker->number, 0), 1));
    worker->failed = !store_submit(worker->fixture->store, &change, &submitted, NULL);
    return NULL;
}

static void test_what_waits_is_committed_together(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    int commits = 0;
    sqlite3_commit_hook(fixture->store->writer.connection.db, count_commit, &commits);
    struct worker workers[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        workers[i] = (struct worker){.fixture = fixture, .number = i};
    ask_together(fixture, submit_one, workers, sizeof(workers[0]));
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(workers[i].failed, i == 3);
    fixture_close(fixture);       // the writer has ended: what it counted can be read
    assert_int_equal(commits, 2); // that of the gate, and one for all others
}

// Writes an entry of the access log and fails afterwards.
static bool log_and_fail(struct store *store, void *context, struct error *err) {
    return access_write(store, context, err) &&
           error_set(err, ERR_CONFLICT, "store.moved-on", NULL);
}

struct log_job {
    struct store *store;
    struct access_record record;
    bool fails, ok;
    struct error err;
};

static bool log_it(struct store *store, void *context, struct error *err) {
    return access_write(store, context, err);
}

static void *ask_to_log(void *context) {
    struct log_job *log = context;
    struct job job = {.run = log->fails ? log_and_fail : log_it, .context = &log->record};
    log->ok = writer_ask(log->store, &job, NULL, &log->err);
    return NULL;
}

static size_t logged(struct fixture *fixture) {
    struct access_rows rows;
    struct reader *reader;
    assert_true(store_read(fixture->store, &reader, NULL));
    assert_true(store_access_log(reader, fixture->arena, STR_NONE, 100, &rows, NULL));
    store_read_end(&reader);
    return rows.items.n;
}

// What has written before it fails leaves nothing, and what waited with it is kept.
static void test_what_fails_leaves_nothing_and_takes_nobody_along(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct log_job jobs[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        jobs[i] = (struct log_job){
            .store = fixture->store, .record = viewed(ANNA, "visning"), .fails = i == 2 || i == 5};
    ask_together(fixture, ask_to_log, jobs, sizeof(jobs[0]));
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(jobs[i].ok, !jobs[i].fails);
        assert_true(jobs[i].ok || jobs[i].err.code == ERR_CONFLICT);
    }
    assert_int_equal(logged(fixture), THREADS - 2);
    // Alone.
    struct log_job alone = {
        .store = fixture->store, .record = viewed(ANNA, "visning"), .fails = true};
    ask_to_log(&alone);
    assert_false(alone.ok);
    assert_int_equal(alone.err.code, ERR_CONFLICT);
    assert_int_equal(logged(fixture), THREADS - 2);
}

static bool note_thread(struct store *store, void *context, struct error *err) {
    (void)store, (void)err;
    *(pthread_t *)context = pthread_self();
    return true;
}

static void *ask_who_writes(void *context) {
    struct worker *worker = context;
    pthread_t who;
    struct job job = {.run = note_thread, .context = &who};
    assert_true(writer_ask(worker->fixture->store, &job, NULL, NULL));
    worker->failed = !pthread_equal(who, worker->fixture->store->thread);
    return NULL;
}

static void test_who_asks_writes_unless_somebody_does(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    pthread_t who, busy, second;
    struct job job = {.run = note_thread, .context = &who};
    assert_true(writer_ask(fixture->store, &job, NULL, NULL));
    assert_true(pthread_equal(who, pthread_self()));
    // What is asked meanwhile is the thread's.
    struct keeper keeper = {
        .store = fixture->store,
        .gate = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER}};
    struct worker worker = {.fixture = fixture};
    assert_int_equal(pthread_create(&busy, NULL, keep_busy, &keeper), 0);
    gate_entered(&keeper.gate);
    assert_int_equal(pthread_create(&second, NULL, ask_who_writes, &worker), 0);
    while (waiting(fixture->store) < 1)
        sched_yield();
    gate_open(&keeper.gate);
    pthread_join(busy, NULL);
    pthread_join(second, NULL);
    assert_true(keeper.ok && !worker.failed);
}

static void move_wal_when(struct store *store, int pages_when_idle, int pages_when_busy,
                          int64_t idle_us) {
    pthread_mutex_lock(&store->mutex);
    store->pages_when_idle = pages_when_idle;
    store->pages_when_busy = pages_when_busy;
    store->idle_us = idle_us;
    pthread_mutex_unlock(&store->mutex);
}

// Of the WAL, as soon as there are none or this many milliseconds have gone.
static int pages_after(struct store *store, int milliseconds) {
    int pages = 1;
    for (int i = 0; pages > 0 && i < milliseconds; i++) {
        struct timespec moment = {.tv_nsec = 1000000};
        nanosleep(&moment, NULL);
        pthread_mutex_lock(&store->mutex);
        pages = store->writing ? pages : store->wal_pages;
        pthread_mutex_unlock(&store->mutex);
    }
    return pages;
}

static void log_one(struct store *store) {
    struct access_record record = viewed(ANNA, "visning");
    assert_true(store_log_access(store, &record, NULL));
}

// Whoever writes leaves the moving of the WAL to the thread.
static void test_a_wal_that_has_grown_is_moved(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct store *store = fixture->store;
    // When nothing has been written for a while, without anybody asking for anything.
    move_wal_when(store, 1, 1000, 100000);
    log_one(store);
    assert_int_equal(pages_after(store, 10000), 0);
    // One after the other: it is left until it is large.
    move_wal_when(store, 1, 1000, INT64_C(3600000000));
    log_one(store);
    log_one(store);
    assert_true(pages_after(store, 50) > 0);
    move_wal_when(store, 1, 2, INT64_C(3600000000));
    log_one(store);
    assert_int_equal(pages_after(store, 10000), 0);
}

static void test_too_much_that_waits_is_refused(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    pthread_mutex_lock(&fixture->store->mutex);
    fixture->store->queued = QUEUE_MAX;
    pthread_mutex_unlock(&fixture->store->mutex);
    struct access_record record = viewed(ANNA, "visning");
    struct error err;
    must_fail(store_log_access(fixture->store, &record, &err), &err, ERR_LIMIT, "store.too-busy");
    pthread_mutex_lock(&fixture->store->mutex);
    fixture->store->queued = 0;
    pthread_mutex_unlock(&fixture->store->mutex);
    assert_true(store_log_access(fixture->store, &record, NULL));
}

// ---- whoever reads to record ----

// Another event of ANNA's, who has one.
static struct change_set second_of_anna(struct fixture *fixture, int64_t expected_seq) {
    struct change_set change = {.expected_seq = expected_seq};
    change_add(fixture->arena, &change, withdrawn(ANNA, 1));
    return change;
}

static void open_with_anna(struct fixture *fixture) {
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &change);
}

static int64_t last_of_anna(struct reader *reader) {
    int64_t seq;
    assert_true(store_last_seq(reader, ANNA, &seq, NULL));
    return seq;
}

static int64_t last_now(struct fixture *fixture) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    assert_true(store_read(fixture->store, &reader, NULL));
    return last_of_anna(reader);
}

static struct reader *must_hold(struct fixture *fixture) {
    struct reader *reader = NULL;
    assert_true(store_read_to_submit(fixture->store, &reader, NULL));
    assert_ptr_equal(reader, &fixture->store->writer);
    return reader;
}

struct others {
    struct worker workers[THREADS];
    pthread_t threads[THREADS];
};

// They submit while the writer is held, and wait.
static void others_begin(struct fixture *fixture, struct others *others) {
    for (size_t i = 0; i < THREADS; i++) {
        others->workers[i] = (struct worker){.fixture = fixture, .number = i};
        assert_int_equal(pthread_create(&others->threads[i], NULL, submit_one, &others->workers[i]),
                         0);
    }
    while (waiting(fixture->store) < THREADS)
        sched_yield();
}

// All but the one that fails by itself are written.
static void others_end(struct others *others) {
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(others->threads[i], NULL);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(others->workers[i].failed, i == 3);
}

static void test_what_waits_is_written_with_what_was_read_for(void **state) {
    struct fixture *fixture = *state;
    struct others others;
    struct submitted submitted;
    int commits = 0;
    open_with_anna(fixture);
    struct reader *reader = must_hold(fixture);
    assert_int_equal(last_of_anna(reader), 1);
    others_begin(fixture, &others);
    sqlite3_commit_hook(reader->connection.db, count_commit, &commits);
    struct change_set change = second_of_anna(fixture, 1);
    assert_true(store_submit_from(&reader, &change, &submitted, NULL));
    assert_null(reader);
    assert_int_equal(submitted.seq, 2);
    others_end(&others);
    assert_int_equal(last_now(fixture), 2);
    fixture_close(fixture);
    assert_int_equal(commits, 1);
}

static void test_whoever_lets_go_leaves_nothing_and_lets_others(void **state) {
    struct fixture *fixture = *state;
    struct others others;
    open_with_anna(fixture);
    struct reader *reader = must_hold(fixture);
    others_begin(fixture, &others);
    store_read_end(&reader);
    assert_null(reader);
    others_end(&others);
    assert_int_equal(last_now(fixture), 1);
    reader = must_hold(fixture);
    store_read_end(&reader);
}

static void test_what_is_refused_takes_nobody_along(void **state) {
    struct fixture *fixture = *state;
    struct others others;
    struct submitted submitted;
    struct error err;
    open_with_anna(fixture);
    struct reader *reader = must_hold(fixture);
    others_begin(fixture, &others);
    struct change_set change = second_of_anna(fixture, 7);
    must_fail(store_submit_from(&reader, &change, &submitted, &err), &err, ERR_CONFLICT,
              "store.moved-on");
    others_end(&others);
    assert_int_equal(last_now(fixture), 1);
    // Nor alone.
    reader = must_hold(fixture);
    must_fail(store_submit_from(&reader, &change, &submitted, &err), &err, ERR_CONFLICT,
              "store.moved-on");
    assert_int_equal(last_now(fixture), 1);
    change = second_of_anna(fixture, 1);
    must_submit(fixture->store, &change);
}

static void test_what_cannot_wait_any_more_is_let_go(void **state) {
    struct fixture *fixture = *state;
    struct submitted submitted;
    struct error err;
    open_with_anna(fixture);
    struct reader *reader = must_hold(fixture);
    pthread_mutex_lock(&fixture->store->mutex);
    fixture->store->queued = QUEUE_MAX;
    pthread_mutex_unlock(&fixture->store->mutex);
    struct change_set change = second_of_anna(fixture, 1);
    must_fail(store_submit_from(&reader, &change, &submitted, &err), &err, ERR_LIMIT,
              "store.too-busy");
    // No transaction stays open, which would keep other processes from writing.
    assert_int_equal(sqlite3_get_autocommit(fixture->store->writer.connection.db), 1);
    pthread_mutex_lock(&fixture->store->mutex);
    fixture->store->queued = 0;
    pthread_mutex_unlock(&fixture->store->mutex);
    assert_int_equal(last_now(fixture), 1);
    must_submit(fixture->store, &change);
}

static void test_while_somebody_writes_it_is_any_snapshot(void **state) {
    struct fixture *fixture = *state;
    struct submitted submitted;
    pthread_t busy;
    open_with_anna(fixture);
    struct keeper keeper = {
        .store = fixture->store,
        .gate = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER}};
    assert_int_equal(pthread_create(&busy, NULL, keep_busy, &keeper), 0);
    gate_entered(&keeper.gate);
    struct reader *reader = NULL;
    assert_true(store_read_to_submit(fixture->store, &reader, NULL));
    assert_ptr_not_equal(reader, &fixture->store->writer);
    assert_int_equal(last_of_anna(reader), 1);
    gate_open(&keeper.gate);
    pthread_join(busy, NULL);
    struct change_set change = second_of_anna(fixture, 1);
    assert_true(store_submit_from(&reader, &change, &submitted, NULL));
    assert_null(reader);
    assert_int_equal(last_now(fixture), 2);
}

static void test_the_wal_is_moved_when_the_writer_is_let_go(void **state) {
    struct fixture *fixture = *state;
    open_with_anna(fixture);
    struct store *store = fixture->store;
    struct reader *reader = must_hold(fixture);
    bool waits = false;
    move_wal_when(store, 1, 2, INT64_C(3600000000));
    pthread_mutex_lock(&store->mutex);
    wal_wake(store);
    pthread_mutex_unlock(&store->mutex);
    while (!waits) { // until the thread wants the writer
        sched_yield();
        pthread_mutex_lock(&store->mutex);
        waits = store->moving_waits;
        pthread_mutex_unlock(&store->mutex);
    }
    struct submitted submitted;
    struct change_set change = second_of_anna(fixture, 1);
    assert_true(store_submit_from(&reader, &change, &submitted, NULL));
    assert_int_equal(pages_after(store, 10000), 0);
    assert_int_equal(last_now(fixture), 2);
}

static void *record_until_told(void *context) {
    struct worker *worker = context;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    for (size_t i = 0; i < 100 && !worker->failed; i++)
        worker->failed = !record_and_read(worker, arena, i);
    return NULL;
}

// A command that opens the database beside the server looks at the WAL that is being written.
static void test_a_wal_that_is_being_written_is_whole(void **state) {
    struct fixture *fixture = *state;
    struct worker worker = {.fixture = fixture};
    pthread_t recording;
    fixture_open(fixture, NULL);
    move_wal_when(fixture->store, 1, 40, 1000);
    assert_int_equal(pthread_create(&recording, NULL, record_until_told, &worker), 0);
    for (int i = 0; i < 300; i++) {
        struct error err;
        if (!wal_check(fixture->store, &err))
            fail_msg("%s %s %s", err.key, err.args[1], err.args[2]);
    }
    pthread_join(recording, NULL);
    assert_false(worker.failed);
}

// As the thread does that moves the WAL, while somebody writes.
static void wait_to_move(struct store *store, bool waits) {
    pthread_mutex_lock(&store->mutex);
    store->moving_waits = waits;
    pthread_cond_signal(&store->work);
    pthread_mutex_unlock(&store->mutex);
}

// Otherwise it would never come to its turn where many record, and the WAL grow without end.
static void test_whoever_waits_to_move_the_wal_is_next(void **state) {
    struct fixture *fixture = *state;
    open_with_anna(fixture);
    struct store *store = fixture->store;
    wait_to_move(store, true);
    struct reader *reader = NULL;
    assert_true(store_read_to_submit(store, &reader, NULL));
    assert_ptr_not_equal(reader, &store->writer);
    store_read_end(&reader);
    struct log_job log = {.store = store, .record = viewed(ANNA, "visning")};
    pthread_t asking;
    assert_int_equal(pthread_create(&asking, NULL, ask_to_log, &log), 0);
    const struct timespec moment = {.tv_nsec = 1000000};
    for (int i = 0; i < 10000 && !waiting(store); i++)
        nanosleep(&moment, NULL);
    assert_int_equal(waiting(store), 1);
    wait_to_move(store, false);
    pthread_join(asking, NULL);
    assert_true(log.ok);
    reader = must_hold(fixture);
    store_read_end(&reader);
}

static void *race_reading(void *context) {
    struct worker *worker = context;
    struct store *store = worker->fixture->store;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    for (size_t i = 0; i < SETS;) {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        struct submitted submitted;
        struct error err;
        assert_true(store_read_to_submit(store, &reader, NULL));
        struct change_set change = {.expected_seq = last_of_anna(reader)};
        change_add(arena, &change, withdrawn(ANNA, 1));
        if (store_submit_from(&reader, &change, &submitted, &err))
            i++;
        else if (err.code != ERR_CONFLICT)
            worker->failed = true;
    }
    return NULL;
}

// As records are recorded: read, submitted, and once more when somebody was first.
static void test_many_read_to_record_on_the_same_stream(void **state) {
    struct fixture *fixture = *state;
    struct others others;
    open_with_anna(fixture);
    for (size_t i = 0; i < THREADS; i++) {
        others.workers[i] = (struct worker){.fixture = fixture, .number = i};
        assert_int_equal(pthread_create(&others.threads[i], NULL, race_reading, &others.workers[i]),
                         0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(others.threads[i], NULL);
        assert_false(others.workers[i].failed);
    }
    assert_int_equal(last_now(fixture), 1 + THREADS * SETS);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_one_of_two_racers_wins),
        TEST(test_the_same_form_twice_at_once_is_recorded_once),
        TEST(test_many_record_and_read_while_it_is_backed_up),
        TEST(test_rebuilding_loses_nothing_that_is_recorded_meanwhile),
        TEST(test_what_waits_is_committed_together),
        TEST(test_what_fails_leaves_nothing_and_takes_nobody_along),
        TEST(test_who_asks_writes_unless_somebody_does),
        TEST(test_a_wal_that_has_grown_is_moved),
        TEST(test_too_much_that_waits_is_refused),
        TEST(test_what_waits_is_written_with_what_was_read_for),
        TEST(test_whoever_lets_go_leaves_nothing_and_lets_others),
        TEST(test_what_is_refused_takes_nobody_along),
        TEST(test_what_cannot_wait_any_more_is_let_go),
        TEST(test_while_somebody_writes_it_is_any_snapshot),
        TEST(test_the_wal_is_moved_when_the_writer_is_let_go),
        TEST(test_whoever_waits_to_move_the_wal_is_next),
        TEST(test_a_wal_that_is_being_written_is_whole),
        TEST(test_many_read_to_record_on_the_same_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
