// SPDX-License-Identifier: EUPL-1.2
//
// A list of short entries as tagged PDF on A4, to be handed to a person: a heading, what the list
// is, and one item an entry. Drawn aside, as the information sheet is.
#ifndef VAKA_DOC_LISTING_H
#define VAKA_DOC_LISTING_H

#include "calendar/civil.h"
#include "doc/aside.h"
#include "i18n/catalogue.h"

struct listing_item {
    struct str head, text;
};
struct listing {
    enum language language;
    struct str above, title; // above: whose it is
    struct str lead;         // paragraphs, one a line
    struct str footer;
    size_t count;
    const struct listing_item *items;
    struct instant made;
};

// It is drawn aside: main() gives this job to aside_serve().
extern const struct aside_job listing_job;

// ERR_IO document.failed, document.no-font; ERR_LIMIT document.too-slow, document.too-large;
// ERR_MEMORY.
bool listing_pdf(struct arena *arena, int helper, const struct listing *listing,
                 struct str *ret_bytes, struct error *err) WARN_UNUSED;

#endif
