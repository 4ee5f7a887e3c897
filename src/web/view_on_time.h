// SPDX-License-Identifier: EUPL-1.2
//
// How much of what was promised was done in time.
#ifndef VAKA_WEB_VIEW_ON_TIME_H
#define VAKA_WEB_VIEW_ON_TIME_H

#include "web/page.h"

struct on_time_cell {
    size_t count;
    struct str link;    // to the cases behind it; empty: there are none
    struct str outcome; // for who does not see the table
};
struct on_time_line {
    struct str what, role, share;
    LIST_OF(struct on_time_cell) cells;
};
struct on_time_unit {
    struct str name;
    LIST_OF(struct on_time_line) lines;
};
struct on_time_case_view {
    struct str id, name, number, due, ended;
};
struct on_time_page {
    struct page page;
    struct period_form period;
    LIST_OF(struct on_time_unit) units;
    bool more, has_cases;
    struct str cases_outcome, cases_what;
    LIST_OF(struct on_time_case_view) cases;
    size_t after_reason;
};

#endif
