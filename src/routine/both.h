// SPDX-License-Identifier: EUPL-1.2
//
// A case and a part of it, asked together: what they begin alike with is asked about once. The
// answers are those that each gets by itself. And what is kept of a case, of which less is asked.
#ifndef VAKA_ROUTINE_BOTH_H
#define VAKA_ROUTINE_BOTH_H

#include "routine/routine.h"

// As routine_answer(). The events of `part` are some of the effective ones, in the same order.
bool routine_answer_both(const struct routine *routine, struct arena *arena,
                         struct event_list effective, struct event_list part,
                         struct answers *ret_answers, struct answers *ret_of_part,
                         struct error *err) WARN_UNUSED;

// As routine_answer(), for what is kept of a case when nobody looks at it: without permits,
// proposals and checklists. Whether those can be answered is asked, since the owner is told. Of the
// case, which is gone through for it, the state after all events is told too, unless it is NULL.
bool routine_history(const struct routine *routine, struct arena *arena,
                     struct event_list effective, struct answers *ret_answers,
                     struct case_state *ret_state, struct error *err) WARN_UNUSED;
// Of a part of the case, as above, nothing but the duties of decisions by which a duty of the whole
// is open: all of those, and no duty of an owner.
bool routine_open_duties(const struct routine *routine, struct arena *arena, struct event_list part,
                         const struct answers *whole, struct answers *ret_answers,
                         struct error *err) WARN_UNUSED;

#endif
