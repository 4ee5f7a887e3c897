// SPDX-License-Identifier: EUPL-1.2
#include "web/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define V4_OFFSET 12 // where the four bytes stand
#define V4_BITS 96
#define SUBSCRIBER_BYTES 8

static const uint8_t v4_mapped[V4_OFFSET] = {[10] = 0xFF, [11] = 0xFF};

static bool is_v4(const struct address *address) {
    return memcmp(address->bytes, v4_mapped, sizeof(v4_mapped)) == 0;
}

static struct address of_v4(const struct in_addr *v4) {
    struct address address;
    memcpy(address.bytes, v4_mapped, sizeof(v4_mapped));
    memcpy(address.bytes + V4_OFFSET, v4, sizeof(*v4));
    return address;
}

bool address_parse(struct str text, struct address *ret_address) {
    char c[INET6_ADDRSTRLEN];
    struct in_addr v4;
    if (text.n >= sizeof(c) || str_find_char(text, 0) != STR_NOT_FOUND)
        return false;
    memcpy(c, text.n ? text.p : "", text.n);
    c[text.n] = 0;
    if (inet_pton(AF_INET, c, &v4) == 1) {
        *ret_address = of_v4(&v4);
        return true;
    }
    return inet_pton(AF_INET6, c, ret_address->bytes) == 1;
}

struct address address_of_socket(const struct sockaddr *socket) {
    struct address address = {0};
    if (socket->sa_family == AF_INET)
        return of_v4(&((const struct sockaddr_in *)(const void *)socket)->sin_addr);
    if (socket->sa_family == AF_INET6)
        memcpy(address.bytes, &((const struct sockaddr_in6 *)(const void *)socket)->sin6_addr,
               sizeof(address.bytes));
    return address;
}

bool address_is_loopback(const struct address *address) {
    static const struct address one = {{[15] = 1}};
    return is_v4(address) ? address->bytes[V4_OFFSET] == 127
                          : memcmp(address, &one, sizeof(one)) == 0;
}

// ---- ranges ----

static bool same_bits(const struct address *a, const struct address *b, unsigned bits) {
    size_t whole = bits / 8;
    if (memcmp(a->bytes, b->bytes, whole) != 0)
        return false;
    unsigned rest = bits % 8;
    return !rest || !((a->bytes[whole] ^ b->bytes[whole]) >> (8 - rest));
}

static bool parse_range(struct str text, struct address_range *ret_range) {
    size_t slash = str_find_char(text, '/');
    int64_t bits = 0;
    if (!address_parse(str_sub(text, 0, slash), &ret_range->first))
        return false;
    unsigned before = is_v4(&ret_range->first) ? V4_BITS : 0;
    ret_range->bits = 128;
    if (slash == STR_NOT_FOUND)
        return true;
    if (!str_int64(str_sub(text, slash + 1, text.n), &bits) || bits < 0 || bits > 128 - before)
        return false;
    ret_range->bits = before + (unsigned)bits;
    return true;
}

bool address_ranges_parse(struct str text, struct address_ranges *ret_ranges, struct error *err) {
    struct address_ranges ranges = {0};
    for (struct str part; str_split(&text, ',', &part);) {
        part = str_trim(part);
        if (ranges.n == ADDRESS_RANGES_MAX)
            return error_set(err, ERR_INPUT, "server.many-ranges", TEXT_OF(ADDRESS_RANGES_MAX),
                             NULL);
        if (!parse_range(part, &ranges.range[ranges.n++]))
            return error_set_str(err, ERR_INPUT, "server.bad-range", part);
    }
    *ret_ranges = ranges;
    return true;
}

bool address_is_in(const struct address *address, const struct address_ranges *ranges) {
    for (size_t i = 0; i < ranges->n; i++)
        if (same_bits(address, &ranges->range[i].first, ranges->range[i].bits))
            return true;
    return false;
}

// ---- the client ----

static struct str take_last(struct str *list) {
    size_t from = list->n;
    while (from > 0 && list->p[from - 1] != ',')
        from--;
    struct str last = str_trim(str_sub(*list, from, list->n));
    list->n = from > 0 ? from - 1 : 0;
    return last;
}

struct address address_of_client(const struct address *peer, struct str forwarded,
                                 const struct address_ranges *trusted) {
    struct address client = *peer, before;
    while (forwarded.n && address_is_in(&client, trusted)) {
        if (!address_parse(take_last(&forwarded), &before))
            break;
        client = before;
    }
    return client;
}

struct str address_network(struct arena *arena, const struct address *address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (is_v4(address)) {
        inet_ntop(AF_INET, address->bytes + V4_OFFSET, text, sizeof(text));
        return str_copy(arena, str_of(text));
    }
    struct address network = *address;
    memset(network.bytes + SUBSCRIBER_BYTES, 0, sizeof(network.bytes) - SUBSCRIBER_BYTES);
    inet_ntop(AF_INET6, network.bytes, text, sizeof(text));
    return str_printf(arena, "%s/64", text);
}
