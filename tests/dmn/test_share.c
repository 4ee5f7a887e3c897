// SPDX-License-Identifier: EUPL-1.2
//
// What stands twice in a decision, or does not look at what a filter goes through, is worked out
// once: told by the steps that it takes. And it comes to what it came to.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "dmn/dmn.h"
#include "feel/machine.h"
#include "support/arena_fixture.h"

#define NUMBERS 100

static const struct dmn_model *load(struct arena *arena, const char *expression) {
    const struct dmn_model *model;
    struct error err = {0};
    struct str xml = str_printf(
        arena,
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='m'>"
        "<itemDefinition name='tNumbers' isCollection='true'><typeRef>number</typeRef>"
        "</itemDefinition>"
        "<inputData id='n' name='numbers'><variable name='numbers' typeRef='tNumbers'/></inputData>"
        "<decision id='d' name='d'><variable name='d'/>"
        "<informationRequirement><requiredInput href='#n'/></informationRequirement>"
        "<literalExpression><text>%s</text></literalExpression></decision></definitions>",
        expression);
    assert_non_null(xml.p);
    if (!dmn_load(arena, STR("m.dmn"), xml, DMN_CONFORMANT, NULL, &model, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    return model;
}

// The value, as FEEL writes it, within so many steps; empty when they are not enough.
static struct str answer(struct arena *arena, const char *expression, size_t steps) {
    const struct dmn_model *model = load(arena, expression);
    struct dmn_limits limits = dmn_limits_default();
    struct feel_builder builder = feel_builder_new(arena);
    struct feel_value numbers[NUMBERS], inputs, value;
    const struct feel_list list = {NUMBERS, numbers};
    struct error err = {0};
    struct str text;
    limits.steps = steps;
    for (int i = 0; i < NUMBERS; i++)
        numbers[i] = feel_int(i + 1);
    feel_put(&builder, STR("numbers"), feel_list_of(&list));
    assert_true(feel_build(&builder, &inputs, NULL));
    if (!dmn_evaluate(model, dmn_decision_find(model, STR("d")), &inputs, &limits, arena, &value,
                      NULL, &err)) {
        assert_string_equal(err.key, "feel.limit-steps");
        return STR("");
    }
    assert_true(feel_text(arena, &value, &text, NULL));
    return text;
}

static void test_what_is_shared(void **state) {
    // Going through the numbers once takes some 100 steps: constants and names are none.
    static const struct {
        const char *expression, *value;
        size_t enough, too_few;
    } cases[] = {
        {"if count(numbers[item &gt; 2]) = 0 then null else numbers[item &gt; 2][1]", "3", 150, 90},
        {"numbers[item = max(numbers[item &gt; 2])]", "[100]", 420, 250},
        {"count(for n in numbers return n + sum(numbers[item &gt; 2]))", "100", 500, 150},
        {"[min(numbers[item &gt; 2]), min(numbers[item &gt; 2]), min(numbers[item &gt; 2])]",
         "[3, 3, 3]", 150, 90},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str value = answer(*state, cases[i].expression, cases[i].enough);
        if (!str_is(value, cases[i].value))
            fail_msg("%s: " STR_FMT, cases[i].expression, STR_ARG(value));
        assert_int_equal(answer(*state, cases[i].expression, cases[i].too_few).n, 0);
    }
}

static void test_what_only_looks_alike(void **state) {
    static const struct {
        const char *expression, *value;
    } cases[] = {
        {"[min(numbers[item &gt; 2]), min(numbers[item &gt; 3])]", "[3, 4]"},
        {"for n in [97, 98] return numbers[item &gt; n]", "[[98, 99, 100], [99, 100]]"},
        {"for n in [1, 2], m in [3, 4] return count(numbers[item &gt; n and item &lt; m])",
         "[1, 2, 0, 1]"},
        {"[for n in numbers[item &gt; 99] return n, for n in numbers[item &gt; 99] return 2 * n]",
         "[[100], [200]]"},
        {"(function(n) count(numbers[item &gt; n]))(99) + (function(n) count(numbers[item &gt; "
         "n]))(98)",
         "3"},
        {"for i in 1..4 return if i = 1 then 1 else count(partial)", "[1, 1, 2, 3]"},
        {"for a in [1, 2] return {b: a, c: count(numbers[item &gt; b])}.c", "[99, 98]"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str value = answer(*state, cases[i].expression, FEEL_STEPS_DEFAULT);
        if (!str_is(value, cases[i].value))
            fail_msg("%s: " STR_FMT, cases[i].expression, STR_ARG(value));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_what_is_shared),
        TEST_WITH_ARENA(test_what_only_looks_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
