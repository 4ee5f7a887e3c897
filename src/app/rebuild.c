// SPDX-License-Identifier: EUPL-1.2
#include "app/derive.h"
#include "app/internal.h"
#include "app/records.h"
#include "store/rebuild.h"

#define CASES_BETWEEN_WORDS 1000

bool derive_from_store(const struct routine *routine, struct arena *arena, struct reader *reader,
                       struct str stream, struct event_list events, struct derived *ret_derived,
                       struct error *err) {
    if (stream_kind_of(stream) != STREAM_person)
        return derive_stream(routine, arena, stream, events, ret_derived, err);
    struct logs logs = {.reader = reader, .arena = arena};
    struct kept_log *log = LIST_PUSH(arena, &logs.items);
    struct records records;
    if (!log)
        return error_memory(err);
    *log = (struct kept_log){stream, events, events};
    return logs_records(&logs, stream, &records, err) &&
           derive_records(routine, arena, &records, NULL, ret_derived, err);
}

struct rebuilding {
    const struct app *app;
    int64_t cases; // written so far
};

static void tell_derived(const struct rebuilding *rebuilding, bool over) {
    if (rebuilding->app->deriving)
        rebuilding->app->deriving(rebuilding->cases, over);
}

static bool derive_for_store(void *context, struct arena *arena, struct reader *reader,
                             struct str stream, struct event_list events,
                             struct derived *ret_derived, struct error *err) {
    const struct rebuilding *rebuilding = context;
    return derive_from_store(rebuilding->app->routine, arena, reader, stream, events, ret_derived,
                             err);
}

static void count_written(void *context, struct str stream) {
    struct rebuilding *rebuilding = context;
    if (stream_kind_of(stream) == STREAM_person && ++rebuilding->cases % CASES_BETWEEN_WORDS == 0)
        tell_derived(rebuilding, false);
}

bool app_rebuild(struct app *app, bool *ret_same, struct error *err) {
    struct rebuilding rebuilding = {.app = app};
    const struct rebuild rebuild = {derive_for_store, count_written, &rebuilding};
    tell_derived(&rebuilding, false);
    if (!store_rebuild(app->store, &rebuild, ret_same, err))
        return false;
    tell_derived(&rebuilding, true);
    return true;
}
