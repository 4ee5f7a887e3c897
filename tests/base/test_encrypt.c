// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/encrypt.h"
#include "base/hash.h"
#include "support/arena_fixture.h"

#define CHUNK ((size_t)64 * 1024)
#define CHUNK_WRITTEN (CHUNK + 17)
#define HEAD(keys) ((size_t)(8 + 1 + 24 + 80 * (keys)))

// ---- files in memory ----

static int file_of(struct str bytes) {
    int fd = memfd_create("file", MFD_CLOEXEC);
    assert_true(fd >= 0);
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        assert_true(n > 0);
        bytes = str_sub(bytes, (size_t)n, bytes.n);
    }
    return fd;
}

static struct str bytes_of(struct arena *arena, int fd) {
    off_t size = lseek(fd, 0, SEEK_END);
    assert_true(size >= 0);
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    assert_non_null(bytes);
    assert_int_equal(pread(fd, bytes, (size_t)size, 0), size);
    return (struct str){bytes, (size_t)size};
}

// Bytes that are all different for a while.
static struct str some(struct arena *arena, size_t n) {
    unsigned char *bytes = arena_alloc(arena, n + 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (unsigned char)(i * 7 + i / 251);
    return (struct str){(char *)bytes, n};
}

struct pair {
    struct public_keys public;
    struct private_key private;
};

static struct pair new_pair(struct arena *arena) {
    struct pair pair;
    struct str public, private;
    assert_true(encrypt_new_pair(arena, &private, &public, NULL));
    assert_true(encrypt_read_public(public, &pair.public, NULL));
    assert_true(encrypt_read_private(private, &pair.private, NULL));
    return pair;
}

static struct str encrypted(struct arena *arena, struct str plain, const struct public_keys *keys) {
    int from = file_of(plain), to = file_of(STR(""));
    assert_true(encrypt_file(from, to, keys, "fil", NULL));
    struct str bytes = bytes_of(arena, to);
    close(from);
    close(to);
    return bytes;
}

// What comes back, or the key of the error; looking alone answers the same.
static struct str decrypted(struct arena *arena, struct str bytes, const struct private_key *key) {
    int from = file_of(bytes), to = file_of(STR(""));
    struct error looked = {0}, err = {0};
    bool whole = decrypt_file(from, -1, key, "fil", &looked);
    assert_int_equal(decrypt_file(from, to, key, "fil", &err), whole);
    struct str plain = bytes_of(arena, to);
    close(from);
    close(to);
    if (whole)
        return plain;
    assert_int_equal(err.code, ERR_DAMAGED);
    assert_string_equal(err.key, looked.key);
    assert_string_equal(err.args[0], "fil");
    return str_of(err.key);
}

static void test_there_and_back(void **state) {
    static const size_t sizes[] = {0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 200000};
    struct arena *arena = *state;
    struct pair anna = new_pair(arena), bo = new_pair(arena), stranger = new_pair(arena);
    struct public_keys both = anna.public;
    memcpy(both.keys[both.n++], bo.public.keys[0], ENCRYPT_KEY_SIZE);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct str plain = some(arena, sizes[i]);
        struct str bytes = encrypted(arena, plain, &both);
        size_t chunks = sizes[i] ? (sizes[i] + CHUNK - 1) / CHUNK : 1;
        assert_int_equal(bytes.n, HEAD(2) + sizes[i] + 17 * chunks);
        assert_true(str_eq(decrypted(arena, bytes, &anna.private), plain));
        assert_true(str_eq(decrypted(arena, bytes, &bo.private), plain));
        assert_text(decrypted(arena, bytes, &stranger.private), "encrypt.wrong-key");
        assert_true(sizes[i] < 20 || str_find(bytes, str_sub(plain, 0, 20)) == STR_NOT_FOUND);
        int file = file_of(bytes);
        assert_true(encrypt_is(file));
        close(file);
    }
    // The same, twice, is not the same.
    struct str plain = some(arena, 100);
    assert_false(str_eq(encrypted(arena, plain, &both), encrypted(arena, plain, &both)));
}

static void test_what_is_no_encrypted_file(void **state) {
    struct arena *arena = *state;
    struct pair pair = new_pair(arena);
    static const char *const others[] = {"", "VAKAENC", "SQLite format 3", "VAKAENC1", "VAKAENC2x"};
    for (size_t i = 0; i < COUNT(others); i++) {
        int file = file_of(str_of(others[i]));
        assert_int_equal(encrypt_is(file), i == 3);
        close(file);
        assert_text(decrypted(arena, str_of(others[i]), &pair.private), "encrypt.damaged");
    }
}

static void refuse(struct arena *arena, struct str bytes, const struct pair *pair) {
    struct str said = decrypted(arena, bytes, &pair->private);
    if (!str_is(said, "encrypt.damaged") && !str_is(said, "encrypt.wrong-key"))
        fail_msg("taken for whole: %zu bytes", bytes.n);
}

static void test_every_changed_bit_and_every_cut_is_seen(void **state) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new((size_t)1024 * 1024 * 1024);
    (void)state;
    struct pair pair = new_pair(arena);
    struct str bytes = encrypted(arena, some(arena, 60), &pair.public);
    char *changed = str_c(arena, bytes);
    struct str cut = {changed, bytes.n};
    for (size_t bit = 0; bit < bytes.n * 8; bit++) {
        changed[bit / 8] = (char)(changed[bit / 8] ^ (1 << bit % 8));
        refuse(arena, cut, &pair);
        changed[bit / 8] = bytes.p[bit / 8];
    }
    for (cut.n = 0; cut.n < bytes.n; cut.n++)
        refuse(arena, cut, &pair);
    struct str longer = some(arena, bytes.n + 1);
    memcpy((char *)longer.p, bytes.p, bytes.n);
    refuse(arena, longer, &pair);
}

// The chunks of a file, put together in another order; 'h' is all that stands before them.
static struct str shuffled(struct arena *arena, struct str bytes, const char *order) {
    struct buf buf = buf_new(arena, (size_t)4 * 1024 * 1024);
    struct str text = STR_NONE;
    for (; *order; order++)
        if (*order == 'h')
            buf_add(&buf, str_sub(bytes, 0, HEAD(1)));
        else {
            size_t at = HEAD(1) + (size_t)(*order - '0') * CHUNK_WRITTEN;
            buf_add(&buf, str_sub(bytes, at, CHUNK_WRITTEN));
        }
    assert_true(buf_done(&buf, &text, NULL));
    return text;
}

static void test_chunks_stand_where_they_stood(void **state) {
    struct arena *arena = *state;
    struct pair pair = new_pair(arena);
    struct str plain = some(arena, 3 * CHUNK + 5);
    struct str bytes = encrypted(arena, plain, &pair.public);
    struct str other = encrypted(arena, plain, &pair.public);
    static const char *const wrong[] = {"h",     "h0",     "h01",   "h012",  "h1023", "h0213",
                                        "h0132", "h00123", "h0123", "h3",    "h013",  "h123",
                                        "0123",  "hh0123", "h0233", "h01233"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct str made = shuffled(arena, bytes, wrong[i]);
        if (strcmp(wrong[i], "h0123") == 0)
            assert_true(str_eq(decrypted(arena, made, &pair.private), plain));
        else
            refuse(arena, made, &pair);
    }
    // Nor do those of another file fit, or its beginning.
    struct str mixed = STR_NONE;
    struct buf buf = buf_new(arena, (size_t)4 * 1024 * 1024);
    buf_add(&buf, str_sub(bytes, 0, bytes.n - 22));
    buf_add(&buf, str_sub(other, other.n - 22, other.n));
    assert_true(buf_done(&buf, &mixed, NULL));
    refuse(arena, mixed, &pair);
    buf = buf_new(arena, (size_t)4 * 1024 * 1024);
    buf_add(&buf, str_sub(other, 0, HEAD(1)));
    buf_add(&buf, str_sub(bytes, HEAD(1), bytes.n));
    assert_true(buf_done(&buf, &mixed, NULL));
    refuse(arena, mixed, &pair);
}

// ---- keys ----

#define A32 "0123456789abcdef0123456789abcdef"
#define PUBLIC "vaka-backup-public " A32 A32
#define PRIVATE "vaka-backup-private " A32 A32

static void refuse_keys(const char *text, bool private, const char *key, const char *line) {
    struct error err = {0};
    struct public_keys keys;
    struct private_key own;
    assert_false(private ? encrypt_read_private(str_of(text), &own, &err)
                         : encrypt_read_public(str_of(text), &keys, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_string_equal(err.key, key);
    assert_string_equal(err.args[0], line);
}

static void test_keys(void **state) {
    (void)state;
    struct public_keys keys;
    struct private_key own;
    assert_true(encrypt_read_public(
        STR("# kassaskåpet\n" PUBLIC " Anna Ek\r\n\n" PUBLIC "\n  " PUBLIC "  # Bo\n"), &keys,
        NULL));
    assert_int_equal(keys.n, 3);
    assert_int_equal(keys.keys[2][1], 0x23);
    assert_true(encrypt_read_private(STR("# i kassaskåpet\n" PRIVATE "\n\n"), &own, NULL));
    assert_int_equal(own.b[31], 0xef);
    refuse_keys("", false, "encrypt.no-key", "");
    refuse_keys("# ingen\n\n", false, "encrypt.no-key", "");
    refuse_keys("\n" PRIVATE, false, "encrypt.private-given", "2");
    refuse_keys(PUBLIC "x", false, "encrypt.bad-key", "1");
    refuse_keys(PUBLIC "\nvaka-backup-public " A32, false, "encrypt.bad-key", "2");
    refuse_keys(PUBLIC "\nssh-ed25519 AAAA", false, "encrypt.bad-key", "2");
    refuse_keys(PUBLIC "\n" PUBLIC "\n" PUBLIC "\n" PUBLIC "\n" PUBLIC "\n" PUBLIC "\n" PUBLIC
                       "\n" PUBLIC "\n" PUBLIC "\n",
                false, "encrypt.too-many", "8");
    refuse_keys("", true, "encrypt.no-key", "");
    refuse_keys(PUBLIC, true, "encrypt.public-given", "1");
    refuse_keys(PRIVATE " Anna", true, "encrypt.bad-key", "1");
    refuse_keys(PRIVATE "\n" PRIVATE, true, "encrypt.bad-key", "2");
    refuse_keys("vaka-backup-private " A32, true, "encrypt.bad-key", "1");
}

static void test_a_key_that_serves_nobody(void **state) {
    struct arena *arena = *state;
    struct public_keys keys = {.n = 1}; // the point of order one: what it seals, anybody opens
    struct error err = {0};
    int from = file_of(some(arena, 10)), to = file_of(STR(""));
    assert_false(encrypt_file(from, to, &keys, "fil", &err));
    assert_string_equal(err.key, "encrypt.bad-key");
    assert_int_equal(lseek(to, 0, SEEK_END), 0);
    close(from);
    close(to);
}

static void test_a_file_that_cannot_be_written_or_read(void **state) {
    struct arena *arena = *state;
    struct pair pair = new_pair(arena);
    struct error err = {0};
    int from = file_of(some(arena, 10)), to, ends[2];
    assert_int_equal(pipe(ends), 0); // no going back to its beginning
    to = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(to >= 0);
    assert_false(encrypt_file(from, to, &pair.public, "fil", &err));
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(err.key, "file.failed");
    assert_false(encrypt_file(ends[0], to, &pair.public, "rör", &err));
    assert_string_equal(err.args[0], "rör");
    struct str bytes = encrypted(arena, some(arena, 10), &pair.public);
    int sealed = file_of(bytes);
    assert_false(decrypt_file(sealed, to, &pair.private, "fil", &err));
    assert_int_equal(err.code, ERR_IO);
    assert_true(decrypt_file(sealed, -1, &pair.private, "fil", &err));
    close(from);
    close(to);
    close(sealed);
    close(ends[0]);
    close(ends[1]);
}

static bool make_pair(struct arena *arena, struct error *err) {
    struct str public, private;
    return encrypt_new_pair(arena, &private, &public, err);
}

static void test_memory(void **state) {
    (void)state;
    walk_allocations(make_pair);
}

int main(void) {
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_there_and_back),
        TEST_WITH_ARENA(test_what_is_no_encrypted_file),
        cmocka_unit_test(test_every_changed_bit_and_every_cut_is_seen),
        TEST_WITH_ARENA(test_chunks_stand_where_they_stood),
        cmocka_unit_test(test_keys),
        TEST_WITH_ARENA(test_a_key_that_serves_nobody),
        TEST_WITH_ARENA(test_a_file_that_cannot_be_written_or_read),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
