// SPDX-License-Identifier: EUPL-1.2
//
// Backups that are encrypted, and backups that are put back: whole, verified, or not at all.
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/backup.h"
#include "store/internal.h"
#include "store_test.h"

struct keys {
    struct public_keys public;
    struct private_key private, other;
};

static void make_keys(struct arena *arena, struct keys *keys) {
    struct str private, public, other;
    assert_true(encrypt_new_pair(arena, &other, &public, NULL));
    assert_true(encrypt_read_private(other, &keys->other, NULL));
    assert_true(encrypt_new_pair(arena, &private, &public, NULL));
    assert_true(encrypt_read_public(public, &keys->public, NULL));
    assert_true(encrypt_read_private(private, &keys->private, NULL));
}

static const char *path_of(struct fixture *fixture, const char *name) {
    return str_printf(fixture->arena, "%s/%s", fixture->folder, name).p;
}

// Two persons, and what is backed up of them is larger than one chunk.
static void fill(struct fixture *fixture) {
    fixture_open(fixture, NULL);
    struct change_set anna = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    struct change_set bertil = new_person(fixture->arena, BERTIL, "191312121211", "Bertil", "Ek");
    must_submit(fixture->store, &anna);
    must_submit(fixture->store, &bertil);
}

static size_t count_files(struct fixture *fixture) {
    DIR *folder = opendir(fixture->folder);
    size_t count = 0;
    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static const char *encrypted_backup(struct fixture *fixture, const struct keys *keys) {
    const char *path = path_of(fixture, "backup");
    struct error err = {0};
    if (!store_backup(fixture->store, path, &keys->public, NOON, NULL, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    return path;
}

static struct str content(struct fixture *fixture, const char *path) {
    struct str bytes;
    assert_true(file_read(fixture->arena, path, (size_t)16 * 1024 * 1024, &bytes, NULL));
    return bytes;
}

static void test_a_backup_that_is_encrypted_comes_back(void **state) {
    struct fixture *fixture = *state;
    struct keys keys;
    struct verify_report report;
    struct stat about;
    struct error err = {0};
    make_keys(fixture->arena, &keys);
    fill(fixture);
    assert_true(store_checkpoint(fixture->store, NOON, NULL)); // its folder and key
    size_t before = count_files(fixture);
    const char *backup = encrypted_backup(fixture, &keys);
    assert_int_equal(count_files(fixture), before + 1);
    assert_int_equal(stat(backup, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    struct str bytes = content(fixture, backup);
    assert_true(bytes.n > 128 * 1024);
    assert_true(str_find(bytes, STR("191212121212")) == STR_NOT_FOUND);
    must_fail(store_backup(fixture->store, backup, &keys.public, NOON, NULL, &err), &err,
              ERR_CONFLICT, "file.exists");

    const char *to = path_of(fixture, "restored.db");
    const struct restoring restoring = {.from = backup, .to = to, .key = &keys.private};
    if (!store_restore(&restoring, fixture->arena, &report, &err))
        fail_msg("%s %s %s", err.key, err.args[0], err.args[1]);
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(report.streams, 2);
    assert_int_equal(count_files(fixture), before + 2);
    assert_int_equal(stat(to, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_true(str_find(content(fixture, to), STR("191212121212")) != STR_NOT_FOUND);
    // In the place of a database nothing is put.
    must_fail(store_restore(&restoring, fixture->arena, &report, &err), &err, ERR_CONFLICT,
              "file.exists");
    fixture_close(fixture);
    snprintf(fixture->path, sizeof(fixture->path), "%s", to);
    fixture_open(fixture, NULL);
}

static void refuse(struct fixture *fixture, const char *from, const struct private_key *key,
                   enum error_code code, const char *why) {
    struct verify_report report;
    struct error err = {0};
    size_t before = count_files(fixture);
    const struct restoring restoring = {
        .from = from, .to = path_of(fixture, "restored.db"), .key = key};
    must_fail(store_restore(&restoring, fixture->arena, &report, &err), &err, code, why);
    assert_int_equal(count_files(fixture), before); // neither a database nor a part of one
}

static void test_what_is_not_as_it_was_written_is_not_put_back(void **state) {
    struct fixture *fixture = *state;
    struct keys keys;
    make_keys(fixture->arena, &keys);
    fill(fixture);
    const char *backup = encrypted_backup(fixture, &keys), *bad = path_of(fixture, "bad");
    struct str bytes = content(fixture, backup);
    refuse(fixture, backup, &keys.other, ERR_DAMAGED, "encrypt.wrong-key");
    refuse(fixture, backup, NULL, ERR_INPUT, "store.backup-encrypted");
    refuse(fixture, path_of(fixture, "missing"), &keys.private, ERR_MISSING, "file.missing");
    // Changed in the last chunk, cut at the end of a chunk, and two chunks the other way round.
    const size_t head = 8 + 1 + 80 + 24, chunk = 64 * 1024 + 17;
    char *changed = str_c(fixture->arena, bytes);
    changed[bytes.n - 1] = (char)(changed[bytes.n - 1] ^ 1);
    assert_true(file_replace(bad, (struct str){changed, bytes.n}, NULL));
    refuse(fixture, bad, &keys.private, ERR_DAMAGED, "encrypt.damaged");
    assert_true(file_replace(bad, str_sub(bytes, 0, head + chunk), NULL));
    refuse(fixture, bad, &keys.private, ERR_DAMAGED, "encrypt.damaged");
    changed = str_c(fixture->arena, bytes);
    memcpy(changed + head, bytes.p + head + chunk, chunk);
    memcpy(changed + head + chunk, bytes.p + head, chunk);
    assert_true(file_replace(bad, (struct str){changed, bytes.n}, NULL));
    refuse(fixture, bad, &keys.private, ERR_DAMAGED, "encrypt.damaged");
}

static void test_a_plain_backup_comes_back_without_a_key(void **state) {
    struct fixture *fixture = *state;
    struct keys keys;
    struct verify_report report;
    struct error err = {0};
    make_keys(fixture->arena, &keys);
    fill(fixture);
    const char *plain = path_of(fixture, "plain"), *to = path_of(fixture, "restored.db");
    assert_true(store_backup(fixture->store, plain, NULL, NOON, NULL, NULL));
    // Whoever names a key expects what nobody else can read.
    refuse(fixture, plain, &keys.private, ERR_DAMAGED, "store.backup-plain");
    // What is left of another database would be taken for part of this one.
    const char *wal = path_of(fixture, "restored.db-wal");
    assert_true(file_replace(wal, STR("x"), NULL));
    refuse(fixture, plain, NULL, ERR_CONFLICT, "file.exists");
    assert_int_equal(unlink(wal), 0);
    const struct restoring restoring = {.from = plain, .to = to};
    assert_true(store_restore(&restoring, fixture->arena, &report, &err));
    assert_int_equal(report.faults.n, 0);
    const char *other = path_of(fixture, "other");
    assert_true(file_replace(other, STR("något annat, som inte är en databas"), NULL));
    assert_int_equal(unlink(to), 0);
    refuse(fixture, other, NULL, ERR_DAMAGED, "store.no-database");
}

static void test_a_broken_chain_is_told_and_not_put_back(void **state) {
    struct fixture *fixture = *state;
    struct keys keys;
    struct verify_report report = {0};
    struct error err = {0};
    make_keys(fixture->arena, &keys);
    fill(fixture);
    fixture_close(fixture);
    tamper(fixture->path, "UPDATE log_event SET performer = 'user/somebody' WHERE seq = 1");
    fixture_open(fixture, NULL);
    const char *backup = encrypted_backup(fixture, &keys);
    size_t before = count_files(fixture);
    struct restoring restoring = {
        .from = backup, .to = path_of(fixture, "restored.db"), .key = &keys.private};
    assert_true(store_restore(&restoring, fixture->arena, &report, &err));
    assert_true(report.faults.n > 0);
    assert_int_equal(count_files(fixture), before);
    restoring.despite_faults = true; // better than nothing, for whoever has lost all else
    report = (struct verify_report){0};
    assert_true(store_restore(&restoring, fixture->arena, &report, &err));
    assert_true(report.faults.n > 0);
    assert_int_equal(count_files(fixture), before + 1);
}

static void test_a_backup_that_fails_leaves_nothing(void **state) {
    struct fixture *fixture = *state;
    const struct public_keys none = {.n = 1}; // a key that nothing can be sealed for
    struct error err = {0};
    fill(fixture);
    assert_true(store_checkpoint(fixture->store, NOON, NULL));
    size_t before = count_files(fixture);
    must_fail(store_backup(fixture->store, path_of(fixture, "backup"), &none, NOON, NULL, &err),
              &err, ERR_INPUT, "encrypt.bad-key");
    assert_int_equal(count_files(fixture), before);
    must_fail(store_backup(fixture->store, "/no/such/folder/copy", &none, NOON, NULL, &err), &err,
              ERR_IO, "store.backup-failed");
    assert_int_equal(count_files(fixture), before);
}

// As a process that was killed leaves it: half of it written, and SQLite's files beside.
static void leave_part(struct fixture *fixture) {
    static const char *const left[] = {"restored.db.vaka-part", "restored.db.vaka-part-wal",
                                       "restored.db.vaka-part-shm",
                                       "restored.db.vaka-part-journal"};
    for (size_t i = 0; i < COUNT(left); i++)
        assert_true(file_replace(path_of(fixture, left[i]), STR("SQLite format 3, halv"), NULL));
}

static void test_what_was_killed_is_in_nobodys_way(void **state) {
    struct fixture *fixture = *state;
    struct verify_report report = {0};
    struct error err = {0};
    bool was_left = false;
    fill(fixture);
    const char *to = path_of(fixture, "restored.db"), *plain = path_of(fixture, "plain");
    const char *part = path_of(fixture, "restored.db.vaka-part");
    assert_true(store_backup(fixture->store, plain, NULL, NOON, &was_left, NULL));
    assert_false(was_left);
    size_t before = count_files(fixture);

    leave_part(fixture);
    const struct restoring restoring = {.from = plain, .to = to, .ret_was_left = &was_left};
    if (!store_restore(&restoring, fixture->arena, &report, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    assert_true(was_left);
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(count_files(fixture), before + 1);
    assert_int_equal(unlink(to), 0);
    leave_part(fixture);
    assert_true(store_backup(fixture->store, to, NULL, NOON, &was_left, NULL));
    assert_true(was_left);
    assert_int_equal(count_files(fixture), before + 1);
    assert_int_equal(unlink(to), 0);

    // Somebody is at work on it.
    leave_part(fixture);
    int fd = open(part, O_RDONLY);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    must_fail(store_restore(&restoring, fixture->arena, &report, &err), &err, ERR_CONFLICT,
              "store.part-busy");
    must_fail(store_backup(fixture->store, to, NULL, NOON, NULL, &err), &err, ERR_CONFLICT,
              "store.part-busy");
    assert_int_equal(content(fixture, part).n, strlen("SQLite format 3, halv"));
    assert_int_equal(count_files(fixture), before + 4);
    close(fd);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_backup_that_is_encrypted_comes_back),
        TEST(test_what_is_not_as_it_was_written_is_not_put_back),
        TEST(test_a_plain_backup_comes_back_without_a_key),
        TEST(test_a_broken_chain_is_told_and_not_put_back),
        TEST(test_a_backup_that_fails_leaves_nothing),
        TEST(test_what_was_killed_is_in_nobodys_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
