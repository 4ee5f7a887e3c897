// SPDX-License-Identifier: EUPL-1.2
#include "app/delegations.h"

#include <stdlib.h>

#include "app/internal.h"

static bool may_delegate(const struct actor *actor) {
    const struct gate gate = {.actor = actor, .act = ACT_DELEGATE};
    return gate_ask(&gate).verdict == ACCESS_ALLOWED;
}

// The units that the user may look at: whoever delegates, all that have care staff today, others
// their own.
static bool find_units(struct app *app, struct arena *arena, const struct actor *actor,
                       struct unit_rows *units, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(app->store, &reader, err))
        return false;
    if (may_delegate(actor))
        return store_units_with_care_staff(reader, arena, app_today(app), units, err);
    struct unit_row *own = LIST_PUSH(arena, &units->items);
    return own ? store_unit(reader, arena, actor->unit, own, err) : error_memory(err);
}

// … and the one asked for among them, if it is; otherwise the own one, or the first.
static bool choose_unit(struct app *app, struct arena *arena, const struct actor *actor,
                        struct str unit, struct delegated_staff *staff, struct error *err) {
    if (!find_units(app, arena, actor, &staff->units, err))
        return false;
    for (size_t i = 0; i < staff->units.items.n; i++) {
        const struct unit_row *row = &staff->units.items.items[i];
        bool own = str_eq(row->stream, actor->unit);
        if (unit.n ? str_eq(row->stream, unit) : own || !staff->unit.stream.n)
            staff->unit = *row;
    }
    return true;
}

static int by_name(const void *a, const void *b) {
    const struct delegation_row *left = a, *right = b;
    int order = str_cmp(left->user_name, right->user_name);
    order = order ? order : str_cmp(left->user, right->user);
    return order ? order : left->seq < right->seq ? -1 : left->seq > right->seq;
}

bool app_delegations(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str unit, struct delegated_staff *ret_staff, struct error *err) {
    const struct gate gate = {
        .actor = actor, .act = ACT_DELEGATIONS, .what = unit.n ? unit : actor->unit};
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct delegated_staff staff = {0};
    if (!gate_pass(app, &gate, false, err) || !choose_unit(app, arena, actor, unit, &staff, err))
        return false;
    if (unit.n && !staff.unit.stream.n)
        return gate_deny(app, &gate, "access.not-for-role", err);
    if (!gate_pass(app, &gate, true, err) || !store_read(app->store, &reader, err))
        return false;
    if (staff.unit.stream.n &&
        !store_delegations_at(reader, arena, staff.unit.stream, app_today(app), DELEGATIONS_MAX + 1,
                              &staff.rows, err))
        return false;
    staff.more = staff.rows.items.n > DELEGATIONS_MAX;
    if (staff.more)
        staff.rows.items.n = DELEGATIONS_MAX;
    if (staff.rows.items.n)
        qsort(staff.rows.items.items, staff.rows.items.n, sizeof(*staff.rows.items.items), by_name);
    *ret_staff = staff;
    return true;
}

bool app_delegated(struct app *app, struct arena *arena, const struct actor *actor, struct str user,
                   struct registered *ret_registered, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    const struct gate gate = {.actor = actor, .act = ACT_DELEGATE, .what = user};
    return gate_pass(app, &gate, true, err) && store_read(app->store, &reader, err) &&
           people_read(reader, arena, user, ret_registered, err) &&
           store_delegations_of(reader, arena, user, &ret_registered->delegations, err);
}
