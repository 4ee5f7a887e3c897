// SPDX-License-Identifier: EUPL-1.2
//
// The smallest program that embeds the engine: docs/engine.md.
//   example MODEL DECISION FACTS     FACTS is JSON
#include <stdio.h>

#include "base/file.h"
#include "dmn/engine.h"

static int failed(const struct error *err) {
    fprintf(stderr, "%s:%u:%u: %s %s\n", err->file, err->line, err->column, err->key, err->args[0]);
    return 1;
}

int main(int argc, char **argv) {
    // All that a model is made of lives in one arena; each evaluation has another.
    CLEANUP(arena_cleanup) struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new((size_t)16 * 1024 * 1024);
    const struct dmn_model *model;
    const struct json *facts;
    struct feel_value inputs, value;
    struct error err = {0};
    struct str xml, text;
    if (argc != 4 || !arena || !scratch)
        return 2;

    // Once: read, checked and prepared. Afterwards any number of threads may evaluate it.
    if (!file_read(arena, argv[1], (size_t)16 * 1024 * 1024, &xml, &err) ||
        !dmn_load(arena, str_of(argv[1]), xml, DMN_STRICT, NULL, &model, &err))
        return failed(&err);
    const struct dmn_decision *decision = dmn_decision_find(model, str_of(argv[2]));
    if (!decision)
        return 2;

    // As often as needed: facts in, a value out, nothing allocated but in `scratch`.
    if (!json_parse(scratch, str_of(argv[3]), &facts, &err) ||
        !dmn_inputs_from_json(model, decision, facts, scratch, &inputs, &err) ||
        !dmn_evaluate(model, decision, &inputs, NULL, scratch, &value, NULL, &err) ||
        !feel_text(scratch, &value, &text, &err))
        return failed(&err);
    printf(STR_FMT "\n", STR_ARG(text));
    arena_reset(scratch); // ready for the next
    return 0;
}
