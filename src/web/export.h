// SPDX-License-Identifier: EUPL-1.2
//
// A list of a page as a file: its columns, headed in the language of the request.
#ifndef VAKA_WEB_EXPORT_H
#define VAKA_WEB_EXPORT_H

#include "doc/table.h"
#include "web/request.h"

// table_csv() or table_xlsx().
typedef bool table_maker(struct arena *arena, const struct table_file *table, struct str *ret_bytes,
                         struct error *err);

struct export_column {
    enum text_id heading;
    enum cell_kind kind;
    int width; // in characters, of the spreadsheet's column
};

// A table of so many rows, made now, with empty cells: row by row in *ret_cells, to be filled in.
// In the request's arena.
bool export_start(const struct request *request, enum text_id title,
                  const struct export_column *columns, size_t column_count, size_t row_count,
                  struct table_file *ret_table, struct str **ret_cells,
                  struct error *err) WARN_UNUSED;
// 200 with the bytes, to be kept under "<name>-<date>.<ending>".
bool export_send(const struct request *request, struct response *response, const char *name,
                 struct date date, const char *ending, struct str bytes,
                 struct error *err) WARN_UNUSED;

#endif
