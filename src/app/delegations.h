// SPDX-License-Identifier: EUPL-1.2
//
// Delegations (P-09): who of the care staff may carry out what demands one. Whoever is licensed
// gives and withdraws them, at any unit where somebody works as care staff; everybody sees those of
// the own unit. They are recorded by app_register(). Behind the one door as everything in app.h;
// the view is logged.
#ifndef VAKA_APP_DELEGATIONS_H
#define VAKA_APP_DELEGATIONS_H

#include "app/people.h"

#define DELEGATIONS_MAX 1000 // rows that are shown

struct delegated_staff {
    struct unit_row unit;        // whose care staff
    struct delegation_rows rows; // by the name of the staff; those to come too
    bool more;                   // there are more than DELEGATIONS_MAX
    struct unit_rows units;      // that the user may look at
};
// Of a unit; empty: the own one, or the first that the user may look at. ERR_DENIED for a unit that
// the user may not look at.
bool app_delegations(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str unit, struct delegated_staff *ret_staff,
                     struct error *err) WARN_UNUSED;
// What a form about somebody's delegations is based on; with them. ERR_MISSING people.not-found.
bool app_delegated(struct app *app, struct arena *arena, const struct actor *actor, struct str user,
                   struct registered *ret_registered, struct error *err) WARN_UNUSED;

#endif
