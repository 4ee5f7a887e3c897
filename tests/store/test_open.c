// SPDX-License-Identifier: EUPL-1.2
//
// What is opened, and what is refused.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
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
    tamper(fixture->path, "DELETE FROM op_migration WHERE number = 32;"
                          "ALTER TABLE der_person ADD COLUMN status TEXT");
    refuse(fixture, ERR_CONFLICT, "store.served-older", fixture->path);
    assert_one(fixture->path, "SELECT max(number) = 31 FROM op_migration");
    assert_one(fixture->path,
               "SELECT count(*) = 1 FROM pragma_table_info('der_person') WHERE name = 'status'");
    close(held);
    create(fixture);
    assert_one(fixture->path, "SELECT max(number) = 32 FROM op_migration");

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
        TEST(test_the_server_keeps_its_name),
        TEST(test_closing_moves_the_log_into_the_database),
        TEST(test_a_reader_cannot_write),
        TEST(test_the_writer_cannot_change_the_log),
        TEST(test_a_backup_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
