// SPDX-License-Identifier: EUPL-1.2
//
// Urgent duties that somebody is told of outside the program (sql/015_notice.sql). The store puts a
// notice down in the transaction that opens the duty; what is done with it is src/app/notify.h.
#ifndef VAKA_STORE_NOTICE_H
#define VAKA_STORE_NOTICE_H

#include "store/store.h"

enum notice_state { NOTICE_WAITING, NOTICE_SENT, NOTICE_NEEDLESS, NOTICE_NOWHERE };
struct notice_row {
    int64_t number;
    enum code role;
    struct str unit, unit_name;
    enum notice_state state;
    int64_t tries;
    struct instant next_try;
    // Joined in when read; not written.
    bool duty_open;
    struct str shown_from; // of the duty: instant, or empty
};
struct notice_rows {
    LIST_OF(struct notice_row) items;
};
// Those that wait and are to be tried by now, the longest waiting first.
bool store_notices_due(struct reader *reader, struct arena *arena, struct instant now, size_t limit,
                       struct notice_rows *ret_rows, struct error *err) WARN_UNUSED;
// Whether a destination has taken a notice.
bool store_notice_taken(struct reader *reader, int64_t notice, struct str destination,
                        bool *ret_taken, struct error *err) WARN_UNUSED;

struct notice_try {
    int64_t notice;
    struct str destination;
    struct instant at;
    bool taken;
    struct str answer;
};
// What was done: attempts, and what became of the notices (state, tries, next_try). In one
// transaction, durable before this answers.
struct notice_round {
    struct notice_rows notices;
    LIST_OF(struct notice_try) tries;
};
bool store_put_notices(struct store *store, const struct notice_round *round,
                       struct error *err) WARN_UNUSED;

// How many wait that have been tried in vain, and the last attempt of all.
struct notice_trouble {
    int64_t waiting, failing;
    struct notice_try last; // notice is 0 when nothing was ever tried
};
bool store_notice_trouble(struct reader *reader, struct arena *arena,
                          struct notice_trouble *ret_trouble, struct error *err) WARN_UNUSED;

#endif
