// SPDX-License-Identifier: EUPL-1.2
//
// Who it is, on every page about a person.
#ifndef VAKA_WEB_PERSON_VIEW_H
#define VAKA_WEB_PERSON_VIEW_H

#include "web/words.h"

struct person_view {
    struct str id, name, age, number, address, telephone, telephone_url;
    bool guarded; // protected identity: address and telephone are left out
};
// Address and telephone are left out unless the wording shows them.
struct person_view person_view_of(const struct wording *wording, const struct person_row *row);

// "tel:" and the digits; empty when it holds none.
struct str telephone_url(struct arena *arena, struct str telephone);

#endif
