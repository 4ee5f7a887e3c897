// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "support/arena_fixture.h"

static void test_an_error_says_what_where_and_with_what(void **state) {
    (void)state;
    struct error err;
    assert_false(error_set(&err, ERR_INPUT, "date.no-such-day", "31/4", "x", NULL));
    assert_int_equal(err.code, ERR_INPUT);
    assert_string_equal(err.key, "date.no-such-day");
    assert_string_equal(err.args[0], "31/4");
    assert_string_equal(err.args[1], "x");
    assert_string_equal(err.args[2], "");
    assert_int_equal(err.line, 0);
    error_clear(&err);
    assert_int_equal(err.code, ERR_NONE);
    assert_null(err.key);
}

static void test_nobody_asks(void **state) {
    (void)state;
    assert_false(error_set(NULL, ERR_INPUT, "a.b", NULL));
    assert_false(error_set_str(NULL, ERR_INPUT, "a.b", STR("x")));
    assert_false(error_at(NULL, "f", "e", 1, 1));
    assert_false(error_memory(NULL));
    error_clear(NULL);
}

// The place nearest to the fault is the one that is kept.
static void test_the_first_place_stands(void **state) {
    (void)state;
    struct error err;
    error_memory(&err);
    assert_int_equal(err.code, ERR_MEMORY);
    assert_false(error_at(&err, NULL, "d1", 3, 7));
    assert_false(error_at(&err, "routine.dmn", "d2", 1, 1));
    assert_string_equal(err.file, "routine.dmn");
    assert_string_equal(err.element, "d1");
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 7);
}

static void test_more_arguments_than_there_is_room_for(void **state) {
    (void)state;
    struct error err;
    error_set(&err, ERR_INPUT, "a.b", "1", "2", "3", "4", "5", NULL);
    assert_string_equal(err.args[ERROR_ARGS - 1], "4");
}

// Cut before a character that does not fit, never within it.
static void test_long_arguments_are_cut(void **state) {
    (void)state;
    struct error err;
    char text[2 * ERROR_ARG_SIZE];
    memset(text, 'a', sizeof(text));
    text[sizeof(text) - 1] = 0;
    error_set(&err, ERR_INPUT, "a.b", text, NULL);
    assert_int_equal(strlen(err.args[0]), ERROR_ARG_SIZE - 1);
    memcpy(text + ERROR_ARG_SIZE - 3, "😀", 4);
    error_set(&err, ERR_INPUT, "a.b", text, NULL);
    assert_int_equal(strlen(err.args[0]), ERROR_ARG_SIZE - 3);
    error_set_str(&err, ERR_INPUT, "a.b", str_of(text));
    assert_int_equal(strlen(err.args[0]), ERROR_ARG_SIZE - 3);
    error_set_str(&err, ERR_INPUT, "a.b", STR_NONE);
    assert_string_equal(err.args[0], "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_error_says_what_where_and_with_what),
        cmocka_unit_test(test_nobody_asks),
        cmocka_unit_test(test_the_first_place_stands),
        cmocka_unit_test(test_more_arguments_than_there_is_room_for),
        cmocka_unit_test(test_long_arguments_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
