// SPDX-License-Identifier: EUPL-1.2
//
// The parameters of a routine: what a municipality has decided, with the days between which it
// holds. See docs/parameters.md.
#include <string.h>

#include "base/json.h"
#include "routine/rules.h"
#include "routine/vocabulary_model.h"

#define FILE_NAME "parameters.json"
#define PARAMETERS_MAX ((size_t)1024 * 1024)

// What the program itself asks for; no table need use it.
static const char *const programs_own[] = {PARAMETER_JOURNAL_KEYWORD, PARAMETER_DELEGATION_DAYS};

struct reading {
    struct arena *arena;
    struct routine *routine;
    struct error *err;
};

static bool fail(const struct reading *r, const char *key, struct str name, const struct json *at) {
    error_set_str(r->err, ERR_INPUT, key, name);
    return error_at(r->err, FILE_NAME, NULL, at->line, at->column);
}

static bool get_date(const struct reading *r, const struct json *json, const char *member,
                     struct str parameter, bool *ret_has, struct date *ret_date) {
    const struct json *date = json_get(json, member);
    *ret_has = date && date->type != JSON_NULL;
    if (!*ret_has || (date->type == JSON_STRING && date_parse(date->text, ret_date)))
        return true;
    return fail(r, "routine.parameter-date", parameter, date);
}

// Each value begins the day after the one before ended.
static bool check_follows(const struct reading *r, const struct parameter *parameter,
                          const struct parameter_value *value, const struct json *at) {
    size_t n = parameter->values.n;
    if (value->has_to && value->has_from && date_cmp(value->to, value->from) < 0)
        return fail(r, "routine.parameter-ends-first", parameter->name, at);
    if (!n)
        return true;
    const struct parameter_value *before = &parameter->values.items[n - 1];
    int64_t next = before->has_to ? date_to_days(before->to) + 1 : INT64_MAX;
    int64_t from = value->has_from ? date_to_days(value->from) : INT64_MIN;
    if (from < next)
        return fail(r, "routine.parameter-overlap", parameter->name, at);
    return from == next || fail(r, "routine.parameter-gap", parameter->name, at);
}

static bool read_value(const struct reading *r, struct parameter *parameter,
                       const struct json *json) {
    struct parameter_value value = {.json = json_get(json, "value")};
    if (!value.json || (value.json->type != JSON_NUMBER && value.json->type != JSON_STRING &&
                        value.json->type != JSON_TRUE && value.json->type != JSON_FALSE))
        return fail(r, "routine.parameter-value", parameter->name, json);
    if (!json_str(json, "source", &value.source) ||
        !json_str(json, "decided_by", &value.decided_by))
        return fail(r, "routine.parameter-source", parameter->name, json);
    if (!get_date(r, json, "from", parameter->name, &value.has_from, &value.from) ||
        !get_date(r, json, "to", parameter->name, &value.has_to, &value.to) ||
        !check_follows(r, parameter, &value, json))
        return false;
    bool yes = value.json->type == JSON_TRUE;
    value.words = value.json->type == JSON_NUMBER || value.json->type == JSON_STRING
                      ? value.json->text
                      : str_of(yes ? "ja" : "nej");
    struct parameter_value *slot = LIST_PUSH(r->arena, &parameter->values);
    if (!slot)
        return error_memory(r->err);
    *slot = value;
    return true;
}

static struct parameter *find(const struct routine *routine, struct str name) {
    for (size_t i = 0; i < routine->parameters.n; i++)
        if (str_eq(routine->parameters.items[i].name, name))
            return &routine->parameters.items[i];
    return NULL;
}

static bool read_parameter(const struct reading *r, const struct json *json) {
    struct parameter parameter = {.json = json};
    const struct json *values = json_get(json, "values");
    if (!json_str(json, "name", &parameter.name) || !parameter.name.n)
        return fail(r, "routine.member", STR("name"), json);
    if (find(r->routine, parameter.name))
        return fail(r, "routine.parameter-twice", parameter.name, json);
    if (!values || values->type != JSON_ARRAY || !values->first)
        return fail(r, "routine.parameter-value", parameter.name, json);
    for (const struct json *value = values->first; value; value = value->next)
        if (!read_value(r, &parameter, value))
            return false;
    const struct parameter_value *last = &parameter.values.items[parameter.values.n - 1];
    if (last->has_to)
        return fail(r, "routine.parameter-gap", parameter.name, json);
    for (size_t i = 0; i < COUNT(programs_own); i++)
        parameter.used = parameter.used || str_is(parameter.name, programs_own[i]);
    struct parameter *slot = LIST_PUSH(r->arena, &r->routine->parameters);
    if (!slot)
        return error_memory(r->err);
    *slot = parameter;
    return true;
}

bool parameters_read(struct arena *arena, struct routine *routine, struct str bytes,
                     struct error *err) {
    const struct reading r = {arena, routine, err};
    const struct json *file;
    if (!json_parse(arena, bytes, &file, err))
        return error_at(err, FILE_NAME, NULL, 0, 0);
    const struct json *list = json_get(file, "parameters");
    if (!list || list->type != JSON_ARRAY)
        return fail(&r, "routine.member", STR("parameters"), file);
    for (const struct json *json = list->first; json; json = json->next)
        if (!read_parameter(&r, json))
            return false;
    return true;
}

// ---- the inputs of the models ----

const struct parameter *parameter_find(const struct routine *routine, struct str name) {
    return find(routine, name);
}

// Whether the value is of the type that a model declares: one of FEEL's own, or a list of codes.
static bool is_of_type(struct arena *arena, const struct dmn_type_name *type,
                       const struct feel_value *value) {
    if (!type->namespace_uri.n) {
        if (str_is(type->name, "number"))
            return value->type == FEEL_NUMBER;
        if (str_is(type->name, "boolean"))
            return value->type == FEEL_BOOLEAN;
        if (str_is(type->name, "string"))
            return value->type == FEEL_STRING;
        return true; // of dates, times and durations the reading sees to it
    }
    for (enum code_list list = CODES_NONE + 1; list < CODE_LIST_COUNT; list++)
        if (str_eq(type->name, type_name(arena, list_info(list)->feel)))
            return value->type == FEEL_STRING && code_find_feel(list, value->string) != CODE_NONE;
    return false;
}

static bool convert(const struct reading *r, const struct dmn_model *model,
                    const struct dmn_decision *decision, const struct dmn_input *input,
                    const struct parameter *parameter, struct parameter_value *value) {
    struct json member = *value->json;
    struct json object = {.type = JSON_OBJECT, .first = &member, .count = 1};
    struct feel_value inputs;
    member.key = parameter->name;
    member.next = NULL;
    if (!dmn_inputs_from_json(model, decision, &object, r->arena, &inputs, r->err))
        return error_at(r->err, FILE_NAME, NULL, value->json->line, value->json->column);
    const struct feel_value *made = feel_get(&inputs, parameter->name);
    if (!made || !is_of_type(r->arena, &input->type, made))
        return fail(r, "dmn.input-type", parameter->name, value->json);
    value->value = *made;
    return true;
}

static bool bind(const struct reading *r, size_t model_at, const struct dmn_decision *decision,
                 const struct dmn_input *input) {
    struct routine *routine = r->routine;
    struct parameter *parameter = find(routine, input->name);
    if (!parameter)
        return true;
    for (size_t i = 0; i < routine->parameter_inputs.n; i++)
        if (routine->parameter_inputs.items[i].model_at == model_at &&
            str_eq(routine->parameter_inputs.items[i].name, input->name))
            return true;
    for (size_t i = 0; i < parameter->values.n; i++)
        if (!convert(r, routine->models.items[model_at].model, decision, input, parameter,
                     &parameter->values.items[i]))
            return false;
    parameter->used = true;
    struct parameter_input *slot = LIST_PUSH(r->arena, &routine->parameter_inputs);
    if (!slot)
        return error_memory(r->err);
    *slot =
        (struct parameter_input){.model_at = model_at, .name = input->name, .parameter = parameter};
    return true;
}

// After every model is read: the values as the tables have them, and whether each is used.
bool parameters_bind(struct arena *arena, struct routine *routine, struct error *err) {
    const struct reading r = {arena, routine, err};
    for (size_t m = 0; m < routine->models.n; m++) {
        const struct dmn_model *model = routine->models.items[m].model;
        for (size_t i = 0; i < dmn_decision_count(model); i++) {
            const struct dmn_decision *decision = dmn_decision_at(model, i);
            for (size_t k = 0; k < decision->input_count; k++)
                if (!bind(&r, m, decision, &decision->inputs[k]))
                    return false;
        }
    }
    for (size_t i = 0; i < routine->parameters.n; i++)
        if (!routine->parameters.items[i].used)
            return fail(&r, "routine.parameter-unused", routine->parameters.items[i].name,
                        routine->parameters.items[i].json);
    return true;
}

// ---- which of them holds ----

const struct parameter_value *parameter_at(const struct routine *routine, struct str name,
                                           struct date day) {
    for (size_t i = 0; i < routine->parts.n; i++) {
        const struct parameter_value *value = parameter_at(routine->parts.items[i], name, day);
        if (value)
            return value;
    }
    const struct parameter *parameter = find(routine, name);
    return parameter ? parameter_on(parameter, day) : NULL;
}

const struct parameter_value *parameter_on(const struct parameter *parameter, struct date day) {
    const struct parameter_value *found = &parameter->values.items[0];
    for (size_t i = 1; i < parameter->values.n; i++)
        if (date_cmp(parameter->values.items[i].from, day) <= 0)
            found = &parameter->values.items[i];
    return found;
}

size_t routine_parameter_count(const struct routine *routine) {
    return routine->parameters.n;
}

const struct parameter *routine_parameter_at(const struct routine *routine, size_t i) {
    return &routine->parameters.items[i];
}

// ---- an example's own ----

bool parameters_override(struct arena *arena, const struct routine *routine,
                         const struct json *values, const struct routine **ret_routine,
                         struct error *err) {
    struct routine *other = ARENA_NEW(arena, struct routine);
    if (!other)
        return error_memory(err);
    *other = *routine;
    memset(&other->parameters, 0, sizeof(other->parameters));
    memset(&other->parameter_inputs, 0, sizeof(other->parameter_inputs));
    for (size_t i = 0; i < routine->parameters.n; i++) {
        struct parameter *copy = LIST_PUSH(arena, &other->parameters);
        if (!copy)
            return error_memory(err);
        *copy = routine->parameters.items[i];
        memset(&copy->values, 0, sizeof(copy->values));
        const struct json *given = values ? json_get(values, copy->name.p) : NULL;
        size_t n = given ? 1 : routine->parameters.items[i].values.n;
        for (size_t k = 0; k < n; k++) {
            struct parameter_value *value = LIST_PUSH(arena, &copy->values);
            if (!value)
                return error_memory(err);
            *value = given ? (struct parameter_value){.json = given, .words = given->text}
                           : routine->parameters.items[i].values.items[k];
        }
    }
    const struct reading r = {arena, other, err};
    for (const struct json *member = values->first; member; member = member->next)
        if (!find(other, member->key))
            return fail(&r, "routine.parameter-unknown", member->key, member);
    *ret_routine = other;
    return parameters_bind(arena, other, err);
}
