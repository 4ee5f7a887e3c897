// SPDX-License-Identifier: EUPL-1.2
//
// A body with a file: the first line is the Content-Type. What is no file is text.
#include <assert.h>

#include "base/utf8.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str body = {(const char *)data, size}, type;
    struct form_fields fields = {0};
    if (!arena || !str_split(&body, '\n', &type) ||
        !form_parse_parts(arena, type, body, &fields, NULL))
        return 0;
    for (size_t i = 0; i < fields.list.n; i++) {
        const struct form_field *field = &fields.list.items[i];
        assert(field->name.n && utf8_valid(field->name));
        assert(field->value.n <= body.n);
    }
    return 0;
}
