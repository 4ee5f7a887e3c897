// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "support/arena_fixture.h"

static void test_validity(void **state) {
    (void)state;
    static const struct {
        struct str text;
        size_t good; // bytes before the fault
    } cases[] = {
        {STR(""), 0},
        {STR("vak"), 3},
        {STR("åäö€😀"), 13},
        {STR("\xEF\xBF\xBF\xF4\x8F\xBF\xBF"), 7}, // U+FFFF, U+10FFFF
        {STR("\xED\x9F\xBF\xEE\x80\x80"), 6},     // on either side of the surrogates
        {STR("a\0b"), 1},
        {STR("a\x80"), 1},
        {STR("a\xC0\x80"), 1},         // overlong
        {STR("a\xC1\xBF"), 1},         // overlong
        {STR("a\xE0\x9F\xBF"), 1},     // overlong
        {STR("a\xF0\x8F\xBF\xBF"), 1}, // overlong
        {STR("a\xED\xA0\x80"), 1},     // surrogate
        {STR("a\xF4\x90\x80\x80"), 1}, // above U+10FFFF
        {STR("a\xF5\x80\x80\x80"), 1},
        {STR("a\xC3"), 1},
        {STR("a\xE2\x82"), 1},
        {STR("a\xE2\x28\xA1"), 1},
        {STR("a\xF0\x9F\x98"), 1},
        {STR("a\xFF"), 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(utf8_valid_prefix(cases[i].text), cases[i].good);
        assert_int_equal(utf8_valid(cases[i].text), cases[i].good == cases[i].text.n);
    }
}

// Every code point is written, found valid and read back.
static void test_every_code_point(void **state) {
    (void)state;
    for (int32_t c = 1; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 97) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        char bytes[8];
        struct buf buf = {.p = bytes, .cap = sizeof(bytes), .max = sizeof(bytes)};
        size_t at = 0;
        utf8_add(&buf, c);
        struct str text = {buf.p, buf.n};
        assert_true(utf8_valid(text));
        assert_int_equal(utf8_length(text), 1);
        assert_int_equal(utf8_next(text, &at), c);
        assert_int_equal(at, text.n);
        assert_int_equal(utf8_next(text, &at), -1);
    }
}

static void test_offsets(void **state) {
    (void)state;
    struct str text = STR("våår😀.");
    assert_int_equal(utf8_length(text), 6);
    assert_int_equal(utf8_offset(text, 0), 0);
    assert_int_equal(utf8_offset(text, 2), 3);
    assert_int_equal(utf8_offset(text, 5), 10);
    assert_int_equal(utf8_offset(text, 6), 11);
    assert_int_equal(utf8_offset(text, 99), 11);
}

static void test_normal_form(void **state) {
    struct str text = STR_NONE;
    struct error err = {0};
    assert_true(utf8_nfc(*state, STR("A\u030Asa Ho\u0308glund"), &text, &err));
    assert_text(text, "Åsa Höglund");
    assert_int_equal(text.p[text.n], 0);
    assert_true(utf8_nfc(*state, STR("\u212B"), &text, &err)); // the sign for ångström
    assert_text(text, "Å");
    assert_true(utf8_nfc(*state, STR_NONE, &text, &err));
    assert_text(text, "");
    assert_false(utf8_nfc(*state, STR("\xFF"), &text, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_string_equal(err.key, "text.not-utf8");
}

static void test_search_keys(void **state) {
    static const char *const cases[][2] = {
        {"Åsa-Lisa  LINDÉN", "åsa lisa linden"},
        {"  (Höglund), Per ", "höglund per"},
        {"A\u030Asa", "åsa"},
        {"Ærlig Østergård", "ärlig östergård"},
        {"Müller", "muller"},
        {"Łukasz Đorđević", "lukasz dordevic"},
        {"Ångström Ǻ ǟ ȫ", "ångström å ä ö"},
        {"Straße", "strasse"},
        {"ﬁn", "fin"},
        {"O'Brien", "o brien"},
        {"19121212-1212", "19121212 1212"},
        {"---", ""},
        {"", ""},
        {"Ελένη", "ελενη"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str key = STR_NONE;
        assert_true(utf8_search_key(*state, str_of(cases[i][0]), &key, NULL));
        assert_text(key, cases[i][1]);
    }
}

// What is told without asking Unicode is what Unicode says: a wide letter or sign is no other.
static void test_common_characters(void **state) {
    for (int32_t c = 1; c < 0x80; c++) {
        struct buf one = buf_new(*state, 100), other = buf_new(*state, 100);
        struct str text, wide, key, key_of_wide;
        utf8_add(&one, 'a');
        utf8_add(&one, c);
        utf8_add(&one, 'b');
        utf8_add(&other, 'a');
        utf8_add(&other, c > ' ' && c < 0x7F ? 0xFF00 + c - ' ' : 0x3000);
        utf8_add(&other, 'b');
        assert_true(buf_done(&one, &text, NULL) && buf_done(&other, &wide, NULL));
        assert_true(utf8_search_key(*state, text, &key, NULL));
        assert_true(utf8_search_key(*state, wide, &key_of_wide, NULL));
        if (!str_eq(key, key_of_wide))
            fail_msg("U+%04X: " STR_FMT ", " STR_FMT, (unsigned)c, STR_ARG(key),
                     STR_ARG(key_of_wide));
    }
}

// A text below U+0300 is its own normal form; beside what is not, it is taken apart to find that.
static void test_what_is_composed(void **state) {
    uint32_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        struct buf part = buf_new(*state, 1000), whole = buf_new(*state, 1000);
        struct buf wanted = buf_new(*state, 1000);
        struct str text, longer, expected, normal;
        for (int i = 0; i < 24; i++) {
            seed = seed * 1664525 + 1013904223;
            utf8_add(&part, (int32_t)(1 + (seed >> 16) % 0x2FF));
        }
        assert_true(buf_done(&part, &text, NULL));
        assert_true(utf8_nfc(*state, text, &normal, NULL));
        assert_true(str_eq(normal, text));
        buf_add(&whole, text);
        buf_add_c(&whole, "-e\u0301");
        buf_add(&wanted, text);
        buf_add_c(&wanted, "-é");
        assert_true(buf_done(&whole, &longer, NULL) && buf_done(&wanted, &expected, NULL));
        assert_true(utf8_nfc(*state, longer, &normal, NULL));
        assert_true(str_eq(normal, expected));
    }
}

static void test_swedish_order(void **state) {
    (void)state;
    static const char *const sorted[] = {
        "",   "1",  "Ahl",   "ahl",   "Ahlgren", "Linden", "Lindén", "Lindh",
        "Vz", "Wa", "Zacke", "Åberg", "Ärlig",   "Ölund",  "Östen",  "Ελένη",
    };
    for (size_t a = 0; a < COUNT(sorted); a++)
        for (size_t b = a + 1; b < COUNT(sorted); b++) {
            int order = utf8_compare_swedish(str_of(sorted[a]), str_of(sorted[b]));
            int back = utf8_compare_swedish(str_of(sorted[b]), str_of(sorted[a]));
            if (order >= 0 || back <= 0)
                fail_msg("%s, %s: %d, %d", sorted[a], sorted[b], order, back);
        }
    assert_int_equal(utf8_compare_swedish(STR("vak"), STR("vak")), 0);
}

static bool make_key(struct arena *arena, struct error *err) {
    struct str key;
    return utf8_search_key(arena, STR("Åsa-Lisa  LINDÉN"), &key, err) &&
           utf8_search_key(arena, STR("Linde\u0301n"), &key, err);
}

static void test_every_allocation_fails_once(void **state) {
    (void)state;
    walk_allocations(make_key);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_validity),
        cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_offsets),
        TEST_WITH_ARENA(test_normal_form),
        TEST_WITH_ARENA(test_search_keys),
        TEST_WITH_ARENA(test_common_characters),
        TEST_WITH_ARENA(test_what_is_composed),
        cmocka_unit_test(test_swedish_order),
        cmocka_unit_test(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
