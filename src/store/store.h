// SPDX-License-Identifier: EUPL-1.2
//
// The store: a façade over SQLite, written so that PostgreSQL can stand behind it.
//
// Tables of truth (log_*) are only ever added to; tables of derivation (der_*) can be thrown away
// and rebuilt; tables of operation (op_*) hold sessions and accounts. One thread writes at a time
// and commits in groups: each submitted change set runs in a savepoint of its own, the group is
// made durable (WAL, synchronous=EXTRA), and only then is anybody answered. What was answered is
// never lost. Readers see snapshots and cannot write. A store is shared by all threads; a reader
// belongs to one thread at a time.
#ifndef VAKA_STORE_STORE_H
#define VAKA_STORE_STORE_H

#include "access/access.h"
#include "base/hash.h"
#include "care/event.h"
#include "store/access_log.h"
#include "store/account_notice.h"
#include "store/delegations.h"
#include "store/hold.h"
#include "store/lists.h"

struct reader;

struct store_options {
    const char *vfs;            // NULL: the system's; tests name a shim
    bool synchronous_off;       // while a database is made that is thrown away if that fails; its
                                // file is synced at the end
    size_t readers;             // most read connections at once; 0: 8
    size_t workers;             // of store/all_streams.h; 0: as many as there are processors
    const char *checkpoint_dir; // where signed checkpoints are written; NULL: "<path>.checkpoints"
    enum store_hold hold;
};

// Opens (and creates or migrates) a database. ERR_VERSION store.newer {found} {known};
// ERR_DAMAGED store.damaged, store.wal-damaged, store.migration-changed {number}; ERR_IO
// store.cannot-open {path}. ERR_CONFLICT store.served-older {path}: it would have to be migrated,
// and a server has it; serve.already {path}: another server has it. Then nothing is changed.
bool store_open(const char *path, const struct store_options *options, struct store **ret_store,
                struct error *err) WARN_UNUSED;
void store_close(struct store *store);

// ---- reading ----

// A snapshot. Waits for a free read connection. Everything read until store_read_end() is of one
// moment.
bool store_read(struct store *store, struct reader **ret_reader, struct error *err) WARN_UNUSED;
void store_read_end(struct reader **reader); // for CLEANUP

// Events of a stream, by seq, with payloads. An erased payload reads as an event without fields.
bool store_events(struct reader *reader, struct arena *arena, struct str stream,
                  struct event_list *ret_events, struct error *err) WARN_UNUSED;
// The seq of a stream's last event; 0 when it has none.
bool store_last_seq(struct reader *reader, struct str stream, int64_t *ret_seq,
                    struct error *err) WARN_UNUSED;
// Streams of a kind, by name, after `after` (empty: from the start), at most `limit`.
bool store_streams(struct reader *reader, struct arena *arena, enum stream_kind kind,
                   struct str after, size_t limit, struct str **ret_streams, size_t *ret_count,
                   struct error *err) WARN_UNUSED;

struct duty_row {
    struct str stream, decision, thing;
    int64_t ordinal;
    struct str what;
    enum code role;
    struct str unit;
    struct str due;          // "2026-03-01" or "2026-03-01T14:00"; empty: none
    bool urgent;             // stands before all that does not hurry
    struct str shown_from;   // instant at which it shows itself; empty: at once
    struct str escalates;    // decision whose duty about the same thing it escalates; or empty
    enum code team;          // whose, of work_team; CODE_NONE: the whole role's
    int64_t state;           // enum duty_state of the routine
    struct str fulfilled_by; // id of an event kind, or empty
    int64_t about, opened_seq, ended_seq;
    struct str ended;  // instant, or empty
    struct str ground; // JSON, see app/derive.h
    // Joined in when read; not written.
    struct str person_name, person_number, person_born;
    enum code person_protection; // or CODE_NONE
    int64_t postal_code;         // when it is to be done, or 0; store_duties_ahead() only
};
struct duty_rows {
    LIST_OF(struct duty_row) items;
};
// Open duties of a role at a unit that are shown by now, in order of due (without it: last), up to
// `limit`, but for those of another work team than `team`, if any: one index range scan.
bool store_duties_of(struct reader *reader, struct arena *arena, struct str unit, enum code role,
                     enum code team, struct instant now, size_t limit, struct duty_rows *ret_rows,
                     struct error *err) WARN_UNUSED;
// The first moment after `now` at which another of them shows itself; far away when none does.
bool store_duty_shown_next(struct reader *reader, struct arena *arena, struct str unit,
                           enum code role, struct instant now, struct instant *ret_next,
                           struct error *err) WARN_UNUSED;
// A number that is another as soon as any open duty of the unit, or a person whom one concerns, has
// changed. 0 when none ever has.
bool store_worklist_version(struct reader *reader, struct str unit, int64_t *ret_version,
                            struct error *err) WARN_UNUSED;
// Open duties of a role at a unit due from `from` (NULL: from the first) to `to`, both included,
// without those that have no due date. `today` tells where the person of one that is late lives.
bool store_duties_ahead(struct reader *reader, struct arena *arena, struct str unit, enum code role,
                        const struct date *from, struct date to, struct date today, size_t limit,
                        struct duty_rows *ret_rows, struct error *err) WARN_UNUSED;
// Open and ended duties of a unit due from `from` to `to`, both included, whosever they are.
bool store_duties_due(struct reader *reader, struct arena *arena, struct str unit, struct date from,
                      struct date to, size_t limit, struct duty_rows *ret_rows,
                      struct error *err) WARN_UNUSED;
// All duties of a case, open and ended, in the order in which they arose.
bool store_duties_in(struct reader *reader, struct arena *arena, struct str stream,
                     struct duty_rows *ret_rows, struct error *err) WARN_UNUSED;

struct person_row {
    struct str stream, number, given_name, family_name;
    struct str born;               // date, or empty when unknown
    struct str address, telephone; // the newest; of a protected person never shown in a list
    enum code protection;          // or CODE_NONE
};
struct person_rows {
    LIST_OF(struct person_row) items;
};
bool store_person(struct reader *reader, struct arena *arena, struct str stream,
                  struct person_row *ret_row, struct error *err) WARN_UNUSED; // ERR_MISSING
// The stream of the person who has or had that number; ERR_MISSING store.no-such-person.
bool store_person_by_number(struct reader *reader, struct arena *arena, struct str number,
                            struct str *ret_stream, struct error *err) WARN_UNUSED;
// Persons in whose care the unit took part at that instant or later, who have a search key that
// begins with each word of `key` (utf8_search_key() of what was typed), by family name. Empty key:
// all of them. What is read is one range of one index: the keys of the unit that begin with the
// word that fewest have.
bool store_persons_of(struct reader *reader, struct arena *arena, struct str unit,
                      struct instant since, struct str key, size_t limit,
                      struct person_rows *ret_rows, struct error *err) WARN_UNUSED;
// Those of them in VILS, who began first first.
bool store_vils_of(struct reader *reader, struct arena *arena, struct str unit,
                   struct instant since, size_t limit, struct person_rows *ret_rows,
                   struct error *err) WARN_UNUSED;
// Those for whom the unit has noted time that is not received yet; in no order.
bool store_time_waiting(struct reader *reader, struct arena *arena, struct str unit, size_t limit,
                        struct person_rows *ret_rows, struct error *err) WARN_UNUSED;
// Persons born that day in whose care the unit took part since.
bool store_persons_born(struct reader *reader, struct arena *arena, struct str unit,
                        struct instant since, struct date born, size_t limit,
                        struct person_rows *ret_rows, struct error *err) WARN_UNUSED;
// The streams of records that go on in this one, at most RECORDS_MAX.
struct stream_list {
    LIST_OF(struct str) items;
};
bool store_joined(struct reader *reader, struct arena *arena, struct str stream,
                  struct stream_list *ret_streams, struct error *err) WARN_UNUSED;

struct organisation_row {
    struct str stream, name, hsa; // hsa: the HSA-id in normal form, or empty; so below
};
struct organisation_rows {
    LIST_OF(struct organisation_row) items;
};
bool store_organisations(struct reader *reader, struct arena *arena,
                         struct organisation_rows *ret_rows, struct error *err) WARN_UNUSED;

struct unit_row {
    struct str stream, name, organisation, organisation_name, telephone, hsa;
    enum code kind;
};
struct unit_rows {
    LIST_OF(struct unit_row) items;
};
bool store_units(struct reader *reader, struct arena *arena, enum code kind,
                 struct unit_rows *ret_rows, struct error *err) WARN_UNUSED; // CODE_NONE: all
bool store_unit(struct reader *reader, struct arena *arena, struct str stream,
                struct unit_row *ret_row, struct error *err) WARN_UNUSED;

struct assignment_row {
    struct str id; // "<user stream>#<seq>"
    struct str user, user_name, unit, unit_name, organisation;
    enum code role;
    struct str from, to; // dates; to may be empty
    enum code purpose;   // or CODE_NONE
    enum code team;      // of work_team, or CODE_NONE
    struct str hsa;
};
struct assignment_rows {
    LIST_OF(struct assignment_row) items;
};
bool store_assignments_of(struct reader *reader, struct arena *arena, struct str user,
                          struct assignment_rows *ret_rows, struct error *err) WARN_UNUSED;

struct user_row {
    struct str stream, name, login, hsa;
    bool disabled; // may not sign in
};
struct user_rows {
    LIST_OF(struct user_row) items;
};
bool store_user(struct reader *reader, struct arena *arena, struct str stream,
                struct user_row *ret_row, struct error *err) WARN_UNUSED; // ERR_MISSING
bool store_user_by_hsa(struct reader *reader, struct arena *arena, struct str hsa,
                       struct user_row *ret_row, struct error *err) WARN_UNUSED; // ERR_MISSING
bool store_users(struct reader *reader, struct arena *arena, size_t limit,
                 struct user_rows *ret_rows, struct error *err) WARN_UNUSED;
// Name of a user; ERR_MISSING.
bool store_user_name(struct reader *reader, struct arena *arena, struct str user,
                     struct str *ret_name, struct error *err) WARN_UNUSED;

// ---- recording ----

// What is derived from one stream. Every list is the whole; the store writes only what differs.
struct derived {
    struct str stream;
    struct str goes_on_in; // stream of the record that shows what stands in this one; then nothing
                           // else is derived
    bool has_person;
    struct person_row person;
    LIST_OF(struct str) numbers; // that the person has had, besides the one that holds
    LIST_OF(struct str) search_keys;
    LIST_OF(struct duty_row) duties;
    struct fee_rows fees;
    struct time_rows times;
    struct vils_start_rows vils_starts;
    LIST_OF(struct place_row) places;
    LIST_OF(struct relation_row) relations; // units with a care relation, or once had one
    struct str vils_since; // instant at which the VILS that goes on began, or empty
    int64_t last_seq;      // of the case, when it does
    bool has_unit;
    struct unit_row unit;
    bool has_user;
    struct user_row user;
    LIST_OF(struct assignment_row) assignments;
    LIST_OF(struct delegation_row) delegations;
    LIST_OF(struct area_row) areas; // all of one stream
    bool has_organisation;
    struct organisation_row organisation;
};

struct stream_head {
    struct str stream;
    int64_t seq; // of its last event
};

struct change_set {
    int64_t expected_seq;         // seq of the stream's last event when the change was derived
    LIST_OF(struct event) events; // all of one stream; seq is filled in on success
    struct derived derived;
    // Of the first of a chain alone:
    LIST_OF(int64_t) erase;                   // seqs whose payloads go, with an erasure_confirmed
    const struct change_set *with;            // of another stream, in the same transaction; or NULL
    LIST_OF(struct stream_head) derived_from; // other streams that were read, as they stood
    struct account_notices told;              // what the user of the stream is told of
    bool has_access;
    struct access_record access; // logged in the same transaction
    struct access_wait *wait;    // goes to the writer with it; NULL: nothing
};

struct submitted {
    int64_t seq;  // of the first event
    bool already; // an event with that idempotency key stood there: nothing was written
};

// Blocks until the change set is durable. ERR_CONFLICT store.moved-on when the stream has grown
// past expected_seq: derive anew and submit again. ERR_IO store.disk-full, store.read-only,
// store.write-failed: nothing of it is written. Where the idempotency key is known for the stream,
// *ret says so and it is no error.
bool store_submit(struct store *store, const struct change_set *change, struct submitted *ret,
                  struct error *err) WARN_UNUSED;

// ---- care of the database itself ----

struct verify_report {
    int64_t streams, events, access_entries, checkpoints;
    int64_t erased;               // events whose payload is gone; their chain stands
    LIST_OF(struct error) faults; // empty: everything is as it was written
};
// Recomputes every hash, every chain and every signature, and compares with the checkpoints: sees a
// changed, removed or cut event, payload, stream or access entry. Faults: verify.* keys.
bool store_verify(struct store *store, struct arena *arena, struct verify_report *ret_report,
                  struct error *err) WARN_UNUSED;
// Writes a signed checkpoint of all heads outside the database.
bool store_checkpoint(struct store *store, struct instant now, struct error *err) WARN_UNUSED;

// Text whose bytes sort as Swedish does: a search key with å, ä and ö after z.
bool name_order(struct arena *arena, struct str name, struct str *ret_order,
                struct error *err) WARN_UNUSED;

// A new stream name of a kind: "person/" and 26 characters, the time first so that they sort.
struct str stream_new(struct arena *arena, enum stream_kind kind, struct instant now);

#endif
