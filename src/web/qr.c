// SPDX-License-Identifier: EUPL-1.2
#include "web/qr.h"

#include <qrencode.h>

#define QUIET 4

static void add_row(struct buf *buf, const unsigned char *row, size_t side, size_t y) {
    for (size_t x = 0; x < side;) {
        size_t from = x;
        while (x < side && row[x] & 1)
            x++;
        if (x > from)
            buf_printf(buf, "M%zu %zuh%zuv1h-%zuz", from + QUIET, y + QUIET, x - from, x - from);
        else
            x++;
    }
}

bool qr_path(struct arena *arena, struct str text, size_t *ret_side, struct str *ret_path,
             struct error *err) {
    const char *c = str_c(arena, text);
    if (!c)
        return error_memory(err);
    QRcode *code = QRcode_encodeString8bit(c, 0, QR_ECLEVEL_M);
    if (!code)
        return error_set(err, ERR_LIMIT, "qr.too-long", NULL);
    size_t side = (size_t)code->width;
    struct buf buf = buf_new(arena, (size_t)1024 * 1024);
    for (size_t y = 0; y < side; y++)
        add_row(&buf, code->data + y * side, side, y);
    QRcode_free(code);
    *ret_side = side + 2 * (size_t)QUIET;
    return buf_done(&buf, ret_path, err);
}
