// SPDX-License-Identifier: EUPL-1.2
//
// Puts the migrations into the program: mkmigrations out.c 001_log.sql 002_derived.sql …
//
// The files must be numbered from 001 without gaps. See src/store/migrate.c.
#include <stdio.h>
#include <string.h>

#include "tool.h"

#define CEILING ((size_t)64 * 1024 * 1024)

static bool check_number(const char *path, const char *name, int number) {
    char expected[16];
    snprintf(expected, sizeof(expected), "%03d_", number);
    if (strncmp(name, expected, strlen(expected)) != 0)
        return tool_error(path, 0, "expected a name that begins with %s", expected);
    return true;
}

static void add_lines(struct buf *out, struct str text) {
    while (text.n) {
        size_t end = str_find_char(text, '\n');
        size_t n = end == STR_NOT_FOUND ? text.n : end + 1;
        buf_add_c(out, "\n     ");
        tool_add_literal(out, str_sub(text, 0, n));
        text = str_sub(text, n, text.n);
    }
}

static bool add_migration(struct arena *arena, struct buf *out, const char *path, int number) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct str text;
    if (!check_number(path, name, number) || !tool_read(arena, path, &text))
        return false;
    buf_add_c(out, "    {");
    tool_add_literal(out, str_of(name));
    buf_add_c(out, ",");
    add_lines(out, text);
    buf_add_c(out, "},\n");
    return true;
}

int main(int argc, char **argv) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(CEILING);
    if (argc < 3 || !arena)
        return !tool_error(argv[0], 0, "usage: mkmigrations OUT.c IN.sql…");
    struct buf out = buf_new(arena, TOOL_FILE_MAX);
    buf_add_c(&out, "// Generated from sql/ by tools/mkmigrations.c.\n"
                    "#include \"store/migrations.h\"\n\n"
                    "const struct migration migrations[] = {\n");
    for (int i = 2; i < argc; i++)
        if (!add_migration(arena, &out, argv[i], i - 1))
            return 1;
    buf_printf(&out, "};\nconst size_t migration_count = %d;\n", argc - 2);
    return tool_write(argv[1], &out) ? 0 : 1;
}
