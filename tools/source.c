// SPDX-License-Identifier: EUPL-1.2
#include "source.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool.h"

enum lex_state { LEX_CODE, LEX_STRING, LEX_CHAR, LEX_LINE_COMMENT, LEX_BLOCK_COMMENT };

bool source_is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct str source_name_at(struct str code, size_t at) {
    size_t n = 0;
    if (at && source_is_name_char(code.p[at - 1]))
        return STR_NONE;
    while (at + n < code.n && source_is_name_char(code.p[at + n]))
        n++;
    return str_sub(code, at, n);
}

size_t source_line(struct str text, size_t at) {
    size_t line = 1;
    for (size_t i = 0; i < at && i < text.n; i++)
        line += text.p[i] == '\n';
    return line;
}

// What the byte at i begins when it is code; a comment's second byte is looked at too.
static enum lex_state opens(struct str text, size_t i) {
    char next = i + 1 < text.n ? text.p[i + 1] : 0;
    switch (text.p[i]) {
    case '"':
        return LEX_STRING;
    case '\'':
        return LEX_CHAR;
    case '/':
        return next == '/' ? LEX_LINE_COMMENT : next == '*' ? LEX_BLOCK_COMMENT : LEX_CODE;
    default:
        return LEX_CODE;
    }
}

// Whether the byte at i ends the state that it stands in.
static bool closes(struct str text, size_t i, enum lex_state state) {
    char c = text.p[i];
    switch (state) {
    case LEX_CODE:
        return false;
    case LEX_STRING:
        return c == '"';
    case LEX_CHAR:
        return c == '\'';
    case LEX_LINE_COMMENT:
        return c == '\n';
    case LEX_BLOCK_COMMENT:
        return c == '/' && text.p[i - 1] == '*';
    }
    return false;
}

static void blank_preprocessor(struct str text, char *code) {
    bool inside = false, at_start = true;
    for (size_t i = 0; i < text.n; i++) {
        if (code[i] == '\n') {
            inside = inside && i > 0 && text.p[i - 1] == '\\';
            at_start = true;
            continue;
        }
        inside = inside || (at_start && code[i] == '#');
        at_start = at_start && (code[i] == ' ' || code[i] == '\t');
        if (inside)
            code[i] = ' ';
    }
}

struct lexer {
    struct str text;
    char *code, *strings;
    enum lex_state state;
};

static void write_byte(struct lexer *l, size_t i, bool is_code, bool is_content) {
    char c = l->text.p[i];
    bool line_end = c == '\n';
    l->code[i] = is_code || line_end ? c : ' ';
    l->strings[i] = is_content || line_end ? c : 0;
}

// Takes the byte at i, or two that belong together; answers how many.
static size_t lex_byte(struct lexer *l, size_t i) {
    enum lex_state before = l->state;
    bool quoted = before == LEX_STRING || before == LEX_CHAR;
    bool escape = quoted && l->text.p[i] == '\\' && i + 1 < l->text.n;
    if (before == LEX_CODE)
        l->state = opens(l->text, i);
    else if (!escape && closes(l->text, i, before))
        l->state = LEX_CODE;
    bool is_content = before == LEX_STRING && l->state == LEX_STRING;
    write_byte(l, i, before == LEX_CODE && l->state == LEX_CODE, is_content);
    // The * that begins a comment must not be taken for the one that ends it.
    bool begins = before == LEX_CODE && l->state == LEX_BLOCK_COMMENT;
    if (!escape && !begins)
        return 1;
    write_byte(l, i + 1, false, is_content);
    return 2;
}

bool source_lex(struct arena *arena, struct source *source) {
    struct lexer lexer = {.text = source->text,
                          .code = arena_alloc(arena, source->text.n + 1),
                          .strings = arena_alloc(arena, source->text.n + 1)};
    if (!lexer.code || !lexer.strings)
        return tool_error(source->path, 0, "out of memory");
    for (size_t i = 0; i < source->text.n;)
        i += lex_byte(&lexer, i);
    blank_preprocessor(source->text, lexer.code);
    source->code = (struct str){lexer.code, source->text.n};
    source->strings = (struct str){lexer.strings, source->text.n};
    return true;
}

bool source_next_string(const struct source *source, size_t *at, size_t end, struct str *ret_text) {
    size_t i = *at;
    while (i < end && (!source->strings.p[i] || source->strings.p[i] == '\n'))
        i++;
    size_t n = 0;
    while (i + n < end && source->strings.p[i + n] && source->strings.p[i + n] != '\n')
        n++;
    *at = i + n;
    *ret_text = str_sub(source->text, i, n);
    return n > 0;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
    const char **items;
    size_t n, cap;
};

static bool list_folder(struct arena *arena, const char *path, struct names *names) {
    DIR *folder = opendir(path);
    if (!folder)
        return true;
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        const char **slot = LIST_PUSH(arena, names);
        const char *name = str_c(arena, str_of(entry->d_name));
        good = slot && name;
        if (slot)
            *slot = name;
    }
    closedir(folder);
    if (good && names->n)
        qsort(names->items, names->n, sizeof(names->items[0]), compare_names);
    return good;
}

static bool add_source(struct arena *arena, const char *full, const char *path,
                       struct sources *sources) {
    struct source *source = LIST_PUSH(arena, sources);
    if (!source)
        return tool_error(path, 0, "out of memory");
    source->path = path;
    source->is_header = str_ends(str_of(path), STR(".h"));
    return tool_read(arena, full, &source->text) && source_lex(arena, source);
}

static bool read_folder(struct arena *arena, const char *root, const char *folder, size_t depth,
                        struct sources *sources) {
    const char *full = str_printf(arena, "%s/%s", root, folder).p;
    struct names names = {0};
    if (!full || depth > SOURCE_DEPTH_MAX || !list_folder(arena, full, &names))
        return tool_error(folder, 0, "cannot be listed");
    for (size_t i = 0; i < names.n; i++) {
        const char *path = str_printf(arena, "%s/%s", folder, names.items[i]).p;
        full = path ? str_printf(arena, "%s/%s", root, path).p : NULL;
        struct stat info;
        if (!full || stat(full, &info) != 0)
            return tool_error(folder, 0, "cannot be listed");
        struct str name = str_of(path);
        bool is_c = str_ends(name, STR(".c")) || str_ends(name, STR(".h"));
        if (S_ISDIR(info.st_mode) ? !read_folder(arena, root, path, depth + 1, sources)
                                  : is_c && !add_source(arena, full, path, sources))
            return false;
    }
    return true;
}

bool source_read_folder(struct arena *arena, const char *root, const char *folder,
                        struct sources *sources) {
    return read_folder(arena, root, folder, 0, sources);
}
