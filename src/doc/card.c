// SPDX-License-Identifier: EUPL-1.2
#include "doc/card.h"

#include "base/json.h"
#include "doc/pdf.h"

#define JOB "card"

static bool draw(struct arena *arena, const struct card *card, struct str *ret_bytes,
                 struct error *err) {
    CLEANUP(pdf_end) struct pdf pdf = {0};
    struct str name =
        str_printf(arena, STR_FMT ": " STR_FMT, STR_ARG(card->above), STR_ARG(card->title));
    if (!name.p)
        return error_memory(err);
    if (!pdf_start(&pdf, arena, name, language_code(card->language), card->footer, card->made, err))
        return false;
    pdf_title(&pdf, card->above, card->title);
    for (size_t i = 0; i < card->parts.n; i++) {
        const struct card_part *part = &card->parts.items[i];
        if (!part->lines.n)
            continue;
        pdf_heading(&pdf, part->heading);
        for (size_t k = 0; k < part->lines.n; k++)
            pdf_item(&pdf, part->lines.items[k].head, part->lines.items[k].text);
    }
    return pdf_done(&pdf, ret_bytes, err);
}

// ---- to the process that draws it ----

static void write_text(struct json_writer *w, const char *key, struct str text) {
    json_key(w, key);
    json_add_str(w, text);
}

static void write_part(struct json_writer *w, const struct card_part *part) {
    json_open(w, '{');
    write_text(w, "heading", part->heading);
    json_key(w, "lines");
    json_open(w, '[');
    for (size_t i = 0; i < part->lines.n; i++) {
        json_open(w, '{');
        write_text(w, "head", part->lines.items[i].head);
        write_text(w, "text", part->lines.items[i].text);
        json_close(w, '}');
    }
    json_close(w, ']');
    json_close(w, '}');
}

static bool write_card(struct arena *arena, const struct card *card, struct str *ret_json,
                       struct error *err) {
    struct json_writer w = json_writer_new(arena);
    json_open(&w, '{');
    write_text(&w, "language", str_of(language_code(card->language)));
    write_text(&w, "above", card->above);
    write_text(&w, "title", card->title);
    write_text(&w, "footer", card->footer);
    json_key(&w, "made");
    json_add_int(&w, card->made.us);
    json_key(&w, "parts");
    json_open(&w, '[');
    for (size_t i = 0; i < card->parts.n; i++)
        write_part(&w, &card->parts.items[i]);
    json_close(&w, ']');
    json_close(&w, '}');
    return json_done(&w, ret_json, err);
}

static bool not_whole(struct error *err) {
    return error_set(err, ERR_INTERNAL, "document.failed", JOB, NULL);
}

static bool read_part(struct arena *arena, const struct json *from, struct card_part *part,
                      struct error *err) {
    const struct json *lines = json_get(from, "lines");
    if (!json_str(from, "heading", &part->heading) || !lines || lines->type != JSON_ARRAY)
        return not_whole(err);
    for (const struct json *one = lines->first; one; one = one->next) {
        struct card_line *line = LIST_PUSH(arena, &part->lines);
        if (!line)
            return error_memory(err);
        if (!json_str(one, "head", &line->head) || !json_str(one, "text", &line->text))
            return not_whole(err);
    }
    return true;
}

static bool read_card(struct arena *arena, struct str text, struct card *ret_card,
                      struct error *err) {
    struct card card = {0};
    const struct json *root;
    struct str language;
    if (!json_parse(arena, text, &root, err))
        return false;
    const struct json *parts = json_get(root, "parts");
    if (!json_str(root, "language", &language) || !language_parse(language, &card.language) ||
        !json_str(root, "above", &card.above) || !json_str(root, "title", &card.title) ||
        !json_str(root, "footer", &card.footer) || !json_int(root, "made", &card.made.us) ||
        !parts || parts->type != JSON_ARRAY)
        return not_whole(err);
    for (const struct json *one = parts->first; one; one = one->next) {
        struct card_part *part = LIST_PUSH(arena, &card.parts);
        if (!part)
            return error_memory(err);
        if (!read_part(arena, one, part, err))
            return false;
    }
    *ret_card = card;
    return true;
}

static bool draw_aside(struct arena *arena, struct str input, struct str *ret_bytes,
                       struct error *err) {
    struct card card;
    return read_card(arena, input, &card, err) && draw(arena, &card, ret_bytes, err);
}

const struct aside_job card_job = {JOB, draw_aside, pdf_prepare};

bool card_pdf(struct arena *arena, int helper, const struct card *card, struct str *ret_bytes,
              struct error *err) {
    struct str json;
    return write_card(arena, card, &json, err) &&
           aside_run(arena, helper, JOB, json, ret_bytes, err);
}
