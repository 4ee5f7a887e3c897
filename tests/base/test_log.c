// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/log.h"

static int pipe_ends[2], true_stderr;

// Standard error becomes a pipe, of which the test reads the other end.
static int catch_stderr(void **state) {
    (void)state;
    true_stderr = dup(STDERR_FILENO);
    return pipe(pipe_ends) || dup2(pipe_ends[1], STDERR_FILENO) < 0 ? -1 : 0;
}

static int release_stderr(void **state) {
    (void)state;
    log_level_set(LOG_INFO);
    dup2(true_stderr, STDERR_FILENO);
    close(true_stderr);
    close(pipe_ends[0]);
    return close(pipe_ends[1]);
}

static void assert_logged(const char *expected) {
    char got[4096] = {0};
    ssize_t n = read(pipe_ends[0], got, sizeof(got) - 1);
    assert_true(n > 0);
    assert_string_equal(got, expected);
}

static void test_values_are_quoted_when_they_need_it(void **state) {
    (void)state;
    log_write(LOG_INFO, "server", "started", "port", "8080", "name", "två ord", "q", "a\"b\\c",
              "none", "", NULL);
    assert_logged("info server started port=8080 name=\"två ord\" q=\"a\\\"b\\\\c\" none=\"\"\n");
}

static void test_no_value_begins_a_line(void **state) {
    (void)state;
    log_write(LOG_WARNING, "web", "odd", "path", "/x\nerror web forged a=b", NULL);
    assert_logged("warning web odd path=\"/x error web forged a=b\"\n");
}

static void test_levels(void **state) {
    (void)state;
    log_write(LOG_DEBUG, "a", "unseen", NULL);
    log_level_set(LOG_ERROR);
    log_write(LOG_WARNING, "a", "unseen", NULL);
    log_level_set(LOG_DEBUG);
    log_write(LOG_DEBUG, "a", "seen", NULL);
    assert_logged("debug a seen\n");
}

static void test_errors(void **state) {
    (void)state;
    struct error err;
    error_set(&err, ERR_IO, "file.failed", "/x y", "Disk full", NULL);
    error_at(&err, "a.dmn", "d1", 3, 4);
    log_error("store", &err);
    assert_logged(
        "error store file.failed 0=\"/x y\" 1=\"Disk full\" file=a.dmn element=d1 line=3\n");
}

static void test_long_lines_are_cut(void **state) {
    (void)state;
    char value[5000], got[8192] = {0};
    memset(value, 'x', sizeof(value));
    value[sizeof(value) - 1] = 0;
    log_write(LOG_INFO, "a", "long", "v", value, NULL);
    ssize_t n = read(pipe_ends[0], got, sizeof(got));
    assert_int_equal(n, 2048);
    assert_int_equal(got[n - 1], '\n');
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values_are_quoted_when_they_need_it, catch_stderr,
                                        release_stderr),
        cmocka_unit_test_setup_teardown(test_no_value_begins_a_line, catch_stderr, release_stderr),
        cmocka_unit_test_setup_teardown(test_levels, catch_stderr, release_stderr),
        cmocka_unit_test_setup_teardown(test_errors, catch_stderr, release_stderr),
        cmocka_unit_test_setup_teardown(test_long_lines_are_cut, catch_stderr, release_stderr),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
