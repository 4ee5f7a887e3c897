// SPDX-License-Identifier: EUPL-1.2
//
// A message from another system: whatever comes, it is read or refused with a reason, and what
// was read of it holds what its header promises.
#include <assert.h>
#include <stdint.h>

#include "app/message.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new((size_t)8 * 1024 * 1024);
    const struct json *root;
    struct message message;
    struct error err = {0};
    if (!arena || size > MESSAGE_MAX)
        return 0;
    bool good = message_read(arena, (struct str){(const char *)data, size}, &root, &message, &err);
    assert(utf8_valid(message.id) && utf8_valid(message.unit) && utf8_valid(message.performer));
    if (!good) {
        assert(err.key && err.code != ERR_NONE);
        return 0;
    }
    assert(root && message.id.n && message.unit.n && message.performer.n);
    assert(message.kind > EVENT_NONE && message.kind < EVENT_KIND_COUNT);
    assert(message.person && message.person->type == JSON_OBJECT);
    assert(message.content && message.content->type == JSON_OBJECT);
    return 0;
}
