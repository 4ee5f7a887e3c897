// SPDX-License-Identifier: EUPL-1.2
//
// Whether two answers of a routine are the same in every part; fails the test when not.
#ifndef VAKA_TESTS_SUPPORT_EQUAL_ANSWERS_H
#define VAKA_TESTS_SUPPORT_EQUAL_ANSWERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "routine/both.h"
#include "routine/rules.h"

static inline void same_text(struct str a, struct str b) {
    if (!str_eq(a, b))
        fail_msg(STR_FMT " is not " STR_FMT, STR_ARG(a), STR_ARG(b));
}

static inline void same_ground(const struct ground *a, const struct ground *b) {
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

static inline void same_date(bool has_a, struct date a, bool has_b, struct date b) {
    assert_int_equal(has_a, has_b);
    assert_true(!has_a || date_cmp(a, b) == 0);
}

static inline void same_duty(const struct duty *a, const struct duty *b) {
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

static inline void same_permit(const struct permit *a, const struct permit *b) {
    assert_int_equal(a->act, b->act);
    same_text(a->thing, b->thing);
    assert_int_equal(a->about, b->about);
    assert_int_equal(a->allowed, b->allowed);
    same_text(a->missing, b->missing);
    assert_int_equal(a->may_deviate, b->may_deviate);
    same_ground(&a->ground, &b->ground);
}

static inline void same_proposal(const struct proposal *a, const struct proposal *b) {
    assert_int_equal(a->act, b->act);
    same_text(a->thing, b->thing);
    assert_int_equal(a->about, b->about);
    same_text(a->outcome, b->outcome);
    same_text(a->reason, b->reason);
    same_ground(&a->ground, &b->ground);
}

static inline void same_responsibility(const struct responsibility *a,
                                       const struct responsibility *b) {
    assert_int_equal(a->profession, b->profession);
    same_text(a->responsible, b->responsible);
    same_text(a->unit, b->unit);
    same_text(a->reason, b->reason);
    same_date(a->has_from, a->from, b->has_from, b->from);
    same_ground(&a->ground, &b->ground);
}

static inline void same_status(const struct status *a, const struct status *b) {
    same_text(a->sentence, b->sentence);
    same_date(a->has_since, a->since, b->has_since, b->since);
    same_ground(&a->ground, &b->ground);
}

static inline void same_checklist(const struct checklist *a, const struct checklist *b) {
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

static inline void same_fee(const struct fee *a, const struct fee *b) {
    same_text(a->level, b->level);
    same_text(a->before, b->before);
    same_text(a->reason, b->reason);
    same_date(true, a->from, true, b->from);
    same_text(a->capped, b->capped);
    assert_int_equal(a->order, b->order);
    assert_int_equal(a->seq, b->seq);
    same_ground(&a->ground, &b->ground);
}

static inline void same_ceiling(const struct ceiling *a, const struct ceiling *b) {
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

#endif
