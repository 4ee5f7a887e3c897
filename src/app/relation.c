// SPDX-License-Identifier: EUPL-1.2
#include "app/relation.h"

#include <stdlib.h>

#define DAY_US ((int64_t)24 * 60 * 60 * 1000000)

struct relating {
    struct arena *arena;
    struct derived *derived;
    struct error *err;
};

// The unit took part until then, or does still (RELATION_LASTS).
static bool took_part(const struct relating *r, struct str unit, int64_t until) {
    for (size_t i = 0; i < r->derived->relations.n; i++) {
        struct relation_row *row = &r->derived->relations.items[i];
        if (str_eq(row->unit, unit)) {
            row->until = row->until > until ? row->until : until;
            return true;
        }
    }
    if (stream_kind_of(unit) != STREAM_unit)
        return true;
    struct relation_row *row = LIST_PUSH(r->arena, &r->derived->relations);
    if (!row)
        return error_memory(r->err);
    *row = (struct relation_row){unit, until};
    return true;
}

static bool named_took_part(const struct relating *r, const struct field_value *values, size_t n,
                            int64_t until) {
    for (size_t i = 0; i < n; i++) {
        enum field_type type = field_info(values[i].field)->type;
        if (type == TYPE_UNIT && !took_part(r, values[i].text, until))
            return false;
        for (size_t k = 0; type == TYPE_EACH && k < values[i].each.n; k++) {
            const struct record *record = &values[i].each.items[k];
            if (!named_took_part(r, record->values, record->n, until))
                return false;
        }
    }
    return true;
}

static bool relate_events(const struct relating *r, const struct case_events *events) {
    for (size_t i = 0; i < events->all.n; i++) {
        const struct event *event = &events->all.items[i];
        if (!event_governs(event->kind) && !took_part(r, event->unit, event->recorded.us))
            return false;
    }
    for (size_t i = 0; i < events->effective.n; i++) {
        const struct event *event = &events->effective.items[i];
        if (!event_governs(event->kind) &&
            !named_took_part(r, event->payload.values, event->payload.n, event->recorded.us))
            return false;
    }
    return true;
}

static bool relate_duties(const struct relating *r, const struct case_events *events) {
    for (size_t i = 0; i < r->derived->duties.n; i++) {
        const struct duty_row *duty = &r->derived->duties.items[i];
        const struct event *ended = event_find(events->effective, duty->ended_seq);
        bool open = duty->state == DUTY_OPEN;
        if ((open || ended) &&
            !took_part(r, duty->unit, open ? RELATION_LASTS : ended->recorded.us))
            return false;
    }
    return true;
}

static bool relate_team(const struct relating *r, const struct case_events *events,
                        const struct thing *thing, int64_t until) {
    for (size_t i = 0; i < events->all.n; i++) {
        const struct event *event = &events->all.items[i];
        if (!event_governs(event->kind) && event->recorded.us >= thing->opened->recorded.us &&
            event->recorded.us <= until && !took_part(r, event->unit, until))
            return false;
    }
    return true;
}

static bool relate_things(const struct relating *r, const struct case_events *events) {
    for (size_t i = 0; i < events->state->thing_count; i++) {
        const struct thing *thing = &events->state->things[i];
        const struct thing_info *info = thing_info(thing->kind);
        int64_t until = thing->closed ? thing->closed->recorded.us : RELATION_LASTS;
        if (!info->involves)
            continue;
        if ((!thing->record && !took_part(r, thing->opened->unit, until)) ||
            !named_took_part(r, thing->values, thing->n, until) ||
            (info->gathers && !relate_team(r, events, thing, until)))
            return false;
    }
    return true;
}

// Until when anything lasted that involved anybody; 0: nothing ever did.
static int64_t care_until(const struct case_state *state) {
    int64_t until = 0;
    for (size_t i = 0; i < state->thing_count; i++) {
        const struct thing *thing = &state->things[i];
        if (!thing_info(thing->kind)->involves)
            continue;
        if (!thing->closed)
            return RELATION_LASTS;
        until = thing->closed->recorded.us > until ? thing->closed->recorded.us : until;
    }
    return until;
}

static bool relate_joined(const struct relating *r, const struct case_events *events) {
    int64_t until = care_until(events->state);
    for (size_t i = 0; i < joining_count(); i++) {
        const struct event *latest = state_latest(events->state, joining_at(i));
        if (latest && until > latest->recorded.us &&
            !named_took_part(r, latest->payload.values, latest->payload.n, until))
            return false;
    }
    return true;
}

static int compare_units(const void *a, const void *b) {
    return str_cmp(((const struct relation_row *)a)->unit, ((const struct relation_row *)b)->unit);
}

bool derive_relations(struct arena *arena, const struct case_events *events,
                      struct derived *derived, struct error *err) {
    const struct relating r = {arena, derived, err};
    if (!relate_events(&r, events) || !relate_duties(&r, events) || !relate_things(&r, events) ||
        !relate_joined(&r, events))
        return false;
    if (derived->relations.n > 0)
        qsort(derived->relations.items, derived->relations.n, sizeof(struct relation_row),
              compare_units);
    return true;
}

// ---- asking ----

static struct instant since(const struct app *app, struct instant at) {
    return (struct instant){at.us - app->law.opening_days * DAY_US};
}

struct instant relation_since(const struct app *app) {
    return since(app, app_now(app));
}

bool relation_find_at(struct app *app, struct reader *reader, struct str stream, struct str unit,
                      struct instant at, enum care_relation *ret_relation, struct error *err) {
    int64_t until;
    bool has;
    if (!store_relation(reader, stream, unit, &has, &until, err))
        return false;
    *ret_relation = !has                         ? CARE_RELATION_NONE
                    : until >= since(app, at).us ? CARE_RELATION_HOLDS
                                                 : CARE_RELATION_PAST;
    return true;
}

bool relation_find(struct app *app, struct reader *reader, struct str stream, struct str unit,
                   enum care_relation *ret_relation, struct error *err) {
    return relation_find_at(app, reader, stream, unit, app_now(app), ret_relation, err);
}
