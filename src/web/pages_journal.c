// SPDX-License-Identifier: EUPL-1.2
#include "web/case_parts.h"
#include "web/routes.h"
#include "web/view_journal.h"
#include "web/views.h"

#define TEXT_MAX ((size_t)64 * 1024)

// What happened, when, and each field on a line of its own.
static bool journal_text(const struct wording *swedish, const struct event *event,
                         struct str *ret_text, struct error *err) {
    struct buf buf = buf_new(swedish->arena, TEXT_MAX);
    struct word_rows rows = {0};
    struct date day = zone_local(swedish->zone, event->happened).date;
    if (!payload_words(swedish, &event->payload, &rows, err))
        return false;
    buf_add(&buf, event_words(LANGUAGE_SV, event->kind));
    buf_add_c(&buf, " ");
    buf_add(&buf, date_words(swedish->arena, LANGUAGE_SV, day, swedish->today));
    for (size_t i = 0; i < rows.items.n; i++) {
        buf_add_c(&buf, "\n");
        buf_add(&buf, rows.items.items[i].label);
        buf_add_c(&buf, ": ");
        buf_add(&buf, rows.items.items[i].value);
    }
    if (event->informant.n) {
        buf_add_c(&buf, "\n");
        buf_add(&buf, TR(swedish->arena, LANGUAGE_SV, T_event_told, event->informant));
    }
    return buf_done(&buf, ret_text, err);
}

static const struct act_offer *transfer_of(const struct case_view *from, int64_t seq) {
    for (size_t i = 0; i < from->acts.n; i++) {
        const struct act_offer *offer = &from->acts.items[i];
        if (offer->act == EVENT_journal_transferred && offer->about == seq)
            return offer;
    }
    return NULL;
}

static bool fill(const struct request *request, const struct wording *wording,
                 const struct case_view *from, const struct event *event, struct journal_page *page,
                 struct error *err) {
    struct wording swedish = *wording;
    struct date_time now = zone_local(wording->zone, app_now(request->app));
    swedish.language = LANGUAGE_SV;
    swedish.today = (struct date){1, 1, 1}; // dates have their year, whenever it is read
    page->key = form_key_new(request->arena);
    page->date = date_text(request->arena, now.date);
    page->time = clock_words(request->arena, now.time);
    page->seen = from->seq;
    page->about = event->seq;
    const struct parameter_value *keyword =
        parameter_at(app_routine(request->app), STR(PARAMETER_JOURNAL_KEYWORD),
                     zone_local(wording->zone, event->happened).date);
    page->keyword = keyword ? keyword->words : STR_NONE; // H-19
    const struct act_offer *offer = transfer_of(from, event->seq);
    page->may_mark = offer && offer->allowed;
    if (offer && !clause_list(request->arena, &offer->ground, &page->clauses, err))
        return false;
    return page->key.p ? journal_text(&swedish, event, &page->text, err) : error_memory(err);
}

bool page_journal(struct request *request, struct response *response, struct error *err) {
    struct wording wording;
    struct case_view from;
    struct str stream = request_person(request);
    if (!app_case(request->app, request->arena, &request->actor, stream, &from, err))
        return reason_first(request, response, stream, err);
    if (!wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err))
        return false;
    int64_t seq = request_int(request, "seq");
    const struct thing *thing = state_thing(&from.state, THING_journal_text, seq, CODE_NONE);
    const struct event *event = event_find(from.effective, seq);
    if (!thing || !event)
        return error_set(err, ERR_MISSING, "page.not-found", NULL);
    struct journal_page page = {.person = person_view_of(&wording, &from.person)};
    page.page = page_of(request, page_text(request, T_journal_title), SECTION_PERSONS);
    page.told = transferred_words(&wording, from.effective, thing);
    page.told_color = thing->closed ? STR("success") : STR("warning");
    if (!fill(request, &wording, &from, event, &page, err))
        return false;
    view_journal(&response->html, request->language, &page);
    return true;
}
