// SPDX-License-Identifier: EUPL-1.2
//
// The case as FEEL, as vocabulary_model() promises it, while the case grows. Values of the arena
// that is given; they borrow the texts of the events. Not for use outside src/routine.
#ifndef VAKA_ROUTINE_FACTS_H
#define VAKA_ROUTINE_FACTS_H

#include "dmn/dmn.h"
#include "routine/routine.h"

// What the vocabulary makes of every case.
struct thing_shape {
    size_t n;
    const struct link_info **links;   // by which events bear on it, the opening ones first
    const struct record_info *record; // that opens it; NULL: the event itself does
    const struct feel_kind *kind;     // its type; NULL: no model takes a case
    // Its entries for those events when there are none, and where those of each link begin.
    size_t entry_count;
    const struct feel_entry *entries;
    size_t *entry_at;
    uint64_t *parts; // which parts of its type an event by that link changes; 0 without a type
};
struct facts_shape {
    struct feel_value nothing;              // the case in which nothing has happened
    size_t latest_member[EVENT_KIND_COUNT]; // of each kind; the member of all of it follows
    size_t first_thing_member;
    struct thing_shape things[THING_KIND_COUNT];
};

bool facts_of_event(struct arena *arena, const struct zone *zone, const struct event *event,
                    struct feel_value *ret_value, struct error *err) WARN_UNUSED;
bool facts_of_events(struct arena *arena, const struct zone *zone, struct event_list events,
                     const struct feel_value **ret_values, struct error *err) WARN_UNUSED;

bool facts_shape(struct arena *arena, struct facts_shape *ret_shape, struct error *err) WARN_UNUSED;

#define FACTS_MEMBERS (2 * EVENT_KIND_COUNT + THING_KIND_COUNT)
struct fact_change {
    size_t member;
    uint64_t parts;
};
struct facts_step { // what one facts_to() changed
    size_t n;
    const struct fact_change *changes;
};
struct facts_of_kind {
    size_t n;
    struct feel_value *items;
};
// A thing as it is now, and in which parts it differs from what it was: a version for each time it
// changed, numbered by how many events counted then.
struct fact_thing {
    struct feel_value value;
    size_t fields;                    // entries of its own, before those that every thing has
    const struct field_value *values; // … and what they were made of
    size_t touched;                   // by so many events
    const struct dmn_version *version;
};
// A case that grows event by event, for all routines that are asked about it. What was made of its
// members before is never changed; they are exchanged in their places, unless somebody may have
// kept the case as it was.
struct facts {
    struct arena *arena;
    const struct routine *routine;
    struct event_list effective;
    const struct feel_value *events; // the value of each
    struct case_fold *fold;
    struct case_state state; // after the events that count now
    size_t before;           // how many counted before the last facts_to()
    struct feel_value whole; // the case
    struct feel_entry *members;
    LIST_OF(struct fact_thing) things; // one for each of the state
    LIST_OF(size_t) renewed;           // places of those that the last facts_to() changed
    // Which members of the case the last facts_to() changed, and of each in which parts.
    size_t change_count, *changes;
    uint64_t *changed_parts;          // 0: it did not
    LIST_OF(struct facts_step) steps; // … and what each before it changed
    // … and those that any did, since nothing had happened; of each, how many events counted then.
    size_t differ_count, *differ;
    uint32_t *changed_at;
    struct facts_of_kind *of_kind;
};
// `events` has the value of each event.
bool facts_begin(struct arena *arena, const struct routine *routine, struct event_list effective,
                 const struct feel_value *events, struct facts *ret_facts,
                 struct error *err) WARN_UNUSED;
// The first `count` events, no fewer than before.
bool facts_to(struct facts *facts, size_t count, struct error *err) WARN_UNUSED;
// Which member of the case has the things of a kind.
size_t facts_member_of(const struct facts *facts, enum thing_kind kind) PURE;
struct date event_date(const struct zone *zone, const struct event *event);

#endif
