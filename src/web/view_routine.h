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
struct decision_group {
    struct str heading;
    LIST_OF(struct decision_row) decisions;
};
struct routine_page {
    struct page page;
    struct str title, version, source, checksum;
    LIST_OF(struct clause_view) clauses;
    LIST_OF(struct decision_group) groups;
};
struct decision_page {
    struct page page;
    struct decision_view decision;
    struct str routine, version;
};
struct clause_page {
    struct page page;
    struct clause_view clause;
    LIST_OF(struct decision_row) cited_by;
};

#endif
