// SPDX-License-Identifier: EUPL-1.2
//
// What is known when the form of a new event is opened: what can stand in it from the start, and
// what whoever fills it in needs to see beside it. By the vocabulary and the routine; no kind of
// event is known by name, but for the dates that say what they are.
#ifndef VAKA_WEB_FORM_KNOWN_H
#define VAKA_WEB_FORM_KNOWN_H

#include "web/event_form.h"
#include "web/event_view.h"

struct form_known {
    const struct wording *wording;
    const struct routine *routine;
    const struct case_view *from;
    const struct event_form *form;
    const struct event *draft; // empty, as of now: kind, happened, precision
    enum code role, team;      // of the user; team: of work_team, or CODE_NONE
    struct str name;           // of the user
    struct str unit;           // … the stream
    struct str thing;          // of the duty that led to the form, or empty
};

// The last day that the only required date of the draft may have, found by asking the routine of
// days. FIELD_NONE when the kind has no such date, and when the routine sets no limit or objects
// whatever the day.
struct last_day {
    enum field_id field;
    struct date day;
};
bool form_known_last_day(const struct form_known *known, struct last_day *ret_last,
                         struct error *err) WARN_UNUSED;

// Adds to *typed
//   - the user's own profession, in a set of professions, and the own part of the team; the own
//     name where somebody with the user's role is named;
//   - which of several the duty was about that led to the form, where it is a code of the field:
//     the work team that is to be told;
//   - what it concerns, in a set of what lasts: what names the user's own unit, or the only one;
//   - in each record the outcome that the routine proposes, and the day from which it is meant to
//     hold: the planned discharge or the moving in, when that lies ahead, otherwise today;
//   - the last day that the routine allows, in the date that has one;
//   - which things stand beside the form, where the entry says which it concerns;
//   - texts that were written in the latest event of the kind for the same things, since they hold
//     until they are changed;
//   - in a set that the vocabulary proposes for (PROPOSES), those of whom it was said last;
//   - whoever told what opened the thing, where it is they who are to be told (RINGS).
// What is sent once more (AGAIN) begins with all that the same role at the same unit wrote in the
// latest of the kind instead, while anything that it concerned lasts.
bool form_known_fill(const struct form_known *known, const struct last_day *last,
                     struct typed *typed, struct error *err) WARN_UNUSED;

// The field that says who was told (RINGS), where the user's unit wrote in the own; or FIELD_NONE.
enum field_id form_known_unasked(const struct form_known *known);

// The events that the form answers or goes on from, newest first: of the thing that it is about all
// of them; of the things that it touches the latest of each kind, and what opened each where it
// concerns all that last; and what else it ends.
struct beside_view {
    LIST_OF(struct event_view) items;
};
bool form_known_beside(const struct form_known *known, struct beside_view *view,
                       struct error *err) WARN_UNUSED;

#endif
