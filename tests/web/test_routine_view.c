// SPDX-License-Identifier: EUPL-1.2
//
// Cells of decision tables, as people read them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "support/arena_fixture.h"
#include "web/routine_view.h"

static void test_cells_in_words(void **state) {
    static const struct {
        const char *cell, *words;
    } cases[] = {
        {"true", "ja"},
        {"null", "saknas"},
        {"not(null)", "finns"},
        {"\"ja\"", "ja"},
        {"\"ja\", \"nej\"", "ja eller nej"},
        {"not(\"ja\", \"nej\")", "inte ja eller nej"},
        {"Dödsdag + duration(\"P\" + string(Dagar till återlämning) + \"D\")",
         "Dödsdag + Dagar till återlämning"},
        {"if a then b + duration(\"P\" + string(Dagar) + \"D\") else b + duration(\"P\" + "
         "string(Månader) + \"M\")",
         "if a then b + Dagar else b + Månader"},
        {"a + duration(\"P7D\")", "a + duration(\"P7D\")"},
        {"a + duration(\"P\" + string(b", "a + duration(\"P\" + string(b"},
    };
    assert_int_equal(cell_words(*state, LANGUAGE_SV, STR("-")).n, 0);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(cell_words(*state, LANGUAGE_SV, str_of(cases[i].cell)), cases[i].words);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST_WITH_ARENA(test_cells_in_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
