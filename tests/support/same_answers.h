// SPDX-License-Identifier: EUPL-1.2
//
// What a routine answers, event by event with what an event cannot change carried over, against
// the same asked from nothing after each event: not a byte may differ.
#ifndef VAKA_TESTS_SUPPORT_SAME_ANSWERS_H
#define VAKA_TESTS_SUPPORT_SAME_ANSWERS_H

#include "routine/answering.h"
#include "support/equal_answers.h"

// What is derived of a case is what is answered of it, without what nobody keeps.
static inline void assert_same_history(const struct answers *history,
                                       const struct answers *answers) {
    struct answers kept = *answers;
    kept.permits.n = kept.proposals.n = kept.checklists.n = 0;
    kept.responsibilities.n = kept.statuses.n = 0;
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

static inline size_t next_of(const struct answers *answers, struct str decision, size_t at) {
    while (at < answers->duties.n && !str_eq(answers->duties.items[at].decision, decision))
        at++;
    return at;
}

static inline void assert_same_of(const struct answers *a, const struct answers *b,
                                  struct str decision) {
    size_t i = next_of(a, decision, 0), k = next_of(b, decision, 0);
    for (; i < a->duties.n && k < b->duties.n;
         i = next_of(a, decision, i + 1), k = next_of(b, decision, k + 1))
        same_duty(&a->duties.items[i], &b->duties.items[k]);
    assert_int_equal(i < a->duties.n, k < b->duties.n);
}

// The duties of a beginning of the case that are open at its end, as they stood there.
static inline void assert_duties_after(struct arena *arena, const struct history *history,
                                       size_t count, const struct answers *of_part) {
    struct answers after;
    size_t found = 0;
    assert_true(routine_duties_after(history, arena, count, &after, NULL));
    for (size_t i = 0; i < of_part->duties.n; i++)
        for (size_t k = 0; k < after.duties.n; k++) {
            const struct duty *a = &of_part->duties.items[i], *b = &after.duties.items[k];
            if (!str_eq(a->decision, b->decision) || !str_eq(a->thing, b->thing) ||
                a->ordinal != b->ordinal)
                continue;
            same_duty(a, b);
            found++;
        }
    assert_int_equal(found, after.duties.n);
}

// What nothing that is left out had to do with is the same. Answers how many decisions that was.
static inline size_t assert_untouched(const struct routine *routine, struct arena *arena,
                                      struct event_list effective, struct event_list part,
                                      const struct answers *of_part, size_t kept) {
    struct history history;
    struct error err = {0};
    size_t untouched = 0;
    if (!history_keeping(routine, arena, effective, kept, &history, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    if (part.n && effective.items[part.n - 1].seq == part.items[part.n - 1].seq)
        assert_duties_after(arena, &history, part.n, of_part);
    for (size_t p = 0; p < routine_part_count(routine); p++)
        for (size_t i = 0; i < routine_part_at(routine, p)->asks.n; i++) {
            const struct ask *ask = &routine_part_at(routine, p)->asks.items[i];
            if (ask->kind != ANSWER_DUTY ||
                routine_touched_without(history.touched, part, ask->decision->name))
                continue;
            assert_same_of(&history.answers, of_part, ask->decision->name);
            untouched++;
        }
    return untouched;
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

// What is of another kind than the draft, or comes after other events, does not go on with it.
static inline void assert_no_other_goes_on(struct arena *arena, const struct gone_through *gone,
                                           struct event_list effective) {
    struct event *events = ARENA_ARRAY(arena, effective.n, struct event);
    const struct event_list changed = {effective.n, events};
    size_t last = effective.n - 1;
    assert_non_null(events);
    memcpy(events, effective.items, effective.n * sizeof(*events));
    events[last].kind =
        events[last].kind == EVENT_followed_up ? EVENT_person_registered : EVENT_followed_up;
    assert_false(goes_on_with_one(gone, changed));
    events[last].kind = effective.items[last].kind;
    assert_true(goes_on_with_one(gone, changed));
    if (last == 0)
        return;
    events[0].seq += 1000;
    assert_false(goes_on_with_one(gone, changed));
    events[0].seq -= 1000;
    events[last - 1].stream = STR("person/01zzzzzzzzzzzzzzzzzzzzzzzz");
    assert_false(goes_on_with_one(gone, changed));
}

// The last of the events as a draft, and the history with it from where the draft was judged: as
// each is by itself.
static inline void assert_goes_on(const struct routine *routine, struct arena *arena,
                                  struct event_list effective) {
    size_t n = effective.n - 1;
    struct objections judged, alone;
    struct gone_through *gone = NULL;
    struct history from, history;
    struct error err = {0};
    struct event draft = effective.items[n];
    draft.corrects = 0;
    if (!routine_judge_last(routine, arena, (struct event_list){n, effective.items}, &draft,
                            &judged, &gone, &err) ||
        !routine_judge(routine, arena, (struct event_list){n, effective.items}, &draft, &alone,
                       &err))
        fail_msg("%s %s", err.key, err.args[0]);
    assert_int_equal(judged.refused, alone.refused);
    assert_int_equal(judged.items.n, alone.items.n);
    for (size_t i = 0; i < alone.items.n; i++)
        same_permit(&judged.items.items[i], &alone.items.items[i]);
    assert_false(goes_on_with_one(gone, (struct event_list){n, effective.items}));
    assert_true(goes_on_with_one(gone, effective));
    assert_no_other_goes_on(arena, gone, effective);
    if (!routine_history_from(gone, effective, &from, &err) ||
        !routine_history(routine, arena, effective, &history, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    gone_through_end(&gone);
    assert_same_answers(&from.answers, &history.answers);
    assert_int_equal(from.state.thing_count, history.state.thing_count);
    assert_int_equal(from.fees.items.n, history.fees.items.n);
    assert_int_equal(from.duties.items.n, history.duties.items.n);
    for (size_t i = 0; i < routine_part_count(routine); i++) {
        size_t words = effective.n * routine_part_at(routine, i)->ask_words;
        assert_memory_equal(from.touched->asks[i], history.touched->asks[i],
                            words * sizeof(uint64_t));
    }
}

// Answers the case both ways, and once with what is kept forgotten now and then.
static inline void assert_carried_over(const struct routine *routine, struct arena *arena,
                                       struct event_list effective) {
    struct answers answers, anew, in_between;
    struct history history, history_anew;
    struct error err = {0};
    if (!answer_keeping(routine, arena, effective, ANSWER_KEPT, &answers, &err) ||
        !answer_keeping(routine, arena, effective, 0, &anew, &err) ||
        !answer_keeping(routine, arena, effective, (size_t)256 * 1024, &in_between, &err) ||
        !history_keeping(routine, arena, effective, ANSWER_KEPT, &history, &err) ||
        !history_keeping(routine, arena, effective, 0, &history_anew, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    assert_same_answers(&answers, &anew);
    assert_same_answers(&answers, &in_between);
    assert_same_history(&history.answers, &answers);
    assert_same_history(&history_anew.answers, &answers);
    assert_same_state(arena, effective, &history.state);
    assert_same_state(arena, effective, &history_anew.state);
    assert_held(routine, arena, effective, &answers);
    if (effective.n)
        assert_goes_on(routine, arena, effective);
}

// Answers the case and a part of it together, and each by itself: without the events from one on,
// without that one, and without every third from there. Of one in `step` of the events. Answers how
// many decisions nothing that was left out had to do with.
static inline size_t assert_asked_together(const struct routine *routine, struct arena *arena,
                                           struct event_list effective, size_t first, size_t step) {
    struct event *items = ARENA_ARRAY(arena, effective.n, struct event);
    size_t untouched = 0;
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
            untouched += assert_untouched(routine, arena, effective, seen, &of_part, kept);
        }
    return untouched;
}

#endif
