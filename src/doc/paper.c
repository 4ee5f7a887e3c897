// SPDX-License-Identifier: EUPL-1.2
#include "doc/paper.h"

#include "base/json.h"
#include "doc/pdf.h"

#define JOB "paper"

static void add_paper(struct pdf *pdf, const void *document) {
    const struct paper *paper = document;
    pdf_title(pdf, paper->above, paper->title);
    if (paper->lead.n)
        pdf_text(pdf, paper->lead);
    for (size_t i = 0; i < paper->parts.n; i++) {
        const struct paper_part *part = &paper->parts.items[i];
        if (!part->lines.n)
            continue;
        if (part->heading.n)
            pdf_heading(pdf, part->heading);
        for (size_t k = 0; k < part->lines.n; k++)
            pdf_item(pdf, part->lines.items[k].head, part->lines.items[k].text);
    }
}

static bool draw(struct arena *arena, const struct paper *paper, struct str *ret_bytes,
                 struct error *err) {
    const struct pdf_frame frame = {
        .title =
            str_printf(arena, STR_FMT ": " STR_FMT, STR_ARG(paper->above), STR_ARG(paper->title)),
        .footer = paper->footer,
        .language = paper->language,
        .made = paper->made};
    if (!frame.title.p)
        return error_memory(err);
    return pdf_draw(arena, &frame, add_paper, paper, ret_bytes, err);
}

// ---- to the process that draws it ----

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

struct str paper_unbroken(struct arena *arena, struct str text) {
    struct buf buf = buf_new(arena, 2 * text.n + 1);
    struct str unbroken;
    for (size_t i = 0; i < text.n; i++)
        if (i && i + 1 < text.n && text.p[i] == ' ' && is_digit(text.p[i - 1]) &&
            is_digit(text.p[i + 1]))
            buf_add_c(&buf, "\xC2\xA0");
        else
            buf_add_char(&buf, text.p[i]);
    return buf_done(&buf, &unbroken, NULL) ? unbroken : text;
}

static void write_text(struct json_writer *w, const char *key, struct str text) {
    json_key(w, key);
    json_add_str(w, text);
}

static void write_part(struct json_writer *w, struct arena *arena, const struct paper_part *part) {
    json_open(w, '{');
    write_text(w, "heading", part->heading);
    json_key(w, "lines");
    json_open(w, '[');
    for (size_t i = 0; i < part->lines.n; i++) {
        json_open(w, '{');
        write_text(w, "head", part->lines.items[i].head);
        write_text(w, "text", paper_unbroken(arena, part->lines.items[i].text));
        json_close(w, '}');
    }
    json_close(w, ']');
    json_close(w, '}');
}

static bool write_paper(struct arena *arena, const struct paper *paper, struct str *ret_json,
                        struct error *err) {
    struct json_writer w = json_writer_new(arena);
    json_open(&w, '{');
    write_text(&w, "language", str_of(language_code(paper->language)));
    write_text(&w, "above", paper->above);
    write_text(&w, "title", paper->title);
    write_text(&w, "lead", paper->lead);
    write_text(&w, "footer", paper->footer);
    json_key(&w, "made");
    json_add_int(&w, paper->made.us);
    json_key(&w, "parts");
    json_open(&w, '[');
    for (size_t i = 0; i < paper->parts.n; i++)
        write_part(&w, arena, &paper->parts.items[i]);
    json_close(&w, ']');
    json_close(&w, '}');
    return json_done(&w, ret_json, err);
}

static bool not_whole(struct error *err) {
    return error_set(err, ERR_INTERNAL, "document.failed", JOB, NULL);
}

static bool read_part(struct arena *arena, const struct json *from, struct paper_part *part,
                      struct error *err) {
    const struct json *lines = json_get(from, "lines");
    if (!json_str(from, "heading", &part->heading) || !lines || lines->type != JSON_ARRAY)
        return not_whole(err);
    for (const struct json *one = lines->first; one; one = one->next) {
        struct paper_line *line = LIST_PUSH(arena, &part->lines);
        if (!line)
            return error_memory(err);
        if (!json_str(one, "head", &line->head) || !json_str(one, "text", &line->text))
            return not_whole(err);
    }
    return true;
}

static bool read_paper(struct arena *arena, struct str text, struct paper *ret_card,
                       struct error *err) {
    struct paper paper = {0};
    const struct json *root;
    struct str language;
    if (!json_parse(arena, text, &root, err))
        return false;
    const struct json *parts = json_get(root, "parts");
    if (!json_str(root, "language", &language) || !language_parse(language, &paper.language) ||
        !json_str(root, "above", &paper.above) || !json_str(root, "title", &paper.title) ||
        !json_str(root, "lead", &paper.lead) || !json_str(root, "footer", &paper.footer) ||
        !json_int(root, "made", &paper.made.us) || !parts || parts->type != JSON_ARRAY)
        return not_whole(err);
    for (const struct json *one = parts->first; one; one = one->next) {
        struct paper_part *part = LIST_PUSH(arena, &paper.parts);
        if (!part)
            return error_memory(err);
        if (!read_part(arena, one, part, err))
            return false;
    }
    *ret_card = paper;
    return true;
}

static bool draw_aside(struct arena *arena, struct str input, struct str *ret_bytes,
                       struct error *err) {
    struct paper paper;
    return read_paper(arena, input, &paper, err) && draw(arena, &paper, ret_bytes, err);
}

const struct aside_job paper_job = {JOB, draw_aside, pdf_prepare};

bool paper_pdf(struct arena *arena, int helper, const struct paper *paper, struct str *ret_bytes,
               struct error *err) {
    struct str json;
    return write_paper(arena, paper, &json, err) &&
           aside_run(arena, helper, JOB, json, ret_bytes, err);
}
