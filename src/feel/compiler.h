// SPDX-License-Identifier: EUPL-1.2
//
// From text to prepared tree: names, types and, in strict mode, what may be null.
//
// The types are worked out while the text is read, since where a name ends may depend on them. In
// strict mode the compiler refuses an unknown name or field, a type that can never fit, and a use
// of something optional that no condition around it has shown to be there:
//
//     if x != null then x + 1 else 0        x != null and x > 3        get or else(x, 0) + 1
//
// In conformance mode it refuses nothing: what cannot be read becomes OP_FAIL, whose value is null.
#ifndef VAKA_FEEL_COMPILER_H
#define VAKA_FEEL_COMPILER_H

#include "feel/ast.h"

// Ceilings of one expression.
#define FEEL_TEXT_MAX ((size_t)256 * 1024)
#define FEEL_NESTING_MAX 200
#define FEEL_FACTS_MAX 64
#define FEEL_SLOTS_MAX 4096

struct feel_name {
    struct str name;
    enum feel_op op; // OP_SLOT or OP_GLOBAL
    uint32_t index;
    const struct feel_kind *kind;
    bool nullable;
    const struct feel_node *same_as; // for "?": the expression that it stands for, or NULL
};

struct feel_scope {
    const struct feel_scope *parent;
    LIST_OF(struct feel_name) names;
    const struct feel_node *element; // within a filter: the element, whose fields are names too
};

struct feel_compiler {
    struct arena *arena;
    bool strict;
    struct feel_scope *scope;
    uint32_t slots_used, frame_size;
    const struct feel_node *facts[FEEL_FACTS_MAX]; // paths known not to be null here
    size_t fact_count;
    unsigned depth;
    // Types by name, besides FEEL's own; NULL when unknown. May itself be NULL.
    const struct feel_kind *(*kind_named)(void *context, struct str name);
    void *kind_context;
    struct error *err;
};

// An expression, with the names of the compiler's scope. Errors: feel.*, ERR_INPUT, with place.
bool feel_compile(struct feel_compiler *c, const struct feel_source *source,
                  const struct feel_node **ret_node) WARN_UNUSED;
// Unary tests (a cell of a decision table, allowed values) on the name "?" of the scope.
bool feel_compile_tests(struct feel_compiler *c, const struct feel_source *source,
                        const struct feel_node **ret_node) WARN_UNUSED;
// The value of a node that is constant, or NULL.
const struct feel_value *feel_constant(const struct feel_node *node);

// Scopes. A name that is added gets the next slot; feel_scope_pop() gives the slots back.
void feel_scope_push(struct feel_compiler *c, struct feel_scope *scope);
void feel_scope_pop(struct feel_compiler *c, uint32_t slots_before);
bool feel_scope_add(struct feel_compiler *c, struct str name, const struct feel_kind *kind,
                    bool nullable, uint32_t *ret_slot) WARN_UNUSED;
bool feel_scope_add_global(struct feel_compiler *c, struct str name, uint32_t index,
                           const struct feel_kind *kind, bool nullable) WARN_UNUSED;
// A slot without a name.
bool feel_slot_new(struct feel_compiler *c, uint32_t *ret_slot) WARN_UNUSED;

// Facts: what a condition shows when it is true (or false). Give back with the count before.
void feel_facts_add(struct feel_compiler *c, const struct feel_node *condition, bool truth);
void feel_facts_add_path(struct feel_compiler *c, const struct feel_node *path);

// Nodes that boxed expressions build; each works out its type and refuses as the text would.
struct feel_node *feel_node_new(struct feel_compiler *c, enum feel_op op,
                                const struct feel_source *source, uint32_t offset);
bool feel_infer(struct feel_compiler *c, struct feel_node *node) WARN_UNUSED;
// Refuses, in strict mode, a node that may be null, or whose type never fits.
bool feel_need(struct feel_compiler *c, const struct feel_node *node) WARN_UNUSED;
bool feel_need_kind(struct feel_compiler *c, const struct feel_node *node,
                    const struct feel_kind *wanted) WARN_UNUSED;
// An error at a node. Answers false.
bool feel_refuse(struct feel_compiler *c, const struct feel_node *node, const char *key,
                 struct str first, struct str second);

// A name with one blank between its words.
struct str feel_name_normal(struct arena *arena, struct str name);

#endif
