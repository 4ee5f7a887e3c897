// SPDX-License-Identifier: EUPL-1.2
//
// A table as a spreadsheet could have saved it: what is read is text, and read once more from what
// was written of it, it is the same.
#include <assert.h>

#include "base/csv.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_field(struct buf *buf, struct str field) {
    buf_add_char(buf, '"');
    for (size_t i = 0; i < field.n; i++) {
        if (field.p[i] == '"')
            buf_add_char(buf, '"');
        buf_add_char(buf, field.p[i]);
    }
    buf_add_char(buf, '"');
}

static void same_again(struct arena *arena, const struct csv *csv) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct csv again;
    struct str text;
    buf_add_c(&buf, "sep=;\n");
    for (size_t i = 0; i < csv->rows.n; i++) {
        for (size_t k = 0; k < csv->rows.items[i].fields.n; k++) {
            if (k > 0)
                buf_add_char(&buf, ';');
            add_field(&buf, csv->rows.items[i].fields.items[k]);
        }
        buf_add_char(&buf, '\n');
    }
    if (!buf_done(&buf, &text, NULL) || !csv_read(arena, text, &again, NULL))
        return;
    assert(again.rows.n == csv->rows.n);
    for (size_t i = 0; i < csv->rows.n; i++) {
        assert(again.rows.items[i].fields.n == csv->rows.items[i].fields.n);
        for (size_t k = 0; k < csv->rows.items[i].fields.n; k++)
            assert(str_eq(again.rows.items[i].fields.items[k], csv->rows.items[i].fields.items[k]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str text;
    struct csv csv;
    if (!arena || !csv_text(arena, (struct str){(const char *)data, size}, &text, NULL))
        return 0;
    assert(utf8_valid(text));
    if (csv_read(arena, text, &csv, NULL))
        same_again(arena, &csv);
    return 0;
}
