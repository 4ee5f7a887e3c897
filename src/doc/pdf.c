// SPDX-License-Identifier: EUPL-1.2
#include "doc/pdf.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <string.h>

#include "doc/memory_file.h"
#include "doc/pdf_language.h"

// Points of 1/72 inch.
#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89
#define LEFT 68.0
#define RIGHT 68.0
#define TOP 56.0
#define BOTTOM 70.0
#define FOOTER_Y (PAGE_HEIGHT - 52.0)
#define INDENT 16.0
#define LINE_SPACING 1.15F

#define FAMILY "Inter, Noto Sans, DejaVu Sans, sans-serif"
enum style { STYLE_ABOVE, STYLE_TITLE, STYLE_HEADING, STYLE_TEXT, STYLE_FOOTER };
static const struct {
    const char *font;
    double red, green, blue;
} styles[] = {
    [STYLE_ABOVE] = {FAMILY " 10", 0.33, 0.38, 0.41},
    [STYLE_TITLE] = {FAMILY " Semi-Bold 24", 0.07, 0.20, 0.23},
    [STYLE_HEADING] = {FAMILY " Semi-Bold 14", 0.07, 0.20, 0.23},
    [STYLE_TEXT] = {FAMILY " 12", 0.0, 0.0, 0.0},
    [STYLE_FOOTER] = {FAMILY " 9", 0.33, 0.38, 0.41},
};

static cairo_status_t take_bytes(void *closure, const unsigned char *data, unsigned int length) {
    struct pdf *pdf = closure;
    buf_add(&pdf->bytes, (struct str){(const char *)data, length});
    return pdf->bytes.failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

// Pango names families that fontconfig does not have; whether there is a file behind any is asked
// of fontconfig itself.
static bool has_font(void) {
    FcPattern *any = FcPatternCreate();
    FcObjectSet *what = FcObjectSetBuild(FC_FILE, NULL);
    FcFontSet *found = any && what ? FcFontList(NULL, any, what) : NULL;
    bool has = found && found->nfont > 0;
    if (found)
        FcFontSetDestroy(found);
    if (what)
        FcObjectSetDestroy(what);
    if (any)
        FcPatternDestroy(any);
    return has;
}

bool pdf_start(struct pdf *pdf, struct arena *arena, struct str title, const char *language,
               struct str footer, struct instant made, struct error *err) {
    *pdf = (struct pdf){.arena = arena,
                        .bytes = buf_new(arena, DOCUMENT_MAX),
                        .footer = footer,
                        .language = language,
                        .y = TOP};
    struct str at = instant_text(arena, made);
    char *name = str_c(arena, title), *date = at.p ? str_c(arena, str_sub(at, 0, 19)) : NULL;
    if (!name || !date)
        return error_memory(err);
    if (!has_font())
        return error_set(err, ERR_IO, "document.no-font", NULL);
    pdf->surface = cairo_pdf_surface_create_for_stream(take_bytes, pdf, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_pdf_surface_restrict_to_version(pdf->surface, CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, name);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, "Vaka " VAKA_VERSION);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    pdf->cr = cairo_create(pdf->surface);
    cairo_tag_begin(pdf->cr, "Document", NULL);
    pdf->pages = 1;
    return true;
}

void pdf_end(struct pdf *pdf) {
    if (pdf->cr)
        cairo_destroy(pdf->cr);
    if (pdf->surface)
        cairo_surface_destroy(pdf->surface);
    pdf->cr = NULL;
    pdf->surface = NULL;
}

// ---- lines ----

static PangoLayout *layout_of(const struct pdf *pdf, struct str text, enum style style,
                              double width) {
    PangoLayout *layout = pango_cairo_create_layout(pdf->cr);
    PangoFontDescription *font = pango_font_description_from_string(styles[style].font);
    pango_context_set_language(pango_layout_get_context(layout),
                               pango_language_from_string(pdf->language));
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, LINE_SPACING);
    pango_layout_set_text(layout, text.n ? text.p : "", (int)text.n);
    cairo_set_source_rgb(pdf->cr, styles[style].red, styles[style].green, styles[style].blue);
    return layout;
}

static double height_of(PangoLayout *layout) {
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    return (double)height / PANGO_SCALE;
}

static void add_footer(struct pdf *pdf) {
    PangoLayout *layout = layout_of(pdf, pdf->footer, STYLE_FOOTER, PAGE_WIDTH - LEFT - RIGHT);
    cairo_move_to(pdf->cr, LEFT, FOOTER_Y);
    pango_cairo_show_layout(pdf->cr, layout);
    g_object_unref(layout);
}

static void new_page(struct pdf *pdf) {
    add_footer(pdf);
    cairo_show_page(pdf->cr);
    pdf->y = TOP;
    pdf->pages++;
}

static bool fits(const struct pdf *pdf, double height) {
    return pdf->y + height <= PAGE_HEIGHT - BOTTOM;
}

// A text line by line, so that a long one goes on on the next page: there as another element of the
// same kind, since an element stands on one page.
static void add_lines(struct pdf *pdf, struct str text, enum style style, const char *tag,
                      double indent) {
    PangoLayout *layout = layout_of(pdf, text, style, PAGE_WIDTH - LEFT - RIGHT - indent);
    PangoLayoutIter *lines = pango_layout_get_iter(layout);
    double top = pdf->y; // of the layout's first line, as if all stood on this page
    cairo_tag_begin(pdf->cr, tag, NULL);
    do {
        int line_top, line_bottom;
        pango_layout_iter_get_line_yrange(lines, &line_top, &line_bottom);
        double height = (double)(line_bottom - line_top) / PANGO_SCALE;
        pdf->y = top + (double)line_top / PANGO_SCALE;
        if (!fits(pdf, height)) {
            cairo_tag_end(pdf->cr, tag);
            new_page(pdf);
            top = pdf->y - (double)line_top / PANGO_SCALE;
            cairo_set_source_rgb(pdf->cr, styles[style].red, styles[style].green,
                                 styles[style].blue);
            cairo_tag_begin(pdf->cr, tag, NULL);
        }
        double baseline = (double)pango_layout_iter_get_baseline(lines) / PANGO_SCALE;
        cairo_move_to(pdf->cr, LEFT + indent, top + baseline);
        pango_cairo_show_layout_line(pdf->cr, pango_layout_iter_get_line_readonly(lines));
        pdf->y += height;
    } while (pango_layout_iter_next_line(lines));
    cairo_tag_end(pdf->cr, tag);
    pango_layout_iter_free(lines);
    g_object_unref(layout);
}

// ---- elements ----

static void leave_list(struct pdf *pdf) {
    if (pdf->in_list)
        cairo_tag_end(pdf->cr, "L");
    pdf->in_list = false;
}

void pdf_space(struct pdf *pdf, double points) {
    pdf->y += points;
}

static void add_bookmark(struct pdf *pdf, struct str text, int parent) {
    char *name = str_c(pdf->arena, text), place[64];
    snprintf(place, sizeof(place), "page=%d pos=[0 %d]", pdf->pages, (int)pdf->y);
    if (name)
        cairo_pdf_surface_add_outline(pdf->surface, parent, name, place,
                                      CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

void pdf_title(struct pdf *pdf, struct str above, struct str title) {
    if (above.n > 0)
        add_lines(pdf, above, STYLE_ABOVE, "P", 0);
    add_bookmark(pdf, title, CAIRO_PDF_OUTLINE_ROOT);
    add_lines(pdf, title, STYLE_TITLE, "H1", 0);
    pdf_space(pdf, 6);
}

void pdf_heading(struct pdf *pdf, struct str text) {
    leave_list(pdf);
    pdf_space(pdf, 11);
    // Never alone at the end of a page.
    PangoLayout *layout = layout_of(pdf, text, STYLE_HEADING, PAGE_WIDTH - LEFT - RIGHT);
    bool fitting = fits(pdf, height_of(layout) + 40);
    g_object_unref(layout);
    if (!fitting)
        new_page(pdf);
    add_bookmark(pdf, text, CAIRO_PDF_OUTLINE_ROOT);
    add_lines(pdf, text, STYLE_HEADING, "H2", 0);
    pdf_space(pdf, 3);
}

void pdf_text(struct pdf *pdf, struct str text) {
    leave_list(pdf);
    for (struct str line; str_split(&text, '\n', &line);) {
        line = str_trim(line);
        if (line.n == 0)
            continue;
        add_lines(pdf, line, STYLE_TEXT, "P", 0);
        pdf_space(pdf, 6);
    }
}

void pdf_item(struct pdf *pdf, struct str head, struct str text) {
    if (!pdf->in_list)
        cairo_tag_begin(pdf->cr, "L", NULL);
    pdf->in_list = true;
    struct str whole = text;
    if (head.n > 0)
        whole = str_printf(pdf->arena, STR_FMT ": " STR_FMT, STR_ARG(head), STR_ARG(text));
    if (!fits(pdf, 2 * 12 * (double)LINE_SPACING)) {
        cairo_tag_end(pdf->cr, "L");
        new_page(pdf);
        cairo_tag_begin(pdf->cr, "L", NULL);
    }
    cairo_tag_begin(pdf->cr, "LI", NULL);
    double y = pdf->y;
    add_lines(pdf, STR("•"), STYLE_TEXT, "Lbl", 0);
    pdf->y = y;
    add_lines(pdf, whole, STYLE_TEXT, "LBody", INDENT);
    cairo_tag_end(pdf->cr, "LI");
    pdf_space(pdf, 6);
}

bool pdf_done(struct pdf *pdf, struct str *ret_bytes, struct error *err) {
    struct str bytes;
    leave_list(pdf);
    add_footer(pdf);
    cairo_tag_end(pdf->cr, "Document");
    cairo_show_page(pdf->cr);
    cairo_surface_finish(pdf->surface);
    cairo_status_t status = cairo_status(pdf->cr);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(pdf->surface);
    if (status == CAIRO_STATUS_NO_MEMORY || arena_failed(pdf->arena))
        return error_memory(err);
    if (status != CAIRO_STATUS_SUCCESS)
        return error_set(err, ERR_IO, "document.failed", cairo_status_to_string(status), NULL);
    return buf_done(&pdf->bytes, &bytes, err) &&
           pdf_add_language(pdf->arena, bytes, pdf->language, ret_bytes, err);
}
