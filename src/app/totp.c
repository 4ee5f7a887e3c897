// SPDX-License-Identifier: EUPL-1.2
#include "app/totp.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <string.h>

#include "base/hash.h"

#define SECOND_US ((int64_t)1000000)

// Without blanks and hyphens, in small letters; false when it is longer than any code.
static bool tidy(struct str code, char *to, size_t max, size_t *ret_n) {
    size_t n = 0;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (c == ' ' || c == '-' || c == '\t')
            continue;
        if (n == max)
            return false;
        to[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    *ret_n = n;
    return true;
}

bool totp_check(struct str key, struct str code, struct instant now, int64_t last_step,
                int64_t *ret_step) {
    char typed[TOTP_DIGITS];
    size_t n;
    if (!tidy(code, typed, sizeof(typed), &n) || n != sizeof(typed) || now.us < 0)
        return false;
    int64_t middle = now.us / SECOND_US / TOTP_STEP_S;
    bool right = false;
    for (int64_t step = middle > 0 ? middle - 1 : 0; step <= middle + 1; step++) {
        char made[TOTP_DIGITS + 1];
        if (oath_hotp_generate(key.p, key.n, (uint64_t)step, TOTP_DIGITS, false,
                               OATH_HOTP_DYNAMIC_TRUNCATION, made) != OATH_OK)
            return false;
        if (sodium_memcmp(made, typed, sizeof(typed)) == 0 && step > last_step && !right) {
            *ret_step = step;
            right = true;
        }
    }
    return right;
}

// ---- what the telephone is told ----

static bool base32(struct arena *arena, struct str key, struct str *ret_text, struct error *err) {
    char *text = NULL;
    size_t n = 0;
    if (oath_base32_encode(key.p, key.n, &text, &n) != OATH_OK)
        return error_memory(err);
    while (n > 0 && text[n - 1] == '=')
        n--;
    *ret_text = str_copy(arena, (struct str){text, n});
    sodium_memzero(text, n);
    free(text);
    return ret_text->p ? true : error_memory(err);
}

static void add_encoded(struct buf *buf, struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_';
        if (plain)
            buf_add_char(buf, (char)c);
        else
            buf_printf(buf, "%%%02X", c);
    }
}

bool totp_uri(struct arena *arena, struct str key, struct str login, struct str *ret_uri,
              struct error *err) {
    struct str text;
    if (!base32(arena, key, &text, err))
        return false;
    struct buf buf = buf_new(arena, 4096);
    buf_add_c(&buf, "otpauth://totp/Vaka:");
    add_encoded(&buf, login);
    buf_printf(&buf, "?secret=" STR_FMT "&issuer=Vaka", STR_ARG(text));
    return buf_done(&buf, ret_uri, err);
}

bool totp_key_words(struct arena *arena, struct str key, struct str *ret_words, struct error *err) {
    struct str text;
    if (!base32(arena, key, &text, err))
        return false;
    struct buf buf = buf_new(arena, 256);
    for (size_t i = 0; i < text.n; i++) {
        if (i > 0 && i % 4 == 0)
            buf_add_char(&buf, ' ');
        buf_add_char(&buf, text.p[i]);
    }
    return buf_done(&buf, ret_words, err);
}

// ---- recovery codes ----

#define RECOVERY_LETTERS 12
// Each twelve of 32 letters, 60 bits: a plain hash keeps them, since nobody can try them all.
static const char letters[] = "abcdefghjkmnpqrstuvwxyz023456789";

static struct str kept_of(struct arena *arena, const char *code) {
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add(&hasher, STR("vaka recovery code"));
    hasher_add(&hasher, (struct str){code, RECOVERY_LETTERS});
    struct hash hash = hasher_done(&hasher);
    return hex_of(arena, hash.b, sizeof(hash.b));
}

bool recovery_make(struct arena *arena, struct recovery_codes *ret_codes, struct str *ret_kept,
                   struct error *err) {
    struct buf kept = buf_new(arena, 4096);
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        char code[RECOVERY_LETTERS];
        for (size_t k = 0; k < sizeof(code); k++)
            code[k] = letters[randombytes_uniform(sizeof(letters) - 1)];
        ret_codes->items[i] = str_printf(arena, "%.4s-%.4s-%.4s", code, code + 4, code + 8);
        struct str hash = kept_of(arena, code);
        if (!ret_codes->items[i].p || !hash.p)
            return error_memory(err);
        buf_add(&kept, hash);
        buf_add_char(&kept, '\n');
    }
    return buf_done(&kept, ret_kept, err);
}

bool recovery_use(struct arena *arena, struct str kept, struct str code, bool *ret_found,
                  struct str *ret_kept, struct error *err) {
    char typed[RECOVERY_LETTERS];
    size_t n;
    *ret_found = false;
    *ret_kept = kept;
    if (!tidy(code, typed, sizeof(typed), &n) || n != sizeof(typed))
        return true;
    struct str hash = kept_of(arena, typed);
    if (!hash.p)
        return error_memory(err);
    struct buf left = buf_new(arena, 4096);
    for (struct str line; str_split(&kept, '\n', &line);) {
        if (!line.n)
            continue;
        if (!*ret_found && line.n == hash.n && sodium_memcmp(line.p, hash.p, hash.n) == 0) {
            *ret_found = true;
            continue;
        }
        buf_add(&left, line);
        buf_add_char(&left, '\n');
    }
    return buf_done(&left, ret_kept, err);
}

size_t recovery_left(struct str kept) {
    size_t n = 0;
    for (size_t i = 0; i < kept.n; i++)
        n += kept.p[i] == '\n';
    return n;
}
