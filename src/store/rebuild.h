// SPDX-License-Identifier: EUPL-1.2
//
// Rebuilding what is derived (der_*) from the log.
#ifndef VAKA_STORE_REBUILD_H
#define VAKA_STORE_REBUILD_H

#include "store/store.h"

// What the derived rows hold, counted up when that becomes another. Rows of an earlier form are
// rebuilt when the program starts: store_derived_is_current() is false until then.
#define DERIVED_FORM 12
bool store_derived_is_current(const struct store *store) PURE;

struct rebuild {
    // Of one stream, by several threads at once (store/all_streams.h).
    bool (*derive)(void *context, struct arena *arena, struct reader *reader, struct str stream,
                   struct event_list events, struct derived *ret_derived, struct error *err);
    // The rows of a stream are written; by the thread that asked. NULL: nobody is told.
    void (*written)(void *context, struct str stream);
    void *context;
};
// Empties der_*, derives every stream, and writes. *ret_same tells whether the rebuilt tables are
// byte for byte what they were. When it fails they are.
bool store_rebuild(struct store *store, const struct rebuild *rebuild, bool *ret_same,
                   struct error *err) WARN_UNUSED;
// SHA-256 over all derived tables in a fixed order.
bool store_derived_hash(struct reader *reader, struct hash *ret_hash,
                        struct error *err) WARN_UNUSED;

#endif
