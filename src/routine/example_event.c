// SPDX-License-Identifier: EUPL-1.2
#include <string.h>

#include "routine/example.h"

#define US_PER_MINUTE (INT64_C(60) * 1000000)

struct reading {
    struct arena *arena;
    const struct routine *routine;
    struct example_units *units;
    struct error *err;
};

struct str example_unit(struct arena *arena, struct example_units *units, struct str name) {
    size_t i = 0;
    while (i < units->names.n && !str_eq(units->names.items[i], name))
        i++;
    if (i == units->names.n) {
        struct str *place = LIST_PUSH(arena, &units->names);
        if (!place)
            return STR_NONE;
        *place = name;
    }
    return str_printf(arena, "unit/%026zu", i);
}

struct str example_unit_name(const struct example_units *units, struct str stream) {
    struct str rest = stream, kind;
    int64_t i;
    if (!str_split(&rest, '/', &kind) || !str_is(kind, "unit") || !str_int64(rest, &i) || i < 0 ||
        (size_t)i >= units->names.n)
        return stream;
    return units->names.items[i];
}

static bool fail(const struct reading *r, const char *key, struct str name, const struct json *at) {
    const char *c = str_c(r->arena, name);
    if (!c)
        return error_memory(r->err);
    error_set(r->err, ERR_INPUT, key, c, NULL);
    return error_at(r->err, NULL, NULL, at->line, at->column);
}

static bool fail_value(const struct reading *r, const struct json *at) {
    return fail(r, "example.bad-value", at->key.n ? at->key : at->text, at);
}

static bool read_set(const struct reading *r, enum code_list list, const struct json *json,
                     uint32_t *ret_set) {
    uint32_t set = 0;
    if (json->type != JSON_ARRAY)
        return fail_value(r, json);
    for (const struct json *item = json->first; item; item = item->next) {
        enum code code = item->type == JSON_STRING ? code_find_feel(list, item->text) : CODE_NONE;
        if (code == CODE_NONE)
            return fail_value(r, item);
        set = set_with(set, code);
    }
    *ret_set = set;
    return true;
}

static bool read_fields(const struct reading *r, const struct json *object, enum field_id first,
                        size_t count, struct payload *ret_payload);

static bool read_each(const struct reading *r, const struct field_info *field,
                      const struct json *json, struct field_value *value) {
    const struct record_info *record = record_info(field->each);
    const struct list_info *list = list_info(record->list);
    if (json->type != JSON_OBJECT)
        return fail_value(r, json);
    struct record *items = ARENA_ARRAY(r->arena, list->count, struct record);
    if (!items)
        return error_memory(r->err);
    size_t n = 0;
    for (size_t i = 0; i < list->count; i++) {
        enum code key = (enum code)(list->first + i);
        const struct json *member = json_get(json, code_info(key)->sv);
        struct payload payload;
        if (!member)
            continue;
        if (!read_fields(r, member, record->first, record->count, &payload))
            return false;
        items[n++] = (struct record){key, payload.n, payload.values};
    }
    if (n < json->count)
        return fail_value(r, json);
    value->each.items = items;
    value->each.n = n;
    return true;
}

static bool read_refs(const struct reading *r, const struct json *json, struct field_value *value) {
    if (json->type != JSON_ARRAY)
        return fail_value(r, json);
    int64_t *items = ARENA_ARRAY(r->arena, json->count, int64_t);
    if (!items)
        return error_memory(r->err);
    const struct json *wrong = json_ints(json, items);
    value->refs.items = items;
    value->refs.n = json->count;
    return !wrong || fail_value(r, wrong);
}

static bool read_unit(const struct reading *r, const struct json *json, struct str *ret_stream) {
    *ret_stream = example_unit(r->arena, r->units, json->text);
    return ret_stream->p || error_memory(r->err);
}

static bool read_field(const struct reading *r, const struct json *json,
                       struct field_value *value) {
    const struct field_info *field = field_info(value->field);
    bool is_string = json->type == JSON_STRING, good = false;
    switch (field->type) {
    case TYPE_LINE:
    case TYPE_TEXT:
    case TYPE_NUMBER:
    case TYPE_PERSON:
    case TYPE_USER:
        value->text = json->text;
        good = is_string;
        break;
    case TYPE_UNIT:
        return is_string ? read_unit(r, json, &value->text) : fail_value(r, json);
    case TYPE_CODE_OF:
        value->code = is_string ? code_find_feel(field->codes, json->text) : CODE_NONE;
        good = value->code != CODE_NONE;
        break;
    case TYPE_SET_OF:
        return read_set(r, field->codes, json, &value->set);
    case TYPE_DATE:
        good = is_string && date_parse(json->text, &value->date);
        break;
    case TYPE_TIME:
        good = is_string && time_parse(json->text, &value->time);
        break;
    case TYPE_REF:
        good = json->type == JSON_NUMBER && str_int64(json->text, &value->ref);
        break;
    case TYPE_REFS:
        return read_refs(r, json, value);
    case TYPE_EACH:
        return read_each(r, field, json, value);
    }
    return good || fail_value(r, json);
}

static bool read_fields(const struct reading *r, const struct json *object, enum field_id first,
                        size_t count, struct payload *ret_payload) {
    struct field_value *values = ARENA_ARRAY(r->arena, count, struct field_value);
    size_t n = 0;
    if (!values)
        return error_memory(r->err);
    for (size_t i = 0; object && i < count; i++) {
        enum field_id field = (enum field_id)(first + i);
        const struct json *member = json_get(object, field_info(field)->feel);
        if (!member)
            continue;
        values[n].field = field;
        if (!read_field(r, member, &values[n++]))
            return false;
    }
    for (const struct json *member = object ? object->first : NULL; member; member = member->next) {
        bool known = false;
        for (size_t i = 0; i < n; i++)
            known = known || str_is(member->key, field_info(values[i].field)->feel);
        if (!known)
            return fail(r, "example.unknown-field", member->key, member);
    }
    *ret_payload = (struct payload){n, values};
    return true;
}

// "2026-11-01" or "2026-11-01 10:30".
static bool read_moment(const struct reading *r, const struct json *json,
                        struct date_time *ret_moment, enum precision *ret_precision) {
    struct str rest = json->text, day;
    struct date_time moment = {0};
    if (json->type != JSON_STRING || !str_split(&rest, ' ', &day) ||
        !date_parse(day, &moment.date) || (rest.p && !time_parse(rest, &moment.time)))
        return fail_value(r, json);
    *ret_precision = rest.p ? PRECISION_MINUTE : PRECISION_DAY;
    *ret_moment = moment;
    return true;
}

static struct instant instant_of(const struct reading *r, struct date_time moment) {
    struct instant first, last;
    zone_instant(r->routine->zone, moment, &first, &last);
    return first;
}

bool example_now(struct arena *arena, const struct routine *routine, const struct json *json,
                 struct instant *ret_now, struct error *err) {
    const struct reading r = {.arena = arena, .routine = routine, .err = err};
    struct date_time moment;
    enum precision precision;
    if (!read_moment(&r, json, &moment, &precision))
        return false;
    *ret_now = precision == PRECISION_DAY ? zone_day_start(routine->zone, moment.date)
                                          : instant_of(&r, moment);
    return true;
}

// What is not told was recorded the same morning, one minute after another.
static bool read_times(const struct reading *r, const struct json *json, int64_t seq,
                       struct event *event) {
    const struct json *day = json_get(json, "dag"), *recorded = json_get(json, "dokumenterad");
    struct date_time moment, noted;
    enum precision precision;
    if (!day)
        return fail(r, "example.member", STR("dag"), json);
    if (!read_moment(r, day, &moment, &event->precision))
        return false;
    noted = moment;
    if (recorded && !read_moment(r, recorded, &noted, &precision))
        return false;
    if (!noted.time.hour)
        noted.time.hour = 8;
    event->recorded.us = instant_of(r, noted).us + seq * US_PER_MINUTE;
    if (event->precision == PRECISION_MINUTE)
        event->happened = instant_of(r, moment);
    else if (date_cmp(moment.date, noted.date) == 0)
        event->happened = event->recorded;
    else
        event->happened.us = zone_day_end(r->routine->zone, moment.date).us - 1;
    return true;
}

static bool check_members(const struct reading *r, const struct json *json) {
    static const char *const known[] = {"händelse", "dag",       "dokumenterad", "enhet",    "roll",
                                        "rättar",   "avvikelse", "skäl",         "uppgifter"};
    for (const struct json *member = json->first; member; member = member->next) {
        bool found = false;
        for (size_t i = 0; i < COUNT(known); i++)
            found = found || str_is(member->key, known[i]);
        if (!found)
            return fail(r, "example.unknown-field", member->key, member);
    }
    return true;
}

static bool check_written(const struct reading *r, const struct json *json,
                          const struct event *event) {
    struct str written;
    if (event_write(r->arena, event, &written, r->err))
        return true;
    return error_at(r->err, NULL, NULL, json->line, json->column);
}

static bool read_deviation(const struct reading *r, const struct json *json, struct event *event) {
    if (json_get(json, "avvikelse") && !json_str(json, "avvikelse", &event->deviation))
        return fail_value(r, json_get(json, "avvikelse"));
    if (json_get(json, "skäl") && !json_str(json, "skäl", &event->because))
        return fail_value(r, json_get(json, "skäl"));
    return true;
}

bool example_event(struct arena *arena, const struct routine *routine, struct example_units *units,
                   const struct json *json, int64_t seq, struct event *ret_event,
                   struct error *err) {
    const struct reading r = {arena, routine, units, err};
    struct event event = {.seq = seq, .vocabulary = VOCABULARY_VERSION};
    struct str kind, unit, role;
    if (!json_str(json, "händelse", &kind))
        return fail(&r, "example.member", STR("händelse"), json);
    event.kind = event_kind_find_feel(kind);
    if (event.kind == EVENT_NONE)
        return fail(&r, "example.unknown-event", kind, json);
    const struct event_info *info = event_info(event.kind);
    if (!json_str(json, "enhet", &unit))
        unit = STR("Enheten");
    event.unit = example_unit(arena, units, unit);
    if (!event.unit.p)
        return error_memory(err);
    if (json_str(json, "roll", &role))
        event.role = code_find_feel(CODES_role, role);
    if (json_get(json, "roll") && event.role == CODE_NONE)
        return fail_value(&r, json_get(json, "roll"));
    if (json_get(json, "rättar") && !json_int(json, "rättar", &event.corrects))
        return fail_value(&r, json_get(json, "rättar"));
    if (!read_deviation(&r, json, &event) || !check_members(&r, json) ||
        !read_times(&r, json, seq, &event) ||
        !read_fields(&r, json_get(json, "uppgifter"), info->first, info->count, &event.payload) ||
        !check_written(&r, json, &event))
        return false;
    *ret_event = event;
    return true;
}
