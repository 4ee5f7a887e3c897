// SPDX-License-Identifier: EUPL-1.2
//
// The unit's time forms (V-12): the coordinator receives them or sends them back, the care staff
// hand them in, each where it stands.
#include "app/time_forms.h"
#include "care/person.h"
#include "web/html.h"
#include "web/routes.h"
#include "web/time_forms.h"
#include "web/view_time_forms.h"
#include "web/views.h"

static struct str stretch_words(struct arena *arena, const struct payload *payload) {
    const struct field_value *from = payload_get(payload, FIELD_time_recorded_from);
    const struct field_value *to = payload_get(payload, FIELD_time_recorded_to);
    if (!from || !to)
        return STR_NONE;
    struct str first = clock_words(arena, from->time), last = clock_words(arena, to->time);
    return str_printf(arena, STR_FMT "–" STR_FMT, STR_ARG(first), STR_ARG(last));
}

static bool add_entries(const struct wording *wording, const struct time_form *form,
                        struct str user, struct time_form_view *view, struct error *err) {
    struct arena *arena = wording->arena;
    for (size_t i = 0; i < form->entries.n; i++) {
        const struct time_form_entry *entry = &form->entries.items[i];
        const struct payload *payload = &entry->event->payload;
        const struct field_value *what = payload_get(payload, FIELD_time_recorded_what);
        struct date day = zone_local(wording->zone, entry->event->happened).date;
        struct time_entry_view *place = LIST_PUSH(arena, &view->entries);
        if (!place)
            return error_memory(err);
        *place = (struct time_entry_view){
            .id = view->id,
            .seq = tr_number(arena, entry->event->seq),
            .day = date_words(arena, wording->language, day, wording->today),
            .stretch = stretch_words(arena, payload),
            .what = code_words(wording->language, what ? what->code : CODE_NONE),
            .by = entry->by,
            .minutes = minutes_words(arena, entry->minutes),
            .may_correct = str_eq(entry->event->recorder, user),
        };
    }
    return true;
}

// What was said when it was handed in or sent back, and when that was.
static void add_latest(const struct wording *wording, const struct time_form *form,
                       struct time_form_view *view) {
    const struct event *latest = form->latest;
    if (!latest)
        return;
    bool is_returned = latest->kind == EVENT_time_form_returned;
    enum text_id text = is_returned                                 ? T_time_forms_was_returned
                        : latest->kind == EVENT_time_form_corrected ? T_time_forms_was_corrected
                                                                    : T_time_forms_was_handed_in;
    view->status = TR(wording->arena, wording->language, text,
                      instant_words(wording, latest->recorded), form->by);
    view->about = form->form->opened->seq;
    view->form = tr_number(wording->arena, view->about);
    if (!is_returned)
        view->told = payload_text(&latest->payload, latest->kind == EVENT_time_form_corrected
                                                        ? FIELD_time_form_corrected_comment
                                                        : FIELD_time_form_handed_in_comment);
    if (form->corrects)
        view->lacking = payload_text(&form->corrects->payload, FIELD_time_form_returned_lacking);
}

// ---- what is done where the forms stand, for those who may ----

enum { WAITING, RETURNED, NOTED, LIST_COUNT };

static const struct {
    int list;
    enum event_kind kind;
    enum text_id words, question;
    enum field_id text; // that goes with it, or FIELD_NONE
} acts[] = {
    {WAITING, EVENT_time_form_received, T_time_forms_receive, T_time_forms_receive, FIELD_NONE},
    {WAITING, EVENT_time_form_returned, T_time_forms_return, T_time_forms_return_what,
     FIELD_time_form_returned_lacking},
    {RETURNED, EVENT_time_form_corrected, T_time_forms_again, T_time_forms_again_what,
     FIELD_time_form_corrected_comment},
    {NOTED, EVENT_time_form_handed_in, T_time_forms_hand_in, T_time_forms_comment,
     FIELD_time_form_handed_in_comment},
};

struct making {
    const struct request *request;
    const struct wording *wording;
    const struct time_forms_refusal *refusal; // or NULL
    struct time_forms_page *page;
    struct error *err;
};

static struct str sent_as(const struct making *m, enum field_id text) {
    return str_printf(m->request->arena, "f.%s", field_info(text)->id);
}

// What was sent of this form and refused stays in its place.
static void take_refused(const struct making *m, const struct time_form_view *form,
                         enum event_kind kind, struct time_form_act *act) {
    const struct time_forms_refusal *refusal = m->refusal;
    if (!refusal || refusal->kind != kind || !str_eq(stream_id(refusal->stream), form->id) ||
        request_int(m->request, "about") != form->about)
        return;
    const struct error *fault = form_fault_at(refusal->faults, act->field);
    act->open = true;
    act->typed = m->page->typed;
    m->page->typed = STR_NONE;
    if (fault)
        act->fault = failure_words(m->request->arena, m->request->language, fault);
}

static bool add_acts(const struct making *m, int list, struct time_form_view *form) {
    const struct request *request = m->request;
    for (size_t i = 0; i < COUNT(acts); i++) {
        if (acts[i].list != list || !access_role_records(request->actor.role, acts[i].kind))
            continue;
        struct time_form_act *act = LIST_PUSH(request->arena, &form->acts);
        if (!act)
            return error_memory(m->err);
        *act = (struct time_form_act){.kind = str_of(event_info(acts[i].kind)->id),
                                      .words = page_text(request, acts[i].words)};
        if (acts[i].text == FIELD_NONE)
            continue;
        act->question = page_text(request, acts[i].question);
        act->field = sent_as(m, acts[i].text);
        act->required = field_info(acts[i].text)->required;
        take_refused(m, form, acts[i].kind, act);
    }
    return true;
}

static bool add_forms(const struct making *m, int at, const struct time_form_list *list,
                      struct time_form_views *views) {
    const struct wording *wording = m->wording;
    struct arena *arena = wording->arena;
    struct error *err = m->err;
    for (size_t i = 0; i < list->items.n; i++) {
        const struct time_form *form = &list->items.items[i];
        struct time_form_view *view = LIST_PUSH(arena, &views->items);
        if (!view)
            return error_memory(err);
        *view = (struct time_form_view){
            .id = stream_id(form->person.stream),
            .name = str_printf(arena, STR_FMT " " STR_FMT, STR_ARG(form->person.given_name),
                               STR_ARG(form->person.family_name)),
            .number = number_words_of(arena, form->person.number),
            .guarded = person_is_protected(form->person.protection),
            .key = form_key_new(arena),
            .field = str_printf(arena, STR_FMT "-%zu", STR_ARG(views->id), i + 1),
            .sum =
                TR(arena, wording->language, T_time_forms_sum,
                   tr_number(arena, (int64_t)form->entries.n), minutes_words(arena, form->minutes)),
        };
        add_latest(wording, form, view);
        if (!add_entries(wording, form, m->request->actor.user, view, err) ||
            !add_acts(m, at, view))
            return false;
    }
    return !arena_failed(arena) || error_memory(err);
}

// ---- the lists ----

static const struct {
    const char *id;
    enum text_id heading, none;
} lists[LIST_COUNT] = {
    [WAITING] = {"vantar", T_time_forms_waiting, T_time_forms_none_waiting},
    [RETURNED] = {"tillbaka", T_time_forms_returned, T_time_forms_none_returned},
    [NOTED] = {"antecknat", T_time_forms_noted, T_time_forms_none_noted},
};

static bool add_list(const struct making *m, int list, const struct time_form_list *forms,
                     struct time_form_views *views) {
    *views = (struct time_form_views){
        .id = str_of(lists[list].id),
        .heading = page_text(m->request, lists[list].heading),
        .none = page_text(m->request, lists[list].none),
        .csrf = m->request->csrf,
        .today = date_text(m->request->arena, m->wording->today),
    };
    return add_forms(m, list, forms, views);
}

// ---- what was refused ----

static bool add_why(const struct making *m, struct str sentence) {
    struct str *why = LIST_PUSH(m->request->arena, &m->page->refused);
    if (!why || !sentence.p)
        return error_memory(m->err);
    *why = sentence;
    return true;
}

static bool add_refusal(const struct making *m) {
    const struct time_forms_refusal *refusal = m->refusal;
    for (size_t i = 0; i < refusal->faults->items.n; i++)
        if (!add_why(m, failure_words(m->request->arena, m->request->language,
                                      &refusal->faults->items.items[i])))
            return false;
    for (size_t i = 0; i < refusal->recorded->objections.items.n; i++)
        if (!add_why(m, refusal->recorded->objections.items.items[i].missing))
            return false;
    for (size_t i = 0; i < COUNT(acts); i++)
        if (acts[i].kind == refusal->kind && acts[i].text != FIELD_NONE)
            m->page->typed = typed_text(refusal->typed, str_of(field_info(acts[i].text)->id));
    m->page->page.has_faults = true;
    return true;
}

// ---- the page ----

static bool make_page(struct request *request, struct response *response,
                      const struct time_forms_refusal *refusal, struct error *err) {
    const struct actor *actor = &request->actor;
    struct time_forms forms;
    struct wording wording;
    struct time_forms_page page = {
        .page = page_of(request, page_text(request, T_time_forms_title), SECTION_TIME),
        .may_sum = page_may(request, ACT_TIME),
    };
    const struct making m = {request, &wording, refusal, &page, err};
    enum event_kind saved = refusal ? EVENT_NONE : event_kind_find(request_text(request, "sparat"));
    if (saved != EVENT_NONE)
        page.saved = event_words(request->language, saved);
    if (!app_time_forms(request->app, request->arena, actor, &forms, err) ||
        !wording_of(request->app, request->arena, actor, request->language, &wording, err) ||
        (refusal && !add_refusal(&m)) || !add_list(&m, WAITING, &forms.waiting, &page.waiting) ||
        !add_list(&m, RETURNED, &forms.returned, &page.returned) ||
        !add_list(&m, NOTED, &forms.noted, &page.noted))
        return false;
    page.more = forms.more;
    view_time_forms(&response->html, request->language, &page);
    return true;
}

bool page_time_forms(struct request *request, struct response *response, struct error *err) {
    return make_page(request, response, NULL, err);
}

bool time_forms_take(const struct request *request, const struct time_forms_refusal *refusal) {
    const struct recorded *recorded = refusal->recorded;
    return refusal->status >= 400 && request_flag(request, "blanketter") && !refusal->again &&
           !recorded->may_deviate && !recorded->since.n;
}

bool time_forms_refused(struct request *request, struct response *response,
                        const struct time_forms_refusal *refusal, struct error *err) {
    response->status = refusal->status;
    return make_page(request, response, refusal, err);
}
