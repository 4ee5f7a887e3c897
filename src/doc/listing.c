// SPDX-License-Identifier: EUPL-1.2
#include "doc/listing.h"

#include "base/json.h"
#include "doc/pdf.h"

#define JOB "listing"

static bool draw(struct arena *arena, const struct listing *listing, struct str *ret_bytes,
                 struct error *err) {
    CLEANUP(pdf_end) struct pdf pdf = {0};
    if (!pdf_start(&pdf, arena, listing->title, language_code(listing->language), listing->footer,
                   listing->made, err))
        return false;
    pdf_title(&pdf, listing->above, listing->title);
    pdf_text(&pdf, listing->lead);
    for (size_t i = 0; i < listing->count; i++)
        pdf_item(&pdf, listing->items[i].head, listing->items[i].text);
    return pdf_done(&pdf, ret_bytes, err);
}

// ---- to the process that draws it ----

static void add(struct json_writer *w, const char *name, struct str text) {
    json_key(w, name);
    json_add_str(w, text);
}

static bool write_listing(struct arena *arena, const struct listing *listing, struct str *ret_json,
                          struct error *err) {
    struct json_writer w = json_writer_new(arena);
    json_open(&w, '{');
    add(&w, "language", str_of(language_code(listing->language)));
    add(&w, "above", listing->above);
    add(&w, "title", listing->title);
    add(&w, "lead", listing->lead);
    add(&w, "footer", listing->footer);
    json_key(&w, "made");
    json_add_int(&w, listing->made.us);
    json_key(&w, "items");
    json_open(&w, '[');
    for (size_t i = 0; i < listing->count; i++) {
        json_open(&w, '{');
        add(&w, "head", listing->items[i].head);
        add(&w, "text", listing->items[i].text);
        json_close(&w, '}');
    }
    json_close(&w, ']');
    json_close(&w, '}');
    return json_done(&w, ret_json, err);
}

static bool read_items(struct arena *arena, const struct json *list, struct listing *listing,
                       struct error *err) {
    struct listing_item *items = ARENA_ARRAY(arena, list->count, struct listing_item);
    if (!items)
        return error_memory(err);
    for (const struct json *item = list->first; item; item = item->next) {
        struct listing_item *one = &items[listing->count++];
        if (!json_str(item, "head", &one->head) || !json_str(item, "text", &one->text))
            return error_set(err, ERR_INTERNAL, "document.failed", JOB, NULL);
    }
    listing->items = items;
    return true;
}

static bool draw_aside(struct arena *arena, struct str input, struct str *ret_bytes,
                       struct error *err) {
    struct listing listing = {0};
    const struct json *root, *items;
    struct str language;
    if (!json_parse(arena, input, &root, err))
        return false;
    items = json_get(root, "items");
    bool whole =
        json_str(root, "language", &language) && language_parse(language, &listing.language) &&
        json_str(root, "above", &listing.above) && json_str(root, "title", &listing.title) &&
        json_str(root, "lead", &listing.lead) && json_str(root, "footer", &listing.footer) &&
        json_int(root, "made", &listing.made.us) && items && items->type == JSON_ARRAY;
    if (!whole)
        return error_set(err, ERR_INTERNAL, "document.failed", JOB, NULL);
    return read_items(arena, items, &listing, err) && draw(arena, &listing, ret_bytes, err);
}

const struct aside_job listing_job = {JOB, draw_aside, pdf_prepare};

bool listing_pdf(struct arena *arena, int helper, const struct listing *listing,
                 struct str *ret_bytes, struct error *err) {
    struct str json;
    return write_listing(arena, listing, &json, err) &&
           aside_run(arena, helper, JOB, json, ret_bytes, err);
}
