// SPDX-License-Identifier: EUPL-1.2
#include <assert.h>
#include <string.h>

#include "feel/builtin.h"
#include "feel/eval.h"

bool feel_fail_place(struct feel_machine *m, const struct feel_node *node) {
    uint32_t line, column;
    feel_place(node->source, node->offset, &line, &column);
    return error_at(m->err, node->source->file.p, node->source->element.p, line, column);
}

bool feel_fail(struct feel_machine *m, const struct feel_node *node, const char *key,
               struct str first, struct str second, struct feel_value *ret_value) {
    if (arena_failed(m->arena))
        return error_memory(m->err);
    *ret_value = feel_null();
    if (!m->strict)
        return true;
    char *one = str_c(m->arena, first), *two = str_c(m->arena, second);
    if (!one || !two)
        return error_memory(m->err);
    error_set(m->err, ERR_REFUSED, key, one, two, NULL);
    return feel_fail_place(m, node);
}

bool feel_fail_type(struct feel_machine *m, const struct feel_node *node,
                    const struct feel_node *operand, const struct feel_value *value,
                    const char *wanted, struct feel_value *ret_value) {
    const struct feel_node *at = operand ? operand : node;
    if (!m->strict) {
        *ret_value = feel_null();
        return true;
    }
    if (value->type == FEEL_NULL)
        return feel_fail(m, at, "feel.missing-fact", feel_node_text(at), STR_NONE, ret_value);
    char *text = str_c(m->arena, feel_node_text(at));
    if (!text)
        return error_memory(m->err);
    error_set(m->err, ERR_REFUSED, "feel.type", text, wanted, feel_type_name(value->type), NULL);
    return feel_fail_place(m, at);
}

bool feel_fail_limit(struct feel_machine *m, const struct feel_node *node, const char *key) {
    error_set(m->err, ERR_LIMIT, key, NULL);
    return feel_fail_place(m, node);
}

bool feel_items_add(struct feel_machine *m, struct feel_items *items,
                    const struct feel_value *value) {
    if (items->list.n >= m->list_size)
        return error_set(m->err, ERR_LIMIT, "feel.limit-list", NULL);
    if (items->list.n < items->list.cap) { // mostly: it need not be zeroed
        items->list.items[items->list.n++] = *value;
        return true;
    }
    struct feel_value *place = LIST_PUSH(m->arena, &items->list);
    if (!place)
        return error_memory(m->err);
    *place = *value;
    return true;
}

bool feel_items_done(struct feel_machine *m, struct feel_items *items,
                     struct feel_value *ret_value) {
    struct feel_list *list = arena_bytes(m->arena, sizeof(*list));
    if (!list)
        return error_memory(m->err);
    *list = (struct feel_list){items->list.n, items->list.items};
    *ret_value = feel_list_of(list);
    return true;
}

static bool eval_const(struct feel_machine *m, const struct feel_node *node,
                       struct feel_value *ret_value) {
    (void)m;
    *ret_value = node->constant;
    return true;
}

static bool eval_slot(struct feel_machine *m, const struct feel_node *node,
                      struct feel_value *ret_value) {
    *ret_value = m->frame[node->variable.index];
    return true;
}

static bool eval_global(struct feel_machine *m, const struct feel_node *node,
                        struct feel_value *ret_value) {
    *ret_value = m->globals[node->variable.index];
    return true;
}

static const struct feel_value *entry_of(const struct feel_context *context,
                                         const struct feel_node *node) {
    struct str name = node->field.name;
    size_t hint = node->field.hint;
    if (hint < context->n && str_eq(context->entries[hint].name, name))
        return &context->entries[hint].value;
    for (size_t i = 0; i < context->n; i++)
        if (str_eq(context->entries[i].name, name))
            return &context->entries[i].value;
    return NULL;
}

static bool no_field(struct feel_machine *m, const struct feel_node *node,
                     const struct feel_value *value, struct feel_value *ret_value) {
    if (value->type == FEEL_NULL)
        return feel_fail_type(m, node, node->field.of, value, "context", ret_value);
    // Absent: an optional field, or one that the facts lack.
    if (node->nullable) {
        *ret_value = feel_null();
        return true;
    }
    return feel_fail(m, node, "feel.missing-fact", feel_node_text(node), STR_NONE, ret_value);
}

static bool field_of(struct feel_machine *m, const struct feel_node *node,
                     const struct feel_value *value, struct feel_value *ret_value) {
    if (value->type == FEEL_CONTEXT) {
        const struct feel_value *found = entry_of(value->context, node);
        if (!found)
            return no_field(m, node, value, ret_value);
        *ret_value = *found;
        if (found->type == FEEL_NULL && m->strict && !node->nullable && !node->kind->any &&
            node->kind->type != FEEL_NULL)
            return feel_fail(m, node, "feel.missing-fact", feel_node_text(node), STR_NONE,
                             ret_value);
        return true;
    }
    if (feel_property(m, value, node->field.name, ret_value))
        return true;
    return no_field(m, node, value, ret_value);
}

// The field of every element.
static bool project(struct feel_machine *m, const struct feel_node *node,
                    const struct feel_list *list, struct feel_value *ret_value) {
    struct feel_items items = {0};
    for (size_t i = 0; i < list->n; i++) {
        struct feel_value value;
        if (!field_of(m, node, &list->items[i], &value) || !feel_items_add(m, &items, &value))
            return false;
    }
    return feel_items_done(m, &items, ret_value);
}

const struct feel_value *feel_field_in_place(const struct feel_machine *m,
                                             const struct feel_node *node) {
    const struct feel_node *from = node->field.of;
    const struct feel_value *of = NULL;
    if (from->op == OP_SLOT)
        of = &m->frame[from->variable.index];
    else if (from->op == OP_GLOBAL)
        of = &m->globals[from->variable.index];
    else if (from->op == OP_FIELD && !from->once)
        of = feel_field_in_place(m, from);
    if (!of || of->type != FEEL_CONTEXT || node->field.hint >= of->context->n)
        return NULL;
    const struct feel_entry *entry = &of->context->entries[node->field.hint];
    bool is_there = entry->value.type != FEEL_NULL || node->nullable;
    return is_there && str_eq(entry->name, node->field.name) ? &entry->value : NULL;
}

// Not inlined, so that what is mostly done takes no room of its own.
__attribute__((noinline)) static bool
field_of_value(struct feel_machine *m, const struct feel_node *node, struct feel_value *ret_value) {
    struct feel_value room;
    const struct feel_value *of = feel_peek(m, node->field.of, &room);
    if (!of)
        return false;
    if (of->type == FEEL_LIST)
        return project(m, node, of->list, ret_value);
    return field_of(m, node, of, ret_value);
}

static bool eval_field(struct feel_machine *m, const struct feel_node *node,
                       struct feel_value *ret_value) {
    const struct feel_value *found = feel_field_in_place(m, node);
    if (!found)
        return field_of_value(m, node, ret_value);
    *ret_value = *found;
    return true;
}

static bool eval_either(struct feel_machine *m, const struct feel_node *node,
                        struct feel_value *ret_value) {
    struct feel_value of;
    if (!feel_eval(m, node->field.of, &of))
        return false;
    const struct feel_value *found = of.type == FEEL_CONTEXT ? entry_of(of.context, node) : NULL;
    if (!found)
        return feel_eval(m, node->field.otherwise, ret_value);
    *ret_value = *found;
    return true;
}

static bool eval_negate(struct feel_machine *m, const struct feel_node *node,
                        struct feel_value *ret_value) {
    struct feel_value v;
    if (!feel_eval(m, node->binary.left, &v))
        return false;
    *ret_value = v;
    if (v.type == FEEL_NUMBER)
        ret_value->number = decimal_neg(v.number);
    else if (v.type == FEEL_MONTHS_DURATION)
        ret_value->months = -v.months;
    else if (v.type == FEEL_DAYS_DURATION)
        ret_value->days = (struct feel_days){-v.days.seconds, -v.days.nanoseconds};
    else
        return feel_fail_type(m, node, node->binary.left, &v, "number", ret_value);
    return true;
}

static bool eval_arithmetic(struct feel_machine *m, const struct feel_node *node,
                            struct feel_value *ret_value) {
    struct feel_value rooms[2];
    const struct feel_value *left, *right;
    return (left = feel_peek(m, node->binary.left, &rooms[0])) &&
           (right = feel_peek(m, node->binary.right, &rooms[1])) &&
           feel_arithmetic(m, node, node->op, left, right, ret_value);
}

// Strict: both sides must be there, unless one of them is written as null.
static bool both_there(struct feel_machine *m, const struct feel_node *node,
                       const struct feel_value *left, const struct feel_value *right,
                       struct feel_value *ret_value, bool *ret_ok) {
    bool written = node->binary.left->op == OP_CONST || node->binary.right->op == OP_CONST;
    bool missing = left->type == FEEL_NULL || right->type == FEEL_NULL;
    *ret_ok = true;
    if (!m->strict || !missing)
        return true;
    if (written && ((node->binary.left->op == OP_CONST && left->type == FEEL_NULL) ||
                    (node->binary.right->op == OP_CONST && right->type == FEEL_NULL)))
        return true;
    *ret_ok = false;
    const struct feel_node *at = left->type == FEEL_NULL ? node->binary.left : node->binary.right;
    return feel_fail(m, at, "feel.missing-fact", feel_node_text(at), STR_NONE, ret_value);
}

static bool eval_equality(struct feel_machine *m, const struct feel_node *node,
                          struct feel_value *ret_value) {
    struct feel_value rooms[2];
    const struct feel_value *left, *right;
    bool ok, equal;
    if (!(left = feel_peek(m, node->binary.left, &rooms[0])) ||
        !(right = feel_peek(m, node->binary.right, &rooms[1])))
        return false;
    if (!both_there(m, node, left, right, ret_value, &ok) || !ok)
        return ok;
    if (!feel_equals(m, left, right, &equal))
        return feel_fail_type(m, node, node->binary.right, right, feel_type_name(left->type),
                              ret_value);
    *ret_value = feel_boolean(equal == (node->op == OP_EQUAL));
    return true;
}

bool feel_order_holds(enum feel_op op, int order) {
    switch ((int)op) { // the four that order
    case OP_LESS:
        return order < 0;
    case OP_LESS_EQUAL:
        return order <= 0;
    case OP_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

static bool eval_order(struct feel_machine *m, const struct feel_node *node,
                       struct feel_value *ret_value) {
    struct feel_value rooms[2];
    const struct feel_value *left, *right;
    int order;
    if (!(left = feel_peek(m, node->binary.left, &rooms[0])) ||
        !(right = feel_peek(m, node->binary.right, &rooms[1])))
        return false;
    if (feel_compare(left, right, &order)) {
        *ret_value = feel_boolean(feel_order_holds(node->op, order));
        return true;
    }
    if (left->type == FEEL_NULL)
        return feel_fail_type(m, node, node->binary.left, left, "", ret_value);
    return feel_fail_type(m, node, node->binary.right, right, feel_type_name(left->type),
                          ret_value);
}

// Three values in conformance mode: what is no boolean is unknown.
static bool eval_logic(struct feel_machine *m, const struct feel_node *node,
                       struct feel_value *ret_value) {
    bool decides = node->op == OP_OR; // the value that settles it
    struct feel_value left, right;
    if (!feel_eval(m, node->binary.left, &left))
        return false;
    if (left.type == FEEL_BOOLEAN && left.boolean == decides) {
        *ret_value = left;
        return true;
    }
    if (left.type != FEEL_BOOLEAN && m->strict)
        return feel_fail_type(m, node, node->binary.left, &left, "boolean", ret_value);
    if (!feel_eval(m, node->binary.right, &right))
        return false;
    if (right.type == FEEL_BOOLEAN && right.boolean == decides) {
        *ret_value = right;
        return true;
    }
    if (right.type != FEEL_BOOLEAN && m->strict)
        return feel_fail_type(m, node, node->binary.right, &right, "boolean", ret_value);
    bool known = left.type == FEEL_BOOLEAN && right.type == FEEL_BOOLEAN;
    *ret_value = known ? feel_boolean(!decides) : feel_null();
    return true;
}

static bool eval_between(struct feel_machine *m, const struct feel_node *node,
                         struct feel_value *ret_value) {
    struct feel_value value, low, high;
    int above, below;
    if (!feel_eval(m, node->between.value, &value) || !feel_eval(m, node->between.low, &low) ||
        !feel_eval(m, node->between.high, &high))
        return false;
    if (!feel_compare(&value, &low, &above))
        return feel_fail_type(
            m, node, value.type == FEEL_NULL ? node->between.value : node->between.low,
            value.type == FEEL_NULL ? &value : &low, feel_type_name(value.type), ret_value);
    if (!feel_compare(&value, &high, &below))
        return feel_fail_type(m, node, node->between.high, &high, feel_type_name(value.type),
                              ret_value);
    *ret_value = feel_boolean(above >= 0 && below <= 0);
    return true;
}

static bool eval_in(struct feel_machine *m, const struct feel_node *node,
                    struct feel_value *ret_value) {
    struct feel_value value;
    if (!feel_eval(m, node->filter.of, &value))
        return false;
    m->frame[node->filter.slot] = value;
    return feel_eval(m, node->filter.test, ret_value);
}

static bool eval_if(struct feel_machine *m, const struct feel_node *node,
                    struct feel_value *ret_value) {
    struct feel_value condition;
    if (!feel_eval(m, node->choice.condition, &condition))
        return false;
    if (condition.type != FEEL_BOOLEAN && m->strict)
        return feel_fail_type(m, node, node->choice.condition, &condition, "boolean", ret_value);
    bool yes = condition.type == FEEL_BOOLEAN && condition.boolean;
    return feel_eval(m, yes ? node->choice.yes : node->choice.no, ret_value);
}

static bool eval_list(struct feel_machine *m, const struct feel_node *node,
                      struct feel_value *ret_value) {
    struct feel_list *list = ARENA_NEW(m->arena, struct feel_list);
    struct feel_value *items = ARENA_ARRAY(m->arena, node->list.count, struct feel_value);
    if (!list || !items)
        return error_memory(m->err);
    for (size_t i = 0; i < node->list.count; i++)
        if (!feel_eval(m, node->list.items[i], &items[i]))
            return false;
    *list = (struct feel_list){node->list.count, items};
    *ret_value = feel_list_of(list);
    return true;
}

// A function may call itself by the name of its entry: its copy of the slots must know it.
static void tie_knot(const struct feel_value *value, const struct feel_node *node, uint32_t slot) {
    if (node->op != OP_FUNCTION || slot >= node->code->captured)
        return;
    // The copy was made for this function a moment ago and nobody else holds it.
    struct feel_value *captured = (struct feel_value *)value->function->captured;
    captured[slot] = *value;
}

static bool eval_context(struct feel_machine *m, const struct feel_node *node,
                         struct feel_value *ret_value) {
    struct feel_context *context = ARENA_NEW(m->arena, struct feel_context);
    struct feel_entry *entries = ARENA_ARRAY(m->arena, node->context.count, struct feel_entry);
    if (!context || !entries)
        return error_memory(m->err);
    for (size_t i = 0; i < node->context.count; i++) {
        const struct feel_entry_node *entry = &node->context.entries[i];
        entries[i].name = entry->name;
        if (!feel_eval(m, entry->value, &entries[i].value))
            return false;
        if (entry->is_result) {
            *ret_value = entries[i].value;
            return true;
        }
        m->frame[entry->slot] = entries[i].value;
        tie_knot(&entries[i].value, entry->value, entry->slot);
    }
    *context = (struct feel_context){node->context.count, entries};
    *ret_value = feel_context_of(context);
    return true;
}

static bool eval_range(struct feel_machine *m, const struct feel_node *node,
                       struct feel_value *ret_value) {
    struct feel_range *range = ARENA_NEW(m->arena, struct feel_range);
    int order;
    if (!range)
        return error_memory(m->err);
    *range = (struct feel_range){.form = node->range.form,
                                 .low_bound = node->range.low_bound,
                                 .high_bound = node->range.high_bound};
    if ((node->range.low && !feel_eval(m, node->range.low, &range->low)) ||
        (node->range.high && !feel_eval(m, node->range.high, &range->high)))
        return false;
    bool both = range->low.type != FEEL_NULL && range->high.type != FEEL_NULL;
    bool neither = range->low.type == FEEL_NULL && range->high.type == FEEL_NULL;
    if (neither || (both && !feel_compare(&range->low, &range->high, &order)))
        return feel_fail(m, node, "feel.no-range", feel_node_text(node), STR_NONE, ret_value);
    if (both && order > 0)
        return feel_fail(m, node, "feel.range-backwards", feel_node_text(node), STR_NONE,
                         ret_value);
    *ret_value = (struct feel_value){.type = FEEL_RANGE, .range = range};
    return true;
}

static bool eval_instance(struct feel_machine *m, const struct feel_node *node,
                          struct feel_value *ret_value) {
    struct feel_value value;
    if (!feel_eval(m, node->typed.value, &value))
        return false;
    bool is_null = value.type == FEEL_NULL;
    bool wants_null = !node->typed.kind->any && node->typed.kind->type == FEEL_NULL;
    *ret_value = feel_boolean(is_null ? wants_null : feel_is_instance(m, &value, node->typed.kind));
    return true;
}

static bool eval_coerce(struct feel_machine *m, const struct feel_node *node,
                        struct feel_value *ret_value) {
    struct feel_value value;
    if (node->typed.proven)
        return feel_eval(m, node->typed.value, ret_value);
    return feel_eval(m, node->typed.value, &value) &&
           feel_coerce(m, node->typed.value, &value, node->typed.kind, ret_value);
}

static bool eval_external(struct feel_machine *m, const struct feel_node *node,
                          struct feel_value *ret_value) {
    return node->external.run(m, node, node->external.data, ret_value);
}

static bool eval_fail(struct feel_machine *m, const struct feel_node *node,
                      struct feel_value *ret_value) {
    (void)m;
    (void)node;
    *ret_value = feel_null();
    return true;
}

static feel_eval_one *const walks[OP_COUNT] = {
    [OP_CONST] = eval_const,
    [OP_SLOT] = eval_slot,
    [OP_GLOBAL] = eval_global,
    [OP_FIELD] = eval_field,
    [OP_EITHER] = eval_either,
    [OP_NEGATE] = eval_negate,
    [OP_ADD] = eval_arithmetic,
    [OP_SUBTRACT] = eval_arithmetic,
    [OP_MULTIPLY] = eval_arithmetic,
    [OP_DIVIDE] = eval_arithmetic,
    [OP_POWER] = eval_arithmetic,
    [OP_EQUAL] = eval_equality,
    [OP_UNEQUAL] = eval_equality,
    [OP_LESS] = eval_order,
    [OP_LESS_EQUAL] = eval_order,
    [OP_GREATER] = eval_order,
    [OP_GREATER_EQUAL] = eval_order,
    [OP_AND] = eval_logic,
    [OP_OR] = eval_logic,
    [OP_BETWEEN] = eval_between,
    [OP_IN] = eval_in,
    [OP_IF] = eval_if,
    [OP_FILTER] = eval_filter,
    [OP_FOR] = eval_for,
    [OP_SOME] = eval_quantified,
    [OP_EVERY] = eval_quantified,
    [OP_LIST] = eval_list,
    [OP_CONTEXT] = eval_context,
    [OP_RANGE] = eval_range,
    [OP_INSTANCE] = eval_instance,
    [OP_BUILTIN] = eval_builtin,
    [OP_CALL] = eval_call,
    [OP_FUNCTION] = eval_function,
    [OP_TEST] = eval_test,
    [OP_TEST_ALL] = eval_test_all,
    [OP_TEST_ANY] = eval_test_any,
    [OP_TEST_NOT] = eval_test_not,
    [OP_COERCE] = eval_coerce,
    [OP_EXTERNAL] = eval_external,
    [OP_FAIL] = eval_fail,
};

// A null is worked out again. Not inlined, so that the rest is a jump.
__attribute__((noinline)) static bool
eval_once(struct feel_machine *m, const struct feel_node *node, struct feel_value *ret_value) {
    struct feel_value *kept = &m->frame[node->once - 1];
    if (kept->type == FEEL_NULL && !walks[node->op](m, node, kept))
        return false;
    *ret_value = *kept;
    return true;
}

bool feel_eval(struct feel_machine *m, const struct feel_node *node, struct feel_value *ret_value) {
    if (!m->steps)
        return feel_fail_limit(m, node, "feel.limit-steps");
    m->steps--;
    return node->once ? eval_once(m, node, ret_value) : walks[node->op](m, node, ret_value);
}
