// SPDX-License-Identifier: EUPL-1.2
//
// Areas of a municipality, and where an address lies: postal codes, as people write them. Pure.
// Swedish postal codes have five digits, the first of them never 0, and a blank after the third.
#ifndef VAKA_CARE_AREA_H
#define VAKA_CARE_AREA_H

#include "care/event.h"

#define POSTAL_RANGES_MAX 500 // of one area

// The postal code that stands last in an address of one line; 0: none does.
int postal_code_in(struct str address) PURE;

struct postal_range {
    int from, to; // postal codes, both included
};
struct postal_ranges {
    LIST_OF(struct postal_range) items;
};
// Reads "123 45, 678, 901 10–901 19": postal codes, beginnings of them, or from one to another,
// with commas, semicolons or line ends between. ERR_INPUT area.code-not-understood {what was typed
// there}, area.code-backwards {the same}, area.codes-needed, area.too-many {ceiling}.
bool postal_ranges_read(struct arena *arena, struct str typed, struct postal_ranges *ret_ranges,
                        struct error *err) WARN_UNUSED;
bool postal_ranges_have(const struct postal_ranges *ranges, int code) PURE;
// A postal code that both have, or 0.
int postal_ranges_common(const struct postal_ranges *a, const struct postal_ranges *b) PURE;

// Where a person's address lies from a day on.
struct postal_place {
    bool has_from; // otherwise always, until the next
    struct date from;
    int code; // 0: without a postal code
};
struct postal_places {
    LIST_OF(struct postal_place) items;
};
// From the events of the case (records_all()), in order of day, each day once: as
// person_facts_of() tells the address of a day.
bool postal_places_of(struct arena *arena, struct event_list effective,
                      struct postal_places *ret_places, struct error *err) WARN_UNUSED;

#endif
