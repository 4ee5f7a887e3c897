// SPDX-License-Identifier: EUPL-1.2
//
// The state of a person's case: a fold of events, nothing else. Pure and total: any list of events
// has a state. The links of the vocabulary decide what opens, touches and closes things; nothing in
// here knows a kind of event by name.
//
// A thing (a care request under way, a commitment of one profession) shows the fields of the event
// or record that opened it, overlaid by equal-named fields of the events that touched it since. Of
// the things with a key (commitments: the profession) one at a time lasts: opening the next closes
// the one before. What names a thing by REF or REFS concerns it in whatever order the two happened.
#ifndef VAKA_CARE_STATE_H
#define VAKA_CARE_STATE_H

#include "care/event.h"

struct thing {
    enum thing_kind kind;
    enum code key; // of the record that opened it (a profession …), or CODE_NONE
    const struct event *opened;
    const struct record *record; // when opened by a record
    const struct event *closed;  // NULL while it lasts
    size_t touch_count;          // in order; without the opening event, with the closing one
    const struct event **touched;
    size_t after; // of how many events, the latest that opened or touched it being the last
    // Overlaid values. Fields of the event or record that opened it; a touching event's field
    // counts when it has the same id and type. The same pointer: the same values.
    size_t n;
    const struct field_value *values;
};

struct case_state {
    struct event_list events; // effective, in order: what was folded
    size_t thing_count;       // in the order in which they were opened
    const struct thing *things;
};

// The state after the first `count` of the effective events. Everything in the arena; borrows
// events.
bool state_fold(struct arena *arena, struct event_list effective, size_t count,
                struct case_state *ret_state, struct error *err) WARN_UNUSED;

// The same for one who looks after each event: case_fold_to() goes on from where it stood. What it
// gave before is no longer valid then; a thing keeps its place among the things.
struct case_fold;
struct case_fold *case_fold_new(struct arena *arena, struct event_list effective); // NULL: memory
bool case_fold_to(struct case_fold *fold, size_t count, struct case_state *ret_state,
                  struct error *err) WARN_UNUSED;

// Does the event concern this thing by that link (one that touches or closes)? What a REF names is
// concerned whether it lasts or not; sets, ALL and what is a unit's own concern what lasts.
bool link_concerns(const struct link_info *link, const struct event *event,
                   const struct thing *thing);

// The thing of a kind that was opened last and lasts; or NULL.
const struct thing *state_lasting(const struct case_state *state, enum thing_kind kind);
const struct event *state_latest(const struct case_state *state, enum event_kind kind); // or NULL
// Identity of a thing within its case, stable through corrections: "commitment:nurse:4" (kind, key,
// seq of the event that opened it; a correction has the seq of what it replaces), "request:2" when
// it has no key. p is NULL when there is no memory.
struct str thing_id(struct arena *arena, const struct thing *thing);
const struct thing *state_thing(const struct case_state *state, enum thing_kind kind,
                                int64_t opened_seq, enum code key);                   // or NULL
const struct field_value *thing_get(const struct thing *thing, const char *field_id); // or NULL

#endif
