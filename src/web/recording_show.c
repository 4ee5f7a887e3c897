// SPDX-License-Identifier: EUPL-1.2
//
// Showing a form: as it was typed, with what is missing, and what the case tells beside it.
#include "web/recording.h"

#include "web/form_other.h"
#include "web/views.h"

static bool add_say(struct recording *rec, struct record_page *page, bool is_proposal,
                    struct str words, struct str reason, const struct ground *ground) {
    struct arena *arena = rec->request->arena;
    struct say_view *say =
        is_proposal ? LIST_PUSH(arena, &page->proposals) : LIST_PUSH(arena, &page->objections);
    if (!say)
        return error_memory(rec->err);
    *say = (struct say_view){.words = words, .reason = reason};
    return clause_list(arena, ground, &say->clauses, rec->err);
}

static bool add_says(struct recording *rec, struct record_page *page) {
    for (size_t i = 0; i < rec->from.answers.proposals.n; i++) {
        const struct proposal *proposal = &rec->from.answers.proposals.items[i];
        bool fits = proposal->act == rec->form.kind &&
                    (!proposal->about || !rec->form.about || proposal->about == rec->form.about);
        if (fits && !rec->corrected &&
            !add_say(rec, page, true, proposal->outcome, proposal->reason, &proposal->ground))
            return false;
    }
    for (size_t i = 0; i < rec->recorded.objections.items.n; i++) {
        const struct permit *permit = &rec->recorded.objections.items.items[i];
        if (!add_say(rec, page, false, routine_words(&rec->wording, permit->missing), STR_NONE,
                     &permit->ground))
            return false;
    }
    page->may_deviate = rec->recorded.may_deviate;
    page->deviates = request_flag(rec->request, "deviation");
    return true;
}

static bool add_since(struct recording *rec, struct record_page *page) {
    for (size_t i = 0; i < rec->recorded.since.n; i++) {
        struct event_view *view = LIST_PUSH(rec->request->arena, &page->since);
        if (!view)
            return error_memory(rec->err);
        const struct event *event = &rec->recorded.since.items[i];
        if (!event_view_make(&rec->wording, event, rec->recorded.since_names.items[i],
                             unit_words(&rec->wording, event->unit), view, rec->err))
            return false;
        view->open = true;
    }
    return true;
}

// The last day that the form offered when it was opened, for what happens today.
static bool offered_last_day(struct recording *rec, struct str *ret_text) {
    struct event draft;
    struct form_known known = recording_known_of(rec, &draft);
    struct last_day last;
    draft.happened = app_now(rec->request->app);
    if (!form_known_last_day(&known, &last, rec->err))
        return false;
    *ret_text = last.field == FIELD_NONE ? STR_NONE : date_text(rec->request->arena, last.day);
    return true;
}

// Where it happened on another day than the form was opened for, its last day is another. What the
// form offered follows; what somebody wrote stays.
static bool put_last_day(struct recording *rec, struct field_view *view) {
    struct arena *arena = rec->request->arena;
    enum language language = rec->request->language;
    struct str offered;
    struct str words = date_words(arena, language, rec->last_day.day, rec->wording.today);
    view->hint = TR(arena, language, T_form_last_day, words);
    if (!rec->recorded.objections.items.n)
        return true;
    if (!offered_last_day(rec, &offered))
        return false;
    if (!offered.n || !str_eq(view->value, offered))
        return true;
    view->value = date_text(arena, rec->last_day.day);
    view->understood = capitalised(arena, words);
    return true;
}

static bool add_last_day(struct recording *rec, struct record_page *page) {
    if (rec->corrected || !rec->stream.n)
        return true;
    if (!recording_find_last_day(rec))
        return false;
    for (size_t i = 0; i < page->fields.items.n; i++) {
        struct field_view *view = &page->fields.items.items[i];
        if (view->field != FIELD_NONE && view->field == rec->last_day.field &&
            !put_last_day(rec, view))
            return false;
    }
    return true;
}

static bool add_beside(struct recording *rec, struct record_page *page) {
    if (rec->corrected || !rec->stream.n)
        return true;
    struct event draft;
    const struct form_known known = recording_known_of(rec, &draft);
    if (!form_known_beside(&known, &page->beside, rec->err) ||
        !checklists_for(&rec->wording, &rec->from.answers, rec->form.kind, rec->form.about,
                        &page->checklists, rec->err))
        return false;
    page->has_beside =
        page->beside.items.n > 0 || page->proposals.n > 0 || page->checklists.items.n > 0;
    page->is_long_beside = page->beside.items.n > 1 || page->checklists.items.n > 0;
    return true;
}

static struct str path_of(const struct recording *rec, const char *rest) {
    return str_printf(rec->request->arena, "/arende/" STR_FMT "%s", STR_ARG(stream_id(rec->stream)),
                      rest);
}

static struct str because_label(const struct recording *rec) {
    if (rec->strikes)
        return page_text(rec->request, T_record_because_strike);
    if (rec->moves)
        return page_text(rec->request, T_record_because_move);
    if (rec->corrected)
        return page_text(rec->request, T_record_because_correct);
    return page_text(rec->request, T_record_because_deviate);
}

// ---- what may be done in its place ----

static bool may_instead(const struct recording *rec, enum event_kind other) {
    for (size_t i = 0; i < rec->from.acts.n; i++)
        if (rec->from.acts.items[i].act == other && rec->from.acts.items[i].allowed)
            return true;
    return false;
}

static bool add_instead(const struct recording *rec, struct record_page *page) {
    struct arena *arena = rec->request->arena;
    enum event_kind other = event_instead(rec->form.kind);
    const struct event_info *info = event_info(rec->form.kind);
    if (!rec->recorded.objections.items.n || rec->corrected || other == EVENT_NONE ||
        !may_instead(rec, other))
        return true;
    page->instead = act_words(arena, rec->request->language, other, rec->request->actor.role);
    page->instead_action =
        str_printf(arena, STR_FMT "/ny/%s", STR_ARG(path_of(rec, "")), event_info(other)->id);
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        struct str value = typed_text(&rec->typed, str_of(field_info(field)->id));
        enum field_id to = value.n ? event_instead_field(rec->form.kind, field) : FIELD_NONE;
        struct carried_view *view = to ? LIST_PUSH(arena, &page->carried) : NULL;
        if (to && !view)
            return error_memory(rec->err);
        if (view)
            *view = (struct carried_view){str_printf(arena, "f.%s", field_info(to)->id), value};
    }
    return !arena_failed(arena) || error_memory(rec->err);
}

static void add_words(const struct recording *rec, struct record_page *page) {
    struct request *request = rec->request;
    enum language language = request->language;
    struct str label =
        event_words(language, rec->corrected ? rec->corrected->kind : rec->form.kind);
    if (rec->moves) {
        page->heading = TR(request->arena, language, T_record_move_heading, label);
        page->lead = page_text(request, T_record_move_lead);
        page->send = page_text(request, T_record_move_send);
    } else if (rec->strikes && event_pair(rec->form.kind)) {
        page->heading = page_text(request, T_record_part_heading);
        page->lead = page_text(request, T_record_part_lead);
        page->send = page_text(request, T_record_part_send);
    } else if (rec->strikes) {
        page->heading = TR(request->arena, language, T_record_strike_heading, label);
        page->lead = page_text(request, T_record_strike_lead);
        page->send = page_text(request, T_record_strike_send);
    } else if (rec->corrected) {
        page->heading = TR(request->arena, language, T_record_correct_heading, label);
        page->lead = page_text(request, T_record_correct_lead);
        page->send = page_text(request, T_record_correct_send);
    } else if (!rec->stream.n) {
        page->heading = page_text(request, T_person_new);
        page->send = page_text(request, T_person_new_send);
    } else {
        page->heading = act_words(request->arena, language, rec->form.kind, request->actor.role);
        if (rec->form.kind == EVENT_record_joined)
            page->lead = page_text(request, T_record_join_lead);
        page->send = send_words(request->arena, language, rec->form.kind);
    }
    if (rec->again)
        page->send = page_text(request, T_record_send_again);
    if (rec->similar)
        page->send = page_text(request, T_person_new_anyway);
    if (rec->recorded.since.n)
        page->send = page_text(request, T_record_send_anyway);
}

static bool add_read_back(struct recording *rec, struct record_page *page) {
    struct word_rows rows = {0};
    if (!rec->read_back.n)
        return true;
    if (!payload_words(&rec->wording, &rec->read.payload, &rows, rec->err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        struct word_row *row = LIST_PUSH(rec->request->arena, &page->read_rows);
        if (!row)
            return error_memory(rec->err);
        *row = rows.items.items[i];
    }
    page->read_back = rec->read_back;
    bool both = event_pair(rec->read.kind); // holds from now: there is no day to hear wrongly
    if (!both)
        page->read_when =
            capitalised(rec->request->arena, happened_words(&rec->wording, &rec->read));
    page->read_lead =
        page_text(rec->request, both ? T_record_read_back_both : T_record_read_back_lead);
    page->send = page_text(rec->request, T_record_read_back_send);
    return true;
}

// Where an entry is struck instead of corrected. Personal details stay.
static struct str strike_path(const struct recording *rec) {
    if (!rec->corrected || rec->strikes || rec->moves ||
        rec->corrected->kind == EVENT_person_registered)
        return STR_NONE;
    struct str seq = tr_number(rec->request->arena, rec->corrected->seq);
    return str_printf(rec->request->arena, STR_FMT "/stryk/" STR_FMT, STR_ARG(path_of(rec, "")),
                      STR_ARG(seq));
}

// Everything on the page that is filled in from lists: fields, faults, and what stands beside.
static bool add_lists(struct recording *rec, struct record_page *page) {
    const struct form_maker maker = {&rec->wording, &rec->form, &rec->typed, &rec->faults};
    if (page->has_fields && !form_view_fields(&maker, &page->fields, rec->err))
        return false;
    if (!form_view_common(&maker, &rec->texts, &page->common, rec->err))
        return false;
    page->common.because.label = because_label(rec);
    return form_view_faults(&maker, &page->fields, &page->common, &page->faults, rec->err) &&
           add_says(rec, page) && add_instead(rec, page) && add_since(rec, page) &&
           add_beside(rec, page) && add_last_day(rec, page) && add_read_back(rec, page);
}

// What others record while the form is open is told beside it; the form itself is left alone.
static bool let_tell(const struct recording *rec, struct record_page *page) {
    if (!page->has_person)
        return true;
    if (!rec->corrected && event_stands_alone(rec->form.kind)) // written without network, too
        page->waits = event_words(rec->request->language, rec->form.kind);
    page->page.live_tells = str_printf(rec->request->arena, STR_FMT "/sedan/%lld",
                                       STR_ARG(path_of(rec, "")), (long long)rec->from.version);
    return page->page.live_tells.p
               ? page_is_live(rec->request, &page->page, rec->stream, rec->from.version, rec->err)
               : error_memory(rec->err);
}

// Something is wrong with it, the routine objects, or somebody else was first.
static bool is_not_taken(const struct recording *rec) {
    return rec->faults.items.n || rec->recorded.objections.items.n || rec->recorded.since.n;
}

bool recording_show_page(struct recording *rec, int status) {
    struct request *request = rec->request;
    struct record_page page = {
        .has_person = rec->from.person.stream.n > 0,
        .action = request->path,
        .back = STR("/personer"),
        .list = list_of(request),
        .has_fields = !rec->strikes,
        .asks_when = rec->form.asks_when && !rec->strikes,
        .about = rec->form.about,
        .seen = rec->recorded.since.n ? rec->recorded.seq_now : rec->seen,
        .key = rec->key,
        .entry = str_of(rec->corrected ? event_info(rec->corrected->kind)->id : ""),
        .asks_because = rec->corrected || rec->recorded.may_deviate,
    };
    if (page.has_person)
        page.person = person_view_of(&rec->wording, &rec->from.person);
    if (rec->stream.n) {
        page.back = list_path(request, path_of(rec, ""));
        page.strike = strike_path(rec);
    }
    if (rec->recorded.stream.n && !str_eq(rec->recorded.stream, rec->stream))
        page.known = stream_id(rec->recorded.stream);
    if (page.known.n && rec->stream.n)
        page.join = form_other_link(request->arena, page.known, rec->from.person.number);
    page.similar = rec->similar;
    page.again = rec->again;
    add_words(rec, &page);
    page.page = page_of(request, page.heading, SECTION_PERSONS);
    page.page.has_faults = is_not_taken(rec);
    page.page.keeps_form = true;
    if (!let_tell(rec, &page))
        return false;
    page.faults.heading =
        page_text(request, status == 503 ? T_record_not_saved : T_form_faults_heading);
    if (!add_lists(rec, &page) ||
        !terms_of(request->arena, request->language, rec->form.kind, &page.terms, rec->err))
        return false;
    rec->response->status = status;
    view_record(&rec->response->html, request->language, &page);
    return true;
}

// The act is held back and no observation: there is no form to fill in now.
bool recording_show_if_held(struct recording *rec, bool *ret_held) {
    const struct act_offer *offer = NULL;
    *ret_held = false;
    for (size_t i = 0; i < rec->from.acts.n && !offer; i++) {
        const struct act_offer *one = &rec->from.acts.items[i];
        if (one->act == rec->form.kind &&
            (!one->about || !rec->form.about || one->about == rec->form.about))
            offer = one;
    }
    if (!offer || offer->allowed || offer->may_deviate)
        return true;
    for (size_t i = 0; i < rec->from.answers.permits.n; i++) {
        const struct permit *permit = &rec->from.answers.permits.items[i];
        if (permit->act == rec->form.kind && !permit->allowed && permit->may_deviate)
            return true;
    }
    struct request *request = rec->request;
    struct held_page page = {
        .person = person_view_of(&rec->wording, &rec->from.person),
        .heading =
            act_words(request->arena, request->language, rec->form.kind, request->actor.role),
        .missing = routine_words(&rec->wording, offer->missing),
    };
    if (!clause_list(request->arena, &offer->ground, &page.clauses, rec->err))
        return false;
    page.page = page_of(request, page.heading, SECTION_PERSONS);
    *ret_held = true;
    rec->response->status = 409;
    view_held(&rec->response->html, request->language, &page);
    return true;
}
