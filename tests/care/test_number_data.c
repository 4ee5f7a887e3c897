// SPDX-License-Identifier: EUPL-1.2
//
// Identity numbers: every test number that Skatteverket publishes. They are not part of the
// project: VAKA_DATA_DIR (default: ../shared/data) is a folder with personnummer/allPins.json,
// allCoords.json and orgnumber.json. Without it the test is skipped.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/json.h"
#include "care/number.h"

#define DATA_MAX ((size_t)4 * 1024 * 1024)
#define EXIT_SKIPPED 77 // as Meson reads it

static const struct date today = {2026, 11, 25};

// A list of strings from the folder of test data; NULL when there is no such folder.
static const struct json *load(struct arena *arena, const char *name) {
    const char *root = getenv("VAKA_SOURCE"), *folder = getenv("VAKA_DATA_DIR");
    struct str path =
        folder ? str_printf(arena, "%s/personnummer/%s", folder, name)
               : str_printf(arena, "%s/../shared/data/personnummer/%s", root ? root : ".", name);
    struct str text;
    const struct json *list;
    if (!file_read(arena, path.p, DATA_MAX, &text, NULL))
        return NULL;
    assert_true(json_parse(arena, text, &list, NULL));
    return list;
}

static bool read_whole(const struct json *item, struct number *ret_number) {
    struct error err = {0};
    if (number_parse(item->text, today, ret_number, &err))
        return true;
    print_error("%s: %s\n", item->text.p, err.key);
    return false;
}

// The ten digits, with the mark that belongs to that age, lead back to the twelve.
static bool reads_short(const struct number *number) {
    char typed[16];
    int64_t year;
    assert_true(str_int64(str_sub(str_of(number->text), 0, 4), &year));
    snprintf(typed, sizeof(typed), "%.6s%c%s", number->text + 2,
             today.year - year >= 100 ? '+' : '-', number->text + 8);
    struct number again;
    // Two digits of a year reach no further back than two centuries.
    return today.year - year >= 200 ||
           (number_parse(str_of(typed), today, &again, NULL) && number_eq(number, &again));
}

// A number with one digit changed is no number, or not of that kind: the check digit sees it.
static bool sees_slip(const struct json *item) {
    char typed[13];
    snprintf(typed, sizeof(typed), "%s", item->text.p);
    struct number number;
    typed[11] = (char)(typed[11] == '9' ? '0' : typed[11] + 1);
    return !number_parse(str_of(typed), today, &number, NULL);
}

static void check_all(const char *name, enum number_kind kind, size_t least) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    const struct json *list = load(arena, name);
    assert_non_null(list);
    assert_in_range(list->count, least, SIZE_MAX);
    size_t failed = 0;
    for (const struct json *item = list->first; item; item = item->next) {
        struct number number;
        failed += !read_whole(item, &number) || number.kind != kind || !reads_short(&number) ||
                  !str_eq(str_of(number.text), item->text) || !sees_slip(item);
    }
    assert_int_equal(failed, 0);
}

static void test_personal_numbers(void **state) {
    (void)state;
    check_all("allPins.json", NUMBER_PERSONAL, 41000);
}

static void test_coordination_numbers(void **state) {
    (void)state;
    check_all("allCoords.json", NUMBER_COORDINATION, 2200);
}

static void test_organisation_numbers(void **state) {
    (void)state;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    const struct json *list = load(arena, "orgnumber.json");
    assert_non_null(list);
    assert_true(list->count > 0);
    for (const struct json *item = list->first; item; item = item->next) {
        struct str text;
        struct number number;
        assert_true(json_str(item, "separated_format", &text));
        assert_true(number_parse_organisation(text, &number, NULL));
        assert_false(number_parse(text, today, &number, NULL)); // no person's number
    }
}

int main(void) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!load(arena, "allPins.json"))
        return EXIT_SKIPPED;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_personal_numbers),
        cmocka_unit_test(test_coordination_numbers),
        cmocka_unit_test(test_organisation_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
