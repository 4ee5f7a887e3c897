// SPDX-License-Identifier: EUPL-1.2
#include "web/routes.h"
#include "web/view_fired.h"
#include "web/view_person.h"
#include "web/views.h"

// The words of one request about one person.
struct telling {
    const struct request *request;
    struct wording wording;
    struct fired_view fired;
    struct str id; // of the person, in addresses
    struct error *err;
};

static struct str part(const struct fired_step *step, const char *label) {
    for (size_t i = 0; step && i < step->result_count; i++)
        if (str_is(step->result[i].label, label))
            return step->result[i].value;
    return STR_NONE;
}

// What it was asked of: an entry that the user sees, or a code.
static struct str of_words(const struct telling *t, const struct fired *one, int64_t *ret_seq) {
    const struct event *event = one->about ? event_find(t->fired.effective, one->about) : NULL;
    *ret_seq = event ? event->seq : 0;
    if (event)
        return TR(t->request->arena, t->request->language, T_fired_of_event,
                  event_words(t->request->language, event->kind),
                  happened_words(&t->wording, event));
    return code_words(t->request->language, one->code);
}

// ---- all of them ----

static void tell_permit(const struct telling *t, const struct fired_step *step,
                        struct fired_row *row) {
    enum event_kind kind = event_kind_find_feel(part(step, "akt"));
    row->act = kind == EVENT_NONE ? capitalised(t->request->arena, part(step, "akt"))
                                  : event_words(t->request->language, kind);
    if (str_is(part(step, "får"), "ja"))
        row->own = tr(t->request->language, T_fired_may);
    else
        row->says = routine_words(&t->wording, part(step, "saknas"));
}

static void tell_result(const struct telling *t, const struct fired *one, struct fired_row *row) {
    static const char *const tells[] = {"vad",  "mening",  "utfall", "ansvarig",
                                        "nivå", "punkter", "grund"};
    const struct fired_step *last = fired_last(one);
    struct str day = part(last, "senast");
    if (one->refused)
        row->own = failure_words(t->request->arena, t->request->language, &one->refusal);
    if (one->refused || !one->says)
        return;
    if (one->is_permit) {
        tell_permit(t, last, row);
        return;
    }
    for (size_t i = 0; i < COUNT(tells) && !row->says.n; i++)
        row->says = part(last, tells[i]);
    row->says = unit_words(&t->wording, row->says);
    row->due = day_words(&t->wording, day.n ? day : part(last, "senast vid"));
}

static bool add_row(const struct telling *t, const struct fired *one, struct fired_rows *rows) {
    struct fired_row *row = LIST_PUSH(t->request->arena, &rows->items);
    int64_t seq;
    if (!row)
        return error_memory(t->err);
    *row = (struct fired_row){
        .id = t->id,
        .decision = one->decision->name,
        .thing = one->thing,
        .of = of_words(t, one, &seq),
        .refused = one->refused,
    };
    tell_result(t, one, row);
    return true;
}

static bool add_group(const struct telling *t, enum decision_kind kind, struct fired_page *page) {
    enum language language = t->request->language;
    struct fired_group group = {.heading = kind == DECISION_OTHER
                                               ? tr(language, T_fired_other)
                                               : decision_kind_words(language, kind)};
    for (size_t i = 0; i < t->fired.fired.items.n; i++) {
        const struct fired *one = &t->fired.fired.items.items[i];
        bool tells = one->says || one->refused;
        if (decision_kind_of(one->decision) == kind &&
            !add_row(t, one, tells ? &group.rows : &page->silent))
            return false;
    }
    if (!group.rows.items.n)
        return true;
    struct fired_group *place = LIST_PUSH(t->request->arena, &page->groups);
    if (!place)
        return error_memory(t->err);
    *place = group;
    return true;
}

static bool show_all(struct telling *t, struct response *response, const struct page *page) {
    struct fired_page view = {
        .page = *page,
        .person = person_view_of(&t->wording, &t->fired.person),
        .has_hidden = t->fired.has_hidden,
    };
    t->id = view.person.id;
    for (enum decision_kind kind = 0; kind < DECISION_KIND_COUNT; kind++)
        if (!add_group(t, kind, &view))
            return false;
    view_fired(&response->html, t->request->language, &view);
    return true;
}

// ---- one of them ----

#define ADD_FACTS(t, to, from, count)                                                              \
    for (size_t added = 0; added < (count); added++) {                                             \
        struct fact_view *fact = LIST_PUSH((t)->request->arena, to);                               \
        if (!fact)                                                                                 \
            return error_memory((t)->err);                                                         \
        *fact = told_fact(t, &(from)[added]);                                                      \
    }

static struct fact_view told_fact(const struct telling *t, const struct fact *fact) {
    struct fact_view view = {.label = capitalised(t->request->arena, fact->label)};
    view.value = fact_words(&t->wording, fact->value, &view.of_page);
    return view;
}

static bool tell_step(const struct telling *t, const struct fired_step *step,
                      struct fired_step_view *view) {
    if (!decision_view_make(t->request->arena, t->request->language, step->model, step->decision, 0,
                            &view->decision, t->err))
        return false;
    for (size_t i = 0; i < step->row_count; i++)
        if (step->rows[i] <= view->decision.rows.n)
            view->decision.rows.items[step->rows[i] - 1].marked = true;
    view->refused = step->refused;
    view->no_row = step->has_table && !step->row_count;
    ADD_FACTS(t, &view->result, step->result, step->result_count)
    ADD_FACTS(t, &view->facts, step->facts, step->fact_count)
    return true;
}

static bool tell_inner(const struct telling *t, const struct fired *one,
                       struct fired_decision_page *page) {
    for (size_t i = 0; i < one->steps.n; i++) {
        const struct fired_step *step = &one->steps.items[i];
        if (step == fired_last(one) || !step->model)
            continue;
        struct fired_step_view *view = LIST_PUSH(t->request->arena, &page->inner);
        if (!view)
            return error_memory(t->err);
        if (!tell_step(t, step, view))
            return false;
    }
    return true;
}

static const struct fired *find(const struct fired_list *list, struct str thing) {
    for (size_t i = 0; i < list->items.n; i++)
        if (str_eq(list->items.items[i].thing, thing))
            return &list->items.items[i];
    return NULL;
}

static bool show_one(const struct telling *t, struct response *response, const struct page *page) {
    const struct fired *one = find(&t->fired.fired, request_text(t->request, "sak"));
    if (!one)
        return error_set(t->err, ERR_MISSING, "page.not-found", NULL);
    const struct fired_step *last = fired_last(one);
    struct fired_decision_page view = {
        .page = *page,
        .person = person_view_of(&t->wording, &t->fired.person),
        .has_hidden = t->fired.has_hidden,
        .has_answer = last && last->model,
        .routine = routine_info(one->part)->title,
        .version = routine_info(one->part)->version,
    };
    view.of = of_words(t, one, &view.of_seq);
    if (one->refused)
        view.refusal = failure_words(t->request->arena, t->request->language, &one->refusal);
    if ((view.has_answer && !tell_step(t, last, &view.answer)) || !tell_inner(t, one, &view))
        return false;
    view_fired_decision(&response->html, t->request->language, &view);
    return true;
}

bool page_fired(struct request *request, struct response *response, struct error *err) {
    struct telling t = {.request = request, .err = err};
    struct str stream = request_person(request), decision = request_text(request, "beslut");
    if (!app_fired(request->app, request->arena, &request->actor, stream, decision, &t.fired, err))
        return reason_first(request, response, stream, err);
    if (!wording_of(request->app, request->arena, &request->actor, request->language, &t.wording,
                    err))
        return false;
    struct page page = page_of(request, decision.n ? decision : page_text(request, T_fired_heading),
                               SECTION_PERSONS);
    return decision.n ? show_one(&t, response, &page) : show_all(&t, response, &page);
}
