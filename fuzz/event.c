// SPDX-License-Identifier: EUPL-1.2
//
// The payload of an event: the first byte chooses the kind, the rest is JSON. What can be read can
// be written, and what was written reads back to the same bytes.
#include <assert.h>
#include <stdint.h>

#include "care/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size)
        return 0;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new((size_t)4 * 1024 * 1024);
    struct event event = {.kind = (enum event_kind)(1 + data[0] % (EVENT_KIND_COUNT - 1))};
    struct event again = {.kind = event.kind};
    struct error err = {0};
    struct str first, second;
    if (!arena)
        return 0;
    if (!event_read(arena, (struct str){(const char *)data + 1, size - 1}, &event, &err)) {
        assert(err.key && err.code != ERR_NONE);
        return 0;
    }
    if (!event_write(arena, &event, &first, &err) || !event_read(arena, first, &again, &err) ||
        !event_write(arena, &again, &second, &err))
        assert(err.code == ERR_MEMORY || err.code == ERR_LIMIT);
    else
        assert(str_eq(first, second));
    return 0;
}
