// SPDX-License-Identifier: EUPL-1.2
//
// What is needed or still lacking (H-11), as it stands beside a form and on the case.
#ifndef VAKA_WEB_CHECKLIST_VIEW_H
#define VAKA_WEB_CHECKLIST_VIEW_H

#include "web/routine_view.h"
#include "web/words.h"

struct checklist_view {
    struct str heading; // for whom, or empty
    struct text_list points;
    struct text_list clauses;
};
struct checklists_view {
    struct str heading; // what all of them are
    LIST_OF(struct checklist_view) items;
};

// Those that are shown with an act about a thing (0: about nothing in particular).
bool checklists_for(const struct wording *wording, const struct answers *answers,
                    enum event_kind act, int64_t about, struct checklists_view *ret_view,
                    struct error *err) WARN_UNUSED;
// What is lacking in the things of the case.
bool checklists_of_case(const struct wording *wording, const struct answers *answers,
                        struct checklists_view *ret_view, struct error *err) WARN_UNUSED;

#endif
