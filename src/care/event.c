// SPDX-License-Identifier: EUPL-1.2
#include "care/event.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "care/number.h"

// Members beside the fields; no field may be called so.
#define MEMBER_BECAUSE "because"
#define MEMBER_DEVIATION "deviation"

#define MINUTE_LENGTH (sizeof("08:05") - 1)

static bool fail_field(struct error *err, const char *key, const char *field, struct str value) {
    char shown[ERROR_ARG_SIZE] = "";
    size_t n = value.n < sizeof(shown) ? value.n : sizeof(shown) - 1;
    if (n)
        memcpy(shown, value.p, n);
    error_set(err, ERR_INPUT, key, field, shown, NULL);
    return error_at(err, NULL, field, 0, 0);
}

// ---- what every value must be, whether it is written or read ----

static bool is_line(struct str text) {
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7F)
            return false;
    return utf8_length(text) <= LINE_MAX_CHARACTERS;
}

static bool is_text(struct str text) {
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < 0x20 && text.p[i] != '\n' && text.p[i] != '\t')
            return false;
    return utf8_length(text) <= TEXT_MAX_CHARACTERS;
}

static bool is_code_of(enum code code, enum code_list list) {
    return code > CODE_NONE && code < CODE_COUNT && code_info(code)->list == list;
}

static bool is_set_of(uint32_t set, enum code_list list) {
    size_t count = list_info(list)->count;
    return set && (count == 32 || set >> count == 0);
}

static bool is_absent(const struct field_value *value) {
    switch (field_info(value->field)->type) {
    case TYPE_LINE:
    case TYPE_TEXT:
    case TYPE_NUMBER:
    case TYPE_UNIT:
    case TYPE_PERSON:
    case TYPE_USER:
        return !value->text.n;
    case TYPE_CODE_OF:
        return value->code == CODE_NONE;
    case TYPE_SET_OF:
        return !value->set;
    case TYPE_REFS:
        return !value->refs.n;
    case TYPE_EACH:
        return !value->each.n;
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_REF:
        return false;
    }
    assert(!"a type");
    return true;
}

static bool check_values(enum field_id first, size_t count, const struct field_value *values,
                         size_t n, struct error *err);

// Records stand in the order of their codes, each code once.
static bool check_each(const struct field_info *info, const struct field_value *value,
                       struct error *err) {
    const struct record_info *record = record_info(info->each);
    for (size_t i = 0; i < value->each.n; i++) {
        const struct record *item = &value->each.items[i];
        if (!is_code_of(item->key, record->list))
            return fail_field(err, "event.bad-value", info->id, STR_NONE);
        if (i && item->key <= item[-1].key)
            return fail_field(err, "event.bad-value", info->id, str_of(code_info(item->key)->id));
        if (!check_values(record->first, record->count, item->values, item->n, err))
            return false;
    }
    return true;
}

static bool are_refs(const struct field_value *value) {
    for (size_t i = 0; i < value->refs.n; i++) {
        const struct field_value before = {.refs = {i, value->refs.items}};
        if (value->refs.items[i] <= 0 || refs_have(&before, value->refs.items[i]))
            return false;
    }
    return value->refs.n <= REFS_MAX;
}

static bool check_value(const struct field_value *value, struct error *err) {
    const struct field_info *info = field_info(value->field);
    bool good = false;
    struct str shown = STR_NONE;
    struct number number;
    switch (info->type) {
    case TYPE_LINE:
        shown = value->text;
        good = is_line(shown);
        break;
    case TYPE_NUMBER:
        shown = value->text;
        good = number_read(shown, &number, NULL);
        break;
    case TYPE_TEXT:
        shown = value->text;
        good = is_text(shown);
        break;
    case TYPE_UNIT:
        shown = value->text;
        good = stream_kind_of(shown) == STREAM_unit;
        break;
    case TYPE_USER:
        shown = value->text;
        good = stream_kind_of(shown) == STREAM_user;
        break;
    case TYPE_PERSON:
        shown = value->text;
        good = stream_kind_of(shown) == STREAM_person;
        break;
    case TYPE_CODE_OF:
        good = is_code_of(value->code, info->codes);
        break;
    case TYPE_SET_OF:
        good = is_set_of(value->set, info->codes);
        break;
    case TYPE_DATE:
        good = value->date.year >= 0 && value->date.year <= 9999;
        break;
    case TYPE_TIME:
        good = value->time.second == 0 && value->time.nanosecond == 0;
        break;
    case TYPE_REF:
        good = value->ref > 0;
        break;
    case TYPE_REFS:
        good = are_refs(value);
        break;
    case TYPE_EACH:
        return check_each(info, value, err);
    }
    return good || fail_field(err, "event.bad-value", info->id, shown);
}

// Each field at most once, in the order of the vocabulary, the required ones present.
static bool check_values(enum field_id first, size_t count, const struct field_value *values,
                         size_t n, struct error *err) {
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        enum field_id field = (enum field_id)(first + i);
        bool present = false;
        if (at < n && values[at].field == field) {
            present = !is_absent(&values[at]);
            if (present && !check_value(&values[at], err))
                return false;
            at++;
        }
        if (!present && field_info(field)->required)
            return fail_field(err, "event.missing-field", field_info(field)->id, STR_NONE);
    }
    if (at == n)
        return true;
    return fail_field(err, "event.unknown-field", field_info(values[at].field)->id, STR_NONE);
}

static bool check_reason(const char *member, struct str text, struct error *err) {
    return is_text(text) || fail_field(err, "event.bad-value", member, text);
}

static bool check_event(const struct event *event, struct error *err) {
    const struct event_info *info = event_info(event->kind);
    return check_values(info->first, info->count, event->payload.values, event->payload.n, err) &&
           check_reason(MEMBER_BECAUSE, event->because, err) &&
           check_reason(MEMBER_DEVIATION, event->deviation, err);
}

// ---- writing ----

static void write_values(struct json_writer *w, struct arena *arena,
                         const struct field_value *values, size_t n);

static void write_set(struct json_writer *w, enum code_list list, uint32_t set) {
    const struct list_info *info = list_info(list);
    json_open(w, '[');
    for (size_t i = 0; i < info->count; i++)
        if (set_has(set, (enum code)(info->first + i)))
            json_add_str(w, str_of(code_info((enum code)(info->first + i))->id));
    json_close(w, ']');
}

static void write_value(struct json_writer *w, struct arena *arena,
                        const struct field_value *value) {
    const struct field_info *info = field_info(value->field);
    json_key(w, info->id);
    switch (info->type) {
    case TYPE_LINE:
    case TYPE_TEXT:
    case TYPE_NUMBER:
    case TYPE_UNIT:
    case TYPE_PERSON:
    case TYPE_USER:
        json_add_str(w, value->text);
        break;
    case TYPE_CODE_OF:
        json_add_str(w, str_of(code_info(value->code)->id));
        break;
    case TYPE_SET_OF:
        write_set(w, info->codes, value->set);
        break;
    case TYPE_DATE:
        json_add_str(w, date_text(arena, value->date));
        break;
    case TYPE_TIME:
        json_add_str(w, str_sub(time_text(arena, value->time), 0, MINUTE_LENGTH));
        break;
    case TYPE_REF:
        json_add_int(w, value->ref);
        break;
    case TYPE_REFS:
        json_open(w, '[');
        for (size_t i = 0; i < value->refs.n; i++)
            json_add_int(w, value->refs.items[i]);
        json_close(w, ']');
        break;
    case TYPE_EACH:
        json_open(w, '{');
        for (size_t i = 0; i < value->each.n; i++) {
            const struct record *record = &value->each.items[i];
            json_key(w, code_info(record->key)->id);
            json_open(w, '{');
            write_values(w, arena, record->values, record->n);
            json_close(w, '}');
        }
        json_close(w, '}');
        break;
    }
}

static void write_values(struct json_writer *w, struct arena *arena,
                         const struct field_value *values, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!is_absent(&values[i]))
            write_value(w, arena, &values[i]);
}

bool event_write(struct arena *arena, const struct event *event, struct str *ret_json,
                 struct error *err) {
    if (!check_event(event, err))
        return false;
    struct json_writer w = json_writer_new(arena);
    json_open(&w, '{');
    write_values(&w, arena, event->payload.values, event->payload.n);
    if (event->because.n) {
        json_key(&w, MEMBER_BECAUSE);
        json_add_str(&w, event->because);
    }
    if (event->deviation.n) {
        json_key(&w, MEMBER_DEVIATION);
        json_add_str(&w, event->deviation);
    }
    json_close(&w, '}');
    if (arena_failed(arena))
        return error_memory(err);
    return json_done(&w, ret_json, err);
}

// ---- reading ----

struct reader {
    struct arena *arena;
    struct error *err;
};

static bool fail_value(const struct reader *r, const struct field_info *info,
                       const struct json *json) {
    return fail_field(r->err, "event.bad-value", info->id, json->text);
}

static bool read_set(const struct reader *r, const struct field_info *info, const struct json *json,
                     struct field_value *value) {
    if (json->type != JSON_ARRAY)
        return fail_value(r, info, json);
    for (const struct json *item = json->first; item; item = item->next) {
        enum code code = item->type == JSON_STRING ? code_find(info->codes, item->text) : CODE_NONE;
        if (code == CODE_NONE || set_has(value->set, code))
            return fail_value(r, info, item);
        value->set = set_with(value->set, code);
    }
    return true;
}

static bool read_refs(const struct reader *r, const struct field_info *info,
                      const struct json *json, struct field_value *value) {
    if (json->type != JSON_ARRAY || json->count > REFS_MAX)
        return fail_value(r, info, json);
    int64_t *items = ARENA_ARRAY(r->arena, json->count, int64_t);
    if (!items)
        return error_memory(r->err);
    const struct json *wrong = json_ints(json, items);
    if (wrong)
        return fail_value(r, info, wrong);
    value->refs.items = items;
    value->refs.n = json->count;
    return are_refs(value) || fail_value(r, info, json);
}

static bool read_values(const struct reader *r, const struct json *object, bool is_event,
                        enum field_id first, size_t count, const struct field_value **ret_values,
                        size_t *ret_n);

static bool read_each(const struct reader *r, const struct field_info *info,
                      const struct json *json, struct field_value *value) {
    const struct record_info *record = record_info(info->each);
    const struct list_info *list = list_info(record->list);
    if (json->type != JSON_OBJECT)
        return fail_value(r, info, json);
    struct record *items = ARENA_ARRAY(r->arena, json->count, struct record);
    if (!items)
        return error_memory(r->err);
    size_t n = 0;
    for (size_t i = 0; i < list->count; i++) {
        enum code key = (enum code)(list->first + i);
        const struct json *member = json_get(json, code_info(key)->id);
        if (!member)
            continue;
        struct record *item = &items[n++];
        item->key = key;
        if (!read_values(r, member, false, record->first, record->count, &item->values, &item->n))
            return false;
    }
    for (const struct json *member = json->first; member; member = member->next)
        if (code_find(record->list, member->key) == CODE_NONE)
            return fail_field(r->err, "event.bad-value", info->id, member->key);
    value->each.items = items;
    value->each.n = n;
    return true;
}

static bool read_value(const struct reader *r, const struct json *json, struct field_value *value) {
    const struct field_info *info = field_info(value->field);
    bool is_string = json->type == JSON_STRING;
    bool good = false;
    switch (info->type) {
    case TYPE_LINE:
    case TYPE_TEXT:
    case TYPE_NUMBER:
    case TYPE_UNIT:
    case TYPE_PERSON:
    case TYPE_USER:
        value->text = json->text;
        good = is_string;
        break;
    case TYPE_CODE_OF:
        value->code = is_string ? code_find(info->codes, json->text) : CODE_NONE;
        good = value->code != CODE_NONE;
        break;
    case TYPE_SET_OF:
        return read_set(r, info, json, value);
    case TYPE_DATE:
        good = is_string && date_parse(json->text, &value->date);
        break;
    case TYPE_TIME:
        good = is_string && json->text.n == MINUTE_LENGTH && time_parse(json->text, &value->time);
        break;
    case TYPE_REF:
        good = json->type == JSON_NUMBER && str_int64(json->text, &value->ref);
        break;
    case TYPE_REFS:
        return read_refs(r, info, json, value);
    case TYPE_EACH:
        return read_each(r, info, json, value);
    }
    return good || fail_value(r, info, json);
}

static bool is_field_of(const struct field_value *values, size_t n, struct str id) {
    for (size_t i = 0; i < n; i++)
        if (str_is(id, field_info(values[i].field)->id))
            return true;
    return false;
}

// Every member of an object must be a field of the owner, or one of the reasons of an event.
static bool read_values(const struct reader *r, const struct json *object, bool is_event,
                        enum field_id first, size_t count, const struct field_value **ret_values,
                        size_t *ret_n) {
    struct field_value *values = ARENA_ARRAY(r->arena, count, struct field_value);
    if (!values)
        return error_memory(r->err);
    if (object->type != JSON_OBJECT)
        return fail_field(r->err, "event.bad-value", "", object->text);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        enum field_id field = (enum field_id)(first + i);
        const struct json *member = json_get(object, field_info(field)->id);
        if (!member)
            continue;
        values[n].field = field;
        if (!read_value(r, member, &values[n++]))
            return false;
    }
    for (const struct json *member = object->first; member; member = member->next) {
        bool is_reason = is_event && (str_is(member->key, MEMBER_BECAUSE) ||
                                      str_is(member->key, MEMBER_DEVIATION));
        if (!is_reason && !is_field_of(values, n, member->key))
            return fail_field(r->err, "event.unknown-field", member->key.p, STR_NONE);
    }
    *ret_values = values;
    *ret_n = n;
    return true;
}

static bool read_reason(const struct reader *r, const struct json *object, const char *member,
                        struct str *ret_text) {
    const struct json *json = json_get(object, member);
    *ret_text = STR_NONE;
    if (!json)
        return true;
    if (json->type != JSON_STRING)
        return fail_field(r->err, "event.bad-value", member, json->text);
    *ret_text = json->text;
    return true;
}

bool event_read(struct arena *arena, struct str json, struct event *event, struct error *err) {
    const struct event_info *info = event_info(event->kind);
    const struct reader r = {arena, err};
    struct event read = *event;
    const struct json *object;
    if (!json_parse(arena, json, &object, err))
        return false;
    if (!read_values(&r, object, true, info->first, info->count, &read.payload.values,
                     &read.payload.n) ||
        !read_reason(&r, object, MEMBER_BECAUSE, &read.because) ||
        !read_reason(&r, object, MEMBER_DEVIATION, &read.deviation) || !check_event(&read, err))
        return false;
    *event = read;
    return true;
}

// ---- under which law ----

enum law event_law(const struct event *draft, struct event_list all) {
    const struct event_info *info = event_info(draft->kind);
    const struct field_value *by =
        info->law_by == FIELD_NONE ? NULL : payload_get(&draft->payload, info->law_by);
    if (!by)
        return info->law;
    if (field_info(info->law_by)->type == TYPE_CODE_OF)
        return code_info(by->code)->law;
    const struct event *named = event_find(all, by->ref);
    return named ? named->law : info->law;
}

// ---- what holds now ----

static int compare_seq(const void *a, const void *b) {
    int64_t left = ((const struct event *)a)->seq, right = ((const struct event *)b)->seq;
    return (left > right) - (left < right);
}

static int compare_happened(const void *a, const void *b) {
    int64_t left = ((const struct event *)a)->happened.us;
    int64_t right = ((const struct event *)b)->happened.us;
    return left != right ? (left > right) - (left < right) : compare_seq(a, b);
}

// An entry as it was first recorded, and what has become of it.
struct entry {
    size_t root;   // index of the event that began the entry this event belongs to
    size_t latest; // of a root: index of the event recorded last of the entry, moves apart
    bool moved;    // of a root: the entry belongs to another person
};

// What the event number i corrects or strikes: an earlier event, of the same kind unless it strikes
// (or unless the earlier one struck). Its own index when there is no such event.
static size_t find_root(const struct event *events, const struct entry *entries, size_t i) {
    const struct event *event = &events[i];
    const struct event wanted = {.seq = event->corrects};
    if (!event->corrects || !i)
        return i;
    const struct event *hit = bsearch(&wanted, events, i, sizeof(*events), compare_seq);
    if (!hit)
        return i;
    size_t root = entries[hit - events].root;
    bool fits = event->kind == EVENT_entry_withdrawn || event->kind == EVENT_entry_moved ||
                event->kind == events[root].kind;
    return fits ? root : i;
}

const struct event *event_find(struct event_list events, int64_t seq) {
    for (size_t i = 0; i < events.n; i++)
        if (events.items[i].seq == seq)
            return &events.items[i];
    return NULL;
}

bool event_replaces(const struct event *later, const struct event *event) {
    return later->corrects == event->seq &&
           (later->kind == event->kind || later->kind == EVENT_entry_withdrawn ||
            later->kind == EVENT_entry_moved);
}

int64_t event_standing(struct event_list all, const struct event *event) {
    while (event->corrects) {
        const struct event *target = event_find(all, event->corrects);
        if (!target || !event_replaces(event, target))
            break;
        event = target;
    }
    return event->seq;
}

bool event_recorded_before(const struct event *first, const struct event *second) {
    if (str_eq(first->stream, second->stream))
        return first->seq < second->seq;
    return first->recorded.us < second->recorded.us;
}

bool event_effective(struct arena *arena, struct event_list all, struct event_list *ret_effective,
                     struct error *err) {
    struct event *events = ARENA_ARRAY(arena, all.n, struct event);
    struct entry *entries = ARENA_ARRAY(arena, all.n, struct entry);
    struct event *effective = ARENA_ARRAY(arena, all.n, struct event);
    if (!events || !entries || !effective)
        return error_memory(err);
    if (all.n) {
        memcpy(events, all.items, all.n * sizeof(*events));
        qsort(events, all.n, sizeof(*events), compare_seq);
    }
    for (size_t i = 0; i < all.n; i++) {
        size_t root = find_root(events, entries, i);
        bool moves = events[i].kind == EVENT_entry_moved && root != i;
        entries[i].root = root;
        entries[root].latest = moves ? entries[root].latest : i;
        entries[root].moved = entries[root].moved || moves;
    }
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        size_t latest = entries[i].latest;
        bool struck = latest != i && events[latest].kind == EVENT_entry_withdrawn;
        if (entries[i].root != i || struck || entries[i].moved || events[latest].erased)
            continue;
        effective[n] = events[latest];
        effective[n++].seq = events[i].seq;
    }
    qsort(effective, n, sizeof(*effective), compare_happened);
    *ret_effective = (struct event_list){n, effective};
    return true;
}
