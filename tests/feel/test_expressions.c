// SPDX-License-Identifier: EUPL-1.2
//
// Expressions by themselves: tests/cases/feel*.test, ceilings, and allocations that fail.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "feel/compiler.h"
#include "feel/machine.h"
#include "support/arena_fixture.h"
#include "support/cases.h"

// The names that the cases of strict mode use, and their values.
static const struct feel_field plan_fields[] = {
    {{"datum", 5}, NULL, true},
    {{"giltig", 6}, NULL, false},
};
struct world {
    struct feel_field plan_fields[2], kund_fields[5];
    struct feel_kind plan, plans, kund;
    struct feel_value globals[3];
};

static void make_kinds(struct world *w) {
    w->plan_fields[0] = plan_fields[0];
    w->plan_fields[1] = plan_fields[1];
    w->plan_fields[0].kind = feel_kind_of(FEEL_DATE);
    w->plan_fields[1].kind = feel_kind_of(FEEL_BOOLEAN);
    w->plan = (struct feel_kind){
        .type = FEEL_CONTEXT, .fields = w->plan_fields, .count = 2, .closed = true};
    w->plans = (struct feel_kind){.type = FEEL_LIST, .of = &w->plan};
    const struct feel_field fields[] = {
        {STR("namn"), feel_kind_of(FEEL_STRING), false},
        {STR("födelsedatum"), feel_kind_of(FEEL_DATE), true},
        {STR("antal"), feel_kind_of(FEEL_NUMBER), true},
        {STR("vårdplaner"), &w->plans, false},
        {STR("efternamn"), feel_kind_of(FEEL_STRING), false},
    };
    memcpy(w->kund_fields, fields, sizeof(fields));
    w->kund = (struct feel_kind){
        .type = FEEL_CONTEXT, .fields = w->kund_fields, .count = 5, .closed = true};
}

// One plan has a date and is valid, the other has neither; the surname is missing.
static bool make_values(struct world *w, struct arena *arena) {
    struct feel_builder kund = feel_builder_new(arena);
    struct feel_builder plan = feel_builder_new(arena), other = feel_builder_new(arena);
    struct feel_value *plans = ARENA_ARRAY(arena, 2, struct feel_value);
    struct feel_list *list = ARENA_NEW(arena, struct feel_list);
    feel_put(&plan, STR("datum"), feel_date((struct date){2026, 3, 1}));
    feel_put(&plan, STR("giltig"), feel_boolean(true));
    feel_put(&other, STR("giltig"), feel_boolean(false));
    if (!plans || !list || !feel_build(&plan, &plans[0], NULL) ||
        !feel_build(&other, &plans[1], NULL))
        return false;
    *list = (struct feel_list){2, plans};
    feel_put(&kund, STR("namn"), feel_string(STR("Åsa")));
    feel_put(&kund, STR("antal"), feel_int(7));
    feel_put(&kund, STR("vårdplaner"), feel_list_of(list));
    w->globals[1] = feel_null();
    w->globals[2] = feel_int(40);
    return feel_build(&kund, &w->globals[0], NULL);
}

static bool evaluate(struct arena *arena, struct str text, bool strict,
                     struct feel_value *ret_value, struct error *err) {
    struct world *w = ARENA_NEW(arena, struct world);
    struct feel_source *source = ARENA_NEW(arena, struct feel_source);
    struct feel_scope scope = {0};
    struct feel_compiler c = {.arena = arena, .strict = strict, .err = err};
    struct feel_code code = {0};
    if (!w || !source)
        return error_memory(err);
    make_kinds(w);
    if (!make_values(w, arena))
        return error_memory(err);
    *source = (struct feel_source){STR("test"), STR("e"), text, NULL, 0};
    feel_scope_push(&c, &scope);
    if (!feel_scope_add_global(&c, STR("kund"), 0, &w->kund, false) ||
        !feel_scope_add_global(&c, STR("kanske"), 1, feel_kind_of(FEEL_DATE), true) ||
        !feel_scope_add_global(&c, STR("ålder"), 2, feel_kind_of(FEEL_NUMBER), false) ||
        !feel_compile(&c, source, &code.body))
        return false;
    code.frame_size = c.frame_size;
    struct feel_machine m = {.arena = arena,
                             .strict = strict,
                             .steps = 100000,
                             .depth = 100,
                             .list_size = 1000,
                             .globals = w->globals,
                             .err = err};
    return feel_run(&m, &code, NULL, 0, ret_value);
}

static struct str answer(struct arena *arena, struct str question, void *context) {
    const bool *strict = context;
    struct feel_value value;
    struct error err = {0};
    struct str text = STR_NONE;
    if (!evaluate(arena, question, *strict, &value, &err))
        return str_printf(arena, "%s %u:%u", err.key, err.line, err.column);
    assert_true(feel_text(arena, &value, &text, NULL));
    return text;
}

static void test_cases_in_both_modes(void **state) {
    bool strict = true, conformant = false;
    (void)state;
    assert_int_equal(cases_run("feel", answer, &strict), 0);
    assert_int_equal(cases_run("feel", answer, &conformant), 0);
}

static void test_cases_of_each_mode(void **state) {
    bool strict = true, conformant = false;
    (void)state;
    assert_int_equal(cases_run("feel-strict", answer, &strict), 0);
    assert_int_equal(cases_run("feel-conformance", answer, &conformant), 0);
}

// n times the one, then n times the other.
static struct str nested(struct arena *arena, const char *open, const char *close, size_t n) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct str text;
    for (size_t i = 0; i < n; i++)
        buf_add_c(&buf, open);
    buf_add_c(&buf, "1");
    for (size_t i = 0; i < n; i++)
        buf_add_c(&buf, close);
    assert_true(buf_done(&buf, &text, NULL));
    return text;
}

static void test_nesting_has_a_ceiling(void **state) {
    static const char *const brackets[][2] = {
        {"(", ")"},
        {"[", "]"},
        {"{a:", "}"},
        {"-", ""},
        {"if true then ", " else 1"},
        {"not(", ")"},
        {"1 in (", ")"},
        {"for i in 1 return ", ""},
        {"function(x) ", ""},
        {"[1][", "]"},
        {"1 + (", ")"},
    };
    for (size_t i = 0; i < COUNT(brackets); i++) {
        struct feel_value value;
        struct error err = {0};
        struct str text = nested(*state, brackets[i][0], brackets[i][1], 5000);
        assert_false(evaluate(*state, text, true, &value, &err));
        assert_string_equal(err.key, "feel.too-deep");
        arena_reset(*state);
    }
}

static void assert_limit(struct arena *arena, const char *text, const char *key) {
    static const bool modes[] = {false, true};
    for (size_t i = 0; i < COUNT(modes); i++) {
        struct feel_value value;
        struct error err = {0};
        assert_false(evaluate(arena, str_of(text), modes[i], &value, &err));
        assert_string_equal(err.key, key);
        assert_int_equal(err.code, ERR_LIMIT);
    }
}

static void test_evaluation_has_ceilings(void **state) {
    assert_limit(*state, "for i in 1..100000 return 1", "feel.limit-list");
    assert_limit(*state, "every i in 1..100000 satisfies i > 0", "feel.limit-steps");
    assert_limit(*state, "{f: function(x) f(x), r: f(1)}.r", "feel.limit-depth");
}

static bool attempt_expression(struct arena *arena, struct error *err) {
    struct feel_value value;
    struct str text;
    return evaluate(arena,
                    STR("{f: function(x: list<number>) [x[item > 1][1], string(@\"P1D\"), "
                        "string join(for i in 1..3 return \"\\n\" + string(i))], "
                        "r: if 3 in [1..5] then f([1, 2]) else {a b: sort([2, 1])}}.r"),
                    true, &value, err) &&
           feel_text(arena, &value, &text, err);
}

static void test_every_allocation_may_fail(void **state) {
    (void)state;
    walk_allocations(attempt_expression);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_cases_in_both_modes),
        TEST_WITH_ARENA(test_cases_of_each_mode),
        TEST_WITH_ARENA(test_nesting_has_a_ceiling),
        TEST_WITH_ARENA(test_evaluation_has_ceilings),
        TEST_WITH_ARENA(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
