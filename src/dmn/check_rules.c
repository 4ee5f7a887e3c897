// SPDX-License-Identifier: EUPL-1.2
//
// What is asked of the rules of one table, once they are boxes.
#include <stdlib.h>

#include "dmn/check_table.h"

// A new finding; NULL without memory. Its place is the rule (0-based), or the table.
static struct dmn_finding *report(struct checked *c, enum dmn_finding_kind kind, size_t rule) {
    struct dmn_finding *finding = LIST_PUSH(c->arena, &c->result->findings);
    if (!finding) {
        error_memory(c->err);
        return NULL;
    }
    *finding = (struct dmn_finding){
        .kind = kind,
        .certain = true,
        .name = c->table->decision,
        .table = &c->table->shown,
        .file = c->model->file,
        .line = rule < c->table->rule_count ? c->table->shown.rules[rule].line : c->table->line,
    };
    return finding;
}
#define NO_RULE ((size_t)-1)

struct rows {
    LIST_OF(size_t) list;
};

static bool add_row(struct checked *c, struct rows *rows, size_t rule) {
    size_t *row = LIST_PUSH(c->arena, &rows->list);
    if (!row)
        return error_memory(c->err);
    *row = rule + 1;
    return true;
}

static void set_rows(struct dmn_finding *finding, const struct rows *rows) {
    finding->rules = rows->list.items;
    finding->rule_count = rows->list.n;
}

// Room for one more finding of a kind, of which there are `count`?
static bool room(struct checked *c, size_t count) {
    if (count < c->options->findings)
        return true;
    c->more = true;
    return false;
}

// ---- rules that never match, cells that are not decided ----

static bool is_empty(const uint64_t *box, const struct column *column) {
    for (size_t i = column->word; i < column->word + column->words; i++)
        if (box[i])
            return false;
    return true;
}

// The column of the first cell that no value passes; column_count when there is none.
static size_t dead_column(const struct checked *c, size_t rule) {
    size_t i = 0;
    while (i < c->column_count && !is_empty(c->may[rule], &c->columns[i]))
        i++;
    return i;
}

static bool check_never(struct checked *c) {
    size_t count = 0;
    for (size_t i = 0; i < c->table->rule_count; i++) {
        size_t column = dead_column(c, i);
        struct rows rows = {0};
        if (column == c->column_count)
            continue;
        if (!room(c, count++))
            return true;
        struct dmn_finding *finding = report(c, DMN_NEVER, i);
        if (!finding || !add_row(c, &rows, i))
            return false;
        finding->column = column;
        set_rows(finding, &rows);
    }
    return true;
}

static bool check_undecided(struct checked *c) {
    for (size_t k = 0; k < c->column_count; k++) {
        struct rows rows = {0};
        for (size_t i = 0; i < c->table->rule_count; i++)
            if (c->undecided[i * c->column_count + k] && !add_row(c, &rows, i))
                return false;
        if (!rows.list.n)
            continue;
        struct dmn_finding *finding = report(c, DMN_NOT_PROVEN, rows.list.items[0] - 1);
        if (!finding)
            return false;
        finding->column = k;
        set_rows(finding, &rows);
    }
    return true;
}

// ---- gaps ----

// May a table leave an input without a rule?
static bool needs_rule(const struct checked *c) {
    const struct table *table = c->table;
    for (size_t i = 0; i < table->output_count; i++)
        if (table->outputs[i].otherwise)
            return c->options->gaps_always;
    switch (table->policy) {
    case HIT_UNIQUE:
    case HIT_FIRST:
    case HIT_PRIORITY:
    case HIT_ANY:
        return true;
    case HIT_COLLECT: // of nothing there is no least and no greatest
        return c->options->gaps_always || table->aggregation == AGGREGATE_MIN ||
               table->aggregation == AGGREGATE_MAX;
    case HIT_RULE_ORDER:
    case HIT_OUTPUT_ORDER:
        return c->options->gaps_always;
    }
    return true;
}

static bool report_gap(struct checked *c, const uint64_t *box) {
    struct dmn_finding *finding = report(c, DMN_GAP, NO_RULE);
    struct rows rows = {0};
    if (!finding)
        return false;
    for (size_t i = 0; i < c->table->rule_count; i++)
        if (box_meets(c, c->may[i], box) && !add_row(c, &rows, i))
            return false;
    set_rows(finding, &rows);
    finding->certain = rows.list.n == 0;
    return region_of_box(c, box, &finding->region);
}

// In the order of the columns, and of the pieces in them.
static bool comes_before(const struct checked *c, const uint64_t *a, const uint64_t *b) {
    for (size_t i = 0; i < c->words; i++) {
        uint64_t apart = a[i] ^ b[i];
        if (apart)
            return a[i] & apart & -apart; // the lowest piece that only one of them has
    }
    return false;
}

static bool report_gaps(struct checked *c, const uint64_t **gaps, size_t n) {
    for (size_t i = 1; i < n; i++) {
        const uint64_t *gap = gaps[i];
        size_t at = i;
        for (; at > 0 && comes_before(c, gap, gaps[at - 1]); at--)
            gaps[at] = gaps[at - 1];
        gaps[at] = gap;
    }
    for (size_t i = 0; i < n; i++)
        if (!report_gap(c, gaps[i]))
            return false;
    return true;
}

// Each gap, once found, counts as a rule: so gaps do not overlap, and the search ends when nothing
// is left between rules and gaps.
static bool check_gaps(struct checked *c) {
    size_t rules = c->table->rule_count, n = rules;
    const uint64_t **boxes =
        ARENA_ARRAY(c->passing, rules + c->options->findings, const uint64_t *);
    uint64_t *part = box_new(c, NULL);
    bool found = needs_rule(c);
    if (!boxes || !part)
        return error_memory(c->err);
    for (size_t i = 0; i < rules; i++)
        boxes[i] = c->sure[i];
    while (found) {
        if (!box_first_outside(c, c->all, boxes, n, part, &found))
            return false;
        if (!found || !room(c, n - rules))
            break;
        box_widen(c, part, boxes, n);
        region_narrow(c, part);
        if (!(boxes[n++] = box_new(c, part)))
            return error_memory(c->err);
    }
    return report_gaps(c, boxes + rules, n - rules);
}

// ---- overlaps ----

enum sameness { SAME, DIFFERENT, UNCERTAIN };

static bool compare_cells(struct checked *c, const struct feel_node *a, const struct feel_node *b,
                          enum sameness *ret_sameness) {
    struct feel_value left = feel_null(), right = feel_null();
    bool left_known = true, right_known = true;
    *ret_sameness = UNCERTAIN;
    if (a && b && str_eq(feel_node_text(a), feel_node_text(b))) {
        *ret_sameness = SAME;
        return true;
    }
    if (!check_is_constant(a) || !check_is_constant(b))
        return true;
    if ((a && !check_value(c, c->scratch, a, &left, &left_known)) ||
        (b && !check_value(c, c->scratch, b, &right, &right_known)))
        return false;
    if (left_known && right_known)
        *ret_sameness = feel_equal(&left, &right) ? SAME : DIFFERENT;
    arena_reset(c->scratch);
    return true;
}

static bool compare_outputs(struct checked *c, size_t a, size_t b, enum sameness *ret_sameness) {
    const struct table_rule *rules = c->table->rules;
    *ret_sameness = SAME;
    for (size_t i = 0; i < c->table->output_count; i++) {
        enum sameness here;
        if (!compare_cells(c, rules[a].outputs[i], rules[b].outputs[i], &here))
            return false;
        if (here == DIFFERENT || (here == UNCERTAIN && *ret_sameness == SAME))
            *ret_sameness = here;
        if (here == DIFFERENT)
            return true;
    }
    return true;
}

static bool report_overlap(struct checked *c, size_t a, size_t b, bool certain) {
    struct dmn_finding *finding = report(c, DMN_OVERLAP, b);
    uint64_t *box = box_new(c, c->sure[a]);
    struct rows rows = {0};
    if (!finding)
        return false;
    if (!box)
        return error_memory(c->err);
    for (size_t i = 0; i < c->words; i++)
        box[i] &= c->sure[b][i];
    region_narrow(c, box);
    if (!add_row(c, &rows, a) || !add_row(c, &rows, b))
        return false;
    set_rows(finding, &rows);
    finding->certain = certain;
    return region_of_box(c, box, &finding->region);
}

static bool check_pair(struct checked *c, size_t a, size_t b, size_t *count) {
    enum sameness sameness = DIFFERENT;
    if (!box_meets(c, c->sure[a], c->sure[b]))
        return true;
    if (c->table->policy == HIT_ANY && !compare_outputs(c, a, b, &sameness))
        return false;
    if (sameness == SAME || !room(c, (*count)++))
        return true;
    return report_overlap(c, a, b, sameness == DIFFERENT);
}

static bool check_overlaps(struct checked *c) {
    size_t count = 0;
    if (c->table->policy != HIT_UNIQUE && c->table->policy != HIT_ANY)
        return true;
    for (size_t b = 0; b < c->table->rule_count; b++) {
        if (!check_spend(c, b))
            return true;
        for (size_t a = 0; a < b; a++)
            if (!check_pair(c, a, b, &count))
                return false;
    }
    return true;
}

// ---- rules that others always go before ----

struct rank { // PRIORITY: the places of a rule's outputs among the allowed ones
    bool known;
    size_t *places;
};

// The number of the first test that a value passes; their count when there is none.
static bool find_place(struct checked *c, const struct table_output *output,
                       const struct feel_value *value, size_t *ret_place) {
    const struct feel_node *allowed = output->allowed;
    bool many = allowed && allowed->op == OP_TEST_ANY;
    size_t n = !allowed ? 0 : many ? allowed->list.count : 1;
    enum check_verdict verdict = CHECK_NO;
    for (*ret_place = 0; *ret_place < n; ++*ret_place) {
        const struct feel_node *test = many ? allowed->list.items[*ret_place] : allowed;
        if (!check_ask(c, test, output->slot, value, &verdict))
            return false;
        if (verdict == CHECK_YES)
            return true;
    }
    return true;
}

static bool read_rank(struct checked *c, size_t rule, struct rank *rank) {
    const struct table *table = c->table;
    rank->known = true;
    rank->places = ARENA_ARRAY(c->passing, table->output_count, size_t);
    if (!rank->places)
        return error_memory(c->err);
    for (size_t i = 0; rank->known && i < table->output_count; i++) {
        const struct feel_node *cell = table->rules[rule].outputs[i];
        struct feel_value value = feel_null();
        rank->known = check_is_constant(cell) && check_is_decided(table->outputs[i].allowed);
        if (rank->known && cell && !check_value(c, c->scratch, cell, &value, &rank->known))
            return false;
        if (rank->known && !find_place(c, &table->outputs[i], &value, &rank->places[i]))
            return false;
    }
    arena_reset(c->scratch);
    return true;
}

// Does rule a always go before rule b when both match?
static bool goes_before(const struct checked *c, const struct rank *ranks, size_t a, size_t b) {
    if (a == b || c->table->policy == HIT_FIRST)
        return a < b;
    if (!ranks[a].known || !ranks[b].known)
        return false;
    for (size_t i = 0; i < c->table->output_count; i++)
        if (ranks[a].places[i] != ranks[b].places[i])
            return ranks[a].places[i] < ranks[b].places[i];
    return a < b;
}

struct maskers {
    const uint64_t **boxes;
    size_t *rules;
    size_t n;
};

static void find_maskers(struct checked *c, const struct rank *ranks, size_t rule,
                         struct maskers *maskers) {
    maskers->n = 0;
    for (size_t i = 0; i < c->table->rule_count; i++) {
        if (!goes_before(c, ranks, i, rule) || !box_meets(c, c->sure[i], c->may[rule]))
            continue;
        maskers->boxes[maskers->n] = c->sure[i];
        maskers->rules[maskers->n++] = i;
    }
}

// Is a rule covered without masker number `without`? That one is then left out.
static bool covered(struct checked *c, size_t rule, struct maskers *maskers, size_t without,
                    uint64_t *part, bool *ret_covered) {
    bool found;
    const uint64_t *box = NULL;
    if (without < maskers->n) {
        box = maskers->boxes[without];
        maskers->boxes[without] = maskers->boxes[maskers->n - 1];
    }
    if (!box_first_outside(c, c->may[rule], maskers->boxes, maskers->n - (box != NULL), part,
                           &found))
        return false;
    *ret_covered = !found && !c->gave_up;
    if (box)
        maskers->boxes[without] = box;
    if (box && *ret_covered) {
        maskers->n--;
        maskers->boxes[without] = maskers->boxes[maskers->n];
        maskers->rules[without] = maskers->rules[maskers->n];
    }
    return true;
}

static int by_size(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static bool report_masked(struct checked *c, size_t rule, struct maskers *maskers, uint64_t *part) {
    struct dmn_finding *finding = report(c, DMN_MASKED, rule);
    struct rows rows = {0};
    bool smaller;
    if (!finding)
        return false;
    for (size_t i = maskers->n; i-- > 0;)
        if (!covered(c, rule, maskers, i, part, &smaller))
            return false;
    qsort(maskers->rules, maskers->n, sizeof(*maskers->rules), by_size);
    if (!add_row(c, &rows, rule))
        return false;
    for (size_t i = 0; i < maskers->n; i++)
        if (!add_row(c, &rows, maskers->rules[i]))
            return false;
    set_rows(finding, &rows);
    return true;
}

static bool read_ranks(struct checked *c, struct rank *ranks) {
    for (size_t i = 0; c->table->policy == HIT_PRIORITY && i < c->table->rule_count; i++)
        if (!read_rank(c, i, &ranks[i]))
            return false;
    return true;
}

static bool is_masked(struct checked *c, const struct rank *ranks, size_t rule,
                      struct maskers *maskers, uint64_t *part, bool *ret_masked) {
    *ret_masked = false;
    if (dead_column(c, rule) < c->column_count)
        return true;
    find_maskers(c, ranks, rule, maskers);
    return !maskers->n || covered(c, rule, maskers, maskers->n, part, ret_masked);
}

static bool check_masked(struct checked *c) {
    size_t rules = c->table->rule_count, count = 0;
    struct rank *ranks = ARENA_ARRAY(c->passing, rules, struct rank);
    struct maskers maskers = {.boxes = ARENA_ARRAY(c->passing, rules, const uint64_t *),
                              .rules = ARENA_ARRAY(c->passing, rules, size_t)};
    uint64_t *part = box_new(c, NULL);
    if (!ranks || !maskers.boxes || !maskers.rules || !part)
        return error_memory(c->err);
    if (c->table->policy != HIT_PRIORITY && c->table->policy != HIT_FIRST)
        return true;
    if (!read_ranks(c, ranks))
        return false;
    for (size_t i = 0; i < rules && check_spend(c, rules); i++) {
        bool masked;
        if (!is_masked(c, ranks, i, &maskers, part, &masked))
            return false;
        if (masked && !room(c, count++))
            return true;
        if (masked && !report_masked(c, i, &maskers, part))
            return false;
    }
    return true;
}

bool check_rules(struct checked *c) {
    if (!c->gave_up && (!check_never(c) || !check_undecided(c) || !check_gaps(c) ||
                        !check_overlaps(c) || !check_masked(c)))
        return false;
    if (!c->gave_up && !c->more)
        return true;
    struct dmn_finding *finding = report(c, DMN_GAVE_UP, NO_RULE);
    if (!finding)
        return false;
    finding->certain = c->more;
    finding->regions = c->regions;
    return true;
}
