// SPDX-License-Identifier: EUPL-1.2
//
// Decision tables (DMN 1.5, chapter 8), made ready.
#include "dmn/table.h"

static bool read_policy(struct boxed *b, const struct xml *xml, struct table *table) {
    static const char *const policies[] = {"UNIQUE",  "FIRST",      "PRIORITY",    "ANY",
                                           "COLLECT", "RULE ORDER", "OUTPUT ORDER"};
    static const char *const aggregations[] = {"", "SUM", "COUNT", "MIN", "MAX"};
    struct str policy = xml_attribute(xml, "hitPolicy");
    struct str aggregation = xml_attribute(xml, "aggregation");
    if (!policy.n)
        policy = STR("UNIQUE");
    size_t p = 0, a = 0;
    while (p < COUNT(policies) && !str_is(policy, policies[p]))
        p++;
    while (a < COUNT(aggregations) && !str_is(aggregation, aggregations[a]))
        a++;
    if (p == COUNT(policies) || a == COUNT(aggregations))
        return dmn_refuse(b->g, b->model, xml, "dmn.hit-policy",
                          p == COUNT(policies) ? policy : aggregation, STR_NONE);
    table->policy = (enum hit_policy)p;
    table->aggregation = p == HIT_COLLECT ? (enum aggregation)a : AGGREGATE_NONE;
    table->shown.hit_policy = table->aggregation == AGGREGATE_NONE
                                  ? policy
                                  : str_printf(b->g->arena, "%s %s", policies[p], aggregations[a]);
    return true;
}

static struct str text_of(const struct xml *holder) {
    const struct xml *text = holder ? xml_child(holder, "text") : NULL;
    return text ? str_trim(text->text) : STR("");
}

// The text of a cell: an expression, or NULL when it is empty.
static bool compile_cell(struct boxed *b, const struct xml *cell, bool tests,
                         const struct feel_node **ret_node) {
    const struct xml *text = cell ? xml_child(cell, "text") : NULL;
    *ret_node = NULL;
    if (!text || !str_trim(text->text).n)
        return true;
    const struct feel_source *source = boxed_source(b, cell, text);
    if (!source)
        return error_memory(b->g->err);
    return tests ? feel_compile_tests(&b->c, source, ret_node)
                 : feel_compile(&b->c, source, ret_node);
}

// Tests of "?", which has a slot of its own and the type of the column.
static bool compile_tests(struct boxed *b, const struct xml *cell, const struct feel_kind *kind,
                          uint32_t slot, const struct feel_node **ret_node) {
    struct feel_scope scope = {0};
    uint32_t slots = b->c.slots_used;
    feel_scope_push(&b->c, &scope);
    struct feel_name *name = LIST_PUSH(b->g->arena, &scope.names);
    if (!name)
        return error_memory(b->g->err);
    *name = (struct feel_name){.name = STR("?"), .op = OP_SLOT, .index = slot, .kind = kind};
    bool ok = compile_cell(b, cell, true, ret_node);
    feel_scope_pop(&b->c, slots);
    return ok;
}

static bool compile_input(struct boxed *b, const struct xml *xml, struct table_input *input,
                          struct dmn_column *shown) {
    const struct xml *expression = xml_child(xml, "inputExpression");
    const struct feel_kind *kind;
    if (!expression)
        return dmn_refuse(b->g, b->model, xml, "dmn.part-missing", STR("inputExpression"),
                          xml->name);
    if (!compile_cell(b, expression, false, &input->value))
        return false;
    if (!input->value)
        return dmn_refuse(b->g, b->model, expression, "dmn.part-missing", STR("text"),
                          expression->name);
    shown->text = text_of(expression);
    shown->label = xml_attribute(xml, "label");
    shown->type = xml_attribute(expression, "typeRef");
    if (!shown->label.n)
        shown->label = shown->text;
    if (!types_of(b->g, b->model, expression, shown->type, &kind) ||
        !boxed_coerce(b, input->value, kind, &input->value) || !feel_slot_new(&b->c, &input->slot))
        return false;
    shown->node = input->value;
    return compile_tests(b, xml_child(xml, "inputValues"), input->value->kind, input->slot,
                         &input->allowed);
}

// The type of such a table is that of the list of its rows.
static bool yields_rows(const struct xml *table) {
    struct str policy = xml_attribute(table, "hitPolicy");
    return str_is(policy, "COLLECT") || str_is(policy, "RULE ORDER") ||
           str_is(policy, "OUTPUT ORDER");
}

static bool compile_output(struct boxed *b, const struct xml *xml, const struct xml *table,
                           struct table_output *output, struct dmn_column *shown) {
    struct str type = xml_attribute(xml, "typeRef");
    bool whole = !type.n && xml_count(table, "output") == 1;
    output->name = feel_name_normal(b->g->arena, xml_attribute(xml, "name"));
    shown->text = output->name;
    shown->label = xml_attribute(xml, "label");
    if (!shown->label.n)
        shown->label = output->name.n ? output->name : xml_attribute(table, "outputLabel");
    if (whole)
        type = xml_attribute(table, "typeRef");
    shown->type = type;
    if (!types_of(b->g, b->model, xml, type, &output->kind))
        return false;
    if (whole && yields_rows(table))
        output->kind = feel_kind_element(output->kind);
    if (!compile_cell(b, xml_child(xml, "defaultOutputEntry"), false, &output->otherwise) ||
        !feel_slot_new(&b->c, &output->slot))
        return false;
    return compile_tests(b, xml_child(xml, "outputValues"), output->kind, output->slot,
                         &output->allowed);
}

// A cell that null cannot pass shows that the column has a value, for the rest of the rule.
static void add_fact(struct boxed *b, const struct table_input *input,
                     const struct feel_node *test) {
    if (!test->nullable)
        feel_facts_add_path(&b->c, input->value->op == OP_COERCE ? input->value->typed.value
                                                                 : input->value);
}

static bool compile_tests_of(struct boxed *b, const struct xml *xml, const struct table *table,
                             const struct feel_node **tests, struct dmn_cell *shown) {
    const struct xml *cell = xml_child(xml, "inputEntry");
    for (size_t i = 0; i < table->input_count; i++) {
        if (!cell)
            return dmn_refuse(b->g, b->model, xml, "dmn.cells-missing", STR("inputEntry"),
                              STR_NONE);
        shown[i].text = text_of(cell);
        if (!compile_tests(b, cell, table->inputs[i].value->kind, table->inputs[i].slot, &tests[i]))
            return false;
        shown[i].node = tests[i];
        // An empty cell is "-".
        if (tests[i])
            add_fact(b, &table->inputs[i], tests[i]);
        if (tests[i] && tests[i]->op == OP_TEST_ALL)
            tests[i] = NULL;
        cell = xml_next(cell, "inputEntry");
    }
    return cell
               ? dmn_refuse(b->g, b->model, cell, "dmn.cells-too-many", STR("inputEntry"), STR_NONE)
               : true;
}

static bool compile_outputs_of(struct boxed *b, const struct xml *xml, struct table *table,
                               const struct feel_node **outputs, struct dmn_cell *shown) {
    const struct xml *cell = xml_child(xml, "outputEntry");
    for (size_t i = 0; i < table->output_count; i++) {
        struct table_output *output = &table->outputs[i];
        if (!cell)
            return dmn_refuse(b->g, b->model, xml, "dmn.cells-missing", STR("outputEntry"),
                              STR_NONE);
        shown[i].text = text_of(cell);
        if (!compile_cell(b, cell, false, &outputs[i]))
            return false;
        if (outputs[i] && !boxed_coerce(b, outputs[i], output->kind, &outputs[i]))
            return false;
        shown[i].node = outputs[i];
        output->optional = output->optional || !outputs[i] || outputs[i]->nullable;
        cell = xml_next(cell, "outputEntry");
    }
    return cell ? dmn_refuse(b->g, b->model, cell, "dmn.cells-too-many", STR("outputEntry"),
                             STR_NONE)
                : true;
}

const struct feel_value *table_cell_constant(const struct feel_node *cell) {
    static const struct feel_value null = {.type = FEEL_NULL};
    const struct feel_node *node = cell;
    bool proven = true;
    for (; node && node->op == OP_COERCE; node = node->typed.value)
        proven = proven && node->typed.proven;
    if (!node)
        return &null;
    return node->op == OP_CONST && (proven || node->constant.type == FEEL_NULL) ? &node->constant
                                                                                : NULL;
}

// Most rules of a table that says when something is to be done say that nothing is.
static bool find_constant_row(struct boxed *b, const struct table *table, struct table_rule *rule) {
    size_t n = table->output_count;
    struct feel_context *row = ARENA_NEW(b->g->arena, struct feel_context);
    struct feel_entry *entries = ARENA_ARRAY(b->g->arena, n, struct feel_entry);
    if (!row || !entries)
        return error_memory(b->g->err);
    for (size_t i = 0; i < n; i++) {
        const struct feel_value *constant = table_cell_constant(rule->outputs[i]);
        if (!constant)
            return true;
        entries[i] = (struct feel_entry){table->outputs[i].name, *constant};
    }
    *row = (struct feel_context){n, entries};
    rule->row = n > 1 ? row : NULL;
    return true;
}

static struct str description_of(const struct xml *xml) {
    const struct xml *description = xml_child(xml, "description");
    return description ? str_trim(description->text) : STR_NONE;
}

static bool compile_rule(struct boxed *b, const struct xml *xml, struct table *table,
                         struct table_rule *rule, struct dmn_rule *shown) {
    struct arena *arena = b->g->arena;
    const struct feel_node **tests =
        ARENA_ARRAY(arena, table->input_count, const struct feel_node *);
    const struct feel_node **outputs =
        ARENA_ARRAY(arena, table->output_count, const struct feel_node *);
    struct dmn_cell *cells =
        ARENA_ARRAY(arena, table->input_count + table->output_count, struct dmn_cell);
    struct dmn_cell *notes = ARENA_ARRAY(arena, table->shown.annotation_count, struct dmn_cell);
    size_t facts = b->c.fact_count, i = 0;
    if (!tests || !outputs || !cells || !notes)
        return error_memory(b->g->err);
    *rule = (struct table_rule){.tests = tests, .outputs = outputs};
    *shown = (struct dmn_rule){.id = xml_attribute(xml, "id"),
                               .description = description_of(xml),
                               .line = xml->line,
                               .inputs = cells,
                               .outputs = cells + table->input_count,
                               .annotations = notes};
    if (!compile_tests_of(b, xml, table, tests, cells) ||
        !compile_outputs_of(b, xml, table, outputs, cells + table->input_count) ||
        !find_constant_row(b, table, rule))
        return false;
    b->c.fact_count = facts;
    const struct xml *note = xml_child(xml, "annotationEntry");
    if (!note && table->shown.annotation_count)
        notes[0].text = shown->description;
    for (; note && i < table->shown.annotation_count; note = xml_next(note, "annotationEntry"))
        notes[i++].text = text_of(note);
    return true;
}

static bool compile_columns(struct boxed *b, const struct xml *xml, struct table *table) {
    struct arena *arena = b->g->arena;
    size_t inputs = xml_count(xml, "input"), outputs = xml_count(xml, "output"), i;
    size_t notes = xml_count(xml, "annotation");
    if (inputs > TABLE_COLUMNS_MAX || outputs > TABLE_COLUMNS_MAX || notes > TABLE_COLUMNS_MAX)
        return dmn_refuse(b->g, b->model, xml, "dmn.table-too-large", STR_NONE, STR_NONE);
    if (!outputs)
        return dmn_refuse(b->g, b->model, xml, "dmn.part-missing", STR("output"), xml->name);
    struct dmn_column *shown = ARENA_ARRAY(arena, inputs + outputs + notes, struct dmn_column);
    table->inputs = ARENA_ARRAY(arena, inputs, struct table_input);
    table->outputs = ARENA_ARRAY(arena, outputs, struct table_output);
    if (!shown || !table->inputs || !table->outputs)
        return error_memory(b->g->err);
    table->shown.inputs = shown;
    table->shown.outputs = shown + inputs;
    table->shown.annotations = shown + inputs + outputs;
    const struct xml *column = xml_child(xml, "input");
    for (i = 0; column; column = xml_next(column, "input"), i++)
        if (!compile_input(b, column, &table->inputs[i], &shown[i]))
            return false;
    column = xml_child(xml, "output");
    for (i = 0; column; column = xml_next(column, "output"), i++)
        if (!compile_output(b, column, xml, &table->outputs[i], &shown[inputs + i]))
            return false;
    column = xml_child(xml, "annotation");
    for (i = 0; column; column = xml_next(column, "annotation"), i++)
        shown[inputs + outputs + i].label = shown[inputs + outputs + i].text =
            xml_attribute(column, "name");
    table->input_count = table->shown.input_count = inputs;
    table->output_count = table->shown.output_count = outputs;
    table->shown.annotation_count = notes;
    return true;
}

static bool compile_rules(struct boxed *b, const struct xml *xml, struct table *table) {
    size_t count = xml_count(xml, "rule"), i = 0;
    if (count > TABLE_RULES_MAX)
        return dmn_refuse(b->g, b->model, xml, "dmn.table-too-large", STR_NONE, STR_NONE);
    struct dmn_rule *shown = ARENA_ARRAY(b->g->arena, count, struct dmn_rule);
    table->rules = ARENA_ARRAY(b->g->arena, count, struct table_rule);
    table->plain = ARENA_ARRAY(b->g->arena, count * table->input_count, struct feel_plain_test);
    if (!shown || !table->rules || !table->plain)
        return error_memory(b->g->err);
    const struct xml *rule = xml_child(xml, "rule");
    for (; rule; rule = xml_next(rule, "rule"), i++) {
        if (!compile_rule(b, rule, table, &table->rules[i], &shown[i]))
            return false;
        for (size_t k = 0; k < table->input_count; k++)
            table->plain[i * table->input_count + k] = feel_plain_test_of(table->rules[i].tests[k]);
    }
    table->shown.rules = shown;
    table->rule_count = table->shown.rule_count = count;
    return true;
}

// The type of one output: as declared, or what its cells have in common.
static const struct feel_kind *output_kind(const struct table *table, size_t column) {
    const struct table_output *output = &table->outputs[column];
    const struct feel_kind *kind = NULL;
    if (!output->kind->any)
        return output->kind;
    for (size_t i = 0; i < table->rule_count; i++) {
        const struct feel_node *cell = table->rules[i].outputs[column];
        if (cell)
            kind = kind ? feel_kind_join(kind, cell->kind) : cell->kind;
    }
    if (output->otherwise)
        kind = kind ? feel_kind_join(kind, output->otherwise->kind) : output->otherwise->kind;
    return kind ? kind : &feel_any;
}

static bool row_kind(struct boxed *b, const struct table *table,
                     const struct feel_kind **ret_kind) {
    if (table->output_count == 1) {
        *ret_kind = output_kind(table, 0);
        return true;
    }
    struct feel_kind *kind = ARENA_NEW(b->g->arena, struct feel_kind);
    struct feel_field *fields = ARENA_ARRAY(b->g->arena, table->output_count, struct feel_field);
    if (!kind || !fields)
        return error_memory(b->g->err);
    for (size_t i = 0; i < table->output_count; i++)
        fields[i] = (struct feel_field){table->outputs[i].name, output_kind(table, i),
                                        table->outputs[i].optional};
    *kind = (struct feel_kind){
        .type = FEEL_CONTEXT, .fields = fields, .count = table->output_count, .closed = true};
    *ret_kind = kind;
    return true;
}

static bool result_kind(struct boxed *b, const struct table *table, struct feel_node *node) {
    const struct feel_kind *row = NULL;
    bool one = table->output_count == 1;
    if (!row_kind(b, table, &row))
        return false;
    switch (table->policy) {
    case HIT_UNIQUE:
    case HIT_FIRST:
    case HIT_PRIORITY:
    case HIT_ANY:
        node->kind = row;
        node->nullable = one && table->outputs[0].optional;
        return true;
    case HIT_COLLECT:
    case HIT_RULE_ORDER:
    case HIT_OUTPUT_ORDER:
        break;
    }
    if (table->aggregation == AGGREGATE_NONE)
        node->kind = feel_kind_list(b->g->arena, row);
    else
        node->kind = table->aggregation == AGGREGATE_COUNT ? feel_kind_of(FEEL_NUMBER) : row;
    return true;
}

// What is evaluated, without what was only needed to prove its type.
static void strip(struct table *table) {
    for (size_t i = 0; i < table->input_count; i++)
        table->inputs[i].value = feel_node_plain(table->inputs[i].value);
    for (size_t i = 0; i < table->output_count; i++)
        table->outputs[i].otherwise = feel_node_plain(table->outputs[i].otherwise);
    for (size_t i = 0; i < table->rule_count; i++)
        for (size_t k = 0; k < table->output_count; k++)
            table->rules[i].outputs[k] = feel_node_plain(table->rules[i].outputs[k]);
}

bool table_compile(struct boxed *b, const struct xml *xml, const struct feel_node **ret_node) {
    struct table *table = ARENA_NEW(b->g->arena, struct table);
    const struct feel_source *source = boxed_source(b, xml, NULL);
    struct feel_node *node = source ? feel_node_new(&b->c, OP_EXTERNAL, source, 0) : NULL;
    if (!table || !node)
        return error_memory(b->g->err);
    table->decision = b->element ? b->element->name : STR("");
    table->line = xml->line;
    if (!read_policy(b, xml, table) || !compile_columns(b, xml, table) ||
        !compile_rules(b, xml, table))
        return false;
    for (size_t i = 0; i < table->output_count; i++)
        if (table->outputs[i].otherwise &&
            !boxed_coerce(b, table->outputs[i].otherwise, table->outputs[i].kind,
                          &table->outputs[i].otherwise))
            return false;
    const struct table **known = LIST_PUSH(b->g->arena, &b->model->tables);
    if (!known || !result_kind(b, table, node))
        return error_memory(b->g->err);
    *known = table;
    strip(table);
    node->external.run = table_run;
    node->external.data = table;
    *ret_node = node;
    return true;
}

const struct dmn_table *table_shown(const struct table *table) {
    return table ? &table->shown : NULL;
}

const struct table *table_of(const struct feel_node *node) {
    while (node->op == OP_COERCE)
        node = node->typed.value;
    return node->op == OP_EXTERNAL && node->external.run == table_run ? node->external.data : NULL;
}
