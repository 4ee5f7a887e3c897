// SPDX-License-Identifier: EUPL-1.2
#include "doc/table.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static bool begins_a_formula(struct str cell) {
    return cell.n > 0 && str_find_char(STR("=+-@\t\r"), cell.p[0]) != STR_NOT_FOUND;
}

static bool needs_quotes(struct str cell) {
    for (size_t i = 0; i < cell.n; i++)
        if (str_find_char(STR(";\"\r\n"), cell.p[i]) != STR_NOT_FOUND)
            return true;
    return cell.n > 0 && (cell.p[0] == ' ' || cell.p[cell.n - 1] == ' ');
}

static void add_cell(struct buf *buf, struct str cell) {
    bool quoted = needs_quotes(cell);
    if (quoted)
        buf_add_char(buf, '"');
    if (begins_a_formula(cell))
        buf_add_char(buf, '\'');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"')
            buf_add_char(buf, '"');
        buf_add_char(buf, cell.p[i]);
    }
    if (quoted)
        buf_add_char(buf, '"');
}

bool table_csv(struct arena *arena, const struct table_file *table, struct str *ret_bytes,
               struct error *err) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    buf_add(&buf, STR(BYTE_ORDER_MARK));
    for (size_t row = 0; row <= table->row_count; row++) {
        for (size_t column = 0; column < table->column_count; column++) {
            if (column > 0)
                buf_add_char(&buf, ';');
            add_cell(&buf, row == 0 ? table->columns[column].heading
                                    : table->cells[(row - 1) * table->column_count + column]);
        }
        buf_add(&buf, STR("\r\n"));
    }
    return buf_done(&buf, ret_bytes, err);
}
