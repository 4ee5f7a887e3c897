// SPDX-License-Identifier: EUPL-1.2
//
// Models that are large beyond reason or made to do harm: an answer or an error with its place, in
// bounded time and memory, never a crash.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "dmn/engine.h"
#include "support/arena_fixture.h"

#define CEILING ((size_t)512 * 1024 * 1024)
#define HEAD                                                                                       \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='urn:t' "         \
    "name='t'>\n"
#define INPUT "<inputData id='n' name='n'><variable name='n' typeRef='number'/></inputData>\n"
#define NEEDS "<informationRequirement><requiredInput href='#n'/></informationRequirement>"

static const enum dmn_mode modes[] = {DMN_STRICT, DMN_CONFORMANT};

static bool load(struct arena *arena, struct buf *buf, enum dmn_mode mode,
                 const struct dmn_model **ret_model, struct error *err) {
    struct str xml;
    assert_true(buf_done(buf, &xml, NULL));
    error_clear(err);
    return dmn_load(arena, STR("hostile.dmn"), xml, mode, NULL, ret_model, err);
}

static void assert_place(const struct error *err, const char *key, uint32_t line) {
    assert_string_equal(err->key, key);
    assert_string_equal(err->file, "hostile.dmn");
    assert_int_equal(err->line, line);
    assert_true(err->column >= 1);
}

static void assert_refused(const char *xml, const char *key, uint32_t line) {
    for (size_t i = 0; i < COUNT(modes); i++) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new(CEILING);
        struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
        const struct dmn_model *model;
        struct error err = {0};
        buf_add_c(&buf, xml);
        assert_false(load(arena, &buf, modes[i], &model, &err));
        assert_place(&err, key, line);
    }
}

static void test_entities(void **state) {
    (void)state;
    assert_refused("<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'>\n" HEAD
                   "</definitions>",
                   "dmn.doctype", 2);
    assert_refused("<!DOCTYPE a [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>\n" HEAD
                   "&b;</definitions>",
                   "dmn.doctype", 1);
    assert_refused(HEAD "&b;</definitions>", "dmn.xml-syntax", 2);
    assert_refused(HEAD "<decision name='\xff'/></definitions>", "dmn.xml-syntax", 2);
    assert_refused(HEAD "<decision", "dmn.xml-syntax", 2);
    assert_refused("", "dmn.xml-syntax", 1);
}

static void test_depth_of_xml(void **state) {
    struct buf buf = buf_new(*state, BUF_DEFAULT_MAX);
    const struct dmn_model *model;
    struct error err = {0};
    buf_add_c(&buf, HEAD);
    for (int i = 0; i < 10000; i++)
        buf_add_c(&buf, "<context>\n");
    assert_false(load(*state, &buf, DMN_STRICT, &model, &err));
    assert_place(&err, "dmn.xml-too-deep", 201);
}

static void add_table(struct buf *buf, int rules) {
    buf_add_c(buf,
              HEAD INPUT "<decision id='d' name='d'><variable name='d' typeRef='number'/>" NEEDS
                         "<decisionTable hitPolicy='FIRST'><input><inputExpression "
                         "typeRef='number'><text>n</text></inputExpression></input>"
                         "<output name='o' typeRef='number'/>\n");
    for (int i = 0; i < rules; i++)
        buf_printf(buf,
                   "<rule><inputEntry><text>%d</text></inputEntry><outputEntry><text>%d</text>"
                   "</outputEntry></rule>\n",
                   i, i * 2);
    buf_add_c(buf, "</decisionTable></decision></definitions>");
}

static void test_ten_thousand_rules(void **state) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(CEILING);
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    const struct dmn_model *model;
    struct feel_builder facts = feel_builder_new(arena);
    struct feel_value inputs, value;
    struct error err = {0};
    (void)state;
    add_table(&buf, 10000);
    assert_true(load(arena, &buf, DMN_STRICT, &model, &err));
    feel_put(&facts, STR("n"), feel_int(9999));
    assert_true(feel_build(&facts, &inputs, &err));
    assert_true(
        dmn_evaluate(model, dmn_decision_at(model, 0), &inputs, NULL, arena, &value, NULL, &err));
    struct str text;
    assert_true(feel_text(arena, &value, &text, &err));
    assert_text(text, "19998");
}

static void test_more_rules_than_are_taken(void **state) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(CEILING);
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    const struct dmn_model *model;
    struct error err = {0};
    (void)state;
    add_table(&buf, 20001);
    assert_false(load(arena, &buf, DMN_STRICT, &model, &err));
    assert_place(&err, "dmn.table-too-large", 3);
    assert_string_equal(err.element, "d");
}

// Megabytes: as many decisions, each of which needs the input.
static void test_ten_thousand_decisions(void **state) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(CEILING);
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    const struct dmn_model *model;
    struct error err = {0};
    (void)state;
    buf_add_c(&buf, HEAD INPUT);
    for (int i = 0; i < 10000; i++)
        buf_printf(&buf,
                   "<decision id='d%d' name='d%d'><variable name='d%d' typeRef='number'/>" NEEDS
                   "<literalExpression><text>n + %d</text></literalExpression></decision>\n",
                   i, i, i, i);
    buf_add_c(&buf, "</definitions>");
    assert_true(buf.n > (size_t)2 * 1000 * 1000);
    assert_true(load(arena, &buf, DMN_STRICT, &model, &err));
    assert_int_equal(dmn_decision_count(model), 10000);
}

static void test_a_long_chain_of_decisions(void **state) {
    struct buf buf = buf_new(*state, BUF_DEFAULT_MAX);
    const struct dmn_model *model;
    struct error err = {0};
    buf_add_c(&buf, HEAD);
    for (int i = 0; i < 2000; i++)
        buf_printf(&buf,
                   "<decision id='d%d' name='d%d'><variable name='d%d'/><informationRequirement>"
                   "<requiredDecision href='#d%d'/></informationRequirement><literalExpression>"
                   "<text>1</text></literalExpression></decision>\n",
                   i, i, i, i + 1);
    buf_add_c(&buf, "<decision id='d2000' name='e'><literalExpression><text>1</text>"
                    "</literalExpression></decision></definitions>");
    assert_false(load(*state, &buf, DMN_STRICT, &model, &err));
    assert_place(&err, "dmn.too-deep", 502);
    assert_string_equal(err.element, "d500");
}

static void test_expressions_nested_ten_thousand_deep(void **state) {
    static const char *const opens[] = {
        "(",     "[", "{a: ", "not(", "if true then ", "-", "function(x) ", "for i in 1 return ",
        "1 + (", "a["};
    (void)state;
    for (size_t k = 0; k < COUNT(opens); k++) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new(CEILING);
        struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
        const struct dmn_model *model;
        struct error err = {0};
        buf_add_c(&buf, HEAD "<decision id='d' name='d'><literalExpression>\n<text>");
        for (int i = 0; i < 10000; i++)
            buf_add_c(&buf, opens[k]);
        buf_add_c(&buf, "</text></literalExpression></decision></definitions>");
        assert_false(load(arena, &buf, DMN_STRICT, &model, &err));
        assert_string_equal(err.file, "hostile.dmn");
        assert_string_equal(err.element, "d");
        assert_int_equal(err.line, 3);
        assert_true(err.column > 6);
    }
}

static void assert_evaluation_refused(const char *expression, const char *key) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(CEILING);
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    const struct dmn_model *model;
    struct feel_builder facts = feel_builder_new(arena);
    struct dmn_limits limits = dmn_limits_default();
    struct feel_value inputs, value;
    struct error err = {0};
    limits.steps = 20000;
    limits.list_size = 5000;
    buf_printf(&buf,
               HEAD INPUT "<decision id='d' name='d'><variable name='d'/>" NEEDS
                          "<literalExpression>\n<text>%s</text></literalExpression></decision>"
                          "</definitions>",
               expression);
    if (!load(arena, &buf, DMN_STRICT, &model, &err))
        fail_msg("%s: %s %s", expression, err.key, err.args[0]);
    feel_put(&facts, STR("n"), feel_int(9));
    assert_true(feel_build(&facts, &inputs, &err));
    if (dmn_evaluate(model, dmn_decision_at(model, 0), &inputs, &limits, arena, &value, NULL, &err))
        fail_msg("%s is not refused", expression);
    assert_place(&err, key, 4);
    assert_string_equal(err.element, "d");
}

static void test_evaluations_that_would_not_end(void **state) {
    (void)state;
    assert_evaluation_refused("matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\")",
                              "feel.limit-pattern");
    assert_evaluation_refused("matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", "
                              "\"^(a|a)*$\" + \"\")",
                              "feel.limit-pattern");
    assert_evaluation_refused("count(for i in 1..10000, j in 1..10000 return n)",
                              "feel.limit-list");
    assert_evaluation_refused("every i in 1..100000000 satisfies i &gt;= 1", "feel.limit-steps");
}

static void test_values_out_of_range(void **state) {
    (void)state;
    assert_evaluation_refused("10 ** (n * 1000)", "feel.out-of-range");
    assert_evaluation_refused("number(\"9e99999\" + \"\")", "feel.not-a-number");
    assert_evaluation_refused("-@\"P1D\" * 1e30 * n", "feel.out-of-range");
    assert_evaluation_refused("duration(\"P9999999999999999999\" + \"Y\")",
                              "feel.no-such-duration");
    assert_evaluation_refused("@\"2026-01-01\" + @\"P900000000Y\" * n", "feel.out-of-range");
    assert_evaluation_refused("time(\"10:00:00@../../etc/passwd\" + \"\")", "feel.no-such-time");
    assert_evaluation_refused("date and time(\"2026-01-01T10:00:00@/etc/localtime\" + \"\")",
                              "feel.no-such-date");
}

// Models that import each other, and one that imports itself.
static bool resolve_circle(void *context, struct arena *arena, struct str namespace_uri,
                           struct str *ret_file, struct str *ret_xml, struct error *err) {
    (void)context;
    (void)err;
    bool a = str_is(namespace_uri, "urn:a");
    *ret_file = a ? STR("a.dmn") : STR("b.dmn");
    *ret_xml = str_printf(arena,
                          "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' "
                          "namespace='urn:%s' name='x'>\n<import name='i' namespace='urn:%s' "
                          "importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>"
                          "</definitions>",
                          a ? "a" : "b", a ? "b" : "a");
    return ret_xml->p != NULL;
}

static void test_imports_in_a_circle(void **state) {
    static const struct dmn_resolver circle = {.resolve = resolve_circle};
    const struct dmn_model *model;
    struct error err = {0};
    struct str file, xml;
    assert_true(resolve_circle(NULL, *state, STR("urn:a"), &file, &xml, &err));
    for (size_t i = 0; i < COUNT(modes); i++) {
        error_clear(&err);
        assert_false(dmn_load(*state, file, xml, modes[i], &circle, &model, &err));
        assert_string_equal(err.key, "dmn.import-cycle");
        assert_string_equal(err.file, "b.dmn");
        assert_int_equal(err.line, 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_entities),
        TEST_WITH_ARENA(test_depth_of_xml),
        TEST_WITH_ARENA(test_ten_thousand_rules),
        TEST_WITH_ARENA(test_more_rules_than_are_taken),
        TEST_WITH_ARENA(test_ten_thousand_decisions),
        TEST_WITH_ARENA(test_a_long_chain_of_decisions),
        TEST_WITH_ARENA(test_expressions_nested_ten_thousand_deep),
        TEST_WITH_ARENA(test_evaluations_that_would_not_end),
        TEST_WITH_ARENA(test_values_out_of_range),
        TEST_WITH_ARENA(test_imports_in_a_circle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
