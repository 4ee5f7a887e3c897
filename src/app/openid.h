// SPDX-License-Identifier: EUPL-1.2
//
// Signing in at a provider: OpenID Connect, authorization code with PKCE (RFC 7636). What is begun
// is remembered by the hash of its state, bound to the browser that began it, and taken away when
// it comes back: neither state nor nonce serves twice. Which user and which assignment the provider
// means is told by HSA-ids (the claims employeeHsaId and commissionHsaId).
//
// Whatever is wrong with an answer is written in the access log; the user is told no more than that
// it did not hold, except for what only the right person can be told.
//
// Slow calls: they may ask the provider.
#ifndef VAKA_APP_OPENID_H
#define VAKA_APP_OPENID_H

#include "app/app.h"

#define OPENID_AT_ONCE 500 // that are begun; the oldest make room

struct openid_begin {
    const struct actor *actor; // who is to show once more who they are; NULL: somebody signs in
    struct str browser;        // a secret that the browser brings back: the token of its forms
    enum language language;
    struct str sedan, typed; // what comes after
};
// Whether there is a provider, and what its button says.
bool app_has_provider(const struct app *app, enum language language, struct str *ret_name);
// Whether passwords are offered (besides).
bool app_has_passwords(const struct app *app);
// The address at the provider. ERR_IO openid.not-now; ERR_MISSING openid.none.
bool app_openid_begin(struct app *app, struct arena *arena, const struct openid_begin *begin,
                      struct str *ret_url, struct error *err) WARN_UNUSED;

struct openid_answer {
    struct str code, state, error, issuer; // as they came; or empty
    struct str browser;
    const struct client *client;
    const struct actor *actor; // of the browser's session; NULL: none
};
struct openid_done {
    struct str secret; // of the session
    struct str sedan, typed;
};
// What comes after is told on failure too, where it is known.
// ERR_DENIED openid.refused, openid.level, openid.unknown-user, openid.no-assignment,
// openid.cancelled; ERR_IO openid.not-now.
bool app_openid_finish(struct app *app, struct arena *arena, const struct openid_answer *answer,
                       struct openid_done *ret_done, struct error *err) WARN_UNUSED;

#endif
