// SPDX-License-Identifier: EUPL-1.2
//
// The observations that wait to be read, as whoever is to read them sees them in the day: what is
// shown there need not be opened. Each text that is shown is a view of its case, asked for and
// logged as one (app_case()); what the user does not see is not there, and its duty stands without.
#ifndef VAKA_APP_UNREAD_H
#define VAKA_APP_UNREAD_H

#include "app/app.h"

#define UNREAD_MAX 50   // duties
#define UNREAD_SHOWN 10 // … of which so many, the first, with what is to be read

struct unread_row {
    struct duty_row duty;
    struct ground ground;
    int64_t seen; // what a form is based on, see case_view
    // Oldest first, all of one log, at most REFS_MAX.
    LIST_OF(const struct event *) items;
};
struct unread {
    LIST_OF(struct unread_row) rows; // in order of due
    bool more;
};
// The day without what is told here is app_day()'s. Empty for whoever reads no observations.
bool app_unread(struct app *app, struct arena *arena, const struct actor *actor,
                struct unread *ret_unread, struct error *err) WARN_UNUSED;
// Whether a duty of the role stands there and not in the list of the day: it is fulfilled by an
// entry that names each of the things that were read.
bool duty_is_unread(enum code role, enum event_kind fulfilled_by) PURE;
// The kind of that entry; EVENT_NONE: the role reads for nobody.
enum event_kind unread_kind(enum code role) PURE;

#endif
