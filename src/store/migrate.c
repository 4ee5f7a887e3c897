// SPDX-License-Identifier: EUPL-1.2
//
// Numbered migrations, embedded in the program. Each that was applied is recorded with its hash: a
// file that changed afterwards, or a database that knows more than the program, is refused before
// anything is read from it.
#include "store/internal.h"
#include "store/migrations.h"
#include "store/rebuild.h"

#include <stdio.h>

#define APPLICATION_ID 0x56616b61 // "Vaka", in the header of the database file
#define NUMBER_MAX 24

typedef bool each_row(struct store *store, sqlite3_stmt *row, void *context, struct error *err);

// Statements that come before the schema is known to be there are not kept.
static bool for_each(struct store *store, const char *sql, each_row *each, void *context,
                     struct error *err) {
    sqlite3 *db = store->writer.connection.db;
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    bool ok = true;
    while (ok && result == SQLITE_OK && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        ok = each(store, statement, context, err);
        result = SQLITE_OK;
    }
    if (ok && result != SQLITE_OK && result != SQLITE_DONE)
        ok = sql_error(db, result, err);
    sqlite3_finalize(statement);
    return ok;
}

static bool take_int(struct store *store, sqlite3_stmt *row, void *context, struct error *err) {
    (void)store, (void)err;
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return true;
}

static bool refuse_newer(int64_t found, int64_t known, struct error *err) {
    char found_text[NUMBER_MAX], known_text[NUMBER_MAX];
    snprintf(found_text, sizeof(found_text), "%lld", (long long)found);
    snprintf(known_text, sizeof(known_text), "%lld", (long long)known);
    return error_set(err, ERR_VERSION, "store.newer", found_text, known_text, NULL);
}

// An applied migration must be the next in order, and what it was when it was applied.
static bool check_applied(struct store *store, sqlite3_stmt *row, void *context,
                          struct error *err) {
    (void)store;
    size_t *applied = context;
    int64_t number = sqlite3_column_int64(row, 0);
    if (number > (int64_t)migration_count)
        return refuse_newer(number, (int64_t)migration_count, err);
    const struct migration *migration = &migrations[*applied];
    struct hash hash = hash_of(str_of(migration->text));
    struct str recorded = {sqlite3_column_blob(row, 1), (size_t)sqlite3_column_bytes(row, 1)};
    if (number != (int64_t)*applied + 1 ||
        !str_eq(recorded, (struct str){(const char *)hash.b, HASH_SIZE}))
        return error_set(err, ERR_DAMAGED, "store.migration-changed", migration->name, NULL);
    ++*applied;
    return true;
}

static bool record(struct store *store, size_t number, struct error *err) {
    const struct migration *migration = &migrations[number - 1];
    struct hash hash = hash_of(str_of(migration->text));
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(
        store->writer.connection.db,
        "INSERT INTO op_migration (number, name, sha256) VALUES (?, ?, ?)", -1, &statement, NULL);
    if (result == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, (int64_t)number);
        sqlite3_bind_text(statement, 2, migration->name, -1, SQLITE_STATIC);
        sqlite3_bind_blob(statement, 3, hash.b, HASH_SIZE, SQLITE_STATIC);
        result = sqlite3_step(statement);
    }
    bool ok = result == SQLITE_DONE || sql_error(store->writer.connection.db, result, err);
    sqlite3_finalize(statement);
    return ok;
}

static bool apply(struct store *store, size_t applied, struct error *err) {
    if (applied < migration_count && !hold_to_migrate(store, err))
        return false;
    for (size_t i = applied; i < migration_count; i++)
        if (!connection_run(&store->writer.connection, migrations[i].text, err) ||
            !record(store, i + 1, err))
            return false;
    return true;
}

static bool put_setting(struct store *store, struct str name, struct str value, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_setting_put);
    query_bind_text(&query, name);
    query_bind_text(&query, value);
    return query_exec(&query, err);
}

// The value, or nothing when it was never put.
static bool get_setting(struct store *store, struct str name, struct str *ret_value,
                        struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&store->writer.connection, SQL_setting);
    query_bind_text(&query, name);
    struct str value = STR_NONE;
    if (query_row(&query))
        value = query_text(&query, store->arena);
    if (!query_ok(&query, err))
        return false;
    *ret_value = value;
    return true;
}

static bool check_vocabulary(struct store *store, struct error *err) {
    struct str text;
    int64_t written = 0;
    if (!get_setting(store, STR("vocabulary"), &text, err))
        return false;
    if (text.n && !str_int64(text, &written))
        return error_set(err, ERR_DAMAGED, "store.damaged", "vocabulary", NULL);
    if (written > VOCABULARY_VERSION)
        return refuse_newer(written, VOCABULARY_VERSION, err);
    if (written == VOCABULARY_VERSION)
        return true;
    if (!hold_to_migrate(store, err))
        return false;
    struct str now = str_printf(store->arena, "%d", VOCABULARY_VERSION);
    return now.p ? put_setting(store, STR("vocabulary"), now, err) : error_memory(err);
}

bool store_note_form(struct store *store, struct error *err) {
    char form[NUMBER_MAX];
    snprintf(form, sizeof(form), "%d", DERIVED_FORM);
    return put_setting(store, STR("derived"), str_of(form), err);
}

// Where nothing is kept, nothing is of another form.
static bool check_form(struct store *store, bool empty, struct error *err) {
    struct str kept;
    char form[NUMBER_MAX];
    snprintf(form, sizeof(form), "%d", DERIVED_FORM);
    if ((empty && !store_note_form(store, err)) || !get_setting(store, STR("derived"), &kept, err))
        return false;
    store->derived_is_current = str_is(kept, form);
    return true;
}

bool store_derived_is_current(const struct store *store) {
    return store->derived_is_current;
}

static bool name_server(struct store *store, struct error *err) {
    if (!get_setting(store, STR("server"), &store->server, err))
        return false;
    if (store->server.n)
        return true;
    uint8_t bytes[8];
    random_bytes(bytes, sizeof(bytes));
    store->server = hex_of(store->arena, bytes, sizeof(bytes));
    return store->server.p ? put_setting(store, STR("server"), store->server, err)
                           : error_memory(err);
}

// A file that SQLite can read may still be another program's.
static bool check_owner(struct store *store, bool *ret_empty, struct error *err) {
    int64_t id = 0, objects = 0;
    if (!for_each(store, "PRAGMA application_id", take_int, &id, err) ||
        !for_each(store, "SELECT count(*) FROM sqlite_schema", take_int, &objects, err))
        return false;
    if (id != APPLICATION_ID && objects > 0)
        return error_set(err, ERR_DAMAGED, "store.not-vaka", store->path, NULL);
    *ret_empty = objects == 0;
    return true;
}

static bool migrate(struct store *store, struct error *err) {
    bool empty = false;
    size_t applied = 0;
    char set_id[48];
    snprintf(set_id, sizeof(set_id), "PRAGMA application_id = %d", APPLICATION_ID);
    if (!check_owner(store, &empty, err))
        return false;
    if (empty && !connection_run(&store->writer.connection, set_id, err))
        return false;
    if (!empty && !for_each(store, "SELECT number, sha256 FROM op_migration ORDER BY number",
                            check_applied, &applied, err))
        return false;
    return apply(store, applied, err) && check_vocabulary(store, err) &&
           check_form(store, empty, err) && name_server(store, err);
}

bool store_migrate(struct store *store, struct error *err) {
    if (!connection_run(&store->writer.connection, "BEGIN IMMEDIATE", err))
        return false;
    bool migrated = migrate(store, err) && connection_run(&store->writer.connection, "COMMIT", err);
    if (migrated) {
        hold_release(store);
        return true;
    }
    if (!sqlite3_get_autocommit(store->writer.connection.db) &&
        !connection_run(&store->writer.connection, "ROLLBACK", NULL))
        return false; // the first error is the one to tell of
    return false;
}
