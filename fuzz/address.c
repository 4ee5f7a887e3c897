// SPDX-License-Identifier: EUPL-1.2
//
// X-Forwarded-For as anybody may send it, after the first line; the first line: the proxies that
// are trusted.
#include <assert.h>

#include "web/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const struct address *a, const struct address *b) {
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

// What is an address is no more than that, and limits count it under a network that it lies in.
static void look_at(struct arena *arena, struct str text) {
    struct address address;
    if (!address_parse(text, &address))
        return;
    for (size_t i = 0; i < text.n; i++)
        assert(strchr("0123456789abcdefABCDEF.:", text.p[i]) && text.p[i]);
    struct str network = address_network(arena, &address);
    struct address_ranges ranges;
    assert(network.p && address_ranges_parse(network, &ranges, NULL) && ranges.n == 1);
    assert(address_is_in(&address, &ranges));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str proxies, forwarded = {(const char *)data, size};
    static const struct address peer = {{[10] = 0xFF, [11] = 0xFF, [12] = 127, [15] = 1}};
    static const struct address_ranges nobody;
    struct address_ranges trusted;
    if (!arena || !str_split(&forwarded, '\n', &proxies))
        return 0;
    struct str list = forwarded;
    for (struct str one; str_split(&list, ',', &one);)
        look_at(arena, str_trim(one));
    // A proxy that is not trusted is not asked.
    struct address client = address_of_client(&peer, forwarded, &nobody);
    assert(same(&client, &peer));
    if (!address_ranges_parse(proxies, &trusted, NULL))
        return 0;
    assert(trusted.n <= ADDRESS_RANGES_MAX);
    client = address_of_client(&peer, forwarded, &trusted);
    assert(address_is_in(&peer, &trusted) || same(&client, &peer));
    return 0;
}
