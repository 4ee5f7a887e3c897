// SPDX-License-Identifier: EUPL-1.2
//
// A duty as people read it: what, for whom, by when, why, and the one button to the form that
// fulfils it.
#ifndef VAKA_WEB_DUTY_VIEW_H
#define VAKA_WEB_DUTY_VIEW_H

#include "web/routine_view.h"
#include "web/words.h"

struct duty_view {
    struct str id;   // of the person, for addresses
    struct str name; // of the person
    struct str age;
    bool guarded;               // the person has a protected identity
    struct str what;            // in the routine's words
    struct str lateness;        // "3 dagar sent", "I dag"; empty when it has no due date
    struct str due;             // "fredag 20 november"
    bool late, now;             // now: urgent, late or due today
    bool day_is_said;           // by `lateness`, or by what it stands under
    bool urgent;                // stands before all that does not hurry
    struct str comment;         // why, in the routine's words; or empty
    bool unreadable;            // why is kept, and damaged
    struct str clauses;         // "H-16, H-18"
    struct str decision, thing; // identity, for the page that tells why
    int64_t ordinal;
    struct str kind, act; // the form that fulfils it, and what its button says; or empty
    int64_t about;
    struct str whose;   // "Sjuksköterska, Hemsjukvården Norr": when it is somebody else's
    struct str gone_on; // the same of whom it has escalated to; or empty
};

// Without the person and without `whose`.
struct duty_view duty_view_of(const struct wording *wording, const struct routine *routine,
                              struct str stream, const struct duty *duty);
// A row of a worklist, with its person.
struct duty_view duty_view_of_row(const struct wording *wording, const struct routine *routine,
                                  const struct duty_row *row, const struct ground *ground);
// … as the duty it is.
struct duty duty_of_row(const struct duty_row *row, const struct ground *ground);

#endif
