// SPDX-License-Identifier: EUPL-1.2
//
// ID tokens as a provider could send them: whatever comes is judged, and nothing that was not
// signed with the key of the set is good. The first line is the token, the rest the set of keys.
#include <assert.h>

#include "app/id_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str rest = {(const char *)data, size}, token;
    const struct json *keys = NULL;
    struct id_token claims;
    enum token_fault fault;
    const struct str levels[] = {STR("loa3")};
    const struct token_demands demands = {.issuer = STR("https://idp.test"),
                                          .client_id = STR("vaka"),
                                          .nonce = STR("n"),
                                          .now = {(int64_t)1790000000 * 1000000},
                                          .acr_count = COUNT(levels),
                                          .acr = levels,
                                          .fresh = true,
                                          .fresh_within = 600};
    if (!arena || !str_split(&rest, '\n', &token) || !json_parse(arena, rest, &keys, NULL))
        keys = NULL;
    if (!arena || !id_token_check(arena, token, keys, &demands, &claims, &fault, NULL))
        return 0;
    // Nobody but the maker of the corpus has the key.
    assert(fault < TOKEN_FAULT_COUNT && token_fault_id(fault));
    return 0;
}
