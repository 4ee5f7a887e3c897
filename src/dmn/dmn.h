// SPDX-License-Identifier: EUPL-1.2
//
// Decision models (OMG DMN 1.2–1.5): loaded and checked once, then evaluated any number of times,
// by many threads, each with an arena of its own. Knows nothing of care.
//
// Two modes. DMN_STRICT is for routines: a name that does not exist, a type that does not fit, a
// fact that is missing, a table where no rule matches or where UNIQUE rules contradict each other
// is refused with its place. DMN_CONFORMANT follows the standard: such errors become null. What
// this version does not implement is refused at load, with file, element and position; a model that
// loads can be evaluated whole.
//
// A field of an item definition may be marked optional with the attribute optional="true" in the
// namespace urn:vaka:dmn; in strict mode an unguarded use of it is refused.
#ifndef VAKA_DMN_DMN_H
#define VAKA_DMN_DMN_H

#include "feel/value.h"

enum dmn_mode { DMN_STRICT, DMN_CONFORMANT };

struct dmn_model;

// Gives the text of an imported model by its namespace; ERR_MISSING when unknown. May be NULL.
struct dmn_resolver {
    void *context;
    bool (*resolve)(void *context, struct arena *arena, struct str namespace_uri,
                    struct str *ret_file, struct str *ret_xml, struct error *err);
    // A model that was loaded before in the same mode, defines types alone, and lives as long:
    // shared instead of read again. NULL: there is none. May be NULL.
    const struct dmn_model *(*loaded)(void *context, struct str namespace_uri);
};

// Reads, resolves names and types, and prepares. `file` stands in error messages.
// Owner of the model: the arena. Errors: dmn.* and feel.*, ERR_INPUT, with place.
bool dmn_load(struct arena *arena, struct str file, struct str xml, enum dmn_mode mode,
              const struct dmn_resolver *resolver, const struct dmn_model **ret_model,
              struct error *err) WARN_UNUSED;

// What a model offers. Everything borrowed from the model.
struct dmn_type_name {
    struct str namespace_uri; // of the model that defines it; empty for FEEL's own types
    struct str name;          // "tPlikt", "date", "string"
    bool is_collection;       // of an item definition that is a collection
};
struct dmn_input { // something a decision needs, directly or through other decisions
    struct str name;
    struct str namespace_uri;
    struct dmn_type_name type;
};
enum dmn_need_kind { DMN_NEEDS_INPUT, DMN_NEEDS_DECISION, DMN_NEEDS_KNOWLEDGE, DMN_NEEDS_SERVICE };
struct dmn_need { // what a decision requires directly
    enum dmn_need_kind kind;
    struct str name;
    struct str namespace_uri;
};
struct element;
struct dmn_decision {
    const struct element *element; // what the engine has of it
    struct str id, name, label, question, description;
    struct str namespace_uri; // of the model it stands in
    struct dmn_type_name type;
    uint32_t line, column;
    size_t input_count; // input data, all that it reaches, each once
    const struct dmn_input *inputs;
    size_t table_count;    // 1 when its logic is a decision table, otherwise 0
    struct str expression; // its logic as it is written, when that is a literal expression
    size_t need_count;
    const struct dmn_need *needs;
};
struct str dmn_model_name(const struct dmn_model *model);
struct str dmn_model_namespace(const struct dmn_model *model);
struct str dmn_model_description(const struct dmn_model *model);
size_t dmn_decision_count(const struct dmn_model *model); // of the model itself, not its imports
const struct dmn_decision *dmn_decision_at(const struct dmn_model *model, size_t i);
const struct dmn_decision *dmn_decision_find(const struct dmn_model *model, struct str name);

// A decision table as it is written, for showing it. Cells are the texts of the file.
struct feel_node;
struct dmn_cell {
    struct str text;
    const struct feel_node *node; // its tree (feel/ast.h); NULL: it is empty, or an annotation
};
struct dmn_rule {
    struct str id;
    struct str description; // what some modellers (dmn-js) show as the annotation of the rule
    uint32_t line;
    const struct dmn_cell *inputs;  // as many as the table has inputs
    const struct dmn_cell *outputs; // … outputs
    // … annotations. A rule that has none shows its description in the first column.
    const struct dmn_cell *annotations;
};
struct dmn_column {
    struct str label; // what the reader sees
    struct str text;  // the expression, or the output's name
    struct str type;
    const struct feel_node *node; // of the expression, otherwise NULL
};
struct dmn_table {
    struct str hit_policy; // "UNIQUE", "COLLECT SUM" …
    size_t input_count, output_count, annotation_count, rule_count;
    const struct dmn_column *inputs, *outputs, *annotations;
    const struct dmn_rule *rules;
};
// The table of a decision; NULL when its logic is another expression.
const struct dmn_table *dmn_decision_table(const struct dmn_model *model,
                                           const struct dmn_decision *decision);

// How an answer came about: every decision that was evaluated, inner ones first.
struct dmn_match {
    const struct dmn_rule *rule;
    size_t number; // 1-based row
};
// A table that is not all the logic of the decision: within a knowledge model, a decision service
// or another boxed expression.
struct dmn_inner_table {
    struct str of; // the decision or knowledge model that it stands in
    const struct dmn_table *table;
    const struct feel_value *input_values;
    size_t match_count;
    const struct dmn_match *matches;
};
#define DMN_INNER_TABLES_MAX 1000 // of one step; what comes after them is counted, not kept
struct dmn_step {
    const struct dmn_decision *decision;
    const struct dmn_table *table;         // NULL when the logic is no table
    const struct feel_value *input_values; // one per input column
    size_t match_count;
    const struct dmn_match *matches;
    LIST_OF(struct dmn_inner_table) inner; // in the order in which they were asked
    size_t inner_left_out;
    const struct feel_value *need_values; // one per need of the decision
    bool done;                            // false: the evaluation was refused within it
    struct feel_value result;
};
struct dmn_trace {
    LIST_OF(struct dmn_step) steps;
};

// Ceilings of one evaluation; a model that goes beyond is refused (feel.limit …).
struct dmn_limits {
    size_t steps;     // expression nodes, mostly without constants and names
    size_t depth;     // nested calls
    size_t list_size; // elements of one list
    // What now() and today() answer, which only DMN_CONFORMANT has; NULL: they are null.
    const struct feel_date_time *now;
    // The same inputs were held against their types before: that is not done again.
    bool inputs_known;
};
struct dmn_limits dmn_limits_default(void);

// Inputs from JSON, by the declared types: where a date, time or duration is declared, a text is
// read as one. An input of an imported model may also be named "import.name" or "namespace#name".
// ERR_INPUT with line and column: dmn.unknown-input {name} (DMN_STRICT),
// dmn.input-type {name}.
bool dmn_inputs_from_json(const struct dmn_model *model, const struct dmn_decision *decision,
                          const struct json *json, struct arena *arena,
                          struct feel_value *ret_inputs, struct error *err) WARN_UNUSED;

// Is there a decision service of that name?
bool dmn_service_find(const struct dmn_model *model, struct str service);
// The same for a decision service: its input data and input decisions. The service must exist.
bool dmn_service_inputs_from_json(const struct dmn_model *model, struct str service,
                                  const struct json *json, struct arena *arena,
                                  struct feel_value *ret_inputs, struct error *err) WARN_UNUSED;

// The value of one decision. `inputs` is a context with an entry for each input data by name (where
// imported models have inputs of the same name, by "namespace#name", which goes first); one
// that is absent is null in DMN_CONFORMANT and a refusal in DMN_STRICT. Touches only the arena.
// trace may be NULL. Strict refusals: ERR_REFUSED feel.missing-fact {path}, dmn.no-rule {decision},
// dmn.rules-contradict {decision} {rows}, feel.type …, with place.
bool dmn_evaluate(const struct dmn_model *model, const struct dmn_decision *decision,
                  const struct feel_value *inputs, const struct dmn_limits *limits,
                  struct arena *arena, struct feel_value *ret_value, struct dmn_trace *trace,
                  struct error *err) WARN_UNUSED;

// ---- asking again while the facts change ----
//
// A session asks decisions of one model about inputs that change bit by bit. What a decision came
// to is kept; it is evaluated anew when an input, or a member of an input that is a context, that
// its logic looks at was given anew, or a decision that it requires has come to another value. What
// is kept is exactly what evaluating anew would give; where what a decision looks at cannot be
// told (it requires a decision service), it is evaluated anew whenever anything changed.
//
// A branch is one of several values of the same input that are asked about in turn: what depends on
// that input is kept for each of them.
struct dmn_session;
// Nothing is given yet. Of the limits, `steps` are those of one decision. NULL: no memory.
struct dmn_session *dmn_session_new(const struct dmn_model *model, const struct dmn_limits *limits,
                                    struct arena *arena) WARN_UNUSED;
// One that goes on from where the other stands, which must live as long and is not changed: many
// threads may copy it. NULL: no memory.
struct dmn_session *dmn_session_copy(const struct dmn_session *from,
                                     struct arena *arena) WARN_UNUSED;
// Gives an input that no branch was made of, by its name. `changed`: which members of its type
// differ from what was given before, NULL: any may. A context whose members are changed in their
// place may be given again when no decision looks at all of it (dmn_decision_reads()).
struct dmn_members {
    size_t n;
    const size_t *at;
    const uint64_t *parts; // by member: which parts differ; NULL: any may
};
struct feel_kind;
// Parts of a context: a bit for each field of its type, those beyond DMN_PART_FIELDS share one. Of
// a member that is a list of contexts: in which parts any of them differs, if the same ones stand
// in it in the same order; otherwise all.
#define DMN_PARTS_ALL UINT64_MAX
#define DMN_PART_FIELDS 63
#define DMN_PARTS_WHICH (UINT64_C(1) << DMN_PART_FIELDS) // which there are, and in which order
// All of them when the type has no such field.
uint64_t dmn_part(const struct feel_kind *kind, struct str name);
// In which parts two values of that type differ.
uint64_t dmn_parts_between(const struct feel_kind *kind, struct feel_value before,
                           struct feel_value after);
// The type of an input, by its name; NULL: there is none.
const struct feel_kind *dmn_input_kind(const struct dmn_model *model, struct str input);
void dmn_session_give(struct dmn_session *session, struct str input, struct feel_value value,
                      const struct dmn_members *changed);
// Branches are numbered from 1. The input must exist. False: no memory.
bool dmn_session_branch(struct dmn_session *session, struct str input, uint32_t *ret_branch,
                        struct error *err) WARN_UNUSED;
// What became of the value of a branch: versions grow, and each tells in which parts it differs
// from the one before; the first in all.
struct dmn_version {
    uint32_t number; // from 1
    uint64_t parts;
    const struct dmn_version *before;
};
// From now on it is asked about this value of the branch's input. The value must be the same when
// the version is.
void dmn_session_enter(struct dmn_session *session, uint32_t branch, struct feel_value value,
                       const struct dmn_version *version);

struct dmn_answer {
    const struct error *refusal; // NULL: there is a value
    struct feel_value value;
    // The last table that matched on the way to it, the decision's own if it has one; or NULL. Has
    // decision, table, input_values and matches.
    const struct dmn_step *why;
    uint32_t stamp; // the same as before: the answer is, with all that led to it
};
// A refusal is an answer. False: no memory, or a fault of the program.
bool dmn_session_ask(struct dmn_session *session, const struct dmn_decision *decision,
                     struct dmn_answer *ret_answer, struct error *err) WARN_UNUSED;
// How the answer that was just asked for came about: of the decision and those that it requires, in
// the order in which they were settled, what each was told and came to. need_values and inner are
// not kept in a session. Steps of the session's arena. False: no memory.
bool dmn_session_steps(struct dmn_session *session, const struct dmn_decision *decision,
                       struct dmn_trace *ret_trace, struct error *err) WARN_UNUSED;
// Adds, of each member of an input's type, which parts a decision looks at, by itself or by what it
// requires. False: it looks at all of the input, or that cannot be told.
bool dmn_decision_reads(const struct dmn_decision *decision, struct str input,
                        uint64_t *members) WARN_UNUSED;
// Which parts of an input it looks at.
uint64_t dmn_decision_parts(const struct dmn_decision *decision, struct str input);
// The value of an output that is one and the same constant in every rule of the decision's table;
// NULL when it is not, or when there is no such table.
const struct feel_value *dmn_output_constant(const struct dmn_decision *decision,
                                             struct str output);

// Calls `see` with every constant that an output has in a rule of the decision's table, or with
// none, when the table has no such output. False: what it comes to cannot be told from that.
typedef void dmn_see(void *context, const struct feel_value *value);
bool dmn_output_values(const struct dmn_decision *decision, struct str output, dmn_see *see,
                       void *context) WARN_UNUSED;

// A decision service, asked as a whole: *ret_values is a context with an entry for each of its
// output decisions. `inputs` has its input data and input decisions by name.
// ERR_MISSING dmn.no-such-service {name}.
bool dmn_evaluate_service(const struct dmn_model *model, struct str service,
                          const struct feel_value *inputs, const struct dmn_limits *limits,
                          struct arena *arena, struct feel_value *ret_values,
                          struct error *err) WARN_UNUSED;

#endif
