// SPDX-License-Identifier: EUPL-1.2
#include "app/vils_times.h"

#include <stdlib.h>

#include "app/records.h"
#include "app/relation.h"
#include "app/sight.h"

#define NONE_SEEN (-1)
#define US_PER_MINUTE (60 * INT64_C(1000000))

struct measuring {
    struct app *app;
    struct arena *arena;
    const struct actor *actor;
    struct reader *reader;
    struct instant from, before;
    struct vils_times *result;
    struct error *err;
};

// What was reported and has led to nothing yet; an assessment that all is as before settles it.
static const struct event *reported_before(struct event_list seen, size_t start) {
    const struct event *reported = NULL;
    for (size_t i = 0; i < start; i++) {
        const struct event *event = &seen.items[i];
        const struct field_value *breakpoint =
            payload_get(&event->payload, FIELD_course_assessed_breakpoint);
        bool settled = event->kind == EVENT_vils_ended ||
                       (breakpoint && breakpoint->code == CODE_breakpoint_not_yet);
        if (settled)
            reported = NULL;
        else if (event->kind == EVENT_change_noticed && !reported)
            reported = event;
    }
    return reported;
}

static const struct event *intervened_after(struct event_list seen, size_t start) {
    for (size_t i = start + 1; i < seen.n; i++) {
        if (event_intervenes(seen.items[i].kind))
            return &seen.items[i];
        if (seen.items[i].kind == EVENT_vils_ended)
            return NULL;
    }
    return NULL;
}

static int64_t minutes_between(const struct event *first, const struct event *second) {
    if (!first || !second)
        return NONE_SEEN;
    return (second->happened.us - first->happened.us + US_PER_MINUTE / 2) / US_PER_MINUTE;
}

static bool add_case(const struct measuring *m, const struct vils_start_row *row, struct str of,
                     struct vils_time_unit *unit) {
    struct seen_case seen = {0};
    enum in_list in_list;
    enum care_relation relation;
    if (!sight_in_list(m->app, m->reader, m->actor, row->stream, of, &in_list, m->err) ||
        !relation_find(m->app, m->reader, row->stream, m->actor->unit, &relation, m->err))
        return false;
    m->result->after_reason += in_list == IN_LIST_COUNTED;
    if (in_list != IN_LIST_NAMED)
        return true;
    if (!person_all(m->reader, m->arena, row->stream, &seen.all, m->err) ||
        !see_records(m->app, m->arena, m->actor, m->reader, relation, &seen, m->err))
        return false;
    struct event_list events = seen.sight.effective;
    size_t start = 0;
    while (start < events.n && events.items[start].seq != row->seq)
        start++;
    if (start == events.n)
        return true; // a start that is not seen leaves no trace
    struct vils_time *slot = LIST_PUSH(m->arena, &unit->cases);
    if (!slot)
        return error_memory(m->err);
    const struct event *started = &events.items[start];
    *slot = (struct vils_time){
        .stream = row->stream,
        .name = row->who.name,
        .number = row->who.number,
        .protection = row->who.protection,
        .started = zone_local(m->app->zone, row->started).date,
        .minutes_before = minutes_between(reported_before(events, start), started),
        .minutes_after = minutes_between(started, intervened_after(events, start)),
    };
    return true;
}

static int compare_minutes(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

static int64_t median(int64_t *minutes, size_t n) {
    if (n == 0)
        return NONE_SEEN;
    qsort(minutes, n, sizeof(*minutes), compare_minutes);
    return n % 2 ? minutes[n / 2] : (minutes[n / 2 - 1] + minutes[n / 2]) / 2;
}

static bool add_medians(const struct measuring *m, struct vils_time_unit *unit) {
    int64_t *before = ARENA_ARRAY(m->arena, unit->cases.n, int64_t);
    int64_t *after = ARENA_ARRAY(m->arena, unit->cases.n, int64_t);
    if (!before || !after)
        return error_memory(m->err);
    for (size_t i = 0; i < unit->cases.n; i++) {
        const struct vils_time *one = &unit->cases.items[i];
        if (one->minutes_before != NONE_SEEN)
            before[unit->before_count++] = one->minutes_before;
        if (one->minutes_after != NONE_SEEN)
            after[unit->after_count++] = one->minutes_after;
    }
    unit->before_median = median(before, unit->before_count);
    unit->after_median = median(after, unit->after_count);
    return true;
}

static bool measure_unit(const struct measuring *m, const struct unit_row *row) {
    struct vils_start_rows rows = {0};
    struct vils_time_unit unit = {.name = row->name};
    if (!store_vils_starts_of(m->reader, m->arena, row->stream, m->from, m->before,
                              VILS_TIMES_MAX + 1, &rows, m->err))
        return false;
    m->result->more = m->result->more || rows.items.n > VILS_TIMES_MAX;
    for (size_t i = 0; i < rows.items.n && i < VILS_TIMES_MAX; i++)
        if (!add_case(m, &rows.items.items[i], row->stream, &unit))
            return false;
    if (!unit.cases.n)
        return true;
    if (!add_medians(m, &unit))
        return false;
    struct vils_time_unit *slot = LIST_PUSH(m->arena, &m->result->units);
    if (!slot)
        return error_memory(m->err);
    *slot = unit;
    return true;
}

static bool measure_units(const struct measuring *m) {
    struct unit_rows units;
    bool own = m->actor->role == CODE_role_unit_manager;
    if (!store_units(m->reader, m->arena, CODE_NONE, &units, m->err))
        return false;
    for (size_t i = 0; i < units.items.n; i++) {
        const struct unit_row *unit = &units.items.items[i];
        bool theirs = own ? str_eq(unit->stream, m->actor->unit)
                          : str_eq(unit->organisation, m->actor->organisation);
        if (theirs && !measure_unit(m, unit))
            return false;
    }
    return true;
}

// Whoever asks who has seen a record is told of the file too.
static bool log_persons(const struct measuring *m) {
    struct gate gate = {.actor = m->actor, .act = ACT_ON_TIME, .what = STR("vils file")};
    for (size_t i = 0; i < m->result->units.n; i++) {
        const struct vils_time_unit *unit = &m->result->units.items[i];
        for (size_t k = 0; k < unit->cases.n; k++) {
            gate.stream = unit->cases.items[k].stream;
            if (!gate_pass(m->app, &gate, true, m->err))
                return false;
        }
    }
    return true;
}

static bool measure(struct app *app, struct arena *arena, const struct actor *actor,
                    const struct vils_times_query *query, struct vils_times *result,
                    struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct date after;
    if (!date_add_days(query->to, 1, &after))
        return error_set_str(err, ERR_INPUT, "date.not-understood", date_text(arena, query->to));
    if (!store_read(app->store, &reader, err))
        return false;
    const struct measuring m = {.app = app,
                                .arena = arena,
                                .actor = actor,
                                .reader = reader,
                                .from = day_begins(app, query->from),
                                .before = day_begins(app, after),
                                .result = result,
                                .err = err};
    return measure_units(&m);
}

bool app_vils_times(struct app *app, struct arena *arena, const struct actor *actor,
                    const struct vils_times_query *query, struct vils_times *ret_times,
                    struct error *err) {
    struct gate gate = {.actor = actor, .act = ACT_ON_TIME};
    struct vils_times result = {0};
    struct str first = date_text(arena, query->from), last = date_text(arena, query->to);
    gate.what = str_printf(arena, "vils%s " STR_FMT "--" STR_FMT, query->file ? " file" : "",
                           STR_ARG(first), STR_ARG(last));
    if (!gate.what.p)
        return error_memory(err);
    if (!gate_pass(app, &gate, true, err) || !measure(app, arena, actor, query, &result, err))
        return false;
    if (query->file && result.more)
        return error_set(err, ERR_LIMIT, "vils-times.too-many", TEXT_OF(VILS_TIMES_MAX), NULL);
    const struct measuring m = {.app = app, .actor = actor, .result = &result, .err = err};
    if (query->file && !log_persons(&m))
        return false;
    *ret_times = result;
    return true;
}
