// SPDX-License-Identifier: EUPL-1.2
//
// Outputs that nobody reads. Only of a decision that others need: what nobody needs is an answer to
// whoever asks. Whoever names the decision without a field after it reads all of it.
#include "dmn/check_table.h"

struct usage {
    const struct element *of;
    bool *used; // by output
};

static void walk(struct usage *u, const struct feel_node *node);

static void walk_all(struct usage *u, const struct feel_node *const *nodes, size_t count) {
    for (size_t i = 0; i < count; i++)
        walk(u, nodes[i]);
}

static void use_all(struct usage *u) {
    for (size_t i = 0; i < u->of->table->output_count; i++)
        u->used[i] = true;
}

static void use(struct usage *u, struct str name) {
    for (size_t i = 0; i < u->of->table->output_count; i++)
        u->used[i] = u->used[i] || str_eq(u->of->table->outputs[i].name, name);
}

static void walk_field(struct usage *u, const struct feel_node *node) {
    const struct feel_node *of = node->field.of;
    if (of && of->op == OP_GLOBAL && of->variable.index == u->of->index)
        use(u, node->field.name);
    else
        walk(u, of);
    walk(u, node->field.otherwise);
}

static void walk_table(struct usage *u, const struct table *table) {
    for (size_t i = 0; i < table->input_count; i++) {
        walk(u, table->inputs[i].value);
        walk(u, table->inputs[i].allowed);
    }
    for (size_t i = 0; i < table->output_count; i++) {
        walk(u, table->outputs[i].otherwise);
        walk(u, table->outputs[i].allowed);
    }
    for (size_t i = 0; i < table->rule_count; i++) {
        walk_all(u, table->rules[i].tests, table->input_count);
        walk_all(u, table->rules[i].outputs, table->output_count);
    }
}

static void walk_loop(struct usage *u, const struct feel_node *node) {
    for (size_t i = 0; i < node->loop.count; i++) {
        walk(u, node->loop.iterators[i].from);
        walk(u, node->loop.iterators[i].to);
    }
    walk(u, node->loop.body);
}

static void walk_entries(struct usage *u, const struct feel_node *node) {
    for (size_t i = 0; i < node->context.count; i++)
        walk(u, node->context.entries[i].value);
}

static void walk_three(struct usage *u, const struct feel_node *a, const struct feel_node *b,
                       const struct feel_node *c) {
    walk(u, a);
    walk(u, b);
    walk(u, c);
}

// What only holds other nodes.
static void walk_parts(struct usage *u, const struct feel_node *node) {
    switch ((int)node->op) { // those that walk() leaves
    case OP_BETWEEN:
        walk_three(u, node->between.value, node->between.low, node->between.high);
        return;
    case OP_IN:
    case OP_FILTER:
        walk_three(u, node->filter.of, node->filter.test, NULL);
        return;
    case OP_IF:
        walk_three(u, node->choice.condition, node->choice.yes, node->choice.no);
        return;
    case OP_FOR:
    case OP_SOME:
    case OP_EVERY:
        walk_loop(u, node);
        return;
    case OP_LIST:
    case OP_TEST_ANY:
        walk_all(u, node->list.items, node->list.count);
        return;
    case OP_CONTEXT:
        walk_entries(u, node);
        return;
    case OP_RANGE:
        walk_three(u, node->range.low, node->range.high, NULL);
        return;
    default: // the operators
        walk_three(u, node->binary.left, node->binary.right, NULL);
    }
}

static void walk(struct usage *u, const struct feel_node *node) {
    if (!node)
        return;
    switch ((int)node->op) { // the others only hold nodes
    case OP_CONST:
    case OP_SLOT:
    case OP_TEST_ALL:
    case OP_FAIL:
        return;
    case OP_GLOBAL:
        if (node->variable.index == u->of->index)
            use_all(u);
        return;
    case OP_FIELD:
    case OP_EITHER:
        walk_field(u, node);
        return;
    case OP_INSTANCE:
    case OP_COERCE:
        walk(u, node->typed.value);
        return;
    case OP_CALL:
        walk(u, node->call.callee);
        walk_all(u, node->call.args, node->call.count);
        return;
    case OP_BUILTIN:
        walk_all(u, node->call.args, node->call.count);
        return;
    case OP_FUNCTION:
        walk(u, node->code->body);
        return;
    case OP_TEST:
    case OP_TEST_NOT:
        walk(u, node->test.operand);
        return;
    case OP_EXTERNAL:
        if (table_of(node))
            walk_table(u, table_of(node));
        return;
    default:
        walk_parts(u, node);
    }
}

static bool needs(const struct element *element, const struct element *other) {
    for (size_t i = 0; i < element->need_count; i++)
        if (element->needs[i] == other)
            return true;
    return false;
}

// Those that need the decision, asked what they read of it; how many there are.
static size_t ask_all(struct usage *u) {
    const struct graph *g = u->of->model->graph;
    size_t count = 0;
    for (size_t i = 0; i < g->models.n; i++)
        for (size_t k = 0; k < g->models.items[i]->elements.n; k++) {
            const struct element *element = g->models.items[i]->elements.items[k];
            if (element->kind == ELEMENT_SERVICE)
                use_all(u); // which may give it out
            if (!needs(element, u->of))
                continue;
            count++;
            if (element->code)
                walk(u, element->code->body);
            else
                use_all(u);
        }
    return count;
}

bool check_used(const struct dmn_model *model, struct arena *arena, struct dmn_check *check,
                struct error *err) {
    for (size_t i = 0; i < model->elements.n; i++) {
        struct usage u = {.of = model->elements.items[i]};
        const struct table *table = u.of->table;
        if (u.of->kind != ELEMENT_DECISION || !table || table->output_count < 2)
            continue;
        if (!(u.used = ARENA_ARRAY(arena, table->output_count, bool)))
            return error_memory(err);
        bool asked = ask_all(&u) > 0;
        for (size_t k = 0; asked && k < table->output_count; k++) {
            struct dmn_finding *finding = u.used[k] ? NULL : LIST_PUSH(arena, &check->findings);
            if (!finding && !u.used[k])
                return error_memory(err);
            if (finding)
                *finding = (struct dmn_finding){.kind = DMN_UNUSED,
                                                .certain = true,
                                                .name = table->decision,
                                                .table = &table->shown,
                                                .file = model->file,
                                                .line = table->line,
                                                .column = k};
        }
    }
    return true;
}
