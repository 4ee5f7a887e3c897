// SPDX-License-Identifier: EUPL-1.2
//
// vaka dmn check MODEL…: the static check of decision tables.
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/dmn_files.h"
#include "cli/dmn_words.h"

struct wishes {
    enum dmn_mode mode;
    struct dmn_check_options options;
    size_t tables, findings; // so far
};

static int usage(FILE *to, int status) {
    struct str text = tr(cli_language(), T_command_dmn_check_usage);
    fprintf(to, STR_FMT "\n", STR_ARG(text));
    return status;
}

static bool print_finding(struct arena *arena, const struct dmn_finding *finding,
                          struct error *err) {
    enum language language = cli_language();
    struct str args[DMN_FINDING_ARGS], words;
    struct error as_error;
    enum text_id id;
    if (!dmn_finding_error(finding, arena, &as_error, err) ||
        !dmn_finding_args(finding, arena, args, err))
        return false;
    bool known = text_by_key(as_error.key, &id);
    assert(known);
    struct str sentence = tr_args(arena, language, id, args, DMN_FINDING_ARGS);
    printf("%s:%u: " STR_FMT "\n", as_error.file, as_error.line, STR_ARG(sentence));
    if (!finding->region.cells)
        return true;
    words = region_words(arena, language, finding->table, &finding->region);
    if (!words.p)
        return error_memory(err);
    printf("  " STR_FMT "\n", STR_ARG(words));
    return true;
}

static bool check_file(const char *path, struct wishes *wishes, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(MODEL_CEILING);
    const struct dmn_model *model;
    struct dmn_check check;
    if (!arena)
        return error_memory(err);
    if (!dmn_file_load(arena, path, wishes->mode, &model, err) ||
        !dmn_check_model(model, &wishes->options, arena, &check, err))
        return false;
    for (size_t i = 0; i < check.findings.n; i++)
        if (!print_finding(arena, &check.findings.items[i], err))
            return false;
    wishes->tables += check.table_count;
    wishes->findings += check.findings.n;
    return true;
}

static int print_sum(const struct wishes *wishes) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct error err = {0};
    struct str text = STR_NONE;
    if (arena)
        text = TR(arena, cli_language(), T_command_dmn_checked,
                  tr_number(arena, (int64_t)wishes->tables),
                  tr_number(arena, (int64_t)wishes->findings));
    if (!text.p) {
        error_memory(&err);
        return cli_error(&err);
    }
    printf(STR_FMT "\n", STR_ARG(text));
    return wishes->findings ? CLI_FAILED : CLI_DONE;
}

int cmd_dmn_check(int argc, char **argv) {
    struct wishes wishes = {.mode = DMN_STRICT, .options = dmn_check_options_default()};
    struct error err = {0};
    int files = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return usage(stdout, CLI_DONE);
        if (strcmp(argv[i], "--conformant") == 0)
            wishes.mode = DMN_CONFORMANT;
        else if (strcmp(argv[i], "--every-gap") == 0)
            wishes.options.gaps_always = true;
        else if (strcmp(argv[i], "--unused") == 0)
            wishes.options.unused = true;
        else if (argv[i][0] == '-')
            return usage(stderr, CLI_USAGE);
        else
            files++;
    }
    if (!files)
        return usage(stderr, CLI_USAGE);
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-' && !check_file(argv[i], &wishes, &err))
            return cli_error(&err);
    return print_sum(&wishes);
}
