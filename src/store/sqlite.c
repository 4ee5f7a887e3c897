// SPDX-License-Identifier: EUPL-1.2
#include "store/internal.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const statements[STATEMENT_COUNT] = {
#define STATEMENT(id, sql) [SQL_##id] = sql,
#include "store/statements.def"
};

const char *statement_sql(enum statement statement) {
    assert(statement < STATEMENT_COUNT);
    return statements[statement];
}

static bool forbids_writing(int system) {
    return system == EROFS || system == EACCES || system == EPERM;
}

// What the system answered last of the WAL (or journal) and of the database itself. SQLite keeps it
// by file; sqlite3_system_errno() has it of opening alone.
static bool system_forbade_writing(sqlite3 *db) {
    sqlite3_file *journal = NULL;
    int of_journal = 0, of_database = 0;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &of_database);
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal) == SQLITE_OK &&
        journal && journal->pMethods)
        journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &of_journal);
    return forbids_writing(of_journal) || forbids_writing(of_database) ||
           forbids_writing(sqlite3_system_errno(db));
}

// The file system has become read-only (as when its disk fails), or the right to write is gone.
static bool is_read_only(sqlite3 *db, int result) {
    switch (result & 0xFF) {
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return true;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return db && system_forbade_writing(db);
    }
    return false;
}

bool sql_error(sqlite3 *db, int result, struct error *err) {
    const char *said = db ? sqlite3_errmsg(db) : sqlite3_errstr(result);
    if (is_read_only(db, result))
        return error_set(err, ERR_IO, "store.read-only", NULL);
    if (result == SQLITE_IOERR_SHMSIZE) // the memory that connections share is a file beside it
        return error_set(err, ERR_IO, "store.disk-full", NULL);
    switch (result & 0xFF) {
    case SQLITE_FULL:
        return error_set(err, ERR_IO, "store.disk-full", NULL);
    case SQLITE_NOTADB:
        return error_set(err, ERR_DAMAGED, "store.no-database", NULL);
    case SQLITE_CORRUPT:
        return error_set(err, ERR_DAMAGED, "store.damaged", said, NULL);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(err, ERR_IO, "store.busy", NULL);
    case SQLITE_NOMEM:
        return error_memory(err);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return error_set(err, ERR_IO, "store.write-failed", said, NULL);
    default:
        return error_set(err, ERR_INTERNAL, "store.internal", said, NULL);
    }
}

// ---- what a connection may do ----

static int authorize_reading(void *context, int action, const char *a, const char *b,
                             const char *database, const char *trigger) {
    (void)context, (void)b, (void)database, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
        return SQLITE_OK;
    case SQLITE_PRAGMA:
        return strcmp(a, "integrity_check") == 0 ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

// The writer adds to the log and never changes it; it alters no schema once migrations are done.
static int authorize_writing(void *context, int action, const char *a, const char *b,
                             const char *database, const char *trigger) {
    (void)context, (void)b, (void)database, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
    case SQLITE_INSERT:
        return SQLITE_OK;
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return strncmp(a, "log_", 4) == 0 ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

// While a lawful erasure is carried out.
static int authorize_erasing(void *context, int action, const char *a, const char *b,
                             const char *database, const char *trigger) {
    if (action == SQLITE_DELETE && strcmp(a, "log_payload") == 0)
        return SQLITE_OK;
    return authorize_writing(context, action, a, b, database, trigger);
}

void connection_guard(struct connection *connection, enum connection_use use) {
    sqlite3_set_authorizer(connection->db,
                           use == CONNECTION_WRITES   ? authorize_writing
                           : use == CONNECTION_ERASES ? authorize_erasing
                                                      : authorize_reading,
                           NULL);
}

// SQLite answers with the mode that it stayed in when it cannot.
static bool use_wal(struct connection *connection, struct error *err) {
    sqlite3_stmt *statement = NULL;
    int result =
        sqlite3_prepare_v2(connection->db, "PRAGMA journal_mode = WAL", -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    const char *mode =
        result == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    bool is_wal = mode && strcmp(mode, "wal") == 0;
    if (result != SQLITE_ROW)
        sql_error(connection->db, result, err);
    else if (!is_wal)
        error_set(err, ERR_IO, "store.no-wal", mode, NULL);
    sqlite3_finalize(statement);
    return is_wal;
}

static bool configure(struct connection *connection, const struct store_options *options,
                      enum connection_use use, struct error *err) {
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, use != CONNECTION_WRITES,
                      NULL);
    sqlite3_busy_timeout(connection->db, BUSY_WAIT_MS);
    if (!connection_run(connection, "PRAGMA temp_store = MEMORY", err) ||
        !connection_run(connection, "PRAGMA wal_autocheckpoint = 0", err) ||
        !connection_run(connection, "PRAGMA cell_size_check = ON", err))
        return false;
    const char *query_only = "PRAGMA query_only = ON"; // which lets the WAL be moved
    if (use == CONNECTION_READS)
        return connection_run(connection, query_only, err);
    // EXTRA is FULL for the WAL. Until there is one, while the database is made, it syncs the
    // folder once the rollback journal is deleted: a journal that came back would undo the making,
    // and with it what was recorded since.
    const char *synchronous =
        options->synchronous_off ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = EXTRA";
    if (use == CONNECTION_MOVES)
        return connection_run(connection, synchronous, err) &&
               connection_run(connection, query_only, err);
    return connection_run(connection, synchronous, err) && use_wal(connection, err) &&
           connection_run(connection, "PRAGMA secure_delete = ON", err) &&
           connection_run(connection, "PRAGMA cache_size = -8192", err);
}

bool connection_open(struct connection *connection, const char *path,
                     const struct store_options *options, enum connection_use use,
                     struct error *err) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                SQLITE_OPEN_EXRESCODE | (use == CONNECTION_WRITES ? SQLITE_OPEN_CREATE : 0);
    int result = sqlite3_open_v2(path, &connection->db, flags, options->vfs);
    if (result == SQLITE_NOMEM || !connection->db)
        return error_memory(err);
    if (result != SQLITE_OK)
        return error_set(err, ERR_IO, "store.cannot-open", path, sqlite3_errmsg(connection->db),
                         NULL);
    if (!configure(connection, options, use, err))
        return false;
    if (use != CONNECTION_WRITES)
        connection_guard(connection, use);
    return true;
}

void connection_close(struct connection *connection) {
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(connection->kept[i]);
    int result = sqlite3_close(connection->db);
    assert(result == SQLITE_OK); // every statement was kept, and is finalised
    (void)result;
    memset(connection, 0, sizeof(*connection));
}

bool connection_run(struct connection *connection, const char *sql, struct error *err) {
    int result = sqlite3_exec(connection->db, sql, NULL, NULL, NULL);
    return result == SQLITE_OK || sql_error(connection->db, result, err);
}

// ---- queries ----

struct query query_start(struct connection *connection, enum statement statement) {
    sqlite3_stmt **kept = &connection->kept[statement];
    int result = SQLITE_OK;
    if (!*kept)
        result = sqlite3_prepare_v3(connection->db, statements[statement], -1,
                                    SQLITE_PREPARE_PERSISTENT, kept, NULL);
    return (struct query){.db = connection->db, .statement = *kept, .result = result};
}

void query_done(struct query *query) {
    if (!query->statement) // it could not be prepared
        return;
    sqlite3_reset(query->statement);
    sqlite3_clear_bindings(query->statement);
}

static void bound(struct query *query, int result) {
    if (query->result == SQLITE_OK)
        query->result = result;
}

void query_bind_text(struct query *query, struct str text) {
    if (!query->statement)
        return;
    bound(query, sqlite3_bind_text64(query->statement, ++query->parameter, text.p ? text.p : "",
                                     text.n, SQLITE_STATIC, SQLITE_UTF8));
}

void query_bind_int(struct query *query, int64_t value) {
    if (!query->statement)
        return;
    bound(query, sqlite3_bind_int64(query->statement, ++query->parameter, value));
}

void query_bind_bytes(struct query *query, const void *bytes, size_t n) {
    if (!query->statement)
        return;
    bound(query,
          sqlite3_bind_blob64(query->statement, ++query->parameter, bytes, n, SQLITE_STATIC));
}

void query_bind_hash(struct query *query, const struct hash *hash) {
    query_bind_bytes(query, hash->b, HASH_SIZE);
}

void query_bind_code(struct query *query, enum code code) {
    query_bind_text(query, code == CODE_NONE ? STR_NONE : str_of(code_info(code)->id));
}

bool query_row(struct query *query) {
    if (query->memory || query->unread[0])
        return false;
    if (query->result != SQLITE_OK && query->result != SQLITE_ROW)
        return false;
    query->result = sqlite3_step(query->statement);
    query->column = 0;
    return query->result == SQLITE_ROW;
}

struct str query_text(struct query *query, struct arena *arena) {
    int column = query->column++;
    const unsigned char *p = sqlite3_column_text(query->statement, column);
    int n = sqlite3_column_bytes(query->statement, column);
    struct str copy = str_copy(arena, (struct str){(const char *)p, (size_t)n});
    if (!copy.p || (!p && sqlite3_errcode(query->db) == SQLITE_NOMEM))
        query->memory = true;
    return copy;
}

struct str query_bytes(struct query *query, struct arena *arena) {
    int column = query->column++;
    if (sqlite3_column_type(query->statement, column) == SQLITE_NULL)
        return STR_NONE;
    const void *p = sqlite3_column_blob(query->statement, column);
    size_t n = (size_t)sqlite3_column_bytes(query->statement, column);
    struct str copy = str_copy(arena, (struct str){p, n});
    if (!copy.p || (!p && n))
        query->memory = true;
    return copy;
}

int64_t query_int(struct query *query) {
    return sqlite3_column_int64(query->statement, query->column++);
}

struct hash query_hash(struct query *query) {
    int column = query->column++;
    struct hash hash = {{0}};
    const void *p = sqlite3_column_blob(query->statement, column);
    if (p && sqlite3_column_bytes(query->statement, column) == HASH_SIZE)
        memcpy(hash.b, p, HASH_SIZE);
    return hash;
}

enum code query_code(struct query *query, enum code_list list) {
    int column = query->column++;
    const char *p = (const char *)sqlite3_column_text(query->statement, column);
    struct str id = {p, (size_t)sqlite3_column_bytes(query->statement, column)};
    enum code code = id.n ? code_find(list, id) : CODE_NONE;
    if (id.n && code == CODE_NONE)
        query_unread(query, id);
    return code;
}

void query_unread(struct query *query, struct str id) {
    if (!query->unread[0])
        snprintf(query->unread, sizeof(query->unread), STR_FMT, STR_ARG(id));
}

bool query_ok(const struct query *query, struct error *err) {
    if (query->memory)
        return error_memory(err);
    if (query->unread[0])
        return error_set(err, ERR_DAMAGED, "store.unknown-id", query->unread, NULL);
    if (query->result == SQLITE_DONE || query->result == SQLITE_ROW)
        return true;
    return sql_error(query->db, query->result, err);
}

bool query_exec(struct query *query, struct error *err) {
    while (query_row(query))
        continue;
    return query_ok(query, err);
}

bool connection_step(struct connection *connection, enum statement statement, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(connection, statement);
    return query_exec(&query, err);
}
