// SPDX-License-Identifier: EUPL-1.2
//
// Signed checkpoints: the heads of all chains, outside the database, so that a cut tail and a
// removed stream are seen too. Numbered text files, each naming the hash of the one before it:
//
//     vaka-checkpoint 1
//     at 2026-03-01T08:05:00.000000Z
//     previous <SHA-256 of the file before it, or zeros>
//     key <Ed25519 public key>
//     server <name> <seq> <hash>        the head of its access log
//     stream <name> <seq> <hash>        … of every stream, by name
//     signature <Ed25519 over every byte before this line>
//
// The secret key is made when it is first needed and lies in a file of its own beside the folder.
// Whoever keeps copies of the checkpoints elsewhere need not trust the server.
#include "store/internal.h"

#include "base/file.h"

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
                      const struct hash *previous, const struct key *key, struct error *err) {
    struct str at = instant_text(arena, now);
    struct str before = hex_of(arena, previous->b, HASH_SIZE);
    struct str public_key = hex_of(arena, key->public, sizeof(key->public));
    if (!at.p || !before.p || !public_key.p)
        return error_memory(err);
    buf_printf(out, FIRST_LINE "at " STR_FMT "\nprevious " STR_FMT "\nkey " STR_FMT "\n",
               STR_ARG(at), STR_ARG(before), STR_ARG(public_key));
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

static bool write_checkpoint(struct store *store, struct arena *arena, struct instant now,
                             struct error *err) {
    CLEANUP(key_forget) struct key key;
    struct str *names, text;
    size_t count;
    struct hash previous;
    if (!make_folder(store, err) || !key_get(store, arena, &key, err) ||
        !checkpoint_list(store, arena, &names, &count, err) ||
        !hash_previous(store, arena, names, count, &previous, err))
        return false;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct buf out = buf_new(arena, FILE_MAX);
    if (!store_read(store, &reader, err) || !add_start(arena, &out, now, &previous, &key, err) ||
        !add_server(reader, arena, &out, err) || !add_streams(reader, &out, err) ||
        !sign(arena, &out, &key, &text, err))
        return false;
    struct str name = next_name(arena, names, count);
    const char *path = name.p ? checkpoint_path(store, arena, name) : NULL;
    return path ? file_replace(path, text, err) : error_memory(err);
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
    return str_is(word, "at") || str_is(word, "key");
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

static bool check_signature(struct store *store, struct arena *arena, struct str name,
                            struct str text, struct str *ret_signed, struct error *err) {
    CLEANUP(key_forget) struct key key;
    const char *path;
    unsigned char signature[crypto_sign_BYTES];
    if (!split_signature(text, ret_signed, signature))
        return damaged(name, err);
    if (!key_path(store, arena, &path, err) || !key_read(arena, path, &key, err))
        return false;
    return crypto_sign_verify_detached(signature, (const unsigned char *)ret_signed->p,
                                       ret_signed->n, key.public) == 0 ||
           error_set(err, ERR_DAMAGED, "verify.signature", str_c(arena, name), NULL);
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
    const char *path = checkpoint_path(store, arena, name);
    if (!path)
        return error_memory(err);
    if (!file_read(arena, path, FILE_MAX, &text, err))
        return false;
    if (!check_signature(store, arena, name, text, &signed_part, err))
        return false;
    if (!checkpoint_parse(arena, signed_part, &checkpoint))
        return arena_failed(arena) ? error_memory(err) : damaged(name, err);
    checkpoint.self = hash_of(text);
    *ret_checkpoint = checkpoint;
    return true;
}
