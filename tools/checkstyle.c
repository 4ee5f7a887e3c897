// SPDX-License-Identifier: EUPL-1.2
//
// Holds the house style (CONTRIBUTING.md) against the sources: checkstyle ROOT
//
// Rules, by the names that ROOT/tools/checkstyle.allow knows them by: spdx, contract, guard,
// file-length, line-length, blanks, note-to-self, banned-call, function-length, complexity,
// nesting. Each line there is `PATH RULE reason`; one that excuses nothing is a fault itself.
// Complexity is counted as 1 and 1 for every if, for, while, switch, ?, && and ||: the cases of a
// switch over an enum are one decision.
#include <stdio.h>
#include <string.h>

#include "functions.h"
#include "source.h"
#include "tool.h"

#define SPDX "// SPDX-License-Identifier: EUPL-1.2\n"
#define FILE_LINES_MAX 800
#define HEADER_LINES_MAX 300
#define LINE_MAX_CHARS 100
#define FUNCTION_LINES_MAX 70
#define COMPLEXITY_MAX 15
#define NESTING_MAX 4

struct allowance {
    struct str path, rule;
    size_t line;
    bool used;
};

struct checker {
    struct arena *arena;
    struct allowance *items; // the allowances, as a list
    size_t n, cap;
    size_t faults;
};

// Reports, unless it is excused.
#define COMPLAIN(c, source, line, rule, ...)                                                       \
    do {                                                                                           \
        if (!is_allowed((c), (source)->path, (rule))) {                                            \
            (c)->faults++;                                                                         \
            tool_error((source)->path, (line), rule ": " __VA_ARGS__);                             \
        }                                                                                          \
    } while (0)

static bool is_allowed(struct checker *c, const char *path, const char *rule) {
    for (size_t i = 0; i < c->n; i++) {
        if (str_is(c->items[i].path, path) && str_is(c->items[i].rule, rule)) {
            c->items[i].used = true;
            return true;
        }
    }
    return false;
}

static bool read_allowances(struct checker *c, const char *path) {
    struct str text;
    if (!tool_read(c->arena, path, &text))
        return false;
    size_t line = 0;
    for (struct str part; str_split(&text, '\n', &part);) {
        line++;
        part = str_trim(part);
        if (!part.n || part.p[0] == '#')
            continue;
        struct allowance allowance = {.line = line};
        if (!str_split(&part, ' ', &allowance.path) || !str_split(&part, ' ', &allowance.rule) ||
            !str_trim(part).n)
            return tool_error(path, line, "expected PATH RULE reason");
        struct allowance *slot = LIST_PUSH(c->arena, c);
        if (!slot)
            return tool_error(path, line, "out of memory");
        *slot = allowance;
    }
    return true;
}

// Whole files

static void check_guard(struct checker *c, const struct source *source) {
    struct buf buf = buf_new(c->arena, 4096);
    struct str path = str_of(source->path), guard;
    if (str_starts(path, STR("src/")))
        path = str_sub(path, strlen("src/"), path.n);
    buf_add_c(&buf, "#ifndef VAKA_");
    for (size_t i = 0; i < path.n; i++) {
        char ch = path.p[i];
        bool small = ch >= 'a' && ch <= 'z';
        buf_add_char(&buf, small ? (char)(ch - ('a' - 'A')) : source_is_name_char(ch) ? ch : '_');
    }
    buf_add_char(&buf, '\n');
    if (!buf_done(&buf, &guard, NULL))
        return;
    size_t at = str_find(source->text, STR("\n#"));
    struct str first = str_sub(source->text, at == STR_NOT_FOUND ? 0 : at + 1, guard.n);
    if (!str_eq(first, guard))
        COMPLAIN(c, source, 0, "guard", "the header must begin with " STR_FMT,
                 STR_ARG(str_trim(guard)));
}

static void check_beginning(struct checker *c, const struct source *source) {
    struct str spdx = STR(SPDX), contract = STR("//\n// ");
    if (!str_starts(source->text, spdx))
        COMPLAIN(c, source, 1, "spdx", "the first line must be " SPDX);
    if (!source->is_header)
        return;
    if (!str_starts(str_sub(source->text, spdx.n, contract.n), contract))
        COMPLAIN(c, source, 2, "contract", "a header begins with what it promises");
    check_guard(c, source);
}

static size_t count_chars(struct str text) {
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    return n;
}

static bool has_note_to_self(struct str line) {
    // In halves, so that this file holds none.
    static const char *const notes[] = {"TO"
                                        "DO",
                                        "FIX"
                                        "ME",
                                        "XX"
                                        "X"};
    for (size_t i = 0; i < COUNT(notes); i++) {
        struct str note = str_of(notes[i]);
        size_t at = str_find(line, note);
        if (at == STR_NOT_FOUND || (at && source_is_name_char(line.p[at - 1])))
            continue;
        if (at + note.n == line.n || !source_is_name_char(line.p[at + note.n]))
            return true;
    }
    return false;
}

static void check_lines(struct checker *c, const struct source *source) {
    size_t number = 0, max = source->is_header ? HEADER_LINES_MAX : FILE_LINES_MAX;
    struct str rest = source->text;
    for (struct str line; rest.n && str_split(&rest, '\n', &line);) {
        number++;
        if (count_chars(line) > LINE_MAX_CHARS)
            COMPLAIN(c, source, number, "line-length", "more than %d characters", LINE_MAX_CHARS);
        if (line.n && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t'))
            COMPLAIN(c, source, number, "blanks", "blanks at the end of the line");
        if (has_note_to_self(line))
            COMPLAIN(c, source, number, "note-to-self", "work that is left for later");
    }
    if (number > max)
        COMPLAIN(c, source, 0, "file-length", "%zu lines, more than %zu", number, max);
}

// Calls

static bool is_listed(struct str name, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (str_is(name, list[i]))
            return true;
    return false;
}

static bool is_banned(const char *path, struct str name) {
    static const char *const everywhere[] = {
        "sprintf", "vsprintf", "strcpy", "strncpy", "strcat", "strncat", "strtok",    "gets",
        "atoi",    "atol",     "atof",   "scanf",   "sscanf", "fscanf",  "localtime", "gmtime",
        "mktime",  "rand",     "srand",  "alloca",  "stpcpy", "ctime",   "asctime"};
    static const char *const processes[] = {"system", "popen", "exit"};
    static const char *const memory[] = {"malloc", "calloc", "realloc", "strdup", "asprintf"};
    struct str file = str_of(path);
    bool in_program = str_starts(file, STR("src/")) || str_starts(file, STR("tools/"));
    if (is_listed(name, everywhere, COUNT(everywhere)))
        return true;
    if (is_listed(name, processes, COUNT(processes)))
        return in_program && !str_is(file, "src/main.c");
    return in_program && !str_starts(file, STR("src/base/")) &&
           is_listed(name, memory, COUNT(memory));
}

static void check_calls(struct checker *c, const struct source *source) {
    struct str code = source->code;
    for (size_t i = 0; i < code.n;) {
        struct str name = source_name_at(code, i);
        if (!name.n) {
            i++;
            continue;
        }
        size_t after = i + name.n;
        while (after < code.n && code.p[after] == ' ')
            after++;
        bool is_member = i && (code.p[i - 1] == '.' || code.p[i - 1] == '>');
        if (!is_member && after < code.n && code.p[after] == '(' && is_banned(source->path, name))
            COMPLAIN(c, source, source_line(code, i), "banned-call", STR_FMT "()", STR_ARG(name));
        i += name.n;
    }
}

// Functions

static void check_functions(struct checker *c, const struct source *source) {
    struct functions functions = {0};
    if (!functions_find(c->arena, source->code, &functions)) {
        c->faults++;
        tool_error(source->path, 0, "out of memory, or braces that do not match");
        return;
    }
    for (size_t i = 0; i < functions.n; i++) {
        const struct function *f = &functions.items[i];
        if (f->lines > FUNCTION_LINES_MAX)
            COMPLAIN(c, source, f->line, "function-length",
                     STR_FMT "() has %zu lines, more than %d", STR_ARG(f->name), f->lines,
                     FUNCTION_LINES_MAX);
        if (f->complexity > COMPLEXITY_MAX)
            COMPLAIN(c, source, f->line, "complexity",
                     STR_FMT "() has complexity %zu, more than %d", STR_ARG(f->name), f->complexity,
                     COMPLEXITY_MAX);
        if (f->nesting > NESTING_MAX)
            COMPLAIN(c, source, f->line, "nesting", STR_FMT "() nests %zu deep, more than %d",
                     STR_ARG(f->name), f->nesting, NESTING_MAX);
    }
}

int main(int argc, char **argv) {
    static const char *const folders[] = {"src", "tools", "tests", "fuzz", "bench"};
    if (argc != 2) {
        fprintf(stderr, "usage: checkstyle ROOT\n");
        return 2;
    }
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(8 * ARENA_DEFAULT_CEILING);
    struct checker checker = {.arena = arena};
    struct sources sources = {0};
    const char *allow = arena ? str_printf(arena, "%s/tools/checkstyle.allow", argv[1]).p : NULL;
    if (!allow || !read_allowances(&checker, allow))
        return 1;
    for (size_t i = 0; i < COUNT(folders); i++)
        if (!source_read_folder(arena, argv[1], folders[i], &sources))
            return 1;
    if (!sources.n)
        return tool_error(argv[1], 0, "holds no sources") ? 0 : 1;
    for (size_t i = 0; i < sources.n; i++) {
        check_beginning(&checker, &sources.items[i]);
        check_lines(&checker, &sources.items[i]);
        check_calls(&checker, &sources.items[i]);
        check_functions(&checker, &sources.items[i]);
    }
    for (size_t i = 0; i < checker.n; i++)
        if (!checker.items[i].used && ++checker.faults)
            tool_error("tools/checkstyle.allow", checker.items[i].line, "excuses nothing");
    return checker.faults ? 1 : 0;
}
