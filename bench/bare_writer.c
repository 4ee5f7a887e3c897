// SPDX-License-Identifier: EUPL-1.2
//
// The yardstick for recording: writes the rows that the server wrote, and nothing else.
//
//   bare_writer BEFORE AFTER GROUP
//
// BEFORE is a copy of the database as it was before the server recorded (it is written to), AFTER
// the database afterwards. The rows that each event made or changed (the log's, the duties and
// relations of its person, the lists of units that are others now) are read from AFTER into memory
// and then written into BEFORE, GROUP events (a decimal number, on average) to a transaction, with
// the server's settings for durability. Then BEFORE has to be what AFTER is, table by table, or it
// was no yardstick. One line comes out:
//
//   events 1234 rows 12340 transactions 1234 rate 4321.0
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COLUMNS_MAX 32
#define ROWS_PER_EVENT 64

enum table { EVENT, PAYLOAD, ACCESS, DUTY, RELATION, WORKLIST, TABLE_COUNT };
static const char *const table_names[TABLE_COUNT] = {"log_event", "log_payload",  "log_access",
                                                     "der_duty",  "der_relation", "op_worklist"};

struct row {
    enum table table;
    int n;
    sqlite3_value *values[COLUMNS_MAX];
};
struct recorded {
    size_t n;
    struct row *rows[ROWS_PER_EVENT];
};

static sqlite3 *db;
static sqlite3_stmt *inserts[TABLE_COUNT];

static _Noreturn void give_up(const char *what) {
    fprintf(stderr, "bare_writer: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    exit(1);
}

static void run(const char *sql) {
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        give_up(sql);
}

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        give_up(sql);
    return statement;
}

static void attach(const char *after) {
    sqlite3_stmt *attach = prepare("ATTACH ? AS after");
    sqlite3_bind_text(attach, 1, after, -1, SQLITE_STATIC);
    if (sqlite3_step(attach) != SQLITE_DONE)
        give_up(after);
    sqlite3_finalize(attach);
}

static void open_both(const char *before, const char *after) {
    if (sqlite3_open(before, &db) != SQLITE_OK)
        give_up(before);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;");
    attach(after);
}

static void keep_row(struct recorded *recorded, enum table table, sqlite3_stmt *query) {
    struct row *row = calloc(1, sizeof(*row));
    if (!row || recorded->n == ROWS_PER_EVENT)
        give_up("too much");
    row->table = table;
    row->n = sqlite3_column_count(query);
    for (int i = 0; i < row->n && i < COLUMNS_MAX; i++)
        row->values[i] = sqlite3_value_dup(sqlite3_column_value(query, i));
    recorded->rows[recorded->n++] = row;
}

// The rows of a query, whose parameters are the first columns of an event's row.
static void keep_rows_of(struct recorded *recorded, enum table table, sqlite3_stmt *query,
                         sqlite3_stmt *event) {
    for (int i = 0; i < sqlite3_bind_parameter_count(query); i++)
        sqlite3_bind_value(query, i + 1, sqlite3_column_value(event, i));
    while (sqlite3_step(query) == SQLITE_ROW)
        keep_row(recorded, table, query);
    sqlite3_reset(query);
}

// The new events in the order of recording, each with its rows.
static struct recorded *read_new(size_t *ret_count) {
    size_t n = 0, cap = 0;
    struct recorded *all = NULL;
    sqlite3_stmt *events = prepare(
        "SELECT stream, seq FROM after.log_event e WHERE NOT EXISTS (SELECT 1 FROM main.log_event m"
        " WHERE m.stream = e.stream AND m.seq = e.seq) ORDER BY recorded, stream, seq");
    sqlite3_stmt *event = prepare("SELECT * FROM after.log_event WHERE stream = ? AND seq = ?");
    sqlite3_stmt *payload = prepare("SELECT * FROM after.log_payload WHERE stream = ? AND seq = ?");
    sqlite3_stmt *duty = prepare("SELECT * FROM after.der_duty WHERE stream = ?1 EXCEPT"
                                 " SELECT * FROM main.der_duty WHERE stream = ?1");
    sqlite3_stmt *relation = prepare("SELECT * FROM after.der_relation WHERE stream = ?1 EXCEPT"
                                     " SELECT * FROM main.der_relation WHERE stream = ?1");
    sqlite3_stmt *access = prepare("SELECT * FROM after.log_access WHERE seq > (SELECT"
                                   " coalesce(max(seq), 0) FROM main.log_access) ORDER BY seq");
    while (sqlite3_step(events) == SQLITE_ROW) {
        if (n == cap) {
            cap = cap ? cap * 2 : 1024;
            all = realloc(all, cap * sizeof(*all));
            if (!all)
                give_up("memory");
        }
        struct recorded *recorded = &all[n++];
        recorded->n = 0;
        keep_rows_of(recorded, EVENT, event, events);
        keep_rows_of(recorded, PAYLOAD, payload, events);
        keep_rows_of(recorded, DUTY, duty, events);
        keep_rows_of(recorded, RELATION, relation, events);
        if (sqlite3_step(access) == SQLITE_ROW) // one to each event, in their order
            keep_row(recorded, ACCESS, access);
    }
    sqlite3_stmt *all_read[] = {events, event, payload, duty, relation, access};
    for (size_t i = 0; i < sizeof(all_read) / sizeof(*all_read); i++)
        sqlite3_finalize(all_read[i]);
    *ret_count = n;
    return all;
}

// How often the list of each unit changed, as rows of their versions, spread over the events.
static void read_lists(struct recorded *all, size_t n) {
    sqlite3_stmt *lists =
        prepare("SELECT a.unit, b.version, a.version FROM after.op_worklist a JOIN"
                " main.op_worklist b ON b.unit = a.unit WHERE a.version > b.version");
    sqlite3_stmt *row = prepare("SELECT ?, ?");
    while (sqlite3_step(lists) == SQLITE_ROW) {
        int64_t before = sqlite3_column_int64(lists, 1), after = sqlite3_column_int64(lists, 2);
        sqlite3_bind_value(row, 1, sqlite3_column_value(lists, 0));
        for (size_t i = 0; i < n; i++) {
            int64_t had = before + (after - before) * (int64_t)i / (int64_t)n;
            int64_t has = before + (after - before) * (int64_t)(i + 1) / (int64_t)n;
            if (has == had)
                continue;
            sqlite3_bind_int64(row, 2, has);
            if (sqlite3_step(row) == SQLITE_ROW)
                keep_row(&all[i], WORKLIST, row);
            sqlite3_reset(row);
        }
    }
    sqlite3_finalize(lists);
    sqlite3_finalize(row);
}

// Every table has the same rows in both, or something was left out; when a session was last used is
// told once in a while, not with an event.
static void check_same(void) {
    sqlite3_stmt *tables = prepare(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name <> 'op_session'");
    while (sqlite3_step(tables) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(tables, 0);
        char sql[512];
        snprintf(sql, sizeof(sql),
                 "SELECT 1 WHERE EXISTS (SELECT * FROM after.%s EXCEPT SELECT * FROM main.%s)"
                 " OR EXISTS (SELECT * FROM main.%s EXCEPT SELECT * FROM after.%s)",
                 name, name, name, name);
        sqlite3_stmt *differs = prepare(sql);
        if (sqlite3_step(differs) != SQLITE_DONE)
            give_up(name);
        sqlite3_finalize(differs);
    }
    sqlite3_finalize(tables);
}

static void prepare_inserts(void) {
    for (int t = 0; t < TABLE_COUNT; t++) {
        char sql[256], marks[2 * COLUMNS_MAX] = "?";
        snprintf(sql, sizeof(sql), "SELECT * FROM main.%s", table_names[t]);
        sqlite3_stmt *look = prepare(sql);
        for (int i = 1; i < sqlite3_column_count(look) && i < COLUMNS_MAX; i++)
            memcpy(marks + 2 * i - 1, ",?", 3);
        sqlite3_finalize(look);
        snprintf(sql, sizeof(sql), "INSERT OR REPLACE INTO main.%s VALUES (%s)", table_names[t],
                 marks);
        inserts[t] = prepare(sql);
    }
}

static void write_row(const struct row *row) {
    sqlite3_stmt *insert = inserts[row->table];
    for (int i = 0; i < row->n; i++)
        sqlite3_bind_value(insert, i + 1, row->values[i]);
    if (sqlite3_step(insert) != SQLITE_DONE)
        give_up("insert");
    sqlite3_reset(insert);
}

static void free_all(struct recorded *all, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; r < all[i].n; r++) {
            for (int v = 0; v < all[i].rows[r]->n; v++)
                sqlite3_value_free(all[i].rows[r]->values[v]);
            free(all[i].rows[r]);
        }
    free(all);
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: bare_writer BEFORE AFTER GROUP\n");
        return 2;
    }
    double group = strtod(argv[3], NULL);
    if (group < 1)
        group = 1;
    open_both(argv[1], argv[2]);
    size_t n;
    struct recorded *all = read_new(&n);
    read_lists(all, n);
    run("DETACH after");
    prepare_inserts();
    sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
    size_t rows = 0, transactions = 0;
    double began = seconds_now();
    for (size_t i = 0; i < n;) {
        transactions++;
        size_t until = (size_t)((double)transactions * group);
        sqlite3_step(begin);
        sqlite3_reset(begin);
        for (; i < n && (i < until || until == 0); i++) {
            for (size_t r = 0; r < all[i].n; r++)
                write_row(all[i].rows[r]);
            rows += all[i].n;
        }
        if (sqlite3_step(commit) != SQLITE_DONE)
            give_up("commit");
        sqlite3_reset(commit);
    }
    double took = seconds_now() - began;
    attach(argv[2]);
    check_same();
    printf("events %zu rows %zu transactions %zu rate %.1f\n", n, rows, transactions,
           (double)n / took);
    free_all(all, n);
    return 0;
}
