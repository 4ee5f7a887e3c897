// SPDX-License-Identifier: EUPL-1.2
//
// Identity numbers as people type them. What is accepted is read back from its normal form, and
// from how it is displayed, as the same number.
#include <assert.h>

#include "care/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct date today = {2026, 11, 25};

static void check_person(struct arena *arena, const struct number *number) {
    struct number again = {0};
    bool read = number_read(str_of(number->text), &again, NULL);
    assert(read && number_eq(number, &again));
    read = number_parse(number_display(arena, number), today, &again, NULL);
    assert(read && number_eq(number, &again));
    struct date born;
    if (number_birth_date(number, &born))
        assert(date_cmp(born, today) <= 0 && born.year >= 1800);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str typed = {(const char *)data, size};
    struct number number, again = {0};
    if (!arena)
        return 0;
    if (number_parse(typed, today, &number, NULL))
        check_person(arena, &number);
    if (number_parse_organisation(typed, &number, NULL)) {
        bool read = number_parse_organisation(number_display(arena, &number), &again, NULL);
        assert(read && number_eq(&number, &again));
    }
    if (number_parse_hsa(typed, &number, NULL)) {
        bool read = number_parse_hsa(str_of(number.text), &again, NULL);
        assert(read && number_eq(&number, &again));
    }
    return 0;
}
