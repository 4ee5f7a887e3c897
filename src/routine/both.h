// SPDX-License-Identifier: EUPL-1.2
//
// A case and a part of it, asked together: what they begin alike with is asked about once. The
// answers are those that each gets by itself. And what is kept of a case, or told of it in a list,
// of which less is asked.
#ifndef VAKA_ROUTINE_BOTH_H
#define VAKA_ROUTINE_BOTH_H

#include "routine/routine.h"

// As routine_answer(). The events of `part` are some of the effective ones, in the same order.
bool routine_answer_both(const struct routine *routine, struct arena *arena,
                         struct event_list effective, struct event_list part,
                         struct answers *ret_answers, struct answers *ret_of_part,
                         struct error *err) WARN_UNUSED;

// As routine_answer(), for what is kept of a case when nobody looks at it: the duties and fees. Of
// all else it is asked whether it can be answered, since the owner is told. Of the
// case, which is gone through for it, the state after all events is told too, and which of them had
// to do with which decision.
struct touched;
// The fees and ceilings after the first `count` events, after which something was told of them: as
// each routine tells them, not yet under the ceilings.
struct fees_then {
    size_t count;
    struct answers answers;
};
struct fees_told {
    LIST_OF(struct fees_then) items; // in order
};
// What a duty that stands was when so many events counted, before the next one changed it.
struct duty_then {
    size_t count;
    struct duty duty;
};
struct duties_told {
    LIST_OF(struct duty_then) items; // of each duty in order
};
struct history {
    struct answers answers;
    struct case_state state;
    const struct touched *touched;
    struct fees_told fees;
    struct duties_told duties;
};
bool routine_history(const struct routine *routine, struct arena *arena,
                     struct event_list effective, struct history *ret_history,
                     struct error *err) WARN_UNUSED;
// As routine_judge(), of a draft that comes after all that holds. The case is gone through for it,
// and kept for its history with the draft, until gone_through_end(); also when it fails.
struct gone_through;
bool routine_judge_last(const struct routine *routine, struct arena *arena,
                        struct event_list effective, const struct event *draft,
                        struct objections *ret_objections, struct gone_through **ret_gone,
                        struct error *err) WARN_UNUSED;
void gone_through_end(struct gone_through **gone);
// Whether those were the events, and now there is one more: of the kind of the draft.
bool goes_on_with_one(const struct gone_through *gone, struct event_list effective) PURE;
// routine_history() of these, once.
bool routine_history_from(struct gone_through *gone, struct event_list effective,
                          struct history *ret_history, struct error *err) WARN_UNUSED;
// Whether the duties of a decision may be others in a part of the case: an event that is not in the
// part changed something that the decision looks at. Otherwise they are the same in every respect.
bool routine_touched_without(const struct touched *touched, struct event_list part,
                             struct str decision) PURE;

// The duties that are open at the end as they stood when the first `count` events were all: each as
// routine_duties_of() has it of those.
bool routine_duties_after(const struct history *history, struct arena *arena, size_t count,
                          struct answers *ret_answers, struct error *err) WARN_UNUSED;

// Decisions by their names, which no two of the routines that hold share.
struct decision_names {
    LIST_OF(struct str) items;
};
// The duties of these decisions and nothing else, as routine_answer() has them among all: those of
// the case, and of it and a part of it. No duty of an owner.
bool routine_duties_of(const struct routine *routine, struct arena *arena,
                       struct event_list effective, const struct decision_names *wanted,
                       struct answers *ret_answers, struct error *err) WARN_UNUSED;
bool routine_duties_of_both(const struct routine *routine, struct arena *arena,
                            struct event_list effective, struct event_list part,
                            const struct decision_names *wanted, struct answers *ret_answers,
                            struct answers *ret_of_part, struct error *err) WARN_UNUSED;
// The decisions whose duties some of those kinds of event may fulfil, and those that they escalate
// (`trappar upp`); where a table does not tell which, it may be any. The names are the routine's.
typedef bool event_test(enum event_kind kind);
bool routine_duties_fulfilled(const struct routine *routine, struct arena *arena, event_test *by,
                              struct decision_names *ret_names, struct error *err) WARN_UNUSED;
// Which of those acts some permit of the case as it is now does not allow: what routine_answer()
// says of them, without the rest. ret_held[i] is of acts[i].
bool routine_held(const struct routine *routine, struct arena *arena, struct event_list effective,
                  const enum event_kind *acts, size_t count, bool *ret_held,
                  struct error *err) WARN_UNUSED;

#endif
