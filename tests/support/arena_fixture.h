// SPDX-License-Identifier: EUPL-1.2
//
// An arena for each test: cmocka_unit_test_setup_teardown(test, arena_set_up, arena_tear_down), or
// TEST_WITH_ARENA(test). *state is the arena.
#ifndef VAKA_TESTS_SUPPORT_ARENA_FIXTURE_H
#define VAKA_TESTS_SUPPORT_ARENA_FIXTURE_H

#include "base/str.h"

int arena_set_up(void **state);
int arena_tear_down(void **state);

#define TEST_WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, arena_set_up, arena_tear_down)

// Fails the test unless the slice is that text.
void assert_text(struct str got, const char *expected);

// Something that allocates, tried in a new arena; true when it was done.
typedef bool (*attempt)(struct arena *arena, struct error *err);
// Runs it again and again, each time with a later allocation failing, until it is done. Fails the
// test when a failure is reported as anything but ERR_MEMORY, or when nothing was allocated.
void walk_allocations(attempt tried);

#endif
