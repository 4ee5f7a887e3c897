// SPDX-License-Identifier: EUPL-1.2
//
// What tables that are read in have in common (docs/people-file.md, docs/areas.md): columns by
// name, in any order; what is wrong is noted with its line and column, and the rest is read on.
#ifndef VAKA_APP_IMPORT_H
#define VAKA_APP_IMPORT_H

#include "app/people.h"
#include "base/csv.h"
#include "base/hash.h"

#define IMPORT_FILE_MAX ((size_t)256 * 1024)
#define IMPORT_FAULTS_MAX 100 // that are told
#define IMPORT_COLUMNS_MAX 16

struct import_column {
    const char *name;
    bool needed;
};
struct import_fault {
    size_t line;
    struct str column; // or empty
    struct error what;
};
struct import_faults {
    LIST_OF(struct import_fault) items;
};

// What a file asks for, beside its steps.
struct import_plan {
    struct import_faults faults; // while there are any, nothing is done
    size_t lines, unchanged;     // lines read, and those that ask for nothing new
    struct str mark;             // of the steps: what is confirmed is what was shown
};

struct import {
    struct app *app;
    struct arena *arena;
    struct error *err;
    const struct import_column *columns;
    size_t column_count;
    size_t places[IMPORT_COLUMNS_MAX]; // of each column in a row; SIZE_MAX: not there
    const struct csv_row *row;         // that is being read
    bool wrong;                        // something in it is
    struct import_faults faults;
};

// Where a name stands, whatever its case and blanks.
bool import_same(struct import *import, struct str a, struct str b, bool *ret_same) WARN_UNUSED;
// Reads the table and finds its columns. Errors of the file as a whole: those of csv_read(),
// ERR_INPUT import.empty, import.no-column {name}, import.unknown-column {name}.
bool import_read(struct import *import, struct str text, struct csv *ret_csv) WARN_UNUSED;

// What stands in the row; empty where the row is shorter, or has no such column. The apostrophe
// that keeps a spreadsheet from running a cell (doc/table.h) is taken away.
struct str import_cell(const struct import *import, size_t column);

// Notes what is wrong with the row. False only when memory is out.
bool import_fault(struct import *import, size_t column, const struct error *what) WARN_UNUSED;
// The same, of a key that is told with what stands in the column.
bool import_fault_at(struct import *import, size_t column, const char *key) WARN_UNUSED;

// Values of the row; what is wrong is noted. False only when memory is out.
bool import_line(struct import *import, size_t column, struct str *ret_text) WARN_UNUSED;
bool import_date(struct import *import, size_t column, struct date *ret_date) WARN_UNUSED;

// Ends planning: the faults that were noted, and the mark of the steps that were hashed.
bool import_plan_end(struct import *import, struct hasher *steps,
                     struct import_plan *plan) WARN_UNUSED;
// Whether what was shown under that mark may be done. ERR_CONFLICT import.changed.
bool import_plan_stands(const struct import_plan *plan, struct str mark,
                        struct error *err) WARN_UNUSED;

// Records a registration on its stream as it stands (app_register()); an empty stream: a new one.
bool import_record(struct app *app, struct arena *arena, const struct actor *actor,
                   struct register_request request, struct str *ret_stream,
                   struct error *err) WARN_UNUSED;

#endif
