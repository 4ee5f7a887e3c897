// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "support/arena_fixture.h"

static char folder[] = "/tmp/vaka-file-XXXXXX";

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str *names;
    size_t count;
    if (!file_list(arena, folder, "", &names, &count, NULL))
        return -1;
    for (size_t i = 0; i < count; i++)
        unlink(str_printf(arena, "%s/%s", folder, names[i].p).p);
    return rmdir(folder);
}

static const char *path_of(struct arena *arena, const char *name) {
    return str_printf(arena, "%s/%s", folder, name).p;
}

static struct str content(struct arena *arena, const char *path) {
    struct str bytes = STR_NONE;
    struct error err = {0};
    if (!file_read(arena, path, 1000000, &bytes, &err))
        fail_msg("%s: %s %s", path, err.key, err.args[1]);
    assert_int_equal(bytes.p[bytes.n], 0);
    return bytes;
}

static mode_t mode_of(const char *path) {
    struct stat stat_of_path;
    assert_int_equal(stat(path, &stat_of_path), 0);
    return stat_of_path.st_mode & 07777;
}

static void test_replacing(void **state) {
    const char *path = path_of(*state, "replaced");
    assert_true(file_replace(path, STR("före"), NULL));
    assert_text(content(*state, path), "före");
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(chmod(path, 0640), 0);
    assert_true(file_replace(path, STR(""), NULL));
    assert_text(content(*state, path), "");
    assert_int_equal(mode_of(path), 0640);
}

static void test_syncing(void **state) {
    const char *path = path_of(*state, "synced");
    struct error err = {0};
    assert_false(file_sync(path, &err));
    assert_int_equal(err.code, ERR_MISSING);
    assert_true(file_replace(path, STR("kvar"), NULL));
    assert_true(file_sync(path, NULL));
    assert_text(content(*state, path), "kvar");
}

static void test_appending(void **state) {
    const char *path = path_of(*state, "appended");
    assert_true(file_append(path, STR("ett\n"), NULL));
    assert_int_equal(mode_of(path), 0600);
    assert_true(file_append(path, STR("två\n"), NULL));
    assert_text(content(*state, path), "ett\ntvå\n");
}

// With a ceiling on the size of files, half of what is written would find room.
static void test_a_failed_write_leaves_the_file(void **state) {
    const char *path = path_of(*state, "full");
    struct error err = {0};
    struct rlimit before, low = {.rlim_cur = 6, .rlim_max = RLIM_INFINITY};
    assert_true(file_append(path, STR("ett\n"), NULL));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    low.rlim_max = before.rlim_max;
    const struct sigaction ignored = {.sa_handler = SIG_IGN};
    assert_int_equal(sigaction(SIGXFSZ, &ignored, NULL), 0);
    setrlimit(RLIMIT_FSIZE, &low);
    bool appended = file_append(path, STR("tvåtre\n"), &err);
    bool replaced = file_replace(path, STR("tvåtre\n"), NULL);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(appended || replaced);
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(err.args[1], "File too large");
    assert_text(content(*state, path), "ett\n");
    struct str *names;
    size_t count;
    assert_true(file_list(*state, folder, "", &names, &count, NULL));
    for (size_t i = 0; i < count; i++) // nothing half written is left beside it
        assert_false(str_starts(names[i], STR("full.")));
}

static void test_reading_has_a_ceiling(void **state) {
    const char *path = path_of(*state, "ceiling");
    struct str bytes = STR("as before");
    struct error err = {0};
    assert_true(file_replace(path, STR("1234"), NULL));
    assert_true(file_read(*state, path, 4, &bytes, &err));
    assert_text(bytes, "1234");
    assert_false(file_read(*state, path, 3, &bytes, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_string_equal(err.key, "file.too-large");
    assert_string_equal(err.args[0], path);
    assert_string_equal(err.args[1], "3");
    assert_text(bytes, "1234");
}

static void test_what_is_not_there(void **state) {
    struct str bytes, *names;
    size_t count;
    struct error err = {0};
    const char *missing = path_of(*state, "missing/file");
    assert_false(file_read(*state, missing, 10, &bytes, &err));
    assert_int_equal(err.code, ERR_MISSING);
    assert_string_equal(err.args[0], missing);
    assert_false(file_replace(missing, STR("x"), &err));
    assert_int_equal(err.code, ERR_MISSING);
    assert_false(file_append(missing, STR("x"), &err));
    assert_int_equal(err.code, ERR_MISSING);
    assert_false(file_list(*state, missing, "", &names, &count, &err));
    assert_int_equal(err.code, ERR_MISSING);
    assert_false(file_read(*state, folder, 100000, &bytes, &err));
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(err.args[1], "Is a directory");
}

static void test_listing(void **state) {
    static const char *const made[] = {"b.list", "a.list", "ä.list", "z.other", ".hidden.list"};
    struct str *names;
    size_t count;
    for (size_t i = 0; i < COUNT(made); i++)
        assert_true(file_replace(path_of(*state, made[i]), STR(""), NULL));
    assert_true(file_list(*state, folder, ".list", &names, &count, NULL));
    assert_int_equal(count, 3);
    assert_text(names[0], "a.list");
    assert_text(names[1], "b.list");
    assert_text(names[2], "ä.list");
    assert_true(file_list(*state, folder, ".nothing", &names, &count, NULL));
    assert_int_equal(count, 0);
    unlink(path_of(*state, ".hidden.list"));
}

static bool list_and_read(struct arena *arena, struct error *err) {
    struct str *names, bytes;
    size_t count;
    return file_list(arena, "/usr/share/zoneinfo/Europe", "m", &names, &count, err) &&
           file_read(arena, "/usr/share/zoneinfo/Europe/Stockholm", 100000, &bytes, err);
}

static void test_every_allocation_fails_once(void **state) {
    (void)state;
    walk_allocations(list_and_read);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_replacing),
        TEST_WITH_ARENA(test_syncing),
        TEST_WITH_ARENA(test_appending),
        TEST_WITH_ARENA(test_a_failed_write_leaves_the_file),
        TEST_WITH_ARENA(test_reading_has_a_ceiling),
        TEST_WITH_ARENA(test_what_is_not_there),
        TEST_WITH_ARENA(test_listing),
        cmocka_unit_test(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
