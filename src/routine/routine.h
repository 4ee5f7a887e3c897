// SPDX-License-Identifier: EUPL-1.2
//
// A routine: DMN models bound to the state of a case. What a decision means is its declared type of
// the vocabulary model (see vocabulary_model()):
//
//   tPlikt     duty            vad, roll, enhet, arbetslag, senast, visas från, sedan (also as
//   moments:
//                              senast vid …), brådskar, fullgörs (även) av, trappar upp
//   tTillstånd permit          akt, får, saknas, avvikelse möjlig
//   tFörslag   proposal        akt, utfall, grund            what the routine would decide, and why
//   tAnsvar    responsibility  ansvarig, enhet, grund, från
//   tLäge      status          mening, sedan
//   tAvgift    fee             nivå, grund, från, ordning; its changes are kept as duties are
//   tAvgiftstak ceiling        gäller, grund, sedan: of the fee that was in force when it began
//   tChecklista checklist      akter, punkter
//
// A decision that needs a thing of the vocabulary (tÅtagande …) is asked once for each such thing
// of the case (permits and proposals: that lasts); one that needs a code list (tProfession) once
// for each code; one that needs an event's type (tUppföljning …) judges a draft of that event, once
// for each thing that it concerns when it needs a thing too. Other inputs are tÄrende: the case.
//
// Clauses are the annotation column "Klausul" of the rules that matched, or their description when
// they have no annotation (dmn-js shows and writes that).
//
// Duties have a history, derived like everything else: the effective events are folded one by one
// and the duties after each step compared with those before. A duty that the routine no longer asks
// for, or asks for with another start, is fulfilled when the step is of the kind in `fullgörs av`
// and touched the duty's thing, otherwise withdrawn because of that step.
#ifndef VAKA_ROUTINE_ROUTINE_H
#define VAKA_ROUTINE_ROUTINE_H

#include "care/state.h"
#include "dmn/dmn.h"

struct routine;

// The vocabulary as a DMN model: item definitions for every event, thing, code list and for the
// types above. Namespace VOCABULARY_NAMESPACE.
#define VOCABULARY_NAMESPACE "urn:vaka:vocabulary:1"
bool vocabulary_model(struct arena *arena, struct str *ret_xml, struct error *err) WARN_UNUSED;
// The same for readers, in Markdown: docs/vocabulary.md.
bool vocabulary_page(struct arena *arena, struct str *ret_markdown, struct error *err) WARN_UNUSED;

// Loads routines/<name>/: every *.dmn in it, and routine.json, which has title, version,
// valid_from, source, owner (role; duty: what it is to do when the routine cannot answer) and
// clauses (id, text, source). The routine lives in the arena and is shared read-only by all
// threads. ERR_INPUT with place: routine.member {name}, routine.clause-twice {id}, routine.no-model
// {folder}, routine.parameter-… {name} (docs/parameters.md), routine.unknown-input {decision}
// {input}, routine.asked-of-two {decision}, routine.draft-only-permits {decision}, and those of
// json, dmn and feel.
bool routine_load(struct arena *arena, const char *folder, const struct routine **ret_routine,
                  struct error *err) WARN_UNUSED;

// Loads every routine in a folder of such, in the order of their names, as one that answers for all
// of them; or the routine that the folder itself is. Each answers by itself: what one of them
// cannot answer keeps no other from answering, and is a duty of its own owner. A duty is told by
// the name of its decision, so two of them do not ask the same: ERR_INPUT routine.decision-twice
// {decision} {routine} {routine}. ERR_MISSING routine.not-found {folder}: none is there.
bool routine_load_all(struct arena *arena, const char *folder, const struct routine **ret_routine,
                      struct error *err) WARN_UNUSED;
// The routines that it consists of; itself when it is one alone.
size_t routine_part_count(const struct routine *routine);
const struct routine *routine_part_at(const struct routine *routine, size_t i);
const struct routine *routine_part(const struct routine *routine, struct str name); // or NULL
// Whose decision an answer comes from; the routine itself is asked for by its name. Or NULL.
const struct routine *routine_of_decision(const struct routine *routine, struct str decision);

struct routine_info {
    struct str name;    // of the folder: "hemsjukvard"
    struct str title;   // "Hemsjukvård: från vårdbegäran till utskrivning"
    struct str version; // "2026-11"
    struct str source;  // the document it comes from
    struct date valid_from;
    struct str checksum; // SHA-256 over the files, hexadecimal
};
const struct routine_info *routine_info(const struct routine *routine); // of one alone

struct clause {
    struct str id;   // "H-16"
    struct str text; // what it says, in our own words
    struct str source;
};
size_t routine_clause_count(const struct routine *routine); // of one alone
const struct clause *routine_clause_at(const struct routine *routine, size_t i);
const struct clause *routine_clause(const struct routine *routine, struct str id); // or NULL

// Parameters: what the municipality has decided, in parameters.json of the routine's folder, with
// the days between which it holds (docs/parameters.md). An input of a model that has the name of
// one is given the value that held when the latest event happened that concerns what is asked
// about: the draft, otherwise the thing, otherwise the case. Before the first, the first holds.
#define PARAMETER_JOURNAL_KEYWORD "Sökord i journalen"
#define PARAMETER_DELEGATION_DAYS "Dagar som en delegering gäller som mest" // SOSFS 1997:14
struct parameter_value {
    const struct json *json;
    struct feel_value value;              // as the models have it
    struct str words, source, decided_by; // words: as people read it
    bool has_from, has_to;
    struct date from, to; // both included
};
struct parameter {
    struct str name;
    LIST_OF(struct parameter_value) values; // in order, without gaps; the last has no end
    bool used;                              // by a table, or by the program itself
    const struct json *json;
};
size_t routine_parameter_count(const struct routine *routine); // of one alone
const struct parameter *routine_parameter_at(const struct routine *routine, size_t i);
// The value that holds on a day, in the routine or one of its parts; NULL when there is no such.
const struct parameter_value *parameter_at(const struct routine *routine, struct str name,
                                           struct date day);

// Its decisions, for showing them; model order. The model is for dmn_decision_table().
size_t routine_decision_count(const struct routine *routine);
const struct dmn_decision *routine_decision_at(const struct routine *routine, size_t i,
                                               const struct dmn_model **ret_model);

// Why an answer is what it is.
struct fact {
    struct str label; // of the table's column
    struct str value; // as people read it; a unit is its stream
};
struct ground {
    struct str decision; // its name
    struct str rule;     // id of the rule; empty when no table answered
    bool unreadable;     // it was kept, and is damaged: nothing but the decision is known
    size_t row;          // 1-based
    size_t clause_count, fact_count;
    const struct str *clauses; // ids
    const struct fact *facts;
};
struct str ground_clauses(struct arena *arena, const struct ground *ground); // "H-16, H-17"

enum duty_state { DUTY_OPEN, DUTY_FULFILLED, DUTY_WITHDRAWN };

struct duty {
    struct str decision; // identity: (decision, thing, ordinal) within the stream
    struct str thing;    // thing_id(), or empty
    int64_t ordinal;     // from 1
    struct str what;
    enum code role, team; // whose; team: of work_team, CODE_NONE: the whole role's
    struct str unit;
    bool has_due;
    struct date_time due; // day precision: the end of that date
    enum precision due_precision;
    bool urgent;   // stands before all that does not hurry
    bool is_later; // it stands, but shows itself later: what escalates is there from the start
    struct instant shown_from;    // the moment at which it does; of a day its first
    struct str escalates;         // decision whose duty about the same thing it escalates; or empty
    enum event_kind fulfilled_by; // which form fulfils it
    enum event_kind also_by;      // … as this one does; or EVENT_NONE
    int64_t about; // seq of the event that opened the thing, for filling in the form; 0: none
    enum duty_state state;
    int64_t opened_seq;   // event after which it stood
    int64_t ended_seq;    // event that fulfilled or withdrew it; 0 while open
    struct instant ended; // when that happened
    struct ground ground;
};

struct permit {
    enum event_kind act;
    struct str thing; // or empty
    int64_t about;
    bool allowed;
    struct str missing; // when not allowed: what is missing, in Swedish
    bool may_deviate;   // … and it is an observation, which may be recorded as a deviation (P-02)
    struct ground ground;
};

struct proposal {
    enum event_kind act;
    struct str thing;
    int64_t about;
    struct str outcome; // the value it proposes
    struct str reason;
    struct ground ground;
};

struct responsibility {
    enum code profession;
    struct str responsible; // in words
    struct str unit;        // stream, or empty
    struct str reason;      // why, as a sentence; or empty
    bool has_from;
    struct date from;
    struct ground ground;
};

struct status {
    struct str sentence; // without full stop: "Ansluten till hemsjukvård"
    bool has_since;
    struct date since;
    struct ground ground;
};

// A level of the fee, from the event on after which it was in force.
struct fee {
    struct str level;  // "nivå 2"
    struct str before; // the level that it took the place of; empty: the first
    struct str reason;
    struct date from; // or the day of the event that brought it
    int64_t seq;      // of that event
    bool has_order;   // can be compared: a dearer level has a higher order
    int64_t order;
    struct str capped; // a ceiling holds: the level that would be in force without it; or empty
    struct ground ground;
};

// While it lasts no level is in force that is dearer than the one in force when it began, whichever
// routine says so. What is found out later to have been in force by then counts.
struct ceiling {
    struct str reason;
    struct date from;         // the day of the event that began it
    int64_t from_seq, to_seq; // events that began and ended it; 0: it lasts
    struct str level;         // in force when it began; empty: no routine tells of any
    bool has_order;
    int64_t order; // of that level
    struct ground ground;
};

// What is needed, or still lacking, for some acts.
struct checklist {
    struct str of;    // what it was asked of: thing_id(), the id of a code, or empty
    enum code code;   // of a code list, or CODE_NONE
    int64_t about;    // seq of the event that opened the thing, or 0
    size_t act_count; // where it is shown
    const enum event_kind *acts;
    size_t point_count; // at least one
    const struct str *points;
    struct ground ground;
};

struct answers {
    LIST_OF(struct duty) duties; // open and ended, in the order in which they arose
    LIST_OF(struct permit) permits;
    LIST_OF(struct proposal) proposals;
    LIST_OF(struct responsibility) responsibilities;
    LIST_OF(struct status) statuses;
    LIST_OF(struct checklist) checklists;
    LIST_OF(struct fee) fees; // each change of level, in order: the last is the one that holds
    LIST_OF(struct ceiling) ceilings; // in the order in which they began
    // A decision refused: the duties of it that stood before stand, one duty of the routine's owner
    // (decision: the routine's name) says so, and this is why.
    bool refused;
    struct error refusal;
};

// Everything that the routine says of a case, given its effective events. Pure. False only when
// memory or a limit gave out; a refusal of the routine is an answer (see above).
bool routine_answer(const struct routine *routine, struct arena *arena, struct event_list effective,
                    struct answers *ret_answers, struct error *err) WARN_UNUSED;

// May this draft be recorded? One permit for each decision that holds it back; none: it may. It is
// judged by what had happened when it happened, without what it corrects. The draft is complete but
// has no seq yet. A rule that cannot answer holds nothing back, but says so.
struct objections {
    LIST_OF(struct permit) items;
    bool refused;
    struct error refusal;
};
bool routine_judge(const struct routine *routine, struct arena *arena, struct event_list effective,
                   const struct event *draft, struct objections *ret_objections,
                   struct error *err) WARN_UNUSED;

bool duty_on_time(const struct routine *routine, const struct duty *duty); // no due date: yes

// ---- checking a routine ----

struct finding {
    struct error what; // key, arguments, place
    bool fatal;        // keeps the routine from being put in force
};
struct findings {
    LIST_OF(struct finding) items;
};
// In order of their place, each routine.…: rules without a clause (rule-without-clause {decision}
// {row}), that say other clauses than their annotation (clauses-differ {a} {b}), clauses that
// routine.json has not (unknown-clause {clause} {decision}), values that the column's list has not
// (unknown-value {value} {list}), what is escalated and is no other duty about the same
// (escalates-unknown {duty} {decision}), clauses of no rule (clause-without-rule {clause}; not
// fatal). Then those of each model's tables (dmn/check.h): gaps, overlaps, rules that never match
// or are never used are fatal, what could not be decided is not.
bool routine_check(const struct routine *routine, struct arena *arena,
                   struct findings *ret_findings, struct error *err) WARN_UNUSED;

// ---- examples (docs/examples.md) ----

struct example_result {
    struct str file, name;
    bool passed;
    struct str expected, got; // when it failed, as JSON
    struct error problem;     // when it could not be read or run at all (code is not ERR_NONE)
};
struct example_results {
    LIST_OF(struct example_result) items;
};
// Runs every example of a folder. A file that cannot be read is a failed example, not an error.
bool routine_test(const struct routine *routine, struct arena *arena, const char *folder,
                  struct example_results *ret_results, struct error *err) WARN_UNUSED;

#endif
