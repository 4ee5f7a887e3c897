// SPDX-License-Identifier: EUPL-1.2
#include "routine/fees.h"

#include "routine/rules.h"
#include "routine/vocabulary_model.h"

const struct zone *routine_zone(const struct routine *routine) {
    return routine->zone;
}

static void all_kinds(bool *kinds) {
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        kinds[kind] = true;
}

// Those that bear on a kind of thing.
static void kinds_of_thing(const struct routine *part, enum thing_kind thing, bool *kinds) {
    const struct thing_shape *shape = &part->shape.things[thing];
    for (size_t i = 0; i < shape->n; i++) {
        if (shape->links[i]->event == EVENT_NONE)
            all_kinds(kinds);
        kinds[shape->links[i]->event] = true;
    }
}

// The members of a case, in the order of facts_shape().
static void kinds_of_ask(const struct routine *part, const struct ask *ask, bool *kinds) {
    size_t member = 0;
    if (!ask->looks_at) {
        all_kinds(kinds);
        return;
    }
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        if (is_in_model(kind)) {
            kinds[kind] = kinds[kind] || ask->looks_at[member] || ask->looks_at[member + 1];
            member += 2;
        }
    for (enum thing_kind thing = THING_NONE + 1; thing < THING_KIND_COUNT; thing++)
        if (ask->looks_at[member++] || (ask->of == ASK_THINGS && ask->thing == thing))
            kinds_of_thing(part, thing, kinds);
}

void routine_fees_look_at(const struct routine *routine, bool *ret_kinds) {
    for (size_t kind = 0; kind < EVENT_KIND_COUNT; kind++)
        ret_kinds[kind] = false;
    for (size_t i = 0; i < routine_part_count(routine); i++) {
        const struct routine *part = routine_part_at(routine, i);
        for (size_t k = 0; k < part->asks.n; k++)
            if (is_of_fee(&part->asks.items[k]))
                kinds_of_ask(part, &part->asks.items[k], ret_kinds);
    }
    ret_kinds[EVENT_NONE] = false;
}

bool routine_fees_after(const struct routine *routine, struct arena *arena,
                        struct event_list effective, const size_t *counts, size_t n,
                        struct answers *ret_after, struct error *err) {
    return fees_after_keeping(routine, arena, effective, counts, n, ANSWER_KEPT, ret_after, err);
}
