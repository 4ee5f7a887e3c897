// SPDX-License-Identifier: EUPL-1.2
//
// The routines in force; one of them, its clauses and its tables; one table; one clause with the
// rules that cite it.
#ifndef VAKA_WEB_VIEW_ROUTINE_H
#define VAKA_WEB_VIEW_ROUTINE_H

#include "web/page.h"
#include "web/view_why.h"

struct decision_row {
    struct str name, description;
    struct str routine; // name of the routine that it belongs to
};
struct decision_list {
    LIST_OF(struct decision_row) items;
};
struct decision_group {
    struct str heading;
    struct decision_list decisions;
};
// A value of a parameter; the name stands at the first.
struct parameter_row {
    struct str name, value, from, to, source, decided_by;
};
// One that somebody has taken out of force.
struct ended_row {
    struct str title, version, said, why;
};
struct ended_list {
    LIST_OF(struct ended_row) items;
};
struct routine_page {
    struct page page;
    struct str title, version, source, checksum;
    bool one_of_several;
    LIST_OF(struct clause_view) clauses;
    LIST_OF(struct parameter_row) parameters;
    LIST_OF(struct decision_group) groups; // what has a meaning to the program
    struct decision_list inner;            // what the others build on
};
struct decision_page {
    struct page page;
    struct decision_view decision;
    struct str name, routine, version; // of the routine
};
struct routine_row {
    struct str name, title, version, source;
};
struct routines_page {
    struct page page;
    LIST_OF(struct routine_row) routines;
    struct ended_list ended;
};
// A clause in one routine, with the decisions there that cite it.
struct clause_place {
    struct clause_view clause;
    struct str name, routine; // name and title of the routine
    struct decision_list cited_by;
};
struct clause_page {
    struct page page;
    struct str id;
    LIST_OF(struct clause_place) places;
};

#endif
