// SPDX-License-Identifier: EUPL-1.2
#include "feel/parser.h"

#include <string.h>

#include "base/utf8.h"
#include "feel/builtin.h"

bool parse_is_reserved(struct str word) {
    static const char *const words[] = {"and",      "or",   "in",     "between",
                                        "then",     "else", "return", "satisfies",
                                        "instance", "if",   "for"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(word, words[i]))
            return true;
    return false;
}

struct str feel_name_normal(struct arena *arena, struct str name) {
    char *out = arena_alloc(arena, name.n + 1);
    if (!out)
        return STR_NONE;
    size_t n = 0;
    bool blank = false;
    for (size_t at = 0; at < name.n;) {
        size_t skip = lexer_blank(name, at);
        if (skip) {
            blank = n > 0;
            at += skip;
            continue;
        }
        if (blank)
            out[n++] = ' ';
        blank = false;
        out[n++] = name.p[at++];
    }
    return (struct str){out, n};
}

static bool is_sign(struct str s, size_t at) {
    return at < s.n && memchr("+-*/.'", s.p[at], 6);
}

static size_t skip_blanks(struct str s, size_t at) {
    size_t n;
    while (at < s.n && (n = lexer_blank(s, at)) > 0)
        at += n;
    return at;
}

// Where a known name ends when it stands at `at` of the text; 0 when it does not. Blanks around the
// signs that a name may hold do not count.
static uint32_t match_name(struct str known, struct str text, size_t at) {
    size_t k = 0, t = at;
    while (k < known.n) {
        size_t k_next = skip_blanks(known, k);
        size_t t_next = k ? skip_blanks(text, t) : t;
        bool near_sign = is_sign(known, k_next) || (k && is_sign(known, k - 1));
        if ((k_next != k) != (t_next != t) && !near_sign)
            return 0;
        if (t_next >= text.n || text.p[t_next] != known.p[k_next])
            return 0;
        k = k_next + 1;
        t = t_next + 1;
    }
    size_t after = t;
    bool goes_on = t < text.n && lexer_in_name(utf8_next(text, &after)) && text.p[t] != '?';
    return goes_on || k == 0 ? 0 : (uint32_t)t;
}

struct match {
    uint32_t end;
    const struct feel_name *name;    // a name of a scope …
    const struct feel_node *element; // … or a field of this element
    struct str field;
    bool behind_unknown;             // an element of which nothing is known stands before it
    const struct feel_node *unknown; // … this one
};

static bool may_have_any_field(const struct feel_kind *kind) {
    return kind->any || (kind->type == FEEL_CONTEXT && !kind->closed);
}

static void match_fields(struct str text, uint32_t at, const struct feel_node *element,
                         struct match *best) {
    const struct feel_kind *kind = element->kind;
    if (kind->any || kind->type != FEEL_CONTEXT)
        return;
    for (size_t i = 0; i < kind->count; i++) {
        uint32_t end = match_name(kind->fields[i].name, text, at);
        if (end > best->end)
            *best = (struct match){.end = end, .element = element, .field = kind->fields[i].name};
    }
}

static struct match match_scopes(const struct parser *p) {
    struct match best = {0};
    struct str text = p->lex.text;
    uint32_t at = p->lex.token.offset;
    const struct feel_node *unknown = NULL;
    for (const struct feel_scope *scope = p->c->scope; scope; scope = scope->parent) {
        if (scope->element)
            match_fields(text, at, scope->element, &best);
        if (scope->element && !unknown && may_have_any_field(scope->element->kind))
            unknown = scope->element;
        for (size_t i = scope->names.n; i-- > 0;) {
            uint32_t end = match_name(scope->names.items[i].name, text, at);
            if (end > best.end)
                best = (struct match){.end = end,
                                      .name = &scope->names.items[i],
                                      .behind_unknown = unknown != NULL,
                                      .unknown = unknown};
        }
    }
    if (!best.end)
        best.unknown = unknown;
    return best;
}

static struct feel_node *variable_node(struct parser *p, const struct feel_name *name,
                                       uint32_t offset) {
    struct feel_node *node = parse_node(p, name->op, offset);
    if (!node)
        return NULL;
    node->variable.name = name->name;
    node->variable.index = name->index;
    node->kind = name->kind;
    node->nullable = name->nullable;
    if (str_is(name->name, "?"))
        p->asked = true;
    return node;
}

static struct feel_node *field_node(struct parser *p, const struct feel_node *of, struct str name,
                                    uint32_t offset) {
    struct feel_node *node = parse_node(p, OP_FIELD, offset);
    if (node) {
        node->field.of = of;
        node->field.name = name;
    }
    return node;
}

// The words that follow each other from here, reserved ones excepted, as one name.
static struct str join_words(struct parser *p) {
    uint32_t from = p->lex.token.offset;
    do
        parse_take(p);
    while (p->lex.token.type == TOKEN_WORD && !parse_is_reserved(p->lex.token.text));
    return feel_name_normal(p->c->arena, str_sub(p->lex.text, from, p->last_end - from));
}

static void take_to(struct parser *p, uint32_t end) {
    p->last_end = end;
    lexer_skip_to(&p->lex, end);
}

// A name that no scope knows: a field of an element of which nothing is known, or a mistake.
static bool unknown_name(struct parser *p, const struct feel_node *element,
                         struct feel_node **ret_node) {
    uint32_t offset = p->lex.token.offset;
    struct token first = p->lex.token;
    struct str name = join_words(p);
    if (element)
        return parse_done(p, field_node(p, element, name, offset), ret_node);
    struct feel_node *node = parse_node(p, OP_FAIL, offset);
    if (!node)
        return error_memory(p->c->err);
    node->length = first.end - offset;
    if (p->c->strict)
        return feel_refuse(p->c, node, "feel.unknown-name", name, STR_NONE);
    return parse_done(p, node, ret_node);
}

static bool scope_name(struct parser *p, struct match match, struct feel_node **ret_node) {
    uint32_t offset = p->lex.token.offset;
    take_to(p, match.end);
    if (match.element)
        return parse_done(p, field_node(p, match.element, match.field, offset), ret_node);
    struct feel_node *node = variable_node(p, match.name, offset);
    if (!parse_done(p, node, &node))
        return false;
    if (match.behind_unknown) {
        struct feel_node *either = field_node(p, match.unknown, match.name->name, offset);
        if (either) {
            either->op = OP_EITHER;
            either->field.otherwise = node;
        }
        return parse_done(p, either, ret_node);
    }
    *ret_node = node;
    return true;
}

static bool builtin_name(struct parser *p, struct feel_node **ret_node) {
    uint32_t at = p->lex.token.offset, best_end = 0;
    const struct feel_builtin *best = NULL;
    for (size_t i = 0; i < feel_builtin_count; i++) {
        uint32_t end = match_name(str_of(feel_builtins[i].name), p->lex.text, at);
        if (end > best_end) {
            best = &feel_builtins[i];
            best_end = end;
        }
    }
    if (!best)
        return unknown_name(p, NULL, ret_node);
    take_to(p, best_end);
    struct feel_node *node = parse_node(p, OP_CONST, at);
    if (node && !feel_builtin_value(p->c->arena, best, &node->constant))
        node = NULL;
    return parse_done(p, node, ret_node);
}

bool parse_name(struct parser *p, struct feel_node **ret_node) {
    struct match match = match_scopes(p);
    if (match.end)
        return scope_name(p, match, ret_node);
    if (match.unknown) {
        // A call can only be to a function outside: elements hold data.
        struct parser ahead = *p;
        struct feel_node *callee;
        if (builtin_name(&ahead, &callee) && callee->op == OP_CONST && lexer_is(&ahead.lex, "(")) {
            *p = ahead;
            *ret_node = callee;
            return true;
        }
        error_clear(p->c->err);
        return unknown_name(p, match.unknown, ret_node);
    }
    return builtin_name(p, ret_node);
}

bool parse_field_name(struct parser *p, const struct feel_kind *kind, struct str *ret_name) {
    if (p->lex.token.type != TOKEN_WORD)
        return parse_refuse(p, "feel.field-expected");
    kind = feel_kind_element(kind);
    uint32_t best = 0;
    for (size_t i = 0; !kind->any && kind->type == FEEL_CONTEXT && i < kind->count; i++) {
        uint32_t end = match_name(kind->fields[i].name, p->lex.text, p->lex.token.offset);
        if (end > best) {
            best = end;
            *ret_name = kind->fields[i].name;
        }
    }
    if (best)
        take_to(p, best);
    else
        *ret_name = join_words(p);
    return ret_name->p ? true : error_memory(p->c->err);
}

bool parse_raw_name(struct parser *p, const char *signs, struct str *ret_name) {
    uint32_t from = p->lex.token.offset;
    if (p->lex.token.type == TOKEN_STRING) {
        if (!lexer_unescape(p->c->arena, p->lex.token.text, ret_name))
            return parse_refuse(p, "feel.bad-escape");
        parse_take(p);
        return true;
    }
    if (p->lex.token.type != TOKEN_WORD)
        return parse_refuse(p, "feel.name-expected");
    while (p->lex.token.type == TOKEN_WORD || p->lex.token.type == TOKEN_NUMBER ||
           (p->lex.token.type == TOKEN_SIGN && strchr("+-*/.'", p->lex.token.text.p[0]) &&
            !strchr(signs, p->lex.token.text.p[0])))
        parse_take(p);
    *ret_name = feel_name_normal(p->c->arena, str_sub(p->lex.text, from, p->last_end - from));
    return ret_name->p ? true : error_memory(p->c->err);
}

bool parse_at_named(const struct parser *p) {
    struct lexer ahead = p->lex;
    if (ahead.token.type != TOKEN_WORD && ahead.token.type != TOKEN_STRING)
        return false;
    bool text = ahead.token.type == TOKEN_STRING;
    lexer_next(&ahead);
    while (!text && (ahead.token.type == TOKEN_WORD || ahead.token.type == TOKEN_NUMBER ||
                     (ahead.token.type == TOKEN_SIGN && strchr("+-*/.'", ahead.token.text.p[0]))))
        lexer_next(&ahead);
    return lexer_is(&ahead, ":");
}
