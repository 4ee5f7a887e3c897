// SPDX-License-Identifier: EUPL-1.2
#include "dmn/walk.h"

struct walk {
    walk_visit *visit;
    void *context;
};

static void one(const struct walk *w, const struct feel_node *node) {
    if (node)
        w->visit(w->context, node);
}

static void all(const struct walk *w, const struct feel_node *const *nodes, size_t count) {
    for (size_t i = 0; i < count; i++)
        one(w, nodes[i]);
}

static void three(const struct walk *w, const struct feel_node *a, const struct feel_node *b,
                  const struct feel_node *c) {
    one(w, a);
    one(w, b);
    one(w, c);
}

static void walk_table(const struct walk *w, const struct table *table) {
    for (size_t i = 0; i < table->input_count; i++) {
        one(w, table->inputs[i].value);
        one(w, table->inputs[i].allowed);
    }
    for (size_t i = 0; i < table->output_count; i++) {
        one(w, table->outputs[i].otherwise);
        one(w, table->outputs[i].allowed);
    }
    for (size_t i = 0; i < table->rule_count; i++) {
        all(w, table->rules[i].tests, table->input_count);
        all(w, table->rules[i].outputs, table->output_count);
    }
}

static void walk_loop(const struct walk *w, const struct feel_node *node) {
    for (size_t i = 0; i < node->loop.count; i++) {
        one(w, node->loop.iterators[i].from);
        one(w, node->loop.iterators[i].to);
    }
    one(w, node->loop.body);
}

static void walk_entries(const struct walk *w, const struct feel_node *node) {
    for (size_t i = 0; i < node->context.count; i++)
        one(w, node->context.entries[i].value);
}

// What holds a list of nodes; false: something else.
static bool walk_many(const struct walk *w, const struct feel_node *node) {
    switch ((int)node->op) { // those that hold many
    case OP_FOR:
    case OP_SOME:
    case OP_EVERY:
        walk_loop(w, node);
        return true;
    case OP_LIST:
    case OP_TEST_ANY:
        all(w, node->list.items, node->list.count);
        return true;
    case OP_CONTEXT:
        walk_entries(w, node);
        return true;
    case OP_CALL:
        one(w, node->call.callee);
        all(w, node->call.args, node->call.count);
        return true;
    case OP_BUILTIN:
        all(w, node->call.args, node->call.count);
        return true;
    case OP_EXTERNAL:
        if (table_of(node))
            walk_table(w, table_of(node));
        return true;
    default:
        return false;
    }
}

void walk_parts(const struct feel_node *node, walk_visit *visit, void *context) {
    const struct walk w = {visit, context};
    if (walk_many(&w, node))
        return;
    switch ((int)node->op) { // the rest are operators
    case OP_CONST:
    case OP_SLOT:
    case OP_GLOBAL:
    case OP_TEST_ALL:
    case OP_FAIL:
        return;
    case OP_FIELD:
    case OP_EITHER:
        three(&w, node->field.of, node->field.otherwise, NULL);
        return;
    case OP_INSTANCE:
    case OP_COERCE:
        one(&w, node->typed.value);
        return;
    case OP_FUNCTION:
        one(&w, node->code->body);
        return;
    case OP_TEST:
    case OP_TEST_NOT:
        one(&w, node->test.operand);
        return;
    case OP_BETWEEN:
        three(&w, node->between.value, node->between.low, node->between.high);
        return;
    case OP_IN:
    case OP_FILTER:
        three(&w, node->filter.of, node->filter.test, NULL);
        return;
    case OP_IF:
        three(&w, node->choice.condition, node->choice.yes, node->choice.no);
        return;
    case OP_RANGE:
        three(&w, node->range.low, node->range.high, NULL);
        return;
    default:
        three(&w, node->binary.left, node->binary.right, NULL);
    }
}
