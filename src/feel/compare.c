// SPDX-License-Identifier: EUPL-1.2
#include "feel/machine.h"
#include "feel/temporal.h"

static bool same_place(const struct feel_time *a, const struct feel_time *b) {
    return (a->kind == FEEL_LOCAL) == (b->kind == FEEL_LOCAL);
}

bool feel_compare(const struct feel_value *a, const struct feel_value *b, int *ret_order) {
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case FEEL_NUMBER:
        *ret_order = decimal_cmp(a->number, b->number);
        return true;
    case FEEL_STRING:
        *ret_order = str_cmp(a->string, b->string); // the order of UTF-8 is that of code points
        return true;
    case FEEL_DATE:
        *ret_order = date_cmp(a->date, b->date);
        return true;
    case FEEL_TIME:
        *ret_order = temporal_days_cmp(temporal_of_time(&a->time), temporal_of_time(&b->time));
        return same_place(&a->time, &b->time);
    case FEEL_DATE_TIME:
        *ret_order = temporal_days_cmp(temporal_of_date_time(&a->date_time),
                                       temporal_of_date_time(&b->date_time));
        return same_place(&a->date_time.time, &b->date_time.time);
    case FEEL_DAYS_DURATION:
        *ret_order = temporal_days_cmp(a->days, b->days);
        return true;
    case FEEL_MONTHS_DURATION:
        *ret_order = (a->months > b->months) - (a->months < b->months);
        return true;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        return false;
    }
    return false;
}

static struct feel_value whole_second(const struct feel_value *v) {
    struct feel_value whole = *v;
    if (v->type == FEEL_TIME)
        whole.time.clock.nanosecond = 0;
    else
        whole.date_time.time.clock.nanosecond = 0;
    return whole;
}

bool feel_equals(struct feel_machine *m, const struct feel_value *a, const struct feel_value *b,
                 bool *ret_equal) {
    if (a->type != b->type) {
        *ret_equal = false;
        return a->type == FEEL_NULL || b->type == FEEL_NULL;
    }
    bool clock = a->type == FEEL_TIME || a->type == FEEL_DATE_TIME;
    if (clock && !m->strict) {
        struct feel_value x = whole_second(a), y = whole_second(b);
        *ret_equal = feel_equal(&x, &y);
        return true;
    }
    *ret_equal = feel_equal(a, b);
    return true;
}

bool feel_in_range(const struct feel_value *value, const struct feel_range *range,
                   bool *ret_inside) {
    int order;
    *ret_inside = false;
    if (range->form == FEEL_EXCEPT) {
        if (!feel_compare(value, &range->low, &order))
            return false;
        *ret_inside = order != 0;
        return true;
    }
    if (range->low_bound != FEEL_UNBOUNDED) {
        if (!feel_compare(value, &range->low, &order))
            return false;
        if (order < 0 || (order == 0 && range->low_bound == FEEL_OPEN))
            return true;
    }
    if (range->high_bound != FEEL_UNBOUNDED) {
        if (!feel_compare(value, &range->high, &order))
            return false;
        if (order > 0 || (order == 0 && range->high_bound == FEEL_OPEN))
            return true;
    }
    *ret_inside = true;
    return true;
}
