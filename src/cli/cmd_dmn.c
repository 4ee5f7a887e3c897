// SPDX-License-Identifier: EUPL-1.2
//
// vaka dmn: the engine by itself, for any DMN model.
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/dmn_cases.h"
#include "cli/dmn_files.h"

struct words {
    const char *model, *decision, *input, *cases, *models, *only;
    bool explain, conformant, verbose;
};

static bool take_option(int argc, char **argv, int *i, const char *name, const char **ret_value) {
    if (strcmp(argv[*i], name) != 0 || *i + 1 >= argc)
        return false;
    *ret_value = argv[++*i];
    return true;
}

static bool take_flag(const char *word, const char *name, bool *ret_flag) {
    if (strcmp(word, name) != 0)
        return false;
    *ret_flag = true;
    return true;
}

static bool read_words(int argc, char **argv, struct words *words) {
    for (int i = 2; i < argc; i++) {
        if (take_option(argc, argv, &i, "--input", &words->input) ||
            take_option(argc, argv, &i, "--cases", &words->cases) ||
            take_option(argc, argv, &i, "--models", &words->models) ||
            take_option(argc, argv, &i, "--only", &words->only) ||
            take_flag(argv[i], "--explain", &words->explain) ||
            take_flag(argv[i], "--conformant", &words->conformant) ||
            take_flag(argv[i], "--verbose", &words->verbose))
            continue;
        if (argv[i][0] == '-')
            return false;
        if (!words->model)
            words->model = argv[i];
        else if (!words->decision)
            words->decision = argv[i];
        else
            return false;
    }
    return true;
}

static bool read_all(struct arena *arena, FILE *from, struct str *ret_text, struct error *err) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    char piece[4096];
    size_t n;
    while ((n = fread(piece, 1, sizeof(piece), from)) > 0)
        buf_add(&buf, (struct str){piece, n});
    return buf_done(&buf, ret_text, err);
}

static bool read_inputs(struct arena *arena, const char *path, const struct dmn_model *model,
                        const struct dmn_decision *decision, struct feel_value *ret_inputs,
                        struct error *err) {
    const struct json *json;
    struct str text = STR("{}");
    bool ok = true;
    if (path && strcmp(path, "-") == 0)
        ok = read_all(arena, stdin, &text, err);
    else if (path)
        ok = file_read(arena, path, MODEL_MAX, &text, err);
    if (!ok)
        return false;
    if (json_parse(arena, text, &json, err) &&
        dmn_inputs_from_json(model, decision, json, arena, ret_inputs, err))
        return true;
    return error_at(err, path, NULL, 0, 0);
}

static void print_match(const struct dmn_table *table, const struct dmn_match *match) {
    printf("  rad %zu (" STR_FMT ":%u):", match->number, STR_ARG(match->rule->id),
           match->rule->line);
    for (size_t i = 0; i < table->input_count; i++)
        printf(" " STR_FMT "%s", STR_ARG(match->rule->inputs[i].text),
               i + 1 < table->input_count ? " |" : " =>");
    for (size_t i = 0; i < table->output_count; i++)
        printf("%s" STR_FMT, i ? " | " : " ", STR_ARG(match->rule->outputs[i].text));
    printf("\n");
    for (size_t i = 0; i < table->annotation_count; i++)
        if (match->rule->annotations[i].text.n)
            printf("    " STR_FMT ": " STR_FMT "\n", STR_ARG(table->annotations[i].label),
                   STR_ARG(match->rule->annotations[i].text));
}

static bool print_step(struct arena *arena, const struct dmn_step *step, struct error *err) {
    struct str text;
    if (!feel_text(arena, &step->result, &text, err))
        return false;
    printf(STR_FMT " = " STR_FMT "\n", STR_ARG(step->decision->name), STR_ARG(text));
    for (size_t i = 0; step->table && i < step->table->input_count; i++) {
        if (!feel_text(arena, &step->input_values[i], &text, err))
            return false;
        printf("  " STR_FMT " = " STR_FMT "\n", STR_ARG(step->table->inputs[i].label),
               STR_ARG(text));
    }
    for (size_t i = 0; i < step->match_count; i++)
        print_match(step->table, &step->matches[i]);
    return true;
}

static bool evaluate(struct arena *arena, const struct words *words, struct error *err) {
    const struct dmn_model *model;
    struct dmn_trace trace = {0};
    struct feel_value inputs, value;
    struct str text;
    if (!dmn_file_load(arena, words->model, words->conformant ? DMN_CONFORMANT : DMN_STRICT, &model,
                       err))
        return false;
    const struct dmn_decision *decision = dmn_decision_find(model, str_of(words->decision));
    if (!decision)
        return error_set(err, ERR_MISSING, "dmn.no-such-decision", words->decision, NULL);
    if (!read_inputs(arena, words->input, model, decision, &inputs, err) ||
        !dmn_evaluate(model, decision, &inputs, NULL, arena, &value, &trace, err))
        return false;
    for (size_t i = 0; words->explain && i < trace.steps.n; i++)
        if (!print_step(arena, &trace.steps.items[i], err))
            return false;
    struct json_writer w = json_writer_new(arena);
    if (!feel_write_json(&w, &value))
        return error_memory(err);
    if (!json_done(&w, &text, err))
        return false;
    printf(STR_FMT "\n", STR_ARG(text));
    return true;
}

static int run_eval(const struct words *words) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(MODEL_CEILING);
    struct error err = {0};
    if (!arena) {
        error_memory(&err);
        return cli_error(&err);
    }
    return evaluate(arena, words, &err) ? CLI_DONE : cli_error(&err);
}

static int run_cases(const struct words *words) {
    struct cases_result result;
    struct error err = {0};
    if (!dmn_cases_run(str_of(words->cases), str_of(words->models), str_of(words->only),
                       words->verbose, &result, &err))
        return cli_error(&err);
    printf("%zu passed, %zu failed\n", result.passed, result.failed);
    return result.failed ? CLI_FAILED : CLI_DONE;
}

int cmd_dmn(int argc, char **argv) {
    struct words words = {0};
    if (argc >= 2 && strcmp(argv[1], "check") == 0)
        return cmd_dmn_check(argc - 1, argv + 1);
    if (argc >= 2 && read_words(argc, argv, &words)) {
        if (strcmp(argv[1], "eval") == 0 && words.model && words.decision)
            return run_eval(&words);
        if (strcmp(argv[1], "test") == 0 && words.cases && words.models)
            return run_cases(&words);
    }
    fprintf(stderr, "vaka dmn eval MODEL DECISION [--input FILE|-] [--explain] [--conformant]\n"
                    "vaka dmn test --cases FILE --models DIR [--only TEXT] [--verbose]\n"
                    "vaka dmn check MODEL… [--conformant] [--every-gap]\n");
    return CLI_USAGE;
}
