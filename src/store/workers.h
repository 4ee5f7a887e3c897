// SPDX-License-Identifier: EUPL-1.2
//
// The workers of store_all_streams(), for whoever has the writer's transaction already.
#ifndef VAKA_STORE_WORKERS_H
#define VAKA_STORE_WORKERS_H

#include "store/all_streams.h"
#include "store/internal.h"

// Connections of their own: those of the pool may all wait for the writer. The first is that of
// whoever asks, each other has a worker. Zeroed before it is opened.
struct workers {
    size_t n; // readers that are open, two at least
    struct reader readers[1 + WORKERS_MAX];
};

// As many as there are connections for; so below.
bool workers_open(struct store *store, struct workers *workers, struct error *err) WARN_UNUSED;
void workers_close(struct workers *workers); // for CLEANUP
// Opens the snapshot of all of them. Nothing may be written meanwhile.
bool workers_begin(struct workers *workers, struct error *err) WARN_UNUSED;
bool workers_run(struct workers *workers, const struct all_streams *asked,
                 struct error *err) WARN_UNUSED;

#endif
