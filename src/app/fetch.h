// SPDX-License-Identifier: EUPL-1.2
//
// Asking a provider over HTTPS (libcurl): no redirections, no other protocol, certificates checked,
// a deadline, and a ceiling for what it may answer.
#ifndef VAKA_APP_FETCH_H
#define VAKA_APP_FETCH_H

#include "base/str.h"

#define FETCH_MAX ((size_t)256 * 1024)
#define FETCH_DEADLINE_S 8

struct fetch {
    struct str url;
    struct str form;           // urlencoded: sent by POST; empty: GET
    struct str user, password; // of the client (HTTP basic); empty: none
    bool allow_http;
};
// Once, before any thread asks anything.
bool fetch_start(struct error *err) WARN_UNUSED;
// ERR_DENIED openid.refused when the answer is 4xx; ERR_IO openid.not-now when there is none, or
// any other than 200.
bool fetch(struct arena *arena, const struct fetch *what, struct str *ret_body,
           struct error *err) WARN_UNUSED;

#endif
