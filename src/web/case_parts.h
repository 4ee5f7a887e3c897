// SPDX-License-Identifier: EUPL-1.2
//
// Parts of the case page: what others at the bedside need, the duties that are over, whom to ring
// when a death was struck, and which texts are still to be carried into the journal.
#ifndef VAKA_WEB_CASE_PARTS_H
#define VAKA_WEB_CASE_PARTS_H

#include "web/routes.h"
#include "web/view_case.h"

// What a page of the case is made from.
struct case_maker {
    const struct request *request;
    const struct wording *wording;
    const struct case_view *from;
    struct case_page *page;
    struct error *err;
};

// P-12: one row a matter, with its age; P-10: "asked, but unknown" is shown as an answer.
bool case_add_core(const struct case_maker *maker) WARN_UNUSED;
// Which event fulfilled or withdrew each duty, and whether that was in time.
bool case_add_ended(const struct case_maker *maker) WARN_UNUSED;
// P-07: for some days after an entry that is read back was struck, the units that acted on it.
bool case_add_ring(const struct case_maker *maker) WARN_UNUSED;
// Emergency openings of the last month: who, when, why.
bool case_add_emergencies(const struct case_maker *maker) WARN_UNUSED;
// P-08: whether the entry has a text for the journal, and whether that was carried over.
void case_tell_journal(const struct case_maker *maker, const struct timeline_entry *entry,
                       struct event_view *view);
// The effective event that an entry of the timeline stands as; or NULL.
const struct event *case_standing(const struct case_view *from, const struct event *event);

#endif
