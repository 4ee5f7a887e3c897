// SPDX-License-Identifier: EUPL-1.2
//
// Unary tests. In strict mode a null passes only where null is written, or "-".
#include "feel/eval.h"

bool feel_test_in(struct feel_machine *m, const struct feel_value *value,
                  const struct feel_value *operand, struct feel_value *ret_value) {
    bool yes;
    if (operand->type == FEEL_RANGE && value->type != FEEL_RANGE) {
        if (!feel_in_range(value, operand->range, &yes))
            return false;
        *ret_value = feel_boolean(yes);
        return true;
    }
    if (operand->type == FEEL_LIST) {
        if (value->type == FEEL_LIST && feel_equal(value, operand)) {
            *ret_value = feel_boolean(true);
            return true;
        }
        *ret_value = feel_boolean(false);
        for (size_t i = 0; i < operand->list->n; i++) {
            struct feel_value one;
            if (feel_test_in(m, value, &operand->list->items[i], &one) && one.boolean) {
                *ret_value = one;
                return true;
            }
        }
        return true;
    }
    if (!feel_equals(m, value, operand, &yes))
        return false;
    *ret_value = feel_boolean(yes);
    return true;
}

static bool eval_ordered(struct feel_machine *m, const struct feel_node *node,
                         const struct feel_value *value, const struct feel_value *operand,
                         struct feel_value *ret_value) {
    static const enum feel_op ops[] = {
        [TEST_LESS] = OP_LESS,
        [TEST_LESS_EQUAL] = OP_LESS_EQUAL,
        [TEST_GREATER] = OP_GREATER,
        [TEST_GREATER_EQUAL] = OP_GREATER_EQUAL,
    };
    int order;
    if (!feel_compare(value, operand, &order))
        return feel_fail_type(m, node, node->test.operand, operand, feel_type_name(value->type),
                              ret_value);
    *ret_value = feel_boolean(feel_order_holds(ops[node->test.how], order));
    return true;
}

static bool compare(struct feel_machine *m, const struct feel_node *node,
                    const struct feel_value *value, const struct feel_value *operand,
                    struct feel_value *ret_value) {
    bool equal;
    switch (node->test.how) {
    case TEST_EQUAL:
    case TEST_UNEQUAL:
        if (!feel_equals(m, value, operand, &equal))
            break;
        *ret_value = feel_boolean(equal == (node->test.how == TEST_EQUAL));
        return true;
    case TEST_IN:
        if (value->type != FEEL_BOOLEAN && operand->type == FEEL_BOOLEAN &&
            !(value->type == FEEL_NULL && node->test.operand->op == OP_CONST)) {
            *ret_value = *operand; // a condition that does not look at the value
            return true;
        }
        if (!feel_test_in(m, value, operand, ret_value))
            break;
        return true;
    case TEST_TRUE:
        if (operand->type != FEEL_BOOLEAN)
            break;
        *ret_value = *operand;
        return true;
    case TEST_LESS:
    case TEST_LESS_EQUAL:
    case TEST_GREATER:
    case TEST_GREATER_EQUAL:
        return eval_ordered(m, node, value, operand, ret_value);
    }
    return feel_fail_type(m, node, node->test.operand, operand, feel_type_name(value->type),
                          ret_value);
}

bool eval_test(struct feel_machine *m, const struct feel_node *node, struct feel_value *ret_value) {
    const struct feel_node *operand = node->test.operand;
    const struct feel_plain_test plain = feel_plain_test_of(node);
    struct feel_value room;
    bool passed;
    if (feel_test_plainly(m, &plain, &passed)) {
        *ret_value = feel_boolean(passed);
        return true;
    }
    const struct feel_value value = m->frame[node->test.slot];
    if (m->strict && value.type == FEEL_NULL) {
        bool null_wanted = node->test.how != TEST_UNEQUAL && operand->op == OP_CONST &&
                           operand->constant.type == FEEL_NULL;
        *ret_value = feel_boolean(null_wanted);
        return true;
    }
    const struct feel_value *with = feel_peek(m, operand, &room);
    return with && compare(m, node, &value, with, ret_value);
}

bool eval_test_all(struct feel_machine *m, const struct feel_node *node,
                   struct feel_value *ret_value) {
    (void)m;
    (void)node;
    *ret_value = feel_boolean(true);
    return true;
}

bool eval_test_any(struct feel_machine *m, const struct feel_node *node,
                   struct feel_value *ret_value) {
    bool unknown = false;
    for (size_t i = 0; i < node->list.count; i++) {
        if (!feel_eval(m, node->list.items[i], ret_value))
            return false;
        if (ret_value->type == FEEL_BOOLEAN && ret_value->boolean)
            return true;
        unknown = unknown || ret_value->type != FEEL_BOOLEAN;
    }
    *ret_value = unknown ? feel_null() : feel_boolean(false);
    return true;
}

bool eval_test_not(struct feel_machine *m, const struct feel_node *node,
                   struct feel_value *ret_value) {
    if (m->strict && m->frame[node->test.slot].type == FEEL_NULL) {
        *ret_value = feel_boolean(false);
        return true;
    }
    if (!feel_eval(m, node->test.operand, ret_value))
        return false;
    if (ret_value->type == FEEL_BOOLEAN)
        ret_value->boolean = !ret_value->boolean;
    return true;
}
