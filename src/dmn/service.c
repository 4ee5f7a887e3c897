// SPDX-License-Identifier: EUPL-1.2
//
// Decision services (DMN 1.5, 6.3.8 and 10.4): a part of the graph as a function. Its parameters
// are its input data and input decisions; what it encapsulates is evaluated anew for each call.
#include <string.h>

#include "dmn/model.h"

struct service {
    const struct element *element;
    size_t input_count, output_count, plan_count;
    struct element *const *inputs;
    struct element *const *outputs;
    struct element *const *plan;
    uint32_t global_count;
};

struct group {
    LIST_OF(struct element *) list;
};

static bool add_group(struct graph *g, struct element *element, const char *name,
                      struct group *group) {
    const struct xml *reference = xml_child(element->xml, name);
    for (; reference; reference = xml_next(reference, name)) {
        struct str href = xml_attribute(reference, "href");
        struct element *part = element_of_href(g, element->model, href);
        if (!part && g->mode == DMN_CONFORMANT)
            continue;
        if (!part)
            return dmn_refuse(g, element->model, reference, "dmn.requirement-missing", href,
                              STR_NONE);
        struct element **place = LIST_PUSH(g->arena, &group->list);
        if (!place)
            return error_memory(g->err);
        *place = part;
        if (!element_prepare(g, part))
            return false;
    }
    return true;
}

static bool outputs_context(struct feel_machine *m, const struct service *service,
                            struct feel_value *ret_value) {
    struct feel_builder builder = feel_builder_new(m->arena);
    for (size_t i = 0; i < service->output_count; i++)
        feel_put(&builder, service->outputs[i]->name, m->globals[service->outputs[i]->index]);
    return feel_build(&builder, ret_value, m->err);
}

static bool run_service(struct feel_machine *m, const struct feel_node *node, const void *data,
                        struct feel_value *ret_value) {
    const struct service *service = data;
    const struct feel_value *outer = m->globals;
    struct evaluation *evaluation = m->host;
    struct dmn_trace *trace = evaluation->trace;
    struct feel_value *globals = ARENA_ARRAY(m->arena, service->global_count, struct feel_value);
    if (!globals)
        return error_memory(m->err);
    memcpy(globals, outer, service->global_count * sizeof(*globals));
    for (size_t i = 0; i < service->input_count; i++) {
        const struct element *input = service->inputs[i];
        struct feel_value *global = &globals[input->index];
        if (!feel_coerce(m, node, &m->frame[i], input->type, global))
            return false;
        // A value that does not fit makes the whole null.
        if (global->type == FEEL_NULL && m->frame[i].type != FEEL_NULL) {
            *ret_value = feel_null();
            return true;
        }
    }
    m->globals = globals;
    evaluation->trace = NULL; // the inside of a function is not told
    bool ok = true;
    for (size_t i = 0; ok && i < service->plan_count; i++)
        ok = evaluate_element(m, service->plan[i]);
    if (ok && service->output_count == 1)
        *ret_value = globals[service->outputs[0]->index];
    else
        ok = ok && outputs_context(m, service, ret_value);
    evaluation->trace = trace;
    m->globals = outer;
    return ok;
}

bool service_outputs(struct feel_machine *m, const struct element *element,
                     const struct feel_value *inputs, struct feel_value *ret_context) {
    const struct service *service = element->value.function->data;
    static const struct feel_source nowhere = {.text = {"", 0}};
    struct feel_node at = {.op = OP_CONST, .kind = &feel_any, .source = &nowhere};
    for (size_t i = 0; i < service->input_count; i++) {
        const struct element *input = service->inputs[i];
        const struct feel_value *given = evaluate_given(inputs, input);
        struct feel_value *global = (struct feel_value *)&m->globals[input->index];
        if (!given)
            continue;
        if (!feel_coerce(m, &at, given, input->type, global))
            return false;
        // A value that does not fit makes the whole null.
        if (global->type == FEEL_NULL && given->type != FEEL_NULL) {
            struct feel_builder none = feel_builder_new(m->arena);
            return feel_build(&none, ret_context, m->err);
        }
    }
    for (size_t i = 0; i < service->plan_count; i++)
        if (!evaluate_element(m, service->plan[i]))
            return false;
    return outputs_context(m, service, ret_context);
}

static bool service_kind(struct graph *g, struct service *service,
                         const struct feel_kind **ret_kind) {
    struct feel_kind *kind = ARENA_NEW(g->arena, struct feel_kind);
    struct feel_kind *result = ARENA_NEW(g->arena, struct feel_kind);
    struct feel_field *fields = ARENA_ARRAY(g->arena, service->input_count, struct feel_field);
    struct feel_field *parts = ARENA_ARRAY(g->arena, service->output_count, struct feel_field);
    if (!kind || !fields || !result || !parts)
        return error_memory(g->err);
    for (size_t i = 0; i < service->input_count; i++)
        fields[i] = (struct feel_field){.name = service->inputs[i]->name,
                                        .kind = service->inputs[i]->type,
                                        .optional = service->inputs[i]->optional};
    for (size_t i = 0; i < service->output_count; i++)
        parts[i] = (struct feel_field){.name = service->outputs[i]->name,
                                       .kind = service->outputs[i]->type,
                                       .optional = service->outputs[i]->optional};
    *result = (struct feel_kind){
        .type = FEEL_CONTEXT, .fields = parts, .count = service->output_count, .closed = true};
    *kind =
        (struct feel_kind){.type = FEEL_FUNCTION,
                           .fields = fields,
                           .count = service->input_count,
                           .of = service->output_count == 1 ? service->outputs[0]->type : result,
                           .closed = true};
    *ret_kind = kind;
    return true;
}

bool service_prepare(struct graph *g, struct element *element) {
    struct service *service = ARENA_NEW(g->arena, struct service);
    struct feel_function *function = ARENA_NEW(g->arena, struct feel_function);
    struct group inputs = {0}, outputs = {0};
    struct element **plan;
    if (!service || !function)
        return error_memory(g->err);
    if (!add_group(g, element, "inputData", &inputs) ||
        !add_group(g, element, "inputDecision", &inputs) ||
        !add_group(g, element, "outputDecision", &outputs))
        return false;
    if (!outputs.list.n && g->mode == DMN_STRICT)
        return dmn_refuse(g, element->model, element->xml, "dmn.no-logic", element->name, STR_NONE);
    if (!element_plan(g, outputs.list.items, outputs.list.n, inputs.list.items, inputs.list.n,
                      &plan, &service->plan_count))
        return false;
    service->plan = plan;
    service->element = element;
    service->inputs = inputs.list.items;
    service->input_count = inputs.list.n;
    service->outputs = outputs.list.items;
    service->output_count = outputs.list.n;
    service->global_count = g->element_count;
    const struct feel_kind *kind = NULL;
    if (!service_kind(g, service, &kind))
        return false;
    *function = (struct feel_function){.native = run_service, .data = service, .kind = kind};
    element->type = kind;
    element->value = (struct feel_value){.type = FEEL_FUNCTION, .function = function};
    return true;
}
