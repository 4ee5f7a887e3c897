// SPDX-License-Identifier: EUPL-1.2
//
// Tables as people save them from a spreadsheet (RFC 4180, and the habits of Excel): UTF-8 with or
// without a byte order mark, or Windows-1252 where the bytes are no UTF-8; fields parted by
// semicolons, commas or tabs, whichever the first line has most of; a first line "sep=;"; fields in
// quotation marks, in which a doubled one stands for itself and line ends may stand. Lines without
// anything in them are left out.
#ifndef VAKA_BASE_CSV_H
#define VAKA_BASE_CSV_H

#include "base/str.h"

#define CSV_ROWS_MAX 20000
#define CSV_FIELDS_MAX 64 // of a row

struct csv_row {
    size_t line;                // on which it begins, from 1
    LIST_OF(struct str) fields; // blanks at both ends removed
};
struct csv {
    LIST_OF(struct csv_row) rows;
};

// What the bytes say, as UTF-8 without byte order mark. ERR_INPUT csv.not-text when there is a NUL.
bool csv_text(struct arena *arena, struct str bytes, struct str *ret_text,
              struct error *err) WARN_UNUSED;
// ERR_INPUT csv.quote {line}: a quotation mark that is never closed, or something after a closing
// one; ERR_LIMIT csv.too-many-rows {ceiling}, csv.too-many-fields {line}.
bool csv_read(struct arena *arena, struct str text, struct csv *ret_csv,
              struct error *err) WARN_UNUSED;

#endif
