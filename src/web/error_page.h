// SPDX-License-Identifier: EUPL-1.2
//
// What stands on the screen when a request could not be answered: what happened, in a sentence, and
// where to go from there.
#ifndef VAKA_WEB_ERROR_PAGE_H
#define VAKA_WEB_ERROR_PAGE_H

#include "web/page.h"

struct error_page {
    struct page page; // titled with what happened
    struct str sentence;
    struct str again;      // where the same can be asked for once more, or empty
    bool other_assignment; // what this one may not do, another may
};

// Fills the page for response->status, which is set.
bool error_page(struct request *request, struct response *response, const struct error *what,
                struct error *err);

#endif
