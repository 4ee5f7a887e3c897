// SPDX-License-Identifier: EUPL-1.2
//
// From columns and cells to boxes: which pieces a column falls into, and which of them each cell
// takes.
#include <stdlib.h>

#include "dmn/check_table.h"
#include "feel/builtin.h"
#include "feel/temporal.h"

// ---- what can be decided ----

static bool all_constant(const struct feel_node *const *items, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!check_is_constant(items[i]))
            return false;
    return true;
}

bool check_is_constant(const struct feel_node *node) {
    if (!node)
        return true;
    switch (node->op) {
    case OP_CONST:
    case OP_FAIL:
        return true;
    case OP_NEGATE:
        return check_is_constant(node->binary.left);
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_POWER:
        return check_is_constant(node->binary.left) && check_is_constant(node->binary.right);
    case OP_LIST:
        return all_constant(node->list.items, node->list.count);
    case OP_RANGE:
        return check_is_constant(node->range.low) && check_is_constant(node->range.high);
    case OP_BUILTIN: // those without arguments ask what time it is
        return node->call.count && all_constant(node->call.args, node->call.count);
    case OP_COERCE:
        return check_is_constant(node->typed.value);
    case OP_SLOT:
    case OP_GLOBAL:
    case OP_FIELD:
    case OP_EITHER:
    case OP_EQUAL:
    case OP_UNEQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_AND:
    case OP_OR:
    case OP_BETWEEN:
    case OP_IN:
    case OP_IF:
    case OP_FILTER:
    case OP_FOR:
    case OP_SOME:
    case OP_EVERY:
    case OP_CONTEXT:
    case OP_INSTANCE:
    case OP_CALL:
    case OP_FUNCTION:
    case OP_TEST:
    case OP_TEST_ALL:
    case OP_TEST_ANY:
    case OP_TEST_NOT:
    case OP_EXTERNAL:
        return false;
    }
    return false;
}

static bool is_value(const struct feel_node *node, uint32_t slot) {
    return node->op == OP_SLOT && node->variable.index == slot;
}

// The side that "?" is compared with, when it is a constant; otherwise NULL.
static const struct feel_node *compared_with(const struct feel_node *node, uint32_t slot) {
    const struct feel_node *left = node->binary.left, *right = node->binary.right;
    if (is_value(left, slot) && check_is_constant(right))
        return right;
    return is_value(right, slot) && check_is_constant(left) ? left : NULL;
}

// Does an expression compare "?" with constants, and nothing else? Then it answers the same between
// two of them.
static bool is_condition(const struct feel_node *node, uint32_t slot) {
    switch ((int)node->op) { // the others are no conditions
    case OP_AND:
    case OP_OR:
        return is_condition(node->binary.left, slot) && is_condition(node->binary.right, slot);
    case OP_EQUAL:
    case OP_UNEQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
        return compared_with(node, slot) != NULL;
    case OP_BETWEEN:
        return is_value(node->between.value, slot) && check_is_constant(node->between.low) &&
               check_is_constant(node->between.high);
    case OP_IN:
        return is_value(node->filter.of, slot) && check_is_decided(node->filter.test);
    case OP_BUILTIN:
        return str_is(feel_builtin_name(node->call.which), "not") &&
               is_condition(node->call.args[0], slot);
    default:
        return false;
    }
}

bool check_is_decided(const struct feel_node *test) {
    if (!test || test->op == OP_TEST_ALL || test->op == OP_FAIL)
        return true;
    if (test->op == OP_TEST && is_condition(test->test.operand, test->test.slot))
        return true;
    if (test->op == OP_TEST)
        return test->test.how != TEST_TRUE && check_is_constant(test->test.operand);
    if (test->op == OP_TEST_NOT)
        return check_is_decided(test->test.operand);
    bool decided = test->op == OP_TEST_ANY;
    for (size_t i = 0; decided && i < test->list.count; i++)
        decided = check_is_decided(test->list.items[i]);
    return decided;
}

// ---- asking the engine ----

static struct feel_machine machine(struct checked *c, struct arena *arena, struct error *failure) {
    return (struct feel_machine){.arena = arena,
                                 .strict = c->model->mode == DMN_STRICT,
                                 .steps = FEEL_STEPS_DEFAULT,
                                 .depth = FEEL_DEPTH_DEFAULT,
                                 .list_size = FEEL_LIST_DEFAULT,
                                 .frame = c->frame,
                                 .err = failure};
}

// What the engine refuses has no answer; without memory there is no check.
static bool answered(struct checked *c, struct arena *arena, const struct error *failure) {
    bool lost = arena_failed(arena) || failure->code == ERR_MEMORY;
    return lost ? error_memory(c->err) : true;
}

static enum check_verdict verdict_of(bool done, const struct feel_value *value) {
    if (!done)
        return CHECK_UNKNOWN;
    return value->type == FEEL_BOOLEAN && value->boolean ? CHECK_YES : CHECK_NO;
}

bool check_ask(struct checked *c, const struct feel_node *test, uint32_t slot,
               const struct feel_value *value, enum check_verdict *ret_verdict) {
    struct error failure = {0};
    struct feel_machine m = machine(c, c->scratch, &failure);
    struct feel_value passed;
    c->frame[slot] = *value;
    bool done = feel_eval(&m, test, &passed);
    *ret_verdict = verdict_of(done, &passed);
    return answered(c, c->scratch, &failure);
}

// The same for the allowed values of a type.
static bool ask_code(struct checked *c, const struct feel_code *code,
                     const struct feel_value *value, enum check_verdict *ret_verdict) {
    struct error failure = {0};
    struct feel_machine m = machine(c, c->scratch, &failure);
    struct feel_value passed;
    bool done = feel_run(&m, code, value, 1, &passed);
    *ret_verdict = verdict_of(done, &passed);
    return answered(c, c->scratch, &failure);
}

bool check_value(struct checked *c, struct arena *arena, const struct feel_node *constant,
                 struct feel_value *ret_value, bool *ret_known) {
    struct error failure = {0};
    struct feel_machine m = machine(c, arena, &failure);
    *ret_known = feel_eval(&m, constant, ret_value);
    return answered(c, arena, &failure);
}

// ---- the constants of a column ----

struct constants {
    LIST_OF(struct feel_value) values; // that have an order, or are texts
    bool any;                          // some constant is not null, of type …
    enum feel_type type;
    bool mixed;   // … and another is of another type
    bool ordered; // compared by more than equality
    bool null;
};

static bool is_scale(enum feel_type type) {
    switch (type) {
    case FEEL_NUMBER:
    case FEEL_STRING:
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        return true;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        return false;
    }
    return false;
}

static bool note_value(struct checked *c, struct constants *k, const struct feel_value *value) {
    if (value->type == FEEL_NULL) {
        k->null = true;
        return true;
    }
    if (value->type == FEEL_LIST) {
        for (size_t i = 0; i < value->list->n; i++)
            if (!note_value(c, k, &value->list->items[i]))
                return false;
        return true;
    }
    if (value->type == FEEL_RANGE) {
        const struct feel_range *range = value->range;
        k->ordered = true;
        return (range->low_bound == FEEL_UNBOUNDED || note_value(c, k, &range->low)) &&
               (range->high_bound == FEEL_UNBOUNDED || note_value(c, k, &range->high));
    }
    int order;
    k->mixed = k->mixed || (k->any && k->type != value->type);
    k->any = true;
    k->type = value->type;
    if (!is_scale(value->type))
        return true;
    // Times of day here and times at an offset have no common order.
    k->mixed = k->mixed || (k->values.n && !feel_compare(&k->values.items[0], value, &order));
    struct feel_value *known = LIST_PUSH(c->passing, &k->values);
    if (!known)
        return error_memory(c->err);
    *known = *value;
    return true;
}

static bool note_test(struct checked *c, struct constants *k, const struct feel_node *test,
                      bool *ret_known);

static bool note_constant(struct checked *c, struct constants *k, const struct feel_node *constant,
                          bool *ret_known) {
    struct feel_value value;
    bool known;
    if (!check_value(c, c->arena, constant, &value, &known))
        return false;
    *ret_known = *ret_known && known;
    return !known || note_value(c, k, &value);
}

// The constants of a condition on "?".
static bool note_condition(struct checked *c, struct constants *k, const struct feel_node *node,
                           uint32_t slot, bool *ret_known) {
    switch ((int)node->op) { // those that is_condition() knows
    case OP_AND:
    case OP_OR:
        return note_condition(c, k, node->binary.left, slot, ret_known) &&
               note_condition(c, k, node->binary.right, slot, ret_known);
    case OP_BETWEEN:
        k->ordered = true;
        return note_constant(c, k, node->between.low, ret_known) &&
               note_constant(c, k, node->between.high, ret_known);
    case OP_IN:
        return note_test(c, k, node->filter.test, ret_known);
    case OP_BUILTIN:
        return note_condition(c, k, node->call.args[0], slot, ret_known);
    default:
        k->ordered = k->ordered || (node->op != OP_EQUAL && node->op != OP_UNEQUAL);
        return note_constant(c, k, compared_with(node, slot), ret_known);
    }
}

// Takes the constants of a decided test; *ret_known is false when one of them has no value.
static bool note_test(struct checked *c, struct constants *k, const struct feel_node *test,
                      bool *ret_known) {
    if (test->op == OP_TEST_NOT)
        return note_test(c, k, test->test.operand, ret_known);
    if (test->op == OP_TEST_ANY) {
        for (size_t i = 0; i < test->list.count; i++)
            if (!note_test(c, k, test->list.items[i], ret_known))
                return false;
        return true;
    }
    if (test->op != OP_TEST)
        return true;
    if (is_condition(test->test.operand, test->test.slot))
        return note_condition(c, k, test->test.operand, test->test.slot, ret_known);
    k->ordered = k->ordered || (test->test.how != TEST_EQUAL && test->test.how != TEST_UNEQUAL &&
                                test->test.how != TEST_IN);
    return note_constant(c, k, test->test.operand, ret_known);
}

static bool note_allowed(struct checked *c, struct constants *k, const struct feel_node *test) {
    bool known = true;
    return !test || !check_is_decided(test) || note_test(c, k, test, &known);
}

// The allowed values of a column's type, and of the type that its expression has by itself.
#define ALLOWED_MAX 2
static size_t allowed_of(const struct column *column,
                         const struct feel_code *allowed[ALLOWED_MAX]) {
    const struct feel_node *value = column->input->value;
    const struct feel_kind *first = value->kind;
    size_t n = 0;
    for (size_t i = 0; i < ALLOWED_MAX && value; i++) {
        const struct feel_kind *kind = value->kind;
        bool same = kind->any == first->any && (kind->any || kind->type == first->type);
        if (same && kind->allowed && check_is_decided(kind->allowed->body))
            allowed[n++] = kind->allowed;
        value = value->op == OP_COERCE ? value->typed.value : NULL;
    }
    return n;
}

static bool note_column(struct checked *c, size_t at, struct constants *k) {
    const struct column *column = &c->columns[at];
    const struct feel_code *allowed[ALLOWED_MAX];
    size_t n = allowed_of(column, allowed);
    for (size_t i = 0; i < c->table->rule_count; i++) {
        const struct feel_node *test = c->table->rules[i].tests[at];
        bool known = check_is_decided(test);
        if (known && test && !note_test(c, k, test, &known))
            return false;
        c->undecided[i * c->column_count + at] = !known;
    }
    for (size_t i = 0; i < n; i++)
        if (!note_allowed(c, k, allowed[i]->body))
            return false;
    return note_allowed(c, k, column->input->allowed);
}

// ---- pieces ----

// Is a piece among the allowed values? Null is, when it can occur at all.
static bool is_allowed(struct checked *c, const struct column *column, const struct piece *piece,
                       bool *ret_allowed) {
    const struct feel_node *of_column = column->input->allowed;
    const struct feel_code *allowed[ALLOWED_MAX];
    size_t n = allowed_of(column, allowed);
    enum check_verdict verdict = CHECK_YES;
    *ret_allowed = true;
    if (piece->kind == PIECE_NULL || column->opaque)
        return true;
    for (size_t i = 0; i < n && verdict != CHECK_NO; i++)
        if (!ask_code(c, allowed[i], &piece->sample, &verdict))
            return false;
    if (verdict != CHECK_NO && of_column && check_is_decided(of_column) &&
        !check_ask(c, of_column, column->input->slot, &piece->sample, &verdict))
        return false;
    *ret_allowed = verdict != CHECK_NO;
    return true;
}

static bool add_piece(struct checked *c, struct column *column, struct piece piece) {
    bool allowed;
    if (!is_allowed(c, column, &piece, &allowed))
        return false;
    arena_reset(c->scratch);
    if (!allowed)
        return true;
    struct piece *added = LIST_PUSH(c->arena, &column->pieces);
    if (!added)
        return error_memory(c->err);
    *added = piece;
    return true;
}

static int by_order(const void *a, const void *b) {
    int order = 0;
    return feel_compare(a, b, &order) ? order : 0;
}

static bool is_less(const struct feel_value *a, const struct feel_value *b) {
    int order;
    return feel_compare(a, b, &order) && order < 0;
}

static struct decimal extreme_number(bool highest) {
    struct decimal number = decimal_of_int(0);
    struct str text = highest ? STR("9.999999999999999999999999999999999e6144")
                              : STR("-9.999999999999999999999999999999999e6144");
    return decimal_parse(text, &number) ? number : decimal_of_int(0);
}

// The lowest or highest value there is of a type, at the offset that `like` has.
static struct feel_value extreme(const struct feel_value *like, bool highest) {
    const struct date last = {DATE_YEAR_MAX, 12, 31}, first = {-DATE_YEAR_MAX, 1, 1};
    const struct time_of_day late = {23, 59, 59, 999999999}, early = {0};
    struct feel_value value = *like;
    switch (like->type) {
    case FEEL_NUMBER:
        value.number = extreme_number(highest);
        break;
    case FEEL_DATE:
        value.date = highest ? last : first;
        break;
    case FEEL_TIME:
        value.time.clock = highest ? late : early;
        break;
    case FEEL_DATE_TIME:
        value.date_time.date = highest ? last : first;
        value.date_time.time.clock = highest ? late : early;
        break;
    case FEEL_DAYS_DURATION:
        value.days = (struct feel_days){.seconds = highest ? INT64_MAX : -INT64_MAX};
        break;
    case FEEL_MONTHS_DURATION:
        value.months = highest ? INT64_MAX : -INT64_MAX;
        break;
    case FEEL_STRING:
        value.string = STR("");
        break;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        break;
    }
    return value;
}

static bool number_between(struct decimal low, struct decimal high, struct decimal *ret) {
    struct decimal half, a, b;
    return decimal_parse(STR("0.5"), &half) && decimal_mul(low, half, &a) &&
           decimal_mul(high, half, &b) && decimal_add(a, b, ret);
}

// The next value above `low`; for numbers, one between the two. False: there is none.
static bool step_up(struct checked *c, const struct feel_value *low, const struct feel_value *high,
                    struct feel_value *ret) {
    const struct feel_days instant = {.nanoseconds = 1};
    *ret = *low;
    switch (low->type) {
    case FEEL_NUMBER:
        return number_between(low->number, high->number, &ret->number);
    case FEEL_DATE:
        return date_add_days(low->date, 1, &ret->date);
    case FEEL_TIME:
        temporal_time_add(&ret->time, instant);
        return true;
    case FEEL_DATE_TIME:
        return temporal_add_days(&ret->date_time, instant);
    case FEEL_DAYS_DURATION:
        return temporal_days_add(low->days, instant, &ret->days);
    case FEEL_MONTHS_DURATION:
        ret->months = low->months + (low->months < INT64_MAX);
        return true;
    case FEEL_STRING: // what begins with the text comes right after it
        ret->string = str_printf(c->arena, STR_FMT "\x01", STR_ARG(low->string));
        return true;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        return false;
    }
    return false;
}

// The least whole number above another, or of all.
static bool count_above(const struct feel_value *low, struct feel_value *ret) {
    struct decimal floor, next = decimal_of_int(0);
    if (low && decimal_cmp(low->number, next) >= 0 &&
        !(decimal_round(low->number, 0, DECIMAL_FLOOR, &floor) &&
          decimal_add(floor, decimal_of_int(1), &next)))
        return false;
    *ret = feel_number(next);
    return true;
}

static bool is_count(const struct feel_value *value) {
    return decimal_is_whole(value->number) && decimal_cmp(value->number, decimal_of_int(0)) >= 0;
}

// A value between two constants, NULL being none; false when there is nothing.
static bool find_between(struct checked *c, const struct column *column,
                         const struct feel_value *low, const struct feel_value *high,
                         struct feel_value *ret) {
    bool there = true;
    if (column->counts)
        there = count_above(low, ret);
    else if (low && (high || low->type == FEEL_STRING))
        there = step_up(c, low, high, ret);
    else
        *ret = extreme(low ? low : high, low != NULL);
    return there && (!low || is_less(low, ret)) && (!high || is_less(ret, high));
}

static bool is_whole_only(const struct column *column, enum feel_type type) {
    return column->counts || type == FEEL_DATE || type == FEEL_MONTHS_DURATION;
}

static bool add_span(struct checked *c, struct column *column, const struct feel_value *low,
                     const struct feel_value *high) {
    struct piece piece = {.kind = PIECE_SPAN};
    struct feel_value another;
    if (low)
        piece.low = *low;
    if (high)
        piece.high = *high;
    bool there = find_between(c, column, low, high, &piece.sample);
    if (there && high && (low || column->counts) && is_whole_only(column, high->type) &&
        !find_between(c, column, &piece.sample, high, &another))
        piece = (struct piece){.kind = PIECE_POINT, .low = piece.sample, .sample = piece.sample};
    if (arena_failed(c->arena))
        return error_memory(c->err);
    return there ? add_piece(c, column, piece) : true;
}

// A text longer than any of the constants is none of them.
static bool other_text(struct checked *c, const struct constants *k, struct feel_value *ret_value) {
    struct str longest = STR("");
    for (size_t i = 0; i < k->values.n; i++)
        if (k->values.items[i].type == FEEL_STRING && k->values.items[i].string.n >= longest.n)
            longest = k->values.items[i].string;
    struct str text = str_printf(c->arena, STR_FMT "?", STR_ARG(longest));
    *ret_value = feel_string(text);
    return text.p ? true : error_memory(c->err);
}

static bool add_scale(struct checked *c, struct column *column, const struct constants *k) {
    const struct feel_value *last = NULL, *at = k->values.items;
    bool ordered = k->type != FEEL_STRING || k->ordered;
    for (size_t i = 0; i < k->values.n; i++) {
        if (last && by_order(last, &at[i]) == 0)
            continue;
        struct piece point = {.kind = PIECE_POINT, .low = at[i], .sample = at[i]};
        bool there = !column->counts || is_count(&at[i]);
        if ((ordered && !add_span(c, column, last, &at[i])) ||
            (there && !add_piece(c, column, point)))
            return false;
        last = &at[i];
    }
    if (ordered && last)
        return add_span(c, column, last, NULL);
    const struct feel_value like = {.type = k->type};
    struct piece other = {.kind = PIECE_OTHER, .sample = extreme(&like, true)};
    if (k->type == FEEL_STRING && !other_text(c, k, &other.sample))
        return false;
    return add_piece(c, column, other);
}

static bool add_boolean(struct checked *c, struct column *column, bool value) {
    struct feel_value point = feel_boolean(value);
    return add_piece(c, column, (struct piece){.kind = PIECE_POINT, .low = point, .sample = point});
}

// A type of which nothing is known has the type of the constants that it is compared with.
static bool scale_of(const struct feel_kind *kind, struct constants *k, enum feel_type *ret_type) {
    if (kind->any && (k->mixed || !k->any))
        return false;
    *ret_type = kind->any ? k->type : kind->type;
    size_t kept = 0;
    for (size_t i = 0; i < k->values.n; i++)
        if (k->values.items[i].type == *ret_type)
            k->values.items[kept++] = k->values.items[i];
    // With constants of other types gone, only those without a common order can be left mixed.
    bool comparable = true;
    int order;
    for (size_t i = 1; i < kept; i++)
        comparable = comparable && feel_compare(&k->values.items[0], &k->values.items[i], &order);
    k->values.n = kept;
    k->type = *ret_type;
    return comparable && (is_scale(*ret_type) || *ret_type == FEEL_BOOLEAN);
}

static bool is_counting(const struct feel_node *value) {
    while (value->op == OP_COERCE)
        value = value->typed.value;
    if (value->op != OP_BUILTIN)
        return false;
    struct str name = feel_builtin_name(value->call.which);
    return str_is(name, "count") || str_is(name, "string length");
}

static bool add_pieces(struct checked *c, struct column *column, struct constants *k) {
    static const struct feel_list nothing = {0};
    const struct feel_node *value = column->input->value;
    bool null_known = c->model->mode == DMN_STRICT && !value->kind->any;
    enum feel_type type;
    if ((value->nullable || (!null_known && k->null)) &&
        !add_piece(c, column, (struct piece){.kind = PIECE_NULL}))
        return false;
    column->opaque = !scale_of(value->kind, k, &type);
    if (column->opaque)
        return add_piece(c, column,
                         (struct piece){.kind = PIECE_OTHER, .sample = feel_list_of(&nothing)});
    if (type == FEEL_BOOLEAN)
        return add_boolean(c, column, true) && add_boolean(c, column, false);
    column->counts = type == FEEL_NUMBER && is_counting(value);
    if (k->values.n)
        qsort(k->values.items, k->values.n, sizeof(*k->values.items), by_order);
    return add_scale(c, column, k);
}

static bool read_column(struct checked *c, size_t at) {
    struct column *column = &c->columns[at];
    struct constants k = {0};
    column->input = &c->table->inputs[at];
    if (!note_column(c, at, &k) || !add_pieces(c, column, &k))
        return false;
    // One word even when no value is allowed at all.
    column->word = c->words;
    column->words = column->pieces.n / 64 + 1;
    c->words += column->words;
    return true;
}

// ---- cells and rules ----

static bool is_null_only(struct checked *c, const struct feel_node *test, bool *ret_only) {
    struct constants k = {0};
    bool known = true;
    if (!note_test(c, &k, test, &known))
        return false;
    *ret_only = !k.any;
    return true;
}

static bool read_cell(struct checked *c, size_t rule, size_t at, uint64_t *sure, uint64_t *may) {
    const struct column *column = &c->columns[at];
    const struct feel_node *test = c->table->rules[rule].tests[at];
    bool *undecided = &c->undecided[rule * c->column_count + at];
    bool only = true;
    if (test && !*undecided && column->opaque && !is_null_only(c, test, &only))
        return false;
    bool ask = test && !*undecided && only;
    *undecided = *undecided || !only;
    for (size_t i = 0; i < column->pieces.n; i++) {
        enum check_verdict verdict = *undecided ? CHECK_UNKNOWN : CHECK_YES;
        if (ask &&
            !check_ask(c, test, column->input->slot, &column->pieces.items[i].sample, &verdict))
            return false;
        *undecided = *undecided || verdict == CHECK_UNKNOWN;
        uint64_t bit = (uint64_t)1 << i % 64;
        sure[column->word + i / 64] |= verdict == CHECK_YES ? bit : 0;
        may[column->word + i / 64] |= verdict != CHECK_NO ? bit : 0;
    }
    arena_reset(c->scratch);
    return true;
}

static bool read_rule(struct checked *c, size_t rule) {
    uint64_t *sure = box_new(c, NULL), *may = box_new(c, NULL);
    if (!sure || !may)
        return error_memory(c->err);
    c->sure[rule] = sure;
    c->may[rule] = may;
    for (size_t i = 0; i < c->column_count; i++) {
        if (!check_spend(c, c->columns[i].pieces.n))
            return true;
        if (!read_cell(c, rule, i, sure, may))
            return false;
    }
    return true;
}

static void fill_all(struct checked *c) {
    for (size_t i = 0; i < c->column_count; i++)
        for (size_t k = 0; k < c->columns[i].pieces.n; k++)
            c->all[c->columns[i].word + k / 64] |= (uint64_t)1 << k % 64;
}

bool check_read(struct checked *c) {
    size_t rules = c->table->rule_count;
    c->column_count = c->table->input_count;
    c->columns = ARENA_ARRAY(c->passing, c->column_count, struct column);
    c->frame = ARENA_ARRAY(c->passing, FEEL_SLOTS_MAX + 1, struct feel_value);
    c->undecided = ARENA_ARRAY(c->passing, rules * c->column_count, bool);
    c->sure = ARENA_ARRAY(c->passing, rules, const uint64_t *);
    c->may = ARENA_ARRAY(c->passing, rules, const uint64_t *);
    if (!c->columns || !c->frame || !c->undecided || !c->sure || !c->may)
        return error_memory(c->err);
    for (size_t i = 0; i < c->column_count; i++)
        if (!read_column(c, i))
            return false;
    if (!(c->all = box_new(c, NULL)))
        return error_memory(c->err);
    fill_all(c);
    for (size_t i = 0; i < rules; i++)
        if (!read_rule(c, i))
            return false;
    return true;
}
