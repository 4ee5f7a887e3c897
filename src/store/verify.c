// SPDX-License-Identifier: EUPL-1.2
//
// Verification: everything is computed anew from what stands there, and the heads are compared with
// every signed checkpoint. What is wrong is a fault of the report; only what keeps the verification
// itself from being done is an error.
#include "store/internal.h"

#include <stdio.h>
#include <string.h>

#define FAULTS_MAX 1000
#define NUMBER_SIZE 24

struct verifier {
    struct store *store;
    struct reader reader; // one snapshot for all of it
    struct arena *arena;  // of the report
    struct arena *row;    // emptied for each row
    struct arena *chain;  // emptied for each chain
    struct verify_report report;
};

static void verifier_close(struct verifier *verifier) {
    connection_close(&verifier->reader.connection);
    arena_free(verifier->row);
    arena_free(verifier->chain);
}

// ---- faults ----

static bool add_fault(struct verifier *verifier, const struct error *fault, struct error *err) {
    size_t n = verifier->report.faults.n;
    if (n >= FAULTS_MAX)
        return true;
    struct error *place = LIST_PUSH(verifier->arena, &verifier->report.faults);
    if (!place)
        return error_memory(err);
    *place = *fault;
    if (n + 1 == FAULTS_MAX)
        error_set(place, ERR_DAMAGED, "verify.and-more", NULL);
    return true;
}

// A fault of one link of a chain.
static bool fault_at(struct verifier *verifier, const char *key, struct str name, int64_t seq,
                     struct error *err) {
    struct error fault;
    char number[NUMBER_SIZE], chain[ERROR_ARG_SIZE];
    snprintf(number, sizeof(number), "%lld", (long long)seq);
    snprintf(chain, sizeof(chain), STR_FMT, STR_ARG(name));
    error_set(&fault, ERR_DAMAGED, key, chain, number, NULL);
    return add_fault(verifier, &fault, err);
}

static bool fault_named(struct verifier *verifier, const char *key, const char *name,
                        struct error *err) {
    struct error fault;
    error_set(&fault, ERR_DAMAGED, key, name, NULL);
    return add_fault(verifier, &fault, err);
}

// Damage that an error tells of is one more fault.
static bool fault_or_fail(struct verifier *verifier, const struct error *found, struct error *err) {
    if (found->code == ERR_DAMAGED || found->code == ERR_MISSING || found->code == ERR_LIMIT)
        return add_fault(verifier, found, err);
    if (err)
        *err = *found;
    return false;
}

// ---- chains ----

// Where the walk stands in a chain. The rows come chain by chain, in order.
struct walk {
    struct str name;
    int64_t seq;
    struct hash hash;
};

static const char *const event_keys[] = {"verify.event-missing", "verify.chain-broken",
                                         "verify.event-changed"};
static const char *const access_keys[] = {"verify.access-missing", "verify.access-broken",
                                          "verify.access-changed"};

// Moves on to the next link, and checks that it follows the one before and is what was written.
// `keys` name what is missing, does not follow, or was changed.
static bool walk_link(struct verifier *verifier, struct walk *walk, const char *const keys[3],
                      struct str name, int64_t seq, const struct hash *previous,
                      const struct hash *hash, const struct hash *computed, struct error *err) {
    bool follows = true;
    if (!walk->name.p || !str_eq(walk->name, name)) {
        arena_reset(verifier->chain);
        *walk = (struct walk){.name = str_copy(verifier->chain, name)};
        if (!walk->name.p)
            return error_memory(err);
    }
    if (seq != walk->seq + 1) {
        follows = false;
        if (!fault_at(verifier, keys[0], name, walk->seq + 1, err))
            return false;
    }
    if (follows && !hash_eq(previous, &walk->hash) && !fault_at(verifier, keys[1], name, seq, err))
        return false;
    if (!hash_eq(hash, computed) && !fault_at(verifier, keys[2], name, seq, err))
        return false;
    walk->seq = seq;
    walk->hash = *hash;
    return true;
}

static bool check_payload(struct verifier *verifier, const struct envelope *envelope,
                          struct str salt, struct str body, struct error *err) {
    if (!salt.p || !body.p) {
        verifier->report.erased++;
        return true;
    }
    struct hash commitment = chain_commitment(salt, body);
    return hash_eq(&commitment, &envelope->commitment) ||
           fault_at(verifier, "verify.payload-changed", envelope->stream, envelope->seq, err);
}

static bool check_event(struct verifier *verifier, struct walk *walk, struct query *query,
                        struct error *err) {
    struct envelope envelope = envelope_read(query, verifier->row);
    struct str salt = query_bytes(query, verifier->row);
    struct str body = query_bytes(query, verifier->row);
    if (query->memory)
        return error_memory(err);
    struct hash computed = chain_hash(&envelope);
    if (!walk->name.p || !str_eq(walk->name, envelope.stream))
        verifier->report.streams++;
    verifier->report.events++;
    return walk_link(verifier, walk, event_keys, envelope.stream, envelope.seq, &envelope.previous,
                     &envelope.hash, &computed, err) &&
           check_payload(verifier, &envelope, salt, body, err);
}

static bool check_access(struct verifier *verifier, struct walk *walk, struct query *query,
                         struct error *err) {
    struct access_entry entry = access_read(query, verifier->row);
    if (query->memory)
        return error_memory(err);
    struct hash computed = chain_access_hash(&entry);
    verifier->report.access_entries++;
    return walk_link(verifier, walk, access_keys, entry.server, entry.seq, &entry.previous,
                     &entry.hash, &computed, err);
}

static bool check_stray(struct verifier *verifier, struct walk *walk, struct query *query,
                        struct error *err) {
    (void)walk;
    struct str stream = query_text(query, verifier->row);
    int64_t seq = query_int(query);
    return fault_at(verifier, "verify.payload-stray", stream, seq, err);
}

typedef bool check_row(struct verifier *verifier, struct walk *walk, struct query *query,
                       struct error *err);

static bool check_rows(struct verifier *verifier, enum statement statement, check_row *check,
                       struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&verifier->reader.connection, statement);
    struct walk walk = {0};
    struct error found;
    while (query_row(&query)) {
        arena_reset(verifier->row);
        if (!check(verifier, &walk, &query, err))
            return false;
    }
    return query_ok(&query, &found) || fault_or_fail(verifier, &found, err);
}

// ---- the file ----

// SQLite's own check of the pages and indexes of the file.
static bool check_file(struct verifier *verifier, struct error *err) {
    sqlite3 *db = verifier->reader.connection.db;
    sqlite3_stmt *statement = NULL;
    struct error found;
    bool ok = true;
    int result = sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL);
    while (ok && result == SQLITE_OK && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *said = (const char *)sqlite3_column_text(statement, 0);
        if (said && strcmp(said, "ok") != 0)
            ok = fault_named(verifier, "verify.file", said, err);
        result = SQLITE_OK;
    }
    if (ok && result != SQLITE_DONE) {
        sql_error(db, result, &found);
        ok = fault_or_fail(verifier, &found, err);
    }
    sqlite3_finalize(statement);
    return ok;
}

// ---- checkpoints ----

static bool check_head(struct verifier *verifier, enum statement statement, const struct head *head,
                       struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&verifier->reader.connection, statement);
    query_bind_text(&query, head->name);
    query_bind_int(&query, head->seq);
    if (!query_row(&query))
        return query_ok(&query, err) &&
               fault_at(verifier, "verify.head-missing", head->name, head->seq, err);
    struct hash hash = query_hash(&query);
    return hash_eq(&hash, &head->hash) ||
           fault_at(verifier, "verify.head-changed", head->name, head->seq, err);
}

static bool check_heads(struct verifier *verifier, enum statement statement,
                        const struct heads *heads, struct error *err) {
    for (size_t i = 0; i < heads->items.n; i++)
        if (!check_head(verifier, statement, &heads->items.items[i], err))
            return false;
    return true;
}

// What stands in one checkpoint and must fit the next.
struct link {
    struct hash self, key;
    bool has_key; // it could be read
};

// A key is another only where the checkpoint under the new one names the old one.
static bool check_key(struct verifier *verifier, const struct checkpoint *checkpoint,
                      struct str name, const struct link *before, struct error *err) {
    const struct hash *expected =
        checkpoint->has_replaced ? &checkpoint->replaced : &checkpoint->key;
    return !before->has_key || hash_eq(expected, &before->key) ||
           fault_named(verifier, "verify.signature", name.p, err);
}

// The last one is under the key that the server has, which so vouches for all before it.
static bool check_last_key(struct verifier *verifier, struct arena *arena, struct str name,
                           const struct link *last, struct error *err) {
    struct hash key;
    struct error found;
    if (!checkpoint_key(verifier->store, arena, &key, &found))
        return fault_or_fail(verifier, &found, err);
    return !last->has_key || hash_eq(&key, &last->key) ||
           fault_named(verifier, "verify.signature", name.p, err);
}

// One checkpoint, which must follow the one before; *link becomes what the next must fit.
static bool check_checkpoint(struct verifier *verifier, struct arena *arena, struct str name,
                             struct link *link, struct error *err) {
    struct checkpoint checkpoint;
    struct error found;
    const struct link before = *link;
    *link = (struct link){0};
    if (!checkpoint_read(verifier->store, arena, name, &checkpoint, &found))
        return fault_or_fail(verifier, &found, err);
    *link = (struct link){checkpoint.self, checkpoint.key, true};
    if (!check_key(verifier, &checkpoint, name, &before, err))
        return false;
    if (!hash_eq(&checkpoint.previous, &before.self) &&
        !fault_named(verifier, "verify.checkpoint-missing", name.p, err))
        return false;
    return check_heads(verifier, SQL_event_hash, &checkpoint.streams, err) &&
           check_heads(verifier, SQL_access_hash, &checkpoint.servers, err);
}

static bool check_checkpoints(struct verifier *verifier, const struct str *names, size_t count,
                              struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(CHECKPOINT_CEILING);
    if (!arena)
        return error_memory(err);
    struct link link = {0};
    verifier->report.checkpoints = (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        arena_reset(arena);
        if (!check_checkpoint(verifier, arena, names[i], &link, err))
            return false;
    }
    return !count || check_last_key(verifier, arena, names[count - 1], &link, err);
}

// The checkpoints are listed before the snapshot is taken, so that none of them can know of more.
static bool verify_all(struct verifier *verifier, struct error *err) {
    struct str *names = NULL;
    size_t count = 0;
    verifier->row = arena_new(ARENA_DEFAULT_CEILING);
    verifier->chain = arena_new(ARENA_DEFAULT_CEILING);
    if (!verifier->row || !verifier->chain)
        return error_memory(err);
    return checkpoint_list(verifier->store, verifier->arena, &names, &count, err) &&
           reader_open(verifier->store, &verifier->reader, err) &&
           reader_begin(&verifier->reader, err) && check_file(verifier, err) &&
           check_rows(verifier, SQL_events_all, check_event, err) &&
           check_rows(verifier, SQL_payloads_without_event, check_stray, err) &&
           check_rows(verifier, SQL_access_all, check_access, err) &&
           check_checkpoints(verifier, names, count, err);
}

bool store_verify(struct store *store, struct arena *arena, struct verify_report *ret_report,
                  struct error *err) {
    CLEANUP(verifier_close) struct verifier verifier = {.store = store, .arena = arena};
    if (!verify_all(&verifier, err))
        return false;
    *ret_report = verifier.report;
    return true;
}
