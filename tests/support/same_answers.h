// SPDX-License-Identifier: EUPL-1.2
//
// What a routine answers, event by event with what an event cannot change carried over, against
// the same asked from nothing after each event: not a byte may differ.
#ifndef VAKA_TESTS_SUPPORT_SAME_ANSWERS_H
#define VAKA_TESTS_SUPPORT_SAME_ANSWERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "routine/both.h"
#include "routine/rules.h"

static void same_text(struct str a, struct str b) {
    if (!str_eq(a, b))
        fail_msg(STR_FMT " is not " STR_FMT, STR_ARG(a), STR_ARG(b));
}

static void same_ground(const struct ground *a, const struct ground *b) {
    same_text(a->decision, b->decision);
    same_text(a->rule, b->rule);
    assert_int_equal(a->row, b->row);
    assert_int_equal(a->clause_count, b->clause_count);
    for (size_t i = 0; i < a->clause_count; i++)
        same_text(a->clauses[i], b->clauses[i]);
    assert_int_equal(a->fact_count, b->fact_count);
    for (size_t i = 0; i < a->fact_count; i++) {
        same_text(a->facts[i].label, b->facts[i].label);
        same_text(a->facts[i].value, b->facts[i].value);
    }
}

static void same_date(bool has_a, struct date a, bool has_b, struct date b) {
    assert_int_equal(has_a, has_b);
    assert_true(!has_a || date_cmp(a, b) == 0);
}

static void same_duty(const struct duty *a, const struct duty *b) {
    same_text(a->decision, b->decision);
    same_text(a->thing, b->thing);
    assert_int_equal(a->ordinal, b->ordinal);
    same_text(a->what, b->what);
    assert_int_equal(a->role, b->role);
    same_text(a->unit, b->unit);
    same_date(a->has_due, a->due.date, b->has_due, b->due.date);
    assert_int_equal(a->due_precision, b->due_precision);
    assert_int_equal(a->is_later, b->is_later);
    assert_int_equal(a->shown_from.us, b->shown_from.us);
    assert_int_equal(a->fulfilled_by, b->fulfilled_by);
    assert_int_equal(a->about, b->about);
    assert_int_equal(a->urgent, b->urgent);
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->opened_seq, b->opened_seq);
    assert_int_equal(a->ended_seq, b->ended_seq);
    assert_int_equal(a->ended.us, b->ended.us);
    same_ground(&a->ground, &b->ground);
}

static void same_permit(const struct permit *a, const struct permit *b) {
    assert_int_equal(a->act, b->act);
    same_text(a->thing, b->thing);
    assert_int_equal(a->about, b->about);
    assert_int_equal(a->allowed, b->allowed);
    same_text(a->missing, b->missing);
    assert_int_equal(a->may_deviate, b->may_deviate);
    same_ground(&a->ground, &b->ground);
}

static void same_proposal(const struct proposal *a, const struct proposal *b) {
    assert_int_equal(a->act, b->act);
    same_text(a->thing, b->thing);
    assert_int_equal(a->about, b->about);
    same_text(a->outcome, b->outcome);
    same_text(a->reason, b->reason);
    same_ground(&a->ground, &b->ground);
}

static void same_responsibility(const struct responsibility *a, const struct responsibility *b) {
    assert_int_equal(a->profession, b->profession);
    same_text(a->responsible, b->responsible);
    same_text(a->unit, b->unit);
    same_text(a->reason, b->reason);
    same_date(a->has_from, a->from, b->has_from, b->from);
    same_ground(&a->ground, &b->ground);
}

static void same_status(const struct status *a, const struct status *b) {
    same_text(a->sentence, b->sentence);
    same_date(a->has_since, a->since, b->has_since, b->since);
    same_ground(&a->ground, &b->ground);
}

static void same_checklist(const struct checklist *a, const struct checklist *b) {
    same_text(a->of, b->of);
    assert_int_equal(a->code, b->code);
    assert_int_equal(a->about, b->about);
    assert_int_equal(a->act_count, b->act_count);
    for (size_t i = 0; i < a->act_count; i++)
        assert_int_equal(a->acts[i], b->acts[i]);
    assert_int_equal(a->point_count, b->point_count);
    for (size_t i = 0; i < a->point_count; i++)
        same_text(a->points[i], b->points[i]);
    same_ground(&a->ground, &b->ground);
}

static void same_fee(const struct fee *a, const struct fee *b) {
    same_text(a->level, b->level);
    same_text(a->before, b->before);
    same_text(a->reason, b->reason);
    same_date(true, a->from, true, b->from);
    same_text(a->capped, b->capped);
    assert_int_equal(a->order, b->order);
    assert_int_equal(a->seq, b->seq);
    same_ground(&a->ground, &b->ground);
}

static void same_ceiling(const struct ceiling *a, const struct ceiling *b) {
    same_text(a->reason, b->reason);
    same_text(a->level, b->level);
    same_date(true, a->from, true, b->from);
    assert_int_equal(a->from_seq, b->from_seq);
    assert_int_equal(a->to_seq, b->to_seq);
    same_ground(&a->ground, &b->ground);
}

#define SAME_EACH(a, b, list, same)                                                                \
    do {                                                                                           \
        assert_int_equal((a)->list.n, (b)->list.n);                                                \
        for (size_t i_ = 0; i_ < (a)->list.n; i_++)                                                \
            same(&(a)->list.items[i_], &(b)->list.items[i_]);                                      \
    } while (0)

static inline void assert_same_answers(const struct answers *a, const struct answers *b) {
    SAME_EACH(a, b, duties, same_duty);
    SAME_EACH(a, b, permits, same_permit);
    SAME_EACH(a, b, proposals, same_proposal);
    SAME_EACH(a, b, responsibilities, same_responsibility);
    SAME_EACH(a, b, statuses, same_status);
    SAME_EACH(a, b, checklists, same_checklist);
    SAME_EACH(a, b, fees, same_fee);
    SAME_EACH(a, b, ceilings, same_ceiling);
    assert_int_equal(a->refused, b->refused);
    if (a->refused) {
        assert_string_equal(a->refusal.key, b->refusal.key);
        assert_string_equal(a->refusal.element, b->refusal.element);
        assert_string_equal(a->refusal.args[0], b->refusal.args[0]);
    }
}

// What is derived of a case is what is answered of it, without what nobody keeps.
static inline void assert_same_history(const struct answers *history,
                                       const struct answers *answers) {
    struct answers kept = *answers;
    kept.permits.n = kept.proposals.n = kept.checklists.n = 0;
    assert_same_answers(history, &kept);
}

static inline bool is_named(const struct decision_names *names, struct str decision) {
    for (size_t i = 0; i < names->items.n; i++)
        if (str_eq(names->items.items[i], decision))
            return true;
    return false;
}

// Nothing but the duties of those decisions.
static inline void assert_duties_of(const struct answers *some, const struct answers *all,
                                    const struct decision_names *wanted) {
    size_t n = 0;
    for (size_t i = 0; i < all->duties.n; i++) {
        if (!is_named(wanted, all->duties.items[i].decision))
            continue;
        assert_true(n < some->duties.n);
        same_duty(&all->duties.items[i], &some->duties.items[n++]);
    }
    assert_int_equal(some->duties.n, n);
    assert_int_equal(some->permits.n + some->statuses.n + some->checklists.n + some->fees.n, 0);
}

// By those decisions by which a duty of the whole is open: of it, of a part of it, and of both
// together.
static inline void assert_some_duties(const struct routine *routine, struct arena *arena,
                                      struct event_list effective, struct event_list part,
                                      const struct answers *whole, const struct answers *of_part,
                                      size_t kept) {
    struct answers some, both[2];
    struct decision_names open = {0};
    struct error err = {0};
    for (size_t i = 0; i < whole->duties.n; i++) {
        const struct str decision = whole->duties.items[i].decision;
        if (whole->duties.items[i].state != DUTY_OPEN || routine_part(routine, decision))
            continue; // the owner's
        struct str *name = LIST_PUSH(arena, &open.items);
        assert_non_null(name);
        *name = decision;
    }
    if (!duties_of_keeping(routine, arena, part, &open, kept, &some, &err) ||
        !duties_of_both_keeping(routine, arena, effective, part, &open, kept, &both[0], &both[1],
                                &err))
        fail_msg("%s %s", err.key, err.args[0]);
    assert_duties_of(&some, of_part, &open);
    assert_duties_of(&both[0], whole, &open);
    assert_duties_of(&both[1], of_part, &open);
}

// What some permit does not allow.
static inline void assert_held(const struct routine *routine, struct arena *arena,
                               struct event_list effective, const struct answers *answers) {
    enum event_kind acts[EVENT_KIND_COUNT];
    bool held[EVENT_KIND_COUNT] = {0}, told[EVENT_KIND_COUNT];
    struct error err = {0};
    for (size_t i = 0; i < COUNT(acts); i++)
        acts[i] = (enum event_kind)i;
    for (size_t i = 0; i < answers->permits.n; i++)
        held[answers->permits.items[i].act] |= !answers->permits.items[i].allowed;
    if (!routine_held(routine, arena, effective, acts, COUNT(acts), told, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    for (size_t i = 0; i < COUNT(acts); i++)
        assert_int_equal(held[i], told[i]);
}

// The state that is told with the history is that of the case folded by itself.
static inline void assert_same_state(struct arena *arena, struct event_list effective,
                                     const struct case_state *told) {
    struct case_state state;
    assert_true(state_fold(arena, effective, effective.n, &state, NULL));
    assert_int_equal(told->events.n, state.events.n);
    assert_int_equal(told->thing_count, state.thing_count);
    for (size_t i = 0; i < state.thing_count; i++) {
        const struct thing *a = &told->things[i], *b = &state.things[i];
        assert_int_equal(a->kind, b->kind);
        assert_int_equal(a->key, b->key);
        assert_ptr_equal(a->opened, b->opened);
        assert_ptr_equal(a->record, b->record);
        assert_ptr_equal(a->closed, b->closed);
        assert_int_equal(a->touch_count, b->touch_count);
        for (size_t k = 0; k < a->touch_count; k++)
            assert_ptr_equal(a->touched[k], b->touched[k]);
        assert_int_equal(a->after, b->after);
        assert_int_equal(a->n, b->n);
        for (size_t k = 0; k < a->n; k++)
            assert_int_equal(a->values[k].field, b->values[k].field);
    }
}

// Answers the case both ways, and once with what is kept forgotten now and then.
static inline void assert_carried_over(const struct routine *routine, struct arena *arena,
                                       struct event_list effective) {
    struct answers answers, anew, in_between, history, history_anew;
    struct case_state state, state_anew;
    struct error err = {0};
    if (!answer_keeping(routine, arena, effective, ANSWER_KEPT, &answers, &err) ||
        !answer_keeping(routine, arena, effective, 0, &anew, &err) ||
        !answer_keeping(routine, arena, effective, (size_t)256 * 1024, &in_between, &err) ||
        !history_keeping(routine, arena, effective, ANSWER_KEPT, &history, &state, &err) ||
        !history_keeping(routine, arena, effective, 0, &history_anew, &state_anew, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    assert_same_answers(&answers, &anew);
    assert_same_answers(&answers, &in_between);
    assert_same_history(&history, &answers);
    assert_same_history(&history_anew, &answers);
    assert_same_state(arena, effective, &state);
    assert_same_state(arena, effective, &state_anew);
    assert_held(routine, arena, effective, &answers);
}

// Answers the case and a part of it together, and each by itself: without the events from one on,
// without that one, and without every third from there. Of one in `step` of the events.
static inline void assert_asked_together(const struct routine *routine, struct arena *arena,
                                         struct event_list effective, size_t first, size_t step) {
    struct event *items = ARENA_ARRAY(arena, effective.n, struct event);
    assert_non_null(items);
    for (size_t from = first; from < effective.n; from += step)
        for (size_t way = 0; way < 3; way++) {
            struct answers whole, of_whole, part, of_part;
            struct error err = {0};
            size_t n = 0;
            size_t kept = from % 3 ? ANSWER_KEPT : (size_t)256 * 1024;
            for (size_t i = 0; i < effective.n; i++) {
                bool hidden = way == 0   ? i >= from
                              : way == 1 ? i == from
                                         : i >= from && (i - from) % 3 == 0;
                if (!hidden)
                    items[n++] = effective.items[i];
            }
            const struct event_list seen = {n, items};
            if (!answer_both_keeping(routine, arena, effective, seen, kept, &whole, &part, &err) ||
                !answer_keeping(routine, arena, effective, ANSWER_KEPT, &of_whole, &err) ||
                !answer_keeping(routine, arena, seen, ANSWER_KEPT, &of_part, &err))
                fail_msg("%s %s", err.key, err.args[0]);
            assert_same_answers(&whole, &of_whole);
            assert_same_answers(&part, &of_part);
            assert_some_duties(routine, arena, effective, seen, &whole, &of_part, kept);
        }
}

#endif
