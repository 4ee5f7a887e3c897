// SPDX-License-Identifier: EUPL-1.2
//
// What an event says that it concerns where that is several things (REFS of the vocabulary): the
// observations that somebody read.
#ifndef VAKA_APP_REFS_H
#define VAKA_APP_REFS_H

#include "care/event.h"

// The REFS value that an event has, or NULL.
const struct field_value *refs_in(const struct event *event);
// Whoever says no more than which is the first of them has had that one before the eyes, and
// nothing besides it: names it alone.
bool refs_name(struct arena *arena, struct event *draft, struct error *err) WARN_UNUSED;

#endif
