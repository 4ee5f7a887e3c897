// SPDX-License-Identifier: EUPL-1.2
//
// A duty of which the routine says that it escalates another about the same thing (`trappar upp`):
// to whoever sees both they are one thing to do, and one of them is shown.
#ifndef VAKA_APP_ESCALATION_H
#define VAKA_APP_ESCALATION_H

#include "routine/routine.h"
#include "store/store.h"

// The open duty that an open one escalates; or NULL.
const struct duty *duty_escalates(const struct answers *answers, const struct duty *duty);
// The first that escalates it and shows itself by now; or NULL.
const struct duty *duty_gone_on(const struct answers *answers, const struct duty *duty,
                                struct instant now);
// Whether a row of a list escalates another row of it.
bool row_escalates(const struct duty_rows *rows, const struct duty_row *row);

#endif
