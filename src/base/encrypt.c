// SPDX-License-Identifier: EUPL-1.2
#include "base/encrypt.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"

static const unsigned char magic[8] = {'V', 'A', 'K', 'A', 'E', 'N', 'C', '1'};
#define START_SIZE (sizeof(magic) + 1)
#define FILE_KEY_SIZE crypto_secretstream_xchacha20poly1305_KEYBYTES
#define BOX_SIZE (crypto_box_SEALBYTES + FILE_KEY_SIZE)
#define STREAM_HEADER_SIZE crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define HEAD_MAX (START_SIZE + ENCRYPT_KEYS_MAX * BOX_SIZE + STREAM_HEADER_SIZE)
#define PLAIN_SIZE ((size_t)64 * 1024)
#define CHUNK_SIZE (PLAIN_SIZE + crypto_secretstream_xchacha20poly1305_ABYTES)
#define TAG_FINAL crypto_secretstream_xchacha20poly1305_TAG_FINAL

static_assert(ENCRYPT_KEY_SIZE == crypto_box_PUBLICKEYBYTES &&
                  ENCRYPT_KEY_SIZE == crypto_box_SECRETKEYBYTES,
              "keys are those of crypto_box");

// What a file is read and written through. Cleared when it is done.
struct work {
    unsigned char plain[PLAIN_SIZE];
    unsigned char chunk[CHUNK_SIZE];
    unsigned char head[HEAD_MAX];
    size_t head_size;
    unsigned char file_key[FILE_KEY_SIZE];
    crypto_secretstream_xchacha20poly1305_state state;
    struct arena *arena; // holds itself
};

static struct work *work_new(struct error *err) {
    struct arena *arena = arena_new(sizeof(struct work) + 4096);
    struct work *work = arena ? ARENA_NEW(arena, struct work) : NULL;
    if (!work) {
        arena_free(arena);
        error_memory(err);
        return NULL;
    }
    work->arena = arena;
    return work;
}

static void work_done(struct work **at) {
    struct work *work = *at;
    if (!work)
        return;
    struct arena *arena = work->arena;
    sodium_memzero(work, sizeof(*work));
    arena_free(arena);
}

// ---- keys ----

static const char public_word[] = "vaka-backup-public ", private_word[] = "vaka-backup-private ";

bool encrypt_new_pair(struct arena *arena, struct str *ret_private, struct str *ret_public,
                      struct error *err) {
    unsigned char public[ENCRYPT_KEY_SIZE], private[ENCRYPT_KEY_SIZE];
    crypto_box_keypair(public, private);
    struct str private_hex = hex_of(arena, private, sizeof(private));
    struct str public_hex = hex_of(arena, public, sizeof(public));
    *ret_private = str_printf(arena, "%s" STR_FMT, private_word, STR_ARG(private_hex));
    *ret_public = str_printf(arena, "%s" STR_FMT, public_word, STR_ARG(public_hex));
    sodium_memzero(private, sizeof(private));
    return !arena_failed(arena) || error_memory(err);
}

// The next line that says something, and its number.
static bool next_line(struct str *rest, struct str *ret_line, size_t *number) {
    while (str_split(rest, '\n', ret_line)) {
        ++*number;
        *ret_line = str_trim(*ret_line);
        if (ret_line->n && ret_line->p[0] != '#')
            return true;
    }
    return false;
}

static bool fail_line(const char *key, size_t number, struct error *err) {
    char text[24];
    snprintf(text, sizeof(text), "%zu", number);
    return error_set(err, ERR_INPUT, key, text, NULL);
}

// `rest`: whether a name may follow.
static bool read_key(struct str line, const char *word, bool rest,
                     unsigned char to[ENCRYPT_KEY_SIZE]) {
    if (!str_starts(line, str_of(word)))
        return false;
    line = str_trim(str_sub(line, strlen(word), line.n));
    struct str hex = str_sub(line, 0, 2 * (size_t)ENCRYPT_KEY_SIZE);
    bool ends = line.n == hex.n || (rest && line.p[hex.n] == ' ');
    return ends && hex_parse(hex, to, ENCRYPT_KEY_SIZE);
}

bool encrypt_read_public(struct str text, struct public_keys *ret_keys, struct error *err) {
    struct public_keys keys = {0};
    struct str line;
    for (size_t number = 0; next_line(&text, &line, &number);) {
        if (str_starts(line, str_of(private_word)))
            return fail_line("encrypt.private-given", number, err);
        if (keys.n == ENCRYPT_KEYS_MAX)
            return fail_line("encrypt.too-many", ENCRYPT_KEYS_MAX, err);
        if (!read_key(line, public_word, true, keys.keys[keys.n++]))
            return fail_line("encrypt.bad-key", number, err);
    }
    if (!keys.n)
        return error_set(err, ERR_INPUT, "encrypt.no-key", NULL);
    *ret_keys = keys;
    return true;
}

bool encrypt_read_private(struct str text, struct private_key *ret_key, struct error *err) {
    struct str line;
    size_t number = 0;
    if (!next_line(&text, &line, &number))
        return error_set(err, ERR_INPUT, "encrypt.no-key", NULL);
    if (str_starts(line, str_of(public_word)))
        return fail_line("encrypt.public-given", number, err);
    if (!read_key(line, private_word, false, ret_key->b) || next_line(&text, &line, &number)) {
        private_key_forget(ret_key);
        return fail_line("encrypt.bad-key", number, err);
    }
    return true;
}

void private_key_forget(struct private_key *key) {
    sodium_memzero(key, sizeof(*key));
}

// ---- reading and writing ----

// Up to n bytes; fewer at the end of the file.
static bool read_up_to(int file, unsigned char *to, size_t n, size_t *ret_n, const char *path,
                       struct error *err) {
    ssize_t got = file_take(file, to, n);
    if (got < 0)
        return file_failed(path, err);
    *ret_n = (size_t)got;
    return true;
}

static bool write_whole(int file, const unsigned char *from, size_t n, const char *path,
                        struct error *err) {
    return file_put(file, (struct str){(const char *)from, n}) || file_failed(path, err);
}

static bool rewind_file(int file, const char *path, struct error *err) {
    return lseek(file, 0, SEEK_SET) == 0 || file_failed(path, err);
}

// ---- encrypting ----

static bool make_head(struct work *work, const struct public_keys *keys, struct error *err) {
    unsigned char *at = work->head;
    memcpy(at, magic, sizeof(magic));
    at[sizeof(magic)] = (unsigned char)keys->n;
    at += START_SIZE;
    crypto_secretstream_xchacha20poly1305_keygen(work->file_key);
    for (size_t i = 0; i < keys->n; i++, at += BOX_SIZE)
        if (crypto_box_seal(at, work->file_key, FILE_KEY_SIZE, keys->keys[i]) != 0)
            return fail_line("encrypt.bad-key", i + 1, err); // no point of the curve that serves
    if (crypto_secretstream_xchacha20poly1305_init_push(&work->state, at, work->file_key) != 0)
        return error_set(err, ERR_INTERNAL, "error.unknown", "secretstream", NULL);
    work->head_size = (size_t)(at - work->head) + STREAM_HEADER_SIZE;
    return true;
}

// A byte is read ahead, so that the last chunk is known to be it.
static bool push_all(struct work *work, int from, int to, const char *path, struct error *err) {
    unsigned char ahead = 0;
    size_t held = 0;
    for (bool first = true, last = false; !last; first = false) {
        size_t n;
        work->plain[0] = ahead;
        if (!read_up_to(from, work->plain + held, PLAIN_SIZE - held, &n, path, err))
            return false;
        n += held;
        held = 0;
        if (n == PLAIN_SIZE && !read_up_to(from, &ahead, 1, &held, path, err))
            return false;
        last = !held;
        if (crypto_secretstream_xchacha20poly1305_push(
                &work->state, work->chunk, NULL, work->plain, n, first ? work->head : NULL,
                first ? work->head_size : 0, last ? TAG_FINAL : 0) != 0)
            return error_set(err, ERR_INTERNAL, "error.unknown", "secretstream", NULL);
        if (!write_whole(to, work->chunk, n + CHUNK_SIZE - PLAIN_SIZE, path, err))
            return false;
    }
    return true;
}

bool encrypt_file(int from, int to, const struct public_keys *keys, const char *path,
                  struct error *err) {
    CLEANUP(work_done) struct work *work = work_new(err);
    return work && rewind_file(from, path, err) && make_head(work, keys, err) &&
           write_whole(to, work->head, work->head_size, path, err) &&
           push_all(work, from, to, path, err);
}

// ---- decrypting ----

bool encrypt_is(int file) {
    unsigned char start[sizeof(magic)];
    size_t n;
    return rewind_file(file, "", NULL) && read_up_to(file, start, sizeof(start), &n, "", NULL) &&
           n == sizeof(start) && memcmp(start, magic, sizeof(magic)) == 0;
}

static bool damaged(const char *path, struct error *err) {
    return error_set(err, ERR_DAMAGED, "encrypt.damaged", path, NULL);
}

static bool open_head(struct work *work, int from, const struct private_key *key, const char *path,
                      struct error *err) {
    unsigned char public[ENCRYPT_KEY_SIZE];
    size_t n, count;
    bool opened = false;
    if (!read_up_to(from, work->head, START_SIZE, &n, path, err))
        return false;
    count = n == START_SIZE ? work->head[sizeof(magic)] : 0;
    if (count == 0 || count > ENCRYPT_KEYS_MAX || memcmp(work->head, magic, sizeof(magic)) != 0)
        return damaged(path, err);
    size_t rest = count * BOX_SIZE + STREAM_HEADER_SIZE;
    if (!read_up_to(from, work->head + START_SIZE, rest, &n, path, err))
        return false;
    if (n < rest)
        return damaged(path, err);
    work->head_size = START_SIZE + rest;
    if (crypto_scalarmult_base(public, key->b) != 0)
        return error_set(err, ERR_DAMAGED, "encrypt.wrong-key", path, NULL);
    for (size_t i = 0; i < count && !opened; i++)
        opened = crypto_box_seal_open(work->file_key, work->head + START_SIZE + i * BOX_SIZE,
                                      BOX_SIZE, public, key->b) == 0;
    if (!opened)
        return error_set(err, ERR_DAMAGED, "encrypt.wrong-key", path, NULL);
    return crypto_secretstream_xchacha20poly1305_init_pull(
               &work->state, work->head + START_SIZE + count * BOX_SIZE, work->file_key) == 0 ||
           damaged(path, err);
}

// The file ends with the chunk that says so, and no chunk before it is short.
static bool pull_all(struct work *work, int from, int to, const char *path, struct error *err) {
    bool first = true;
    unsigned char tag;
    do {
        size_t n;
        unsigned long long plain;
        if (!read_up_to(from, work->chunk, CHUNK_SIZE, &n, path, err))
            return false;
        if (n < CHUNK_SIZE - PLAIN_SIZE ||
            crypto_secretstream_xchacha20poly1305_pull(&work->state, work->plain, &plain, &tag,
                                                       work->chunk, n, first ? work->head : NULL,
                                                       first ? work->head_size : 0) != 0)
            return damaged(path, err);
        if (tag != TAG_FINAL && (tag != 0 || n < CHUNK_SIZE))
            return damaged(path, err);
        if (to >= 0 && !write_whole(to, work->plain, (size_t)plain, path, err))
            return false;
        first = false;
    } while (tag != TAG_FINAL);
    unsigned char after;
    size_t n;
    return read_up_to(from, &after, 1, &n, path, err) && (n == 0 || damaged(path, err));
}

bool decrypt_file(int from, int to, const struct private_key *key, const char *path,
                  struct error *err) {
    CLEANUP(work_done) struct work *work = work_new(err);
    return work && rewind_file(from, path, err) && open_head(work, from, key, path, err) &&
           pull_all(work, from, to, path, err);
}
