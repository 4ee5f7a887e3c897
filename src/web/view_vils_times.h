// SPDX-License-Identifier: EUPL-1.2
//
// How long it took to the start of VILS, and from there to the first changed intervention.
#ifndef VAKA_WEB_VIEW_VILS_TIMES_H
#define VAKA_WEB_VIEW_VILS_TIMES_H

#include "web/page.h"

struct vils_time_view {
    struct str id, name, number, started;
    struct str before, after; // "1 dag 4 tim", or that there is none
};
struct vils_time_unit_view {
    struct str name, before, after; // the medians, with of how many
    LIST_OF(struct vils_time_view) cases;
};
struct vils_times_page {
    struct page page;
    struct period_form period;
    LIST_OF(struct vils_time_unit_view) units;
    size_t after_reason;
    bool more;
};

#endif
