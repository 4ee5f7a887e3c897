// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "app/limit.h"
#include "base/hash.h"
#include "support/arena_fixture.h"

#define HOUR_US ((int64_t)3600 * 1000000)

static const struct instant start = {1000 * HOUR_US};

static struct instant later(int64_t us) {
    return (struct instant){start.us + us};
}

static void test_counting(void **state) {
    struct limiter *limiter = limiter_new(*state);
    assert_int_equal(limiter_failures(limiter, STR("a"), start), 0);
    limiter_fail(limiter, STR("a"), start, (struct instant){0});
    limiter_fail(limiter, STR("a"), later(1), later(60));
    assert_int_equal(limiter_failures(limiter, STR("a"), later(2)), 2);
    assert_int_equal(limiter_failures(limiter, STR("b"), later(2)), 0);
    assert_int_equal(limiter_until(limiter, STR("a"), later(2)).us, later(60).us);
    assert_int_equal(limiter_until(limiter, STR("a"), later(60)).us, 0);
    assert_int_equal(limiter_failures(limiter, STR("a"), later(HOUR_US + 2)), 0);
    limiter_fail(limiter, STR("a"), start, later(60));
    limiter_forget(limiter, STR("a"));
    assert_int_equal(limiter_until(limiter, STR("a"), start).us, 0);
    limiter_close(limiter);
}

// A second each, ten of them at once.
static void test_pace(void **state) {
    struct limiter *limiter = limiter_new(*state);
    const int64_t second = 1000000, most = 10 * second;
    int64_t wait = 0;
    for (int i = 0; i < 10; i++)
        assert_true(limiter_take(limiter, STR("a"), start, second, most, &wait));
    assert_false(limiter_take(limiter, STR("a"), start, second, most, &wait));
    assert_int_equal(wait, second);
    assert_false(limiter_take(limiter, STR("a"), later(second / 2), second, most, &wait));
    assert_int_equal(wait, second / 2);
    assert_int_equal(limiter_failures(limiter, STR("a"), later(second)), 2);
    assert_true(limiter_take(limiter, STR("b"), later(second / 2), second, most, &wait));
    assert_true(limiter_take(limiter, STR("a"), later(second), second, most, &wait));
    assert_int_equal(limiter_failures(limiter, STR("a"), later(second)), 0);
    assert_false(limiter_take(limiter, STR("a"), later(second), 5 * second, most, &wait));
    assert_int_equal(wait, 5 * second);
    assert_true(limiter_take(limiter, STR("a"), later(6 * second), 5 * second, most, &wait));
    limiter_close(limiter);
}

// More keys than there is room for: memory stays, the newest are remembered.
static void test_more_keys_than_room(void **state) {
    struct limiter *limiter = limiter_new(*state);
    size_t before = arena_used(*state);
    size_t keys = LIMIT_KEYS * 4, remembered = 0;
    char key[32];
    for (size_t i = 0; i < keys; i++) {
        snprintf(key, sizeof(key), "10.%zu", i);
        limiter_fail(limiter, str_of(key), later((int64_t)i), (struct instant){0});
        assert_int_equal(limiter_failures(limiter, str_of(key), later((int64_t)i)), 1);
    }
    for (size_t i = 0; i < keys; i++) {
        snprintf(key, sizeof(key), "10.%zu", i);
        remembered += limiter_failures(limiter, str_of(key), later((int64_t)keys)) > 0;
    }
    assert_int_equal(arena_used(*state), before);
    assert_true(remembered > LIMIT_KEYS / 2);
    assert_true(remembered <= LIMIT_KEYS);
    limiter_close(limiter);
}

static int start_hashes(void **state) {
    (void)state;
    return hash_start() ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_counting),
        TEST_WITH_ARENA(test_pace),
        TEST_WITH_ARENA(test_more_keys_than_room),
    };
    return cmocka_run_group_tests(tests, start_hashes, NULL);
}
