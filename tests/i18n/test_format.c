// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "i18n/format.h"
#include "support/arena_fixture.h"

static const struct date today = {2026, 11, 23}; // a Monday

static void test_dates(void **state) {
    struct arena *arena = *state;
    struct date friday = {2026, 11, 20}, may = {2027, 5, 1};
    assert_text(date_words(arena, LANGUAGE_SV, friday, today), "fredag 20 november");
    assert_text(date_words(arena, LANGUAGE_EN, friday, today), "Friday 20 November");
    assert_text(date_words(arena, LANGUAGE_SV, may, today), "lördag 1 maj 2027");
    assert_text(date_words_short(arena, LANGUAGE_SV, friday, today), "fre 20 nov");
    assert_text(date_words_short(arena, LANGUAGE_EN, may, today), "Sat 1 May 2027");
}

static void test_dates_in_words(void **state) {
    struct arena *arena = *state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"Avliden sedan 2026-11-20.", "Avliden sedan fredag 20 november."},
        {"2027-05-01, inte 2026-11-20", "lördag 1 maj 2027, inte fredag 20 november"},
        {"Se H-16 och P-02.", "Se H-16 och P-02."},
        {"2026-02-31 finns inte", "2026-02-31 finns inte"},
        {"12026-11-20 och 2026-11-201", "12026-11-20 och 2026-11-201"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(dates_in_words(arena, str_of(cases[i].text), today), cases[i].words);
}

static void test_near_dates(void **state) {
    struct arena *arena = *state;
    struct date yesterday = {2026, 11, 22}, tomorrow = {2026, 11, 24}, later = {2026, 11, 25};
    assert_text(date_words_near(arena, LANGUAGE_SV, today, today), "i\u00a0dag");
    assert_text(date_words_near(arena, LANGUAGE_SV, yesterday, today), "i\u00a0går");
    assert_text(date_words_near(arena, LANGUAGE_SV, tomorrow, today), "i\u00a0morgon");
    assert_text(date_words_near(arena, LANGUAGE_SV, later, today), "onsdag 25 november");
    assert_text(date_words_near(arena, LANGUAGE_EN, yesterday, today), "yesterday");
}

static void test_moments(void **state) {
    struct arena *arena = *state;
    struct date_time at = {.date = {2026, 11, 22}, .time = {.hour = 8, .minute = 5}};
    assert_text(clock_words(arena, at.time), "08:05");
    assert_text(moment_words(arena, LANGUAGE_SV, at, today), "i\u00a0går\u00a0kl.\u00a008:05");
    assert_text(moment_words(arena, LANGUAGE_EN, at, today), "yesterday\u00a0at\u00a008:05");
}

static void test_lateness(void **state) {
    struct arena *arena = *state;
    static const struct {
        struct date due;
        const char *sv, *en;
    } cases[] = {
        {{2026, 11, 20}, "3 dagar sent", "3 days late"},
        {{2026, 11, 22}, "1 dag sent", "1 day late"},
        {{2026, 11, 23}, "i\u00a0dag", "today"},
        {{2026, 11, 24}, "i\u00a0morgon", "tomorrow"},
        {{2026, 11, 28}, "om 5 dagar", "in 5 days"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_text(lateness_words(arena, LANGUAGE_SV, cases[i].due, today), cases[i].sv);
        assert_text(lateness_words(arena, LANGUAGE_EN, cases[i].due, today), cases[i].en);
    }
}

static void test_ages(void **state) {
    struct arena *arena = *state;
    static const struct {
        struct date born;
        const char *sv, *en;
    } cases[] = {
        {{1941, 11, 24}, "84 år", "84 years old"}, {{1941, 11, 23}, "85 år", "85 years old"},
        {{2024, 11, 23}, "2 år", "2 years old"},   {{2024, 11, 24}, "23 månader", "23 months"},
        {{2026, 10, 23}, "1 månad", "1 month"},    {{2026, 10, 24}, "30 dagar", "30 days"},
        {{2026, 11, 22}, "1 dag", "1 day"},        {{2026, 11, 23}, "0 dagar", "0 days"},
        {{2027, 1, 1}, "0 dagar", "0 days"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_text(age_words(arena, LANGUAGE_SV, cases[i].born, today), cases[i].sv);
        assert_text(age_words(arena, LANGUAGE_EN, cases[i].born, today), cases[i].en);
    }
}

static void test_numbers(void **state) {
    struct arena *arena = *state;
    assert_text(number_words(arena, LANGUAGE_SV, 0), "noll");
    assert_text(number_words(arena, LANGUAGE_SV, 12), "tolv");
    assert_text(number_words(arena, LANGUAGE_EN, 7), "seven");
    assert_text(number_words(arena, LANGUAGE_SV, 13), "13");
    assert_text(number_words(arena, LANGUAGE_SV, -1), "-1");
    assert_text(number_digits(arena, 9999), "9999");
    assert_text(number_digits(arena, 10000), "10\u00A0000");
    assert_text(number_digits(arena, -123456), "-123\u00A0456");
    assert_text(number_digits(arena, 1234567), "1\u00A0234\u00A0567");
    assert_text(number_digits(arena, INT64_MIN),
                "-9\u00A0223\u00A0372\u00A0036\u00A0854\u00A0775\u00A0808");
}

static void test_capitals(void **state) {
    struct arena *arena = *state;
    assert_text(capitalised(arena, STR("måndag")), "Måndag");
    assert_text(capitalised(arena, STR("åtta")), "Åtta");
    assert_text(capitalised(arena, STR("öppna")), "Öppna");
    assert_text(capitalised(arena, STR("Redan")), "Redan");
    assert_text(capitalised(arena, STR("÷")), "÷");
    assert_text(in_sentence(arena, STR("Måndag")), "måndag");
    assert_text(in_sentence(arena, STR("Åtta")), "åtta");
    assert_text(in_sentence(arena, STR("SIP")), "SIP");
    assert_text(in_sentence(arena, STR("×")), "×");
    assert_text(in_sentence(arena, STR("redan")), "redan");
    assert_text(in_sentence(arena, STR("")), "");
    assert_text(capitalised(arena, STR("")), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),      cmocka_unit_test(test_dates_in_words),
        cmocka_unit_test(test_near_dates), cmocka_unit_test(test_moments),
        cmocka_unit_test(test_lateness),   cmocka_unit_test(test_ages),
        cmocka_unit_test(test_numbers),    cmocka_unit_test(test_capitals),
    };
    return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
