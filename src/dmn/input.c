// SPDX-License-Identifier: EUPL-1.2
//
// Input data from JSON, by the types that the model declares.
#include <assert.h>

#include "dmn/model.h"
#include "feel/temporal.h"

struct reading {
    struct arena *arena;
    struct error *err;
    struct str name; // of the input
};

static bool refuse(struct reading *r, const struct json *at, const char *key, struct str name) {
    char *text = str_c(r->arena, name);
    if (!text)
        return error_memory(r->err);
    error_set(r->err, ERR_INPUT, key, text, NULL);
    return error_at(r->err, NULL, NULL, at->line, at->column);
}

static bool read_value(struct reading *r, const struct json *json, const struct feel_kind *kind,
                       struct feel_value *ret_value);

static bool read_list(struct reading *r, const struct json *json, const struct feel_kind *kind,
                      struct feel_value *ret_value) {
    struct feel_value *items = ARENA_ARRAY(r->arena, json->count, struct feel_value);
    struct feel_list *list = ARENA_NEW(r->arena, struct feel_list);
    size_t i = 0;
    if (!items || !list)
        return error_memory(r->err);
    for (const struct json *item = json->first; item; item = item->next)
        if (!read_value(r, item, feel_kind_element(kind), &items[i++]))
            return false;
    *list = (struct feel_list){json->count, items};
    *ret_value = feel_list_of(list);
    return true;
}

static bool read_context(struct reading *r, const struct json *json, const struct feel_kind *kind,
                         struct feel_value *ret_value) {
    struct feel_builder builder = feel_builder_new(r->arena);
    for (const struct json *member = json->first; member; member = member->next) {
        const struct feel_field *field = feel_kind_field(kind, member->key);
        struct feel_value value;
        if (!field && kind->closed)
            return refuse(r, member, "dmn.unknown-input", member->key);
        if (!read_value(r, member, field ? field->kind : &feel_any, &value))
            return false;
        struct str name = str_copy(r->arena, member->key);
        if (!name.p)
            return error_memory(r->err);
        feel_put(&builder, name, value);
    }
    return feel_build(&builder, ret_value, r->err);
}

static bool read_string(struct reading *r, const struct json *json, const struct feel_kind *kind,
                        struct feel_value *ret_value) {
    bool ok = true;
    struct str text = str_copy(r->arena, json->text);
    if (!text.p)
        return error_memory(r->err);
    *ret_value = feel_string(text);
    if (kind->any)
        return true;
    if (kind->type == FEEL_DATE)
        ok = temporal_parse_date(text, ret_value);
    else if (kind->type == FEEL_TIME)
        ok = temporal_parse_time(r->arena, text, ret_value);
    else if (kind->type == FEEL_DATE_TIME)
        ok = temporal_parse_date_time(r->arena, text, ret_value);
    else if (kind->type == FEEL_DAYS_DURATION || kind->type == FEEL_MONTHS_DURATION)
        ok = temporal_parse_duration(text, ret_value) && ret_value->type == kind->type;
    else
        ok = kind->type == FEEL_STRING;
    return ok || refuse(r, json, "dmn.input-type", r->name);
}

static bool read_value(struct reading *r, const struct json *json, const struct feel_kind *kind,
                       struct feel_value *ret_value) {
    struct decimal number;
    switch (json->type) {
    case JSON_NULL:
        *ret_value = feel_null();
        return true;
    case JSON_FALSE:
    case JSON_TRUE:
        *ret_value = feel_boolean(json->type == JSON_TRUE);
        return true;
    case JSON_NUMBER:
        if (!decimal_parse(json->text, &number))
            return refuse(r, json, "dmn.input-type", r->name);
        *ret_value = feel_number(number);
        return true;
    case JSON_STRING:
        return read_string(r, json, kind, ret_value);
    case JSON_ARRAY:
        return read_list(r, json, kind, ret_value);
    case JSON_OBJECT:
        return read_context(r, json, kind, ret_value);
    }
    return false;
}

static const struct element *input_of(const struct dmn_model *model,
                                      const struct dmn_input *input) {
    for (size_t k = 0; k < model->graph->models.n; k++) {
        const struct dmn_model *owner = model->graph->models.items[k];
        for (size_t e = 0; e < owner->elements.n; e++) {
            const struct element *element = owner->elements.items[e];
            if (element->kind == ELEMENT_INPUT && str_eq(element->name, input->name) &&
                str_eq(owner->namespace_uri, input->namespace_uri))
                return element;
        }
    }
    return NULL;
}

// The input that a name means: its name, or where several models have one of that name, the
// import's name before it ("lib.age") or the namespace ("urn:lib#age").
static const struct element *input_named(struct reading *r, const struct dmn_model *model,
                                         const struct dmn_decision *decision, struct str name) {
    for (size_t i = 0; i < decision->input_count; i++) {
        const struct element *element = input_of(model, &decision->inputs[i]);
        if (element && (str_eq(element->name, name) || str_eq(element->full_name, name) ||
                        str_eq(element_name_from(r->arena, model, element), name)))
            return element;
    }
    return NULL;
}

bool dmn_inputs_from_json(const struct dmn_model *model, const struct dmn_decision *decision,
                          const struct json *json, struct arena *arena,
                          struct feel_value *ret_inputs, struct error *err) {
    struct reading r = {.arena = arena, .err = err};
    struct feel_builder builder = feel_builder_new(arena);
    if (json->type != JSON_OBJECT)
        return refuse(&r, json, "dmn.input-object", STR_NONE);
    for (const struct json *member = json->first; member; member = member->next) {
        const struct element *input = input_named(&r, model, decision, member->key);
        struct feel_value value;
        r.name = member->key;
        if (!input && model->mode == DMN_CONFORMANT)
            continue; // facts that this decision does not need
        if (!input)
            return refuse(&r, member, "dmn.unknown-input", member->key);
        if (!read_value(&r, member, input->type, &value))
            return false;
        bool plain = str_eq(input->name, member->key);
        feel_put(&builder, plain ? input->name : input->full_name, value);
    }
    return feel_build(&builder, ret_inputs, err);
}

static const struct element *service_named(const struct dmn_model *model, struct str name) {
    for (size_t i = 0; i < model->elements.n; i++)
        if (model->elements.items[i]->kind == ELEMENT_SERVICE &&
            str_eq(model->elements.items[i]->name, name))
            return model->elements.items[i];
    return NULL;
}

bool dmn_service_find(const struct dmn_model *model, struct str service) {
    return service_named(model, service) != NULL;
}

static const struct feel_field *parameter_named(const struct feel_kind *function, struct str name) {
    for (size_t i = 0; i < function->count; i++)
        if (str_eq(function->fields[i].name, name))
            return &function->fields[i];
    return NULL;
}

bool dmn_service_inputs_from_json(const struct dmn_model *model, struct str service,
                                  const struct json *json, struct arena *arena,
                                  struct feel_value *ret_inputs, struct error *err) {
    const struct element *element = service_named(model, service);
    struct reading r = {.arena = arena, .err = err};
    struct feel_builder builder = feel_builder_new(arena);
    assert(element);
    if (json->type != JSON_OBJECT)
        return refuse(&r, json, "dmn.input-object", STR_NONE);
    for (const struct json *member = json->first; member; member = member->next) {
        const struct feel_field *field = parameter_named(element->type, member->key);
        struct feel_value value;
        r.name = member->key;
        if (!field && model->mode == DMN_CONFORMANT)
            continue;
        if (!field)
            return refuse(&r, member, "dmn.unknown-input", member->key);
        if (!read_value(&r, member, field->kind, &value))
            return false;
        feel_put(&builder, field->name, value);
    }
    return feel_build(&builder, ret_inputs, err);
}
