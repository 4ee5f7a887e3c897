// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "support/arena_fixture.h"

static void test_comparing(void **state) {
    (void)state;
    assert_true(str_eq(STR(""), STR_NONE));
    assert_true(str_is(STR("vak"), "vak"));
    assert_false(str_is(STR("vak"), "vaka"));
    assert_true(str_cmp(STR("a"), STR("b")) < 0);
    assert_true(str_cmp(STR("ab"), STR("a")) > 0);
    assert_true(str_cmp(STR("z"), STR("å")) < 0); // bytes, not characters with a sign
    assert_int_equal(str_cmp(STR_NONE, STR("")), 0);
    assert_true(str_starts(STR("vaka"), STR("va")));
    assert_false(str_starts(STR("v"), STR("va")));
    assert_true(str_ends(STR("vaka"), STR("ka")));
    assert_true(str_ends(STR("vaka"), STR("")));
    assert_false(str_ends(STR("a"), STR("ka")));
    assert_int_equal(str_of(NULL).n, 0);
}

static void test_parts(void **state) {
    (void)state;
    assert_text(str_sub(STR("vaka"), 1, 2), "ak");
    assert_text(str_sub(STR("vaka"), 1, SIZE_MAX), "aka");
    assert_int_equal(str_sub(STR("vaka"), 9, 2).n, 0);
    assert_int_equal(str_sub(STR_NONE, 0, 2).n, 0);
    assert_text(str_trim(STR(" \t\r\n\u00A0vak på natten\u00A0 \n")), "vak på natten");
    assert_text(str_trim(STR("à")), "à"); // ends with the second byte of U+00A0
    assert_int_equal(str_trim(STR("  \u00A0")).n, 0);
    assert_int_equal(str_find(STR("brytpunkt"), STR("punkt")), 4);
    assert_int_equal(str_find(STR("brytpunkt"), STR("vak")), STR_NOT_FOUND);
    assert_int_equal(str_find(STR("a"), STR("aa")), STR_NOT_FOUND);
    assert_int_equal(str_find(STR("a"), STR("")), 0);
    assert_int_equal(str_find_char(STR("a=b"), '='), 1);
    assert_int_equal(str_find_char(STR_NONE, '='), STR_NOT_FOUND);
}

static void test_splitting(void **state) {
    (void)state;
    struct str rest = STR("a,,b,"), part;
    const char *const expected[] = {"a", "", "b", ""};
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_true(str_split(&rest, ',', &part));
        assert_text(part, expected[i]);
    }
    assert_false(str_split(&rest, ',', &part));
    rest = STR_NONE;
    assert_false(str_split(&rest, ',', &part));
}

static void test_copies_are_closed(void **state) {
    struct str copy = str_copy(*state, str_sub(STR("vaka"), 0, 3));
    assert_text(copy, "vak");
    assert_int_equal(copy.p[3], 0);
    assert_string_equal(str_c(*state, STR_NONE), "");
    assert_text(str_printf(*state, "%d %s", 7, "vak"), "7 vak");
}

static void test_whole_numbers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {{"0", 0},
                {"-0", 0},
                {"007", 7},
                {"-12", -12},
                {"9223372036854775807", INT64_MAX},
                {"-9223372036854775808", INT64_MIN}};
    static const char *const bad[] = {
        "", "-", "+1", " 1", "1 ", "1.0", "0x1", "9223372036854775808", "-9223372036854775809"};
    int64_t value;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(str_int64(str_of(good[i].text), &value));
        assert_true(value == good[i].value);
    }
    value = 4711;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(str_int64(str_of(bad[i]), &value));
    assert_int_equal(value, 4711);
}

static void test_building(void **state) {
    struct buf buf = buf_new(*state, 100000);
    struct str text;
    assert_true(buf_done(&buf, &text, NULL));
    assert_text(text, "");
    for (int i = 0; i < 5000; i++)
        buf_printf(&buf, "%d,", i % 10);
    buf_add(&buf, STR("slut"));
    buf_add_char(&buf, '.');
    buf_add_c(&buf, "");
    assert_true(buf_done(&buf, &text, NULL));
    assert_int_equal(text.n, 10005);
    assert_text(str_sub(text, 9998, 99), "9,slut.");
    assert_int_equal(text.p[text.n], 0);
}

static void test_building_has_a_ceiling(void **state) {
    struct buf buf = buf_new(*state, 4);
    struct str text = STR("as before");
    struct error err = {0};
    buf_add(&buf, STR("vaka"));
    assert_true(buf_done(&buf, &text, &err));
    assert_text(text, "vaka");
    buf_add_char(&buf, '!');
    buf_printf(&buf, "%s", "");
    assert_false(buf_done(&buf, &text, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_text(text, "vaka");
}

static bool build(struct arena *arena, struct error *err) {
    struct buf buf = buf_new(arena, 10000);
    struct str text;
    for (int i = 0; i < 600; i++)
        buf_add_c(&buf, "vaka ");
    return buf_done(&buf, &text, err);
}

static void test_every_allocation_fails_once(void **state) {
    (void)state;
    walk_allocations(build);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparing),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_splitting),
        TEST_WITH_ARENA(test_copies_are_closed),
        cmocka_unit_test(test_whole_numbers),
        TEST_WITH_ARENA(test_building),
        TEST_WITH_ARENA(test_building_has_a_ceiling),
        cmocka_unit_test(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
