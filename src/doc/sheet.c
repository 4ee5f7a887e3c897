// SPDX-License-Identifier: EUPL-1.2
#include "doc/sheet.h"

#include "doc/aside.h"
#include "doc/pdf.h"

static void add_section(struct pdf *pdf, enum language language, enum text_id heading,
                        struct str text) {
    if (text.n == 0)
        return;
    pdf_heading(pdf, tr(language, heading));
    pdf_text(pdf, text);
}

static void add_contacts(struct pdf *pdf, const struct information_sheet *sheet) {
    struct str rest = sheet->contacts;
    pdf_heading(pdf, tr(sheet->language, T_sheet_contacts));
    for (struct str line; str_split(&rest, '\n', &line);) {
        line = str_trim(line);
        if (line.n > 0)
            pdf_item(pdf, STR_NONE, line);
    }
    pdf_text(pdf, tr(sheet->language, T_sheet_urgent));
}

static void add_sheet(struct pdf *pdf, const struct information_sheet *sheet) {
    enum language language = sheet->language;
    pdf_title(pdf, sheet->municipality, tr(language, T_sheet_title));
    pdf_text(pdf, TR(pdf->arena, language, T_sheet_for, sheet->person, sheet->number));
    pdf_heading(pdf, tr(language, T_sheet_what));
    pdf_text(pdf, tr(language, T_sheet_what_text));
    add_section(pdf, language, T_sheet_goals, sheet->goals);
    add_section(pdf, language, T_sheet_plan, sheet->plan);
    add_contacts(pdf, sheet);
    add_section(pdf, language, T_sheet_takeover, sheet->takeover);
    pdf_heading(pdf, tr(language, T_sheet_rights));
    pdf_item(pdf, STR_NONE, tr(language, T_sheet_voluntary));
    pdf_item(pdf, STR_NONE, tr(language, T_sheet_elsewhere));
    pdf_item(pdf, STR_NONE, tr(language, T_sheet_take_part));
}

static bool draw(void *context, struct arena *arena, struct str *ret_bytes, struct error *err) {
    const struct information_sheet *sheet = context;
    enum language language = sheet->language;
    CLEANUP(pdf_end) struct pdf pdf = {0};
    struct str title =
        TR(arena, language, T_sheet_file_title, tr(language, T_sheet_title), sheet->person);
    struct str footer = TR(arena, language, T_sheet_footer, sheet->issue, sheet->issued);
    if (!title.p || !footer.p)
        return error_memory(err);
    if (!pdf_start(&pdf, arena, title, language_code(language), footer, sheet->made, err))
        return false;
    add_sheet(&pdf, sheet);
    return pdf_done(&pdf, ret_bytes, err);
}

bool sheet_pdf(struct arena *arena, const struct information_sheet *sheet, struct str *ret_bytes,
               struct error *err) {
    return aside_run(arena, draw, (void *)(uintptr_t)sheet, ret_bytes, err);
}
