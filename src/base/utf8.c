// SPDX-License-Identifier: EUPL-1.2
#include "base/utf8.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

// Bytes of the valid sequence at the start of s; 0 when there is none (RFC 3629, table of section
// 4).
static size_t sequence_length(struct str s) {
    if (!s.n)
        return 0;
    const unsigned char *b = (const unsigned char *)s.p;
    if (b[0] < 0x80)
        return b[0] ? 1 : 0;
    size_t n = b[0] >= 0xC2 && b[0] <= 0xDF   ? 2
               : b[0] >= 0xE0 && b[0] <= 0xEF ? 3
               : b[0] >= 0xF0 && b[0] <= 0xF4 ? 4
                                              : 0;
    if (!n || s.n < n)
        return 0;
    unsigned char low = 0x80, high = 0xBF; // of the second byte
    if (b[0] == 0xE0)
        low = 0xA0; // overlong
    else if (b[0] == 0xED)
        high = 0x9F; // surrogates
    else if (b[0] == 0xF0)
        low = 0x90; // overlong
    else if (b[0] == 0xF4)
        high = 0x8F; // above U+10FFFF
    if (b[1] < low || b[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((b[i] & 0xC0) != 0x80)
            return 0;
    return n;
}

// Bytes at the start that are ASCII without NUL, eight at a time.
static size_t plain_prefix(struct str s) {
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones * 0x80;
    size_t at = 0;
    for (uint64_t word; s.n - at >= sizeof(word); at += sizeof(word)) {
        memcpy(&word, s.p + at, sizeof(word));
        if ((word | (word - ones)) & highs) // a high bit, or a zero byte that borrowed
            break;
    }
    return at;
}

size_t utf8_valid_prefix(struct str s) {
    size_t at = plain_prefix(s);
    for (size_t n; (n = sequence_length(str_sub(s, at, s.n))) > 0;) {
        at += n;
        if (n > 1)
            at += plain_prefix(str_sub(s, at, s.n));
    }
    return at;
}

bool utf8_valid(struct str s) {
    return utf8_valid_prefix(s) == s.n;
}

int32_t utf8_next(struct str s, size_t *at) {
    if (*at >= s.n)
        return -1;
    const unsigned char *b = (const unsigned char *)s.p + *at;
    size_t n = b[0] < 0x80 ? 1 : b[0] < 0xE0 ? 2 : b[0] < 0xF0 ? 3 : 4;
    assert(n <= s.n - *at);
    static const unsigned char first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    int32_t code_point = b[0] & first_bits[n];
    for (size_t i = 1; i < n; i++)
        code_point = code_point << 6 | (b[i] & 0x3F);
    *at += n;
    return code_point;
}

size_t utf8_length(struct str s) {
    size_t length = 0;
    for (size_t i = 0; i < s.n; i++)
        length += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return length;
}

size_t utf8_offset(struct str s, size_t n) {
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] & 0xC0) != 0x80 && n-- == 0)
            return i;
    return s.n;
}

void utf8_add(struct buf *buf, int32_t code_point) {
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(code_point, bytes);
    assert(n > 0);
    buf_add(buf, (struct str){(const char *)bytes, (size_t)n});
}

// Whether a valid text is in NFC for the simplest of reasons: what is not, or goes together with
// what stands before it, begins at U+0300.
static bool is_composed(struct str s) {
    const unsigned char first = 0xCC;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= first)
            return false;
    return true;
}

bool utf8_nfc(struct arena *arena, struct str s, struct str *ret_text, struct error *err) {
    if (!utf8_valid(s))
        return error_set(err, ERR_INPUT, "text.not-utf8", NULL);
    if (is_composed(s)) {
        *ret_text = str_copy(arena, s);
        return ret_text->p ? true : error_memory(err);
    }
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)(s.p ? s.p : "");
    utf8proc_ssize_t n = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, NULL, 0, options);
    assert(n >= 0); // it fails on invalid text only
    // One more, since the code points become bytes in place and NUL is put after them.
    int32_t *points = ARENA_ARRAY(arena, (size_t)n + 1, int32_t);
    if (!points)
        return error_memory(err);
    utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, points, n, options);
    n = utf8proc_reencode(points, n, options);
    assert(n >= 0);
    *ret_text = (struct str){(const char *)points, (size_t)n};
    return true;
}

// Letters that Unicode does not take apart but that a Swedish reader looks up under another.
static int32_t plain_letter(int32_t code_point) {
    switch (code_point) {
    case 0xE6: // æ
        return 0xE4;
    case 0xF8: // ø
        return 0xF6;
    case 0xF0:  // ð
    case 0x111: // đ
        return 'd';
    case 0x131: // dotless i
        return 'i';
    case 0x142: // ł
        return 'l';
    default:
        return code_point;
    }
}

// å ä ö from their letter and mark; 0 when the two are none of them.
static int32_t swedish_letter(int32_t letter, int32_t mark) {
    const int32_t ring = 0x30A, diaeresis = 0x308;
    if (letter == 'a' && mark == ring)
        return 0xE5;
    if (letter == 'a' && mark == diaeresis)
        return 0xE4;
    if (letter == 'o' && mark == diaeresis)
        return 0xF6;
    return 0;
}

static bool is_mark(int32_t code_point) {
    utf8proc_category_t category = utf8proc_category(code_point);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

static bool is_letter_or_digit(int32_t code_point) {
    utf8proc_category_t category = utf8proc_category(code_point);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
}

#define FOLDED_MAX 32 // the longest decomposition in Unicode has 18 code points

// Walks a text in NFC as the search key sees it.
struct fold {
    struct str s;
    size_t at;
    int32_t folded[FOLDED_MAX]; // of the character last read
    size_t n, next;
};

// What nearly all characters of Swedish names come to, without asking Unicode; 0: of the others.
static int32_t fold_common(int32_t code_point) {
    switch (code_point) {
    case 0xC5: // å ä ö
    case 0xE5:
        return 0xE5;
    case 0xC4:
    case 0xE4:
        return 0xE4;
    case 0xD6:
    case 0xF6:
        return 0xF6;
    default:
        break;
    }
    if (code_point >= 'A' && code_point <= 'Z')
        return code_point - 'A' + 'a';
    bool is_plain =
        (code_point >= 'a' && code_point <= 'z') || (code_point >= '0' && code_point <= '9');
    return is_plain ? code_point : code_point < 0x80 ? ' ' : 0;
}

// The character without case, its marks dropped except those that make å ä ö.
static void fold_character(struct fold *fold, int32_t code_point) {
    fold->next = 0;
    fold->n = 1;
    fold->folded[0] = fold_common(code_point);
    if (fold->folded[0])
        return;
    int32_t parts[FOLDED_MAX];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        code_point, parts, FOLDED_MAX, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD,
        &boundary);
    assert(count >= 0 && count <= FOLDED_MAX);
    fold->n = 0;
    for (size_t i = 0; i < (size_t)count; i++) {
        int32_t *last = fold->n ? &fold->folded[fold->n - 1] : NULL;
        int32_t swedish = last ? swedish_letter(*last, parts[i]) : 0;
        if (swedish)
            *last = swedish;
        else if (!is_mark(parts[i]))
            fold->folded[fold->n++] = is_letter_or_digit(parts[i]) ? plain_letter(parts[i]) : ' ';
    }
}

// The next folded code point, punctuation as a blank; -1 at the end.
static int32_t fold_next(struct fold *fold) {
    while (fold->next == fold->n) {
        int32_t code_point = utf8_next(fold->s, &fold->at);
        if (code_point < 0)
            return -1;
        fold_character(fold, code_point);
    }
    return fold->folded[fold->next++];
}

bool utf8_search_key(struct arena *arena, struct str s, struct str *ret_key, struct error *err) {
    struct str normal;
    if (!utf8_nfc(arena, s, &normal, err))
        return false;
    struct fold fold = {.s = normal};
    struct buf key = buf_new(arena, BUF_DEFAULT_MAX);
    bool blank = false;
    for (int32_t code_point; (code_point = fold_next(&fold)) >= 0;) {
        if (code_point == ' ') {
            blank = key.n > 0;
            continue;
        }
        if (blank)
            buf_add_char(&key, ' ');
        blank = false;
        utf8_add(&key, code_point);
    }
    return buf_done(&key, ret_key, err);
}

// Place in the Swedish alphabet: … z å ä ö, then all else by code point. -1 is the end of the text.
static int32_t alphabet_place(int32_t code_point) {
    switch (code_point) {
    case 0xE5:
        return 'z' + 1;
    case 0xE4:
        return 'z' + 2;
    case 0xF6:
        return 'z' + 3;
    default:
        return code_point;
    }
}

int utf8_compare_swedish(struct str a, struct str b) {
    struct fold fold_a = {.s = a}, fold_b = {.s = b};
    int32_t next_a, next_b;
    do {
        next_a = alphabet_place(fold_next(&fold_a));
        next_b = alphabet_place(fold_next(&fold_b));
        if (next_a != next_b)
            return next_a < next_b ? -1 : 1;
    } while (next_a >= 0);
    return str_cmp(a, b);
}
