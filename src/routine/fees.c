// SPDX-License-Identifier: EUPL-1.2
#include "routine/fees.h"

#include "routine/rules.h"

const struct zone *routine_zone(const struct routine *routine) {
    return routine->zone;
}

void routine_fees_look_at(const struct routine *routine, bool *ret_kinds) {
    for (size_t kind = 0; kind < EVENT_KIND_COUNT; kind++)
        ret_kinds[kind] = false;
    for (size_t i = 0; i < routine_part_count(routine); i++)
        for (size_t kind = 0; kind < EVENT_KIND_COUNT; kind++)
            ret_kinds[kind] = ret_kinds[kind] || routine_part_at(routine, i)->fee_kinds[kind];
}

bool routine_fees_told(const struct routine *routine, struct arena *arena,
                       struct event_list effective, struct fees_told *ret_told, struct error *err) {
    return fees_keeping(routine, arena, effective, ANSWER_KEPT, ret_told, err);
}

bool routine_fees_after(const struct routine *routine, struct arena *arena,
                        struct event_list effective, const struct fees_told *told, size_t count,
                        struct answers *ret_after, struct error *err) {
    const struct event_list events = {count, effective.items};
    struct answers after = {0};
    for (size_t i = 0; i < told->items.n && told->items.items[i].count <= count; i++)
        after = told->items.items[i].answers;
    // What holds a level down is told of anew; the rest of it is only read.
    size_t n = after.ceilings.n;
    struct ceiling *ceilings = ARENA_ARRAY(arena, n, struct ceiling);
    if (!ceilings)
        return error_memory(err);
    for (size_t i = 0; i < n; i++)
        ceilings[i] = after.ceilings.items[i];
    after.ceilings.items = ceilings;
    if (!fees_under_ceilings(arena, routine->zone, events, &after, err))
        return false;
    *ret_after = after;
    return true;
}
