// SPDX-License-Identifier: EUPL-1.2
//
// The case of one person: how things stand, what must happen, what may be done, who is responsible,
// what has happened.
#ifndef VAKA_WEB_VIEW_CASE_H
#define VAKA_WEB_VIEW_CASE_H

#include "web/checklist_view.h"
#include "web/duty_view.h"
#include "web/event_view.h"
#include "web/page.h"
#include "web/person_view.h"
#include "web/sheet_known.h"

struct status_view {
    struct str sentence, since;
    bool is_to_come; // since a day that is ahead
    struct text_list clauses;
};
struct act_view {
    struct str words, url; // of its form
    // Of one that is held back: by the routine, or because another role does it.
    struct str missing, done_by;
    bool late; // the form takes what has happened already (P-02)
    struct text_list clauses;
};
// What is offered under one matter; what has none of its own stands last, and has a heading only
// where others have one.
struct act_group {
    struct str heading;
    bool open; // shown at once
    LIST_OF(struct act_view) acts;
    LIST_OF(struct act_view) held;
};
// An intervention that is under way, and what may be done with it.
struct under_way_view {
    struct str what, law, extent, since;
    struct str by_delegation; // who has the delegation that it demands, or that it demands one
    LIST_OF(struct act_view) acts;
};
struct responsible_view {
    struct str profession, who, unit, telephone, telephone_url, from;
    bool is_to_come; // from a day that is ahead: until then others answer
    struct text_list clauses;
};

// What others at the bedside need: one matter.
struct core_view {
    struct str label;
    struct str kind;  // its form, when this user may fill it in; or empty
    struct str value; // what it comes to; empty: nobody has filled it in
    LIST_OF(struct word_row) rows;
    struct str when, who;
    int64_t seq;
};
// A duty that is over.
struct ended_view {
    struct str what, how, by; // "Fullgjord i tid", the event that ended it
    int64_t seq;
    struct str decision, thing, clauses;
    int64_t ordinal;
};
// Whom to ring when a death was struck, or when the routine cannot answer.
struct ring_view {
    struct str name, telephone, telephone_url;
};
// What the case holds that this user may not see, without what it is.
struct hidden_view {
    bool any, blocked;
    bool consent, emergency; // steps that would show more, and that the role may take
};
// An emergency opening of the last month, told to everybody who reads the case.
struct emergency_view {
    struct str words, need;
};
struct fee_view {
    struct str level, from, reason;
    struct str capped;  // level that a ceiling holds down; empty: none
    struct str ceiling; // the level that is not passed now, where it is not said above; or empty
    struct text_list clauses;
};

struct case_page {
    struct page page;
    struct person_view person;
    bool may_reveal;   // the address of a protected person, in a step that is logged
    struct str coming; // "Flyttar 1 december till Gatan 1", or empty
    LIST_OF(struct status_view) statuses;
    struct str saved;                        // "Vårdbegäran är sparad.", or empty
    struct str refusal;                      // the routine cannot answer: why
    struct str saved_sheet;                  // … and where it is, when it is a document; or empty
    LIST_OF(struct ring_view) nurses;        // … and whom to ring instead
    LIST_OF(struct duty_view) duties;        // the user's own
    LIST_OF(struct duty_view) others_hurry;  // what others are to do, and hurries
    LIST_OF(struct duty_view) others_duties; // what else they are to do
    size_t others_count, others_late;
    bool others_folded;  // so much of it that it would push away what the user is to do
    struct fee_view fee; // without a level: none has been asked for
    struct checklists_view checklists; // what is lacking in a care request
    bool has_acts;                     // something may be done, or is told why it may not
    LIST_OF(struct act_group) groups;  // what may be done now, and what may not
    LIST_OF(struct act_view) others;   // that another role does
    LIST_OF(struct act_view) past;     // of somebody who has died: what is not done any more
    struct text_list past_clauses;     // why
    LIST_OF(struct act_view) seldom;   // that may, but are not done every day
    LIST_OF(struct under_way_view) under_way;
    LIST_OF(struct core_view) core;
    bool has_core;                    // somebody has filled in something of it
    LIST_OF(struct ended_view) ended; // latest first
    LIST_OF(struct ring_view) ring;
    LIST_OF(struct act_view) personal; // that concern who the person is
    LIST_OF(struct act_view) sharing;  // that govern who may see what
    bool may_extract, may_erase;
    struct hidden_view hidden;
    LIST_OF(struct emergency_view) emergencies;
    LIST_OF(struct responsible_view) responsible;
    struct sheets_view sheets;
    bool has_card; // the team works as one (VILS)
    LIST_OF(struct event_view) timeline;
};

#endif
