// SPDX-License-Identifier: EUPL-1.2
//
// A case and a part of it, asked together: what they begin alike with is asked about once. The
// answers are those that each gets by itself.
#ifndef VAKA_ROUTINE_BOTH_H
#define VAKA_ROUTINE_BOTH_H

#include "routine/routine.h"

// As routine_answer(). The events of `part` are some of the effective ones, in the same order.
bool routine_answer_both(const struct routine *routine, struct arena *arena,
                         struct event_list effective, struct event_list part,
                         struct answers *ret_answers, struct answers *ret_of_part,
                         struct error *err) WARN_UNUSED;

#endif
