// SPDX-License-Identifier: EUPL-1.2
#include "markup.h"

#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_one_of(const char *name, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

#define IS_ONE_OF(name, list) is_one_of((name), (list), COUNT(list))

// The part of an attribute's name that decides what its value is: htmx takes "data-hx-get" and
// "hx-get:inherited" as "hx-get".
static const char *kind_of(const char *attribute, char kind[MARKUP_NAME_MAX]) {
    const char *name = strncmp(attribute, "data-hx-", 8) == 0 ? attribute + 5 : attribute;
    size_t n = strncmp(name, "hx-", 3) == 0 ? strcspn(name, ":.") : strlen(name);
    memcpy(kind, name, n);
    kind[n] = 0;
    return kind;
}

static bool is_url(const char *attribute) {
    static const char *const urls[] = {
        "href",    "src",    "action",   "formaction", "poster",      "cite",          "hx-get",
        "hx-post", "hx-put", "hx-patch", "hx-delete",  "hx-push-url", "hx-replace-url"};
    char kind[MARKUP_NAME_MAX];
    return IS_ONE_OF(kind_of(attribute, kind), urls);
}

// Attributes whose values are code, or addresses in a form of their own.
static bool is_closed(const char *attribute) {
    static const char *const closed[] = {
        "style",      "srcdoc",     "srcset",   "content", "ping",     "http-equiv", "data",
        "xlink:href", "background", "manifest", "archive", "codebase", "imagesrcset"};
    static const char *const harmless_hx[] = {"hx-target",  "hx-select",    "hx-include",
                                              "hx-confirm", "hx-indicator", "hx-disable"};
    char kind[MARKUP_NAME_MAX];
    kind_of(attribute, kind);
    if (strncmp(kind, "on", 2) == 0 || IS_ONE_OF(kind, closed))
        return true;
    return strncmp(kind, "hx-", 3) == 0 && !is_url(kind) && !IS_ONE_OF(kind, harmless_hx);
}

// Tags whose URL is fetched and run or trusted by the page itself.
static bool loads_what_it_names(const char *tag) {
    static const char *const loading[] = {"script", "link",   "iframe", "frame",
                                          "embed",  "object", "base"};
    return IS_ONE_OF(tag, loading);
}

static bool add_to_name(char *name, char c) {
    size_t n = strlen(name);
    if (n + 1 == MARKUP_NAME_MAX)
        return false;
    name[n] = lower(c);
    name[n + 1] = 0;
    return true;
}

static void end_tag(struct markup *m) {
    static const char *const plain[] = {"title", "textarea"};
    static const char *const code[] = {"script", "style"};
    m->place = MARKUP_TEXT;
    if (strcmp(m->tag, "pre") == 0)
        m->in_pre = !m->closing;
    if (m->closing)
        return;
    if (IS_ONE_OF(m->tag, plain))
        m->place = MARKUP_PLAIN;
    else if (IS_ONE_OF(m->tag, code))
        m->place = MARKUP_CODE;
}

// A step takes at least one byte of `rest` and answers how many, or 0 with a message.

static size_t skip_comment(struct str rest, const char **message) {
    size_t end = str_find(str_sub(rest, 3, rest.n), STR("-->"));
    if (end != STR_NOT_FOUND)
        return 3 + end + 3;
    *message = "the comment is not closed, or something is to be filled in inside it";
    return 0;
}

static size_t shorten_blanks(struct markup *m, struct str rest, struct buf *out) {
    size_t n = 0;
    bool line_end = false;
    for (; n < rest.n && is_blank(rest.p[n]); n++)
        line_end = line_end || rest.p[n] == '\n';
    if (m->in_pre)
        buf_add(out, str_sub(rest, 0, n));
    else if (!m->after_line_end)
        buf_add_char(out, line_end ? '\n' : ' ');
    m->after_line_end = m->after_line_end || line_end;
    return n;
}

static size_t step_text(struct markup *m, struct str rest, struct buf *out, const char **message) {
    if (is_blank(rest.p[0]))
        return shorten_blanks(m, rest, out);
    if (str_starts(rest, STR("<!--")))
        return 1 + skip_comment(str_sub(rest, 1, rest.n), message);
    m->after_line_end = false;
    if (rest.p[0] == '<') {
        m->place = MARKUP_OPEN;
        m->closing = false;
        m->tag[0] = 0;
    }
    buf_add_char(out, rest.p[0]);
    return 1;
}

static size_t step_open(struct markup *m, char c, struct buf *out, const char **message) {
    buf_add_char(out, c);
    if (c == '!') {
        m->place = MARKUP_DECLARATION;
    } else if (c == '/' && !m->closing) {
        m->closing = true;
    } else if (is_letter(c)) {
        m->place = MARKUP_TAG_NAME;
        (void)add_to_name(m->tag, c); // the first always fits
    } else {
        *message = "a < that begins no tag: write &lt;";
        return 0;
    }
    return 1;
}

// Between attributes, and wherever a blank, a / or a > has the same meaning as there.
static size_t step_tag(struct markup *m, struct str rest, struct buf *out, const char **message) {
    char c = rest.p[0];
    if (is_blank(c)) {
        size_t n = 0;
        while (n < rest.n && is_blank(rest.p[n]))
            n++;
        if (n == rest.n || (rest.p[n] != '>' && rest.p[n] != '='))
            buf_add_char(out, ' ');
        m->place = m->place == MARKUP_NAME ? MARKUP_AFTER_NAME : MARKUP_TAG;
        return n;
    }
    buf_add_char(out, c);
    if (c == '>') {
        end_tag(m);
    } else if (c == '/') {
        m->place = MARKUP_TAG;
    } else if (is_letter(c) && m->place != MARKUP_AFTER_VALUE) {
        m->place = MARKUP_NAME;
        m->name[0] = 0;
        (void)add_to_name(m->name, c);
    } else {
        *message = "the name of an attribute begins with a letter and stands after a blank";
        return 0;
    }
    return 1;
}

static size_t step_tag_name(struct markup *m, struct str rest, struct buf *out,
                            const char **message) {
    char c = rest.p[0];
    if (is_blank(c) || c == '>' || c == '/')
        return step_tag(m, rest, out, message);
    if ((!is_letter(c) && c != '-' && (c < '0' || c > '9')) || !add_to_name(m->tag, c)) {
        *message = "the name of a tag is letters, digits and -, and not longer than 31";
        return 0;
    }
    buf_add_char(out, c);
    return 1;
}

static size_t step_name(struct markup *m, struct str rest, struct buf *out, const char **message) {
    char c = rest.p[0];
    if (c == '=') {
        buf_add_char(out, c);
        m->place = MARKUP_BEFORE_VALUE;
        return 1;
    }
    if (is_blank(c) || c == '>' || c == '/' || m->place == MARKUP_AFTER_NAME)
        return step_tag(m, rest, out, message);
    bool good =
        is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_' || c == '.';
    if (!good || !add_to_name(m->name, c)) {
        *message = "the name of an attribute is letters, digits, - : _ . and not longer than 31";
        return 0;
    }
    buf_add_char(out, c);
    return 1;
}

static size_t step_before_value(struct markup *m, char c, struct buf *out, const char **message) {
    if (is_blank(c))
        return 1;
    buf_add_char(out, c);
    if (c == '"' || c == '\'') {
        m->place = MARKUP_VALUE;
        m->quote = c;
        m->url = MARKUP_URL_START;
        return 1;
    }
    if (c == '>' || is_url(m->name)) {
        *message = "the value of an attribute must be quoted";
        return 0;
    }
    m->place = MARKUP_UNQUOTED;
    return 1;
}

// How a URL written in the view may begin: like html_url_is_safe(), but never empty before a part.
static bool url_begins_well(struct str rest) {
    static const char *const beginnings[] = {"?", "#", "http://", "https://", "mailto:", "tel:"};
    if (rest.p[0] == '/')
        return rest.n < 2 || (rest.p[1] != '/' && rest.p[1] != '\\');
    for (size_t i = 0; i < COUNT(beginnings); i++)
        if (str_starts(rest, str_of(beginnings[i])))
            return true;
    return false;
}

static size_t step_value(struct markup *m, struct str rest, struct buf *out, const char **message) {
    static const char begins_ill[] = "a URL begins with / ? # http:// https:// mailto: or tel:";
    static const char unsure[] = "the URL begins before this on one way through the view only";
    char c = rest.p[0];
    if (c != m->quote && is_url(m->name) && m->url != MARKUP_URL_BEGUN) {
        *message = m->url == MARKUP_URL_UNSURE ? unsure : begins_ill;
        if (m->url == MARKUP_URL_UNSURE || !url_begins_well(rest))
            return 0;
        *message = NULL;
        m->url = MARKUP_URL_BEGUN;
    }
    buf_add_char(out, c);
    if (c == m->quote)
        m->place = MARKUP_AFTER_VALUE;
    return 1;
}

static size_t step_unquoted(struct markup *m, struct str rest, struct buf *out,
                            const char **message) {
    char c = rest.p[0];
    if (is_blank(c) || c == '>')
        return step_tag(m, rest, out, message);
    buf_add_char(out, c);
    return 1;
}

static size_t step_declaration(struct markup *m, char c, struct buf *out) {
    buf_add_char(out, c);
    if (c == '>')
        m->place = MARKUP_TEXT;
    return 1;
}

// Content that only its own end tag ends.
static size_t step_content(struct markup *m, struct str rest, struct buf *out) {
    size_t n = strlen(m->tag);
    bool ends = rest.n > n + 2 && rest.p[0] == '<' && rest.p[1] == '/';
    for (size_t i = 0; ends && i < n; i++)
        ends = lower(rest.p[2 + i]) == m->tag[i];
    if (ends) {
        char after = rest.p[n + 2];
        ends = is_blank(after) || after == '/' || after == '>';
    }
    if (!ends) {
        buf_add_char(out, rest.p[0]);
        return 1;
    }
    buf_add(out, str_sub(rest, 0, n + 2));
    m->closing = true;
    m->place = MARKUP_TAG_NAME;
    return n + 2;
}

static size_t step(struct markup *m, struct str rest, struct buf *out, const char **message) {
    switch (m->place) {
    case MARKUP_TEXT:
        return step_text(m, rest, out, message);
    case MARKUP_OPEN:
        return step_open(m, rest.p[0], out, message);
    case MARKUP_TAG_NAME:
        return step_tag_name(m, rest, out, message);
    case MARKUP_TAG:
    case MARKUP_AFTER_VALUE:
        return step_tag(m, rest, out, message);
    case MARKUP_NAME:
    case MARKUP_AFTER_NAME:
        return step_name(m, rest, out, message);
    case MARKUP_BEFORE_VALUE:
        return step_before_value(m, rest.p[0], out, message);
    case MARKUP_VALUE:
        return step_value(m, rest, out, message);
    case MARKUP_UNQUOTED:
        return step_unquoted(m, rest, out, message);
    case MARKUP_DECLARATION:
        return step_declaration(m, rest.p[0], out);
    case MARKUP_PLAIN:
    case MARKUP_CODE:
        return step_content(m, rest, out);
    }
    return 0;
}

bool markup_follow(struct markup *markup, struct str text, struct buf *out, size_t *ret_at,
                   const char **ret_message) {
    for (size_t at = 0; at < text.n;) {
        const char *message = NULL;
        size_t taken = step(markup, str_sub(text, at, text.n), out, &message);
        if (message) {
            *ret_at = at;
            *ret_message = message;
            return false;
        }
        at += taken;
    }
    return true;
}

static enum markup_fill fill_of_value(const struct markup *m) {
    if (is_closed(m->name))
        return MARKUP_FILL_NOTHING;
    if (!is_url(m->name))
        return MARKUP_FILL_VALUE;
    if (m->url == MARKUP_URL_UNSURE)
        return MARKUP_FILL_NOTHING;
    if (loads_what_it_names(m->tag))
        return m->url == MARKUP_URL_START ? MARKUP_FILL_ASSET : MARKUP_FILL_NOTHING;
    return m->url == MARKUP_URL_START ? MARKUP_FILL_URL : MARKUP_FILL_URL_PART;
}

enum markup_fill markup_fill(const struct markup *m) {
    switch (m->place) {
    case MARKUP_TEXT:
        return MARKUP_FILL_TEXT;
    case MARKUP_PLAIN:
        return MARKUP_FILL_VALUE;
    case MARKUP_VALUE:
        return fill_of_value(m);
    case MARKUP_OPEN:
    case MARKUP_TAG_NAME:
    case MARKUP_TAG:
    case MARKUP_NAME:
    case MARKUP_AFTER_NAME:
    case MARKUP_BEFORE_VALUE:
    case MARKUP_UNQUOTED:
    case MARKUP_AFTER_VALUE:
    case MARKUP_DECLARATION:
    case MARKUP_CODE:
        break;
    }
    return MARKUP_FILL_NOTHING;
}

void markup_filled(struct markup *m) {
    m->after_line_end = false;
    m->url = MARKUP_URL_BEGUN;
}

bool markup_block(struct markup *m, struct buf *out) {
    switch (m->place) {
    case MARKUP_TEXT:
    case MARKUP_PLAIN:
    case MARKUP_TAG:
    case MARKUP_VALUE:
        return true;
    case MARKUP_TAG_NAME:
    case MARKUP_NAME:
    case MARKUP_AFTER_VALUE:
        buf_add_char(out, ' '); // what comes next must not grow together with it
        m->place = MARKUP_TAG;
        return true;
    case MARKUP_AFTER_NAME:
        m->place = MARKUP_TAG;
        return true;
    case MARKUP_OPEN:
    case MARKUP_BEFORE_VALUE:
    case MARKUP_UNQUOTED:
    case MARKUP_DECLARATION:
    case MARKUP_CODE:
        break;
    }
    return false;
}

bool markup_join(struct markup *m, const struct markup *other) {
    bool in_tag = m->place != MARKUP_TEXT;
    bool in_value = m->place == MARKUP_VALUE;
    if (m->place != other->place || m->in_pre != other->in_pre)
        return false;
    if (in_tag && (strcmp(m->tag, other->tag) != 0 || m->closing != other->closing))
        return false;
    if (in_value && (m->quote != other->quote || strcmp(m->name, other->name) != 0))
        return false;
    if (m->url != other->url)
        m->url = MARKUP_URL_UNSURE;
    m->after_line_end = m->after_line_end && other->after_line_end;
    return true;
}
