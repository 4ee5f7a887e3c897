// SPDX-License-Identifier: EUPL-1.2
//
// The page with the form of an event: a new one, a correction, or the striking of an entry.
#ifndef VAKA_WEB_VIEW_RECORD_H
#define VAKA_WEB_VIEW_RECORD_H

#include "web/checklist_view.h"
#include "web/event_form_view.h"
#include "web/form_known.h"
#include "web/terms.h"
#include "web/view_case.h"

// The routine's words about the form: what it misses, or what it would decide.
struct say_view {
    struct str words, reason;
    struct text_list clauses; // ids
};

// A field of a form that is sent without being seen.
struct carried_view {
    struct str name, value;
};

struct record_page {
    struct page page;
    bool has_person;
    struct person_view person;
    struct str heading, lead;
    struct str action; // where the form is sent
    struct str back;   // where "cancel" leads
    struct str list;   // name of the list that it was sent from, see list_of(); or empty
    struct str send;   // what the button says
    struct str waits;  // what it is called while it waits for the network; empty: it does not
    struct str strike; // where the entry is struck instead; or empty
    struct faults_view faults;
    bool has_beside, is_long_beside;
    struct terms_view terms; // that the form uses
    struct checklists_view checklists;
    struct beside_view beside; // what the form answers or goes on from
    LIST_OF(struct say_view) proposals;
    LIST_OF(struct say_view) objections;
    struct str instead, instead_action;   // what may be done in its place, and its form; or empty
    LIST_OF(struct carried_view) carried; // of what was typed, there
    // P-07: what is read back before it is recorded, and the mark that it was; or empty.
    struct str read_back, read_when, read_lead;
    LIST_OF(struct word_row) read_rows;
    bool may_deviate, deviates;
    LIST_OF(struct event_view) since; // what others recorded meanwhile
    struct str known;                 // id of the person that a number belongs to; or empty
    struct str join;                  // where this record is said to be that person's too; or empty
    bool similar; // … or who seems to be the same: sending once more adds the person all the same
    bool again;   // … and what the user recorded a moment ago is recorded once more
    struct fields_view fields;
    bool has_fields;
    struct common_view common;
    bool asks_when, asks_because;
    int64_t about, seen;
    struct str key;
    struct str entry; // id of the kind of what is corrected, struck or moved; or empty
};

// An act that may not be done now: what is missing, and the way back.
struct held_page {
    struct page page;
    struct person_view person;
    struct str heading, missing;
    struct text_list clauses;
};

#endif
