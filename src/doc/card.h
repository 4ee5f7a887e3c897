// SPDX-License-Identifier: EUPL-1.2
//
// A card: one person's headings with lines under each, on one page or two of A4. What is on it is
// the caller's; it holds what held at the moment it was made, and says when that was.
#ifndef VAKA_DOC_CARD_H
#define VAKA_DOC_CARD_H

#include "calendar/civil.h"
#include "doc/aside.h"
#include "i18n/catalogue.h"

struct card_line {
    struct str head, text; // head may be empty
};
struct card_part {
    struct str heading;
    LIST_OF(struct card_line) lines;
};
struct card {
    enum language language;
    struct str above, title; // "VILS-kort", "Åsa Öberg, 460113-6098"
    struct str footer;       // when it was made, in words
    struct instant made;
    LIST_OF(struct card_part) parts; // one without lines is left out
};

// It is drawn aside, as sheet_job is.
extern const struct aside_job card_job;

// Errors: as sheet_pdf().
bool card_pdf(struct arena *arena, int helper, const struct card *card, struct str *ret_bytes,
              struct error *err) WARN_UNUSED;

#endif
