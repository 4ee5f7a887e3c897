// SPDX-License-Identifier: EUPL-1.2
#include "web/kept_page.h"

#include "web/views.h"
#include "web/words.h"

#define VOCABULARY_PREFIX STR("f.")

// What stands beside a fact on every form, and on the few that are none of a fact.
static const struct {
    const char *name;
    enum text_id label;
    bool is_text;
} known[] = {
    {"date", T_form_date, false},           {"time", T_form_time, false},
    {"performer", T_form_performer, false}, {"informant", T_form_informant, false},
    {"because", T_form_because, true},      {"reason", T_form_because, true},
    {"resultat", T_review_result, true},    {"atgard", T_review_measure, true},
};

static bool is_typed(enum field_type type) {
    return type == TYPE_LINE || type == TYPE_TEXT || type == TYPE_DATE || type == TYPE_TIME ||
           type == TYPE_NUMBER;
}

// Labels a field of the vocabulary that people type; false for what is chosen, and for what the
// kind does not have.
static bool label_fact(const struct request *request, enum event_kind kind,
                       struct kept_field *field) {
    struct str id = str_sub(field->name, VOCABULARY_PREFIX.n, field->name.n);
    enum field_id found = str_starts(field->name, VOCABULARY_PREFIX) && kind != EVENT_NONE
                              ? field_find(kind, id)
                              : FIELD_NONE;
    bool is_chosen =
        stream_kind_of(field->value) != STREAM_NONE; // from a list of what is registered
    if (found == FIELD_NONE || is_chosen || !is_typed(field_info(found)->type))
        return false;
    field->label = field_words(request->language, found);
    field->is_text = field_info(found)->type == TYPE_TEXT;
    return true;
}

static bool label(const struct request *request, enum event_kind kind, struct kept_field *field) {
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(field->name, known[i].name)) {
            field->label = page_text(request, known[i].label);
            field->is_text = known[i].is_text;
            return true;
        }
    return label_fact(request, kind, field);
}

// The kind stands last in the address, or in the form: what it is, or what it corrects.
static enum event_kind kind_of(const struct request *request) {
    struct str path = request->kept_path, segment = STR_NONE;
    while (str_split(&path, '/', &segment))
        ;
    enum event_kind kind = event_kind_find(segment);
    if (kind == EVENT_NONE)
        kind = event_kind_find(form_value(request->kept, "kind"));
    return kind == EVENT_NONE ? event_kind_find(form_value(request->kept, "entry")) : kind;
}

static bool add_field(const struct request *request, enum event_kind kind, size_t at,
                      struct kept_page *page, struct error *err) {
    const struct form_field *sent = &request->kept->list.items[at];
    struct kept_field field = {
        .id = str_printf(request->arena, "kvar-%zu", at), .name = sent->name, .value = sent->value};
    if (str_is(sent->name, "csrf"))
        return true;
    bool shown = sent->value.n && label(request, kind, &field);
    struct kept_field *slot =
        shown ? LIST_PUSH(request->arena, &page->fields) : LIST_PUSH(request->arena, &page->hidden);
    if (!slot || !field.id.p)
        return error_memory(err);
    *slot = field;
    return true;
}

bool kept_page(struct request *request, struct response *response, const struct error *what,
               struct error *err) {
    struct kept_page page = {
        .page = page_of(request, page_text(request, error_heading(response->status)), SECTION_NONE),
        .sentence = failure_words(request->arena, request->language, what),
        .action = request->kept_path,
        .csrf = form_value(request->kept, "csrf"),
    };
    enum event_kind kind = kind_of(request);
    if (!page.sentence.p)
        return error_memory(err);
    for (size_t i = 0; i < request->kept->list.n; i++)
        if (!add_field(request, kind, i, &page, err))
            return false;
    page.page.has_faults = true;
    page.page.keeps_form = true;
    response->only_sent = true;
    view_kept(&response->html, request->language, &page);
    return true;
}
