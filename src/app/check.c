// SPDX-License-Identifier: EUPL-1.2
//
// What is checked of a draft before any rule is asked. The codec of events sees to the shape of
// every field; here it is seen to that nothing needed is left out, that units and things it names
// are there, that numbers are real and that no date is absurd.
#include "app/internal.h"

#include <stdio.h>

#include "care/number.h"
#include "care/person.h"

#define EARLIEST_YEAR 1900
#define YEARS_AHEAD 20

struct check {
    struct arena *arena;
    struct reader *reader;
    const struct case_state *state;
    struct draft_place *place;
    struct date today, earliest;
};

// An error at a field. `prefix` is "decisions.nurse." for a field of a record, otherwise empty;
// `of` below is then the nurse, otherwise CODE_NONE.
static bool at_field(struct error *err, struct str prefix, enum field_id field, const char *key) {
    char element[ERROR_ARG_SIZE];
    snprintf(element, sizeof(element), STR_FMT "%s", STR_ARG(prefix), field_info(field)->id);
    error_set(err, ERR_INPUT, key, NULL);
    return error_at(err, NULL, element, 0, 0);
}

static bool check_date(const struct check *check, struct date date, struct str prefix,
                       enum field_id field, struct error *err) {
    if (date_cmp(date, check->earliest) < 0 || date.year > check->today.year + YEARS_AHEAD)
        return at_field(err, prefix, field, "field.date-absurd");
    if (field == FIELD_person_registered_birth_date && date_cmp(date, check->today) > 0)
        return at_field(err, prefix, field, "field.date-in-future");
    return true;
}

static bool check_unit(const struct check *check, struct str unit, struct str prefix,
                       enum field_id field, enum code of, struct error *err) {
    struct unit_row row;
    struct error fault = {0};
    if (!store_unit(check->reader, check->arena, unit, &row, &fault)) {
        if (fault.code == ERR_MISSING)
            return at_field(err, prefix, field, "field.unit-unknown");
        if (err)
            *err = fault;
        return false;
    }
    enum code kind = field_unit_kind(field, of);
    if (kind != CODE_NONE && row.kind != kind)
        return at_field(err, prefix, field, "field.unit-kind");
    return true;
}

// Identity numbers as people type them become their normal form, which the codec demands.
static bool normalise_numbers(struct arena *arena, struct date today, struct event *draft,
                              struct error *err) {
    struct field_value *values = ARENA_ARRAY(arena, draft->payload.n, struct field_value);
    if (!values)
        return error_memory(err);
    for (size_t i = 0; i < draft->payload.n; i++) {
        struct number number;
        values[i] = draft->payload.values[i];
        if (field_info(values[i].field)->type != TYPE_NUMBER || values[i].text.n == 0)
            continue;
        if (!number_parse(values[i].text, today, &number, err))
            return error_at(err, NULL, field_info(values[i].field)->id, 0, 0);
        values[i].text = str_copy(arena, str_of(number.text));
        if (!values[i].text.p)
            return error_memory(err);
    }
    draft->payload.values = values;
    return true;
}

static bool check_group(const struct check *check, const struct field_value *values, size_t n,
                        struct str prefix, enum code of, struct error *err);

static bool check_records(const struct check *check, const struct field_value *value,
                          struct error *err) {
    for (size_t i = 0; i < value->each.n; i++) {
        const struct record *record = &value->each.items[i];
        struct str prefix = str_printf(check->arena, "%s.%s.", field_info(value->field)->id,
                                       code_info(record->key)->id);
        if (!prefix.p)
            return error_memory(err);
        if (!check_group(check, record->values, record->n, prefix, record->key, err))
            return false;
    }
    return true;
}

static bool check_refs(const struct check *check, const struct field_value *value,
                       struct str prefix, struct error *err) {
    enum thing_kind kind = field_info(value->field)->thing;
    for (size_t i = 0; i < value->refs.n; i++)
        if (!state_thing(check->state, kind, value->refs.items[i], CODE_NONE))
            return at_field(err, prefix, value->field, "field.thing-unknown");
    return true;
}

// What is named was there when it happened; or it came later, which the routine has to excuse.
static bool check_ref(const struct check *check, const struct field_value *value, struct str prefix,
                      struct error *err) {
    enum thing_kind kind = field_info(value->field)->thing;
    const struct event_list all = check->place->effective;
    struct case_state later;
    if (state_thing(check->state, kind, value->ref, CODE_NONE))
        return true;
    if (!state_fold(check->arena, all, all.n, &later, err))
        return false;
    if (prefix.n || !state_thing(&later, kind, value->ref, CODE_NONE))
        return at_field(err, prefix, value->field, "field.thing-unknown");
    check->place->early = value->field;
    return true;
}

static bool check_value(const struct check *check, const struct field_value *value,
                        struct str prefix, enum code of, struct error *err) {
    const struct field_info *info = field_info(value->field);
    switch (info->type) {
    case TYPE_DATE:
        return check_date(check, value->date, prefix, value->field, err);
    case TYPE_UNIT:
        return check_unit(check, value->text, prefix, value->field, of, err);
    case TYPE_REF:
        return check_ref(check, value, prefix, err);
    case TYPE_REFS:
        return check_refs(check, value, prefix, err);
    case TYPE_EACH:
        return check_records(check, value, err);
    case TYPE_LINE:
    case TYPE_TEXT:
    case TYPE_TIME:
    case TYPE_CODE_OF:
    case TYPE_SET_OF:
    case TYPE_NUMBER:
    case TYPE_PERSON:
    case TYPE_USER:
        return true;
    }
    return false;
}

static bool check_group(const struct check *check, const struct field_value *values, size_t n,
                        struct str prefix, enum code of, struct error *err) {
    for (size_t i = 0; i < n; i++)
        if (!check_value(check, &values[i], prefix, of, err))
            return false;
    return true;
}

static bool is_left_out(const struct field_value *value) {
    if (!value)
        return true;
    enum field_type type = field_info(value->field)->type;
    bool is_text = type == TYPE_LINE || type == TYPE_TEXT;
    return (is_text && str_trim(value->text).n == 0) || (type == TYPE_SET_OF && !value->set) ||
           (type == TYPE_CODE_OF && !value->code) || (type == TYPE_EACH && !value->each.n);
}

// The first field that is left out although it is needed, at its own place also within a record;
// the codec names only its owner.
static bool nothing_left_out(struct arena *arena, const struct payload *group, enum field_id first,
                             size_t count, struct str prefix, struct error *err) {
    for (enum field_id field = first; field < first + count; field++) {
        const struct field_info *info = field_info(field);
        const struct field_value *value = payload_get(group, field);
        if (info->required && is_left_out(value))
            return at_field(err, prefix, field, "field.needed");
        for (size_t i = 0; value && info->type == TYPE_EACH && i < value->each.n; i++) {
            const struct record *record = &value->each.items[i];
            const struct record_info *kind = record_info(info->each);
            const struct payload fields = {record->n, record->values};
            if (record->key <= CODE_NONE || record->key >= CODE_COUNT)
                continue; // the codec refuses it
            struct str inner = str_printf(arena, "%s.%s.", info->id, code_info(record->key)->id);
            if (!inner.p)
                return error_memory(err);
            if (!nothing_left_out(arena, &fields, kind->first, kind->count, inner, err))
                return false;
        }
    }
    return true;
}

// Exactly what will be read back: absent fields are gone, everything is what the vocabulary says.
static bool through_codec(struct arena *arena, struct event *draft, struct error *err) {
    struct str json;
    return event_write(arena, draft, &json, err) && event_read(arena, json, draft, err);
}

static bool at_happened(struct error *err, const char *key) {
    error_set(err, ERR_INPUT, key, NULL);
    return error_at(err, NULL, "happened", 0, 0);
}

// Nothing is told of a time before the person was born, as far as that is known.
static struct date earliest_of(const struct event *draft, const struct draft_place *place) {
    struct person_facts person;
    person_facts_of(place->effective, NULL, &person);
    bool is_known = person.has_born && draft->kind != EVENT_person_registered;
    return is_known ? person.born : (struct date){EARLIEST_YEAR, 1, 1};
}

bool event_payload_text(struct arena *arena, const struct event *event, struct str *ret_json,
                        struct error *err) {
    struct event bare = *event;
    bare.because = bare.deviation = STR_NONE;
    return event_write(arena, &bare, ret_json, err);
}

bool check_same(struct arena *arena, struct event *draft, const struct event *sent, bool *ret_same,
                struct error *err) {
    struct str now, then;
    *ret_same = false;
    if (draft->kind != sent->kind || draft->corrects != sent->corrects)
        return true;
    if (!through_codec(arena, draft, err) || !event_payload_text(arena, draft, &now, err) ||
        !event_payload_text(arena, sent, &then, err))
        return false;
    *ret_same = str_eq(now, then);
    return true;
}

bool check_fields(struct app *app, struct arena *arena, struct reader *reader, struct event *draft,
                  struct draft_place *place, struct error *err) {
    const struct event_info *kind = event_info(draft->kind);
    struct date today = app_today(app);
    struct case_state folded;
    const struct case_state *state = place->state ? place->state : &folded;
    if (!nothing_left_out(arena, &draft->payload, kind->first, kind->count, STR(""), err) ||
        !normalise_numbers(arena, today, draft, err) || !through_codec(arena, draft, err) ||
        (!place->state && !state_fold(arena, place->before, place->before.n, &folded, err)))
        return false;
    const struct check check = {.arena = arena,
                                .reader = reader,
                                .state = state,
                                .place = place,
                                .today = today,
                                .earliest = earliest_of(draft, place)};
    if (date_cmp(app_local_date(app, draft->happened), check.earliest) < 0)
        return at_happened(err, "happened.before-birth");
    return check_group(&check, draft->payload.values, draft->payload.n, STR(""), CODE_NONE, err);
}

bool check_happened(const struct app *app, const struct event *corrected, struct event *draft,
                    struct error *err) {
    struct instant now = app_now(app);
    struct date day = app_local_date(app, draft->happened);
    struct date today = app_local_date(app, now);
    if (day.year < EARLIEST_YEAR)
        return at_happened(err, "happened.too-early");
    if (date_cmp(day, today) > 0 ||
        (draft->precision == PRECISION_MINUTE && draft->happened.us > now.us))
        return at_happened(err, "happened.in-future");
    if (draft->precision == PRECISION_MINUTE)
        return true;
    // A correction that leaves the day alone leaves the place within the day alone too.
    if (corrected && corrected->precision == PRECISION_DAY &&
        date_cmp(app_local_date(app, corrected->happened), day) == 0)
        draft->happened = corrected->happened;
    else if (date_cmp(day, today) == 0)
        draft->happened = now;
    else
        draft->happened = (struct instant){zone_day_end(app->zone, day).us - 1};
    return true;
}
