// SPDX-License-Identifier: EUPL-1.2
//
// What the files of the store share: connections with kept statements, the writer's jobs, the
// envelope of an event as it is stored and hashed.
#ifndef VAKA_STORE_INTERNAL_H
#define VAKA_STORE_INTERNAL_H

#include <pthread.h>
#include <sqlite3.h>

#include "store/store.h"

// ---- connections and queries (sqlite.c) ----

enum statement {
#define STATEMENT(id, sql) SQL_##id,
#include "store/statements.def"
    STATEMENT_COUNT
};
const char *statement_sql(enum statement statement);

#define BUSY_WAIT_MS 5000 // another process, such as a command, may be writing

struct connection {
    sqlite3 *db;
    sqlite3_stmt *kept[STATEMENT_COUNT]; // prepared when first used
};

enum connection_use { CONNECTION_WRITES, CONNECTION_READS, CONNECTION_MOVES, CONNECTION_ERASES };

// A connection that reads is guarded from the start; the writer once migrations are done.
bool connection_open(struct connection *connection, const char *path,
                     const struct store_options *options, enum connection_use use,
                     struct error *err) WARN_UNUSED;
void connection_close(struct connection *connection); // for CLEANUP; may be zeroed
// From now on the connection can do no more than its use demands: a reader cannot write, and the
// writer cannot change or delete what stands in the log.
void connection_guard(struct connection *connection, enum connection_use use);
// A statement without parameters or rows, not kept.
bool connection_run(struct connection *connection, const char *sql, struct error *err) WARN_UNUSED;
// A kept statement without parameters.
bool connection_step(struct connection *connection, enum statement statement,
                     struct error *err) WARN_UNUSED;
// The error that an SQLite result code stands for. Answers false.
bool sql_error(sqlite3 *db, int result, struct error *err);

// One run of a kept statement. Parameters are bound and columns read in order; a failure is
// remembered, so it is checked once, at query_ok() or query_exec(). What is bound must live until
// the query is done.
//
//     CLEANUP(query_done) struct query query = query_start(connection, SQL_streams);
//     query_bind_text(&query, stream);
//     while (query_row(&query))
//         … query_text(&query, arena) …
//     return query_ok(&query, err);
struct query {
    sqlite3 *db;
    sqlite3_stmt *statement;
    int result;      // of the last step, or the first failure
    int parameter;   // the last that was bound
    int column;      // the next to be read
    bool memory;     // a column could not be copied
    char unread[64]; // an id that this program does not know
};

struct query query_start(struct connection *connection, enum statement statement);
void query_done(struct query *query); // for CLEANUP
void query_bind_text(struct query *query, struct str text);
void query_bind_int(struct query *query, int64_t value);
void query_bind_bytes(struct query *query, const void *bytes, size_t n);
void query_bind_hash(struct query *query, const struct hash *hash);
void query_bind_code(struct query *query, enum code code); // its id; empty for CODE_NONE
bool query_row(struct query *query) WARN_UNUSED;           // false: no more rows, or it failed
struct str query_text(struct query *query, struct arena *arena);
struct str query_bytes(struct query *query, struct arena *arena); // p is NULL for SQL's NULL
int64_t query_int(struct query *query);
struct hash query_hash(struct query *query); // zeros when it has another length
enum code query_code(struct query *query, enum code_list list);
// Remembers that a stored id is unknown here.
void query_unread(struct query *query, struct str id);
bool query_ok(const struct query *query, struct error *err) WARN_UNUSED;
bool query_exec(struct query *query, struct error *err) WARN_UNUSED; // runs it to its end

// ---- the chain (chain.c) ----

// An event as it is stored: everything that its hash covers.
struct envelope {
    struct str stream;
    int64_t seq;
    struct str kind;
    int64_t vocabulary, happened;
    struct str precision;
    int64_t recorded;
    struct str performer, informant, channel, recorder, assignment, role, unit, owner, law;
    int64_t corrects;
    struct str idempotency_key;
    struct hash commitment, previous, hash;
};
struct salt {
    uint8_t b[SALT_SIZE];
};

struct envelope envelope_of(const struct event *event);
// False when an id is unknown here; it is remembered in the query.
bool envelope_to_event(struct query *query, const struct envelope *envelope,
                       struct event *ret_event) WARN_UNUSED;
void envelope_bind(struct query *query, const struct envelope *envelope);
struct envelope envelope_read(struct query *query, struct arena *arena);
struct hash chain_commitment(struct str salt, struct str body);
struct hash chain_hash(const struct envelope *envelope);

// An entry of the access log as it is stored.
struct access_entry {
    struct str server;
    int64_t seq, at;
    struct str user, assignment, role, unit, stream, act, what, verdict, reason;
    struct hash previous, hash;
};
void access_bind(struct query *query, const struct access_entry *entry);
struct access_entry access_read(struct query *query, struct arena *arena);
struct hash chain_access_hash(const struct access_entry *entry);

// ---- the store ----

struct reader {
    struct connection connection;
    struct store *store;
    struct reader *next; // free one
    struct reader *all;  // every one that is open
};

// Asked of the writer. What it leaves in `context` counts only when the whole group was committed.
// When a job of its group fails, everything is rolled back and the group is run again: each must be
// able to run twice from the same state.
struct job {
    bool (*run)(struct store *store, void *context, struct error *err);
    void *context;
    bool alone; // in a group of its own
    struct error err;
    bool ok, done;
    pthread_cond_t answered;
    struct access_wait *wait; // of a job that nobody sleeps for; NULL: its asker sleeps
    struct job *next;
};

#define QUEUE_MAX 1024 // jobs that wait; more are refused as busy
#define GROUP_MAX 64   // jobs in one commit

struct gather;

struct store {
    struct arena *arena; // lives as long as the store
    const char *path, *checkpoint_dir;
    struct store_options options;
    int hold_fd;             // of hold.c; -1: it was never needed
    struct str server;       // name of this server's chain in the access log
    bool derived_is_current; // the derived tables are of the form DERIVED_FORM

    pthread_mutex_t mutex; // guards everything in this block
    struct reader *free, *all;
    size_t reader_count;
    pthread_cond_t reader_freed;
    struct job *first, *last;
    size_t queued;
    bool stopping;
    bool writing; // somebody does, and has what is the writer's own
    bool is_held; // … by writer_hold()
    pthread_t holder;
    pthread_cond_t work;

    // Of moving the WAL (wal.c), under the same mutex.
    bool written;       // since the WAL was looked after
    int64_t written_at; // last, in microseconds of the monotonic clock
    bool wal_stays;     // nothing is moved any more: a sync failed
    bool moving;        // beside whoever writes
    bool moving_waits;  // … and what is left is next: nobody else begins to write
    bool watching;      // the thread wakes by itself when nothing more is written
    pthread_cond_t wal_work;
    int wal_pages; // of the WAL, that are not known to be moved
    int pages_when_idle, pages_when_busy, pages_to_truncate; // of the WAL: when it is written back
    int pages_left;  // that lay there when it was looked after last, moved or not
    int64_t idle_us; // without a write, until it counts as idle
    pthread_t wal_thread;
    bool wal_started, wal_stopping;
    struct connection mover; // the thread's own, from when it first moves something

    pthread_mutex_t checkpoint_mutex; // one signed checkpoint at a time

    // The writer's own.
    struct gather *gather; // what it adds to the WAL
    struct reader writer;  // its connection, which whoever records may read by, see writer_hold()
    struct arena *scratch; // emptied before each job
    int noted_pages;       // of the WAL, by the last transaction
    pthread_t thread;
    bool started;
};

// hold.c
bool hold_to_serve(struct store *store, struct error *err) WARN_UNUSED; // before SQLite opens it
bool hold_to_migrate(struct store *store, struct error *err) WARN_UNUSED;
void hold_release(struct store *store); // once it is migrated
void hold_end(struct store *store);     // after SQLite has closed it

// gather.c: a layer between the writer's connection and its files.
bool gather_start(struct store *store, struct error *err) WARN_UNUSED;
const char *gather_vfs(const struct store *store); // SQLite's name for it
void gather_stop(struct store *store);             // when the connection is closed
bool store_migrate(struct store *store, struct error *err) WARN_UNUSED;   // migrate.c
bool store_note_form(struct store *store, struct error *err) WARN_UNUSED; // migrate.c
bool writer_start(struct store *store, struct error *err) WARN_UNUSED;    // writer.c
void writer_stop(struct store *store);                                    // writer.c
// writer.c. Asks and waits; what `with` (or NULL) holds goes to the writer with it.
bool writer_ask(struct store *store, struct job *job, struct access_wait *with,
                struct error *err) WARN_UNUSED;
// writer.c. When nobody writes or waits to, nobody does from now on but the caller, in a
// transaction that has begun: until writer_go_on(), which writes a job and what waits by then, or
// writer_let_go(), with which nothing has happened. Between them the caller waits for nothing that
// is written, nor for a reader.
bool writer_hold(struct store *store) WARN_UNUSED;
bool writer_go_on(struct store *store, struct job *job, struct access_wait *with,
                  struct error *err) WARN_UNUSED;
void writer_let_go(struct store *store);
bool writer_is_mine(const struct store *store) PURE; // with the mutex: the caller holds it
bool wal_start(struct store *store, struct error *err) WARN_UNUSED; // wal.c
// Before SQLite opens it. ERR_DAMAGED store.wal-damaged {path} {transactions} {byte} (wal_whole.c).
bool wal_check(struct store *store, struct error *err) WARN_UNUSED;
void wal_stop(struct store *store);    // before the writer's thread
void wal_written(struct store *store); // with the mutex: by who wrote
void wal_wake(struct store *store);    // with the mutex
bool reader_open(struct store *store, struct reader *reader, struct error *err) WARN_UNUSED;
bool reader_begin(struct reader *reader, struct error *err) WARN_UNUSED;

// By the writer, within a transaction.
bool derived_write(struct store *store, const struct derived *derived,
                   struct error *err) WARN_UNUSED;
// Takes away what the change set erases (erase.c).
bool payloads_erase(struct store *store, const struct change_set *change,
                    struct error *err) WARN_UNUSED;
bool derived_clear(struct store *store, struct error *err) WARN_UNUSED;
bool derived_hash(struct connection *connection, struct arena *arena, struct hash *ret_hash,
                  struct error *err) WARN_UNUSED;
bool notices_write(struct store *store, const struct derived *derived,
                   struct error *err) WARN_UNUSED; // notice.c
bool account_notice_write(struct store *store, const struct account_notice *notice,
                          struct error *err) WARN_UNUSED; // account_notice.c
bool session_write(struct store *store, const struct session *session,
                   struct error *err) WARN_UNUSED; // session.c
bool access_write(struct store *store, const struct access_record *record,
                  struct error *err) WARN_UNUSED;

// Stored ids of enum duty_state of the routine layer.
struct str tasks_text(struct arena *arena, uint32_t tasks); // delegations.c; p is NULL: memory
struct str duty_state_id(int64_t state);
bool duty_state_find(struct str id, int64_t *ret_state) WARN_UNUSED;

// ---- signed checkpoints (checkpoint.c) ----

struct head {
    struct str name; // of a stream, or of a server for its access log
    int64_t seq;
    struct hash hash;
};
struct heads {
    LIST_OF(struct head) items;
};
struct checkpoint {
    struct hash previous; // SHA-256 of the file before it; zeros for the first
    struct hash self;     // SHA-256 of this file
    struct hash key;      // Ed25519 public key under which it is signed
    bool has_replaced;    // it is the first under its key
    struct hash replaced; // public key of those before it
    struct heads streams, servers;
};
// Names of the checkpoints that there are, in order.
bool checkpoint_list(struct store *store, struct arena *arena, struct str **ret_names,
                     size_t *ret_count, struct error *err) WARN_UNUSED;
// What was signed of a checkpoint; false when it is none, or memory fails. Leaves `self` empty.
bool checkpoint_parse(struct arena *arena, struct str text,
                      struct checkpoint *ret_checkpoint) WARN_UNUSED;
// Its signature holds under the key that it names; whether that key is the server's is for the
// caller to see. ERR_DAMAGED verify.checkpoint-damaged, verify.signature {file}.
bool checkpoint_read(struct store *store, struct arena *arena, struct str name,
                     struct checkpoint *ret_checkpoint, struct error *err) WARN_UNUSED;
// The public key of the server as it is now. ERR_MISSING when there is none.
bool checkpoint_key(struct store *store, struct arena *arena, struct hash *ret_key,
                    struct error *err) WARN_UNUSED;
#define CHECKPOINT_CEILING ((size_t)1024 * 1024 * 1024) // of an arena that reads or writes one

#endif
