// SPDX-License-Identifier: EUPL-1.2
//
// What fires in a case, as far as it follows from what the user sees. The same rule as for answers:
// what comes to the same in what is seen tells nothing more, and is told by the ground that it has
// there.
#include "app/sight.h"

static const struct fired *like(const struct fired_list *seen, const struct fired *one) {
    for (size_t i = 0; i < seen->items.n; i++)
        if (seen->items.items[i].decision == one->decision &&
            str_eq(seen->items.items[i].thing, one->thing))
            return &seen->items.items[i];
    return NULL;
}

static bool same_error(const struct error *a, const struct error *b) {
    return str_eq(str_of(a->key), str_of(b->key)) && a->line == b->line && a->column == b->column;
}

static bool same_result(const struct fired *a, const struct fired *b) {
    const struct fired_step *of_a = fired_last(a), *of_b = fired_last(b);
    if (a->refused || b->refused)
        return a->refused == b->refused && same_error(&a->refusal, &b->refusal);
    if (!of_a || !of_b || of_a->result_count != of_b->result_count)
        return false;
    for (size_t i = 0; i < of_a->result_count; i++)
        if (!str_eq(of_a->result[i].label, of_b->result[i].label) ||
            !str_eq(of_a->result[i].value, of_b->result[i].value))
            return false;
    return true;
}

static bool is_told(const struct fired *one, struct str part) {
    // Of a duty what its unit reads in its list; of a permit that it holds back, but not why.
    static const char *const of_duty[] = {"vad",    "roll",      "enhet",
                                          "senast", "senast kl", "senast vid"},
                             *const of_permit[] = {"akt", "får"};
    for (size_t i = 0; !one->is_permit && i < COUNT(of_duty); i++)
        if (str_is(part, of_duty[i]))
            return true;
    for (size_t i = 0; one->is_permit && i < COUNT(of_permit); i++)
        if (str_is(part, of_permit[i]))
            return true;
    return false;
}

// Facts that are the same in what is seen stay; the row would tell the others, and so would what
// was calculated on the way.
static bool mask_facts(struct arena *arena, struct str hidden, struct fired_step *step,
                       const struct fired_step *seen, struct error *err) {
    struct fact *facts = ARENA_ARRAY(arena, step->fact_count, struct fact);
    if (!facts)
        return error_memory(err);
    bool alike = seen && seen->fact_count == step->fact_count;
    for (size_t i = 0; i < step->fact_count; i++) {
        facts[i] = step->facts[i];
        if (!alike || !str_eq(facts[i].value, seen->facts[i].value))
            facts[i].value = hidden;
    }
    step->facts = facts;
    step->row_count = 0;
    return true;
}

static bool mask(struct arena *arena, const struct actor *actor, struct fired *one,
                 const struct fired *seen, struct error *err) {
    struct fired_step *last = &one->steps.items[one->steps.n - 1];
    const struct fired_step *of_seen = seen && !one->is_permit ? fired_last(seen) : NULL;
    struct fact *result = ARENA_ARRAY(arena, last->result_count, struct fact);
    size_t n = 0;
    if (!result)
        return error_memory(err);
    for (size_t i = 0; i < last->result_count; i++) {
        struct fact part = last->result[i];
        bool is_reason = one->is_permit && str_is(part.label, "saknas");
        if (is_reason)
            part.value = tr(actor->language, T_access_hidden_rule);
        if (is_reason || is_told(one, part.label))
            result[n++] = part;
    }
    last->result = result;
    last->result_count = n;
    if (!mask_facts(arena, tr(actor->language, T_access_hidden_fact), last, of_seen, err))
        return false;
    one->steps.items = last;
    one->steps.n = 1;
    return true;
}

// Whether something is told of it all the same: what the own unit must do, and that an act is held
// back, since recording it would tell.
static bool is_masked(const struct actor *actor, const struct fired *one,
                      const struct fired *seen) {
    if (one->refused || !fired_last(one))
        return false;
    return (one->unit.n && str_eq(one->unit, actor->unit)) || (one->is_permit && seen);
}

bool sight_fired(struct arena *arena, const struct sight_of *of, const struct sight *sight,
                 struct str decision, struct fired_list *fired, struct error *err) {
    struct fired_list seen;
    size_t n = 0;
    if (!sight->hidden)
        return true;
    if (!routine_fired(of->app->routine, arena, sight->effective, decision, &seen, err))
        return false;
    for (size_t i = 0; i < fired->items.n; i++) {
        struct fired one = fired->items.items[i];
        const struct fired *other = like(&seen, &one);
        if (other && same_result(&one, other))
            one = *other;
        else if (!is_masked(of->actor, &one, other))
            continue;
        else if (!mask(arena, of->actor, &one, other, err))
            return false;
        fired->items.items[n++] = one;
    }
    fired->items.n = n;
    return true;
}
