// SPDX-License-Identifier: EUPL-1.2
//
// Rebuilding what is derived, in one transaction of the writer: meanwhile nothing is recorded, and
// readers see the rows as they were.
#include "store/internal.h"

#include <string.h>

#define STREAMS_AT_ONCE 500

struct rebuild {
    struct store *store;
    store_derive *derive;
    void *context;
    struct reader reader; // a connection of its own: those of the pool may all wait for the writer
    struct arena *names;  // of the streams at hand
    struct arena *stream; // emptied for each stream
    bool same;
};

static bool rebuild_stream(struct rebuild *rebuild, struct str stream, struct error *err) {
    struct event_list events;
    struct derived derived = {.stream = stream};
    arena_reset(rebuild->stream);
    arena_reset(rebuild->store->scratch);
    return store_events(&rebuild->reader, rebuild->stream, stream, &events, err) &&
           rebuild->derive(rebuild->context, rebuild->stream, &rebuild->reader, stream, events,
                           &derived, err) &&
           derived_write(rebuild->store, &derived, err);
}

static bool rebuild_kind(struct rebuild *rebuild, enum stream_kind kind, struct error *err) {
    char last[STREAM_ID_MAX];
    struct str after = STR_NONE, *streams;
    size_t n;
    do {
        arena_reset(rebuild->names);
        if (!store_streams(&rebuild->reader, rebuild->names, kind, after, STREAMS_AT_ONCE, &streams,
                           &n, err))
            return false;
        for (size_t i = 0; i < n; i++)
            if (!rebuild_stream(rebuild, streams[i], err))
                return false;
        if (n) {
            size_t length = streams[n - 1].n < sizeof(last) ? streams[n - 1].n : sizeof(last);
            memcpy(last, streams[n - 1].p, length);
            after = (struct str){last, length};
        }
    } while (n == STREAMS_AT_ONCE);
    return true;
}

// What others refer to comes first.
static bool rebuild_all(struct rebuild *rebuild, struct error *err) {
    static const enum stream_kind order[] = {STREAM_organisation, STREAM_unit,    STREAM_area,
                                             STREAM_user,         STREAM_routine, STREAM_person};
    for (size_t i = 0; i < COUNT(order); i++)
        if (!rebuild_kind(rebuild, order[i], err))
            return false;
    return true;
}

static bool run_rebuild(struct store *store, void *context, struct error *err) {
    struct rebuild *rebuild = context;
    struct hash before, after;
    if (!derived_hash(&store->writer, rebuild->stream, &before, err) ||
        !derived_clear(store, err) || !rebuild_all(rebuild, err) || !store_note_form(store, err) ||
        !derived_hash(&store->writer, rebuild->stream, &after, err))
        return false;
    rebuild->same = hash_eq(&before, &after);
    return true;
}

// Opens the snapshot as the writer, when nothing else can be written.
static bool run_with_snapshot(struct store *store, void *context, struct error *err) {
    struct rebuild *rebuild = context;
    return reader_begin(&rebuild->reader, err) && run_rebuild(store, context, err);
}

static void rebuild_close(struct rebuild *rebuild) {
    connection_close(&rebuild->reader.connection);
    arena_free(rebuild->names);
    arena_free(rebuild->stream);
}

bool store_rebuild(struct store *store, store_derive *derive, void *context, bool *ret_same,
                   struct error *err) {
    CLEANUP(rebuild_close)
    struct rebuild rebuild = {.store = store, .derive = derive, .context = context};
    rebuild.names = arena_new(ARENA_DEFAULT_CEILING);
    rebuild.stream = arena_new(ARENA_DEFAULT_CEILING);
    if (!rebuild.names || !rebuild.stream)
        return error_memory(err);
    struct job job = {.run = run_with_snapshot, .context = &rebuild, .alone = true};
    if (!reader_open(store, &rebuild.reader, err) || !writer_ask(store, &job, NULL, err))
        return false;
    *ret_same = rebuild.same;
    store->derived_is_current = true;
    return true;
}
