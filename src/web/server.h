// SPDX-License-Identifier: EUPL-1.2
//
// The HTTP server: libmicrohttpd behind a narrow door.
//
// What the library accepts and should not is refused here (wire.h), and so is a header that takes
// longer than the deadline, a body that takes too long or grows above its ceiling (counted as it
// arrives, answered 413 with a page that says so, or as another system is answered), and more
// connections than there is room for. When most places are taken, those who send nothing lose
// theirs, so that others are answered. Handlers marked SLOW run on a bounded pool (slow_pool.h)
// while the connection sleeps; a full pool answers 503. Every answer carries a strict
// Content-Security-Policy and its companions (docs/adr/0005).
//
// Pages with persons never travel in the clear: the server speaks TLS by itself (tls.h), or a proxy
// in front does and is the only one that is answered, or it listens on the loopback address.
//
// A handler that is FAST runs on the thread of its connection and may wait there for the store to
// make a record durable; the threads are therefore more than the processors, so that many records
// are made durable at once.
#ifndef VAKA_WEB_SERVER_H
#define VAKA_WEB_SERVER_H

#include "app/app.h"
#include "web/address.h"

struct server;
struct site;

struct server_options {
    const char *address;   // "127.0.0.1"
    uint16_t port;         // 0: any free one
    unsigned threads;      // connection threads; 0: 16
    unsigned slow_threads; // 0: 2
    // Files for TLS by itself; both or none.
    const char *certificate, *key;
    // A proxy in front speaks TLS. Nobody but it and the loopback address is answered.
    bool behind_tls;
    // Proxies whose X-Forwarded-For is believed; none, behind TLS: those on the loopback address.
    struct address_ranges proxies;
    unsigned requests;          // a minute of one user: pace.h; 0: no limit
    int helper;                 // draws the sheets: doc/aside.h
    unsigned header_deadline_s; // 0: 10
    unsigned stream_beat_s;     // 0: 15; see streams.h
    size_t body_max;            // 0: 1 MiB
};

// Ceilings that no option moves.
#define SERVER_CONNECTIONS_MAX 1000   // besides those that stay open (streams.h)
#define SERVER_CONNECTIONS_OF_ONE 250 // of one address, unless all of them are a proxy's
#define SERVER_BODIES_MAX ((size_t)32 * 1024 * 1024) // all that are arriving, together

// ERR_IO server.cannot-listen {address} {port}, server.no-thread; ERR_INPUT server.bad-address
// {address}; ERR_REFUSED server.plain {address}; what tls_open() says.
bool server_start(struct app *app, const struct server_options *options, struct server **ret_server,
                  struct error *err) WARN_UNUSED;
// The same with other routes than the site's own.
bool server_start_site(struct app *app, const struct site *site,
                       const struct server_options *options, struct server **ret_server,
                       struct error *err) WARN_UNUSED;
uint16_t server_port(const struct server *server);
bool server_has_tls(const struct server *server);
// Takes a renewed certificate into use; no connection is lost. As tls_reload().
bool server_reload(struct server *server, struct error *err) WARN_UNUSED;
// Takes no more connections, answers the requests that are whole (for at most 10 seconds) or become
// so within a second or two, then ends. Of a request that was cut off nothing was recorded.
void server_stop(struct server *server);

#endif
