// SPDX-License-Identifier: EUPL-1.2
//
// What changed of the user's own account and has not been read: on the pages that one comes to
// after signing in.
#ifndef VAKA_WEB_VIEW_TOLD_H
#define VAKA_WEB_VIEW_TOLD_H

#include "web/page.h"

struct told_view {
    LIST_OF(struct str) lines; // none: nothing is shown
    struct str help;           // what to do when it was not oneself
    struct str csrf;
    int64_t up_to;    // number of the last one
    struct str sedan; // the page that it stands on
};
// `sedan`: where whoever has read it goes on to.
bool told_fill(struct request *request, struct str sedan, struct told_view *ret_view,
               struct error *err) WARN_UNUSED;

#endif
