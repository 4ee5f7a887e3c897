// SPDX-License-Identifier: EUPL-1.2
//
// vaka routine check|test|show FOLDER: a routine without a database. vaka routine try, end:
// see cmd_routine_try.c, cmd_routine_end.c.
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "routine/routine.h"

#define ROUTINE_CEILING ((size_t)256 * 1024 * 1024)

static int usage(FILE *to, int status) {
    struct str text = tr(cli_language(), T_command_routine_usage);
    fprintf(to, STR_FMT "\n", STR_ARG(text));
    return status;
}

static void print_error(struct arena *arena, const struct error *err) {
    struct str text = error_text(arena, cli_language(), err);
    printf(STR_FMT "\n", STR_ARG(text));
}

static void print_count(struct arena *arena, enum text_id id, size_t a, size_t b) {
    struct str text =
        TR(arena, cli_language(), id, tr_number(arena, (int64_t)a), tr_number(arena, (int64_t)b));
    printf(STR_FMT "\n", STR_ARG(text));
}

// ---- check ----

static int check(const struct routine *routine, struct arena *arena) {
    struct findings findings;
    struct error err = {0};
    size_t fatal = 0;
    if (!routine_check(routine, arena, &findings, &err))
        return cli_error(&err);
    for (size_t i = 0; i < findings.items.n; i++) {
        print_error(arena, &findings.items.items[i].what);
        fatal += findings.items.items[i].fatal;
    }
    print_count(arena, T_command_routine_checked, fatal, findings.items.n - fatal);
    return fatal ? CLI_FAILED : CLI_DONE;
}

// ---- test ----

static void print_failure(struct arena *arena, const struct example_result *result) {
    printf(STR_FMT ": " STR_FMT "\n", STR_ARG(result->file), STR_ARG(result->name));
    if (result->problem.code != ERR_NONE) {
        fputs("  ", stdout);
        print_error(arena, &result->problem);
        return;
    }
    struct str expected = tr(cli_language(), T_command_routine_expected);
    struct str got = tr(cli_language(), T_command_routine_got);
    printf("  " STR_FMT " " STR_FMT "\n  " STR_FMT " " STR_FMT "\n", STR_ARG(expected),
           STR_ARG(result->expected), STR_ARG(got), STR_ARG(result->got));
}

static int test(const struct routine *routine, struct arena *arena, const char *folder) {
    struct example_results results;
    struct error err = {0};
    size_t passed = 0;
    if (!routine_test(routine, arena, folder, &results, &err))
        return cli_error(&err);
    for (size_t i = 0; i < results.items.n; i++) {
        passed += results.items.items[i].passed;
        if (!results.items.items[i].passed)
            print_failure(arena, &results.items.items[i]);
    }
    printf("%zu passed, %zu failed\n", passed, results.items.n - passed);
    return passed && passed == results.items.n ? CLI_DONE : CLI_FAILED;
}

// ---- show ----

static void print_cells(const struct dmn_column *columns, const struct dmn_cell *cells, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (cells[i].text.n && !str_is(cells[i].text, "-"))
            printf("      " STR_FMT ": " STR_FMT "\n", STR_ARG(columns[i].label),
                   STR_ARG(cells[i].text));
}

static void print_rule(const struct dmn_table *table, size_t i) {
    const struct dmn_rule *rule = &table->rules[i];
    printf("  %2zu", i + 1);
    for (size_t k = 0; k < table->annotation_count; k++)
        printf("  " STR_FMT, STR_ARG(rule->annotations[k].text));
    putchar('\n');
    print_cells(table->inputs, rule->inputs, table->input_count);
    puts("      →");
    print_cells(table->outputs, rule->outputs, table->output_count);
}

// A decision that needs nothing is a parameter: its value.
static void print_parameter(const struct dmn_model *model, const struct dmn_decision *decision) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct dmn_limits limits = dmn_limits_default();
    struct feel_value nothing, value;
    struct str text;
    if (!arena)
        return;
    struct feel_builder inputs = feel_builder_new(arena);
    if (feel_build(&inputs, &nothing, NULL) &&
        dmn_evaluate(model, decision, &nothing, &limits, arena, &value, NULL, NULL) &&
        feel_text(arena, &value, &text, NULL))
        printf("  = " STR_FMT "\n", STR_ARG(text));
}

static void print_decision(const struct dmn_model *model, const struct dmn_decision *decision) {
    const struct dmn_table *table = dmn_decision_table(model, decision);
    printf("\n" STR_FMT "\n", STR_ARG(decision->name));
    if (decision->question.n)
        printf("  " STR_FMT "\n", STR_ARG(decision->question));
    if (decision->description.n)
        printf("  " STR_FMT "\n", STR_ARG(decision->description));
    if (!table && !decision->input_count)
        print_parameter(model, decision);
    for (size_t i = 0; table && i < table->rule_count; i++)
        print_rule(table, i);
}

static int show(const struct routine *routine) {
    const struct routine_info *info = routine_info(routine);
    printf(STR_FMT "\n" STR_FMT ", " STR_FMT "\n\n", STR_ARG(info->title), STR_ARG(info->version),
           STR_ARG(info->source));
    for (size_t i = 0; i < routine_clause_count(routine); i++) {
        const struct clause *clause = routine_clause_at(routine, i);
        printf("  " STR_FMT "  " STR_FMT " (" STR_FMT ")\n", STR_ARG(clause->id),
               STR_ARG(clause->text), STR_ARG(clause->source));
    }
    for (size_t i = 0; i < routine_decision_count(routine); i++) {
        const struct dmn_model *model;
        const struct dmn_decision *decision = routine_decision_at(routine, i, &model);
        print_decision(model, decision);
    }
    return CLI_DONE;
}

static int run(struct arena *arena, int argc, char **argv) {
    const struct routine *routine;
    struct error err = {0};
    const char *verb = argv[1];
    bool is_test = strcmp(verb, "test") == 0;
    if (!is_test && (argc > 3 || (strcmp(verb, "check") != 0 && strcmp(verb, "show") != 0)))
        return usage(stderr, CLI_USAGE);
    bool loaded = is_test ? routine_load_all(arena, argv[2], &routine, &err)
                          : routine_load(arena, argv[2], &routine, &err);
    if (!loaded)
        return cli_error(&err);
    if (strcmp(verb, "check") == 0)
        return check(routine, arena);
    if (!is_test)
        return show(routine);
    struct str folder = str_printf(arena, "%s/examples", argv[2]);
    if (!folder.p) {
        error_memory(&err);
        return cli_error(&err);
    }
    return test(routine, arena, argc > 3 ? argv[3] : folder.p);
}

int cmd_routine(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return usage(stdout, CLI_DONE);
    if (argc > 1 && strcmp(argv[1], "end") == 0)
        return cmd_routine_end(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "try") == 0)
        return cmd_routine_try(argc - 1, argv + 1);
    if (argc < 3 || argc > 4)
        return usage(stderr, CLI_USAGE);
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ROUTINE_CEILING);
    struct error err = {0};
    if (arena)
        return run(arena, argc, argv);
    error_memory(&err);
    return cli_error(&err);
}
