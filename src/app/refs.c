// SPDX-License-Identifier: EUPL-1.2
#include "app/refs.h"

const struct field_value *refs_in(const struct event *event) {
    enum field_id field = event_names_all(event->kind);
    return field == FIELD_NONE ? NULL : payload_get(&event->payload, field);
}

bool refs_name(struct arena *arena, struct event *draft, struct error *err) {
    enum field_id all = event_names_all(draft->kind);
    enum field_id first = field_of_type(draft->kind, TYPE_REF);
    const struct field_value *ref = first ? payload_get(&draft->payload, first) : NULL;
    if (all == FIELD_NONE || !ref || ref->ref <= 0 || refs_in(draft))
        return true;
    struct field_value *values = ARENA_ARRAY(arena, draft->payload.n + 1, struct field_value);
    int64_t *only = ARENA_NEW(arena, int64_t);
    if (!values || !only)
        return error_memory(err);
    size_t n = 0, from = 0;
    while (from < draft->payload.n && draft->payload.values[from].field < all)
        values[n++] = draft->payload.values[from++];
    *only = ref->ref;
    values[n++] = (struct field_value){.field = all, .refs = {1, only}};
    while (from < draft->payload.n)
        values[n++] = draft->payload.values[from++];
    draft->payload = (struct payload){n, values};
    return true;
}
