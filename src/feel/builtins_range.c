// SPDX-License-Identifier: EUPL-1.2
//
// Ranges and points in relation to each other (DMN 1.5, 10.3.4.9, after Allen's interval algebra).
// A point is taken as the range from it to itself.
#include "feel/builtins.h"

// One end of a range: a value, or without limit below (-1) or above (1).
struct end {
    struct feel_value value;
    int infinite;
    bool included;
};

struct span {
    struct end start, end;
};

static struct span span_of(const struct feel_value *v) {
    if (v->type != FEEL_RANGE)
        return (struct span){{*v, 0, true}, {*v, 0, true}};
    const struct feel_range *r = v->range;
    return (struct span){
        {r->low, r->low.type == FEEL_NULL ? -1 : 0, r->low_bound == FEEL_CLOSED},
        {r->high, r->high.type == FEEL_NULL ? 1 : 0, r->high_bound == FEEL_CLOSED},
    };
}

// The relations below compare ends; one pair that has no order makes the whole null.
struct relation {
    struct span a, b;
    bool failed;
};

static int compare(struct relation *r, const struct end *x, const struct end *y) {
    int order = x->infinite - y->infinite;
    if (x->infinite || y->infinite)
        return order;
    if (!feel_compare(&x->value, &y->value, &order))
        r->failed = true;
    return r->failed ? 0 : order;
}

static bool before(struct relation *r, const struct span *a, const struct span *b) {
    int order = compare(r, &a->end, &b->start);
    return order < 0 || (order == 0 && !(a->end.included && b->start.included));
}

static bool meets(struct relation *r, const struct span *a, const struct span *b) {
    return compare(r, &a->end, &b->start) == 0 && a->end.included && b->start.included;
}

static bool overlaps(struct relation *r, const struct span *a, const struct span *b) {
    return !before(r, a, b) && !before(r, b, a);
}

// a begins first: earlier, or at the same point but including it.
static bool begins_first(struct relation *r, const struct span *a, const struct span *b) {
    int order = compare(r, &a->start, &b->start);
    return order < 0 || (order == 0 && a->start.included && !b->start.included);
}

static bool ends_within(struct relation *r, const struct span *a, const struct span *b) {
    int order = compare(r, &a->end, &b->end);
    return order < 0 || (order == 0 && (!a->end.included || b->end.included));
}

static bool begins_within(struct relation *r, const struct span *a, const struct span *b) {
    int order = compare(r, &a->start, &b->start);
    return order > 0 || (order == 0 && (!a->start.included || b->start.included));
}

static bool overlaps_before(struct relation *r, const struct span *a, const struct span *b) {
    return begins_first(r, a, b) && !before(r, a, b) && ends_within(r, a, b);
}

static bool finishes(struct relation *r, const struct span *a, const struct span *b) {
    return compare(r, &a->end, &b->end) == 0 && a->end.included == b->end.included &&
           begins_within(r, a, b);
}

static bool during(struct relation *r, const struct span *a, const struct span *b) {
    return begins_within(r, a, b) && ends_within(r, a, b);
}

static bool starts(struct relation *r, const struct span *a, const struct span *b) {
    return compare(r, &a->start, &b->start) == 0 && a->start.included == b->start.included &&
           ends_within(r, a, b);
}

static bool coincides(struct relation *r, const struct span *a, const struct span *b) {
    return starts(r, a, b) && starts(r, b, a) && finishes(r, a, b);
}

typedef bool holds(struct relation *r, const struct span *a, const struct span *b);

static bool relate(struct feel_machine *m, const struct feel_args *a, holds *relation, bool turned,
                   struct feel_value *ret_value) {
    struct relation r = {.a = span_of(&a->v[turned]), .b = span_of(&a->v[!turned])};
    bool yes = relation(&r, &r.a, &r.b);
    if (r.failed)
        return builtin_wrong(m, a, 1, feel_type_name(a->v[0].type), ret_value);
    *ret_value = feel_boolean(yes);
    return true;
}

BUILTIN(fn_before) {
    return relate(m, a, before, false, ret_value);
}

BUILTIN(fn_after) {
    return relate(m, a, before, true, ret_value);
}

BUILTIN(fn_meets) {
    return relate(m, a, meets, false, ret_value);
}

BUILTIN(fn_met_by) {
    return relate(m, a, meets, true, ret_value);
}

BUILTIN(fn_overlaps) {
    return relate(m, a, overlaps, false, ret_value);
}

BUILTIN(fn_overlaps_before) {
    return relate(m, a, overlaps_before, false, ret_value);
}

BUILTIN(fn_overlaps_after) {
    return relate(m, a, overlaps_before, true, ret_value);
}

BUILTIN(fn_finishes) {
    return relate(m, a, finishes, false, ret_value);
}

BUILTIN(fn_finished_by) {
    return relate(m, a, finishes, true, ret_value);
}

BUILTIN(fn_includes) {
    return relate(m, a, during, true, ret_value);
}

BUILTIN(fn_during) {
    return relate(m, a, during, false, ret_value);
}

BUILTIN(fn_starts) {
    return relate(m, a, starts, false, ret_value);
}

BUILTIN(fn_started_by) {
    return relate(m, a, starts, true, ret_value);
}

BUILTIN(fn_coincides) {
    return relate(m, a, coincides, false, ret_value);
}

// range("[1..5]"): the ends must be literals, in order.
static bool is_literal_range(const struct feel_node *node) {
    const struct feel_value *value = feel_constant(node);
    int order;
    if (!value || value->type != FEEL_RANGE || value->range->low_bound == FEEL_UNBOUNDED ||
        value->range->high_bound == FEEL_UNBOUNDED)
        return false;
    return feel_compare(&value->range->low, &value->range->high, &order) && order <= 0;
}

BUILTIN(fn_range) {
    struct error ignored = {0};
    struct feel_source *source = ARENA_NEW(m->arena, struct feel_source);
    struct feel_compiler c = {.arena = m->arena, .strict = true, .err = &ignored};
    const struct feel_node *node;
    if (!source)
        return error_memory(m->err);
    source->file = source->element = STR("");
    source->text = a->v[0].string;
    if (feel_compile(&c, source, &node) && is_literal_range(node)) {
        *ret_value = node->constant;
        return true;
    }
    return builtin_fail(m, a, "feel.no-range", ret_value);
}
