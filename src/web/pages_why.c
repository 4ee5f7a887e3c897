// SPDX-License-Identifier: EUPL-1.2
#include "web/routes.h"
#include "web/view_person.h"
#include "web/view_why.h"
#include "web/views.h"

static bool add_clauses(const struct request *request, const struct routine *by,
                        const struct ground *ground, struct why_page *page, struct error *err) {
    for (size_t i = 0; i < ground->clause_count; i++) {
        const struct clause *clause = by ? routine_clause(by, ground->clauses[i]) : NULL;
        struct clause_view *view = LIST_PUSH(request->arena, &page->clauses);
        if (!view)
            return error_memory(err);
        view->id = ground->clauses[i];
        if (clause) {
            view->text = clause->text;
            view->source = clause->source;
        }
    }
    return true;
}

static bool add_facts(const struct request *request, const struct wording *wording,
                      const struct ground *ground, struct why_page *page, struct error *err) {
    for (size_t i = 0; i < ground->fact_count; i++) {
        struct fact_view *view = LIST_PUSH(request->arena, &page->facts);
        if (!view)
            return error_memory(err);
        view->label = ground->facts[i].label;
        view->value = fact_words(wording, ground->facts[i].value, &view->of_page);
    }
    return true;
}

static bool add_table(const struct request *request, const struct routine *by,
                      const struct ground *ground, struct why_page *page, struct error *err) {
    const struct dmn_model *model;
    const struct dmn_decision *decision = by ? decision_find(by, ground->decision, &model) : NULL;
    return !decision || decision_view_make(request->arena, request->language, model, decision,
                                           ground->row, &page->decision, err);
}

static struct step_view step_of(const struct wording *wording, const struct event *event) {
    if (!event)
        return (struct step_view){0};
    return (struct step_view){
        .has = true,
        .label = event_words(wording->language, event->kind),
        .when = happened_words(wording, event),
        .seq = event->seq,
    };
}

static void add_duty(const struct request *request, const struct wording *wording,
                     const struct why_view *why, struct why_page *page) {
    const struct duty *duty = &why->duty;
    const struct duty_view view =
        duty_view_of(wording, app_routine(request->app), why->person.stream, duty);
    struct str role = capitalised(request->arena, code_words(request->language, duty->role));
    page->what = duty->what;
    page->whose = duty->unit.n ? TR(request->arena, request->language, T_duty_whose, role,
                                    unit_words(wording, duty->unit))
                               : role;
    page->due = view.day_is_said && duty->state == DUTY_OPEN ? STR_NONE : view.due;
    page->fulfilled = duty->state == DUTY_FULFILLED;
    page->withdrawn = duty->state == DUTY_WITHDRAWN;
    if (duty->state == DUTY_OPEN) {
        page->lateness = view.lateness;
        page->late = view.late;
    }
    page->opened = step_of(wording, why->opened);
    page->ended = step_of(wording, why->ended);
}

bool page_why(struct request *request, struct response *response, struct error *err) {
    struct wording wording;
    struct why_view why;
    struct str stream = request_person(request);
    int64_t ordinal = request_int(request, "nummer");
    if (!app_why(request->app, request->arena, &request->actor, stream,
                 request_text(request, "beslut"), request_text(request, "sak"),
                 ordinal ? ordinal : 1, &why, err))
        return reason_first(request, response, stream, err);
    if (!wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err))
        return false;
    const struct routine *by = routine_of_decision(app_routine(request->app), why.duty.decision);
    const struct routine_info *info = by ? routine_info(by) : &(const struct routine_info){0};
    struct why_page page = {
        .page = page_of(request, TR(request->arena, request->language, T_why_title, why.duty.what),
                        SECTION_PERSONS),
        .person = person_view_of(&wording, &why.person),
        .routine = info->title,
        .version = info->version,
        .source = info->source,
    };
    add_duty(request, &wording, &why, &page);
    if (!add_clauses(request, by, &why.duty.ground, &page, err) ||
        !add_facts(request, &wording, &why.duty.ground, &page, err) ||
        !add_table(request, by, &why.duty.ground, &page, err))
        return false;
    view_why(&response->html, request->language, &page);
    return true;
}
