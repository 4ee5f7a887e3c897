// SPDX-License-Identifier: EUPL-1.2
//
// Finding a person, and stating why one without care relation is looked at.
#ifndef VAKA_WEB_VIEW_PERSON_H
#define VAKA_WEB_VIEW_PERSON_H

#include "web/page.h"

struct found_view {
    struct str id, name, age, number;
    bool guarded; // protected identity
};
struct find_view {
    struct page page;
    struct str typed;
    struct str fault;        // at the field
    struct str typing_fault; // the same while somebody is still typing: where the hits stand
    bool searched;           // by name
    bool may_add;
    struct str unknown; // a number that nobody in Vaka has, ready to be added
    LIST_OF(struct found_view) found;
    bool more; // than are shown
};

struct reason_view {
    struct page page;
    struct str id, reason, sedan, typed, fault;
};

// When a case could not be opened because a reason must be stated first, the answer is the page for
// that; a form that was sent, or is shown again, is carried along. Any other error stays as it is:
// false.
bool reason_first(struct request *request, struct response *response, struct str stream,
                  struct error *err);

#endif
