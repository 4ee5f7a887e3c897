// SPDX-License-Identifier: EUPL-1.2
//
// Holds the matrix of the layers (ARCHITECTURE.md) against the sources: checklayers ROOT
//
// A file of src/FOLDER may include its own folder and those named beside it here; src/main.c, which
// wires all together, may include every folder. Tests and tools are not held to it.
#include <stdio.h>
#include <string.h>

#include "source.h"
#include "tool.h"

#define PURE_LAYERS "base calendar feel dmn care routine access i18n"

static const struct {
    const char *folder, *may_include;
} matrix[] = {
    {"base", ""},
    {"calendar", "base"},
    {"feel", "base calendar"},
    {"dmn", "base calendar feel"},
    {"care", "base calendar"},
    {"routine", "base calendar feel dmn care"},
    {"access", "base calendar care"},
    {"i18n", "base calendar"},
    {"store", "base calendar care access"},
    {"app", PURE_LAYERS " store"},
    {"doc", PURE_LAYERS " store"},
    {"web", PURE_LAYERS " app doc"},
    {"cli", PURE_LAYERS " app doc web"},
};

static const char *row_of(struct str folder) {
    for (size_t i = 0; i < COUNT(matrix); i++)
        if (str_is(folder, matrix[i].folder))
            return matrix[i].may_include;
    return NULL;
}

static bool has_word(const char *words, struct str word) {
    struct str rest = str_of(words);
    for (struct str part; str_split(&rest, ' ', &part);)
        if (str_eq(part, word))
            return true;
    return false;
}

// "src/FOLDER/…" yields FOLDER; "src/main.c" the empty text.
static struct str folder_of(const char *path) {
    struct str rest = str_of(path);
    rest = str_sub(rest, strlen("src/"), rest.n);
    size_t slash = str_find_char(rest, '/');
    return slash == STR_NOT_FOUND ? STR_NONE : str_sub(rest, 0, slash);
}

static bool check_include(const struct source *source, size_t line, struct str included) {
    struct str from = folder_of(source->path);
    size_t slash = str_find_char(included, '/');
    if (slash == STR_NOT_FOUND)
        return tool_error(source->path, line, "\"" STR_FMT "\" names no folder", STR_ARG(included));
    struct str to = str_sub(included, 0, slash);
    if (!row_of(to))
        return tool_error(source->path, line, "there is no layer \"" STR_FMT "\"", STR_ARG(to));
    if (!from.n || str_eq(from, to) || has_word(row_of(from), to))
        return true;
    return tool_error(source->path, line, STR_FMT " may not include " STR_FMT, STR_ARG(from),
                      STR_ARG(to));
}

static bool check_source(const struct source *source) {
    struct str from = folder_of(source->path);
    if (from.n && !row_of(from))
        return tool_error(source->path, 0, "there is no layer \"" STR_FMT "\"", STR_ARG(from));
    bool good = true;
    struct str rest = source->text;
    size_t line = 0;
    for (struct str text; str_split(&rest, '\n', &text);) {
        line++;
        text = str_trim(text);
        if (!str_starts(text, STR("#")))
            continue;
        text = str_trim(str_sub(text, 1, text.n));
        if (!str_starts(text, STR("include")))
            continue;
        text = str_trim(str_sub(text, strlen("include"), text.n));
        struct str included = str_sub(text, 1, text.n);
        size_t quote = str_find_char(included, '"');
        if (str_starts(text, STR("\"")) && quote != STR_NOT_FOUND)
            good = check_include(source, line, str_sub(included, 0, quote)) && good;
    }
    return good;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: checklayers ROOT\n");
        return 2;
    }
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(8 * ARENA_DEFAULT_CEILING);
    struct sources sources = {0};
    if (!arena || !source_read_folder(arena, argv[1], "src", &sources))
        return 1;
    bool good = sources.n > 0 || tool_error(argv[1], 0, "holds no sources");
    for (size_t i = 0; i < sources.n; i++)
        good = check_source(&sources.items[i]) && good;
    return good ? 0 : 1;
}
