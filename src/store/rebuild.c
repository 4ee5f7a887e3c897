// SPDX-License-Identifier: EUPL-1.2
//
// Rebuilding what is derived, in one transaction of the writer: meanwhile nothing is recorded, and
// readers see the rows as they were.
#include "store/rebuild.h"

#include "store/workers.h"

struct rebuilding {
    const struct rebuild *asked;
    struct store *store;
    struct workers workers;
    struct arena *row; // of a table that is hashed
    bool same;
};

static bool derive_stream_anew(void *context, struct arena *arena, struct reader *reader,
                               struct str stream, void **ret_made, struct error *err) {
    const struct rebuilding *rebuilding = context;
    const struct rebuild *asked = rebuilding->asked;
    struct derived *derived = ARENA_NEW(arena, struct derived);
    struct event_list events;
    if (!derived)
        return error_memory(err);
    derived->stream = stream;
    *ret_made = derived;
    return store_events(reader, arena, stream, &events, err) &&
           asked->derive(asked->context, arena, reader, stream, events, derived, err);
}

static bool write_stream(void *context, struct arena *arena, struct reader *reader,
                         struct str stream, void *made, struct error *err) {
    const struct rebuilding *rebuilding = context;
    (void)arena, (void)reader;
    arena_reset(rebuilding->store->scratch);
    if (!derived_write(rebuilding->store, made, err))
        return false;
    if (rebuilding->asked->written)
        rebuilding->asked->written(rebuilding->asked->context, stream);
    return true;
}

// What others refer to comes first.
static bool rebuild_all(struct rebuilding *rebuilding, struct error *err) {
    static const enum stream_kind order[] = {STREAM_organisation, STREAM_unit,    STREAM_area,
                                             STREAM_user,         STREAM_routine, STREAM_person};
    const struct all_streams all = {.kinds = order,
                                    .kind_count = COUNT(order),
                                    .make = derive_stream_anew,
                                    .take = write_stream,
                                    .context = rebuilding};
    return workers_run(&rebuilding->workers, &all, err);
}

// Opens the snapshot as the writer, when nothing else can be written.
static bool run_rebuild(struct store *store, void *context, struct error *err) {
    struct rebuilding *rebuilding = context;
    struct hash before, after;
    if (!workers_begin(&rebuilding->workers, err) ||
        !derived_hash(&store->writer.connection, rebuilding->row, &before, err) ||
        !derived_clear(store, err) || !rebuild_all(rebuilding, err) ||
        !store_note_form(store, err) ||
        !derived_hash(&store->writer.connection, rebuilding->row, &after, err))
        return false;
    rebuilding->same = hash_eq(&before, &after);
    return true;
}

static void rebuilding_close(struct rebuilding *rebuilding) {
    workers_close(&rebuilding->workers);
    arena_free(rebuilding->row);
}

bool store_rebuild(struct store *store, const struct rebuild *rebuild, bool *ret_same,
                   struct error *err) {
    CLEANUP(rebuilding_close)
    struct rebuilding rebuilding = {
        .asked = rebuild, .store = store, .row = arena_new(ARENA_DEFAULT_CEILING)};
    struct job job = {.run = run_rebuild, .context = &rebuilding, .alone = true};
    if (!rebuilding.row)
        return error_memory(err);
    if (!workers_open(store, &rebuilding.workers, err) || !writer_ask(store, &job, NULL, err))
        return false;
    *ret_same = rebuilding.same;
    store->derived_is_current = true;
    return true;
}
