// SPDX-License-Identifier: EUPL-1.2
#include "app/known_password.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

#define PREFIX_SIZE 8 // of the SHA-256 of each

// The file is a part of the program: in order, without gaps.
__asm__(".pushsection .rodata\n"
        ".global known_passwords_begin\n"
        ".global known_passwords_end\n"
        "known_passwords_begin:\n"
        ".incbin \"" KNOWN_PASSWORDS "\"\n"
        "known_passwords_end:\n"
        ".popsection\n");
extern const unsigned char known_passwords_begin[], known_passwords_end[];

static int compare(const void *key, const void *entry) {
    return memcmp(key, entry, PREFIX_SIZE);
}

static bool is_listed(struct str word) {
    const struct hash hash = hash_of(word);
    size_t count = (size_t)(known_passwords_end - known_passwords_begin) / PREFIX_SIZE;
    return word.n && bsearch(hash.b, known_passwords_begin, count, PREFIX_SIZE, compare);
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool letters_of(struct arena *arena, struct str key, struct str *ret_letters,
                       struct error *err) {
    char *letters = arena_alloc(arena, key.n + 1);
    size_t n = 0;
    if (!letters)
        return error_memory(err);
    for (size_t i = 0; i < key.n; i++)
        if (is_letter(key.p[i]))
            letters[n++] = key.p[i];
    *ret_letters = (struct str){letters, n};
    return true;
}

// The shortest word of which the text consists, however often it stands there.
static struct str repeated(struct str text) {
    for (size_t n = 1; n <= text.n / 2; n++)
        if (text.n % n == 0 && memcmp(text.p, text.p + n, text.n - n) == 0)
            return str_sub(text, 0, n);
    return text;
}

bool password_is_known(struct arena *arena, struct str password, bool *ret_known,
                       struct error *err) {
    struct str key, letters = STR_NONE;
    if (!utf8_search_key(arena, password, &key, err) || !letters_of(arena, key, &letters, err))
        return false;
    struct str word = repeated(letters);
    *ret_known = word.n <= 1 || is_listed(key) || is_listed(word);
    return true;
}
