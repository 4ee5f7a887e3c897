// SPDX-License-Identifier: EUPL-1.2
//
// How much of what was promised was done in time: the duties that fell due in a period, by unit,
// role and decision, and the cases behind each number. Counted from the history of duties, which is
// derived from facts. Behind the one door as everything in app.h; each list is logged.
#ifndef VAKA_APP_ON_TIME_H
#define VAKA_APP_ON_TIME_H

#include "app/app.h"

enum on_time_outcome {
    OUTCOME_IN_TIME,
    OUTCOME_LATE, // fulfilled, after its day
    OUTCOME_OPEN_LATE,
    OUTCOME_OPEN, // its day has not passed
    OUTCOME_WITHDRAWN,
    OUTCOME_COUNT
};

#define ON_TIME_MAX 50000 // duties of one unit that are counted
struct on_time_query {
    struct date from, to; // of the due date, both included
    // Whose cases are listed; an empty unit: nobody's.
    struct str unit;
    enum code role;
    struct str decision;
    enum on_time_outcome outcome;
};
struct on_time_row {
    struct str unit, unit_name;
    enum code role;
    struct str decision; // its name in the routine
    size_t counts[OUTCOME_COUNT];
};
struct on_time_case {
    struct duty_row duty;
    struct date_time due, ended;
    bool has_time, has_ended;
};
struct on_time {
    LIST_OF(struct on_time_row) rows; // by unit, role and decision
    LIST_OF(struct on_time_case) cases;
    size_t after_reason; // cases that this user may read once a reason is stated
    bool more;           // there are more than ON_TIME_MAX
};
// A unit manager: the own unit. The medically responsible and the planning function: every unit of
// the own organisation. Counted is what is done under the laws that the user works under, of
// persons whose case may be read (sight_in_list()). What is shown only from a moment on counts when
// that came. Withdrawn duties are no part of a share.
bool app_on_time(struct app *app, struct arena *arena, const struct actor *actor,
                 const struct on_time_query *query, struct on_time *ret_on_time,
                 struct error *err) WARN_UNUSED;

#endif
