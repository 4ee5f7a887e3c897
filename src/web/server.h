// SPDX-License-Identifier: EUPL-1.2
//
// The HTTP server: libmicrohttpd behind a narrow door.
//
// What the library accepts and should not is refused here: two Content-Lengths, Content-Length with
// Transfer-Encoding, no or more than one Host, a header that takes longer than the deadline, a body
// above its ceiling (counted as it arrives, answered 413 with a page that says so). Handlers marked
// SLOW run on a bounded pool while the connection sleeps; a full pool answers 503.
// Every answer carries a strict Content-Security-Policy and its companions (docs/adr/0005).
#ifndef VAKA_WEB_SERVER_H
#define VAKA_WEB_SERVER_H

#include "app/app.h"

struct server;

struct server_options {
    const char *address; // "127.0.0.1"
    uint16_t port;       // 0: any free one
    unsigned threads;    // connection threads; 0: as many as there are processors
    unsigned slow_threads;
    bool behind_tls;            // cookies are marked Secure and HSTS is sent
    unsigned header_deadline_s; // 0: 10
    size_t body_max;            // 0: 1 MiB
};

bool server_start(struct app *app, const struct server_options *options, struct server **ret_server,
                  struct error *err) WARN_UNUSED;
uint16_t server_port(const struct server *server);
// Answers what is under way, then ends.
void server_stop(struct server *server);

#endif
