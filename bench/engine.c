// SPDX-License-Identifier: EUPL-1.2
//
// How many evaluations a second: a prepared expression, and a decision table of 20 rules and 4
// inputs. One thread. Prints one line each.
//   bench_engine [SECONDS]
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dmn/dmn.h"
#include "feel/compiler.h"
#include "feel/machine.h"

// Time of the processor, not of the clock: what else the machine does is not counted.
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef bool once(void *context, struct arena *scratch);

static void measure(const char *name, double seconds, once *run, void *context) {
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new(ARENA_DEFAULT_CEILING);
    size_t count = 0;
    double start = now(), end;
    do {
        for (int i = 0; i < 1000; i++) {
            if (!scratch || !run(context, scratch)) {
                printf("%s: failed\n", name);
                return;
            }
            arena_reset(scratch);
        }
        count += 1000;
        end = now();
    } while (end - start < seconds);
    printf("%s: %.0f a second\n", name, (double)count / (end - start));
}

struct expression {
    struct feel_code code;
    struct feel_value args[2];
    struct error err;
};

static bool run_expression(void *context, struct arena *scratch) {
    struct expression *e = context;
    struct feel_machine m = {.arena = scratch,
                             .strict = true,
                             .steps = FEEL_STEPS_DEFAULT,
                             .depth = FEEL_DEPTH_DEFAULT,
                             .list_size = FEEL_LIST_DEFAULT,
                             .err = &e->err};
    struct feel_value value;
    return feel_run(&m, &e->code, e->args, 2, &value);
}

static void bench_expression(struct arena *arena, const char *text, double seconds) {
    struct expression e = {.args = {feel_int(7), feel_int(12)}};
    struct feel_source source = {STR("bench"), STR(""), str_of(text), NULL, 0};
    struct feel_scope scope = {0};
    struct feel_compiler c = {.arena = arena, .strict = true, .err = &e.err};
    uint32_t slot;
    feel_scope_push(&c, &scope);
    if (!feel_scope_add(&c, STR("antal"), feel_kind_of(FEEL_NUMBER), false, &slot) ||
        !feel_scope_add(&c, STR("gräns"), feel_kind_of(FEEL_NUMBER), false, &slot) ||
        !feel_compile(&c, &source, &e.code.body)) {
        printf("%s: %s\n", text, e.err.key);
        return;
    }
    e.code.frame_size = c.frame_size;
    measure(text, seconds, run_expression, &e);
}

struct table {
    const struct dmn_model *model;
    const struct dmn_decision *decision;
    struct feel_value inputs;
    struct error err;
};

static bool run_table(void *context, struct arena *scratch) {
    struct table *t = context;
    struct feel_value value;
    return dmn_evaluate(t->model, t->decision, &t->inputs, NULL, scratch, &value, NULL, &t->err);
}

// 20 rules, of which the last one matches.
static bool write_model(struct arena *arena, struct str *ret_xml) {
    static const char *const names[] = {"ålder", "boende", "dagar", "vak"};
    static const char *const types[] = {"number", "string", "number", "boolean"};
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    buf_add_c(&buf, "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "
                    "namespace='urn:bench' name='b'>");
    for (size_t i = 0; i < COUNT(names); i++)
        buf_printf(&buf,
                   "<inputData id='i%zu' name='%s'><variable name='%s' typeRef='%s'/>"
                   "</inputData>",
                   i, names[i], names[i], types[i]);
    buf_add_c(&buf, "<decision id='d' name='d'><variable name='d' typeRef='string'/>");
    for (size_t i = 0; i < COUNT(names); i++)
        buf_printf(&buf,
                   "<informationRequirement><requiredInput href='#i%zu'/>"
                   "</informationRequirement>",
                   i);
    buf_add_c(&buf, "<decisionTable hitPolicy='UNIQUE'>");
    for (size_t i = 0; i < COUNT(names); i++)
        buf_printf(&buf,
                   "<input><inputExpression typeRef='%s'><text>%s</text></inputExpression>"
                   "</input>",
                   types[i], names[i]);
    buf_add_c(&buf, "<output name='o' typeRef='string'/>");
    for (int i = 0; i < 20; i++)
        buf_printf(&buf,
                   "<rule><inputEntry><text>[%d..%d)</text></inputEntry><inputEntry><text>"
                   "\"ordinärt\", \"särskilt\"</text></inputEntry><inputEntry><text>&gt;= "
                   "%d</text></inputEntry><inputEntry><text>-</text></inputEntry>"
                   "<outputEntry><text>\"rad %d\"</text></outputEntry></rule>",
                   i * 5, i * 5 + 5, i, i);
    buf_add_c(&buf, "</decisionTable></decision></definitions>");
    return buf_done(&buf, ret_xml, NULL);
}

static void bench_table(struct arena *arena, double seconds) {
    struct feel_builder inputs = feel_builder_new(arena);
    struct table t = {0};
    struct str xml;
    feel_put(&inputs, STR("ålder"), feel_int(97));
    feel_put(&inputs, STR("boende"), feel_string(STR("särskilt")));
    feel_put(&inputs, STR("dagar"), feel_int(30));
    feel_put(&inputs, STR("vak"), feel_boolean(true));
    if (!write_model(arena, &xml) || !feel_build(&inputs, &t.inputs, &t.err) ||
        !dmn_load(arena, STR("bench.dmn"), xml, DMN_STRICT, NULL, &t.model, &t.err)) {
        printf("table: %s %s\n", t.err.key, t.err.args[0]);
        return;
    }
    t.decision = dmn_decision_at(t.model, 0);
    measure("table of 20 rules and 4 inputs", seconds, run_table, &t);
}

int main(int argc, char **argv) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    int64_t seconds = 2;
    if (!arena || (argc > 1 && !str_int64(str_of(argv[1]), &seconds)))
        return 1;
    bench_expression(arena, "antal + 1 > gräns", (double)seconds);
    bench_expression(arena, "if antal * 2 > gräns then \"ja\" else \"nej\"", (double)seconds);
    bench_expression(arena, "sum(for i in 1..10 return i * antal)", (double)seconds);
    bench_table(arena, (double)seconds);
    return 0;
}
