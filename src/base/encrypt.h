// SPDX-License-Identifier: EUPL-1.2
//
// Files that are encrypted for the holders of keys (libsodium; docs/adr/0024): whoever encrypts
// needs public keys alone, and cannot read back what was written. Used for backups.
//
//   "VAKAENC1"  number of keys (1 byte)  a sealed box for each: the file's own key (80 bytes)
//   header of the stream (24 bytes)  chunks: 64 KiB of the file and 17 bytes, the last may be less
//
// The file's own key, made for it, is sealed for each public key (crypto_box_seal: X25519,
// XSalsa20-Poly1305). The chunks are a crypto_secretstream (XChaCha20-Poly1305): each follows the
// one before, and the last says that it is the last; the first also vouches for all that stands
// before it. So a chunk that is changed, left out, moved or missing at the end is seen. Who wrote
// the file is not: anybody can who has the public key.
//
// Keys are lines of text: "vaka-backup-public <64 hexadecimal digits> <whose it is>", and the same
// with "private" and nothing after it. Empty lines and those that begin with # are passed over.
#ifndef VAKA_BASE_ENCRYPT_H
#define VAKA_BASE_ENCRYPT_H

#include <stdint.h>

#include "base/str.h"

#define ENCRYPT_KEY_SIZE 32
#define ENCRYPT_KEYS_MAX 8 // that a file is encrypted for
#define ENCRYPT_KEY_FILE_MAX ((size_t)16 * 1024)

struct public_keys {
    size_t n;
    uint8_t keys[ENCRYPT_KEYS_MAX][ENCRYPT_KEY_SIZE];
};
struct private_key {
    uint8_t b[ENCRYPT_KEY_SIZE];
};

// A new pair, as lines without line ends.
bool encrypt_new_pair(struct arena *arena, struct str *ret_private, struct str *ret_public,
                      struct error *err) WARN_UNUSED;
// ERR_INPUT encrypt.bad-key {0: number of the line}, encrypt.private-given {0}, encrypt.no-key,
// encrypt.too-many {0: ENCRYPT_KEYS_MAX}.
bool encrypt_read_public(struct str text, struct public_keys *ret_keys,
                         struct error *err) WARN_UNUSED;
// ERR_INPUT encrypt.bad-key {0}, encrypt.public-given {0}, encrypt.no-key.
bool encrypt_read_private(struct str text, struct private_key *ret_key,
                          struct error *err) WARN_UNUSED;
void private_key_forget(struct private_key *key);

// Everything of `from`, from its beginning, into `to`, which is empty. Neither is closed or synced.
// ERR_IO file.failed {0: path} {1: what the system said}, of either.
bool encrypt_file(int from, int to, const struct public_keys *keys, const char *path,
                  struct error *err) WARN_UNUSED;
// Whether it begins like one that encrypt_file() wrote; reads from its beginning.
bool encrypt_is(int file);
// Back, from the beginning; `to` -1: only looks whether the whole of it is as it was written. Look
// first, so that nothing of a file that was changed is ever written. ERR_DAMAGED
// encrypt.wrong-key {0: path}, encrypt.damaged {0: path}; ERR_IO file.failed.
bool decrypt_file(int from, int to, const struct private_key *key, const char *path,
                  struct error *err) WARN_UNUSED;

#endif
