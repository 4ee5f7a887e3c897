// SPDX-License-Identifier: EUPL-1.2
#include "support/cases.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

#define CASE_FILE_MAX ((size_t)1024 * 1024)

struct str source_path(struct arena *arena, const char *relative) {
    const char *root = getenv("VAKA_SOURCE");
    return str_printf(arena, "%s/%s", root ? root : ".", relative);
}

struct str next_word(struct str *rest) {
    struct str word = STR_NONE;
    *rest = str_trim(*rest);
    if (rest->n)
        str_split(rest, ' ', &word);
    return word;
}

// Offset of the last " = ", or STR_NOT_FOUND.
static size_t divider(struct str line) {
    size_t at = STR_NOT_FOUND;
    for (size_t i = 0; i + 3 <= line.n; i++)
        if (str_eq(str_sub(line, i, 3), STR(" = ")))
            at = i;
    return at;
}

// Whether the answer to the question of this line is the one that stands in it.
static bool run_line(struct arena *arena, const char *path, unsigned number, struct str line,
                     case_answer answer, void *context) {
    size_t at = divider(line);
    if (at == STR_NOT_FOUND) {
        fprintf(stderr, "%s:%u: no \" = \" in this line\n", path, number);
        return false;
    }
    struct str question = str_trim(str_sub(line, 0, at));
    struct str expected = str_trim(str_sub(line, at + 3, line.n));
    struct str got = answer(arena, question, context);
    if (str_eq(expected, got))
        return true;
    fprintf(stderr, "%s:%u: " STR_FMT ": expected " STR_FMT ", got " STR_FMT "\n", path, number,
            STR_ARG(question), STR_ARG(expected), STR_ARG(got));
    return false;
}

size_t cases_run(const char *name, case_answer answer, void *context) {
    CLEANUP(arena_cleanup) struct arena *file = arena_new(ARENA_DEFAULT_CEILING);
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    char relative[128];
    snprintf(relative, sizeof(relative), "tests/cases/%s.test", name);
    struct str path = source_path(file, relative), text;
    if (!file_read(file, path.p, CASE_FILE_MAX, &text, NULL)) {
        fprintf(stderr, "%s: cannot be read\n", path.p);
        return 1;
    }
    size_t failed = 0, cases = 0;
    unsigned number = 0;
    for (struct str line; str_split(&text, '\n', &line);) {
        number++;
        line = str_trim(line);
        if (!line.n || line.p[0] == '#')
            continue;
        cases++;
        failed += !run_line(arena, relative, number, line, answer, context);
        arena_reset(arena);
    }
    return cases ? failed : 1;
}
