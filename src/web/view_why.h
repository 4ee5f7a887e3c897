// SPDX-License-Identifier: EUPL-1.2
//
// Why a duty stands: the clause and its source, the rule in its table, the facts, the version of
// the routine, what opened it and what ended it.
#ifndef VAKA_WEB_VIEW_WHY_H
#define VAKA_WEB_VIEW_WHY_H

#include "web/view_case.h"

struct clause_view {
    struct str id, text, source;
};
struct fact_view {
    struct str label, value;
    bool of_page; // the value is in the language of the page, not in that of the routine
};
// A step in the life of the duty.
struct step_view {
    bool has;
    struct str label, when;
    int64_t seq;
};
struct why_page {
    struct page page;
    struct person_view person;
    struct str what, whose, due, lateness;
    bool late, fulfilled, withdrawn;
    LIST_OF(struct clause_view) clauses;
    LIST_OF(struct fact_view) facts;
    struct decision_view decision;
    struct step_view opened, ended;
    struct str routine, version, source;
};

#endif
