// SPDX-License-Identifier: EUPL-1.2
//
// The one statement that takes anything out of the log: the content of an event and its salt, when
// the confirmation of a lawful erasure is recorded. What was written is overwritten with zeros; the
// hash of the content stays in the envelope.
#include "store/internal.h"

#include <assert.h>

static bool erase_one(struct store *store, struct str stream, int64_t seq, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_payload_erase);
    query_bind_text(&query, stream);
    query_bind_int(&query, seq);
    return query_exec(&query, err);
}

bool payloads_erase(struct store *store, const struct change_set *change, struct error *err) {
    bool ok = true;
    if (!change->erase.n)
        return true;
    assert(change->events.n > 0 && change->events.items[0].kind == EVENT_erasure_confirmed);
    connection_guard(&store->writer.connection, CONNECTION_ERASES);
    for (size_t i = 0; ok && i < change->erase.n; i++)
        ok = erase_one(store, change->events.items[0].stream, change->erase.items[i], err);
    connection_guard(&store->writer.connection, CONNECTION_WRITES);
    return ok;
}
