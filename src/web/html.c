// SPDX-License-Identifier: EUPL-1.2
#include "web/html.h"

#include <inttypes.h>
#include <string.h>

struct html_out html_new(struct arena *arena, size_t max) {
    return (struct html_out){.buf = buf_new(arena, max)};
}

bool html_done(struct html_out *out, struct html *ret_html, struct error *err) {
    struct str text;
    // An argument that memory did not suffice for fails the page, never prints as nothing.
    if (arena_failed(out->buf.arena))
        out->buf.failed = true;
    if (!buf_done(&out->buf, &text, err))
        return false;
    *ret_html = (struct html){text.p, text.n};
    return true;
}

static const char *entity(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_add_text(struct html_out *out, struct str text) {
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char *escaped = entity(text.p[i]);
        if (!escaped)
            continue;
        buf_add(&out->buf, str_sub(text, from, i - from));
        buf_add_c(&out->buf, escaped);
        from = i + 1;
    }
    buf_add(&out->buf, str_sub(text, from, text.n));
}

void html_add_html(struct html_out *out, struct html html) {
    buf_add(&out->buf, (struct str){html.p, html.n});
}

void html_add_int(struct html_out *out, int64_t number) {
    buf_printf(&out->buf, "%" PRId64, number);
}

void html_add_size(struct html_out *out, size_t number) {
    buf_printf(&out->buf, "%zu", number);
}

bool html_url_is_safe(struct str url) {
    static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:"};
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        // Browsers drop tabs and line ends, and read a backslash as a slash.
        if (c <= 0x20 || c == 0x7f || c == '\\')
            return false;
    }
    if (!url.n || url.p[0] == '?' || url.p[0] == '#')
        return true;
    if (url.p[0] == '/')
        return url.n == 1 || url.p[1] != '/';
    for (size_t i = 0; i < COUNT(schemes); i++)
        if (str_starts(url, str_of(schemes[i])))
            return true;
    return false;
}

void html_add_url(struct html_out *out, struct str url) {
    html_add_text(out, html_url_is_safe(url) ? url : STR("#"));
}

void html_add_url_part(struct html_out *out, struct str part) {
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-._~";
    for (size_t i = 0; i < part.n; i++) {
        char c = part.p[i];
        if (c && strchr(unreserved, c))
            buf_add_char(&out->buf, c);
        else
            buf_printf(&out->buf, "%%%02X", (unsigned)(unsigned char)c);
    }
}

bool html_true_bool(bool x) {
    return x;
}

bool html_true_text(struct str x) {
    return x.n > 0;
}

bool html_true_html(struct html x) {
    return x.n > 0;
}

bool html_true_int(int64_t x) {
    return x != 0;
}

bool html_true_size(size_t x) {
    return x != 0;
}

bool html_true_pointer(const void *x) {
    return x != NULL;
}

struct html_arg html_arg_text(struct html_out *out, struct str text) {
    (void)out;
    return (struct html_arg){.text = text};
}

struct html_arg html_arg_html(struct html_out *out, struct html html) {
    (void)out;
    return (struct html_arg){.text = {html.p, html.n}, .is_markup = true};
}

struct html_arg html_arg_int(struct html_out *out, int64_t number) {
    return (struct html_arg){.text = tr_number(out->buf.arena, number)};
}

struct html_arg html_arg_size(struct html_out *out, size_t number) {
    return (struct html_arg){.text = str_printf(out->buf.arena, "%zu", number)};
}

void html_tr(struct html_out *out, enum language language, enum text_id id,
             const struct html_arg *args, size_t count) {
    struct str rest = text_form(language, id, count ? args[0].text : STR_NONE);
    for (struct text_piece piece; text_next(&rest, &piece);) {
        if (piece.kind == TEXT_LITERAL) {
            html_add_text(out, piece.literal);
        } else if (piece.arg < count) {
            const struct html_arg *arg = &args[piece.arg];
            struct str text = arg->is_markup
                                  ? arg->text
                                  : text_arg(out->buf.arena, language, piece.kind, arg->text);
            if (arg->is_markup)
                buf_add(&out->buf, text);
            else
                html_add_text(out, text);
        }
    }
}
