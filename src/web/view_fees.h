// SPDX-License-Identifier: EUPL-1.2
//
// Changes of the fee level, to be carried over to the fee system.
#ifndef VAKA_WEB_VIEW_FEES_H
#define VAKA_WEB_VIEW_FEES_H

#include "web/page.h"
#include "web/routine_view.h"

struct fee_change_view {
    struct str id, name, number, earlier, level, from, reason, clauses;
    struct str capped; // level that a ceiling holds down; empty: none
};
struct fees_page {
    struct page page;
    struct period_form period;
    size_t count;
    bool more;
    LIST_OF(struct fee_change_view) changes;
};

#endif
