// SPDX-License-Identifier: EUPL-1.2
//
// C sources as the checkers see them: which files there are, and which of their bytes are code.
#ifndef VAKA_TOOLS_SOURCE_H
#define VAKA_TOOLS_SOURCE_H

#include "base/str.h"

#define SOURCE_DEPTH_MAX 8 // folders within folders

struct source {
    const char *path; // below the root: "src/base/str.c"
    struct str text;
    // As long as the text. In `code` comments, strings and preprocessor lines are blanks, in
    // `strings` all but the content of string literals is 0; line ends stand in both.
    struct str code, strings;
    bool is_header;
};

struct sources {
    struct source *items;
    size_t n, cap;
};

// Reads every .c and .h below root/folder, sorted by path. A folder that does not exist is empty.
bool source_read_folder(struct arena *arena, const char *root, const char *folder,
                        struct sources *sources) WARN_UNUSED;
// Fills the code and strings of a source from its text.
bool source_lex(struct arena *arena, struct source *source) WARN_UNUSED;
size_t source_line(struct str text, size_t at); // 1-based
bool source_is_name_char(char c);
// The identifier that begins at `at`, empty when none begins there.
struct str source_name_at(struct str code, size_t at);
// The string literal or literals whose first content byte is at or after *at and before `end`.
// False when there is none; *at moves past it.
bool source_next_string(const struct source *source, size_t *at, size_t end, struct str *ret_text);

#endif
