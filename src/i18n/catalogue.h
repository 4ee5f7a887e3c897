// SPDX-License-Identifier: EUPL-1.2
//
// The catalogue: every sentence that a person reads, in Swedish and in English.
//
// locale/sv.po and locale/en.po are compiled into the program (tools/mkcatalogue.c). A key
// "duty.too-late" is T_duty_too_late in C; a key that is missing in either language, or whose
// placeholders differ, fails the build. Texts are UTF-8 in NFC, live as long as the program, and
// are plain text: whoever writes HTML escapes them (web/html.h).
//
// A text has places for arguments, {0} to {9}. `{0:word}` writes a whole number from 0 to 12 as a
// word, `{0:Word}` with a capital; any other argument stands as it is. A text that counts has two
// forms; the first is taken when argument 0 is the integer 1, the second otherwise.
#ifndef VAKA_I18N_CATALOGUE_H
#define VAKA_I18N_CATALOGUE_H

#include "base/str.h"
#include "i18n/catalogue_data.h"

enum language { LANGUAGE_SV, LANGUAGE_EN };
#define LANGUAGE_COUNT 2

// "sv", "en". False when the program does not speak it.
bool language_parse(struct str code, enum language *ret_language) WARN_UNUSED;
const char *language_code(enum language language);

const char *text_key(enum text_id id);
// False when there is no such key.
bool text_by_key(const char *key, enum text_id *ret_id) WARN_UNUSED;
size_t text_arg_count(enum text_id id);

// A text that takes no arguments; asserts that it takes none.
struct str tr(enum language language, enum text_id id);
// A text with its arguments filled in. A missing argument is the empty text. p is NULL on failure.
struct str tr_args(struct arena *arena, enum language language, enum text_id id,
                   const struct str *args, size_t count);
// The same with the arguments written out: TR(arena, language, T_duty_due, name, date)
#define TR(arena, language, id, ...)                                                               \
    tr_args((arena), (language), (id), (const struct str[]){__VA_ARGS__},                          \
            sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))
// A number as an argument ("-12").
struct str tr_number(struct arena *arena, int64_t number);

// The sentence of an error, without its place.
struct str error_sentence(struct arena *arena, enum language language, const struct error *err);
// The sentence with its place before it, as compilers write it: "routine.dmn:12:5: …".
struct str error_text(struct arena *arena, enum language language, const struct error *err);

// For writers that treat text and arguments differently (escaping, links in a sentence): the form
// of a text, piece by piece.
enum text_piece_kind { TEXT_LITERAL, TEXT_ARG, TEXT_ARG_WORD, TEXT_ARG_CAPITAL_WORD };
struct text_piece {
    enum text_piece_kind kind;
    struct str literal; // of TEXT_LITERAL
    size_t arg;         // of the others
};
// The form to use when argument 0 is `first` (STR_NONE when there is none).
struct str text_form(enum language language, enum text_id id, struct str first);
// Takes the next piece off *rest; false at the end.
bool text_next(struct str *rest, struct text_piece *ret_piece);
// What an argument becomes where `kind` stands. The memory is the argument's or the arena's.
struct str text_arg(struct arena *arena, enum language language, enum text_piece_kind kind,
                    struct str arg);

#endif
