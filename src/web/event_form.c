// SPDX-License-Identifier: EUPL-1.2
#include "web/event_form.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "care/number.h"

// ---- faults ----

static bool add_fault(struct arena *arena, struct field_faults *faults, const struct error *what,
                      const char *field, struct error *err) {
    if (*field && form_fault_at(faults, str_of(field)))
        return true; // one thing at a time for each field
    struct error *slot = LIST_PUSH(arena, &faults->items);
    if (!slot)
        return error_memory(err);
    *slot = *what;
    slot->element[0] = 0;
    error_at(slot, NULL, field, 0, 0);
    return true;
}

bool form_fault(struct arena *arena, struct field_faults *faults, const char *field,
                const char *key, const char *argument, struct error *err) {
    struct error what = {0};
    error_set(&what, ERR_INPUT, key, argument, NULL);
    return add_fault(arena, faults, &what, field, err);
}

const struct error *form_fault_at(const struct field_faults *faults, struct str field) {
    for (size_t i = 0; i < faults->items.n; i++)
        if (str_is(field, faults->items.items[i].element))
            return &faults->items.items[i];
    return NULL;
}

bool form_fault_from(struct arena *arena, struct field_faults *faults, const struct error *what,
                     struct error *err) {
    if (strcmp(what->element, "happened") == 0)
        return add_fault(arena, faults, what, "date", err);
    if (strcmp(what->element, "because") == 0)
        return add_fault(arena, faults, what, "because", err);
    char field[ERROR_ARG_SIZE];
    int n = snprintf(field, sizeof(field), "f.%s", what->element);
    return add_fault(arena, faults, what, n > 2 ? field : "", err);
}

// ---- what was typed ----

bool typed_add(struct arena *arena, struct typed *typed, struct str name, struct str text,
               struct error *err) {
    struct input *input = LIST_PUSH(arena, &typed->items);
    if (!input)
        return error_memory(err);
    *input = (struct input){.name = name, .type = INPUT_TEXT, .present = true, .text = text};
    return true;
}

struct str typed_text(const struct typed *typed, struct str name) {
    for (size_t i = 0; i < typed->items.n; i++)
        if (str_eq(typed->items.items[i].name, name))
            return typed->items.items[i].text;
    return STR_NONE;
}

bool typed_has(const struct typed *typed, struct str name, struct str text) {
    for (size_t i = 0; i < typed->items.n; i++)
        if (str_eq(typed->items.items[i].name, name) && str_eq(typed->items.items[i].text, text))
            return true;
    return false;
}

bool typed_copy(const struct request *request, struct typed *typed, struct error *err) {
    for (size_t i = 0; i < request->typed_count; i++)
        if (!typed_add(request->arena, typed, request->typed[i].name, request->typed[i].text, err))
            return false;
    return true;
}

// ---- the vocabulary ----

static int64_t days_apart(struct date a, struct date b) {
    int64_t days = date_to_days(a) - date_to_days(b);
    return days < 0 ? -days : days;
}

bool field_date(enum field_id field, struct str typed, struct date today, struct date *ret_date,
                struct error *err) {
    struct date before, after;
    if (field == FIELD_followed_up_next)
        return date_parse_human(typed, today, DATE_FUTURE, ret_date, err);
    if (!date_parse_human(typed, today, DATE_PAST, &before, err))
        return false;
    bool is_past = field == FIELD_NONE || field == FIELD_person_registered_birth_date;
    bool later = !is_past && date_parse_human(typed, today, DATE_FUTURE, &after, NULL) &&
                 days_apart(after, today) < days_apart(before, today);
    *ret_date = later ? after : before;
    return true;
}

enum code record_gate(enum record_kind record, enum field_id *ret_field) {
    for (enum thing_kind thing = THING_NONE + 1; thing < THING_KIND_COUNT; thing++) {
        enum field_id field = thing_info(thing)->only_if;
        if (field == FIELD_NONE || field_info(field)->record != record)
            continue;
        *ret_field = field;
        return thing_info(thing)->only_if_code;
    }
    return CODE_NONE;
}

// ---- reading ----

struct reader_of_form {
    struct arena *arena;
    const struct event_form *form;
    struct typed typed;
    struct date today;
    struct field_faults *faults;
    struct error *err;
};

struct value_list {
    LIST_OF(struct field_value) items;
};

static bool fault(const struct reader_of_form *r, struct str name, const char *key,
                  const char *argument) {
    struct str field = str_printf(r->arena, "f." STR_FMT, STR_ARG(name));
    return field.p ? form_fault(r->arena, r->faults, field.p, key, argument, r->err)
                   : error_memory(r->err);
}

// A value that could not be understood: *ret_has stays false.
static bool misunderstood(const struct reader_of_form *r, struct str name,
                          const struct error *what) {
    struct str field = str_printf(r->arena, "f." STR_FMT, STR_ARG(name));
    return field.p ? add_fault(r->arena, r->faults, what, field.p, r->err) : error_memory(r->err);
}

static bool read_text(const struct reader_of_form *r, struct str name, bool one_line,
                      struct field_value *value, bool *ret_has) {
    value->text = typed_text(&r->typed, name);
    if (one_line && utf8_length(value->text) > LINE_MAX_CHARACTERS)
        return fault(r, name, "form.too-long", "200");
    if (one_line && str_find_char(value->text, '\n') != STR_NOT_FOUND)
        return fault(r, name, "form.one-line", NULL);
    *ret_has = true;
    return true;
}

static bool read_code(const struct reader_of_form *r, struct str name, enum code_list list,
                      struct field_value *value, bool *ret_has) {
    value->code = code_find(list, typed_text(&r->typed, name));
    *ret_has = value->code != CODE_NONE;
    return *ret_has || fault(r, name, "form.choose-one", NULL);
}

static bool read_set(const struct reader_of_form *r, struct str name, enum code_list list,
                     struct field_value *value, bool *ret_has) {
    for (size_t i = 0; i < r->typed.items.n; i++) {
        const struct input *input = &r->typed.items.items[i];
        if (!str_eq(input->name, name))
            continue;
        enum code code = code_find(list, input->text);
        if (code == CODE_NONE)
            return fault(r, name, "form.choose-some", NULL);
        value->set = set_with(value->set, code);
    }
    *ret_has = value->set != 0;
    return true;
}

static bool read_date(const struct reader_of_form *r, struct str name, struct field_value *value,
                      bool *ret_has) {
    struct error what = {0};
    *ret_has = field_date(value->field, typed_text(&r->typed, name), r->today, &value->date, &what);
    return *ret_has || misunderstood(r, name, &what);
}

static bool read_time(const struct reader_of_form *r, struct str name, struct field_value *value,
                      bool *ret_has) {
    struct error what = {0};
    *ret_has = time_parse_human(typed_text(&r->typed, name), &value->time, &what);
    return *ret_has || misunderstood(r, name, &what);
}

static bool read_number(const struct reader_of_form *r, struct str name, struct field_value *value,
                        bool *ret_has) {
    struct error what = {0};
    struct number number;
    if (!number_parse(typed_text(&r->typed, name), r->today, &number, &what))
        return misunderstood(r, name, &what);
    value->text = str_copy(r->arena, str_of(number.text));
    *ret_has = true;
    return value->text.p ? true : error_memory(r->err);
}

// "3 4 7": what stood beside the form.
static bool read_refs(const struct reader_of_form *r, struct str name, struct field_value *value,
                      bool *ret_has) {
    struct str rest = typed_text(&r->typed, name), word;
    int64_t *items = ARENA_ARRAY(r->arena, REFS_MAX, int64_t);
    if (!items)
        return error_memory(r->err);
    value->refs.items = items;
    while (str_split(&rest, ' ', &word)) {
        int64_t seq;
        if (value->refs.n == REFS_MAX || !str_int64(word, &seq) || seq <= 0 ||
            refs_have(value, seq))
            return fault(r, name, "field.thing-unknown", NULL);
        items[value->refs.n++] = seq;
    }
    *ret_has = value->refs.n > 0;
    return true;
}

static bool read_each(const struct reader_of_form *r, struct str name, enum record_kind kind,
                      struct field_value *value, bool *ret_has);

// Something is typed there.
static bool read_value(const struct reader_of_form *r, struct str name, struct field_value *value,
                       bool *ret_has) {
    const struct field_info *info = field_info(value->field);
    switch (info->type) {
    case TYPE_LINE:
    case TYPE_UNIT:
    case TYPE_USER:
        return read_text(r, name, true, value, ret_has);
    case TYPE_TEXT:
        return read_text(r, name, false, value, ret_has);
    case TYPE_CODE_OF:
        return read_code(r, name, info->codes, value, ret_has);
    case TYPE_SET_OF:
        return read_set(r, name, info->codes, value, ret_has);
    case TYPE_DATE:
        return read_date(r, name, value, ret_has);
    case TYPE_TIME:
        return read_time(r, name, value, ret_has);
    case TYPE_NUMBER:
    case TYPE_PERSON: // typed as a number; event_form_persons() finds whose it is
        return read_number(r, name, value, ret_has);
    case TYPE_REF:
        value->ref = r->form->about;
        *ret_has = true;
        return true;
    case TYPE_REFS:
        return read_refs(r, name, value, ret_has);
    case TYPE_EACH:
        return read_each(r, name, info->each, value, ret_has);
    }
    return true;
}

enum field_choice event_form_choice(enum field_id field) {
    switch (field) {
    case FIELD_unit_registered_organisation:
    case FIELD_area_registered_organisation:
        return CHOICE_ORGANISATION;
    case FIELD_assignment_ended_assignment:
        return CHOICE_ASSIGNMENT;
    case FIELD_delegation_withdrawn_delegation:
        return CHOICE_DELEGATION;
    default:
        return CHOICE_NONE;
    }
}

static const char *missing_key(enum field_id field) {
    if (event_form_choice(field) != CHOICE_NONE)
        return "form.choose-one";
    switch (field_info(field)->type) {
    case TYPE_CODE_OF:
    case TYPE_UNIT:
        return "form.choose-one";
    case TYPE_SET_OF:
        return "form.choose-some";
    case TYPE_LINE:
    case TYPE_TEXT:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_NUMBER:
    case TYPE_PERSON:
    case TYPE_USER:
    case TYPE_REF:
    case TYPE_REFS:
    case TYPE_EACH:
        return "form.missing";
    }
    return "form.missing";
}

static bool is_typed(const struct reader_of_form *r, enum field_type type, struct str name) {
    if (type == TYPE_REF)
        return r->form->about != 0;
    return type == TYPE_EACH || typed_text(&r->typed, name).n > 0;
}

static bool read_field(const struct reader_of_form *r, enum field_id field, struct str prefix,
                       struct value_list *values) {
    const struct field_info *info = field_info(field);
    struct str name =
        prefix.n ? str_printf(r->arena, STR_FMT "%s", STR_ARG(prefix), info->id) : str_of(info->id);
    struct field_value value = {.field = field};
    bool has = false;
    if (!name.p)
        return error_memory(r->err);
    if (!is_typed(r, info->type, name))
        return !info->required || fault(r, name, missing_key(field), NULL);
    if (!read_value(r, name, &value, &has))
        return false;
    if (!has)
        return true;
    struct field_value *slot = LIST_PUSH(r->arena, &values->items);
    if (!slot)
        return error_memory(r->err);
    *slot = value;
    return true;
}

static bool read_record(const struct reader_of_form *r, enum record_kind kind, struct str prefix,
                        struct record *record) {
    const struct record_info *info = record_info(kind);
    enum field_id gate = FIELD_NONE;
    enum code open = record_gate(kind, &gate);
    struct value_list values = {0};
    if (gate && !read_field(r, gate, prefix, &values))
        return false;
    bool counts = !gate || (values.items.n && values.items.items[0].code == open);
    struct value_list all = {0};
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        if (field == gate && values.items.n) {
            struct field_value *slot = LIST_PUSH(r->arena, &all.items);
            if (!slot)
                return error_memory(r->err);
            *slot = values.items.items[0];
        } else if (field != gate && counts && !read_field(r, field, prefix, &all)) {
            return false;
        }
    }
    record->n = all.items.n;
    record->values = all.items.items;
    return true;
}

static bool read_each(const struct reader_of_form *r, struct str name, enum record_kind kind,
                      struct field_value *value, bool *ret_has) {
    const struct list_info *list = list_info(record_info(kind)->list);
    struct record *records = ARENA_ARRAY(r->arena, list->count, struct record);
    if (!records)
        return error_memory(r->err);
    for (enum code code = list->first; code < list->first + list->count; code++) {
        if (!set_has(r->form->keys, code))
            continue;
        struct str prefix =
            str_printf(r->arena, STR_FMT ".%s.", STR_ARG(name), code_info(code)->id);
        struct record *record = &records[value->each.n];
        record->key = code;
        if (!prefix.p)
            return error_memory(r->err);
        if (!read_record(r, kind, prefix, record))
            return false;
        if (record->n)
            value->each.n++;
    }
    value->each.items = records;
    *ret_has = value->each.n > 0;
    return true;
}

static bool read_payload(const struct reader_of_form *r, struct payload *payload) {
    const struct event_info *info = event_info(r->form->kind);
    struct value_list values = {0};
    for (enum field_id field = info->first; field < info->first + info->count; field++)
        if (!read_field(r, field, STR_NONE, &values))
            return false;
    *payload = (struct payload){values.items.n, values.items.items};
    return true;
}

// ---- when it happened ----

static bool read_moment(const struct reader_of_form *r, const struct request *request,
                        const struct zone *zone, struct event *draft) {
    struct str typed_date = request_text(request, "date");
    struct str typed_time = request_text(request, "time");
    struct error what = {0};
    struct date_time local = {0};
    struct instant last;
    if (!typed_date.n)
        error_set(&what, ERR_INPUT, "form.missing", NULL);
    bool is_dated =
        typed_date.n && field_date(FIELD_NONE, typed_date, r->today, &local.date, &what);
    if (!is_dated && !add_fault(r->arena, r->faults, &what, "date", r->err))
        return false;
    bool is_timed = !typed_time.n || time_parse_human(typed_time, &local.time, &what);
    if (!is_timed && !add_fault(r->arena, r->faults, &what, "time", r->err))
        return false;
    if (!is_dated || !is_timed)
        return true;
    if (!typed_time.n) {
        draft->precision = PRECISION_DAY;
        draft->happened = zone_day_start(zone, local.date);
        return true;
    }
    draft->precision = PRECISION_MINUTE;
    if (zone_instant(zone, local, &draft->happened, &last) == ZONE_GAP)
        return form_fault(r->arena, r->faults, "time", "form.time-skipped", NULL, r->err);
    return true;
}

static bool read_channel(const struct reader_of_form *r, const struct request *request,
                         struct event *draft) {
    struct str typed = request_text(request, "channel");
    draft->channel = code_find(CODES_channel, typed);
    if (typed.n && draft->channel == CODE_NONE)
        return form_fault(r->arena, r->faults, "channel", "form.choose-one", NULL, r->err);
    return true;
}

// What the server found too long, where nothing else was found wrong.
static bool take_faults(const struct reader_of_form *r, const struct request *request) {
    for (size_t i = 0; i < request->input_count; i++) {
        const struct input *input = &request->inputs[i];
        struct str name = str_copy(r->arena, input->name);
        if (!name.p)
            return error_memory(r->err);
        const char *ceiling =
            input->type == INPUT_LINE ? TEXT_OF(LINE_MAX_CHARACTERS) : TEXT_OF(TEXT_MAX_CHARACTERS);
        if (input->fault && !form_fault(r->arena, r->faults, name.p, input->fault, ceiling, r->err))
            return false;
    }
    for (size_t i = 0; i < request->typed_count; i++)
        if (request->typed[i].fault && !fault(r, request->typed[i].name, request->typed[i].fault,
                                              TEXT_OF(TEXT_MAX_CHARACTERS)))
            return false;
    return true;
}

// ---- in the order of the form ----

#define PLACES_OF_FIELD 64 // one for itself, and one for each of its records, which are at most 32
static const char *const after_fields[] = {"date",      "time",    "performer",
                                           "informant", "channel", "because"};

// "f.decisions.nurse.outcome": by the field, and by whose record.
static size_t place_of_field(enum event_kind kind, struct str name) {
    struct str part;
    if (!str_split(&name, '.', &part) || !str_is(part, "f") || !str_split(&name, '.', &part))
        return 0;
    enum field_id field = field_find(kind, part);
    if (field == FIELD_NONE)
        return 0;
    size_t place = (field - event_info(kind)->first + 1) * PLACES_OF_FIELD;
    const struct field_info *info = field_info(field);
    if (info->type != TYPE_EACH || !str_split(&name, '.', &part))
        return place;
    enum code_list list = record_info(info->each)->list;
    enum code code = code_find(list, part);
    return code == CODE_NONE ? place : place + (code - list_info(list)->first) + 1;
}

// Where on the page a fault stands; what belongs to no field of the event stands first.
static size_t place_of(enum event_kind kind, const struct error *what) {
    struct str name = str_of(what->element);
    for (size_t i = 0; i < COUNT(after_fields); i++)
        if (str_is(name, after_fields[i]))
            return (event_info(kind)->count + 2 + i) * PLACES_OF_FIELD;
    return place_of_field(kind, name);
}

static void order_faults(enum event_kind kind, struct field_faults *faults) {
    for (size_t i = 1; i < faults->items.n; i++) {
        struct error one = faults->items.items[i];
        size_t to = i;
        while (to > 0 && place_of(kind, &faults->items.items[to - 1]) > place_of(kind, &one)) {
            faults->items.items[to] = faults->items.items[to - 1];
            to--;
        }
        faults->items.items[to] = one;
    }
}

bool event_form_read(const struct request *request, const struct event_form *form,
                     struct date today, const struct zone *zone, struct event *ret_draft,
                     struct field_faults *faults, struct error *err) {
    struct reader_of_form r = {
        .arena = request->arena, .form = form, .today = today, .faults = faults, .err = err};
    struct event draft = {
        .kind = form->kind,
        .performer = request_text(request, "performer"),
        .informant = request_text(request, "informant"),
        .because = request_text(request, "because"),
    };
    if (!typed_copy(request, &r.typed, err) || !read_payload(&r, &draft.payload) ||
        (form->asks_when && !read_moment(&r, request, zone, &draft)) ||
        !read_channel(&r, request, &draft) || !take_faults(&r, request))
        return false;
    order_faults(form->kind, faults);
    *ret_draft = draft;
    return true;
}

// ---- filling in ----

struct str refs_text(struct arena *arena, const struct field_value *refs) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct str text;
    for (size_t i = 0; i < refs->refs.n; i++)
        buf_printf(&buf, "%s%lld", i ? " " : "", (long long)refs->refs.items[i]);
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

static bool fill_value(struct arena *arena, struct typed *typed, struct str prefix,
                       const struct field_value *value, struct error *err);

static bool fill_set(struct arena *arena, struct typed *typed, struct str name, uint32_t set,
                     enum code_list list, struct error *err) {
    const struct list_info *info = list_info(list);
    for (enum code code = info->first; code < info->first + info->count; code++)
        if (set_has(set, code) && !typed_add(arena, typed, name, str_of(code_info(code)->id), err))
            return false;
    return true;
}

static bool fill_each(struct arena *arena, struct typed *typed, struct str name,
                      const struct field_value *value, struct error *err) {
    for (size_t i = 0; i < value->each.n; i++) {
        const struct record *record = &value->each.items[i];
        struct str prefix =
            str_printf(arena, STR_FMT ".%s.", STR_ARG(name), code_info(record->key)->id);
        for (size_t k = 0; k < record->n; k++)
            if (!fill_value(arena, typed, prefix, &record->values[k], err))
                return false;
    }
    return true;
}

static struct str number_typed(struct arena *arena, struct str normal) {
    struct number number;
    return number_read(normal, &number, NULL) ? number_display(arena, &number) : normal;
}

static bool fill_value(struct arena *arena, struct typed *typed, struct str prefix,
                       const struct field_value *value, struct error *err) {
    const struct field_info *info = field_info(value->field);
    struct str name = str_printf(arena, STR_FMT "%s", STR_ARG(prefix), info->id);
    switch (info->type) {
    case TYPE_LINE:
    case TYPE_TEXT:
    case TYPE_UNIT:
    case TYPE_USER:
        return typed_add(arena, typed, name, value->text, err);
    case TYPE_NUMBER:
        return typed_add(arena, typed, name, number_typed(arena, value->text), err);
    case TYPE_CODE_OF:
        return typed_add(arena, typed, name, str_of(code_info(value->code)->id), err);
    case TYPE_SET_OF:
        return fill_set(arena, typed, name, value->set, info->codes, err);
    case TYPE_DATE:
        return typed_add(arena, typed, name, date_text(arena, value->date), err);
    case TYPE_TIME:
        return typed_add(arena, typed, name,
                         str_sub(time_text(arena, value->time), 0, sizeof("08:05") - 1), err);
    case TYPE_REF:
    case TYPE_PERSON: // recorded once: never filled in from an entry
        return true;
    case TYPE_REFS:
        return typed_add(arena, typed, name, refs_text(arena, value), err);
    case TYPE_EACH:
        return fill_each(arena, typed, name, value, err);
    }
    return true;
}

bool event_form_fill(struct arena *arena, const struct payload *payload, struct typed *typed,
                     struct error *err) {
    for (size_t i = 0; i < payload->n; i++)
        if (!fill_value(arena, typed, STR_NONE, &payload->values[i], err))
            return false;
    return !arena_failed(arena) || error_memory(err);
}
