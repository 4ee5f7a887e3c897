// SPDX-License-Identifier: EUPL-1.2
//
// Lists brought down to one value (DMN 1.5, 10.3.4.4). In strict mode an empty list has no least,
// greatest or mean value: that is refused.
#include "feel/builtins.h"

#include <stdlib.h>
#include <string.h>

static bool empty(struct feel_machine *m, const struct feel_args *a, struct feel_value *ret_value) {
    return builtin_fail(m, a, "feel.empty-list", ret_value);
}

static bool extreme(struct feel_machine *m, const struct feel_args *a, int sign,
                    struct feel_value *ret_value) {
    struct feel_list list = builtin_items(a);
    if (!list.n)
        return empty(m, a, ret_value);
    struct feel_value best = list.items[0];
    for (size_t i = 0; i < list.n; i++) {
        int order;
        if (!feel_compare(&list.items[i], &best, &order))
            return builtin_wrong(m, a, 0, "list", ret_value);
        if (order * sign > 0)
            best = list.items[i];
    }
    *ret_value = best;
    return true;
}

BUILTIN(fn_min) {
    return extreme(m, a, -1, ret_value);
}

BUILTIN(fn_max) {
    return extreme(m, a, 1, ret_value);
}

typedef bool combine(struct decimal a, struct decimal b, struct decimal *ret);

enum folded { FOLDED, NO_NUMBER, TOO_LARGE };

static enum folded fold(struct feel_list list, combine *with, struct decimal start,
                        struct decimal *ret) {
    struct decimal total = start;
    for (size_t i = 0; i < list.n; i++) {
        if (list.items[i].type != FEEL_NUMBER)
            return NO_NUMBER;
        if (!with(total, list.items[i].number, &total))
            return TOO_LARGE;
    }
    *ret = total;
    return FOLDED;
}

static bool number_or_fail(struct feel_machine *m, const struct feel_args *a, enum folded outcome,
                           struct decimal number, struct feel_value *ret_value) {
    if (outcome == NO_NUMBER)
        return builtin_wrong(m, a, 0, "list<number>", ret_value);
    if (outcome == TOO_LARGE)
        return builtin_fail(m, a, "feel.out-of-range", ret_value);
    *ret_value = feel_number(number);
    return true;
}

// The sum of nothing is null in the standard; strictly it is 0.
BUILTIN(fn_sum) {
    struct feel_list list = builtin_items(a);
    struct decimal total = {0};
    if (!list.n) {
        *ret_value = m->strict ? feel_int(0) : feel_null();
        return true;
    }
    enum folded outcome = fold(list, decimal_add, decimal_of_int(0), &total);
    return number_or_fail(m, a, outcome, total, ret_value);
}

BUILTIN(fn_product) {
    struct feel_list list = builtin_items(a);
    struct decimal total = {0};
    if (!list.n)
        return empty(m, a, ret_value);
    enum folded outcome = fold(list, decimal_mul, decimal_of_int(1), &total);
    return number_or_fail(m, a, outcome, total, ret_value);
}

static enum folded mean_of(struct feel_list list, struct decimal *ret) {
    enum folded outcome = fold(list, decimal_add, decimal_of_int(0), ret);
    if (outcome == FOLDED && !decimal_div(*ret, decimal_of_int((int64_t)list.n), ret))
        return TOO_LARGE;
    return outcome;
}

BUILTIN(fn_mean) {
    struct feel_list list = builtin_items(a);
    struct decimal mean = {0};
    if (!list.n)
        return empty(m, a, ret_value);
    enum folded outcome = mean_of(list, &mean);
    return number_or_fail(m, a, outcome, mean, ret_value);
}

static int by_number(const void *x, const void *y) {
    const struct feel_value *a = x, *b = y;
    return decimal_cmp(a->number, b->number);
}

// A sorted copy of a list of numbers; NO_NUMBER when it holds something else.
static enum folded sorted_numbers(struct feel_machine *m, struct feel_list list,
                                  struct feel_value **ret_items) {
    struct feel_value *items = ARENA_ARRAY(m->arena, list.n, struct feel_value);
    for (size_t i = 0; items && i < list.n; i++) {
        if (list.items[i].type != FEEL_NUMBER)
            return NO_NUMBER;
        items[i] = list.items[i];
    }
    if (items)
        qsort(items, list.n, sizeof(*items), by_number);
    *ret_items = items;
    return FOLDED;
}

BUILTIN(fn_median) {
    struct feel_list list = builtin_items(a);
    struct feel_value *items;
    if (!list.n)
        return empty(m, a, ret_value);
    if (sorted_numbers(m, list, &items) != FOLDED)
        return builtin_wrong(m, a, 0, "list<number>", ret_value);
    if (!items)
        return error_memory(m->err);
    *ret_value = items[list.n / 2];
    if (list.n % 2)
        return true;
    struct decimal middle = {0};
    bool ok = decimal_add(items[list.n / 2 - 1].number, items[list.n / 2].number, &middle) &&
              decimal_div(middle, decimal_of_int(2), &middle);
    return number_or_fail(m, a, ok ? FOLDED : TOO_LARGE, middle, ret_value);
}

// Of a sample: the squares are divided by n - 1.
BUILTIN(fn_stddev) {
    struct feel_list list = builtin_items(a);
    struct decimal mean = {0}, total = decimal_of_int(0), off;
    if (list.n < 2)
        return empty(m, a, ret_value);
    enum folded outcome = mean_of(list, &mean);
    if (outcome != FOLDED)
        return number_or_fail(m, a, outcome, mean, ret_value);
    bool ok = true;
    for (size_t i = 0; ok && i < list.n; i++)
        ok = decimal_sub(list.items[i].number, mean, &off) && decimal_mul(off, off, &off) &&
             decimal_add(total, off, &total);
    ok = ok && decimal_div(total, decimal_of_int((int64_t)list.n - 1), &total) &&
         decimal_sqrt(total, &total);
    return number_or_fail(m, a, ok ? FOLDED : TOO_LARGE, total, ret_value);
}

// The most frequent numbers, in ascending order.
BUILTIN(fn_mode) {
    struct feel_list list = builtin_items(a);
    struct feel_items modes = {0};
    struct feel_value *items;
    size_t most = 0;
    if (sorted_numbers(m, list, &items) != FOLDED)
        return builtin_wrong(m, a, 0, "list<number>", ret_value);
    if (!items)
        return error_memory(m->err);
    for (size_t from = 0, to; from < list.n; from = to) {
        for (to = from; to < list.n && by_number(&items[from], &items[to]) == 0; to++)
            ;
        if (to - from > most) {
            modes.list.n = 0;
            most = to - from;
        }
        if (to - from == most && !feel_items_add(m, &modes, &items[from]))
            return false;
    }
    return feel_items_done(m, &modes, ret_value);
}

// "all" and "any": three values; what is no boolean is an error.
static bool verdict(struct feel_machine *m, const struct feel_args *a, bool decides,
                    struct feel_value *ret_value) {
    struct feel_list list = builtin_items(a);
    bool unknown = false, settled = false;
    if (a->count == 1 && a->v[0].type == FEEL_NULL)
        return builtin_wrong(m, a, 0, "list<boolean>", ret_value);
    for (size_t i = 0; i < list.n; i++) {
        const struct feel_value *v = &list.items[i];
        if (v->type != FEEL_BOOLEAN && (v->type != FEEL_NULL || m->strict))
            return builtin_wrong(m, a, 0, "list<boolean>", ret_value);
        unknown = unknown || v->type == FEEL_NULL;
        settled = settled || (v->type == FEEL_BOOLEAN && v->boolean == decides);
    }
    if (settled)
        *ret_value = feel_boolean(decides);
    else
        *ret_value = unknown ? feel_null() : feel_boolean(!decides);
    return true;
}

BUILTIN(fn_all) {
    return verdict(m, a, false, ret_value);
}

BUILTIN(fn_any) {
    return verdict(m, a, true, ret_value);
}
