// SPDX-License-Identifier: EUPL-1.2
//
// Signing in, and choosing the assignment to work in.
#ifndef VAKA_WEB_VIEW_SIGN_IN_H
#define VAKA_WEB_VIEW_SIGN_IN_H

#include "web/page.h"

struct sign_in_view {
    struct page page;
    struct str login;
    struct str fault;       // what went wrong, or empty
    bool elsewhere;         // … at the provider: no field of this form is wrong
    struct str login_fault; // … of that field alone, or empty
    struct str password_fault;
    struct str sedan, typed; // carried along
    bool has_passwords;
    struct str provider; // what the button says that leads to the provider; or empty
};

// On the way to the provider.
struct away_view {
    struct page page;
    struct str url;
};

struct choice_view {
    struct str id, role, unit;
};
struct choose_view {
    struct page page;
    struct str fault;
    struct str sedan, typed;
    LIST_OF(struct choice_view) choices;
};

#endif
