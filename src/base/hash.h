// SPDX-License-Identifier: EUPL-1.2
//
// SHA-256 (nettle, which uses the processor's own instructions for it), fingerprints and random
// bytes (libsodium). Used for the chain of the event log: see store/chain.h.
#ifndef VAKA_BASE_HASH_H
#define VAKA_BASE_HASH_H

#include <stdint.h>

#include "base/str.h"

#define HASH_SIZE 32
#define SALT_SIZE 32

struct hash {
    uint8_t b[HASH_SIZE];
};

// Must be called once before anything else here; false when libsodium cannot start.
bool hash_start(void) WARN_UNUSED;

// Hashes fields one after the other, each preceded by its length (64 bits, big-endian), so that no
// two different lists of fields give the same input.
struct hasher {
    _Alignas(64) unsigned char state[128];
};
void hasher_start(struct hasher *hasher);
void hasher_add(struct hasher *hasher, struct str field);
void hasher_add_int(struct hasher *hasher, int64_t value);
void hasher_add_hash(struct hasher *hasher, const struct hash *hash);
struct hash hasher_done(struct hasher *hasher);

struct hash hash_of(struct str bytes);
// 128 bits of BLAKE2b, several times as fast: tells whether derived rows are the same, proves
// nothing.
struct fingerprint {
    uint8_t b[16];
};
struct fingerprint fingerprint_of(struct str bytes);
bool hash_eq(const struct hash *a, const struct hash *b); // constant time
// Cryptographically random bytes.
void random_bytes(void *to, size_t n);
// Lower-case hexadecimal, and back (exactly n bytes from 2n digits).
struct str hex_of(struct arena *arena, const void *bytes, size_t n);
bool hex_parse(struct str hex, void *to, size_t n) WARN_UNUSED;

#endif
