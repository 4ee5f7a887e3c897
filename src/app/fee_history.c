// SPDX-License-Identifier: EUPL-1.2
#include "app/fee_history.h"

#include <stdlib.h>

#include "calendar/zone.h"
#include "routine/fees.h"

// What was known at the end of a day.
struct version {
    struct date day;
    struct event_list events; // effective ones that the fee may depend on
    struct answers answers;
};

struct telling {
    const struct routine *routine;
    const struct zone *zone;
    struct arena *arena;
    const struct records *records;
    bool kinds[EVENT_KIND_COUNT];        // that the fee may depend on
    struct record_log logs[RECORDS_MAX]; // of `records`, with what may matter to the fee
    struct date day;
    LIST_OF(struct version) versions;
    struct fee_rows rows;
    struct error *err;
};

static struct date recorded_day(const struct telling *t, const struct event *event) {
    return zone_local(t->zone, event->recorded).date;
}

// ---- what matters to the fee ----

static bool may_matter(const struct telling *t, const struct event *event) {
    return t->kinds[event->kind] || event->kind == EVENT_entry_withdrawn || event_other(event).n;
}

static bool sift_logs(struct telling *t) {
    for (size_t i = 0; i < t->records->n; i++) {
        const struct event_list all = t->records->logs[i].events;
        struct event *events = ARENA_ARRAY(t->arena, all.n, struct event);
        size_t n = 0;
        if (!events)
            return error_memory(t->err);
        for (size_t k = 0; k < all.n; k++)
            if (may_matter(t, &all.items[k]))
                events[n++] = all.items[k];
        t->logs[i] =
            (struct record_log){.stream = t->records->logs[i].stream, .events = {n, events}};
    }
    return true;
}

static int compare_days(const void *a, const void *b) {
    return date_cmp(*(const struct date *)a, *(const struct date *)b);
}

static bool days_of(const struct telling *t, struct date **ret_days, size_t *ret_count) {
    size_t n = 0, count = 0;
    for (size_t i = 0; i < t->records->n; i++)
        n += t->logs[i].events.n;
    struct date *days = ARENA_ARRAY(t->arena, n, struct date);
    if (!days)
        return error_memory(t->err);
    for (size_t i = 0; i < t->records->n; i++)
        for (size_t k = 0; k < t->logs[i].events.n; k++)
            days[count++] = recorded_day(t, &t->logs[i].events.items[k]);
    if (count)
        qsort(days, count, sizeof(*days), compare_days);
    n = 0;
    for (size_t i = 0; i < count; i++)
        if (!n || date_cmp(days[n - 1], days[i]) != 0)
            days[n++] = days[i];
    *ret_days = days;
    *ret_count = n;
    return true;
}

// ---- the case at the end of a day ----

static bool fetch_until(void *context, struct arena *arena, struct str stream,
                        struct event_list *ret_events, struct error *err) {
    const struct telling *t = context;
    *ret_events = (struct event_list){0};
    for (size_t i = 0; i < t->records->n; i++) {
        const struct event_list all = t->logs[i].events;
        if (!str_eq(t->logs[i].stream, stream))
            continue;
        struct event *events = ARENA_ARRAY(arena, all.n, struct event);
        if (!events)
            return error_memory(err);
        for (size_t k = 0; k < all.n; k++)
            if (date_cmp(recorded_day(t, &all.items[k]), t->day) <= 0)
                events[ret_events->n++] = all.items[k];
        ret_events->items = events;
        return true;
    }
    return true;
}

// Before anything that the fee may depend on the level is what it is of everybody: known of, and
// nothing else. Long before whatever can have happened.
static struct event nothing_yet(const struct telling *t) {
    const struct date day = {1900, 1, 1};
    const struct instant moment = zone_day_end(t->zone, day);
    return (struct event){.stream = t->records->logs[0].stream,
                          .kind = EVENT_person_registered,
                          .happened = moment,
                          .recorded = moment};
}

static bool effective_until(struct telling *t, struct event_list *ret_events) {
    struct records records;
    struct event_list all, effective;
    if (!records_of(t->arena, t->records->logs[0].stream, fetch_until, t, &records, t->err))
        return false;
    *ret_events = (struct event_list){0};
    if (records.goes_on_in.n)
        return true;
    if (!records_all(t->arena, &records, &all, t->err) ||
        !event_effective(t->arena, all, &effective, t->err))
        return false;
    struct event *events = ARENA_ARRAY(t->arena, effective.n + 1, struct event);
    if (!events)
        return error_memory(t->err);
    events[ret_events->n++] = nothing_yet(t);
    for (size_t i = 0; i < effective.n; i++)
        if (t->kinds[effective.items[i].kind])
            events[ret_events->n++] = effective.items[i];
    ret_events->items = events;
    return true;
}

static bool add_versions(struct telling *t) {
    struct date *days;
    size_t count;
    if (!days_of(t, &days, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct version *version = LIST_PUSH(t->arena, &t->versions);
        if (!version)
            return error_memory(t->err);
        *version = (struct version){.day = days[i]};
        t->day = days[i];
        if (!effective_until(t, &version->events))
            return false;
    }
    return true;
}

// Nothing was recorded late, corrected or struck since: one goes on from the other.
static bool goes_on(const struct event_list *before, const struct event_list *after) {
    if (before->n > after->n)
        return false;
    for (size_t i = 0; i < before->n; i++)
        if (before->items[i].seq != after->items[i].seq ||
            before->items[i].recorded.us != after->items[i].recorded.us)
            return false;
    return true;
}

// Those that go on from one another are asked about in one go.
static bool ask_from(struct telling *t, size_t first, size_t *ret_next) {
    struct version *versions = t->versions.items;
    size_t next = first + 1;
    while (next < t->versions.n && goes_on(&versions[next - 1].events, &versions[next].events))
        next++;
    const struct event_list events = versions[next - 1].events;
    struct fees_told told;
    if (!routine_fees_told(t->routine, t->arena, events, &told, t->err))
        return false;
    for (size_t i = first; i < next; i++)
        if (!routine_fees_after(t->routine, t->arena, events, &told, versions[i].events.n,
                                &versions[i].answers, t->err))
            return false;
    *ret_next = next;
    return true;
}

// ---- rows ----

static bool is_same(const struct fee_row *a, const struct fee_row *b) {
    return str_eq(a->starts, b->starts) && str_eq(a->level, b->level) &&
           str_eq(a->earlier, b->earlier) && str_eq(a->capped, b->capped) &&
           str_eq(a->reason, b->reason) && str_eq(a->clauses, b->clauses);
}

// The first is that of somebody of whom nothing is known.
static bool push_row(const struct telling *t, const struct version *version, const struct fee *fee,
                     struct fee_rows *rows) {
    bool is_first = !rows->items.n;
    const struct event nothing = nothing_yet(t);
    struct date from = is_first ? zone_local(t->zone, nothing.happened).date : fee->from;
    struct str before = is_first ? STR("") : rows->items.items[rows->items.n - 1].level;
    struct fee_row *row = LIST_PUSH(t->arena, &rows->items);
    if (!row)
        return error_memory(t->err);
    *row = (struct fee_row){.level = fee->level,
                            .earlier = before,
                            .capped = fee->capped,
                            .starts = date_text(t->arena, from),
                            .reason = fee->reason,
                            .clauses = ground_clauses(t->arena, &fee->ground),
                            .seq = is_first ? nothing.seq : fee->seq,
                            .known = date_text(t->arena, version->day),
                            .ceased = STR("")};
    return !arena_failed(t->arena) || error_memory(t->err);
}

// The levels of a version, each from a day of its own: what another took the place of from the very
// same day never held. The first holds from the beginning.
static bool rows_of(const struct telling *t, const struct version *version,
                    struct fee_rows *ret_rows) {
    struct fee_rows rows = {0};
    for (size_t i = 0; i < version->answers.fees.n; i++) {
        const struct fee *fee = &version->answers.fees.items[i];
        struct str starts = date_text(t->arena, fee->from);
        while (rows.items.n > 1 && str_cmp(rows.items.items[rows.items.n - 1].starts, starts) >= 0)
            rows.items.n--;
        const struct fee_row *last = rows.items.n ? &rows.items.items[rows.items.n - 1] : NULL;
        bool differs =
            !last || !str_eq(last->level, fee->level) || !str_eq(last->capped, fee->capped);
        if (differs && !push_row(t, version, fee, &rows))
            return false;
    }
    *ret_rows = rows;
    return !arena_failed(t->arena) || error_memory(t->err);
}

// Of the rows that stand, the one that is the same; or as many as there are.
static size_t find_row(const struct telling *t, size_t count, const struct fee_row *row) {
    size_t k = 0;
    while (k < count && (t->rows.items.items[k].ceased.n || !is_same(&t->rows.items.items[k], row)))
        k++;
    return k;
}

// Rows that stand from the version before, and are in this one too, stand on; the others ceased to
// be known that day.
static bool add_rows(struct telling *t, const struct version *version) {
    size_t before = t->rows.items.n;
    bool *stands = ARENA_ARRAY(t->arena, before, bool);
    struct fee_rows rows;
    if (!stands)
        return error_memory(t->err);
    if (!rows_of(t, version, &rows))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        size_t k = find_row(t, before, &rows.items.items[i]);
        if (k < before) {
            stands[k] = true;
            continue;
        }
        struct fee_row *place = LIST_PUSH(t->arena, &t->rows.items);
        if (!place)
            return error_memory(t->err);
        *place = rows.items.items[i];
    }
    for (size_t k = 0; k < before; k++)
        if (!stands[k] && !t->rows.items.items[k].ceased.n)
            t->rows.items.items[k].ceased = date_text(t->arena, version->day);
    return !arena_failed(t->arena) || error_memory(t->err);
}

static bool ever_changed(const struct telling *t) {
    for (size_t i = 0; i < t->versions.n; i++)
        if (t->versions.items[i].answers.fees.n > 1)
            return true;
    return false;
}

// Everything was recorded in the order in which it happened, and stands.
static bool is_in_order(const struct telling *t, struct event_list effective) {
    if (t->records->n != 1 || effective.n != t->records->logs[0].events.n)
        return false;
    for (size_t i = 0; i < effective.n; i++)
        if (effective.items[i].seq != (int64_t)i + 1 || event_other(&effective.items[i]).n)
            return false;
    return true;
}

// Then each day knew what is known now of what had happened. What came first must not be what the
// fee depends on: its level is to be that of somebody of whom nothing is known.
static bool can_be_taken(const struct telling *t, const struct history *history,
                         struct event_list effective) {
    return effective.n && !history->answers.refused && !t->kinds[effective.items[0].kind] &&
           is_in_order(t, effective);
}

static bool add_taken(struct telling *t, struct date day, const struct history *history,
                      struct event_list effective, size_t count) {
    struct version *version = LIST_PUSH(t->arena, &t->versions);
    if (!version)
        return error_memory(t->err);
    *version = (struct version){.day = day};
    return routine_fees_after(t->routine, t->arena, effective, &history->fees, count,
                              &version->answers, t->err);
}

// A version for each day on which something was recorded that the fee may depend on, of what was
// told by the end of it.
static bool take_versions(struct telling *t, const struct history *history,
                          struct event_list effective) {
    bool matters = false;
    for (size_t i = 0; i < effective.n; i++) {
        const struct event *event = &effective.items[i];
        struct date day = recorded_day(t, event);
        matters = matters || t->kinds[event->kind];
        if (i + 1 < effective.n && date_cmp(recorded_day(t, event + 1), day) == 0)
            continue;
        if (matters && !add_taken(t, day, history, effective, i + 1))
            return false;
        matters = false;
    }
    return true;
}

static bool ask_versions(struct telling *t) {
    if (!sift_logs(t) || !add_versions(t))
        return false;
    for (size_t i = 0; i < t->versions.n;)
        if (!ask_from(t, i, &i))
            return false;
    return true;
}

bool fee_history_of(const struct routine *routine, struct arena *arena,
                    const struct records *records, const struct history *history,
                    struct event_list effective, struct fee_rows *ret_rows, struct error *err) {
    struct telling *t = ARENA_NEW(arena, struct telling);
    if (!t)
        return error_memory(err);
    *t = (struct telling){.routine = routine,
                          .zone = routine_zone(routine),
                          .arena = arena,
                          .records = records,
                          .err = err};
    routine_fees_look_at(routine, t->kinds);
    bool done = can_be_taken(t, history, effective) ? take_versions(t, history, effective)
                                                    : ask_versions(t);
    for (size_t i = 0; done && ever_changed(t) && i < t->versions.n; i++)
        done = add_rows(t, &t->versions.items[i]);
    if (done)
        *ret_rows = t->rows;
    return done;
}
