// SPDX-License-Identifier: EUPL-1.2
//
// Between libmicrohttpd and dispatch.h: the header of a request read and checked for shape, and an
// answer written with its security headers.
//
// The library accepts what a front server may read differently (request smuggling). That is refused
// here: two Content-Lengths or one that is no number, Content-Length beside Transfer-Encoding, any
// transfer coding but a single "chunked", no Host or more than one, a header name that is no token,
// control characters in a value, a target that does not begin with "/".
#ifndef VAKA_WEB_WIRE_H
#define VAKA_WEB_WIRE_H

#include <microhttpd.h>

#include "web/address.h"
#include "web/dispatch.h"
#include "web/streams.h"

struct wire {
    struct http_request request; // without body; slices live as long as the library's request
    uint64_t length;             // Content-Length; 0 when absent
    bool expects_continue;       // the body is not sent before we agree to it
    struct address peer;         // who holds the other end of the connection
};

// Reads what there is, even of a request that is refused (its language makes the error page's).
// X-Forwarded-For is believed from `trusted` alone. ERR_INPUT request.broken.
bool wire_read(struct MHD_Connection *connection, struct arena *arena, const char *method,
               const char *target, const char *version, const struct address_ranges *trusted,
               struct wire *ret_wire, struct error *err) WARN_UNUSED;

// Queues the answer, whose body must live until the library has sent it. With `stream`, what it has
// to say takes the place of the body. `secure`: the browser's connection is TLS.
enum MHD_Result wire_answer(struct MHD_Connection *connection, const struct http_answer *answer,
                            struct stream *stream, bool secure, bool close_after);

#endif
