// SPDX-License-Identifier: EUPL-1.2
#include "dmn/outline.h"

#include <assert.h>

struct drawing {
    struct outline *outline;
    struct arena *arena;
    uint32_t *input_at;                        // by index of an input: its number among them
    const struct outline_decision **decisions; // by index
    struct outline_plan *plans;
};

typedef bool draw_fn(struct drawing *d, const struct element *element);

static bool each(struct drawing *d, enum element_kind kind, draw_fn *draw) {
    const struct graph *g = d->outline->model->graph;
    for (size_t i = 0; i < g->models.n; i++)
        for (size_t k = 0; k < g->models.items[i]->elements.n; k++) {
            const struct element *element = g->models.items[i]->elements.items[k];
            if (element->kind == kind && !draw(d, element))
                return false;
        }
    return true;
}

static bool draw_input(struct drawing *d, const struct element *element) {
    struct outline_input *input = LIST_PUSH(d->arena, &d->outline->inputs);
    if (!input)
        return false;
    input->element = element;
    d->input_at[element->index] = (uint32_t)(d->outline->inputs.n - 1);
    return true;
}

static const struct outline_read *reads_of(struct drawing *d, const struct element *element,
                                           uint32_t *ret_count) {
    struct outline_read *reads = ARENA_ARRAY(d->arena, element->read_count, struct outline_read);
    uint32_t n = 0;
    for (size_t i = 0; reads && i < element->read_count; i++) {
        const struct element_read *read = &element->reads[i];
        if (read->parts) // otherwise it is looked at on behalf of others alone
            reads[n++] = (struct outline_read){
                d->input_at[read->input->index],
                read->member == ELEMENT_WHOLE ? OUTLINE_WHOLE : (uint32_t)read->member, read->parts,
                read->named};
    }
    *ret_count = n;
    return reads;
}

static const struct outline_need *needs_of(struct drawing *d, const struct element *element) {
    struct outline_need *needs = ARENA_ARRAY(d->arena, element->need_count, struct outline_need);
    for (size_t i = 0; needs && i < element->need_count; i++) {
        const struct element *need = element->needs[i];
        needs[i] = (struct outline_need){need->index,
                                         need->origin ? element->need_parts[i] : DMN_PARTS_ALL};
    }
    return needs;
}

static bool draw_decision(struct drawing *d, const struct element *element) {
    struct outline_decision *decision = ARENA_NEW(d->arena, struct outline_decision);
    if (!decision)
        return false;
    decision->reads_anything = element->reads_anything;
    decision->reads = reads_of(d, element, &decision->read_count);
    decision->needs = needs_of(d, element);
    decision->need_count = (uint32_t)element->need_count;
    d->decisions[element->index] = decision;
    return decision->reads && decision->needs;
}

// What is neither an input nor a decision stands among the globals from the beginning.
static void add_step(struct drawing *d, const struct element *element, struct outline_plan *plan,
                     struct outline_step *steps) {
    if (element->kind == ELEMENT_INPUT)
        steps[plan->n++] = (struct outline_step){element, NULL, d->input_at[element->index]};
    else if (element->kind == ELEMENT_DECISION)
        steps[plan->n++] =
            (struct outline_step){element, d->decisions[element->index], element->index};
}

static bool depends_on(const struct element *element, const struct element *input) {
    for (size_t i = 0; i < element->plan_count; i++)
        if (element->plan[i] == input)
            return true;
    return false;
}

static bool draw_plan(struct drawing *d, const struct element *element) {
    struct outline_plan *plan = &d->plans[element->index];
    struct outline_step *steps =
        ARENA_ARRAY(d->arena, element->plan_count + 1, struct outline_step);
    if (!steps)
        return false;
    for (size_t i = 0; i < element->plan_count; i++)
        add_step(d, element->plan[i], plan, steps);
    add_step(d, element, plan, steps);
    plan->steps = steps;
    for (size_t i = 0; i < d->outline->inputs.n; i++) {
        struct outline_input *input = &d->outline->inputs.items[i];
        if (!depends_on(element, input->element))
            continue;
        const struct element **place = LIST_PUSH(d->arena, &input->dependents);
        if (!place)
            return false;
        *place = element;
    }
    return true;
}

const struct outline *outline_new(const struct dmn_model *model, const struct dmn_limits *limits,
                                  struct arena *arena) {
    size_t n = model->global_count;
    struct drawing d = {.outline = ARENA_NEW(arena, struct outline),
                        .arena = arena,
                        .input_at = ARENA_ARRAY(arena, n, uint32_t),
                        .decisions = ARENA_ARRAY(arena, n, const struct outline_decision *),
                        .plans = ARENA_ARRAY(arena, n, struct outline_plan)};
    if (!d.outline || !d.input_at || !d.decisions || !d.plans)
        return NULL;
    *d.outline = (struct outline){.model = model, .limits = *limits, .plans = d.plans};
    return each(&d, ELEMENT_INPUT, draw_input) && each(&d, ELEMENT_DECISION, draw_decision) &&
                   each(&d, ELEMENT_DECISION, draw_plan)
               ? d.outline
               : NULL;
}
