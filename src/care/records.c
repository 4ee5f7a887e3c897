// SPDX-License-Identifier: EUPL-1.2
#include "care/records.h"

#include "base/macros.h"

struct str event_other(const struct event *event) {
    enum field_id field = field_of_type(event->kind, TYPE_PERSON);
    return field ? payload_text(&event->payload, field) : STR_NONE;
}

size_t seq_log(int64_t seq) {
    return (size_t)(seq / RECORD_SHIFT);
}

int64_t seq_within(int64_t seq) {
    return seq % RECORD_SHIFT;
}

int64_t seq_shown(size_t log, int64_t seq) {
    return seq ? seq + (int64_t)log * RECORD_SHIFT : 0;
}

// ---- which logs ----

static size_t find_log(const struct records *records, struct str stream) {
    size_t i = 0;
    while (i < records->n && !str_eq(records->logs[i].stream, stream))
        i++;
    return i;
}

struct gathering {
    struct arena *arena;
    record_fetch *fetch;
    void *context;
    struct records *records;
    struct error *err;
};

static bool add_log(const struct gathering *g, struct str stream) {
    struct records *records = g->records;
    if (find_log(records, stream) < records->n)
        return true;
    if (records->n == RECORDS_MAX)
        return error_set(g->err, ERR_LIMIT, "records.too-many", TEXT_OF(RECORDS_MAX), NULL);
    struct record_log *log = &records->logs[records->n++];
    *log = (struct record_log){.stream = stream};
    return g->fetch(g->context, g->arena, stream, &log->events, g->err);
}

static bool names_another(struct event_list events) {
    for (size_t i = 0; i < events.n; i++)
        if (event_other(&events.items[i]).n)
            return true;
    return false;
}

// The record in which a log itself says that it goes on.
static bool next_of(const struct gathering *g, const struct record_log *log, struct str *ret_next) {
    struct event_list effective;
    *ret_next = STR_NONE;
    if (!names_another(log->events))
        return true;
    if (!event_effective(g->arena, log->events, &effective, g->err))
        return false;
    for (size_t i = 0; i < effective.n; i++)
        if (effective.items[i].kind == EVENT_record_continued)
            *ret_next = event_other(&effective.items[i]);
    return true;
}

static bool follow(const struct gathering *g) {
    struct records *records = g->records;
    struct str next;
    for (size_t i = 0; i < records->n; i++) {
        if (!next_of(g, &records->logs[i], &next))
            return false;
        bool ring = next.n && find_log(records, next) < records->n;
        if (ring)
            records->goes_on_in = STR_NONE;
        if (ring || !next.n)
            return true;
        records->goes_on_in = next;
        if (!add_log(g, next))
            return false;
    }
    return true;
}

// Whether a log that was not known to be the person's is it, and names others.
static bool take_log(const struct gathering *g, size_t i, bool *ret_taken) {
    struct records *records = g->records;
    struct str next;
    if (!next_of(g, &records->logs[i], &next))
        return false;
    size_t at = next.n ? find_log(records, next) : records->n;
    *ret_taken = i == 0 || (at < records->n && records->logs[at].of_person);
    records->logs[i].of_person = *ret_taken;
    for (size_t k = 0; *ret_taken && k < records->logs[i].events.n; k++) {
        struct str other = event_other(&records->logs[i].events.items[k]);
        if (other.n && !add_log(g, other))
            return false;
    }
    return true;
}

// The logs that a log of the person's names; whichever of them goes on in one of the person's is
// the person's too.
static bool widen(const struct gathering *g) {
    bool taken, any;
    do {
        any = false;
        for (size_t i = 0; i < g->records->n; i++) {
            if (g->records->logs[i].of_person)
                continue;
            if (!take_log(g, i, &taken))
                return false;
            any = any || taken;
        }
    } while (any);
    return true;
}

bool records_of(struct arena *arena, struct str stream, record_fetch *fetch, void *context,
                struct records *ret_records, struct error *err) {
    const struct gathering g = {arena, fetch, context, ret_records, err};
    ret_records->n = 0;
    ret_records->goes_on_in = STR_NONE;
    if (!add_log(&g, stream) || !follow(&g))
        return false;
    if (ret_records->goes_on_in.n)
        return true;
    ret_records->n = 1; // a ring is no chain
    return widen(&g);
}

// ---- what stands there ----

// An entry of a log: its first event, and whose it is now.
struct owned {
    size_t root; // index of the event that began the entry that this event belongs to
    bool here;   // of a root: shown at the person now
    bool ever;   // … or once was
};

struct building {
    struct arena *arena;
    const struct records *records;
    LIST_OF(struct event) all;
    struct error *err;
};

static bool is_persons(const struct records *records, struct str stream) {
    size_t at = find_log(records, stream);
    return at < records->n && records->logs[at].of_person;
}

// Events stand by seq, but need not stand without gaps.
static size_t find_seq(const struct event *events, size_t n, int64_t seq) {
    size_t i = n;
    while (i > 0 && events[i - 1].seq != seq)
        i--;
    return i ? i - 1 : n;
}

static void own(const struct building *b, const struct record_log *log, struct owned *owned) {
    const struct event *events = log->events.items;
    for (size_t i = 0; i < log->events.n; i++) {
        size_t target = events[i].corrects ? find_seq(events, i, events[i].corrects) : i;
        owned[i] =
            (struct owned){target < i ? owned[target].root : i, log->of_person, log->of_person};
        if (events[i].kind != EVENT_entry_moved || owned[i].root == i)
            continue;
        struct owned *root = &owned[owned[i].root];
        root->here = is_persons(b->records, event_other(&events[i]));
        root->ever = root->ever || root->here;
    }
}

bool refs_stand(struct arena *arena, size_t log, struct field_value *refs, struct error *err) {
    int64_t *items = ARENA_ARRAY(arena, refs->refs.n, int64_t);
    if (!items)
        return error_memory(err);
    for (size_t i = 0; i < refs->refs.n; i++)
        items[i] = seq_shown(log, seq_within(refs->refs.items[i]));
    refs->refs.items = items;
    return true;
}

static bool raise_refs(struct arena *arena, size_t place, struct payload *payload,
                       struct error *err) {
    struct field_value *values = ARENA_ARRAY(arena, payload->n, struct field_value);
    if (!values)
        return error_memory(err);
    for (size_t i = 0; i < payload->n; i++) {
        values[i] = payload->values[i];
        if (field_info(values[i].field)->type == TYPE_REF)
            values[i].ref = seq_shown(place, values[i].ref);
        if (field_info(values[i].field)->type == TYPE_REFS &&
            !refs_stand(arena, place, &values[i], err))
            return false;
    }
    payload->values = values;
    return true;
}

// An entry that is here is not struck by what moved it: that stands as an event of its own.
static bool add_event(struct building *b, size_t place, const struct event *event, bool here) {
    struct event *copy = LIST_PUSH(b->arena, &b->all);
    if (!copy)
        return error_memory(b->err);
    *copy = *event;
    copy->seq = seq_shown(place, event->seq);
    copy->corrects = here && event->kind == EVENT_entry_moved ? 0 : event->corrects;
    copy->corrects = seq_shown(place, copy->corrects);
    return !place || raise_refs(b->arena, place, &copy->payload, b->err);
}

static bool add_events(struct building *b, size_t place) {
    const struct record_log *log = &b->records->logs[place];
    struct owned *owned = ARENA_ARRAY(b->arena, log->events.n, struct owned);
    if (!owned)
        return error_memory(b->err);
    own(b, log, owned);
    for (size_t i = 0; i < log->events.n; i++) {
        const struct owned *root = &owned[owned[i].root];
        if (root->ever && !add_event(b, place, &log->events.items[i], root->here))
            return false;
    }
    return true;
}

bool records_all(struct arena *arena, const struct records *records, struct event_list *ret_all,
                 struct error *err) {
    struct building b = {.arena = arena, .records = records, .err = err};
    if (records->n == 1 && !names_another(records->logs[0].events)) {
        *ret_all = records->logs[0].events;
        return true;
    }
    for (size_t i = 0; i < records->n; i++)
        if (!add_events(&b, i))
            return false;
    *ret_all = (struct event_list){b.all.n, b.all.items};
    return true;
}
