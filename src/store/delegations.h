// SPDX-License-Identifier: EUPL-1.2
//
// Delegations of the care staff (P-09), as they are derived from the streams of the users.
#ifndef VAKA_STORE_DELEGATIONS_H
#define VAKA_STORE_DELEGATIONS_H

#include "care/event.h"

struct reader;
struct unit_rows;

struct delegation_row {
    int64_t seq;         // of the event that gave it; 0: the user has none
    struct str by;       // stream of the user who gave it; when read, the name
    uint32_t tasks;      // of intervention_kind
    struct str from, to; // dates, both included; `to` before `from`: withdrawn before it began
    // Joined in when read; not written.
    struct str user, user_name;
    struct str unit, unit_name; // where the user works as care staff, …
    enum code team;             // … in which work team, or CODE_NONE
};
struct delegation_rows {
    LIST_OF(struct delegation_row) items;
};

// The care staff of a unit on a day, each with those of their delegations that have not ended by
// then, or with one row without any; in the order of their streams, up to `limit` rows.
bool store_delegations_at(struct reader *reader, struct arena *arena, struct str unit,
                          struct date day, size_t limit, struct delegation_rows *ret_rows,
                          struct error *err) WARN_UNUSED;
// The units that have any on a day, by name.
bool store_units_with_care_staff(struct reader *reader, struct arena *arena, struct date day,
                                 struct unit_rows *ret_rows, struct error *err) WARN_UNUSED;
// Those that hold on a day, of the care staff of the units that take part in a person's care, up to
// `limit`.
bool store_delegations_for(struct reader *reader, struct arena *arena, struct str person,
                           struct date day, size_t limit, struct delegation_rows *ret_rows,
                           struct error *err) WARN_UNUSED;
// All of one user, in the order in which they were given.
bool store_delegations_of(struct reader *reader, struct arena *arena, struct str user,
                          struct delegation_rows *ret_rows, struct error *err) WARN_UNUSED;

#endif
