// SPDX-License-Identifier: EUPL-1.2
//
// Changes of the fee level, to be carried over to the fee system.
#ifndef VAKA_WEB_VIEW_FEES_H
#define VAKA_WEB_VIEW_FEES_H

#include "web/page.h"
#include "web/routine_view.h"

struct fee_change_view {
    struct str id, name, number, earlier, level, from, until, told, reason, clauses;
    struct str capped; // level that a ceiling holds down; empty: none
};
struct fee_changes_view {
    LIST_OF(struct fee_change_view) items;
};
struct fees_page {
    struct page page;
    struct period_form period;
    size_t count;
    bool more;
    bool goes_on;                          // the period is not over
    struct fee_changes_view late, changes; // that start before the period; in it
};

#endif
