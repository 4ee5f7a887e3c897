// SPDX-License-Identifier: EUPL-1.2
//
// The parts of the parser to each other: recursive descent over the grammar of DMN 1.5, 10.3.1.2,
// one function a level of precedence. Not for use outside src/feel.
#ifndef VAKA_FEEL_PARSER_H
#define VAKA_FEEL_PARSER_H

#include "feel/compiler.h"
#include "feel/lexer.h"

struct parser {
    struct feel_compiler *c;
    const struct feel_source *source;
    struct lexer lex;
    uint32_t last_end;      // end of the token that was taken last
    bool asked;             // "?" was used
    unsigned open_interval; // within "]1..5[", where "[" may close
};

// parser.c
bool parse_expression(struct parser *p, struct feel_node **ret_node) WARN_UNUSED;
bool parse_additive(struct parser *p, struct feel_node **ret_node) WARN_UNUSED;
bool parse_enter(struct parser *p) WARN_UNUSED; // one level deeper; refused at the ceiling
void parse_leave(struct parser *p);
void parse_take(struct parser *p);
bool parse_accept(struct parser *p, const char *sign);
bool parse_expect(struct parser *p, const char *sign) WARN_UNUSED;
bool parse_refuse(struct parser *p, const char *key); // at the present token, which is {0}
struct feel_node *parse_node(struct parser *p, enum feel_op op, uint32_t offset);
// Closes the node at the last token taken and works out its type. NULL node: out of memory.
bool parse_done(struct parser *p, struct feel_node *node, struct feel_node **ret_node) WARN_UNUSED;

// parser_primary.c
bool parse_postfix(struct parser *p, struct feel_node **ret_node) WARN_UNUSED;
bool parse_type(struct parser *p, const struct feel_kind **ret_kind) WARN_UNUSED;

// parser_names.c
bool parse_name(struct parser *p, struct feel_node **ret_node) WARN_UNUSED;
bool parse_field_name(struct parser *p, const struct feel_kind *kind,
                      struct str *ret_name) WARN_UNUSED;
// The raw text up to one of the signs, as a name. Stands on the sign afterwards.
bool parse_raw_name(struct parser *p, const char *signs, struct str *ret_name) WARN_UNUSED;
bool parse_is_reserved(struct str word) PURE;
// Would "name :" stand here (a named argument)?
bool parse_at_named(const struct parser *p);

// parser_forms.c: if, for, some, every, function, list, context, range
bool parse_if(struct parser *p, struct feel_node **ret_node) WARN_UNUSED;
bool parse_loop(struct parser *p, enum feel_op op, struct feel_node **ret_node) WARN_UNUSED;
bool parse_function(struct parser *p, struct feel_node **ret_node) WARN_UNUSED;
bool parse_bracket(struct parser *p, struct feel_node **ret_node) WARN_UNUSED;
bool parse_paren(struct parser *p, struct feel_node **ret_node) WARN_UNUSED;
bool parse_context(struct parser *p, struct feel_node **ret_node) WARN_UNUSED;
bool parse_range_tail(struct parser *p, struct feel_node *low, enum feel_bound bound,
                      uint32_t offset, struct feel_node **ret_node) WARN_UNUSED;
bool parse_filter(struct parser *p, struct feel_node *of, struct feel_node **ret_node) WARN_UNUSED;

// parser_tests.c
bool parse_in(struct parser *p, struct feel_node *value, struct feel_node **ret_node) WARN_UNUSED;
bool parse_tests_whole(struct parser *p, struct feel_node **ret_node) WARN_UNUSED;
bool parse_is_comparison(const struct parser *p, enum feel_test *ret_how);
bool parse_unbounded(struct parser *p, struct feel_node **ret_node) WARN_UNUSED; // (< 5)

#endif
