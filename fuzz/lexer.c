// SPDX-License-Identifier: EUPL-1.2
//
// Tokens of FEEL: each lies within the text, after the one before it, and the last one is the end.
// A text that is closed has its escapes replaced by UTF-8, or is refused.
#include <assert.h>

#include "base/utf8.h"
#include "feel/lexer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_token(struct arena *arena, const struct lexer *lexer, uint32_t before) {
    const struct token *token = &lexer->token;
    struct str text;
    assert(token->offset >= before && token->end >= token->offset);
    assert(token->end <= lexer->text.n);
    if (token->type == TOKEN_STRING && lexer_unescape(arena, token->text, &text))
        assert(utf8_valid(text));
    if (token->type != TOKEN_END && token->type != TOKEN_BAD)
        assert(token->end > token->offset);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new((size_t)16 * 1024 * 1024);
    struct str text = {(const char *)data, size};
    if (!arena || !utf8_valid(text))
        return 0;
    struct lexer lexer = lexer_new(text);
    uint32_t before = 0;
    for (size_t i = 0; i <= size; i++) {
        check_token(arena, &lexer, before);
        if (lexer.token.type == TOKEN_END || lexer.token.type == TOKEN_BAD)
            return 0;
        struct token next = lexer_peek(&lexer);
        before = lexer.token.end;
        lexer_next(&lexer);
        assert(lexer.token.type == next.type && lexer.token.offset == next.offset);
    }
    assert(!"the lexer does not come to an end");
    return 0;
}
