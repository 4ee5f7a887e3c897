// SPDX-License-Identifier: EUPL-1.2
//
// Whatever is changed behind the program's back is seen.
#include <sys/stat.h>

#include "base/file.h"
#include "store/checkpoint.h"
#include "store_test.h"

#define EVENTS_EACH 3

static void add_fact(struct fixture *fixture, struct str stream, int64_t after) {
    struct change_set change = {.expected_seq = after};
    change_add(fixture->arena, &change, withdrawn(stream, after));
    must_submit(fixture->store, &change);
}

// Two persons with three events each and three entries of the access log, all under a checkpoint.
static void fill(struct fixture *fixture) {
    fixture_open(fixture, NULL);
    struct change_set anna = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    struct change_set bertil = new_person(fixture->arena, BERTIL, "191312121211", "Bertil", "Ek");
    must_submit(fixture->store, &anna);
    must_submit(fixture->store, &bertil);
    for (int64_t seq = 1; seq < EVENTS_EACH; seq++) {
        add_fact(fixture, ANNA, seq);
        add_fact(fixture, BERTIL, seq);
    }
    for (int i = 0; i < 3; i++) {
        struct access_record record = viewed(ANNA, "ärende");
        assert_true(store_log_access(fixture->store, &record, NULL));
    }
    assert_true(store_checkpoint(fixture->store, NOON, NULL));
}

static struct verify_report verify(struct fixture *fixture) {
    struct verify_report report;
    struct error err;
    if (!store_verify(fixture->store, fixture->arena, &report, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    return report;
}

static bool has_fault(const struct verify_report *report, const char *key) {
    for (size_t i = 0; i < report->faults.n; i++)
        if (strcmp(report->faults.items[i].key, key) == 0)
            return true;
    return false;
}

static void must_see(struct fixture *fixture, const char *sql, const char *key) {
    tamper(fixture->path, sql);
    struct verify_report report = verify(fixture);
    if (!has_fault(&report, key))
        fail_msg("%s: not seen as %s, but as %s", sql, key,
                 report.faults.n ? report.faults.items[0].key : "nothing");
}

static void test_what_was_written_is_whole(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct verify_report report = verify(fixture);
    if (report.faults.n)
        fail_msg("%s %s %s", report.faults.items[0].key, report.faults.items[0].args[0],
                 report.faults.items[0].args[1]);
    assert_int_equal(report.streams, 2);
    assert_int_equal(report.events, 2 * EVENTS_EACH);
    assert_int_equal(report.access_entries, 3);
    assert_int_equal(report.checkpoints, 1);
    assert_int_equal(report.erased, 0);
}

#define OF_ANNA "stream = 'person/01eeeeeeeeeeeeeeeeeeeeeeee'"

static const struct {
    const char *sql, *key;
} tamperings[] = {
    {"UPDATE log_payload SET body = replace(body, 'Anna', 'Hanna')", "verify.payload-changed"},
    {"UPDATE log_payload SET salt = zeroblob(32) WHERE seq = 2", "verify.payload-changed"},
    {"DELETE FROM log_event WHERE seq = 2 AND " OF_ANNA, "verify.event-missing"},
    {"DELETE FROM log_event WHERE seq = 1 AND " OF_ANNA, "verify.event-missing"},
    {"DELETE FROM log_event WHERE seq = 3 AND " OF_ANNA, "verify.payload-stray"},
    {"DELETE FROM log_event WHERE seq = 3 AND " OF_ANNA
     "; DELETE FROM log_payload WHERE seq = 3 AND " OF_ANNA,
     "verify.head-missing"}, // the tail was cut
    {"DELETE FROM log_event WHERE " OF_ANNA "; DELETE FROM log_payload WHERE " OF_ANNA,
     "verify.head-missing"}, // the whole stream was removed
    {"UPDATE log_event SET seq = -seq WHERE seq > 1 AND " OF_ANNA
     "; UPDATE log_event SET seq = 5 + seq WHERE seq < 0",
     "verify.event-changed"}, // two events changed places
    {"UPDATE log_event SET previous = zeroblob(32) WHERE seq = 2 AND " OF_ANNA,
     "verify.chain-broken"},
    {"UPDATE log_event SET hash = zeroblob(32) WHERE seq = 2 AND " OF_ANNA, "verify.event-changed"},
    {"DELETE FROM log_access WHERE seq = 2", "verify.access-missing"},
    {"DELETE FROM log_access WHERE seq = 3", "verify.head-missing"},
    {"DELETE FROM log_access", "verify.head-missing"},
    {"UPDATE log_access SET reason = 'Nyfiken' WHERE seq = 2", "verify.access-changed"},
    {"UPDATE log_access SET previous = zeroblob(32) WHERE seq = 2", "verify.access-broken"},
};

static void test_each_tampering_is_seen(void **state) {
    for (size_t i = 0; i < COUNT(tamperings); i++) {
        assert_int_equal(fixture_setup(state), 0);
        fill(*state);
        must_see(*state, tamperings[i].sql, tamperings[i].key);
        assert_int_equal(fixture_teardown(state), 0);
    }
}

// Columns of a table, as SQL knows them.
static size_t columns_of(const char *path, const char *table, char names[][32], char types[][16],
                         size_t max) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    size_t n = 0;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT name, type FROM pragma_table_info(?)", -1, &statement, NULL),
        SQLITE_OK);
    sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        assert_true(n < max);
        snprintf(names[n], 32, "%s", (const char *)sqlite3_column_text(statement, 0));
        snprintf(types[n++], 16, "%s", (const char *)sqlite3_column_text(statement, 1));
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return n;
}

// What another value of a column is.
static const char *changed_value(const char *name, const char *type) {
    if (strcmp(name, "precision") == 0)
        return "'day'";
    if (strcmp(name, "law") == 0)
        return "'LSS'";
    if (strcmp(type, "INTEGER") == 0)
        return "777";
    return strcmp(type, "BLOB") == 0 ? "randomblob(32)" : "'annat'";
}

static void change_each_column(struct fixture *fixture, const char *table) {
    char names[32][32], types[32][16], sql[200];
    size_t n = columns_of(fixture->path, table, names, types, 32);
    assert_true(n > 10);
    for (size_t i = 0; i < n; i++) {
        tamper(fixture->path, "CREATE TABLE kept AS SELECT * FROM log_event");
        tamper(fixture->path, "CREATE TABLE kept_access AS SELECT * FROM log_access");
        snprintf(sql, sizeof(sql), "UPDATE %s SET %s = %s WHERE seq = 2 AND stream LIKE '%%1eee%%'",
                 table, names[i], changed_value(names[i], types[i]));
        tamper(fixture->path, sql);
        struct verify_report report = verify(fixture);
        if (!report.faults.n)
            fail_msg("%s: not seen", sql);
        tamper(fixture->path, "DELETE FROM log_event; INSERT INTO log_event SELECT * FROM kept;"
                              "DELETE FROM log_access;"
                              "INSERT INTO log_access SELECT * FROM kept_access;"
                              "DROP TABLE kept; DROP TABLE kept_access");
        report = verify(fixture);
        assert_int_equal(report.faults.n, 0);
    }
}

static void test_each_column_is_covered(void **state) {
    fill(*state);
    change_each_column(*state, "log_event");
    change_each_column(*state, "log_access");
}

static void test_a_rewritten_end_is_seen(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    tamper(fixture->path, "DELETE FROM log_event WHERE seq = 3 AND " OF_ANNA
                          "; DELETE FROM log_payload WHERE seq = 3 AND " OF_ANNA);
    add_fact(fixture, ANNA, 2); // in itself a whole chain
    struct verify_report report = verify(fixture);
    assert_int_equal(report.faults.n, 1);
    assert_string_equal(report.faults.items[0].key, "verify.head-changed");
    assert_string_equal(report.faults.items[0].args[1], "3");
}

// Reading it is no mistake of whoever asks for it.
static void test_a_payload_that_cannot_be_read_is_named(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    fixture_close(fixture);
    tamper(fixture->path,
           "UPDATE log_payload SET body = substr(body, 2) WHERE seq = 2 AND " OF_ANNA);
    fixture_open(fixture, NULL);
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct event_list events;
    struct error err;
    assert_true(store_read(fixture->store, &reader, NULL));
    must_fail(store_events(reader, fixture->arena, ANNA, &events, &err), &err, ERR_DAMAGED,
              "store.event-damaged");
    assert_string_equal(err.args[0], ANNA.p);
    assert_string_equal(err.args[1], "2");
}

static void test_an_erased_payload_leaves_the_chain_whole(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    tamper(fixture->path, "DELETE FROM log_payload WHERE seq = 1 AND " OF_ANNA);
    add_fact(fixture, ANNA, 3);
    struct verify_report report = verify(fixture);
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(report.erased, 1);
}

// ---- checkpoints ----

static struct str checkpoint_path(struct fixture *fixture, const char *name) {
    return str_printf(fixture->arena, "%s.checkpoints/%s", fixture->path, name);
}

static void test_a_changed_checkpoint_is_seen(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct str path = checkpoint_path(fixture, "00000001.checkpoint"), text;
    assert_true(file_read(fixture->arena, path.p, 100000, &text, NULL));
    char *changed = str_c(fixture->arena, text);
    char *digit = strstr(changed, " 3 "); // the seq of a head
    assert_non_null(digit);
    digit[1] = '2';
    assert_true(file_replace(path.p, (struct str){changed, text.n}, NULL));
    struct verify_report report = verify(fixture);
    assert_true(has_fault(&report, "verify.signature"));

    assert_true(file_replace(path.p, str_sub(text, 0, text.n - 1), NULL));
    report = verify(fixture);
    assert_true(has_fault(&report, "verify.checkpoint-damaged"));
    assert_true(file_replace(path.p, STR(""), NULL));
    report = verify(fixture);
    assert_true(has_fault(&report, "verify.checkpoint-damaged"));
    assert_true(file_replace(path.p, text, NULL));
    report = verify(fixture);
    assert_int_equal(report.faults.n, 0);
}

static void test_a_removed_checkpoint_is_seen(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    assert_true(store_checkpoint(fixture->store, NOON, NULL));
    assert_true(store_checkpoint(fixture->store, NOON, NULL));
    struct verify_report report = verify(fixture);
    assert_int_equal(report.checkpoints, 3);
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(remove(checkpoint_path(fixture, "00000002.checkpoint").p), 0);
    report = verify(fixture);
    assert_int_equal(report.faults.n, 1);
    assert_string_equal(report.faults.items[0].key, "verify.checkpoint-missing");
    assert_string_equal(report.faults.items[0].args[0], "00000003.checkpoint");
    // The next is counted on from the last: none is written over.
    assert_true(store_checkpoint(fixture->store, NOON, NULL));
    struct str text;
    assert_true(file_read(fixture->arena, checkpoint_path(fixture, "00000004.checkpoint").p, 100000,
                          &text, NULL));
}

static void test_a_lost_key_is_seen(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct str key = str_printf(fixture->arena, "%s.checkpoints.key", fixture->path);
    assert_int_equal(remove(key.p), 0);
    struct verify_report report = verify(fixture);
    assert_true(has_fault(&report, "file.missing"));
    assert_true(file_replace(key.p, STR("kort"), NULL));
    report = verify(fixture);
    assert_true(has_fault(&report, "store.key-damaged"));
    struct error err;
    must_fail(store_checkpoint(fixture->store, NOON, &err), &err, ERR_DAMAGED, "store.key-damaged");
    assert_int_equal(remove(key.p), 0);
    assert_true(store_checkpoint(fixture->store, NOON, NULL)); // under a new key
    report = verify(fixture);
    assert_true(has_fault(&report, "verify.signature"));
}

static struct str read_key(struct fixture *fixture) {
    struct str path = str_printf(fixture->arena, "%s.checkpoints.key", fixture->path), text;
    assert_true(file_read(fixture->arena, path.p, 1000, &text, NULL));
    return text;
}

static void write_key(struct fixture *fixture, const char *ending, struct str text) {
    struct str path = str_printf(fixture->arena, "%s.checkpoints.key%s", fixture->path, ending);
    assert_true(file_replace(path.p, text, NULL));
}

// Twice, with checkpoints under each key: all of them verify, and none can be changed.
static void test_the_key_is_changed(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct str first = read_key(fixture);
    assert_true(store_change_checkpoint_key(fixture->store, NOON, false, NULL));
    assert_false(str_eq(read_key(fixture), first));
    assert_true(store_checkpoint(fixture->store, NOON, NULL));
    assert_true(store_change_checkpoint_key(fixture->store, NOON, false, NULL));
    struct verify_report report = verify(fixture);
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(report.checkpoints, 6);
    struct str key = str_printf(fixture->arena, "%s.checkpoints.key", fixture->path);
    struct stat info;
    assert_int_equal(stat(key.p, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(stat(str_printf(fixture->arena, "%s.new", key.p).p, &info), -1);
    // The old key put back does not vouch for what the new one signed.
    struct str last = read_key(fixture);
    write_key(fixture, "", first);
    report = verify(fixture);
    assert_int_equal(report.faults.n, 1);
    assert_true(has_fault(&report, "verify.signature"));
    // Nor can whoever has it go on: a checkpoint under it is seen as soon as the key is the new
    // one.
    assert_true(store_checkpoint(fixture->store, NOON, NULL));
    write_key(fixture, "", last);
    report = verify(fixture);
    assert_true(has_fault(&report, "verify.signature"));
}

// The key file is gone: what it signed still verifies under the public key that stands there.
static void test_a_lost_key_is_replaced(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct str key = str_printf(fixture->arena, "%s.checkpoints.key", fixture->path);
    assert_int_equal(remove(key.p), 0);
    assert_true(store_change_checkpoint_key(fixture->store, NOON, true, NULL));
    struct verify_report report = verify(fixture);
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(report.checkpoints, 2);
}

// With a stolen key an old checkpoint can be written anew, and no longer fits the one after it.
static void test_a_stolen_key_changes_nothing_before(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct str stolen = read_key(fixture);
    assert_true(store_change_checkpoint_key(fixture->store, NOON, true, NULL));
    struct str own = read_key(fixture);
    struct str first = checkpoint_path(fixture, "00000001.checkpoint");
    struct str second = checkpoint_path(fixture, "00000002.checkpoint"), kept;
    assert_true(file_read(fixture->arena, second.p, 100000, &kept, NULL));
    assert_int_equal(remove(first.p), 0);
    assert_int_equal(remove(second.p), 0);
    write_key(fixture, "", stolen);
    assert_true(store_checkpoint(fixture->store, (struct instant){NOON.us + 1}, NULL));
    write_key(fixture, "", own);
    assert_true(file_replace(second.p, kept, NULL));
    struct verify_report report = verify(fixture);
    assert_int_equal(report.faults.n, 1);
    assert_string_equal(report.faults.items[0].key, "verify.checkpoint-missing");
}

// Broken off after the checkpoint under the new key was written: the next time takes that key.
static void test_a_change_that_was_broken_off(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct str old = read_key(fixture);
    assert_true(store_change_checkpoint_key(fixture->store, NOON, false, NULL));
    struct str new = read_key(fixture);
    write_key(fixture, ".new", new);
    write_key(fixture, "", old);
    struct verify_report report = verify(fixture);
    assert_true(has_fault(&report, "verify.signature"));
    assert_true(store_change_checkpoint_key(fixture->store, NOON, false, NULL));
    assert_true(str_eq(read_key(fixture), new));
    report = verify(fixture);
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(report.checkpoints, 3);
}

static void test_the_key_is_private(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct str command = str_printf(fixture->arena, "%s.checkpoints.key", fixture->path);
    struct stat stat_key, stat_database;
    assert_int_equal(stat(command.p, &stat_key), 0);
    assert_int_equal(stat_key.st_mode & 0777, 0600);
    assert_int_equal(stat(fixture->path, &stat_database), 0);
    assert_int_equal(stat_database.st_mode & 0777, 0600);
}

// ---- the file ----

static void damage(const char *path, long from, size_t n) {
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, from, SEEK_SET), 0);
    for (size_t i = 0; i < n; i++)
        fputc(0x5A, file);
    assert_int_equal(fclose(file), 0);
}

// Of the pages that hold nothing SQLite keeps the first as the list of the others: damage to those
// others takes nothing from anybody, and is not seen.
static size_t pages_of_nothing(const char *path) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA freelist_count", -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int n = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return n > 0 ? (size_t)n - 1 : 0;
}

static void test_a_damaged_page_is_seen(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    fixture_close(fixture);
    struct stat before;
    assert_int_equal(stat(fixture->path, &before), 0);
    size_t seen = 0, pages = (size_t)before.st_size / 4096;
    size_t nothing = pages_of_nothing(fixture->path);
    for (size_t page = 1; page < pages; page++) {
        struct str whole;
        assert_true(file_read(fixture->arena, fixture->path, 10000000, &whole, NULL));
        damage(fixture->path, (long)page * 4096, 4096);
        struct error err = {0};
        struct verify_report report = {0};
        if (!store_open(fixture->path, NULL, &fixture->store, &err) ||
            !store_verify(fixture->store, fixture->arena, &report, &err))
            assert_int_equal(err.code, ERR_DAMAGED);
        seen += err.code == ERR_DAMAGED || report.faults.n > 0;
        fixture_close(fixture);
        assert_true(file_replace(fixture->path, whole, NULL));
    }
    assert_true(pages > 20);
    assert_in_range(nothing, 0, 1);
    assert_int_equal(seen, pages - 1 - nothing);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_what_was_written_is_whole),
        cmocka_unit_test(test_each_tampering_is_seen),
        TEST(test_each_column_is_covered),
        TEST(test_a_rewritten_end_is_seen),
        TEST(test_a_payload_that_cannot_be_read_is_named),
        TEST(test_an_erased_payload_leaves_the_chain_whole),
        TEST(test_a_changed_checkpoint_is_seen),
        TEST(test_a_removed_checkpoint_is_seen),
        TEST(test_the_key_is_changed),
        TEST(test_a_lost_key_is_replaced),
        TEST(test_a_stolen_key_changes_nothing_before),
        TEST(test_a_change_that_was_broken_off),
        TEST(test_a_lost_key_is_seen),
        TEST(test_the_key_is_private),
        TEST(test_a_damaged_page_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
