// SPDX-License-Identifier: EUPL-1.2
//
// A document of running text as tagged PDF (cairo and Pango): headings, paragraphs and lists on A4,
// with structure tags, bookmarks, a title and a language, so that a screen reader reads it as it is
// meant. The same calls on the same libraries yield the same bytes: the date of making is given.
//
// Used inside aside_run() only: Pango's memory comes from GLib, which ends the process when there
// is none.
//
// Failures are remembered and looked at once, in pdf_done().
#ifndef VAKA_DOC_PDF_H
#define VAKA_DOC_PDF_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "calendar/civil.h"

struct pdf_library; // its functions, once it is loaded

struct pdf {
    struct arena *arena;
    const struct pdf_library *lib;
    struct buf bytes;
    cairo_surface_t *surface;
    cairo_t *cr;
    struct str footer;
    const char *language; // "sv"
    double y;             // points from the top of the page
    int pages;
    bool in_list;
};

// Loads the libraries: afterwards nothing more that could be run is read (struct aside_job).
bool pdf_prepare(struct error *err) WARN_UNUSED;
// ERR_IO document.no-font when the system has no font at all.
bool pdf_start(struct pdf *pdf, struct arena *arena, struct str title, const char *language,
               struct str footer, struct instant made, struct error *err) WARN_UNUSED;
void pdf_end(struct pdf *pdf); // for CLEANUP; takes a half-built one too

void pdf_title(struct pdf *pdf, struct str above, struct str title);
void pdf_heading(struct pdf *pdf, struct str text);
void pdf_text(struct pdf *pdf, struct str text);                  // a paragraph for each line
void pdf_item(struct pdf *pdf, struct str head, struct str text); // of a list; head may be empty
void pdf_space(struct pdf *pdf, double points);

bool pdf_done(struct pdf *pdf, struct str *ret_bytes, struct error *err) WARN_UNUSED;

#endif
