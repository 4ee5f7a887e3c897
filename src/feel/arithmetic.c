// SPDX-License-Identifier: EUPL-1.2
#include "feel/machine.h"
#include "feel/temporal.h"

static bool numbers(enum feel_op op, struct decimal a, struct decimal b, struct decimal *ret) {
    switch ((int)op) { // the five that calculate
    case OP_ADD:
        return decimal_add(a, b, ret);
    case OP_SUBTRACT:
        return decimal_sub(a, b, ret);
    case OP_MULTIPLY:
        return decimal_mul(a, b, ret);
    case OP_DIVIDE:
        return decimal_div(a, b, ret);
    default:
        return decimal_pow(a, b, ret);
    }
}

enum outcome { DONE, NO_SUCH_TYPES, OUT_OF_RANGE };

static enum outcome outcome(bool ok) {
    return ok ? DONE : OUT_OF_RANGE;
}

// Something with a date or a clock, plus a duration.
static enum outcome shift(const struct feel_value *when, const struct feel_value *duration,
                          bool back, struct feel_value *ret) {
    bool by_days = duration->type == FEEL_DAYS_DURATION;
    if (!by_days && duration->type != FEEL_MONTHS_DURATION)
        return NO_SUCH_TYPES;
    struct feel_days days = back ? temporal_days_neg(duration->days) : duration->days;
    int64_t months = back ? -duration->months : duration->months;
    *ret = *when;
    if (when->type == FEEL_TIME) {
        if (!by_days)
            return NO_SUCH_TYPES;
        temporal_time_add(&ret->time, days);
        return DONE;
    }
    if (when->type == FEEL_DATE_TIME)
        return outcome(by_days ? temporal_add_days(&ret->date_time, days)
                               : temporal_add_months(&ret->date_time, months));
    if (when->type != FEEL_DATE)
        return NO_SUCH_TYPES;
    struct feel_date_time midnight = {.date = when->date};
    bool ok = by_days ? temporal_add_days(&midnight, days) : temporal_add_months(&midnight, months);
    ret->date = midnight.date;
    return outcome(ok);
}

static struct feel_date_time at_midnight(const struct feel_value *v) {
    if (v->type == FEEL_DATE_TIME)
        return v->date_time;
    // A date is midnight UTC beside what has an offset.
    return (struct feel_date_time){.date = v->date, .time.kind = FEEL_AT_OFFSET};
}

static bool is_day(const struct feel_value *v) {
    return v->type == FEEL_DATE || v->type == FEEL_DATE_TIME;
}

static enum outcome difference(const struct feel_value *a, const struct feel_value *b,
                               struct feel_value *ret) {
    struct feel_days from, to, result;
    if (a->type == FEEL_TIME && b->type == FEEL_TIME) {
        if ((a->time.kind == FEEL_LOCAL) != (b->time.kind == FEEL_LOCAL))
            return NO_SUCH_TYPES;
        to = temporal_of_time(&a->time);
        from = temporal_of_time(&b->time);
    } else if (is_day(a) && is_day(b)) {
        struct feel_date_time x = at_midnight(a), y = at_midnight(b);
        bool dates = a->type == FEEL_DATE && b->type == FEEL_DATE;
        if (!dates && (x.time.kind == FEEL_LOCAL) != (y.time.kind == FEEL_LOCAL))
            return NO_SUCH_TYPES;
        to = temporal_of_date_time(&x);
        from = temporal_of_date_time(&y);
    } else {
        return NO_SUCH_TYPES;
    }
    bool ok = temporal_days_add(to, temporal_days_neg(from), &result);
    *ret = temporal_days_value(result);
    return outcome(ok);
}

static enum outcome add_durations(const struct feel_value *a, const struct feel_value *b,
                                  bool subtract, struct feel_value *ret) {
    *ret = *a;
    if (a->type != b->type)
        return NO_SUCH_TYPES;
    if (a->type == FEEL_DAYS_DURATION) {
        struct feel_days other = subtract ? temporal_days_neg(b->days) : b->days;
        return outcome(temporal_days_add(a->days, other, &ret->days));
    }
    if (a->type != FEEL_MONTHS_DURATION)
        return NO_SUCH_TYPES;
    bool over = subtract ? __builtin_sub_overflow(a->months, b->months, &ret->months)
                         : __builtin_add_overflow(a->months, b->months, &ret->months);
    return outcome(!over && ret->months != INT64_MIN);
}

static bool is_duration(const struct feel_value *v) {
    return v->type == FEEL_DAYS_DURATION || v->type == FEEL_MONTHS_DURATION;
}

static bool duration_number(const struct feel_value *v, struct decimal *ret) {
    if (v->type == FEEL_DAYS_DURATION)
        return temporal_days_number(v->days, ret);
    *ret = decimal_of_int(v->months);
    return true;
}

static bool duration_of(enum feel_type type, struct decimal number, struct feel_value *ret) {
    *ret = (struct feel_value){.type = type};
    if (type == FEEL_DAYS_DURATION)
        return temporal_days_of_number(number, &ret->days);
    return decimal_round(number, 0, DECIMAL_DOWN, &number) && decimal_to_int(number, &ret->months);
}

static enum outcome ratio(const struct feel_value *a, const struct feel_value *b,
                          struct feel_value *ret) {
    struct decimal left, right, result;
    if (!duration_number(a, &left) || !duration_number(b, &right) ||
        !decimal_div(left, right, &result))
        return OUT_OF_RANGE;
    *ret = feel_number(result);
    return DONE;
}

static enum outcome scale(enum feel_op op, const struct feel_value *a, const struct feel_value *b,
                          struct feel_value *ret) {
    struct decimal left, result;
    if (op == OP_DIVIDE && is_duration(a) && a->type == b->type)
        return ratio(a, b, ret);
    if (op == OP_MULTIPLY && a->type == FEEL_NUMBER)
        return b->type == FEEL_NUMBER ? NO_SUCH_TYPES : scale(op, b, a, ret);
    if (!is_duration(a) || b->type != FEEL_NUMBER || op == OP_POWER)
        return NO_SUCH_TYPES;
    bool ok = duration_number(a, &left) && numbers(op, left, b->number, &result) &&
              duration_of(a->type, result, ret);
    return outcome(ok);
}

static enum outcome temporal(enum feel_op op, const struct feel_value *a,
                             const struct feel_value *b, struct feel_value *ret) {
    bool back = op == OP_SUBTRACT;
    if (op != OP_ADD && !back)
        return scale(op, a, b, ret);
    if (is_duration(a) && is_duration(b))
        return add_durations(a, b, back, ret);
    if (is_duration(b))
        return shift(a, b, back, ret);
    return back ? difference(a, b, ret) : is_duration(a) ? shift(b, a, false, ret) : NO_SUCH_TYPES;
}

static bool concatenate(struct feel_machine *m, struct str a, struct str b,
                        struct feel_value *ret_value) {
    struct buf buf = buf_new(m->arena, BUF_DEFAULT_MAX);
    struct str text;
    buf_add(&buf, a);
    buf_add(&buf, b);
    if (!buf_done(&buf, &text, m->err))
        return false;
    *ret_value = feel_string(text);
    return true;
}

bool feel_arithmetic(struct feel_machine *m, const struct feel_node *node, enum feel_op op,
                     const struct feel_value *left, const struct feel_value *right,
                     struct feel_value *ret_value) {
    enum outcome result = NO_SUCH_TYPES;
    if (left->type == FEEL_NUMBER && right->type == FEEL_NUMBER) {
        struct decimal number;
        result = outcome(numbers(op, left->number, right->number, &number));
        *ret_value = feel_number(number);
    } else if (op == OP_ADD && left->type == FEEL_STRING && right->type == FEEL_STRING) {
        return concatenate(m, left->string, right->string, ret_value);
    } else if (left->type != FEEL_NULL && right->type != FEEL_NULL) {
        result = temporal(op, left, right, ret_value);
    }
    if (result == DONE)
        return true;
    if (result == OUT_OF_RANGE)
        return feel_fail(m, node, "feel.out-of-range", feel_node_text(node), STR_NONE, ret_value);
    if (left->type == FEEL_NULL)
        return feel_fail_type(m, node, node->binary.left, left, "", ret_value);
    return feel_fail_type(m, node, node->binary.right, right, feel_type_name(left->type),
                          ret_value);
}
