// SPDX-License-Identifier: EUPL-1.2
//
// Pages that are kept true, and what others recorded in a case while a form was filled in.
#ifndef VAKA_WEB_VIEW_LIVE_H
#define VAKA_WEB_VIEW_LIVE_H

#include "web/event_view.h"
#include "web/page.h"
#include "web/view_case.h"

// Lets the page be told of changes of a person's case, or when `person` is empty of the own day,
// after the version that it shows.
bool page_is_live(const struct request *request, struct page *page, struct str person,
                  int64_t version, struct error *err) WARN_UNUSED;

struct since_page {
    struct page page;
    struct person_view person;
    LIST_OF(struct event_view) since; // latest first
};

#endif
