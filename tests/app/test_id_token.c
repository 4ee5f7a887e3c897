// SPDX-License-Identifier: EUPL-1.2
//
// ID tokens: the corpus of the fuzzer, each judged as its name says, and one that is good until one
// thing about what is expected is another.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "app/id_token.h"
#include "base/file.h"
#include "support/arena_fixture.h"

#define NOW ((int64_t)1790000000 * 1000000)

static const struct str levels[] = {{"loa3", 4}};
static const struct token_demands usual = {.issuer = {"https://idp.test", 16},
                                           .client_id = {"vaka", 4},
                                           .nonce = {"n", 1},
                                           .now = {NOW},
                                           .acr_count = 1,
                                           .acr = levels,
                                           .fresh = true,
                                           .fresh_within = 600};

static enum token_fault judge(struct arena *arena, const char *name,
                              const struct token_demands *demands, struct id_token *ret_token) {
    struct str path = str_printf(arena, "%s/fuzz/corpus/id_token/%s", getenv("VAKA_SOURCE"), name);
    struct str text, token;
    const struct json *keys = NULL;
    enum token_fault fault;
    assert_true(file_read(arena, path.p, ID_TOKEN_MAX, &text, NULL));
    assert_true(str_split(&text, '\n', &token));
    if (text.n)
        assert_true(json_parse(arena, text, &keys, NULL));
    assert_true(id_token_check(arena, token, keys, demands, ret_token, &fault, NULL));
    return fault;
}

static void test_the_corpus(void **state) {
    static const struct {
        const char *name;
        enum token_fault fault;
    } all[] = {{"good", TOKEN_GOOD},           {"none", TOKEN_ALGORITHM},
               {"secret", TOKEN_ALGORITHM},    {"crit", TOKEN_ALGORITHM},
               {"other-key", TOKEN_SIGNATURE}, {"unknown-key", TOKEN_UNKNOWN_KEY},
               {"no-keys", TOKEN_SIGNATURE},   {"audience", TOKEN_AUDIENCE},
               {"expired", TOKEN_EXPIRED},     {"level", TOKEN_LEVEL},
               {"old-proof", TOKEN_STALE},     {"number-for-text", TOKEN_ISSUER},
               {"not-json", TOKEN_ALGORITHM},  {"two-parts", TOKEN_MALFORMED},
               {"bad-base64", TOKEN_SIGNATURE}};
    for (size_t i = 0; i < COUNT(all); i++) {
        struct id_token token = {0};
        enum token_fault fault = judge(*state, all[i].name, &usual, &token);
        if (fault != all[i].fault)
            fail_msg("%s: %s", all[i].name, token_fault_id(fault));
        assert_int_equal(token.subject.n > 0, fault == TOKEN_GOOD);
    }
}

static void test_what_is_expected(void **state) {
    struct id_token token;
    struct token_demands demands = usual;
    assert_int_equal(judge(*state, "good", &demands, &token), TOKEN_GOOD);
    assert_true(str_is(token.employee, "SE2321000131-P000000000001"));
    assert_true(str_is(token.commission, "SE2321000131-U000000000001"));
    assert_true(str_is(token.purpose, "Vård och behandling"));
    demands.issuer = STR("https://idp.test/");
    assert_int_equal(judge(*state, "good", &demands, &token), TOKEN_ISSUER);
    demands = usual;
    demands.client_id = STR("vak");
    assert_int_equal(judge(*state, "good", &demands, &token), TOKEN_AUDIENCE);
    demands = usual;
    demands.nonce = STR("m");
    assert_int_equal(judge(*state, "good", &demands, &token), TOKEN_NONCE);
    demands.nonce = STR_NONE; // what nobody asked for is not an answer
    assert_int_equal(judge(*state, "good", &demands, &token), TOKEN_NONCE);
    demands = usual;
    demands.now.us = NOW + (int64_t)(300 + ID_TOKEN_LEEWAY_S) * 1000000;
    assert_int_equal(judge(*state, "good", &demands, &token), TOKEN_EXPIRED);
    demands.now.us -= 1000000;
    assert_int_equal(judge(*state, "good", &demands, &token), TOKEN_GOOD);
    demands.now.us = NOW - (int64_t)(ID_TOKEN_LEEWAY_S + 1) * 1000000;
    assert_int_equal(judge(*state, "good", &demands, &token), TOKEN_STALE);
    demands = usual;
    demands.acr_count = 0;
    assert_int_equal(judge(*state, "level", &demands, &token), TOKEN_GOOD);
    demands = usual;
    demands.fresh = false;
    assert_int_equal(judge(*state, "old-proof", &demands, &token), TOKEN_GOOD);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_the_corpus),
        TEST_WITH_ARENA(test_what_is_expected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
