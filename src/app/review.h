// SPDX-License-Identifier: EUPL-1.2
//
// Reviewing the access log (PDL 4:3, SVOD 4:4): a unit's own, by its manager; any unit's of the
// organisation, by the medically responsible. What is shown is a sample, and everything that is
// unusual. docs/legal.md says how each pattern is counted; the review itself is recorded in the
// stream of the unit.
#ifndef VAKA_APP_REVIEW_H
#define VAKA_APP_REVIEW_H

#include "app/app.h"

enum review_pattern {
    REVIEW_NO_RELATION, // a reason was stated, or the unit has no part in the care
    REVIEW_SAME_NAME,   // the person has the user's family name
    REVIEW_RELATIVE,    // the user's full name is noted as that of a relative of the person
    REVIEW_SAME_HOME,   // the person lives where somebody with the user's full name lives; neither
                        // of them protected
    REVIEW_COLLEAGUE,   // the person has the full name of somebody who works in Vaka
    REVIEW_EMERGENCY,   // the case was opened in an emergency
    REVIEW_REVEALED,    // the address of somebody with a protected identity was shown
    REVIEW_REFUSED,     // access was refused
    REVIEW_PATTERN_COUNT
};

struct review_entry {
    struct access_record record;
    struct str user_name, person_name; // person_name empty: nobody in particular
    enum code protection;              // of the person
    uint32_t patterns;                 // bits
};
struct review_user {
    struct str user, name;
    size_t entries, persons;
    bool unusual; // far more persons than the others of the unit
};
// A review that was recorded before.
struct reviewed {
    const struct event *event;
    struct str by;
};

#define REVIEW_READ_MAX 20000 // entries of a period that are looked through
#define REVIEW_SHOWN_MAX 200  // unusual entries that are shown
#define REVIEW_SAMPLE 20
#define REVIEW_VOLUME_LEAST 20 // persons, for a volume to be unusual
#define REVIEW_VOLUME_TIMES 3  // of the median of the unit

struct review_query {
    struct str unit; // empty: the own one
    struct date from, to;
};
struct review {
    struct unit_row unit;
    size_t entries; // of the period
    bool more;      // there were more than REVIEW_READ_MAX
    size_t counts[REVIEW_PATTERN_COUNT];
    LIST_OF(struct review_entry) unusual; // newest first
    LIST_OF(struct review_entry) sample;  // of those that are not, newest first
    LIST_OF(struct review_user) users;    // by how many persons they saw
    LIST_OF(struct reviewed) before;      // newest first
};
// ERR_DENIED review.not-your-unit.
bool app_review(struct app *app, struct arena *arena, const struct actor *actor,
                const struct review_query *query, struct review *ret_review,
                struct error *err) WARN_UNUSED;
// ERR_INPUT field.needed at "result".
bool app_record_review(struct app *app, struct arena *arena, const struct actor *actor,
                       const struct review_query *query, struct str result, struct str measure,
                       struct error *err) WARN_UNUSED;

#endif
