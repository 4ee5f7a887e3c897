// SPDX-License-Identifier: EUPL-1.2
#include "feel/parser.h"

#include "feel/builtin.h"
#include "feel/temporal.h"

static bool parse_constant(struct parser *p, struct feel_value value, struct feel_node **ret_node) {
    struct feel_node *node = parse_node(p, OP_CONST, p->lex.token.offset);
    if (node)
        node->constant = value;
    parse_take(p);
    return parse_done(p, node, ret_node);
}

static bool parse_number(struct parser *p, struct feel_node **ret_node) {
    struct str text = p->lex.token.text;
    if (str_starts(text, STR(".")))
        text = str_printf(p->c->arena, "0" STR_FMT, STR_ARG(text));
    struct decimal number;
    if (!decimal_parse(text, &number))
        return parse_refuse(p, "feel.number-too-large");
    return parse_constant(p, feel_number(number), ret_node);
}

static bool parse_string(struct parser *p, struct feel_node **ret_node) {
    struct str text;
    if (!lexer_unescape(p->c->arena, p->lex.token.text, &text))
        return arena_failed(p->c->arena) ? error_memory(p->c->err)
                                         : parse_refuse(p, "feel.bad-escape");
    return parse_constant(p, feel_string(text), ret_node);
}

// @"2026-03-01", @"P1D" …
static bool parse_at_literal(struct parser *p, struct feel_node **ret_node) {
    uint32_t offset = p->lex.token.offset;
    parse_take(p);
    if (p->lex.token.type != TOKEN_STRING)
        return parse_refuse(p, "feel.string-expected");
    struct feel_value value;
    if (!temporal_parse_any(p->c->arena, p->lex.token.text, &value)) {
        if (p->c->strict || arena_failed(p->c->arena))
            return parse_refuse(p, "feel.not-temporal");
        value = feel_null();
    }
    if (!parse_constant(p, value, ret_node))
        return false;
    (*ret_node)->offset = offset;
    return true;
}

static bool parse_word(struct parser *p, struct feel_node **ret_node) {
    if (lexer_is(&p->lex, "null"))
        return parse_constant(p, feel_null(), ret_node);
    if (lexer_is(&p->lex, "true") || lexer_is(&p->lex, "false"))
        return parse_constant(p, feel_boolean(lexer_is(&p->lex, "true")), ret_node);
    struct token next = lexer_peek(&p->lex);
    bool called = next.type == TOKEN_SIGN && str_is(next.text, "(");
    if (lexer_is(&p->lex, "if"))
        return parse_if(p, ret_node);
    if (lexer_is(&p->lex, "for"))
        return parse_loop(p, OP_FOR, ret_node);
    if (lexer_is(&p->lex, "some") && !called)
        return parse_loop(p, OP_SOME, ret_node);
    if (lexer_is(&p->lex, "every") && !called)
        return parse_loop(p, OP_EVERY, ret_node);
    if (lexer_is(&p->lex, "function") && called)
        return parse_function(p, ret_node);
    return parse_name(p, ret_node);
}

static bool parse_primary(struct parser *p, struct feel_node **ret_node) {
    switch (p->lex.token.type) {
    case TOKEN_NUMBER:
        return parse_number(p, ret_node);
    case TOKEN_STRING:
        return parse_string(p, ret_node);
    case TOKEN_WORD:
        return parse_word(p, ret_node);
    case TOKEN_SIGN:
        if (lexer_is(&p->lex, "@"))
            return parse_at_literal(p, ret_node);
        if (lexer_is(&p->lex, "("))
            return parse_paren(p, ret_node);
        if (lexer_is(&p->lex, "[") || lexer_is(&p->lex, "]"))
            return parse_bracket(p, ret_node);
        if (lexer_is(&p->lex, "{"))
            return parse_context(p, ret_node);
        return parse_refuse(p, "feel.unexpected");
    case TOKEN_END:
        return parse_refuse(p, "feel.ends-early");
    case TOKEN_BAD:
        return parse_refuse(p, "feel.bad-character");
    }
    return false;
}

static bool parse_field(struct parser *p, struct feel_node *of, struct feel_node **ret_node) {
    struct str name;
    parse_take(p); // .
    if (!parse_field_name(p, of->kind, &name))
        return false;
    struct feel_node *node = parse_node(p, OP_FIELD, of->offset);
    if (node) {
        node->field.of = of;
        node->field.name = name;
    }
    return parse_done(p, node, ret_node);
}

struct arguments {
    LIST_OF(const struct feel_node *) nodes;
    LIST_OF(struct str) names;
};

static bool parse_argument(struct parser *p, bool named, struct arguments *to) {
    struct str *name = named ? LIST_PUSH(p->c->arena, &to->names) : NULL;
    if (named && !name)
        return error_memory(p->c->err);
    if (named && (!parse_raw_name(p, ":", name) || !parse_expect(p, ":")))
        return false;
    struct feel_node *value;
    if (!parse_expression(p, &value))
        return false;
    const struct feel_node **place = LIST_PUSH(p->c->arena, &to->nodes);
    if (!place)
        return error_memory(p->c->err);
    *place = value;
    return true;
}

static bool parse_call(struct parser *p, struct feel_node *callee, struct feel_node **ret_node) {
    struct arguments arguments = {0};
    bool asked = p->asked;
    unsigned interval = p->open_interval;
    p->open_interval = 0;
    parse_take(p); // (
    bool named = parse_at_named(p);
    while (!lexer_is(&p->lex, ")")) {
        if (!parse_argument(p, named, &arguments))
            return false;
        if (!parse_accept(p, ","))
            break;
    }
    if (!parse_expect(p, ")"))
        return false;
    p->open_interval = interval;
    p->asked = p->asked || asked;
    struct feel_node *node = parse_node(p, OP_CALL, callee->offset);
    if (!node)
        return error_memory(p->c->err);
    node->call.callee = callee;
    node->call.count = arguments.nodes.n;
    node->call.args = arguments.nodes.items;
    node->call.names = named ? arguments.names.items : NULL;
    return parse_done(p, node, ret_node);
}

// Within "]1..5[" the bracket closes when nothing that could begin an expression follows it.
static bool bracket_closes(const struct parser *p) {
    if (!p->open_interval)
        return false;
    struct token next = lexer_peek(&p->lex);
    if (next.type == TOKEN_END)
        return true;
    if (next.type == TOKEN_WORD)
        return parse_is_reserved(next.text);
    return next.type == TOKEN_SIGN && !str_is(next.text, "(") && !str_is(next.text, "[") &&
           !str_is(next.text, "{") && !str_is(next.text, "-") && !str_is(next.text, "@");
}

bool parse_postfix(struct parser *p, struct feel_node **ret_node) {
    struct feel_node *node;
    if (!parse_enter(p) || !parse_primary(p, &node))
        return false;
    for (;;) {
        bool more;
        if (lexer_is(&p->lex, "."))
            more = parse_field(p, node, &node);
        else if (lexer_is(&p->lex, "("))
            more = parse_call(p, node, &node);
        else if (lexer_is(&p->lex, "[") && !bracket_closes(p))
            more = parse_filter(p, node, &node);
        else
            break;
        if (!more)
            return false;
    }
    parse_leave(p);
    *ret_node = node;
    return true;
}

// Types

static bool parse_kind_of(struct parser *p, const struct feel_kind **ret_kind) {
    if (!parse_expect(p, "<") || !parse_type(p, ret_kind))
        return false;
    return parse_expect(p, ">");
}

static bool parse_context_type(struct parser *p, struct feel_kind *kind) {
    LIST_OF(struct feel_field) fields = {0};
    if (!parse_expect(p, "<"))
        return false;
    do {
        struct feel_field *field = LIST_PUSH(p->c->arena, &fields);
        if (!field)
            return error_memory(p->c->err);
        if (!parse_raw_name(p, ":", &field->name) || !parse_expect(p, ":") ||
            !parse_type(p, &field->kind))
            return false;
    } while (parse_accept(p, ","));
    kind->count = fields.n;
    kind->fields = fields.items;
    return parse_expect(p, ">");
}

static bool parse_function_type(struct parser *p, struct feel_kind *kind) {
    LIST_OF(struct feel_field) parameters = {0};
    if (!parse_expect(p, "<"))
        return false;
    while (!lexer_is(&p->lex, ">")) {
        struct feel_field *field = LIST_PUSH(p->c->arena, &parameters);
        if (!field)
            return error_memory(p->c->err);
        if (!parse_type(p, &field->kind))
            return false;
        if (!parse_accept(p, ","))
            break;
    }
    kind->count = parameters.n;
    kind->fields = parameters.items;
    return parse_expect(p, ">") && parse_expect(p, "->") && parse_type(p, &kind->of);
}

static const struct feel_kind *named_kind(struct parser *p, struct str name) {
    const struct feel_kind *kind = NULL;
    if (p->c->kind_named)
        kind = p->c->kind_named(p->c->kind_context, name);
    return kind ? kind : feel_kind_named(name);
}

// The longest run of words that names a type.
static bool parse_type_name(struct parser *p, const struct feel_kind **ret_kind) {
    struct lexer ahead = p->lex;
    uint32_t from = ahead.token.offset, best = 0;
    for (int i = 0; i < 12 && (ahead.token.type == TOKEN_WORD || lexer_is(&ahead, ".") ||
                               lexer_is(&ahead, "-"));
         i++) {
        struct str name =
            feel_name_normal(p->c->arena, str_sub(p->lex.text, from, ahead.token.end - from));
        const struct feel_kind *kind = name.p ? named_kind(p, name) : NULL;
        if (kind) {
            *ret_kind = kind;
            best = ahead.token.end;
        }
        lexer_next(&ahead);
    }
    if (!best)
        return parse_refuse(p, "feel.unknown-type");
    p->last_end = best;
    lexer_skip_to(&p->lex, best);
    return true;
}

static bool parse_type_inner(struct parser *p, const struct feel_kind **ret_kind) {
    struct token next = lexer_peek(&p->lex);
    bool has_parts = next.type == TOKEN_SIGN && str_is(next.text, "<");
    if (!has_parts)
        return parse_type_name(p, ret_kind);
    struct feel_kind *kind = ARENA_NEW(p->c->arena, struct feel_kind);
    if (!kind)
        return error_memory(p->c->err);
    *ret_kind = kind;
    if (parse_accept(p, "list")) {
        kind->type = FEEL_LIST;
        return parse_kind_of(p, &kind->of);
    }
    if (parse_accept(p, "range")) {
        kind->type = FEEL_RANGE;
        return parse_kind_of(p, &kind->of);
    }
    if (parse_accept(p, "context")) {
        kind->type = FEEL_CONTEXT;
        return parse_context_type(p, kind);
    }
    if (parse_accept(p, "function")) {
        kind->type = FEEL_FUNCTION;
        return parse_function_type(p, kind);
    }
    return parse_refuse(p, "feel.unknown-type");
}

bool parse_type(struct parser *p, const struct feel_kind **ret_kind) {
    if (!parse_enter(p) || !parse_type_inner(p, ret_kind))
        return false;
    parse_leave(p);
    return true;
}
