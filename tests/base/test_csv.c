// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/csv.h"
#include "support/arena_fixture.h"

// Rows as "line:field|field" one a line.
static struct str shown(struct arena *arena, struct str bytes) {
    struct str text, all;
    struct csv csv;
    struct error err = {0};
    struct buf buf = buf_new(arena, 10000);
    if (!csv_text(arena, bytes, &text, &err) || !csv_read(arena, text, &csv, &err))
        return str_printf(arena, "%s %s", err.key, err.args[0]);
    for (size_t i = 0; i < csv.rows.n; i++) {
        const struct csv_row *row = &csv.rows.items[i];
        buf_printf(&buf, "%zu:", row->line);
        for (size_t k = 0; k < row->fields.n; k++)
            buf_printf(&buf, "%s" STR_FMT, k ? "|" : "", STR_ARG(row->fields.items[k]));
        buf_add_char(&buf, '\n');
    }
    assert_true(buf_done(&buf, &all, NULL));
    return all;
}

static void test_habits(void **state) {
    static const struct {
        const char *bytes, *shown;
    } all[] = {
        {"a;b\r\n1;2\r\n", "1:a|b\n2:1|2\n"},
        {"a,b\n1,\"2,5\"\n", "1:a|b\n2:1|2,5\n"},
        {"a\tb\n1\t2", "1:a|b\n2:1|2\n"},
        {"\xEF\xBB\xBF"
         "å;ä\n",
         "1:å|ä\n"},
        {"\xE5;\xE4;\x80\n", "1:å|ä|€\n"}, // Windows-1252
        {"sep=,\na;b,c\n", "2:a;b|c\n"},
        {"a;b\n\n;;\n 1 ; 2 \n", "1:a|b\n4:1|2\n"},
        {"a;\"säger \"\"hej\"\"\r\noch\"\nb;c\n", "1:a|säger \"hej\"\r\noch\n3:b|c\n"},
        {"a;\"b\"c\n", "csv.quote 1"},
        {"a\n\"b\nc", "csv.quote 2"},
        {"\"\";a\n", "1:|a\n"},
        {"a;b\r1;2\r", "1:a|b\n2:1|2\n"},
        {"", ""},
        {"a;b;\n", "1:a|b|\n"},
        {"x,y;z,w\n", "1:x|y;z|w\n"},
    };
    for (size_t i = 0; i < COUNT(all); i++)
        assert_text(shown(*state, str_of(all[i].bytes)), all[i].shown);
    assert_text(shown(*state, STR("a\0b")), "csv.not-text ");
}

static void test_ceilings(void **state) {
    struct buf buf = buf_new(*state, 1000000);
    struct str text;
    for (size_t i = 0; i < CSV_FIELDS_MAX; i++)
        buf_add_char(&buf, ';');
    assert_true(buf_done(&buf, &text, NULL));
    assert_text(shown(*state, text), "csv.too-many-fields 1");
    buf = buf_new(*state, 1000000);
    for (size_t i = 0; i <= CSV_ROWS_MAX; i++)
        buf_add_c(&buf, "x\n");
    assert_true(buf_done(&buf, &text, NULL));
    assert_text(shown(*state, text), "csv.too-many-rows " TEXT_OF_ITSELF(20000));
}

static bool read_something(struct arena *arena, struct error *err) {
    struct str text;
    struct csv csv;
    return csv_text(arena, STR("\xE5;\"b\"\n1;2\n"), &text, err) &&
           csv_read(arena, text, &csv, err);
}

static void test_memory(void **state) {
    (void)state;
    walk_allocations(read_something);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_habits),
        TEST_WITH_ARENA(test_ceilings),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
