// SPDX-License-Identifier: EUPL-1.2
//
// What is wrong with a routine beyond what kept it from being loaded.
#include <string.h>

#include "dmn/check.h"
#include "routine/reviewer.h"
#include "routine/rules.h"
#include "routine/vocabulary_model.h"

struct checking {
    const struct routine *routine;
    struct arena *arena;
    struct findings findings;
    bool *named; // of each clause: a rule names it
    struct error *err;
    const struct model_file *file;
    const struct dmn_decision *decision;
};

static bool add_finding(struct checking *c, bool fatal, const char *key, struct str first,
                        struct str second, uint32_t line) {
    struct finding *finding = LIST_PUSH(c->arena, &c->findings.items);
    const char *a = str_c(c->arena, first), *b = str_c(c->arena, second);
    if (!finding || !a || !b)
        return error_memory(c->err);
    finding->fatal = fatal;
    error_set(&finding->what, ERR_INPUT, key, a, b, NULL);
    if (line) {
        const char *id = str_c(c->arena, c->decision->id);
        const char *file = str_c(c->arena, c->file->file);
        if (!id || !file)
            return error_memory(c->err);
        error_at(&finding->what, file, id, line, 1);
    }
    return true;
}

// ---- clauses ----

static bool check_clause(struct checking *c, struct str id, uint32_t line) {
    const struct clause *clause = routine_clause(c->routine, id);
    if (!clause)
        return add_finding(c, true, "routine.unknown-clause", id, c->decision->name, line);
    c->named[clause - c->routine->clauses.items] = true;
    return true;
}

static bool check_clauses_of_rule(struct checking *c, const struct dmn_table *table,
                                  const struct dmn_rule *rule) {
    bool any = false;
    for (size_t i = 0; i < table->annotation_count; i++) {
        struct str rest = rule->annotations[i].text, clause;
        if (!str_is(table->annotations[i].label, CLAUSE_COLUMN))
            continue;
        if (rule->description.n && !str_eq(rule->description, rest) &&
            !add_finding(c, true, "routine.clauses-differ", rest, rule->description, rule->line))
            return false;
        while (clause_next(&rest, &clause)) {
            any = true;
            if (!check_clause(c, clause, rule->line))
                return false;
        }
    }
    if (any)
        return true;
    struct str row = str_printf(c->arena, "%zu", (size_t)(rule - table->rules) + 1);
    return add_finding(c, true, "routine.rule-without-clause", c->decision->name, row, rule->line);
}

// ---- values ----

// The list of codes that a column's type names ("vokabulär.tSvar"); CODES_NONE when it is none.
static enum code_list list_of_column(struct checking *c, struct str type) {
    struct str rest = type, name = type;
    while (str_split(&rest, '.', &name))
        ;
    for (enum code_list list = CODES_NONE + 1; list < CODE_LIST_COUNT; list++)
        if (str_eq(name, type_name(c->arena, list_info(list)->feel)))
            return list;
    return CODES_NONE;
}

// The next text in quotes that stands in what is left of a cell. A backslash keeps the quote after
// it in the text.
static bool next_text(struct str *cell, struct str *ret_text) {
    size_t at = 0;
    while (at < cell->n && cell->p[at] != '"')
        at++;
    if (at == cell->n)
        return false;
    size_t from = ++at;
    while (at < cell->n && cell->p[at] != '"')
        at += cell->p[at] == '\\' ? 2 : 1;
    bool ends = at < cell->n;
    *ret_text = str_sub(*cell, from, ends ? at - from : 0);
    *cell = ends ? str_sub(*cell, at + 1, cell->n - at - 1) : STR_NONE;
    return true;
}

// Every text must be a code of the list.
static bool check_values_of_cell(struct checking *c, enum code_list list, struct str cell,
                                 uint32_t line) {
    struct str value;
    while (next_text(&cell, &value))
        if (code_find_feel(list, value) == CODE_NONE &&
            !add_finding(c, true, "routine.unknown-value", value, str_of(list_info(list)->feel),
                         line))
            return false;
    return true;
}

static const struct ask *ask_of(const struct routine *routine, struct str decision) {
    for (size_t i = 0; i < routine->asks.n; i++)
        if (str_eq(routine->asks.items[i].decision->name, decision))
            return &routine->asks.items[i];
    return NULL;
}

// What is escalated is another duty, asked of the same.
static bool check_escalated(struct checking *c, struct str cell, uint32_t line) {
    const struct ask *later = ask_of(c->routine, c->decision->name);
    struct str name;
    while (next_text(&cell, &name)) {
        const struct ask *first = ask_of(c->routine, name);
        bool fits = later && first && first != later && first->kind == ANSWER_DUTY &&
                    first->of == later->of && first->thing == later->thing &&
                    first->codes == later->codes;
        if (!fits &&
            !add_finding(c, true, "routine.escalates-unknown", name, c->decision->name, line))
            return false;
    }
    return true;
}

static bool check_columns(struct checking *c, const struct dmn_column *columns, size_t count,
                          const struct dmn_cell *cells, uint32_t line) {
    for (size_t i = 0; i < count; i++) {
        enum code_list list = list_of_column(c, columns[i].type);
        if (list != CODES_NONE && !check_values_of_cell(c, list, cells[i].text, line))
            return false;
        if (str_is(columns[i].text, "trappar upp") && !check_escalated(c, cells[i].text, line))
            return false;
    }
    return true;
}

static bool check_table(struct checking *c, const struct dmn_table *table) {
    for (size_t i = 0; i < table->rule_count; i++) {
        const struct dmn_rule *rule = &table->rules[i];
        if (!check_clauses_of_rule(c, table, rule) ||
            !check_columns(c, table->inputs, table->input_count, rule->inputs, rule->line) ||
            !check_columns(c, table->outputs, table->output_count, rule->outputs, rule->line))
            return false;
    }
    return true;
}

// ---- tables ----

// Keeps a finding the routine from being put in force? What is only possible does not.
static bool is_fatal(const struct dmn_finding *finding) {
    switch (finding->kind) {
    case DMN_GAP:
    case DMN_OVERLAP:
        return finding->certain;
    case DMN_MASKED:
    case DMN_NEVER:
        return true;
    case DMN_NOT_PROVEN:
    case DMN_UNUSED:
    case DMN_GAVE_UP:
        return false;
    }
    return true;
}

static bool check_tables(struct checking *c) {
    struct dmn_check check;
    if (!dmn_check_model(c->file->model, NULL, c->arena, &check, c->err))
        return false;
    for (size_t i = 0; i < check.findings.n; i++) {
        struct finding *finding = LIST_PUSH(c->arena, &c->findings.items);
        if (!finding)
            return error_memory(c->err);
        finding->fatal = is_fatal(&check.findings.items[i]);
        if (!dmn_finding_error(&check.findings.items[i], c->arena, &finding->what, c->err))
            return false;
    }
    return true;
}

// ---- parameters ----

// Whether on the first day of a value somebody is to review deviations where nobody has that role.
static bool is_reviewer_elsewhere(const struct parameter *role, const struct parameter *unit,
                                  const struct parameter_value *from, struct str *ret_role) {
    const struct date first = {1, 1, 1};
    struct date day = from->has_from ? from->from : first;
    *ret_role = parameter_on(role, day)->value.string;
    return !str_is(*ret_role, code_info(CODE_role_unit_manager)->sv) &&
           str_is(parameter_on(unit, day)->value.string, REVIEW_WHERE_IT_HAPPENED);
}

static bool check_reviewer(struct checking *c) {
    const struct parameter *both[] = {parameter_find(c->routine, STR(PARAMETER_REVIEW_ROLE)),
                                      parameter_find(c->routine, STR(PARAMETER_REVIEW_UNIT))};
    struct str role;
    for (size_t i = 0; both[0] && both[1] && i < 2; i++)
        for (size_t k = 0; k < both[i]->values.n; k++)
            if (is_reviewer_elsewhere(both[0], both[1], &both[i]->values.items[k], &role))
                return add_finding(c, true, "routine.reviewer-elsewhere", role, STR_NONE, 0);
    return true;
}

bool routine_check(const struct routine *routine, struct arena *arena,
                   struct findings *ret_findings, struct error *err) {
    struct checking c = {.routine = routine, .arena = arena, .err = err};
    c.named = ARENA_ARRAY(arena, routine->clauses.n, bool);
    if (!c.named)
        return error_memory(err);
    for (size_t i = 0; i < routine->models.n; i++) {
        c.file = &routine->models.items[i];
        for (size_t k = 0; k < dmn_decision_count(c.file->model); k++) {
            c.decision = dmn_decision_at(c.file->model, k);
            const struct dmn_table *table = dmn_decision_table(c.file->model, c.decision);
            if (table && !check_table(&c, table))
                return false;
        }
        if (!check_tables(&c))
            return false;
    }
    if (!check_reviewer(&c))
        return false;
    for (size_t i = 0; i < routine->clauses.n; i++)
        if (!c.named[i] && !add_finding(&c, false, "routine.clause-without-rule",
                                        routine->clauses.items[i].id, STR_NONE, 0))
            return false;
    *ret_findings = c.findings;
    return true;
}
