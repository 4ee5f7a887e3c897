// SPDX-License-Identifier: EUPL-1.2
//
// Unary tests (DMN 1.5, 7.3.2 and grammar rules 7–17): the cells of a decision table, allowed
// values, and what stands to the right of "in".
#include "feel/parser.h"

bool parse_is_comparison(const struct parser *p, enum feel_test *ret_how) {
    static const struct {
        const char *sign;
        enum feel_test how;
    } signs[] = {
        {"<", TEST_LESS},           {"<=", TEST_LESS_EQUAL}, {">", TEST_GREATER},
        {">=", TEST_GREATER_EQUAL}, {"=", TEST_EQUAL},       {"!=", TEST_UNEQUAL},
    };
    for (size_t i = 0; i < COUNT(signs); i++) {
        if (lexer_is(&p->lex, signs[i].sign)) {
            *ret_how = signs[i].how;
            return true;
        }
    }
    return false;
}

static const struct feel_name *tested_name(const struct feel_compiler *c) {
    for (const struct feel_scope *scope = c->scope; scope; scope = scope->parent)
        for (size_t i = scope->names.n; i-- > 0;)
            if (str_is(scope->names.items[i].name, "?"))
                return &scope->names.items[i];
    return NULL;
}

static struct feel_node *test_node(struct parser *p, enum feel_test how, struct feel_node *operand,
                                   uint32_t offset) {
    const struct feel_name *tested = tested_name(p->c);
    struct feel_node *node = parse_node(p, OP_TEST, offset);
    if (!node || !tested)
        return NULL;
    node->test.how = how;
    node->test.slot = tested->index;
    node->test.operand = operand;
    return node;
}

// One test. `ret_plain` is the expression itself when it was no more than that.
static bool parse_test(struct parser *p, struct feel_node **ret_node,
                       struct feel_node **ret_plain) {
    uint32_t offset = p->lex.token.offset;
    enum feel_test how;
    struct feel_node *operand;
    *ret_plain = NULL;
    if (parse_is_comparison(p, &how)) {
        parse_take(p);
        if (!parse_additive(p, &operand))
            return false;
    } else {
        bool asked = p->asked;
        p->asked = false;
        if (!parse_expression(p, &operand))
            return false;
        how = p->asked ? TEST_TRUE : TEST_IN;
        p->asked = p->asked || asked;
        *ret_plain = operand;
    }
    return parse_done(p, test_node(p, how, operand, offset), ret_node);
}

static bool make_any(struct parser *p, const struct feel_node *const *items, size_t count,
                     uint32_t offset, struct feel_node **ret_node) {
    struct feel_node *node = parse_node(p, OP_TEST_ANY, offset);
    if (node) {
        node->list.count = count;
        node->list.items = items;
    }
    return parse_done(p, node, ret_node);
}

// The rest of a list of tests whose first one has been read.
static bool parse_more_tests(struct parser *p, struct feel_node *first,
                             struct feel_node **ret_node) {
    LIST_OF(const struct feel_node *) items = {0};
    uint32_t offset = first->offset;
    struct feel_node *plain;
    if (!lexer_is(&p->lex, ",")) {
        *ret_node = first;
        return true;
    }
    for (;;) {
        const struct feel_node **item = LIST_PUSH(p->c->arena, &items);
        if (!item)
            return error_memory(p->c->err);
        *item = first;
        if (!parse_accept(p, ","))
            return make_any(p, items.items, items.n, offset, ret_node);
        if (!parse_test(p, &first, &plain))
            return false;
    }
}

static bool parse_tests(struct parser *p, struct feel_node **ret_node) {
    struct feel_node *first, *plain;
    return parse_test(p, &first, &plain) && parse_more_tests(p, first, ret_node);
}

// What follows "(": tests, or the low end of an interval.
static bool parse_paren_tests(struct parser *p, struct feel_node **ret_node) {
    uint32_t offset = p->lex.token.offset;
    struct feel_node *first, *plain, *range;
    parse_take(p); // (
    if (!parse_test(p, &first, &plain))
        return false;
    if (plain && lexer_is(&p->lex, ".."))
        return parse_range_tail(p, plain, FEEL_OPEN, offset, &range) &&
               parse_done(p, test_node(p, TEST_IN, range, offset), ret_node);
    return parse_more_tests(p, first, ret_node) && parse_expect(p, ")");
}

static bool parse_in_tests(struct parser *p, struct feel_node **ret_node) {
    uint32_t offset = p->lex.token.offset;
    enum feel_test how;
    struct feel_node *operand, *plain;
    if (lexer_is(&p->lex, "("))
        return parse_paren_tests(p, ret_node);
    if (parse_is_comparison(p, &how))
        return parse_test(p, ret_node, &plain);
    return parse_additive(p, &operand) &&
           parse_done(p, test_node(p, TEST_IN, operand, offset), ret_node);
}

bool parse_in(struct parser *p, struct feel_node *value, struct feel_node **ret_node) {
    struct feel_scope scope = {0};
    uint32_t slots = p->c->slots_used, slot;
    bool asked = p->asked;
    struct feel_node *tests;
    feel_scope_push(p->c, &scope);
    if (!feel_scope_add(p->c, STR("?"), value->kind, false, &slot))
        return false;
    if (!parse_enter(p) || !parse_in_tests(p, &tests))
        return false;
    parse_leave(p);
    feel_scope_pop(p->c, slots);
    p->asked = asked;
    struct feel_node *node = parse_node(p, OP_IN, value->offset);
    if (node) {
        node->filter.of = value;
        node->filter.test = tests;
        node->filter.slot = slot;
    }
    return parse_done(p, node, ret_node);
}

static bool parse_not(struct parser *p, struct feel_node **ret_node) {
    uint32_t offset = p->lex.token.offset;
    struct feel_node *tests;
    parse_take(p); // not
    parse_take(p); // (
    if (!parse_tests(p, &tests) || !parse_expect(p, ")"))
        return false;
    if (p->lex.token.type != TOKEN_END)
        return parse_refuse(p, "feel.unexpected");
    struct feel_node *node = parse_node(p, OP_TEST_NOT, offset);
    if (node) {
        node->test.operand = tests;
        node->test.slot = tested_name(p->c)->index;
    }
    return parse_done(p, node, ret_node);
}

bool parse_tests_whole(struct parser *p, struct feel_node **ret_node) {
    struct token next = lexer_peek(&p->lex);
    if (lexer_is(&p->lex, "-") && next.type == TOKEN_END) {
        struct feel_node *node = parse_node(p, OP_TEST_ALL, p->lex.token.offset);
        parse_take(p);
        return parse_done(p, node, ret_node);
    }
    if (!lexer_is(&p->lex, "not") || next.type != TOKEN_SIGN || !str_is(next.text, "("))
        return parse_tests(p, ret_node);
    // "not(a, b)" is a negated list of tests; "not(a) and b" is an expression.
    struct parser whole = *p;
    struct feel_compiler before = *p->c;
    if (parse_not(&whole, ret_node)) {
        *p = whole;
        return true;
    }
    if (whole.lex.token.type == TOKEN_END || before.err->code == ERR_MEMORY)
        return false;
    *p->c = before;
    error_clear(p->c->err);
    return parse_tests(p, ret_node);
}

// The ends of "(< 5)", "(>= a)" and "(= a)".
static void set_bounds(struct feel_node *node, enum feel_test how, struct feel_node *operand) {
    enum feel_bound bound = how == TEST_GREATER || how == TEST_LESS ? FEEL_OPEN : FEEL_CLOSED;
    node->range.form = how == TEST_UNEQUAL ? FEEL_EXCEPT
                       : how == TEST_EQUAL ? FEEL_ONLY
                                           : FEEL_INTERVAL;
    if (how != TEST_LESS && how != TEST_LESS_EQUAL) {
        node->range.low = operand;
        node->range.low_bound = bound;
    }
    if (how != TEST_GREATER && how != TEST_GREATER_EQUAL) {
        node->range.high = operand;
        node->range.high_bound = bound;
    }
}

// "(< 5)", "(>= a)": a range without one of its ends. "(= 5)" is 5 alone,
// "(!= 5)" everything else.
bool parse_unbounded(struct parser *p, struct feel_node **ret_node) {
    enum feel_test how = TEST_UNEQUAL;
    uint32_t offset = p->lex.token.offset;
    struct feel_node *operand;
    if (!parse_is_comparison(p, &how))
        return parse_refuse(p, "feel.unexpected");
    parse_take(p);
    if (!parse_additive(p, &operand) || !parse_expect(p, ")"))
        return false;
    struct feel_node *node = parse_node(p, OP_RANGE, offset);
    if (node)
        set_bounds(node, how, operand);
    return parse_done(p, node, ret_node);
}
