// SPDX-License-Identifier: EUPL-1.2
//
// What is derived is rebuilt byte for byte, whatever the number of workers and whatever fails on
// the way. Runs under the thread sanitizer, too.
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"
#include "store/all_streams.h"
#include "store/rebuild.h"
#include "store_test.h"

#define PERSONS 550 // more names than are read at once
#define FAILS_AT 300

static struct str person_at(struct arena *arena, size_t i) {
    return str_printf(arena, "person/%026zu", i);
}

static void record_persons(struct fixture *fixture, size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct change_set change = new_person(fixture->arena, person_at(fixture->arena, i),
                                              "191212121212", "Anna", i % 2 ? "Åberg" : "Öst");
        change.derived.has_person = i == 0; // the same number stands once
        must_submit(fixture->store, &change);
    }
}

static struct hash derived_now(struct fixture *fixture) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct hash hash;
    assert_true(store_read(fixture->store, &reader, NULL));
    assert_true(store_derived_hash(reader, &hash, NULL));
    return hash;
}

// ---- deriving, and what may go wrong with it ----

struct deriving {
    atomic_size_t calls;
    size_t written;
    char last[STREAM_ID_MAX]; // that was written
    bool out_of_order;

    // The person of that number fails; before that, the one after it must have.
    bool fails;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool later_failed;

    size_t memory_ends_at; // allocation of a worker's thread; 0: never
};

static void let_the_later_fail(struct deriving *d, size_t number) {
    pthread_mutex_lock(&d->mutex);
    if (number > FAILS_AT) {
        d->later_failed = true;
        pthread_cond_signal(&d->changed);
    }
    while (!d->later_failed)
        pthread_cond_wait(&d->changed, &d->mutex);
    pthread_mutex_unlock(&d->mutex);
}

static size_t number_of(struct str stream) {
    return strtoul(stream.p + strlen("person/"), NULL, 10);
}

// Derives what new_person() gave, from the events alone.
static bool derive(void *context, struct arena *arena, struct reader *reader, struct str stream,
                   struct event_list events, struct derived *ret_derived, struct error *err) {
    struct deriving *d = context;
    size_t number = number_of(str_copy(arena, stream));
    (void)reader;
    atomic_fetch_add(&d->calls, 1);
    if (d->fails && number >= FAILS_AT) {
        let_the_later_fail(d, number);
        return error_set(err, ERR_INTERNAL, "error.unknown", str_printf(arena, "%zu", number).p,
                         NULL);
    }
    if (d->memory_ends_at)
        arena_fail_at(d->memory_ends_at);
    struct str *memory = ARENA_NEW(arena, struct str);
    if (!memory)
        return error_memory(err);
    const struct payload *payload = &events.items[0].payload;
    struct change_set change =
        new_person(arena, stream, payload_get(payload, FIELD_person_registered_number)->text.p,
                   payload_get(payload, FIELD_person_registered_given_name)->text.p,
                   payload_get(payload, FIELD_person_registered_family_name)->text.p);
    *ret_derived = change.derived;
    return true;
}

static void note_written(void *context, struct str stream) {
    struct deriving *d = context;
    struct str last = str_of(d->last);
    d->out_of_order = d->out_of_order || str_cmp(last, stream) >= 0;
    snprintf(d->last, sizeof(d->last), STR_FMT, STR_ARG(stream));
    d->written++;
}

static bool rebuild(struct fixture *fixture, struct deriving *d, bool *ret_same,
                    struct error *err) {
    const struct rebuild asked = {derive, note_written, d};
    return store_rebuild(fixture->store, &asked, ret_same, err);
}

// ----

static void test_rebuilt_is_the_same(void **state) {
    struct fixture *fixture = *state;
    bool same = false;
    fixture_open(fixture, NULL);
    record_persons(fixture, PERSONS);
    struct deriving first = {0}, second = {0}, third = {0};
    assert_true(rebuild(fixture, &first, &same, NULL));
    assert_int_equal(atomic_load(&first.calls), PERSONS);
    assert_int_equal(first.written, PERSONS);
    assert_false(same); // each has a person's row now
    struct hash before = derived_now(fixture);
    assert_true(rebuild(fixture, &second, &same, NULL));
    assert_true(same);
    tamper(fixture->path, "UPDATE der_duty SET due = '2030-01-01' WHERE stream LIKE '%7'");
    assert_true(rebuild(fixture, &third, &same, NULL));
    assert_false(same);
    struct hash after = derived_now(fixture);
    assert_true(hash_eq(&before, &after));
}

static void copy_file(struct fixture *fixture, const char *from, const char *to) {
    struct str bytes;
    assert_true(file_read(fixture->arena, from, 64 << 20, &bytes, NULL));
    assert_true(file_replace(to, bytes, NULL));
}

// The rows are written in the order of the streams, so that even the pages are the same.
static void test_many_workers_leave_the_file_that_one_leaves(void **state) {
    static const size_t workers[] = {1, 2, 3, WORKERS_MAX, 10 * WORKERS_MAX};
    struct fixture *fixture = *state;
    struct str one = {0};
    char original[200];
    snprintf(original, sizeof(original), "%s.original", fixture->path);
    fixture_open(fixture, NULL);
    record_persons(fixture, PERSONS);
    fixture_close(fixture);
    copy_file(fixture, fixture->path, original);
    for (size_t i = 0; i < COUNT(workers); i++) {
        struct deriving deriving = {0};
        struct str bytes;
        bool same = true;
        copy_file(fixture, original, fixture->path);
        fixture_open(fixture, &(struct store_options){.workers = workers[i]});
        assert_true(rebuild(fixture, &deriving, &same, NULL));
        assert_false(same);
        assert_int_equal(deriving.written, PERSONS);
        assert_false(deriving.out_of_order);
        fixture_close(fixture);
        assert_true(file_read(fixture->arena, fixture->path, 64 << 20, &bytes, NULL));
        if (i == 0)
            one = bytes;
        assert_true(bytes.n > 0 && str_eq(one, bytes));
    }
}

// What is told is the first that failed in the order of the streams, not in time.
static void test_what_fails_in_a_worker_leaves_all_as_it_was(void **state) {
    struct fixture *fixture = *state;
    struct deriving deriving = {
        .fails = true, .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    struct error err = {0};
    bool same = false;
    fixture_open(fixture, &(struct store_options){.workers = 2});
    record_persons(fixture, PERSONS);
    struct hash before = derived_now(fixture);
    must_fail(rebuild(fixture, &deriving, &same, &err), &err, ERR_INTERNAL, "error.unknown");
    assert_string_equal(err.args[0], TEXT_OF(300));
    assert_int_equal(deriving.written, FAILS_AT);
    struct hash after = derived_now(fixture);
    assert_true(hash_eq(&before, &after));
    struct deriving whole = {0};
    assert_true(rebuild(fixture, &whole, &same, NULL));
    assert_int_equal(whole.written, PERSONS);
}

// ---- what there is not enough of ----

#define FILES_OF_A_READER 2 // the database and its WAL

// With one file more each time: the first connections cannot be opened, then some of them can.
static void test_connections_that_cannot_be_opened(void **state) {
    struct fixture *fixture = *state;
    struct rlimit limit;
    struct deriving first = {0};
    bool same = false;
    rlim_t enough = 0;
    fixture_open(fixture, &(struct store_options){.workers = 8});
    record_persons(fixture, 20);
    assert_true(rebuild(fixture, &first, &same, NULL));
    struct hash before = derived_now(fixture);
    int open_files = dup(STDIN_FILENO); // the first that is free
    assert_true(open_files > 0 && close(open_files) == 0);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    for (int more = 0; more < 3 * FILES_OF_A_READER; more++) {
        struct deriving deriving = {0};
        struct error err = {0};
        struct rlimit low = {(rlim_t)(open_files + more), limit.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
        bool ok = rebuild(fixture, &deriving, &same, &err);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
        assert_true(ok ? same && deriving.written == 20 : err.code == ERR_IO);
        if (ok && !enough)
            enough = (rlim_t)more;
        struct hash after = derived_now(fixture);
        assert_true(hash_eq(&before, &after));
    }
    // Of whoever asks, and of one worker; SQLite may have one left that it has not closed.
    assert_true(enough > 0 && enough <= 2 * FILES_OF_A_READER);
}

static void test_memory_that_ends_with_whoever_asked(void **state) {
    struct fixture *fixture = *state;
    bool ok = false, same = false;
    fixture_open(fixture, &(struct store_options){.workers = 2});
    record_persons(fixture, 5);
    struct deriving first = {0};
    assert_true(rebuild(fixture, &first, &same, NULL));
    struct hash before = derived_now(fixture);
    size_t at = 1;
    for (; !ok && at < 10000; at++) {
        struct deriving deriving = {0};
        struct error err = {0};
        arena_fail_at(at);
        ok = rebuild(fixture, &deriving, &same, &err);
        arena_fail_at(0);
        assert_true(ok ? same : err.code == ERR_MEMORY);
        struct hash after = derived_now(fixture);
        assert_true(hash_eq(&before, &after));
    }
    assert_true(ok && at > 100);
}

static void test_memory_that_ends_with_a_worker(void **state) {
    struct fixture *fixture = *state;
    bool same = false;
    fixture_open(fixture, &(struct store_options){.workers = 2});
    record_persons(fixture, 5);
    struct hash before = derived_now(fixture);
    struct deriving deriving = {.memory_ends_at = 1};
    struct error err = {0};
    must_fail(rebuild(fixture, &deriving, &same, &err), &err, ERR_MEMORY, "error.memory");
    assert_int_equal(deriving.written, 0);
    struct hash after = derived_now(fixture);
    assert_true(hash_eq(&before, &after));
}

// ---- one snapshot for all ----

struct looking {
    struct fixture *fixture;
    atomic_bool over;
    int64_t seq; // of the stream that grows, as the first saw it
    size_t looks;
};

static void *let_it_grow(void *context) {
    struct looking *looking = context;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    for (int64_t seq = 1; !atomic_load(&looking->over); seq++) {
        struct change_set change = {.expected_seq = seq};
        struct submitted submitted;
        arena_reset(arena);
        change_add(arena, &change, withdrawn(ANNA, 1));
        if (!store_submit(looking->fixture->store, &change, &submitted, NULL))
            break;
    }
    return NULL;
}

static bool look(void *context, struct arena *arena, struct reader *reader, struct str stream,
                 void **ret_made, struct error *err) {
    int64_t *seq = ARENA_NEW(arena, int64_t);
    (void)context, (void)stream;
    *ret_made = seq;
    return seq ? store_last_seq(reader, ANNA, seq, err) : error_memory(err);
}

static bool compare_looks(void *context, struct arena *arena, struct reader *reader,
                          struct str stream, void *made, struct error *err) {
    struct looking *looking = context;
    const int64_t *seq = made;
    int64_t now;
    (void)arena, (void)stream;
    assert_true(store_last_seq(reader, ANNA, &now, err));
    assert_int_equal(now, *seq);
    if (looking->looks++ == 0)
        looking->seq = now;
    assert_int_equal(now, looking->seq);
    return true;
}

static void test_all_workers_see_one_moment(void **state) {
    static const enum stream_kind person = STREAM_person;
    struct fixture *fixture = *state;
    struct looking looking = {.fixture = fixture};
    const struct all_streams all = {&person, 1, look, compare_looks, &looking};
    pthread_t thread;
    fixture_open(fixture, &(struct store_options){.workers = WORKERS_MAX, .synchronous_off = true});
    record_persons(fixture, 10);
    struct change_set change = new_person(fixture->arena, ANNA, "193001227705", "Anna", "Berg");
    must_submit(fixture->store, &change);
    assert_int_equal(pthread_create(&thread, NULL, let_it_grow, &looking), 0);
    for (int i = 0; i < 30; i++) {
        looking.looks = 0;
        assert_true(store_all_streams(fixture->store, &all, NULL));
        assert_int_equal(looking.looks, 11);
    }
    atomic_store(&looking.over, true);
    pthread_join(thread, NULL);
    assert_true(looking.seq > 1); // it did grow
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_rebuilt_is_the_same),
        TEST(test_many_workers_leave_the_file_that_one_leaves),
        TEST(test_what_fails_in_a_worker_leaves_all_as_it_was),
        TEST(test_connections_that_cannot_be_opened),
        TEST(test_memory_that_ends_with_whoever_asked),
        TEST(test_memory_that_ends_with_a_worker),
        TEST(test_all_workers_see_one_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
