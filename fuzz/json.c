// SPDX-License-Identifier: EUPL-1.2
//
// What is read and written is read back and written the same.
#include <assert.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool rewrite(struct arena *arena, struct str text, struct str *ret_text) {
    const struct json *value;
    struct error err = {0};
    if (!json_parse(arena, text, &value, &err)) {
        assert(err.key && err.line >= 1 && err.column >= 1);
        return false;
    }
    struct json_writer writer = json_writer_new(arena);
    json_copy(&writer, value);
    bool done = json_done(&writer, ret_text, NULL);
    assert(done);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str once, twice;
    if (arena && rewrite(arena, (struct str){(const char *)data, size}, &once)) {
        bool again = rewrite(arena, once, &twice);
        assert(again && str_eq(once, twice));
    }
    return 0;
}
