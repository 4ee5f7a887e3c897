// SPDX-License-Identifier: EUPL-1.2
//
// Lists (DMN 1.5, 10.3.4.4): taking apart and putting together.
#include "feel/builtins.h"

#include <string.h>

static bool contains(const struct feel_list *list, const struct feel_value *value) {
    for (size_t i = 0; i < list->n; i++)
        if (feel_equal(&list->items[i], value))
            return true;
    return false;
}

static bool add_all(struct feel_machine *m, struct feel_items *items,
                    const struct feel_list *list) {
    for (size_t i = 0; i < list->n; i++)
        if (!feel_items_add(m, items, &list->items[i]))
            return false;
    return true;
}

BUILTIN(fn_list_contains) {
    (void)m;
    *ret_value = feel_boolean(contains(a->v[0].list, &a->v[1]));
    return true;
}

BUILTIN(fn_count) {
    (void)m;
    *ret_value = feel_int((int64_t)builtin_items(a).n);
    return true;
}

BUILTIN(fn_sublist) {
    const struct feel_list *list = a->v[0].list;
    int64_t start, length = INT64_MAX, n = (int64_t)list->n;
    if (!builtin_whole(&a->v[1], &start) ||
        (builtin_given(a, 2) && (!builtin_whole(&a->v[2], &length) || length < 1)))
        return builtin_fail(m, a, "feel.no-such-position", ret_value);
    if (start < 0)
        start += n + 1;
    if (start < 1 || start > n || (length != INT64_MAX && length > n - start + 1))
        return builtin_fail(m, a, "feel.no-such-position", ret_value);
    struct feel_list *part = ARENA_NEW(m->arena, struct feel_list);
    if (!part)
        return error_memory(m->err);
    *part = (struct feel_list){(size_t)(length == INT64_MAX ? n - start + 1 : length),
                               list->items + start - 1};
    *ret_value = feel_list_of(part);
    return true;
}

BUILTIN(fn_append) {
    struct feel_items items = {0};
    if (!add_all(m, &items, a->v[0].list))
        return false;
    for (size_t i = 1; i < a->count; i++)
        if (!feel_items_add(m, &items, &a->v[i]))
            return false;
    return feel_items_done(m, &items, ret_value);
}

BUILTIN(fn_concatenate) {
    struct feel_items items = {0};
    for (size_t i = 0; i < a->count; i++)
        if (!add_all(m, &items, a->v[i].list))
            return false;
    return feel_items_done(m, &items, ret_value);
}

// A position counted from 1, or from the end when negative; false outside 1 … n.
static bool position(const struct feel_value *v, size_t n, size_t *ret_at) {
    struct decimal whole;
    int64_t at;
    if (v->type != FEEL_NUMBER || !decimal_round(v->number, 0, DECIMAL_DOWN, &whole) ||
        !decimal_to_int(whole, &at))
        return false;
    if (at < 0)
        at += (int64_t)n + 1;
    if (at < 1 || at > (int64_t)n)
        return false;
    *ret_at = (size_t)at - 1;
    return true;
}

BUILTIN(fn_insert_before) {
    const struct feel_list *list = a->v[0].list;
    struct feel_items items = {0};
    size_t at;
    if (!position(&a->v[1], list->n, &at))
        return builtin_fail(m, a, "feel.no-such-position", ret_value);
    for (size_t i = 0; i < list->n; i++)
        if ((i == at && !feel_items_add(m, &items, &a->v[2])) ||
            !feel_items_add(m, &items, &list->items[i]))
            return false;
    return feel_items_done(m, &items, ret_value);
}

BUILTIN(fn_remove) {
    const struct feel_list *list = a->v[0].list;
    struct feel_items items = {0};
    size_t at;
    if (!position(&a->v[1], list->n, &at))
        return builtin_fail(m, a, "feel.no-such-position", ret_value);
    for (size_t i = 0; i < list->n; i++)
        if (i != at && !feel_items_add(m, &items, &list->items[i]))
            return false;
    return feel_items_done(m, &items, ret_value);
}

// list replace(list, position, new) or list replace(list, function(item, new) …, new)
BUILTIN(fn_list_replace) {
    const struct feel_list *list = a->v[0].list;
    bool by_match = a->v[1].type == FEEL_FUNCTION;
    struct feel_items items = {0};
    size_t at = 0;
    if (!by_match && !position(&a->v[1], list->n, &at))
        return builtin_fail(m, a, "feel.no-such-position", ret_value);
    for (size_t i = 0; i < list->n; i++) {
        struct feel_value args[2] = {list->items[i], a->v[2]};
        struct feel_value verdict = feel_boolean(i == at);
        if (by_match && !feel_call(m, a->node, a->v[1].function, args, 2, &verdict))
            return false;
        if (verdict.type != FEEL_BOOLEAN)
            return builtin_wrong(m, a, 1, "function", ret_value);
        if (!feel_items_add(m, &items, verdict.boolean ? &a->v[2] : &list->items[i]))
            return false;
    }
    return feel_items_done(m, &items, ret_value);
}

BUILTIN(fn_reverse) {
    struct feel_items items = {0};
    for (size_t i = a->v[0].list->n; i-- > 0;)
        if (!feel_items_add(m, &items, &a->v[0].list->items[i]))
            return false;
    return feel_items_done(m, &items, ret_value);
}

BUILTIN(fn_index_of) {
    struct feel_items items = {0};
    for (size_t i = 0; i < a->v[0].list->n; i++) {
        struct feel_value at = feel_int((int64_t)i + 1);
        if (feel_equal(&a->v[0].list->items[i], &a->v[1]) && !feel_items_add(m, &items, &at))
            return false;
    }
    return feel_items_done(m, &items, ret_value);
}

static bool add_distinct(struct feel_machine *m, struct feel_items *items,
                         const struct feel_list *list) {
    for (size_t i = 0; i < list->n; i++) {
        const struct feel_list so_far = {items->list.n, items->list.items};
        if (!contains(&so_far, &list->items[i]) && !feel_items_add(m, items, &list->items[i]))
            return false;
    }
    return true;
}

BUILTIN(fn_union) {
    struct feel_items items = {0};
    for (size_t i = 0; i < a->count; i++)
        if (!add_distinct(m, &items, a->v[i].list))
            return false;
    return feel_items_done(m, &items, ret_value);
}

BUILTIN(fn_distinct_values) {
    struct feel_items items = {0};
    return add_distinct(m, &items, a->v[0].list) && feel_items_done(m, &items, ret_value);
}

#define FLATTEN_MAX 100 // lists within lists

static bool flatten(struct feel_machine *m, const struct feel_args *a, struct feel_items *items,
                    const struct feel_list *list, int level) {
    if (level > FLATTEN_MAX)
        return feel_fail_limit(m, a->node, "feel.limit-depth");
    for (size_t i = 0; i < list->n; i++) {
        const struct feel_value *item = &list->items[i];
        bool ok = item->type == FEEL_LIST ? flatten(m, a, items, item->list, level + 1)
                                          : feel_items_add(m, items, item);
        if (!ok)
            return false;
    }
    return true;
}

BUILTIN(fn_flatten) {
    struct feel_items items = {0};
    return flatten(m, a, &items, a->v[0].list, 0) && feel_items_done(m, &items, ret_value);
}

// Sorting: by halves, so that equal elements keep their order and the number of calls is bounded.
struct sorting {
    struct feel_machine *m;
    const struct feel_args *a;
    struct feel_value *items, *spare;
    bool no_order;
};

// Does y stand before x? False answer: an error.
static bool precedes(struct sorting *s, const struct feel_value *y, const struct feel_value *x,
                     bool *ret_before) {
    struct feel_value args[2] = {*y, *x}, verdict;
    int order;
    if (!builtin_given(s->a, 1)) {
        s->no_order = s->no_order || !feel_compare(y, x, &order);
        *ret_before = !s->no_order && order < 0;
        return true;
    }
    if (!feel_call(s->m, s->a->node, s->a->v[1].function, args, 2, &verdict))
        return false;
    s->no_order = s->no_order || verdict.type != FEEL_BOOLEAN;
    *ret_before = verdict.type == FEEL_BOOLEAN && verdict.boolean;
    return true;
}

static bool merge(struct sorting *s, size_t from, size_t middle, size_t to) {
    size_t left = from, right = middle;
    for (size_t i = from; i < to; i++) {
        bool take_right = left == middle;
        if (!take_right && right < to &&
            !precedes(s, &s->items[right], &s->items[left], &take_right))
            return false;
        s->spare[i] = s->items[take_right ? right++ : left++];
    }
    memcpy(s->items + from, s->spare + from, (to - from) * sizeof(*s->items));
    return true;
}

BUILTIN(fn_sort) {
    const struct feel_list *list = a->v[0].list;
    struct feel_list *sorted = ARENA_NEW(m->arena, struct feel_list);
    struct sorting s = {.m = m,
                        .a = a,
                        .items = ARENA_ARRAY(m->arena, list->n, struct feel_value),
                        .spare = ARENA_ARRAY(m->arena, list->n, struct feel_value)};
    if (!sorted || !s.items || !s.spare)
        return error_memory(m->err);
    if (list->n)
        memcpy(s.items, list->items, list->n * sizeof(*s.items));
    for (size_t width = 1; width < list->n; width *= 2)
        for (size_t from = 0; from + width < list->n; from += 2 * width) {
            size_t to = from + 2 * width < list->n ? from + 2 * width : list->n;
            if (!merge(&s, from, from + width, to))
                return false;
        }
    if (s.no_order)
        return builtin_wrong(m, a, 0, "list", ret_value);
    *sorted = (struct feel_list){list->n, s.items};
    *ret_value = feel_list_of(sorted);
    return true;
}
