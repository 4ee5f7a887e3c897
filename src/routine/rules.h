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
};

struct model_file {
    struct str file; // "routine.dmn"
    const struct dmn_model *model;
};

struct shown_decision {
    const struct dmn_decision *decision;
    const struct dmn_model *model;
};

struct routine {
    LIST_OF(const struct routine *)
    parts; // of several as one: these, and nothing else of its own
           // but the zone and the decisions of all of them
    struct routine_info info;
    const struct zone *zone; // dates of a case are those of Sweden
    LIST_OF(struct clause) clauses;
    LIST_OF(struct model_file) models;
    LIST_OF(struct shown_decision) decisions;
    LIST_OF(struct ask) asks;
    // When the routine cannot answer: whose duty that is, and what it says.
    enum code owner_role;
    struct str owner_duty;
};

// Finds out what a decision is asked of; *ret_is_ask is false when the program does not ask it.
// ERR_INPUT routine.unknown-input {decision} {input}, routine.draft-only-permits {decision},
// routine.asked-of-two {decision}.
bool ask_bind(struct arena *arena, const struct dmn_model *model,
              const struct dmn_decision *decision, struct ask *ret_ask, bool *ret_is_ask,
              struct error *err) WARN_UNUSED;

// ---- the case as FEEL (facts.c) ----

struct facts {
    const struct case_state *state;
    bool known;                      // to be of the vocabulary's types, without looking again
    struct feel_value whole;         // the case
    const struct feel_value *things; // one for each of the state
};
bool facts_of_event(struct arena *arena, const struct zone *zone, const struct event *event,
                    struct feel_value *ret_value, struct error *err) WARN_UNUSED;
bool facts_of_events(struct arena *arena, const struct zone *zone, struct event_list events,
                     const struct feel_value **ret_values, struct error *err) WARN_UNUSED;
// `events` has the value of each event of the list that the state was folded from.
bool facts_of_case(struct arena *arena, const struct zone *zone, const struct case_state *state,
                   const struct feel_value *events, struct facts *ret_facts,
                   struct error *err) WARN_UNUSED;
struct date event_date(const struct zone *zone, const struct event *event);

// ---- asking (ask.c) ----

struct question {
    const struct ask *ask;
    const struct facts *facts;
    const struct thing *thing;      // ASK_THINGS: one of the state's
    enum code code;                 // ASK_CODES
    const struct feel_value *draft; // when the ask has one
};
// The answer and its ground, all in the arena.
bool ask_put(struct arena *arena, const struct question *question, struct feel_value *ret_answer,
             struct ground *ret_ground, struct error *err) WARN_UNUSED;

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

// Answers that outlive the arena they were made in.
bool ground_copy(struct arena *arena, struct ground *ground, struct error *err) WARN_UNUSED;
bool text_keep(struct arena *arena, struct str *text, struct error *err) WARN_UNUSED;

// What a draft or event concerns of a state: the thing is named by it, or is what it opens.
bool event_concerns(const struct event *event, const struct thing *thing);

// One answer of a permit; *ret_permit is written in the arena.
bool permit_of(struct arena *arena, const struct question *question, struct permit *ret_permit,
               struct error *err) WARN_UNUSED;

// ---- several as one (parts.c) ----

bool parts_answer(const struct routine *routine, struct arena *arena, struct event_list effective,
                  struct answers *ret_answers, struct error *err) WARN_UNUSED;
bool parts_judge(const struct routine *routine, struct arena *arena, struct event_list effective,
                 const struct event *draft, struct objections *ret_objections,
                 struct error *err) WARN_UNUSED;

#endif
