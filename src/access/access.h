// SPDX-License-Identifier: EUPL-1.2
//
// Who may see and do what: ONE pure function, asked by every page, form, document, search and
// command. Clause X-05; patientdatalagen 4 kap. 1–3 §§ (only who takes part in the care or needs it
// for the work; rights limited to the task; every access logged).
//
// Access follows the assignment (role at unit), and the unit's care relation to the person: the
// unit is in the case's team, or a duty of it lies there, or did so lately. Somebody without a
// relation who has the person's full identity number may go on after stating a reason, which is
// logged and seen; so may whoever needs a relation, where it is past. Nobody learns of a person by
// searching for a name.
//
// Within a case each record is asked for by itself (ACT_SEE): under which law it stands, whose it
// is, whether it was given to the unit, whether the person has blocked it, and on what ground it
// might be read all the same. Patientdatalagen 4 kap. 1–5 §§; lagen (2022:913) om sammanhållen
// vård- och omsorgsdokumentation (SVOD) 2 kap. 3–5 §§, 3 kap. 1–7 §§; offentlighets- och
// sekretesslagen 25 and 26 kap. What the law leaves open is `struct access_law`. docs/legal.md says
// why.
#ifndef VAKA_ACCESS_ACCESS_H
#define VAKA_ACCESS_ACCESS_H

#include "care/event.h"

// What a user may want to do. Each route and command names one.
enum act {
    ACT_SIGN_IN,     // pages that everyone may see: sign-in, style sheets, health
    ACT_CHOOSE,      // choosing an assignment: signed in, no assignment needed
    ACT_DAY,         // own unit's duties
    ACT_AHEAD,       // what falls due at own units in time to come, of every profession
    ACT_BOARD,       // the own unit's persons whose team works as one (VILS)
    ACT_ROUND,       // whom the care staff visit: the own unit's persons, with what is new
    ACT_ON_TIME,     // how much was done in time, by unit
    ACT_FEES,        // changes of the fee level of the own unit's persons, shown or as a file
    ACT_TIME,        // time that the own unit worked, by person, shown or as a file
    ACT_DELEGATIONS, // who of the care staff has which delegation
    ACT_DELEGATE,    // giving and withdrawing them
    ACT_TIME_FORMS,  // the own unit's time forms: noted, handed in, sent back
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
    ACT_REVIEW,      // reviewing the access log of a unit
    ACT_EXTRACT,     // the access log of one person, to be handed to that person
    ACT_RETENTION,   // listing what has been kept as long as it must
    ACT_ERASE, // proposing and confirming a lawful erasure in one case; taking it along for archive
    ACT_SEE,   // reading one record of a case that is open to the user
    ACT_COUNT
};
const char *act_id(enum act act); // stable, for the log and the matrix
bool act_find(struct str id, enum act *ret_act) WARN_UNUSED;

// What the law leaves to the organisations; the strict reading is the default.
struct access_law {
    bool unified;           // they have joined unified documentation (SVOD 1 kap.)
    bool same_municipality; // a municipality's own social services and health care tell each other
    int64_t emergency_minutes; // how long an emergency opening lasts
    bool names_told;           // a person is told who has seen the record, not only which unit
    int64_t relation_days; // how long a relation is current after the unit's last part in the care
    int64_t opening_days;  // how long it opens the case after that part is over
};
struct access_law access_law_default(void);

// Of a unit to a person: that it takes part in the care, or did so until lately; or once did.
enum care_relation { CARE_RELATION_NONE, CARE_RELATION_HOLDS, CARE_RELATION_PAST };

// How a record stands to the unit that asks for it.
enum record_tie {
    TIE_OWN,        // recorded by the unit, on the side of the law that asks
    TIE_GIVEN,      // sent to the unit, or part of an exchange that the unit is a party to
    TIE_WITHIN,     // of the same provider, under a law of whoever asks; or sent to that provider
    TIE_ACROSS_LAW, // of the same organisation, under another law
    TIE_ACROSS,     // of another organisation
    TIE_COUNT
};
// Whether the person has blocked the record from the unit that asks.
enum record_block { BLOCK_NOT, BLOCK_INNER, BLOCK_OUTER };
// On what ground the provider that asks may read what others have made available.
enum record_ground { GROUND_NONE, GROUND_CONSENT, GROUND_INCAPACITY };
// Teams that share what their clauses need, when the person has agreed: bits of a set.
enum team { TEAM_VILS = 1, TEAM_SIP = 2 };

struct record_question {
    enum event_kind kind;
    enum law law;
    enum record_tie tie;
    enum record_block block;
    enum record_ground ground; // that holds today
    uint32_t teams;            // that the person has agreed to, today
    bool current;              // the relation is current
    bool emergency;            // the user has opened the case in an emergency, lately
};

struct access_question {
    enum act act;
    bool signed_in;
    enum code role;                   // CODE_NONE: no assignment chosen
    bool assignment_valid;            // the date lies within it
    enum care_relation care_relation; // of the unit of the assignment to the person
    bool reason_stated;               // for this person, in this session
    enum code purpose;                // of the assignment, or CODE_NONE: care
    enum event_kind kind;   // ACT_RECORD; ACT_CORRECT: of the entry, also when it is struck
    bool own_unit_recorded; // ACT_CORRECT: the entry was recorded by this unit
    enum code unit_kind;    // ACT_SEE: of the unit of the assignment
    struct record_question record;
    struct access_law law;
};

// AFTER_…: allowed once that step is taken and recorded.
enum access_verdict {
    ACCESS_ALLOWED,
    ACCESS_DENIED,
    ACCESS_AFTER_REASON,
    ACCESS_AFTER_CONSENT,
    ACCESS_AFTER_EMERGENCY,
    ACCESS_VERDICT_COUNT
};
const char *verdict_id(enum access_verdict verdict); // stable, for the log and the matrix
bool verdict_find(struct str id, enum access_verdict *ret_verdict) WARN_UNUSED;

struct access_answer {
    enum access_verdict verdict;
    const char *why; // catalogue key: access.*
};

struct access_answer access_decide(const struct access_question *question);
// What recording a kind of event is for access_needs_proof(): ACT_ERASE for those of an erasure.
enum act access_recording(enum event_kind kind) PURE;
// Sensitive acts: whoever does them has shown within minutes who they are, not only this morning.
bool access_needs_proof(enum act act) PURE;

// Whether a role administers: what its user can do reaches every other user.
bool access_administers(enum code role) PURE;

// Whether a role may record a kind at all, for a person that its unit has to do with.
bool access_role_records(enum code role, enum event_kind kind);

// The laws whose records a role works with, at a unit of that kind: bit i stands for enum law i.
uint32_t access_laws(enum code role, enum code unit_kind);
// The laws under which a unit of that kind works.
uint32_t access_unit_laws(enum code unit_kind);
// The teams that share records of a kind: what the clauses of that team need (bits of enum team).
uint32_t access_shared(enum event_kind kind);

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
