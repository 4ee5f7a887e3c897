// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/decimal.h"
#include "support/arena_fixture.h"

static struct decimal number(const char *text) {
    struct decimal value;
    if (!decimal_parse(str_of(text), &value))
        fail_msg("%s is no number", text);
    return value;
}

static void test_reading_and_writing(void **state) {
    static const char *const cases[][2] = {
        {"0", "0"},
        {"-0", "0"},
        {"0.000", "0"},
        {"007", "7"},
        {"+5", "5"},
        {"1.10", "1.1"},
        {".5", "0.5"},
        {"-12.50", "-12.5"},
        {"-1200", "-1200"},
        {"1e3", "1000"},
        {"1E-3", "0.001"},
        {"12.34e+1", "123.4"},
        {"0.0000000000000000000000000000000000000000000012",
         "0.0000000000000000000000000000000000000000000012"},
        {"1234567890123456789012345678901234", "1234567890123456789012345678901234"},
        // The 35th digit is rounded away, half to even, and nothing after it is overlooked.
        {"12345678901234567890123456789012345", "12345678901234567890123456789012340"},
        {"12345678901234567890123456789012355", "12345678901234567890123456789012360"},
        {"123456789012345678901234567890123450000000000000000001",
         "123456789012345678901234567890123500000000000000000000"},
        {"1.2345678901234567890123456789012345", "1.234567890123456789012345678901234"},
        {"0.00000000000000000000000000000000000000000000000000000000000000000000000000000001e80",
         "1"},
        {"1e-7000", "0"},
        {"1e-99999999999999999999", "0"},
    };
    static const char *const bad[] = {
        "",    "-",    ".",   "1.",  "1.e2", "e2",  "1e",     "1e+",
        "1 ",  " 1",   "1,5", "0x1", "NaN",  "Inf", "1e6145", "1e999999999999999999999",
        "--1", "1.2.3"};
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(decimal_text(*state, number(cases[i][0])), cases[i][1]);
    struct decimal value;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (decimal_parse(str_of(bad[i]), &value))
            fail_msg("read: %s", bad[i]);
}

static void test_the_widest_numbers(void **state) {
    struct str text = decimal_text(*state, number("1e6144"));
    assert_int_equal(text.n, 6145);
    text = decimal_text(*state, number("-1e-6176"));
    assert_int_equal(text.n, 6179);
    assert_text(str_sub(text, 0, 4), "-0.0");
}

static void test_whole_numbers(void **state) {
    int64_t value = 4711;
    assert_text(decimal_text(*state, decimal_of_int(INT64_MIN)), "-9223372036854775808");
    assert_true(decimal_to_int(number("9223372036854775807"), &value));
    assert_true(value == INT64_MAX);
    assert_true(decimal_to_int(number("12.00"), &value));
    assert_int_equal(value, 12);
    assert_false(decimal_to_int(number("9223372036854775808"), &value));
    assert_false(decimal_to_int(number("0.5"), &value));
    assert_false(decimal_to_int(number("1e30"), &value));
    assert_int_equal(value, 12);
    assert_true(decimal_is_whole(number("1e30")) && decimal_is_whole(number("-2.0")));
    assert_false(decimal_is_whole(number("1.5")));
}

static void test_order(void **state) {
    (void)state;
    assert_int_equal(decimal_cmp(number("1.10"), number("1.1")), 0);
    assert_int_equal(decimal_cmp(number("-0"), number("0")), 0);
    assert_true(decimal_cmp(number("-2"), number("1")) < 0);
    assert_true(decimal_cmp(number("1e10"), number("9999999999")) > 0);
}

// A calculation as it is written: number, sign, number, result; "-" is no result.
static void test_arithmetic(void **state) {
    static const struct {
        const char *a;
        char sign;
        const char *b, *result;
    } cases[] = {
        {"0.1", '+', "0.2", "0.3"},
        {"1.10", '+', "2.20", "3.3"},
        {"1", '-', "0.9", "0.1"},
        {"1.1", '*', "1.1", "1.21"},
        {"1", '/', "3", "0.3333333333333333333333333333333333"},
        {"2", '/', "3", "0.6666666666666666666666666666666667"},
        {"1", '/', "0", "-"},
        {"0", '/', "0", "-"},
        {"9e6144", '+', "9e6144", "-"},
        {"1e4000", '*', "1e4000", "-"},
        {"2", '^', "10", "1024"},
        {"2", '^', "-2", "0.25"},
        {"-2", '^', "3", "-8"},
        {"1.1", '^', "20", "6.72749994932560009201"},
        {"10", '^', "6144", "1"},
        {"10", '^', "6145", "-"},
        {"4", '^', "0.5", "2"},
        {"-4", '^', "0.5", "-"},
        {"0", '^', "0", "1"},
        {"0", '^', "-1", "-"},
        {"12", '%', "5", "2"},
        {"-12", '%', "5", "3"},
        {"12", '%', "-5", "-3"},
        {"-12", '%', "-5", "-2"},
        {"10.1", '%', "4.5", "1.1"},
        {"-10", '%', "5", "0"},
        {"5", '%', "0", "-"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct decimal a = number(cases[i].a), b = number(cases[i].b), result;
        bool done = cases[i].sign == '+'   ? decimal_add(a, b, &result)
                    : cases[i].sign == '-' ? decimal_sub(a, b, &result)
                    : cases[i].sign == '*' ? decimal_mul(a, b, &result)
                    : cases[i].sign == '/' ? decimal_div(a, b, &result)
                    : cases[i].sign == '^' ? decimal_pow(a, b, &result)
                                           : decimal_modulo(a, b, &result);
        struct str got = done ? decimal_text(*state, result) : STR("-");
        if (got.n > 6000)
            got.n = 1; // the first of many digits
        if (!str_is(got, cases[i].result))
            fail_msg("%s %c %s: expected %s, got %s", cases[i].a, cases[i].sign, cases[i].b,
                     cases[i].result, got.p);
    }
    assert_text(decimal_text(*state, decimal_neg(number("1.5"))), "-1.5");
    assert_text(decimal_text(*state, decimal_abs(number("-1.5"))), "1.5");
}

// The same number with a digit after the point, which takes the longer way.
static struct decimal with_point(struct decimal a) {
    struct decimal tenth, zero, result;
    assert_true(decimal_parse(STR("0.1"), &tenth));
    assert_true(decimal_sub(tenth, tenth, &zero));
    assert_true(decimal_add(a, zero, &result));
    return result;
}

static void test_whole_numbers_take_a_shorter_way_to_the_same(void **state) {
    static const int64_t numbers[] = {0,         1,
                                      -1,        7,
                                      -12,       999999999,
                                      INT32_MIN, INT64_MAX,
                                      INT64_MIN, INT64_MIN + 1,
                                      1LL << 62, -(1LL << 62),
                                      3037000500};
    for (size_t i = 0; i < COUNT(numbers); i++)
        for (size_t k = 0; k < COUNT(numbers); k++) {
            struct decimal a = decimal_of_int(numbers[i]), b = decimal_of_int(numbers[k]);
            struct decimal x = with_point(a), y = with_point(b), fast, slow;
            assert_int_equal(decimal_cmp(a, b), decimal_cmp(x, y));
            assert_true(decimal_add(a, b, &fast) && decimal_add(x, y, &slow));
            assert_int_equal(decimal_cmp(fast, slow), 0);
            assert_text(decimal_text(*state, fast), decimal_text(*state, slow).p);
            assert_true(decimal_sub(a, b, &fast) && decimal_sub(x, y, &slow));
            assert_text(decimal_text(*state, fast), decimal_text(*state, slow).p);
            assert_true(decimal_mul(a, b, &fast) && decimal_mul(x, y, &slow));
            assert_int_equal(decimal_cmp(with_point(fast), slow), 0);
        }
}

static void test_functions(void **state) {
    struct decimal result = number("7");
    assert_true(decimal_sqrt(number("16"), &result));
    assert_text(decimal_text(*state, result), "4");
    assert_true(decimal_sqrt(number("2"), &result));
    assert_text(decimal_text(*state, result), "1.414213562373095048801688724209698");
    assert_true(decimal_exp(number("1"), &result));
    assert_text(decimal_text(*state, result), "2.718281828459045235360287471352662");
    assert_true(decimal_log(number("10"), &result));
    assert_text(decimal_text(*state, result), "2.302585092994045684017991454684364");
    assert_false(decimal_sqrt(number("-1"), &result));
    assert_false(decimal_log(number("0"), &result));
    assert_false(decimal_log(number("-1"), &result));
    assert_false(decimal_exp(number("20000"), &result));
    assert_text(decimal_text(*state, result), "2.302585092994045684017991454684364");
}

static void test_rounding(void **state) {
    static const char *const how[] = {"half even", "half up", "half down", "up",
                                      "down",      "floor",   "ceiling"};
    static const struct {
        const char *number;
        int scale;
        const char *results[7];
    } cases[] = {
        {"2.5", 0, {"2", "3", "2", "3", "2", "2", "3"}},
        {"-2.5", 0, {"-2", "-3", "-2", "-3", "-2", "-3", "-2"}},
        {"3.5", 0, {"4", "4", "3", "4", "3", "3", "4"}},
        {"2.51", 0, {"3", "3", "3", "3", "2", "2", "3"}},
        {"-2.49", 0, {"-2", "-2", "-2", "-3", "-2", "-3", "-2"}},
        {"1.005", 2, {"1", "1.01", "1", "1.01", "1", "1", "1.01"}},
        {"1.2", 5, {"1.2", "1.2", "1.2", "1.2", "1.2", "1.2", "1.2"}},
        {"25", -1, {"20", "30", "20", "30", "20", "20", "30"}},
        {"-1", -3, {"0", "0", "0", "-1000", "0", "-1000", "0"}},
        {"99.99", 1, {"100", "100", "100", "100", "99.9", "99.9", "100"}},
        {"0", 2, {"0", "0", "0", "0", "0", "0", "0"}},
        {"1234567890123456789012345678901234",
         6176,
         {"1234567890123456789012345678901234", "1234567890123456789012345678901234",
          "1234567890123456789012345678901234", "1234567890123456789012345678901234",
          "1234567890123456789012345678901234", "1234567890123456789012345678901234",
          "1234567890123456789012345678901234"}},
        {"0.1234567890123456789012345678901234",
         33,
         {"0.123456789012345678901234567890123", "0.123456789012345678901234567890123",
          "0.123456789012345678901234567890123", "0.123456789012345678901234567890124",
          "0.123456789012345678901234567890123", "0.123456789012345678901234567890123",
          "0.123456789012345678901234567890124"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int h = DECIMAL_HALF_EVEN; h <= DECIMAL_CEILING; h++) {
            struct decimal result;
            assert_true(decimal_round(number(cases[i].number), cases[i].scale,
                                      (enum decimal_rounding)h, &result));
            struct str got = decimal_text(*state, result);
            if (!str_is(got, cases[i].results[h]))
                fail_msg("%s to %d %s: got %s", cases[i].number, cases[i].scale, how[h], got.p);
        }
    struct decimal result;
    assert_false(decimal_round(number("1"), 6177, DECIMAL_UP, &result));
    assert_false(decimal_round(number("1"), -6112, DECIMAL_UP, &result));
    assert_true(decimal_round(number("1"), -6111, DECIMAL_HALF_EVEN, &result));
    assert_text(decimal_text(*state, result), "0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_reading_and_writing),
        TEST_WITH_ARENA(test_the_widest_numbers),
        TEST_WITH_ARENA(test_whole_numbers),
        cmocka_unit_test(test_order),
        TEST_WITH_ARENA(test_arithmetic),
        TEST_WITH_ARENA(test_whole_numbers_take_a_shorter_way_to_the_same),
        TEST_WITH_ARENA(test_functions),
        TEST_WITH_ARENA(test_rounding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
