// SPDX-License-Identifier: EUPL-1.2
//
// Patterns: the first line is the pattern, the second its flags, the rest the text. What is
// translated is a pattern that PCRE2 can read, and a match lies within the text.
#include <assert.h>

#include "base/utf8.h"
#include "feel/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new((size_t)16 * 1024 * 1024);
    const struct regex *regex;
    struct regex_room *room;
    struct str text = {(const char *)data, size}, pattern = STR_NONE, flags = STR_NONE;
    struct regex_match match;
    bool found;
    if (!arena || size > 2000 || !utf8_valid(text) || !str_split(&text, '\n', &pattern) ||
        !str_split(&text, '\n', &flags))
        return 0;
    if (regex_compile(arena, pattern, flags, &regex) != REGEX_OK)
        return 0;
    room = regex_room_new(arena);
    if (room && regex_find(regex, room, text, 0, &match, &found) == REGEX_OK && found)
        assert(match.start <= match.end && match.end <= text.n);
    return 0;
}
