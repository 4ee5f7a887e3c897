// SPDX-License-Identifier: EUPL-1.2
//
// Entries of the access log that need not be waited for at once: what one request lets be written
// when its answer is made, together with what it records (change_set.wait). Nothing of the answer
// may be shown before the entries are settled (durable, or failed). The wait and its arena live
// until then; after the last store_log_access_soon(), store_settle() must follow, also when
// the request failed.
#ifndef VAKA_STORE_ACCESS_WAIT_H
#define VAKA_STORE_ACCESS_WAIT_H

#include "base/arena.h"
#include "base/error.h"

struct job;
struct store;
struct access_record;

struct access_wait {
    struct arena *arena; // holds what is handed in
    struct job *first;   // not yet on their way to the writer
    // The store's, under its lock.
    size_t pending;
    bool failed;
    struct error fault; // why the first failed
    void (*settled)(void *context);
    void *context;
};

// store_log_access(), when the request that it concerns is answered.
bool store_log_access_soon(struct access_wait *wait, const struct access_record *record,
                           struct error *err) WARN_UNUSED;
// Sends the entries to the writer. True when everything is settled. Otherwise settled(context) is
// called once, on the writer's thread, when it is; it may free the wait.
bool store_settle(struct store *store, struct access_wait *wait, void (*settled)(void *context),
                  void *context);

#endif
