// SPDX-License-Identifier: EUPL-1.2
//
// Rows of derived tables: those that stand there are compared, in order of their key, with those
// that shall, and only what differs is written.
#ifndef VAKA_STORE_DERIVED_ROWS_H
#define VAKA_STORE_DERIVED_ROWS_H

#include "store/internal.h"

#define CELLS_MAX 20

struct cell {
    bool is_int;
    int64_t number;
    struct str text;
};
struct row {
    struct cell cells[CELLS_MAX];
};
struct rows {
    LIST_OF(struct row *) items;
};

struct table {
    size_t keys, columns;
    enum statement of, insert, update, delete, all; // update: STATEMENT_COUNT when it is all key
};

// Where the row of a duty has the unit, and what is another when a duty has ended.
#define DUTY_UNIT_CELL 7
#define DUTY_STATE_CELL 10
#define DUTY_ENDED_SEQ_CELL 14
#define DUTY_ENDED_CELL 15

// A row more; NULL: no memory.
struct row *row_new(struct arena *arena, struct rows *rows);
int cell_cmp(const struct cell *a, const struct cell *b) PURE; // both of one column
void read_cell(struct query *query, struct arena *arena, struct cell *cell);
// By key; a row that is there twice counts once.
void sort_rows(const struct table *table, struct rows *rows);
// Those that stand there of a stream, by key. Where one of `rows`, which are sorted, is the same,
// it is that.
bool read_rows(struct store *store, const struct table *table, struct str stream,
               const struct rows *rows, struct rows *ret_rows, struct error *err) WARN_UNUSED;
// Writes what differs, `before` being what was read with `after`. Sets *ret_changed when anything
// does.
bool write_difference(struct store *store, const struct table *table, const struct rows *before,
                      const struct rows *after, bool *ret_changed, struct error *err) WARN_UNUSED;

#endif
