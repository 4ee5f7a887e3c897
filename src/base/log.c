// SPDX-License-Identifier: EUPL-1.2
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 2048 // one write below PIPE_BUF is never mixed with another thread's

static _Atomic enum log_level lowest_level = LOG_INFO;

void log_level_set(enum log_level lowest) {
    atomic_store(&lowest_level, lowest);
}

static const char *level_name(enum log_level level) {
    switch (level) {
    case LOG_DEBUG:
        return "debug";
    case LOG_INFO:
        return "info";
    case LOG_WARNING:
        return "warning";
    case LOG_ERROR:
        return "error";
    }
    return "?";
}

// A line that is cut when it grows too long; the last byte is kept for the line end.
struct line {
    char text[LINE_MAX_BYTES];
    size_t n;
};

static void add_char(struct line *line, char c) {
    if (line->n < sizeof(line->text) - 1)
        line->text[line->n++] = c;
}

static void add_text(struct line *line, const char *text) {
    for (; *text; text++)
        add_char(line, *text);
}

static bool needs_quotes(const char *value) {
    for (const char *c = value; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == '"' || *c == '=' || *c == '\\' || *c == 0x7F)
            return true;
    return !*value;
}

// Nothing that a value holds can begin a new line or a new key.
static void add_quoted(struct line *line, const char *value) {
    add_char(line, '"');
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            add_char(line, '\\');
        add_char(line, (unsigned char)*value < ' ' || *value == 0x7F ? ' ' : *value);
    }
    add_char(line, '"');
}

static void add_pair(struct line *line, const char *key, const char *value) {
    add_char(line, ' ');
    add_text(line, key);
    add_char(line, '=');
    if (needs_quotes(value))
        add_quoted(line, value);
    else
        add_text(line, value);
}

static void begin(struct line *line, enum log_level level, const char *area, const char *event) {
    line->n = 0;
    add_text(line, level_name(level));
    add_char(line, ' ');
    add_text(line, area);
    add_char(line, ' ');
    add_text(line, event);
}

static void end(struct line *line) {
    line->text[line->n++] = '\n';
    ssize_t written = write(STDERR_FILENO, line->text, line->n);
    (void)written; // there is nowhere left to tell of it
}

void log_write(enum log_level level, const char *area, const char *event, ...) {
    if (level < atomic_load(&lowest_level))
        return;
    struct line line;
    begin(&line, level, area, event);
    va_list list;
    va_start(list, event);
    for (const char *key; (key = va_arg(list, const char *)) != NULL;) {
        const char *value = va_arg(list, const char *);
        add_pair(&line, key, value ? value : "");
    }
    va_end(list);
    end(&line);
}

void log_error(const char *area, const struct error *err) {
    if (LOG_ERROR < atomic_load(&lowest_level))
        return;
    struct line line;
    begin(&line, LOG_ERROR, area, err->key ? err->key : "?");
    for (size_t i = 0; i < ERROR_ARGS && err->args[i][0]; i++) {
        char key[] = {(char)('0' + i), 0};
        add_pair(&line, key, err->args[i]);
    }
    if (err->file[0])
        add_pair(&line, "file", err->file);
    if (err->element[0])
        add_pair(&line, "element", err->element);
    if (err->line) {
        char number[12];
        snprintf(number, sizeof(number), "%u", err->line);
        add_pair(&line, "line", number);
    }
    end(&line);
}
