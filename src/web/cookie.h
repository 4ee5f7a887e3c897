// SPDX-License-Identifier: EUPL-1.2
//
// Cookies (RFC 6265bis). All are for the whole site, HttpOnly and SameSite=Lax, and all but the
// device's end with the browser: Lax, because staff follow links from their e-mail into the
// program, and a Strict cookie would not come along; what changes anything is a POST, which needs
// its token besides. Behind TLS they are Secure and their names begin with "__Host-", so that no
// neighbouring site can set them.
#ifndef VAKA_WEB_COOKIE_H
#define VAKA_WEB_COOKIE_H

#include "base/str.h"

enum cookie {
    COOKIE_SESSION,  // the secret of the session
    COOKIE_FORM,     // the token of forms that are sent before signing in
    COOKIE_LANGUAGE, // "sv" or "en", chosen by the reader
    COOKIE_DEVICE,   // tells this device from another; kept for a year
    COOKIE_COUNT
};

// The value in a Cookie header; empty when it is absent, or there twice (somebody else set one).
struct str cookie_get(struct str header, enum cookie cookie, bool behind_tls);
// The value of a Set-Cookie header; an empty value takes the cookie away. p is NULL on failure.
struct str cookie_set(struct arena *arena, enum cookie cookie, struct str value, bool behind_tls);

#endif
