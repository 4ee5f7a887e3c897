// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define DEPTH_MAX 64
#define DEPTH_MAX_TEXT "64"

struct parser {
    struct arena *arena;
    struct str text;
    size_t at;
    // Place of the byte at `counted`, which follows `at` when a place is asked for.
    size_t counted;
    uint32_t line, column;
    unsigned depth;
    struct error *err;
};

static void count_to(struct parser *p, size_t at) {
    for (; p->counted < at; p->counted++) {
        if (p->text.p[p->counted] == '\n') {
            p->line++;
            p->column = 1;
        } else if (((unsigned char)p->text.p[p->counted] & 0xC0) != 0x80) {
            p->column++;
        }
    }
}

static bool fail(struct parser *p, const char *key, const char *arg) {
    count_to(p, p->at);
    error_set(p->err, ERR_INPUT, key, arg, NULL);
    return error_at(p->err, NULL, NULL, p->line, p->column);
}

// What stands here cannot follow what went before.
static bool fail_syntax(struct parser *p) {
    if (p->at >= p->text.n)
        return fail(p, "json.ended", NULL);
    size_t end = p->at;
    utf8_next(p->text, &end);
    char found[5] = {0};
    memcpy(found, p->text.p + p->at, end - p->at);
    return fail(p, "json.syntax", found);
}

static char peek(const struct parser *p) {
    return p->at < p->text.n ? p->text.p[p->at] : 0;
}

static bool take(struct parser *p, char c) {
    if (peek(p) != c)
        return false;
    p->at++;
    return true;
}

static void skip_blanks(struct parser *p) {
    while (take(p, ' ') || take(p, '\t') || take(p, '\n') || take(p, '\r'))
        ;
}

static bool take_word(struct parser *p, struct str word) {
    for (size_t i = 0; i < word.n; i++)
        if (!take(p, word.p[i]))
            return fail_syntax(p);
    return true;
}

static bool take_digits(struct parser *p) {
    size_t from = p->at;
    while (peek(p) >= '0' && peek(p) <= '9')
        p->at++;
    return p->at > from || fail_syntax(p);
}

static bool keep_text(struct parser *p, struct str text, struct str *ret_text) {
    *ret_text = str_copy(p->arena, text);
    return ret_text->p || error_memory(p->err);
}

static bool parse_number(struct parser *p, struct json *value) {
    size_t from = p->at;
    value->type = JSON_NUMBER;
    take(p, '-');
    if (!take(p, '0') && !take_digits(p))
        return false;
    if (take(p, '.') && !take_digits(p))
        return false;
    if (take(p, 'e') || take(p, 'E')) {
        if (!take(p, '+'))
            take(p, '-');
        if (!take_digits(p))
            return false;
    }
    return keep_text(p, str_sub(p->text, from, p->at - from), &value->text);
}

static bool parse_hex4(struct parser *p, int32_t *ret_unit) {
    int32_t unit = 0;
    for (int i = 0; i < 4; i++, p->at++) {
        char c = peek(p);
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return fail_syntax(p);
        unit = unit << 4 | digit;
    }
    *ret_unit = unit;
    return true;
}

// After "\u": one UTF-16 unit, or two that make a pair.
static bool parse_code_point(struct parser *p, int32_t *ret_code_point) {
    int32_t high = 0, low = 0;
    if (!parse_hex4(p, &high))
        return false;
    if (high == 0 || (high >= 0xDC00 && high <= 0xDFFF))
        return fail(p, "json.escape", NULL);
    if (high >= 0xD800 && high <= 0xDBFF) {
        if (!take(p, '\\') || !take(p, 'u'))
            return fail(p, "json.escape", NULL);
        if (!parse_hex4(p, &low))
            return false;
        if (low < 0xDC00 || low > 0xDFFF)
            return fail(p, "json.escape", NULL);
        high = 0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00));
    }
    *ret_code_point = high;
    return true;
}

static bool parse_escape(struct parser *p, struct buf *to) {
    static const char written[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char c = peek(p);
    const char *known = c ? strchr(written, c) : NULL;
    if (known) {
        p->at++;
        buf_add_char(to, meant[known - written]);
        return true;
    }
    int32_t code_point = 0;
    if (!take(p, 'u'))
        return fail_syntax(p);
    if (!parse_code_point(p, &code_point))
        return false;
    utf8_add(to, code_point);
    return true;
}

// Bytes from here that stand for themselves within a string.
static size_t plain_length(const struct parser *p) {
    size_t end = p->at;
    while (end < p->text.n && (unsigned char)p->text.p[end] >= 0x20 && p->text.p[end] != '"' &&
           p->text.p[end] != '\\')
        end++;
    return end - p->at;
}

static bool parse_string(struct parser *p, struct str *ret_text) {
    if (!take(p, '"'))
        return fail_syntax(p);
    size_t n = plain_length(p);
    struct str plain = str_sub(p->text, p->at, n);
    p->at += n;
    if (take(p, '"'))
        return keep_text(p, plain, ret_text);
    struct buf decoded = buf_new(p->arena, p->text.n);
    buf_add(&decoded, plain);
    while (!take(p, '"')) {
        if (!(n = plain_length(p))) {
            if (!take(p, '\\'))
                return fail_syntax(p);
            if (!parse_escape(p, &decoded))
                return false;
        }
        buf_add(&decoded, str_sub(p->text, p->at, n));
        p->at += n;
    }
    return buf_done(&decoded, ret_text, p->err);
}

static int compare_places(const struct json *a, const struct json *b) {
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

static int compare_members(const void *a, const void *b) {
    const struct json *left = *(const struct json *const *)a;
    const struct json *right = *(const struct json *const *)b;
    int order = str_cmp(left->key, right->key);
    return order ? order : compare_places(left, right);
}

// Sorted rather than searched, so that an object of a million members takes no longer than it must.
// The earliest member whose key stood before is the one to tell of.
static bool check_keys(struct parser *p, const struct json *object) {
    const struct json **members = ARENA_ARRAY(p->arena, object->count, const struct json *);
    if (!members)
        return error_memory(p->err);
    size_t n = 0;
    for (const struct json *member = object->first; member; member = member->next)
        members[n++] = member;
    qsort(members, n, sizeof(const struct json *), compare_members);
    const struct json *again = NULL;
    for (size_t i = 1; i < n; i++)
        if (str_eq(members[i - 1]->key, members[i]->key) &&
            (!again || compare_places(members[i], again) < 0))
            again = members[i];
    if (!again)
        return true;
    error_set(p->err, ERR_INPUT, "json.key-twice", again->key.p, NULL);
    return error_at(p->err, NULL, NULL, again->line, again->column);
}

static bool parse_value(struct parser *p, struct json *value);

// One element, or one member with its key; blanks around it are taken too.
static bool parse_child(struct parser *p, struct json *parent, struct json ***end) {
    struct json *child = ARENA_NEW(p->arena, struct json);
    if (!child)
        return error_memory(p->err);
    skip_blanks(p);
    if (parent->type == JSON_OBJECT) {
        if (!parse_string(p, &child->key))
            return false;
        skip_blanks(p);
        if (!take(p, ':'))
            return fail_syntax(p);
    }
    if (!parse_value(p, child))
        return false;
    **end = child;
    *end = &child->next;
    parent->count++;
    return true;
}

static bool parse_children(struct parser *p, struct json *parent, char closing) {
    if (p->depth == DEPTH_MAX)
        return fail(p, "json.depth", DEPTH_MAX_TEXT);
    p->depth++;
    p->at++;
    struct json **end = &parent->first;
    skip_blanks(p);
    while (!take(p, closing)) {
        if (parent->count && !take(p, ','))
            return fail_syntax(p);
        if (!parse_child(p, parent, &end))
            return false;
    }
    p->depth--;
    return parent->count < 2 || parent->type == JSON_ARRAY || check_keys(p, parent);
}

static bool parse_content(struct parser *p, struct json *value) {
    switch (peek(p)) {
    case '{':
        value->type = JSON_OBJECT;
        return parse_children(p, value, '}');
    case '[':
        value->type = JSON_ARRAY;
        return parse_children(p, value, ']');
    case '"':
        value->type = JSON_STRING;
        return parse_string(p, &value->text);
    case 't':
        value->type = JSON_TRUE;
        return take_word(p, STR("true"));
    case 'f':
        value->type = JSON_FALSE;
        return take_word(p, STR("false"));
    case 'n':
        value->type = JSON_NULL;
        return take_word(p, STR("null"));
    default:
        return parse_number(p, value);
    }
}

static bool parse_value(struct parser *p, struct json *value) {
    skip_blanks(p);
    count_to(p, p->at);
    value->line = p->line;
    value->column = p->column;
    if (!parse_content(p, value))
        return false;
    skip_blanks(p);
    return true;
}

bool json_parse(struct arena *arena, struct str text, const struct json **ret_value,
                struct error *err) {
    struct parser p = {.arena = arena, .text = text, .line = 1, .column = 1, .err = err};
    size_t valid = utf8_valid_prefix(text);
    if (valid < text.n) {
        p.at = valid;
        return fail(&p, "text.not-utf8", NULL);
    }
    struct json *value = ARENA_NEW(arena, struct json);
    if (!value)
        return error_memory(err);
    if (!parse_value(&p, value))
        return false;
    if (p.at < text.n)
        return fail_syntax(&p);
    *ret_value = value;
    return true;
}

const struct json *json_get(const struct json *object, const char *key) {
    if (!object || object->type != JSON_OBJECT)
        return NULL;
    for (const struct json *member = object->first; member; member = member->next)
        if (str_is(member->key, key))
            return member;
    return NULL;
}

bool json_str(const struct json *object, const char *key, struct str *ret_text) {
    const struct json *member = json_get(object, key);
    if (!member || member->type != JSON_STRING)
        return false;
    *ret_text = member->text;
    return true;
}

bool json_int(const struct json *object, const char *key, int64_t *ret_value) {
    const struct json *member = json_get(object, key);
    return member && member->type == JSON_NUMBER && str_int64(member->text, ret_value);
}

const struct json *json_ints(const struct json *list, int64_t *items) {
    for (const struct json *item = list->first; item; item = item->next)
        if (item->type != JSON_NUMBER || !str_int64(item->text, items++))
            return item;
    return NULL;
}

bool json_bool(const struct json *object, const char *key, bool *ret_value) {
    const struct json *member = json_get(object, key);
    if (!member || (member->type != JSON_TRUE && member->type != JSON_FALSE))
        return false;
    *ret_value = member->type == JSON_TRUE;
    return true;
}

struct json_writer json_writer_new(struct arena *arena) {
    return (struct json_writer){.buf = buf_new(arena, BUF_DEFAULT_MAX)};
}

// A comma when something stands before on this level.
static void separate(struct json_writer *w) {
    if (w->comma)
        buf_add_char(&w->buf, ',');
    w->comma = true;
}

// Whether a byte of eight is below 0x20, or a quotation mark, or a backslash; sometimes of one that
// stands above such too.
static bool may_need_escape(const char *eight) {
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t x, quote, slash;
    memcpy(&x, eight, sizeof(x));
    quote = x ^ ones * '"';
    slash = x ^ ones * '\\';
    return (((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) &
           high;
}

static bool is_plain(unsigned char c) {
    return c >= 0x20 && c != '"' && c != '\\';
}

// How many of the first bytes stand as they are; all of nearly every text.
static size_t plain_bytes(struct str text) {
    const size_t step = sizeof(uint64_t);
    size_t at = 0;
    while (at + step <= text.n && !may_need_escape(text.p + at))
        at += step;
    if (at + step > text.n && text.n >= step && !may_need_escape(text.p + text.n - step))
        return text.n;
    while (at < text.n && is_plain((unsigned char)text.p[at]))
        at++;
    return at;
}

static void add_escaped(struct buf *buf, struct str text, size_t plain) {
    static const char meant[] = "\"\\\b\f\n\r\t", written[] = "\"\\bfnrt";
    buf_add_char(buf, '"');
    size_t from = 0;
    for (size_t i = plain; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (is_plain(c))
            continue;
        buf_add(buf, str_sub(text, from, i - from));
        from = i + 1;
        const char *known = c ? strchr(meant, c) : NULL;
        if (known)
            buf_printf(buf, "\\%c", written[known - meant]);
        else
            buf_printf(buf, "\\u%04x", c);
    }
    buf_add(buf, str_sub(text, from, text.n - from));
    buf_add_char(buf, '"');
}

// A text in quotation marks, in one piece: after a comma when something stands before, and with a
// colon after it when it is a key.
static void add_quoted(struct json_writer *w, struct str text, bool is_key) {
    size_t plain = plain_bytes(text);
    if (plain < text.n) {
        separate(w);
        add_escaped(&w->buf, text, plain);
        if (is_key)
            buf_add_char(&w->buf, ':');
    } else {
        char *room = buf_add_room(&w->buf, w->comma + text.n + 2 + is_key);
        if (room && w->comma)
            *room++ = ',';
        if (room) {
            room[0] = '"';
            if (text.n)
                memcpy(room + 1, text.p, text.n);
            room[text.n + 1] = '"';
        }
        if (room && is_key)
            room[text.n + 2] = ':';
    }
    w->comma = !is_key;
}

void json_open(struct json_writer *w, char bracket) {
    assert(bracket == '{' || bracket == '[');
    separate(w);
    buf_add_char(&w->buf, bracket);
    w->comma = false;
    w->depth++;
}

void json_close(struct json_writer *w, char bracket) {
    assert((bracket == '}' || bracket == ']') && w->depth > 0);
    buf_add_char(&w->buf, bracket);
    w->comma = true;
    w->depth--;
}

void json_key_str(struct json_writer *w, struct str key) {
    add_quoted(w, key, true);
}

void json_key(struct json_writer *w, const char *key) {
    json_key_str(w, str_of(key));
}

void json_add_str(struct json_writer *w, struct str text) {
    add_quoted(w, text, false);
}

void json_add_number(struct json_writer *w, struct str digits) {
    separate(w);
    buf_add(&w->buf, digits);
}

void json_add_int(struct json_writer *w, int64_t value) {
    separate(w);
    buf_add_int(&w->buf, value);
}

void json_add_bool(struct json_writer *w, bool value) {
    separate(w);
    buf_add_c(&w->buf, value ? "true" : "false");
}

void json_add_null(struct json_writer *w) {
    separate(w);
    buf_add_c(&w->buf, "null");
}

static void copy_children(struct json_writer *w, const struct json *value) {
    bool object = value->type == JSON_OBJECT;
    json_open(w, object ? '{' : '[');
    for (const struct json *child = value->first; child; child = child->next) {
        if (object)
            json_key_str(w, child->key);
        json_copy(w, child); // no deeper than what was parsed
    }
    json_close(w, object ? '}' : ']');
}

void json_copy(struct json_writer *w, const struct json *value) {
    switch (value->type) {
    case JSON_NULL:
        json_add_null(w);
        break;
    case JSON_FALSE:
    case JSON_TRUE:
        json_add_bool(w, value->type == JSON_TRUE);
        break;
    case JSON_NUMBER:
        json_add_number(w, value->text);
        break;
    case JSON_STRING:
        json_add_str(w, value->text);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        copy_children(w, value);
        break;
    }
}

bool json_done(struct json_writer *w, struct str *ret_text, struct error *err) {
    assert(w->depth == 0);
    return buf_done(&w->buf, ret_text, err);
}
