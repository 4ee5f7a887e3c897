// SPDX-License-Identifier: EUPL-1.2
//
// Values and declared types: does it fit, can it be made to fit (DMN 1.5, 10.3.2.9.4), and the
// properties that dates, times, durations and ranges have.
#include "feel/machine.h"
#include "feel/temporal.h"

// Contexts mostly hold their fields in the order of their type: the same place is looked at first.
static const struct feel_value *get_near(const struct feel_value *value, struct str name,
                                         size_t place) {
    const struct feel_context *context = value->context;
    if (place < context->n && str_eq(context->entries[place].name, name))
        return &context->entries[place].value;
    return feel_get(value, name);
}

static bool has_field_near(const struct feel_kind *kind, struct str name, size_t place) {
    return (place < kind->count && str_eq(kind->fields[place].name, name)) ||
           feel_kind_field(kind, name);
}

static bool is_kind(struct feel_machine *m, const struct feel_value *value,
                    const struct feel_kind *kind, bool allowed_too);

static bool fits_context(struct feel_machine *m, const struct feel_value *value,
                         const struct feel_kind *kind, bool allowed_too) {
    for (size_t i = 0; i < kind->count; i++) {
        const struct feel_value *entry = get_near(value, kind->fields[i].name, i);
        if (entry && entry->type != FEEL_NULL &&
            !is_kind(m, entry, kind->fields[i].kind, allowed_too))
            return false;
        if (!entry && !m->strict)
            return false;
    }
    if (!kind->closed || !m->strict)
        return true;
    for (size_t i = 0; i < value->context->n; i++)
        if (!has_field_near(kind, value->context->entries[i].name, i))
            return false;
    return true;
}

static bool fits_function(const struct feel_function *function, const struct feel_kind *kind) {
    const struct feel_kind *has = function->kind;
    if (!kind->fields && (!kind->of || kind->of->any))
        return true;
    if (!has)
        return false;
    return has->count == kind->count && feel_kind_fit(kind->of, has->of) == FEEL_FITS;
}

static bool passes_allowed(struct feel_machine *m, const struct feel_value *value,
                           const struct feel_kind *kind) {
    struct feel_value verdict;
    if (!kind->allowed)
        return true;
    if (kind->allowed_each && value->type == FEEL_LIST) {
        for (size_t i = 0; i < value->list->n; i++)
            if (!feel_run(m, kind->allowed, &value->list->items[i], 1, &verdict) ||
                verdict.type != FEEL_BOOLEAN || !verdict.boolean)
                return false;
        return true;
    }
    return feel_run(m, kind->allowed, value, 1, &verdict) && verdict.type == FEEL_BOOLEAN &&
           verdict.boolean;
}

static bool fits_elements(struct feel_machine *m, const struct feel_value *value,
                          const struct feel_kind *element, bool allowed_too) {
    for (size_t i = 0; !element->any && i < value->list->n; i++)
        if (value->list->items[i].type != FEEL_NULL &&
            !is_kind(m, &value->list->items[i], element, allowed_too))
            return false;
    return true;
}

static bool fits_range(struct feel_machine *m, const struct feel_range *range,
                       const struct feel_kind *end, bool allowed_too) {
    return (range->low_bound == FEEL_UNBOUNDED || is_kind(m, &range->low, end, allowed_too)) &&
           (range->high_bound == FEEL_UNBOUNDED || is_kind(m, &range->high, end, allowed_too));
}

static bool is_kind(struct feel_machine *m, const struct feel_value *value,
                    const struct feel_kind *kind, bool allowed_too) {
    if (kind->any)
        return true;
    if (value->type != kind->type)
        return false;
    if (value->type == FEEL_LIST && kind->of && !fits_elements(m, value, kind->of, allowed_too))
        return false;
    if (value->type == FEEL_CONTEXT && !fits_context(m, value, kind, allowed_too))
        return false;
    if (value->type == FEEL_RANGE && kind->of &&
        !fits_range(m, value->range, kind->of, allowed_too))
        return false;
    if (value->type == FEEL_FUNCTION && !fits_function(value->function, kind))
        return false;
    return !allowed_too || passes_allowed(m, value, kind);
}

bool feel_is_kind(struct feel_machine *m, const struct feel_value *value,
                  const struct feel_kind *kind) {
    return is_kind(m, value, kind, true);
}

bool feel_is_instance(struct feel_machine *m, const struct feel_value *value,
                      const struct feel_kind *kind) {
    return is_kind(m, value, kind, false);
}

static bool single(struct feel_machine *m, const struct feel_value *value,
                   struct feel_value *ret_value) {
    struct feel_items items = {0};
    return feel_items_add(m, &items, value) && feel_items_done(m, &items, ret_value);
}

// What the standard converts without being asked: a list of one to its element, one value to a list
// of it, a date to midnight.
static bool adapt(struct feel_machine *m, const struct feel_value *value,
                  const struct feel_kind *kind, struct feel_value *ret_value, bool *ret_done) {
    struct feel_value list;
    *ret_done = true;
    if (value->type == FEEL_LIST && value->list->n == 1 &&
        feel_is_kind(m, &value->list->items[0], kind)) {
        *ret_value = value->list->items[0];
        return true;
    }
    if (kind->type == FEEL_LIST && value->type != FEEL_LIST) {
        if (!single(m, value, &list))
            return false;
        *ret_value = list;
        *ret_done = feel_is_kind(m, &list, kind);
        return true;
    }
    *ret_done = kind->type == FEEL_DATE_TIME && value->type == FEEL_DATE;
    if (*ret_done)
        *ret_value =
            (struct feel_value){.type = FEEL_DATE_TIME,
                                .date_time = {.date = value->date, .time.kind = FEEL_AT_OFFSET}};
    return true;
}

bool feel_coerce(struct feel_machine *m, const struct feel_node *node,
                 const struct feel_value *value, const struct feel_kind *kind,
                 struct feel_value *ret_value) {
    bool done = false;
    *ret_value = *value;
    if (value->type == FEEL_NULL || feel_is_kind(m, value, kind))
        return true;
    if (!m->strict && !adapt(m, value, kind, ret_value, &done))
        return false;
    if (done)
        return true;
    if (m->err && m->err->code != ERR_NONE && m->err->code != ERR_REFUSED)
        return false; // a ceiling, reached in the tests of allowed values
    char *text = str_c(m->arena, feel_kind_text(m->arena, kind));
    return text ? feel_fail_type(m, node, node, value, text, ret_value) : error_memory(m->err);
}

// Properties

static struct feel_value seconds_value(struct time_of_day clock) {
    struct decimal fraction, seconds = decimal_of_int(clock.second);
    if (clock.nanosecond &&
        decimal_div(decimal_of_int(clock.nanosecond), decimal_of_int(1000000000), &fraction) &&
        decimal_add(seconds, fraction, &seconds))
        return feel_number(seconds);
    return feel_int(clock.second);
}

static bool date_property(struct date date, struct str name, struct feel_value *ret_value) {
    if (str_is(name, "year"))
        *ret_value = feel_int(date.year);
    else if (str_is(name, "month"))
        *ret_value = feel_int(date.month);
    else if (str_is(name, "day"))
        *ret_value = feel_int(date.day);
    else if (str_is(name, "weekday"))
        *ret_value = feel_int(date_weekday(date));
    else
        return false;
    return true;
}

static bool time_property(const struct feel_time *time, bool has_offset, int32_t offset_s,
                          struct str name, struct feel_value *ret_value) {
    if (str_is(name, "hour"))
        *ret_value = feel_int(time->clock.hour);
    else if (str_is(name, "minute"))
        *ret_value = feel_int(time->clock.minute);
    else if (str_is(name, "second"))
        *ret_value = seconds_value(time->clock);
    else if (str_is(name, "time offset"))
        *ret_value =
            has_offset ? temporal_days_value((struct feel_days){.seconds = offset_s}) : feel_null();
    else if (str_is(name, "timezone"))
        *ret_value =
            time->kind == FEEL_IN_ZONE ? feel_string(str_of(zone_name(time->zone))) : feel_null();
    else
        return false;
    return true;
}

static bool days_property(struct feel_days days, struct str name, struct feel_value *ret_value) {
    struct decimal seconds;
    if (str_is(name, "days"))
        *ret_value = feel_int(days.seconds / 86400);
    else if (str_is(name, "hours"))
        *ret_value = feel_int(days.seconds / 3600 % 24);
    else if (str_is(name, "minutes"))
        *ret_value = feel_int(days.seconds / 60 % 60);
    else if (str_is(name, "seconds") &&
             temporal_days_number((struct feel_days){days.seconds % 60, days.nanoseconds},
                                  &seconds))
        *ret_value = feel_number(seconds);
    else
        return false;
    return true;
}

static bool range_property(const struct feel_range *range, struct str name,
                           struct feel_value *ret_value) {
    if (str_is(name, "start"))
        *ret_value = range->low;
    else if (str_is(name, "end"))
        *ret_value = range->high;
    else if (str_is(name, "start included"))
        *ret_value = feel_boolean(range->low_bound == FEEL_CLOSED);
    else if (str_is(name, "end included"))
        *ret_value = feel_boolean(range->high_bound == FEEL_CLOSED);
    else
        return false;
    return true;
}

bool feel_property(struct feel_machine *m, const struct feel_value *value, struct str name,
                   struct feel_value *ret_value) {
    int32_t offset_s = 0;
    bool placed;
    (void)m;
    switch (value->type) {
    case FEEL_DATE:
        return date_property(value->date, name, ret_value);
    case FEEL_TIME:
        placed = temporal_time_offset(&value->time, &offset_s);
        return time_property(&value->time, placed, offset_s, name, ret_value);
    case FEEL_DATE_TIME:
        placed = temporal_offset(&value->date_time, &offset_s);
        return date_property(value->date_time.date, name, ret_value) ||
               time_property(&value->date_time.time, placed, offset_s, name, ret_value);
    case FEEL_DAYS_DURATION:
        return days_property(value->days, name, ret_value);
    case FEEL_MONTHS_DURATION:
        if (!str_is(name, "years") && !str_is(name, "months"))
            return false;
        *ret_value = feel_int(str_is(name, "years") ? value->months / 12 : value->months % 12);
        return true;
    case FEEL_RANGE:
        return range_property(value->range, name, ret_value);
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_NUMBER:
    case FEEL_STRING:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_FUNCTION:
        return false;
    }
    return false;
}
