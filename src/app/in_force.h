// SPDX-License-Identifier: EUPL-1.2
//
// Which routines are in force. A routine comes into force when the program starts with it in the
// folder, and stays until a person takes it out of force. A start without the folder of one that is
// in force is refused: it may be a slip, and everybody's duties under it would be gone (ADR 0019).
#ifndef VAKA_APP_IN_FORCE_H
#define VAKA_APP_IN_FORCE_H

#include "app/app.h"

// Puts the routines in force whose files have changed: everything is derived anew first, so that an
// interruption leaves the work to the next start rather than undone. So it is when the program
// keeps something else than it did. ERR_MISSING routine.missing {name}: one is in force whose
// folder is not there; but for `leaving`, with which nothing is derived. ERR_CONFLICT
// store.served-other {path}: a server has the database, and derives as it did.
bool put_in_force(struct app *app, struct str leaving, struct error *err) WARN_UNUSED;

// A routine whose folder was taken away, out of force by whom and why.
struct routine_end {
    struct str name, why;
    struct str login, password; // of a user who administers
};
// Derives everything without it and writes down the act: its open duties are gone from the lists
// and its answers from the cases; what was recorded stays. The app is opened with the routine as
// `leaving`. ERR_MISSING routine.never-in-force {name}, ERR_CONFLICT routine.in-folder {name},
// ERR_INPUT routine.why-missing, ERR_DENIED sign-in.*, access.*.
bool app_end_routine(struct app *app, struct arena *arena, const struct routine_end *end,
                     int64_t *ret_duties, struct error *err) WARN_UNUSED;

struct ended_routine {
    struct str name, version, why;
    struct str title; // that it had; of one that ended before titles were kept: its name
    int64_t duties;   // open ones that ended with it
    struct str by;    // name of the user
    struct instant when;
};
struct ended_routines {
    LIST_OF(struct ended_routine) items;
};
// Those that are out of force now.
bool app_ended_routines(struct app *app, struct arena *arena, const struct actor *actor,
                        struct ended_routines *ret_ended, struct error *err) WARN_UNUSED;

// A routine that cannot answer in some cases, for whoever answers for it (P-04); whose cases they
// are is not told.
struct unanswered {
    struct str title;
    int64_t cases; // at least, when it is UNANSWERED_MAX
};
struct unanswered_routines {
    LIST_OF(struct unanswered) items;
};
#define UNANSWERED_MAX 1000
// Of those in force whose owner the actor's role is.
bool app_unanswered(struct app *app, struct arena *arena, const struct actor *actor,
                    struct unanswered_routines *ret_unanswered, struct error *err) WARN_UNUSED;

#endif
