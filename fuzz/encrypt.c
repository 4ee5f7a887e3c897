// SPDX-License-Identifier: EUPL-1.2
//
// Encrypted files and the lines of keys. What is read back is what was written; a file of which one
// byte was changed is refused; whatever else is read neither ends the program nor opens by chance.
#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/encrypt.h"
#include "base/hash.h"

#define PRIVATE                                                                                    \
    "vaka-backup-private 5dfe0c067371ecdc8f441479056e49f597992ba819b42ead3d8ad9bdc113bab3"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int file_of(const void *bytes, size_t n) {
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    assert(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
    return fd;
}

static void read_keys(struct str text) {
    struct public_keys keys;
    struct private_key key;
    struct error err = {0};
    if (encrypt_read_public(text, &keys, &err))
        assert(keys.n >= 1 && keys.n <= ENCRYPT_KEYS_MAX);
    else
        assert(err.key);
    err = (struct error){0};
    assert(encrypt_read_private(text, &key, &err) || err.key);
}

// As it lies there, with a key that some inputs of the corpus are encrypted for.
static void read_file(const uint8_t *data, size_t size) {
    struct private_key key;
    struct error err = {0};
    int from = file_of(data, size), to = file_of("", 0);
    assert(encrypt_read_private(STR(PRIVATE), &key, &err));
    bool whole = decrypt_file(from, -1, &key, "fuzz", &err);
    assert(whole || err.code == ERR_DAMAGED);
    assert(decrypt_file(from, to, &key, "fuzz", NULL) == whole);
    close(from);
    close(to);
}

static void there_and_back(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str private, public;
    struct public_keys keys;
    struct private_key key;
    int plain = file_of(data, size), file = file_of("", 0), back = file_of("", 0);
    assert(arena && encrypt_new_pair(arena, &private, &public, NULL));
    assert(encrypt_read_public(public, &keys, NULL) && encrypt_read_private(private, &key, NULL));
    assert(encrypt_file(plain, file, &keys, "fuzz", NULL) && encrypt_is(file));
    assert(decrypt_file(file, back, &key, "fuzz", NULL));
    uint8_t *read = arena_alloc(arena, size + 1);
    assert(read && pread(back, read, size + 1, 0) == (ssize_t)size);
    assert(str_eq((struct str){(char *)read, size}, (struct str){(const char *)data, size}));
    // One byte is another.
    off_t all = lseek(file, 0, SEEK_END);
    off_t at = size ? (data[0] * (off_t)131 + (off_t)size) % all : all - 1;
    uint8_t byte;
    assert(pread(file, &byte, 1, at) == 1);
    byte = (uint8_t)(byte ^ (size ? data[size - 1] | 1 : 1));
    assert(pwrite(file, &byte, 1, at) == 1);
    assert(!decrypt_file(file, -1, &key, "fuzz", NULL));
    close(plain);
    close(file);
    close(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > (size_t)256 * 1024 || !hash_start())
        return 0;
    read_keys((struct str){(const char *)data, size});
    read_file(data, size);
    there_and_back(data, size);
    return 0;
}
