// SPDX-License-Identifier: EUPL-1.2
#include "store/derived_rows.h"

#include <assert.h>
#include <stdlib.h>

struct row *row_new(struct arena *arena, struct rows *rows) {
    struct row *row = ARENA_NEW(arena, struct row);
    struct row **place = row ? LIST_PUSH(arena, &rows->items) : NULL;
    if (!place)
        return NULL;
    *place = row;
    return row;
}

int cell_cmp(const struct cell *a, const struct cell *b) {
    if (a->is_int)
        return (a->number > b->number) - (a->number < b->number);
    return str_cmp(a->text, b->text);
}

// Order of the first n cells.
static int row_cmp(const struct row *a, const struct row *b, size_t n) {
    int order = 0;
    for (size_t i = 0; i < n && order == 0; i++)
        order = cell_cmp(&a->cells[i], &b->cells[i]);
    return order;
}

static int row_cmp_sort(const void *a, const void *b, void *keys) {
    return row_cmp(*(struct row *const *)a, *(struct row *const *)b, *(const size_t *)keys);
}

void sort_rows(const struct table *table, struct rows *rows) {
    size_t keys = table->keys;
    if (!rows->items.n)
        return;
    qsort_r(rows->items.items, rows->items.n, sizeof(*rows->items.items), row_cmp_sort, &keys);
    size_t n = 1;
    for (size_t i = 1; i < rows->items.n; i++)
        if (row_cmp(rows->items.items[i], rows->items.items[n - 1], table->columns) != 0)
            rows->items.items[n++] = rows->items.items[i];
    rows->items.n = n;
}

void read_cell(struct query *query, struct arena *arena, struct cell *cell) {
    cell->is_int = sqlite3_column_type(query->statement, query->column) == SQLITE_INTEGER;
    if (cell->is_int)
        cell->number = query_int(query);
    else
        cell->text = query_text(query, arena);
}

// As cell_cmp(), of the column that is read and a cell of it. What memory fails for differs.
static int read_cmp(struct query *query, int column, const struct cell *cell) {
    if (cell->is_int) {
        int64_t number = sqlite3_column_int64(query->statement, column);
        return (number > cell->number) - (number < cell->number);
    }
    const char *p = (const char *)sqlite3_column_text(query->statement, column);
    size_t n = (size_t)sqlite3_column_bytes(query->statement, column);
    return p ? str_cmp((struct str){p, n}, cell->text) : -1;
}

// The row that is there of the one that is read, if it is the same: most are, and are not copied.
// *at: where to look among those of the stream in order of their key.
static struct row *find_same(struct query *query, const struct table *table,
                             const struct rows *rows, size_t *at) {
    for (; *at < rows->items.n; ++*at) {
        size_t i = 1; // after the stream
        int order = 0;
        while (i < table->columns &&
               (order = read_cmp(query, (int)i, &rows->items.items[*at]->cells[i])) == 0)
            i++;
        if (i == table->columns)
            return rows->items.items[(*at)++];
        if (i >= table->keys || order < 0)
            return NULL;
    }
    return NULL;
}

bool read_rows(struct store *store, const struct table *table, struct str stream,
               const struct rows *rows, struct rows *ret_rows, struct error *err) {
    struct arena *arena = store->scratch;
    struct rows read = {0};
    size_t at = 0;
    CLEANUP(query_done) struct query query = query_start(&store->writer.connection, table->of);
    query_bind_text(&query, stream);
    while (query_row(&query)) {
        struct row *same = find_same(&query, table, rows, &at);
        struct row **place = same ? LIST_PUSH(arena, &read.items) : NULL;
        struct row *row = same ? NULL : row_new(arena, &read);
        if (!place && !row)
            return error_memory(err);
        if (place)
            *place = same;
        for (size_t i = 0; row && i < table->columns; i++)
            read_cell(&query, arena, &row->cells[i]);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = read;
    return true;
}

static void bind_cell(struct query *query, const struct cell *cell) {
    if (cell->is_int)
        query_bind_int(query, cell->number);
    else
        query_bind_text(query, cell->text);
}

static bool run_on_row(struct store *store, enum statement statement, const struct row *row,
                       size_t cells, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&store->writer.connection, statement);
    for (size_t i = 0; i < cells; i++)
        bind_cell(&query, &row->cells[i]);
    return query_exec(&query, err);
}

static bool tells_of_the_end(size_t cell) {
    return cell == DUTY_STATE_CELL || cell == DUTY_ENDED_SEQ_CELL || cell == DUTY_ENDED_CELL;
}

// Of a duty that has ended, or stands again, nothing else is another: the index in which it does
// not move is left alone.
static bool differs_in_end(const struct row *a, const struct row *b, size_t columns) {
    for (size_t i = 0; i < columns; i++)
        if (!tells_of_the_end(i) && cell_cmp(&a->cells[i], &b->cells[i]) != 0)
            return false;
    return true;
}

static bool end_duty(struct store *store, const struct table *table, const struct row *row,
                     struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&store->writer.connection, SQL_duty_ended);
    bind_cell(&query, &row->cells[DUTY_STATE_CELL]);
    bind_cell(&query, &row->cells[DUTY_ENDED_SEQ_CELL]);
    bind_cell(&query, &row->cells[DUTY_ENDED_CELL]);
    for (size_t i = 0; i < table->keys; i++)
        bind_cell(&query, &row->cells[i]);
    return query_exec(&query, err);
}

static bool delete_row(struct store *store, const struct table *table, const struct row *row,
                       struct error *err) {
    return run_on_row(store, table->delete, row, table->keys, err);
}

static bool insert_row(struct store *store, const struct table *table, const struct row *row,
                       struct error *err) {
    return run_on_row(store, table->insert, row, table->columns, err);
}

// The row stays in its place on its page, which deleting and inserting would have emptied first.
static bool update_row(struct store *store, const struct table *table, const struct row *row,
                       struct error *err) {
    assert(table->update != STATEMENT_COUNT); // what is all key cannot differ in the rest
    CLEANUP(query_done) struct query query = query_start(&store->writer.connection, table->update);
    for (size_t i = table->keys; i < table->columns; i++)
        bind_cell(&query, &row->cells[i]);
    for (size_t i = 0; i < table->keys; i++)
        bind_cell(&query, &row->cells[i]);
    return query_exec(&query, err);
}

// NULL: there is, or was, no such row.
static bool write_row(struct store *store, const struct table *table, const struct row *before,
                      const struct row *after, struct error *err) {
    if (before && after && table->insert == SQL_duty_insert &&
        differs_in_end(before, after, table->columns))
        return end_duty(store, table, after, err);
    if (before && after)
        return update_row(store, table, after, err);
    return before ? delete_row(store, table, before, err) : insert_row(store, table, after, err);
}

bool write_difference(struct store *store, const struct table *table, const struct rows *before,
                      const struct rows *after, bool *ret_changed, struct error *err) {
    size_t old = 0, new = 0;
    while (old < before->items.n || new < after->items.n) {
        const struct row *a = old < before->items.n ? before->items.items[old] : NULL;
        const struct row *b = new < after->items.n ? after->items.items[new] : NULL;
        bool same = a == b;
        int order = same ? 0 : !a ? 1 : !b ? -1 : row_cmp(a, b, table->keys);
        if (order <= 0)
            old++;
        if (order >= 0)
            new ++;
        if (same)
            continue;
        *ret_changed = true;
        if (!write_row(store, table, order <= 0 ? a : NULL, order >= 0 ? b : NULL, err))
            return false;
    }
    return true;
}
