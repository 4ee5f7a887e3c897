// SPDX-License-Identifier: EUPL-1.2
//
// People: organisations, units, users and assignments, for the administrator. A form of any fact
// about one of them is made from the vocabulary, as everywhere.
#include "app/delegations.h"
#include "app/in_force.h"

#include "web/form.h"
#include "web/routes.h"
#include "web/view_people.h"
#include "web/views.h"

// ---- organisations and units ----

static bool add_units(const struct request *request, const struct unit_rows *units,
                      struct str organisation, struct organisation_part *part, struct error *err) {
    for (size_t i = 0; i < units->items.n; i++) {
        const struct unit_row *row = &units->items.items[i];
        if (!str_eq(row->organisation, organisation))
            continue;
        struct unit_line *line = LIST_PUSH(request->arena, &part->units);
        if (!line)
            return error_memory(err);
        *line = (struct unit_line){
            .id = stream_id(row->stream),
            .name = row->name,
            .kind = capitalised(request->arena, code_words(request->language, row->kind)),
            .telephone = row->telephone,
            .hsa = row->hsa,
        };
    }
    return true;
}

static bool add_areas(const struct request *request, const struct wording *wording,
                      struct str organisation, struct organisation_part *part, struct error *err) {
    struct areas areas = {0};
    if (!app_areas(request->app, request->arena, &request->actor, organisation, &areas, err))
        return false;
    for (size_t i = 0; i < areas.items.n; i++) {
        const struct area *area = &areas.items.items[i];
        struct area_line *line = LIST_PUSH(request->arena, &part->areas);
        if (!line)
            return error_memory(err);
        *line = (struct area_line){
            .id = stream_id(area->stream),
            .name = area->name,
            .postal_codes = area->postal_codes,
            .from = date_words(request->arena, request->language, area->from, wording->today),
            .over = area->has_to && date_cmp(area->to, wording->today) < 0,
            .to_come = date_cmp(area->from, wording->today) > 0,
        };
        if (area->has_to)
            line->to = date_words(request->arena, request->language, area->to, wording->today);
    }
    return true;
}

// P-04: whoever answers for a routine is told that it cannot answer.
static bool add_unanswered(const struct request *request, struct people_page *view,
                           struct error *err) {
    struct arena *arena = request->arena;
    struct unanswered_routines unanswered;
    if (!app_unanswered(request->app, arena, &request->actor, &unanswered, err))
        return false;
    for (size_t i = 0; i < unanswered.items.n; i++) {
        const struct unanswered *one = &unanswered.items.items[i];
        struct str *line = LIST_PUSH(arena, &view->unanswered);
        if (!line)
            return error_memory(err);
        *line = TR(arena, request->language, T_people_unanswered, one->title,
                   tr_number(arena, one->cases));
    }
    return true;
}

bool page_people(struct request *request, struct response *response, struct error *err) {
    struct organisation_rows organisations = {0};
    struct unit_rows units = {0};
    struct wording wording;
    struct people_page view = {
        .page = page_of(request, page_text(request, T_people_title), SECTION_PEOPLE)};
    if (!app_organisations(request->app, request->arena, &request->actor, &organisations, err) ||
        !app_all_units(request->app, request->arena, &units, err) ||
        !wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err))
        return false;
    if (!told_fill(request, STR("/forvaltning"), &view.told, err) ||
        !add_unanswered(request, &view, err))
        return false;
    for (size_t i = 0; i < organisations.items.n; i++) {
        const struct organisation_row *row = &organisations.items.items[i];
        struct organisation_part *part = LIST_PUSH(request->arena, &view.organisations);
        if (!part)
            return error_memory(err);
        *part = (struct organisation_part){
            .id = stream_id(row->stream), .name = row->name, .hsa = row->hsa};
        if (!add_units(request, &units, row->stream, part, err) ||
            !add_areas(request, &wording, row->stream, part, err))
            return false;
    }
    view_people(&response->html, request->language, &view);
    return true;
}

// ---- users ----

bool page_users(struct request *request, struct response *response, struct error *err) {
    struct user_list list = {0};
    struct users_page view = {
        .page = page_of(request, page_text(request, T_people_users), SECTION_PEOPLE),
        .typed = request_text(request, "sok"),
        .fault = page_too_long(request, "sok"),
    };
    // What is too long is not looked for: everybody stands there.
    struct str sought = view.fault.n ? STR_NONE : view.typed;
    if (!app_find_users(request->app, request->arena, &request->actor, sought, &list, err))
        return false;
    view.page.has_faults = view.fault.n > 0;
    view.more = list.more;
    for (size_t i = 0; i < list.rows.items.n; i++) {
        const struct user_row *row = &list.rows.items.items[i];
        struct user_line *line = LIST_PUSH(request->arena, &view.users);
        if (!line)
            return error_memory(err);
        *line = (struct user_line){.id = stream_id(row->stream),
                                   .name = row->name,
                                   .login = row->login,
                                   .disabled = row->disabled};
    }
    view_users(&response->html, request->language, &view);
    return true;
}

static struct str stream_of(const struct request *request, const char *kind) {
    return str_printf(request->arena, "%s/" STR_FMT, kind, STR_ARG(request_text(request, "id")));
}

static bool add_assignments(const struct request *request, const struct wording *wording,
                            const struct registered *registered, struct user_page *view,
                            struct error *err) {
    for (size_t i = 0; i < registered->assignments.items.n; i++) {
        const struct assignment_row *row = &registered->assignments.items.items[i];
        struct held_assignment *held = LIST_PUSH(request->arena, &view->assignments);
        struct date from, to;
        if (!held)
            return error_memory(err);
        *held = (struct held_assignment){
            .id = row->id,
            .role = capitalised(request->arena, code_words(request->language, row->role)),
            .unit = row->unit_name,
            .from = day_words(wording, row->from),
            .to = day_words(wording, row->to),
            .purpose = code_words(request->language, row->purpose),
            .hsa = row->hsa,
            .over = date_parse(row->to, &to) && date_cmp(to, wording->today) < 0,
            .to_come = date_parse(row->from, &from) && date_cmp(from, wording->today) > 0,
        };
    }
    return true;
}

static bool show_user(struct request *request, struct response *response, struct str password,
                      struct error *err) {
    struct registered registered = {0};
    struct wording wording;
    struct str stream = stream_of(request, "user");
    if (!stream.p)
        return error_memory(err);
    if (!app_registered(request->app, request->arena, &request->actor, stream, &registered, err) ||
        !wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err))
        return false;
    struct user_page view = {
        .page = page_of(request, registered.user.name, SECTION_PEOPLE),
        .id = stream_id(stream),
        .name = registered.user.name,
        .login = registered.user.login,
        .hsa = registered.user.hsa,
        .password = password,
        .state = page_text(request, !registered.has_password ? T_people_password_none
                                    : registered.must_change ? T_people_password_first
                                                             : T_people_password_own),
        .has_password = registered.has_password,
        .disabled = registered.user.disabled,
        .has_factor = registered.has_factor,
        .oneself = str_eq(stream, request->actor.user),
    };
    if (!add_assignments(request, &wording, &registered, &view, err))
        return false;
    view_user(&response->html, request->language, &view);
    return true;
}

bool page_user(struct request *request, struct response *response, struct error *err) {
    return show_user(request, response, STR_NONE, err);
}

bool post_give_password(struct request *request, struct response *response, struct error *err) {
    struct str password, stream = stream_of(request, "user");
    return app_give_password(request->app, request->arena, &request->actor, stream, &password,
                             err) &&
           show_user(request, response, password, err);
}

bool post_take_factor(struct request *request, struct response *response, struct error *err) {
    struct str stream = stream_of(request, "user");
    response->location = str_printf(request->arena, "/forvaltning/anvandare/" STR_FMT,
                                    STR_ARG(request_text(request, "id")));
    return app_take_factor(request->app, request->arena, &request->actor, stream, err);
}

// ---- the form of a fact ----

struct registering {
    struct request *request;
    struct response *response;
    struct str stream; // empty: something new
    struct event_form form;
    struct wording wording;
    struct registered from;
    struct typed typed;
    struct field_faults faults;
    struct str key;
    int64_t seen;
    struct error *err;
};

static bool new_key(struct registering *r) {
    r->key = form_key_new(r->request->arena);
    return r->key.p ? true : error_memory(r->err);
}

static bool is_registration(enum event_kind kind) {
    return kind == EVENT_organisation_registered || kind == EVENT_unit_registered ||
           kind == EVENT_area_registered || kind == EVENT_user_registered;
}

static bool is_delegation(enum event_kind kind) {
    return kind == EVENT_delegation_given || kind == EVENT_delegation_withdrawn;
}

static bool fill(struct registering *r) {
    struct arena *arena = r->request->arena;
    r->seen = r->from.seq;
    if (!typed_copy(r->request, &r->typed, r->err))
        return false;
    r->key = request_text(r->request, "key");
    if (r->key.n) { // as it was sent
        r->seen = request_int(r->request, "seen");
        return true;
    }
    if (r->stream.n && is_registration(r->form.kind) &&
        !event_form_fill(arena, &r->from.latest, &r->typed, r->err))
        return false;
    if (r->form.kind == EVENT_assignment_ended &&
        !typed_add(arena, &r->typed, STR("to"), date_text(arena, r->wording.today), r->err))
        return false;
    bool begins = r->form.kind == EVENT_assignment_given || is_delegation(r->form.kind) ||
                  (r->form.kind == EVENT_area_registered && !r->stream.n);
    if (begins &&
        !typed_add(arena, &r->typed, STR("from"), date_text(arena, r->wording.today), r->err))
        return false;
    return new_key(r);
}

static bool open_form(struct registering *r) {
    struct request *request = r->request;
    struct str subject = request_text(request, "subject");
    enum event_kind kind = event_kind_find(request_text(request, "kind"));
    bool known =
        kind != EVENT_NONE && (subject.n ? str_is(subject, stream_kind_id(event_info(kind)->stream))
                                         : is_registration(kind));
    if (!known)
        return error_set(r->err, ERR_MISSING, "page.not-found", NULL);
    r->form.kind = kind;
    if (subject.n) {
        r->stream = stream_of(request, stream_kind_id(event_info(kind)->stream));
        if (!r->stream.p)
            return error_memory(r->err);
        bool read = is_delegation(kind)
                        ? app_delegated(request->app, request->arena, &request->actor, r->stream,
                                        &r->from, r->err)
                        : app_registered(request->app, request->arena, &request->actor, r->stream,
                                         &r->from, r->err);
        if (!read)
            return false;
    }
    return wording_of(request->app, request->arena, &request->actor, request->language, &r->wording,
                      r->err) &&
           fill(r);
}

static bool add_option(struct registering *r, struct field_view *field, struct str value,
                       struct str label) {
    struct option_view *option = LIST_PUSH(r->request->arena, &field->options);
    if (!option)
        return error_memory(r->err);
    *option =
        (struct option_view){.value = value, .label = label, .chosen = str_eq(field->value, value)};
    return true;
}

static bool offer_organisations(struct registering *r, struct field_view *field) {
    struct organisation_rows rows = {0};
    if (!app_organisations(r->request->app, r->request->arena, &r->request->actor, &rows, r->err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++)
        if (!add_option(r, field, rows.items.items[i].stream, rows.items.items[i].name))
            return false;
    return true;
}

static bool offer_assignments(struct registering *r, struct field_view *field) {
    for (size_t i = 0; i < r->from.assignments.items.n; i++) {
        const struct assignment_row *row = &r->from.assignments.items.items[i];
        struct str role = code_words(r->request->language, row->role);
        struct str label = TR(r->request->arena, r->request->language, T_people_assignment_option,
                              role, row->unit_name, day_words(&r->wording, row->from));
        if (!add_option(r, field, row->id, capitalised(r->request->arena, label)))
            return false;
    }
    return true;
}

static bool offer_delegations(struct registering *r, struct field_view *field) {
    const struct delegation_rows *rows = &r->from.delegations;
    for (size_t i = 0; i < rows->items.n; i++) {
        const struct delegation_row *row = &rows->items.items[i];
        struct str tasks = set_words(&r->wording, row->tasks, CODES_intervention_kind, T_words_and);
        struct str label = TR(r->request->arena, r->request->language, T_delegations_option, tasks,
                              day_words(&r->wording, row->to));
        if (str_cmp(row->to, date_text(r->request->arena, r->wording.today)) >= 0 &&
            !add_option(r, field, tr_number(r->request->arena, row->seq), label))
            return false;
    }
    return true;
}

// Only what demands a delegation is delegated.
static void offer_tasks(struct field_view *field) {
    size_t n = 0;
    for (size_t i = 0; i < field->options.n; i++) {
        enum code code = code_find(CODES_intervention_kind, field->options.items[i].value);
        if (code_info(code)->by_delegation)
            field->options.items[n++] = field->options.items[i];
    }
    field->options.n = n;
}

static bool offer_choice(struct registering *r, enum field_choice choice,
                         struct field_view *field) {
    field->is_line = false;
    field->is_list = true;
    switch (choice) {
    case CHOICE_ORGANISATION:
        return offer_organisations(r, field);
    case CHOICE_ASSIGNMENT:
        return offer_assignments(r, field);
    case CHOICE_DELEGATION:
        return offer_delegations(r, field);
    case CHOICE_NONE:
        break;
    }
    return true;
}

static bool offer(struct registering *r, struct fields_view *fields) {
    for (size_t i = 0; i < fields->items.n; i++) {
        struct field_view *field = &fields->items.items[i];
        enum field_choice choice = event_form_choice(field->field);
        if (field->field == FIELD_delegation_given_tasks)
            offer_tasks(field);
        if (choice != CHOICE_NONE && !offer_choice(r, choice, field))
            return false;
    }
    return true;
}

// The list of the unit where the user works as care staff.
static struct str back_to_unit(const struct registering *r) {
    const struct assignment_rows *rows = &r->from.assignments;
    for (size_t i = 0; i < rows->items.n; i++)
        if (rows->items.items[i].role == CODE_role_care_staff)
            return str_printf(r->request->arena, "/delegeringar?enhet=" STR_FMT,
                              STR_ARG(stream_id(rows->items.items[i].unit)));
    return STR("/delegeringar");
}

static struct str back_of(const struct registering *r, enum stream_kind kind, struct str stream) {
    if (is_delegation(r->form.kind))
        return back_to_unit(r);
    if (kind == STREAM_user)
        return stream.n ? str_printf(r->request->arena, "/forvaltning/anvandare/" STR_FMT,
                                     STR_ARG(stream_id(stream)))
                        : STR("/forvaltning/anvandare");
    return STR("/forvaltning");
}

// A new area is "nytt", everything else "ny".
static const struct {
    enum event_kind kind;
    enum text_id heading, change;
} registrations[] = {
    {EVENT_organisation_registered, T_people_new_organisation, T_people_change_organisation},
    {EVENT_unit_registered, T_people_new_unit, T_people_change_unit},
    {EVENT_user_registered, T_people_new_user, T_people_change_user_heading},
    {EVENT_area_registered, T_people_new_area, T_people_change_area},
};

static struct str heading_of(const struct registering *r) {
    struct request *request = r->request;
    for (size_t i = 0; i < COUNT(registrations); i++)
        if (registrations[i].kind == r->form.kind)
            return page_text(request,
                             r->stream.n ? registrations[i].change : registrations[i].heading);
    return act_words(request->arena, request->language, r->form.kind, request->actor.role);
}

static bool show_form(struct registering *r) {
    struct request *request = r->request;
    enum stream_kind kind = event_info(r->form.kind)->stream;
    const struct form_maker maker = {
        .wording = &r->wording, .form = &r->form, .typed = &r->typed, .faults = &r->faults};
    static const struct common_view no_common;
    struct register_page view = {
        .page = page_of(request, heading_of(r),
                        is_delegation(r->form.kind) ? SECTION_NONE : SECTION_PEOPLE),
        .heading = heading_of(r),
        .lead = kind == STREAM_user ? r->from.user.name : STR_NONE,
        .action = request->path,
        .back = back_of(r, kind, r->stream),
        .send = send_words(request->arena, request->language, r->form.kind),
        .key = r->key,
        .seen = r->seen,
    };
    if (!form_view_fields(&maker, &view.fields, r->err) || !offer(r, &view.fields) ||
        !form_view_faults(&maker, &view.fields, &no_common, &view.faults, r->err))
        return false;
    view.faults.heading = page_text(request, T_form_faults_heading);
    view.page.keeps_form = true;
    view.page.has_faults = r->faults.items.n > 0;
    if (view.page.has_faults)
        r->response->status = 422;
    view_register(&r->response->html, request->language, &view);
    return true;
}

bool page_register(struct request *request, struct response *response, struct error *err) {
    struct registering r = {.request = request, .response = response, .err = err};
    return open_form(&r) && show_form(&r);
}

bool post_register(struct request *request, struct response *response, struct error *err) {
    struct registering r = {.request = request, .response = response, .err = err};
    struct event draft = {0};
    struct error what = {0};
    struct str stream;
    if (!open_form(&r) ||
        !event_form_read(request, &r.form, r.wording.today, r.wording.zone, &draft, &r.faults, err))
        return false;
    if (r.faults.items.n)
        return show_form(&r);
    const struct register_request wanted = {.stream = r.stream,
                                            .seen_seq = r.seen,
                                            .key = r.key,
                                            .kind = r.form.kind,
                                            .payload = draft.payload};
    if (app_register(request->app, request->arena, &request->actor, &wanted, &stream, &what)) {
        response->location = back_of(&r, event_info(r.form.kind)->stream, stream);
        return !arena_failed(request->arena) || error_memory(err);
    }
    if (what.code != ERR_INPUT && what.code != ERR_CONFLICT) {
        *err = what;
        return false;
    }
    // What others changed meanwhile is seen at the next sending: the form is based on it now.
    r.seen = r.from.seq;
    return form_fault_from(request->arena, &r.faults, &what, err) && show_form(&r);
}
