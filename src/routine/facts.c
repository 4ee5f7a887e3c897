// SPDX-License-Identifier: EUPL-1.2
//
// The case as FEEL: what vocabulary_model() promises, filled in. What is optional and absent is
// null; what is required and absent (written under an older vocabulary) is left out, so that a rule
// that asks for it refuses.
#include <assert.h>
#include <string.h>

#include "routine/rules.h"
#include "routine/vocabulary_model.h"

struct filling {
    struct arena *arena;
    const struct zone *zone;
    struct error *err;
};

static const char *const all_names[] = {
    NULL,
#define EVENT(id, stream, law, feel, plural, sv, en) NAME_ALL plural,
#include "care/vocabulary.def"
};
static const struct feel_list nothing;

struct date event_date(const struct zone *zone, const struct event *event) {
    return zone_local(zone, event->happened).date;
}

// With its offset, so that hours counted from it are hours that pass, whatever the clock does.
static struct feel_value moment_in(const struct zone *zone, struct instant instant) {
    struct date_time local = zone_local(zone, instant);
    return (struct feel_value){.type = FEEL_DATE_TIME,
                               .date_time = {.date = local.date,
                                             .time = {.clock = local.time,
                                                      .kind = FEEL_AT_OFFSET,
                                                      .offset_s = zone_offset_at(zone, instant)}}};
}

static void put(struct feel_builder *b, const char *name, struct feel_value value) {
    feel_add(b, str_of(name), value); // the names of a type differ: the model was loaded
}

static struct feel_value code_value(enum code code) {
    return feel_string(str_of(code_info(code)->sv));
}

static bool make_list(struct filling *f, struct feel_value *items, size_t n,
                      struct feel_value *ret_list) {
    struct feel_list *list = n ? ARENA_NEW(f->arena, struct feel_list) : NULL;
    *ret_list = feel_list_of(&nothing);
    if (!n)
        return true;
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

static bool value_of_refs(struct filling *f, const struct field_value *value,
                          struct feel_value *ret_value) {
    struct feel_value *items = ARENA_ARRAY(f->arena, value->refs.n, struct feel_value);
    if (!items)
        return error_memory(f->err);
    for (size_t i = 0; i < value->refs.n; i++)
        items[i] = feel_int(value->refs.items[i]);
    return make_list(f, items, value->refs.n, ret_value);
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
        struct feel_builder b = feel_builder_for(f->arena, record->count + 1);
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
    case TYPE_PERSON:
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
    case TYPE_REFS:
        return value_of_refs(f, value, ret_value);
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
        bool is_list =
            field->type == TYPE_SET_OF || field->type == TYPE_REFS || field->type == TYPE_EACH;
        if (!present && is_list && !make_list(f, NULL, 0, &value))
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
    struct feel_builder b = feel_builder_for(arena, info->count + 6);
    struct feel_value moment = moment_in(zone, event->happened), recorded = moment;
    if (event->recorded.us != event->happened.us)
        recorded = moment_in(zone, event->recorded);
    moment.date_time.time.clock.nanosecond = 0;
    put(&b, NAME_DATE, feel_date(moment.date_time.date));
    put(&b, NAME_MOMENT, moment);
    put(&b, NAME_RECORDED_AT, recorded);
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

// ---- things ----

static const struct feel_value *value_of_event(const struct facts *facts,
                                               const struct event *event) {
    return &facts->events[event - facts->effective.items];
}

// When it happened, as facts_of_event() puts it first.
static struct feel_value date_of(const struct facts *facts, const struct event *event) {
    return value_of_event(facts, event)->context->entries[0].value;
}

static struct feel_value moment_of(const struct facts *facts, const struct event *event) {
    return value_of_event(facts, event)->context->entries[1].value;
}

static bool is_told_of(enum thing_kind kind, const struct link_info *link) {
    return link->kind != LINK_OPENS || !thing_info(kind)->bare;
}

static bool bears_by(const struct link_info *link, const struct thing *thing, size_t at) {
    return link->kind != LINK_OPENS && thing->touched[at]->kind == link->event;
}

// The latest and all of them.
static bool fill_events(struct filling *f, const struct facts *facts, const struct thing *thing,
                        const struct link_info *link, size_t first, struct feel_entry *entries) {
    struct feel_value *items = ARENA_ARRAY(f->arena, thing->touch_count - first, struct feel_value);
    size_t n = 0;
    if (!items)
        return error_memory(f->err);
    for (size_t i = first; i < thing->touch_count; i++)
        if (bears_by(link, thing, i))
            items[n++] = *value_of_event(facts, thing->touched[i]);
    entries[0].value = items[n - 1];
    return make_list(f, items, n, &entries[1].value);
}

// Those of the links by which an event bears on it that it did not know before; *parts: adds which
// they are.
static bool fill_touched(struct filling *f, const struct facts *facts, const struct thing *thing,
                         size_t known, struct feel_entry *entries, uint64_t *parts) {
    const struct thing_shape *shape = &facts->routine->shape.things[thing->kind];
    for (size_t at = 0; known < thing->touch_count && at < shape->n; at++) {
        const struct link_info *link = shape->links[at];
        struct feel_entry *of_link = &entries[shape->entry_at[at]];
        size_t newer = known, first = 0;
        while (newer < thing->touch_count && !bears_by(link, thing, newer))
            newer++;
        if (newer == thing->touch_count)
            continue;
        while (!bears_by(link, thing, first))
            first++;
        if (!fill_events(f, facts, thing, link, first, of_link))
            return false;
        *parts |= shape->parts[at];
    }
    return true;
}

// The event that opened it, among those that may.
static void fill_opened(const struct facts *facts, const struct thing *thing,
                        struct feel_entry *entries) {
    const struct thing_shape *shape = &facts->routine->shape.things[thing->kind];
    for (size_t at = 0; at < shape->n; at++)
        if (shape->links[at]->kind == LINK_OPENS && is_told_of(thing->kind, shape->links[at]) &&
            shape->links[at]->event == thing->opened->kind)
            entries[shape->entry_at[at]].value = *value_of_event(facts, thing->opened);
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

// Besides its fields and the events that bear on it a thing has its key, an envelope, and the rest
// of what put_state() says below.
#define THING_ENTRIES 14

// What a thing has of its own, which an event that bears on it may change.
static bool put_own(struct filling *f, struct feel_builder *b, const struct thing_shape *shape,
                    const struct thing *thing) {
    const struct thing_info *info = thing_info(thing->kind);
    const struct event_info *event = event_info(thing->opened->kind);
    const struct record_info *record = thing->record ? shape->record : NULL;
    if (thing->key != CODE_NONE)
        put(b, list_info(info->key)->feel, code_value(thing->key));
    if (info->bare) {
        put_envelope(b, f->zone, thing->opened);
        return true;
    }
    return put_fields(f, b, record ? record->first : event->first,
                      record ? record->count : event->count, thing->values, thing->n);
}

// Where these stand among what follows, of every thing.
enum { STATE_LASTS = 0, STATE_CLOSED = 3, STATE_LATEST = 4 };

static void put_state(struct feel_builder *b, const struct facts *facts,
                      const struct thing *thing) {
    const struct thing_info *info = thing_info(thing->kind);
    const struct thing_shape *shape = &facts->routine->shape.things[thing->kind];
    enum code role = thing->opened->role;
    put(b, NAME_LASTS, feel_null());
    put(b, NAME_OPENED, date_of(facts, thing->opened));
    put(b, NAME_OPENED_AT, moment_of(facts, thing->opened));
    put(b, NAME_CLOSED, feel_null());
    put(b, NAME_LATEST, feel_null());
    put(b, NAME_NUMBER, feel_int(thing->opened->seq));
    put(b, NAME_SENDER, feel_string(thing->opened->unit));
    if (event_info(thing->opened->kind)->law_by != FIELD_NONE && !info->bare)
        put(b, NAME_LAW, feel_string(str_of(law_id(thing->opened->law))));
    put(b, NAME_SENDER_ROLE, role == CODE_NONE ? feel_null() : code_value(role));
    feel_add_entries(b, shape->entries, shape->entry_count);
}

static void fill_state(const struct facts *facts, const struct thing *thing,
                       struct feel_entry *state) {
    const char *latest = event_info(latest_of(thing)->kind)->feel;
    state[STATE_LASTS].value = feel_boolean(!thing->closed);
    state[STATE_CLOSED].value = thing->closed ? date_of(facts, thing->closed) : feel_null();
    state[STATE_LATEST].value = feel_string(str_of(latest));
}

// In which parts some of the entries differ.
static uint64_t parts_changed(const struct feel_kind *kind, const struct feel_entry *before,
                              const struct feel_entry *after, size_t n) {
    const struct feel_context was = {n, before}, is = {n, after};
    return dmn_parts_between(kind, feel_context_of(&was), feel_context_of(&is));
}

// Of a thing that was there before what follows its own is copied, but for what may be another now;
// so is its own while its values are the same.
static bool value_of_thing(struct filling *f, const struct facts *facts, const struct thing *thing,
                           struct fact_thing *fact, uint64_t *ret_parts) {
    const struct thing_shape *shape = &facts->routine->shape.things[thing->kind];
    const struct feel_context *old = fact->version ? fact->value.context : NULL;
    const struct event_info *event = event_info(thing->opened->kind);
    size_t fields = thing->record ? shape->record->count : event->count;
    struct feel_builder b = feel_builder_for(f->arena, fields + shape->entry_count + THING_ENTRIES);
    bool own_stands = old && fact->values == thing->values;
    if (own_stands)
        feel_add_entries(&b, old->entries, fact->fields);
    else if (!put_own(f, &b, shape, thing))
        return false;
    size_t own = b.entries.n;
    bool goes_on = old && fact->fields == own;
    if (goes_on)
        feel_add_entries(&b, &old->entries[own], old->n - own);
    else
        put_state(&b, facts, thing);
    if (b.failed)
        return error_memory(f->err);
    struct feel_entry *events = &b.entries.items[b.entries.n - shape->entry_count];
    if (!goes_on)
        fill_opened(facts, thing, events);
    fill_state(facts, thing, &b.entries.items[own]);
    size_t first = own_stands ? own : 0; // of what may be another
    *ret_parts = DMN_PARTS_ALL;
    if (goes_on && shape->kind)
        *ret_parts = parts_changed(shape->kind, &old->entries[first], &b.entries.items[first],
                                   own - first + STATE_LATEST + 1);
    if (!fill_touched(f, facts, thing, goes_on ? fact->touched : 0, events, ret_parts))
        return false;
    fact->fields = own;
    fact->values = thing->values;
    fact->touched = thing->touch_count;
    return feel_build(&b, &fact->value, f->err);
}

// ---- the case ----

// An opening event by itself, or null; of the others the latest as `name`, all of them as "alla
// plural".
static void put_link(struct feel_builder *b, const struct link_info *link) {
    put(b, event_info(link->event)->feel, feel_null());
    if (link->kind != LINK_OPENS)
        put(b, all_names[link->event], feel_list_of(&nothing));
}

static bool shape_thing(struct arena *arena, enum thing_kind kind, struct thing_shape *thing,
                        struct error *err) {
    const struct link_info *link;
    struct feel_builder b = feel_builder_for(arena, 2 * link_count());
    thing->record = opening_record(kind);
    thing->links = ARENA_ARRAY(arena, link_count(), const struct link_info *);
    thing->entry_at = ARENA_ARRAY(arena, link_count(), size_t);
    thing->parts = ARENA_ARRAY(arena, link_count(), uint64_t);
    if (!thing->links || !thing->entry_at || !thing->parts)
        return error_memory(err);
    for (size_t at = 0; next_event_of_thing(kind, &at, &link);) {
        thing->entry_at[thing->n] = b.entries.n;
        thing->links[thing->n++] = link;
        if (is_told_of(kind, link))
            put_link(&b, link);
    }
    thing->entries = b.entries.items;
    thing->entry_count = b.entries.n;
    return b.failed ? error_memory(err) : true;
}

static bool shape_things(struct arena *arena, struct facts_shape *shape, struct error *err) {
    for (enum thing_kind kind = THING_NONE + 1; kind < THING_KIND_COUNT; kind++)
        if (!shape_thing(arena, kind, &shape->things[kind], err))
            return false;
    return true;
}

// The members of tÄrende: of each kind of event the latest and all of them, then the things.
bool facts_shape(struct arena *arena, struct facts_shape *ret_shape, struct error *err) {
    struct feel_builder b = feel_builder_for(arena, FACTS_MEMBERS);
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        if (is_in_model(kind)) {
            ret_shape->latest_member[kind] = b.entries.n;
            put(&b, event_info(kind)->feel, feel_null());
            put(&b, all_names[kind], feel_list_of(&nothing));
        }
    ret_shape->first_thing_member = b.entries.n;
    for (enum thing_kind kind = THING_NONE + 1; kind < THING_KIND_COUNT; kind++)
        put(&b, thing_info(kind)->plural, feel_list_of(&nothing));
    return shape_things(arena, ret_shape, err) && feel_build(&b, &ret_shape->nothing, err);
}

// Members of its own for the case as it is.
static bool renew_case(struct facts *facts) {
    size_t n = facts->whole.context->n;
    struct feel_context *whole = ARENA_NEW(facts->arena, struct feel_context);
    struct feel_entry *members = arena_bytes(facts->arena, n * sizeof(*members));
    if (!whole || !members)
        return false;
    memcpy(members, facts->whole.context->entries, n * sizeof(*members));
    *whole = (struct feel_context){n, members};
    facts->members = members;
    facts->whole = feel_context_of(whole);
    return true;
}

bool facts_begin(struct arena *arena, const struct routine *routine, struct event_list effective,
                 const struct feel_value *events, struct facts *ret_facts, struct error *err) {
    struct facts facts = {.arena = arena,
                          .routine = routine,
                          .effective = effective,
                          .events = events,
                          .fold = case_fold_new(arena, effective),
                          .whole = routine->shape.nothing,
                          .changes = arena_bytes(arena, FACTS_MEMBERS * sizeof(size_t)),
                          .changed_parts = ARENA_ARRAY(arena, FACTS_MEMBERS, uint64_t),
                          .differ = arena_bytes(arena, FACTS_MEMBERS * sizeof(size_t)),
                          .changed_at = ARENA_ARRAY(arena, FACTS_MEMBERS, uint32_t),
                          .of_kind = ARENA_ARRAY(arena, EVENT_KIND_COUNT, struct facts_of_kind)};
    size_t counts[EVENT_KIND_COUNT] = {0};
    if (!facts.fold || !facts.changes || !facts.changed_parts || !facts.differ ||
        !facts.changed_at || !facts.of_kind || !renew_case(&facts))
        return error_memory(err);
    for (size_t i = 0; i < effective.n; i++)
        counts[effective.items[i].kind]++;
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        if (counts[kind] &&
            !(facts.of_kind[kind].items = ARENA_ARRAY(arena, counts[kind], struct feel_value)))
            return error_memory(err);
    *ret_facts = facts;
    return true;
}

static void note_change(struct facts *facts, size_t member, uint64_t parts) {
    if (!facts->changed_parts[member])
        facts->changes[facts->change_count++] = member;
    facts->changed_parts[member] |= parts;
    if (!facts->changed_at[member])
        facts->differ[facts->differ_count++] = member;
    facts->changed_at[member] = (uint32_t)facts->state.events.n;
}

static void forget_changes(struct facts *facts) {
    for (size_t i = 0; i < facts->change_count; i++)
        facts->changed_parts[facts->changes[i]] = 0;
    facts->change_count = facts->renewed.n = 0;
}

static bool keep_changes(struct facts *facts) {
    struct facts_step *step = LIST_PUSH(facts->arena, &facts->steps);
    struct fact_change *changes =
        ARENA_ARRAY(facts->arena, facts->change_count, struct fact_change);
    if (!step || !changes)
        return false;
    for (size_t i = 0; i < facts->change_count; i++)
        changes[i] =
            (struct fact_change){facts->changes[i], facts->changed_parts[facts->changes[i]]};
    *step = (struct facts_step){facts->change_count, changes};
    return true;
}

static bool add_event(struct filling *f, struct facts *facts, size_t at) {
    enum event_kind kind = facts->effective.items[at].kind;
    struct facts_of_kind *of = &facts->of_kind[kind];
    size_t latest = facts->routine->shape.latest_member[kind];
    if (!is_in_model(kind))
        return true;
    // Lists that were made before end where they ended.
    of->items[of->n++] = facts->events[at];
    facts->members[latest].value = facts->events[at];
    note_change(facts, latest, DMN_PARTS_ALL);
    note_change(facts, latest + 1, DMN_PARTS_ALL);
    return make_list(f, of->items, of->n, &facts->members[latest + 1].value);
}

size_t facts_member_of(const struct facts *facts, enum thing_kind kind) {
    return facts->routine->shape.first_thing_member + kind - 1;
}

static bool renew_thing(struct filling *f, struct facts *facts, size_t at, uint64_t *ret_parts) {
    const struct thing *thing = &facts->state.things[at];
    struct fact_thing *fact = &facts->things.items[at];
    struct dmn_version *version = ARENA_NEW(f->arena, struct dmn_version);
    if (!version)
        return error_memory(f->err);
    if (!value_of_thing(f, facts, thing, fact, ret_parts))
        return false;
    *version = (struct dmn_version){(uint32_t)thing->after, *ret_parts, fact->version};
    fact->version = version;
    return true;
}

// The values of the things that changed since the events that counted before.
static bool renew_things(struct filling *f, struct facts *facts) {
    for (size_t i = 0; i < facts->state.thing_count; i++) {
        const struct thing *thing = &facts->state.things[i];
        if (thing->after <= facts->before)
            continue;
        if (i == facts->things.n && !LIST_PUSH(f->arena, &facts->things))
            return error_memory(f->err);
        uint64_t parts = 0;
        if (!renew_thing(f, facts, i, &parts))
            return false;
        size_t *place = parts ? LIST_PUSH(f->arena, &facts->renewed) : NULL;
        if (parts && !place)
            return error_memory(f->err);
        if (!parts)
            continue;
        *place = i;
        note_change(facts, facts_member_of(facts, thing->kind), parts);
    }
    return true;
}

static bool list_things(struct filling *f, struct facts *facts, enum thing_kind kind) {
    struct feel_value *items = ARENA_ARRAY(f->arena, facts->things.n, struct feel_value);
    if (!items)
        return error_memory(f->err);
    size_t n = 0;
    for (size_t i = 0; i < facts->things.n; i++)
        if (facts->state.things[i].kind == kind)
            items[n++] = facts->things.items[i].value;
    return make_list(f, items, n, &facts->members[facts_member_of(facts, kind)].value);
}

bool facts_to(struct facts *facts, size_t count, struct error *err) {
    struct filling f = {facts->arena, facts->routine->zone, err};
    facts->before = facts->state.events.n;
    forget_changes(facts);
    if (facts->routine->takes_whole_case && !renew_case(facts))
        return error_memory(err);
    if (!case_fold_to(facts->fold, count, &facts->state, err))
        return false;
    for (size_t i = facts->before; i < count; i++)
        if (!add_event(&f, facts, i))
            return false;
    if (!renew_things(&f, facts))
        return false;
    for (enum thing_kind kind = THING_NONE + 1; kind < THING_KIND_COUNT; kind++)
        if (facts->changed_parts[facts_member_of(facts, kind)] && !list_things(&f, facts, kind))
            return false;
    return keep_changes(facts) ? true : error_memory(err);
}
