// SPDX-License-Identifier: EUPL-1.2
//
// A loaded routine, as its own files see it: which decisions are asked, of what, and what their
// answers mean. Not for use outside src/routine.
#ifndef VAKA_ROUTINE_RULES_H
#define VAKA_ROUTINE_RULES_H

#include "routine/routine.h"

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
    // Which members of the case the answers may depend on; NULL: anything may matter to them.
    const bool *looks_at;
    bool asks_nothing_first; // a duty: of a case in which nothing has happened
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

// What the vocabulary makes of every case.
struct thing_shape {
    size_t n;
    const struct link_info **links; // by which events bear on it, the opening ones first
};
struct facts_shape {
    struct feel_value nothing; // the case in which nothing has happened
    struct thing_shape things[THING_KIND_COUNT];
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

// ---- the case as FEEL (facts.c) ----

bool facts_of_event(struct arena *arena, const struct zone *zone, const struct event *event,
                    struct feel_value *ret_value, struct error *err) WARN_UNUSED;
bool facts_of_events(struct arena *arena, const struct zone *zone, struct event_list events,
                     const struct feel_value **ret_values, struct error *err) WARN_UNUSED;

bool facts_shape(struct arena *arena, struct facts_shape *ret_shape, struct error *err) WARN_UNUSED;

#define FACTS_MEMBERS (2 * EVENT_KIND_COUNT + THING_KIND_COUNT)
struct facts_of_kind {
    size_t member; // of the latest; that of all follows
    size_t n;
    struct feel_value *items;
};
// A case that grows event by event, for all routines that are asked about it. What was made of its
// members before is never changed; they are exchanged in their places, unless somebody may have
// kept the case as it was.
struct facts {
    struct arena *arena;
    const struct routine *routine;
    struct event_list effective;
    const struct feel_value *events; // the value of each
    struct case_fold *fold;
    struct case_state state; // after the events that count now
    size_t before;           // how many counted before the last facts_to()
    struct feel_value whole; // the case
    struct feel_entry *members;
    LIST_OF(struct feel_value) things; // one for each of the state
    // Which members of the case the last facts_to() changed.
    size_t change_count, changes[FACTS_MEMBERS];
    bool is_changed[FACTS_MEMBERS];
    struct facts_of_kind of_kind[EVENT_KIND_COUNT];
    size_t first_thing_member;
};
// `events` has the value of each event.
bool facts_begin(struct arena *arena, const struct routine *routine, struct event_list effective,
                 const struct feel_value *events, struct facts *ret_facts,
                 struct error *err) WARN_UNUSED;
// The first `count` events, no fewer than before.
bool facts_to(struct facts *facts, size_t count, struct error *err) WARN_UNUSED;
struct date event_date(const struct zone *zone, const struct event *event);

// ---- asking (ask.c) ----

// One case that is asked about as it grows. What an answer was made of is kept, and evaluated anew
// when the facts that it looks at have changed (dmn_session).
struct asking {
    const struct routine *routine; // one, not several
    struct arena *arena;
    const struct facts *facts;
    struct dmn_session **sessions;        // of each model
    const struct parameter_value **given; // of each input that is a parameter
    bool is_prepared; // it began with the answers to an empty case, as asking_prepare() left them
    bool has_draft_day;
    struct date draft_day;
    LIST_OF(struct thing_branches) things; // of each thing: of each subject, 0 is none yet
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
// Whether answers may be others than before the last facts_to(): all of them, or only those about
// the things that changed since.
bool asking_may_differ(const struct asking *asking, const struct ask *ask);
// The same asking, to go on by itself about a case that is the same so far; and that case. What it
// was made of must be kept.
bool asking_fork(const struct asking *from, struct arena *arena, struct asking *ret_fork,
                 struct error *err) WARN_UNUSED;
void asking_move(struct asking *asking, const struct facts *facts);
void asking_give_draft(struct asking *asking, const struct event *event, struct feel_value draft);
// What each asking of a routine begins with.
bool asking_prepare(struct routine *routine, struct arena *arena, struct error *err) WARN_UNUSED;

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
// thing_id() of the thing, or the id of the code, or empty; p is NULL on failure.
struct str question_thing(struct arena *arena, const struct question *question);
// *ret_answer is of the asking's arena. A refusal of the routine is an answer.
bool asking_put(struct asking *asking, const struct question *question,
                struct dmn_answer *ret_answer, struct error *err) WARN_UNUSED;
// Why it is what it is; in an arena that may live longer than the asking's.
bool ground_of(struct arena *arena, const struct ask *ask, const struct dmn_answer *answer,
               struct ground *ret_ground, struct error *err) WARN_UNUSED;

// A value as people read it, and those that a table was asked with, by the labels of its columns.
bool value_readable(struct arena *arena, const struct feel_value *value, struct str *ret_text,
                    struct error *err) WARN_UNUSED;
bool step_facts(struct arena *arena, const struct dmn_step *step, size_t *ret_count,
                const struct fact **ret_facts, struct error *err) WARN_UNUSED;

// Parts of an answer. Absent and null parts: empty, false.
struct str part_text(const struct feel_value *answer, const char *name);
bool part_date(const struct feel_value *answer, const char *name, struct date *ret_date);
const struct feel_list *part_list(const struct feel_value *answer, const char *name); // or NULL
bool part_boolean(const struct feel_value *answer, const char *name);
enum event_kind part_event(const struct feel_value *answer, const char *name);
// A part that the answer cannot do without is not there: ERR_REFUSED routine.answer-lacks
// {decision} {part}.
bool part_missing(const struct ask *ask, const char *name, struct error *err);
bool part_clock(const struct feel_value *answer, const char *name, struct time_of_day *ret_time);
bool part_int(const struct feel_value *answer, const char *name, int64_t *ret_number);
// A date and time as the first whole minute that is not before it. One without offset is the wall
// clock's at home, and the later of the two where that exists twice.
bool part_moment(const struct zone *zone, const struct feel_value *answer, const char *name,
                 struct instant *ret_moment);

// Copies a text out of an arena that is given back before.
bool text_keep(struct arena *arena, struct str *text, struct error *err) WARN_UNUSED;

// What a draft or event concerns of a state: the thing is named by it, or is what it opens.
bool event_concerns(const struct event *event, const struct thing *thing);

// An answer as a permit, in an arena that may live longer than the asking's.
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
bool answer_both_keeping(const struct routine *routine, struct arena *arena,
                         struct event_list effective, struct event_list part, size_t kept,
                         struct answers *ret_answers, struct answers *ret_of_part,
                         struct error *err) WARN_UNUSED;

#endif
