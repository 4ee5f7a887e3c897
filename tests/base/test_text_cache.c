// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/text_cache.h"
#include "support/arena_fixture.h"

static void assert_kept(struct text_cache *cache, struct arena *arena, struct str key,
                        int64_t stamp, int64_t now, const char *expected) {
    struct str text = STR_NONE;
    int64_t end = 0;
    bool found = text_cache_get(cache, arena, key, stamp, now, &text, &end);
    assert_int_equal(found, expected != NULL);
    assert_true(!found || end > now);
    if (expected)
        assert_text(text, expected);
}

static void test_a_text_holds_for_its_stamp_and_time(void **state) {
    struct text_cache *cache = text_cache_new();
    assert_kept(cache, *state, STR("a"), 1, 0, NULL);
    text_cache_put(cache, STR("a"), 1, 100, STR("vak"));
    assert_kept(cache, *state, STR("a"), 1, 99, "vak");
    assert_kept(cache, *state, STR("a"), 1, 100, NULL);
    assert_kept(cache, *state, STR("a"), 2, 0, NULL);
    assert_kept(cache, *state, STR("b"), 1, 0, NULL);
    text_cache_put(cache, STR("a"), 2, 100, STR("vaka"));
    assert_kept(cache, *state, STR("a"), 2, 0, "vaka");
    assert_kept(cache, *state, STR("a"), 1, 0, NULL);
    text_cache_free(cache);
}

static void test_the_longest_unasked_gives_way(void **state) {
    struct text_cache *cache = text_cache_new();
    char name[2] = {0};
    for (int i = 0; i < TEXT_CACHE_PLACES; i++) {
        name[0] = (char)(' ' + i);
        text_cache_put(cache, (struct str){name, 1}, 1, 1, STR("x"));
    }
    assert_kept(cache, *state, STR(" "), 1, 0, "x");
    text_cache_put(cache, STR("new"), 1, 1, STR("y"));
    assert_kept(cache, *state, STR("new"), 1, 0, "y");
    assert_kept(cache, *state, STR(" "), 1, 0, "x");
    assert_kept(cache, *state, STR("!"), 1, 0, NULL);
    text_cache_free(cache);
}

static void test_too_long_is_not_kept(void **state) {
    struct text_cache *cache = text_cache_new();
    char *text = arena_alloc(*state, TEXT_CACHE_LONGEST);
    text_cache_put(cache, STR("a"), 1, 1, (struct str){text, TEXT_CACHE_LONGEST});
    assert_kept(cache, *state, STR("a"), 1, 0, NULL);
    text_cache_free(cache);
}

static void test_without_memory_nothing_is_found(void **state) {
    struct text_cache *cache = text_cache_new();
    text_cache_put(cache, STR("a"), 1, 1, STR("x"));
    struct str text;
    int64_t end;
    arena_fail_at(1);
    bool found = text_cache_get(cache, *state, STR("a"), 1, 0, &text, &end);
    arena_fail_at(0);
    assert_false(found);
    text_cache_free(cache);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_a_text_holds_for_its_stamp_and_time),
        TEST_WITH_ARENA(test_the_longest_unasked_gives_way),
        TEST_WITH_ARENA(test_too_long_is_not_kept),
        TEST_WITH_ARENA(test_without_memory_nothing_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
