// SPDX-License-Identifier: EUPL-1.2
//
// A loaded model from the inside. All models of one load (the first and what it imports, directly
// or not) share one graph, in which every input, decision, knowledge model and service has a
// number: its place among the globals of an evaluation.
#ifndef VAKA_DMN_MODEL_H
#define VAKA_DMN_MODEL_H

#include "dmn/dmn.h"
#include "dmn/xml.h"
#include "feel/compiler.h"
#include "feel/machine.h"

#define DMN_MODELS_MAX 64
#define DMN_ELEMENTS_MAX 20000
#define DMN_CHAIN_MAX 500 // decisions that need each other in a row, types within types

enum element_kind { ELEMENT_INPUT, ELEMENT_DECISION, ELEMENT_KNOWLEDGE, ELEMENT_SERVICE };
enum load_state { LOAD_NEW, LOAD_BUSY, LOAD_DONE };

struct element;
#define ELEMENT_WHOLE SIZE_MAX
struct element_read {
    const struct element *input;
    size_t member; // of its type; ELEMENT_WHOLE: all of it
    // Of the contexts that the member is a list of: by this logic, without what it got of them from
    // decisions that it requires; and by it or on its behalf, without what the answer itself is.
    uint64_t parts, asked;
    uint64_t named; // the member itself, as a part of the input
};

// What is asked again and again stands first, together.
struct element {
    enum element_kind kind;
    uint32_t index; // among the globals
    bool optional;
    bool reads_anything;       // that cannot be told
    const struct table *table; // when a table is all its logic
    size_t read_count;         // of the inputs, by its own logic and the knowledge it requires
    const struct element_read *reads;
    size_t need_count; // what it requires directly
    struct element *const *needs;
    // What it comes to is contexts of this member, or some of them, and nothing of its own; or
    // NULL.
    const struct element *origin;
    uint64_t *need_parts; // of each need that has such an origin, which parts it looks at
    size_t plan_count;    // decision: what is evaluated before it, in that order
    struct element *const *plan;
    const struct feel_code *code; // of a decision
    const struct feel_kind *type;
    size_t origin_member;
    struct dmn_decision *decision;
    struct feel_value value; // function of a knowledge model or service
    enum load_state state;
    struct str id, name;
    struct str full_name; // with the namespace of its model before it: "urn:x#name"
    const struct xml *xml;
    struct dmn_model *model;
};

struct item { // an item definition
    struct str name;
    const struct xml *xml;
    enum load_state state;
    struct feel_kind *kind;
};

struct import {
    struct str name; // empty: its names are used as they are
    struct str namespace_uri;
    struct dmn_model *model;
};

struct graph {
    struct arena *arena;
    enum dmn_mode mode;
    const struct dmn_resolver *resolver;
    LIST_OF(struct dmn_model *) models;
    uint32_t element_count;
    unsigned depth;
    uint32_t *seen; // by index of an element: the last plan that has it
    uint32_t plan_count;
    struct error *err;
};

struct dmn_model {
    struct graph *graph;
    uint32_t global_count; // of the whole graph
    enum dmn_mode mode;
    bool loading; // its imports are being read
    struct str file, namespace_uri, name, description;
    const struct xml *root;
    LIST_OF(struct import) imports;
    LIST_OF(struct item) items;
    LIST_OF(struct element *) elements;
    LIST_OF(struct dmn_decision) decisions; // filled once, in the order of the file
    LIST_OF(struct element *) decision_elements;
    LIST_OF(const struct table *) tables; // every one, wherever it stands
};

// An error at an XML element. Answers false.
bool dmn_refuse(struct graph *g, const struct dmn_model *model, const struct xml *at,
                const char *key, struct str first, struct str second);

// types.c
bool types_collect(struct graph *g, struct dmn_model *model) WARN_UNUSED;
bool types_resolve_all(struct graph *g, struct dmn_model *model) WARN_UNUSED;
// The type of a typeRef attribute; Any when there is none. Strict: unknown names are refused.
bool types_of(struct graph *g, struct dmn_model *model, const struct xml *at, struct str type_ref,
              const struct feel_kind **ret_kind) WARN_UNUSED;
struct dmn_type_name types_name(struct arena *arena, const struct feel_kind *kind);

// element.c, service.c
bool element_prepare(struct graph *g, struct element *element) WARN_UNUSED;
bool element_link(struct graph *g, struct dmn_model *model) WARN_UNUSED;

// What must be known before an element, in the order in which it is evaluated; stops at `borders`.
bool element_plan(struct graph *g, struct element *const *from, size_t from_count,
                  struct element *const *borders, size_t border_count, struct element ***ret_plan,
                  size_t *ret_count) WARN_UNUSED;
bool service_prepare(struct graph *g, struct element *element) WARN_UNUSED;
// The outputs by name, after the plan of the service has been run.
bool service_outputs(struct feel_machine *m, const struct element *element,
                     const struct feel_value *inputs, struct feel_value *ret_context) WARN_UNUSED;
// The element that a href names; NULL when there is none.
struct element *element_of_href(struct graph *g, struct dmn_model *model, struct str href);

// footprint.c: what the logic of an element, whose needs are prepared, looks at.
bool footprint(struct graph *g, struct element *element, const struct feel_node *body) WARN_UNUSED;

// share.c: parts of a decision's logic that stand in it more than once.
void share(struct feel_code *code);

// boxed.c
struct boxed {
    struct graph *g;
    struct dmn_model *model;
    struct element *element;
    struct feel_compiler c;
    unsigned depth;
};
// The expression that is a child of an element; *ret_node is NULL when it has none.
bool boxed_child(struct boxed *b, const struct xml *parent,
                 const struct feel_node **ret_node) WARN_UNUSED;
bool boxed_expression(struct boxed *b, const struct xml *xml,
                      const struct feel_node **ret_node) WARN_UNUSED;
bool boxed_is_expression(const struct xml *xml);
// The source of an element's text, for the compiler.
const struct feel_source *boxed_source(struct boxed *b, const struct xml *at,
                                       const struct xml *text);
// A function from <formalParameter>s and an expression (functionDefinition, encapsulatedLogic).
bool boxed_function(struct boxed *b, const struct xml *xml,
                    const struct feel_node **ret_node) WARN_UNUSED;
bool boxed_coerce(struct boxed *b, const struct feel_node *value, const struct feel_kind *kind,
                  const struct feel_node **ret_node) WARN_UNUSED;

// table.c, table_run.c
bool table_compile(struct boxed *b, const struct xml *xml,
                   const struct feel_node **ret_node) WARN_UNUSED;
feel_external table_run;
// What an output's cell yields whatever it is asked with, or NULL. Null is of every type; no cell
// is null.
const struct feel_value *table_cell_constant(const struct feel_node *cell);
const struct dmn_table *table_shown(const struct table *table);
// The table of a node that is one, or NULL.
const struct table *table_of(const struct feel_node *node);

// The name by which an element is reached from a model: with the import's name before it.
struct str element_name_from(struct arena *arena, const struct dmn_model *model,
                             const struct element *need);

// evaluate.c: what was given for an input (or input decision), by its full name or its name; NULL
// when nothing was.
const struct feel_value *evaluate_given(const struct feel_value *inputs,
                                        const struct element *element);
// One element, into its place among the globals.
bool evaluate_element(struct feel_machine *m, const struct element *element) WARN_UNUSED;
// A refusal at an element. Answers false.
bool evaluate_refuse(struct feel_machine *m, const struct element *element, const char *key,
                     struct str first);
struct evaluation {
    const struct dmn_model *model;
    const struct feel_value *inputs;
    bool inputs_known; // to be of their types
    struct dmn_trace *trace;
    struct dmn_step *step;      // of the decision that is being evaluated
    const struct table *traced; // its table
};

#endif
