// SPDX-License-Identifier: EUPL-1.2
#include "app/people.h"

#include <sodium.h>
#include <stdlib.h>

#include "app/delegations.h"
#include "app/internal.h"
#include "base/utf8.h"
#include "care/number.h"

// ---- may this user? ----

bool people_ask(struct app *app, struct arena *arena, const struct actor *actor, struct str what,
                struct str whom, struct error *err) {
    const struct gate gate = {
        .actor = actor,
        .act = ACT_ADMINISTER,
        .what = str_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(what), whom.n ? " " : "",
                           STR_ARG(whom)),
    };
    return gate.what.p ? gate_pass(app, &gate, true, err) : error_memory(err);
}

// ---- reading ----

bool app_organisations(struct app *app, struct arena *arena, const struct actor *actor,
                       struct organisation_rows *ret_rows, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return people_ask(app, arena, actor, STR("organisations"), STR_NONE, err) &&
           store_read(app->store, &reader, err) &&
           store_organisations(reader, arena, ret_rows, err);
}

bool app_areas(struct app *app, struct arena *arena, const struct actor *actor,
               struct str organisation, struct areas *ret_areas, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return people_ask(app, arena, actor, STR("areas"), organisation, err) &&
           store_read(app->store, &reader, err) &&
           areas_of(reader, arena, organisation, ret_areas, err);
}

// Whether a word of `text` begins so.
static bool has_word(struct str text, struct str beginning) {
    for (struct str word; str_split(&text, ' ', &word);)
        if (str_starts(word, beginning))
            return true;
    return false;
}

static bool fits(struct arena *arena, const struct user_row *row, struct str typed, bool *ret_fits,
                 struct error *err) {
    struct str key, text = str_printf(arena, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(row->name),
                                      STR_ARG(row->login), STR_ARG(row->hsa));
    if (!text.p)
        return error_memory(err);
    if (!utf8_search_key(arena, text, &key, err))
        return false;
    *ret_fits = true;
    for (struct str word; str_split(&typed, ' ', &word);)
        *ret_fits = *ret_fits && (!word.n || has_word(key, word));
    return true;
}

struct ordered {
    struct str order;
    struct user_row row;
};

static int by_order(const void *a, const void *b) {
    const struct ordered *first = a, *second = b;
    int order = str_cmp(first->order, second->order);
    return order ? order : str_cmp(first->row.stream, second->row.stream);
}

static bool sort_users(struct arena *arena, struct user_rows *rows, struct error *err) {
    struct ordered *ordered = ARENA_ARRAY(arena, rows->items.n, struct ordered);
    if (!ordered)
        return error_memory(err);
    for (size_t i = 0; i < rows->items.n; i++) {
        ordered[i].row = rows->items.items[i];
        if (!name_order(arena, ordered[i].row.name, &ordered[i].order, err))
            return false;
    }
    if (rows->items.n)
        qsort(ordered, rows->items.n, sizeof(*ordered), by_order);
    for (size_t i = 0; i < rows->items.n; i++)
        rows->items.items[i] = ordered[i].row;
    return true;
}

bool app_find_users(struct app *app, struct arena *arena, const struct actor *actor,
                    struct str typed, struct user_list *ret_list, struct error *err) {
    struct user_rows all = {0};
    struct user_list list = {0};
    struct str key;
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!people_ask(app, arena, actor, STR("users"), STR_NONE, err) ||
            !utf8_search_key(arena, typed, &key, err) || !store_read(app->store, &reader, err) ||
            !store_users(reader, arena, USERS_MAX, &all, err))
            return false;
    }
    for (size_t i = 0; i < all.items.n; i++) {
        bool fitting;
        if (!fits(arena, &all.items.items[i], key, &fitting, err))
            return false;
        struct user_row *row = fitting ? LIST_PUSH(arena, &list.rows.items) : NULL;
        if (fitting && !row)
            return error_memory(err);
        if (fitting)
            *row = all.items.items[i];
    }
    if (!sort_users(arena, &list.rows, err))
        return false;
    list.more = list.rows.items.n > USERS_SHOWN_MAX;
    if (list.more)
        list.rows.items.n = USERS_SHOWN_MAX;
    *ret_list = list;
    return true;
}

// The kind that registers what has a stream of that kind.
static enum event_kind registers(enum stream_kind kind) {
    switch (kind) {
    case STREAM_organisation:
        return EVENT_organisation_registered;
    case STREAM_unit:
        return EVENT_unit_registered;
    case STREAM_area:
        return EVENT_area_registered;
    case STREAM_user:
        return EVENT_user_registered;
    case STREAM_person:
    case STREAM_routine:
    case STREAM_NONE:
        return EVENT_NONE;
    }
    return EVENT_NONE;
}

static bool read_account(struct reader *reader, struct arena *arena, struct registered *registered,
                         struct error *err) {
    struct account account = {0};
    struct error fault = {0};
    if (!store_account_of(reader, arena, registered->user.stream, &account, &fault) &&
        fault.code != ERR_MISSING) {
        if (err)
            *err = fault;
        return false;
    }
    registered->has_password = account.password.n > 0;
    registered->must_change = account.must_change;
    registered->has_factor = account.totp.n > 0;
    return true;
}

bool people_read(struct reader *reader, struct arena *arena, struct str stream,
                 struct registered *ret_registered, struct error *err) {
    enum stream_kind kind = stream_kind_of(stream);
    enum event_kind registration = registers(kind);
    struct registered registered = {0};
    struct event_list events;
    if (!store_events(reader, arena, stream, &events, err))
        return false;
    for (size_t i = 0; i < events.n; i++) {
        registered.seq = events.items[i].seq;
        if (events.items[i].kind == registration)
            registered.latest = events.items[i].payload;
    }
    if (registration == EVENT_NONE || registered.seq == 0)
        return error_set(err, ERR_MISSING, "people.not-found", NULL);
    if (kind == STREAM_user &&
        (!store_user(reader, arena, stream, &registered.user, err) ||
         !store_assignments_of(reader, arena, stream, &registered.assignments, err) ||
         !read_account(reader, arena, &registered, err)))
        return false;
    *ret_registered = registered;
    return true;
}

bool app_registered(struct app *app, struct arena *arena, const struct actor *actor,
                    struct str stream, struct registered *ret_registered, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return people_ask(app, arena, actor, STR("registered"), stream, err) &&
           store_read(app->store, &reader, err) &&
           people_read(reader, arena, stream, ret_registered, err);
}

// ---- checking ----

struct registering {
    struct app *app;
    struct arena *arena;
    const struct actor *actor;
    const struct register_request *request;
    struct reader *reader;
    struct event_list all;
    struct event draft;
};

static bool at_field(struct error *err, enum field_id field, const char *key) {
    error_set(err, ERR_INPUT, key, NULL);
    return error_at(err, NULL, field_info(field)->id, 0, 0);
}

static bool is_hsa(enum field_id field) {
    return str_is(str_of(field_info(field)->id), "hsa");
}

// HSA-ids in normal form.
static bool normalise(struct registering *r, struct error *err) {
    const struct payload *given = &r->request->payload;
    struct field_value *values = ARENA_ARRAY(r->arena, given->n, struct field_value);
    if (!values)
        return error_memory(err);
    for (size_t i = 0; i < given->n; i++) {
        struct number number;
        values[i] = given->values[i];
        if (!is_hsa(values[i].field) || !values[i].text.n)
            continue;
        if (!number_parse_hsa(values[i].text, &number, err))
            return error_at(err, NULL, "hsa", 0, 0);
        values[i].text = str_copy(r->arena, str_of(number.text));
        if (!values[i].text.p)
            return error_memory(err);
    }
    r->draft.payload = (struct payload){given->n, values};
    return true;
}

static bool same_name(struct arena *arena, struct str a, struct str b, bool *ret_same,
                      struct error *err) {
    struct str first, second;
    if (!utf8_search_key(arena, a, &first, err) || !utf8_search_key(arena, b, &second, err))
        return false;
    *ret_same = str_eq(first, second);
    return true;
}

static bool check_organisation(struct registering *r, struct error *err) {
    struct organisation_rows rows = {0};
    struct str name = payload_text(&r->draft.payload, FIELD_organisation_registered_name);
    if (!store_organisations(r->reader, r->arena, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        bool same;
        if (!same_name(r->arena, rows.items.items[i].name, name, &same, err))
            return false;
        if (same && !str_eq(rows.items.items[i].stream, r->draft.stream))
            return at_field(err, FIELD_organisation_registered_name, "people.name-taken");
    }
    return true;
}

static bool check_belongs(struct registering *r, enum field_id field, struct error *err) {
    struct organisation_rows rows = {0};
    struct str organisation = payload_text(&r->draft.payload, field);
    if (!store_organisations(r->reader, r->arena, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++)
        if (str_eq(rows.items.items[i].stream, organisation))
            return true;
    return at_field(err, field, "people.organisation-unknown");
}

static bool check_unit(struct registering *r, struct error *err) {
    struct unit_rows units = {0};
    struct str name = payload_text(&r->draft.payload, FIELD_unit_registered_name);
    struct str organisation = payload_text(&r->draft.payload, FIELD_unit_registered_organisation);
    if (!check_belongs(r, FIELD_unit_registered_organisation, err) ||
        !store_units(r->reader, r->arena, CODE_NONE, &units, err))
        return false;
    for (size_t i = 0; i < units.items.n; i++) {
        const struct unit_row *row = &units.items.items[i];
        bool same;
        if (!same_name(r->arena, row->name, name, &same, err))
            return false;
        if (same && str_eq(row->organisation, organisation) &&
            !str_eq(row->stream, r->draft.stream))
            return at_field(err, FIELD_unit_registered_name, "people.name-taken");
    }
    return true;
}

bool area_code_taken(struct arena *arena, int code, const struct area *by, struct error *err) {
    struct str text = str_printf(arena, "%03d %02d", code / 100, code % 100);
    if (!text.p)
        return error_memory(err);
    error_set(err, ERR_INPUT, "area.code-taken", text.p, str_c(arena, by->name), NULL);
    return error_at(err, NULL, field_info(FIELD_area_registered_postal_codes)->id, 0, 0);
}

// At any time a postal code lies in one area of the organisation, and a name is that of one.
static bool check_beside(const struct registering *r, const struct area *area,
                         const struct area *other, struct error *err) {
    bool same;
    if (str_eq(other->stream, r->draft.stream) ||
        !area_holds(other, area->from, area->has_to ? &area->to : NULL))
        return true;
    if (!same_name(r->arena, area->name, other->name, &same, err))
        return false;
    if (same)
        return at_field(err, FIELD_area_registered_name, "people.name-taken");
    int code = postal_ranges_common(&area->ranges, &other->ranges);
    return !code || area_code_taken(r->arena, code, other, err);
}

static bool read_draft(struct registering *r, struct area *ret_area, struct error *err) {
    const struct payload *payload = &r->draft.payload;
    const struct field_value *from = payload_get(payload, FIELD_area_registered_from);
    const struct field_value *to = payload_get(payload, FIELD_area_registered_to);
    struct area area = {.name = payload_text(payload, FIELD_area_registered_name),
                        .from = from->date,
                        .has_to = to != NULL};
    if (to)
        area.to = to->date;
    if (area.has_to && date_cmp(area.to, area.from) < 0)
        return at_field(err, FIELD_area_registered_to, "people.ends-before-it-begins");
    if (!postal_ranges_read(r->arena, payload_text(payload, FIELD_area_registered_postal_codes),
                            &area.ranges, err))
        return error_at(err, NULL, field_info(FIELD_area_registered_postal_codes)->id, 0, 0);
    *ret_area = area;
    return true;
}

static bool check_area(struct registering *r, struct error *err) {
    struct area area;
    struct areas areas = {0};
    if (!check_belongs(r, FIELD_area_registered_organisation, err) || !read_draft(r, &area, err) ||
        !areas_of(r->reader, r->arena,
                  payload_text(&r->draft.payload, FIELD_area_registered_organisation), &areas, err))
        return false;
    for (size_t i = 0; i < areas.items.n && !r->request->seen_beside; i++)
        if (!check_beside(r, &area, &areas.items.items[i], err))
            return false;
    return true;
}

static bool check_user(struct registering *r, struct error *err) {
    struct str login = payload_text(&r->draft.payload, FIELD_user_registered_login);
    struct str hsa = payload_text(&r->draft.payload, FIELD_user_registered_hsa);
    struct str mail = payload_text(&r->draft.payload, FIELD_user_registered_mail);
    struct account account;
    struct user_row row;
    struct error fault = {0};
    if (mail.n && !mail_is_address(mail))
        return at_field(err, FIELD_user_registered_mail, "people.mail-wrong");
    if (store_account(r->reader, r->arena, login, &account, &fault)) {
        if (!str_eq(account.user, r->draft.stream)) {
            error_set_str(err, ERR_INPUT, "user.login-taken", login);
            return error_at(err, NULL, "login", 0, 0);
        }
    } else if (fault.code != ERR_MISSING) {
        if (err)
            *err = fault;
        return false;
    }
    error_clear(&fault);
    if (!hsa.n)
        return true;
    if (store_user_by_hsa(r->reader, r->arena, hsa, &row, &fault))
        return str_eq(row.stream, r->draft.stream) ||
               at_field(err, FIELD_user_registered_hsa, "people.hsa-taken");
    if (fault.code != ERR_MISSING && err)
        *err = fault;
    return fault.code == ERR_MISSING;
}

// The same assignment twice, as when a form was gone back to. Somebody may work in two work teams.
static bool has_assignment(struct registering *r, bool *ret_has, struct error *err) {
    struct assignment_rows rows = {0};
    struct str unit = payload_text(&r->draft.payload, FIELD_assignment_given_unit);
    const struct field_value *role = payload_get(&r->draft.payload, FIELD_assignment_given_role);
    const struct field_value *from = payload_get(&r->draft.payload, FIELD_assignment_given_from);
    const struct field_value *team = payload_get(&r->draft.payload, FIELD_assignment_given_team);
    *ret_has = false;
    if (!store_assignments_of(r->reader, r->arena, r->draft.stream, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        const struct assignment_row *row = &rows.items.items[i];
        *ret_has =
            *ret_has || (role && from && str_eq(row->unit, unit) && row->role == role->code &&
                         row->team == (team ? team->code : CODE_NONE) &&
                         str_eq(row->from, date_text(r->arena, from->date)));
    }
    return true;
}

static bool check_assignment(struct registering *r, struct error *err) {
    bool has;
    if (!has_assignment(r, &has, err))
        return false;
    if (has)
        return at_field(err, FIELD_assignment_given_from, "people.has-assignment");
    const struct field_value *from = payload_get(&r->draft.payload, FIELD_assignment_given_from);
    const struct field_value *to = payload_get(&r->draft.payload, FIELD_assignment_given_to);
    return !from || !to || date_cmp(from->date, to->date) <= 0 ||
           at_field(err, FIELD_assignment_given_to, "people.ends-before-it-begins");
}

static bool not_oneself(const struct registering *r, struct error *err) {
    return !str_eq(r->draft.stream, r->actor->user) ||
           error_set(err, ERR_INPUT, "people.not-yourself", NULL);
}

static bool check_ending(struct registering *r, struct error *err) {
    struct assignment_rows rows = {0};
    struct str id = payload_text(&r->draft.payload, FIELD_assignment_ended_assignment);
    const struct field_value *to = payload_get(&r->draft.payload, FIELD_assignment_ended_to);
    if (!store_assignments_of(r->reader, r->arena, r->draft.stream, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        const struct assignment_row *row = &rows.items.items[i];
        struct date from;
        if (!str_eq(row->id, id))
            continue;
        if (to && date_parse(row->from, &from) && date_cmp(to->date, from) < 0)
            return at_field(err, FIELD_assignment_ended_to, "people.ends-before-it-begins");
        return !str_eq(id, r->actor->assignment) || not_oneself(r, err);
    }
    return error_set(err, ERR_INPUT, "assignment.unknown", NULL);
}

// ---- delegations (P-09) ----

static bool is_care_staff(const struct registering *r, struct date day, bool *ret_is,
                          struct error *err) {
    struct assignment_rows rows = {0};
    if (!store_assignments_of(r->reader, r->arena, r->draft.stream, &rows, err))
        return false;
    *ret_is = false;
    for (size_t i = 0; i < rows.items.n; i++)
        *ret_is = *ret_is || (rows.items.items[i].role == CODE_role_care_staff &&
                              assignment_holds(&rows.items.items[i], day));
    return true;
}

static bool check_length(const struct registering *r, struct date from, struct date to,
                         struct error *err) {
    const struct parameter_value *most =
        parameter_at(r->app->routine, STR(PARAMETER_DELEGATION_DAYS), from);
    int64_t days;
    struct date last;
    if (!most || !str_int64(most->words, &days) || !date_add_days(from, days - 1, &last) ||
        date_cmp(to, last) <= 0)
        return true;
    error_set_str(err, ERR_INPUT, "delegation.too-long", date_text(r->arena, last));
    return error_at(err, NULL, field_info(FIELD_delegation_given_to)->id, 0, 0);
}

static bool check_delegation(struct registering *r, struct error *err) {
    const struct payload *payload = &r->draft.payload;
    struct date from = payload_get(payload, FIELD_delegation_given_from)->date;
    struct date to = payload_get(payload, FIELD_delegation_given_to)->date;
    uint32_t tasks = payload_get(payload, FIELD_delegation_given_tasks)->set;
    const struct list_info *list = list_info(CODES_intervention_kind);
    bool is_staff;
    for (enum code code = list->first; code < list->first + list->count; code++)
        if (set_has(tasks, code) && !code_info(code)->by_delegation)
            return at_field(err, FIELD_delegation_given_tasks, "delegation.needs-none");
    if (date_cmp(to, from) < 0)
        return at_field(err, FIELD_delegation_given_to, "people.ends-before-it-begins");
    if (!is_care_staff(r, app_today(r->app), &is_staff, err))
        return false;
    return (is_staff || error_set(err, ERR_INPUT, "delegation.not-care-staff", NULL)) &&
           check_length(r, from, to, err);
}

static bool check_withdrawal(struct registering *r, struct error *err) {
    struct delegation_rows rows = {0};
    struct str of = payload_text(&r->draft.payload, FIELD_delegation_withdrawn_delegation);
    int64_t seq;
    if (!str_int64(of, &seq) ||
        !store_delegations_of(r->reader, r->arena, r->draft.stream, &rows, err))
        return error_set(err, ERR_INPUT, "delegation.unknown", NULL);
    for (size_t i = 0; i < rows.items.n; i++)
        if (rows.items.items[i].seq == seq)
            return true;
    return error_set(err, ERR_INPUT, "delegation.unknown", NULL);
}

static bool check_disabling(struct registering *r, struct error *err) {
    return not_oneself(r, err);
}

// The kinds that are registered here, and what is asked of each besides its fields.
static const struct {
    enum event_kind kind;
    bool (*check)(struct registering *r, struct error *err);
} checks[] = {
    {EVENT_organisation_registered, check_organisation},
    {EVENT_unit_registered, check_unit},
    {EVENT_area_registered, check_area},
    {EVENT_user_registered, check_user},
    {EVENT_assignment_given, check_assignment},
    {EVENT_assignment_ended, check_ending},
    {EVENT_user_disabled, check_disabling},
    {EVENT_user_enabled, NULL},
    {EVENT_delegation_given, check_delegation},
    {EVENT_delegation_withdrawn, check_withdrawal},
};

static bool check(struct registering *r, struct error *err) {
    struct draft_place place = {.before = r->all, .effective = r->all};
    if (!check_fields(r->app, r->arena, r->reader, &r->draft, &place, err))
        return false;
    for (size_t i = 0; i < COUNT(checks); i++)
        if (checks[i].kind == r->draft.kind)
            return !checks[i].check || checks[i].check(r, err);
    return error_set(err, ERR_MISSING, "people.not-found", NULL);
}

// ---- recording ----

static bool load(struct registering *r, struct error *err) {
    const struct register_request *request = r->request;
    enum stream_kind kind = event_info(request->kind)->stream;
    bool is_new = request->stream.n == 0;
    r->draft.stream = is_new ? stream_new(r->arena, kind, app_now(r->app)) : request->stream;
    if (!r->draft.stream.p)
        return error_memory(err);
    if (stream_kind_of(r->draft.stream) != kind || (is_new && registers(kind) != request->kind))
        return error_set(err, ERR_MISSING, "people.not-found", NULL);
    if (!store_events(r->reader, r->arena, r->draft.stream, &r->all, err))
        return false;
    if (!is_new && r->all.n == 0)
        return error_set(err, ERR_MISSING, "people.not-found", NULL);
    return true;
}

static bool sent_before(const struct registering *r) {
    for (size_t i = 0; r->request->key.n > 0 && i < r->all.n; i++)
        if (str_eq(r->all.items[i].idempotency_key, r->request->key) &&
            str_eq(r->all.items[i].recorder, r->actor->user))
            return true;
    return false;
}

static void complete(struct registering *r) {
    struct event *draft = &r->draft;
    const struct payload payload = draft->payload;
    *draft = actor_event(r->app, r->actor, draft->stream, r->request->kind);
    draft->payload = payload;
    draft->idempotency_key = r->request->key;
}

// An account goes with the user: without a password until one is given.
static bool keep_account(struct registering *r, struct error *err) {
    struct account account = {0};
    struct error fault = {0};
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(r->app->store, &reader, err))
            return false;
        if (!store_account_of(reader, r->arena, r->draft.stream, &account, &fault) &&
            fault.code != ERR_MISSING) {
            if (err)
                *err = fault;
            return false;
        }
    }
    account.user = r->draft.stream;
    account.login = payload_text(&r->draft.payload, FIELD_user_registered_login);
    if (!account.password.p)
        account.password = STR("");
    return store_put_account(r->app->store, &account, err);
}

static bool what_follows(struct registering *r, struct error *err) {
    if (r->draft.kind == EVENT_user_registered)
        return keep_account(r, err);
    if (r->draft.kind == EVENT_user_disabled)
        return session_end_of(r->app, r->draft.stream, NULL, err);
    return true;
}

static bool prepare(struct registering *r, bool *ret_done, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    *ret_done = false;
    if (!store_read(r->app->store, &reader, err))
        return false;
    r->reader = reader;
    if (!load(r, err))
        return false;
    *ret_done = sent_before(r);
    if (*ret_done)
        return true;
    int64_t seq = r->all.n ? r->all.items[r->all.n - 1].seq : 0;
    if (r->request->stream.n && r->request->seen_seq != seq)
        return error_set(err, ERR_CONFLICT, "people.others-first", NULL);
    complete(r);
    return normalise(r, err) && check(r, err);
}

// Whoever is licensed delegates; all else is the administrator's.
static bool ask(struct app *app, struct arena *arena, const struct actor *actor,
                const struct register_request *request, struct error *err) {
    if (request->kind != EVENT_delegation_given && request->kind != EVENT_delegation_withdrawn)
        return people_ask(app, arena, actor, str_of(event_info(request->kind)->id), request->stream,
                          err);
    const struct gate gate = {.actor = actor,
                              .act = ACT_DELEGATE,
                              .what =
                                  str_printf(arena, "%s " STR_FMT, event_info(request->kind)->id,
                                             STR_ARG(request->stream))};
    return gate.what.p ? gate_pass(app, &gate, true, err) : error_memory(err);
}

bool app_register(struct app *app, struct arena *arena, const struct actor *actor,
                  const struct register_request *request, struct str *ret_stream,
                  struct error *err) {
    struct registering r = {.app = app, .arena = arena, .actor = actor, .request = request};
    bool done;
    if (!ask(app, arena, actor, request, err) || !prepare(&r, &done, err))
        return false;
    if (!done && (!append_told(app, arena, &r.all, &r.draft, err) || !what_follows(&r, err)))
        return false;
    *ret_stream = r.draft.stream;
    return true;
}

// ---- accounts of others ----

// Letters and digits that nobody takes for another when a password is read out.
static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";

static struct str new_password(struct arena *arena) {
    char text[FIRST_PASSWORD_SIZE];
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = i % 5 == 4 ? '-' : letters[randombytes_uniform(sizeof(letters) - 1)];
    return str_copy(arena, (struct str){text, sizeof(text)});
}

static bool account_of(struct app *app, struct arena *arena, struct str user,
                       struct account *ret_account, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) &&
           store_account_of(reader, arena, user, ret_account, err);
}

bool app_give_password(struct app *app, struct arena *arena, const struct actor *actor,
                       struct str user, struct str *ret_password, struct error *err) {
    struct account account;
    struct str password = new_password(arena);
    if (!password.p)
        return error_memory(err);
    if (!people_ask(app, arena, actor, STR("password"), user, err) ||
        !account_of(app, arena, user, &account, err))
        return false;
    // The very first one is handed over: there is nothing to be warned of.
    bool had_one = account.password.n > 0;
    if (!password_hash(app, arena, password, &account.password, err))
        return false;
    account.must_change = true;
    account.failures = 0;
    account.locked_until = (struct instant){0};
    if (!(had_one ? account_change(app, arena, &account, actor->user, CHANGE_FIRST_PASSWORD, err)
                  : store_put_account(app->store, &account, err)) ||
        !session_end_of(app, user, NULL, err))
        return false;
    *ret_password = password;
    return true;
}

bool app_take_factor(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str user, struct error *err) {
    struct account account;
    if (!people_ask(app, arena, actor, STR("factor"), user, err) ||
        !account_of(app, arena, user, &account, err))
        return false;
    account.totp = account.recovery = STR("");
    account.totp_step = 0;
    return account_change(app, arena, &account, actor->user, CHANGE_FACTOR_OFF, err) &&
           session_end_of(app, user, NULL, err);
}
