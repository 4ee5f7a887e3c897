// SPDX-License-Identifier: EUPL-1.2
//
// Recording: the form of any kind of event, for a new fact, for the correction of one, and for a
// new person; and the striking of an entry. Whatever keeps a form from being accepted, it is shown
// again as it was typed, with what is missing.
#include "web/recording.h"

#include "web/form_other.h"
#include "web/time_forms.h"
#include "web/views.h"

#define MINUTE_US ((int64_t)60 * 1000000)

// ---- when it can not be recorded ----

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
    recording_find_subject(rec);
    return recording_take_typed(rec) &&
           form_fault_from(request->arena, &rec->faults, &why, rec->err) &&
           recording_show_page(rec, 503);
}

// The same of a correction, a striking or a move: of the entry is known what the form said it was.
static bool show_without_entry(struct recording *rec) {
    enum event_kind kind = event_kind_find(request_text(rec->request, "entry"));
    struct event entry = {.kind = kind, .seq = request_int(rec->request, "seq")};
    if (kind == EVENT_NONE || event_info(kind)->stream != STREAM_person)
        return not_opened(rec);
    rec->corrected = &entry;
    rec->form = recording_correction_form(rec, 0);
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
        return recording_show_page(rec, status);
    rec->unread = false;
    return recording_open_case(rec) ? recording_show_page(rec, status) : show_without_case(rec);
}

// ---- recording ----

// What the routine objects and what others recorded is shown by itself; all else is a fault.
static bool refused(struct recording *rec, const struct error *what) {
    rec->similar = str_is(str_of(what->key), "person.similar");
    rec->again = str_is(str_of(what->key), "record.again");
    if (str_is(str_of(what->key), "record.sent-otherwise")) // the key is that of what is recorded
        rec->key = form_key_new(rec->request->arena);
    if (!rec->key.p)
        return error_memory(rec->err);
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
    if (!recording_open_event(&rec))
        return not_opened(&rec);
    if (!recording_is_sent(request)) {
        if (!recording_show_if_held(&rec, &held))
            return false;
        if (held)
            return true;
    }
    return show(&rec, response->status);
}

bool post_event(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    if (!recording_open_event(&rec))
        return show_without_case(&rec);
    return recording_is_sent(request) ? read_and_record(&rec) : show(&rec, response->status);
}

bool page_correct(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    if (!recording_open_correction(&rec))
        return not_opened(&rec);
    return show(&rec, response->status);
}

bool post_correct(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    if (!recording_open_correction(&rec))
        return show_without_entry(&rec);
    return read_and_record(&rec);
}

bool page_strike(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .strikes = true, .err = err};
    if (!recording_open_correction(&rec))
        return not_opened(&rec);
    return show(&rec, response->status);
}

bool post_strike(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .strikes = true, .err = err};
    struct event draft = {.kind = EVENT_entry_withdrawn,
                          .because = request_text(request, "because")};
    if (!recording_open_correction(&rec))
        return show_without_entry(&rec);
    set_moment(&rec, &draft);
    return record(&rec, &draft);
}

bool page_move(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .moves = true, .err = err};
    if (!recording_open_correction(&rec))
        return not_opened(&rec);
    return show(&rec, response->status);
}

bool post_move(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .moves = true, .err = err};
    if (!recording_open_correction(&rec))
        return show_without_entry(&rec);
    return read_and_record(&rec);
}

bool page_person(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    return recording_open_new(&rec) && show(&rec, response->status);
}

bool post_person(struct request *request, struct response *response, struct error *err) {
    struct recording rec = {.request = request, .response = response, .err = err};
    if (!recording_open_new(&rec))
        return false;
    return recording_is_sent(request) ? read_and_record(&rec) : show(&rec, response->status);
}
