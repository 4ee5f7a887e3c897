// SPDX-License-Identifier: EUPL-1.2
//
// A routine tried against every case before it is put in force: which open duties would
// come, go, or become others. Nothing is written, and what holds meanwhile is what was in force.
#ifndef VAKA_APP_TRY_ROUTINE_H
#define VAKA_APP_TRY_ROUTINE_H

#include "app/app.h"

enum duty_change_kind { DUTY_COMES, DUTY_GOES, DUTY_BECOMES, DUTY_CHANGE_COUNT };

// An open duty under what is in force and under what is tried; `before` is NULL of one that comes,
// `after` of one that goes. What becomes another has another name, date, role, unit or team.
struct duty_change {
    enum duty_change_kind kind;
    struct str stream; // of the person
    const struct duty_row *before, *after;
    struct str unit_before, unit_after; // names; empty where the unit is unknown
};

struct routine_trial {
    int64_t cases, changed;            // cases tried, and those with other duties
    int64_t duties[DUTY_CHANGE_COUNT]; // by kind
    int64_t refused;                   // cases in which a routine that is tried cannot answer
};

// Told of each change, case by case; what it is given lives until it returns.
typedef void duty_change_told(void *context, const struct duty_change *change);

// `folder` is that of one routine or of several, as for app_open(): all that would be in force. The
// app is opened without routines. The errors of routine_load_all(), and the first finding that
// keeps one of them from being put in force.
bool app_try_routine(struct app *app, const char *folder, duty_change_told *tell, void *context,
                     struct routine_trial *ret_trial, struct error *err) WARN_UNUSED;

#endif
