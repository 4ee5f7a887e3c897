// SPDX-License-Identifier: EUPL-1.2
#include "app/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "app/internal.h"
#include "base/file.h"

#define KEY_SIZE crypto_secretbox_KEYBYTES
#define NONCE_SIZE crypto_secretbox_NONCEBYTES
#define MAC_SIZE crypto_secretbox_MACBYTES
#define KEY_FILE_MAX 4096

// Made by whoever needs it first. It is whole before it has its name.
static bool make_key(struct app *app, struct arena *arena, struct error *err) {
    unsigned char key[KEY_SIZE];
    random_bytes(key, sizeof(key));
    struct str text = hex_of(arena, key, sizeof(key));
    struct str path = str_printf(arena, "%s.new", app->key_path);
    if (!text.p || !path.p)
        return error_memory(err);
    int fd = open(path.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool done = fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    // A link does not take the place of a key that somebody else made meanwhile.
    done = done && (link(path.p, app->key_path) == 0 || errno == EEXIST);
    int failure = errno;
    unlink(path.p);
    if (!done)
        return error_set(err, ERR_IO, "file.failed", app->key_path, strerror(failure), NULL);
    return file_sync(app->key_path, err);
}

static bool read_key(struct app *app, struct arena *arena, unsigned char key[KEY_SIZE],
                     struct error *err) {
    struct str text;
    struct error fault = {0};
    if (!file_read(arena, app->key_path, KEY_FILE_MAX, &text, &fault)) {
        if (fault.code != ERR_MISSING) {
            if (err)
                *err = fault;
            return false;
        }
        if (!make_key(app, arena, err) ||
            !file_read(arena, app->key_path, KEY_FILE_MAX, &text, err))
            return false;
    }
    return hex_parse(str_trim(text), key, KEY_SIZE) ||
           error_set(err, ERR_DAMAGED, "sealed.bad-key", app->key_path, NULL);
}

// The key of one name: what is sealed under another does not open.
static void key_of(const unsigned char key[KEY_SIZE], struct str name,
                   unsigned char ret_key[KEY_SIZE]) {
    crypto_generichash(ret_key, KEY_SIZE, (const unsigned char *)name.p, name.n, key, KEY_SIZE);
}

bool seal(struct app *app, struct arena *arena, struct str name, struct str secret,
          struct str *ret_sealed, struct error *err) {
    unsigned char key[KEY_SIZE], own[KEY_SIZE];
    unsigned char box[NONCE_SIZE + MAC_SIZE + SEALED_BYTES_MAX];
    if (secret.n > SEALED_BYTES_MAX)
        return error_set(err, ERR_INTERNAL, "sealed.broken", NULL);
    if (!read_key(app, arena, key, err))
        return false;
    key_of(key, name, own);
    random_bytes(box, NONCE_SIZE);
    crypto_secretbox_easy(box + NONCE_SIZE, (const unsigned char *)secret.p, secret.n, box, own);
    *ret_sealed = hex_of(arena, box, NONCE_SIZE + MAC_SIZE + secret.n);
    sodium_memzero(key, sizeof(key));
    sodium_memzero(own, sizeof(own));
    return ret_sealed->p ? true : error_memory(err);
}

bool unseal(struct app *app, struct arena *arena, struct str name, struct str sealed,
            struct str *ret_secret, struct error *err) {
    unsigned char key[KEY_SIZE], own[KEY_SIZE];
    unsigned char box[NONCE_SIZE + MAC_SIZE + SEALED_BYTES_MAX], secret[SEALED_BYTES_MAX];
    size_t n = sealed.n / 2;
    if (n < NONCE_SIZE + MAC_SIZE || n > sizeof(box) || !hex_parse(sealed, box, n))
        return error_set(err, ERR_DAMAGED, "sealed.broken", NULL);
    if (!read_key(app, arena, key, err))
        return false;
    key_of(key, name, own);
    bool opened =
        crypto_secretbox_open_easy(secret, box + NONCE_SIZE, n - NONCE_SIZE, box, own) == 0;
    sodium_memzero(key, sizeof(key));
    sodium_memzero(own, sizeof(own));
    if (!opened)
        return error_set(err, ERR_DAMAGED, "sealed.broken", NULL);
    *ret_secret = str_copy(arena, (struct str){(const char *)secret, n - NONCE_SIZE - MAC_SIZE});
    sodium_memzero(secret, sizeof(secret));
    return ret_secret->p ? true : error_memory(err);
}
