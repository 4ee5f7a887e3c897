// SPDX-License-Identifier: EUPL-1.2
//
// A list to be taken along to a spreadsheet: columns with headings, rows of texts and dates.
//
// Both files are for Excel as it is set up in Sweden, and open without questions:
//
//   CSV    UTF-8 with a byte order mark (without it Excel reads another encoding), semicolon
//          between the cells (the list separator of Swedish Windows), CRLF, quotes by RFC 4180
//   xlsx   Office Open XML by libxlsxwriter; dates are dates, numbers numbers, all else is text
//
// A spreadsheet runs a cell that begins like a formula. Text was typed by people, so in CSV a cell
// that begins with = + - @ tab or carriage return gets an apostrophe before it; in xlsx a cell is
// declared to be text and nothing is changed.
#ifndef VAKA_DOC_TABLE_H
#define VAKA_DOC_TABLE_H

#include "calendar/civil.h"

enum cell_kind {
    CELL_TEXT,
    CELL_DATE,   // "2026-03-01"; a cell that holds anything else is text
    CELL_NUMBER, // whole, "-12"; as above
};

struct table_column {
    struct str heading;
    enum cell_kind kind;
    int width; // in characters, of the spreadsheet's column
};

struct table_file {
    struct str title; // of the sheet
    size_t column_count;
    const struct table_column *columns;
    size_t row_count;
    const struct str *cells; // row by row: row_count * column_count
    struct instant made;     // goes into the file's properties
};

// ERR_LIMIT error.text-too-long beyond BUF_DEFAULT_MAX.
bool table_csv(struct arena *arena, const struct table_file *table, struct str *ret_bytes,
               struct error *err) WARN_UNUSED;
// ERR_IO document.failed {0: what the library said}.
bool table_xlsx(struct arena *arena, const struct table_file *table, struct str *ret_bytes,
                struct error *err) WARN_UNUSED;

#endif
