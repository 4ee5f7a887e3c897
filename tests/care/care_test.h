// SPDX-License-Identifier: EUPL-1.2
//
// Short ways to make events for the tests of care.
#ifndef VAKA_TESTS_CARE_CARE_TEST_H
#define VAKA_TESTS_CARE_CARE_TEST_H

#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "care/state.h"

#define UNIT_A "unit/00000000000000000000000000"
#define UNIT_B "unit/zzzzzzzzzzzzzzzzzzzzzzzzzz"

// A payload from JSON; day is the day it happened, counted from 1970, at noon.
static inline struct event event_make(struct arena *arena, int64_t seq, enum event_kind kind,
                                      int64_t day, const char *json) {
    struct event event = {
        .stream = STR("person/00000000000000000000000000"), .seq = seq, .kind = kind};
    struct error err = {0};
    event.happened.us = (day * 24 + 12) * INT64_C(3600000000);
    if (!event_read(arena, str_of(json), &event, &err))
        fail_msg("%s: %s %s %s", json, err.key, err.args[0], err.args[1]);
    return event;
}

#define REQUEST_JSON                                                                               \
    "{\"receiver\":\"" UNIT_A "\",\"professions\":[\"nurse\"],\"need\":\"Sår\","                  \
    "\"dwelling\":\"ordinary\",\"wish\":\"unknown\",\"cannot_visit\":\"yes\",\"extent\":\"yes\","  \
    "\"lasting_need\":\"no\",\"discharge\":\"2026-12-01\"}"

static inline int care_set_up(void **state) {
    *state = arena_new(ARENA_DEFAULT_CEILING);
    return *state ? 0 : -1;
}

static inline int care_tear_down(void **state) {
    arena_free(*state);
    return 0;
}

#define CARE_TEST(f) cmocka_unit_test_setup_teardown(f, care_set_up, care_tear_down)

#endif
