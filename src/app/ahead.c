// SPDX-License-Identifier: EUPL-1.2
//
// Planning ahead: what falls due in time to come at the units where somebody works.
#include "app/internal.h"
#include "app/relation.h"

#include <stdlib.h>

#include "app/lateness.h"
#include "app/reason.h"
#include "care/person.h"

// ---- where the user works ----

static bool has_unit(const struct assignment_rows *rows, struct str unit) {
    for (size_t i = 0; i < rows->items.n; i++)
        if (str_eq(rows->items.items[i].unit, unit))
            return true;
    return false;
}

// One assignment for each unit: the one that the user acts by comes before others there.
static bool own_units(struct app *app, struct arena *arena, const struct actor *actor,
                      struct assignment_rows *ret_units, struct error *err) {
    struct assignment_rows all = {0}, units = {0};
    if (!app_assignments(app, arena, actor, &all, err))
        return false;
    for (size_t i = 0; i < all.items.n; i++) {
        struct assignment_row *row = &all.items.items[i];
        bool passed_over = str_eq(row->unit, actor->unit) && !str_eq(row->id, actor->assignment);
        if (passed_over || has_unit(&units, row->unit))
            continue;
        struct assignment_row *unit = LIST_PUSH(arena, &units.items);
        if (!unit)
            return error_memory(err);
        *unit = *row;
    }
    *ret_units = units;
    return true;
}

static struct actor actor_at(const struct actor *actor, const struct assignment_row *assignment) {
    struct actor at = *actor;
    actor_take(&at, assignment);
    return at;
}

// ---- reading ----

struct looker {
    struct app *app;
    struct arena *arena;
    const struct ahead_query *query;
    struct areas areas; // of the unit that is looked at
    bool area_known;    // the one that was asked for
    struct reader *reader;
    struct instant instant;
    struct date_time now; // the same on the clock at home
    struct ahead *ahead;
};

// What is late is done today.
static struct date day_of(const struct looker *looker, const struct ahead_entry *entry) {
    return date_cmp(entry->due.date, looker->now.date) < 0 ? looker->now.date : entry->due.date;
}

static void take_area(const struct looker *looker, struct ahead_entry *entry) {
    // Where a protected person lives is not found out by asking for one area after another.
    entry->area_hidden = person_is_protected(entry->duty.person_protection);
    const struct area *area =
        entry->area_hidden
            ? NULL
            : area_at(&looker->areas, (int)entry->duty.postal_code, day_of(looker, entry));
    if (!area)
        return;
    entry->area = area->stream;
    entry->area_name = area->name;
}

static bool is_asked_for(const struct ahead_query *query, const struct ahead_entry *entry) {
    if (entry->area_hidden || (!query->area.n && !query->outside))
        return true;
    return str_eq(entry->area, query->area); // an empty one: outside
}

static bool may_read(const struct looker *looker, const struct actor *at, struct str stream,
                     bool *ret_may, struct error *err) {
    struct gate gate = {.actor = at, .act = ACT_READ_CASE, .stream = stream};
    if (!relation_find(looker->app, looker->reader, stream, at->unit, &gate.relation, err))
        return false;
    *ret_may = gate_ask(&gate).verdict == ACCESS_ALLOWED;
    return true;
}

// What is kept with a duty follows from what whoever has it sees by the entries alone; so it does
// for those who work under the same laws there. All others are told what their cases tell.
static bool reads_kept(const struct looker *looker, const struct actor *at,
                       const struct duty_row *row, bool *ret_reads, struct error *err) {
    struct unit_row unit;
    *ret_reads = at->role == row->role;
    if (*ret_reads)
        return true;
    if (!store_unit(looker->reader, looker->arena, at->unit, &unit, err))
        return false;
    *ret_reads = (access_laws(row->role, unit.kind) & ~access_laws(at->role, unit.kind)) == 0;
    return true;
}

static bool tell_reasons(const struct looker *looker, const struct actor *at, size_t from,
                         struct error *err) {
    struct reasons reasons = {0};
    for (size_t i = from; i < looker->ahead->entries.n; i++) {
        struct ahead_entry *entry = &looker->ahead->entries.items[i];
        bool reads;
        if (!reads_kept(looker, at, &entry->duty, &reads, err))
            return false;
        if (reads ? !reason_read(looker->app, looker->arena, &entry->duty, &entry->ground, &reasons,
                                 err)
                  : !reason_want(looker->arena, &entry->duty, &entry->ground, &reasons, err))
            return false;
    }
    return reasons_ask(looker->app, looker->arena, at, looker->reader, &reasons, err);
}

static void read_entry(const struct looker *looker, const struct duty_row *row,
                       struct ahead_entry *ret_entry) {
    struct ahead_entry entry = {.duty = *row};
    if (due_read(row->due, &entry.due, &entry.has_time))
        entry.late = due_is_late(entry.due, entry.has_time, looker->now);
    take_area(looker, &entry);
    *ret_entry = entry;
}

static bool add_entry(const struct looker *looker, const struct ahead_entry *entry,
                      struct error *err) {
    struct ahead_entry *slot = LIST_PUSH(looker->arena, &looker->ahead->entries);
    if (!slot)
        return error_memory(err);
    *slot = *entry;
    return true;
}

static bool take_row(const struct looker *looker, const struct actor *at,
                     const struct duty_row *row, struct error *err) {
    enum event_kind kind = event_kind_find(row->fulfilled_by);
    struct instant shown;
    struct ahead_entry entry;
    bool may;
    // What escalates is no plan: it shows itself when nobody has answered.
    if (instant_parse(row->shown_from, &shown) && shown.us > looker->instant.us)
        return true;
    if (!may_read(looker, at, row->stream, &may, err))
        return false;
    if (!may)
        return true;
    looker->ahead->kinds[kind] = true;
    if (looker->query->kind != EVENT_NONE && looker->query->kind != kind)
        return true;
    read_entry(looker, row, &entry);
    return !is_asked_for(looker->query, &entry) || add_entry(looker, &entry, err);
}

static bool look_at_role(const struct looker *looker, const struct actor *at, enum code role,
                         struct error *err) {
    const struct ahead_query *query = looker->query;
    struct duty_rows rows = {0};
    if (!store_duties_ahead(looker->reader, looker->arena, at->unit, role,
                            query->late ? NULL : &query->from, query->to, looker->now.date,
                            AHEAD_MAX + 1, &rows, err))
        return false;
    looker->ahead->more = looker->ahead->more || rows.items.n > AHEAD_MAX;
    for (size_t i = 0; i < rows.items.n; i++)
        if (!take_row(looker, at, &rows.items.items[i], err))
            return false;
    return true;
}

static bool add_area(const struct looker *looker, const struct area *area, struct error *err) {
    struct areas *areas = &looker->ahead->areas;
    for (size_t i = 0; i < areas->items.n; i++)
        if (str_eq(areas->items.items[i].stream, area->stream) &&
            date_cmp(areas->items.items[i].from, area->from) == 0)
            return true; // of another unit of the same organisation
    struct area *slot = LIST_PUSH(looker->arena, &areas->items);
    if (!slot)
        return error_memory(err);
    *slot = *area;
    return true;
}

static bool look_at_areas(struct looker *looker, struct str organisation, struct error *err) {
    const struct ahead_query *query = looker->query;
    if (!areas_of(looker->reader, looker->arena, organisation, &looker->areas, err))
        return false;
    for (size_t i = 0; i < looker->areas.items.n; i++) {
        const struct area *area = &looker->areas.items.items[i];
        bool asked_for = str_eq(area->stream, query->area);
        looker->area_known = looker->area_known || asked_for;
        if ((asked_for || area_holds(area, looker->now.date, &query->to)) &&
            !add_area(looker, area, err))
            return false;
    }
    return true;
}

// Each role's duties are one range of the index of worklists.
static bool look_at_unit(struct looker *looker, const struct actor *at, struct error *err) {
    const struct list_info *roles = list_info(CODES_role);
    size_t before = looker->ahead->entries.n;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(looker->app->store, &reader, err))
        return false;
    looker->reader = reader;
    if (!look_at_areas(looker, at->organisation, err))
        return false;
    for (enum code role = roles->first; role < roles->first + roles->count; role++)
        if ((looker->query->role == CODE_NONE || looker->query->role == role) &&
            !look_at_role(looker, at, role, err))
            return false;
    return tell_reasons(looker, at, before, err);
}

// By due, a whole day after its hours; then by name.
static int compare_due(const void *a, const void *b) {
    const struct ahead_entry *left = a, *right = b;
    int order = date_cmp(left->due.date, right->due.date);
    if (order == 0 && left->has_time != right->has_time)
        order = left->has_time ? -1 : 1;
    if (order == 0 && left->has_time)
        order = date_time_cmp(left->due, right->due);
    if (order == 0)
        order = str_cmp(left->duty.person_name, right->duty.person_name);
    if (order == 0)
        order = str_cmp(left->duty.stream, right->duty.stream);
    if (order == 0)
        order = str_cmp(left->duty.decision, right->duty.decision);
    return order ? order : str_cmp(left->duty.thing, right->duty.thing);
}

// ---- the log ----

static bool log_unit(struct app *app, struct arena *arena, const struct actor *at,
                     const struct ahead_query *query, const char *file, size_t count,
                     struct error *err) {
    struct str from = date_text(arena, query->from), to = date_text(arena, query->to);
    const struct gate gate = {
        .actor = at,
        .act = file ? ACT_EXPORT : ACT_AHEAD,
        .what = str_printf(arena, "%s " STR_FMT "--" STR_FMT "%s: %zu", file ? file : "ahead",
                           STR_ARG(from), STR_ARG(to), query->late ? " late" : "", count),
    };
    if (!from.p || !to.p || !gate.what.p)
        return error_memory(err);
    return gate_pass(app, &gate, true, err);
}

static bool is_new(const struct ahead *ahead, size_t from, size_t i) {
    for (size_t k = from; k < i; k++)
        if (str_eq(ahead->entries.items[k].duty.stream, ahead->entries.items[i].duty.stream))
            return false;
    return true;
}

// A person who asks who has seen the record is told of the file too.
static bool log_persons(struct app *app, const struct actor *at, const struct ahead *ahead,
                        size_t from, const char *file, struct error *err) {
    for (size_t i = from; i < ahead->entries.n; i++) {
        if (!is_new(ahead, from, i))
            continue;
        const struct gate gate = {.actor = at,
                                  .act = ACT_EXPORT,
                                  .stream = ahead->entries.items[i].duty.stream,
                                  .what = str_of(file)};
        if (!gate_pass(app, &gate, true, err))
            return false;
    }
    return true;
}

static bool too_many(struct error *err) {
    return error_set(err, ERR_LIMIT, "ahead.too-many", TEXT_OF(AHEAD_MAX), NULL);
}

static bool take_unit(struct looker *looker, const struct actor *actor,
                      const struct assignment_row *assignment, const char *file,
                      struct error *err) {
    const struct actor at = actor_at(actor, assignment);
    const struct gate gate = {
        .actor = &at, .act = file ? ACT_EXPORT : ACT_AHEAD, .what = STR("ahead")};
    size_t before = looker->ahead->entries.n;
    if (!gate_pass(looker->app, &gate, false, err) || !look_at_unit(looker, &at, err))
        return false;
    struct ahead *ahead = looker->ahead;
    if (file && (ahead->more || ahead->entries.n > AHEAD_MAX))
        return too_many(err);
    return log_unit(looker->app, looker->arena, &at, looker->query, file, ahead->entries.n - before,
                    err) &&
           (!file || log_persons(looker->app, &at, ahead, before, file, err));
}

bool app_ahead(struct app *app, struct arena *arena, const struct actor *actor,
               const struct ahead_query *query, const char *file, struct ahead *ret_ahead,
               struct error *err) {
    struct ahead ahead = {0};
    struct looker looker = {
        .app = app, .arena = arena, .query = query, .instant = app_now(app), .ahead = &ahead};
    looker.now = zone_local(app->zone, looker.instant);
    ahead.today = looker.now.date;
    if (!own_units(app, arena, actor, &ahead.units, err))
        return false;
    const struct gate gate = {
        .actor = actor, .act = file ? ACT_EXPORT : ACT_AHEAD, .what = query->unit};
    if (query->unit.n > 0 && !has_unit(&ahead.units, query->unit))
        return gate_deny(app, &gate, "ahead.not-your-unit", err);
    for (size_t i = 0; i < ahead.units.items.n; i++) {
        const struct assignment_row *assignment = &ahead.units.items.items[i];
        if ((query->unit.n == 0 || str_eq(query->unit, assignment->unit)) &&
            !take_unit(&looker, actor, assignment, file, err))
            return false;
    }
    if (query->area.n && !looker.area_known)
        return error_set(err, ERR_MISSING, "ahead.area-unknown", NULL);
    if (ahead.entries.n > 0)
        qsort(ahead.entries.items, ahead.entries.n, sizeof(struct ahead_entry), compare_due);
    if (ahead.entries.n > AHEAD_MAX) {
        ahead.entries.n = AHEAD_MAX;
        ahead.more = true;
    }
    *ret_ahead = ahead;
    return true;
}
