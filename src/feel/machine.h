// SPDX-License-Identifier: EUPL-1.2
//
// The machine that walks prepared trees. One machine serves one evaluation, in one thread; all that
// it makes lives in its arena. Trees and constants are shared and never written.
//
// Errors of the language (a type that does not fit, a number that is not finite, a date that does
// not exist) go through feel_fail(): in conformance mode the value is null, in strict mode they are
// refused with their place. Ceilings and memory are errors in both.
#ifndef VAKA_FEEL_MACHINE_H
#define VAKA_FEEL_MACHINE_H

#include "feel/ast.h"

struct feel_builtin;
struct regex;
struct regex_room;

struct feel_machine {
    struct arena *arena;
    bool strict;
    size_t steps, depth, list_size;   // what is left of steps and depth; ceiling of a list
    const struct feel_value *globals; // by the index of OP_GLOBAL
    struct feel_value *frame;         // slots of the function that runs
    const struct feel_date_time *now; // for now() and today(); NULL when time is not given
    void *host;                       // of external nodes
    struct regex_room *room;          // for matching, once it was needed
    const struct regex *regex;        // the last pattern that is not a constant, or NULL
    struct str pattern, pattern_flags;
    struct error *err;
};

struct feel_function {
    const struct feel_code *code;       // written in FEEL …
    const struct feel_value *captured;  // … with the slots around it
    const struct feel_value *globals;   // … and the globals that it was made among; or NULL
    const struct feel_builtin *builtin; // or built in
    feel_external *native;              // or of the host: arguments are the frame
    const void *data;
    const struct feel_kind *kind;
};

// What a node or a built-in function yields. A false answer is an error that ends the evaluation.
bool feel_eval(struct feel_machine *m, const struct feel_node *node,
               struct feel_value *ret_value) WARN_UNUSED;
// A whole expression in a new frame, whose first slots are `args`.
bool feel_run(struct feel_machine *m, const struct feel_code *code, const struct feel_value *args,
              size_t count, struct feel_value *ret_value) WARN_UNUSED;
bool feel_call(struct feel_machine *m, const struct feel_node *node,
               const struct feel_function *function, const struct feel_value *args, size_t count,
               struct feel_value *ret_value) WARN_UNUSED;

// Null in conformance mode, ERR_REFUSED in strict mode.
bool feel_fail(struct feel_machine *m, const struct feel_node *node, const char *key,
               struct str first, struct str second, struct feel_value *ret_value) WARN_UNUSED;
// The same for a value of the wrong type; a null is a missing fact.
bool feel_fail_type(struct feel_machine *m, const struct feel_node *node,
                    const struct feel_node *operand, const struct feel_value *value,
                    const char *wanted, struct feel_value *ret_value) WARN_UNUSED;
// A ceiling: refused in both modes.
bool feel_fail_limit(struct feel_machine *m, const struct feel_node *node, const char *key);

// Arithmetic and comparison (arithmetic.c, compare.c).
bool feel_arithmetic(struct feel_machine *m, const struct feel_node *node, enum feel_op op,
                     const struct feel_value *left, const struct feel_value *right,
                     struct feel_value *ret_value) WARN_UNUSED;
// -1, 0, 1; false when the two have no order.
bool feel_compare(const struct feel_value *a, const struct feel_value *b,
                  int *ret_order) WARN_UNUSED;
// FEEL's "=", in conformance mode to the whole second, as the standard has it: true, false, or null
// when the types differ (false answer: no verdict).
bool feel_equals(struct feel_machine *m, const struct feel_value *a, const struct feel_value *b,
                 bool *ret_equal) WARN_UNUSED;
// Does a value lie in a range? False answer: no verdict.
bool feel_in_range(const struct feel_value *value, const struct feel_range *range,
                   bool *ret_inside) WARN_UNUSED;
// Does the value pass a test whose operand has this value?
bool feel_test_in(struct feel_machine *m, const struct feel_value *value,
                  const struct feel_value *operand, struct feel_value *ret_value);

// What most cells of tables are: nothing is asked, or it is a text or a boolean that the tested
// value is, or is not; null, or anything but null. Told of a cell once, so that testing it looks at
// no node.
struct feel_plain_test {
    bool is_plain, is_any, is_not;
    uint32_t slot; // of the tested value
    struct feel_value wanted;
};

static inline struct feel_plain_test feel_plain_test_of(const struct feel_node *node) {
    if (!node || node->op == OP_TEST_ALL)
        return (struct feel_plain_test){.is_plain = true, .is_any = true};
    bool is_not = node->op == OP_TEST_NOT;
    const struct feel_node *test = is_not ? node->test.operand : node;
    bool is_plain = test->op == OP_TEST && test->test.operand->op == OP_CONST &&
                    (test->test.how == TEST_EQUAL || test->test.how == TEST_IN);
    if (!is_plain)
        return (struct feel_plain_test){0};
    return (struct feel_plain_test){true, false, is_not, test->test.slot,
                                    test->test.operand->constant};
}

// False: it is something else, or must be looked at more closely.
static inline bool feel_test_plainly(const struct feel_machine *m,
                                     const struct feel_plain_test *test, bool *ret_passed) {
    bool equal;
    if (!test->is_plain)
        return false;
    if (test->is_any) {
        *ret_passed = true;
        return true;
    }
    const struct feel_value *value = &m->frame[test->slot];
    if (value->type == FEEL_NULL && m->strict)
        equal = test->is_not || test->wanted.type == FEEL_NULL; // not there is not "not" either
    else if (test->wanted.type == FEEL_NULL)
        equal = value->type == FEEL_NULL;
    else if (value->type != test->wanted.type)
        return false;
    else if (value->type == FEEL_STRING)
        equal = str_eq(value->string, test->wanted.string);
    else if (value->type == FEEL_BOOLEAN)
        equal = value->boolean == test->wanted.boolean;
    else
        return false;
    *ret_passed = equal != test->is_not;
    return true;
}

// The field of a context or the property of a date, time, duration or range. False: there is none.
bool feel_property(struct feel_machine *m, const struct feel_value *value, struct str name,
                   struct feel_value *ret_value) WARN_UNUSED;

// Does a value have a type (allowed values included)?
bool feel_is_kind(struct feel_machine *m, const struct feel_value *value,
                  const struct feel_kind *kind);
// The same as `instance of` asks it: of the type alone, whatever values are allowed.
bool feel_is_instance(struct feel_machine *m, const struct feel_value *value,
                      const struct feel_kind *kind) WARN_UNUSED;
// The value as that type: itself, its only element, a list of it. Otherwise feel_fail().
bool feel_coerce(struct feel_machine *m, const struct feel_node *node,
                 const struct feel_value *value, const struct feel_kind *kind,
                 struct feel_value *ret_value) WARN_UNUSED;

// A list in the making.
struct feel_items {
    LIST_OF(struct feel_value) list;
};
bool feel_items_add(struct feel_machine *m, struct feel_items *items,
                    const struct feel_value *value) WARN_UNUSED;
bool feel_items_done(struct feel_machine *m, struct feel_items *items,
                     struct feel_value *ret_value) WARN_UNUSED;

// Order of steps, limits: taken by feel_eval().
#define FEEL_STEPS_DEFAULT ((size_t)10 * 1000 * 1000)
#define FEEL_DEPTH_DEFAULT ((size_t)400)
#define FEEL_LIST_DEFAULT ((size_t)1000 * 1000)

#endif
