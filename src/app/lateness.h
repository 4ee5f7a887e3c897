// SPDX-License-Identifier: EUPL-1.2
//
// When something should have been done by now: what is due at an hour when that hour has passed,
// all else when its day has. The one answer for lists, cases and boards.
#ifndef VAKA_APP_LATENESS_H
#define VAKA_APP_LATENESS_H

#include "app/app.h"

bool due_is_late(struct date_time due, bool has_time, struct date_time now) PURE;
bool duty_is_late(const struct duty *duty, struct date_time now) PURE;
// The instant at which it becomes late; INT64_MAX when it does not, or is. What shows it is old
// then.
struct instant duty_late_from(const struct app *app, const struct duty *duty);

#endif
