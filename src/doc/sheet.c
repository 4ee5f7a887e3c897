// SPDX-License-Identifier: EUPL-1.2
#include "doc/sheet.h"

#include <stddef.h>

#include "base/json.h"
#include "doc/paper.h"
#include "doc/pdf.h"

static void add_section(struct pdf *pdf, enum language language, enum text_id heading,
                        struct str text) {
    if (text.n == 0)
        return;
    pdf_heading(pdf, tr(language, heading));
    pdf_text(pdf, paper_unbroken(pdf->arena, text));
}

static void add_contacts(struct pdf *pdf, const struct information_sheet *sheet) {
    struct str rest = sheet->contacts;
    pdf_heading(pdf, tr(sheet->language, T_sheet_contacts));
    for (struct str line; str_split(&rest, '\n', &line);) {
        line = str_trim(line);
        if (line.n > 0)
            pdf_item(pdf, STR_NONE, paper_unbroken(pdf->arena, line));
    }
    pdf_text(pdf, tr(sheet->language, T_sheet_urgent));
}

static void add_sheet(struct pdf *pdf, const void *document) {
    const struct information_sheet *sheet = document;
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

static bool draw(struct arena *arena, const struct information_sheet *sheet, struct str *ret_bytes,
                 struct error *err) {
    enum language language = sheet->language;
    const struct pdf_frame frame = {
        .title =
            TR(arena, language, T_sheet_file_title, tr(language, T_sheet_title), sheet->person),
        .footer = TR(arena, language, T_sheet_footer, sheet->issue, sheet->issued),
        .language = language,
        .made = sheet->made};
    if (!frame.title.p || !frame.footer.p)
        return error_memory(err);
    return pdf_draw(arena, &frame, add_sheet, sheet, ret_bytes, err);
}

// ---- to the process that draws it ----

#define JOB "sheet"

static const struct {
    const char *name;
    size_t at; // in struct information_sheet
} texts[] = {
    {"person", offsetof(struct information_sheet, person)},
    {"number", offsetof(struct information_sheet, number)},
    {"issue", offsetof(struct information_sheet, issue)},
    {"issued", offsetof(struct information_sheet, issued)},
    {"municipality", offsetof(struct information_sheet, municipality)},
    {"goals", offsetof(struct information_sheet, goals)},
    {"plan", offsetof(struct information_sheet, plan)},
    {"contacts", offsetof(struct information_sheet, contacts)},
    {"takeover", offsetof(struct information_sheet, takeover)},
};

static bool write_sheet(struct arena *arena, const struct information_sheet *sheet,
                        struct str *ret_json, struct error *err) {
    struct json_writer w = json_writer_new(arena);
    json_open(&w, '{');
    json_key(&w, "language");
    json_add_str(&w, str_of(language_code(sheet->language)));
    json_key(&w, "made");
    json_add_int(&w, sheet->made.us);
    for (size_t i = 0; i < COUNT(texts); i++) {
        json_key(&w, texts[i].name);
        json_add_str(&w, *(const struct str *)(const void *)((const char *)sheet + texts[i].at));
    }
    json_close(&w, '}');
    return json_done(&w, ret_json, err);
}

static bool read_sheet(struct arena *arena, struct str text, struct information_sheet *ret_sheet,
                       struct error *err) {
    struct information_sheet sheet = {0};
    const struct json *root;
    struct str language;
    if (!json_parse(arena, text, &root, err))
        return false;
    bool whole = json_str(root, "language", &language) &&
                 language_parse(language, &sheet.language) &&
                 json_int(root, "made", &sheet.made.us);
    for (size_t i = 0; whole && i < COUNT(texts); i++)
        whole = json_str(root, texts[i].name, (struct str *)(void *)((char *)&sheet + texts[i].at));
    *ret_sheet = sheet;
    return whole || error_set(err, ERR_INTERNAL, "document.failed", JOB, NULL);
}

static bool draw_aside(struct arena *arena, struct str input, struct str *ret_bytes,
                       struct error *err) {
    struct information_sheet sheet;
    return read_sheet(arena, input, &sheet, err) && draw(arena, &sheet, ret_bytes, err);
}

const struct aside_job sheet_job = {JOB, draw_aside, pdf_prepare};

bool sheet_pdf(struct arena *arena, int helper, const struct information_sheet *sheet,
               struct str *ret_bytes, struct error *err) {
    struct str json;
    return write_sheet(arena, sheet, &json, err) &&
           aside_run(arena, helper, JOB, json, ret_bytes, err);
}
