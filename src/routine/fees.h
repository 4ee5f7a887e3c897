// SPDX-License-Identifier: EUPL-1.2
//
// The fees alone, as they were known when less of the case was (app/fee_history.h).
#ifndef VAKA_ROUTINE_FEES_H
#define VAKA_ROUTINE_FEES_H

#include "routine/routine.h"

// Whose days are the days of a case.
const struct zone *routine_zone(const struct routine *routine) PURE;

// What kinds of event the fees and their ceilings may depend on: the others may be left out of the
// events below, and the fees are the same. By kind, EVENT_KIND_COUNT of them.
void routine_fees_look_at(const struct routine *routine, bool *ret_kinds);

// The fees as routine_answer() has them of the first counts[i] of the events, with nothing else:
// ret_after[i]. The counts never fall.
bool routine_fees_after(const struct routine *routine, struct arena *arena,
                        struct event_list effective, const size_t *counts, size_t n,
                        struct answers *ret_after, struct error *err) WARN_UNUSED;

#endif
