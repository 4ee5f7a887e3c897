// SPDX-License-Identifier: EUPL-1.2
//
// Why the duties of a list stand, as their cases tell it. Most is kept with the duty
// (app/derive.h). What does not follow from the entries alone depends on who looks, on the kinds of
// the units that took part and on what the person has agreed to today: the case is read, and the
// routine asked of what is seen of it, with the same answer as on the page of the case
// (app/sight.h).
//
// A list is of a role at a unit: what one user has opened in an emergency, or stated a reason for,
// is told in the case and not in the list.
#ifndef VAKA_APP_REASON_H
#define VAKA_APP_REASON_H

#include "app/internal.h"

// What has to be asked for. The grounds stay where they are until reasons_ask().
struct reasons {
    LIST_OF(struct reason {
        const struct duty_row *duty;
        struct ground *ret_ground;
        bool told;
    })
    items;
};

// The ground as it is kept; what is not, is wanted. One that is damaged is `unreadable`, so that
// the rest of the list is told, and the program's own log names its case and the entry that opened
// it, once while the program runs.
bool reason_read(struct app *app, struct arena *arena, const struct duty_row *duty,
                 struct ground *ret_ground, struct reasons *reasons, struct error *err) WARN_UNUSED;
bool reason_want(struct arena *arena, const struct duty_row *duty, struct ground *ret_ground,
                 struct reasons *reasons, struct error *err) WARN_UNUSED;
// Tells what is wanted: each case is read once. What the actor is not told of at all in the case
// has its decision alone.
bool reasons_ask(struct app *app, struct arena *arena, const struct actor *actor,
                 struct reader *reader, struct reasons *reasons, struct error *err) WARN_UNUSED;

#endif
