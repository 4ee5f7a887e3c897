// SPDX-License-Identifier: EUPL-1.2
#include "base/hash.h"

#include <assert.h>
#include <nettle/sha2.h>
#include <sodium.h>

static_assert(sizeof(struct sha256_ctx) <= sizeof(((struct hasher *)0)->state),
              "the state of nettle's SHA-256 fits");
static_assert(SHA256_DIGEST_SIZE == HASH_SIZE, "SHA-256 has 32 bytes");

bool hash_start(void) {
    return sodium_init() >= 0;
}

static struct sha256_ctx *state_of(struct hasher *hasher) {
    return (struct sha256_ctx *)(void *)hasher->state;
}

static void add(struct sha256_ctx *state, struct str bytes) {
    if (bytes.n)
        sha256_update(state, bytes.n, (const uint8_t *)bytes.p);
}

static struct hash done(struct sha256_ctx *state) {
    struct hash hash;
    sha256_digest(state, HASH_SIZE, hash.b);
    return hash;
}

static void big_endian(uint64_t value, unsigned char to[8]) {
    for (int i = 7; i >= 0; i--) {
        to[i] = (unsigned char)(value & 0xFF);
        value >>= 8;
    }
}

void hasher_start(struct hasher *hasher) {
    sha256_init(state_of(hasher));
}

void hasher_add(struct hasher *hasher, struct str field) {
    unsigned char length[8];
    big_endian(field.n, length);
    sha256_update(state_of(hasher), sizeof(length), length);
    add(state_of(hasher), field);
}

void hasher_add_int(struct hasher *hasher, int64_t value) {
    unsigned char bytes[8];
    big_endian((uint64_t)value, bytes);
    hasher_add(hasher, (struct str){(const char *)bytes, sizeof(bytes)});
}

void hasher_add_hash(struct hasher *hasher, const struct hash *hash) {
    hasher_add(hasher, (struct str){(const char *)hash->b, HASH_SIZE});
}

struct hash hasher_done(struct hasher *hasher) {
    return done(state_of(hasher));
}

struct hash hash_of(struct str bytes) {
    struct sha256_ctx state;
    sha256_init(&state);
    add(&state, bytes);
    return done(&state);
}

struct fingerprint fingerprint_of(struct str bytes) {
    struct fingerprint fingerprint;
    crypto_generichash(fingerprint.b, sizeof(fingerprint.b),
                       (const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n, NULL, 0);
    return fingerprint;
}

bool hash_eq(const struct hash *a, const struct hash *b) {
    return sodium_memcmp(a->b, b->b, HASH_SIZE) == 0;
}

void random_bytes(void *to, size_t n) {
    randombytes_buf(to, n);
}

struct str hex_of(struct arena *arena, const void *bytes, size_t n) {
    static const char digits[] = "0123456789abcdef";
    const unsigned char *b = bytes;
    char *hex = n < SIZE_MAX / 2 ? arena_alloc(arena, 2 * n + 1) : NULL;
    if (!hex)
        return STR_NONE;
    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = digits[b[i] >> 4];
        hex[2 * i + 1] = digits[b[i] & 0xF];
    }
    return (struct str){hex, 2 * n};
}

// The value of a hexadecimal digit of either case, -1 for any other character.
static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool hex_parse(struct str hex, void *to, size_t n) {
    if (hex.n / 2 != n || hex.n % 2)
        return false;
    for (size_t i = 0; i < hex.n; i++)
        if (hex_digit(hex.p[i]) < 0)
            return false;
    unsigned char *b = to;
    for (size_t i = 0; i < n; i++)
        b[i] = (unsigned char)(hex_digit(hex.p[2 * i]) << 4 | hex_digit(hex.p[2 * i + 1]));
    return true;
}
