// SPDX-License-Identifier: EUPL-1.2
//
// What stands on the screen when a request could not be answered: what happened, in a sentence, and
// what can be done.
#ifndef VAKA_WEB_ERROR_PAGE_H
#define VAKA_WEB_ERROR_PAGE_H

#include "web/request.h"

// Fills the page; the status is set by the caller.
bool error_page(struct request *request, struct response *response, const struct error *what,
                struct error *err);

#endif
