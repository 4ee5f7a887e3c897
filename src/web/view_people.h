// SPDX-License-Identifier: EUPL-1.2
//
// What the administrator sees: organisations with their units, users with their assignments, and
// the form of a fact about one of them.
#ifndef VAKA_WEB_VIEW_PEOPLE_H
#define VAKA_WEB_VIEW_PEOPLE_H

#include "web/view_told.h"
#include "web/event_form_view.h"

struct unit_line {
    struct str id, name, kind, telephone, hsa;
};
struct area_line {
    struct str id, name, postal_codes;
    struct str from, to; // to may be empty
    bool over, to_come;
};
struct organisation_part {
    struct str id, name, hsa;
    LIST_OF(struct unit_line) units;
    LIST_OF(struct area_line) areas;
};
struct people_page {
    struct page page;
    struct told_view told;
    LIST_OF(struct str) unanswered; // what is said of routines that cannot answer
    LIST_OF(struct organisation_part) organisations;
};

struct user_line {
    struct str id, name, login;
    bool disabled;
};
struct users_page {
    struct page page;
    struct str typed, fault;
    bool more;
    LIST_OF(struct user_line) users;
};

struct held_assignment {
    struct str id; // percent-encoded by the view
    struct str role, unit, from, to, purpose, hsa;
    bool over, to_come;
};
struct user_page {
    struct page page;
    struct str id, name, login, hsa;
    struct str password; // a new first one, shown once; or empty
    struct str state;    // of the password, in words
    bool has_password, disabled, has_factor, oneself;
    LIST_OF(struct held_assignment) assignments;
};

struct import_line {
    size_t line;
    struct str what, who, detail;
};
struct import_page {
    struct page page;
    struct str title, action, back, label; // label: of the field for the file
    struct str whom;                       // what the changes concern, above their column
    struct str lead, sample;               // of how the file looks
    struct str export;                     // address of what holds now as such a file; or empty
    struct str fault;                      // of the file as a whole
    bool planned, done, may_go_on, nothing, more_faults;
    bool tells;            // what is asked for, or was done
    struct str text, mark; // to be confirmed
    size_t lines, unchanged, steps;
    LIST_OF(struct import_line) faults, plan;
};

struct register_page {
    struct page page;
    struct str heading, lead, action, back, send, key;
    int64_t seen;
    struct faults_view faults;
    struct fields_view fields;
};

#endif
