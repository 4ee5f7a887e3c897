// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"

#include <stdarg.h>
#include <string.h>

// Copies as much as fits without cutting a UTF-8 sequence in two.
static void copy_cut(char *to, size_t size, const char *from) {
    size_t n = strnlen(from, size);
    if (n == size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)from[n] & 0xC0) == 0x80)
            n--;
    }
    memcpy(to, from, n);
    to[n] = 0;
}

bool(error_set)(struct error *err, enum error_code code, const char *key, ...) {
    if (!err)
        return false;
    memset(err, 0, sizeof(*err));
    err->code = code;
    err->key = key;
    va_list list;
    va_start(list, key);
    for (size_t i = 0; i < ERROR_ARGS; i++) {
        const char *arg = va_arg(list, const char *);
        if (!arg)
            break;
        copy_cut(err->args[i], ERROR_ARG_SIZE, arg);
    }
    va_end(list);
    return false;
}

bool(error_memory)(struct error *err) {
    return error_set(err, ERR_MEMORY, "error.memory", NULL);
}

bool(error_at)(struct error *err, const char *file, const char *element, uint32_t line,
               uint32_t column) {
    if (!err)
        return false;
    if (file && !err->file[0])
        copy_cut(err->file, sizeof(err->file), file);
    if (element && !err->element[0])
        copy_cut(err->element, sizeof(err->element), element);
    if (!err->line) {
        err->line = line;
        err->column = column;
    }
    return false;
}

void error_clear(struct error *err) {
    if (err)
        memset(err, 0, sizeof(*err));
}
