// SPDX-License-Identifier: EUPL-1.2
//
// A loaded routine, as its own files see it: which decisions are asked, of what, and what their
// answers mean. Not for use outside src/routine.
#ifndef VAKA_ROUTINE_RULES_H
#define VAKA_ROUTINE_RULES_H

#include "routine/facts.h"
#include "routine/part.h"

#define CLAUSE_COLUMN "Klausul" // the annotation that names the clauses of a rule

enum answer_kind {
    ANSWER_DUTY,
    ANSWER_PERMIT,
    ANSWER_PROPOSAL,
    ANSWER_RESPONSIBILITY,
    ANSWER_STATUS,
    ANSWER_CHECKLIST,
    ANSWER_FEE,
    ANSWER_CEILING,
};

enum ask_of { ASK_ONCE, ASK_THINGS, ASK_CODES };

// A decision that the program asks.
struct ask {
    const struct dmn_model *model;
    const struct dmn_decision *decision;
    enum answer_kind kind;
    enum ask_of of;
    enum thing_kind thing; // ASK_THINGS
    enum code_list codes;  // ASK_CODES
    struct str of_name;    // the input that is that thing or code
    enum event_kind draft; // EVENT_NONE: asked without a draft
    struct str draft_name;
    struct str case_name; // the input that is the case; empty: not needed
    enum event_kind act;  // of a permit that always speaks of the same; otherwise EVENT_NONE
    size_t model_at;      // of the models of the routine
    size_t subject;       // ASK_THINGS, ASK_CODES: of its subjects
    bool varies;          // a parameter has several values: the day that an answer is of matters
    // Which parts of the members of the case, and of the thing, the answers may depend on; NULL:
    // anything may matter to them.
    const uint64_t *looks_at;
    uint64_t looks_at_thing;
    // Of a case in which nothing has happened there is nothing to tell: no duty, no status. Of a
    // permit, proposal or checklist, which always tell something: that it does not refuse.
    bool is_silent_first;
    // Where the parts of an answer stand that is a row of the decision's own table: of so many
    // columns, the first with this very name. NULL: it has none, and they are found by their names.
    const char *row;
    size_t row_width;
    int16_t column_of[PART_COUNT]; // -1: there is none
};

// An input of a model that is one thing of the case, or one code.
struct subject {
    size_t model_at;
    struct str name;
    enum code_list codes; // or CODES_NONE
    uint32_t *branches;   // … one for each of its codes, the same in every session
};

// An input of a model that is the case.
struct case_input {
    size_t model_at;
    struct str name;
};

// An input of a model that is a parameter.
struct parameter_input {
    size_t model_at;
    struct str name;
    const struct parameter *parameter;
    const struct parameter_value *start; // what the answers to an empty case were given
};

struct model_file {
    struct str file; // "routine.dmn"
    const struct dmn_model *model;
    // Its decisions, asked about a case in which nothing has happened: what each asking begins
    // with.
    struct dmn_session *start;
};

struct shown_decision {
    const struct dmn_decision *decision;
    const struct dmn_model *model;
};

struct routine {
    LIST_OF(const struct routine *)
    parts; // of several as one: these, and nothing else of its own
           // but the zone, the shape of a case and the decisions of all of them
    struct routine_info info;
    const struct zone *zone; // dates of a case are those of Sweden
    LIST_OF(struct clause) clauses;
    LIST_OF(struct model_file) models;
    LIST_OF(struct shown_decision) decisions;
    LIST_OF(struct ask) asks;
    LIST_OF(struct subject) subjects;
    LIST_OF(struct case_input) cases;
    LIST_OF(struct parameter) parameters;
    LIST_OF(struct parameter_input) parameter_inputs;
    struct facts_shape shape;
    // Which of the asks to go through when members of the case changed, in words of 64 bits: those
    // that look at a member or are asked of its things, by member; and those that always are.
    size_t ask_words;
    uint64_t *asks_of_member, *asks_always;
    uint64_t *asks_each_step, *asks_at_end; // without a draft: after each event, and once
    uint64_t *asks_silent, *asks_made;      // tell nothing of an empty case; permits and proposals
    // The asks by the names of their decisions: 1 and the place of one, where the name or one that
    // stands in its way leads to; 0: none. A power of two.
    size_t named_count;
    uint32_t *named;
    const bool *fee_kinds; // by kind of event: a fee or a ceiling may depend on it
    bool takes_whole_case; // a decision does, and may keep it: what it was is not to be changed
    // When the routine cannot answer: whose duty that is, and what it says.
    enum code owner_role;
    struct str owner_duty;
};

// routine_load() with a vocabulary that several routines share; *vocabulary begins as NULL.
bool load_sharing(struct arena *arena, const char *folder, const struct dmn_model **vocabulary,
                  const struct routine **ret_routine, struct error *err) WARN_UNUSED;

// ---- parameters (parameter.c) ----

bool parameters_read(struct arena *arena, struct routine *routine, struct str bytes,
                     struct error *err) WARN_UNUSED;
// After all models are read. ERR_INPUT routine.parameter-unused {name}; dmn.input-type {name}.
bool parameters_bind(struct arena *arena, struct routine *routine, struct error *err) WARN_UNUSED;
// The value that holds on a day; before the first, the first.
const struct parameter_value *parameter_on(const struct parameter *parameter, struct date day);
const struct parameter *parameter_find(const struct routine *routine, struct str name); // or NULL
// The same routine with other values: a JSON object by name. ERR_INPUT routine.parameter-unknown.
bool parameters_override(struct arena *arena, const struct routine *routine,
                         const struct json *values, const struct routine **ret_routine,
                         struct error *err) WARN_UNUSED;

// Finds out what a decision is asked of; *ret_is_ask is false when the program does not ask it.
// ERR_INPUT routine.unknown-input {decision} {input}, routine.draft-only-permits {decision},
// routine.asked-of-two {decision}.
bool ask_bind(struct arena *arena, const struct routine *routine, const struct dmn_model *model,
              const struct dmn_decision *decision, struct ask *ret_ask, bool *ret_is_ask,
              struct error *err) WARN_UNUSED;

// ---- asking (ask.c) ----

// One case that is asked about as it grows. What an answer was made of is kept, and evaluated anew
// when the facts that it looks at have changed (dmn_session).
struct asking {
    const struct routine *routine; // one, not several
    struct arena *arena;
    const struct facts *facts;
    struct dmn_session **sessions;        // of each model; NULL: not asked yet
    size_t *told;                         // … of how many steps of the facts it has been told
    uint64_t *owed;                       // by member of the case: 0, but while one is told
    const struct parameter_value **given; // of each input that is a parameter
    bool is_prepared; // it began with the answers to an empty case, as asking_prepare() left them
    bool has_draft_day;
    struct date draft_day;
    LIST_OF(struct thing_branches) things; // of each thing: of each subject, 0 is none yet
    uint64_t *among;                       // what asking_among() answers
};
struct thing_branches {
    uint32_t *of_subject;
};
// From the answers to an empty case; or, when `from_nothing`, with everything still to be evaluated
// and the facts held against their types: what the tests compare with.
bool asking_begin(const struct routine *routine, struct arena *arena, const struct facts *facts,
                  bool from_nothing, struct asking *ret_asking, struct error *err) WARN_UNUSED;
// After each facts_to(): from now on it is asked about the case as it is then.
bool asking_go_on(struct asking *asking, struct error *err) WARN_UNUSED;
// Whether that is asked after each event: what has a history.
bool is_asked_each_step(enum answer_kind kind);
bool is_of_fee(const struct ask *ask); // of the fee, or of what holds it down
struct question;
// Those asked after each event of which that may be so at all, a bit for each; NULL: all.
const uint64_t *asking_among(const struct asking *asking);
// Whether all its answers may be others than before the last facts_to().
bool asking_may_differ(const struct asking *asking, const struct ask *ask);
// Whether nothing of the case that an answer may depend on has changed since so many events
// counted. The thing that it is asked of may have.
bool asking_stands_since(const struct asking *asking, const struct ask *ask, size_t count);
// Those asked at the end, a bit for each, without those whose answer is the one to a case in which
// nothing has happened, and tells nothing; of permits and proposals, which tell those who look that
// something is allowed, only when `also_made`.
const uint64_t *asking_at_end(const struct asking *asking, bool also_made);
// The same asking, to go on by itself about a case that is the same so far; and that case. What it
// was made of must be kept.
bool asking_fork(const struct asking *from, struct arena *arena, struct asking *ret_fork,
                 struct error *err) WARN_UNUSED;
void asking_move(struct asking *asking, const struct facts *facts);
bool asking_give_draft(struct asking *asking, const struct event *event, struct feel_value draft,
                       struct error *err) WARN_UNUSED;
// Marks those that are of a decision of that name.
void asks_mark_named(const struct routine *routine, struct str name, bool *marks);
// What each asking of a routine begins with.
bool asking_prepare(struct routine *routine, struct arena *arena, struct error *err) WARN_UNUSED;
// What events its fees depend on, once it can be asked.
bool fees_prepare(struct routine *routine, struct arena *arena, struct error *err) WARN_UNUSED;

struct question {
    const struct ask *ask;
    size_t at;                 // ASK_THINGS: among the things of the state; ASK_CODES: in the list
    const struct thing *thing; // ASK_THINGS
    enum code code;            // ASK_CODES
};
// Every question that an ask is of, in order; false as soon as `put` is.
typedef bool question_fn(void *context, const struct question *question);
bool question_each(const struct case_state *state, const struct ask *ask, question_fn *put,
                   void *context) WARN_UNUSED;
// … of an ask of things those whose answer may be another since the last facts_to() changed the
// thing.
bool question_each_renewed(const struct facts *facts, const struct ask *ask, question_fn *put,
                           void *context) WARN_UNUSED;
// thing_id() of the thing, or the id of the code, or empty; p is NULL on failure.
struct str question_thing(struct arena *arena, const struct question *question);
// *ret_answer is of the asking's arena. A refusal of the routine is an answer.
bool asking_put(struct asking *asking, const struct question *question,
                struct dmn_answer *ret_answer, struct error *err) WARN_UNUSED;
// Why it is what it is; in an arena that may live longer than the asking's.
// Takes the next clause out of what that annotation says ("H-16, H-17"); false when there is none.
bool clause_next(struct str *rest, struct str *ret_clause);
bool ground_of(struct arena *arena, const struct ask *ask, const struct dmn_answer *answer,
               struct ground *ret_ground, struct error *err) WARN_UNUSED;

// A value as people read it, and those that a table was asked with, by the labels of its columns.
bool value_readable(struct arena *arena, const struct feel_value *value, struct str *ret_text,
                    struct error *err) WARN_UNUSED;
bool step_facts(struct arena *arena, const struct dmn_step *step, size_t *ret_count,
                const struct fact **ret_facts, struct error *err) WARN_UNUSED;

// Copies a text out of an arena that is given back before.
bool text_keep(struct arena *arena, struct str *text, struct error *err) WARN_UNUSED;

// What a draft or event concerns of a state: the thing is named by it, or is what it opens.
bool event_concerns(const struct event *event, const struct thing *thing);

// An answer as a permit without thing and ground, borrowing from the answer.
bool permit_read(const struct question *question, const struct dmn_answer *answer,
                 struct permit *ret_permit, struct error *err) WARN_UNUSED;
// … and whole, in an arena that may live longer than the asking's.
bool permit_of(struct arena *arena, const struct question *question,
               const struct dmn_answer *answer, struct permit *ret_permit,
               struct error *err) WARN_UNUSED;

// The fees as they are in force under the ceilings, and what was in force when each began
// (ceiling.c).
bool fees_under_ceilings(struct arena *arena, const struct zone *zone, struct event_list effective,
                         struct answers *answers, struct error *err) WARN_UNUSED;

// ---- several as one (parts.c) ----

// Adds the answers of one of them, side by side; what one says of another is not applied yet.
bool parts_merge(struct arena *arena, struct answers *to, const struct answers *from,
                 struct error *err) WARN_UNUSED;

// ---- answering (answer.c, fold.c) ----

// As routine_answer(). Beyond so many bytes everything that was kept is forgotten and asked anew:
// what the answers are does not depend on it. 0: after each event, from nothing.
#define ANSWER_KEPT ((size_t)8 * 1024 * 1024)
bool answer_keeping(const struct routine *routine, struct arena *arena, struct event_list effective,
                    size_t kept, struct answers *ret_answers, struct error *err) WARN_UNUSED;
// As routine_history(), routine_duties_of() and routine_duties_of_both().
struct fees_told;
struct history;
struct decision_names;
bool history_keeping(const struct routine *routine, struct arena *arena,
                     struct event_list effective, size_t kept, struct history *ret_history,
                     struct error *err) WARN_UNUSED;
bool duties_of_keeping(const struct routine *routine, struct arena *arena,
                       struct event_list effective, const struct decision_names *wanted,
                       size_t kept, struct answers *ret_answers, struct error *err) WARN_UNUSED;
// Nothing but the fees.
bool fees_keeping(const struct routine *routine, struct arena *arena, struct event_list effective,
                  size_t kept, struct fees_told *ret_told, struct error *err) WARN_UNUSED;
bool duties_of_both_keeping(const struct routine *routine, struct arena *arena,
                            struct event_list effective, struct event_list part,
                            const struct decision_names *wanted, size_t kept,
                            struct answers *ret_answers, struct answers *ret_of_part,
                            struct error *err) WARN_UNUSED;
bool answer_both_keeping(const struct routine *routine, struct arena *arena,
                         struct event_list effective, struct event_list part, size_t kept,
                         struct answers *ret_answers, struct answers *ret_of_part,
                         struct error *err) WARN_UNUSED;

#endif
