// SPDX-License-Identifier: EUPL-1.2
//
// Decision tables, evaluated.
#include <stdlib.h>

#include "dmn/table.h"

struct run {
    struct feel_machine *m;
    const struct feel_node *node;
    const struct table *table;
    size_t *matched; // indices of rules
    size_t count;
};

static bool fail_rows(struct run *run, const char *key, struct feel_value *ret_value) {
    struct buf buf = buf_new(run->m->arena, ERROR_ARG_SIZE * 4);
    struct str rows;
    for (size_t i = 0; i < run->count && i < 20; i++)
        buf_printf(&buf, "%s%zu", i ? ", " : "", run->matched[i] + 1);
    if (!buf_done(&buf, &rows, run->m->err))
        return false;
    return feel_fail(run->m, run->node, key, run->table->decision, rows, ret_value);
}

// The values of the columns, in their slots. *ret_fits is false when one is not allowed.
static bool read_inputs(struct run *run, bool *ret_fits) {
    struct feel_machine *m = run->m;
    *ret_fits = true;
    for (size_t i = 0; i < run->table->input_count; i++) {
        const struct table_input *input = &run->table->inputs[i];
        struct feel_value allowed, value;
        if (!feel_eval(m, input->value, &value))
            return false;
        m->frame[input->slot] = value;
        if (!input->allowed || value.type == FEEL_NULL)
            continue;
        if (!feel_eval(m, input->allowed, &allowed))
            return false;
        if (allowed.type == FEEL_BOOLEAN && allowed.boolean)
            continue;
        *ret_fits = false;
        struct feel_value ignored;
        if (!feel_fail(m, input->value, "dmn.value-not-allowed", feel_node_text(input->value),
                       STR_NONE, &ignored))
            return false;
    }
    return true;
}

static bool rule_matches(struct run *run, size_t rule, bool *ret_matches) {
    const struct table *table = run->table;
    const struct feel_plain_test *plain = &table->plain[rule * table->input_count];
    *ret_matches = true;
    for (size_t i = 0; *ret_matches && i < table->input_count; i++) {
        struct feel_value passed;
        if (feel_test_plainly(run->m, &plain[i], ret_matches))
            continue;
        if (!feel_eval(run->m, table->rules[rule].tests[i], &passed))
            return false;
        *ret_matches = passed.type == FEEL_BOOLEAN && passed.boolean;
    }
    return true;
}

static bool find_matches(struct run *run) {
    const struct table *table = run->table;
    bool first = table->policy == HIT_FIRST;
    for (size_t i = 0; i < table->rule_count && !(first && run->count); i++) {
        bool matches;
        if (!rule_matches(run, i, &matches))
            return false;
        if (matches)
            run->matched[run->count++] = i;
    }
    return true;
}

static bool cell_value(struct run *run, const struct feel_node *cell, struct feel_value *ret) {
    *ret = feel_null();
    return !cell || feel_eval(run->m, cell, ret);
}

// What one rule yields: a value, or a context when there are several outputs.
static bool row_value(struct run *run, const struct feel_node *const *cells,
                      struct feel_value *ret_value) {
    const struct table *table = run->table;
    if (table->output_count == 1)
        return cell_value(run, cells[0], ret_value);
    struct feel_context *context = ARENA_NEW(run->m->arena, struct feel_context);
    struct feel_entry *entries = ARENA_ARRAY(run->m->arena, table->output_count, struct feel_entry);
    if (!context || !entries)
        return error_memory(run->m->err);
    for (size_t i = 0; i < table->output_count; i++) {
        entries[i].name = table->outputs[i].name;
        if (!cell_value(run, cells[i], &entries[i].value))
            return false;
    }
    *context = (struct feel_context){table->output_count, entries};
    *ret_value = feel_context_of(context);
    return true;
}

static bool rule_value(struct run *run, size_t matched, struct feel_value *ret_value) {
    const struct table_rule *rule = &run->table->rules[run->matched[matched]];
    if (!rule->row)
        return row_value(run, rule->outputs, ret_value);
    *ret_value = feel_context_of(rule->row);
    return true;
}

static bool collected(struct run *run, struct feel_value *ret_value) {
    struct feel_items items = {0};
    for (size_t i = 0; i < run->count; i++) {
        struct feel_value row;
        if (!rule_value(run, i, &row) || !feel_items_add(run->m, &items, &row))
            return false;
    }
    return feel_items_done(run->m, &items, ret_value);
}

static bool aggregated(struct run *run, struct feel_value *ret_value) {
    struct feel_value list, total;
    int order;
    if (!collected(run, &list))
        return false;
    const struct feel_value *items = list.list->items;
    size_t n = list.list->n;
    if (run->table->aggregation == AGGREGATE_COUNT) {
        *ret_value = feel_int((int64_t)n);
        return true;
    }
    total = items[0];
    for (size_t i = 0; i < n; i++) {
        bool greater;
        if (run->table->aggregation == AGGREGATE_SUM) {
            if (i && !feel_arithmetic(run->m, run->node, OP_ADD, &total, &items[i], &total))
                return false;
            continue;
        }
        if (!feel_compare(&items[i], &total, &order))
            return feel_fail(run->m, run->node, "dmn.not-comparable", run->table->decision,
                             STR_NONE, ret_value);
        greater = order > 0;
        if (order && greater == (run->table->aggregation == AGGREGATE_MAX))
            total = items[i];
    }
    *ret_value = total;
    return true;
}

static bool any(struct run *run, struct feel_value *ret_value) {
    struct feel_value list;
    if (!collected(run, &list))
        return false;
    for (size_t i = 1; i < list.list->n; i++)
        if (!feel_equal(&list.list->items[0], &list.list->items[i]))
            return fail_rows(run, "dmn.rules-contradict", ret_value);
    *ret_value = list.list->items[0];
    return true;
}

// The place of a value among the tests of <outputValues>: smaller goes first.
static bool rank(struct run *run, const struct table_output *output, const struct feel_value *value,
                 size_t *ret_rank) {
    const struct feel_node *allowed = output->allowed;
    bool many = allowed && allowed->op == OP_TEST_ANY;
    size_t n = !allowed ? 0 : many ? allowed->list.count : 1;
    *ret_rank = n;
    run->m->frame[output->slot] = *value;
    for (size_t i = 0; i < n && *ret_rank == n; i++) {
        struct feel_value passed;
        if (!feel_eval(run->m, many ? allowed->list.items[i] : allowed, &passed))
            return false;
        if (passed.type == FEEL_BOOLEAN && passed.boolean)
            *ret_rank = i;
    }
    return true;
}

static bool rank_row(struct run *run, const struct feel_value *row, size_t *ranks) {
    const struct table *table = run->table;
    for (size_t i = 0; i < table->output_count; i++) {
        const struct feel_value *value =
            table->output_count == 1 ? row : &row->context->entries[i].value;
        if (!rank(run, &table->outputs[i], value, &ranks[i]))
            return false;
    }
    return true;
}

static bool goes_before(const size_t *a, const size_t *b, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return a[i] < b[i];
    return false;
}

// All rows in the order of their priority; equal ones keep the order of the rules.
static bool by_priority(struct run *run, struct feel_value *ret_value) {
    size_t n = run->count, width = run->table->output_count;
    struct feel_value list;
    if (!collected(run, &list))
        return false;
    struct feel_value *rows = ARENA_ARRAY(run->m->arena, n, struct feel_value);
    size_t *ranks = ARENA_ARRAY(run->m->arena, n * width, size_t);
    size_t *row_ranks = ARENA_ARRAY(run->m->arena, width, size_t);
    struct feel_list *sorted = ARENA_NEW(run->m->arena, struct feel_list);
    if (!rows || !ranks || !row_ranks || !sorted)
        return error_memory(run->m->err);
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        if (!rank_row(run, &list.list->items[i], row_ranks))
            return false;
        for (; at > 0 && goes_before(row_ranks, &ranks[(at - 1) * width], width); at--) {
            rows[at] = rows[at - 1];
            for (size_t k = 0; k < width; k++)
                ranks[at * width + k] = ranks[(at - 1) * width + k];
        }
        rows[at] = list.list->items[i];
        for (size_t k = 0; k < width; k++)
            ranks[at * width + k] = row_ranks[k];
    }
    *sorted = (struct feel_list){n, rows};
    *ret_value = feel_list_of(sorted);
    return true;
}

static bool no_match(struct run *run, struct feel_value *ret_value) {
    const struct table *table = run->table;
    bool has_default = false;
    const struct feel_node **defaults =
        ARENA_ARRAY(run->m->arena, table->output_count, const struct feel_node *);
    if (!defaults)
        return error_memory(run->m->err);
    for (size_t i = 0; i < table->output_count; i++) {
        defaults[i] = table->outputs[i].otherwise;
        has_default = has_default || defaults[i];
    }
    if (has_default)
        return row_value(run, defaults, ret_value);
    bool list = table->policy == HIT_COLLECT || table->policy == HIT_RULE_ORDER ||
                table->policy == HIT_OUTPUT_ORDER;
    if (run->m->strict && list && table->aggregation == AGGREGATE_NONE)
        return collected(run, ret_value); // none, which is an answer
    if (run->m->strict &&
        (table->aggregation == AGGREGATE_COUNT || table->aggregation == AGGREGATE_SUM)) {
        *ret_value = feel_int(0);
        return true;
    }
    return feel_fail(run->m, run->node, "dmn.no-rule", table->decision, STR_NONE, ret_value);
}

static bool result(struct run *run, struct feel_value *ret_value) {
    if (!run->count)
        return no_match(run, ret_value);
    switch (run->table->policy) {
    case HIT_UNIQUE:
        if (run->count > 1)
            return fail_rows(run, "dmn.rules-contradict", ret_value);
        return rule_value(run, 0, ret_value);
    case HIT_FIRST:
        return rule_value(run, 0, ret_value);
    case HIT_ANY:
        return any(run, ret_value);
    case HIT_PRIORITY:
        if (!by_priority(run, ret_value))
            return false;
        *ret_value = ret_value->list->items[0];
        return true;
    case HIT_OUTPUT_ORDER:
        return by_priority(run, ret_value);
    case HIT_RULE_ORDER:
        return collected(run, ret_value);
    case HIT_COLLECT:
        return run->table->aggregation == AGGREGATE_NONE ? collected(run, ret_value)
                                                         : aggregated(run, ret_value);
    }
    return false;
}

// Puts what was seen and what matched into the step of the decision.
static bool trace(struct run *run) {
    const struct evaluation *evaluation = run->m->host;
    const struct table *table = run->table;
    if (!evaluation || !evaluation->step)
        return true;
    struct dmn_step *step = evaluation->step;
    bool whole = evaluation->traced == table && !step->table;
    if (!whole && step->inner.n >= DMN_INNER_TABLES_MAX) {
        step->inner_left_out++;
        return true;
    }
    struct feel_value *values = // no more columns and rows than a table may have
        arena_bytes(run->m->arena, table->input_count * sizeof(*values));
    struct dmn_match *matches = arena_bytes(run->m->arena, run->count * sizeof(*matches));
    if (!values || !matches)
        return error_memory(run->m->err);
    for (size_t i = 0; i < table->input_count; i++)
        values[i] = run->m->frame[table->inputs[i].slot];
    for (size_t i = 0; i < run->count; i++)
        matches[i] = (struct dmn_match){&table->shown.rules[run->matched[i]], run->matched[i] + 1};
    if (whole) {
        step->table = &table->shown;
        step->input_values = values;
        step->matches = matches;
        step->match_count = run->count;
        return true;
    }
    struct dmn_inner_table *inner = LIST_PUSH(run->m->arena, &step->inner);
    if (!inner)
        return error_memory(run->m->err);
    *inner = (struct dmn_inner_table){
        .of = table->decision,
        .table = &table->shown,
        .input_values = values,
        .match_count = run->count,
        .matches = matches,
    };
    return true;
}

bool table_run(struct feel_machine *m, const struct feel_node *node, const void *data,
               struct feel_value *ret_value) {
    struct run run = {.m = m, .node = node, .table = data};
    size_t few[16];
    bool fits;
    run.matched = few;
    if (run.table->rule_count > COUNT(few) &&
        !(run.matched = ARENA_ARRAY(m->arena, run.table->rule_count, size_t)))
        return error_memory(m->err);
    if (!read_inputs(&run, &fits))
        return false;
    if (!fits) {
        *ret_value = feel_null();
        return true;
    }
    return find_matches(&run) && trace(&run) && result(&run, ret_value);
}
