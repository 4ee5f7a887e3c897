// SPDX-License-Identifier: EUPL-1.2
//
// The XML of a model in one canonical form, so that two versions of a file differ only where the
// model does: UTF-8, an indent of two blanks, one element a line, attributes in their order and on
// lines of their own where one line would be too long, blanks around a FEEL text removed, CDATA as
// plain text. Names, prefixes, comments and processing instructions stay as they are; so does all
// within an element that mixes text and elements, or that says xml:space="preserve". Formatting
// what is formatted changes nothing.
#ifndef VAKA_DMN_FORMAT_H
#define VAKA_DMN_FORMAT_H

#include "base/str.h"

// ERR_INPUT with place: dmn.xml-syntax {what}, dmn.doctype, dmn.xml-too-deep.
bool dmn_format_xml(struct arena *arena, struct str file, struct str text, struct str *ret_text,
                    struct error *err) WARN_UNUSED;

#endif
