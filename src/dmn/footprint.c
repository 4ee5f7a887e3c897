// SPDX-License-Identifier: EUPL-1.2
//
// What a decision looks at by itself: which inputs, and of an input that is a context which of its
// members. Worked out once, from the prepared tree. "ärende.uppföljning" looks at one member;
// whatever else is done with an input looks at all of it. A decision service may look at anything.
#include "dmn/walk.h"

struct looking {
    struct graph *g;
    const struct element *element;
    LIST_OF(struct element_read) reads;
    bool failed;
};

static void look(struct looking *l, const struct element *input, size_t member) {
    for (size_t i = 0; i < l->reads.n; i++)
        if (l->reads.items[i].input == input && l->reads.items[i].member == member)
            return;
    struct element_read *read = LIST_PUSH(l->g->arena, &l->reads);
    if (read)
        *read = (struct element_read){input, member};
    else
        l->failed = true;
}

static const struct element *input_of(const struct looking *l, const struct feel_node *node) {
    for (size_t i = 0; node && node->op == OP_GLOBAL && i < l->element->need_count; i++)
        if (l->element->needs[i]->kind == ELEMENT_INPUT &&
            l->element->needs[i]->index == node->variable.index)
            return l->element->needs[i];
    return NULL;
}

static void walk(void *context, const struct feel_node *node) {
    struct looking *l = context;
    const struct element *input = input_of(l, node->op == OP_FIELD ? node->field.of : node);
    const struct feel_field *field =
        input && node->op == OP_FIELD ? feel_kind_field(input->type, node->field.name) : NULL;
    if (input)
        look(l, input, field ? (size_t)(field - input->type->fields) : ELEMENT_WHOLE);
    else
        walk_parts(node, walk, l);
}

bool footprint(struct graph *g, struct element *element, const struct feel_node *body) {
    struct looking l = {.g = g, .element = element};
    walk(&l, body);
    for (size_t i = 0; i < element->need_count; i++) {
        const struct element *need = element->needs[i];
        bool known = need->kind != ELEMENT_SERVICE && need->state != LOAD_BUSY; // no recursion
        if (!known || need->kind == ELEMENT_KNOWLEDGE)
            element->reads_anything = element->reads_anything || !known || need->reads_anything;
        if (need->kind != ELEMENT_KNOWLEDGE)
            continue;
        for (size_t k = 0; k < need->read_count; k++)
            look(&l, need->reads[k].input, need->reads[k].member);
    }
    element->reads = l.reads.items;
    element->read_count = l.reads.n;
    return l.failed ? error_memory(g->err) : true;
}
