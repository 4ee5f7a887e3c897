// SPDX-License-Identifier: EUPL-1.2
//
// What kinds of event the fees of a routine depend on.
#include "routine/rules.h"
#include "routine/vocabulary_model.h"

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

bool fees_prepare(struct routine *routine, struct arena *arena, struct error *err) {
    bool *kinds = ARENA_ARRAY(arena, EVENT_KIND_COUNT, bool);
    if (!kinds)
        return error_memory(err);
    for (size_t i = 0; i < routine->asks.n; i++)
        if (is_of_fee(&routine->asks.items[i]))
            kinds_of_ask(routine, &routine->asks.items[i], kinds);
    kinds[EVENT_NONE] = false;
    routine->fee_kinds = kinds;
    return true;
}
