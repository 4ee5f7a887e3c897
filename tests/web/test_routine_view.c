// SPDX-License-Identifier: EUPL-1.2
//
// Values of decision tables, as people read them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "support/arena_fixture.h"
#include "web/routine_view.h"

static void test_values_in_words(void **state) {
    static const struct {
        const char *cell, *words;
    } cases[] = {
        {"true", "ja"},
        {"null", "saknas"},
        {"not(null)", "finns"},
        {"\"ja\"", "ja"},
        {"\"ja\", \"nej\"", "ja eller nej"},
        {"not(\"ja\", \"nej\")", "inte ja eller nej"},
    };
    assert_int_equal(cell_words(*state, LANGUAGE_SV, STR("-")).n, 0);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(cell_words(*state, LANGUAGE_SV, str_of(cases[i].cell)), cases[i].words);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST_WITH_ARENA(test_values_in_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
