// SPDX-License-Identifier: EUPL-1.2
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "web/address.h"

static struct arena *arena;

static struct address address(const char *text) {
    struct address parsed;
    if (!address_parse(str_of(text), &parsed))
        fail_msg("%s is no address", text);
    return parsed;
}

static struct address_ranges ranges(const char *text) {
    struct address_ranges parsed;
    struct error err;
    if (!address_ranges_parse(str_of(text), &parsed, &err))
        fail_msg("%s: %s", text, err.key);
    return parsed;
}

static void test_what_is_an_address(void **state) {
    (void)state;
    static const char *const wrong[] = {
        "",         "10.0.0",     "10.0.0.256", "010.0.0.1",
        "1.2.3.4 ", "1.2.3.4:80", "[::1]",      "fe80::1%eth",
        "unknown",  "::ffff:",    "1.2.3.4\n",  "::1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:0:1:2:3:4:5:6:7",
    };
    struct address parsed;
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (address_parse(str_of(wrong[i]), &parsed))
            fail_msg("\"%s\" was taken for an address", wrong[i]);
    assert_false(address_parse(STR("1.2.3.4\0x"), &parsed)); // not what stands before it
    struct address mapped = address("::ffff:192.0.2.1"), plain = address("192.0.2.1");
    assert_memory_equal(&mapped, &plain, sizeof(plain));
    struct sockaddr_in in = {.sin_family = AF_INET};
    inet_pton(AF_INET, "192.0.2.1", &in.sin_addr);
    struct address of_socket = address_of_socket((struct sockaddr *)&in);
    assert_memory_equal(&of_socket, &plain, sizeof(plain));
}

static void test_loopback(void **state) {
    (void)state;
    static const char *const here[] = {"127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"};
    static const char *const not_here[] = {"128.0.0.1", "126.0.0.1", "::2",
                                           "::",        "0.0.0.0",   "::127.0.0.1"};
    for (size_t i = 0; i < COUNT(here); i++) {
        struct address a = address(here[i]);
        assert_true(address_is_loopback(&a));
    }
    for (size_t i = 0; i < COUNT(not_here); i++) {
        struct address a = address(not_here[i]);
        assert_false(address_is_loopback(&a));
    }
}

static bool is_in(const char *text, const char *list) {
    struct address a = address(text);
    struct address_ranges r = ranges(list);
    return address_is_in(&a, &r);
}

static void test_ranges(void **state) {
    (void)state;
    assert_true(is_in("10.200.3.4", "192.0.2.1, 10.0.0.0/8"));
    assert_false(is_in("11.0.0.1", "192.0.2.1,10.0.0.0/8"));
    assert_true(is_in("192.0.2.130", "192.0.2.128/25"));
    assert_false(is_in("192.0.2.127", "192.0.2.128/25"));
    assert_true(is_in("192.0.2.1", "192.0.2.1"));
    assert_false(is_in("192.0.2.2", "192.0.2.1"));
    assert_true(is_in("::ffff:10.1.1.1", "10.0.0.0/8"));
    assert_true(is_in("2001:db8:1:ff::9", "2001:db8:1::/48"));
    assert_false(is_in("2001:db8:2::9", "2001:db8:1::/48"));
    assert_true(is_in("203.0.113.9", "0.0.0.0/0"));
    assert_false(is_in("2001:db8::1", "0.0.0.0/0"));
    assert_true(is_in("2001:db8::1", "::/0"));
    static const char *const wrong[] = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8",
                                        "::/129",      "proxy",       "",          "10.0.0.1,,"};
    struct address_ranges parsed;
    struct error err;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (address_ranges_parse(str_of(wrong[i]), &parsed, &err))
            fail_msg("\"%s\" was taken for ranges", wrong[i]);
        assert_string_equal(err.key, "server.bad-range");
    }
    assert_false(address_ranges_parse(
        STR("1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
            "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1"),
        &parsed, &err));
    assert_string_equal(err.key, "server.many-ranges");
}

static void assert_client(const char *peer, const char *forwarded, const char *expected) {
    struct address from = address(peer);
    struct address_ranges trusted = ranges("10.0.0.0/8, 127.0.0.1");
    struct address client = address_of_client(&from, str_of(forwarded), &trusted);
    struct str text = address_network(arena, &client);
    if (!str_is(text, expected))
        fail_msg("%s with \"%s\": " STR_FMT, peer, forwarded, STR_ARG(text));
}

static void test_client(void **state) {
    (void)state;
    assert_client("192.0.2.9", "", "192.0.2.9");
    assert_client("192.0.2.9", "203.0.113.5", "192.0.2.9"); // no proxy of ours says so
    assert_client("127.0.0.1", "", "127.0.0.1");
    assert_client("127.0.0.1", "203.0.113.5", "203.0.113.5");
    assert_client("127.0.0.1", "198.51.100.7, 203.0.113.5", "203.0.113.5"); // the first: invented
    assert_client("127.0.0.1", "203.0.113.5, 10.1.2.3", "203.0.113.5");     // two proxies
    assert_client("127.0.0.1", "203.0.113.5,10.1.2.3,10.9.9.9", "203.0.113.5");
    assert_client("127.0.0.1", "10.1.2.3, 10.9.9.9", "10.1.2.3");
    assert_client("127.0.0.1", "203.0.113.5, nonsense", "127.0.0.1");
    assert_client("127.0.0.1", "203.0.113.5, nonsense, 10.1.2.3", "10.1.2.3");
    assert_client("127.0.0.1", ",,,", "127.0.0.1");
    assert_client("127.0.0.1", "2001:db8::1", "2001:db8::/64");
}

static void test_network(void **state) {
    (void)state;
    struct address v4 = address("192.0.2.9"), v6 = address("2001:db8:1:2:3:4:5:6");
    assert_true(str_is(address_network(arena, &v4), "192.0.2.9"));
    assert_true(str_is(address_network(arena, &v6), "2001:db8:1:2::/64"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_an_address),
        cmocka_unit_test(test_loopback),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_client),
        cmocka_unit_test(test_network),
    };
    arena = arena_new(ARENA_DEFAULT_CEILING);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
