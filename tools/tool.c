// SPDX-License-Identifier: EUPL-1.2
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool tool_error(const char *file, size_t line, const char *format, ...) {
    va_list list;
    va_start(list, format);
    if (line)
        fprintf(stderr, "%s:%zu: ", file, line);
    else
        fprintf(stderr, "%s: ", file);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    return false;
}

bool tool_read(struct arena *arena, const char *path, struct str *ret_bytes) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return tool_error(path, 0, "cannot be read: %s", strerror(errno));
    struct buf buf = buf_new(arena, TOOL_FILE_MAX);
    char chunk[16 * 1024];
    for (size_t n; (n = fread(chunk, 1, sizeof(chunk), file)) > 0;)
        buf_add(&buf, (struct str){chunk, n});
    bool failed = ferror(file);
    fclose(file);
    if (failed || !buf_done(&buf, ret_bytes, NULL))
        return tool_error(path, 0, "cannot be read, or is too long");
    return true;
}

bool tool_write(const char *path, struct buf *text) {
    struct str bytes;
    if (!buf_done(text, &bytes, NULL))
        return tool_error(path, 0, "became too long");
    FILE *file = fopen(path, "wb");
    if (!file)
        return tool_error(path, 0, "cannot be written: %s", strerror(errno));
    bool done = fwrite(bytes.p, 1, bytes.n, file) == bytes.n;
    done = fclose(file) == 0 && done;
    return done || tool_error(path, 0, "cannot be written");
}

void tool_add_literal(struct buf *buf, struct str text) {
    buf_add_char(buf, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '"' || c == '\\')
            buf_add_char(buf, '\\');
        if (c == '\n')
            buf_add_c(buf, "\\n");
        else if (c < 0x20 || c == 0x7f)
            buf_printf(buf, "\\%03o", c);
        else
            buf_add_char(buf, (char)c);
    }
    buf_add_char(buf, '"');
}
