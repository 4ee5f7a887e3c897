// SPDX-License-Identifier: EUPL-1.2
//
// Names of streams: the kind, then 48 bits of milliseconds and 80 random bits in Crockford's base
// 32, so that names sort by the time when they were made and nobody can guess one.
#include "store/store.h"

#define DIGITS 26
#define TIME_DIGITS 10
#define RANDOM_DIGITS (DIGITS - TIME_DIGITS)

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

struct str stream_new(struct arena *arena, enum stream_kind kind, struct instant now) {
    char id[DIGITS];
    uint64_t milliseconds = now.us > 0 ? (uint64_t)now.us / 1000 : 0;
    for (int i = TIME_DIGITS - 1; i >= 0; i--) {
        id[i] = alphabet[milliseconds % 32];
        milliseconds /= 32;
    }
    uint8_t random[RANDOM_DIGITS];
    random_bytes(random, sizeof(random));
    for (int i = 0; i < RANDOM_DIGITS; i++)
        id[TIME_DIGITS + i] = alphabet[random[i] % 32];
    return str_printf(arena, "%s/%.*s", stream_kind_id(kind), DIGITS, id);
}
