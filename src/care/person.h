// SPDX-License-Identifier: EUPL-1.2
//
// Who a person is, from the events of the case (records_all()): numbers, name, where they live.
// Pure.
#ifndef VAKA_CARE_PERSON_H
#define VAKA_CARE_PERSON_H

#include "care/event.h"

#define NUMBERS_MAX 32     // of one person that are remembered
#define OTHER_NAMES_MAX 32 // records that go on in this one

struct person_facts {
    const struct event *registered; // NULL: nothing is known of who it is
    struct str number;              // that holds now, normalised
    size_t number_count;            // all that the person has or had, each once
    struct str numbers[NUMBERS_MAX];
    struct str given_name, family_name;
    size_t other_count; // personal details of records that go on in this one
    const struct event *others[OTHER_NAMES_MAX];
    bool has_born;
    struct date born; // as recorded, otherwise as the number says
    struct str address, telephone;
    enum code protection;          // CODE_NONE when it was never noted
    const struct event *move;      // that the address comes from, or NULL
    const struct event *next_move; // to come, or NULL
};

// `today` tells which move holds; NULL: the one that begins last.
void person_facts_of(struct event_list effective, const struct date *today,
                     struct person_facts *ret_facts);
// Whether address and telephone are kept from everyone who does not need them, and every list, hit
// and print says so.
bool person_is_protected(enum code protection) PURE;

#endif
