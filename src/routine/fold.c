// SPDX-License-Identifier: EUPL-1.2
//
// A case event by event, with a routine that is asked after each; and a second case that begins as
// the first does, which goes on from where they part.
#include <string.h>

#include "routine/answering.h"
#include "routine/both.h"

#define STEPS_CEILING ((size_t)64 * 1024 * 1024)

// One case, of which every part of a routine is asked.
struct folding {
    const struct routine *routine;
    struct arena *arena, *steps;
    size_t kept;
    bool is_history;                     // as in answering.h
    const struct decision_names *wanted; // nothing but the duties of these; or NULL: everything
    bool only_fees;                      // nothing but these
    const struct touched **touched;      // what events changed is told here; or NULL
    struct fees_told *fees;              // what was told of fees goes here; or NULL
    struct duties_told *duties;          // what duties were before goes here; or NULL
    size_t fees_told;                    // by all parts until now, how often
    struct event_list effective;
    struct case_state *state;        // the case after all events goes here; or NULL
    const struct feel_value *events; // the value of each
    struct facts facts;
    size_t count;
    struct answering *parts;
    size_t fork_at;         // another case has so many of the events first; 0: none
    struct answers *ending; // of the other case, which has no more events than these; or NULL
    struct answering *fork; // the parts as they stood then, while what they go on from is kept
    struct error *err;
};

static bool begin_part(struct folding *f, struct answering *a) {
    for (size_t i = 0; i < a->routine->asks.n; i++)
        for (size_t k = 0; k < a->asked[i].list.n; k++)
            a->asked[i].list.items[k].put = false;
    a->like = NULL;
    return asking_begin(a->routine, f->steps, &f->facts, !f->kept, &a->asking, f->err);
}

// From here on everything is asked anew.
static bool begin_anew(struct folding *f) {
    arena_reset(f->steps);
    f->fork = NULL;
    if (!facts_begin(f->steps, f->routine, f->effective, f->events, &f->facts, f->err))
        return false;
    // What is told of the case outlives the steps.
    if (f->state && !(f->facts.fold = case_fold_new(f->arena, f->effective)))
        return error_memory(f->err);
    for (size_t i = 0; i < f->count; i++)
        if (!begin_part(f, &f->parts[i]))
            return false;
    return true;
}

// What the routine asks for after the first `count` events.
static bool fold_step(struct folding *f, size_t count) {
    if (count > 1 && arena_used(f->steps) >= f->kept && !begin_anew(f))
        return false;
    if (!facts_to(&f->facts, count, f->err))
        return false;
    for (size_t i = 0; i < f->count; i++) {
        struct answering *a = &f->parts[i];
        a->answers.refused = false; // only the last step's refusal is of interest now
        if (!asking_go_on(&a->asking, f->err) || !answering_visit(a, true))
            return false;
    }
    return true;
}

// ---- a fork: two cases that begin alike ----

static bool own_bytes(struct arena *arena, void *ret_items, size_t n, size_t size) {
    void **items = ret_items;
    void *copy = arena_bytes(arena, n * size); // no more than there is of it already
    if (copy && n)
        memcpy(copy, *items, n * size);
    *items = copy;
    return copy;
}

// A list of its own with the same items.
#define OWN_LIST(arena, list)                                                                      \
    ((list)->cap = (list)->n, own_bytes((arena), &(list)->items, (list)->n, sizeof(*(list)->items)))

// What is changed while it goes on; before the end that is all there is.
static bool fork_answers(struct folding *f, const struct answering *from, struct answering *fork) {
    *fork = *from;
    if (!OWN_LIST(f->arena, &fork->answers.duties) || !OWN_LIST(f->arena, &fork->answers.fees) ||
        !OWN_LIST(f->arena, &fork->answers.ceilings))
        return error_memory(f->err);
    return true;
}

static bool fork_asked(struct folding *f, const struct answering *from, struct answering *fork) {
    if (!own_bytes(f->arena, &fork->asked, from->routine->asks.n, sizeof(*fork->asked)))
        return error_memory(f->err);
    for (size_t i = 0; i < from->routine->asks.n; i++)
        if (!OWN_LIST(f->arena, &fork->asked[i].list))
            return error_memory(f->err);
    return true;
}

// One that ends here need not know what it was answered until now.
static bool fork_part(struct folding *f, const struct answering *from, struct answering *fork) {
    if (!fork_answers(f, from, fork))
        return false;
    if (!f->ending)
        return fork_asked(f, from, fork) &&
               asking_fork(&from->asking, f->steps, &fork->asking, f->err);
    fork->asked = ARENA_ARRAY(f->arena, from->routine->asks.n, struct asked_of);
    return fork->asked ? true : error_memory(f->err);
}

static bool end_part(struct folding *f, struct answering *a, struct answers *answers) {
    if (f->wanted || f->only_fees)
        return parts_merge(f->arena, answers, &a->answers, f->err);
    return answering_visit(a, false) &&
           (!a->answers.refused || answering_owner_duty(a, f->effective)) &&
           parts_merge(f->arena, answers, &a->answers, f->err);
}

// Where the other case ends, it is asked what is asked at the end with what this one goes on from:
// then this one need not ask that again either, as far as nothing changes. Otherwise it goes on by
// itself, later. Not inlined, so that bench/access can tell what it costs.
__attribute__((noinline)) static bool answer_second_begin(struct folding *f) {
    struct answering *fork = ARENA_ARRAY(f->arena, f->count, struct answering);
    if (!fork)
        return error_memory(f->err);
    for (size_t i = 0; i < f->count; i++)
        if (!fork_part(f, &f->parts[i], &fork[i]) ||
            (f->ending && !end_part(f, &fork[i], f->ending)))
            return false;
    f->fork = f->ending ? NULL : fork;
    for (size_t i = 0; f->ending && i < f->count; i++) {
        f->parts[i].like = &fork[i];
        f->parts[i].like_at = f->fork_at;
    }
    return true;
}

// ---- the fees on the way ----

// A copy of its own: what it is of goes on being changed.
static bool copy_fees(struct folding *f, struct answers *ret_fees) {
    struct answers fees = {0};
    for (size_t i = 0; i < f->count; i++) {
        const struct answers *of = &f->parts[i].answers;
        const struct answers part = {.fees = of->fees, .ceilings = of->ceilings};
        if (!parts_merge(f->arena, &fees, &part, f->err))
            return false;
    }
    if (!OWN_LIST(f->arena, &fees.fees) || !OWN_LIST(f->arena, &fees.ceilings))
        return error_memory(f->err);
    *ret_fees = fees;
    return true;
}

// What the step told of fees is kept as it is now.
static bool keep_fees(struct folding *f, size_t count) {
    size_t told = 0;
    for (size_t i = 0; f->fees && i < f->count; i++)
        told += f->parts[i].fees_told;
    if (told == f->fees_told)
        return true;
    f->fees_told = told;
    struct fees_then *then = LIST_PUSH(f->arena, &f->fees->items);
    if (!then)
        return error_memory(f->err);
    then->count = count;
    return copy_fees(f, &then->answers);
}

static bool fold_steps(struct folding *f, size_t first, size_t last) {
    for (size_t count = first; count <= last; count++)
        if (!fold_step(f, count) || (count == f->fork_at && !answer_second_begin(f)) ||
            !keep_fees(f, count))
            return false;
    return true;
}

// The steps that are left, and the end.
static bool fold_from(struct folding *f, size_t first, struct answers *answers) {
    if (!fold_steps(f, first, f->effective.n))
        return false;
    for (size_t i = 0; i < f->count; i++)
        if (!end_part(f, &f->parts[i], answers))
            return false;
    return true;
}

// Adds to what an event touched: of each routine the asks that look at things of a kind or are
// asked of them; THING_NONE: all.
static void touch_also(struct folding *f, const struct event *event, enum thing_kind kind) {
    size_t at = (size_t)(event - f->facts.state.events.items);
    size_t member = kind == THING_NONE ? 0 : facts_member_of(&f->facts, kind);
    for (size_t i = 0; i < f->count; i++) {
        const struct routine *part = f->parts[i].routine;
        const uint64_t *asks = &part->asks_of_member[member * part->ask_words];
        uint64_t *touched = &f->parts[i].touched[at * part->ask_words];
        for (size_t k = 0; k < part->ask_words; k++)
            touched[k] |= kind == THING_NONE ? UINT64_MAX : asks[k];
    }
}

// What care/state.c makes of an event later than where it stands: what names a thing by REF
// concerns it from when it is opened, and once a thing is closed other events concern it no more.
static void touch_later(struct folding *f) {
    for (size_t i = 0; i < f->facts.state.thing_count; i++) {
        const struct thing *thing = &f->facts.state.things[i];
        if (thing->closed)
            touch_also(f, thing->closed, thing->kind);
        for (size_t k = 0; k < thing->touch_count && thing->touched[k] < thing->opened; k++)
            touch_also(f, thing->touched[k], THING_NONE);
    }
}

static bool fold_all(struct folding *f, struct answers *answers) {
    if (!facts_of_events(f->arena, f->routine->zone, f->effective, &f->events, f->err) ||
        !begin_anew(f) || !fold_from(f, 1, answers))
        return false;
    if (f->touched)
        touch_later(f);
    return true;
}

// Goes on from a fork of another case that is the same up to there.
static bool fold_rest(struct folding *f, struct answers *answers) {
    if (!facts_of_events(f->arena, f->routine->zone, f->effective, &f->events, f->err) ||
        !facts_begin(f->steps, f->routine, f->effective, f->events, &f->facts, f->err) ||
        !facts_to(&f->facts, f->fork_at, f->err))
        return false;
    for (size_t i = 0; i < f->count; i++)
        asking_move(&f->parts[i].asking, &f->facts);
    return fold_from(f, f->fork_at + 1, answers);
}

static bool is_wanted(const struct folding *f, const struct ask *ask, bool named) {
    return f->only_fees ? is_of_fee(ask) : named && ask->kind == ANSWER_DUTY;
}

static bool choose_asks(struct folding *f, struct answering *a) {
    size_t n = a->routine->asks.n;
    bool *only = ARENA_ARRAY(f->arena, n, bool);
    if (!only)
        return error_memory(f->err);
    for (size_t i = 0; f->wanted && i < f->wanted->items.n; i++)
        asks_mark_named(a->routine, f->wanted->items.items[i], only);
    for (size_t i = 0; i < n; i++)
        only[i] = is_wanted(f, &a->routine->asks.items[i], only[i]);
    a->only = only;
    return true;
}

// Room for what each event changes of what each part says.
static bool add_touched(struct folding *f) {
    struct touched *touched = ARENA_NEW(f->arena, struct touched);
    uint64_t **asks = ARENA_ARRAY(f->arena, f->count, uint64_t *);
    if (!touched || !asks)
        return error_memory(f->err);
    for (size_t i = 0; i < f->count; i++) {
        size_t words = f->effective.n * f->parts[i].routine->ask_words;
        f->parts[i].touched = asks[i] = ARENA_ARRAY(f->arena, words, uint64_t);
        if (!asks[i])
            return error_memory(f->err);
    }
    *touched = (struct touched){f->routine, f->effective, asks};
    *f->touched = touched;
    return true;
}

static bool add_parts(struct folding *f) {
    f->count = routine_part_count(f->routine);
    f->parts = ARENA_ARRAY(f->arena, f->count, struct answering);
    if (!f->parts)
        return error_memory(f->err);
    for (size_t i = 0; i < f->count; i++) {
        const struct routine *part = routine_part_at(f->routine, i);
        f->parts[i] = (struct answering){.routine = part,
                                         .arena = f->arena,
                                         .steps = f->steps,
                                         .asks_all = !f->kept,
                                         .is_history = f->is_history,
                                         .told = f->duties,
                                         .err = f->err};
        f->parts[i].asked = ARENA_ARRAY(f->arena, part->asks.n, struct asked_of);
        if (!f->parts[i].asked)
            return error_memory(f->err);
        if ((f->wanted || f->only_fees) && !choose_asks(f, &f->parts[i]))
            return false;
    }
    return !f->touched || add_touched(f);
}

static bool fold_alone(struct folding f, struct answers *ret_answers) {
    CLEANUP(arena_cleanup) struct arena *steps = arena_new(STEPS_CEILING);
    struct answers answers = {0};
    f.steps = steps;
    if (!steps)
        return error_memory(f.err);
    if (!add_parts(&f) || !fold_all(&f, &answers))
        return false;
    if (f.state)
        *f.state = f.facts.state;
    *ret_answers = answers;
    return true;
}

bool answer_keeping(const struct routine *routine, struct arena *arena, struct event_list effective,
                    size_t kept, struct answers *ret_answers, struct error *err) {
    return fold_alone(
        (struct folding){
            .routine = routine, .arena = arena, .kept = kept, .effective = effective, .err = err},
        ret_answers);
}

bool history_keeping(const struct routine *routine, struct arena *arena,
                     struct event_list effective, size_t kept, struct history *ret_history,
                     struct error *err) {
    *ret_history = (struct history){0};
    return fold_alone((struct folding){.routine = routine,
                                       .arena = arena,
                                       .kept = kept,
                                       .is_history = true,
                                       .effective = effective,
                                       .state = &ret_history->state,
                                       .touched = &ret_history->touched,
                                       .fees = &ret_history->fees,
                                       .duties = &ret_history->duties,
                                       .err = err},
                      &ret_history->answers);
}

bool duties_of_keeping(const struct routine *routine, struct arena *arena,
                       struct event_list effective, const struct decision_names *wanted,
                       size_t kept, struct answers *ret_answers, struct error *err) {
    return fold_alone((struct folding){.routine = routine,
                                       .arena = arena,
                                       .kept = kept,
                                       .is_history = true,
                                       .wanted = wanted,
                                       .effective = effective,
                                       .err = err},
                      ret_answers);
}

bool fees_keeping(const struct routine *routine, struct arena *arena, struct event_list effective,
                  size_t kept, struct fees_told *ret_told, struct error *err) {
    struct answers answers;
    *ret_told = (struct fees_told){0};
    return fold_alone((struct folding){.routine = routine,
                                       .arena = arena,
                                       .kept = kept,
                                       .is_history = true,
                                       .only_fees = true,
                                       .fees = ret_told,
                                       .effective = effective,
                                       .err = err},
                      &answers);
}

// ---- a case that a fact is about to be added to ----

struct gone_through {
    struct folding f;          // of the events before the fact, and the fact
    struct event *events;      // these; until there is the fact, the draft of it
    struct feel_value *values; // of each
    struct history history;    // what is told of it
};

static bool give_events(struct gone_through *gone, struct event_list before,
                        const struct event *draft) {
    struct folding *f = &gone->f;
    size_t n = before.n + 1;
    gone->events = ARENA_ARRAY(f->arena, n, struct event);
    gone->values = ARENA_ARRAY(f->arena, n, struct feel_value);
    if (!gone->events || !gone->values)
        return error_memory(f->err);
    gone->events[before.n] = *draft;
    gone->events[before.n].seq = 1;
    for (size_t i = 0; i < before.n; i++) {
        gone->events[i] = before.items[i];
        if (before.items[i].seq >= gone->events[before.n].seq)
            gone->events[before.n].seq = before.items[i].seq + 1;
    }
    for (size_t i = 0; i < n; i++)
        if (!facts_of_event(f->arena, f->routine->zone, &gone->events[i], &gone->values[i], f->err))
            return false;
    f->effective = (struct event_list){n, gone->events};
    f->events = gone->values;
    return true;
}

bool routine_judge_last(const struct routine *routine, struct arena *arena,
                        struct event_list effective, const struct event *draft,
                        struct objections *ret_objections, struct gone_through **ret_gone,
                        struct error *err) {
    struct gone_through *gone = ARENA_NEW(arena, struct gone_through);
    *ret_gone = gone;
    if (!gone)
        return error_memory(err);
    gone->f = (struct folding){.routine = routine,
                               .arena = arena,
                               .steps = arena_new(STEPS_CEILING),
                               .kept = ANSWER_KEPT,
                               .is_history = true,
                               .state = &gone->history.state,
                               .touched = &gone->history.touched,
                               .fees = &gone->history.fees,
                               .duties = &gone->history.duties,
                               .err = err};
    struct folding *f = &gone->f;
    if (!f->steps)
        return error_memory(err);
    if (!give_events(gone, effective, draft) || !add_parts(f) || !begin_anew(f) ||
        !fold_steps(f, 1, effective.n))
        return false;
    struct judging j = {.arena = arena, .draft = &gone->events[effective.n], .err = err};
    for (size_t i = 0; i < f->count; i++) {
        j.asking = &f->parts[i].asking;
        if (!judge_part(&j, f->parts[i].routine, gone->values[effective.n]))
            return false;
    }
    *ret_objections = j.objections;
    return true;
}

void gone_through_end(struct gone_through **gone) {
    if (*gone)
        arena_cleanup(&(*gone)->f.steps);
    *gone = NULL;
}

bool goes_on_with_one(const struct gone_through *gone, struct event_list effective) {
    size_t n = gone->f.effective.n;
    bool same = effective.n == n && effective.items[n - 1].kind == gone->events[n - 1].kind;
    for (size_t i = 0; same && i + 1 < n; i++)
        same = effective.items[i].seq == gone->events[i].seq &&
               str_eq(effective.items[i].stream, gone->events[i].stream);
    return same;
}

bool routine_history_from(struct gone_through *gone, struct event_list effective,
                          struct history *ret_history, struct error *err) {
    struct folding *f = &gone->f;
    size_t last = effective.n - 1;
    struct answers answers = {0};
    f->err = err;
    for (size_t i = 0; i < f->count; i++)
        f->parts[i].err = err;
    gone->events[last] = effective.items[last];
    if (!facts_of_event(f->arena, f->routine->zone, &gone->events[last], &gone->values[last],
                        err) ||
        !fold_from(f, effective.n, &answers))
        return false;
    touch_later(f);
    if (!fees_under_ceilings(f->arena, f->routine->zone, f->effective, &answers, err))
        return false;
    *ret_history = gone->history;
    ret_history->state = f->facts.state;
    ret_history->answers = answers;
    return true;
}

// Whether an event that is not in the part touched an ask of a routine.
static bool ask_touched_without(const struct touched *touched, struct event_list part,
                                size_t routine, size_t ask) {
    size_t words = routine_part_at(touched->routine, routine)->ask_words, seen = 0;
    for (size_t i = 0; i < touched->effective.n; i++) {
        if (seen < part.n && part.items[seen].seq == touched->effective.items[i].seq)
            seen++;
        else if (touched->asks[routine][i * words + ask / 64] >> ask % 64 & 1)
            return true;
    }
    return false;
}

bool routine_touched_without(const struct touched *touched, struct event_list part,
                             struct str decision) {
    for (size_t i = 0; i < routine_part_count(touched->routine); i++) {
        const struct routine *routine = routine_part_at(touched->routine, i);
        for (size_t k = 0; k < routine->asks.n; k++)
            if (str_eq(routine->asks.items[k].decision->name, decision))
                return ask_touched_without(touched, part, i, k);
    }
    return true;
}

static const struct duty *duty_after(const struct history *history, const struct duty *duty,
                                     size_t count) {
    for (size_t i = 0; i < history->duties.items.n; i++) {
        const struct duty_then *then = &history->duties.items.items[i];
        if (then->count >= count && then->duty.ordinal == duty->ordinal &&
            str_eq(then->duty.decision, duty->decision) && str_eq(then->duty.thing, duty->thing))
            return &then->duty;
    }
    return duty;
}

bool routine_duties_after(const struct history *history, struct arena *arena, size_t count,
                          struct answers *ret_answers, struct error *err) {
    const struct event_list events = {count, history->state.events.items};
    struct answers answers = {0};
    for (size_t i = 0; i < history->answers.duties.n; i++) {
        const struct duty *duty = &history->answers.duties.items[i];
        if (duty->state != DUTY_OPEN || !event_find(events, duty->opened_seq))
            continue;
        struct duty *place = LIST_PUSH(arena, &answers.duties);
        if (!place)
            return error_memory(err);
        *place = *duty_after(history, duty, count);
    }
    *ret_answers = answers;
    return true;
}

// What the part says of what is wanted is what the whole says.
static bool is_untouched(const struct folding *f, struct event_list part) {
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < f->parts[i].routine->asks.n; k++)
            if (f->parts[i].only[k] && ask_touched_without(*f->touched, part, i, k))
                return false;
    return true;
}

static size_t alike(struct event_list a, struct event_list b) {
    size_t n = 0;
    while (n < a.n && n < b.n && a.items[n].seq == b.items[n].seq)
        n++;
    return n;
}

// The one that begins as the first did: goes on from there, or from the beginning. Not inlined, as
// above.
__attribute__((noinline)) static bool
answer_second(struct folding *first, struct event_list effective, struct answers *ret_answers) {
    struct folding f = {.routine = first->routine,
                        .arena = first->arena,
                        .steps = first->steps,
                        .kept = first->kept,
                        .is_history = first->is_history,
                        .wanted = first->wanted,
                        .effective = effective,
                        .err = first->err};
    struct answers answers = {0};
    if (first->fork) {
        f.count = first->count;
        f.parts = first->fork;
        f.fork_at = first->fork_at;
        if (!fold_rest(&f, &answers))
            return false;
    } else if (!add_parts(&f) || !fold_all(&f, &answers)) {
        return false;
    }
    *ret_answers = answers;
    return true;
}

static bool fold_both(struct folding f, struct event_list part, struct answers *ret_answers,
                      struct answers *ret_of_part) {
    CLEANUP(arena_cleanup) struct arena *steps = arena_new(STEPS_CEILING);
    struct answers answers = {0}, of_part = {0};
    f.steps = steps;
    f.fork_at = alike(f.effective, part);
    f.ending = f.fork_at && f.fork_at == part.n ? &of_part : NULL;
    if (!steps)
        return error_memory(f.err);
    if (!add_parts(&f) || !fold_all(&f, &answers))
        return false;
    if (f.touched && is_untouched(&f, part)) {
        of_part = answers;
        if (!OWN_LIST(f.arena, &of_part.duties))
            return error_memory(f.err);
    } else if (!f.ending && !answer_second(&f, part, &of_part)) {
        return false;
    }
    *ret_answers = answers;
    *ret_of_part = of_part;
    return true;
}

bool answer_both_keeping(const struct routine *routine, struct arena *arena,
                         struct event_list effective, struct event_list part, size_t kept,
                         struct answers *ret_answers, struct answers *ret_of_part,
                         struct error *err) {
    return fold_both(
        (struct folding){
            .routine = routine, .arena = arena, .kept = kept, .effective = effective, .err = err},
        part, ret_answers, ret_of_part);
}

bool duties_of_both_keeping(const struct routine *routine, struct arena *arena,
                            struct event_list effective, struct event_list part,
                            const struct decision_names *wanted, size_t kept,
                            struct answers *ret_answers, struct answers *ret_of_part,
                            struct error *err) {
    const struct touched *touched = NULL;
    return fold_both((struct folding){.routine = routine,
                                      .arena = arena,
                                      .kept = kept,
                                      .is_history = true,
                                      .wanted = wanted,
                                      .touched = &touched,
                                      .effective = effective,
                                      .err = err},
                     part, ret_answers, ret_of_part);
}

bool routine_answer_both(const struct routine *routine, struct arena *arena,
                         struct event_list effective, struct event_list part,
                         struct answers *ret_answers, struct answers *ret_of_part,
                         struct error *err) {
    struct answers answers, of_part;
    if (!answer_both_keeping(routine, arena, effective, part, ANSWER_KEPT, &answers, &of_part,
                             err) ||
        !fees_under_ceilings(arena, routine->zone, effective, &answers, err) ||
        !fees_under_ceilings(arena, routine->zone, part, &of_part, err))
        return false;
    *ret_answers = answers;
    *ret_of_part = of_part;
    return true;
}

bool routine_answer(const struct routine *routine, struct arena *arena, struct event_list effective,
                    struct answers *ret_answers, struct error *err) {
    struct answers answers;
    if (!answer_keeping(routine, arena, effective, ANSWER_KEPT, &answers, err) ||
        !fees_under_ceilings(arena, routine->zone, effective, &answers, err))
        return false;
    *ret_answers = answers;
    return true;
}

bool routine_history(const struct routine *routine, struct arena *arena,
                     struct event_list effective, struct history *ret_history, struct error *err) {
    struct history history;
    if (!history_keeping(routine, arena, effective, ANSWER_KEPT, &history, err) ||
        !fees_under_ceilings(arena, routine->zone, effective, &history.answers, err))
        return false;
    *ret_history = history;
    return true;
}

bool routine_duties_of(const struct routine *routine, struct arena *arena,
                       struct event_list effective, const struct decision_names *wanted,
                       struct answers *ret_answers, struct error *err) {
    return duties_of_keeping(routine, arena, effective, wanted, ANSWER_KEPT, ret_answers, err);
}

bool routine_duties_of_both(const struct routine *routine, struct arena *arena,
                            struct event_list effective, struct event_list part,
                            const struct decision_names *wanted, struct answers *ret_answers,
                            struct answers *ret_of_part, struct error *err) {
    return duties_of_both_keeping(routine, arena, effective, part, wanted, ANSWER_KEPT, ret_answers,
                                  ret_of_part, err);
}
