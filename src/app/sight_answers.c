// SPDX-License-Identifier: EUPL-1.2
//
// What the routine answers, as far as it follows from what the user sees.
#include "app/sight.h"
#include "routine/always.h"
#include "routine/both.h"

struct masking {
    struct arena *arena;
    const struct actor *actor;
    const struct routine *routine;
    struct error *err;
};

static struct str hidden_fact(const struct masking *m) {
    return tr(m->actor->language, T_access_hidden_fact);
}

static bool same_clauses(const struct ground *a, const struct ground *b) {
    if (a->clause_count != b->clause_count)
        return false;
    for (size_t i = 0; i < a->clause_count; i++)
        if (!str_eq(a->clauses[i], b->clauses[i]))
            return false;
    return true;
}

// The facts that are the same as in what follows from what is seen stay; the row of the table would
// tell the others, and so would the clauses that it names.
static bool mask_ground(const struct masking *m, struct ground *ground, const struct ground *seen) {
    struct fact *facts = ARENA_ARRAY(m->arena, ground->fact_count, struct fact);
    if (!facts)
        return error_memory(m->err);
    bool alike =
        seen && str_eq(seen->decision, ground->decision) && seen->fact_count == ground->fact_count;
    for (size_t i = 0; i < ground->fact_count; i++) {
        facts[i] = ground->facts[i];
        if (!alike || !str_eq(facts[i].label, seen->facts[i].label) ||
            !str_eq(facts[i].value, seen->facts[i].value))
            facts[i].value = hidden_fact(m);
    }
    ground->facts = facts;
    if (!seen || !same_clauses(ground, seen))
        ground->clause_count = 0;
    ground->row = 0;
    ground->rule = STR_NONE;
    return true;
}

static bool same_date(bool has, struct date date, bool other_has, struct date other) {
    return has == other_has && (!has || date_cmp(date, other) == 0);
}

// ---- duties ----

static bool same_due(const struct duty *a, const struct duty *b) {
    return a->has_due == b->has_due && date_time_cmp(a->due, b->due) == 0 &&
           a->due_precision == b->due_precision && a->urgent == b->urgent &&
           a->is_later == b->is_later && a->shown_from.us == b->shown_from.us &&
           str_eq(a->escalates, b->escalates) && a->team == b->team;
}

static bool same_duty(const struct duty *a, const struct duty *b) {
    return str_eq(a->decision, b->decision) && str_eq(a->thing, b->thing) &&
           a->ordinal == b->ordinal && str_eq(a->what, b->what) && a->role == b->role &&
           str_eq(a->unit, b->unit) && a->state == b->state && a->opened_seq == b->opened_seq &&
           a->ended_seq == b->ended_seq && a->fulfilled_by == b->fulfilled_by &&
           a->also_by == b->also_by && same_due(a, b);
}

static const struct duty *like_duty(const struct answers *seen, const struct duty *duty) {
    const struct duty *like = NULL;
    for (size_t i = 0; i < seen->duties.n; i++) {
        const struct duty *one = &seen->duties.items[i];
        if (same_duty(one, duty))
            return one;
        if (str_eq(one->decision, duty->decision) && str_eq(one->thing, duty->thing))
            like = one;
    }
    return like;
}

const struct duty *sight_same_duty(const struct answers *seen, const struct duty *duty) {
    const struct duty *like = like_duty(seen, duty);
    return like && same_duty(like, duty) ? like : NULL;
}

// Whoever has the duty is told the clauses that it rests on whatever the row was: they say no more
// than that it is asked for.
static bool mask_duty(const struct masking *m, const struct ground *seen, struct duty *duty) {
    if (!mask_ground(m, &duty->ground, seen))
        return false;
    return duty->ground.clause_count || duty->role != m->actor->role ||
           routine_always(m->routine, m->arena, duty->decision, &duty->ground, m->err);
}

static bool keep_duties(const struct masking *m, const struct answers *seen,
                        struct answers *answers) {
    size_t n = 0;
    for (size_t i = 0; i < answers->duties.n; i++) {
        struct duty duty = answers->duties.items[i];
        const struct duty *like = like_duty(seen, &duty);
        if (like && same_duty(like, &duty))
            duty.ground = like->ground;
        else if (!str_eq(duty.unit, m->actor->unit))
            continue;
        else if (!mask_duty(m, like ? &like->ground : NULL, &duty))
            return false;
        answers->duties.items[n++] = duty;
    }
    answers->duties.n = n;
    return true;
}

// ---- permits ----

static bool same_permit(const struct permit *a, const struct permit *b) {
    return a->act == b->act && str_eq(a->ground.decision, b->ground.decision) &&
           str_eq(a->thing, b->thing) && a->allowed == b->allowed && str_eq(a->missing, b->missing);
}

// Whether an act is held back is told, since recording it would tell; why is not.
static bool mask_permit(const struct masking *m, const struct permit *seen, size_t count,
                        struct permit *permit) {
    for (size_t i = 0; i < count; i++)
        if (same_permit(&seen[i], permit)) {
            permit->ground = seen[i].ground;
            return true;
        }
    if (!permit->allowed)
        permit->missing = tr(m->actor->language, T_access_hidden_rule);
    return mask_ground(m, &permit->ground, NULL);
}

// ---- the rest is left out when it is not the same ----

static bool same_proposal(const struct proposal *a, const struct proposal *b) {
    return a->act == b->act && str_eq(a->thing, b->thing) && str_eq(a->outcome, b->outcome) &&
           str_eq(a->reason, b->reason);
}

static bool same_responsibility(const struct responsibility *a, const struct responsibility *b) {
    return a->profession == b->profession && str_eq(a->responsible, b->responsible) &&
           str_eq(a->unit, b->unit) && str_eq(a->reason, b->reason) &&
           same_date(a->has_from, a->from, b->has_from, b->from);
}

static bool same_status(const struct status *a, const struct status *b) {
    return str_eq(a->sentence, b->sentence) &&
           same_date(a->has_since, a->since, b->has_since, b->since);
}

static bool same_checklist(const struct checklist *a, const struct checklist *b) {
    if (!str_eq(a->ground.decision, b->ground.decision) || !str_eq(a->of, b->of) ||
        a->point_count != b->point_count)
        return false;
    for (size_t i = 0; i < a->point_count; i++)
        if (!str_eq(a->points[i], b->points[i]))
            return false;
    return true;
}

static bool same_fee(const struct fee *a, const struct fee *b) {
    return str_eq(a->level, b->level) && str_eq(a->before, b->before) &&
           str_eq(a->reason, b->reason) && str_eq(a->capped, b->capped) &&
           date_cmp(a->from, b->from) == 0;
}

static bool same_ceiling(const struct ceiling *a, const struct ceiling *b) {
    return a->from_seq == b->from_seq && a->to_seq == b->to_seq && str_eq(a->level, b->level) &&
           str_eq(a->reason, b->reason);
}

#define KEEP(list, same)                                                                           \
    do {                                                                                           \
        size_t n = 0;                                                                              \
        for (size_t i = 0; i < answers->list.n; i++)                                               \
            for (size_t k = 0; k < seen->list.n; k++)                                              \
                if (same(&answers->list.items[i], &seen->list.items[k])) {                         \
                    answers->list.items[n++] = seen->list.items[k];                                \
                    break;                                                                         \
                }                                                                                  \
        answers->list.n = n;                                                                       \
    } while (0)

static void keep_same(const struct answers *seen, struct answers *answers) {
    KEEP(proposals, same_proposal);
    KEEP(responsibilities, same_responsibility);
    KEEP(statuses, same_status);
    KEEP(checklists, same_checklist);
    KEEP(fees, same_fee);
    KEEP(ceilings, same_ceiling);
}

static bool keep_what_follows(const struct masking *m, const struct answers *seen,
                              struct answers *answers) {
    if (!keep_duties(m, seen, answers))
        return false;
    for (size_t i = 0; i < answers->permits.n; i++)
        if (!mask_permit(m, seen->permits.items, seen->permits.n, &answers->permits.items[i]))
            return false;
    keep_same(seen, answers);
    if (answers->refused && !seen->refused)
        error_set(&answers->refusal, ERR_REFUSED, "access.hidden-refusal", NULL);
    return true;
}

bool sight_answers(struct arena *arena, const struct sight_of *of, const struct sight *sight,
                   struct answers *ret_answers, struct error *err) {
    const struct masking m = {arena, of->actor, of->app->routine, err};
    const struct routine *routine = of->app->routine;
    struct answers answers = {0}, seen = {0};
    if (!sight->hidden)
        return routine_answer(routine, arena, of->effective, ret_answers, err);
    if (!routine_answer_both(routine, arena, of->effective, sight->effective, &answers, &seen,
                             err) ||
        !keep_what_follows(&m, &seen, &answers))
        return false;
    *ret_answers = answers;
    return true;
}

bool sight_duties(struct arena *arena, const struct sight_of *of, const struct sight *sight,
                  const struct decision_names *wanted, struct answers *ret_answers,
                  struct error *err) {
    const struct masking m = {arena, of->actor, of->app->routine, err};
    const struct routine *routine = of->app->routine;
    struct answers answers = {0}, seen = {0};
    if (!sight->hidden)
        return routine_duties_of(routine, arena, of->effective, wanted, ret_answers, err);
    if (!routine_duties_of_both(routine, arena, of->effective, sight->effective, wanted, &answers,
                                &seen, err) ||
        !keep_duties(&m, &seen, &answers))
        return false;
    *ret_answers = answers;
    return true;
}

// What would hold the draft back if there were nothing but what is seen.
static bool judge_seen(struct arena *arena, const struct sight_of *of, const struct sight *sight,
                       struct event_list judged, const struct event *draft,
                       struct objections *ret_seen, struct error *err) {
    struct event *events = ARENA_ARRAY(arena, judged.n, struct event);
    size_t n = 0;
    if (!events)
        return error_memory(err);
    for (size_t i = 0; i < judged.n; i++)
        if (sight_sees(sight, judged.items[i].seq))
            events[n++] = judged.items[i];
    return routine_judge(of->app->routine, arena, (struct event_list){n, events}, draft, ret_seen,
                         err);
}

bool sight_objections(struct arena *arena, const struct sight_of *of, const struct sight *sight,
                      const struct event_list *judged, size_t count, const struct event *draft,
                      struct objections *objections, struct error *err) {
    const struct masking m = {arena, of->actor, of->app->routine, err};
    struct objections seen = {0};
    if (!sight->hidden || !objections->items.n)
        return true;
    for (size_t i = 0; i < count; i++) {
        struct objections one = {0};
        if (!judge_seen(arena, of, sight, judged[i], draft, &one, err))
            return false;
        for (size_t k = 0; k < one.items.n; k++) {
            struct permit *permit = LIST_PUSH(arena, &seen.items);
            if (!permit)
                return error_memory(err);
            *permit = one.items.items[k];
        }
    }
    for (size_t i = 0; i < objections->items.n; i++)
        if (!mask_permit(&m, seen.items.items, seen.items.n, &objections->items.items[i]))
            return false;
    return true;
}
