// SPDX-License-Identifier: EUPL-1.2
//
// The logs that a person's record has to do with (care/records.h), as they stand in the store and
// with what is about to be recorded. Each is read once.
#ifndef VAKA_APP_RECORDS_H
#define VAKA_APP_RECORDS_H

#include "care/records.h"
#include "store/store.h"

struct kept_log {
    struct str stream;
    struct event_list stored; // as it stands
    struct event_list now;    // with what was added
};
struct logs {
    struct reader *reader;
    struct arena *arena;
    LIST_OF(struct kept_log) items;
};

// The log of a stream, read when it was not before; NULL on failure.
struct kept_log *logs_get(struct logs *logs, struct str stream, struct error *err) WARN_UNUSED;
// Adds an event at the end of its stream's log and gives it its seq.
bool logs_add(struct logs *logs, struct event *event, struct error *err) WARN_UNUSED;
// records_of(), from these logs as they are now.
bool logs_records(struct logs *logs, struct str stream, struct records *ret_records,
                  struct error *err) WARN_UNUSED;
// Everything of a person, as it stands in the store. ERR_MISSING person.not-found;
// person.goes-on {stream} when the record goes on in another.
bool person_all(struct reader *reader, struct arena *arena, struct str stream,
                struct event_list *ret_all, struct error *err) WARN_UNUSED;

#endif
