// SPDX-License-Identifier: EUPL-1.2
//
// What an event holds: values of the fields that its kind has in the vocabulary, in its order. A
// field without a value is not there.
#ifndef VAKA_CARE_PAYLOAD_H
#define VAKA_CARE_PAYLOAD_H

#include "care/vocabulary.h"

struct record;
struct field_value {
    enum field_id field;
    union {
        struct str text; // LINE, TEXT, NUMBER, UNIT, USER, PERSON
        enum code code;
        uint32_t set;
        struct date date;
        struct time_of_day time;
        int64_t ref;
        struct {
            size_t n;
            const int64_t *items;
        } refs;
        struct {
            size_t n;
            const struct record *items;
        } each;
    };
};
struct record { // one of an EACH field
    enum code key;
    size_t n;
    const struct field_value *values; // in the order of the vocabulary
};
struct payload {
    size_t n;
    const struct field_value *values; // in the order of the vocabulary
};
// The value of a field, or NULL when it has none.
const struct field_value *payload_get(const struct payload *payload, enum field_id field);
bool refs_have(const struct field_value *refs, int64_t seq) PURE;
// The text of a field of one, or empty. Of LINE, TEXT, NUMBER, UNIT, USER and PERSON.
struct str payload_text(const struct payload *payload, enum field_id field);
const struct field_value *record_get(const struct record *record, enum field_id field);
// The record of an EACH value for a code, or NULL.
const struct record *each_get(const struct field_value *each, enum code key);
// Whether it says that relatives were told (RELATIVES_TOLD).
bool payload_tells_relatives(const struct payload *payload) PURE;

#endif
