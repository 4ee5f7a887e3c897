// SPDX-License-Identifier: EUPL-1.2
#include "care/state.h"

#include <assert.h>

struct touches {
    LIST_OF(const struct event *) list;
};

struct case_fold {
    struct arena *arena;
    struct error *err;
    struct event_list effective;
    size_t count; // of the events that have been folded, with the one at hand
    LIST_OF(struct thing) things;
    LIST_OF(struct touches) touches; // of each thing
    // By kind of event, 1 and the place of its first link, and by link of the next of the same; 0:
    // none.
    uint16_t first_link[EVENT_KIND_COUNT];
    uint16_t *next_link;
};

static bool touch(struct case_fold *f, size_t at, const struct event *event, bool closes) {
    struct thing *thing = &f->things.items[at];
    const struct touches *touches = &f->touches.items[at];
    if (touches->list.n && touches->list.items[touches->list.n - 1] == event)
        return true; // named twice
    const struct event **place = LIST_PUSH(f->arena, &f->touches.items[at].list);
    if (!place)
        return error_memory(f->err);
    *place = event;
    thing->after = f->count;
    if (closes && !thing->closed)
        thing->closed = event;
    return true;
}

static bool is_bound_to(const struct link_info *link, const struct event *event,
                        const struct thing *thing) {
    if (link->own && !str_eq(thing->opened->unit, event->unit))
        return false;
    if (link->known && !event_recorded_before(thing->opened, event))
        return false;
    if (link->kind == LINK_CLOSES && thing_info(thing->kind)->renewed &&
        event->recorded.us < thing->opened->recorded.us)
        return false;
    return link->unless == FIELD_NONE || !payload_get(&event->payload, link->unless);
}

bool link_concerns(const struct link_info *link, const struct event *event,
                   const struct thing *thing) {
    if (thing->kind != link->thing || link->kind == LINK_OPENS || thing->opened->seq == event->seq)
        return false;
    if (!is_bound_to(link, event, thing))
        return false;
    if (link->by == FIELD_NONE)
        return !thing->closed;
    const struct field_value *by = payload_get(&event->payload, link->by);
    if (!by)
        return false;
    if (field_info(link->by)->type == TYPE_REF)
        return by->ref == thing->opened->seq;
    if (field_info(link->by)->type == TYPE_REFS)
        return refs_have(by, thing->opened->seq);
    assert(field_info(link->by)->type == TYPE_SET_OF);
    return !thing->closed && thing->key != CODE_NONE && set_has(by->set, thing->key);
}

static bool apply(struct case_fold *f, const struct link_info *link, const struct event *event,
                  size_t at) {
    if (!link_concerns(link, event, &f->things.items[at]))
        return true;
    return touch(f, at, event, link->kind == LINK_CLOSES);
}

static bool reaches_ahead(const struct link_info *link) {
    if (link->kind == LINK_OPENS || link->by == FIELD_NONE)
        return link->for_good;
    return field_info(link->by)->type == TYPE_REF || field_info(link->by)->type == TYPE_REFS;
}

// Which kinds of event bear on things of a kind that are opened after them; whether any does.
static bool find_reaching(enum thing_kind kind, bool kinds[static EVENT_KIND_COUNT]) {
    size_t n;
    bool any = false;
    const struct link_info *links = link_all(&n);
    for (size_t i = 0; i < n; i++)
        if (links[i].thing == kind && reaches_ahead(&links[i]))
            any = kinds[links[i].event] = true;
    return any;
}

// An answer may be dated before its question (a slip, or two acts on the same day): what named a
// thing by REF concerns it even when it stands before the event that opened it. So does a death
// that was recorded when more had been.
static bool apply_earlier(struct case_fold *f, size_t at) {
    const struct event *opened = f->things.items[at].opened;
    size_t n;
    const struct link_info *links = link_all(&n);
    bool kinds[EVENT_KIND_COUNT] = {false};
    if (!find_reaching(f->things.items[at].kind, kinds))
        return true;
    for (const struct event *event = f->effective.items; event != opened; event++)
        for (size_t i = 0; kinds[event->kind] && i < n; i++)
            if (links[i].event == event->kind && reaches_ahead(&links[i]) &&
                !apply(f, &links[i], event, at))
                return false;
    return true;
}

static bool open_thing(struct case_fold *f, const struct link_info *link, const struct event *event,
                       const struct record *record) {
    enum code key = record ? record->key : CODE_NONE;
    for (size_t i = 0; key != CODE_NONE && i < f->things.n; i++) {
        const struct thing *earlier = &f->things.items[i];
        bool replaced = earlier->kind == link->thing && earlier->key == key && !earlier->closed;
        if (replaced && !touch(f, i, event, true))
            return false;
    }
    struct thing *thing = LIST_PUSH(f->arena, &f->things);
    if (!thing || !LIST_PUSH(f->arena, &f->touches))
        return error_memory(f->err);
    *thing = (struct thing){
        .kind = link->thing, .key = key, .opened = event, .record = record, .after = f->count};
    return apply_earlier(f, f->things.n - 1);
}

static bool is_opened_by(const struct thing_info *info, const struct record *record) {
    if (info->only_if == FIELD_NONE)
        return true;
    const struct field_value *value = record_get(record, info->only_if);
    return value && value->code == info->only_if_code;
}

static bool open_things(struct case_fold *f, const struct link_info *link,
                        const struct event *event) {
    if (link->by == FIELD_NONE)
        return open_thing(f, link, event, NULL);
    const struct field_value *each = payload_get(&event->payload, link->by);
    for (size_t i = 0; each && i < each->each.n; i++) {
        const struct record *record = &each->each.items[i];
        if (is_opened_by(thing_info(link->thing), record) && !open_thing(f, link, event, record))
            return false;
    }
    return true;
}

static bool fold_link(struct case_fold *f, const struct link_info *link,
                      const struct event *event) {
    if (link->kind == LINK_OPENS)
        return open_things(f, link, event);
    for (size_t j = 0; j < f->things.n; j++)
        if (f->things.items[j].kind == link->thing && !apply(f, link, event, j))
            return false;
    return true;
}

// In the order of the vocabulary; an event that deviates is of those of no kind, too.
static bool fold_event(struct case_fold *f, const struct event *event) {
    size_t n, of_kind = f->first_link[event->kind];
    size_t deviating = event->deviation.n ? f->first_link[EVENT_NONE] : 0;
    const struct link_info *links = link_all(&n);
    while (of_kind || deviating) {
        bool is_next = of_kind && (!deviating || of_kind < deviating);
        size_t *next = is_next ? &of_kind : &deviating;
        if (!fold_link(f, &links[*next - 1], event))
            return false;
        *next = f->next_link[*next - 1];
    }
    return true;
}

// The value of the field that has the same id and type as another field.
static const struct field_value *value_of(const struct payload *payload, enum field_id like) {
    const struct field_info *wanted = field_info(like);
    for (size_t i = 0; i < payload->n; i++) {
        const struct field_info *info = field_info(payload->values[i].field);
        if (info->type == wanted->type && info->codes == wanted->codes &&
            str_is(str_of(info->id), wanted->id))
            return &payload->values[i];
    }
    return NULL;
}

// … in the latest of the events that touched a thing, from that one on; or NULL.
static const struct field_value *newest_of(const struct thing *thing, size_t first,
                                           enum field_id like) {
    const struct field_value *newest = NULL;
    for (size_t i = thing->touch_count; i > first && !newest; i--)
        newest = value_of(&thing->touched[i - 1]->payload, like);
    return newest;
}

// The record that things of a kind are opened by; NULL when the event itself opens them.
static const struct record_info *opening_record(enum thing_kind kind, enum event_kind event) {
    size_t n;
    const struct link_info *links = link_all(&n);
    for (size_t i = 0; i < n; i++) {
        const struct link_info *link = &links[i];
        if (link->kind == LINK_OPENS && link->thing == kind && link->event == event)
            return link->by == FIELD_NONE ? NULL : record_info(field_info(link->by)->each);
    }
    assert(!"an event that opens things of the kind");
    return NULL;
}

// The values of its fields, of which those events change some that have touched it since.
static bool overlay(struct case_fold *f, size_t at) {
    struct thing *thing = &f->things.items[at];
    const struct field_value *before = thing->values;
    const struct field_value *before_end = before ? before + thing->n : NULL;
    size_t first_new = before ? thing->touch_count : 0;
    thing->touched = f->touches.items[at].list.items;
    thing->touch_count = f->touches.items[at].list.n;
    if (thing_info(thing->kind)->bare)
        return true;
    const struct event_info *event = event_info(thing->opened->kind);
    const struct record_info *record = opening_record(thing->kind, thing->opened->kind);
    enum field_id first = record ? record->first : event->first;
    size_t count = record ? record->count : event->count;
    struct payload own = thing->opened->payload;
    if (record)
        own = (struct payload){thing->record->n, thing->record->values};
    struct field_value *values = ARENA_ARRAY(f->arena, count, struct field_value);
    bool is_other = !before;
    size_t n = 0;
    if (!values)
        return error_memory(f->err);
    for (size_t i = 0; i < count; i++) {
        enum field_id field = (enum field_id)(first + i);
        const struct field_value *value = before ? NULL : payload_get(&own, field);
        if (before != before_end && before->field == field)
            value = before++;
        const struct field_value *newer = newest_of(thing, first_new, field);
        if (newer) {
            value = newer;
            is_other = true;
        }
        if (!value)
            continue;
        values[n] = *value;
        values[n++].field = field;
    }
    if (is_other) {
        thing->n = n;
        thing->values = values;
    }
    return true;
}

struct case_fold *case_fold_new(struct arena *arena, struct event_list effective) {
    struct case_fold *fold = ARENA_NEW(arena, struct case_fold);
    size_t n;
    const struct link_info *links = link_all(&n);
    if (!fold)
        return NULL;
    *fold = (struct case_fold){.arena = arena, .effective = effective};
    if (!(fold->next_link = ARENA_ARRAY(arena, n, uint16_t)))
        return NULL;
    for (size_t i = n; i > 0; i--) {
        fold->next_link[i - 1] = fold->first_link[links[i - 1].event];
        fold->first_link[links[i - 1].event] = (uint16_t)i;
    }
    return fold;
}

bool case_fold_to(struct case_fold *fold, size_t count, struct case_state *ret_state,
                  struct error *err) {
    size_t before = fold->count;
    assert(before <= count && count <= fold->effective.n);
    fold->err = err;
    while (fold->count < count) {
        const struct event *event = &fold->effective.items[fold->count++];
        if (!fold_event(fold, event))
            return false;
    }
    for (size_t i = 0; i < fold->things.n; i++)
        if (fold->things.items[i].after > before && !overlay(fold, i))
            return false;
    *ret_state =
        (struct case_state){{count, fold->effective.items}, fold->things.n, fold->things.items};
    return true;
}

bool state_fold(struct arena *arena, struct event_list effective, size_t count,
                struct case_state *ret_state, struct error *err) {
    struct case_fold *fold = case_fold_new(arena, effective);
    return fold ? case_fold_to(fold, count, ret_state, err) : error_memory(err);
}

const struct event *state_latest(const struct case_state *state, enum event_kind kind) {
    for (size_t i = state->events.n; i > 0; i--)
        if (state->events.items[i - 1].kind == kind)
            return &state->events.items[i - 1];
    return NULL;
}

const struct thing *state_lasting(const struct case_state *state, enum thing_kind kind) {
    for (size_t i = state->thing_count; i > 0; i--)
        if (state->things[i - 1].kind == kind && !state->things[i - 1].closed)
            return &state->things[i - 1];
    return NULL;
}

struct str thing_id(struct arena *arena, const struct thing *thing) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct str id;
    buf_add_c(&buf, thing_info(thing->kind)->id);
    buf_add_char(&buf, ':');
    if (thing->key != CODE_NONE) {
        buf_add_c(&buf, code_info(thing->key)->id);
        buf_add_char(&buf, ':');
    }
    buf_add_int(&buf, thing->opened->seq);
    return buf_done(&buf, &id, NULL) ? id : STR_NONE;
}

const struct thing *state_thing(const struct case_state *state, enum thing_kind kind,
                                int64_t opened_seq, enum code key) {
    for (size_t i = 0; i < state->thing_count; i++) {
        const struct thing *thing = &state->things[i];
        if (thing->kind == kind && thing->key == key && thing->opened->seq == opened_seq)
            return thing;
    }
    return NULL;
}

const struct field_value *thing_get(const struct thing *thing, const char *field_id) {
    for (size_t i = 0; i < thing->n; i++)
        if (str_is(str_of(field_info(thing->values[i].field)->id), field_id))
            return &thing->values[i];
    return NULL;
}
