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

bool routine_fees_after(const struct routine *routine, struct arena *arena,
                        struct event_list effective, const size_t *counts, size_t n,
                        struct answers *ret_after, struct error *err) {
    return fees_after_keeping(routine, arena, effective, counts, n, ANSWER_KEPT, ret_after, err);
}
