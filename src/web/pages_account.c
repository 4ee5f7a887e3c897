// SPDX-License-Identifier: EUPL-1.2
//
// Showing who one is (a code, the password once more), and one's own account: password, second
// factor, sessions.
#include "app/account.h"
#include "app/device.h"
#include "app/openid.h"
#include "web/qr.h"
#include "web/routes.h"
#include "web/view_account.h"
#include "web/views.h"
#include "web/words.h"

// ---- short forms ----

static struct ask_view ask_of(const struct request *request, enum text_id title, enum text_id lead,
                              const char *action, enum text_id send) {
    return (struct ask_view){
        .page = page_of(request, page_text(request, title), SECTION_NONE),
        .heading = page_text(request, title),
        .lead = page_text(request, lead),
        .action = str_of(action),
        .send = page_text(request, send),
        .sedan = request_text(request, "sedan"),
        .typed = request_text(request, "typed"),
        .asks = true,
    };
}

static bool add_field(const struct request *request, struct ask_view *view,
                      const struct ask_field *field, struct error *err) {
    struct ask_field *added = LIST_PUSH(request->arena, &view->fields);
    if (!added)
        return error_memory(err);
    *added = *field;
    view->asks_new = view->asks_new || field->is_new;
    if (!view->first.n)
        view->first = field->name;
    return true;
}

// Which field a fault is about: those that were left empty or are too long, or `wrong` when one of
// them is named.
static void mark_fields(const struct request *request, struct ask_view *view) {
    bool found = false;
    for (size_t i = 0; i < view->fields.n; i++) {
        struct ask_field *field = &view->fields.items[i];
        const char *name = field->name.p; // a literal
        bool lacking = request->fault_count && !request_text(request, name).n;
        struct str too_long = page_too_long(request, name);
        if (lacking)
            field->fault = page_text(request, T_form_missing);
        else if (too_long.n)
            view->fault = field->fault = too_long;
        else if (!request->fault_count && str_eq(field->name, view->wrong))
            field->fault = view->fault;
        if (field->fault.n && !found)
            view->first = field->name;
        found = found || field->fault.n;
    }
}

static bool show(struct request *request, struct response *response, struct ask_view *view) {
    view->page.has_faults = view->fault.n > 0;
    if (view->fault.n && !view->elsewhere)
        mark_fields(request, view);
    if (view->fault.n && !response->status)
        response->status = 422;
    view_ask(&response->html, request->language, view);
    return true;
}

// What was wrong with what was sent, in words; false when it is another kind of failure.
static bool fault_of(struct request *request, struct response *response, const struct error *what,
                     struct str *ret_fault, struct error *err) {
    if (what->code != ERR_DENIED && what->code != ERR_INPUT) {
        *err = *what;
        return false;
    }
    response->status = what->code == ERR_DENIED ? 403 : 422;
    *ret_fault = failure_words(request->arena, request->language, what);
    return true;
}

// ---- the code after the password ----

static bool show_code(struct request *request, struct response *response, struct str fault,
                      struct error *err) {
    const struct ask_field field = {.name = STR("code"),
                                    .label = T_code_label,
                                    .hint = T_code_hint,
                                    .has_hint = true,
                                    .autocomplete = STR("one-time-code")};
    struct ask_view view =
        ask_of(request, T_code_title, T_code_lead, "/logga-in/kod", T_sign_in_button);
    view.fault = fault;
    view.wrong = field.name;
    view.may_sign_out = true;
    return add_field(request, &view, &field, err) && show(request, response, &view);
}

// Nothing is lacking any more: a page that was kept open.
static bool is_done(const struct request *request, struct response *response, int64_t lacks) {
    if (request->actor.lacks & lacks)
        return false;
    response->location = STR("/");
    return true;
}

bool page_code(struct request *request, struct response *response, struct error *err) {
    return is_done(request, response, LACKS_CODE) || show_code(request, response, STR_NONE, err);
}

bool post_code(struct request *request, struct response *response, struct error *err) {
    struct error what = {0};
    struct str fault = page_text(request, T_code_needed);
    if (is_done(request, response, LACKS_CODE))
        return true;
    if (!request->fault_count) {
        if (app_confirm_code(request->app, request->arena, &request->actor,
                             request_text(request, "code"), &request->client,
                             &response->set_session, &what))
            return request_go_on(request, response, err);
        if (!fault_of(request, response, &what, &fault, err))
            return false;
    }
    return show_code(request, response, fault, err);
}

// ---- who one is, once more ----

static bool prove_of(const struct request *request, struct str fault, struct ask_view *ret_view,
                     struct error *err) {
    const struct ask_field password = {.name = STR("password"),
                                       .label = T_sign_in_password,
                                       .autocomplete = STR("current-password"),
                                       .is_password = true};
    const struct ask_field code = {.name = STR("code"),
                                   .label = T_code_label,
                                   .hint = T_code_hint,
                                   .has_hint = true,
                                   .autocomplete = STR("one-time-code")};
    struct own_account account = {0};
    bool moved = request->actor.other_device;
    *ret_view = ask_of(request, T_prove_title, moved ? T_prove_lead_device : T_prove_lead,
                       "/bekrafta", T_prove_button);
    ret_view->fault = fault;
    ret_view->may_sign_out = true;
    if (!app_own_account(request->app, request->arena, &request->actor, &account, err))
        return false;
    ret_view->asks = account.has_password && app_has_passwords(request->app);
    struct str name;
    if (app_has_provider(request->app, request->language, &name))
        ret_view->provider = name;
    return add_field(request, ret_view, &password, err) &&
           (!account.has_factor || add_field(request, ret_view, &code, err));
}

static bool show_prove(struct request *request, struct response *response, struct str fault,
                       struct error *err) {
    struct ask_view view;
    return prove_of(request, fault, &view, err) && show(request, response, &view);
}

bool ask_again(struct request *request, struct response *response, struct str fault,
               struct str sedan, struct str typed, struct error *err) {
    struct ask_view view;
    if (!prove_of(request, fault, &view, err))
        return false;
    view.elsewhere = true;
    view.sedan = sedan;
    view.typed = typed;
    return show(request, response, &view);
}

bool page_prove(struct request *request, struct response *response, struct error *err) {
    return show_prove(request, response, STR_NONE, err);
}

bool post_prove(struct request *request, struct response *response, struct error *err) {
    struct error what = {0};
    struct str fault = page_text(request, T_prove_needed);
    if (!request->fault_count) {
        if (app_prove(request->app, request->arena, &request->actor,
                      request_text(request, "password"), request_text(request, "code"),
                      &request->client, &response->set_session, &what))
            return request_go_on(request, response, err);
        if (!fault_of(request, response, &what, &fault, err))
            return false;
    }
    return show_prove(request, response, fault, err);
}

// ---- a password of one's own ----

static bool show_password(struct request *request, struct response *response, struct str fault,
                          struct str wrong, struct error *err) {
    const struct ask_field fields[] = {
        {.name = STR("old"),
         .label = T_password_old,
         .autocomplete = STR("current-password"),
         .is_password = true},
        {.name = STR("new"),
         .label = T_password_new,
         .hint = T_password_hint,
         .has_hint = true,
         .autocomplete = STR("new-password"),
         .is_password = true,
         .is_new = true},
        {.name = STR("again"),
         .label = T_password_again,
         .autocomplete = STR("new-password"),
         .is_password = true},
    };
    bool must = request->actor.lacks & LACKS_PASSWORD;
    struct ask_view view =
        ask_of(request, T_password_title, must ? T_password_lead_first : T_password_lead,
               "/konto/losenord", T_password_button);
    view.fault = fault;
    view.wrong = wrong;
    view.may_sign_out = must;
    view.cancel = must ? STR_NONE : STR("/konto");
    for (size_t i = 0; i < COUNT(fields); i++)
        if (!add_field(request, &view, &fields[i], err))
            return false;
    return show(request, response, &view);
}

bool page_password(struct request *request, struct response *response, struct error *err) {
    return show_password(request, response, STR_NONE, STR_NONE, err);
}

// Goes on to what came before, or to the account when nothing did.
static bool go_on(struct request *request, struct response *response, const char *done,
                  struct error *err) {
    if (request_text(request, "sedan").n || request_text(request, "typed").n)
        return request_go_on(request, response, err);
    response->location = str_of(done);
    return true;
}

bool post_password(struct request *request, struct response *response, struct error *err) {
    struct error what = {0};
    struct str new = request_text(request, "new");
    struct str fault = page_text(request, T_password_needed), wrong = STR("new");
    if (!request->fault_count && !str_eq(new, request_text(request, "again"))) {
        fault = page_text(request, T_password_differs);
        wrong = STR("again");
    } else if (!request->fault_count) {
        if (app_change_password(request->app, request->arena, &request->actor,
                                request_text(request, "old"), new, &request->client,
                                &response->set_session, &what))
            return go_on(request, response, "/konto?gjort=losenord", err);
        if (!fault_of(request, response, &what, &fault, err))
            return false;
        if (str_is(str_of(what.key), "sign-in.wrong-password"))
            wrong = STR("old");
    }
    return show_password(request, response, fault, wrong, err);
}

// ---- the second factor ----

static bool show_factor(struct request *request, struct response *response,
                        const struct new_factor *factor, struct str fault, struct error *err) {
    const struct ask_field field = {
        .name = STR("code"), .label = T_factor_label, .autocomplete = STR("one-time-code")};
    bool must = request->actor.lacks & LACKS_FACTOR;
    struct ask_view view =
        ask_of(request, T_factor_title, must ? T_factor_lead_needed : T_factor_lead,
               "/konto/tvafaktor", T_factor_button);
    view.fault = fault;
    view.wrong = field.name;
    view.sealed = factor->sealed;
    view.key_words = factor->words;
    view.may_sign_out = must;
    view.cancel = must ? STR_NONE : STR("/konto");
    return qr_path(request->arena, factor->uri, &view.qr_side, &view.qr, err) &&
           add_field(request, &view, &field, err) && show(request, response, &view);
}

bool page_factor(struct request *request, struct response *response, struct error *err) {
    struct new_factor factor;
    return app_new_factor(request->app, request->arena, &request->actor, &factor, err) &&
           show_factor(request, response, &factor, STR_NONE, err);
}

static bool show_recovery(struct request *request, struct response *response,
                          const struct recovery_codes *codes, struct error *err) {
    struct recovery_view view = {.onwards = request_text(request, "sedan")};
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        struct str *code = LIST_PUSH(request->arena, &view.codes);
        if (!code)
            return error_memory(err);
        *code = codes->items[i];
    }
    if (!view.onwards.n)
        view.onwards = STR("/konto");
    view.page = page_of(request, page_text(request, T_recovery_title), SECTION_NONE);
    view_recovery(&response->html, request->language, &view);
    return true;
}

bool post_factor(struct request *request, struct response *response, struct error *err) {
    struct error what = {0};
    struct new_factor factor;
    struct recovery_codes codes;
    struct str sealed = request_text(request, "sealed");
    struct str fault = page_text(request, T_factor_needed);
    if (!request->fault_count) {
        if (app_keep_factor(request->app, request->arena, &request->actor, sealed,
                            request_text(request, "code"), &request->client, &codes,
                            &response->set_session, &what))
            return request_take_session(request, response, err) &&
                   show_recovery(request, response, &codes, err);
        if (!fault_of(request, response, &what, &fault, err))
            return false;
    }
    error_clear(&what);
    if (!app_same_factor(request->app, request->arena, &request->actor, sealed, &factor, &what) &&
        !app_new_factor(request->app, request->arena, &request->actor, &factor, err))
        return false;
    return show_factor(request, response, &factor, fault, err);
}

bool post_drop_factor(struct request *request, struct response *response, struct error *err) {
    response->location = STR("/konto?gjort=tvafaktor-bort");
    return app_drop_factor(request->app, request->arena, &request->actor, err);
}

bool post_new_recovery(struct request *request, struct response *response, struct error *err) {
    struct recovery_codes codes;
    return app_new_recovery(request->app, request->arena, &request->actor, &codes, err) &&
           show_recovery(request, response, &codes, err);
}

// ---- the account ----

static bool add_sessions(const struct request *request, const struct wording *wording,
                         const struct own_account *account, struct account_view *view,
                         struct error *err) {
    for (size_t i = 0; i < account->sessions.n; i++) {
        const struct own_session *session = &account->sessions.items[i];
        struct session_view *one = LIST_PUSH(request->arena, &view->sessions);
        if (!one)
            return error_memory(err);
        *one = (struct session_view){
            .id = session->id,
            .agent = agent_words(request->arena, request->language, session->agent),
            .started = instant_words(wording, session->started),
            .seen = instant_words(wording, session->seen),
            .this_one = session->this_one,
        };
    }
    view->several = account->sessions.n > 1;
    return true;
}

static struct str date_words_of(const struct wording *wording, struct str text) {
    struct date date;
    return date_parse(text, &date)
               ? date_words(wording->arena, wording->language, date, wording->today)
               : text;
}

static bool add_assignments(const struct request *request, const struct wording *wording,
                            const struct own_account *account, struct account_view *view,
                            struct error *err) {
    for (size_t i = 0; i < account->assignments.items.n; i++) {
        const struct assignment_row *row = &account->assignments.items.items[i];
        struct own_assignment_view *one = LIST_PUSH(request->arena, &view->assignments);
        if (!one)
            return error_memory(err);
        *one = (struct own_assignment_view){
            .role = capitalised(request->arena, code_words(request->language, row->role)),
            .unit = row->unit_name,
            .from = date_words_of(wording, row->from),
            .to = date_words_of(wording, row->to),
            .purpose = code_words(request->language, row->purpose),
        };
    }
    return true;
}

static struct str done_words(const struct request *request) {
    static const struct {
        const char *done;
        enum text_id text;
    } all[] = {{"losenord", T_account_done_password},
               {"tvafaktor-bort", T_account_done_factor_dropped},
               {"avslutad", T_account_done_session}};
    for (size_t i = 0; i < COUNT(all); i++)
        if (str_is(request_text(request, "gjort"), all[i].done))
            return page_text(request, all[i].text);
    return STR_NONE;
}

bool page_account(struct request *request, struct response *response, struct error *err) {
    struct own_account account = {0};
    struct wording wording;
    struct account_view view = {0};
    if (!app_own_account(request->app, request->arena, &request->actor, &account, err) ||
        !wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err) ||
        !add_sessions(request, &wording, &account, &view, err) ||
        !add_assignments(request, &wording, &account, &view, err) ||
        !told_fill(request, STR("/konto"), &view.told, err))
        return false;
    view.page = page_of(request, page_text(request, T_account_title), SECTION_NONE);
    view.name = account.name;
    view.login = account.login;
    view.mail = account.mail;
    view.has_password = account.has_password;
    view.has_factor = account.has_factor;
    view.factor_needed = account.factor_needed;
    view.recovery_left = account.recovery_left;
    view.done = done_words(request);
    view_account(&response->html, request->language, &view);
    return true;
}

bool post_end_session(struct request *request, struct response *response, struct error *err) {
    response->location = STR("/konto?gjort=avslutad");
    return app_end_own_session(request->app, request->arena, &request->actor,
                               request_text(request, "session"), err);
}
