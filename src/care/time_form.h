// SPDX-License-Identifier: EUPL-1.2
//
// Noted working time (V-12): which form an entry is in, and how long it says was worked. Pure.
#ifndef VAKA_CARE_TIME_FORM_H
#define VAKA_CARE_TIME_FORM_H

#include "care/state.h"

// The form that an entry was handed in with; NULL while it waits for one.
const struct thing *time_form_of(const struct case_state *state, const struct thing *entry);
// What an entry says was worked, in minutes; past midnight when it ends no later than it begins. 0
// when it does not say.
int64_t time_minutes(const struct event *entry);

#endif
