// SPDX-License-Identifier: EUPL-1.2
#include "cli/dmn_cases.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "dmn/xml.h"
#include "feel/temporal.h"

#define CASES_MAX ((size_t)256 * 1024 * 1024)
#define MODEL_MAX ((size_t)16 * 1024 * 1024)
#define CASE_CEILING ((size_t)512 * 1024 * 1024)

struct runner {
    struct str folder; // of the models
    bool verbose;
    struct str dir; // of the cases at hand
    // Cases of one model stand together: it is loaded once.
    struct arena *arena;
    struct str model_dir, model_name;
    const struct dmn_model *model; // NULL when it does not load
    struct error failure;
    struct cases_result here, all;
};

struct extras { // what a model may import
    struct str folder, dir;
    const struct json *names;
};

static bool read_model(struct arena *arena, struct str folder, struct str dir, struct str name,
                       struct str *ret_xml, struct error *err) {
    struct str path = str_printf(arena, STR_FMT "/" STR_FMT "/" STR_FMT, STR_ARG(folder),
                                 STR_ARG(dir), STR_ARG(name));
    return path.p ? file_read(arena, path.p, MODEL_MAX, ret_xml, err) : error_memory(err);
}

static bool resolve(void *context, struct arena *arena, struct str namespace_uri,
                    struct str *ret_file, struct str *ret_xml, struct error *err) {
    const struct extras *extras = context;
    const struct json *name = extras->names ? extras->names->first : NULL;
    for (; name; name = name->next) {
        struct xml *root;
        if (!read_model(arena, extras->folder, extras->dir, name->text, ret_xml, err) ||
            !xml_parse(arena, name->text, *ret_xml, &root, err))
            return false;
        if (str_eq(xml_attribute(root, "namespace"), namespace_uri)) {
            *ret_file = name->text;
            return true;
        }
    }
    char *uri = str_c(arena, namespace_uri);
    return uri ? error_set(err, ERR_MISSING, "dmn.import-missing", uri, NULL) : error_memory(err);
}

static bool read_value(struct arena *arena, const struct json *json, struct feel_value *ret_value);

static bool read_list(struct arena *arena, const struct json *json, struct feel_value *ret_value) {
    struct feel_list *list = ARENA_NEW(arena, struct feel_list);
    struct feel_value *items = ARENA_ARRAY(arena, json->count, struct feel_value);
    size_t i = 0;
    if (!list || !items)
        return false;
    for (const struct json *item = json->first; item; item = item->next)
        if (!read_value(arena, item, &items[i++]))
            return false;
    *list = (struct feel_list){json->count, items};
    *ret_value = feel_list_of(list);
    return true;
}

static bool read_context(struct arena *arena, const struct json *json,
                         struct feel_value *ret_value) {
    struct feel_builder builder = feel_builder_new(arena);
    for (const struct json *member = json->first; member; member = member->next) {
        struct feel_value value;
        if (!read_value(arena, member, &value))
            return false;
        feel_put(&builder, member->key, value);
    }
    return feel_build(&builder, ret_value, NULL);
}

// null, or {t: type, v: value}.
static bool read_value(struct arena *arena, const struct json *json, struct feel_value *ret_value) {
    const struct json *v = json_get(json, "v");
    struct str type, text = v ? v->text : STR_NONE;
    struct decimal number;
    *ret_value = feel_null();
    if (json->type == JSON_NULL || !v || v->type == JSON_NULL)
        return true;
    if (!json_str(json, "t", &type))
        return false;
    if (str_is(type, "list"))
        return read_list(arena, v, ret_value);
    if (str_is(type, "context"))
        return read_context(arena, v, ret_value);
    if (str_is(type, "boolean")) {
        *ret_value = feel_boolean(v->type == JSON_TRUE);
        return true;
    }
    if (str_is(type, "string")) {
        *ret_value = feel_string(text);
        return true;
    }
    if (str_is(type, "number")) {
        if (!decimal_parse(text, &number))
            return false;
        *ret_value = feel_number(number);
        return true;
    }
    if (str_is(type, "date"))
        return temporal_parse_date(text, ret_value);
    if (str_is(type, "time"))
        return temporal_parse_time(arena, text, ret_value);
    if (str_is(type, "dateTime"))
        return temporal_parse_date_time(arena, text, ret_value);
    return temporal_parse_duration(text, ret_value);
}

// Numbers may differ by one part in a hundred million: the cases write some of them rounded.
static bool near(struct decimal a, struct decimal b) {
    struct decimal off, least;
    struct decimal size = decimal_abs(a);
    if (decimal_cmp(size, decimal_of_int(1)) < 0)
        size = decimal_of_int(1);
    return decimal_sub(a, b, &off) && decimal_div(size, decimal_of_int(100000000), &least) &&
           decimal_cmp(decimal_abs(off), least) <= 0;
}

static bool same(const struct feel_value *expected, const struct feel_value *got) {
    if (expected->type == FEEL_NUMBER && got->type == FEEL_NUMBER)
        return near(expected->number, got->number);
    if (expected->type == FEEL_LIST && got->type == FEEL_LIST) {
        bool equal = expected->list->n == got->list->n;
        for (size_t i = 0; equal && i < got->list->n; i++)
            equal = same(&expected->list->items[i], &got->list->items[i]);
        return equal;
    }
    if (expected->type == FEEL_CONTEXT && got->type == FEEL_CONTEXT) {
        bool equal = expected->context->n == got->context->n;
        for (size_t i = 0; equal && i < expected->context->n; i++) {
            const struct feel_entry *entry = &expected->context->entries[i];
            const struct feel_value *other = feel_get(got, entry->name);
            equal = other && same(&entry->value, other);
        }
        return equal;
    }
    return feel_equal(expected, got);
}

static void tell(struct runner *runner, struct arena *arena, const struct json *test,
                 struct str name, const struct feel_value *expected, const struct feel_value *got,
                 const struct error *err) {
    struct str id = STR_NONE, want = STR_NONE, have = STR_NONE;
    if (!runner->verbose)
        return;
    if (!json_str(test, "id", &id) || (expected && !feel_text(arena, expected, &want, NULL)) ||
        (got && !feel_text(arena, got, &have, NULL)))
        return;
    printf("  " STR_FMT " " STR_FMT ": expected " STR_FMT ", got " STR_FMT "%s %s %s (%s:%u:%u)\n",
           STR_ARG(id), STR_ARG(name), STR_ARG(want), STR_ARG(have), err->key ? err->key : "",
           err->args[0], err->args[1], err->element, err->line, err->column);
}

static bool read_inputs(struct arena *arena, const struct json *test,
                        struct feel_value *ret_inputs) {
    struct feel_builder builder = feel_builder_new(arena);
    const struct json *inputs = json_get(test, "inputs");
    for (const struct json *input = inputs ? inputs->first : NULL; input; input = input->next) {
        const struct json *json = json_get(input, "value");
        struct str name, uri;
        struct feel_value value;
        if (!json || !json_str(input, "name", &name) || !read_value(arena, json, &value))
            return false;
        // Inputs of the same name may stand in several models.
        if (json_str(input, "ns", &uri) && uri.n)
            name = str_printf(arena, STR_FMT "#" STR_FMT, STR_ARG(uri), STR_ARG(name));
        if (!name.p)
            return false;
        feel_put(&builder, name, value);
    }
    return feel_build(&builder, ret_inputs, NULL);
}

// now() and today() of the cases: any moment will do.
static const struct feel_date_time moment = {
    .date = {2026, 3, 1}, .time = {.clock = {12, 0, 0, 0}, .kind = FEEL_AT_OFFSET}};

static bool ask(const struct dmn_model *model, const struct json *test, struct str name,
                const struct feel_value *inputs, struct arena *arena, struct feel_value *ret_value,
                struct error *err) {
    struct dmn_limits limits = dmn_limits_default();
    struct str service;
    limits.now = &moment;
    if (json_str(test, "invocable", &service)) {
        struct feel_value values;
        if (!dmn_evaluate_service(model, service, inputs, &limits, arena, &values, err))
            return false;
        const struct feel_value *value = feel_get(&values, name);
        *ret_value = value ? *value : feel_null();
        return true;
    }
    const struct dmn_decision *decision = dmn_decision_find(model, name);
    if (!decision) {
        char *text = str_c(arena, name);
        return text ? error_set(err, ERR_MISSING, "dmn.no-such-decision", text, NULL)
                    : error_memory(err);
    }
    return dmn_evaluate(model, decision, inputs, &limits, arena, ret_value, NULL, err);
}

static bool passes(struct runner *runner, struct arena *arena, const struct json *test,
                   const struct dmn_model *model) {
    struct feel_value inputs;
    struct error err = {0};
    if (!read_inputs(arena, test, &inputs)) {
        tell(runner, arena, test, STR("inputs"), NULL, NULL, &err);
        return false;
    }
    const struct json *results = json_get(test, "results");
    for (const struct json *result = results ? results->first : NULL; result;
         result = result->next) {
        const struct json *json = json_get(result, "expected");
        struct str name;
        struct feel_value expected, got;
        if (!json || !json_str(result, "name", &name) || !read_value(arena, json, &expected))
            return false;
        if (!ask(model, test, name, &inputs, arena, &got, &err)) {
            tell(runner, arena, test, name, &expected, NULL, &err);
            return false;
        }
        if (!same(&expected, &got)) {
            tell(runner, arena, test, name, &expected, &got, &err);
            return false;
        }
    }
    return true;
}

static void close_folder(struct runner *runner) {
    if (runner->dir.n)
        printf(STR_FMT " %zu/%zu\n", STR_ARG(runner->dir), runner->here.passed,
               runner->here.passed + runner->here.failed);
    runner->all.passed += runner->here.passed;
    runner->all.failed += runner->here.failed;
    runner->here = (struct cases_result){0};
}

static bool load(struct runner *runner, const struct json *test) {
    struct extras extras = {.folder = runner->folder, .dir = runner->dir};
    struct dmn_resolver resolver = {.context = &extras, .resolve = resolve};
    struct str name, xml;
    if (!json_str(test, "dmn", &name))
        return false;
    if (str_eq(name, runner->model_name) && str_eq(runner->dir, runner->model_dir))
        return runner->model != NULL;
    arena_reset(runner->arena);
    error_clear(&runner->failure);
    runner->model = NULL;
    runner->model_name = str_copy(runner->arena, name);
    runner->model_dir = runner->dir;
    extras.names = json_get(test, "extra");
    return read_model(runner->arena, runner->folder, runner->dir, name, &xml, &runner->failure) &&
           dmn_load(runner->arena, runner->model_name, xml, DMN_CONFORMANT, &resolver,
                    &runner->model, &runner->failure);
}

static bool run_case(struct runner *runner, struct arena *names, struct str line, struct str only,
                     struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(CASE_CEILING);
    const struct json *test;
    struct str dir;
    if (!arena)
        return error_memory(err);
    if (!json_parse(arena, line, &test, err))
        return false;
    if (!json_str(test, "dir", &dir))
        return error_set(err, ERR_INPUT, "dmn.case-without-dir", NULL);
    if (only.n && str_find(dir, only) == STR_NOT_FOUND)
        return true;
    if (!str_eq(dir, runner->dir)) {
        close_folder(runner);
        runner->dir = str_copy(names, dir);
        if (!runner->dir.p)
            return error_memory(err);
    }
    bool ok = load(runner, test);
    if (!ok)
        tell(runner, arena, test, STR("load"), NULL, NULL, &runner->failure);
    ok = ok && passes(runner, arena, test, runner->model);
    runner->here.passed += ok;
    runner->here.failed += !ok;
    return true;
}

bool dmn_cases_run(struct str cases_file, struct str models_folder, struct str only, bool verbose,
                   struct cases_result *ret_result, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(CASES_MAX + ARENA_DEFAULT_CEILING);
    CLEANUP(arena_cleanup) struct arena *models = arena_new(CASE_CEILING);
    struct runner runner = {.folder = models_folder, .verbose = verbose, .arena = models};
    struct str rest, line;
    char *path = arena && models ? str_c(arena, cases_file) : NULL;
    if (!path)
        return error_memory(err);
    if (!file_read(arena, path, CASES_MAX, &rest, err))
        return false;
    while (str_split(&rest, '\n', &line))
        if (str_trim(line).n && !run_case(&runner, arena, line, only, err))
            return false;
    close_folder(&runner);
    *ret_result = runner.all;
    return true;
}
