// SPDX-License-Identifier: EUPL-1.2
//
// The access log: who looked at what, and how it was answered. One chain per server; entries are
// only ever added.
#ifndef VAKA_STORE_ACCESS_LOG_H
#define VAKA_STORE_ACCESS_LOG_H

#include "access/access.h"
#include "store/access_wait.h"

struct store;
struct reader;

// A view, a search, a refusal: durable before this returns.
bool store_log_access(struct store *store, const struct access_record *record,
                      struct error *err) WARN_UNUSED;

struct access_rows {
    LIST_OF(struct access_record) items;
};
// Entries about a stream (empty: all), newest first.
bool store_access_log(struct reader *reader, struct arena *arena, struct str stream, size_t limit,
                      struct access_rows *ret_rows, struct error *err) WARN_UNUSED;
// Entries of those who worked at a unit in a period, newest first.
bool store_access_of_unit(struct reader *reader, struct arena *arena, struct str unit,
                          struct instant from, struct instant before, size_t limit,
                          struct access_rows *ret_rows, struct error *err) WARN_UNUSED;
// When a user last opened a case, no earlier than `from`; 0 when not since then.
bool store_last_view(struct reader *reader, struct str stream, struct str user, struct instant from,
                     struct instant *ret_at, struct error *err) WARN_UNUSED;

#endif
