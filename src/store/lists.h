// SPDX-License-Identifier: EUPL-1.2
//
// Which units take part in the care of whom; and lists that a unit carries over to other systems,
// or is measured by, as they are derived from its cases: changes of the fee level (H-12, H-13),
// time on the time forms of the care staff (V-12), and starts of VILS (V-20). And the areas by
// which a unit plans.
#ifndef VAKA_STORE_LISTS_H
#define VAKA_STORE_LISTS_H

#include "care/event.h"

struct reader;

// A unit that takes part in the care of a person, or did.
struct relation_row {
    struct str unit;
    int64_t until; // instant at which its part was over, or RELATION_LASTS
};
#define RELATION_LASTS INT64_MAX

// Until when the unit took part in the care of the person, also when the record goes on in another:
// RELATION_LASTS when it still does.
bool store_relation(struct reader *reader, struct str stream, struct str unit, bool *ret_has,
                    int64_t *ret_until, struct error *err) WARN_UNUSED;

// Whom a row of a list is about.
struct listed_person {
    struct str name, number;
    enum code protection; // or CODE_NONE
};

// A level of the fee as it was known for a time; the first of a case is no change.
struct fee_row {
    struct str stream;         // of the person
    struct str level, earlier; // in the words of the routine; that it took the place of, or empty
    struct str capped;         // level that a ceiling holds down; empty: none
    struct str starts;         // date
    struct str reason, clauses;
    int64_t seq;              // of the event that brought it; not read
    struct str known, ceased; // dates: known from the first on, until the day before the second
                              // (empty: still)
    struct listed_person who; // joined in when read; not written
};
struct fee_rows {
    LIST_OF(struct fee_row) items;
};
// What was known at the end of the day before a period, and at its end, of the persons of a unit of
// whom something began to hold, to be known or to be known no more in it; of each person together,
// in the order of fee_history_of(). Of the persons in whose care the unit took part since an
// instant, and of others what starts no later than `days` after its part was over. Up to `limit`.
struct fee_range {
    struct date from, to; // both included
    struct instant since;
    int64_t days;
};
bool store_fees_of(struct reader *reader, struct arena *arena, struct str unit,
                   const struct fee_range *range, size_t limit, struct fee_rows *ret_rows,
                   struct error *err) WARN_UNUSED;

struct time_row {
    struct str stream; // of the person
    int64_t seq;       // of the entry; not read
    struct str unit;   // that worked; not read
    struct instant happened;
    int64_t minutes;
    enum code what;           // of time_use
    bool received;            // by the unit coordinator
    struct listed_person who; // joined in when read; not written
};
struct time_rows {
    LIST_OF(struct time_row) items;
};
// A unit's entries from an instant to before another, in order of time, up to `limit`.
bool store_times_of(struct reader *reader, struct arena *arena, struct str unit,
                    struct instant from, struct instant before, size_t limit,
                    struct time_rows *ret_rows, struct error *err) WARN_UNUSED;

// A start of VILS.
struct vils_start_row {
    struct str stream; // of the person
    int64_t seq;       // of the start
    struct str unit;   // that recorded it; not read
    struct instant started;
    struct listed_person who; // joined in when read; not written
};
struct vils_start_rows {
    LIST_OF(struct vils_start_row) items;
};
// Those that a unit recorded, from an instant to before another, in order of time, up to `limit`.
bool store_vils_starts_of(struct reader *reader, struct arena *arena, struct str unit,
                          struct instant from, struct instant before, size_t limit,
                          struct vils_start_rows *ret_rows, struct error *err) WARN_UNUSED;

// What holds of an area for a time; what holds of one area never overlaps.
struct area_row {
    struct str stream, organisation, name, postal_codes;
    struct str from, to; // dates; to may be empty
};
struct area_rows {
    LIST_OF(struct area_row) items;
};
// Those of an organisation, by name and then by day, also those that are over or to come.
bool store_areas_of(struct reader *reader, struct arena *arena, struct str organisation,
                    struct area_rows *ret_rows, struct error *err) WARN_UNUSED;

// Where a person's address lies from a day (empty: from the beginning) until the next one's.
struct place_row {
    struct str from;
    int64_t postal_code; // or 0
};

// How many duties are open, of everybody.
bool store_duties_open(struct reader *reader, int64_t *ret_count, struct error *err) WARN_UNUSED;

// Whether anything was ever noted of what the person blocks.
bool store_block_known(struct reader *reader, struct str stream, bool *ret_known,
                       struct error *err) WARN_UNUSED;

#endif
