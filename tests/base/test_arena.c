// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "support/arena_fixture.h"

static void test_pieces_are_zeroed_and_apart(void **state) {
    struct arena *arena = *state;
    unsigned char *pieces[100];
    for (size_t i = 0; i < COUNT(pieces); i++) {
        pieces[i] = arena_alloc(arena, 1000);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t b = 0; b < 1000; b++)
            assert_int_equal(pieces[i][b], 0);
        memset(pieces[i], (int)i + 1, 1000);
    }
    for (size_t i = 0; i < COUNT(pieces); i++)
        assert_int_equal(pieces[i][999], i + 1);
    assert_int_equal(arena_used(arena), 100000);
}

static void test_nothing_is_a_piece_too(void **state) {
    assert_non_null(arena_alloc(*state, 0));
    assert_non_null(arena_array(*state, 0, 8));
    assert_false(arena_failed(*state));
}

static void test_ceiling(void **state) {
    (void)state;
    struct arena *arena = arena_new(100);
    assert_non_null(arena_alloc(arena, 60));
    assert_null(arena_alloc(arena, 41));
    assert_true(arena_failed(arena));
    assert_non_null(arena_alloc(arena, 40)); // what fits is still given
    assert_true(arena_failed(arena));
    arena_reset(arena);
    assert_false(arena_failed(arena));
    assert_int_equal(arena_used(arena), 0);
    assert_non_null(arena_alloc(arena, 100));
    assert_null(arena_alloc(arena, SIZE_MAX));
    arena_free(arena);
}

static void test_overflow(void **state) {
    assert_null(arena_array(*state, SIZE_MAX / 2, 3));
    assert_true(arena_failed(*state));
}

static void test_reset_gives_zeroed_memory_again(void **state) {
    for (int round = 0; round < 3; round++) {
        unsigned char *piece = arena_alloc(*state, 5000);
        assert_non_null(piece);
        for (size_t i = 0; i < 5000; i++)
            assert_int_equal(piece[i], 0);
        memset(piece, 0xFF, 5000);
        arena_reset(*state);
    }
}

static void test_lists_grow(void **state) {
    LIST_OF(int) list = {0};
    for (int i = 0; i < 1000; i++) {
        int *last = LIST_PUSH(*state, &list);
        assert_non_null(last);
        assert_int_equal(*last, 0);
        *last = i;
    }
    assert_int_equal(list.n, 1000);
    list.n--; // a shortened list begins anew with the place it has
    int *again = LIST_PUSH(*state, &list);
    assert_non_null(again);
    assert_int_equal(*again, 0);
    *again = 999;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(list.items[i], i);
}

static void test_a_list_that_cannot_grow_is_left_alone(void **state) {
    (void)state;
    struct arena *arena = arena_new(8 * sizeof(int));
    LIST_OF(int) list = {0};
    for (int i = 0; i < 8; i++)
        assert_non_null(LIST_PUSH(arena, &list));
    assert_null(LIST_PUSH(arena, &list));
    assert_int_equal(list.n, 8);
    arena_free(arena);
}

static void test_failing_on_purpose(void **state) {
    arena_fail_at(3);
    assert_non_null(arena_alloc(*state, 1));
    assert_non_null(arena_alloc(*state, 1));
    assert_null(arena_alloc(*state, 1));
    assert_null(arena_alloc(*state, 1)); // and every later one
    assert_int_equal(arena_count(), 4);
    arena_fail_at(0);
    assert_non_null(arena_alloc(*state, 1));
}

// Blocks that were given back wait for the next arena, of whatever size and in whatever order: what
// is taken is zeroed all the same, and no two arenas have the same.
static void test_given_back_and_taken_again(void **state) {
    static const size_t sizes[] = {1000, 60000, 130000, 500000, 1000000, 3000000};
    struct arena *arenas[16] = {0};
    unsigned char *pieces[COUNT(arenas)] = {0};
    size_t n[COUNT(arenas)] = {0};
    (void)state;
    for (size_t turn = 0; turn < 400; turn++) {
        size_t at = turn * 7 % COUNT(arenas);
        for (size_t i = 0; i < n[at]; i += 997)
            assert_int_equal(pieces[at][i], at + 1);
        arena_free(arenas[at]);
        arenas[at] = arena_new(SIZE_MAX);
        n[at] = sizes[turn * 5 % COUNT(sizes)];
        pieces[at] = arena_alloc(arenas[at], n[at]);
        assert_non_null(pieces[at]);
        for (size_t i = 0; i < n[at]; i += 997)
            assert_int_equal(pieces[at][i], 0);
        memset(pieces[at], (int)at + 1, n[at]);
    }
    for (size_t i = 0; i < COUNT(arenas); i++)
        arena_free(arenas[i]);
}

static void test_cleanup_takes_nothing(void **state) {
    (void)state;
    struct arena *none = NULL;
    arena_cleanup(&none);
    arena_free(NULL);
    assert_null(none);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_pieces_are_zeroed_and_apart),
        TEST_WITH_ARENA(test_nothing_is_a_piece_too),
        cmocka_unit_test(test_ceiling),
        TEST_WITH_ARENA(test_overflow),
        TEST_WITH_ARENA(test_reset_gives_zeroed_memory_again),
        TEST_WITH_ARENA(test_lists_grow),
        cmocka_unit_test(test_a_list_that_cannot_grow_is_left_alone),
        TEST_WITH_ARENA(test_failing_on_purpose),
        cmocka_unit_test(test_given_back_and_taken_again),
        cmocka_unit_test(test_cleanup_takes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
