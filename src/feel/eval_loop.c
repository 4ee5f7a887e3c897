// SPDX-License-Identifier: EUPL-1.2
#include <string.h>

#include "feel/eval.h"

// list[2], list[-1]
static bool pick(struct feel_machine *m, const struct feel_node *node, const struct feel_list *list,
                 struct decimal at, struct feel_value *ret_value) {
    int64_t i;
    if (decimal_is_whole(at) && decimal_to_int(at, &i)) {
        int64_t n = (int64_t)list->n;
        if (i < 0)
            i += n + 1;
        if (i >= 1 && i <= n) {
            *ret_value = list->items[i - 1];
            return true;
        }
    }
    return feel_fail(m, node, "feel.no-such-element", feel_node_text(node), STR_NONE, ret_value);
}

static struct feel_list as_list(const struct feel_value *value) {
    if (value->type == FEEL_LIST)
        return *value->list;
    return (struct feel_list){value->type == FEEL_NULL ? 0 : 1, value};
}

static bool is_number(const struct feel_node *node) {
    return !node->kind->any && node->kind->type == FEEL_NUMBER;
}

// A test that turns out to be a number picks an element; known only once it is evaluated.
static bool filter_elements(struct feel_machine *m, const struct feel_node *node,
                            struct feel_list list, struct feel_value *ret_value) {
    struct feel_items items = {0};
    for (size_t i = 0; i < list.n; i++) {
        struct feel_value keep;
        m->frame[node->filter.slot] = list.items[i];
        if (!feel_eval(m, node->filter.test, &keep))
            return false;
        if (keep.type == FEEL_NUMBER)
            return pick(m, node, &list, keep.number, ret_value);
        if (keep.type != FEEL_BOOLEAN && (keep.type != FEEL_NULL || m->strict))
            return feel_fail_type(m, node, node->filter.test, &keep, "boolean", ret_value);
        if (keep.type == FEEL_BOOLEAN && keep.boolean && !feel_items_add(m, &items, &list.items[i]))
            return false;
    }
    return feel_items_done(m, &items, ret_value);
}

bool eval_filter(struct feel_machine *m, const struct feel_node *node,
                 struct feel_value *ret_value) {
    struct feel_value of, at;
    if (!feel_eval(m, node->filter.of, &of))
        return false;
    if (of.type == FEEL_NULL && m->strict)
        return feel_fail_type(m, node, node->filter.of, &of, "list", ret_value);
    struct feel_list list = as_list(&of);
    if (!is_number(node->filter.test))
        return filter_elements(m, node, list, ret_value);
    m->frame[node->filter.slot] = feel_null();
    if (!feel_eval(m, node->filter.test, &at))
        return false;
    if (at.type != FEEL_NUMBER)
        return feel_fail_type(m, node, node->filter.test, &at, "number", ret_value);
    return pick(m, node, &list, at.number, ret_value);
}

// The values that one iterator runs through.
struct course {
    const struct feel_list *list; // or, when NULL, whole numbers or days from `at` to `to`
    struct feel_value at, to;
    size_t next;
    int step;
    bool done;
};

static bool whole(const struct feel_value *v) {
    return v->type == FEEL_NUMBER && decimal_is_whole(v->number);
}

static bool course_of_ends(const struct feel_value *from, const struct feel_value *to,
                           struct course *course) {
    int order;
    bool counts = (whole(from) && whole(to)) || (from->type == FEEL_DATE && to->type == FEEL_DATE);
    if (!counts || !feel_compare(from, to, &order))
        return false;
    *course = (struct course){.at = *from, .to = *to, .step = order > 0 ? -1 : 1};
    return true;
}

static bool advance(struct feel_value *at, int step) {
    if (at->type == FEEL_DATE)
        return date_add_days(at->date, step, &at->date);
    return decimal_add(at->number, decimal_of_int(step), &at->number);
}

static bool course_of_range(const struct feel_range *range, struct course *course) {
    struct feel_value low = range->low, high = range->high;
    int order;
    if (range->low_bound == FEEL_UNBOUNDED || range->high_bound == FEEL_UNBOUNDED)
        return false;
    if (range->low_bound == FEEL_OPEN && !advance(&low, 1))
        return false;
    if (range->high_bound == FEEL_OPEN && !advance(&high, -1))
        return false;
    if (!course_of_ends(&low, &high, course))
        return false;
    // An interval that is empty, unlike "5..1", is not run through backwards.
    if (feel_compare(&low, &high, &order) && order > 0)
        course->done = true;
    return true;
}

static bool start(struct feel_machine *m, const struct feel_iterator *iterator,
                  struct course *course, bool *ret_ok, struct feel_value *ret_value) {
    struct feel_value from, to;
    *ret_ok = true;
    if (!feel_eval(m, iterator->from, &from))
        return false;
    if (iterator->to) {
        if (!feel_eval(m, iterator->to, &to))
            return false;
        if (course_of_ends(&from, &to, course))
            return true;
    } else if (from.type == FEEL_LIST) {
        *course = (struct course){.list = from.list};
        return true;
    } else if (from.type == FEEL_RANGE && (from.range->low.type == FEEL_DATE ||
                                           (whole(&from.range->low) && whole(&from.range->high)))) {
        if (course_of_range(from.range, course))
            return true;
    } else if (from.type != FEEL_NULL && from.type != FEEL_RANGE) {
        struct feel_items one = {0};
        if (!feel_items_add(m, &one, &from) || !feel_items_done(m, &one, &from))
            return false;
        *course = (struct course){.list = from.list};
        return true;
    }
    *ret_ok = false;
    return feel_fail_type(m, iterator->from, iterator->from, &from, "list", ret_value);
}

// The next value of the course into the frame; false at the end.
static bool step(struct course *course, struct feel_value *slot) {
    int order;
    if (course->list) {
        if (course->next >= course->list->n)
            return false;
        *slot = course->list->items[course->next++];
        return true;
    }
    if (course->done)
        return false;
    *slot = course->at;
    bool last = !feel_compare(&course->at, &course->to, &order) || order == 0 ||
                !advance(&course->at, course->step);
    course->done = last;
    return true;
}

typedef bool visit(struct feel_machine *m, const struct feel_node *node, void *into,
                   bool *ret_stop);

struct nest {
    const struct feel_node *node;
    visit *each;
    void *into;
    struct feel_value failed; // null, when an iterator has nothing to run through
    bool ok, stop;
};

static bool run(struct feel_machine *m, struct nest *nest, size_t level) {
    const struct feel_node *node = nest->node;
    struct course course;
    if (level == node->loop.count)
        return nest->each(m, node, nest->into, &nest->stop);
    if (!start(m, &node->loop.iterators[level], &course, &nest->ok, &nest->failed))
        return false;
    while (nest->ok && !nest->stop && step(&course, &m->frame[node->loop.iterators[level].slot]))
        if (!run(m, nest, level + 1))
            return false;
    return true;
}

static bool collect(struct feel_machine *m, const struct feel_node *node, void *into,
                    bool *ret_stop) {
    struct feel_items *items = into;
    struct feel_value value;
    struct feel_list *so_far = ARENA_NEW(m->arena, struct feel_list);
    (void)ret_stop;
    if (!so_far)
        return error_memory(m->err);
    // What has been collected never changes, so it may be seen without a copy.
    *so_far = (struct feel_list){items->list.n, items->list.items};
    m->frame[node->loop.partial] = feel_list_of(so_far);
    return feel_eval(m, node->loop.body, &value) && feel_items_add(m, items, &value);
}

bool eval_for(struct feel_machine *m, const struct feel_node *node, struct feel_value *ret_value) {
    struct feel_items items = {0};
    struct nest nest = {.node = node, .each = collect, .into = &items, .ok = true};
    if (!run(m, &nest, 0))
        return false;
    if (!nest.ok) {
        *ret_value = nest.failed;
        return true;
    }
    return feel_items_done(m, &items, ret_value);
}

struct verdict {
    bool decides; // the value that settles it
    bool settled, unknown;
};

static bool judge(struct feel_machine *m, const struct feel_node *node, void *into,
                  bool *ret_stop) {
    struct verdict *verdict = into;
    struct feel_value value, ignored;
    if (!feel_eval(m, node->loop.body, &value))
        return false;
    if (value.type == FEEL_BOOLEAN && value.boolean == verdict->decides)
        verdict->settled = *ret_stop = true;
    if (value.type == FEEL_BOOLEAN)
        return true;
    verdict->unknown = true;
    return !m->strict || feel_fail_type(m, node, node->loop.body, &value, "boolean", &ignored);
}

bool eval_quantified(struct feel_machine *m, const struct feel_node *node,
                     struct feel_value *ret_value) {
    struct verdict verdict = {.decides = node->op == OP_SOME};
    struct nest nest = {.node = node, .each = judge, .into = &verdict, .ok = true};
    if (!run(m, &nest, 0))
        return false;
    if (!nest.ok)
        *ret_value = nest.failed;
    else if (verdict.settled)
        *ret_value = feel_boolean(verdict.decides);
    else
        *ret_value = verdict.unknown ? feel_null() : feel_boolean(!verdict.decides);
    return true;
}
