// SPDX-License-Identifier: EUPL-1.2
#include "care/area.h"

#include "care/person.h"

#include <stdlib.h>

#define CODE_DIGITS 5
#define CODE_LOWEST 10000
#define CODE_HIGHEST 99999

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Length of a blank at the beginning, also one that does not break; 0: there is none.
static size_t blank_length(struct str text) {
    if (str_starts(text, STR("\xC2\xA0")))
        return 2;
    return text.n > 0 && text.p[0] == ' ' ? 1 : 0;
}

static size_t digits_at(struct str text) {
    size_t n = 0;
    while (n < text.n && is_digit(text.p[n]))
        n++;
    return n;
}

static int number_of(struct str digits) {
    int number = 0;
    for (size_t i = 0; i < digits.n; i++)
        number = number * 10 + (digits.p[i] - '0');
    return number;
}

// "12345" or "123 45" where `text` begins with a run of digits of that length.
static int code_at(struct str text, size_t run) {
    if (run == CODE_DIGITS)
        return number_of(str_sub(text, 0, run));
    struct str rest = str_sub(text, run, text.n);
    size_t blank = blank_length(rest);
    rest = str_sub(rest, blank, rest.n);
    if (run != 3 || !blank || digits_at(rest) != 2)
        return 0;
    return number_of(str_sub(text, 0, 3)) * 100 + number_of(str_sub(rest, 0, 2));
}

int postal_code_in(struct str address) {
    int found = 0;
    for (size_t at = 0; at < address.n;) {
        struct str rest = str_sub(address, at, address.n);
        size_t run = digits_at(rest);
        int code = run ? code_at(rest, run) : 0;
        if (code >= CODE_LOWEST)
            found = code;
        at += run ? run : 1;
    }
    return found;
}

// ---- the postal codes of an area ----

// The digits of one end of a range, blanks taken away; STR_NONE: there is something else.
static struct str end_digits(struct str text, char digits[CODE_DIGITS]) {
    size_t n = 0;
    while (text.n) {
        size_t blank = blank_length(text);
        if (!blank && (!is_digit(text.p[0]) || n == CODE_DIGITS))
            return STR_NONE;
        if (!blank)
            digits[n++] = text.p[0];
        text = str_sub(text, blank ? blank : 1, text.n);
    }
    return n && digits[0] != '0' ? (struct str){digits, n} : STR_NONE;
}

// The first and last postal code that begin so.
static bool range_of(struct str text, struct postal_range *ret_range) {
    char digits[CODE_DIGITS];
    struct str typed = end_digits(text, digits);
    if (!typed.n)
        return false;
    *ret_range = (struct postal_range){number_of(typed), number_of(typed)};
    for (size_t n = typed.n; n < CODE_DIGITS; n++) {
        ret_range->from *= 10;
        ret_range->to = ret_range->to * 10 + 9;
    }
    return true;
}

static bool find_dash(struct str text, size_t *ret_at, size_t *ret_length) {
    static const struct str dashes[] = {{"–", 3}, {"-", 1}};
    for (size_t i = 0; i < COUNT(dashes); i++) {
        *ret_at = str_find(text, dashes[i]);
        *ret_length = dashes[i].n;
        if (*ret_at != STR_NOT_FOUND)
            return true;
    }
    return false;
}

static bool read_range(struct str item, struct postal_range *ret_range, struct error *err) {
    struct postal_range first, last;
    size_t dash, length;
    if (!find_dash(item, &dash, &length))
        return range_of(item, ret_range) ||
               error_set_str(err, ERR_INPUT, "area.code-not-understood", item);
    if (!range_of(str_sub(item, 0, dash), &first) ||
        !range_of(str_sub(item, dash + length, item.n), &last))
        return error_set_str(err, ERR_INPUT, "area.code-not-understood", item);
    *ret_range = (struct postal_range){first.from, last.to};
    return first.from <= last.from || error_set_str(err, ERR_INPUT, "area.code-backwards", item);
}

static size_t item_length(struct str text) {
    size_t n = 0;
    while (n < text.n && text.p[n] != ',' && text.p[n] != ';' && text.p[n] != '\n')
        n++;
    return n;
}

bool postal_ranges_read(struct arena *arena, struct str typed, struct postal_ranges *ret_ranges,
                        struct error *err) {
    struct postal_ranges ranges = {0};
    while (typed.n) {
        size_t n = item_length(typed);
        struct str item = str_trim(str_sub(typed, 0, n));
        typed = str_sub(typed, n < typed.n ? n + 1 : n, typed.n);
        if (!item.n)
            continue;
        struct postal_range range;
        if (!read_range(item, &range, err))
            return false;
        if (ranges.items.n == POSTAL_RANGES_MAX)
            return error_set(err, ERR_INPUT, "area.too-many", TEXT_OF(POSTAL_RANGES_MAX), NULL);
        struct postal_range *slot = LIST_PUSH(arena, &ranges.items);
        if (!slot)
            return error_memory(err);
        *slot = range;
    }
    if (!ranges.items.n)
        return error_set(err, ERR_INPUT, "area.codes-needed", NULL);
    *ret_ranges = ranges;
    return true;
}

bool postal_ranges_have(const struct postal_ranges *ranges, int code) {
    for (size_t i = 0; i < ranges->items.n; i++)
        if (ranges->items.items[i].from <= code && code <= ranges->items.items[i].to)
            return true;
    return false;
}

int postal_ranges_common(const struct postal_ranges *a, const struct postal_ranges *b) {
    for (size_t i = 0; i < a->items.n; i++)
        for (size_t k = 0; k < b->items.n; k++) {
            const struct postal_range *one = &a->items.items[i], *other = &b->items.items[k];
            int from = one->from > other->from ? one->from : other->from;
            if (from <= one->to && from <= other->to)
                return from;
        }
    return 0;
}

// ---- where a person lives ----

static int compare_places(const void *a, const void *b) {
    const struct postal_place *left = a, *right = b;
    if (left->has_from != right->has_from)
        return left->has_from ? 1 : -1;
    return left->has_from ? date_cmp(left->from, right->from) : 0;
}

// The one that was told last holds from that day.
static bool put_place(struct arena *arena, struct postal_places *places, struct postal_place place,
                      struct error *err) {
    for (size_t i = 0; i < places->items.n; i++)
        if (compare_places(&places->items.items[i], &place) == 0) {
            places->items.items[i] = place;
            return true;
        }
    struct postal_place *slot = LIST_PUSH(arena, &places->items);
    if (!slot)
        return error_memory(err);
    *slot = place;
    return true;
}

bool postal_places_of(struct arena *arena, struct event_list effective,
                      struct postal_places *ret_places, struct error *err) {
    struct postal_places places = {0};
    struct person_facts facts;
    person_facts_of(effective, NULL, &facts);
    if (facts.registered && !put_place(arena, &places,
                                       (struct postal_place){.code = postal_code_in(payload_text(
                                                                 &facts.registered->payload,
                                                                 FIELD_person_registered_address))},
                                       err))
        return false;
    for (size_t i = 0; i < effective.n; i++) {
        const struct payload *payload = &effective.items[i].payload;
        const struct field_value *from = payload_get(payload, FIELD_person_moved_from);
        if (effective.items[i].kind != EVENT_person_moved || !from)
            continue;
        struct postal_place place = {
            true, from->date, postal_code_in(payload_text(payload, FIELD_person_moved_address))};
        if (!put_place(arena, &places, place, err))
            return false;
    }
    if (places.items.n)
        qsort(places.items.items, places.items.n, sizeof(struct postal_place), compare_places);
    *ret_places = places;
    return true;
}
