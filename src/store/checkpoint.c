// SPDX-License-Identifier: EUPL-1.2
//
// Signed checkpoints: the heads of all chains, outside the database, so that a cut tail and a
// removed stream are seen too. Numbered text files, each naming the hash of the one before it:
//
//     vaka-checkpoint 1
//     at 2026-03-01T08:05:00.000000Z
//     previous <SHA-256 of the file before it, or zeros>
//     key <Ed25519 public key>
//     replaces <public key of those before it>    only in the first under a new key
//     server <name> <seq> <hash>        the head of its access log
//     stream <name> <seq> <hash>        … of every stream, by name
//     signature <Ed25519 over every byte before this line>
//
// A new key is made known by the first checkpoint under it, which names the key before. So the key
// that the server has now vouches for all keys that it ever had, and the hash of the file before
// holds fast what was signed with one that has since been lost or stolen.
//
// The secret key is made when it is first needed and lies in a file of its own beside the folder.
// Whoever keeps copies of the checkpoints elsewhere need not trust the server.
#include "store/checkpoint.h"

#include "store/internal.h"

#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX ((size_t)256 * 1024 * 1024)
#define KEY_FILE_MAX ((size_t)256)
#define FIRST_LINE "vaka-checkpoint 1\n"
#define SIGNATURE "signature "
#define ENDING ".checkpoint"

struct key {
    unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
};

static void key_forget(struct key *key) {
    sodium_memzero(key, sizeof(*key));
}

// ---- the key ----

static bool key_path(struct store *store, struct arena *arena, const char **ret_path,
                     struct error *err) {
    *ret_path = str_printf(arena, "%s.key", store->checkpoint_dir).p;
    return *ret_path || error_memory(err);
}

static bool key_read(struct arena *arena, const char *path, struct key *ret_key,
                     struct error *err) {
    struct str text;
    unsigned char seed[crypto_sign_SEEDBYTES];
    if (!file_read(arena, path, KEY_FILE_MAX, &text, err))
        return false;
    bool ok = hex_parse(str_trim(text), seed, sizeof(seed)) &&
              crypto_sign_seed_keypair(ret_key->public, ret_key->secret, seed) == 0;
    sodium_memzero(seed, sizeof(seed));
    return ok || error_set(err, ERR_DAMAGED, "store.key-damaged", path, NULL);
}

static bool key_make(struct arena *arena, const char *path, struct error *err) {
    unsigned char seed[crypto_sign_SEEDBYTES];
    random_bytes(seed, sizeof(seed));
    struct str text = hex_of(arena, seed, sizeof(seed));
    sodium_memzero(seed, sizeof(seed));
    return text.p ? file_replace(path, text, err) : error_memory(err);
}

static_assert(HASH_SIZE == crypto_sign_PUBLICKEYBYTES, "a public key is kept like a hash");

static struct hash key_public(const struct key *key) {
    struct hash public;
    memcpy(public.b, key->public, sizeof(public.b));
    return public;
}

bool checkpoint_key(struct store *store, struct arena *arena, struct hash *ret_key,
                    struct error *err) {
    CLEANUP(key_forget) struct key key;
    const char *path;
    if (!key_path(store, arena, &path, err) || !key_read(arena, path, &key, err))
        return false;
    *ret_key = key_public(&key);
    return true;
}

static bool key_get(struct store *store, struct arena *arena, struct key *ret_key,
                    struct error *err) {
    const char *path;
    struct error missing;
    if (!key_path(store, arena, &path, err))
        return false;
    if (key_read(arena, path, ret_key, &missing))
        return true;
    if (missing.code != ERR_MISSING) {
        if (err)
            *err = missing;
        return false;
    }
    return key_make(arena, path, err) && key_read(arena, path, ret_key, err);
}

// ---- writing ----

// Counted on from the last, so that none is ever written over.
static struct str next_name(struct arena *arena, const struct str *names, size_t count) {
    int64_t last = 0;
    if (count) {
        struct str digits = str_sub(names[count - 1], 0, names[count - 1].n - strlen(ENDING));
        while (digits.n > 1 && digits.p[0] == '0')
            digits = str_sub(digits, 1, digits.n);
        if (!str_int64(digits, &last))
            last = (int64_t)count;
    }
    return str_printf(arena, "%08lld" ENDING, (long long)last + 1);
}

static const char *checkpoint_path(struct store *store, struct arena *arena, struct str name) {
    return str_printf(arena, "%s/" STR_FMT, store->checkpoint_dir, STR_ARG(name)).p;
}

bool checkpoint_list(struct store *store, struct arena *arena, struct str **ret_names,
                     size_t *ret_count, struct error *err) {
    struct error failed;
    if (file_list(arena, store->checkpoint_dir, ENDING, ret_names, ret_count, &failed))
        return true;
    if (failed.code != ERR_MISSING) {
        if (err)
            *err = failed;
        return false;
    }
    *ret_count = 0; // none was written yet
    return true;
}

static bool add_head(struct buf *out, struct arena *arena, const char *what, struct str name,
                     struct query *query) {
    int64_t seq = query_int(query);
    struct hash hash = query_hash(query);
    struct str hex = hex_of(arena, hash.b, HASH_SIZE);
    buf_printf(out, "%s " STR_FMT " %lld " STR_FMT "\n", what, STR_ARG(name), (long long)seq,
               STR_ARG(hex));
    return name.p && hex.p;
}

static bool add_server(struct reader *reader, struct arena *arena, struct buf *out,
                       struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_access_head);
    query_bind_text(&query, reader->store->server);
    if (query_row(&query) && !add_head(out, arena, "server", reader->store->server, &query))
        return error_memory(err);
    return query_ok(&query, err);
}

static bool add_streams(struct reader *reader, struct buf *out, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *row = arena_new(ARENA_DEFAULT_CEILING);
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_heads);
    if (!row)
        return error_memory(err);
    while (query_row(&query)) {
        arena_reset(row);
        struct str name = query_text(&query, row);
        if (!add_head(out, row, "stream", name, &query))
            return error_memory(err);
    }
    return query_ok(&query, err);
}

static bool add_start(struct arena *arena, struct buf *out, struct instant now,
                      const struct hash *previous, const struct key *key,
                      const struct hash *replaced, struct error *err) {
    struct str at = instant_text(arena, now);
    struct str before = hex_of(arena, previous->b, HASH_SIZE);
    struct str public_key = hex_of(arena, key->public, sizeof(key->public));
    if (!at.p || !before.p || !public_key.p)
        return error_memory(err);
    buf_printf(out, FIRST_LINE "at " STR_FMT "\nprevious " STR_FMT "\nkey " STR_FMT "\n",
               STR_ARG(at), STR_ARG(before), STR_ARG(public_key));
    if (!replaced)
        return true;
    struct str old = hex_of(arena, replaced->b, HASH_SIZE);
    if (!old.p)
        return error_memory(err);
    buf_printf(out, "replaces " STR_FMT "\n", STR_ARG(old));
    return true;
}

static bool sign(struct arena *arena, struct buf *out, const struct key *key, struct str *ret_text,
                 struct error *err) {
    struct str text;
    unsigned char signature[crypto_sign_BYTES];
    if (!buf_done(out, &text, err))
        return false;
    crypto_sign_detached(signature, NULL, (const unsigned char *)text.p, text.n, key->secret);
    struct str hex = hex_of(arena, signature, sizeof(signature));
    if (!hex.p)
        return error_memory(err);
    buf_printf(out, SIGNATURE STR_FMT "\n", STR_ARG(hex));
    return buf_done(out, ret_text, err);
}

static bool hash_previous(struct store *store, struct arena *arena, const struct str *names,
                          size_t count, struct hash *ret_hash, struct error *err) {
    *ret_hash = (struct hash){{0}};
    if (!count)
        return true;
    const char *path = checkpoint_path(store, arena, names[count - 1]);
    struct str bytes;
    if (!path)
        return error_memory(err);
    if (!file_read(arena, path, FILE_MAX, &bytes, err))
        return false;
    *ret_hash = hash_of(bytes);
    return true;
}

static bool make_folder(struct store *store, struct error *err) {
    if (mkdir(store->checkpoint_dir, 0700) == 0 || errno == EEXIST)
        return true;
    const char *said = strerrordesc_np(errno);
    return error_set(err, ERR_IO, "store.no-checkpoint-folder", store->checkpoint_dir,
                     said ? said : "?", NULL);
}

// `replaced`: the key of the checkpoints before it; NULL when it is the same.
static bool write_signed(struct store *store, struct arena *arena, struct instant now,
                         const struct key *key, const struct hash *replaced, struct error *err) {
    struct str *names, text;
    size_t count;
    struct hash previous;
    if (!checkpoint_list(store, arena, &names, &count, err) ||
        !hash_previous(store, arena, names, count, &previous, err))
        return false;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct buf out = buf_new(arena, FILE_MAX);
    if (!store_read(store, &reader, err) ||
        !add_start(arena, &out, now, &previous, key, replaced, err) ||
        !add_server(reader, arena, &out, err) || !add_streams(reader, &out, err) ||
        !sign(arena, &out, key, &text, err))
        return false;
    struct str name = next_name(arena, names, count);
    const char *path = name.p ? checkpoint_path(store, arena, name) : NULL;
    return path ? file_replace(path, text, err) : error_memory(err);
}

static bool write_checkpoint(struct store *store, struct arena *arena, struct instant now,
                             struct error *err) {
    CLEANUP(key_forget) struct key key;
    return make_folder(store, err) && key_get(store, arena, &key, err) &&
           write_signed(store, arena, now, &key, NULL, err);
}

bool store_checkpoint(struct store *store, struct instant now, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(CHECKPOINT_CEILING);
    if (!arena)
        return error_memory(err);
    pthread_mutex_lock(&store->checkpoint_mutex);
    bool ok = write_checkpoint(store, arena, now, err);
    pthread_mutex_unlock(&store->checkpoint_mutex);
    return ok;
}

// ---- reading ----

static bool damaged(struct str name, struct error *err) {
    char file[ERROR_ARG_SIZE];
    snprintf(file, sizeof(file), STR_FMT, STR_ARG(name));
    return error_set(err, ERR_DAMAGED, "verify.checkpoint-damaged", file, NULL);
}

static bool parse_head(struct arena *arena, struct str rest, struct heads *heads) {
    struct str name, seq;
    struct head *head = LIST_PUSH(arena, &heads->items);
    if (!head || !str_split(&rest, ' ', &name) || !str_split(&rest, ' ', &seq))
        return false;
    head->name = name;
    return str_int64(seq, &head->seq) && hex_parse(rest, head->hash.b, HASH_SIZE);
}

static bool parse_line(struct arena *arena, struct str line, struct checkpoint *checkpoint) {
    struct str word, rest = line;
    if (!str_split(&rest, ' ', &word))
        return false;
    if (str_is(word, "stream"))
        return parse_head(arena, rest, &checkpoint->streams);
    if (str_is(word, "server"))
        return parse_head(arena, rest, &checkpoint->servers);
    if (str_is(word, "previous"))
        return hex_parse(rest, checkpoint->previous.b, HASH_SIZE);
    if (str_is(word, "key"))
        return hex_parse(rest, checkpoint->key.b, HASH_SIZE);
    if (str_is(word, "replaces"))
        return checkpoint->has_replaced = hex_parse(rest, checkpoint->replaced.b, HASH_SIZE);
    return str_is(word, "at");
}

// Divides the file into what was signed and the signature.
static bool split_signature(struct str text, struct str *ret_signed, unsigned char *to) {
    struct str line = STR("\n" SIGNATURE);
    size_t length = line.n + 2 * (size_t)crypto_sign_BYTES + 1;
    if (text.n < length || text.p[text.n - 1] != '\n')
        return false;
    size_t at = text.n - length;
    struct str hex = str_sub(text, at + line.n, 2 * (size_t)crypto_sign_BYTES);
    *ret_signed = str_sub(text, 0, at + 1);
    return str_eq(str_sub(text, at, line.n), line) && hex_parse(hex, to, crypto_sign_BYTES);
}

bool checkpoint_parse(struct arena *arena, struct str text, struct checkpoint *ret_checkpoint) {
    struct checkpoint checkpoint = {0};
    struct str rest = str_sub(text, sizeof(FIRST_LINE) - 1, text.n), line;
    if (!str_starts(text, STR(FIRST_LINE)))
        return false;
    while (rest.n && str_split(&rest, '\n', &line))
        if (!parse_line(arena, line, &checkpoint))
            return false;
    *ret_checkpoint = checkpoint;
    return true;
}

bool checkpoint_read(struct store *store, struct arena *arena, struct str name,
                     struct checkpoint *ret_checkpoint, struct error *err) {
    struct checkpoint checkpoint;
    struct str text, signed_part;
    unsigned char signature[crypto_sign_BYTES];
    const char *path = checkpoint_path(store, arena, name);
    if (!path)
        return error_memory(err);
    if (!file_read(arena, path, FILE_MAX, &text, err))
        return false;
    if (!split_signature(text, &signed_part, signature))
        return damaged(name, err);
    if (!checkpoint_parse(arena, signed_part, &checkpoint))
        return arena_failed(arena) ? error_memory(err) : damaged(name, err);
    if (crypto_sign_verify_detached(signature, (const unsigned char *)signed_part.p, signed_part.n,
                                    checkpoint.key.b) != 0)
        return error_set(err, ERR_DAMAGED, "verify.signature", str_c(arena, name), NULL);
    checkpoint.self = hash_of(text);
    *ret_checkpoint = checkpoint;
    return true;
}

// ---- a new key ----

static bool last_checkpoint(struct store *store, struct arena *arena, bool *ret_any,
                            struct checkpoint *ret_last, struct error *err) {
    struct str *names;
    size_t count;
    if (!checkpoint_list(store, arena, &names, &count, err))
        return false;
    *ret_any = count > 0;
    return !count || checkpoint_read(store, arena, names[count - 1], ret_last, err);
}

static bool take_new_key(const char *new_path, const char *path, struct error *err) {
    return rename(new_path, path) == 0 || file_failed(path, err);
}

// A command that was broken off after it had written its checkpoint goes on from there.
static bool is_begun(struct arena *arena, const char *new_path, const struct checkpoint *last) {
    CLEANUP(key_forget) struct key key;
    if (!key_read(arena, new_path, &key, NULL))
        return false;
    struct hash public = key_public(&key);
    return last->has_replaced && hash_eq(&public, &last->key);
}

// The new key lies beside the old one until the checkpoint that makes it known is on disk.
static bool change_key(struct store *store, struct arena *arena, struct instant now, bool lost,
                       struct error *err) {
    CLEANUP(key_forget) struct key key;
    struct checkpoint last = {0};
    const char *path;
    bool any;
    if (!key_path(store, arena, &path, err))
        return false;
    const char *new_path = str_printf(arena, "%s.new", path).p;
    if (!new_path)
        return error_memory(err);
    if (!make_folder(store, err) || !last_checkpoint(store, arena, &any, &last, err))
        return false;
    if (any && is_begun(arena, new_path, &last))
        return take_new_key(new_path, path, err);
    // The old key's last word: everything up to now.
    if (!lost && (!write_checkpoint(store, arena, now, err) ||
                  !last_checkpoint(store, arena, &any, &last, err)))
        return false;
    return key_make(arena, new_path, err) && key_read(arena, new_path, &key, err) &&
           write_signed(store, arena, now, &key, any ? &last.key : NULL, err) &&
           take_new_key(new_path, path, err);
}

bool store_change_checkpoint_key(struct store *store, struct instant now, bool lost,
                                 struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(CHECKPOINT_CEILING);
    if (!arena)
        return error_memory(err);
    pthread_mutex_lock(&store->checkpoint_mutex);
    bool ok = change_key(store, arena, now, lost, err);
    pthread_mutex_unlock(&store->checkpoint_mutex);
    return ok;
}
