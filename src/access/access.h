// SPDX-License-Identifier: EUPL-1.2
//
// Who may see and do what: ONE pure function, asked by every page, form, document, search and
// command. Clause X-05; patientdatalagen 4 kap. 1–3 §§ (only who takes part in the care or needs it
// for the work; rights limited to the task; every access logged).
//
// Access follows the assignment (role at unit), and the unit's care relation to the person: the
// unit is in the case's team, or a duty of it lies there. Somebody without a relation who has the
// person's full identity number may go on after stating a reason, which is logged and seen; nobody
// learns of a person by searching for a name.
#ifndef VAKA_ACCESS_ACCESS_H
#define VAKA_ACCESS_ACCESS_H

#include "care/event.h"

// What a user may want to do. Each route and command names one.
enum act {
    ACT_SIGN_IN,     // pages that everyone may see: sign-in, style sheets, health
    ACT_CHOOSE,      // choosing an assignment: signed in, no assignment needed
    ACT_DAY,         // own unit's duties
    ACT_AHEAD,       // what falls due at own units in time to come, of every profession
    ACT_FEES,        // changes of the fee level of the own unit's persons, shown or as a file
    ACT_EXPORT,      // taking what falls due (ACT_AHEAD) along as a file
    ACT_ROUTINE,     // reading routines and the vocabulary
    ACT_FIND_NUMBER, // looking up a person by full identity number
    ACT_FIND_NAME,   // searching among the persons of the own unit
    ACT_ADD_PERSON,  // recording a new person
    ACT_READ_CASE,   // the case page, why pages, documents
    ACT_RECORD,      // recording an event of a kind
    ACT_CORRECT,     // correcting or withdrawing an entry
    ACT_SEND,        // sending messages, as a system with its own key
    ACT_QUEUE,       // working through messages that could not be recorded
    ACT_CONFIRM,     // proving once more who one is; a new password when the first is to go
    ACT_ACCOUNT,     // one's own account and sessions: no assignment needed
    ACT_SECURE,      // how one signs in: password and second factor
    ACT_ADMINISTER,  // organisations, units, users and their assignments; no case
    ACT_COUNT
};
const char *act_id(enum act act); // stable, for the log and the matrix
bool act_find(struct str id, enum act *ret_act) WARN_UNUSED;

struct access_question {
    enum act act;
    bool signed_in;
    enum code role;         // CODE_NONE: no assignment chosen
    bool assignment_valid;  // the date lies within it
    bool care_relation;     // of the unit of the assignment to the person
    bool reason_stated;     // for this person, in this session
    enum event_kind kind;   // ACT_RECORD; ACT_CORRECT: of the entry, also when it is struck
    bool own_unit_recorded; // ACT_CORRECT: the entry was recorded by this unit
};

enum access_verdict { ACCESS_ALLOWED, ACCESS_DENIED, ACCESS_AFTER_REASON };
const char *verdict_id(enum access_verdict verdict); // stable, for the log and the matrix
bool verdict_find(struct str id, enum access_verdict *ret_verdict) WARN_UNUSED;

struct access_answer {
    enum access_verdict verdict;
    const char *why; // catalogue key: access.*
};

struct access_answer access_decide(const struct access_question *question);
// Sensitive acts: whoever does them has shown within minutes who they are, not only this morning.
bool access_needs_proof(enum act act) PURE;

// One entry of the access log (PDL 4:3, HSLF-FS 2016:40 4:9): who, in which role, at which unit,
// when, whom, what was done, and how it was answered.
struct access_record {
    struct instant at;
    struct str user; // stream; empty when nobody is signed in
    struct str assignment;
    enum code role;
    struct str unit;
    struct str stream; // whom it concerns; empty: nobody in particular
    enum act act;
    struct str what; // route or command, and what was searched for or recorded, in short
    enum access_verdict verdict;
    struct str reason; // stated by the user, or empty
};

#endif
