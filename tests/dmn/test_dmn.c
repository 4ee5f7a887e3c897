// SPDX-License-Identifier: EUPL-1.2
//
// Models from end to end: the routine of tests/dmn/models, loaded and asked; what is refused, and
// where; ceilings; allocations that fail.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "dmn/dmn.h"
#include "support/arena_fixture.h"
#include "support/cases.h"

static struct str read_source(struct arena *arena, const char *relative) {
    struct str path = source_path(arena, relative), text = STR_NONE;
    if (!path.p || !file_read(arena, path.p, 1 << 20, &text, NULL))
        return STR_NONE;
    return text;
}

static bool resolve(void *context, struct arena *arena, struct str namespace_uri,
                    struct str *ret_file, struct str *ret_xml, struct error *err) {
    const char *broken = context;
    if (!str_is(namespace_uri, "urn:test:ord"))
        return error_set(err, ERR_MISSING, "dmn.import-missing", "", NULL);
    *ret_file = STR("vocabulary.dmn");
    *ret_xml = broken ? str_of(broken) : read_source(arena, "tests/dmn/models/vocabulary.dmn");
    return ret_xml->p ? true : error_memory(err);
}

static const struct dmn_resolver resolver = {.resolve = resolve};

static const struct dmn_model *load(struct arena *arena, const char *relative, struct error *err) {
    struct str xml = read_source(arena, relative);
    const struct dmn_model *model = NULL;
    assert_non_null(xml.p);
    if (!dmn_load(arena, STR("routine.dmn"), xml, DMN_STRICT, &resolver, &model, err))
        return NULL;
    return model;
}

static bool ask(struct arena *arena, const struct dmn_model *model, const char *name,
                const char *inputs_json, struct str *ret_text, struct dmn_trace *trace,
                struct error *err) {
    const struct dmn_decision *decision = dmn_decision_find(model, str_of(name));
    const struct json *json;
    struct feel_value inputs, value;
    assert_non_null(decision);
    return json_parse(arena, str_of(inputs_json), &json, err) &&
           dmn_inputs_from_json(model, decision, json, arena, &inputs, err) &&
           dmn_evaluate(model, decision, &inputs, NULL, arena, &value, trace, err) &&
           feel_text(arena, &value, ret_text, err);
}

static const char at_home[] = "{\"ärende\": {\"boende\": \"ordinärt boende\","
                              "\"begäran kom\": \"2026-12-31\", \"vak\": []}}";

static void test_what_a_model_offers(void **state) {
    struct error err = {0};
    const struct dmn_model *model = load(*state, "tests/dmn/models/routine.dmn", &err);
    assert_non_null(model);
    assert_text(dmn_model_name(model), "Provrutin");
    assert_text(dmn_model_description(model), "En rutin för proven.");
    assert_int_equal(dmn_decision_count(model), 3);
    const struct dmn_decision *latest = dmn_decision_at(model, 0);
    assert_text(latest->question, "När hölls vak senast?");
    assert_text(latest->type.name, "date");
    assert_int_equal(latest->table_count, 0);
    assert_null(dmn_decision_table(model, latest));
    const struct dmn_decision *duties = dmn_decision_find(model, STR("vårdplan"));
    assert_text(duties->type.name, "tPlikter");
    assert_text(duties->type.namespace_uri, "urn:test:ord");
    assert_true(duties->type.is_collection);
    assert_int_equal(duties->input_count, 1);
    assert_text(duties->inputs[0].name, "ärende");
    assert_text(duties->inputs[0].type.name, "tÄrende");
    const struct dmn_table *table = dmn_decision_table(model, duties);
    assert_text(table->hit_policy, "COLLECT");
    assert_int_equal(table->rule_count, 3);
    assert_text(table->inputs[0].label, "Boende");
    assert_text(table->rules[1].inputs[1].text, "null");
    assert_text(table->rules[2].annotations[0].text, "P-03");
    assert_null(dmn_decision_find(model, STR("fel")));
}

static void test_answers(void **state) {
    struct error err = {0};
    const struct dmn_model *model = load(*state, "tests/dmn/models/routine.dmn", &err);
    struct dmn_trace trace = {0};
    struct str text;
    assert_true(ask(*state, model, "vårdplan", at_home, &text, &trace, &err));
    assert_text(text, "[{vad: \"Upprätta vårdplan\", roll: \"sjuksköterska\", senast: "
                      "date(\"2027-02-28\")}, {vad: \"Håll brytpunktssamtal\", roll: \"läkare\", "
                      "senast: null}]");
    assert_int_equal(trace.steps.n, 2);
    assert_text(trace.steps.items[0].decision->name, "senaste vak");
    assert_null(trace.steps.items[0].table);
    const struct dmn_step *step = &trace.steps.items[1];
    assert_text(step->decision->name, "vårdplan");
    assert_int_equal(step->match_count, 2);
    assert_int_equal(step->matches[1].number, 2);
    assert_text(step->matches[1].rule->id, "r2");
    assert_text(step->matches[1].rule->annotations[0].text, "P-02");
    assert_text(step->input_values[0].string, "ordinärt boende");
    assert_int_equal(step->input_values[1].type, FEEL_NULL);
}

#define IMPORTED(uri)                                                                              \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20211108/MODEL/' namespace='" uri            \
    "' name='m'><inputData id='i' name='antal'><variable name='antal' typeRef='number'/>"          \
    "</inputData></definitions>"

static bool resolve_inputs(void *context, struct arena *arena, struct str namespace_uri,
                           struct str *ret_file, struct str *ret_xml, struct error *err) {
    (void)context;
    (void)arena;
    (void)err;
    *ret_file = namespace_uri;
    *ret_xml = str_is(namespace_uri, "urn:test:one") ? STR(IMPORTED("urn:test:one"))
                                                     : STR(IMPORTED("urn:test:two"));
    return true;
}

static void assert_asked(struct arena *arena, const char *name, const char *inputs,
                         const char *expected) {
    static const struct dmn_resolver imports = {.resolve = resolve_inputs};
    static const enum dmn_mode modes[] = {DMN_STRICT, DMN_CONFORMANT};
    for (size_t i = 0; i < COUNT(modes); i++) {
        struct str xml = read_source(arena, "tests/dmn/models/services.dmn"), text;
        const struct dmn_model *model;
        struct error err = {0};
        assert_true(dmn_load(arena, STR("s.dmn"), xml, modes[i], &imports, &model, &err));
        assert_true(ask(arena, model, name, inputs, &text, NULL, &err));
        assert_text(text, expected);
    }
}

static void test_functions_of_a_service_keep_what_they_were_made_among(void **state) {
    assert_asked(*state, "summa", "{}", "222");
}

static void test_inputs_of_one_name_are_told_apart(void **state) {
    assert_asked(*state, "alla", "{\"antal\": 1, \"ett.antal\": 2, \"urn:test:two#antal\": 3}",
                 "[1, 2, 3]");
    assert_asked(*state, "alla", "{\"antal\": 1}", "[1, 1, 1]");
}

static void assert_refused(struct arena *arena, const struct dmn_model *model, const char *name,
                           const char *inputs, const char *key, const char *arg, uint32_t line) {
    struct error err = {0};
    struct str text;
    assert_false(ask(arena, model, name, inputs, &text, NULL, &err));
    assert_string_equal(err.key, key);
    assert_string_equal(err.args[0], arg);
    assert_int_equal(err.line, line);
}

static void test_refusals_of_evaluation(void **state) {
    struct error err = {0};
    const struct dmn_model *model = load(*state, "tests/dmn/models/routine.dmn", &err);
    assert_refused(*state, model, "nivå", at_home, "dmn.no-rule", "nivå", 58);
    assert_refused(*state, model, "nivå",
                   "{\"ärende\": {\"boende\": \"särskilt boende\", \"begäran kom\": "
                   "\"2026-06-30\", \"vak\": []}}",
                   "dmn.rules-contradict", "nivå", 58);
    assert_refused(*state, model, "nivå",
                   "{\"ärende\": {\"boende\": \"slott\", \"begäran kom\": \"2026-06-30\","
                   "\"vak\": []}}",
                   "dmn.input-type", "ärende", 24);
    assert_refused(*state, model, "nivå", "{\"ärende\": {\"vak\": []}}", "feel.missing-fact",
                   "vaka.ärende.begäran kom", 14);
    assert_refused(*state, model, "nivå", "{}", "feel.missing-fact", "ärende", 24);
    assert_refused(*state, model, "nivå", "{\"arende\": {}}", "dmn.unknown-input", "arende", 1);
    assert_refused(*state, model, "nivå", "{\"ärende\": {\"begäran kom\": \"i går\"}}",
                   "dmn.input-type", "ärende", 1);
}

// Every file of tests/dmn/damaged says in its first comment how it is refused:
// <!-- key line:column -->
static void test_damaged_models_are_refused_with_their_place(void **state) {
    struct arena *arena = *state;
    struct str folder = source_path(arena, "tests/dmn/damaged"), *names;
    size_t count, wrong = 0;
    assert_true(file_list(arena, folder.p, ".dmn", &names, &count, NULL));
    assert_true(count > 20);
    for (size_t i = 0; i < count; i++) {
        CLEANUP(arena_cleanup) struct arena *own = arena_new(ARENA_DEFAULT_CEILING);
        struct error err = {0};
        const struct dmn_model *model;
        struct str path = str_printf(own, "tests/dmn/damaged/" STR_FMT, STR_ARG(names[i]));
        struct str xml = read_source(own, path.p);
        size_t from = str_find(xml, STR("<!-- ")), to = str_find(xml, STR(" -->"));
        assert_true(from != STR_NOT_FOUND && to > from);
        struct str expected = str_sub(xml, from + 5, to - from - 5);
        bool loaded = dmn_load(own, names[i], xml, DMN_STRICT, &resolver, &model, &err);
        struct str got =
            str_printf(own, "%s %u:%u", loaded ? "loaded" : err.key, err.line, err.column);
        if (str_eq(expected, got) && str_is(names[i], err.file))
            continue;
        print_error(STR_FMT ": expected " STR_FMT ", got " STR_FMT " in %s\n", STR_ARG(names[i]),
                    STR_ARG(expected), STR_ARG(got), err.file);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static bool attempt_model(struct arena *arena, struct error *err) {
    struct str xml = read_source(arena, "tests/dmn/models/routine.dmn"), text;
    const struct dmn_model *model;
    struct dmn_trace trace = {0};
    if (!xml.p)
        return error_memory(err);
    return dmn_load(arena, STR("routine.dmn"), xml, DMN_STRICT, &resolver, &model, err) &&
           ask(arena, model, "vårdplan", at_home, &text, &trace, err);
}

static void test_every_allocation_may_fail(void **state) {
    (void)state;
    walk_allocations(attempt_model);
}

static void test_limits_are_kept(void **state) {
    struct error err = {0};
    const struct dmn_model *model = load(*state, "tests/dmn/models/routine.dmn", &err);
    const struct dmn_decision *decision = dmn_decision_find(model, STR("vårdplan"));
    struct dmn_limits limits = dmn_limits_default();
    const struct json *json;
    struct feel_value inputs, value;
    limits.steps = 10;
    assert_true(json_parse(*state, str_of(at_home), &json, &err));
    assert_true(dmn_inputs_from_json(model, decision, json, *state, &inputs, &err));
    assert_false(dmn_evaluate(model, decision, &inputs, &limits, *state, &value, NULL, &err));
    assert_string_equal(err.key, "feel.limit-steps");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_what_a_model_offers),
        TEST_WITH_ARENA(test_answers),
        TEST_WITH_ARENA(test_refusals_of_evaluation),
        TEST_WITH_ARENA(test_damaged_models_are_refused_with_their_place),
        TEST_WITH_ARENA(test_every_allocation_may_fail),
        TEST_WITH_ARENA(test_limits_are_kept),
        TEST_WITH_ARENA(test_functions_of_a_service_keep_what_they_were_made_among),
        TEST_WITH_ARENA(test_inputs_of_one_name_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
