// SPDX-License-Identifier: EUPL-1.2
//
// Text: slices that borrow, buffers that grow.
//
// `struct str` is a slice of UTF-8 that somebody else owns, not closed with NUL (except where a
// function says so). `struct buf` builds text in an arena up to a ceiling; a failure (ceiling or
// memory) is remembered and later additions do nothing, so it is checked once, at buf_done().
#ifndef VAKA_BASE_STR_H
#define VAKA_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/macros.h"

struct str {
    const char *p;
    size_t n; // bytes
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_NONE ((struct str){NULL, 0})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p

// These are asked so often that a call would cost more than the answer.
static inline struct str str_of(const char *c) { // NULL yields the empty slice
    return c ? (struct str){c, strlen(c)} : STR_NONE;
}
static inline bool str_eq(struct str a, struct str b) {
    return a.n == b.n && (a.n == 0 || a.p == b.p || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool str_is(struct str a, const char *c) {
    return !(a.n && c && a.p[0] != c[0]) && str_eq(a, str_of(c));
}
int str_cmp(struct str a, struct str b) PURE; // bytewise, like memcmp
bool str_starts(struct str s, struct str with) PURE;
bool str_ends(struct str s, struct str with) PURE;
struct str str_sub(struct str s, size_t from, size_t n) PURE; // clamped
struct str str_trim(struct str s) PURE; // blanks, tabs, line ends and U+00A0 at both ends
#define STR_NOT_FOUND ((size_t)-1)
size_t str_find(struct str s, struct str what) PURE; // byte offset, or STR_NOT_FOUND
size_t str_find_char(struct str s, char c) PURE;
// Takes the part before the first `sep` off *rest into *ret_part; false when *rest was used up.
bool str_split(struct str *rest, char sep, struct str *ret_part);
struct str str_copy(struct arena *arena, struct str s);     // NUL follows; p is NULL on failure
char *str_c(struct arena *arena, struct str s) WARN_UNUSED; // NUL-closed copy, NULL on failure
// A formatted text in the arena; p is NULL on failure.
struct str str_printf(struct arena *arena, const char *format, ...) PRINTF(2, 3);
// Whole decimal integers only ("-12"), nothing around them.
bool str_int64(struct str s, int64_t *ret_value) WARN_UNUSED;

// error_set() with one slice as its argument.
bool error_set_str(struct error *err, enum error_code code, const char *key, struct str arg);

struct buf {
    struct arena *arena;
    char *p;
    size_t n, cap, max;
    bool failed;
};

#define BUF_DEFAULT_MAX ((size_t)16 * 1024 * 1024)

struct buf buf_new(struct arena *arena, size_t max);
void buf_add(struct buf *buf, struct str s);
void buf_add_c(struct buf *buf, const char *c);
void buf_add_char(struct buf *buf, char c);
void buf_add_int(struct buf *buf, int64_t value);
// Room for so many bytes, which the caller must fill; NULL when the addition failed.
char *buf_add_room(struct buf *buf, size_t n);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF(2, 3);
// The text so far, NUL-closed; false when an addition failed.
bool buf_done(struct buf *buf, struct str *ret_text, struct error *err) WARN_UNUSED;

#endif
