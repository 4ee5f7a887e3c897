// SPDX-License-Identifier: EUPL-1.2
#include "app/on_time.h"

#include <stdlib.h>

#include "app/internal.h"
#include "app/sight.h"

struct counting {
    struct app *app;
    struct arena *arena;
    const struct actor *actor;
    const struct on_time_query *query;
    struct reader *reader;
    struct instant instant;
    struct date_time now; // the same on the clock at home
    struct on_time *result;
    struct error *err;
};

// When a duty ended, on the clock at home.
static bool ended_at(const struct counting *c, const struct duty_row *duty,
                     struct date_time *ret_ended) {
    struct instant instant;
    if (duty->state == DUTY_OPEN || !instant_parse(duty->ended, &instant))
        return false;
    *ret_ended = zone_local(c->app->zone, instant);
    return true;
}

static bool is_after(struct date_time moment, struct date_time due, bool has_time) {
    return has_time ? date_time_cmp(moment, due) > 0 : date_cmp(moment.date, due.date) > 0;
}

static enum on_time_outcome outcome_of(const struct counting *c, const struct on_time_case *one) {
    if (one->duty.state == DUTY_WITHDRAWN)
        return OUTCOME_WITHDRAWN;
    if (one->duty.state == DUTY_OPEN)
        return is_after(c->now, one->due, one->has_time) ? OUTCOME_OPEN_LATE : OUTCOME_OPEN;
    return is_after(one->ended, one->due, one->has_time) ? OUTCOME_LATE : OUTCOME_IN_TIME;
}

// What escalates stands from the start, and is nobody's until its moment has come.
static bool was_shown(const struct counting *c, const struct on_time_case *one) {
    struct instant shown, until = c->instant;
    if (one->has_ended && !instant_parse(one->duty.ended, &until))
        until = c->instant;
    return !instant_parse(one->duty.shown_from, &shown) || shown.us <= until.us;
}

static struct on_time_row *row_for(const struct counting *c, const struct unit_row *unit,
                                   const struct duty_row *duty) {
    for (size_t i = 0; i < c->result->rows.n; i++) {
        struct on_time_row *row = &c->result->rows.items[i];
        if (row->role == duty->role && str_eq(row->unit, unit->stream) &&
            str_eq(row->decision, duty->decision))
            return row;
    }
    struct on_time_row *row = LIST_PUSH(c->arena, &c->result->rows);
    if (row)
        *row = (struct on_time_row){.unit = unit->stream,
                                    .unit_name = unit->name,
                                    .role = duty->role,
                                    .decision = duty->decision};
    return row;
}

static bool add_case(const struct counting *c, const struct on_time_case *one,
                     enum on_time_outcome outcome, bool named) {
    const struct on_time_query *query = c->query;
    const struct duty_row *duty = &one->duty;
    if (!query->unit.n || outcome != query->outcome || query->role != duty->role ||
        !str_eq(query->unit, duty->unit) || !str_eq(query->decision, duty->decision))
        return true;
    if (!named) {
        c->result->after_reason++;
        return true;
    }
    struct on_time_case *slot = LIST_PUSH(c->arena, &c->result->cases);
    if (!slot)
        return error_memory(c->err);
    *slot = *one;
    return true;
}

// A unit and the roles whose duties there the user may count: what is done under another law is no
// business of the user's.
struct counted_unit {
    const struct unit_row *unit;
    bool asked[CODE_COUNT], sees[CODE_COUNT]; // by role
};

static bool may_count(const struct counting *c, struct counted_unit *of, enum code role,
                      bool *ret_may) {
    if (!of->asked[role] && !sight_of_holder(c->app, c->arena, c->reader, c->actor, role,
                                             of->unit->kind, &of->sees[role], c->err))
        return false;
    of->asked[role] = true;
    *ret_may = of->sees[role];
    return true;
}

static bool count_duty(const struct counting *c, struct counted_unit *of,
                       const struct duty_row *duty) {
    struct on_time_case one = {.duty = *duty};
    enum in_list in_list;
    bool may;
    if (!may_count(c, of, duty->role, &may))
        return false;
    if (!may || !due_read(duty->due, &one.due, &one.has_time))
        return true;
    one.has_ended = ended_at(c, duty, &one.ended);
    if (!was_shown(c, &one))
        return true;
    if (!sight_in_list(c->app, c->reader, c->actor, duty->stream, duty->unit, &in_list, c->err))
        return false;
    if (in_list == IN_LIST_NOT)
        return true;
    enum on_time_outcome outcome = outcome_of(c, &one);
    struct on_time_row *row = row_for(c, of->unit, duty);
    if (!row)
        return error_memory(c->err);
    row->counts[outcome]++;
    return add_case(c, &one, outcome, in_list == IN_LIST_NAMED);
}

static bool count_unit(const struct counting *c, const struct unit_row *unit) {
    struct duty_rows rows = {0};
    struct counted_unit of = {.unit = unit};
    if (!store_duties_due(c->reader, c->arena, unit->stream, c->query->from, c->query->to,
                          ON_TIME_MAX + 1, &rows, c->err))
        return false;
    c->result->more = c->result->more || rows.items.n > ON_TIME_MAX;
    for (size_t i = 0; i < rows.items.n && i < ON_TIME_MAX; i++)
        if (!count_duty(c, &of, &rows.items.items[i]))
            return false;
    return true;
}

static bool is_theirs(const struct actor *actor, const struct unit_row *unit) {
    return actor->role == CODE_role_unit_manager ? str_eq(unit->stream, actor->unit)
                                                 : str_eq(unit->organisation, actor->organisation);
}

static bool count_units(const struct counting *c) {
    struct unit_rows units;
    if (!store_units(c->reader, c->arena, CODE_NONE, &units, c->err))
        return false;
    for (size_t i = 0; i < units.items.n; i++)
        if (is_theirs(c->actor, &units.items.items[i]) && !count_unit(c, &units.items.items[i]))
            return false;
    return true;
}

static int compare_rows(const void *a, const void *b) {
    const struct on_time_row *left = a, *right = b;
    int order = str_cmp(left->unit_name, right->unit_name);
    if (order == 0)
        order = str_cmp(left->unit, right->unit);
    if (order == 0 && left->role != right->role)
        order = left->role < right->role ? -1 : 1;
    return order ? order : str_cmp(left->decision, right->decision);
}

bool app_on_time(struct app *app, struct arena *arena, const struct actor *actor,
                 const struct on_time_query *query, struct on_time *ret_on_time,
                 struct error *err) {
    struct gate gate = {.actor = actor, .act = ACT_ON_TIME};
    struct on_time result = {0};
    struct str from = date_text(arena, query->from), to = date_text(arena, query->to);
    gate.what = str_printf(arena, "on time " STR_FMT "--" STR_FMT "%s", STR_ARG(from), STR_ARG(to),
                           query->unit.n ? " cases" : "");
    if (!gate.what.p)
        return error_memory(err);
    if (!gate_pass(app, &gate, true, err))
        return false;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(app->store, &reader, err))
        return false;
    const struct instant now = app_now(app);
    const struct counting c = {.app = app,
                               .arena = arena,
                               .actor = actor,
                               .query = query,
                               .reader = reader,
                               .instant = now,
                               .now = zone_local(app->zone, now),
                               .result = &result,
                               .err = err};
    if (!count_units(&c))
        return false;
    if (result.rows.n > 0)
        qsort(result.rows.items, result.rows.n, sizeof(struct on_time_row), compare_rows);
    *ret_on_time = result;
    return true;
}
