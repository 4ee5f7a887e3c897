// SPDX-License-Identifier: EUPL-1.2
#include "dmn/outline.h"

#define NO_STEP UINT32_MAX

struct drawing {
    struct outline *outline;
    struct arena *arena;
    uint32_t *step_of; // by index of an element
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

static uint64_t *new_set(struct drawing *d) {
    return ARENA_ARRAY(d->arena, d->outline->words, uint64_t);
}

// ---- numbering ----

static bool number(struct drawing *d, const struct element *element) {
    if (d->step_of[element->index] != NO_STEP)
        return true;
    struct outline_step *step = LIST_PUSH(d->arena, &d->outline->steps);
    if (!step)
        return false;
    step->element = element;
    step->at = element->index;
    d->step_of[element->index] = (uint32_t)(d->outline->steps.n - 1);
    return true;
}

static bool number_input(struct drawing *d, const struct element *element) {
    struct outline_input *input = LIST_PUSH(d->arena, &d->outline->inputs);
    if (!input)
        return false;
    input->element = element;
    return number(d, element);
}

// A plan is in the order in which it is settled.
static bool number_decision(struct drawing *d, const struct element *element) {
    for (size_t i = 0; i < element->plan_count; i++)
        if (element->plan[i]->kind == ELEMENT_DECISION && !number(d, element->plan[i]))
            return false;
    return number(d, element);
}

// ---- who looks at what ----

static bool add_reader(struct drawing *d, struct outline_readers *readers, uint32_t step,
                       uint64_t parts) {
    struct outline_reader *place = LIST_PUSH(d->arena, &readers->each);
    if (!place)
        return false;
    *place = (struct outline_reader){step, parts};
    outline_add(readers->all, step);
    return true;
}

static bool draw_input(struct drawing *d, const struct element *element) {
    struct outline_input *input = &d->outline->inputs.items[d->step_of[element->index]];
    size_t n = element->type->count + 1;
    input->members = ARENA_ARRAY(d->arena, n, struct outline_readers);
    input->named.all = new_set(d);
    input->all_dependents = new_set(d);
    if (!input->members || !input->named.all || !input->all_dependents)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!(input->members[i].all = new_set(d)))
            return false;
    return true;
}

static bool draw_step(struct drawing *d, const struct element *element) {
    struct outline_step *step = &d->outline->steps.items[d->step_of[element->index]];
    return (step->then.all = new_set(d));
}

static bool draw_reads(struct drawing *d, const struct element *element, uint32_t step) {
    for (size_t i = 0; i < element->read_count; i++) {
        const struct element_read *read = &element->reads[i];
        struct outline_input *input = &d->outline->inputs.items[d->step_of[read->input->index]];
        size_t whole = read->input->type->count;
        size_t member = read->member == ELEMENT_WHOLE ? whole : read->member;
        if (!read->parts) // it is looked at on behalf of others alone
            continue;
        if (!add_reader(d, &input->members[member], step, read->parts) ||
            !add_reader(d, &input->named, step, read->named))
            return false;
    }
    return true;
}

static bool draw_needs(struct drawing *d, const struct element *element, uint32_t step) {
    for (size_t i = 0; i < element->need_count; i++) {
        const struct element *need = element->needs[i];
        uint64_t parts = need->origin ? element->need_parts[i] : DMN_PARTS_ALL;
        if (need->kind == ELEMENT_DECISION && parts &&
            !add_reader(d, &d->outline->steps.items[d->step_of[need->index]].then, step, parts))
            return false;
    }
    return true;
}

// ---- plans ----

static bool add_dependent(struct drawing *d, const struct element *input, uint32_t step) {
    struct outline_input *of = &d->outline->inputs.items[d->step_of[input->index]];
    uint32_t *place = LIST_PUSH(d->arena, &of->dependents);
    if (!place)
        return false;
    *place = step;
    outline_add(of->all_dependents, step);
    return true;
}

// What is neither an input nor a decision stands among the globals from the beginning.
static bool draw_plan(struct drawing *d, const struct element *element) {
    struct outline_plan *plan = &d->plans[element->index];
    uint32_t own = d->step_of[element->index];
    uint32_t *steps = ARENA_ARRAY(d->arena, element->plan_count + 1, uint32_t);
    if (!steps || !(plan->all = new_set(d)))
        return false;
    for (size_t i = 0; i < element->plan_count; i++) {
        const struct element *before = element->plan[i];
        if (before->kind == ELEMENT_INPUT && !add_dependent(d, before, own))
            return false;
        if (before->kind == ELEMENT_INPUT || before->kind == ELEMENT_DECISION)
            steps[plan->n++] = d->step_of[before->index];
    }
    steps[plan->n++] = own;
    for (size_t i = 0; i < plan->n; i++)
        outline_add(plan->all, steps[i]);
    plan->steps = steps;
    return true;
}

static bool draw_decision(struct drawing *d, const struct element *element) {
    uint32_t step = d->step_of[element->index];
    if (element->reads_anything)
        outline_add(d->outline->anything, step);
    return draw_reads(d, element, step) && draw_needs(d, element, step) && draw_plan(d, element);
}

static bool begin(struct drawing *d, size_t n) {
    if (!d->outline || !d->step_of || !d->plans)
        return false;
    for (size_t i = 0; i < n; i++)
        d->step_of[i] = NO_STEP;
    return true;
}

static bool draw(struct drawing *d) {
    struct outline *outline = d->outline;
    if (!each(d, ELEMENT_INPUT, number_input) || !each(d, ELEMENT_DECISION, number_decision))
        return false;
    outline->words = outline->steps.n / 64 + 1;
    outline->anything = new_set(d);
    return outline->anything && each(d, ELEMENT_INPUT, draw_input) &&
           each(d, ELEMENT_DECISION, draw_step) && each(d, ELEMENT_DECISION, draw_decision);
}

const struct outline *outline_new(const struct dmn_model *model, const struct dmn_limits *limits,
                                  struct arena *arena) {
    size_t n = model->global_count;
    struct drawing d = {.outline = ARENA_NEW(arena, struct outline),
                        .arena = arena,
                        .step_of = ARENA_ARRAY(arena, n, uint32_t),
                        .plans = ARENA_ARRAY(arena, n, struct outline_plan)};
    if (!begin(&d, n))
        return NULL;
    *d.outline = (struct outline){.model = model, .limits = *limits, .plans = d.plans};
    return draw(&d) ? d.outline : NULL;
}
