// SPDX-License-Identifier: EUPL-1.2
//
// What of a worklist waits for one kind of entry.
#ifndef VAKA_STORE_UNREAD_H
#define VAKA_STORE_UNREAD_H

#include "store/store.h"

// As store_duties_of(): of the unit, role, work team and kind that fulfils it of `of`.
bool store_duties_waiting(struct reader *reader, struct arena *arena, const struct duty_row *of,
                          struct instant now, size_t limit, struct duty_rows *ret_rows,
                          struct error *err) WARN_UNUSED;

#endif
