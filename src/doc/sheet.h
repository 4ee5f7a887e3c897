// SPDX-License-Identifier: EUPL-1.2
//
// The information sheet that a person gets on enrolment and when something changes (H-08, H-21):
// what home health care is, the goals, how it is followed up, whom to call, who takes over. Plain
// words, large letters, one or two pages of A4.
//
// A sheet is drawn from what was kept when it was issued, never from what holds today, so an
// earlier issue can be opened again as it was: docs/adr/0011-documents.md.
#ifndef VAKA_DOC_SHEET_H
#define VAKA_DOC_SHEET_H

#include "calendar/civil.h"
#include "doc/aside.h"
#include "i18n/catalogue.h"

struct information_sheet {
    enum language language;
    struct str person, number; // as people read them
    struct str issue;          // "2"
    struct str issued;         // the day, in words
    struct str municipality;   // who answers for the care; or empty
    struct str goals, plan;
    struct str contacts; // one a line: "Sjuksköterska: Hemsjukvården Norr, 0500-12 34 56"
    struct str takeover; // who takes over on discharge; or empty
    struct instant made; // when it was issued
};

// It is drawn aside: main() gives this job to aside_serve().
extern const struct aside_job sheet_job;

// ERR_IO document.failed, document.no-font; ERR_LIMIT document.too-slow, document.too-large;
// ERR_MEMORY.
bool sheet_pdf(struct arena *arena, int helper, const struct information_sheet *sheet,
               struct str *ret_bytes, struct error *err) WARN_UNUSED;

#endif
