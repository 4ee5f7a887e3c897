// SPDX-License-Identifier: EUPL-1.2
//
// The routine as it holds for one person: what each decision came to; one decision with the rows
// that matched, what it was told, and the calculations behind it.
#ifndef VAKA_WEB_VIEW_FIRED_H
#define VAKA_WEB_VIEW_FIRED_H

#include "web/view_why.h"

struct fired_row {
    struct str id; // of the person
    struct str decision, thing;
    struct str of;        // what it was asked of, in words
    struct str act;       // that it permits or holds back; or empty
    struct str says, own; // what the routine says, in Swedish; what the program says of it
    struct str due;       // or empty
    bool refused;
};
struct fired_rows {
    LIST_OF(struct fired_row) items;
};
struct fired_group {
    struct str heading;
    struct fired_rows rows;
};
struct fired_page {
    struct page page;
    struct person_view person;
    bool has_hidden;
    LIST_OF(struct fired_group) groups; // by what the answers mean
    struct fired_rows silent;           // those from which nothing follows
};

struct fired_step_view {
    struct decision_view decision;
    bool refused;
    bool no_row; // it has a table, and none of its rows is told to match
    LIST_OF(struct fact_view) result;
    LIST_OF(struct fact_view) facts;
};
struct fired_decision_page {
    struct page page;
    struct person_view person;
    bool has_hidden;
    struct str of, refusal;
    int64_t of_seq; // of the event that opened it, when it is seen
    bool has_answer;
    struct fired_step_view answer;
    LIST_OF(struct fired_step_view) inner;
    struct str routine, version;
};

#endif
