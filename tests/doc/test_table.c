// SPDX-License-Identifier: EUPL-1.2
//
// Lists for spreadsheets: quoting, what looks like a formula, and a workbook taken apart by unzip.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "doc/table.h"
#include "support/arena_fixture.h"
#include "support/outside.h"

#define MARK "\xEF\xBB\xBF"

static const struct table_column columns[] = {
    {{"Namn", 4}, CELL_TEXT, 20},
    {{"Senast", 6}, CELL_DATE, 12},
};

static struct table_file table_of(const struct str *cells, size_t rows) {
    return (struct table_file){.title = STR("Framåt"),
                               .column_count = 2,
                               .columns = columns,
                               .row_count = rows,
                               .cells = cells};
}

static void assert_csv(struct arena *arena, const char *cell, const char *expected) {
    const struct str cells[] = {str_of(cell), STR("2026-03-01")};
    const struct table_file table = table_of(cells, 1);
    struct error err;
    struct str got;
    assert_true(table_csv(arena, &table, &got, &err));
    char whole[300];
    snprintf(whole, sizeof(whole), MARK "Namn;Senast\r\n%s;2026-03-01\r\n", expected);
    assert_text(got, whole);
}

static void test_a_cell_is_quoted_when_it_must_be(void **state) {
    assert_csv(*state, "Elsa Prövare", "Elsa Prövare");
    assert_csv(*state, "", "");
    assert_csv(*state, "Prövare; Elsa", "\"Prövare; Elsa\"");
    assert_csv(*state, "sade \"ja\"", "\"sade \"\"ja\"\"\"");
    assert_csv(*state, "rad ett\nrad två", "\"rad ett\nrad två\"");
    assert_csv(*state, " blank först", "\" blank först\"");
    assert_csv(*state, "19460113-6098", "19460113-6098");
}

static void test_a_cell_is_never_a_formula(void **state) {
    assert_csv(*state, "=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"");
    assert_csv(*state, "+46 500 12 34 56", "'+46 500 12 34 56");
    assert_csv(*state, "-1", "'-1");
    assert_csv(*state, "@SUM(A1)", "'@SUM(A1)");
    assert_csv(*state, "\t=1", "'\t=1");
    assert_csv(*state, "\r=1", "\"'\r=1\"");
    assert_csv(*state, "1=1", "1=1");
}

static void test_a_list_without_rows_has_its_headings(void **state) {
    const struct table_file table = table_of(NULL, 0);
    struct error err;
    struct str got;
    assert_true(table_csv(*state, &table, &got, &err));
    assert_text(got, MARK "Namn;Senast\r\n");
    assert_true(table_xlsx(*state, &table, &got, &err));
    assert_true(str_starts(got, STR("PK\x03\x04")));
}

static void test_a_workbook_opens_and_holds_what_was_written(void **state) {
    const struct str cells[] = {
        STR("Elsa Prövare"), STR("2026-03-01"), STR("=1+1"),
        STR("inget datum"),  STR("<&>"),        STR_NONE,
    };
    const struct table_file table = table_of(cells, 3);
    struct error err;
    struct str book;
    assert_true(table_xlsx(*state, &table, &book, &err));
    ask_outside(*state, book, "unzip -tq $FILE");
    struct str texts = ask_outside(*state, book, "unzip -p $FILE xl/sharedStrings.xml");
    assert_has(texts, "<t>Namn</t>");
    assert_has(texts, "<t>Elsa Prövare</t>");
    assert_has(texts, "<t>=1+1</t>");
    assert_has(texts, "<t>inget datum</t>");
    assert_has(texts, "<t>&lt;&amp;&gt;</t>");
    struct str sheet = ask_outside(*state, book, "unzip -p $FILE xl/worksheets/sheet1.xml");
    assert_has(sheet, "<v>46082</v>"); // 2026-03-01, counted from 1900 as Excel does
    assert_true(str_find(sheet, STR("<f>")) == STR_NOT_FOUND);
    assert_has(ask_outside(*state, book, "unzip -p $FILE xl/workbook.xml"), "name=\"Framåt\"");
}

static bool try_csv(struct arena *arena, struct error *err) {
    const struct str cells[] = {STR("Elsa"), STR("2026-03-01")};
    const struct table_file table = table_of(cells, 1);
    struct str got;
    return table_csv(arena, &table, &got, err);
}

static bool try_xlsx(struct arena *arena, struct error *err) {
    const struct str cells[] = {STR("Elsa"), STR("2026-03-01")};
    const struct table_file table = table_of(cells, 1);
    struct str got;
    return table_xlsx(arena, &table, &got, err);
}

static void test_no_memory_is_an_error(void **state) {
    (void)state;
    walk_allocations(try_csv);
    walk_allocations(try_xlsx);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_a_cell_is_quoted_when_it_must_be),
        TEST_WITH_ARENA(test_a_cell_is_never_a_formula),
        TEST_WITH_ARENA(test_a_list_without_rows_has_its_headings),
        TEST_WITH_ARENA(test_a_workbook_opens_and_holds_what_was_written),
        TEST_WITH_ARENA(test_no_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
