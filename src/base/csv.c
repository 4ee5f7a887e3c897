// SPDX-License-Identifier: EUPL-1.2
#include "base/csv.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

// ---- the letters ----

// 0x80 to 0x9F of Windows-1252; those that it leaves open stand for themselves.
static const uint16_t of_windows[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

bool csv_text(struct arena *arena, struct str bytes, struct str *ret_text, struct error *err) {
    static const char mark[] = "\xEF\xBB\xBF";
    if (bytes.n && memchr(bytes.p, 0, bytes.n))
        return error_set(err, ERR_INPUT, "csv.not-text", NULL);
    if (str_starts(bytes, str_of(mark)))
        bytes = str_sub(bytes, 3, bytes.n);
    if (utf8_valid(bytes)) {
        *ret_text = bytes;
        return true;
    }
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        utf8_add(&buf, c >= 0x80 && c < 0xA0 ? of_windows[c - 0x80] : c);
    }
    return buf_done(&buf, ret_text, err);
}

// ---- the fields ----

struct reading {
    struct arena *arena;
    struct str text;
    size_t at, line;
    char separator;
    struct csv *csv;
    struct error *err;
};

static bool at_line(struct reading *r, enum error_code code, const char *key, size_t line) {
    char number[24];
    snprintf(number, sizeof(number), "%zu", line);
    return error_set(r->err, code, key, number, NULL);
}

static bool is_end(const struct reading *r) {
    return r->at >= r->text.n;
}
static char here(const struct reading *r) {
    return is_end(r) ? '\n' : r->text.p[r->at];
}
static bool at_line_end(const struct reading *r) {
    return is_end(r) || here(r) == '\n' || here(r) == '\r';
}

static void pass_line_end(struct reading *r) {
    if (is_end(r))
        return;
    bool returns = here(r) == '\r';
    r->at++;
    if (returns && !is_end(r) && here(r) == '\n')
        r->at++;
    r->line++;
}

static char most_common(struct str line) {
    static const char separators[] = {';', ',', '\t'};
    size_t counts[COUNT(separators)] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.n; i++) {
        quoted ^= line.p[i] == '"';
        for (size_t k = 0; !quoted && k < COUNT(separators); k++)
            counts[k] += line.p[i] == separators[k];
    }
    for (size_t k = 1; k < COUNT(separators); k++)
        if (counts[k] > counts[best])
            best = k;
    return separators[best];
}

static void find_separator(struct reading *r) {
    size_t end = 0;
    while (end < r->text.n && r->text.p[end] != '\n' && r->text.p[end] != '\r')
        end++;
    struct str line = str_sub(r->text, 0, end);
    if (line.n == 5 && str_starts(line, STR("sep="))) {
        r->separator = line.p[4];
        r->at = end;
        pass_line_end(r);
    } else {
        r->separator = most_common(line);
    }
}

// What stands between quotation marks, the first of which was passed.
static bool read_quoted(struct reading *r, struct str *ret_field) {
    size_t began = r->line;
    struct buf buf = buf_new(r->arena, r->text.n + 1);
    for (; !is_end(r); r->at++) {
        char c = here(r);
        if (c == '"') {
            r->at++;
            if (is_end(r) || here(r) != '"')
                return buf_done(&buf, ret_field, r->err);
        }
        r->line += c == '\n';
        buf_add_char(&buf, c);
    }
    return at_line(r, ERR_INPUT, "csv.quote", began);
}

static void pass_blanks(struct reading *r) {
    while (!is_end(r) && here(r) == ' ')
        r->at++;
}

static bool read_field(struct reading *r, struct str *ret_field) {
    pass_blanks(r);
    if (!is_end(r) && here(r) == '"') {
        r->at++;
        if (!read_quoted(r, ret_field))
            return false;
        pass_blanks(r);
        return at_line_end(r) || here(r) == r->separator ||
               at_line(r, ERR_INPUT, "csv.quote", r->line);
    }
    size_t from = r->at;
    while (!at_line_end(r) && here(r) != r->separator)
        r->at++;
    *ret_field = str_sub(r->text, from, r->at - from);
    return true;
}

static bool read_row(struct reading *r, struct csv_row *row, bool *ret_empty) {
    *ret_empty = true;
    *row = (struct csv_row){.line = r->line};
    for (;;) {
        struct str text;
        struct str *field = LIST_PUSH(r->arena, &row->fields);
        if (!field)
            return error_memory(r->err);
        if (row->fields.n > CSV_FIELDS_MAX)
            return at_line(r, ERR_LIMIT, "csv.too-many-fields", row->line);
        if (!read_field(r, &text))
            return false;
        *field = str_trim(text);
        *ret_empty = *ret_empty && field->n == 0;
        if (at_line_end(r))
            break;
        r->at++;
    }
    pass_line_end(r);
    return true;
}

bool csv_read(struct arena *arena, struct str text, struct csv *ret_csv, struct error *err) {
    struct csv csv = {0};
    struct reading r = {.arena = arena, .text = text, .line = 1, .csv = &csv, .err = err};
    find_separator(&r);
    while (!is_end(&r)) {
        struct csv_row row;
        bool empty;
        if (!read_row(&r, &row, &empty))
            return false;
        if (empty)
            continue;
        if (csv.rows.n == CSV_ROWS_MAX)
            return error_set(err, ERR_LIMIT, "csv.too-many-rows", TEXT_OF(CSV_ROWS_MAX), NULL);
        struct csv_row *kept = LIST_PUSH(arena, &csv.rows);
        if (!kept)
            return error_memory(err);
        *kept = row;
    }
    *ret_csv = csv;
    return true;
}
