// SPDX-License-Identifier: EUPL-1.2
#include "support/arena_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

int arena_set_up(void **state) {
    *state = arena_new(ARENA_DEFAULT_CEILING);
    return *state ? 0 : -1;
}

int arena_tear_down(void **state) {
    arena_free(*state);
    return 0;
}

void assert_text(struct str got, const char *expected) {
    if (!got.p || !str_is(got, expected))
        fail_msg("expected \"%s\", got \"" STR_FMT "\"", expected, STR_ARG(got));
}

void walk_allocations(attempt tried) {
    bool done = false;
    size_t at = 0;
    while (!done) {
        struct error err = {0};
        struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        assert_non_null(arena);
        arena_fail_at(++at);
        done = tried(arena, &err);
        arena_fail_at(0);
        arena_free(arena);
        if (!done && err.code != ERR_MEMORY)
            fail_msg("allocation %zu failed, and was told as %s", at,
                     err.key ? err.key : "nothing");
    }
    assert_true(at > 1);
}
