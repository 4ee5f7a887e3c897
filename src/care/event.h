// SPDX-License-Identifier: EUPL-1.2
//
// Events: facts as they are recorded, never changed.
//
// An event has an envelope (who, when, where, under which law) and a payload, which is the fields
// that its kind has in the vocabulary. The envelope is the same for every kind and final. Order of
// a stream: (happened, seq). A correction is an event of the same kind that names the seq it takes
// the place of; entry_withdrawn takes the place of an entry with nothing. P-01: who did it, who
// told, by which channel, beside who recorded it and when.
#ifndef VAKA_CARE_EVENT_H
#define VAKA_CARE_EVENT_H

#include "calendar/civil.h"
#include "care/payload.h"

enum precision { PRECISION_DAY, PRECISION_MINUTE };

// Streams are named "<kind>/<26 characters>", e.g. "person/01hv…": kind, then a random id.
#define STREAM_ID_MAX 48

struct event {
    struct str stream;
    int64_t seq; // from 1 within the stream; 0 while not yet recorded
    enum event_kind kind;
    int64_t vocabulary; // version of the vocabulary it was written with
    // When it happened. With day precision: the end of that day, or the moment of recording when
    // that is the same day, so that the order of a day is the order of recording.
    struct instant happened;
    enum precision precision;
    struct instant recorded;
    struct str performer; // who did it, in words; empty: the recorder
    struct str informant; // who told; empty: nobody, the recorder saw it
    enum code channel;
    struct str recorder;   // stream of the user
    struct str assignment; // "<user stream>#<seq of assignment_given>"
    enum code role;        // role of that assignment
    struct str unit;       // stream of the unit of that assignment
    struct str owner;      // stream of the organisation that answers for the record
    enum law law;
    int64_t corrects; // seq, or 0
    struct str idempotency_key;
    // Why it corrects, or why it was done although the routine did not allow it; empty otherwise.
    struct str because;
    // P-02: what the routine missed when it was recorded all the same; empty: it was allowed.
    struct str deviation;
    struct payload payload;
    bool erased; // by a lawful erasure: the payload is gone, and so is what the entry said
};

// Payload as canonical JSON (fields in the order of the vocabulary, absent ones left out, then
// `because` and `deviation`); and back. Codes are written with their stored ids, sets as arrays,
// records as an object by code, refs as numbers: {"professions":["nurse"],"next":"2027-05-25"}.
// Both ways every field is checked against the vocabulary, so that what is written can be read.
// ERR_INPUT with the field as the element: event.unknown-field {field}, event.missing-field
// {field}, event.bad-value {field} {value}; reading also json.*. Lines have no control characters,
// texts none but line feed and tab. Reading fills payload, because and deviation of an event
// whose kind is set.
bool event_write(struct arena *arena, const struct event *event, struct str *ret_json,
                 struct error *err) WARN_UNUSED;
bool event_read(struct arena *arena, struct str json, struct event *event,
                struct error *err) WARN_UNUSED;

struct event_list {
    size_t n;
    const struct event *items;
};

// The event of a seq, or NULL.
const struct event *event_find(struct event_list events, int64_t seq) PURE;
// Whether an event stands in the place of another: a correction of the same kind, or a withdrawal.
bool event_replaces(const struct event *later, const struct event *event) PURE;
// The seq under which an event stands in the order: that of the first in its chain of corrections.
int64_t event_standing(struct event_list all, const struct event *event) PURE;
// The numbers of one log tell its order; of two logs the moments do.
bool event_recorded_before(const struct event *first, const struct event *second) PURE;

// Under which law's documentation a draft is to stand: what its kind says, or, where the vocabulary
// says so, its code or the entry that it goes on from.
enum law event_law(const struct event *draft, struct event_list all) PURE;

// The events that hold now, ordered by (happened, seq). An entry is an event together with its
// corrections, the corrections of those, and what strikes any of them: the one recorded last
// decides. When it strikes, the whole entry is gone (striking a correction does not bring back what
// it corrected); a still later correction brings it back. Otherwise it stands with the seq of the
// first, so that what refers to the entry still finds it; `corrects` is kept and tells that it was
// corrected. Facts are never refused: what names a seq that is not there, lies later, or belongs to
// an entry of another kind, stands as an event of its own. What was erased holds no longer. An
// entry that was moved to another person (entry_moved) is gone as well; where it belongs is seen by
// records_all() (care/records.h).
bool event_effective(struct arena *arena, struct event_list all, struct event_list *ret_effective,
                     struct error *err) WARN_UNUSED;

#endif
