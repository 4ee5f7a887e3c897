// SPDX-License-Identifier: EUPL-1.2
//
// What a decision tells of itself, whatever row of its table it was.
#ifndef VAKA_ROUTINE_ALWAYS_H
#define VAKA_ROUTINE_ALWAYS_H

#include "routine/routine.h"

// The clauses that all rows name by which the decision asks for something: they tell no more than
// that it does. None when the decision is no table, or its rows name different ones.
bool routine_always(const struct routine *routine, struct arena *arena, struct str decision,
                    struct ground *ground, struct error *err) WARN_UNUSED;

#endif
