// SPDX-License-Identifier: EUPL-1.2
#include "feel/parser.h"

void parse_take(struct parser *p) {
    p->last_end = p->lex.token.end;
    lexer_next(&p->lex);
}

bool parse_accept(struct parser *p, const char *sign) {
    if (!lexer_is(&p->lex, sign))
        return false;
    parse_take(p);
    return true;
}

static bool refuse_at(struct parser *p, const char *key, const char *first, const char *second) {
    if (arena_failed(p->c->arena))
        return error_memory(p->c->err);
    error_set(p->c->err, ERR_INPUT, key, first, second, NULL);
    uint32_t line, column;
    feel_place(p->source, p->lex.token.offset, &line, &column);
    return error_at(p->c->err, p->source->file.p, p->source->element.p, line, column);
}

static const char *found(struct parser *p) {
    struct token token = p->lex.token;
    if (token.type == TOKEN_END)
        return "";
    char *text = str_c(p->c->arena, token.text);
    return text ? text : "";
}

bool parse_refuse(struct parser *p, const char *key) {
    return refuse_at(p, key, found(p), NULL);
}

bool parse_expect(struct parser *p, const char *sign) {
    if (parse_accept(p, sign))
        return true;
    return refuse_at(p, p->lex.token.type == TOKEN_END ? "feel.expected-at-end" : "feel.expected",
                     sign, found(p));
}

bool parse_enter(struct parser *p) {
    if (p->c->depth >= FEEL_NESTING_MAX)
        return parse_refuse(p, "feel.too-deep");
    p->c->depth++;
    return true;
}

void parse_leave(struct parser *p) {
    p->c->depth--;
}

struct feel_node *parse_node(struct parser *p, enum feel_op op, uint32_t offset) {
    return feel_node_new(p->c, op, p->source, offset);
}

bool parse_done(struct parser *p, struct feel_node *node, struct feel_node **ret_node) {
    if (!node)
        return error_memory(p->c->err);
    node->length = p->last_end - node->offset;
    if (!feel_infer(p->c, node))
        return false;
    *ret_node = node;
    return true;
}

static bool make_binary(struct parser *p, enum feel_op op, struct feel_node *left,
                        struct feel_node *right, struct feel_node **ret_node) {
    struct feel_node *node = parse_node(p, op, left->offset);
    if (node) {
        node->binary.left = left;
        node->binary.right = right;
    }
    return parse_done(p, node, ret_node);
}

typedef bool parse_level(struct parser *p, struct feel_node **ret_node);

struct operator_of {
    const char *sign;
    enum feel_op op;
};

// left { sign right }, from the left. The list ends with a NULL sign.
static bool parse_left(struct parser *p, const struct operator_of *operators, parse_level *next,
                       struct feel_node **ret_node) {
    struct feel_node *left, *right;
    if (!next(p, &left))
        return false;
    for (const struct operator_of *o = operators; o->sign;) {
        if (!parse_accept(p, o->sign)) {
            o++;
            continue;
        }
        if (!next(p, &right) || !make_binary(p, o->op, left, right, &left))
            return false;
        o = operators;
    }
    *ret_node = left;
    return true;
}

static bool parse_instance(struct parser *p, struct feel_node **ret_node) {
    struct feel_node *value;
    if (!parse_postfix(p, &value))
        return false;
    while (lexer_is(&p->lex, "instance")) {
        parse_take(p);
        struct feel_node *node = parse_node(p, OP_INSTANCE, value->offset);
        const struct feel_kind *kind;
        if (!parse_expect(p, "of") || !parse_type(p, &kind))
            return false;
        if (node) {
            node->typed.value = value;
            node->typed.kind = kind;
        }
        if (!parse_done(p, node, &value))
            return false;
    }
    *ret_node = value;
    return true;
}

static bool parse_unary(struct parser *p, struct feel_node **ret_node) {
    uint32_t offset = p->lex.token.offset;
    if (!parse_accept(p, "-"))
        return parse_instance(p, ret_node);
    struct feel_node *operand;
    if (!parse_enter(p) || !parse_unary(p, &operand))
        return false;
    parse_leave(p);
    struct feel_node *node = parse_node(p, OP_NEGATE, offset);
    if (node)
        node->binary.left = operand;
    return parse_done(p, node, ret_node);
}

static bool parse_power(struct parser *p, struct feel_node **ret_node) {
    static const struct operator_of operators[] = {{"**", OP_POWER}, {NULL, 0}};
    return parse_left(p, operators, parse_unary, ret_node);
}

static bool parse_multiplicative(struct parser *p, struct feel_node **ret_node) {
    static const struct operator_of operators[] = {{"*", OP_MULTIPLY}, {"/", OP_DIVIDE}, {NULL, 0}};
    return parse_left(p, operators, parse_power, ret_node);
}

bool parse_additive(struct parser *p, struct feel_node **ret_node) {
    static const struct operator_of operators[] = {{"+", OP_ADD}, {"-", OP_SUBTRACT}, {NULL, 0}};
    return parse_left(p, operators, parse_multiplicative, ret_node);
}

static bool parse_between(struct parser *p, struct feel_node *value, struct feel_node **ret_node) {
    struct feel_node *low, *high;
    if (!parse_additive(p, &low) || !parse_expect(p, "and") || !parse_additive(p, &high))
        return false;
    struct feel_node *node = parse_node(p, OP_BETWEEN, value->offset);
    if (node) {
        node->between.value = value;
        node->between.low = low;
        node->between.high = high;
    }
    return parse_done(p, node, ret_node);
}

static bool parse_comparison(struct parser *p, struct feel_node **ret_node) {
    static const struct operator_of operators[] = {
        {"=", OP_EQUAL},   {"!=", OP_UNEQUAL},       {"<", OP_LESS}, {"<=", OP_LESS_EQUAL},
        {">", OP_GREATER}, {">=", OP_GREATER_EQUAL}, {NULL, 0},
    };
    struct feel_node *left;
    if (!parse_left(p, operators, parse_additive, &left))
        return false;
    for (;;) {
        if (parse_accept(p, "between")) {
            if (!parse_between(p, left, &left))
                return false;
        } else if (parse_accept(p, "in")) {
            if (!parse_in(p, left, &left))
                return false;
        } else {
            *ret_node = left;
            return true;
        }
    }
}

// Left and right of "and" / "or": what the left shows holds while the right is read.
static bool parse_logic(struct parser *p, const char *word, enum feel_op op, parse_level *next,
                        struct feel_node **ret_node) {
    struct feel_node *left, *right;
    if (!next(p, &left))
        return false;
    size_t facts = p->c->fact_count;
    while (parse_accept(p, word)) {
        feel_facts_add(p->c, left, op == OP_AND);
        if (!next(p, &right) || !make_binary(p, op, left, right, &left))
            return false;
    }
    p->c->fact_count = facts;
    *ret_node = left;
    return true;
}

static bool parse_and(struct parser *p, struct feel_node **ret_node) {
    return parse_logic(p, "and", OP_AND, parse_comparison, ret_node);
}

bool parse_expression(struct parser *p, struct feel_node **ret_node) {
    if (!parse_enter(p))
        return false;
    if (!parse_logic(p, "or", OP_OR, parse_and, ret_node))
        return false;
    parse_leave(p);
    return true;
}

static bool start(struct feel_compiler *c, const struct feel_source *source, struct parser *p) {
    *p = (struct parser){.c = c, .source = source};
    if (source->text.n > FEEL_TEXT_MAX)
        return error_set(c->err, ERR_LIMIT, "feel.text-too-long", NULL);
    p->lex = lexer_new(source->text);
    return true;
}

// In conformance mode a text that cannot be read is null; memory and ceilings are errors always.
static bool tolerate(struct feel_compiler *c, const struct feel_source *source,
                     const struct feel_node **ret_node) {
    struct feel_node *node;
    if (c->strict || !c->err || c->err->code != ERR_INPUT)
        return false;
    node = feel_node_new(c, OP_FAIL, source, 0);
    if (!node)
        return error_memory(c->err);
    error_clear(c->err);
    node->length = (uint32_t)source->text.n;
    *ret_node = node;
    return true;
}

typedef bool parse_whole(struct parser *p, struct feel_node **ret_node);

static bool compile(struct feel_compiler *c, const struct feel_source *source, parse_whole *parse,
                    const struct feel_node **ret_node) {
    struct feel_compiler before = *c;
    struct parser p;
    struct feel_node *node;
    if (!start(c, source, &p))
        return false;
    bool read = parse(&p, &node);
    if (read && p.lex.token.type != TOKEN_END)
        read = parse_refuse(&p, "feel.unexpected");
    if (read) {
        *ret_node = node;
        return true;
    }
    uint32_t frame_size = c->frame_size;
    *c = before; // a refusal leaves scopes, facts and depth where they were
    c->frame_size = frame_size;
    return tolerate(c, source, ret_node);
}

bool feel_compile(struct feel_compiler *c, const struct feel_source *source,
                  const struct feel_node **ret_node) {
    return compile(c, source, parse_expression, ret_node);
}

bool feel_compile_tests(struct feel_compiler *c, const struct feel_source *source,
                        const struct feel_node **ret_node) {
    return compile(c, source, parse_tests_whole, ret_node);
}
