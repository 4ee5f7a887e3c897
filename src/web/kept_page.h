// SPDX-License-Identifier: EUPL-1.2
//
// What was sent with a form that cannot be taken now (the disk is full, the server is busy): why,
// and all of it once more, to be mended and sent again. Nothing is read for it, so that it stands
// when nothing can be read. The token is the one that was sent: a form that another site made goes
// no further the second time than it went the first.
#ifndef VAKA_WEB_KEPT_PAGE_H
#define VAKA_WEB_KEPT_PAGE_H

#include "web/form.h"
#include "web/page.h"

struct kept_field {
    struct str id, name, label, value;
    bool is_text; // several lines
};
struct kept_page {
    struct page page; // titled with what happened
    struct str sentence, action, csrf;
    LIST_OF(struct kept_field) fields; // what people typed and can read
    LIST_OF(struct kept_field) hidden; // all else that came with it
};

// Fills the page for response->status, which is set, from request->kept.
bool kept_page(struct request *request, struct response *response, const struct error *what,
               struct error *err);

#endif
