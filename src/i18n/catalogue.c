// SPDX-License-Identifier: EUPL-1.2
#include "i18n/catalogue.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/catalogue_table.h"
#include "i18n/format.h"

#define TEXT_MAX ((size_t)64 * 1024) // of one text with its arguments

static const char *const codes[LANGUAGE_COUNT] = {"sv", "en"};

bool language_parse(struct str code, enum language *ret_language) {
    for (size_t i = 0; i < COUNT(codes); i++) {
        if (str_is(code, codes[i])) {
            *ret_language = (enum language)i;
            return true;
        }
    }
    return false;
}

const char *language_code(enum language language) {
    return codes[language];
}

const char *text_key(enum text_id id) {
    assert(id < TEXT_COUNT);
    return catalogue_keys[id].key;
}

static int compare_key(const void *key, const void *entry) {
    return strcmp(key, ((const struct catalogue_key *)entry)->key);
}

bool text_by_key(const char *key, enum text_id *ret_id) {
    const struct catalogue_key *hit =
        bsearch(key, catalogue_keys, TEXT_COUNT, sizeof(catalogue_keys[0]), compare_key);
    if (!hit)
        return false;
    *ret_id = (enum text_id)(hit - catalogue_keys);
    return true;
}

size_t text_arg_count(enum text_id id) {
    assert(id < TEXT_COUNT);
    return catalogue_keys[id].args;
}

struct str tr(enum language language, enum text_id id) {
    assert(text_arg_count(id) == 0);
    return catalogue_table[language][id].other;
}

struct str text_form(enum language language, enum text_id id, struct str first) {
    assert(id < TEXT_COUNT);
    const struct catalogue_forms *forms = &catalogue_table[language][id];
    int64_t number;
    bool one = forms->one.n && str_int64(first, &number) && number == 1;
    return one ? forms->one : forms->other;
}

bool text_next(struct str *rest, struct text_piece *ret_piece) {
    if (!rest->n)
        return false;
    size_t brace = str_find_char(*rest, '{');
    if (brace != 0) {
        size_t n = brace == STR_NOT_FOUND ? rest->n : brace;
        *ret_piece = (struct text_piece){.kind = TEXT_LITERAL, .literal = str_sub(*rest, 0, n)};
        *rest = str_sub(*rest, n, rest->n);
        return true;
    }
    // The compiler of the catalogue saw to it that every brace begins {0}, {0:word} or {0:Word}.
    size_t close = str_find_char(*rest, '}');
    assert(close != STR_NOT_FOUND && close >= 2);
    struct str how = str_sub(*rest, 2, close - 2);
    *ret_piece = (struct text_piece){
        .kind = str_is(how, ":word")   ? TEXT_ARG_WORD
                : str_is(how, ":Word") ? TEXT_ARG_CAPITAL_WORD
                                       : TEXT_ARG,
        .arg = (size_t)(rest->p[1] - '0'),
    };
    *rest = str_sub(*rest, close + 1, rest->n);
    return true;
}

struct str text_arg(struct arena *arena, enum language language, enum text_piece_kind kind,
                    struct str arg) {
    int64_t number;
    if ((kind != TEXT_ARG_WORD && kind != TEXT_ARG_CAPITAL_WORD) || !str_int64(arg, &number))
        return arg;
    struct str word = number_words(arena, language, number);
    return kind == TEXT_ARG_WORD ? word : capitalised(arena, word);
}

struct str tr_args(struct arena *arena, enum language language, enum text_id id,
                   const struct str *args, size_t count) {
    struct buf buf = buf_new(arena, TEXT_MAX);
    struct str rest = text_form(language, id, count ? args[0] : STR_NONE);
    for (struct text_piece piece; text_next(&rest, &piece);) {
        if (piece.kind == TEXT_LITERAL)
            buf_add(&buf, piece.literal);
        else if (piece.arg < count)
            buf_add(&buf, text_arg(arena, language, piece.kind, args[piece.arg]));
    }
    struct str text;
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

struct str tr_number(struct arena *arena, int64_t number) {
    return str_printf(arena, "%" PRId64, number);
}

struct str error_sentence(struct arena *arena, enum language language, const struct error *err) {
    enum text_id id;
    // A test holds every key of the sources against the catalogue; should one slip through, the
    // reader gets the key rather than nothing.
    if (!err->key || !text_by_key(err->key, &id))
        return TR(arena, language, T_error_unknown, str_of(err->key));
    struct str args[ERROR_ARGS];
    for (size_t i = 0; i < ERROR_ARGS; i++)
        args[i] = str_of(err->args[i]);
    return tr_args(arena, language, id, args, ERROR_ARGS);
}

struct str error_text(struct arena *arena, enum language language, const struct error *err) {
    struct str sentence = error_sentence(arena, language, err);
    struct str file = str_of(err->file);
    if (!err->line)
        return file.n ? TR(arena, language, T_error_place_file, file, sentence) : sentence;
    struct str line = tr_number(arena, err->line), column = tr_number(arena, err->column);
    if (!file.n)
        return TR(arena, language, T_error_place_line, line, column, sentence);
    return TR(arena, language, T_error_place, file, line, column, sentence);
}
