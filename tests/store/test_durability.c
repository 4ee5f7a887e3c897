// SPDX-License-Identifier: EUPL-1.2
//
// What was answered is never lost: power is cut before every write and every sync in turn, and what
// had not been synced is thrown away, all of it or sector by sector. After each cut the store
// opens, holds every event that it had answered for, nothing by halves, and verifies.
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "disk.h"
#include "store/internal.h"
#include "store/recording.h"
#include "store_test.h"

#define SETS 4    // change sets of one thread, each a person with two events
#define THREADS 6 // of a run in which they are committed in groups
#define SET_EVENTS 2

struct run {
    struct store_options options;
    struct arena *arena;
    struct store *store;
    char folder[64];
    bool cuts_wal; // not only moves it
    bool spills;   // a transaction writes pages before it commits: they have no room in memory
    bool answered[THREADS * SETS];
};

static int disk_setup(void **state) {
    struct run *run = test_calloc(1, sizeof(*run));
    run->arena = arena_new(ARENA_DEFAULT_CEILING);
    snprintf(run->folder, sizeof(run->folder), "/tmp/vaka-none-%d", (int)getpid());
    run->options = (struct store_options){.vfs = DISK_VFS, .checkpoint_dir = run->folder};
    disk_erase();
    *state = run;
    return run->arena ? 0 : -1;
}

static int disk_teardown(void **state) {
    struct run *run = *state;
    store_close(run->store);
    arena_free(run->arena);
    test_free(run);
    return 0;
}

static void run_sql(sqlite3 *db, const char *sql) {
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static bool try_open(struct run *run, struct error *err) {
    if (!store_open("vaka.db", &run->options, &run->store, err))
        return false;
    if (run->spills) {
        sqlite3_set_authorizer(run->store->writer.connection.db, NULL, NULL);
        run_sql(run->store->writer.connection.db, "PRAGMA cache_size = 4");
    }
    pthread_mutex_lock(&run->store->mutex);
    run->store->pages_when_idle = 8; // so that power is cut while the WAL is moved, too
    run->store->pages_when_busy = 16;
    run->store->idle_us = 0;
    run->store->pages_to_truncate = run->cuts_wal ? 8 : 1000;
    pthread_mutex_unlock(&run->store->mutex);
    return true;
}

static void must_open(struct run *run) {
    struct error err = {0};
    if (!try_open(run, &err))
        fail_msg("%s %s %s", err.key, err.args[0], err.args[1]);
}

static struct str stream_of(struct arena *arena, size_t i) {
    return str_printf(arena, "person/%026zu", i);
}

static bool submit_one(struct run *run, struct arena *arena, size_t i, struct error *err) {
    struct change_set change =
        new_person(arena, stream_of(arena, i), "191212121212", "Anna", "Åberg");
    change.derived.has_person = false; // one number stands for all
    change_add(arena, &change, withdrawn(change.events.items[0].stream, 1));
    change.has_access = true;
    change.access = viewed(change.derived.stream, "record");
    struct submitted submitted;
    if (i % 2) // both ways that a change set comes in
        return store_submit(run->store, &change, &submitted, err);
    struct reader *reader = NULL;
    if (!store_read_to_submit(run->store, &reader, err))
        return false;
    bool ok = store_submit_from(&reader, &change, &submitted, err);
    store_read_end(&reader);
    return ok;
}

static void submit_all(struct run *run, size_t first) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    for (size_t i = first; i < first + SETS; i++) {
        arena_reset(arena);
        run->answered[i] = submit_one(run, arena, i, NULL);
    }
}

// How many of those that were answered are gone. What is there must be whole.
static size_t count_lost(struct run *run) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    assert_true(store_read(run->store, &reader, NULL));
    size_t lost = 0;
    for (size_t i = 0; i < COUNT(run->answered); i++) {
        struct event_list events;
        struct duty_rows duties;
        struct access_rows entries;
        struct str stream = stream_of(run->arena, i);
        assert_true(store_events(reader, run->arena, stream, &events, NULL));
        assert_true(store_duties_in(reader, run->arena, stream, &duties, NULL));
        assert_true(store_access_log(reader, run->arena, stream, 9, &entries, NULL));
        bool there = events.n > 0;
        assert_int_equal(events.n, there ? SET_EVENTS : 0);
        assert_int_equal(duties.items.n, there ? 1 : 0);
        assert_int_equal(entries.items.n, there ? 1 : 0);
        lost += run->answered[i] && !there;
    }
    return lost;
}

static void must_verify(struct run *run) {
    struct verify_report report;
    struct error err = {0};
    if (!store_verify(run->store, run->arena, &report, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    if (report.faults.n)
        fail_msg("%s %s", report.faults.items[0].key, report.faults.items[0].args[0]);
}

static size_t lost_after_restart(struct run *run, enum disk_loss loss, uint32_t seed) {
    store_close(run->store);
    run->store = NULL;
    disk_restore_power(loss, seed);
    must_open(run);
    size_t lost = count_lost(run);
    if (!run->options.synchronous_off)
        must_verify(run);
    store_close(run->store);
    run->store = NULL;
    arena_reset(run->arena);
    return lost;
}

static void create(struct run *run) {
    must_open(run);
    store_close(run->store);
    run->store = NULL;
    disk_save();
}

// One run with a cut before operation `at`; false when it ended before that.
static bool cut_at(struct run *run, uint64_t at, enum disk_loss loss, uint32_t seed,
                   size_t *ret_lost) {
    disk_load();
    memset(run->answered, 0, sizeof(run->answered));
    disk_lose_power_at(at);
    if (try_open(run, NULL))
        submit_all(run, 0);
    bool cut = !disk_has_power();
    *ret_lost = lost_after_restart(run, loss, seed);
    return cut;
}

static void test_every_cut_loses_nothing_answered(void **state) {
    struct run *run = *state;
    create(run);
    uint64_t at = 0;
    bool cut = true;
    while (cut) {
        size_t lost;
        at++;
        for (uint32_t seed = 0; seed < 2; seed++) {
            enum disk_loss loss = seed ? DISK_LOSE_SOME : DISK_LOSE_ALL;
            run->cuts_wal = at % 2;
            run->spills = at / 2 % 2;
            cut = cut_at(run, at, loss, seed + 7 * (uint32_t)at, &lost);
            if (lost)
                fail_msg("operation %llu, seed %u: %zu answered and lost", (unsigned long long)at,
                         seed, lost);
        }
    }
    assert_true(at > 100); // so many places to cut at
    print_message("%llu places to cut at\n", (unsigned long long)at);
}

// The same run without syncing must lose something, or this test could not fail.
static void test_without_syncing_something_is_lost(void **state) {
    struct run *run = *state;
    create(run);
    run->options.synchronous_off = true;
    size_t lost_in_all = 0;
    bool cut = true;
    for (uint64_t at = 40; cut; at += 40) {
        size_t lost;
        cut = cut_at(run, at, DISK_LOSE_ALL, 0, &lost);
        lost_in_all += lost;
    }
    assert_true(lost_in_all > 0);
}

static void test_a_cut_while_creating_leaves_something_to_open(void **state) {
    struct run *run = *state;
    bool cut = true;
    for (uint64_t at = 1; cut; at++) {
        disk_erase();
        disk_lose_power_at(at);
        bool opened = try_open(run, NULL);
        store_close(run->store);
        run->store = NULL;
        cut = !disk_has_power();
        assert_true(opened || cut);
        disk_restore_power(at % 2 ? DISK_LOSE_ALL : DISK_LOSE_SOME, (uint32_t)at);
        must_open(run);
        must_verify(run);
        store_close(run->store);
        run->store = NULL;
    }
}

// What is answered by a database that has just been made stays, too: nothing of the making may come
// back and undo it.
static void test_what_a_new_database_answered_stays(void **state) {
    struct run *run = *state;
    for (uint32_t seed = 0; seed < 8; seed++) {
        disk_erase();
        disk_lose_power_at(0);
        memset(run->answered, 0, sizeof(run->answered));
        must_open(run);
        submit_all(run, 0);
        assert_true(run->answered[0]);
        disk_lose_power_at(1);
        assert_int_equal(lost_after_restart(run, seed ? DISK_LOSE_SOME : DISK_LOSE_ALL, seed), 0);
    }
}

// ---- what is kept until it commits ----

static void keep_wal(struct run *run) {
    pthread_mutex_lock(&run->store->mutex);
    run->store->pages_when_idle = run->store->pages_when_busy = 1000000;
    pthread_mutex_unlock(&run->store->mutex);
}

static void test_a_fact_is_written_in_one_piece(void **state) {
    struct run *run = *state;
    must_open(run);
    keep_wal(run);
    assert_true(submit_one(run, run->arena, 0, NULL)); // and the head of the WAL
    uint64_t before = disk_writes();
    assert_true(submit_one(run, run->arena, 1, NULL));
    // For this disk SQLite fills the last sector with another frame, of which a part follows the
    // sync.
    assert_in_range(disk_writes() - before, 1, 4);
}

#define MANY_UNITS                                                                                 \
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) "              \
    "INSERT INTO op_worklist SELECT "

static int64_t count_units(sqlite3 *db, const char *name) {
    sqlite3_stmt *statement;
    int result = sqlite3_prepare_v2(db, "SELECT count(*) FROM op_worklist WHERE unit GLOB ?", -1,
                                    &statement, NULL);
    assert_int_equal(result, SQLITE_OK);
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return n;
}

static void must_be_sound(sqlite3 *db) {
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
    sqlite3_finalize(statement);
}

// A transaction that writes more than memory holds reads its own pages again and writes some twice;
// what it had written when it is rolled back must not come to lie on what another process wrote.
static void test_what_is_rolled_back_is_not_written_over_others(void **state) {
    struct run *run = *state;
    sqlite3 *other = NULL;
    create(run);
    disk_load();
    run->spills = true;
    must_open(run);
    keep_wal(run);
    sqlite3 *writer = run->store->writer.connection.db;
    assert_int_equal(sqlite3_open_v2("vaka.db", &other, SQLITE_OPEN_READWRITE, DISK_VFS),
                     SQLITE_OK);
    run_sql(other, "PRAGMA wal_autocheckpoint = 0");
    for (int i = 1; i <= 40; i++) { // so that what is left ends at different places
        char sql[256];
        snprintf(sql, sizeof(sql), MANY_UNITS "'gone' || (i * 7919 %% 4001), i FROM n LIMIT %d",
                 i * 50);
        run_sql(writer, "BEGIN IMMEDIATE");
        run_sql(writer, sql);
        run_sql(writer, "ROLLBACK");
        snprintf(sql, sizeof(sql), MANY_UNITS "'other-%d-' || i, i FROM n LIMIT %d", i, i);
        run_sql(other, sql);
        snprintf(sql, sizeof(sql), MANY_UNITS "'own-%d-' || (i * 7919 %% 4001), i FROM n LIMIT 300",
                 i);
        run_sql(writer, sql);
        must_be_sound(other);
    }
    assert_int_equal(count_units(other, "gone*"), 0);
    assert_int_equal(count_units(other, "other-*"), 40 * 41 / 2);
    assert_int_equal(count_units(other, "own-*"), 40 * 300);
    sqlite3_close(other);
    assert_int_equal(lost_after_restart(run, DISK_LOSE_ALL, 0), 0);
    must_open(run);
    assert_int_equal(count_units(run->store->writer.connection.db, "own-*"), 40 * 300);
    must_be_sound(run->store->writer.connection.db);
}

// ---- in groups ----

struct submitter {
    struct run *run;
    size_t first;
};

static void *submit_in_thread(void *context) {
    struct submitter *submitter = context;
    submit_all(submitter->run, submitter->first);
    return NULL;
}

static void submit_in_threads(struct run *run) {
    pthread_t threads[THREADS];
    struct submitter submitters[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        submitters[i] = (struct submitter){.run = run, .first = i * SETS};
        assert_int_equal(pthread_create(&threads[i], NULL, submit_in_thread, &submitters[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void test_groups_are_lost_whole_or_not_at_all(void **state) {
    struct run *run = *state;
    create(run);
    bool cut = true;
    for (uint64_t at = 5; cut; at += 11) {
        disk_load();
        memset(run->answered, 0, sizeof(run->answered));
        disk_lose_power_at(at);
        if (try_open(run, NULL))
            submit_in_threads(run);
        cut = !disk_has_power();
        size_t lost =
            lost_after_restart(run, at % 2 ? DISK_LOSE_ALL : DISK_LOSE_SOME, (uint32_t)at);
        if (lost)
            fail_msg("operation %llu: %zu answered and lost", (unsigned long long)at, lost);
    }
}

// ---- a full disk, and one that fails ----

static void test_a_full_disk_is_said_and_passes(void **state) {
    struct run *run = *state;
    must_open(run);
    keep_wal(run); // which being moved would make room
    struct error err = {0};
    disk_set_room(1024 * 1024); // the empty tables, and some entries
    size_t i = 0;
    while (i < 1000 && (run->answered[0] = submit_one(run, run->arena, i, &err)))
        i++;
    assert_true(i > 3);
    assert_string_equal(err.key, "store.disk-full");
    assert_int_equal(err.code, ERR_IO);
    err = (struct error){0};
    must_fail(submit_one(run, run->arena, i, &err), &err, ERR_IO, "store.disk-full");

    CLEANUP(store_read_end) struct reader *reader = NULL; // reading goes on meanwhile
    struct event_list events;
    assert_true(store_read(run->store, &reader, NULL));
    assert_true(store_events(reader, run->arena, stream_of(run->arena, i - 1), &events, NULL));
    assert_int_equal(events.n, SET_EVENTS);
    assert_true(store_events(reader, run->arena, stream_of(run->arena, i), &events, NULL));
    assert_int_equal(events.n, 0);
    store_read_end(&reader);

    disk_set_room(0);
    assert_true(submit_one(run, run->arena, i, &err));
    must_verify(run);
}

static void test_a_failed_sync_is_said_and_passes(void **state) {
    struct run *run = *state;
    must_open(run);
    assert_true(submit_one(run, run->arena, 0, NULL));
    disk_fail_syncs(true);
    struct error err;
    for (size_t i = 1; i < 4; i++)
        must_fail(submit_one(run, run->arena, i, &err), &err, ERR_IO, "store.write-failed");
    disk_fail_syncs(false);
    for (size_t i = 1; i < 4; i++)
        assert_true(submit_one(run, run->arena, i, NULL));
    must_verify(run);
}

static void pause_a_moment(void) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

// While what was moved waits for the disk, others record; what is left is moved afterwards.
static void test_nobody_waits_while_the_wal_is_moved(void **state) {
    struct run *run = *state;
    must_open(run);
    disk_hold("vaka.db", true);
    assert_true(submit_one(run, run->arena, 0, NULL));
    for (int i = 0; i < 10000 && !disk_waiting(); i++)
        pause_a_moment();
    assert_int_equal(disk_waiting(), 1);
    for (size_t i = 1; i < SETS; i++)
        assert_true(submit_one(run, run->arena, i, NULL));
    assert_int_equal(disk_waiting(), 1);
    disk_hold("vaka.db", false);
    int pages = 1;
    for (int i = 0; i < 10000 && pages > 0; i++) {
        pause_a_moment();
        pthread_mutex_lock(&run->store->mutex);
        pages = run->store->wal_pages;
        pthread_mutex_unlock(&run->store->mutex);
    }
    assert_int_equal(pages, 0);
    must_verify(run);
}

static bool wal_stays(struct run *run) {
    pthread_mutex_lock(&run->store->mutex);
    bool stays = run->store->wal_stays;
    pthread_mutex_unlock(&run->store->mutex);
    return stays;
}

// A system that could not write some pages says so once. What was moved out of the WAL by then is
// read from there again when the database is opened.
static void test_what_a_failed_sync_may_have_lost_stays_in_the_wal(void **state) {
    struct run *run = *state;
    create(run);
    disk_load();
    must_open(run);
    disk_give_up("vaka.db");
    run->answered[0] = submit_one(run, run->arena, 0, NULL);
    for (int i = 0; i < 10000 && !wal_stays(run); i++)
        pause_a_moment();
    assert_true(wal_stays(run));
    for (int i = 0; i < 3; i++) { // on other pages: what is not in them is not in the WAL anew
        struct access_record record = viewed(ANNA, "visning");
        assert_true(store_log_access(run->store, &record, NULL));
        for (int k = 0; k < 30; k++) // if it were moved now, the next would be written over it
            pause_a_moment();
    }
    assert_true(run->answered[0]);
    assert_int_equal(lost_after_restart(run, DISK_LOSE_ALL, 0), 0);
}

static void test_an_entry_that_cannot_be_synced_is_told(void **state) {
    struct run *run = *state;
    must_open(run);
    struct access_wait wait = {.arena = run->arena};
    struct access_record record = viewed(ANNA, "visning");
    struct error err;
    disk_fail_syncs(true);
    assert_true(store_log_access_soon(&wait, &record, NULL));
    must_fail(settle_wait(run->store, &wait, &err), &err, ERR_IO, "store.write-failed");
    assert_true(wait.failed);
    disk_fail_syncs(false);
    must_verify(run);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, disk_setup, disk_teardown)
    disk_insert();
    const struct CMUnitTest tests[] = {
        TEST(test_every_cut_loses_nothing_answered),
        TEST(test_without_syncing_something_is_lost),
        TEST(test_a_cut_while_creating_leaves_something_to_open),
        TEST(test_what_a_new_database_answered_stays),
        TEST(test_a_fact_is_written_in_one_piece),
        TEST(test_what_is_rolled_back_is_not_written_over_others),
        TEST(test_groups_are_lost_whole_or_not_at_all),
        TEST(test_an_entry_that_cannot_be_synced_is_told),
        TEST(test_a_full_disk_is_said_and_passes),
        TEST(test_a_failed_sync_is_said_and_passes),
        TEST(test_nobody_waits_while_the_wal_is_moved),
        TEST(test_what_a_failed_sync_may_have_lost_stays_in_the_wal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
