// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/text_cache.h"
#include "support/arena_fixture.h"

static void assert_kept(struct text_cache *cache, struct str key, int64_t stamp, int64_t now,
                        const char *expected) {
    CLEANUP(text_cache_release) struct held_text held = {0};
    bool found = text_cache_hold(cache, key, stamp, now, &held);
    assert_int_equal(found, expected != NULL);
    assert_true(!found || held.end > now);
    if (expected)
        assert_text(held.text, expected);
}

static void test_a_text_holds_for_its_stamp_and_time(void **state) {
    (void)state;
    struct text_cache *cache = text_cache_new();
    assert_kept(cache, STR("a"), 1, 0, NULL);
    text_cache_put(cache, STR("a"), 1, 100, STR("vak"), 0);
    assert_kept(cache, STR("a"), 1, 99, "vak");
    assert_kept(cache, STR("a"), 1, 100, NULL);
    assert_kept(cache, STR("a"), 2, 0, NULL);
    assert_kept(cache, STR("b"), 1, 0, NULL);
    text_cache_put(cache, STR("a"), 2, 100, STR("vaka"), 0);
    assert_kept(cache, STR("a"), 2, 0, "vaka");
    assert_kept(cache, STR("a"), 1, 0, NULL);
    text_cache_free(cache);
}

static void test_the_longest_unasked_gives_way(void **state) {
    (void)state;
    struct text_cache *cache = text_cache_new();
    char name[2] = {0};
    for (int i = 0; i < TEXT_CACHE_PLACES; i++) {
        name[0] = (char)(' ' + i);
        text_cache_put(cache, (struct str){name, 1}, 1, 1, STR("x"), 0);
    }
    assert_kept(cache, STR(" "), 1, 0, "x");
    text_cache_put(cache, STR("new"), 1, 1, STR("y"), 0);
    assert_kept(cache, STR("new"), 1, 0, "y");
    assert_kept(cache, STR(" "), 1, 0, "x");
    assert_kept(cache, STR("!"), 1, 0, NULL);
    text_cache_free(cache);
}

static void test_too_long_is_not_kept(void **state) {
    struct text_cache *cache = text_cache_new();
    char *text = arena_alloc(*state, TEXT_CACHE_LONGEST);
    text_cache_put(cache, STR("a"), 1, 1, (struct str){text, TEXT_CACHE_LONGEST}, 0);
    assert_kept(cache, STR("a"), 1, 0, NULL);
    text_cache_free(cache);
}

static void test_what_is_held_stays(void **state) {
    (void)state;
    struct text_cache *cache = text_cache_new();
    struct held_text first = {0}, second = {0};
    text_cache_put(cache, STR("a"), 1, 1, STR("vaka"), 2);
    assert_true(text_cache_hold(cache, STR("a"), 1, 0, &first));
    assert_true(text_cache_hold(cache, STR("a"), 1, 0, &second));
    assert_int_equal(second.mark, 2);
    text_cache_put(cache, STR("a"), 2, 1, STR("sova"), 0);
    assert_text(first.text, "vaka");
    text_cache_release(&first);
    text_cache_release(&first); // nothing is held any more
    text_cache_free(cache);
    assert_text(second.text, "vaka");
    text_cache_release(&second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_text_holds_for_its_stamp_and_time),
        cmocka_unit_test(test_the_longest_unasked_gives_way),
        TEST_WITH_ARENA(test_too_long_is_not_kept),
        cmocka_unit_test(test_what_is_held_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
