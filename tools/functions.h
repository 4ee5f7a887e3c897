// SPDX-License-Identifier: EUPL-1.2
//
// The functions of a C source and how large they are.
//
// Works on code without comments, strings and preprocessor lines (source.h), so a macro is seen as
// it is written, not as it expands. A function is a block after a closing parenthesis at the
// outermost level. Initialisers and compound literals are no blocks.
#ifndef VAKA_TOOLS_FUNCTIONS_H
#define VAKA_TOOLS_FUNCTIONS_H

#include "base/str.h"

#define FUNCTION_DEPTH_MAX 64 // braces within braces

struct function {
    struct str name;
    size_t line;       // of its opening brace
    size_t lines;      // from the opening to the closing brace, both counted
    size_t complexity; // 1, and 1 for each decision
    size_t nesting;    // the most blocks within one another inside it
};

struct functions {
    struct function *items;
    size_t n, cap;
};

// False when memory runs out, braces do not match, or they nest too deep.
bool functions_find(struct arena *arena, struct str code, struct functions *functions) WARN_UNUSED;

#endif
