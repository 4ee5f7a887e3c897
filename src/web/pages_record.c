// SPDX-License-Identifier: EUPL-1.2
//
// Recording: the form of any kind of event, for a new fact, for the correction of one, and for a
// new person; and the striking of an entry. Whatever keeps a form from being accepted, it is shown
// again as it was typed, with what is missing.
#include "care/person.h"
#include "web/form.h"
#include "web/form_known.h"
#include "web/form_other.h"
#include "web/sheet_known.h"
#include "web/time_forms.h"
#include "web/view_person.h"
#include "web/view_record.h"
#include "web/view_live.h"
#include "web/views.h"

#include <string.h>

#define MINUTE_US ((int64_t)60 * 1000000)

struct recording {
    struct request *request;
    struct response *response;
    struct str stream; // empty: a new person
    struct event_form form;
    struct wording wording;
    struct case_view from;         // of an existing person
    const struct event *corrected; // or NULL
    bool unread;                   // the case was not needed to read the form: show() reads it
    bool has_last_day;
    struct last_day last_day;
    bool strikes, moves; // moves: the entry belongs to somebody else
    struct typed typed;
    struct common_texts texts;
    struct field_faults faults;
    struct recorded recorded;
    bool similar; // somebody seems to be the same person
    bool again;   // the user recorded the same a moment ago
    struct str key;
    int64_t seen;
    struct str read_back; // the mark of what is read back now; or empty
    struct event read;    // … and that
    struct error *err;
};

// ---- what the form is about ----

// The thing that the form names, or the only one that it could be about.
static const struct thing *thing_of(const struct recording *rec, enum thing_kind kind) {
    const struct case_state *state = &rec->from.state;
    if (rec->form.about)
        return state_thing(state, kind, rec->form.about, CODE_NONE);
    const struct thing *only = NULL;
    for (size_t i = 0; i < state->thing_count; i++) {
        const struct thing *thing = &state->things[i];
        if (thing->kind != kind || thing->closed)
            continue;
        if (only)
            return NULL;
        only = thing;
    }
    return only;
}

// The records that an EACH field asks for: those that a set of the thing names, otherwise all.
static uint32_t keys_of(const struct thing *thing, enum code_list list) {
    for (size_t i = 0; thing && i < thing->n; i++) {
        const struct field_info *info = field_info(thing->values[i].field);
        if (info->type == TYPE_SET_OF && info->codes == list)
            return thing->values[i].set;
    }
    const struct list_info *info = list_info(list);
    uint32_t all = 0;
    for (enum code code = info->first; code < info->first + info->count; code++)
        all = set_with(all, code);
    return all;
}

static void find_subject(struct recording *rec) {
    enum field_id ref = field_of_type(rec->form.kind, TYPE_REF);
    enum field_id each = field_of_type(rec->form.kind, TYPE_EACH);
    const struct thing *thing = NULL;
    if (ref != FIELD_NONE)
        thing = thing_of(rec, field_info(ref)->thing);
    if (thing)
        rec->form.about = thing->opened->seq;
    if (each != FIELD_NONE)
        rec->form.keys = keys_of(thing, record_info(field_info(each)->each)->list);
}

// ---- what stands in the form ----

static bool new_key(struct recording *rec) {
    rec->key = form_key_new(rec->request->arena);
    return rec->key.p ? true : error_memory(rec->err);
}

static void take_moment(struct recording *rec, struct instant at, enum precision precision) {
    struct arena *arena = rec->request->arena;
    struct date_time local = zone_local(rec->wording.zone, at);
    rec->texts.date = date_text(arena, local.date);
    if (precision == PRECISION_MINUTE)
        rec->texts.time = clock_words(arena, local.time);
}

static bool tells_where(const struct event *event) {
    for (size_t i = 0; i < event->payload.n; i++)
        if (field_info(event->payload.values[i].field)->tells_where)
            return true;
    return false;
}

// Whoever is to change where a protected person lives sees it, and that is logged.
static bool fill_from(struct recording *rec, const struct event *event) {
    struct request *request = rec->request;
    if (!rec->wording.shows_where && tells_where(event) &&
        !app_reveal(request->app, request->arena, &request->actor, rec->stream, rec->err))
        return false;
    return event_form_fill(rec->request->arena, &event->payload, &rec->typed, rec->err);
}

static bool fill_correction(struct recording *rec) {
    const struct event *event = rec->corrected;
    take_moment(rec, event->happened, event->precision);
    rec->texts.performer = event->performer;
    rec->texts.informant = event->informant;
    if (event->channel != CODE_NONE && event->channel != CODE_channel_own_system)
        rec->texts.channel = str_of(code_info(event->channel)->id);
    return fill_from(rec, event);
}

static struct form_known known_of(const struct recording *rec, struct event *draft) {
    *draft = (struct event){.kind = rec->form.kind,
                            .stream = rec->stream,
                            .happened = app_now(rec->request->app),
                            .precision = PRECISION_MINUTE};
    return (struct form_known){
        .wording = &rec->wording,
        .routine = app_routine(rec->request->app),
        .from = &rec->from,
        .form = &rec->form,
        .draft = draft,
        .role = rec->request->actor.role,
        .team = rec->request->actor.team,
    };
}

static bool find_last_day(struct recording *rec) {
    struct event draft;
    const struct form_known known = known_of(rec, &draft);
    if (!rec->has_last_day && !form_known_last_day(&known, &rec->last_day, rec->err))
        return false;
    rec->has_last_day = true;
    return true;
}

static bool fill_known(struct recording *rec) {
    take_moment(rec, app_now(rec->request->app), PRECISION_MINUTE);
    if (!rec->stream.n)
        return true;
    if (rec->form.kind == EVENT_person_registered) {
        const struct event *latest = state_latest(&rec->from.state, rec->form.kind);
        return !latest || fill_from(rec, latest);
    }
    if (rec->form.kind == EVENT_sheet_issued)
        return sheet_known_fill(&rec->wording, &rec->from, &rec->typed, rec->err);
    struct event draft;
    const struct form_known known = known_of(rec, &draft);
    return find_last_day(rec) && form_known_fill(&known, &rec->last_day, &rec->typed, rec->err);
}

static bool take_typed(struct recording *rec) {
    const struct request *request = rec->request;
    rec->texts = (struct common_texts){
        .date = request_text(request, "date"),
        .time = request_text(request, "time"),
        .performer = request_text(request, "performer"),
        .informant = request_text(request, "informant"),
        .channel = request_text(request, "channel"),
        .because = request_text(request, "because"),
    };
    rec->key = request_text(request, "key");
    rec->seen = request_int(request, "seen");
    return typed_copy(request, &rec->typed, rec->err);
}

// A form that was never shown has no key: what came with it is filled in, no more.
static bool is_sent(const struct request *request) {
    return request_text(request, "key").n > 0;
}

static bool fill(struct recording *rec) {
    rec->seen = rec->from.seq;
    if (is_sent(rec->request))
        return take_typed(rec);
    if (!new_key(rec) || !typed_copy(rec->request, &rec->typed, rec->err))
        return false;
    if (rec->moves)
        return true;
    return rec->corrected ? fill_correction(rec) : fill_known(rec);
}

// ---- opening ----

// What stands beside a form does not tell where a protected person lives.
static bool guard(struct recording *rec) {
    rec->wording.shows_where = !person_is_protected(rec->from.person.protection);
    return true;
}

// A form that was opened before the record came to go on in another is read there.
static bool read_case(struct recording *rec) {
    struct request *request = rec->request;
    struct error *err = rec->err;
    if (app_case(request->app, request->arena, &request->actor, rec->stream, &rec->from, err))
        return true;
    if (request->method != METHOD_POST || !str_is(str_of(err->key), "person.goes-on"))
        return false;
    rec->stream = str_copy(request->arena, str_of(err->args[0]));
    error_clear(err);
    return app_case(request->app, request->arena, &request->actor, rec->stream, &rec->from, err);
}

static bool open_case(struct recording *rec) {
    struct request *request = rec->request;
    rec->stream = request_person(request);
    return read_case(rec) &&
           wording_of(request->app, request->arena, &request->actor, request->language,
                      &rec->wording, rec->err) &&
           guard(rec);
}

// Whether what a form asks depends on the case: on a thing that it concerns, or on who the person
// is whom it is about.
static bool asks_by_case(enum event_kind kind) {
    return field_of_type(kind, TYPE_REF) != FIELD_NONE ||
           field_of_type(kind, TYPE_EACH) != FIELD_NONE || event_pair(kind) != EVENT_NONE;
}

// A form that was sent shows nothing of the case unless it is refused.
static bool open_unread(struct recording *rec) {
    struct request *request = rec->request;
    rec->stream = request_person(request);
    rec->unread = true;
    return wording_of(request->app, request->arena, &request->actor, request->language,
                      &rec->wording, rec->err);
}

static bool open_event(struct recording *rec) {
    struct str id = request_text(rec->request, "kind");
    enum event_kind kind = event_kind_find(id);
    if (kind == EVENT_NONE || event_info(kind)->stream != STREAM_person ||
        kind == EVENT_entry_withdrawn || kind == EVENT_entry_moved || event_is_second(kind))
        return error_set(rec->err, ERR_MISSING, "page.not-found", NULL);
    rec->form = (struct event_form){
        .kind = kind,
        .about = request_int(rec->request, "about"),
        .asks_when = kind != EVENT_person_registered && event_pair(kind) == EVENT_NONE,
    };
    bool unread =
        rec->request->method == METHOD_POST && is_sent(rec->request) && !asks_by_case(kind);
    if (unread ? !open_unread(rec) : !open_case(rec))
        return false;
    // Whoever may read the case, but not record this, is not shown a form that would be refused.
    if (!role_records(rec->request->actor.role, kind))
        return error_set(rec->err, ERR_DENIED, "access.not-for-role", NULL);
    find_subject(rec);
    return fill(rec);
}

static int64_t ref_of(const struct event *event) {
    enum field_id field = field_of_type(event->kind, TYPE_REF);
    const struct field_value *value = field ? payload_get(&event->payload, field) : NULL;
    return value ? value->ref : 0;
}

static struct event_form correcting(const struct recording *rec, int64_t about) {
    if (rec->moves)
        return (struct event_form){.kind = EVENT_entry_moved};
    enum event_kind kind = rec->corrected->kind;
    return (struct event_form){kind, about, .asks_when = kind != EVENT_person_registered};
}

static bool open_correction(struct recording *rec) {
    if (!open_case(rec))
        return false;
    int64_t seq = request_int(rec->request, "seq");
    for (size_t i = 0; i < rec->from.timeline.n; i++) {
        const struct timeline_entry *entry = &rec->from.timeline.items[i];
        if (entry->event->seq != seq)
            continue;
        if (entry->corrected_by)
            return error_set(rec->err, ERR_CONFLICT, "correct.already", NULL);
        rec->corrected = entry->event;
    }
    if (!rec->corrected || rec->corrected->kind == EVENT_entry_withdrawn)
        return error_set(rec->err, ERR_MISSING, "page.not-found", NULL);
    rec->form = correcting(rec, ref_of(rec->corrected));
    find_subject(rec);
    return fill(rec);
}

static bool open_new(struct recording *rec) {
    struct request *request = rec->request;
    rec->form = (struct event_form){.kind = EVENT_person_registered};
    return wording_of(request->app, request->arena, &request->actor, request->language,
                      &rec->wording, rec->err) &&
           fill(rec);
}

// ---- showing ----

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
        if (!add_say(rec, page, false, permit->missing, STR_NONE, &permit->ground))
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
        if (!event_view_make(&rec->wording, &rec->recorded.since.items[i],
                             rec->recorded.since_names.items[i], STR_NONE, view, rec->err))
            return false;
        view->open = true;
    }
    return true;
}

static bool add_last_day(struct recording *rec, struct record_page *page) {
    if (rec->corrected || !rec->stream.n)
        return true;
    if (!find_last_day(rec))
        return false;
    if (rec->last_day.field == FIELD_NONE)
        return true;
    for (size_t i = 0; i < page->fields.items.n; i++)
        if (page->fields.items.items[i].field == rec->last_day.field)
            page->fields.items.items[i].hint =
                TR(rec->request->arena, rec->request->language, T_form_last_day,
                   date_words(rec->request->arena, rec->request->language, rec->last_day.day,
                              rec->wording.today));
    return true;
}

static bool add_beside(struct recording *rec, struct record_page *page) {
    if (rec->corrected || !rec->stream.n)
        return true;
    struct event draft;
    const struct form_known known = known_of(rec, &draft);
    if (!form_known_beside(&known, &page->beside, rec->err) ||
        !checklists_for(&rec->wording, &rec->from.answers, rec->form.kind, rec->form.about,
                        &page->checklists, rec->err))
        return false;
    page->has_beside =
        page->beside.items.n > 0 || page->proposals.n > 0 || page->checklists.items.n > 0;
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
        page->heading = act_words(request->arena, language, rec->form.kind);
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
    page->read_when = capitalised(rec->request->arena, happened_words(&rec->wording, &rec->read));
    page->read_lead = page_text(rec->request, event_pair(rec->read.kind) ? T_record_read_back_both
                                                                         : T_record_read_back_lead);
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
    return form_view_common(&maker, &rec->texts, &page->common, rec->err) &&
           form_view_faults(&maker, &page->fields, &page->common, &page->faults, rec->err) &&
           add_says(rec, page) && add_since(rec, page) && add_beside(rec, page) &&
           add_last_day(rec, page) && add_read_back(rec, page);
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

static bool show_page(struct recording *rec, int status) {
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
    page.page.has_faults = rec->faults.items.n > 0;
    page.page.keeps_form = true;
    if (!let_tell(rec, &page))
        return false;
    page.faults.heading =
        page_text(request, status == 503 ? T_record_not_saved : T_form_faults_heading);
    if (!add_lists(rec, &page) ||
        !terms_of(request->arena, request->language, rec->form.kind, &page.terms, rec->err))
        return false;
    page.common.because.label = because_label(rec);
    rec->response->status = status;
    view_record(&rec->response->html, request->language, &page);
    return true;
}

static int status_of_refusal(enum error_code code) {
    return code == ERR_INPUT ? 422 : code == ERR_REFUSED || code == ERR_CONFLICT ? 409 : 503;
}

static bool not_opened(struct recording *rec) {
    return reason_first(rec->request, rec->response, rec->stream, rec->err);
}

// Nothing can be written, not even that the case was read: the form is shown as it was typed,
// without what the case would tell, so that it can be sent once more.
static bool show_without_case(struct recording *rec) {
    struct request *request = rec->request;
    struct error why = *rec->err, again;
    if (status_of_refusal(why.code) != 503 || why.code == ERR_DENIED || why.code == ERR_MISSING)
        return not_opened(rec);
    if (!wording_of(request->app, request->arena, &request->actor, request->language, &rec->wording,
                    &again))
        return false;
    rec->from = (struct case_view){0};
    rec->typed = (struct typed){0};
    rec->response->only_sent = true;
    rec->form.about = request_int(request, "about");
    find_subject(rec);
    return take_typed(rec) && form_fault_from(request->arena, &rec->faults, &why, rec->err) &&
           show_page(rec, 503);
}

// The same of a correction, a striking or a move: of the entry is known what the form said it was.
static bool show_without_entry(struct recording *rec) {
    enum event_kind kind = event_kind_find(request_text(rec->request, "entry"));
    struct event entry = {.kind = kind, .seq = request_int(rec->request, "seq")};
    if (kind == EVENT_NONE || event_info(kind)->stream != STREAM_person)
        return not_opened(rec);
    rec->corrected = &entry;
    rec->form = correcting(rec, 0);
    bool done = show_without_case(rec);
    rec->corrected = NULL;
    return done;
}

static bool show(struct recording *rec, int status) {
    const struct time_forms_refusal refusal = {rec->stream,  rec->form.kind, status,    &rec->typed,
                                               &rec->faults, &rec->recorded, rec->again};
    if (time_forms_take(rec->request, &refusal))
        return time_forms_refused(rec->request, rec->response, &refusal, rec->err);
    if (!rec->unread)
        return show_page(rec, status);
    rec->unread = false;
    return open_case(rec) ? show_page(rec, status) : show_without_case(rec);
}

// The act is held back and no observation: there is no form to fill in now.
static bool show_if_held(struct recording *rec, bool *ret_held) {
    const struct act_offer *offer = NULL;
    *ret_held = false;
    for (size_t i = 0; i < rec->from.acts.n && !offer; i++) {
        const struct act_offer *one = &rec->from.acts.items[i];
        if (one->act == rec->form.kind &&
            (!one->about || !rec->form.about || one->about == rec->form.about))
            offer = one;
    }
    if (!offer || offer->allowed)
        return true;
    for (size_t i = 0; i < rec->from.answers.permits.n; i++) {
        const struct permit *permit = &rec->from.answers.permits.items[i];
        if (permit->act == rec->form.kind && !permit->allowed && permit->may_deviate)
            return true;
    }
    struct request *request = rec->request;
    struct held_page page = {
        .person = person_view_of(&rec->wording, &rec->from.person),
        .heading = act_words(request->arena, request->language, rec->form.kind),
        .missing = offer->missing,
    };
    if (!clause_list(request->arena, &offer->ground, &page.clauses, rec->err))
        return false;
    page.page = page_of(request, page.heading, SECTION_PERSONS);
    *ret_held = true;
    rec->response->status = 409;
    view_held(&rec->response->html, request->language, &page);
    return true;
}

// ---- recording ----

// What the routine objects and what others recorded is shown by itself; all else is a fault.
static bool refused(struct recording *rec, const struct error *what) {
    rec->similar = str_is(str_of(what->key), "person.similar");
    rec->again = str_is(str_of(what->key), "record.again");
    bool shown = rec->recorded.objections.items.n || rec->recorded.since.n;
    if (what->code == ERR_DENIED || what->code == ERR_MISSING) {
        *rec->err = *what;
        return reason_first(rec->request, rec->response, rec->stream, rec->err);
    }
    if (rec->stream.n && status_of_refusal(what->code) == 503) {
        *rec->err = *what;
        return rec->corrected ? show_without_entry(rec) : show_without_case(rec);
    }
    if ((!shown || what->code == ERR_INPUT) &&
        !form_fault_from(rec->request->arena, &rec->faults, what, rec->err))
        return false;
    return show(rec, status_of_refusal(what->code));
}

static bool record(struct recording *rec, struct event *draft) {
    struct request *request = rec->request;
    struct error what = {0};
    struct record_request asked = {
        .stream = rec->stream,
        .seen_seq = rec->seen,
        .idempotency_key = rec->key,
        .accept_similar = request_flag(request, "similar"),
        .asks_again = !request_flag(request, "again"),
        .accept_deviation = request_flag(request, "deviation"),
        .draft = *draft,
    };
    if (rec->corrected)
        asked.draft.corrects = rec->corrected->seq;
    if (rec->faults.items.n)
        return show(rec, 422);
    if (!app_record(request->app, request->arena, &request->actor, &asked, &rec->recorded, &what))
        return refused(rec, &what);
    return go_back(request, rec->response, rec->form.kind, &rec->recorded, rec->err);
}

// Where the form does not ask, it happened when what is corrected happened, otherwise now.
static void set_moment(const struct recording *rec, struct event *draft) {
    draft->happened = app_now(rec->request->app);
    draft->happened.us -= draft->happened.us % MINUTE_US; // as a form would say it
    draft->precision = PRECISION_MINUTE;
    if (rec->corrected && !rec->strikes && !rec->moves) {
        draft->happened = rec->corrected->happened;
        draft->precision = rec->corrected->precision;
    }
}

// What was read back is recorded; whatever has changed since is read back again.
static bool mark_of(const struct recording *rec, const struct event *draft, bool *ret_whole,
                    struct str *ret_mark) {
    struct error what = {0};
    struct hasher hasher;
    struct str json;
    *ret_whole = event_write(rec->request->arena, draft, &json, &what);
    if (!*ret_whole)
        return what.code == ERR_INPUT || error_memory(rec->err);
    hasher_start(&hasher);
    hasher_add(&hasher, rec->stream);
    hasher_add(&hasher, str_of(event_info(draft->kind)->id));
    hasher_add(&hasher, json);
    hasher_add(&hasher, instant_text(rec->request->arena, draft->happened));
    struct hash hash = hasher_done(&hasher);
    *ret_mark = hex_of(rec->request->arena, hash.b, sizeof(hash.b));
    return ret_mark->p ? true : error_memory(rec->err);
}

static bool reads_back(struct recording *rec, const struct event *draft, bool *ret_reads) {
    struct str mark = STR_NONE;
    bool whole;
    *ret_reads = false;
    if (!event_is_read_back(draft->kind) || rec->faults.items.n)
        return true;
    if (!mark_of(rec, draft, &whole, &mark))
        return false;
    if (!whole || str_eq(mark, request_text(rec->request, "read_back")))
        return true;
    rec->read_back = mark;
    rec->read = *draft;
    *ret_reads = true;
    return true;
}

static bool read_and_record(struct recording *rec) {
    struct event draft;
    bool reads;
    if (!event_form_read(rec->request, &rec->form, rec->wording.today, rec->wording.zone, &draft,
                         &rec->faults, rec->err))
        return false;
    if (!rec->form.asks_when)
        set_moment(rec, &draft);
    if (!form_other_find(rec->request, &rec->wording, &draft, &rec->faults, rec->err) ||
        !reads_back(rec, &draft, &reads))
        return false;
    return reads ? show(rec, rec->response->status) : record(rec, &draft);
}

// ---- the pages ----

bool page_event(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    bool held;
    if (!open_event(&rec))
        return not_opened(&rec);
    if (!is_sent(request)) {
        if (!show_if_held(&rec, &held))
            return false;
        if (held)
            return true;
    }
    return show(&rec, response->status);
}

bool post_event(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    if (!open_event(&rec))
        return show_without_case(&rec);
    return read_and_record(&rec);
}

bool page_correct(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    if (!open_correction(&rec))
        return not_opened(&rec);
    return show(&rec, response->status);
}

bool post_correct(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    if (!open_correction(&rec))
        return show_without_entry(&rec);
    return read_and_record(&rec);
}

bool page_strike(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .strikes = true, .err = err};
    if (!open_correction(&rec))
        return not_opened(&rec);
    return show(&rec, response->status);
}

bool post_strike(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .strikes = true, .err = err};
    struct event draft = {.kind = EVENT_entry_withdrawn,
                          .because = request_text(request, "because")};
    if (!open_correction(&rec))
        return show_without_entry(&rec);
    set_moment(&rec, &draft);
    return record(&rec, &draft);
}

bool page_move(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .moves = true, .err = err};
    if (!open_correction(&rec))
        return not_opened(&rec);
    return show(&rec, response->status);
}

bool post_move(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .moves = true, .err = err};
    if (!open_correction(&rec))
        return show_without_entry(&rec);
    return read_and_record(&rec);
}

bool page_person(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    return open_new(&rec) && show(&rec, response->status);
}

bool post_person(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    if (!open_new(&rec))
        return false;
    return is_sent(request) ? read_and_record(&rec) : show(&rec, response->status);
}
