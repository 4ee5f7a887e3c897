// SPDX-License-Identifier: EUPL-1.2
//
// Opening a form: what it is about, and what stands in it from the beginning.
#include "web/recording.h"

#include "app/refusal.h"
#include "care/person.h"
#include "web/views.h"

// ---- what the form is about ----

// The thing that the form names, or the only one that it could be about.
static const struct thing *thing_of(const struct recording *rec, enum thing_kind kind) {
    const struct case_state *state = &rec->from.state;
    const struct thing *only =
        rec->form.about ? state_thing(state, kind, rec->form.about, CODE_NONE) : NULL;
    bool any = event_names_all(rec->form.kind) != FIELD_NONE;
    // Where the oldest is not for this user to see, what is seen can be read all the same.
    if (only || (rec->form.about && !any))
        return only;
    for (size_t i = 0; i < state->thing_count; i++) {
        const struct thing *thing = &state->things[i];
        if (thing->kind != kind || thing->closed)
            continue;
        if (only && !any)
            return NULL;
        only = only ? only : thing;
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

void recording_find_subject(struct recording *rec) {
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

// When it happened, as far as the form says: now, or at the end of the day that was typed.
static struct instant moment_of(const struct recording *rec) {
    struct error fault = {0};
    struct date today = rec->wording.today, day;
    if (!field_date(FIELD_NONE, rec->texts.date, today, &day, &fault) || date_cmp(day, today) >= 0)
        return app_now(rec->request->app);
    struct instant end = zone_day_end(rec->wording.zone, day);
    return (struct instant){end.us - 1};
}

struct form_known recording_known_of(const struct recording *rec, struct event *draft) {
    *draft = (struct event){.kind = rec->form.kind,
                            .stream = rec->stream,
                            .happened = moment_of(rec),
                            .precision = PRECISION_MINUTE};
    return (struct form_known){
        .wording = &rec->wording,
        .routine = app_routine(rec->request->app),
        .from = &rec->from,
        .form = &rec->form,
        .draft = draft,
        .role = rec->request->actor.role,
        .team = rec->request->actor.team,
        .name = rec->request->actor.user_name,
        .unit = rec->request->actor.unit,
        .thing = request_text(rec->request, "sak"),
    };
}

bool recording_find_last_day(struct recording *rec) {
    struct event draft;
    const struct form_known known = recording_known_of(rec, &draft);
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
    const struct form_known known = recording_known_of(rec, &draft);
    return recording_find_last_day(rec) &&
           form_known_fill(&known, &rec->last_day, &rec->typed, rec->err);
}

bool recording_take_typed(struct recording *rec) {
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
bool recording_is_sent(const struct request *request) {
    return request_text(request, "key").n > 0;
}

static bool fill(struct recording *rec) {
    rec->seen = rec->from.seq;
    if (recording_is_sent(rec->request))
        return recording_take_typed(rec);
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

bool recording_open_case(struct recording *rec) {
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

// A form that was sent shows nothing of the case unless it is refused, and then all is read.
static void open_unread(struct recording *rec) {
    struct request *request = rec->request;
    rec->stream = request_person(request);
    rec->unread = true;
    rec->wording = wording_without_units(request->app, request->arena, request->language);
}

// What is said in one tap, in a list, is said now.
static bool happens_now(const struct request *request) {
    return list_of(request).n && recording_is_sent(request) && !request_text(request, "date").n;
}

// What was written in all the same is still asked for when it is put right.
static void leave_out(struct recording *rec) {
    struct event draft;
    const struct form_known known = recording_known_of(rec, &draft);
    const enum field_id field = form_known_unasked(&known);
    if (field != FIELD_NONE && (!rec->corrected || !payload_get(&rec->corrected->payload, field)))
        rec->form.unasked = field;
}

bool recording_open_event(struct recording *rec) {
    struct str id = request_text(rec->request, "kind");
    enum event_kind kind = event_kind_find(id);
    if (kind == EVENT_NONE || event_info(kind)->stream != STREAM_person ||
        kind == EVENT_entry_withdrawn || kind == EVENT_entry_moved || event_is_second(kind))
        return error_set(rec->err, ERR_MISSING, "page.not-found", NULL);
    rec->form = (struct event_form){
        .kind = kind,
        .about = request_int(rec->request, "about"),
        .asks_when = kind != EVENT_person_registered && event_pair(kind) == EVENT_NONE &&
                     !happens_now(rec->request),
    };
    bool unread = rec->request->method == METHOD_POST && recording_is_sent(rec->request) &&
                  !asks_by_case(kind);
    if (unread)
        open_unread(rec);
    else if (!recording_open_case(rec))
        return false;
    // Whoever may read the case, but not record this, is not shown a form that would be refused.
    if (!app_may_record(rec->request->app, &rec->request->actor, rec->stream, kind, rec->err))
        return false;
    recording_find_subject(rec);
    leave_out(rec);
    return fill(rec);
}

static int64_t ref_of(const struct event *event) {
    enum field_id field = field_of_type(event->kind, TYPE_REF);
    const struct field_value *value = field ? payload_get(&event->payload, field) : NULL;
    return value ? value->ref : 0;
}

struct event_form recording_correction_form(const struct recording *rec, int64_t about) {
    if (rec->moves)
        return (struct event_form){.kind = EVENT_entry_moved};
    enum event_kind kind = rec->corrected->kind;
    return (struct event_form){kind, about, .asks_when = kind != EVENT_person_registered};
}

// What took the entry's place is what this form sent: it is sent once more.
static bool was_sent_before(const struct recording *rec, const struct event *by) {
    struct str key = request_text(rec->request, "key");
    return rec->request->method == METHOD_POST && key.n && str_eq(key, by->idempotency_key) &&
           str_eq(by->recorder, rec->request->actor.user);
}

bool recording_open_correction(struct recording *rec) {
    if (!recording_open_case(rec))
        return false;
    int64_t seq = request_int(rec->request, "seq");
    for (size_t i = 0; i < rec->from.timeline.n; i++) {
        const struct timeline_entry *entry = &rec->from.timeline.items[i];
        if (entry->event->seq != seq)
            continue;
        if (entry->corrected_by && !was_sent_before(rec, entry->corrected_by))
            return error_set(rec->err, ERR_CONFLICT, "correct.already", NULL);
        rec->corrected = entry->event;
    }
    if (!rec->corrected || rec->corrected->kind == EVENT_entry_withdrawn)
        return error_set(rec->err, ERR_MISSING, "page.not-found", NULL);
    rec->form = recording_correction_form(rec, ref_of(rec->corrected));
    recording_find_subject(rec);
    leave_out(rec);
    return fill(rec);
}

bool recording_open_new(struct recording *rec) {
    struct request *request = rec->request;
    rec->form = (struct event_form){.kind = EVENT_person_registered};
    return wording_of(request->app, request->arena, &request->actor, request->language,
                      &rec->wording, rec->err) &&
           fill(rec);
}
