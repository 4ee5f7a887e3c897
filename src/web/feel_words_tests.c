// SPDX-License-Identifier: EUPL-1.2
//
// Unary tests in words.
#include "web/feel_words.h"

#define TESTS_MAX 50 // alternatives that are still plain to read

static bool is_moment_type(enum feel_type type) {
    return type == FEEL_DATE || type == FEEL_DATE_TIME || type == FEEL_TIME;
}

static bool is_moment(const struct feel_node *node) {
    const struct feel_kind *kind = said_node(node)->kind;
    return kind && !kind->any && is_moment_type(kind->type);
}

static struct str order_words(struct speaker *s, enum feel_test how, struct str words,
                              bool moment) {
    static const struct {
        enum text_id number, moment;
    } orders[] = {
        [TEST_LESS] = {T_feel_less, T_feel_before},
        [TEST_LESS_EQUAL] = {T_feel_at_most, T_feel_at_latest},
        [TEST_GREATER] = {T_feel_more, T_feel_after},
        [TEST_GREATER_EQUAL] = {T_feel_at_least, T_feel_at_earliest},
    };
    if (!words.p || how == TEST_EQUAL)
        return words;
    if (how == TEST_UNEQUAL)
        return TR(s->arena, s->language, T_words_not, words);
    if (how == TEST_TRUE || how == TEST_IN)
        return STR_NONE;
    return TR(s->arena, s->language, moment ? orders[how].moment : orders[how].number, words);
}

struct str say_compared(struct speaker *s, enum feel_test how, const struct feel_node *operand) {
    bool equal = how == TEST_EQUAL || how == TEST_UNEQUAL;
    if (equal && said_null(operand))
        return tr(s->language, how == TEST_EQUAL ? T_feel_absent : T_feel_there);
    return order_words(s, how, say(s, operand, TIE_SUM), is_moment(operand));
}

// A range by its ends, either of which may be missing (its words are STR_NONE then).
struct ends {
    struct str low, high;
    bool has_low, has_high, moment;
    enum feel_bound low_bound, high_bound;
};

// "1 till 5" with both ends; otherwise each end by itself.
static struct str say_ends(struct speaker *s, const struct ends *ends) {
    enum feel_test from = ends->low_bound == FEEL_OPEN ? TEST_GREATER : TEST_GREATER_EQUAL;
    enum feel_test to = ends->high_bound == FEEL_OPEN ? TEST_LESS : TEST_LESS_EQUAL;
    const struct str both[] = {order_words(s, from, ends->low, ends->moment),
                               order_words(s, to, ends->high, ends->moment)};
    if (!ends->has_low || !ends->has_high)
        return ends->has_low ? both[0] : both[1];
    if (from == TEST_GREATER_EQUAL && to == TEST_LESS_EQUAL && ends->low.p && ends->high.p)
        return TR(s->arena, s->language, T_feel_to, ends->low, ends->high);
    return say_list(s, both, COUNT(both), T_words_and);
}

static struct str say_range(struct speaker *s, const struct feel_node *node) {
    const struct feel_node *low = node->range.low, *high = node->range.high;
    if (node->range.form != FEEL_INTERVAL)
        return say_compared(s, node->range.form == FEEL_ONLY ? TEST_EQUAL : TEST_UNEQUAL, low);
    const struct ends ends = {
        .low = low ? say(s, low, TIE_SUM) : STR_NONE,
        .high = high ? say(s, high, TIE_SUM) : STR_NONE,
        .has_low = low,
        .has_high = high,
        .moment = is_moment(low ? low : high),
        .low_bound = node->range.low_bound,
        .high_bound = node->range.high_bound,
    };
    return say_ends(s, &ends);
}

// The same of one that is a constant.
static struct str say_range_value(struct speaker *s, const struct feel_range *range) {
    bool has_low = range->low_bound != FEEL_UNBOUNDED,
         has_high = range->high_bound != FEEL_UNBOUNDED;
    if (range->form != FEEL_INTERVAL)
        return order_words(s, range->form == FEEL_ONLY ? TEST_EQUAL : TEST_UNEQUAL,
                           say_value(s, &range->low), false);
    const struct ends ends = {
        .low = has_low ? say_value(s, &range->low) : STR_NONE,
        .high = has_high ? say_value(s, &range->high) : STR_NONE,
        .has_low = has_low,
        .has_high = has_high,
        .moment = is_moment_type(has_low ? range->low.type : range->high.type),
        .low_bound = range->low_bound,
        .high_bound = range->high_bound,
    };
    return say_ends(s, &ends);
}

// A list of values is one of them.
static struct str say_one_of(struct speaker *s, const struct feel_node *list) {
    struct str items[TESTS_MAX];
    if (!list->list.count || list->list.count > TESTS_MAX)
        return STR_NONE;
    for (size_t i = 0; i < list->list.count; i++)
        items[i] = say_compared(s, TEST_EQUAL, list->list.items[i]);
    return say_list(s, items, list->list.count, T_words_or);
}

static struct str say_one_of_values(struct speaker *s, const struct feel_list *list) {
    struct str items[TESTS_MAX];
    if (!list->n || list->n > TESTS_MAX)
        return STR_NONE;
    for (size_t i = 0; i < list->n; i++)
        items[i] = list->items[i].type == FEEL_NULL ? tr(s->language, T_feel_absent)
                                                    : say_value(s, &list->items[i]);
    return say_list(s, items, list->n, T_words_or);
}

// What the value must be, or be one of.
static struct str say_within(struct speaker *s, const struct feel_node *operand) {
    if (operand->op == OP_RANGE)
        return say_range(s, operand);
    if (operand->op == OP_LIST)
        return say_one_of(s, operand);
    if (operand->op == OP_CONST && operand->constant.type == FEEL_RANGE)
        return say_range_value(s, operand->constant.range);
    if (operand->op == OP_CONST && operand->constant.type == FEEL_LIST)
        return say_one_of_values(s, operand->constant.list);
    return say_compared(s, TEST_EQUAL, operand);
}

static struct str say_test(struct speaker *s, const struct feel_node *node) {
    const struct feel_node *operand = said_node(node->test.operand);
    if (node->test.how == TEST_TRUE)
        return STR_NONE; // of "?": it has no word of its own here
    if (node->test.how != TEST_IN)
        return say_compared(s, node->test.how, operand);
    return say_within(s, operand);
}

static bool tests_null(const struct feel_node *node) {
    return node->op == OP_TEST && (node->test.how == TEST_IN || node->test.how == TEST_EQUAL) &&
           said_null(node->test.operand);
}

// The alternatives, null apart from them: *ret_null whether it is one.
static struct str say_any(struct speaker *s, const struct feel_node *node, bool *ret_null,
                          size_t *ret_count) {
    struct str items[TESTS_MAX];
    *ret_null = false;
    *ret_count = 0;
    if (node->list.count > TESTS_MAX)
        return STR_NONE;
    for (size_t i = 0; i < node->list.count; i++) {
        bool null = tests_null(node->list.items[i]);
        *ret_null = *ret_null || null;
        if (!null)
            items[(*ret_count)++] = say_tests(s, node->list.items[i]);
    }
    return say_list(s, items, *ret_count, T_words_or);
}

// A text of several words may have a "not" of its own.
static bool is_long_text(const struct feel_node *tests) {
    const struct feel_node *operand = tests->op == OP_TEST ? said_node(tests->test.operand) : NULL;
    return operand && operand->op == OP_CONST && operand->constant.type == FEEL_STRING &&
           str_find_char(operand->constant.string, ' ') != STR_NOT_FOUND;
}

// "inte a", "varken a eller b", and whether it must be there at all.
static struct str say_not(struct speaker *s, const struct feel_node *tests) {
    bool null = tests_null(tests);
    size_t count = 1;
    if (null)
        return tr(s->language, T_feel_there);
    struct str words =
        tests->op == OP_TEST_ANY ? say_any(s, tests, &null, &count) : say_tests(s, tests);
    if (!words.p)
        return STR_NONE;
    bool one = count == 1;
    if (is_long_text(tests))
        words = TR(s->arena, s->language, T_feel_quoted, words);
    return TR(s->arena, s->language,
              null ? (one ? T_feel_there_but_not : T_feel_there_but_none)
                   : (one ? T_words_not : T_feel_none_of),
              words);
}

struct str say_tests(struct speaker *s, const struct feel_node *tests) {
    bool null;
    size_t count;
    if (tests->op == OP_TEST_ALL)
        return tr(s->language, T_feel_anything);
    if (tests->op == OP_TEST)
        return say_test(s, tests);
    if (tests->op == OP_TEST_NOT)
        return say_not(s, tests->test.operand);
    if (tests->op != OP_TEST_ANY)
        return STR_NONE;
    struct str words = say_any(s, tests, &null, &count);
    if (!null)
        return words;
    const struct str both[] = {words, tr(s->language, T_feel_absent)};
    return count ? say_list(s, both, COUNT(both), T_words_or) : both[1];
}

struct str feel_test_words(struct arena *arena, enum language language,
                           const struct feel_node *tests) {
    struct speaker s = {.arena = arena, .language = language};
    return say_tests(&s, tests);
}
