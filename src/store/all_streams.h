// SPDX-License-Identifier: EUPL-1.2
//
// Something worked out of every stream, on all processors, and taken in the order of the streams.
//
// Workers read a stream each, from one snapshot for all of them, and make something of it. Whoever
// asked takes what they made, one after the other, kind by kind and by name within a kind: what is
// written or told comes in the same order whatever the number of workers. No worker is further
// ahead of what has been taken than there are places for. What fails, fails when it is its turn:
// all before it has been taken, nothing after it.
#ifndef VAKA_STORE_ALL_STREAMS_H
#define VAKA_STORE_ALL_STREAMS_H

#include "store/store.h"

#define WORKERS_MAX 16

struct all_streams {
    const enum stream_kind *kinds; // in their order
    size_t kind_count;
    // By several workers at once, each with a reader and an arena of its own. What is made lives in
    // the arena until it has been taken.
    bool (*make)(void *context, struct arena *arena, struct reader *reader, struct str stream,
                 void **ret_made, struct error *err);
    // By the thread that asked, with a reader of the same snapshot.
    bool (*take)(void *context, struct arena *arena, struct reader *reader, struct str stream,
                 void *made, struct error *err);
    void *context;
};

// As many workers as the store's options say; fewer when there are no connections or threads for
// them, at least one. The snapshot is of one moment, for which nobody writes. The errors of make
// and take; ERR_MEMORY store.no-thread.
bool store_all_streams(struct store *store, const struct all_streams *asked,
                       struct error *err) WARN_UNUSED;

#endif
