// SPDX-License-Identifier: EUPL-1.2
#include "doc/pdf.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <string.h>

#include "doc/late.h"
#include "doc/memory_file.h"
#include "doc/pdf_language.h"
#include "i18n/format.h"

// With it come cairo, Pango, fontconfig and GObject.
#define PDF(F)                                                                                     \
    F(FcFontList)                                                                                  \
    F(FcFontSetDestroy)                                                                            \
    F(FcObjectSetBuild)                                                                            \
    F(FcObjectSetDestroy)                                                                          \
    F(FcPatternCreate)                                                                             \
    F(FcPatternDestroy)                                                                            \
    F(cairo_create)                                                                                \
    F(cairo_destroy)                                                                               \
    F(cairo_move_to)                                                                               \
    F(cairo_pdf_surface_add_outline)                                                               \
    F(cairo_pdf_surface_create_for_stream)                                                         \
    F(cairo_pdf_surface_restrict_to_version)                                                       \
    F(cairo_pdf_surface_set_metadata)                                                              \
    F(cairo_set_source_rgb)                                                                        \
    F(cairo_show_page)                                                                             \
    F(cairo_status)                                                                                \
    F(cairo_status_to_string)                                                                      \
    F(cairo_surface_destroy)                                                                       \
    F(cairo_surface_finish)                                                                        \
    F(cairo_surface_status)                                                                        \
    F(cairo_tag_begin)                                                                             \
    F(cairo_tag_end)                                                                               \
    F(g_object_unref)                                                                              \
    F(pango_cairo_create_layout)                                                                   \
    F(pango_cairo_show_layout)                                                                     \
    F(pango_cairo_show_layout_line)                                                                \
    F(pango_context_set_language)                                                                  \
    F(pango_font_description_free)                                                                 \
    F(pango_font_description_from_string)                                                          \
    F(pango_language_from_string)                                                                  \
    F(pango_layout_get_context)                                                                    \
    F(pango_layout_get_iter)                                                                       \
    F(pango_layout_get_size)                                                                       \
    F(pango_layout_iter_free)                                                                      \
    F(pango_layout_iter_get_baseline)                                                              \
    F(pango_layout_iter_get_line_readonly)                                                         \
    F(pango_layout_iter_get_line_yrange)                                                           \
    F(pango_layout_iter_next_line)                                                                 \
    F(pango_layout_set_font_description)                                                           \
    F(pango_layout_set_line_spacing)                                                               \
    F(pango_layout_set_text)                                                                       \
    F(pango_layout_set_width)                                                                      \
    F(pango_layout_set_wrap)

struct pdf_library {
    LATE_TABLE(PDF)
};
#define LATE_OF struct pdf_library
static const struct late_function functions[] = {PDF(LATE_FUNCTION)};

// Points of 1/72 inch.
#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89
#define LEFT 68.0
#define RIGHT 68.0
#define TOP 56.0
#define BOTTOM 70.0
#define FOOTER_Y (PAGE_HEIGHT - 52.0)
#define INDENT 16.0
#define PAGE_NUMBER 72.0 // room for it at the foot
#define LINE_SPACING 1.15F
#define LINE_SPACING_CLOSE 1.08F
#define SPACE_CLOSE 0.6 // of the space that there is between lines otherwise
#define FEW_LINES 130.0 // points from the top of a page, with its title

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
static bool has_font(const struct pdf *pdf) {
    FcPattern *any = pdf->lib->FcPatternCreate();
    FcObjectSet *what = pdf->lib->FcObjectSetBuild(FC_FILE, NULL);
    FcFontSet *found = any && what ? pdf->lib->FcFontList(NULL, any, what) : NULL;
    bool has = found && found->nfont > 0;
    if (found)
        pdf->lib->FcFontSetDestroy(found);
    if (what)
        pdf->lib->FcObjectSetDestroy(what);
    if (any)
        pdf->lib->FcPatternDestroy(any);
    return has;
}

bool pdf_prepare(struct error *err) {
    struct pdf_library lib;
    return late_load(LIB_PANGOCAIRO, functions, COUNT(functions), &lib, err);
}

// `of`: its pages, which are known when it has been drawn once; 0 before, and nothing is said.
static bool start(struct pdf *pdf, struct arena *arena, const struct pdf_frame *frame, int of,
                  bool close, struct error *err) {
    *pdf = (struct pdf){.arena = arena,
                        .bytes = buf_new(arena, DOCUMENT_MAX),
                        .title = frame->title,
                        .footer = frame->footer,
                        .language = frame->language,
                        .y = TOP,
                        .of = of,
                        .close = close};
    struct pdf_library *lib = ARENA_NEW(arena, struct pdf_library);
    if (!lib)
        return error_memory(err);
    if (!late_load(LIB_PANGOCAIRO, functions, COUNT(functions), lib, err))
        return false;
    pdf->lib = lib;
    struct str at = instant_text(arena, frame->made);
    char *name = str_c(arena, frame->title), *date = at.p ? str_c(arena, str_sub(at, 0, 19)) : NULL;
    if (!name || !date)
        return error_memory(err);
    if (!has_font(pdf))
        return error_set(err, ERR_IO, "document.no-font", NULL);
    pdf->surface =
        pdf->lib->cairo_pdf_surface_create_for_stream(take_bytes, pdf, PAGE_WIDTH, PAGE_HEIGHT);
    pdf->lib->cairo_pdf_surface_restrict_to_version(pdf->surface, CAIRO_PDF_VERSION_1_4);
    pdf->lib->cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, name);
    pdf->lib->cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR,
                                             "Vaka " VAKA_VERSION);
    pdf->lib->cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    pdf->cr = pdf->lib->cairo_create(pdf->surface);
    pdf->lib->cairo_tag_begin(pdf->cr, "Document", NULL);
    pdf->pages = 1;
    return true;
}

static void end(struct pdf *pdf) {
    if (pdf->cr)
        pdf->lib->cairo_destroy(pdf->cr);
    if (pdf->surface)
        pdf->lib->cairo_surface_destroy(pdf->surface);
    pdf->cr = NULL;
    pdf->surface = NULL;
}

// ---- lines ----

static PangoLayout *layout_of(const struct pdf *pdf, struct str text, enum style style,
                              double width) {
    PangoLayout *layout = pdf->lib->pango_cairo_create_layout(pdf->cr);
    PangoFontDescription *font = pdf->lib->pango_font_description_from_string(styles[style].font);
    pdf->lib->pango_context_set_language(
        pdf->lib->pango_layout_get_context(layout),
        pdf->lib->pango_language_from_string(language_code(pdf->language)));
    pdf->lib->pango_layout_set_font_description(layout, font);
    pdf->lib->pango_font_description_free(font);
    pdf->lib->pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pdf->lib->pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pdf->lib->pango_layout_set_line_spacing(layout, pdf->close ? LINE_SPACING_CLOSE : LINE_SPACING);
    pdf->lib->pango_layout_set_text(layout, text.n ? text.p : "", (int)text.n);
    pdf->lib->cairo_set_source_rgb(pdf->cr, styles[style].red, styles[style].green,
                                   styles[style].blue);
    return layout;
}

static double height_of(const struct pdf *pdf, PangoLayout *layout) {
    int width, height;
    pdf->lib->pango_layout_get_size(layout, &width, &height);
    return (double)height / PANGO_SCALE;
}

// What frames the page: no part of what is read.
static double add_frame(struct pdf *pdf, struct str text, enum style style, double width, double x,
                        double y) {
    PangoLayout *layout = layout_of(pdf, text, style, width);
    double height = height_of(pdf, layout);
    pdf->lib->cairo_move_to(pdf->cr, x, y);
    pdf->lib->pango_cairo_show_layout(pdf->cr, layout);
    pdf->lib->g_object_unref(layout);
    return height;
}

static void add_footer(struct pdf *pdf) {
    double width = PAGE_WIDTH - LEFT - RIGHT;
    if (pdf->of > 1) {
        width -= PAGE_NUMBER;
        struct str page = TR(pdf->arena, pdf->language, T_document_page,
                             tr_number(pdf->arena, pdf->pages), tr_number(pdf->arena, pdf->of));
        add_frame(pdf, page, STYLE_FOOTER, PAGE_NUMBER, LEFT + width, FOOTER_Y);
    }
    add_frame(pdf, pdf->footer, STYLE_FOOTER, width, LEFT, FOOTER_Y);
}

static void new_page(struct pdf *pdf) {
    add_footer(pdf);
    pdf->lib->cairo_show_page(pdf->cr);
    pdf->pages++;
    pdf->y = TOP;
    pdf->y += add_frame(pdf, pdf->title, STYLE_ABOVE, PAGE_WIDTH - LEFT - RIGHT, LEFT, TOP) + 12;
}

static bool fits(const struct pdf *pdf, double height) {
    return pdf->y + height <= PAGE_HEIGHT - BOTTOM;
}

// A text line by line, so that a long one goes on on the next page: there as another element of the
// same kind, since an element stands on one page.
static void add_lines(struct pdf *pdf, struct str text, enum style style, const char *tag,
                      double indent) {
    PangoLayout *layout = layout_of(pdf, text, style, PAGE_WIDTH - LEFT - RIGHT - indent);
    PangoLayoutIter *lines = pdf->lib->pango_layout_get_iter(layout);
    double top = pdf->y; // of the layout's first line, as if all stood on this page
    pdf->lib->cairo_tag_begin(pdf->cr, tag, NULL);
    do {
        int line_top, line_bottom;
        pdf->lib->pango_layout_iter_get_line_yrange(lines, &line_top, &line_bottom);
        double height = (double)(line_bottom - line_top) / PANGO_SCALE;
        pdf->y = top + (double)line_top / PANGO_SCALE;
        if (!fits(pdf, height)) {
            pdf->lib->cairo_tag_end(pdf->cr, tag);
            new_page(pdf);
            top = pdf->y - (double)line_top / PANGO_SCALE;
            pdf->lib->cairo_set_source_rgb(pdf->cr, styles[style].red, styles[style].green,
                                           styles[style].blue);
            pdf->lib->cairo_tag_begin(pdf->cr, tag, NULL);
        }
        double baseline = (double)pdf->lib->pango_layout_iter_get_baseline(lines) / PANGO_SCALE;
        pdf->lib->cairo_move_to(pdf->cr, LEFT + indent, top + baseline);
        pdf->lib->pango_cairo_show_layout_line(
            pdf->cr, pdf->lib->pango_layout_iter_get_line_readonly(lines));
        pdf->y += height;
    } while (pdf->lib->pango_layout_iter_next_line(lines));
    pdf->lib->cairo_tag_end(pdf->cr, tag);
    pdf->lib->pango_layout_iter_free(lines);
    pdf->lib->g_object_unref(layout);
}

// ---- elements ----

static void leave_list(struct pdf *pdf) {
    if (pdf->in_list)
        pdf->lib->cairo_tag_end(pdf->cr, "L");
    pdf->in_list = false;
}

void pdf_space(struct pdf *pdf, double points) {
    pdf->y += pdf->close ? points * SPACE_CLOSE : points;
}

static void add_bookmark(struct pdf *pdf, struct str text, int parent) {
    char *name = str_c(pdf->arena, text), place[64];
    snprintf(place, sizeof(place), "page=%d pos=[0 %d]", pdf->pages, (int)pdf->y);
    if (name)
        pdf->lib->cairo_pdf_surface_add_outline(pdf->surface, parent, name, place,
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
    bool fitting = fits(pdf, height_of(pdf, layout) + 40);
    pdf->lib->g_object_unref(layout);
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
        pdf->lib->cairo_tag_begin(pdf->cr, "L", NULL);
    pdf->in_list = true;
    struct str whole = text;
    if (head.n > 0)
        whole = str_printf(pdf->arena, STR_FMT "%s " STR_FMT, STR_ARG(head),
                           head.p[head.n - 1] == '?' ? "" : ":", STR_ARG(text));
    if (!fits(pdf, 2 * 12 * (double)LINE_SPACING)) {
        pdf->lib->cairo_tag_end(pdf->cr, "L");
        new_page(pdf);
        pdf->lib->cairo_tag_begin(pdf->cr, "L", NULL);
    }
    pdf->lib->cairo_tag_begin(pdf->cr, "LI", NULL);
    double y = pdf->y;
    add_lines(pdf, STR("•"), STYLE_TEXT, "Lbl", 0);
    pdf->y = y;
    add_lines(pdf, whole, STYLE_TEXT, "LBody", INDENT);
    pdf->lib->cairo_tag_end(pdf->cr, "LI");
    pdf_space(pdf, 6);
}

static bool finish(struct pdf *pdf, struct str *ret_bytes, struct error *err) {
    struct str bytes;
    leave_list(pdf);
    add_footer(pdf);
    pdf->lib->cairo_tag_end(pdf->cr, "Document");
    pdf->lib->cairo_show_page(pdf->cr);
    pdf->lib->cairo_surface_finish(pdf->surface);
    cairo_status_t status = pdf->lib->cairo_status(pdf->cr);
    if (status == CAIRO_STATUS_SUCCESS)
        status = pdf->lib->cairo_surface_status(pdf->surface);
    if (status == CAIRO_STATUS_NO_MEMORY || arena_failed(pdf->arena))
        return error_memory(err);
    if (status != CAIRO_STATUS_SUCCESS)
        return error_set(err, ERR_IO, "document.failed", pdf->lib->cairo_status_to_string(status),
                         NULL);
    return buf_done(&pdf->bytes, &bytes, err) &&
           pdf_add_language(pdf->arena, bytes, language_code(pdf->language), ret_bytes, err);
}

// *pages: what is said of how many there are; then how many there are. *ret_few: the last of
// several has a few lines.
static bool draw_once(struct arena *arena, const struct pdf_frame *frame, pdf_content *content,
                      const void *document, bool close, int *pages, bool *ret_few,
                      struct str *ret_bytes, struct error *err) {
    CLEANUP(end) struct pdf pdf = {0};
    if (!start(&pdf, arena, frame, *pages, close, err))
        return false;
    content(&pdf, document);
    *pages = pdf.pages;
    *ret_few = pdf.pages > 1 && pdf.y - TOP < FEW_LINES;
    return finish(&pdf, ret_bytes, err);
}

bool pdf_draw(struct arena *arena, const struct pdf_frame *frame, pdf_content *content,
              const void *document, struct str *ret_bytes, struct error *err) {
    int pages = 0, closer = 0;
    bool few, close = false;
    if (!draw_once(arena, frame, content, document, false, &pages, &few, ret_bytes, err))
        return false;
    if (few) {
        if (!draw_once(arena, frame, content, document, true, &closer, &few, ret_bytes, err))
            return false;
        close = closer < pages;
        pages = close ? closer : pages;
    }
    return pages == 1 ||
           draw_once(arena, frame, content, document, close, &pages, &few, ret_bytes, err);
}
