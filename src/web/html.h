// SPDX-License-Identifier: EUPL-1.2
//
// HTML that is safe by its type.
//
// `struct str` is text as somebody typed it; `struct html` is markup that this program made. Only
// HTML_TEXT() takes both: text is escaped, markup is written as it stands. Where markup cannot
// stand (attribute values, URLs) a `struct html` does not compile, and neither does anything else
// that is not text or a whole number. Pages are made by views (docs/templates.md), whose compiler
// chooses the right macro for each place; C code that builds a fragment by hand uses the same
// macros and HTML() for its literals.
//
// A struct html_out is a buffer: failures are remembered and looked at once, in html_done().
#ifndef VAKA_WEB_HTML_H
#define VAKA_WEB_HTML_H

#include "base/str.h"
#include "i18n/catalogue.h"

struct html {
    const char *p;
    size_t n; // bytes
};

// Markup written in the program's own source. Takes a string literal only.
#define HTML(literal) ((struct html){"" literal, sizeof(literal) - 1})

struct html_out {
    struct buf buf;
};

struct html_out html_new(struct arena *arena, size_t max);
// The markup so far; false when memory or the ceiling did not suffice.
bool html_done(struct html_out *out, struct html *ret_html, struct error *err) WARN_UNUSED;

// clang-format off
#define HTML_NUMBERS(of_int, of_size)                                                              \
    int: of_int, unsigned: of_int, int64_t: of_int, size_t: of_size

// Between tags: text escaped, markup as it is, whole numbers in digits.
#define HTML_TEXT(out, x)                                                                          \
    _Generic((x), struct str: html_add_text, struct html: html_add_html,                           \
             HTML_NUMBERS(html_add_int, html_add_size))((out), (x))
// In a quoted attribute value, and in <title> and <textarea>: text and whole numbers.
#define HTML_VALUE(out, x)                                                                         \
    _Generic((x), struct str: html_add_text,                                                       \
             HTML_NUMBERS(html_add_int, html_add_size))((out), (x))
// A whole URL as an attribute value: a path on this site ("/…", "?…", "#…"), http:, https:, mailto:
// or tel:. Any other becomes "#", since it could run script or lead astray unseen.
#define HTML_URL(out, x) _Generic((x), struct str: html_add_url)((out), (x))
// A part of a URL: percent-encoded, so that it can neither end the part nor begin another.
#define HTML_URL_PART(out, x)                                                                      \
    _Generic((x), struct str: html_add_url_part,                                                   \
             HTML_NUMBERS(html_add_int, html_add_size))((out), (x))
// What counts as true in a view: a set flag, a number that is not 0, a text that is not empty, a
// pointer that leads somewhere.
#define HTML_TRUTH(x)                                                                              \
    _Generic((x), bool: html_true_bool, struct str: html_true_text, struct html: html_true_html,   \
             HTML_NUMBERS(html_true_int, html_true_size), default: html_true_pointer)(x)
// An argument of html_tr(), between tags and in attribute values.
#define HTML_ARG(out, x)                                                                           \
    _Generic((x), struct str: html_arg_text, struct html: html_arg_html,                           \
             HTML_NUMBERS(html_arg_int, html_arg_size))((out), (x))
#define HTML_VALUE_ARG(out, x)                                                                     \
    _Generic((x), struct str: html_arg_text,                                                       \
             HTML_NUMBERS(html_arg_int, html_arg_size))((out), (x))
// clang-format on

void html_add_text(struct html_out *out, struct str text);
void html_add_html(struct html_out *out, struct html html);
void html_add_int(struct html_out *out, int64_t number);
void html_add_size(struct html_out *out, size_t number);
void html_add_url(struct html_out *out, struct str url);
void html_add_url_part(struct html_out *out, struct str part);

// Whether html_add_url() would let it through. The empty URL is this very page.
bool html_url_is_safe(struct str url) PURE;

bool html_true_bool(bool x);
bool html_true_text(struct str x);
bool html_true_html(struct html x);
bool html_true_int(int64_t x);
bool html_true_size(size_t x);
bool html_true_pointer(const void *x);

// Texts of the catalogue. An argument that is markup stays markup, so that a sentence can hold a
// link.
struct html_arg {
    struct str text;
    bool is_markup;
};
struct html_arg html_arg_text(struct html_out *out, struct str text);
struct html_arg html_arg_html(struct html_out *out, struct html html);
struct html_arg html_arg_int(struct html_out *out, int64_t number);
struct html_arg html_arg_size(struct html_out *out, size_t number);
void html_tr(struct html_out *out, enum language language, enum text_id id,
             const struct html_arg *args, size_t count);

#endif
