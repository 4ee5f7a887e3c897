// SPDX-License-Identifier: EUPL-1.2
#include "app/unread.h"

#include "app/escalation.h"
#include "app/reason.h"
#include "app/records.h"
#include "app/relation.h"
#include "app/sight.h"
#include "routine/always.h"
#include "store/unread.h"

struct looking {
    enum event_kind kind; // by which it is said that something is read
    struct app *app;
    struct arena *arena, *scratch; // scratch: of one case
    const struct actor *actor;
    struct error *err;
};

bool duty_is_unread(enum code role, enum event_kind fulfilled_by) {
    return event_names_all(fulfilled_by) != FIELD_NONE && access_role_records(role, fulfilled_by);
}

enum event_kind unread_kind(enum code role) {
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        if (duty_is_unread(role, kind))
            return kind;
    return EVENT_NONE;
}

static bool keep(const struct looking *l, const struct event *event, struct unread_row *row) {
    const struct event **place = LIST_PUSH(l->arena, &row->items);
    struct event *kept = ARENA_NEW(l->arena, struct event);
    if (!place || !kept)
        return error_memory(l->err);
    *kept = *event;
    *place = kept;
    return true;
}

// A reading names what stands in one log.
static bool keep_unread(const struct looking *l, const struct case_state *state,
                        struct unread_row *row) {
    enum thing_kind waits = field_info(event_names_all(l->kind))->thing;
    for (size_t i = 0; i < state->thing_count && row->items.n < REFS_MAX; i++) {
        const struct thing *thing = &state->things[i];
        bool here =
            !row->items.n || seq_log(thing->opened->seq) == seq_log(row->items.items[0]->seq);
        if (thing->kind == waits && !thing->closed && here && !keep(l, thing->opened, row))
            return false;
    }
    return true;
}

static bool look_at(const struct looking *l, struct unread_row *row) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct seen_case seen = {0};
    struct gate gate = {.actor = l->actor, .act = ACT_READ_CASE, .stream = row->duty.stream};
    arena_reset(l->scratch);
    if (!store_read(l->app->store, &reader, l->err) ||
        !relation_find(l->app, reader, gate.stream, l->actor->unit, &gate.relation, l->err))
        return false;
    if (gate_ask(&gate).verdict != ACCESS_ALLOWED)
        return true;
    if (!person_all(reader, l->arena, gate.stream, &seen.all, l->err) ||
        !see_state(l->app, l->scratch, l->actor, reader, gate.relation, &seen, l->err))
        return false;
    row->seen = (int64_t)seen.all.n;
    return keep_unread(l, &seen.state, row);
}

static bool show(const struct looking *l, struct unread_row *row) {
    enum care_relation relation;
    return look_at(l, row) &&
           (!row->items.n || case_enter(l->app, l->arena, l->actor, ACT_READ_CASE, row->duty.stream,
                                        STR("unread"), &relation, l->err));
}

static bool find(const struct looking *l, struct duty_rows *ret_rows) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    const struct duty_row of = {
        .unit = l->actor->unit,
        .role = l->actor->role,
        .team = l->actor->team,
        .fulfilled_by = str_of(event_info(l->kind)->id),
    };
    return store_read(l->app->store, &reader, l->err) &&
           store_duties_waiting(reader, l->arena, &of, app_now(l->app), UNREAD_MAX + 1, ret_rows,
                                l->err);
}

static bool add_rows(const struct looking *l, const struct duty_rows *rows, struct unread *unread) {
    struct reasons reasons = {0};
    for (size_t i = 0; i < rows->items.n && i < UNREAD_MAX; i++) {
        const struct duty_row *duty = &rows->items.items[i];
        if (row_escalates(rows, duty))
            continue;
        struct unread_row *row = LIST_PUSH(l->arena, &unread->rows);
        if (!row)
            return error_memory(l->err);
        row->duty = *duty;
        // What would have to be asked of the case is told in the case.
        if (!reason_read(l->app, l->arena, duty, &row->ground, &reasons, l->err) ||
            (!row->ground.unreadable && !row->ground.clause_count &&
             !routine_always(l->app->routine, l->arena, duty->decision, &row->ground, l->err)) ||
            (unread->rows.n <= UNREAD_SHOWN && !show(l, row)))
            return false;
    }
    return true;
}

bool app_unread(struct app *app, struct arena *arena, const struct actor *actor,
                struct unread *ret_unread, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_DAY, .what = STR("day")};
    struct unread unread = {0};
    struct duty_rows rows = {0};
    if (!gate_pass(app, &gate, false, err))
        return false;
    enum event_kind kind = unread_kind(actor->role);
    if (kind != EVENT_NONE) {
        CLEANUP(arena_cleanup) struct arena *scratch = arena_new(ARENA_DEFAULT_CEILING);
        if (!scratch)
            return error_memory(err);
        const struct looking looking = {kind, app, arena, scratch, actor, err};
        if (!find(&looking, &rows) || !add_rows(&looking, &rows, &unread))
            return false;
        unread.more = rows.items.n > UNREAD_MAX;
    }
    *ret_unread = unread;
    return true;
}
