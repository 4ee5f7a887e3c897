// SPDX-License-Identifier: EUPL-1.2
//
// The routine in force: its clauses and its tables; one table; one clause with the rules that cite
// it.
#ifndef VAKA_WEB_VIEW_ROUTINE_H
#define VAKA_WEB_VIEW_ROUTINE_H

#include "web/page.h"
#include "web/view_why.h"

struct decision_row {
    struct str name, description;
};
struct decision_list {
    LIST_OF(struct decision_row) items;
};
struct decision_group {
    struct str heading;
    struct decision_list decisions;
};
struct routine_page {
    struct page page;
    struct str title, version, source, checksum;
    LIST_OF(struct clause_view) clauses;
    LIST_OF(struct decision_group) groups; // what has a meaning to the program
    struct decision_list inner;            // what the others build on
};
struct decision_page {
    struct page page;
    struct decision_view decision;
    struct str routine, version;
};
struct clause_page {
    struct page page;
    struct clause_view clause;
    struct decision_list cited_by;
};

#endif
