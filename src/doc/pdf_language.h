// SPDX-License-Identifier: EUPL-1.2
//
// The language of a PDF, which cairo 1.16 has no call for: an incremental update (ISO 32000-1,
// 7.5.6) that writes the catalogue anew with /Lang, and with the wish that a viewer shows the title
// rather than the file's name. The bytes that were there stay as they are.
#ifndef VAKA_DOC_PDF_LANGUAGE_H
#define VAKA_DOC_PDF_LANGUAGE_H

#include "base/str.h"

// `language`: "sv". ERR_INTERNAL document.failed when the bytes are not a PDF with a plain
// cross-reference table, as cairo writes up to version 1.4.
bool pdf_add_language(struct arena *arena, struct str pdf, const char *language,
                      struct str *ret_pdf, struct error *err) WARN_UNUSED;

#endif
