// SPDX-License-Identifier: EUPL-1.2
//
// Identity numbers: the cases of tests/cases/number.test.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "care/number.h"
#include "support/cases.h"

static const struct date today = {2026, 11, 25};

static const char *kind_name(enum number_kind kind) {
    static const char *const names[] = {
        [NUMBER_PERSONAL] = "personnummer",
        [NUMBER_COORDINATION] = "samordningsnummer",
        [NUMBER_NATIONAL_RESERVE] = "nationellt reservnummer",
        [NUMBER_LOCAL_RESERVE] = "lokalt reservnummer",
        [NUMBER_ORGANISATION] = "organisationsnummer",
        [NUMBER_HSA] = "HSA-id",
    };
    return names[kind];
}

static struct str fault(struct arena *arena, const struct error *err) {
    struct str text = str_of(err->key);
    for (size_t i = 0; i < 2 && err->args[i][0]; i++)
        text = str_printf(arena, STR_FMT " %s", STR_ARG(text), err->args[i]);
    return text;
}

static struct str shown(struct arena *arena, const struct number *number) {
    struct str display = number_display(arena, number);
    return str_printf(arena, "%s " STR_FMT, kind_name(number->kind), STR_ARG(display));
}

static struct str ask_person(struct arena *arena, struct str typed, struct date at) {
    struct error err = {0};
    struct number number, again;
    struct date born;
    if (!number_parse(typed, at, &number, &err))
        return fault(arena, &err);
    if (!number_read(str_of(number.text), &again, &err) || !number_eq(&number, &again))
        return STR("is not read back the same");
    struct str text = shown(arena, &number);
    if (!number_birth_date(&number, &born))
        return str_printf(arena, STR_FMT ", födelsedatum okänt", STR_ARG(text));
    struct str date = date_text(arena, born);
    return str_printf(arena, STR_FMT ", född " STR_FMT, STR_ARG(text), STR_ARG(date));
}

static struct str answer(struct arena *arena, struct str question, void *context) {
    struct date *at = context;
    struct number number;
    struct error err = {0};
    struct str rest = question, kind = next_word(&rest);
    if (str_is(rest, "\"\""))
        rest = STR_NONE;
    if (str_is(kind, "person"))
        return ask_person(arena, rest, *at);
    if (str_is(kind, "organisation"))
        return number_parse_organisation(rest, &number, &err) ? shown(arena, &number)
                                                              : fault(arena, &err);
    if (str_is(kind, "hsa"))
        return number_parse_hsa(rest, &number, &err) ? shown(arena, &number) : fault(arena, &err);
    next_word(&rest); // "i dag"
    return date_parse(rest, at) ? STR("ja") : STR("frågan går inte att förstå");
}

static void test_cases(void **state) {
    (void)state;
    struct date at = today;
    assert_int_equal(cases_run("number", answer, &at), 0);
}

static void test_errors_do_not_carry_the_number(void **state) {
    (void)state;
    static const char *const wrong[] = {"19121212-1213", "19121312-1212", "121212-121",
                                        "20261201-5673", "1212121212"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct error err = {0};
        struct number number;
        assert_false(number_parse(str_of(wrong[i]), today, &number, &err));
        for (size_t a = 0; a < ERROR_ARGS; a++)
            assert_true(strlen(err.args[a]) <= 4);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_errors_do_not_carry_the_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
