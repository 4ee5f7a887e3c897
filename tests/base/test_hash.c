// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/hash.h"
#include "support/arena_fixture.h"

static int start(void **state) {
    (void)state;
    return hash_start() ? 0 : -1;
}

// FIPS 180-4, the examples of NIST.
static void test_known_values(void **state) {
    static const char *const cases[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct hash hash = hash_of(str_of(cases[i][0]));
        assert_text(hex_of(*state, hash.b, HASH_SIZE), cases[i][1]);
    }
}

static struct hash hash_fields(struct str a, struct str b) {
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add(&hasher, a);
    hasher_add(&hasher, b);
    return hasher_done(&hasher);
}

// A field is its length in eight bytes and itself.
static void test_fields_have_their_length(void **state) {
    (void)state;
    struct hash fields = hash_fields(STR("ab"), STR("c"));
    struct hash whole = hash_of(STR("\0\0\0\0\0\0\0\2ab\0\0\0\0\0\0\0\1c"));
    assert_true(hash_eq(&fields, &whole));
    struct hash other = hash_fields(STR("a"), STR("bc"));
    assert_false(hash_eq(&fields, &other));
}

static void test_numbers_and_hashes_are_fields(void **state) {
    (void)state;
    struct hash abc = hash_of(STR("abc")), done, whole;
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add_int(&hasher, -2);
    done = hasher_done(&hasher);
    whole = hash_of(STR("\0\0\0\0\0\0\0\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE"));
    assert_true(hash_eq(&done, &whole));
    hasher_start(&hasher);
    hasher_add_hash(&hasher, &abc);
    done = hasher_done(&hasher);
    hasher_start(&hasher);
    hasher_add(&hasher, (struct str){(const char *)abc.b, HASH_SIZE});
    whole = hasher_done(&hasher);
    assert_true(hash_eq(&done, &whole));
}

static void test_hexadecimal(void **state) {
    unsigned char bytes[3] = {1, 2, 3};
    assert_text(hex_of(*state, "\x00\x9F\xFF", 3), "009fff");
    assert_text(hex_of(*state, "", 0), "");
    assert_true(hex_parse(STR("00aBfF"), bytes, 3));
    assert_memory_equal(bytes, "\x00\xAB\xFF", 3);
    assert_false(hex_parse(STR("11223"), bytes, 3));
    assert_false(hex_parse(STR("1122334"), bytes, 3));
    assert_false(hex_parse(STR("11223344"), bytes, 3));
    assert_false(hex_parse(STR("11223g"), bytes, 3));
    assert_memory_equal(bytes, "\x00\xAB\xFF", 3); // left alone by what failed
}

static void test_random_bytes_differ(void **state) {
    (void)state;
    unsigned char a[SALT_SIZE] = {0}, b[SALT_SIZE] = {0};
    random_bytes(a, sizeof(a));
    random_bytes(b, sizeof(b));
    assert_memory_not_equal(a, b, SALT_SIZE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_known_values),
        cmocka_unit_test(test_fields_have_their_length),
        cmocka_unit_test(test_numbers_and_hashes_are_fields),
        TEST_WITH_ARENA(test_hexadecimal),
        cmocka_unit_test(test_random_bytes_differ),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
