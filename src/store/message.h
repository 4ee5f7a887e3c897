// SPDX-License-Identifier: EUPL-1.2
//
// Messages from other systems, kept as they came (sql/007_message.sql). A message is kept before
// anything is done with it, so that neither a crash nor a full disk loses one; what it became is
// written beside it afterwards. Nothing here is ever deleted.
#ifndef VAKA_STORE_MESSAGE_H
#define VAKA_STORE_MESSAGE_H

#include "store/store.h"

enum message_state { MESSAGE_RECEIVED, MESSAGE_WAITING, MESSAGE_RECORDED, MESSAGE_DISCARDED };
struct message_row {
    int64_t number;        // in the order in which they came
    struct str sender, id; // stream of the sending system's user; the message's own id
    struct hash digest;    // of body as it came
    struct str body, origin;
    struct instant received;
    struct str unit;   // of the planning unit that works through it
    struct str person; // identity number, or empty
    enum message_state state;
    struct str fault; // JSON of an error, or empty
    struct instant settled;
    struct str settled_by, reason;
    struct str stream; // of the case that it stands in, or empty
    int64_t seq;
};
struct message_rows {
    LIST_OF(struct message_row) items;
};
// Keeps a message, durable before this answers. When the sender's id is known already nothing is
// written: *row becomes the one that is there, and *ret_known is set.
bool store_put_message(struct store *store, struct arena *arena, struct message_row *row,
                       bool *ret_known, struct error *err) WARN_UNUSED;
// Writes unit, person, state, fault, settled, settled_by, reason, stream and seq. What stands as
// recorded is left as it is: ERR_CONFLICT message.settled.
bool store_settle_message(struct store *store, const struct message_row *row,
                          struct error *err) WARN_UNUSED;
// ERR_MISSING message.not-found.
bool store_message(struct reader *reader, struct arena *arena, int64_t number,
                   struct message_row *ret_row, struct error *err) WARN_UNUSED;
// Those that wait for a person at the unit, oldest first; those that were settled by one, latest
// first; of an identity number that wait; that were never finished. At most `limit`.
enum message_list { MESSAGES_WAITING, MESSAGES_SETTLED, MESSAGES_OF_PERSON, MESSAGES_UNFINISHED };
bool store_messages(struct reader *reader, struct arena *arena, enum message_list list,
                    struct str of, size_t limit, struct message_rows *ret_rows,
                    struct error *err) WARN_UNUSED;
bool store_messages_waiting(struct reader *reader, struct str unit, int64_t *ret_count,
                            struct error *err) WARN_UNUSED;

#endif
