// SPDX-License-Identifier: EUPL-1.2
//
// UTF-8: validity, code points, normal form, and the key that searching and sorting compare.
//
// Text enters the program once (a form, a file, an argument) and is held valid and in NFC from then
// on. Built on utf8proc (Unicode 15).
#ifndef VAKA_BASE_UTF8_H
#define VAKA_BASE_UTF8_H

#include "base/str.h"

// Valid UTF-8 without NUL, surrogates or overlong forms.
bool utf8_valid(struct str s) PURE;
// Bytes before the first that breaks the rule above; s.n when none does.
size_t utf8_valid_prefix(struct str s) PURE;
// The code point at byte offset *at, which moves past it; -1 at the end. s must be valid.
int32_t utf8_next(struct str s, size_t *at);
size_t utf8_length(struct str s) PURE; // code points
// Byte offset of code point number n (0-based), s.n when there are fewer.
size_t utf8_offset(struct str s, size_t n) PURE;
void utf8_add(struct buf *buf, int32_t code_point);
// The text in NFC, NUL-closed. ERR_INPUT "text.not-utf8" when it is not valid UTF-8.
bool utf8_nfc(struct arena *arena, struct str s, struct str *ret_text,
              struct error *err) WARN_UNUSED;
// Search key: case folded, accents dropped but å ä ö kept apart (æ as ä, ø as ö), punctuation and
// runs of blanks as one blank. "Åsa-Lisa  LINDÉN" yields "åsa lisa linden".
bool utf8_search_key(struct arena *arena, struct str s, struct str *ret_key,
                     struct error *err) WARN_UNUSED;
// Order of two texts in NFC by Swedish rules: å ä ö last, case and accents only as tie breakers.
int utf8_compare_swedish(struct str a, struct str b) PURE;

#endif
