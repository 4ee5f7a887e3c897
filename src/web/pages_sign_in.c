// SPDX-License-Identifier: EUPL-1.2
//
// Signing in and out, choosing an assignment, choosing a language.
#include "app/openid.h"
#include "web/routes.h"
#include "web/view_account.h"
#include "web/view_sign_in.h"
#include "web/views.h"
#include "web/words.h"

// What is wrong with one field alone.
static struct str fault_of(const struct request *request, const char *name) {
    struct str too_long = page_too_long(request, name);
    return too_long.n || request_text(request, name).n ? too_long
                                                       : page_text(request, T_form_missing);
}

static bool show_carrying_on(struct request *request, struct response *response, struct str fault,
                             bool elsewhere, struct str sedan, struct str typed) {
    bool of_fields = fault.n > 0 && !elsewhere && request->fault_count;
    struct sign_in_view view = {
        .page = page_of(request, page_text(request, T_sign_in_title), SECTION_NONE),
        .login = request_text(request, "login"),
        .fault = fault,
        .elsewhere = elsewhere,
        .login_fault = of_fields ? fault_of(request, "login") : STR_NONE,
        .password_fault = of_fields ? fault_of(request, "password") : STR_NONE,
        .sedan = sedan,
        .typed = typed,
        .has_passwords = app_has_passwords(request->app),
    };
    struct str name;
    if (app_has_provider(request->app, request->language, &name))
        view.provider = name;
    view.page.has_faults = fault.n > 0;
    view_sign_in(&response->html, request->language, &view);
    return true;
}

static bool show_sign_in(struct request *request, struct response *response, struct str fault) {
    return show_carrying_on(request, response, fault, false, request_text(request, "sedan"),
                            request_text(request, "typed"));
}

bool page_sign_in(struct request *request, struct response *response, struct error *err) {
    (void)err;
    if (request->signed_in && request->method == METHOD_GET && !request->notice) {
        response->location = STR("/");
        return true;
    }
    return show_sign_in(request, response, STR_NONE);
}

bool post_sign_in(struct request *request, struct response *response, struct error *err) {
    struct error what = {0};
    if (!app_has_passwords(request->app))
        return error_set(err, ERR_DENIED, "sign-in.no-passwords", NULL);
    if (request->fault_count) {
        struct str too_long = page_too_long(request, "login");
        if (!too_long.n)
            too_long = page_too_long(request, "password");
        response->status = 422;
        return show_sign_in(request, response,
                            too_long.n ? too_long : page_text(request, T_sign_in_incomplete));
    }
    if (app_sign_in(request->app, request->arena, request_text(request, "login"),
                    request_text(request, "password"), &request->client, request->language,
                    &response->set_session, &what))
        return request_go_on(request, response, err);
    if (what.code != ERR_DENIED) {
        *err = what;
        return false;
    }
    response->status = 403;
    return show_sign_in(request, response, failure_words(request->arena, request->language, &what));
}

// What did not come to anything at the provider is told where the user began; what comes after is
// kept. Another failure than that is none of the user's.
static bool show_elsewhere(struct request *request, struct response *response,
                           const struct error *what, struct str sedan, struct str typed,
                           struct error *err) {
    bool not_now = what->code == ERR_IO && str_is(str_of(what->key), "openid.not-now");
    if (what->code != ERR_DENIED && !not_now) {
        *err = *what;
        return false;
    }
    response->status = not_now ? 503 : 403;
    struct str fault = failure_words(request->arena, request->language, what);
    if (request->signed_in)
        return ask_again(request, response, fault, sedan, typed, err);
    return show_carrying_on(request, response, fault, true, sedan, typed);
}

bool post_extern(struct request *request, struct response *response, struct error *err) {
    const struct openid_begin begin = {
        .actor = request->signed_in ? &request->actor : NULL,
        .browser = request->csrf,
        .language = request->language,
        .sedan = request_text(request, "sedan"),
        .typed = request_text(request, "typed"),
    };
    struct away_view view = {
        .page = page_of(request, page_text(request, T_openid_away_title), SECTION_NONE)};
    struct error what = {0};
    if (!app_openid_begin(request->app, request->arena, &begin, &view.url, &what))
        return show_elsewhere(request, response, &what, begin.sedan, begin.typed, err);
    response->refresh = str_printf(request->arena, "0; url=" STR_FMT, STR_ARG(view.url));
    view_away(&response->html, request->language, &view);
    return true;
}

// Whatever the provider's answer was, the way on is the sign-in page or where the user was going.
bool page_answer(struct request *request, struct response *response, struct error *err) {
    struct error what = {0};
    struct openid_done done;
    const struct openid_answer answer = {
        .code = request_text(request, "code"),
        .state = request_text(request, "state"),
        .error = request_text(request, "error"),
        .issuer = request_text(request, "iss"),
        .browser = request->csrf,
        .client = &request->client,
        .actor = request->signed_in ? &request->actor : NULL,
    };
    if (app_openid_finish(request->app, request->arena, &answer, &done, &what)) {
        response->set_session = done.secret;
        return request_go_on_to(request, response, done.sedan, done.typed, err);
    }
    return show_elsewhere(request, response, &what, done.sedan, done.typed, err);
}

bool post_sign_out(struct request *request, struct response *response, struct error *err) {
    response->end_session = true;
    response->location = STR("/logga-in");
    return app_sign_out(request->app, request->arena, &request->actor, err);
}

static bool show_choose(struct request *request, struct response *response, struct str fault,
                        struct error *err) {
    struct assignment_rows rows = {0};
    struct choose_view view = {
        .page = page_of(request, page_text(request, T_choose_title), SECTION_NONE),
        .fault = fault,
        .sedan = request_text(request, "sedan"),
        .typed = request_text(request, "typed"),
    };
    if (!app_assignments(request->app, request->arena, &request->actor, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        const struct assignment_row *row = &rows.items.items[i];
        struct choice_view *choice = LIST_PUSH(request->arena, &view.choices);
        if (!choice)
            return error_memory(err);
        *choice = (struct choice_view){
            .id = row->id,
            .role = capitalised(request->arena, code_words(request->language, row->role)),
            .unit = row->unit_name,
        };
    }
    view_choose(&response->html, request->language, &view);
    return true;
}

bool page_choose(struct request *request, struct response *response, struct error *err) {
    return show_choose(request, response, STR_NONE, err);
}

bool post_choose(struct request *request, struct response *response, struct error *err) {
    struct error what = {0};
    if (!request->fault_count && app_choose(request->app, request->arena, &request->actor,
                                            request_text(request, "assignment"), &what))
        return request_go_on(request, response, err);
    if (what.code != ERR_NONE && what.code != ERR_INPUT) {
        *err = what;
        return false;
    }
    response->status = 422;
    return show_choose(request, response, page_text(request, T_choose_needed), err);
}

bool post_language(struct request *request, struct response *response, struct error *err) {
    enum language language;
    struct str code = request_text(request, "language");
    struct str sedan = request_text(request, "sedan");
    if (!language_parse(code, &language))
        return error_set(err, ERR_INPUT, "request.bad-field", "language", NULL);
    if (request->signed_in &&
        !app_set_language(request->app, request->arena, &request->actor, language, err))
        return false;
    response->set_language = language;
    response->has_language = true;
    request->language = language;
    if (request_text(request, "har").n)
        return request_show_again(request, response, request_text(request, "har"), err);
    response->location = sedan.n ? sedan : STR("/");
    return true;
}
