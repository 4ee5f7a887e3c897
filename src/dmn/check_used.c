// SPDX-License-Identifier: EUPL-1.2
//
// Outputs that nobody reads. Only of a decision that others need: what nobody needs is an answer to
// whoever asks. Whoever names the decision without a field after it reads all of it.
#include "dmn/check_table.h"
#include "dmn/walk.h"

struct usage {
    const struct element *of;
    bool *used; // by output
};

static void use_all(struct usage *u) {
    for (size_t i = 0; i < u->of->table->output_count; i++)
        u->used[i] = true;
}

static void use(struct usage *u, struct str name) {
    for (size_t i = 0; i < u->of->table->output_count; i++)
        u->used[i] = u->used[i] || str_eq(u->of->table->outputs[i].name, name);
}

static void walk(void *context, const struct feel_node *node) {
    struct usage *u = context;
    const struct feel_node *of = node->op == OP_FIELD ? node->field.of : NULL;
    if (of && of->op == OP_GLOBAL && of->variable.index == u->of->index)
        use(u, node->field.name);
    else if (node->op == OP_GLOBAL && node->variable.index == u->of->index)
        use_all(u);
    else
        walk_parts(node, walk, u);
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
