// SPDX-License-Identifier: EUPL-1.2
//
// Splits FEEL (DMN 1.5, 10.3.1.2) into tokens, one at a time.
//
// A name of FEEL may hold blanks and signs ("Monthly Income", "pre-bureau risk"), so where it ends
// depends on which names are known: the lexer yields one word at a time, and the parser moves it on
// past a known name with lexer_skip_to(). Words that the grammar reserves are ordinary words here.
#ifndef VAKA_FEEL_LEXER_H
#define VAKA_FEEL_LEXER_H

#include "base/str.h"

enum token_type {
    TOKEN_END,
    TOKEN_WORD,   // one word of a name, or a reserved word; "?" too
    TOKEN_NUMBER, // 12, .5, 1.5e3
    TOKEN_STRING, // text is what stands between the quotes, escapes and all
    TOKEN_SIGN,   // ( ) [ ] { } , : + - * / ** = != < <= > >= . .. @ ->
    TOKEN_BAD,    // a character that FEEL does not have, or a text that is not closed
};

struct token {
    enum token_type type;
    struct str text;
    uint32_t offset; // bytes from the start of the source
    uint32_t end;    // first byte after the token
};

struct lexer {
    struct str text; // valid UTF-8
    struct token token;
};

// Stands on the first token afterwards.
struct lexer lexer_new(struct str text);
void lexer_next(struct lexer *lexer);
void lexer_skip_to(struct lexer *lexer, uint32_t offset);
bool lexer_is(const struct lexer *lexer, const char *sign_or_word);
// The token after the present one.
struct token lexer_peek(const struct lexer *lexer);

// Can this code point stand first in a name, or later in it?
bool lexer_starts_name(int32_t code_point) PURE;
bool lexer_in_name(int32_t code_point) PURE;
// Bytes of the blank (or comment) at an offset; 0 when there is none.
size_t lexer_blank(struct str text, size_t at);
// The text of a string token with its escapes replaced. False when an escape is not understood.
bool lexer_unescape(struct arena *arena, struct str raw, struct str *ret_text) WARN_UNUSED;

#endif
