// SPDX-License-Identifier: EUPL-1.2
//
// Numbers (DMN 1.5, 10.3.4.5).
#include "feel/builtins.h"

#define SCALE_MAX 6176

static bool rounded(struct feel_machine *m, const struct feel_args *a, enum decimal_rounding how,
                    struct feel_value *ret_value) {
    int64_t scale = 0;
    struct decimal number;
    if (builtin_given(a, 1) && !builtin_whole(&a->v[1], &scale)) {
        struct decimal whole;
        if (!decimal_round(a->v[1].number, 0, DECIMAL_DOWN, &whole) ||
            !decimal_to_int(whole, &scale))
            return builtin_fail(m, a, "feel.out-of-range", ret_value);
    }
    if (scale > SCALE_MAX || scale < -(SCALE_MAX - 65) ||
        !decimal_round(a->v[0].number, (int)scale, how, &number))
        return builtin_fail(m, a, "feel.out-of-range", ret_value);
    *ret_value = feel_number(number);
    return true;
}

BUILTIN(fn_decimal) {
    return rounded(m, a, DECIMAL_HALF_EVEN, ret_value);
}

BUILTIN(fn_floor) {
    return rounded(m, a, DECIMAL_FLOOR, ret_value);
}

BUILTIN(fn_ceiling) {
    return rounded(m, a, DECIMAL_CEILING, ret_value);
}

BUILTIN(fn_round_up) {
    return rounded(m, a, DECIMAL_UP, ret_value);
}

BUILTIN(fn_round_down) {
    return rounded(m, a, DECIMAL_DOWN, ret_value);
}

BUILTIN(fn_round_half_up) {
    return rounded(m, a, DECIMAL_HALF_UP, ret_value);
}

BUILTIN(fn_round_half_down) {
    return rounded(m, a, DECIMAL_HALF_DOWN, ret_value);
}

// Of durations too.
BUILTIN(fn_abs) {
    *ret_value = a->v[0];
    switch (a->v[0].type) {
    case FEEL_NUMBER:
        ret_value->number = decimal_abs(a->v[0].number);
        return true;
    case FEEL_DAYS_DURATION:
        if (a->v[0].days.seconds < 0 || a->v[0].days.nanoseconds < 0)
            ret_value->days = (struct feel_days){-a->v[0].days.seconds, -a->v[0].days.nanoseconds};
        return true;
    case FEEL_MONTHS_DURATION:
        ret_value->months = a->v[0].months < 0 ? -a->v[0].months : a->v[0].months;
        return true;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_STRING:
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        break;
    }
    return builtin_wrong(m, a, 0, "number", ret_value);
}

static bool number_of(struct feel_machine *m, const struct feel_args *a, bool ok,
                      struct decimal number, struct feel_value *ret_value) {
    if (!ok)
        return builtin_fail(m, a, "feel.out-of-range", ret_value);
    *ret_value = feel_number(number);
    return true;
}

BUILTIN(fn_modulo) {
    struct decimal number = {0};
    bool ok = decimal_modulo(a->v[0].number, a->v[1].number, &number);
    return number_of(m, a, ok, number, ret_value);
}

BUILTIN(fn_sqrt) {
    struct decimal number = {0};
    bool ok = decimal_sqrt(a->v[0].number, &number);
    return number_of(m, a, ok, number, ret_value);
}

BUILTIN(fn_log) {
    struct decimal number = {0};
    bool ok = decimal_log(a->v[0].number, &number);
    return number_of(m, a, ok, number, ret_value);
}

BUILTIN(fn_exp) {
    struct decimal number = {0};
    bool ok = decimal_exp(a->v[0].number, &number);
    return number_of(m, a, ok, number, ret_value);
}

static bool parity(struct feel_machine *m, const struct feel_args *a, bool odd,
                   struct feel_value *ret_value) {
    struct decimal rest;
    if (!decimal_modulo(a->v[0].number, decimal_of_int(2), &rest))
        return builtin_fail(m, a, "feel.out-of-range", ret_value);
    *ret_value = feel_boolean(decimal_cmp(rest, decimal_of_int(odd)) == 0);
    return true;
}

BUILTIN(fn_even) {
    return parity(m, a, false, ret_value);
}

BUILTIN(fn_odd) {
    return parity(m, a, true, ret_value);
}
