// SPDX-License-Identifier: EUPL-1.2
//
// The fees alone, as they were known when less of the case was (app/fee_history.h).
#ifndef VAKA_ROUTINE_FEES_H
#define VAKA_ROUTINE_FEES_H

#include "routine/both.h"

// Whose days are the days of a case.
const struct zone *routine_zone(const struct routine *routine) PURE;

// What kinds of event the fees and their ceilings may depend on: the others may be left out of the
// events below, and the fees are the same. By kind, EVENT_KIND_COUNT of them.
void routine_fees_look_at(const struct routine *routine, bool *ret_kinds);

// What is told of fees as the case grows, and nothing else.
bool routine_fees_told(const struct routine *routine, struct arena *arena,
                       struct event_list effective, struct fees_told *ret_told,
                       struct error *err) WARN_UNUSED;

// The fees as routine_answer() has them of the first `count` of the events, from what was told on
// the way.
bool routine_fees_after(const struct routine *routine, struct arena *arena,
                        struct event_list effective, const struct fees_told *told, size_t count,
                        struct answers *ret_after, struct error *err) WARN_UNUSED;

#endif
