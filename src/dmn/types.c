// SPDX-License-Identifier: EUPL-1.2
//
// Item definitions (DMN 1.5, 7.3.3): the types of a model.
#include "dmn/model.h"

static struct item *find_item(struct dmn_model *model, struct str name) {
    for (size_t i = 0; i < model->items.n; i++)
        if (str_eq(model->items.items[i].name, name))
            return &model->items.items[i];
    return NULL;
}

bool types_collect(struct graph *g, struct dmn_model *model) {
    const struct xml *xml = xml_child(model->root, "itemDefinition");
    for (; xml; xml = xml_next(xml, "itemDefinition")) {
        struct str name = feel_name_normal(g->arena, xml_attribute(xml, "name"));
        if (find_item(model, name))
            return dmn_refuse(g, model, xml, "dmn.name-twice", name, STR_NONE);
        struct item *item = LIST_PUSH(g->arena, &model->items);
        struct feel_kind *kind = ARENA_NEW(g->arena, struct feel_kind);
        if (!item || !kind)
            return error_memory(g->err);
        *item = (struct item){.name = name, .xml = xml, .kind = kind};
    }
    return true;
}

static bool resolve_item(struct graph *g, struct dmn_model *model, struct item *item,
                         bool inside_components);

// The type of that name: own, imported, or FEEL's; NULL when there is none.
static bool find_kind(struct graph *g, struct dmn_model *model, struct str name, bool deferred,
                      const struct feel_kind **ret_kind) {
    struct item *item = find_item(model, name);
    if (item) {
        *ret_kind = item->kind;
        return resolve_item(g, model, item, deferred);
    }
    for (size_t i = 0; i < model->imports.n; i++) {
        const struct import *import = &model->imports.items[i];
        struct str rest = name;
        if (import->name.n) {
            if (!str_starts(name, import->name) || name.n <= import->name.n ||
                name.p[import->name.n] != '.')
                continue;
            rest = str_sub(name, import->name.n + 1, name.n);
        }
        if (!import->model)
            continue;
        if (!find_kind(g, import->model, rest, deferred, ret_kind))
            return false;
        if (*ret_kind)
            return true;
    }
    *ret_kind = feel_kind_named(name);
    return true;
}

// A prefix of XML ("feel:string") says nothing that the name does not.
static struct str without_prefix(struct str name) {
    size_t colon = str_find_char(name, ':');
    return colon == STR_NOT_FOUND ? name : str_sub(name, colon + 1, name.n);
}

static bool kind_of_ref(struct graph *g, struct dmn_model *model, const struct xml *at,
                        struct str type_ref, bool deferred, const struct feel_kind **ret_kind) {
    struct str name = feel_name_normal(g->arena, str_trim(type_ref));
    *ret_kind = &feel_any;
    if (!name.n)
        return true;
    const struct feel_kind *kind = NULL;
    if (!find_kind(g, model, name, deferred, &kind))
        return false;
    if (!kind && !find_kind(g, model, without_prefix(name), deferred, &kind))
        return false;
    if (kind)
        *ret_kind = kind;
    else if (g->mode == DMN_STRICT)
        return dmn_refuse(g, model, at, "dmn.unknown-type", name, STR_NONE);
    return true;
}

bool types_of(struct graph *g, struct dmn_model *model, const struct xml *at, struct str type_ref,
              const struct feel_kind **ret_kind) {
    return kind_of_ref(g, model, at, type_ref, false, ret_kind);
}

static bool is_true(struct str attribute) {
    return str_is(attribute, "true") || str_is(attribute, "1");
}

// Tests of allowed values on a value of that type.
static bool compile_allowed(struct graph *g, struct dmn_model *model, const struct xml *values,
                            const struct feel_kind *kind, const struct feel_code **ret_code) {
    const struct xml *text = values ? xml_child(values, "text") : NULL;
    struct boxed b = {.g = g, .model = model};
    struct feel_scope scope = {0};
    struct feel_code *code;
    uint32_t slot;
    *ret_code = NULL;
    if (!text || !str_trim(text->text).n)
        return true;
    b.c = (struct feel_compiler){.arena = g->arena, .strict = g->mode == DMN_STRICT, .err = g->err};
    feel_scope_push(&b.c, &scope);
    const struct feel_source *source = boxed_source(&b, values, text);
    if (!source || !(code = ARENA_NEW(g->arena, struct feel_code)))
        return error_memory(g->err);
    if (!feel_scope_add(&b.c, STR("?"), kind, false, &slot) ||
        !feel_compile_tests(&b.c, source, &code->body))
        return false;
    code->frame_size = b.c.frame_size;
    *ret_code = code;
    return true;
}

static bool resolve_components(struct graph *g, struct dmn_model *model, const struct xml *xml,
                               struct feel_kind *kind);

// What one itemDefinition or itemComponent declares, put into `kind`.
static bool resolve_into(struct graph *g, struct dmn_model *model, const struct xml *xml,
                         struct feel_kind *kind, bool deferred) {
    const struct xml *type_ref = xml_child(xml, "typeRef");
    const struct feel_code *allowed, *whole;
    struct feel_kind inner = {.any = true};
    if (xml_child(xml, "itemComponent")) {
        inner = (struct feel_kind){.type = FEEL_CONTEXT, .closed = true};
        if (!resolve_components(g, model, xml, &inner))
            return false;
    } else if (type_ref) {
        const struct feel_kind *ref;
        if (!kind_of_ref(g, model, type_ref, type_ref->text, deferred, &ref))
            return false;
        inner = *ref;
    } else if (xml_child(xml, "functionItem")) {
        inner = *feel_kind_of(FEEL_FUNCTION);
    }
    if (!compile_allowed(g, model, xml_child(xml, "allowedValues"), &inner, &allowed))
        return false;
    if (allowed)
        inner.allowed = allowed;
    if (allowed && inner.type == FEEL_LIST && !inner.any)
        inner.allowed_each = true;
    if (is_true(xml_attribute(xml, "isCollection"))) {
        struct feel_kind *element = ARENA_NEW(g->arena, struct feel_kind);
        if (!element)
            return error_memory(g->err);
        *element = inner;
        inner = (struct feel_kind){.type = FEEL_LIST, .of = element};
    }
    if (!compile_allowed(g, model, xml_child(xml, "typeConstraint"), &inner, &whole))
        return false;
    if (whole) {
        inner.allowed = whole;
        inner.allowed_each = false;
    }
    *kind = inner;
    return true;
}

static bool resolve_components(struct graph *g, struct dmn_model *model, const struct xml *xml,
                               struct feel_kind *kind) {
    size_t count = xml_count(xml, "itemComponent"), i = 0;
    struct feel_field *fields = ARENA_ARRAY(g->arena, count, struct feel_field);
    if (!fields)
        return error_memory(g->err);
    if (g->depth >= DMN_CHAIN_MAX)
        return dmn_refuse(g, model, xml, "dmn.too-deep", STR_NONE, STR_NONE);
    g->depth++;
    const struct xml *part = xml_child(xml, "itemComponent");
    for (; part; part = xml_next(part, "itemComponent"), i++) {
        struct feel_kind *field = ARENA_NEW(g->arena, struct feel_kind);
        if (!field)
            return error_memory(g->err);
        fields[i] = (struct feel_field){
            .name = feel_name_normal(g->arena, xml_attribute(part, "name")),
            .kind = field,
            .optional = is_true(xml_attribute_ns(part, VAKA_DMN_NAMESPACE, "optional"))};
        if (!resolve_into(g, model, part, field, true))
            return false;
        for (size_t k = 0; k < i; k++)
            if (str_eq(fields[k].name, fields[i].name))
                return dmn_refuse(g, model, part, "dmn.name-twice", fields[i].name, STR_NONE);
    }
    g->depth--;
    kind->fields = fields;
    kind->count = count;
    return true;
}

// A type may hold itself through its components (a tree), but not be itself.
static bool resolve_item(struct graph *g, struct dmn_model *model, struct item *item,
                         bool inside_components) {
    if (item->state == LOAD_DONE)
        return true;
    if (item->state == LOAD_BUSY) {
        if (!inside_components)
            return dmn_refuse(g, model, item->xml, "dmn.type-cycle", item->name, STR_NONE);
        // Copied while it is being made: known to be a context, no more.
        if (!item->kind->name.n)
            *item->kind = (struct feel_kind){.any = true};
        return true;
    }
    if (g->depth >= DMN_CHAIN_MAX)
        return dmn_refuse(g, model, item->xml, "dmn.too-deep", STR_NONE, STR_NONE);
    item->state = LOAD_BUSY;
    g->depth++;
    struct feel_kind kind;
    if (!resolve_into(g, model, item->xml, &kind, false))
        return false;
    g->depth--;
    kind.name = item->name;
    kind.namespace_uri = model->namespace_uri;
    *item->kind = kind;
    item->state = LOAD_DONE;
    return true;
}

bool types_resolve_all(struct graph *g, struct dmn_model *model) {
    for (size_t i = 0; i < model->items.n; i++)
        if (!resolve_item(g, model, &model->items.items[i], false))
            return false;
    return true;
}

struct dmn_type_name types_name(struct arena *arena, const struct feel_kind *kind) {
    return (struct dmn_type_name){
        .namespace_uri = kind->namespace_uri,
        .name = feel_kind_text(arena, kind),
        .is_collection = !kind->any && kind->type == FEEL_LIST,
    };
}
