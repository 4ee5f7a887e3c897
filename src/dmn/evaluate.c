// SPDX-License-Identifier: EUPL-1.2
#include <assert.h>

#include "dmn/model.h"

struct dmn_limits dmn_limits_default(void) {
    return (struct dmn_limits){
        .steps = FEEL_STEPS_DEFAULT, .depth = FEEL_DEPTH_DEFAULT, .list_size = FEEL_LIST_DEFAULT};
}

bool evaluate_refuse(struct feel_machine *m, const struct element *element, const char *key,
                     struct str first) {
    char *text = str_c(m->arena, first), *id = str_c(m->arena, element->id);
    if (!text || !id)
        return error_memory(m->err);
    error_set(m->err, ERR_REFUSED, key, text, NULL);
    return error_at(m->err, element->model->file.p, id, element->xml->line, element->xml->column);
}

const struct feel_value *evaluate_given(const struct feel_value *inputs,
                                        const struct element *element) {
    bool several = element->model->graph->models.n > 1;
    struct str first = several ? element->full_name : element->name;
    const struct feel_value *given = feel_get(inputs, first);
    return given ? given : feel_get(inputs, several ? element->name : element->full_name);
}

static bool read_input(struct feel_machine *m, const struct element *element,
                       struct feel_value *global) {
    const struct evaluation *evaluation = m->host;
    const struct feel_value *given = evaluate_given(evaluation->inputs, element);
    *global = feel_null();
    if (given && given->type != FEEL_NULL) {
        if (evaluation->inputs_known || feel_is_kind(m, given, element->type)) {
            *global = *given;
            return true;
        }
        if (m->strict)
            return evaluate_refuse(m, element, "dmn.input-type", element->name);
        struct feel_node at = {.op = OP_CONST, .kind = &feel_any};
        return feel_coerce(m, &at, given, element->type, global);
    }
    return !m->strict || element->optional ||
           evaluate_refuse(m, element, "feel.missing-fact", element->name);
}

static bool begin_step(struct feel_machine *m, const struct element *element) {
    struct evaluation *evaluation = m->host;
    if (!evaluation->trace)
        return true;
    struct dmn_step *step = LIST_PUSH(m->arena, &evaluation->trace->steps);
    if (!step)
        return error_memory(m->err);
    step->decision = element->decision;
    struct feel_value *needs = ARENA_ARRAY(m->arena, element->need_count, struct feel_value);
    if (!needs)
        return error_memory(m->err);
    for (size_t i = 0; i < element->need_count; i++)
        needs[i] = m->globals[element->needs[i]->index];
    step->need_values = needs;
    evaluation->step = step;
    evaluation->traced = element->table;
    return true;
}

static bool run_decision(struct feel_machine *m, const struct element *element,
                         struct feel_value *global) {
    struct evaluation *evaluation = m->host;
    *global = feel_null();
    if (!element->code)
        return true;
    if (!begin_step(m, element) || !feel_run(m, element->code, NULL, 0, global))
        return false;
    if (evaluation->trace) {
        evaluation->step->result = *global;
        evaluation->step->done = true;
        evaluation->step = NULL;
    }
    return true;
}

bool evaluate_element(struct feel_machine *m, const struct element *element) {
    // The globals belong to this evaluation; expressions only read them.
    struct feel_value *global = (struct feel_value *)&m->globals[element->index];
    switch (element->kind) {
    case ELEMENT_INPUT:
        return read_input(m, element, global);
    case ELEMENT_DECISION:
        return run_decision(m, element, global);
    case ELEMENT_KNOWLEDGE:
    case ELEMENT_SERVICE:
        *global = element->value;
        return true;
    }
    return false;
}

struct preparation {
    struct evaluation evaluation;
    struct error ignored;
    struct feel_machine m;
};

static bool prepare_machine(const struct dmn_model *model, const struct feel_value *inputs,
                            const struct dmn_limits *limits, struct arena *arena,
                            struct preparation *p, struct error *err) {
    const struct dmn_limits ceilings = limits ? *limits : dmn_limits_default();
    struct feel_value *globals = ARENA_ARRAY(arena, model->global_count, struct feel_value);
    if (!globals)
        return error_memory(err);
    p->evaluation.model = model;
    p->evaluation.inputs = inputs;
    p->evaluation.inputs_known = ceilings.inputs_known;
    p->m = (struct feel_machine){
        .arena = arena,
        .strict = model->mode == DMN_STRICT,
        .steps = ceilings.steps,
        .depth = ceilings.depth,
        .list_size = ceilings.list_size,
        .now = ceilings.now,
        .globals = globals,
        .host = &p->evaluation,
        .err = err ? err : &p->ignored,
    };
    error_clear(p->m.err);
    return true;
}

static bool finish(struct preparation *p) {
    if (arena_failed(p->m.arena))
        return error_memory(p->m.err);
    error_clear(p->m.err); // what a test of allowed values may have left
    return true;
}

bool dmn_evaluate(const struct dmn_model *model, const struct dmn_decision *decision,
                  const struct feel_value *inputs, const struct dmn_limits *limits,
                  struct arena *arena, struct feel_value *ret_value, struct dmn_trace *trace,
                  struct error *err) {
    const struct element *element = decision->element;
    struct preparation p = {.evaluation.trace = trace};
    assert(element);
    if (!prepare_machine(model, inputs, limits, arena, &p, err))
        return false;
    for (size_t i = 0; i < element->plan_count; i++)
        if (!evaluate_element(&p.m, element->plan[i]))
            return false;
    if (!evaluate_element(&p.m, element) || !finish(&p))
        return false;
    *ret_value = p.m.globals[element->index];
    return true;
}

bool dmn_evaluate_service(const struct dmn_model *model, struct str service,
                          const struct feel_value *inputs, const struct dmn_limits *limits,
                          struct arena *arena, struct feel_value *ret_values, struct error *err) {
    struct preparation p = {0};
    for (size_t i = 0; i < model->elements.n; i++) {
        const struct element *element = model->elements.items[i];
        if (element->kind != ELEMENT_SERVICE || !str_eq(element->name, service))
            continue;
        return prepare_machine(model, inputs, limits, arena, &p, err) &&
               service_outputs(&p.m, element, inputs, ret_values) && finish(&p);
    }
    char *name = str_c(arena, service);
    return name ? error_set(err, ERR_MISSING, "dmn.no-such-service", name, NULL)
                : error_memory(err);
}
