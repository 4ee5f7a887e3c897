// SPDX-License-Identifier: EUPL-1.2
#include "base/str.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int str_cmp(struct str a, struct str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    if (order)
        return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str with) {
    return s.n >= with.n && str_eq(str_sub(s, 0, with.n), with);
}

bool str_ends(struct str s, struct str with) {
    return s.n >= with.n && str_eq(str_sub(s, s.n - with.n, with.n), with);
}

struct str str_sub(struct str s, size_t from, size_t n) {
    if (from >= s.n)
        return (struct str){s.p ? s.p + s.n : NULL, 0};
    if (n > s.n - from)
        n = s.n - from;
    return (struct str){s.p + from, n};
}

// Bytes of the blank at the start (step > 0) or end of s; 0 when there is none.
static size_t blank_at(struct str s, bool at_end) {
    static const struct str nbsp = {"\xC2\xA0", 2};
    if (!s.n)
        return 0;
    char c = s.p[at_end ? s.n - 1 : 0];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        return 1;
    bool hard = at_end ? str_ends(s, nbsp) : str_starts(s, nbsp);
    return hard ? nbsp.n : 0;
}

struct str str_trim(struct str s) {
    size_t n;
    while ((n = blank_at(s, false)) > 0)
        s = str_sub(s, n, s.n);
    while ((n = blank_at(s, true)) > 0)
        s.n -= n;
    return s;
}

size_t str_find(struct str s, struct str what) {
    if (!what.n)
        return 0;
    if (what.n > s.n)
        return STR_NOT_FOUND;
    const char *hit = memmem(s.p, s.n, what.p, what.n);
    return hit ? (size_t)(hit - s.p) : STR_NOT_FOUND;
}

size_t str_find_char(struct str s, char c) {
    const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;
    return hit ? (size_t)(hit - s.p) : STR_NOT_FOUND;
}

bool str_split(struct str *rest, char sep, struct str *ret_part) {
    if (!rest->p)
        return false;
    size_t at = str_find_char(*rest, sep);
    if (at == STR_NOT_FOUND) {
        *ret_part = *rest;
        *rest = STR_NONE;
        return true;
    }
    *ret_part = str_sub(*rest, 0, at);
    *rest = str_sub(*rest, at + 1, rest->n);
    return true;
}

struct str str_copy(struct arena *arena, struct str s) {
    char *copy = arena_copy(arena, s.p, s.n);
    return (struct str){copy, copy ? s.n : 0};
}

char *str_c(struct arena *arena, struct str s) {
    return arena_copy(arena, s.p, s.n);
}

PRINTF(2, 0)
#define SHORT_TEXT 128 // most are, and are formatted once

static struct str format_list(struct arena *arena, const char *format, va_list list) {
    char few[SHORT_TEXT];
    va_list again;
    va_copy(again, list);
    int n = vsnprintf(few, sizeof(few), format, list);
    assert(n >= 0);
    char *text = arena_bytes(arena, (size_t)n + 1);
    if (text && (size_t)n < sizeof(few))
        memcpy(text, few, (size_t)n + 1);
    else if (text)
        vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return (struct str){text, text ? (size_t)n : 0};
}

struct str str_printf(struct arena *arena, const char *format, ...) {
    va_list list;
    va_start(list, format);
    struct str s = format_list(arena, format, list);
    va_end(list);
    return s;
}

bool str_int64(struct str s, int64_t *ret_value) {
    bool negative = s.n && s.p[0] == '-';
    if (negative)
        s = str_sub(s, 1, s.n);
    if (!s.n)
        return false;
    int64_t value = 0; // built below zero, where there is room for one more
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, s.p[i] - '0', &value))
            return false;
    }
    if (!negative && __builtin_sub_overflow((int64_t)0, value, &value))
        return false;
    *ret_value = value;
    return true;
}

bool error_set_str(struct error *err, enum error_code code, const char *key, struct str arg) {
    char closed[ERROR_ARG_SIZE + 1] = {0}; // one more than fits, so that error_set() sees a cut
    memcpy(closed, arg.n ? arg.p : "", arg.n < sizeof(closed) ? arg.n : sizeof(closed) - 1);
    return error_set(err, code, key, closed, NULL);
}

struct buf buf_new(struct arena *arena, size_t max) {
    return (struct buf){.arena = arena, .max = max};
}

static bool make_room(struct buf *buf, size_t more) {
    if (buf->failed || more > buf->max || buf->n > buf->max - more) {
        buf->failed = true;
        return false;
    }
    if (buf->cap - buf->n > more) // one byte is kept for NUL
        return true;
    size_t cap = buf->cap ? buf->cap : 256;
    while (cap - buf->n <= more)
        cap *= 2;
    char *wider = arena_bytes(buf->arena, cap);
    if (!wider) {
        buf->failed = true;
        return false;
    }
    if (buf->n)
        memcpy(wider, buf->p, buf->n);
    buf->p = wider;
    buf->cap = cap;
    return true;
}

void buf_add(struct buf *buf, struct str s) {
    if (!s.n || !make_room(buf, s.n))
        return;
    memcpy(buf->p + buf->n, s.p, s.n);
    buf->n += s.n;
}

void buf_add_c(struct buf *buf, const char *c) {
    buf_add(buf, str_of(c));
}

void buf_add_char(struct buf *buf, char c) {
    if (make_room(buf, 1))
        buf->p[buf->n++] = c;
}

char *buf_add_room(struct buf *buf, size_t n) {
    if (!make_room(buf, n))
        return NULL;
    char *room = buf->p + buf->n;
    buf->n += n;
    return room;
}

void buf_add_int(struct buf *buf, int64_t value) {
    char digits[20]; // of INT64_MIN with its sign
    char *first = digits + sizeof(digits);
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do
        *--first = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--first = '-';
    buf_add(buf, (struct str){first, (size_t)(digits + sizeof(digits) - first)});
}

void buf_printf(struct buf *buf, const char *format, ...) {
    va_list list;
    va_start(list, format);
    va_list again;
    va_copy(again, list);
    char few[SHORT_TEXT];
    int n = vsnprintf(few, sizeof(few), format, list);
    assert(n >= 0);
    if (make_room(buf, (size_t)n)) {
        if ((size_t)n < sizeof(few))
            memcpy(buf->p + buf->n, few, (size_t)n);
        else
            vsnprintf(buf->p + buf->n, (size_t)n + 1, format, again);
        buf->n += (size_t)n;
    }
    va_end(again);
    va_end(list);
}

bool buf_done(struct buf *buf, struct str *ret_text, struct error *err) {
    if (!make_room(buf, 0))
        return arena_failed(buf->arena) ? error_memory(err)
                                        : error_set(err, ERR_LIMIT, "error.text-too-long", NULL);
    buf->p[buf->n] = 0;
    *ret_text = (struct str){buf->p, buf->n};
    return true;
}
