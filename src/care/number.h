// SPDX-License-Identifier: EUPL-1.2
//
// Identity numbers of persons, organisations and units: read as people type them, checked, and held
// in one normal form.
//
//   kind                 normal form     what is checked
//   personnummer         YYYYMMDDNNNC    date, NNN not 000, check digit (Skatteverket)
//   samordningsnummer    YYYYMMDDNNNC    the same with 60 added to the day; month 00 and day 60
//   stand
//                                        for "not known"
//   national reserve     XXYYMMDDNNGC    century + 3k (22…98), or 00 and a serial number when the
//                                        birth date is not known; NN letters (Inera NRID 1.0)
//   local reserve        12 of 0-9 A-Z   nothing: each region has its own form
//   organisationsnummer  10 digits       third digit at least 2, check digit
//   HSA-id               SE…-…           SE, ten digits, a hyphen, 1–18 of A-Z 0-9
//
// The date in a number need not be the true birth date, and its parity says nothing certain of a
// person's gender: both are held on their own.
//
// No error carries the number itself, since errors are logged. ERR_INPUT, keys number.…
#ifndef VAKA_CARE_NUMBER_H
#define VAKA_CARE_NUMBER_H

#include "calendar/civil.h"

enum number_kind {
    NUMBER_PERSONAL,
    NUMBER_COORDINATION,
    NUMBER_NATIONAL_RESERVE,
    NUMBER_LOCAL_RESERVE,
    NUMBER_ORGANISATION,
    NUMBER_HSA,
};

#define NUMBER_SIZE 32 // an HSA-id of 31 characters and NUL

struct number {
    enum number_kind kind;
    char text[NUMBER_SIZE]; // normal form, NUL-closed
};

// A person's number with 10 or 12 characters; blanks, and a hyphen or plus before the last four,
// may stand in it. Ten digits are a person under 100 years, or with a plus one of 100 or more.
// Without hyphen or plus they are refused when they fit a child as well as somebody over 100:
// number.century {0: year} {1: year}.
// Others: number.length {0: characters given}, number.character {0}, number.no-such-date,
// number.serial, number.checksum, number.future, number.not-a-number.
bool number_parse(struct str typed, struct date today, struct number *ret_number,
                  struct error *err) WARN_UNUSED;
// A person's number in normal form, as it was stored.
bool number_read(struct str normal, struct number *ret_number, struct error *err) WARN_UNUSED;
// number.organisation-length {0: characters given}, number.character {0}, number.organisation,
// number.checksum.
bool number_parse_organisation(struct str typed, struct number *ret_number,
                               struct error *err) WARN_UNUSED;
// Letters become capitals, since case does not tell two HSA-ids apart. number.hsa.
bool number_parse_hsa(struct str typed, struct number *ret_number, struct error *err) WARN_UNUSED;

bool number_eq(const struct number *a, const struct number *b) PURE;
// The date that the number holds; false when it holds none, or not one that exists.
bool number_birth_date(const struct number *number, struct date *ret_date) WARN_UNUSED;
// "19121212-1212", "98240301-AA06", "232100-0131"; local reserve numbers and HSA-ids as they are.
struct str number_display(struct arena *arena, const struct number *number);

#endif
