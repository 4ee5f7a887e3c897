// SPDX-License-Identifier: EUPL-1.2
//
// The signed part of a checkpoint. Whatever is taken from it lies within it, and each head has a
// line of its own.
#include <assert.h>

#include "store/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count_lines(struct str text) {
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    return lines;
}

static void check_heads(struct str text, const struct heads *heads) {
    for (size_t i = 0; i < heads->items.n; i++) {
        struct str name = heads->items.items[i].name;
        assert(name.p >= text.p && name.p + name.n <= text.p + text.n);
        assert(str_find_char(name, ' ') == STR_NOT_FOUND);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str text = {(const char *)data, size};
    struct checkpoint checkpoint;
    if (!arena || !checkpoint_parse(arena, text, &checkpoint))
        return 0;
    assert(checkpoint.streams.items.n + checkpoint.servers.items.n < count_lines(text));
    check_heads(text, &checkpoint.streams);
    check_heads(text, &checkpoint.servers);
    return 0;
}
