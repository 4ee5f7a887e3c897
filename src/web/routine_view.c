// SPDX-License-Identifier: EUPL-1.2
#include "web/routine_view.h"

#include "web/feel_words.h"

// Beside the row's number, its clauses and its comment.
#define COLUMNS_BESIDE 6
#define CLAUSE_COLUMN "Klausul"
#define COMMENT_COLUMN "Kommentar"

const struct dmn_decision *decision_find(const struct routine *routine, struct str name,
                                         const struct dmn_model **ret_model) {
    for (size_t i = 0; i < routine_decision_count(routine); i++) {
        const struct dmn_model *model;
        const struct dmn_decision *decision = routine_decision_at(routine, i, &model);
        if (str_eq(decision->name, name)) {
            *ret_model = model;
            return decision;
        }
    }
    return NULL;
}

static struct str annotation(const struct dmn_table *table, const struct dmn_rule *rule,
                             const char *column) {
    for (size_t i = 0; i < table->annotation_count; i++)
        if (str_is(table->annotations[i].label, column) ||
            str_is(table->annotations[i].text, column))
            return str_trim(rule->annotations[i].text);
    return STR_NONE;
}

struct str ground_comment(const struct routine *routine, const struct ground *ground) {
    const struct dmn_model *model;
    const struct routine *by = routine_of_decision(routine, ground->decision);
    const struct dmn_decision *decision = by ? decision_find(by, ground->decision, &model) : NULL;
    const struct dmn_table *table = decision ? dmn_decision_table(model, decision) : NULL;
    if (!table || ground->row == 0 || ground->row > table->rule_count)
        return STR_NONE;
    return annotation(table, &table->rules[ground->row - 1], COMMENT_COLUMN);
}

// Takes the next id off a list like "H-07, H-11".
static bool next_clause(struct str *rest, struct str *ret_id) {
    while (str_split(rest, ',', ret_id)) {
        *ret_id = str_trim(*ret_id);
        if (ret_id->n)
            return true;
    }
    return false;
}

bool decision_cites(const struct dmn_table *table, struct str clause) {
    for (size_t i = 0; table && i < table->rule_count; i++) {
        struct str rest = annotation(table, &table->rules[i], CLAUSE_COLUMN);
        for (struct str id; next_clause(&rest, &id);)
            if (str_eq(id, clause))
                return true;
    }
    return false;
}

static bool push(struct arena *arena, struct text_list *texts, struct str text, struct error *err) {
    struct str *slot = LIST_PUSH(arena, &texts->items);
    if (!slot)
        return error_memory(err);
    *slot = text;
    return true;
}

bool clause_list(struct arena *arena, const struct ground *ground, struct text_list *ids,
                 struct error *err) {
    for (size_t i = 0; i < ground->clause_count; i++)
        if (!push(arena, ids, ground->clauses[i], err))
            return false;
    return true;
}

// As the routine names it, otherwise what it asks in plain words.
static struct str column_words(struct arena *arena, enum language language,
                               const struct dmn_column *column) {
    if (column->label.n && !str_eq(column->label, column->text))
        return column->label;
    struct str words = column->node ? feel_words(arena, language, column->node) : STR_NONE;
    return words.n ? words : column->text;
}

static bool add_columns(struct arena *arena, enum language language, const struct dmn_table *table,
                        struct decision_view *view, struct error *err) {
    view->input_count = table->input_count;
    view->output_count = table->output_count;
    for (size_t i = 0; i < table->input_count; i++) {
        const struct dmn_column *column = &table->inputs[i];
        if (!push(arena, &view->columns, column_words(arena, language, column), err) ||
            !push(arena, &view->written_columns, column->text, err))
            return false;
    }
    for (size_t i = 0; i < table->output_count; i++) {
        const struct dmn_column *column = &table->outputs[i];
        if (!push(arena, &view->columns, column->label.n ? column->label : column->text, err) ||
            !push(arena, &view->written_columns, column->text, err))
            return false;
    }
    return true;
}

static bool is_text(const struct feel_node *node) {
    if (node->op == OP_TEST && (node->test.how == TEST_IN || node->test.how == TEST_EQUAL))
        node = node->test.operand;
    node = said_node(node);
    return node->op == OP_CONST && node->constant.type == FEEL_STRING;
}

// An answer that is null is no answer.
static bool add_cell(struct arena *arena, enum language language, const struct dmn_cell *cell,
                     bool is_input, const struct decision_view *decision, struct row_view *row,
                     struct error *err) {
    size_t column = row->cells.n;
    struct cell_view *view = LIST_PUSH(arena, &row->cells);
    if (!view)
        return error_memory(err);
    *view = (struct cell_view){.column = decision->columns.items.items[column],
                               .written_column = decision->written_columns.items.items[column],
                               .written = cell->text,
                               .is_input = is_input};
    view->is_any =
        !cell->node || (is_input ? cell->node->op == OP_TEST_ALL : said_null(cell->node));
    if (view->is_any)
        return true;
    view->words = is_input ? feel_test_words(arena, language, cell->node)
                           : feel_words(arena, language, cell->node);
    view->is_code = !view->words.n;
    view->is_text = is_text(cell->node);
    if (view->is_code)
        view->words = cell->text;
    return true;
}

static bool add_row(struct arena *arena, enum language language, const struct dmn_table *table,
                    size_t i, struct decision_view *view, struct error *err) {
    const struct dmn_rule *rule = &table->rules[i];
    struct row_view *row = LIST_PUSH(arena, &view->rows);
    if (!row)
        return error_memory(err);
    row->number = i + 1;
    for (size_t k = 0; k < table->input_count; k++)
        if (!add_cell(arena, language, &rule->inputs[k], true, view, row, err))
            return false;
    for (size_t k = 0; k < table->output_count; k++)
        if (!add_cell(arena, language, &rule->outputs[k], false, view, row, err))
            return false;
    row->comment = annotation(table, rule, COMMENT_COLUMN);
    view->any_comment = view->any_comment || row->comment.n;
    struct str rest = annotation(table, rule, CLAUSE_COLUMN);
    for (struct str id; next_clause(&rest, &id);)
        if (!push(arena, &row->clauses, id, err))
            return false;
    return true;
}

static const struct {
    const char *type;
    enum text_id words;
} kinds[DECISION_KIND_COUNT] = {
    [DECISION_DUTY] = {"tPlikt", T_routine_kind_duty},
    [DECISION_PERMIT] = {"tTillstånd", T_routine_kind_permit},
    [DECISION_PROPOSAL] = {"tFörslag", T_routine_kind_proposal},
    [DECISION_RESPONSIBILITY] = {"tAnsvar", T_routine_kind_responsibility},
    [DECISION_STATUS] = {"tLäge", T_routine_kind_status},
    [DECISION_FEE] = {"tAvgift", T_routine_kind_fee},
    [DECISION_OTHER] = {"", T_routine_kind_other},
};

enum decision_kind decision_kind_of(const struct dmn_decision *decision) {
    for (enum decision_kind kind = 0; kind < DECISION_OTHER; kind++)
        if (str_is(decision->type.name, kinds[kind].type))
            return kind;
    return str_is(decision->type.name, "tAvgiftstak") ? DECISION_FEE : DECISION_OTHER;
}

struct str decision_kind_words(enum language language, enum decision_kind kind) {
    return tr(language, kinds[kind].words);
}

bool decision_view_make(struct arena *arena, enum language language, const struct dmn_model *model,
                        const struct dmn_decision *decision, size_t marked,
                        struct decision_view *ret_view, struct error *err) {
    const struct dmn_table *table = dmn_decision_table(model, decision);
    *ret_view = (struct decision_view){
        .name = decision->name,
        .description = decision->description,
        .kind = decision_kind_words(language, decision_kind_of(decision)),
        .has_table = table != NULL,
    };
    if (!table)
        return true;
    if (!add_columns(arena, language, table, ret_view, err))
        return false;
    for (size_t i = 0; i < table->rule_count; i++)
        if (!add_row(arena, language, table, i, ret_view, err))
            return false;
    ret_view->wide = ret_view->columns.items.n > COLUMNS_BESIDE;
    if (marked > 0 && marked <= ret_view->rows.n)
        ret_view->rows.items[marked - 1].marked = true;
    return true;
}
