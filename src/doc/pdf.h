// SPDX-License-Identifier: EUPL-1.2
//
// A document of running text as tagged PDF (cairo and Pango): headings, paragraphs and lists on A4,
// with structure tags, bookmarks, a title and a language, so that a screen reader reads it as it is
// meant. The same calls on the same libraries yield the same bytes: the date of making is given.
//
// A document of several pages is drawn twice: how many they are is known after the first time. One
// whose last page has a few lines only is drawn closer together, when that saves the page.
//
// Used inside aside_run() only: Pango's memory comes from GLib, which ends the process when there
// is none.
//
// Failures are remembered and looked at once, at the end.
#ifndef VAKA_DOC_PDF_H
#define VAKA_DOC_PDF_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "calendar/civil.h"
#include "i18n/catalogue.h"

struct pdf_library; // its functions, once it is loaded

struct pdf {
    struct arena *arena;
    const struct pdf_library *lib;
    struct buf bytes;
    cairo_surface_t *surface;
    cairo_t *cr;
    struct str title, footer;
    enum language language;
    double y;   // points from the top of the page
    int pages;  // begun so far
    int of;     // that there are, or 0
    bool close; // lines and what is between them
    bool in_list;
};

// Loads the libraries: afterwards nothing more that could be run is read (struct aside_job).
bool pdf_prepare(struct error *err) WARN_UNUSED;
// What a document says of itself. Its title stands again on top of each page after the first, which
// may come away from it, and at the foot of several pages stands which of how many it is.
struct pdf_frame {
    struct str title, footer;
    enum language language;
    struct instant made;
};
// What stands in it, by the calls below.
typedef void pdf_content(struct pdf *pdf, const void *document);
// ERR_IO document.no-font when the system has no font at all.
bool pdf_draw(struct arena *arena, const struct pdf_frame *frame, pdf_content *content,
              const void *document, struct str *ret_bytes, struct error *err) WARN_UNUSED;

void pdf_title(struct pdf *pdf, struct str above, struct str title);
void pdf_heading(struct pdf *pdf, struct str text);
void pdf_text(struct pdf *pdf, struct str text);                  // a paragraph for each line
void pdf_item(struct pdf *pdf, struct str head, struct str text); // of a list; head may be empty
void pdf_space(struct pdf *pdf, double points);

#endif
