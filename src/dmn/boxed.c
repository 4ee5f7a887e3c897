// SPDX-License-Identifier: EUPL-1.2
//
// Boxed expressions (DMN 1.5, chapter 10.2): each becomes the nodes that the same thing written in
// FEEL would.
#include "dmn/model.h"

static const char *const expressions[] = {
    "literalExpression", "decisionTable", "context", "list", "relation", "functionDefinition",
    "invocation",        "conditional",   "for",     "some", "every",    "filter",
};

bool boxed_is_expression(const struct xml *xml) {
    for (size_t i = 0; i < COUNT(expressions); i++)
        if (xml_is(xml, expressions[i]))
            return true;
    return false;
}

// The id of the element, or of the nearest one around it that has one.
static struct str id_of(const struct xml *xml) {
    for (; xml; xml = xml->parent)
        if (xml_has_attribute(xml, "id"))
            return xml_attribute(xml, "id");
    return STR("");
}

const struct feel_source *boxed_source(struct boxed *b, const struct xml *at,
                                       const struct xml *text) {
    struct feel_source *source = ARENA_NEW(b->g->arena, struct feel_source);
    struct feel_segment *place = ARENA_NEW(b->g->arena, struct feel_segment);
    if (!source || !place)
        return NULL;
    *source = (struct feel_source){.file = b->model->file, .element = id_of(at)};
    if (text && text->segment_count) {
        source->text = text->text;
        source->segments = text->segments;
        source->segment_count = text->segment_count;
        return source;
    }
    *place = (struct feel_segment){.line = at->line, .column = at->column};
    source->segments = place;
    source->segment_count = 1;
    return source;
}

static bool node_at(struct boxed *b, const struct xml *at, enum feel_op op,
                    struct feel_node **ret_node) {
    const struct feel_source *source = boxed_source(b, at, NULL);
    *ret_node = source ? feel_node_new(&b->c, op, source, 0) : NULL;
    return *ret_node ? true : error_memory(b->g->err);
}

static bool infer(struct boxed *b, struct feel_node *node, const struct feel_node **ret_node) {
    *ret_node = node;
    return feel_infer(&b->c, node);
}

bool boxed_coerce(struct boxed *b, const struct feel_node *value, const struct feel_kind *kind,
                  const struct feel_node **ret_node) {
    *ret_node = value;
    if (kind->any)
        return true;
    struct feel_node *node = feel_node_new(&b->c, OP_COERCE, value->source, value->offset);
    if (!node)
        return error_memory(b->g->err);
    node->length = value->length;
    node->typed.value = value;
    node->typed.kind = kind;
    return infer(b, node, ret_node);
}

static bool declared(struct boxed *b, const struct xml *xml, const struct feel_node *value,
                     const struct feel_node **ret_node) {
    const struct feel_kind *kind;
    return types_of(b->g, b->model, xml, xml_attribute(xml, "typeRef"), &kind) &&
           boxed_coerce(b, value, kind, ret_node);
}

static bool nothing(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    struct feel_node *node;
    return node_at(b, xml, OP_CONST, &node) && infer(b, node, ret_node);
}

static bool literal(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    const struct xml *text = xml_child(xml, "text");
    struct str language = xml_attribute(xml, "expressionLanguage");
    if (language.n && str_find(language, STR("FEEL")) == STR_NOT_FOUND &&
        str_find(language, STR("feel")) == STR_NOT_FOUND)
        return dmn_refuse(b->g, b->model, xml, "dmn.language", language, STR_NONE);
    if (!text || !str_trim(text->text).n)
        return nothing(b, xml, ret_node);
    const struct feel_source *source = boxed_source(b, xml, text);
    return source ? feel_compile(&b->c, source, ret_node) : error_memory(b->g->err);
}

bool boxed_child(struct boxed *b, const struct xml *parent, const struct feel_node **ret_node) {
    *ret_node = NULL;
    for (const struct xml *child = parent->first; child; child = child->next)
        if (str_eq(child->namespace_uri, parent->namespace_uri) && boxed_is_expression(child))
            return boxed_expression(b, child, ret_node);
    return true;
}

// The expression within a named part ("in", "then"), which must be there.
static bool part(struct boxed *b, const struct xml *xml, const char *name,
                 const struct feel_node **ret_node) {
    const struct xml *holder = xml_child(xml, name);
    *ret_node = NULL;
    if (holder && !boxed_child(b, holder, ret_node))
        return false;
    if (*ret_node)
        return holder ? declared(b, holder, *ret_node, ret_node) : true;
    return dmn_refuse(b->g, b->model, xml, "dmn.part-missing", str_of(name), xml->name);
}

static const struct xml *variable_of(const struct xml *entry) {
    return xml_child(entry, "variable");
}

// A function may call itself by the name of its entry.
static bool defines_function(const struct xml *entry) {
    return xml_child(entry, "functionDefinition") != NULL;
}

static bool context_entry(struct boxed *b, const struct xml *xml, struct feel_entry_node *entry) {
    const struct xml *variable = variable_of(xml);
    const struct feel_kind *kind = &feel_any;
    bool early = variable && defines_function(xml);
    if (variable) {
        entry->name = feel_name_normal(b->g->arena, xml_attribute(variable, "name"));
        if (!types_of(b->g, b->model, variable, xml_attribute(variable, "typeRef"), &kind))
            return false;
    }
    if (early &&
        !feel_scope_add(&b->c, entry->name, feel_kind_of(FEEL_FUNCTION), false, &entry->slot))
        return false;
    if (!boxed_child(b, xml, &entry->value))
        return false;
    if (!entry->value && !nothing(b, xml, &entry->value))
        return false;
    if (!boxed_coerce(b, entry->value, early ? &feel_any : kind, &entry->value))
        return false;
    entry->is_result = !variable;
    return early || !variable ||
           feel_scope_add(&b->c, entry->name, entry->value->kind, entry->value->nullable,
                          &entry->slot);
}

static bool context(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    size_t count = xml_count(xml, "contextEntry"), i = 0;
    struct feel_entry_node *entries = ARENA_ARRAY(b->g->arena, count, struct feel_entry_node);
    struct feel_scope scope = {0};
    uint32_t slots = b->c.slots_used;
    struct feel_node *node;
    if (!entries)
        return error_memory(b->g->err);
    if (!node_at(b, xml, OP_CONTEXT, &node))
        return false;
    feel_scope_push(&b->c, &scope);
    const struct xml *entry = xml_child(xml, "contextEntry");
    for (; entry; entry = xml_next(entry, "contextEntry"), i++) {
        if (!context_entry(b, entry, &entries[i]))
            return false;
        if (entries[i].is_result && i + 1 < count)
            return dmn_refuse(b->g, b->model, entry, "dmn.result-not-last", STR_NONE, STR_NONE);
        for (size_t k = 0; k < i && !entries[i].is_result; k++)
            if (str_eq(entries[k].name, entries[i].name))
                return dmn_refuse(b->g, b->model, entry, "dmn.name-twice", entries[i].name,
                                  STR_NONE);
    }
    feel_scope_pop(&b->c, slots);
    node->context.count = count;
    node->context.entries = entries;
    return infer(b, node, ret_node);
}

static bool list(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    LIST_OF(const struct feel_node *) items = {0};
    struct feel_node *node;
    for (const struct xml *child = xml->first; child; child = child->next) {
        if (!boxed_is_expression(child))
            continue;
        const struct feel_node **item = LIST_PUSH(b->g->arena, &items);
        if (!item)
            return error_memory(b->g->err);
        if (!boxed_expression(b, child, item))
            return false;
    }
    if (!node_at(b, xml, OP_LIST, &node))
        return false;
    node->list.count = items.n;
    node->list.items = items.items;
    return infer(b, node, ret_node);
}

static bool relation_row(struct boxed *b, const struct xml *xml, const struct xml *row,
                         const struct feel_node **ret_node) {
    size_t count = xml_count(xml, "column"), i = 0;
    struct feel_entry_node *entries = ARENA_ARRAY(b->g->arena, count, struct feel_entry_node);
    const struct xml *column = xml_child(xml, "column"), *cell = row->first;
    struct feel_node *node;
    if (!entries)
        return error_memory(b->g->err);
    for (; column; column = xml_next(column, "column"), i++) {
        while (cell && !boxed_is_expression(cell))
            cell = cell->next;
        entries[i].name = feel_name_normal(b->g->arena, xml_attribute(column, "name"));
        if (!feel_slot_new(&b->c, &entries[i].slot))
            return false;
        if (cell ? !boxed_expression(b, cell, &entries[i].value)
                 : !nothing(b, row, &entries[i].value))
            return false;
        if (!declared(b, column, entries[i].value, &entries[i].value))
            return false;
        cell = cell ? cell->next : NULL;
    }
    if (!node_at(b, row, OP_CONTEXT, &node))
        return false;
    node->context.count = count;
    node->context.entries = entries;
    return infer(b, node, ret_node);
}

static bool relation(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    size_t count = xml_count(xml, "row"), i = 0;
    const struct feel_node **items = ARENA_ARRAY(b->g->arena, count, const struct feel_node *);
    uint32_t slots = b->c.slots_used;
    struct feel_node *node;
    if (!items)
        return error_memory(b->g->err);
    for (const struct xml *row = xml_child(xml, "row"); row; row = xml_next(row, "row"))
        if (!relation_row(b, xml, row, &items[i++]))
            return false;
    b->c.slots_used = slots;
    if (!node_at(b, xml, OP_LIST, &node))
        return false;
    node->list.count = count;
    node->list.items = items;
    return infer(b, node, ret_node);
}

static bool function_parameters(struct boxed *b, const struct xml *xml, struct feel_code *code) {
    size_t count = xml_count(xml, "formalParameter"), i = 0;
    struct feel_parameter *parameters = ARENA_ARRAY(b->g->arena, count, struct feel_parameter);
    const struct xml *parameter = xml_child(xml, "formalParameter");
    uint32_t slot;
    if (!parameters)
        return error_memory(b->g->err);
    for (; parameter; parameter = xml_next(parameter, "formalParameter"), i++) {
        parameters[i].name = feel_name_normal(b->g->arena, xml_attribute(parameter, "name"));
        if (!types_of(b->g, b->model, parameter, xml_attribute(parameter, "typeRef"),
                      &parameters[i].kind) ||
            !feel_scope_add(&b->c, parameters[i].name, parameters[i].kind, false, &slot))
            return false;
    }
    code->parameters = parameters;
    code->parameter_count = count;
    return true;
}

bool boxed_function(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    struct feel_code *code = ARENA_NEW(b->g->arena, struct feel_code);
    struct str kind = xml_attribute(xml, "kind");
    struct feel_scope scope = {0};
    uint32_t slots = b->c.slots_used, frame = b->c.frame_size;
    const struct feel_kind *result;
    struct feel_node *node;
    if (!code)
        return error_memory(b->g->err);
    if (kind.n && !str_is(kind, "FEEL"))
        return dmn_refuse(b->g, b->model, xml, "dmn.function-kind", kind, STR_NONE);
    code->captured = slots;
    b->c.frame_size = slots;
    feel_scope_push(&b->c, &scope);
    if (!function_parameters(b, xml, code) || !boxed_child(b, xml, &code->body))
        return false;
    if (!code->body && !nothing(b, xml, &code->body))
        return false;
    if (!types_of(b->g, b->model, xml, xml_attribute(xml, "typeRef"), &result))
        return false;
    if (!result->any && result->type != FEEL_FUNCTION)
        code->result = result;
    feel_scope_pop(&b->c, slots);
    code->frame_size = b->c.frame_size;
    b->c.frame_size = frame;
    if (!node_at(b, xml, OP_FUNCTION, &node))
        return false;
    node->code = code;
    return infer(b, node, ret_node);
}

static bool invocation(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    size_t count = xml_count(xml, "binding"), i = 0;
    const struct feel_node **args = ARENA_ARRAY(b->g->arena, count, const struct feel_node *);
    struct str *names = ARENA_ARRAY(b->g->arena, count, struct str);
    const struct xml *binding = xml_child(xml, "binding");
    const struct feel_node *callee;
    struct feel_node *node;
    if (!args || !names)
        return error_memory(b->g->err);
    if (!boxed_child(b, xml, &callee))
        return false;
    if (!callee)
        return dmn_refuse(b->g, b->model, xml, "dmn.part-missing", STR("literalExpression"),
                          xml->name);
    for (; binding; binding = xml_next(binding, "binding"), i++) {
        const struct xml *parameter = xml_child(binding, "parameter");
        if (!parameter)
            return dmn_refuse(b->g, b->model, binding, "dmn.part-missing", STR("parameter"),
                              binding->name);
        names[i] = feel_name_normal(b->g->arena, xml_attribute(parameter, "name"));
        if (!boxed_child(b, binding, &args[i]) || (!args[i] && !nothing(b, binding, &args[i])))
            return false;
    }
    if (!node_at(b, xml, OP_CALL, &node))
        return false;
    node->call.callee = callee;
    node->call.count = count;
    node->call.args = args;
    node->call.names = count ? names : NULL;
    return infer(b, node, ret_node);
}

static bool conditional(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    size_t facts = b->c.fact_count;
    struct feel_node *node;
    if (!node_at(b, xml, OP_IF, &node) || !part(b, xml, "if", &node->choice.condition))
        return false;
    feel_facts_add(&b->c, node->choice.condition, true);
    if (!part(b, xml, "then", &node->choice.yes))
        return false;
    b->c.fact_count = facts;
    feel_facts_add(&b->c, node->choice.condition, false);
    if (!part(b, xml, "else", &node->choice.no))
        return false;
    b->c.fact_count = facts;
    return infer(b, node, ret_node);
}

static bool loop(struct boxed *b, const struct xml *xml, enum feel_op op,
                 const struct feel_node **ret_node) {
    struct feel_iterator *iterator = ARENA_NEW(b->g->arena, struct feel_iterator);
    struct feel_scope scope = {0};
    uint32_t slots = b->c.slots_used;
    struct feel_node *node;
    if (!iterator)
        return error_memory(b->g->err);
    if (!node_at(b, xml, op, &node) || !part(b, xml, "in", &iterator->from) ||
        !feel_need(&b->c, iterator->from))
        return false;
    const struct feel_kind *kind = feel_kind_run_through(iterator->from->kind);
    struct str name = feel_name_normal(b->g->arena, xml_attribute(xml, "iteratorVariable"));
    feel_scope_push(&b->c, &scope);
    if (!feel_scope_add(&b->c, name, kind, false, &iterator->slot))
        return false;
    if (op == OP_FOR &&
        !feel_scope_add(&b->c, STR("partial"), feel_kind_of(FEEL_LIST), false, &node->loop.partial))
        return false;
    if (!part(b, xml, op == OP_FOR ? "return" : "satisfies", &node->loop.body))
        return false;
    feel_scope_pop(&b->c, slots);
    node->loop.count = 1;
    node->loop.iterators = iterator;
    return infer(b, node, ret_node);
}

static bool filter(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    struct feel_scope scope = {0};
    uint32_t slots = b->c.slots_used;
    struct feel_node *node, *item;
    if (!node_at(b, xml, OP_FILTER, &node) || !part(b, xml, "in", &node->filter.of) ||
        !feel_need(&b->c, node->filter.of) || !node_at(b, xml, OP_SLOT, &item))
        return false;
    const struct feel_kind *element = feel_kind_element(node->filter.of->kind);
    feel_scope_push(&b->c, &scope);
    if (!feel_scope_add(&b->c, STR("item"), element, false, &node->filter.slot))
        return false;
    item->variable.name = STR("item");
    item->variable.index = node->filter.slot;
    item->kind = element;
    scope.element = item;
    if (!part(b, xml, "match", &node->filter.test))
        return false;
    feel_scope_pop(&b->c, slots);
    return infer(b, node, ret_node);
}

static bool expression(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    if (xml_is(xml, "literalExpression"))
        return literal(b, xml, ret_node);
    if (xml_is(xml, "decisionTable"))
        return table_compile(b, xml, ret_node);
    if (xml_is(xml, "context"))
        return context(b, xml, ret_node);
    if (xml_is(xml, "list"))
        return list(b, xml, ret_node);
    if (xml_is(xml, "relation"))
        return relation(b, xml, ret_node);
    if (xml_is(xml, "functionDefinition"))
        return boxed_function(b, xml, ret_node);
    if (xml_is(xml, "invocation"))
        return invocation(b, xml, ret_node);
    if (xml_is(xml, "conditional"))
        return conditional(b, xml, ret_node);
    if (xml_is(xml, "filter"))
        return filter(b, xml, ret_node);
    return loop(b, xml,
                xml_is(xml, "for")    ? OP_FOR
                : xml_is(xml, "some") ? OP_SOME
                                      : OP_EVERY,
                ret_node);
}

bool boxed_expression(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    if (b->depth >= FEEL_NESTING_MAX)
        return dmn_refuse(b->g, b->model, xml, "dmn.too-deep", STR_NONE, STR_NONE);
    b->depth++;
    const struct feel_node *node;
    if (!expression(b, xml, &node))
        return false;
    b->depth--;
    // The type of a function definition is that of its result, the type of a table that of a row:
    // both are seen to where they are read.
    if (xml_is(xml, "functionDefinition") || xml_is(xml, "decisionTable")) {
        *ret_node = node;
        return true;
    }
    return declared(b, xml, node, ret_node);
}
