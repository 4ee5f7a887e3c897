// SPDX-License-Identifier: EUPL-1.2
//
// One prepared model, evaluated by many threads at once, each with an arena of its own: the same
// answers as by one, and not an allocation outside the arenas. Run under the thread sanitizer too.
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "dmn/engine.h"
#include "support/arena_fixture.h"

#define THREADS 8
#define ROUNDS 150

static const char model_xml[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='urn:t' name='t'>"
    "<itemDefinition name='tAge'><typeRef>number</typeRef><allowedValues><text>[0..120]</text>"
    "</allowedValues></itemDefinition>"
    "<inputData id='n' name='n'><variable name='n' typeRef='tAge'/></inputData>"
    "<inputData id='s' name='s'><variable name='s' typeRef='string'/></inputData>"
    "<businessKnowledgeModel id='b' name='b'><encapsulatedLogic><formalParameter name='x' "
    "typeRef='number'/><literalExpression><text>sum(for i in 1..x return i * i)</text>"
    "</literalExpression></encapsulatedLogic></businessKnowledgeModel>"
    "<decision id='inner' name='inner'><variable name='inner'/><informationRequirement>"
    "<requiredInput href='#n'/></informationRequirement><informationRequirement>"
    "<requiredInput href='#s'/></informationRequirement><knowledgeRequirement>"
    "<requiredKnowledge href='#b'/></knowledgeRequirement><literalExpression><text>"
    "{f: function(y: number) y + n, sum: b(n), late: @\"2026-03-29T01:30:00@Europe/Stockholm\" + "
    "@\"PT1H\" * n, match: matches(s, \"^[a-z]+[0-9]$\"), dynamic: replace(s, \"([\" + \"a-z])\", "
    "\"&lt;$1&gt;\"), called: f(1), sorted: sort([n, 3, 2], "
    "function(a: number, c: number) a &lt; c)}"
    "</text></literalExpression></decision>"
    "<decision id='d' name='d'><variable name='d'/><informationRequirement>"
    "<requiredDecision href='#inner'/></informationRequirement><informationRequirement>"
    "<requiredInput href='#n'/></informationRequirement><decisionTable hitPolicy='COLLECT'>"
    "<input><inputExpression typeRef='number'><text>n</text></inputExpression></input>"
    "<output name='o' typeRef='string'/>"
    "<rule><inputEntry><text>&gt;= 0</text></inputEntry><outputEntry><text>"
    "string([inner.sum, inner.late, inner.match, inner.dynamic, inner.called, inner.sorted])"
    "</text></outputEntry></rule>"
    "<rule><inputEntry><text>[3..5], 7</text></inputEntry><outputEntry><text>\"några\"</text>"
    "</outputEntry></rule></decisionTable></decision></definitions>";

struct crowd {
    const struct dmn_model *model;
    const struct dmn_decision *decision;
    char expected[10][400];
    atomic_uint right, wrong;
};

// Linked with --wrap: what the engine allocates comes through here.
static _Thread_local size_t taken;
void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);

void *__wrap_malloc(size_t n) {
    taken++;
    return __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t n) {
    taken++;
    return __real_calloc(count, n);
}

void *__wrap_realloc(void *p, size_t n) {
    taken++;
    return __real_realloc(p, n);
}

static bool ask(const struct crowd *crowd, unsigned n, struct arena *arena, struct str *ret_text) {
    struct feel_builder facts = feel_builder_new(arena);
    struct feel_value inputs, value;
    struct dmn_trace trace = {0};
    feel_put(&facts, STR("n"), feel_int(n));
    feel_put(&facts, STR("s"), feel_string(STR("abc7")));
    return feel_build(&facts, &inputs, NULL) &&
           dmn_evaluate(crowd->model, crowd->decision, &inputs, NULL, arena, &value, &trace,
                        NULL) &&
           feel_text(arena, &value, ret_text, NULL);
}

static void *ask_many(void *context) {
    struct crowd *crowd = context;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    for (unsigned i = 0; arena && i < ROUNDS; i++) {
        struct str text;
        bool ok = ask(crowd, i % 10, arena, &text) && str_is(text, crowd->expected[i % 10]);
        atomic_fetch_add(ok ? &crowd->right : &crowd->wrong, 1);
        arena_reset(arena);
    }
    return NULL;
}

static void prepare(struct crowd *crowd, struct arena *arena) {
    struct error err = {0};
    if (!dmn_load(arena, STR("t.dmn"), str_of(model_xml), DMN_STRICT, NULL, &crowd->model, &err))
        fail_msg("%s %s %s:%u:%u", err.key, err.args[0], err.element, err.line, err.column);
    crowd->decision = dmn_decision_find(crowd->model, STR("d"));
    for (unsigned i = 0; i < 10; i++) {
        struct str text;
        assert_true(ask(crowd, i, arena, &text));
        assert_true(text.n < sizeof(crowd->expected[i]));
        memcpy(crowd->expected[i], text.p, text.n);
    }
}

static void test_many_threads_one_model(void **state) {
    struct crowd crowd = {0};
    pthread_t threads[THREADS];
    prepare(&crowd, *state);
    assert_non_null(strstr(crowd.expected[3], "några"));
    assert_null(strstr(crowd.expected[2], "några"));
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_many, &crowd), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&crowd.wrong), 0);
    assert_int_equal(atomic_load(&crowd.right), THREADS * ROUNDS);
}

// In a debug build each piece of an arena is an allocation of its own, otherwise many are one.
static void test_nothing_is_allocated_outside_the_arena(void **state) {
    struct crowd crowd = {0};
    struct str text;
    prepare(&crowd, *state);
    arena_fail_at(0); // counts anew
    taken = 0;
    assert_true(ask(&crowd, 4, *state, &text));
    size_t outside = taken, inside = arena_count();
    assert_true(inside > 50);
#ifdef ARENA_DEBUG
    assert_int_equal(outside, inside);
#else
    assert_true(outside <= inside / 10);
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_many_threads_one_model),
        TEST_WITH_ARENA(test_nothing_is_allocated_outside_the_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
