// SPDX-License-Identifier: EUPL-1.2
//
// Addresses of the network: of clients, and the ranges of the proxies that are believed.
//
// A proxy writes the address that it saw last into X-Forwarded-For, after what its own client said.
// So the header is read from its end: each address that is itself a trusted proxy's is passed over,
// the first that is not is the client, and whatever stands before that may be invented.
#ifndef VAKA_WEB_ADDRESS_H
#define VAKA_WEB_ADDRESS_H

#include "base/str.h"

struct sockaddr;

// IPv4 as ::ffff:a.b.c.d, so that one that arrives over IPv6 is the same.
struct address {
    uint8_t bytes[16];
};

#define ADDRESS_RANGES_MAX 16
struct address_range {
    struct address first;
    unsigned bits; // of 128 that must be the same
};
struct address_ranges {
    size_t n;
    struct address_range range[ADDRESS_RANGES_MAX];
};

bool address_parse(struct str text, struct address *ret_address) WARN_UNUSED;
struct address address_of_socket(const struct sockaddr *socket); // all zero when it is no IP
bool address_is_loopback(const struct address *address) PURE;

// "10.0.0.0/8, 2001:db8::1": addresses or ranges, parted by commas. ERR_INPUT server.bad-range
// {text}, server.many-ranges {ceiling}.
bool address_ranges_parse(struct str text, struct address_ranges *ret_ranges,
                          struct error *err) WARN_UNUSED;
bool address_is_in(const struct address *address, const struct address_ranges *ranges) PURE;

// Who asks: `peer` unless that is a trusted proxy that says otherwise.
struct address address_of_client(const struct address *peer, struct str forwarded,
                                 const struct address_ranges *trusted);

// What one subscriber has, which is what limits count: an IPv4 address, or the first 64 bits of an
// IPv6 address as "2001:db8:1:2::/64". p is NULL without memory.
struct str address_network(struct arena *arena, const struct address *address);

#endif
