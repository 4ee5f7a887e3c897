// SPDX-License-Identifier: EUPL-1.2
//
// FEEL in plain words, for those who do not read it: "mindre än 14" for `< 14`, "2 månader efter
// Dödsdag" for `Dödsdag + duration("P2M")`. From the prepared tree, so that what is said is what is
// evaluated. Names and texts of the routine are as they stand there, in Swedish; what joins them is
// in the language of the reader.
//
// What cannot be said plainly (loops, conditions on the elements of a list, contexts, functions) is
// not said: the answer is STR_NONE, and FEEL is shown. So it is without memory.
#ifndef VAKA_WEB_FEEL_WORDS_H
#define VAKA_WEB_FEEL_WORDS_H

#include "feel/ast.h"
#include "i18n/format.h"

// An expression: the answer of a rule, what a column asks.
struct str feel_words(struct arena *arena, enum language language, const struct feel_node *node);
// Unary tests, as they stand in a cell: what the value of the column must be.
struct str feel_test_words(struct arena *arena, enum language language,
                           const struct feel_node *tests);

// For the two files that say it to each other.
struct speaker {
    struct arena *arena;
    enum language language;
    unsigned depth;
};
// How tightly the words of a node hang together: what hangs more loosely than its place allows
// stands in brackets.
enum tie { TIE_WORD, TIE_SUM, TIE_SAID, TIE_JOINED, TIE_CHOICE };
struct str say(struct speaker *s, const struct feel_node *node, enum tie loosest);
struct str say_value(struct speaker *s, const struct feel_value *value);
// "a, b eller c"; STR_NONE when one of them is.
struct str say_list(struct speaker *s, const struct str *items, size_t n, enum text_id last);
// "mindre än 14": what the other side of a comparison is said to be.
struct str say_compared(struct speaker *s, enum feel_test how, const struct feel_node *operand);
struct str say_tests(struct speaker *s, const struct feel_node *tests);
// Without the checking of its type.
const struct feel_node *said_node(const struct feel_node *node);
bool said_null(const struct feel_node *node);

#endif
