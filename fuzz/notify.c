// SPDX-License-Identifier: EUPL-1.2
//
// The file of destinations of notices: whatever is accepted can be put in a mail's header.
#include <assert.h>

#include "app/notify_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_one_line(struct str text) {
    for (size_t i = 0; i < text.n; i++)
        assert((unsigned char)text.p[i] > ' ');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct notify_config config;
    struct error err = {0};
    assert(arena);
    if (!notify_config_parse(arena, (struct str){(const char *)data, size}, &config, &err)) {
        assert(err.key);
        return 0;
    }
    assert_one_line(config.from);
    assert_one_line(config.site);
    for (size_t i = 0; i < config.rules.n; i++)
        for (size_t k = 0; k < config.rules.items[i].to.n; k++)
            assert_one_line(config.rules.items[i].to.items[k].address);
    return 0;
}
