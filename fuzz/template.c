// SPDX-License-Identifier: EUPL-1.2
//
// The compiler of views: whatever it is given, it makes C or names a line of the input.
#include <stdlib.h>

#include "template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        return 0;
    struct str text = {(const char *)data, size};
    size_t lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    struct template view;
    struct template_fault fault = {0};
    if (template_compile(arena, "x.html", text, &view, &fault)) {
        // Every block that was opened in C is closed again: outside string literals, braces match.
        long depth = 0;
        bool in_literal = false;
        for (size_t i = 0; i < view.body.n; i++) {
            char c = view.body.p[i];
            if (c == '\\')
                i++;
            else if (c == '"')
                in_literal = !in_literal;
            else if (!in_literal)
                depth += (c == '{') - (c == '}');
        }
        if (depth || in_literal)
            abort();
    } else if ((!fault.line && !arena_failed(arena)) || fault.line > lines || !fault.message[0]) {
        abort();
    }
    arena_free(arena);
    return 0;
}
