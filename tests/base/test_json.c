// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/json.h"
#include "support/arena_fixture.h"

static struct str rewrite(struct arena *arena, struct str text) {
    const struct json *value;
    struct str written;
    struct error err = {0};
    if (!json_parse(arena, text, &value, &err))
        fail_msg(STR_FMT ": %s %u:%u", STR_ARG(text), err.key, err.line, err.column);
    struct json_writer writer = json_writer_new(arena);
    json_copy(&writer, value);
    assert_true(json_done(&writer, &written, NULL));
    return written;
}

static void test_written_as_read(void **state) {
    static const char *const same[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1.10",
        "0.1000000000000000055511151231257827",
        "12345678901234567890123456789012345",
        "1E+2",
        "-1.5e-7",
        "\"\"",
        "\"åäö😀\"",
        "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\"",
        "[]",
        "{}",
        "[[],{},[1,[2]]]",
        "{\"b\":1,\"a\":{\"\":[true,null]},\"å\":\"x\"}",
    };
    for (size_t i = 0; i < COUNT(same); i++)
        assert_text(rewrite(*state, str_of(same[i])), same[i]);
}

static void test_written_shorter(void **state) {
    assert_text(rewrite(*state, STR(" \t\r\n{ \"a\" : [ 1 , 2 ] } \n")), "{\"a\":[1,2]}");
    assert_text(rewrite(*state, STR("\"\\u00e5\\/\\ud83d\\ude00\\u20AC\"")), "\"å/😀€\"");
}

static void test_refused(void **state) {
    static const struct {
        struct str text;
        const char *key;
        uint32_t line, column;
        const char *arg;
    } cases[] = {
        {STR(""), "json.ended", 1, 1, ""},
        {STR("  "), "json.ended", 1, 3, ""},
        {STR("[1] x"), "json.syntax", 1, 5, "x"},
        {STR("01"), "json.syntax", 1, 2, "1"},
        {STR("+1"), "json.syntax", 1, 1, "+"},
        {STR(".5"), "json.syntax", 1, 1, "."},
        {STR("1."), "json.ended", 1, 3, ""},
        {STR("1.e2"), "json.syntax", 1, 3, "e"},
        {STR("1e"), "json.ended", 1, 3, ""},
        {STR("-"), "json.ended", 1, 2, ""},
        {STR("NaN"), "json.syntax", 1, 1, "N"},
        {STR("nul"), "json.ended", 1, 4, ""},
        {STR("nulL"), "json.syntax", 1, 4, "L"},
        {STR("True"), "json.syntax", 1, 1, "T"},
        {STR("[1,]"), "json.syntax", 1, 4, "]"},
        {STR("[,1]"), "json.syntax", 1, 2, ","},
        {STR("[1 2]"), "json.syntax", 1, 4, "2"},
        {STR("[1"), "json.ended", 1, 3, ""},
        {STR("{\"a\":1,}"), "json.syntax", 1, 8, "}"},
        {STR("{\"a\" 1}"), "json.syntax", 1, 6, "1"},
        {STR("{a:1}"), "json.syntax", 1, 2, "a"},
        {STR("{1:1}"), "json.syntax", 1, 2, "1"},
        {STR("[}"), "json.syntax", 1, 2, "}"},
        {STR("'a'"), "json.syntax", 1, 1, "'"},
        {STR("// x\n1"), "json.syntax", 1, 1, "/"},
        {STR("\xEF\xBB\xBF"
             "1"),
         "json.syntax", 1, 1, "\xEF\xBB\xBF"},
        {STR("\"a\nb\""), "json.syntax", 1, 3, "\n"},
        {STR("\"\\x\""), "json.syntax", 1, 3, "x"},
        {STR("\"\\u12G4\""), "json.syntax", 1, 6, "G"},
        {STR("\"\\u0000\""), "json.escape", 1, 8, ""},
        {STR("\"\\ude00\""), "json.escape", 1, 8, ""},
        {STR("\"\\ud83dx\""), "json.escape", 1, 8, ""},
        {STR("\"\\ud83d\\u0041\""), "json.escape", 1, 14, ""},
        {STR("\"a"), "json.ended", 1, 3, ""},
        {STR("[\n \"å\", x]"), "json.syntax", 2, 7, "x"}, // characters, not bytes
        {STR("[\"å\",\n\"\xC3\"]"), "text.not-utf8", 2, 2, ""},
        {STR("\"a\0b\""), "text.not-utf8", 1, 3, ""},
        {STR("{\"a\":1,\n \"b\":2, \"a\":3}"), "json.key-twice", 2, 13, "a"},
        {STR("{\"a\":1,\"\\u0061\":3}"), "json.key-twice", 1, 17, "a"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct json *value = NULL;
        struct error err = {0};
        if (json_parse(*state, cases[i].text, &value, &err))
            fail_msg("accepted: " STR_FMT, STR_ARG(cases[i].text));
        assert_null(value);
        assert_int_equal(err.code, ERR_INPUT);
        assert_string_equal(err.key, cases[i].key);
        assert_string_equal(err.args[0], cases[i].arg);
        assert_int_equal(err.line, cases[i].line);
        assert_int_equal(err.column, cases[i].column);
    }
}

// Brackets within brackets; the text of `depth` of them.
static struct str nested(struct arena *arena, int depth) {
    struct buf buf = buf_new(arena, 1000);
    struct str text;
    for (int i = 0; i < depth; i++)
        buf_add_char(&buf, '[');
    for (int i = 0; i < depth; i++)
        buf_add_char(&buf, ']');
    assert_true(buf_done(&buf, &text, NULL));
    return text;
}

static void test_depth(void **state) {
    const struct json *value;
    struct error err = {0};
    assert_true(json_parse(*state, nested(*state, 64), &value, &err));
    assert_false(json_parse(*state, nested(*state, 65), &value, &err));
    assert_string_equal(err.key, "json.depth");
    assert_string_equal(err.args[0], "64");
    assert_int_equal(err.column, 65);
    // Beside each other they are not deep.
    assert_text(rewrite(*state, STR("[[[]],[[]],[[]]]")), "[[[]],[[]],[[]]]");
}

// The earliest of many keys that stand twice is the one that is told of.
static void test_many_members(void **state) {
    struct buf buf = buf_new(*state, 10000000);
    struct str text;
    const struct json *value;
    struct error err = {0};
    buf_add_char(&buf, '{');
    for (int i = 0; i < 20000; i++)
        buf_printf(&buf, "\n\"k%d\":%d,", i, i);
    struct buf twice = buf;
    buf_add_c(&buf, "\n\"last\":0}");
    assert_true(buf_done(&buf, &text, NULL));
    assert_true(json_parse(*state, text, &value, &err));
    assert_int_equal(value->count, 20001);
    buf_add_c(&twice, "\n\"k500\":0,\n\"k400\":0}");
    assert_true(buf_done(&twice, &text, NULL));
    assert_false(json_parse(*state, text, &value, &err));
    assert_string_equal(err.key, "json.key-twice");
    assert_string_equal(err.args[0], "k500");
    assert_int_equal(err.line, 20002);
}

static void test_members(void **state) {
    const struct json *value;
    struct str text = STR("as before");
    int64_t whole = 4711;
    bool yes = false;
    assert_true(json_parse(
        *state, STR("{\"s\":\"x\",\"n\":12,\"d\":1.0,\"t\":true,\"f\":false,\"z\":null}"), &value,
        NULL));
    assert_true(json_str(value, "s", &text) && json_int(value, "n", &whole));
    assert_text(text, "x");
    assert_int_equal(text.p[1], 0);
    assert_int_equal(whole, 12);
    assert_true(json_bool(value, "t", &yes) && yes);
    assert_true(json_bool(value, "f", &yes) && !yes);
    assert_false(json_str(value, "n", &text) || json_str(value, "z", &text) ||
                 json_str(value, "none", &text));
    assert_false(json_int(value, "d", &whole) || json_int(value, "s", &whole));
    assert_false(json_bool(value, "z", &yes) || json_bool(value, "n", &yes));
    assert_int_equal(json_get(value, "z")->type, JSON_NULL);
    assert_null(json_get(value, "none"));
    assert_null(json_get(json_get(value, "n"), "s"));
    assert_null(json_get(NULL, "s"));
    assert_int_equal(json_get(value, "n")->column, 14);
}

static void test_writing(void **state) {
    struct json_writer w = json_writer_new(*state);
    struct str text;
    json_open(&w, '{');
    json_key(&w, "när");
    json_add_str(&w, STR("2026-03-01"));
    json_key_str(&w, STR("a\"b"));
    json_open(&w, '[');
    json_add_int(&w, INT64_MIN);
    json_add_number(&w, STR("1.10"));
    json_add_bool(&w, true);
    json_add_null(&w);
    json_open(&w, '{');
    json_close(&w, '}');
    json_close(&w, ']');
    json_key(&w, "slut");
    json_add_bool(&w, false);
    json_close(&w, '}');
    assert_true(json_done(&w, &text, NULL));
    assert_text(text, "{\"när\":\"2026-03-01\",\"a\\\"b\":[-9223372036854775808,1.10,true,null,{}],"
                      "\"slut\":false}");
}

// What has to be escaped, wherever it stands in a text of whatever length, as a value and as a key.
static void test_escaped_anywhere(void **state) {
    static const char escaped[] = "\"\\\n\x01\x1f", plain[] = "\x20\x21\x23\x5b\x5d\x7f";
    for (size_t n = 1; n <= 40; n++)
        for (size_t at = 0; at < n; at++)
            for (size_t c = 0; c < strlen(escaped) + strlen(plain); c++) {
                char bytes[40];
                const struct str text = {bytes, n};
                struct json_writer w = json_writer_new(*state);
                struct str json;
                const struct json *value;
                memset(bytes, 'x', n);
                bytes[at] = c < strlen(escaped) ? escaped[c] : plain[c - strlen(escaped)];
                json_open(&w, '{');
                json_key_str(&w, text);
                json_add_str(&w, text);
                json_close(&w, '}');
                assert_true(json_done(&w, &json, NULL));
                assert_int_equal(json.n > 2 * n + 7, c < strlen(escaped));
                assert_true(json_parse(*state, json, &value, NULL));
                assert_true(str_eq(value->first->key, text));
                assert_true(str_eq(value->first->text, text));
                arena_reset(*state);
            }
}

static bool parse_and_write(struct arena *arena, struct error *err) {
    const struct json *value;
    struct str text;
    if (!json_parse(arena, STR("{\"a\":[1.10,\"x\\n\",null],\"b\":{\"c\":\"åäö\"}}"), &value, err))
        return false;
    struct json_writer w = json_writer_new(arena);
    json_copy(&w, value);
    return json_done(&w, &text, err);
}

static void test_every_allocation_fails_once(void **state) {
    (void)state;
    walk_allocations(parse_and_write);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_written_as_read),
        TEST_WITH_ARENA(test_written_shorter),
        TEST_WITH_ARENA(test_refused),
        TEST_WITH_ARENA(test_depth),
        TEST_WITH_ARENA(test_many_members),
        TEST_WITH_ARENA(test_members),
        TEST_WITH_ARENA(test_writing),
        TEST_WITH_ARENA(test_escaped_anywhere),
        cmocka_unit_test(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
