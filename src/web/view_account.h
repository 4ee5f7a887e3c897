// SPDX-License-Identifier: EUPL-1.2
//
// Showing who one is, and one's own account.
#ifndef VAKA_WEB_VIEW_ACCOUNT_H
#define VAKA_WEB_VIEW_ACCOUNT_H

#include "web/page.h"
#include "web/view_told.h"

// A short form that asks for a secret or two, and carries along what comes after.
struct ask_field {
    struct str name;
    enum text_id label, hint; // hint: when has_hint
    struct str autocomplete;
    bool is_password;
    bool is_new; // a password that is chosen here: its strength is said while it is typed
    bool has_hint;
    struct str fault;
};
struct ask_view {
    struct page page;
    struct str heading, lead;
    struct str action;
    struct str send;
    struct str fault; // of the whole
    bool elsewhere;   // … at the provider: no field of this form is wrong
    struct str wrong; // name of the field that it is about; or empty
    struct str first; // name of the field that a link to the fault leads to
    struct str sedan, typed, sealed;
    LIST_OF(struct ask_field) fields;
    struct str cancel; // where it leads; or empty
    bool may_sign_out;
    bool asks_new;       // … for a new password
    bool asks;           // there are fields to fill in
    struct str provider; // the button that goes to the provider; or empty
    // The picture of a key: side in modules, and the path of its dark ones.
    size_t qr_side;
    struct str qr, key_words;
};

// The page that asks who one is once more, after the provider did not say so.
bool ask_again(struct request *request, struct response *response, struct str fault,
               struct str sedan, struct str typed, struct error *err) WARN_UNUSED;

struct recovery_view {
    struct page page;
    LIST_OF(struct str) codes;
    struct str onwards; // where one goes on to
};

struct session_view {
    struct str id, agent, started, seen;
    bool this_one;
};
struct own_assignment_view {
    struct str role, unit, from, to, purpose;
};
struct account_view {
    struct page page;
    struct told_view told;
    struct str name, login, mail, done;
    bool has_password, has_factor, factor_needed;
    size_t recovery_left;
    bool several;
    LIST_OF(struct session_view) sessions;
    LIST_OF(struct own_assignment_view) assignments;
};

#endif
