// SPDX-License-Identifier: EUPL-1.2
#include "routine/always.h"

#include "routine/rules.h"

static const struct dmn_table *table_of_decision(const struct routine *routine,
                                                 struct str decision) {
    const struct routine *by = routine_of_decision(routine, decision);
    for (size_t i = 0; by && i < routine_decision_count(by); i++) {
        const struct dmn_model *model;
        const struct dmn_decision *one = routine_decision_at(by, i, &model);
        if (str_eq(one->name, decision))
            return dmn_decision_table(model, one);
    }
    return NULL;
}

static struct str cell(const struct dmn_column *columns, size_t n, const struct dmn_cell *cells,
                       const char *name) {
    for (size_t i = 0; i < n; i++)
        if (str_is(columns[i].label, name) || str_is(columns[i].text, name))
            return str_trim(cells[i].text);
    return STR_NONE;
}

static bool asks(const struct dmn_table *table, const struct dmn_rule *rule) {
    struct str what = cell(table->outputs, table->output_count, rule->outputs, "vad");
    return what.n && !str_is(what, "null");
}

static struct str clauses_of(const struct dmn_table *table, const struct dmn_rule *rule) {
    return cell(table->annotations, table->annotation_count, rule->annotations, CLAUSE_COLUMN);
}

static bool names(struct str clauses, struct str clause) {
    struct str one;
    while (clause_next(&clauses, &one))
        if (str_eq(one, clause))
            return true;
    return false;
}

static bool all_name(const struct dmn_table *table, struct str clause) {
    for (size_t i = 0; i < table->rule_count; i++)
        if (asks(table, &table->rules[i]) && !names(clauses_of(table, &table->rules[i]), clause))
            return false;
    return true;
}

bool routine_always(const struct routine *routine, struct arena *arena, struct str decision,
                    struct ground *ground, struct error *err) {
    const struct dmn_table *table = table_of_decision(routine, decision);
    LIST_OF(struct str) clauses = {0};
    size_t first = 0;
    while (table && first < table->rule_count && !asks(table, &table->rules[first]))
        first++;
    ground->clauses = NULL;
    ground->clause_count = 0;
    if (!table || first == table->rule_count)
        return true;
    struct str rest = clauses_of(table, &table->rules[first]), clause;
    while (clause_next(&rest, &clause)) {
        if (!all_name(table, clause))
            continue;
        struct str *place = LIST_PUSH(arena, &clauses);
        if (!place)
            return error_memory(err);
        *place = clause;
    }
    ground->clauses = clauses.items;
    ground->clause_count = clauses.n;
    return true;
}
