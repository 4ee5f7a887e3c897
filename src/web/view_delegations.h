// SPDX-License-Identifier: EUPL-1.2
//
// Who of a unit's care staff may carry out what demands a delegation.
#ifndef VAKA_WEB_VIEW_DELEGATIONS_H
#define VAKA_WEB_VIEW_DELEGATIONS_H

#include "web/page.h"
#include "web/words.h"

struct delegation_view {
    struct str seq;
    struct str tasks; // "läkemedel: överlämna och munvård enligt ordination"
    struct str words; // "Till och med den 31 december, av Sara Lindgren"
    bool to_come, soon_over;
};
struct delegated_view {
    struct str id, name, team; // of the user; team may be empty
    LIST_OF(struct delegation_view) delegations;
};
struct unit_choice {
    struct str value, label;
    bool chosen;
};
struct delegations_page {
    struct page page;
    struct str unit;                   // name
    LIST_OF(struct unit_choice) units; // that one can look at, when there are several
    bool may_delegate, more;
    LIST_OF(struct delegated_view) staff;
};

#endif
