// SPDX-License-Identifier: EUPL-1.2
//
// Messages that could not be recorded as they came: a planner sees what came and what is wrong,
// mends and records it, tries it again, or lays it aside with a reason.
#include "web/routes.h"

#include <string.h>

#include "app/intake.h"
#include "base/utf8.h"
#include "care/person.h"
#include "web/view_person.h"
#include "web/view_queue.h"
#include "web/views.h"

#define BODY_SHOWN ((size_t)20000) // bytes

// ---- in words ----

// The name of the member that is wrong, as the form calls it.
static struct str place_words(enum language language, const struct queued *queued) {
    struct str element = str_of(queued->fault.element);
    bool of_person = str_starts(element, STR("person/"));
    enum event_kind kind = of_person ? EVENT_person_registered : queued->message.kind;
    if (of_person)
        element = str_sub(element, sizeof("person/") - 1, element.n);
    enum field_id field = kind ? field_find(kind, element) : FIELD_NONE;
    return field ? field_words(language, field) : STR_NONE;
}

static struct str fault_words(const struct wording *wording, const struct queued *queued) {
    struct arena *arena = wording->arena;
    if (queued->fault.code == ERR_NONE)
        return STR_NONE;
    struct str place = place_words(wording->language, queued);
    struct str text = queued->fault.line ? error_text(arena, wording->language, &queued->fault)
                                         : failure_words(arena, wording->language, &queued->fault);
    if (queued->fault.line)
        return TR(arena, wording->language, T_queue_not_json, text);
    return place.n ? TR(arena, wording->language, T_form_fault, place, text) : text;
}

static struct str member_text(const struct json *object, const char *name) {
    struct str text = STR_NONE;
    return object && json_str(object, name, &text) ? text : STR_NONE;
}

static struct str who_words(const struct wording *wording, const struct queued *queued) {
    struct str given = member_text(queued->message.person, "given_name");
    struct str family = member_text(queued->message.person, "family_name");
    struct str name = given.n ? given : family;
    if (given.n && family.n)
        name = str_printf(wording->arena, STR_FMT " " STR_FMT, STR_ARG(given), STR_ARG(family));
    return marked_name(wording->arena, wording->language, name, queued->protection);
}

static struct str settled_words(const struct wording *wording, const struct queued *queued) {
    const struct message_row *row = &queued->row;
    struct str when = instant_words(wording, row->settled);
    if (row->state == MESSAGE_DISCARDED)
        return TR(wording->arena, wording->language, T_queue_discarded, queued->settled_by_name,
                  when, row->reason);
    if (row->state == MESSAGE_RECORDED && queued->settled_by_name.n)
        return TR(wording->arena, wording->language, T_queue_recorded, queued->settled_by_name,
                  when);
    if (row->state == MESSAGE_RECORDED)
        return TR(wording->arena, wording->language, T_queue_recorded_itself, when);
    return STR_NONE;
}

static struct str unit_of(const struct wording *wording, const struct message *message) {
    if (!message->organisation.n || !message->unit.n)
        return message->unit;
    return str_printf(wording->arena, STR_FMT ", " STR_FMT, STR_ARG(message->organisation),
                      STR_ARG(message->unit));
}

static struct queue_row row_of(const struct wording *wording, const struct queued *queued) {
    struct queue_row row = {
        .number = queued->row.number,
        .what = queued->message.kind ? event_words(wording->language, queued->message.kind)
                                     : tr(wording->language, T_queue_unreadable),
        .who = who_words(wording, queued),
        .from = queued->sender_name,
        .when = instant_words(wording, queued->row.received),
        .fault = fault_words(wording, queued),
        .settled = settled_words(wording, queued),
    };
    struct str unit = unit_of(wording, &queued->message);
    if (unit.n)
        row.from = str_printf(wording->arena, STR_FMT " (" STR_FMT ")",
                              STR_ARG(queued->sender_name), STR_ARG(unit));
    if (queued->row.stream.n)
        row.id = stream_id(queued->row.stream);
    return row;
}

// ---- the list ----

static bool add_rows(const struct wording *wording, const struct queue *queue,
                     struct queue_view *view, struct error *err) {
    for (size_t i = 0; i < queue->waiting.n; i++) {
        struct queue_row *row = LIST_PUSH(wording->arena, &view->waiting);
        if (!row)
            return error_memory(err);
        *row = row_of(wording, &queue->waiting.items[i]);
    }
    for (size_t i = 0; i < queue->settled.n; i++) {
        struct queue_row *row = LIST_PUSH(wording->arena, &view->settled);
        if (!row)
            return error_memory(err);
        *row = row_of(wording, &queue->settled.items[i]);
    }
    view->more = queue->more;
    return true;
}

static struct str done_words(const struct request *request) {
    struct str done = request_text(request, "gjort");
    if (str_is(done, "undan"))
        return page_text(request, T_queue_done_discarded);
    if (str_is(done, "infort"))
        return page_text(request, T_queue_done_recorded);
    return STR_NONE;
}

static bool wording_for(const struct request *request, struct wording *ret_wording,
                        struct error *err) {
    return wording_of(request->app, request->arena, &request->actor, request->language, ret_wording,
                      err);
}

bool page_queue(struct request *request, struct response *response, struct error *err) {
    struct wording wording;
    struct queue queue;
    struct queue_view view = {
        .page = page_of(request, page_text(request, T_queue_title), SECTION_DAY),
        .notice = done_words(request),
    };
    if (!app_queue(request->app, request->arena, &request->actor, &queue, err) ||
        !wording_for(request, &wording, err) || !add_rows(&wording, &queue, &view, err))
        return false;
    view_queue(&response->html, request->language, &view);
    return true;
}

// ---- one message ----

struct mending {
    struct request *request;
    struct response *response;
    struct queued queued;
    struct wording wording;
    struct event_form form;
    struct typed typed;
    struct common_texts texts;
    struct str number, given_name, family_name;
    struct field_faults faults;
    const char *notice;
    bool reveals; // what came, also of somebody with a protected identity
    struct error *err;
};

static bool may_record(const struct request *request, enum event_kind kind) {
    return event_info(kind)->stream == STREAM_person && event_info(kind)->law != LAW_NONE &&
           access_role_records(request->actor.role, kind);
}

static bool open_message(struct mending *m) {
    struct request *request = m->request;
    if (!app_queued(request->app, request->arena, &request->actor, request_int(request, "message"),
                    &m->queued, m->err) ||
        !wording_for(request, &m->wording, m->err))
        return false;
    struct str chosen = request_text(request, "kind");
    m->form = (struct event_form){
        .kind = chosen.n ? event_kind_find(chosen) : m->queued.message.kind,
        .about = 1, // found by the app
        .keys = UINT32_MAX,
        .asks_when = true,
    };
    if (m->form.kind && !may_record(request, m->form.kind))
        m->form.kind = EVENT_NONE;
    return true;
}

// ---- what came, as if it had been typed ----

static struct str unit_stream(const struct mending *m, struct str name) {
    for (size_t i = 0; i < m->wording.units.items.n; i++)
        if (str_eq(m->wording.units.items.items[i].name, name))
            return m->wording.units.items.items[i].stream;
    return name;
}

static bool add_typed(struct mending *m, struct str name, const struct json *json,
                      enum field_type type) {
    struct str text = json->text;
    if (json->type != JSON_STRING)
        return true;
    if (type == TYPE_UNIT)
        text = unit_stream(m, text);
    return typed_add(m->request->arena, &m->typed, name, text, m->err);
}

static bool fill_list(struct mending *m, struct str name, const struct json *list,
                      enum field_type type) {
    for (const struct json *item = list->first; item; item = item->next)
        if (!add_typed(m, name, item, type))
            return false;
    return true;
}

static bool fill_records(struct mending *m, struct str name, enum record_kind kind,
                         const struct json *records) {
    for (const struct json *record = records->first; record; record = record->next) {
        if (record->type != JSON_OBJECT)
            continue;
        for (const struct json *member = record->first; member; member = member->next) {
            enum field_id field = record_field_find(kind, member->key);
            struct str inner =
                str_printf(m->request->arena, STR_FMT "." STR_FMT "." STR_FMT, STR_ARG(name),
                           STR_ARG(record->key), STR_ARG(member->key));
            if (!inner.p)
                return error_memory(m->err);
            if (field && !add_typed(m, inner, member, field_info(field)->type))
                return false;
        }
    }
    return true;
}

static bool fill_content(struct mending *m, const struct json *content) {
    for (const struct json *member = content ? content->first : NULL; member;
         member = member->next) {
        enum field_id field = field_find(m->form.kind, member->key);
        if (!field)
            continue;
        const struct field_info *info = field_info(field);
        bool good = member->type == JSON_ARRAY ? fill_list(m, member->key, member, info->type)
                    : member->type == JSON_OBJECT && info->type == TYPE_EACH
                        ? fill_records(m, member->key, info->each, member)
                        : add_typed(m, member->key, member, info->type);
        if (!good)
            return false;
    }
    return true;
}

// A unit of the planner's own kind that was left out is the planner's own.
static bool fill_own_unit(struct mending *m) {
    const struct event_info *info = event_info(m->form.kind);
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        const struct field_info *one = field_info(field);
        if (one->type != TYPE_UNIT || one->unit_kind != CODE_unit_kind_planning ||
            typed_text(&m->typed, str_of(one->id)).n)
            continue;
        if (!typed_add(m->request->arena, &m->typed, str_of(one->id), m->request->actor.unit,
                       m->err))
            return false;
    }
    return true;
}

static bool fill_as_sent(struct mending *m) {
    const struct message *message = &m->queued.message;
    struct str time = message->happened, date = STR_NONE;
    m->number = member_text(message->person, "number");
    m->given_name = member_text(message->person, "given_name");
    m->family_name = member_text(message->person, "family_name");
    str_split(&time, 'T', &date);
    m->texts = (struct common_texts){
        .date = date,
        .time = time,
        .performer = message->performer,
        .informant = message->informant.n ? message->informant : unit_of(&m->wording, message),
    };
    return fill_content(m, message->content) && fill_own_unit(m);
}

static bool take_typed(struct mending *m) {
    const struct request *request = m->request;
    m->number = request_text(request, "number");
    m->given_name = request_text(request, "given_name");
    m->family_name = request_text(request, "family_name");
    m->texts = (struct common_texts){
        .date = request_text(request, "date"),
        .time = request_text(request, "time"),
        .performer = request_text(request, "performer"),
        .informant = request_text(request, "informant"),
    };
    return typed_copy(request, &m->typed, m->err);
}

static bool fill(struct mending *m) {
    if (!m->form.kind)
        return true;
    return request_flag(m->request, "sent") ? take_typed(m) : fill_as_sent(m);
}

// ---- showing ----

static bool body_words(struct mending *m, struct message_view *view) {
    struct buf buf = buf_new(m->request->arena, BUF_DEFAULT_MAX);
    struct str body = str_sub(m->queued.row.body, 0, BODY_SHOWN);
    view->cut = m->queued.row.body.n > body.n;
    while (body.n) {
        size_t good = utf8_valid_prefix(body);
        buf_add(&buf, str_sub(body, 0, good));
        if (good < body.n)
            buf_add_c(&buf, "\xEF\xBF\xBD"); // a byte that is no character
        body = str_sub(body, good < body.n ? good + 1 : good, body.n);
    }
    return buf_done(&buf, &view->body, m->err);
}

static bool add_kinds(struct mending *m, struct message_view *view) {
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++) {
        if (!may_record(m->request, kind))
            continue;
        struct kind_view *one = LIST_PUSH(m->request->arena, &view->kinds);
        if (!one)
            return error_memory(m->err);
        *one = (struct kind_view){str_of(event_info(kind)->id),
                                  event_words(m->request->language, kind)};
    }
    return true;
}

static bool add_person_field(struct mending *m, struct message_view *view, const char *name,
                             enum field_id field, struct str value) {
    const struct error *fault = form_fault_at(&m->faults, str_of(name));
    struct field_view *one = LIST_PUSH(m->request->arena, &view->person);
    if (!one)
        return error_memory(m->err);
    *one = (struct field_view){
        .name = str_of(name),
        .id = str_of(name),
        .label = field_words(m->request->language, field),
        .value = value,
        .is_line = true,
    };
    if (fault)
        one->fault = failure_words(m->request->arena, m->request->language, fault);
    return true;
}

static bool add_person(struct mending *m, struct message_view *view) {
    return add_person_field(m, view, "number", FIELD_person_registered_number, m->number) &&
           add_person_field(m, view, "given_name", FIELD_person_registered_given_name,
                            m->given_name) &&
           add_person_field(m, view, "family_name", FIELD_person_registered_family_name,
                            m->family_name);
}

// The faults of the person's fields, which the form of the event does not know, get their labels.
static void label_person_faults(const struct mending *m, struct message_view *view) {
    struct arena *arena = m->request->arena;
    for (size_t i = 0; i < view->person.n; i++) {
        const struct field_view *field = &view->person.items[i];
        for (size_t k = 0; k < m->faults.items.n; k++) {
            if (!str_is(field->name, m->faults.items.items[k].element))
                continue;
            view->faults.items.items[k].anchor = str_printf(arena, "#" STR_FMT, STR_ARG(field->id));
            view->faults.items.items[k].sentence =
                TR(arena, m->request->language, T_form_fault, field->label, field->fault);
        }
    }
}

static bool add_form(struct mending *m, struct message_view *view) {
    const struct form_maker maker = {&m->wording, &m->form, &m->typed, &m->faults};
    view->kind = str_of(event_info(m->form.kind)->id);
    view->kind_label = event_words(m->request->language, m->form.kind);
    if (!add_person(m, view) || !form_view_fields(&maker, &view->fields, m->err) ||
        !form_view_common(&maker, &m->texts, &view->common, m->err) ||
        !form_view_faults(&maker, &view->fields, &view->common, &view->faults, m->err))
        return false;
    label_person_faults(m, view);
    return !arena_failed(m->request->arena) || error_memory(m->err);
}

static bool show(struct mending *m, int status) {
    struct request *request = m->request;
    struct message_view view = {
        .row = row_of(&m->wording, &m->queued),
        .waits = m->queued.row.state == MESSAGE_WAITING,
        .guarded = person_is_protected(m->queued.protection) && !m->reveals,
        .faults = {.heading = page_text(request, T_form_faults_heading)},
    };
    enum text_id notice;
    if (m->notice && text_by_key(m->notice, &notice))
        view.notice = page_text(request, notice);
    struct str title = view.row.who.n ? str_printf(request->arena, STR_FMT ", " STR_FMT,
                                                   STR_ARG(view.row.what), STR_ARG(view.row.who))
                                      : view.row.what;
    view.page = page_of(request, title, SECTION_DAY);
    view.page.has_faults = m->faults.items.n > 0;
    bool good = !view.waits || (m->form.kind ? add_form(m, &view) : add_kinds(m, &view));
    if (!good || (!view.guarded && !body_words(m, &view)))
        return false;
    m->response->status = status;
    view.page.keeps_form = view.waits && view.kinds.n == 0;
    view_message(&m->response->html, request->language, &view);
    return true;
}

// What came tells where the person lives. Of somebody protected it is shown to whoever asks, who
// may open the case, and that is logged.
bool page_message(struct request *request, struct response *response, struct error *err) {
    struct mending m = {.request = request, .response = response, .err = err};
    if (!open_message(&m) || !fill(&m))
        return false;
    m.reveals = request_flag(request, "visa");
    if (m.reveals && person_is_protected(m.queued.protection) &&
        !app_reveal(request->app, request->arena, &request->actor, m.queued.person, err))
        return reason_first(request, response, m.queued.person, err);
    return show(&m, response->status);
}

// ---- mending ----

static bool add_fault(struct mending *m, const struct error *what) {
    if (!str_starts(str_of(what->element), STR("person/")))
        return form_fault_from(m->request->arena, &m->faults, what, m->err);
    struct error *slot = LIST_PUSH(m->request->arena, &m->faults.items);
    if (!slot)
        return error_memory(m->err);
    *slot = *what;
    slot->element[0] = 0;
    error_at(slot, NULL, what->element + sizeof("person/") - 1, 0, 0);
    return true;
}

static bool mend(struct mending *m) {
    struct request *request = m->request;
    struct mended mended = {
        .number = m->number, .given_name = m->given_name, .family_name = m->family_name};
    struct recorded recorded;
    struct error what = {0};
    if (!event_form_read(request, &m->form, m->wording.today, m->wording.zone, &mended.draft,
                         &m->faults, m->err))
        return false;
    if (m->faults.items.n)
        return show(m, 422);
    if (app_mend_message(request->app, request->arena, &request->actor, m->queued.row.number,
                         &mended, &recorded, &what)) {
        struct str rest = str_printf(request->arena, "?sparat=%lld", (long long)recorded.seq);
        return rest.p ? go_to_case(request, m->response, recorded.stream, rest.p, m->err)
                      : error_memory(m->err);
    }
    if (what.code != ERR_INPUT && what.code != ERR_REFUSED && what.code != ERR_IO) {
        *m->err = what;
        return false;
    }
    return add_fault(m, &what) && show(m, what.code == ERR_IO ? 503 : 422);
}

bool post_mend(struct request *request, struct response *response, struct error *err) {
    struct mending m = {.request = request, .response = response, .err = err};
    if (!open_message(&m) || !fill(&m))
        return false;
    if (m.queued.row.state != MESSAGE_WAITING)
        return error_set(err, ERR_CONFLICT, "message.settled", NULL);
    return m.form.kind ? mend(&m) : show(&m, 422);
}

bool post_retry(struct request *request, struct response *response, struct error *err) {
    struct mending m = {
        .request = request, .response = response, .notice = "queue.still-waits", .err = err};
    struct taken taken;
    if (!app_retry_message(request->app, request->arena, &request->actor,
                           request_int(request, "message"), &taken, err))
        return false;
    if (taken.outcome == INTAKE_RECORDED || taken.outcome == INTAKE_ALREADY) {
        response->location = STR("/meddelanden?gjort=infort");
        return true;
    }
    return open_message(&m) && fill(&m) && show(&m, 409);
}

// ---- laying aside ----

static bool show_discard(struct request *request, struct response *response, struct str fault,
                         struct error *err) {
    struct queued queued;
    struct wording wording;
    if (!app_queued(request->app, request->arena, &request->actor, request_int(request, "message"),
                    &queued, err) ||
        !wording_for(request, &wording, err))
        return false;
    struct discard_view view = {
        .page = page_of(request, page_text(request, T_queue_discard_title), SECTION_DAY),
        .row = row_of(&wording, &queued),
        .reason = request_text(request, "reason"),
        .fault = fault,
    };
    view.page.has_faults = fault.n > 0;
    view.page.keeps_form = true;
    view_discard(&response->html, request->language, &view);
    return true;
}

bool page_discard(struct request *request, struct response *response, struct error *err) {
    return show_discard(request, response, STR_NONE, err);
}

bool post_discard(struct request *request, struct response *response, struct error *err) {
    struct error what = {0};
    const struct input *reason = request_input(request, "reason");
    struct str too_long = page_too_long(request, "reason");
    if (!request->fault_count &&
        app_discard_message(request->app, request->arena, &request->actor,
                            request_int(request, "message"), reason->text, &what)) {
        response->location = STR("/meddelanden?gjort=undan");
        return true;
    }
    if (what.code != ERR_NONE && what.code != ERR_INPUT) {
        *err = what;
        return false;
    }
    response->status = 422;
    return show_discard(request, response,
                        too_long.n ? too_long : page_text(request, T_message_reason_needed), err);
}
