// SPDX-License-Identifier: EUPL-1.2
//
// From a request as it stood on the wire to an answer, without a socket: route, session, access,
// token, form, handler, error page. server.c brings the bytes and takes them away.
//
//   dispatch_prepare()   finds the route and says how fast it is
//   dispatch_answer()    fills `out`; may run on another thread
//   dispatch_settle()    whether what the request saw is written down; if not, tells when it is
//   dispatch_settled()   after that: `out` may be sent, now an error page if it is not written down
//   dispatch_refuse()    instead of that: a page for what the server itself refuses
//
// Whatever happens, `out` is an answer; it lives in the arena.
#ifndef VAKA_WEB_DISPATCH_H
#define VAKA_WEB_DISPATCH_H

#include "web/cookie.h"
#include "web/pace.h"
#include "web/routes.h"

struct http_request {
    struct str method, target;
    struct str address; // of the client, as address_network() writes it
    // Headers; empty when absent.
    struct str host, origin, fetch_site, content_type, cookie, accept_language, authorization,
        agent;
    struct str fetch_mode, fetch_dest;
    bool partial;    // HX-Request
    bool unattended; // a page asks by itself: nobody need sit there
    struct str body;
};

struct http_answer {
    int status;
    const char *content_type;
    struct str disposition; // Content-Disposition
    struct str body;
    struct str location;     // 303
    struct str refresh;      // Refresh: away from this site, which a 303 after a form may not lead
    struct str hx_redirect;  // for a part of a page: where the whole page must go
    const char *allow;       // 405
    int64_t retry_after_s;   // 429
    const struct live *live; // stays open, with events instead of a body
    bool unchanging;
    size_t cookie_count;
    struct str cookies[COOKIE_COUNT]; // values of Set-Cookie
};

struct dispatch {
    struct app *app;
    const struct site *site;
    struct arena *arena;
    int helper; // of doc/aside.h
    bool behind_tls;
    const struct pace *pace; // NULL: no limit
    struct http_request in;
    struct http_answer out;
    // Between the steps.
    struct request request;
    struct route_match match;
    int refused_as;     // status of an error that its code does not tell; 0: by its code
    struct error fault; // of dispatch_prepare()
    struct access_wait wait;
    bool only_sent; // the answer stands although its reading could not be written down
};

enum speed dispatch_prepare(struct dispatch *d);
void dispatch_answer(struct dispatch *d);
bool dispatch_settle(struct dispatch *d, void (*settled)(void *context), void *context);
void dispatch_settled(struct dispatch *d);
void dispatch_refuse(struct dispatch *d, int status, const struct error *what);

// Of an Accept-Language header (RFC 9110, section 12.5.4): the language of ours that is wanted
// most, Swedish when none is.
enum language language_wanted(struct str accept_language);

#endif
