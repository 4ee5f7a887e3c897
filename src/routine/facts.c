// SPDX-License-Identifier: EUPL-1.2
//
// The case as FEEL: what vocabulary_model() promises, filled in. What is optional and absent is
// null; what is required and absent (written under an older vocabulary) is left out, so that a rule
// that asks for it refuses.
#include <assert.h>

#include "routine/rules.h"
#include "routine/vocabulary_model.h"

struct filling {
    struct arena *arena;
    const struct zone *zone;
    struct error *err;
};

struct date event_date(const struct zone *zone, const struct event *event) {
    return zone_local(zone, event->happened).date;
}

static void put(struct feel_builder *b, const char *name, struct feel_value value) {
    feel_put(b, str_of(name), value);
}

static struct feel_value code_value(enum code code) {
    return feel_string(str_of(code_info(code)->sv));
}

static bool make_list(struct filling *f, struct feel_value *items, size_t n,
                      struct feel_value *ret_list) {
    struct feel_list *list = ARENA_NEW(f->arena, struct feel_list);
    if (!list)
        return error_memory(f->err);
    *list = (struct feel_list){n, items};
    *ret_list = feel_list_of(list);
    return true;
}

static bool value_of_set(struct filling *f, enum code_list codes, uint32_t set,
                         struct feel_value *ret_value) {
    const struct list_info *list = list_info(codes);
    struct feel_value *items = ARENA_ARRAY(f->arena, list->count, struct feel_value);
    if (!items)
        return error_memory(f->err);
    size_t n = 0;
    for (size_t i = 0; i < list->count; i++)
        if (set_has(set, (enum code)(list->first + i)))
            items[n++] = code_value((enum code)(list->first + i));
    return make_list(f, items, n, ret_value);
}

static bool put_fields(struct filling *f, struct feel_builder *b, enum field_id first, size_t count,
                       const struct field_value *values, size_t n);

static bool value_of_each(struct filling *f, const struct field_info *field,
                          const struct field_value *value, struct feel_value *ret_value) {
    const struct record_info *record = record_info(field->each);
    struct feel_value *items = ARENA_ARRAY(f->arena, value->each.n, struct feel_value);
    if (!items)
        return error_memory(f->err);
    for (size_t i = 0; i < value->each.n; i++) {
        const struct record *item = &value->each.items[i];
        struct feel_builder b = feel_builder_new(f->arena);
        put(&b, list_info(record->list)->feel, code_value(item->key));
        if (!put_fields(f, &b, record->first, record->count, item->values, item->n) ||
            !feel_build(&b, &items[i], f->err))
            return false;
    }
    return make_list(f, items, value->each.n, ret_value);
}

static bool value_of_field(struct filling *f, const struct field_value *value,
                           struct feel_value *ret_value) {
    const struct field_info *field = field_info(value->field);
    switch (field->type) {
    case TYPE_LINE:
    case TYPE_TEXT:
    case TYPE_NUMBER:
    case TYPE_UNIT:
    case TYPE_USER:
        *ret_value = feel_string(value->text);
        return true;
    case TYPE_CODE_OF:
        *ret_value = code_value(value->code);
        return true;
    case TYPE_SET_OF:
        return value_of_set(f, field->codes, value->set, ret_value);
    case TYPE_DATE:
        *ret_value = feel_date(value->date);
        return true;
    case TYPE_TIME:
        *ret_value = (struct feel_value){.type = FEEL_TIME, .time = {.clock = value->time}};
        return true;
    case TYPE_REF:
        *ret_value = feel_int(value->ref);
        return true;
    case TYPE_EACH:
        return value_of_each(f, field, value, ret_value);
    }
    assert(!"a type");
    return false;
}

static bool put_fields(struct filling *f, struct feel_builder *b, enum field_id first, size_t count,
                       const struct field_value *values, size_t n) {
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        enum field_id id = (enum field_id)(first + i);
        const struct field_info *field = field_info(id);
        struct feel_value value = feel_null();
        bool present = at < n && values[at].field == id;
        if (present && !value_of_field(f, &values[at++], &value))
            return false;
        if (!present && (field->type == TYPE_SET_OF || field->type == TYPE_EACH) &&
            !make_list(f, NULL, 0, &value))
            return false;
        if (present || value.type == FEEL_LIST || !field->required)
            put(b, field->feel, value);
    }
    return true;
}

bool facts_of_event(struct arena *arena, const struct zone *zone, const struct event *event,
                    struct feel_value *ret_value, struct error *err) {
    struct filling f = {arena, zone, err};
    const struct event_info *info = event_info(event->kind);
    struct feel_builder b = feel_builder_new(arena);
    put(&b, NAME_DATE, feel_date(event_date(zone, event)));
    put(&b, NAME_UNIT, feel_string(event->unit));
    put(&b, NAME_NUMBER, feel_int(event->seq));
    if (info->law_by != FIELD_NONE)
        put(&b, NAME_LAW, feel_string(str_of(law_id(event->law))));
    return put_fields(&f, &b, info->first, info->count, event->payload.values, event->payload.n) &&
           feel_build(&b, ret_value, err);
}

bool facts_of_events(struct arena *arena, const struct zone *zone, struct event_list events,
                     const struct feel_value **ret_values, struct error *err) {
    struct feel_value *values = ARENA_ARRAY(arena, events.n, struct feel_value);
    if (!values)
        return error_memory(err);
    for (size_t i = 0; i < events.n; i++)
        if (!facts_of_event(arena, zone, &events.items[i], &values[i], err))
            return false;
    *ret_values = values;
    return true;
}

// ---- things and the case ----

struct case_filling {
    struct filling f;
    const struct case_state *state;
    const struct feel_value *events;
};

static struct feel_value value_of_event(const struct case_filling *c, const struct event *event) {
    return c->events[event - c->state->events.items];
}

// The latest as `name`, all of them as "alla plural".
static bool put_latest_and_all(struct case_filling *c, struct feel_builder *b, enum event_kind kind,
                               struct feel_value *items, size_t n) {
    const struct event_info *info = event_info(kind);
    struct feel_value all;
    struct str name = str_printf(c->f.arena, NAME_ALL "%s", info->plural);
    if (!name.p)
        return error_memory(c->f.err);
    if (!make_list(&c->f, items, n, &all))
        return false;
    put(b, info->feel, n ? items[n - 1] : feel_null());
    feel_put(b, name, all);
    return true;
}

static bool put_events_of_thing(struct case_filling *c, struct feel_builder *b,
                                const struct thing *thing) {
    const struct link_info *link;
    for (size_t at = 0; next_event_of_thing(thing->kind, &at, &link);) {
        if (link->kind == LINK_OPENS && thing_info(thing->kind)->bare)
            continue;
        if (link->kind == LINK_OPENS) {
            put(b, event_info(link->event)->feel,
                link->event == thing->opened->kind ? value_of_event(c, thing->opened)
                                                   : feel_null());
            continue;
        }
        struct feel_value *items = ARENA_ARRAY(c->f.arena, thing->touch_count, struct feel_value);
        if (!items)
            return error_memory(c->f.err);
        size_t n = 0;
        for (size_t i = 0; i < thing->touch_count; i++)
            if (thing->touched[i]->kind == link->event)
                items[n++] = value_of_event(c, thing->touched[i]);
        if (!put_latest_and_all(c, b, link->event, items, n))
            return false;
    }
    return true;
}

// The event that bore on the thing last: in the order of happening, the opening one first.
static const struct event *latest_of(const struct thing *thing) {
    const struct event *latest = thing->opened;
    for (size_t i = 0; i < thing->touch_count; i++)
        if (thing->touched[i] > latest)
            latest = thing->touched[i];
    return latest;
}

static struct feel_value text_value(struct str text) {
    return text.n ? feel_string(text) : feel_null();
}

static void put_envelope(struct feel_builder *b, const struct zone *zone,
                         const struct event *opened) {
    put(b, NAME_RECORDED, feel_date(zone_local(zone, opened->recorded).date));
    put(b, NAME_ACT, feel_string(str_of(event_info(opened->kind)->feel)));
    put(b, NAME_DEVIATION, text_value(opened->deviation));
    put(b, NAME_BECAUSE, text_value(opened->because));
}

static bool value_of_thing(struct case_filling *c, const struct thing *thing,
                           struct feel_value *ret_value) {
    const struct thing_info *info = thing_info(thing->kind);
    const struct event_info *event = event_info(thing->opened->kind);
    struct feel_builder b = feel_builder_new(c->f.arena);
    enum field_id first = event->first;
    size_t count = event->count;
    if (thing->record) {
        const struct record_info *record = opening_record(thing->kind);
        first = record->first;
        count = record->count;
    }
    if (thing->key != CODE_NONE)
        put(&b, list_info(info->key)->feel, code_value(thing->key));
    if (info->bare)
        put_envelope(&b, c->f.zone, thing->opened);
    else if (!put_fields(&c->f, &b, first, count, thing->values, thing->n))
        return false;
    put(&b, NAME_LASTS, feel_boolean(!thing->closed));
    put(&b, NAME_OPENED, feel_date(event_date(c->f.zone, thing->opened)));
    put(&b, NAME_CLOSED,
        thing->closed ? feel_date(event_date(c->f.zone, thing->closed)) : feel_null());
    put(&b, NAME_LATEST, feel_string(str_of(event_info(latest_of(thing)->kind)->feel)));
    put(&b, NAME_NUMBER, feel_int(thing->opened->seq));
    put(&b, NAME_SENDER, feel_string(thing->opened->unit));
    if (event->law_by != FIELD_NONE && !info->bare)
        put(&b, NAME_LAW, feel_string(str_of(law_id(thing->opened->law))));
    enum code role = thing->opened->role;
    put(&b, NAME_SENDER_ROLE, role == CODE_NONE ? feel_null() : code_value(role));
    return put_events_of_thing(c, &b, thing) && feel_build(&b, ret_value, c->f.err);
}

static bool put_events(struct case_filling *c, struct feel_builder *b, enum event_kind kind) {
    const struct event_list *events = &c->state->events;
    size_t count = 0, n = 0;
    for (size_t i = 0; i < events->n; i++)
        count += events->items[i].kind == kind;
    struct feel_value *items = ARENA_ARRAY(c->f.arena, count, struct feel_value);
    if (!items)
        return error_memory(c->f.err);
    for (size_t i = 0; i < events->n; i++)
        if (events->items[i].kind == kind)
            items[n++] = c->events[i];
    return put_latest_and_all(c, b, kind, items, n);
}

static bool put_things(struct case_filling *c, struct feel_builder *b, enum thing_kind kind,
                       const struct feel_value *things) {
    struct feel_value *items = ARENA_ARRAY(c->f.arena, c->state->thing_count, struct feel_value);
    struct feel_value all;
    if (!items)
        return error_memory(c->f.err);
    size_t n = 0;
    for (size_t i = 0; i < c->state->thing_count; i++)
        if (c->state->things[i].kind == kind)
            items[n++] = things[i];
    if (!make_list(&c->f, items, n, &all))
        return false;
    put(b, thing_info(kind)->plural, all);
    return true;
}

bool facts_of_case(struct arena *arena, const struct zone *zone, const struct case_state *state,
                   const struct feel_value *events, struct facts *ret_facts, struct error *err) {
    struct case_filling c = {{arena, zone, err}, state, events};
    struct feel_builder b = feel_builder_new(arena);
    struct feel_value *things = ARENA_ARRAY(arena, state->thing_count, struct feel_value);
    struct facts facts = {.state = state, .things = things};
    if (!things)
        return error_memory(err);
    for (size_t i = 0; i < state->thing_count; i++)
        if (!value_of_thing(&c, &state->things[i], &things[i]))
            return false;
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        if (is_in_model(kind) && !put_events(&c, &b, kind))
            return false;
    for (enum thing_kind kind = THING_NONE + 1; kind < THING_KIND_COUNT; kind++)
        if (!put_things(&c, &b, kind, things))
            return false;
    if (!feel_build(&b, &facts.whole, err))
        return false;
    *ret_facts = facts;
    return true;
}
