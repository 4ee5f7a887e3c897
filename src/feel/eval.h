// SPDX-License-Identifier: EUPL-1.2
//
// The parts of the machine to each other: one function a kind of node. Not for use outside
// src/feel.
#ifndef VAKA_FEEL_EVAL_H
#define VAKA_FEEL_EVAL_H

#include "feel/machine.h"

typedef bool feel_eval_one(struct feel_machine *m, const struct feel_node *node,
                           struct feel_value *ret_value);

// eval_loop.c
feel_eval_one eval_filter, eval_for, eval_quantified;
// eval_call.c
feel_eval_one eval_builtin, eval_call, eval_function;
// eval_test.c
feel_eval_one eval_test, eval_test_all, eval_test_any, eval_test_not;

// The value of a field of what stands in a slot, a global or such a field, where it stands; NULL:
// it must be evaluated.
const struct feel_value *feel_field_in_place(const struct feel_machine *m,
                                             const struct feel_node *node) PURE;

// What a node yields, where it stands already, as what most nodes are does, or in *room; NULL where
// feel_eval() is false. Stays as it is while the same function runs.
static inline const struct feel_value *
feel_peek(struct feel_machine *m, const struct feel_node *node, struct feel_value *room) {
    const struct feel_value *found;
    switch ((int)node->op) {
    case OP_CONST:
        return &node->constant;
    case OP_SLOT:
        return &m->frame[node->variable.index];
    case OP_GLOBAL:
        return &m->globals[node->variable.index];
    case OP_FIELD:
        if (!node->once && (found = feel_field_in_place(m, node)))
            return found;
        break;
    default:
        break;
    }
    return feel_eval(m, node, room) ? room : NULL;
}

bool feel_order_holds(enum feel_op op, int order);
// Adds the place of a node to the error just made. Answers false.
bool feel_fail_place(struct feel_machine *m, const struct feel_node *node);

#endif
