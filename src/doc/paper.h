// SPDX-License-Identifier: EUPL-1.2
//
// What a person or whoever cares for them is handed on paper (tagged PDF on A4): whose it is, what
// it is, and lines under headings. What stands on it is the caller's; it holds what held at the
// moment it was made, and says when that was. Drawn aside, as the information sheet is.
#ifndef VAKA_DOC_PAPER_H
#define VAKA_DOC_PAPER_H

#include "calendar/civil.h"
#include "doc/aside.h"
#include "i18n/catalogue.h"

struct paper_line {
    struct str head, text; // head may be empty
};
struct paper_part {
    struct str heading; // or empty
    LIST_OF(struct paper_line) lines;
};
struct paper {
    enum language language;
    struct str above, title; // "VILS-kort", "Åsa Öberg, 460113-6098"
    struct str lead;         // paragraphs, one a line; or empty
    struct str footer;       // when it was made, in words
    struct instant made;
    LIST_OF(struct paper_part) parts; // one without lines is left out
};

// It is drawn aside, as sheet_job is.
extern const struct aside_job paper_job;

// A number that is written in groups, a telephone number above all, stands on one line: a blank
// between two digits breaks no line. The text itself when there is no memory.
struct str paper_unbroken(struct arena *arena, struct str text);
// Errors: as sheet_pdf().
bool paper_pdf(struct arena *arena, int helper, const struct paper *paper, struct str *ret_bytes,
               struct error *err) WARN_UNUSED;

#endif
