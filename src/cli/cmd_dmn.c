// SPDX-License-Identifier: EUPL-1.2
//
// vaka dmn: the engine by itself, for any DMN model.
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/dmn_cases.h"
#include "cli/dmn_explain.h"
#include "cli/dmn_files.h"

struct words {
    const char *model, *decision, *input, *cases, *models, *only;
    bool explain, only_explain, json, conformant, verbose;
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
            take_flag(argv[i], "--json", &words->json) ||
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

static bool read_json(struct arena *arena, const char *path, const struct json **ret_json,
                      struct error *err) {
    struct str text = STR("{}");
    bool ok = true;
    if (path && strcmp(path, "-") == 0)
        ok = read_all(arena, stdin, &text, err);
    else if (path)
        ok = file_read(arena, path, MODEL_MAX, &text, err);
    if (!ok)
        return false;
    return json_parse(arena, text, ret_json, err) || error_at(err, path, NULL, 0, 0);
}

// What an evaluation was told and what it answered.
struct answer {
    struct dmn_trace trace;
    struct feel_value value;
    bool refused;
    struct error refusal;
};

static bool print_json(struct arena *arena, const struct feel_value *value, struct error *err) {
    struct json_writer w = json_writer_new(arena);
    struct str text;
    if (!feel_write_json(&w, value))
        return error_memory(err);
    if (!json_done(&w, &text, err))
        return false;
    cli_say(text);
    return true;
}

static bool print_explained(struct arena *arena, const struct words *words,
                            const struct dmn_decision *decision, const struct answer *answer,
                            struct error *err) {
    const struct error *refusal = answer->refused ? &answer->refusal : NULL;
    struct str text;
    if (words->json) {
        if (!dmn_explain_json(arena, cli_language(), decision, &answer->value, refusal,
                              &answer->trace, &text, err))
            return false;
        cli_say(text);
        return true;
    }
    if (!dmn_explain_text(arena, cli_language(), &answer->trace, &text, err))
        return false;
    printf(STR_FMT, STR_ARG(text));
    return true;
}

static bool evaluate_service(struct arena *arena, const struct words *words,
                             const struct dmn_model *model, struct error *err) {
    struct str name = str_of(words->decision);
    const struct json *json;
    struct feel_value inputs, values;
    if (!dmn_service_find(model, name))
        return error_set(err, ERR_MISSING, "dmn.no-such-decision", words->decision, NULL);
    if (!read_json(arena, words->input, &json, err))
        return false;
    if (!dmn_service_inputs_from_json(model, name, json, arena, &inputs, err))
        return error_at(err, words->input, NULL, 0, 0);
    return dmn_evaluate_service(model, name, &inputs, NULL, arena, &values, err) &&
           print_json(arena, &values, err);
}

static bool evaluate(struct arena *arena, const struct words *words, struct error *err) {
    const struct dmn_model *model;
    struct answer answer = {0};
    const struct json *json;
    struct feel_value inputs;
    if (!dmn_file_load(arena, words->model, words->conformant ? DMN_CONFORMANT : DMN_STRICT, &model,
                       err))
        return false;
    const struct dmn_decision *decision = dmn_decision_find(model, str_of(words->decision));
    if (!decision)
        return evaluate_service(arena, words, model, err);
    if (!read_json(arena, words->input, &json, err))
        return false;
    if (!dmn_inputs_from_json(model, decision, json, arena, &inputs, err))
        return error_at(err, words->input, NULL, 0, 0);
    answer.refused = !dmn_evaluate(model, decision, &inputs, NULL, arena, &answer.value,
                                   &answer.trace, &answer.refusal);
    if (words->explain && !print_explained(arena, words, decision, &answer, err))
        return false;
    if (answer.refused) {
        *err = answer.refusal;
        return false;
    }
    return words->only_explain || print_json(arena, &answer.value, err);
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

static int usage(FILE *to, int status) {
    struct str text = tr(cli_language(), T_command_dmn_usage);
    fprintf(to, STR_FMT "\n", STR_ARG(text));
    return status;
}

int cmd_dmn(int argc, char **argv) {
    struct words words = {0};
    const char *what = argc >= 2 ? argv[1] : "";
    if (strcmp(what, "check") == 0)
        return cmd_dmn_check(argc - 1, argv + 1);
    if (strcmp(what, "format") == 0)
        return cmd_dmn_format(argc - 1, argv + 1);
    if (strcmp(what, "--help") == 0)
        return usage(stdout, CLI_DONE);
    if (!read_words(argc, argv, &words))
        return usage(stderr, CLI_USAGE);
    words.only_explain = strcmp(what, "explain") == 0;
    words.explain = words.explain || words.only_explain;
    if ((words.only_explain || strcmp(what, "eval") == 0) && words.model && words.decision)
        return run_eval(&words);
    if (strcmp(what, "test") == 0 && words.cases && words.models)
        return run_cases(&words);
    return usage(stderr, CLI_USAGE);
}
