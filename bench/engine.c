// SPDX-License-Identifier: EUPL-1.2
//
// How many evaluations a second, on one thread, in time of the processor; how many allocations
// outside the arena that took; and what came out. bench/dmn runs it beside another engine.
//   bench_engine SECONDS parsed|prepared          start + duration("P2M"), the date as input
//   bench_engine SECONDS table MODEL INPUTS       the first decision, on each of a list of inputs
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "dmn/dmn.h"
#include "feel/compiler.h"
#include "feel/machine.h"

#define INPUTS_MAX 1000

// Linked with --wrap: every allocation of the program comes through here.
static size_t allocations;
void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);

void *__wrap_malloc(size_t n) {
    allocations++;
    return __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t n) {
    allocations++;
    return __real_calloc(count, n);
}

void *__wrap_realloc(void *p, size_t n) {
    allocations++;
    return __real_realloc(p, n);
}

// Time of the processor, not of the clock: what else the machine does is not counted.
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef bool once(void *context, size_t round, struct arena *scratch, struct feel_value *ret_value);

static bool print_result(once *run, void *context, size_t round, struct arena *scratch) {
    struct feel_value value;
    struct json_writer w = json_writer_new(scratch);
    struct str text;
    if (!run(context, round, scratch, &value) || !feel_write_json(&w, &value) ||
        !json_done(&w, &text, NULL))
        return false;
    printf("result " STR_FMT "\n", STR_ARG(text));
    arena_reset(scratch);
    return true;
}

// `rounds` different inputs, by turns. The first turn shows its results, and lets the arena grow.
static bool measure(double seconds, once *run, void *context, size_t rounds) {
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new(ARENA_DEFAULT_CEILING);
    struct feel_value value;
    size_t count = 0;
    double start, end;
    if (!scratch)
        return false;
    for (size_t i = 0; i < rounds; i++)
        if (!print_result(run, context, i, scratch))
            return false;
    allocations = 0;
    start = now();
    do {
        for (size_t i = 0; i < 1000; i++) {
            if (!run(context, i % rounds, scratch, &value))
                return false;
            arena_reset(scratch);
        }
        count += 1000;
        end = now();
    } while (end - start < seconds);
    printf("rate %.0f allocations %zu\n", (double)count / (end - start), allocations);
    return true;
}

struct expression {
    struct feel_code code;
    struct feel_value start;
    struct error err;
};

static bool compile(struct arena *arena, struct expression *e, struct feel_code *code) {
    static const struct feel_source source = {
        {"bench", 5}, {"", 0}, {"start + duration(\"P2M\")", 23}, NULL, 0};
    struct feel_scope scope = {0};
    struct feel_compiler c = {.arena = arena, .strict = true, .err = &e->err};
    uint32_t slot;
    feel_scope_push(&c, &scope);
    if (!feel_scope_add(&c, STR("start"), feel_kind_of(FEEL_DATE), false, &slot) ||
        !feel_compile(&c, &source, &code->body))
        return false;
    code->frame_size = c.frame_size;
    return true;
}

static bool run_code(struct expression *e, const struct feel_code *code, struct arena *scratch,
                     struct feel_value *ret_value) {
    struct feel_machine m = {.arena = scratch,
                             .strict = true,
                             .steps = FEEL_STEPS_DEFAULT,
                             .depth = FEEL_DEPTH_DEFAULT,
                             .list_size = FEEL_LIST_DEFAULT,
                             .err = &e->err};
    return feel_run(&m, code, &e->start, 1, ret_value);
}

static bool run_prepared(void *context, size_t round, struct arena *scratch,
                         struct feel_value *ret_value) {
    struct expression *e = context;
    e->start.date.day = (int8_t)(1 + round % 28);
    return run_code(e, &e->code, scratch, ret_value);
}

static bool run_parsed(void *context, size_t round, struct arena *scratch,
                       struct feel_value *ret_value) {
    struct expression *e = context;
    struct feel_code code = {0};
    e->start.date.day = (int8_t)(1 + round % 28);
    return compile(scratch, e, &code) && run_code(e, &code, scratch, ret_value);
}

static bool bench_expression(struct arena *arena, bool parsed, double seconds) {
    struct expression e = {.start = feel_date((struct date){2026, 12, 1})};
    return compile(arena, &e, &e.code) &&
           measure(seconds, parsed ? run_parsed : run_prepared, &e, 28);
}

struct table {
    const struct dmn_model *model;
    const struct dmn_decision *decision;
    struct feel_value inputs[INPUTS_MAX];
    size_t count;
    struct error err;
};

static bool run_table(void *context, size_t round, struct arena *scratch,
                      struct feel_value *ret_value) {
    struct table *t = context;
    return dmn_evaluate(t->model, t->decision, &t->inputs[round], NULL, scratch, ret_value, NULL,
                        &t->err);
}

static bool bench_table(struct arena *arena, const char *model, const char *inputs,
                        double seconds) {
    struct table *t = ARENA_NEW(arena, struct table);
    const struct json *json;
    struct str xml, text;
    if (!t || !file_read(arena, model, 1 << 20, &xml, NULL) ||
        !file_read(arena, inputs, 1 << 20, &text, NULL))
        return false;
    if (!dmn_load(arena, str_of(model), xml, DMN_STRICT, NULL, &t->model, &t->err) ||
        !json_parse(arena, text, &json, &t->err)) {
        fprintf(stderr, "%s %s:%u\n", t->err.key, t->err.args[0], t->err.line);
        return false;
    }
    t->decision = dmn_decision_at(t->model, 0);
    for (const struct json *one = json->first; one && t->count < INPUTS_MAX; one = one->next)
        if (!dmn_inputs_from_json(t->model, t->decision, one, arena, &t->inputs[t->count++],
                                  &t->err))
            return false;
    return t->count && measure(seconds, run_table, t, t->count);
}

int main(int argc, char **argv) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    double seconds = argc > 2 ? strtod(argv[1], NULL) : 0;
    bool ok = false;
    if (!arena || seconds <= 0)
        return 2;
    if (strcmp(argv[2], "table") == 0 && argc == 5)
        ok = bench_table(arena, argv[3], argv[4], seconds);
    else if (strcmp(argv[2], "parsed") == 0 || strcmp(argv[2], "prepared") == 0)
        ok = bench_expression(arena, strcmp(argv[2], "parsed") == 0, seconds);
    return ok ? 0 : 1;
}
