// SPDX-License-Identifier: EUPL-1.2
#include "feel/lexer.h"

#include <string.h>

#include "base/utf8.h"

static int32_t code_point_at(struct str text, size_t at, size_t *ret_next) {
    *ret_next = at;
    return utf8_next(text, ret_next);
}

bool lexer_starts_name(int32_t c) {
    static const int32_t ranges[][2] = {
        {'A', 'Z'},       {'_', '_'},       {'a', 'z'},       {0xC0, 0xD6},     {0xD8, 0xF6},
        {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F},
        {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
    };
    if (c == 0x180E || c == 0x1680 || (c >= 0x2000 && c <= 0x200B))
        return false;
    for (size_t i = 0; i < COUNT(ranges); i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

bool lexer_in_name(int32_t c) {
    return lexer_starts_name(c) || (c >= '0' && c <= '9') || c == 0xB7 ||
           (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040;
}

static bool is_blank(int32_t c) {
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

static size_t comment_length(struct str text, size_t at) {
    struct str rest = str_sub(text, at, text.n);
    if (str_starts(rest, STR("//"))) {
        size_t n = str_find_char(rest, '\n');
        return n == STR_NOT_FOUND ? rest.n : n;
    }
    if (!str_starts(rest, STR("/*")))
        return 0;
    size_t n = str_find(str_sub(rest, 2, rest.n), STR("*/"));
    return n == STR_NOT_FOUND ? 0 : n + 4;
}

// What is asked about most.
static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t lexer_blank(struct str text, size_t at) {
    size_t next;
    // Within a character nothing begins; so a text may be walked byte by byte.
    if (at >= text.n || ((unsigned char)text.p[at] & 0xC0) == 0x80 || is_letter(text.p[at]))
        return 0;
    int32_t c = code_point_at(text, at, &next);
    if (c >= 0 && is_blank(c))
        return next - at;
    return comment_length(text, at);
}

static size_t skip_digits(struct str text, size_t at) {
    while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9')
        at++;
    return at;
}

static bool is_digit(struct str text, size_t at) {
    return at < text.n && text.p[at] >= '0' && text.p[at] <= '9';
}

// The end of the number that begins at `at`. "1..5" is 1 and a range; "1.e" is 1 and a path.
static size_t number_end(struct str text, size_t at) {
    size_t end = skip_digits(text, at);
    if (end < text.n && text.p[end] == '.' && is_digit(text, end + 1))
        end = skip_digits(text, end + 1);
    if (end < text.n && (text.p[end] == 'e' || text.p[end] == 'E')) {
        size_t power = end + 1;
        if (power < text.n && (text.p[power] == '+' || text.p[power] == '-'))
            power++;
        if (is_digit(text, power))
            end = skip_digits(text, power);
    }
    return end;
}

static size_t word_end(struct str text, size_t at) {
    size_t next;
    for (;;) {
        int32_t c = code_point_at(text, at, &next);
        if (c < 0 || !lexer_in_name(c))
            return at;
        at = next;
    }
}

// Offset of the quote that closes the text opened at `at`, or STR_NOT_FOUND.
static size_t closing_quote(struct str text, size_t at) {
    for (size_t i = at + 1; i < text.n; i++) {
        if (text.p[i] == '\\')
            i++;
        else if (text.p[i] == '"')
            return i;
    }
    return STR_NOT_FOUND;
}

static size_t sign_length(struct str rest) {
    static const char *const two[] = {"**", "!=", "<=", ">=", "..", "->"};
    for (size_t i = 0; i < COUNT(two); i++)
        if (str_starts(rest, str_of(two[i])))
            return 2;
    return rest.n && rest.p[0] && strchr("()[]{},:+-*/=<>.@", rest.p[0]) ? 1 : 0;
}

static void set_token(struct lexer *lexer, enum token_type type, size_t from, size_t to) {
    lexer->token = (struct token){
        .type = type,
        .text = str_sub(lexer->text, from, to - from),
        .offset = (uint32_t)from,
        .end = (uint32_t)to,
    };
}

void lexer_skip_to(struct lexer *lexer, uint32_t offset) {
    struct str text = lexer->text;
    size_t at = offset, blank;
    while (at < text.n && (blank = lexer_blank(text, at)) > 0)
        at += blank;
    if (at >= text.n) {
        set_token(lexer, TOKEN_END, text.n, text.n);
        return;
    }
    size_t next;
    int32_t c = code_point_at(text, at, &next);
    if (is_digit(text, at) || (c == '.' && is_digit(text, at + 1))) {
        set_token(lexer, TOKEN_NUMBER, at, number_end(text, at));
    } else if (c == '"') {
        size_t end = closing_quote(text, at);
        if (end == STR_NOT_FOUND) {
            set_token(lexer, TOKEN_BAD, at, text.n);
            return;
        }
        set_token(lexer, TOKEN_STRING, at, end + 1);
        lexer->token.text = str_sub(text, at + 1, end - at - 1);
    } else if (c == '?') {
        set_token(lexer, TOKEN_WORD, at, next);
    } else if (lexer_starts_name(c)) {
        set_token(lexer, TOKEN_WORD, at, word_end(text, at));
    } else {
        size_t n = sign_length(str_sub(text, at, text.n));
        set_token(lexer, n ? TOKEN_SIGN : TOKEN_BAD, at, n ? at + n : next);
    }
}

struct lexer lexer_new(struct str text) {
    struct lexer lexer = {.text = text};
    lexer_skip_to(&lexer, 0);
    return lexer;
}

void lexer_next(struct lexer *lexer) {
    lexer_skip_to(lexer, lexer->token.end);
}

struct token lexer_peek(const struct lexer *lexer) {
    struct lexer ahead = *lexer;
    lexer_next(&ahead);
    return ahead.token;
}

bool lexer_is(const struct lexer *lexer, const char *sign_or_word) {
    return (lexer->token.type == TOKEN_SIGN || lexer->token.type == TOKEN_WORD) &&
           str_is(lexer->token.text, sign_or_word);
}

// Hexadecimal digits at the start of s; -1 when one of them is none.
static int32_t hex_value(struct str s, size_t digits) {
    if (s.n < digits)
        return -1;
    int32_t value = 0;
    for (size_t i = 0; i < digits; i++) {
        char c = s.p[i];
        int32_t digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

// Reads \uXXXX (a pair of surrogates as one) or \UXXXXXX at the start of s.
static int32_t unicode_escape(struct str s, size_t *ret_used) {
    size_t digits = s.p[1] == 'u' ? 4 : 6;
    int32_t value = hex_value(str_sub(s, 2, s.n), digits);
    *ret_used = 2 + digits;
    if (value >= 0xD800 && value <= 0xDBFF) {
        struct str rest = str_sub(s, 6, s.n);
        int32_t low = str_starts(rest, STR("\\u")) ? hex_value(str_sub(rest, 2, rest.n), 4) : -1;
        if (digits != 4 || low < 0xDC00 || low > 0xDFFF)
            return -1;
        *ret_used = 12;
        return 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
    }
    return value > 0x10FFFF || (value >= 0xDC00 && value <= 0xDFFF) || value == 0 ? -1 : value;
}

// One escape at the start of s, put into buf; answers the bytes it took, 0 when not understood.
// \d and the like are kept whole: they are meant for a pattern.
static size_t add_escape(struct buf *buf, struct str s) {
    static const char from[] = "ntr\"'\\", to[] = "\n\t\r\"'\\";
    if (s.n < 2)
        return 0;
    if (s.p[1] == 'u' || s.p[1] == 'U') {
        size_t used;
        int32_t value = unicode_escape(s, &used);
        if (value < 0)
            return 0;
        utf8_add(buf, value);
        return used;
    }
    const char *known = s.p[1] ? strchr(from, s.p[1]) : NULL;
    if (known) {
        buf_add_char(buf, to[known - from]);
        return 2;
    }
    buf_add_char(buf, '\\');
    return 1;
}

bool lexer_unescape(struct arena *arena, struct str raw, struct str *ret_text) {
    if (str_find_char(raw, '\\') == STR_NOT_FOUND) {
        *ret_text = raw;
        return true;
    }
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    while (raw.n) {
        size_t plain = str_find_char(raw, '\\');
        if (plain == STR_NOT_FOUND)
            plain = raw.n;
        buf_add(&buf, str_sub(raw, 0, plain));
        raw = str_sub(raw, plain, raw.n);
        if (!raw.n)
            break;
        size_t used = add_escape(&buf, raw);
        if (!used)
            return false;
        raw = str_sub(raw, used, raw.n);
    }
    return buf_done(&buf, ret_text, NULL);
}
