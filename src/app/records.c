// SPDX-License-Identifier: EUPL-1.2
#include "app/records.h"

struct kept_log *logs_get(struct logs *logs, struct str stream, struct error *err) {
    for (size_t i = 0; i < logs->items.n; i++)
        if (str_eq(logs->items.items[i].stream, stream))
            return &logs->items.items[i];
    struct kept_log log = {.stream = stream};
    if (!store_events(logs->reader, logs->arena, stream, &log.stored, err))
        return NULL;
    struct kept_log *slot = LIST_PUSH(logs->arena, &logs->items);
    if (!slot) {
        error_memory(err);
        return NULL;
    }
    log.now = log.stored;
    *slot = log;
    return slot;
}

bool logs_add(struct logs *logs, struct event *event, struct error *err) {
    struct kept_log *log = logs_get(logs, event->stream, err);
    if (!log)
        return false;
    struct event *events = ARENA_ARRAY(logs->arena, log->now.n + 1, struct event);
    if (!events)
        return error_memory(err);
    event->seq = log->now.n ? log->now.items[log->now.n - 1].seq + 1 : 1;
    for (size_t i = 0; i < log->now.n; i++)
        events[i] = log->now.items[i];
    events[log->now.n] = *event;
    log->now = (struct event_list){log->now.n + 1, events};
    return true;
}

static bool fetch(void *context, struct arena *arena, struct str stream,
                  struct event_list *ret_events, struct error *err) {
    (void)arena;
    const struct kept_log *log = logs_get(context, stream, err);
    if (!log)
        return false;
    *ret_events = log->now;
    return true;
}

bool logs_records(struct logs *logs, struct str stream, struct records *ret_records,
                  struct error *err) {
    return records_of(logs->arena, stream, fetch, logs, ret_records, err);
}

bool person_all(struct reader *reader, struct arena *arena, struct str stream,
                struct event_list *ret_all, struct error *err) {
    struct logs logs = {.reader = reader, .arena = arena};
    struct records records;
    if (!logs_records(&logs, stream, &records, err))
        return false;
    if (records.goes_on_in.n)
        return error_set_str(err, ERR_MISSING, "person.goes-on", records.goes_on_in);
    if (records.logs[0].events.n == 0)
        return error_set(err, ERR_MISSING, "person.not-found", NULL);
    return records_all(arena, &records, ret_all, err);
}
