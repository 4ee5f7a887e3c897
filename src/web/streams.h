// SPDX-License-Identifier: EUPL-1.2
//
// Open pages that are told when what they show has changed: server-sent events (HTML Living
// Standard, section 9.2) that hold no content.
//
//   event: changed   what the page shows is no longer what it was; it is to be fetched again
//   event: ended     the session has ended; nothing more is told
//   a comment        at each beat, so that a dead connection is noticed
//
// One thread asks for the versions of everything that is shown, STREAMS_LOOK_MS after it asked
// last, and wakes the connections concerned; the others sleep and cost no thread. A stream holds no
// more than its next message, so a client that does not read costs nothing but its place, which it
// loses when its connection has not moved for as long as any other may stand still. At each beat
// the session is asked for anew; a stream does not keep one alive.
//
// Owner: the server. A stream belongs to its request and is closed with it.
#ifndef VAKA_WEB_STREAMS_H
#define VAKA_WEB_STREAMS_H

#include <microhttpd.h>

#include "app/live.h"

#define STREAMS_MAX 2000
// Of one session: one window is looked at at a time, and pages that were left are noticed late. The
// oldest gives way.
#define STREAMS_OF_ONE 8
#define STREAMS_LOOK_MS 500

struct streams;
struct stream;

// ERR_IO server.no-thread.
bool streams_start(struct app *app, unsigned beat_s, struct streams **ret_streams,
                   struct error *err) WARN_UNUSED;
// NULL when there is no place, or when all are being ended.
struct stream *streams_open(struct streams *streams, const struct live *live,
                            struct MHD_Connection *connection);
// For MHD_create_response_from_callback(), with the stream as its context.
ssize_t streams_read(void *stream, uint64_t position, char *to, size_t room);
void streams_close(struct stream *stream); // NULL does nothing
// Ends every stream and lets no more be opened.
void streams_end(struct streams *streams);
// Ends them when they have not ended. NULL does nothing.
void streams_free(struct streams *streams);

#endif
