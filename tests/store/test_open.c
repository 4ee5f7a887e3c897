// SPDX-License-Identifier: EUPL-1.2
//
// What is opened, and what is refused.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "store/backup.h"
#include "store/internal.h"
#include "store_test.h"

static void refuse(struct fixture *fixture, enum error_code code, const char *key,
                   const char *first_argument) {
    struct error err;
    must_fail(store_open(fixture->path, NULL, &fixture->store, &err), &err, code, key);
    if (first_argument)
        assert_string_equal(err.args[0], first_argument);
}

static void create(struct fixture *fixture) {
    fixture_open(fixture, NULL);
    fixture_close(fixture);
}

static void test_a_newer_database_is_refused(void **state) {
    struct fixture *fixture = *state;
    create(fixture);
    tamper(fixture->path, "INSERT INTO op_migration VALUES (99, '099_later.sql', x'00')");
    refuse(fixture, ERR_VERSION, "store.newer", "99");
    tamper(fixture->path, "DELETE FROM op_migration WHERE number = 99;"
                          "UPDATE op_setting SET value = '77' WHERE name = 'vocabulary'");
    refuse(fixture, ERR_VERSION, "store.newer", "77");
    tamper(fixture->path, "UPDATE op_setting SET value = 'sju' WHERE name = 'vocabulary'");
    refuse(fixture, ERR_DAMAGED, "store.damaged", NULL);
    tamper(fixture->path, "UPDATE op_setting SET value = '0' WHERE name = 'vocabulary'");
    create(fixture);
}

static void test_a_changed_migration_is_refused(void **state) {
    struct fixture *fixture = *state;
    create(fixture);
    tamper(fixture->path, "UPDATE op_migration SET sha256 = zeroblob(32) WHERE number = 2");
    refuse(fixture, ERR_DAMAGED, "store.migration-changed", "002_derived.sql");
}

static void test_a_missing_migration_is_refused(void **state) {
    struct fixture *fixture = *state;
    create(fixture);
    tamper(fixture->path, "DELETE FROM op_migration WHERE number = 1");
    refuse(fixture, ERR_DAMAGED, "store.migration-changed", "001_log.sql");
}

static void test_what_is_missing_is_applied(void **state) {
    struct fixture *fixture = *state;
    create(fixture);
    tamper(fixture->path,
           "DELETE FROM op_migration WHERE number > 2;"
           "ALTER TABLE der_person ADD COLUMN status TEXT; DROP TABLE op_account;"
           "DROP TABLE op_session; DROP TABLE op_worklist; DROP TABLE der_number;"
           "DROP TABLE op_message; DROP TABLE der_fee; DROP TABLE der_vils; DROP TABLE der_time;"
           "DROP TABLE der_vils_start; DROP TABLE der_area; DROP TABLE der_place; DROP TABLE "
           "der_delegation;"
           "DROP TABLE der_record; DROP TABLE op_openid; DROP TABLE op_account_notice; DROP TABLE "
           "op_notice; DROP TABLE op_device; DROP TABLE op_user_language;"
           "DROP TABLE op_notice_try; DROP INDEX log_access_unit; DROP INDEX log_event_block; DROP "
           "INDEX der_duty_shown");
    fixture_open(fixture, NULL);
    struct account account = {.user = USER, .login = STR("siv"), .password = STR("x")};
    assert_true(store_put_account(fixture->store, &account, NULL));
}

static void test_a_migration_that_fails_leaves_nothing(void **state) {
    struct fixture *fixture = *state;
    create(fixture);
    // op_account is there already: the third fails, and is not recorded as applied.
    tamper(fixture->path, "DELETE FROM op_migration WHERE number > 2;"
                          "ALTER TABLE der_person ADD COLUMN status TEXT; DROP TABLE op_session;"
                          "DROP TABLE op_worklist; DROP TABLE op_message; DROP TABLE der_fee;"
                          "DROP TABLE der_vils; DROP TABLE der_time;"
                          "DROP TABLE der_vils_start; DROP TABLE der_area; DROP TABLE der_place;"
                          "DROP TABLE der_delegation;"
                          "DROP TABLE der_record; DROP TABLE op_openid; DROP TABLE "
                          "op_account_notice; DROP TABLE op_notice; DROP TABLE op_device;"
                          "DROP TABLE op_user_language;"
                          "DROP TABLE op_notice_try; DROP INDEX log_access_unit; DROP INDEX "
                          "log_event_block; DROP INDEX der_duty_shown");
    refuse(fixture, ERR_INTERNAL, "store.internal", NULL);
    tamper(fixture->path, "DROP TABLE op_account; DROP TABLE der_number");
    create(fixture);
}

// As a server of another version would have it.
static int hold(const struct fixture *fixture) {
    int fd = open(fixture->path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    return fd;
}

static void assert_one(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    if (sqlite3_column_int(statement, 0) != 1)
        fail_msg("%s", sql);
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void test_nothing_is_migrated_under_a_server(void **state) {
    struct fixture *fixture = *state;
    create(fixture);
    int held = hold(fixture);
    create(fixture); // beside one of the same version
    tamper(fixture->path, "DELETE FROM op_migration WHERE number >= 32;"
                          "ALTER TABLE der_person ADD COLUMN status TEXT");
    refuse(fixture, ERR_CONFLICT, "store.served-older", fixture->path);
    assert_one(fixture->path, "SELECT max(number) = 31 FROM op_migration");
    assert_one(fixture->path,
               "SELECT count(*) = 1 FROM pragma_table_info('der_person') WHERE name = 'status'");
    close(held);
    create(fixture);
    assert_one(fixture->path, "SELECT max(number) = 33 FROM op_migration");

    // What the server does not know of must not be written either.
    held = hold(fixture);
    tamper(fixture->path, "UPDATE op_setting SET value = '0' WHERE name = 'vocabulary'");
    refuse(fixture, ERR_CONFLICT, "store.served-older", fixture->path);
    assert_one(fixture->path, "SELECT value = '0' FROM op_setting WHERE name = 'vocabulary'");
    close(held);
    create(fixture);
    assert_one(fixture->path, "SELECT value > '0' FROM op_setting WHERE name = 'vocabulary'");
}

static void test_a_server_has_the_database_for_itself(void **state) {
    struct fixture *fixture = *state;
    const struct store_options serving = {.hold = STORE_SERVES};
    struct store *other = NULL;
    struct error err;
    fixture_open(fixture, &serving);
    must_fail(store_open(fixture->path, &serving, &other, &err), &err, ERR_CONFLICT,
              "serve.already");
    assert_true(store_open(fixture->path, NULL, &other, NULL)); // a command
    must_fail(store_hold(other, &err), &err, ERR_CONFLICT, "store.served-other");
    store_close(other);
    assert_true(store_hold(fixture->store, NULL));
    fixture_close(fixture);

    fixture_open(fixture, NULL);
    assert_true(store_hold(fixture->store, NULL));
    must_fail(store_open(fixture->path, &serving, &other, &err), &err, ERR_CONFLICT,
              "serve.already");
    fixture_close(fixture);
    fixture_open(fixture, &serving);
}

static void test_other_files_are_refused(void **state) {
    struct fixture *fixture = *state;
    tamper(fixture->path, "CREATE TABLE someone_elses (a)");
    refuse(fixture, ERR_DAMAGED, "store.not-vaka", fixture->path);
    assert_int_equal(remove(fixture->path), 0);
    char text[5000];
    memset(text, 'x', sizeof(text));
    assert_true(file_replace(fixture->path, (struct str){text, sizeof(text)}, NULL));
    refuse(fixture, ERR_DAMAGED, "store.no-database", NULL);
    snprintf(fixture->path, sizeof(fixture->path), "%s/no/such/folder.db", fixture->folder);
    refuse(fixture, ERR_IO, "store.cannot-open", fixture->path);
}

static void test_a_cut_file_is_refused(void **state) {
    struct fixture *fixture = *state;
    create(fixture);
    assert_int_equal(truncate(fixture->path, 8192), 0);
    refuse(fixture, ERR_DAMAGED, "store.damaged", NULL);
}

// ---- a WAL that was left ----

#define WAL_HEADER 32
#define FRAME_SIZE (24 + 4096)
#define LEFT_FACTS 4

struct left {
    char wal_path[200];
    struct str database, wal;
};

static void leave_wal(struct fixture *fixture, int64_t facts, struct left *left) {
    const size_t max = (size_t)64 << 20;
    snprintf(left->wal_path, sizeof(left->wal_path), "%s-wal", fixture->path);
    create(fixture);
    fixture_open(fixture, NULL);
    struct change_set anna = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &anna);
    for (int64_t seq = 1; seq < facts; seq++) {
        struct change_set change = {.expected_seq = seq};
        change_add(fixture->arena, &change, withdrawn(ANNA, 1));
        must_submit(fixture->store, &change);
    }
    assert_true(file_read(fixture->arena, fixture->path, max, &left->database, NULL));
    assert_true(file_read(fixture->arena, left->wal_path, max, &left->wal, NULL));
    fixture_close(fixture);
}

// As it was left, but for one bit, and cut after so many bytes.
static void put_back(struct fixture *fixture, const struct left *left, size_t flipped, size_t n) {
    struct str wal = str_copy(fixture->arena, (struct str){left->wal.p, n});
    assert_non_null(wal.p);
    if (flipped < n)
        ((char *)(uintptr_t)wal.p)[flipped] ^= 0x10;
    assert_true(file_replace(fixture->path, left->database, NULL));
    assert_true(file_replace(left->wal_path, wal, NULL));
}

static int64_t facts_left(struct fixture *fixture) {
    int64_t seq;
    fixture_open(fixture, NULL);
    struct reader *reader = NULL;
    assert_true(store_read(fixture->store, &reader, NULL));
    assert_true(store_last_seq(reader, ANNA, &seq, NULL));
    store_read_end(&reader);
    fixture_close(fixture);
    return seq;
}

// How many transactions end with this frame or later.
static int committed_from(const struct left *left, size_t frame) {
    static const char none[4];
    int committed = 0;
    for (size_t at = WAL_HEADER + frame * FRAME_SIZE; at < left->wal.n; at += FRAME_SIZE)
        committed += memcmp(left->wal.p + at + 4, none, sizeof(none)) != 0;
    return committed;
}

// A flipped bit may look like the end of what was written when the power went, but only in the last
// transaction. Where its checksum is what flipped, the frame
// after it seems wrong too.
static void test_a_damaged_wal_is_refused(void **state) {
    static const struct {
        size_t at;     // in the frame
        size_t unseen; // frames whose commit is not counted
    } bits[] = {{24 + 1000, 0}, {0, 0}, {9, 0}, {17, 2}};
    struct fixture *fixture = *state;
    struct left left;
    leave_wal(fixture, LEFT_FACTS, &left);
    assert_int_equal((left.wal.n - WAL_HEADER) % FRAME_SIZE, 0);
    size_t frames = (left.wal.n - WAL_HEADER) / FRAME_SIZE;
    assert_true(committed_from(&left, 0) >= LEFT_FACTS);
    for (size_t bit = 0; bit < sizeof(bits) / sizeof(*bits); bit++)
        for (size_t frame = 0; frame < frames; frame++) {
            size_t begins = WAL_HEADER + frame * FRAME_SIZE;
            put_back(fixture, &left, begins + bits[bit].at, left.wal.n);
            if (committed_from(&left, frame + bits[bit].unseen) < 2) {
                assert_true(facts_left(fixture) >= LEFT_FACTS - 2);
                continue;
            }
            refuse(fixture, ERR_DAMAGED, "store.wal-damaged", NULL);
            refuse(fixture, ERR_DAMAGED, "store.wal-damaged", NULL); // nothing was touched
            // What it says can be done: it is cut there.
            put_back(fixture, &left, left.wal.n, begins);
            assert_true(facts_left(fixture) < LEFT_FACTS);
        }
}

static void test_a_damaged_header_of_the_wal_is_refused(void **state) {
    struct fixture *fixture = *state;
    struct left left;
    struct error err;
    leave_wal(fixture, LEFT_FACTS, &left);
    for (size_t at = 0; at < WAL_HEADER; at++) {
        put_back(fixture, &left, at, left.wal.n);
        must_fail(store_open(fixture->path, NULL, &fixture->store, &err), &err, ERR_DAMAGED,
                  "store.wal-damaged");
        assert_string_equal(err.args[2], "0");
    }
}

// Of what lies after the end, from transactions that were written over or failed, each ended there
// once and nothing was committed after it.
static void test_what_was_written_over_is_no_damage(void **state) {
    struct fixture *fixture = *state;
    struct left left, stale;
    size_t ends[32] = {WAL_HEADER}, n = 0;
    leave_wal(fixture, 2 * LEFT_FACTS, &left);
    for (size_t frame = 0; WAL_HEADER + frame * FRAME_SIZE < left.wal.n; frame++)
        if (committed_from(&left, frame) > committed_from(&left, frame + 1))
            ends[++n] = WAL_HEADER + (frame + 1) * FRAME_SIZE;
    assert_true(n >= 2 * LEFT_FACTS && n < 32);
    struct buf wal = buf_new(fixture->arena, left.wal.n);
    stale = left;
    for (size_t i = 0; i < n; i += i ? 2 : 1) // the first and the second, then every other
        buf_add(&wal,
                (struct str){left.wal.p + (i ? ends[i] : 0), ends[i + 1] - (i ? ends[i] : 0)});
    assert_true(buf_done(&wal, &stale.wal, NULL));
    put_back(fixture, &stale, stale.wal.n, stale.wal.n);
    assert_true(facts_left(fixture) >= 1);
}

static void test_a_wal_that_ends_anywhere_is_read(void **state) {
    struct fixture *fixture = *state;
    struct left left;
    leave_wal(fixture, LEFT_FACTS, &left);
    int64_t before = 0;
    for (size_t n = 0; n <= left.wal.n; n += 1030) {
        put_back(fixture, &left, left.wal.n, n);
        int64_t facts = facts_left(fixture);
        assert_true(facts >= before);
        before = facts;
    }
    put_back(fixture, &left, left.wal.n, left.wal.n);
    assert_int_equal(facts_left(fixture), LEFT_FACTS);
}

static void test_the_server_keeps_its_name(void **state) {
    struct fixture *fixture = *state;
    struct access_record record = viewed(ANNA, "först");
    fixture_open(fixture, NULL);
    assert_true(store_log_access(fixture->store, &record, NULL));
    fixture_close(fixture);
    fixture_open(fixture, NULL);
    assert_true(store_log_access(fixture->store, &record, NULL));
    struct verify_report report;
    assert_true(store_verify(fixture->store, fixture->arena, &report, NULL));
    assert_int_equal(report.access_entries, 2);
    assert_int_equal(report.faults.n, 0);
}

static void test_closing_moves_the_log_into_the_database(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &change);
    struct reader *reader = NULL; // readers are closed before the writer
    assert_true(store_read(fixture->store, &reader, NULL));
    store_read_end(&reader);
    fixture_close(fixture);
    struct str wal = str_printf(fixture->arena, "%s-wal", fixture->path);
    assert_int_equal(access(wal.p, F_OK), -1);
    store_close(NULL);
}

// ---- what connections may do ----

static void test_a_reader_cannot_write(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct reader *reader = NULL;
    assert_true(store_read(fixture->store, &reader, NULL));
    sqlite3 *db = reader->connection.db;
    static const char *const forbidden[] = {
        "DELETE FROM log_event",
        "INSERT INTO op_setting VALUES ('a', 'b')",
        "UPDATE op_setting SET value = 'x'",
        "DROP TABLE der_key",
        "CREATE TEMP TABLE t (a)",
        "ATTACH ':memory:' AS other",
        "PRAGMA query_only = OFF",
        "PRAGMA wal_checkpoint",
    };
    for (size_t i = 0; i < COUNT(forbidden); i++)
        assert_int_equal(sqlite3_exec(db, forbidden[i], NULL, NULL, NULL), SQLITE_AUTH);
    store_read_end(&reader);
}

static void test_the_writer_cannot_change_the_log(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL); // the writer's connection is idle
    static const char *const forbidden[] = {
        "DELETE FROM log_event",   "UPDATE log_event SET performer = ''",
        "DELETE FROM log_payload", "UPDATE log_payload SET body = ''",
        "DELETE FROM log_access",  "UPDATE log_access SET reason = ''",
        "DROP TABLE log_access",   "CREATE TABLE other (a)",
    };
    for (size_t i = 0; i < COUNT(forbidden); i++)
        assert_int_equal(
            sqlite3_exec(fixture->store->writer.connection.db, forbidden[i], NULL, NULL, NULL),
            SQLITE_AUTH);
}

// ---- backup ----

static void test_a_backup_is_the_same(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set anna = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    struct change_set bertil = new_person(fixture->arena, BERTIL, "191312121211", "Bertil", "Ek");
    must_submit(fixture->store, &anna);
    char copy[96];
    snprintf(copy, sizeof(copy), "%s/copy.db", fixture->folder);
    assert_true(store_backup(fixture->store, copy, NULL, NOON, NULL, NULL));
    must_submit(fixture->store, &bertil); // after it
    struct error err;
    must_fail(store_backup(fixture->store, copy, NULL, NOON, NULL, &err), &err, ERR_CONFLICT,
              "file.exists");
    must_fail(store_backup(fixture->store, "/no/such/folder/copy.db", NULL, NOON, NULL, &err), &err,
              ERR_IO, "store.backup-failed");
    struct stat stat_copy;
    assert_int_equal(stat(copy, &stat_copy), 0);
    assert_int_equal(stat_copy.st_mode & 0777, 0600);
    fixture_close(fixture);

    // The copy holds every head of the checkpoint that was made with it.
    char folder[200], first[240];
    snprintf(folder, sizeof(folder), "%s.checkpoints", fixture->path);
    for (int i = 2; i <= 3; i++) {
        snprintf(first, sizeof(first), "%s/%08d.checkpoint", folder, i);
        remove(first);
    }
    struct store_options options = {.checkpoint_dir = folder};
    snprintf(fixture->path, sizeof(fixture->path), "%s", copy);
    fixture_open(fixture, &options);
    struct verify_report report;
    assert_true(store_verify(fixture->store, fixture->arena, &report, NULL));
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(report.checkpoints, 1);
    assert_int_equal(report.streams, 1);
    assert_int_equal(report.events, 1);
}

// How many of SQLite's files are open, with their time of reading left alone or not: what it may
// write, as the lock on the database may not.
static void count_files(const struct fixture *fixture, bool leaves_time, int *ret_n) {
    *ret_n = 0;
    for (int fd = 0; fd < 256; fd++) {
        char link[64], target[256];
        snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, target, sizeof(target) - 1);
        if (n <= 0)
            continue;
        target[n] = '\0';
        int flags = fcntl(fd, F_GETFL);
        if (strncmp(target, fixture->path, strlen(fixture->path)) == 0 &&
            (flags & O_ACCMODE) == O_RDWR && !(flags & O_NOATIME) == !leaves_time)
            ++*ret_n;
    }
}

// Otherwise the sync that a recorded fact waits for writes the time, too.
static void test_reading_changes_no_time_of_a_file(void **state) {
    struct fixture *fixture = *state;
    struct event_list events;
    struct reader *reader;
    int leaving, others;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "189001019802", "Anna", "Test");
    must_submit(fixture->store, &change);
    assert_true(store_read(fixture->store, &reader, NULL));
    assert_true(store_events(reader, fixture->arena, ANNA, &events, NULL));
    count_files(fixture, true, &leaving);
    count_files(fixture, false, &others);
    store_read_end(&reader);
    assert_true(leaving >= 4); // the database and its WAL, for the writer and the reader
    assert_int_equal(others, 0);
}

// Whoever does not own the files may use them all the same.
static void test_files_of_another_owner_are_opened(void **state) {
    struct fixture *fixture = *state;
    if (geteuid() != 0)
        skip();
    fixture_open(fixture, NULL);
    fixture_close(fixture);
    assert_int_equal(chmod(fixture->folder, 0777), 0);
    assert_int_equal(chmod(fixture->path, 0666), 0);
    pid_t child = fork();
    if (child == 0) {
        struct store *store = NULL;
        struct store_options options = {.checkpoint_dir = fixture->folder};
        bool ok = setgid(65534) == 0 && setuid(65534) == 0 &&
                  store_open(fixture->path, &options, &store, NULL);
        store_close(store);
        _exit(ok ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_newer_database_is_refused),
        TEST(test_a_changed_migration_is_refused),
        TEST(test_a_missing_migration_is_refused),
        TEST(test_what_is_missing_is_applied),
        TEST(test_a_migration_that_fails_leaves_nothing),
        TEST(test_nothing_is_migrated_under_a_server),
        TEST(test_a_server_has_the_database_for_itself),
        TEST(test_other_files_are_refused),
        TEST(test_a_cut_file_is_refused),
        TEST(test_a_damaged_wal_is_refused),
        TEST(test_a_damaged_header_of_the_wal_is_refused),
        TEST(test_what_was_written_over_is_no_damage),
        TEST(test_a_wal_that_ends_anywhere_is_read),
        TEST(test_the_server_keeps_its_name),
        TEST(test_closing_moves_the_log_into_the_database),
        TEST(test_a_reader_cannot_write),
        TEST(test_the_writer_cannot_change_the_log),
        TEST(test_a_backup_is_the_same),
        TEST(test_reading_changes_no_time_of_a_file),
        TEST(test_files_of_another_owner_are_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
