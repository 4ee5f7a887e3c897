// SPDX-License-Identifier: EUPL-1.2
//
// What a decision looks at by itself: which inputs; of an input that is a context which of its
// members; of a member that is a list of contexts which parts of those. Worked out once, from the
// prepared tree. "ärende.uppföljning" looks at one member; whatever else is done with an input
// looks at all of it.
//
// "ärende.åtaganden[pågår].enhet" looks at two parts, and at which commitments there are: a value
// that is such a list, or an element of it, and has not been looked into yet, has an origin. It is
// followed through filters, loops and choices, and out of a decision into those that require it.
// Whatever else is done with it looks at all parts; so does an answer that has it in it, and what a
// table is told, which is shown to people. A decision service may look at anything.
#include <string.h>

#include "dmn/walk.h"
#include "feel/builtin.h"

#define SLOTS_FOLLOWED 48
#define NO_NEED SIZE_MAX

struct origin {
    const struct element *input; // NULL: all that the value can depend on has been looked at
    size_t member;
    size_t via; // the need whose answer it is; NO_NEED: it was read from the input
};

struct looking {
    struct graph *g;
    const struct element *element;
    LIST_OF(struct element_read) reads;
    uint64_t *need_parts;
    struct origin slots[SLOTS_FOLLOWED]; // what stands in a slot of the frame
    bool failed;
};

uint64_t dmn_part(const struct feel_kind *kind, struct str name) {
    const struct feel_field *field = feel_kind_field(kind, name);
    size_t at = field ? (size_t)(field - kind->fields) : 0;
    if (!field)
        return DMN_PARTS_ALL;
    return UINT64_C(1) << (at < DMN_PART_FIELDS ? at : DMN_PART_FIELDS - 1);
}

static void look(struct looking *l, const struct element *input, size_t member, uint64_t parts,
                 uint64_t asked) {
    for (size_t i = 0; i < l->reads.n; i++)
        if (l->reads.items[i].input == input && l->reads.items[i].member == member) {
            l->reads.items[i].parts |= parts;
            l->reads.items[i].asked |= asked;
            return;
        }
    struct element_read *read = LIST_PUSH(l->g->arena, &l->reads);
    if (!read) {
        l->failed = true;
        return;
    }
    *read = (struct element_read){input, member, parts, asked, DMN_PARTS_ALL};
    if (member != ELEMENT_WHOLE)
        read->named = dmn_part(input->type, input->type->fields[member].name);
}

static void look_at(struct looking *l, struct origin origin, uint64_t parts) {
    if (!origin.input)
        return;
    parts |= DMN_PARTS_WHICH;
    look(l, origin.input, origin.member, origin.via == NO_NEED ? parts : 0, parts);
    if (origin.via != NO_NEED)
        l->need_parts[origin.via] |= parts;
}

static struct origin follow(struct looking *l, const struct feel_node *node);

static void walk(void *context, const struct feel_node *node) {
    struct looking *l = context;
    if (node)
        look_at(l, follow(l, node), DMN_PARTS_ALL);
}

// What stands in the slot from now on; answers what stood there.
static struct origin hold(struct looking *l, uint32_t slot, struct origin origin) {
    struct origin before = {0};
    if (slot >= SLOTS_FOLLOWED) {
        look_at(l, origin, DMN_PARTS_ALL);
        return before;
    }
    before = l->slots[slot];
    l->slots[slot] = origin;
    return before;
}

static struct origin in_slot(const struct looking *l, uint32_t slot) {
    return slot < SLOTS_FOLLOWED ? l->slots[slot] : (struct origin){0};
}

static const struct element *input_of(const struct looking *l, const struct feel_node *node) {
    for (size_t i = 0; node && node->op == OP_GLOBAL && i < l->element->need_count; i++)
        if (l->element->needs[i]->kind == ELEMENT_INPUT &&
            l->element->needs[i]->index == node->variable.index)
            return l->element->needs[i];
    return NULL;
}

static bool is_list_of_contexts(const struct feel_kind *kind) {
    if (kind->any || kind->type != FEEL_LIST)
        return false;
    const struct feel_kind *element = feel_kind_element(kind);
    return !element->any && element->type == FEEL_CONTEXT;
}

// A member of an input, or all of it.
static struct origin follow_input(struct looking *l, const struct element *input,
                                  const struct feel_node *node) {
    const struct feel_field *field =
        node->op == OP_FIELD ? feel_kind_field(input->type, node->field.name) : NULL;
    size_t member = field ? (size_t)(field - input->type->fields) : ELEMENT_WHOLE;
    if (field && is_list_of_contexts(field->kind))
        return (struct origin){input, member, NO_NEED};
    look(l, input, member, DMN_PARTS_ALL, DMN_PARTS_ALL);
    return (struct origin){0};
}

static void follow_field(struct looking *l, const struct feel_node *node) {
    struct origin of = follow(l, node->field.of);
    if (of.input)
        look_at(
            l, of,
            dmn_part(feel_kind_element(of.input->type->fields[of.member].kind), node->field.name));
    walk(l, node->field.otherwise);
}

static struct origin follow_filter(struct looking *l, const struct feel_node *node) {
    struct origin of = follow(l, node->filter.of);
    look_at(l, of, DMN_PARTS_WHICH);
    struct origin before = hold(l, node->filter.slot, of);
    walk(l, node->filter.test);
    hold(l, node->filter.slot, before);
    return node->filter.slot < SLOTS_FOLLOWED ? of : (struct origin){0};
}

static void follow_loop(struct looking *l, const struct feel_node *node, size_t level) {
    if (level == node->loop.count) {
        walk(l, node->loop.body);
        return;
    }
    const struct feel_iterator *iterator = &node->loop.iterators[level];
    struct origin from = follow(l, iterator->from);
    look_at(l, from, DMN_PARTS_WHICH);
    walk(l, iterator->to);
    struct origin before = hold(l, iterator->slot, from);
    follow_loop(l, node, level + 1);
    hold(l, iterator->slot, before);
}

static struct origin follow_choice(struct looking *l, const struct feel_node *node) {
    walk(l, node->choice.condition);
    struct origin yes = follow(l, node->choice.yes), no = follow(l, node->choice.no);
    if (yes.input && no.input) {
        look_at(l, no, DMN_PARTS_ALL);
        return yes;
    }
    return yes.input ? yes : no;
}

static bool is_count(const struct feel_node *node) {
    return node->op == OP_BUILTIN && node->call.count == 1 &&
           strcmp(node->call.which->name, "count") == 0;
}

static struct origin follow_need(struct looking *l, const struct feel_node *node) {
    for (size_t i = 0; i < l->element->need_count; i++) {
        const struct element *need = l->element->needs[i];
        if (need->index == node->variable.index && need->origin)
            return (struct origin){need->origin, need->origin_member, i};
    }
    return (struct origin){0};
}

static struct origin follow(struct looking *l, const struct feel_node *node) {
    const struct element *input = input_of(l, node->op == OP_FIELD ? node->field.of : node);
    if (input)
        return follow_input(l, input, node);
    if (is_count(node)) {
        look_at(l, follow(l, node->call.args[0]), DMN_PARTS_WHICH);
        return (struct origin){0};
    }
    switch ((int)node->op) { // where there is more to tell than that its parts are looked at
    case OP_GLOBAL:
        return follow_need(l, node);
    case OP_SLOT:
        return in_slot(l, node->variable.index);
    case OP_FIELD:
    case OP_EITHER:
        follow_field(l, node);
        return (struct origin){0};
    case OP_FILTER:
        return follow_filter(l, node);
    case OP_FOR:
    case OP_SOME:
    case OP_EVERY:
        follow_loop(l, node, 0);
        return (struct origin){0};
    case OP_IF:
        return follow_choice(l, node);
    case OP_TEST:
    case OP_TEST_NOT:
        look_at(l, in_slot(l, node->test.slot), DMN_PARTS_ALL);
        break;
    case OP_COERCE:
        if (node->typed.proven)
            return follow(l, node->typed.value);
        break;
    default:
        break;
    }
    walk_parts(node, walk, l);
    return (struct origin){0};
}

// What a decision comes to is looked at by those who asked for it, or by those that require it.
static void answer(struct looking *l, struct element *element, const struct feel_node *body) {
    struct origin origin = follow(l, body);
    if (element->kind != ELEMENT_DECISION || !origin.input) {
        look_at(l, origin, DMN_PARTS_ALL);
        return;
    }
    look_at(l, origin, DMN_PARTS_WHICH);
    element->origin = origin.input;
    element->origin_member = origin.member;
    if (origin.via == NO_NEED)
        look(l, origin.input, origin.member, DMN_PARTS_ALL, 0);
    else
        l->need_parts[origin.via] = DMN_PARTS_ALL;
}

bool footprint(struct graph *g, struct element *element, const struct feel_node *body) {
    struct looking l = {.g = g, .element = element};
    if (!(l.need_parts = ARENA_ARRAY(g->arena, element->need_count, uint64_t)))
        return error_memory(g->err);
    element->need_parts = l.need_parts;
    answer(&l, element, body);
    for (size_t i = 0; i < element->need_count; i++) {
        const struct element *need = element->needs[i];
        bool known = need->kind != ELEMENT_SERVICE && need->state != LOAD_BUSY; // no recursion
        if (!known || need->kind == ELEMENT_KNOWLEDGE)
            element->reads_anything = element->reads_anything || !known || need->reads_anything;
        if (need->kind != ELEMENT_KNOWLEDGE)
            continue;
        for (size_t k = 0; k < need->read_count; k++)
            look(&l, need->reads[k].input, need->reads[k].member, need->reads[k].parts,
                 need->reads[k].asked);
    }
    element->reads = l.reads.items;
    element->read_count = l.reads.n;
    return l.failed ? error_memory(g->err) : true;
}
