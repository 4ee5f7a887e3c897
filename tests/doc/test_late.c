// SPDX-License-Identifier: EUPL-1.2
//
// Libraries that are loaded late: found, not found, and found without what is wanted of them.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "doc/late.h"

struct table {
    __typeof__(strlen) *strlen;
    void (*nothing)(void);
};

static void test_what_is_there(void **state) {
    static const struct late_function functions[] = {{"strlen", offsetof(struct table, strlen)}};
    struct table table = {0};
    (void)state;
    assert_true(late_load("libc.so.6", functions, 1, &table, NULL));
    assert_int_equal(table.strlen("åäö"), 6);
}

static void test_what_is_not_there(void **state) {
    static const struct late_function functions[] = {
        {"no_such_function", offsetof(struct table, nothing)}};
    struct table table = {0};
    struct error err = {0};
    (void)state;
    assert_false(late_load("libnone-of-this-name.so.1", functions, 1, &table, &err));
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(err.key, "document.library");
    assert_string_equal(err.args[0], "libnone-of-this-name.so.1");
    assert_false(late_load("libc.so.6", functions, 1, &table, &err));
    assert_non_null(strstr(err.args[1], "no_such_function"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_there),
        cmocka_unit_test(test_what_is_not_there),
    };
    return cmocka_run_group_tests_name("late", tests, NULL, NULL);
}
