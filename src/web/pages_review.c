// SPDX-License-Identifier: EUPL-1.2
//
// Reviewing the access log of a unit, and recording that it was done.
#include "app/review.h"
#include "web/routes.h"
#include "web/view_review.h"
#include "web/views.h"
#include "web/words.h"

#define DAYS_USUAL 7

struct maker {
    struct request *request;
    struct wording wording;
    struct review review;
    struct review_page *page;
    struct error *err;
};

static const enum text_id pattern_texts[REVIEW_PATTERN_COUNT] = {
    [REVIEW_NO_RELATION] = T_review_no_relation, [REVIEW_SAME_NAME] = T_review_same_name,
    [REVIEW_RELATIVE] = T_review_relative,       [REVIEW_SAME_HOME] = T_review_same_home,
    [REVIEW_COLLEAGUE] = T_review_colleague,     [REVIEW_EMERGENCY] = T_review_emergency,
    [REVIEW_REVEALED] = T_review_revealed,       [REVIEW_REFUSED] = T_review_refused,
};

static bool pattern_words(const struct maker *m, uint32_t patterns, struct str *ret_words) {
    struct buf buf = buf_new(m->request->arena, 1024);
    for (size_t i = 0; i < REVIEW_PATTERN_COUNT; i++) {
        if (!(patterns >> i & 1))
            continue;
        if (buf.n)
            buf_add_c(&buf, ", ");
        buf_add(&buf, page_text(m->request, pattern_texts[i]));
    }
    return buf_done(&buf, ret_words, m->err);
}

static bool fill_entry(const struct maker *m, const struct review_entry *entry,
                       struct log_view *view) {
    struct arena *arena = m->request->arena;
    const struct access_record *record = &entry->record;
    *view = (struct log_view){
        .when = capitalised(m->wording.arena, instant_words(&m->wording, record->at)),
        .who = entry->user_name,
        .what = log_words(arena, m->request->language, record),
        .person = marked_name(arena, m->request->language, entry->person_name, entry->protection),
    };
    if (record->reason.n)
        view->reason = TR(arena, m->request->language, T_review_stated, record->reason);
    return pattern_words(m, entry->patterns, &view->patterns);
}

static bool add_entries(const struct maker *m) {
    for (size_t i = 0; i < m->review.unusual.n; i++) {
        struct log_view *view = LIST_PUSH(m->request->arena, &m->page->unusual);
        if (!view)
            return error_memory(m->err);
        if (!fill_entry(m, &m->review.unusual.items[i], view))
            return false;
    }
    for (size_t i = 0; i < m->review.sample.n; i++) {
        struct log_view *view = LIST_PUSH(m->request->arena, &m->page->sample);
        if (!view)
            return error_memory(m->err);
        if (!fill_entry(m, &m->review.sample.items[i], view))
            return false;
    }
    return true;
}

static bool add_users(const struct maker *m) {
    struct arena *arena = m->request->arena;
    for (size_t i = 0; i < m->review.users.n; i++) {
        const struct review_user *user = &m->review.users.items[i];
        struct seen_by_view *view = LIST_PUSH(arena, &m->page->users);
        if (!view)
            return error_memory(m->err);
        *view = (struct seen_by_view){
            .name = user->name,
            .count = TR(arena, m->request->language, T_review_user,
                        tr_number(arena, (int64_t)user->persons),
                        tr_number(arena, (int64_t)user->entries)),
            .unusual = user->unusual,
        };
    }
    for (size_t i = 0; i < REVIEW_PATTERN_COUNT; i++) {
        struct pattern_view *view = m->review.counts[i] ? LIST_PUSH(arena, &m->page->counts) : NULL;
        if (m->review.counts[i] && !view)
            return error_memory(m->err);
        if (view)
            *view =
                (struct pattern_view){page_text(m->request, pattern_texts[i]), m->review.counts[i]};
    }
    return true;
}

static struct str day_of(const struct maker *m, const struct event *event, enum field_id field) {
    const struct field_value *value = payload_get(&event->payload, field);
    return value
               ? date_words(m->request->arena, m->request->language, value->date, m->wording.today)
               : STR_NONE;
}

static bool add_before(const struct maker *m) {
    struct arena *arena = m->request->arena;
    for (size_t i = 0; i < m->review.before.n; i++) {
        const struct event *event = m->review.before.items[i].event;
        struct reviewed_view *view = LIST_PUSH(arena, &m->page->before);
        if (!view)
            return error_memory(m->err);
        *view = (struct reviewed_view){
            .period = TR(arena, m->request->language, T_review_before_line,
                         day_of(m, event, FIELD_log_reviewed_from),
                         day_of(m, event, FIELD_log_reviewed_to),
                         payload_text(&event->payload, FIELD_log_reviewed_entries)),
            .by = TR(arena, m->request->language, T_review_by,
                     instant_words(&m->wording, event->recorded), m->review.before.items[i].by),
            .result = payload_text(&event->payload, FIELD_log_reviewed_result),
            .measure = payload_text(&event->payload, FIELD_log_reviewed_measure),
        };
    }
    return true;
}

// The medically responsible choose among the units of the organisation.
static bool add_units(const struct maker *m) {
    const struct actor *actor = &m->request->actor;
    for (size_t i = 0; i < m->wording.units.items.n; i++) {
        const struct unit_row *unit = &m->wording.units.items.items[i];
        if (actor->role != CODE_role_medically_responsible ||
            !str_eq(unit->organisation, actor->organisation))
            continue;
        struct unit_option *option = LIST_PUSH(m->request->arena, &m->page->units);
        if (!option)
            return error_memory(m->err);
        *option = (struct unit_option){unit->stream, unit->name,
                                       str_eq(unit->stream, m->review.unit.stream)};
    }
    return true;
}

static bool read_query(const struct request *request, struct review_query *query,
                       struct review_page *page) {
    struct date today = app_today(request->app);
    *query =
        (struct review_query){.unit = request_text(request, "enhet"), .from = today, .to = today};
    if (!date_add_days(today, -DAYS_USUAL, &query->from))
        return false;
    bool from = page_date(request, "fran", &query->from, &page->from, &page->from_fault);
    bool to = page_date(request, "till", &query->to, &page->to, &page->to_fault);
    return from && to && page_in_order(request, query->from, query->to, &page->to_fault);
}

static bool show(struct maker *m, struct response *response, const struct review_query *query) {
    struct request *request = m->request;
    struct review_page *page = m->page;
    page->shown = query != NULL;
    if (query &&
        !app_review(request->app, request->arena, &request->actor, query, &m->review, m->err))
        return false;
    if (!wording_of(request->app, request->arena, &request->actor, request->language, &m->wording,
                    m->err) ||
        !add_units(m) || !add_entries(m) || !add_users(m) || !add_before(m))
        return false;
    page->unit = m->review.unit.name;
    page->unit_id = m->review.unit.stream;
    page->entries = m->review.entries;
    page->more = m->review.more;
    page->page = page_of(request, page_text(request, T_review_title), SECTION_NONE);
    page->page.has_faults = !query || page->result_fault.n;
    view_review(&response->html, request->language, page);
    return true;
}

bool page_review(struct request *request, struct response *response, struct error *err) {
    struct review_query query;
    struct review_page page = {0};
    struct maker m = {.request = request, .page = &page, .err = err};
    bool asked = read_query(request, &query, &page);
    page.saved = request_flag(request, "sparat");
    return app_may(request->app, request->arena, &request->actor, ACT_REVIEW, STR("review"), err) &&
           show(&m, response, asked ? &query : NULL);
}

bool post_review(struct request *request, struct response *response, struct error *err) {
    struct review_query query;
    struct review_page page = {0};
    struct maker m = {.request = request, .page = &page, .err = err};
    struct error what = {0};
    bool asked = read_query(request, &query, &page);
    page.result = request_text(request, "resultat");
    page.measure = request_text(request, "atgard");
    page.result_fault = page_too_long(request, "resultat");
    page.measure_fault = page_too_long(request, "atgard");
    bool fits = !page.result_fault.n && !page.measure_fault.n;
    if (asked && fits &&
        app_record_review(request->app, request->arena, &request->actor, &query, page.result,
                          page.measure, &what)) {
        response->location = str_printf(request->arena,
                                        "/loggranskning?enhet=" STR_FMT "&fran=" STR_FMT
                                        "&till=" STR_FMT "&sparat=1",
                                        STR_ARG(query.unit), STR_ARG(page.from), STR_ARG(page.to));
        return response->location.p ? true : error_memory(err);
    }
    if (what.code != ERR_NONE && what.code != ERR_INPUT) {
        *err = what;
        return false;
    }
    if (what.code == ERR_INPUT)
        page.result_fault = failure_words(request->arena, request->language, &what);
    response->status = 422;
    return show(&m, response, asked ? &query : NULL);
}
