// SPDX-License-Identifier: EUPL-1.2
#include "dmn/model.h"

#include <assert.h>
#include <string.h>

bool dmn_refuse(struct graph *g, const struct dmn_model *model, const struct xml *at,
                const char *key, struct str first, struct str second) {
    char *one = str_c(g->arena, first), *two = str_c(g->arena, second);
    const struct xml *named = at;
    if (!one || !two || arena_failed(g->arena))
        return error_memory(g->err);
    error_set(g->err, ERR_INPUT, key, one, two, NULL);
    while (named && !xml_has_attribute(named, "id"))
        named = named->parent;
    char *id = named ? str_c(g->arena, xml_attribute(named, "id")) : NULL;
    return error_at(g->err, model->file.p, id, at->line, at->column);
}

static bool is_dmn_namespace(struct str uri) {
    static const char *const known[] = {
        "http://www.omg.org/spec/DMN/20180521/MODEL/",  // 1.2
        "https://www.omg.org/spec/DMN/20191111/MODEL/", // 1.3
        "https://www.omg.org/spec/DMN/20211108/MODEL/", // 1.4
        "https://www.omg.org/spec/DMN/20230324/MODEL/", // 1.5
    };
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(uri, known[i]))
            return true;
    return false;
}

static struct dmn_model *find_model(struct graph *g, struct str namespace_uri) {
    for (size_t i = 0; i < g->models.n; i++)
        if (str_eq(g->models.items[i]->namespace_uri, namespace_uri))
            return g->models.items[i];
    return NULL;
}

static bool load_model(struct graph *g, struct str file, struct str xml,
                       struct dmn_model **ret_model);

// A model of types alone is the same in every graph.
static struct dmn_model *take_loaded(struct graph *g, struct str namespace_uri) {
    const struct dmn_model *model = g->resolver->loaded(g->resolver->context, namespace_uri);
    if (!model || model->elements.n || model->imports.n || model->mode != g->mode)
        return NULL;
    struct dmn_model **place = LIST_PUSH(g->arena, &g->models);
    if (place)
        *place = (struct dmn_model *)model; // only read: it is of another graph
    return place ? *place : NULL;
}

static bool load_import(struct graph *g, struct dmn_model *model, const struct xml *xml) {
    struct import *import = LIST_PUSH(g->arena, &model->imports);
    struct str type = xml_attribute(xml, "importType"), file, text;
    if (!import)
        return error_memory(g->err);
    import->name = feel_name_normal(g->arena, xml_attribute(xml, "name"));
    import->namespace_uri = xml_attribute(xml, "namespace");
    if (type.n && !is_dmn_namespace(type) && str_find(type, STR("/DMN/")) == STR_NOT_FOUND)
        return dmn_refuse(g, model, xml, "dmn.import-type", type, STR_NONE);
    import->model = find_model(g, import->namespace_uri);
    if (import->model && import->model->loading)
        return dmn_refuse(g, model, xml, "dmn.import-cycle", import->namespace_uri, STR_NONE);
    if (import->model)
        return true;
    if (g->resolver && g->resolver->loaded)
        import->model = take_loaded(g, import->namespace_uri);
    if (import->model)
        return true;
    if (!g->resolver)
        return dmn_refuse(g, model, xml, "dmn.import-missing", import->namespace_uri, STR_NONE);
    if (!g->resolver->resolve(g->resolver->context, g->arena, import->namespace_uri, &file, &text,
                              g->err)) {
        if (g->err->code != ERR_MISSING)
            return false;
        return dmn_refuse(g, model, xml, "dmn.import-missing", import->namespace_uri, STR_NONE);
    }
    return load_model(g, file, text, &import->model);
}

static const struct {
    const char *name;
    enum element_kind kind;
} element_names[] = {
    {"inputData", ELEMENT_INPUT},
    {"decision", ELEMENT_DECISION},
    {"businessKnowledgeModel", ELEMENT_KNOWLEDGE},
    {"decisionService", ELEMENT_SERVICE},
};

static bool add_element(struct graph *g, struct dmn_model *model, const struct xml *xml,
                        enum element_kind kind) {
    struct element *element = ARENA_NEW(g->arena, struct element);
    struct element **place = LIST_PUSH(g->arena, &model->elements);
    const struct xml *variable = xml_child(xml, "variable");
    struct str name = variable ? xml_attribute(variable, "name") : STR_NONE;
    if (!element || !place)
        return error_memory(g->err);
    if (g->element_count >= DMN_ELEMENTS_MAX)
        return dmn_refuse(g, model, xml, "dmn.too-many", STR_NONE, STR_NONE);
    *element = (struct element){
        .kind = kind,
        .index = g->element_count++,
        .id = xml_attribute(xml, "id"),
        .name = feel_name_normal(g->arena, name.n ? name : xml_attribute(xml, "name")),
        .xml = xml,
        .model = model,
        .type = &feel_any,
    };
    *place = element;
    element->full_name = str_printf(g->arena, STR_FMT "#" STR_FMT, STR_ARG(model->namespace_uri),
                                    STR_ARG(element->name));
    if (!element->full_name.p)
        return error_memory(g->err);
    if (!element->name.n)
        return dmn_refuse(g, model, xml, "dmn.no-name", xml->name, STR_NONE);
    return true;
}

static bool collect_elements(struct graph *g, struct dmn_model *model) {
    for (const struct xml *xml = model->root->first; xml; xml = xml->next) {
        if (!str_eq(xml->namespace_uri, model->root->namespace_uri))
            continue;
        for (size_t i = 0; i < COUNT(element_names); i++)
            if (xml_is(xml, element_names[i].name) &&
                !add_element(g, model, xml, element_names[i].kind))
                return false;
    }
    for (size_t i = 0; i < model->elements.n; i++)
        for (size_t k = 0; k < i; k++)
            if (model->elements.items[i]->id.n &&
                str_eq(model->elements.items[i]->id, model->elements.items[k]->id))
                return dmn_refuse(g, model, model->elements.items[i]->xml, "dmn.id-twice",
                                  model->elements.items[i]->id, STR_NONE);
    return true;
}

static struct str child_text(const struct xml *xml, const char *name) {
    const struct xml *child = xml_child(xml, name);
    return child ? str_trim(child->text) : STR("");
}

static bool load_model(struct graph *g, struct str file, struct str xml,
                       struct dmn_model **ret_model) {
    struct dmn_model *model = ARENA_NEW(g->arena, struct dmn_model);
    struct dmn_model **place = LIST_PUSH(g->arena, &g->models);
    struct xml *root;
    if (!model || !place)
        return error_memory(g->err);
    *place = model;
    model->graph = g;
    model->mode = g->mode;
    model->file = str_copy(g->arena, file);
    if (!model->file.p)
        return error_memory(g->err);
    if (!xml_parse(g->arena, model->file, xml, &root, g->err))
        return false;
    model->root = root;
    if (!xml_is(root, "definitions") || !is_dmn_namespace(root->namespace_uri))
        return dmn_refuse(g, model, root, "dmn.not-a-model", root->namespace_uri, STR_NONE);
    if (g->models.n > DMN_MODELS_MAX)
        return dmn_refuse(g, model, root, "dmn.too-many", STR_NONE, STR_NONE);
    model->namespace_uri = xml_attribute(root, "namespace");
    model->name = xml_attribute(root, "name");
    model->description = child_text(root, "description");
    model->loading = true;
    const struct xml *import = xml_child(root, "import");
    for (; import; import = xml_next(import, "import"))
        if (!load_import(g, model, import))
            return false;
    model->loading = false;
    *ret_model = model;
    return types_collect(g, model) && types_resolve_all(g, model) && collect_elements(g, model) &&
           element_link(g, model);
}

static bool prepare_all(struct graph *g) {
    for (size_t i = 0; i < g->models.n; i++) {
        struct dmn_model *model = g->models.items[i];
        for (size_t k = 0; k < model->elements.n; k++)
            if (!element_prepare(g, model->elements.items[k]))
                return false;
    }
    for (size_t i = 0; i < g->models.n; i++)
        if (g->models.items[i]->graph == g)
            g->models.items[i]->global_count = g->element_count;
    return true;
}

bool dmn_load(struct arena *arena, struct str file, struct str xml, enum dmn_mode mode,
              const struct dmn_resolver *resolver, const struct dmn_model **ret_model,
              struct error *err) {
    struct error ignored = {0};
    struct graph *g = ARENA_NEW(arena, struct graph);
    struct dmn_model *model;
    struct error *to = err ? err : &ignored;
    if (!g)
        return error_memory(err);
    error_clear(to);
    *g = (struct graph){.arena = arena, .mode = mode, .resolver = resolver, .err = to};
    bool ok = load_model(g, file, xml, &model) && prepare_all(g);
    g->err = NULL;
    if (!ok)
        return false;
    if (arena_failed(arena))
        return error_memory(err);
    *ret_model = model;
    return true;
}

struct str dmn_model_name(const struct dmn_model *model) {
    return model->name;
}

struct str dmn_model_namespace(const struct dmn_model *model) {
    return model->namespace_uri;
}

struct str dmn_model_description(const struct dmn_model *model) {
    return model->description;
}

size_t dmn_decision_count(const struct dmn_model *model) {
    return model->decisions.n;
}

const struct dmn_decision *dmn_decision_at(const struct dmn_model *model, size_t i) {
    assert(i < model->decisions.n);
    return &model->decisions.items[i];
}

const struct dmn_decision *dmn_decision_find(const struct dmn_model *model, struct str name) {
    for (size_t i = 0; i < model->decisions.n; i++)
        if (str_eq(model->decisions.items[i].name, name) ||
            str_eq(model->decisions.items[i].id, name))
            return &model->decisions.items[i];
    return NULL;
}

const struct dmn_table *dmn_decision_table(const struct dmn_model *model,
                                           const struct dmn_decision *decision) {
    for (size_t i = 0; i < model->graph->models.n; i++) {
        const struct dmn_model *owner = model->graph->models.items[i];
        for (size_t k = 0; k < owner->decisions.n; k++)
            if (&owner->decisions.items[k] == decision)
                return table_shown(owner->decision_elements.items[k]->table);
    }
    return NULL;
}
