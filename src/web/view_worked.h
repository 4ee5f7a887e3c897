// SPDX-License-Identifier: EUPL-1.2
//
// Time that the unit worked, summed by person and month.
#ifndef VAKA_WEB_VIEW_WORKED_H
#define VAKA_WEB_VIEW_WORKED_H

#include "web/page.h"
#include "web/words.h"

struct worked_sum_view {
    struct str id, name, number;  // of the person
    struct str month;             // "november 2026"
    struct str minutes, received; // "12:30"
    size_t entries;
};
struct worked_page {
    struct page page;
    struct period_form period;
    struct str minutes, received; // of all
    bool more;
    bool has_forms; // the user works with the unit's time forms
    LIST_OF(struct worked_sum_view) sums;
};

#endif
