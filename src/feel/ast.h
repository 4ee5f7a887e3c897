// SPDX-License-Identifier: EUPL-1.2
//
// A prepared expression: the tree that the parser builds and the machine walks.
//
// Every name is resolved when the tree is built: to a slot of the frame (parameters, loop
// variables, entries of a context), or to a global (input data, decisions, knowledge models). Each
// function has one frame; a function within a function continues the numbering of the one around
// it, whose slots are copied when it is made. Boxed expressions of DMN become the same nodes;
// decision tables hang in the tree as OP_EXTERNAL.
#ifndef VAKA_FEEL_AST_H
#define VAKA_FEEL_AST_H

#include "feel/type.h"

struct feel_machine;
struct feel_builtin;
struct feel_node;
struct regex;

// From byte `offset` of the expression on, the text stood at this line and column of the file.
struct feel_segment {
    uint32_t offset, line, column;
};

struct feel_source {
    struct str file;    // NUL-closed
    struct str element; // id of the element, NUL-closed
    struct str text;    // the expression
    const struct feel_segment *segments;
    size_t segment_count;
};

enum feel_op {
    OP_CONST,
    OP_SLOT,
    OP_GLOBAL,
    OP_FIELD,
    OP_EITHER, // field of a filtered element when it has it, otherwise the name outside
    OP_NEGATE,
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_POWER,
    OP_EQUAL,
    OP_UNEQUAL,
    OP_LESS,
    OP_LESS_EQUAL,
    OP_GREATER,
    OP_GREATER_EQUAL,
    OP_AND,
    OP_OR,
    OP_BETWEEN,
    OP_IN, // a value and tests on it
    OP_IF,
    OP_FILTER,
    OP_FOR,
    OP_SOME,
    OP_EVERY,
    OP_LIST,
    OP_CONTEXT,
    OP_RANGE,
    OP_INSTANCE,
    OP_BUILTIN,
    OP_CALL,
    OP_FUNCTION,
    OP_TEST,     // a unary test: compares the tested value with an operand
    OP_TEST_ALL, // "-"
    OP_TEST_ANY, // a list of tests, one of which must be true
    OP_TEST_NOT,
    OP_COERCE, // to a declared type
    OP_EXTERNAL,
    OP_FAIL, // what could not be read, in conformance mode: null
};
#define OP_COUNT (OP_FAIL + 1)

struct feel_entry_node {
    struct str name;
    uint32_t slot;
    const struct feel_node *value;
    bool is_result; // of a boxed context: the value of the whole
};

struct feel_iterator {
    uint32_t slot;
    const struct feel_node *from;
    const struct feel_node *to; // "1..5": both ends; otherwise NULL
};

struct feel_parameter {
    struct str name;
    const struct feel_kind *kind;
};

// The body of a function, or any expression with a frame of its own.
struct feel_code {
    size_t parameter_count;
    const struct feel_parameter *parameters;
    uint32_t captured;   // slots that are copied from around it; parameters follow
    uint32_t frame_size; // slots in all
    const struct feel_node *body;
    const struct feel_kind *result; // declared, or NULL
    struct str name;
};

typedef bool feel_external(struct feel_machine *m, const struct feel_node *node, const void *data,
                           struct feel_value *ret_value);

// duration("P" + string(number) + "D"): so many times what is spelt with a one.
struct feel_spelt {
    const struct feel_node *number;
    struct feel_value one;
};

// How a unary test compares.
enum feel_test {
    TEST_EQUAL,
    TEST_UNEQUAL,
    TEST_LESS,
    TEST_LESS_EQUAL,
    TEST_GREATER,
    TEST_GREATER_EQUAL,
    TEST_TRUE,
    TEST_IN
};

struct feel_node {
    enum feel_op op;
    bool nullable;           // may yield null
    uint32_t offset, length; // in the source
    uint32_t once; // 1 and the slot in which its value stays while the frame does; 0: in none
    const struct feel_source *source;
    const struct feel_kind *kind;
    union {
        struct feel_value constant;
        struct {
            struct str name;
            uint32_t index;
        } variable; // slot, global
        struct {
            const struct feel_node *of;
            const struct feel_node *otherwise; // OP_EITHER
            struct str name;
            uint32_t hint; // where the field probably stands
        } field;
        struct {
            const struct feel_node *left, *right;
        } binary; // OP_IN: value, tests
        struct {
            const struct feel_node *value, *low, *high;
        } between;
        struct {
            const struct feel_node *condition, *yes, *no;
        } choice;
        struct {
            const struct feel_node *of, *test;
            uint32_t slot;
        } filter;
        struct {
            size_t count;
            const struct feel_iterator *iterators;
            const struct feel_node *body;
            uint32_t partial; // slot of "partial" in OP_FOR
        } loop;
        struct {
            size_t count;
            const struct feel_node *const *items;
        } list; // tests too
        struct {
            size_t count;
            const struct feel_entry_node *entries;
        } context;
        struct {
            enum feel_bound low_bound, high_bound;
            enum feel_form form;
            const struct feel_node *low, *high; // NULL when unbounded
        } range;
        struct {
            const struct feel_node *value;
            const struct feel_kind *kind;
            bool proven; // OP_COERCE: the value is of that very type already
        } typed;         // OP_INSTANCE, OP_COERCE
        struct {
            const struct feel_builtin *which; // OP_BUILTIN
            const struct feel_node *callee;   // OP_CALL
            size_t count;
            const struct feel_node *const *args;
            const struct str *names;            // OP_CALL with named arguments, otherwise NULL
            union {                             // OP_BUILTIN, or NULL:
                const struct regex *regex;      // a pattern that is a constant
                const struct feel_spelt *spelt; // of "duration"
            };
        } call;
        const struct feel_code *code; // OP_FUNCTION
        struct {
            enum feel_test how;
            uint32_t slot; // of the tested value
            const struct feel_node *operand;
        } test;
        struct {
            feel_external *run;
            const void *data;
        } external;
    };
};

// The node that yields the same, where one only says that its value is proven to be of a type.
static inline const struct feel_node *feel_node_plain(const struct feel_node *node) {
    while (node && node->op == OP_COERCE && node->typed.proven)
        node = node->typed.value;
    return node;
}
// The text of a node as it was written.
struct str feel_node_text(const struct feel_node *node);
// Line and column of a byte of the source.
void feel_place(const struct feel_source *source, uint32_t offset, uint32_t *ret_line,
                uint32_t *ret_column);

#endif
