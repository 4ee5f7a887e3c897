// SPDX-License-Identifier: EUPL-1.2
//
// What stands in a model: input data, decisions and knowledge models; how they need each other, and
// their logic made ready. Each is prepared after what it needs, so that types are known.
#include <string.h>

#include "dmn/model.h"

struct element *element_of_href(struct graph *g, struct dmn_model *model, struct str href) {
    size_t hash = str_find_char(href, '#');
    struct str id = hash == STR_NOT_FOUND ? href : str_sub(href, hash + 1, href.n);
    struct str uri = hash == STR_NOT_FOUND ? STR_NONE : str_sub(href, 0, hash);
    for (size_t i = 0; i < g->models.n; i++) {
        struct dmn_model *owner = g->models.items[i];
        if (uri.n ? !str_eq(owner->namespace_uri, uri) : owner != model)
            continue;
        for (size_t k = 0; k < owner->elements.n; k++)
            if (str_eq(owner->elements.items[k]->id, id))
                return owner->elements.items[k];
    }
    return NULL;
}

struct needs {
    LIST_OF(struct element *) list;
};

static bool add_need(struct graph *g, struct element *element, const struct xml *reference,
                     struct needs *needs) {
    struct str href = xml_attribute(reference, "href");
    struct element *need = element_of_href(g, element->model, href);
    if (!need)
        return g->mode == DMN_CONFORMANT ||
               dmn_refuse(g, element->model, reference, "dmn.requirement-missing", href, STR_NONE);
    struct element **place = LIST_PUSH(g->arena, &needs->list);
    if (!place)
        return error_memory(g->err);
    *place = need;
    return true;
}

static bool link_element(struct graph *g, struct element *element) {
    static const char *const groups[] = {"informationRequirement", "knowledgeRequirement"};
    static const char *const kinds[] = {"requiredInput", "requiredDecision", "requiredKnowledge"};
    struct needs needs = {0};
    for (size_t i = 0; i < COUNT(groups); i++) {
        const struct xml *group = xml_child(element->xml, groups[i]);
        for (; group; group = xml_next(group, groups[i]))
            for (size_t k = 0; k < COUNT(kinds); k++) {
                const struct xml *reference = xml_child(group, kinds[k]);
                if (reference && !add_need(g, element, reference, &needs))
                    return false;
            }
    }
    element->needs = needs.list.items;
    element->need_count = needs.list.n;
    return true;
}

bool element_link(struct graph *g, struct dmn_model *model) {
    for (size_t i = 0; i < model->elements.n; i++) {
        struct element *element = model->elements.items[i];
        if (!link_element(g, element))
            return false;
        if (element->kind != ELEMENT_DECISION)
            continue;
        struct dmn_decision *decision = LIST_PUSH(g->arena, &model->decisions);
        struct element **place = LIST_PUSH(g->arena, &model->decision_elements);
        if (!decision || !place)
            return error_memory(g->err);
        *place = element;
    }
    for (size_t i = 0; i < model->decisions.n; i++)
        model->decision_elements.items[i]->decision = &model->decisions.items[i];
    return true;
}

// Plans

struct planning {
    struct graph *g;
    LIST_OF(struct element *) list;
    unsigned depth;
};

// Is the element in the plan that is being made? From now on it is.
static bool seen_before(struct graph *g, const struct element *element) {
    bool before = g->seen[element->index] == g->plan_count;
    g->seen[element->index] = g->plan_count;
    return before;
}

static bool plan_visit(struct planning *planning, struct element *element) {
    if (seen_before(planning->g, element))
        return true;
    if (planning->depth >= DMN_CHAIN_MAX)
        return dmn_refuse(planning->g, element->model, element->xml, "dmn.too-deep", STR_NONE,
                          STR_NONE);
    planning->depth++;
    for (size_t i = 0; i < element->need_count; i++)
        if (!plan_visit(planning, element->needs[i]))
            return false;
    planning->depth--;
    struct element **place = LIST_PUSH(planning->g->arena, &planning->list);
    if (!place)
        return error_memory(planning->g->err);
    *place = element;
    return true;
}

bool element_plan(struct graph *g, struct element *const *from, size_t from_count,
                  struct element *const *borders, size_t border_count, struct element ***ret_plan,
                  size_t *ret_count) {
    struct planning planning = {.g = g};
    if (!g->seen && !(g->seen = ARENA_ARRAY(g->arena, g->element_count, uint32_t)))
        return error_memory(g->err);
    g->plan_count++;
    for (size_t i = 0; i < border_count; i++)
        (void)seen_before(g, borders[i]);
    for (size_t i = 0; i < from_count; i++)
        if (!plan_visit(&planning, from[i]))
            return false;
    *ret_plan = planning.list.items;
    *ret_count = planning.list.n;
    return true;
}

// Preparing

static const struct xml *variable_of(const struct element *element) {
    return xml_child(element->xml, "variable");
}

static bool declared_type(struct graph *g, struct element *element,
                          const struct feel_kind **ret_kind) {
    const struct xml *variable = variable_of(element);
    *ret_kind = &feel_any;
    if (!variable)
        return true;
    element->optional = str_is(xml_attribute_ns(variable, VAKA_DMN_NAMESPACE, "optional"), "true");
    return types_of(g, element->model, variable, xml_attribute(variable, "typeRef"), ret_kind);
}

struct str element_name_from(struct arena *arena, const struct dmn_model *model,
                             const struct element *need) {
    if (need->model == model)
        return need->name;
    for (size_t i = 0; i < model->imports.n; i++) {
        const struct import *import = &model->imports.items[i];
        if (import->model == need->model && import->name.n)
            return str_printf(arena, STR_FMT "." STR_FMT, STR_ARG(import->name),
                              STR_ARG(need->name));
    }
    return need->name;
}

static bool add_names(struct boxed *b, const struct element *element) {
    for (size_t i = 0; i < element->need_count; i++) {
        struct element *need = element->needs[i];
        if (!element_prepare(b->g, need))
            return false;
        struct str name = element_name_from(b->g->arena, b->model, need);
        if (!name.p)
            return error_memory(b->g->err);
        if (!feel_scope_add_global(&b->c, name, need->index, need->type, need->optional))
            return false;
    }
    return true;
}

static const struct feel_kind *named_kind(void *context, struct str name) {
    struct boxed *b = context;
    const struct feel_kind *kind;
    struct error *err = b->g->err;
    struct error ignored = {0};
    // An unknown name is no error here: the caller tries several.
    b->g->err = &ignored;
    bool found = types_of(b->g, b->model, b->model->root, name, &kind);
    b->g->err = err;
    return found && !(kind->any && !str_is(name, "Any")) ? kind : NULL;
}

static bool begin(struct boxed *b, struct graph *g, struct element *element,
                  struct feel_scope *scope) {
    *b = (struct boxed){.g = g, .model = element->model, .element = element};
    *scope = (struct feel_scope){0};
    b->c = (struct feel_compiler){.arena = g->arena,
                                  .strict = g->mode == DMN_STRICT,
                                  .kind_named = named_kind,
                                  .kind_context = b,
                                  .err = g->err};
    feel_scope_push(&b->c, scope);
    return add_names(b, element);
}

static bool decision_inputs(struct graph *g, struct element *element) {
    LIST_OF(struct dmn_input) inputs = {0};
    for (size_t i = 0; i < element->plan_count; i++) {
        const struct element *need = element->plan[i];
        if (need->kind != ELEMENT_INPUT)
            continue;
        struct dmn_input *input = LIST_PUSH(g->arena, &inputs);
        if (!input)
            return error_memory(g->err);
        *input = (struct dmn_input){need->name, need->model->namespace_uri,
                                    types_name(g->arena, need->type)};
    }
    element->decision->inputs = inputs.items;
    element->decision->input_count = inputs.n;
    return true;
}

static struct str child_text(const struct xml *xml, const char *name) {
    const struct xml *child = xml_child(xml, name);
    return child ? str_trim(child->text) : STR("");
}

static enum dmn_need_kind need_kind(enum element_kind kind) {
    switch (kind) {
    case ELEMENT_INPUT:
        return DMN_NEEDS_INPUT;
    case ELEMENT_DECISION:
        return DMN_NEEDS_DECISION;
    case ELEMENT_KNOWLEDGE:
        return DMN_NEEDS_KNOWLEDGE;
    case ELEMENT_SERVICE:
        return DMN_NEEDS_SERVICE;
    }
    return DMN_NEEDS_INPUT;
}

static bool decision_needs(struct graph *g, struct element *element) {
    struct dmn_need *needs = ARENA_ARRAY(g->arena, element->need_count, struct dmn_need);
    if (!needs)
        return error_memory(g->err);
    for (size_t i = 0; i < element->need_count; i++) {
        const struct element *need = element->needs[i];
        needs[i] = (struct dmn_need){need_kind(need->kind), need->name, need->model->namespace_uri};
    }
    element->decision->needs = needs;
    element->decision->need_count = element->need_count;
    return true;
}

static bool describe(struct graph *g, struct element *element) {
    const struct xml *xml = element->xml;
    const struct xml *literal = xml_child(xml, "literalExpression");
    *element->decision = (struct dmn_decision){
        .element = element,
        .id = element->id,
        .name = element->name,
        .label = xml_has_attribute(xml, "label") ? xml_attribute(xml, "label") : element->name,
        .question = child_text(xml, "question"),
        .description = child_text(xml, "description"),
        .namespace_uri = element->model->namespace_uri,
        .type = types_name(g->arena, element->type),
        .line = xml->line,
        .column = xml->column,
        .table_count = element->table != NULL,
        .expression = literal ? child_text(literal, "text") : STR(""),
    };
    return decision_needs(g, element) && decision_inputs(g, element);
}

// The standard's own examples declare the type of one row for a table that yields a list.
static const struct feel_kind *type_of_rows(struct graph *g, const struct feel_node *body,
                                            const struct feel_kind *declared) {
    bool rows = table_of(body) && !body->kind->any && body->kind->type == FEEL_LIST;
    bool one = !declared->any && declared->type != FEEL_LIST;
    return g->mode == DMN_CONFORMANT && rows && one ? feel_kind_list(g->arena, declared) : declared;
}

static bool finish_logic(struct boxed *b, struct element *element, struct feel_code *code,
                         const struct feel_kind *declared) {
    if (!code->body)
        return b->g->mode == DMN_CONFORMANT || dmn_refuse(b->g, element->model, element->xml,
                                                          "dmn.no-logic", element->name, STR_NONE);
    declared = type_of_rows(b->g, code->body, declared);
    if (!boxed_coerce(b, code->body, declared, &code->body))
        return false;
    if (!element->optional && !feel_need(&b->c, code->body))
        return false;
    element->type = declared->any ? code->body->kind : declared;
    element->table = table_of(code->body);
    code->body = feel_node_plain(code->body);
    code->frame_size = b->c.frame_size;
    element->code = code;
    return true;
}

static bool prepare_decision(struct graph *g, struct element *element) {
    struct feel_code *code = ARENA_NEW(g->arena, struct feel_code);
    const struct feel_kind *declared;
    struct feel_scope scope;
    struct boxed b;
    struct element **plan;
    if (!code)
        return error_memory(g->err);
    if (!declared_type(g, element, &declared) || !begin(&b, g, element, &scope) ||
        !boxed_child(&b, element->xml, &code->body))
        return false;
    element->type = declared;
    if (!finish_logic(&b, element, code, declared) ||
        (code->body && !footprint(g, element, code->body)) ||
        !element_plan(g, element->needs, element->need_count, NULL, 0, &plan, &element->plan_count))
        return false;
    element->plan = plan;
    if (code->body)
        share(code);
    return describe(g, element);
}

// The variable of a knowledge model declares the function's type, or that of its result.
static const struct feel_kind *result_declared(const struct feel_kind *declared) {
    if (declared->any)
        return NULL;
    if (declared->type != FEEL_FUNCTION)
        return declared;
    return declared->of && !declared->of->any ? declared->of : NULL;
}

static bool make_function(struct graph *g, struct element *element, const struct feel_node *node,
                          const struct feel_kind *declared) {
    struct feel_function *function = ARENA_NEW(g->arena, struct feel_function);
    struct feel_code *code = ARENA_NEW(g->arena, struct feel_code);
    if (!function || !code)
        return error_memory(g->err);
    *code = *node->code;
    if (!code->result)
        code->result = result_declared(declared);
    *function = (struct feel_function){.code = code, .kind = node->kind};
    element->type = node->kind;
    element->value = (struct feel_value){.type = FEEL_FUNCTION, .function = function};
    return true;
}

// A knowledge model is a function that all evaluations share.
static bool prepare_knowledge(struct graph *g, struct element *element) {
    const struct xml *logic = xml_child(element->xml, "encapsulatedLogic");
    const struct feel_kind *declared;
    const struct feel_node *node;
    struct feel_scope scope;
    struct boxed b;
    element->type = feel_kind_of(FEEL_FUNCTION);
    if (!declared_type(g, element, &declared) || !begin(&b, g, element, &scope))
        return false;
    // Strict mode has no recursion: what it would end on cannot be proven.
    if (g->mode == DMN_CONFORMANT &&
        !feel_scope_add_global(&b.c, element->name, element->index, element->type, false))
        return false;
    if (!logic)
        return g->mode == DMN_CONFORMANT ||
               dmn_refuse(g, element->model, element->xml, "dmn.no-logic", element->name, STR_NONE);
    return boxed_function(&b, logic, &node) && make_function(g, element, node, declared) &&
           footprint(g, element, node);
}

static bool prepare(struct graph *g, struct element *element) {
    switch (element->kind) {
    case ELEMENT_INPUT:
        return declared_type(g, element, &element->type);
    case ELEMENT_DECISION:
        return prepare_decision(g, element);
    case ELEMENT_KNOWLEDGE:
        return prepare_knowledge(g, element);
    case ELEMENT_SERVICE:
        return service_prepare(g, element);
    }
    return false;
}

bool element_prepare(struct graph *g, struct element *element) {
    bool recursive = g->mode == DMN_CONFORMANT && element->kind == ELEMENT_KNOWLEDGE;
    if (element->state == LOAD_DONE || (element->state == LOAD_BUSY && recursive))
        return true;
    if (element->state == LOAD_BUSY)
        return dmn_refuse(g, element->model, element->xml, "dmn.cycle", element->name, STR_NONE);
    if (g->depth >= DMN_CHAIN_MAX)
        return dmn_refuse(g, element->model, element->xml, "dmn.too-deep", STR_NONE, STR_NONE);
    element->state = LOAD_BUSY;
    g->depth++;
    if (!prepare(g, element))
        return false;
    g->depth--;
    element->state = LOAD_DONE;
    return true;
}
