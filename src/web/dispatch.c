// SPDX-License-Identifier: EUPL-1.2
#include "web/dispatch.h"

#include <sodium.h>
#include <stdio.h>

#include "app/refusal.h"
#include "base/log.h"
#include "web/form.h"

#define PAGE_MAX ((size_t)8 * 1024 * 1024)
#define TOKEN_SIZE 64 // hexadecimal characters

// The error becomes a page with this status.
static bool refuse(struct dispatch *d, int status) {
    d->refused_as = status;
    return false;
}

static int status_of(enum error_code code) {
    switch (code) {
    case ERR_INPUT:
        return 400;
    case ERR_DENIED:
        return 403;
    case ERR_MISSING:
        return 404;
    case ERR_REFUSED:
    case ERR_CONFLICT:
        return 409;
    case ERR_LIMIT:
        return 422;
    case ERR_MEMORY:
    case ERR_IO:
        return 503;
    case ERR_NONE:
    case ERR_DAMAGED:
    case ERR_VERSION:
    case ERR_INTERNAL:
        return 500;
    }
    return 500;
}

// ---- language ----

// Weight of "sv-SE;q=0.8" in thousandths, -1 when it is malformed.
static int weight_of(struct str parameters) {
    parameters = str_trim(parameters);
    if (!parameters.n)
        return 1000;
    if (!str_starts(parameters, STR("q=")) || parameters.n < 3)
        return -1;
    int weight = 0, unit = 1000;
    for (size_t i = 2; i < parameters.n && unit; i++) {
        char c = parameters.p[i];
        if (i == 3 && c == '.')
            continue;
        if (c < '0' || c > '9')
            return -1;
        weight += (c - '0') * unit;
        unit /= 10;
    }
    return weight > 1000 ? -1 : weight;
}

enum language language_wanted(struct str accept_language) {
    enum language best = LANGUAGE_SV;
    int best_weight = 0;
    for (struct str range; str_split(&accept_language, ',', &range);) {
        size_t semicolon = str_find_char(range, ';');
        struct str tag = str_trim(str_sub(range, 0, semicolon));
        int weight = 1000;
        if (semicolon != STR_NOT_FOUND)
            weight = weight_of(str_sub(range, semicolon + 1, range.n));
        enum language language;
        if (language_parse(str_sub(tag, 0, str_find_char(tag, '-')), &language) &&
            weight > best_weight) {
            best = language;
            best_weight = weight;
        }
    }
    return best;
}

// ---- who asks ----

static struct str cookie_of(const struct dispatch *d, enum cookie cookie) {
    return cookie_get(d->in.cookie, cookie, d->behind_tls);
}

static void add_cookie(struct dispatch *d, enum cookie cookie, struct str value) {
    struct str line = cookie_set(d->arena, cookie, value, d->behind_tls);
    if (line.p && d->out.cookie_count < COOKIE_COUNT)
        d->out.cookies[d->out.cookie_count++] = line;
}

static bool is_token(struct str text) {
    unsigned char bytes[TOKEN_SIZE / 2];
    return text.n == TOKEN_SIZE && hex_parse(text, bytes, sizeof(bytes));
}

static bool new_token(struct arena *arena, struct str *ret_token, struct error *err) {
    unsigned char bytes[TOKEN_SIZE / 2];
    random_bytes(bytes, sizeof(bytes));
    *ret_token = hex_of(arena, bytes, sizeof(bytes));
    return ret_token->p ? true : error_memory(err);
}

// Forms that are sent before signing in carry the value of a cookie (double submit).
static bool give_form_token(struct dispatch *d, struct error *err) {
    struct request *request = &d->request;
    struct str token = cookie_of(d, COOKIE_FORM);
    if (!is_token(token)) {
        if (!new_token(d->arena, &token, err))
            return false;
        add_cookie(d, COOKIE_FORM, token);
    }
    request->csrf = token;
    return true;
}

// A device without a cookie of its own is given one when somebody signs in on it.
static bool find_client(struct dispatch *d, struct error *err) {
    struct str *device = &d->request.client.device;
    *device = cookie_of(d, COOKIE_DEVICE);
    return is_token(*device) || new_token(d->arena, device, err);
}

static void find_language(struct dispatch *d) {
    if (!language_parse(cookie_of(d, COOKIE_LANGUAGE), &d->request.language))
        d->request.language = language_wanted(d->in.accept_language);
}

static bool find_session(struct dispatch *d, struct error *err) {
    struct request *request = &d->request;
    struct str secret = cookie_of(d, COOKIE_SESSION);
    if (!find_client(d, err))
        return false;
    if (secret.n == SESSION_SECRET_SIZE) {
        struct error why;
        bool unattended = d->in.unattended || (d->match.route && d->match.route->speed == STREAM);
        if ((unattended ? app_actor_unattended : app_actor)(
                d->app, d->arena, secret, &request->client, &request->actor, &why)) {
            request->signed_in = true;
            request->actor.wait = &d->wait;
            request->language = request->actor.language;
            request->csrf = request->actor.csrf;
            return true;
        }
        if (why.code != ERR_DENIED) {
            *err = why;
            return false;
        }
    }
    return give_form_token(d, err);
}

// ---- pages that the server turns to by itself ----

static struct str with_sedan(struct arena *arena, const char *path, struct str sedan) {
    struct buf buf = buf_new(arena, 4096);
    buf_add_c(&buf, path);
    if (sedan.n && !str_is(sedan, "/")) {
        buf_add_c(&buf, "?sedan=");
        percent_encode(&buf, sedan, "/");
    }
    struct str text = STR_NONE;
    return buf_done(&buf, &text, NULL) ? text : str_of(path);
}

// Shows `page` with the inputs sedan and typed and nothing else.
static bool show_carrying(struct request *request, struct response *response, handler *page,
                          const struct form *form, struct str sedan, struct str typed,
                          struct error *err) {
    struct form_field carried[] = {{STR("sedan"), sedan}, {STR("typed"), typed}};
    struct form_fields fields = {.list = {.items = carried, .n = COUNT(carried)}};
    request->method = METHOD_GET;
    return form_bind(request, NULL, form, &fields, false, err) && page(request, response, err);
}

// Acts that concern no person and that no use case of the app asks about by itself.
static bool asked_here(enum act act) {
    switch (act) {
    case ACT_ROUTINE:
    case ACT_ADD_PERSON:
    case ACT_ADMINISTER:
        return true;
    case ACT_SIGN_IN:
    case ACT_CHOOSE:
    case ACT_DAY:
    case ACT_AHEAD:
    case ACT_EXPORT:
    case ACT_BOARD:
    case ACT_TIME:
    case ACT_TIME_FORMS:
    case ACT_DELEGATIONS:
    case ACT_DELEGATE:
    case ACT_ROUND:
    case ACT_ON_TIME:
    case ACT_FEES:
    case ACT_FIND_NUMBER:
    case ACT_FIND_NAME:
    case ACT_READ_CASE:
    case ACT_RECORD:
    case ACT_CORRECT:
    case ACT_SEND:
    case ACT_QUEUE:
    case ACT_CONFIRM:
    case ACT_ACCOUNT:
    case ACT_SECURE:
    case ACT_REVIEW:
    case ACT_EXTRACT:
    case ACT_RETENTION:
    case ACT_ERASE:
    case ACT_SEE:
    case ACT_COUNT:
        return false;
    }
    return false;
}

static bool may(struct request *request, const struct route *route, struct error *err) {
    return !asked_here(route->act) || app_may(request->app, request->arena, &request->actor,
                                              route->act, str_of(route->path), err);
}

static enum first what_comes_first(const struct request *request, enum act act) {
    if (act == ACT_SIGN_IN)
        return FIRST_NOTHING;
    if (!request->signed_in)
        return FIRST_SIGN_IN;
    switch (app_lacks(request->app, &request->actor, act)) {
    case LACKS_CODE:
        return FIRST_CODE;
    case LACKS_PASSWORD:
        return FIRST_PASSWORD;
    case LACKS_FACTOR:
        return FIRST_FACTOR;
    case LACKS_PROOF:
        return FIRST_PROOF;
    case LACKS_NOTHING:
        break;
    }
    // What anybody signed in may do needs no assignment.
    const struct access_question question = {.act = act, .signed_in = true};
    bool needs_none = access_decide(&question).verdict == ACCESS_ALLOWED;
    return needs_none || request->actor.assignment.n ? FIRST_NOTHING : FIRST_ASSIGNMENT;
}

// The page that comes first, with the form that was sent inside.
static bool show_first(struct request *request, struct response *response, enum first first,
                       struct str sedan, struct str typed, struct error *err) {
    const struct first_page *page = &request->site->first[first];
    return show_carrying(request, response, page->page, page->form, sedan, typed, err);
}

// The path's own form, filled in with what was typed.
static bool show_again(struct request *request, struct response *response, struct str target,
                       struct str typed, struct error *err) {
    struct str query = target, path;
    str_split(&query, '?', &path);
    struct route_match match;
    if (!route_find(request->site, request->arena, METHOD_GET, path, &match, err))
        return false;
    if (!match.route || match.route->act == ACT_SIGN_IN || match.route->act == ACT_CONFIRM) {
        response->location = STR("/");
        return true;
    }
    enum first first = what_comes_first(request, match.route->act);
    if (first != FIRST_NOTHING)
        return show_first(request, response, first, target, typed, err);
    struct form_fields fields = {0};
    if (!form_parse(request->arena, typed, &fields, err) ||
        !form_parse(request->arena, query, &fields, err) || !may(request, match.route, err))
        return false;
    request->method = METHOD_GET;
    request->path = path;
    request->target = target;
    request->resumed = true;
    return form_bind(request, &match, match.route->form, &fields, false, err) &&
           match.route->handler(request, response, err);
}

bool request_show_again(struct request *request, struct response *response, struct str path,
                        struct error *err) {
    struct str rest = path, bare;
    struct route_match match;
    str_split(&rest, '?', &bare);
    if (!route_find(request->site, request->arena, METHOD_GET, bare, &match, err))
        return false;
    if (!match.route || !request->sent) {
        response->location = path;
        return true;
    }
    struct str typed = form_encode(request->arena, request->sent, match.route->form);
    return show_again(request, response, path, typed, err);
}

bool request_take_session(struct request *request, struct response *response, struct error *err) {
    struct access_wait *wait = request->actor.wait;
    if (!app_actor(request->app, request->arena, response->set_session, &request->client,
                   &request->actor, err))
        return false;
    request->actor.wait = wait;
    request->signed_in = true;
    request->language = request->actor.language;
    request->csrf = request->actor.csrf;
    return true;
}

bool request_go_on(struct request *request, struct response *response, struct error *err) {
    return request_go_on_to(request, response, request_text(request, "sedan"),
                            request_text(request, "typed"), err);
}

bool request_go_on_to(struct request *request, struct response *response, struct str sedan,
                      struct str typed, struct error *err) {
    if (!sedan.n)
        sedan = STR("/");
    if (response->set_session.n && !request_take_session(request, response, err))
        return false;
    enum first first = what_comes_first(request, ACT_DAY);
    if (!typed.n)
        response->location =
            first == FIRST_NOTHING
                ? sedan
                : with_sedan(request->arena, request->site->first[first].path, sedan);
    else if (first != FIRST_NOTHING)
        return show_first(request, response, first, sedan, typed, err);
    else
        return show_again(request, response, sedan, typed, err);
    return true;
}

// ---- the steps before a handler ----

// A page is asked for: there, and then back here.
static void send_there_first(struct dispatch *d, struct response *response, enum first first) {
    struct str back = d->match.methods[METHOD_GET] ? d->request.target : STR_NONE;
    struct str to = with_sedan(d->arena, d->request.site->first[first].path, back);
    response->status = 303;
    if (d->request.partial) {
        d->out.hx_redirect = to;
        response->status = 401;
    } else {
        response->location = to;
    }
}

// A form was sent: the page that must come first, with the form inside.
static bool show_there_first(struct dispatch *d, const struct form_fields *fields,
                             struct response *response, enum first first, struct error *err) {
    const struct first_page *page = &d->request.site->first[first];
    response->status = page->status;
    d->request.notice = page->notice;
    return show_first(&d->request, response, first, d->request.path,
                      form_encode(d->arena, fields, d->match.route->form), err);
}

// Forms of one address are not all as grave: who erases shows once more who they are.
static enum act act_of(const struct route_match *match) {
    for (size_t i = 0; match->route->act == ACT_RECORD && i < match->parameter_count; i++) {
        if (str_is(match->parameters[i].name, "kind"))
            return access_recording(event_kind_find(match->parameters[i].text));
    }
    return match->route->act;
}

// Sets *ret_done when the response is made: something must come first.
static bool pass_the_gate(struct dispatch *d, const struct form_fields *fields,
                          struct response *response, bool *ret_done, struct error *err) {
    const struct route *route = d->match.route;
    enum first first = what_comes_first(&d->request, act_of(&d->match));
    *ret_done = first != FIRST_NOTHING;
    // A cookie that another device sends is told in the log of whose it is.
    if (first == FIRST_PROOF && d->request.actor.other_device &&
        !app_log_refusal(d->app, &d->request.actor, act_of(&d->match), STR("sign-in other-device"),
                         err))
        return false;
    if (!*ret_done)
        return may(&d->request, route, err);
    if (route->speed == STREAM) { // no page is wanted here
        error_set(err, ERR_DENIED, "sign-in.needed", NULL);
        return refuse(d, 401);
    }
    if (route->method == METHOD_POST && d->match.methods[METHOD_GET])
        return show_there_first(d, fields, response, first, err);
    send_there_first(d, response, first);
    return true;
}

// What another site made a browser send or fetch. In the log of whoever is signed in there; without
// a session nobody was to be deceived.
static bool refuse_elsewhere(struct dispatch *d, const char *why, struct error *err) {
    const struct route *route = d->match.route;
    if (d->request.signed_in && route) {
        struct str what = str_printf(d->arena, "%s %s", why, route->path);
        if (!what.p)
            return error_memory(err);
        if (!app_log_refusal(d->app, &d->request.actor, act_of(&d->match), what, err))
            return false;
    }
    error_set(err, ERR_DENIED, why, NULL);
    return refuse(d, 403);
}

// A browser says where a form was sent from; another site's form is refused whatever it holds.
static bool comes_from_here(struct dispatch *d, struct error *err) {
    struct str scheme = d->behind_tls ? STR("https://") : STR("http://");
    struct str origin = d->in.origin;
    bool here = !d->in.fetch_site.n || str_is(d->in.fetch_site, "same-origin");
    if (origin.n)
        here = here && str_starts(origin, scheme) &&
               str_eq(str_sub(origin, scheme.n, origin.n), d->in.host);
    if (here)
        return true;
    return refuse_elsewhere(d, "form.from-elsewhere", err);
}

static bool same_secret(struct str a, struct str b) {
    return a.n && a.n == b.n && sodium_memcmp(a.p, b.p, a.n) == 0;
}

static bool has_token(const struct dispatch *d, const struct form_fields *fields) {
    struct str sent = form_value(fields, "csrf");
    if (same_secret(sent, d->request.csrf))
        return true;
    // A form to sign in with that was opened before somebody signed in beside it.
    struct str before = cookie_of(d, COOKIE_FORM);
    return d->match.route->act == ACT_SIGN_IN && is_token(before) && same_secret(sent, before);
}

// The token is another session's or missing. When the browser vouches for where the form came from
// it is shown again, filled in, to be sent anew; otherwise it is refused.
static bool mend_token(struct dispatch *d, const struct form_fields *fields,
                       struct response *response, struct error *err) {
    bool vouched = d->in.origin.n && form_value(fields, "csrf").n;
    if (vouched && d->match.methods[METHOD_GET] && d->match.route->act != ACT_SIGN_IN) {
        response->status = 403;
        d->request.notice = "form.send-again";
        return show_again(&d->request, response, d->request.path,
                          form_encode(d->arena, fields, d->match.route->form), err);
    }
    return refuse_elsewhere(d, "form.no-token", err);
}

static bool takes_file(const struct form *form) {
    for (size_t i = 0; i < form->count; i++)
        if (form->rules[i].type == INPUT_FILE)
            return true;
    return false;
}

static bool read_form(struct dispatch *d, struct form_fields *fields, struct error *err) {
    if (d->request.method == METHOD_GET) {
        struct str query = d->in.target, path;
        str_split(&query, '?', &path);
        return form_parse(d->arena, query, fields, err);
    }
    struct str type = d->in.content_type;
    type = str_trim(str_sub(type, 0, str_find_char(type, ';')));
    if (str_is(type, "multipart/form-data") && takes_file(d->match.route->form))
        return comes_from_here(d, err) &&
               form_parse_parts(d->arena, d->in.content_type, d->in.body, fields, err);
    if (!str_is(type, "application/x-www-form-urlencoded")) {
        error_set(err, ERR_INPUT, "request.not-a-form", NULL);
        return refuse(d, 415);
    }
    return comes_from_here(d, err) && form_parse(d->arena, d->in.body, fields, err);
}

static bool refuse_faults(const struct request *request, struct error *err) {
    for (size_t i = 0; i < request->input_count; i++) {
        const struct input *input = &request->inputs[i];
        if (!input->fault)
            continue;
        char name[ERROR_ARG_SIZE];
        snprintf(name, sizeof(name), STR_FMT, STR_ARG(input->name));
        return error_set(err, ERR_INPUT, "request.bad-field", name, NULL);
    }
    return error_set(err, ERR_INPUT, "request.broken", NULL);
}

static bool call_handler(struct dispatch *d, struct response *response, struct error *err) {
    struct request *request = &d->request;
    const struct route *route = d->match.route;
    if (route->form->rest == WHOLE_BODY) {
        request->body = d->in.body;
        request->content_type = d->in.content_type;
        request->authorization = d->in.authorization;
        return route->handler(request, response, err);
    }
    if (route->speed == STATIC)
        return form_bind(request, &d->match, route->form, &(struct form_fields){0}, false, err) &&
               route->handler(request, response, err);
    struct form_fields *fields = ARENA_NEW(d->arena, struct form_fields);
    bool done = false;
    if (!fields)
        return error_memory(err);
    if (!read_form(d, fields, err) || !pass_the_gate(d, fields, response, &done, err))
        return false;
    if (done)
        return true;
    if (request->method == METHOD_POST && !has_token(d, fields))
        return mend_token(d, fields, response, err);
    request->sent = fields;
    bool shows_faults = route->form->faults == SHOWS_FAULTS;
    if (!form_bind(request, &d->match, route->form, fields,
                   request->method == METHOD_POST || !shows_faults, err))
        return false;
    if (request->fault_count && !shows_faults)
        return refuse_faults(request, err);
    return route->handler(request, response, err);
}

// ---- the answer ----

static bool finish(struct dispatch *d, struct response *response, struct error *err) {
    struct http_answer *out = &d->out;
    out->status = response->status ? response->status : 200;
    if (response->location.n)
        out->location = str_copy(d->arena, response->location);
    if (arena_failed(d->arena))
        return error_memory(err);
    out->refresh = response->refresh;
    d->only_sent = response->only_sent;
    if (response->location.n && response->status == 0)
        out->status = 303;
    out->content_type = "text/html; charset=utf-8";
    out->unchanging = response->unchanging;
    if (response->live) {
        out->live = response->live;
        out->content_type = "text/event-stream; charset=utf-8";
    } else if (response->content_type) {
        out->content_type = response->content_type;
        out->body = response->bytes;
        out->disposition = response->disposition;
    } else if (!response->location.n) {
        struct html page;
        if (!html_done(&response->html, &page, err))
            return false;
        out->body = (struct str){page.p, page.n};
    }
    if (response->set_session.n) {
        add_cookie(d, COOKIE_SESSION, response->set_session);
        add_cookie(d, COOKIE_DEVICE, d->request.client.device); // anew for a year
    } else if (response->end_session)
        add_cookie(d, COOKIE_SESSION, STR_NONE);
    if (response->has_language)
        add_cookie(d, COOKIE_LANGUAGE, str_of(language_code(response->set_language)));
    return true;
}

// The last resort, when there is no memory for a page.
static void answer_plainly(struct dispatch *d, int status) {
    d->out = (struct http_answer){
        .status = status,
        .content_type = "text/plain; charset=utf-8",
        .body = tr(d->request.language, T_error_memory),
    };
}

// Whatever a form was refused for that is no fault of it: what was sent comes back.
static void keep_sent(struct dispatch *d, int status) {
    const struct route *route = d->match.route;
    int refused_as = d->refused_as;
    struct error why;
    bool later = status == 429 || status >= 500;
    if (!later || d->in.partial || !route || route->method != METHOD_POST ||
        !form_may_be_kept(route->form, d->in.content_type))
        return;
    struct form_fields *fields = ARENA_NEW(d->arena, struct form_fields);
    struct str rest = d->in.target;
    d->request.method = METHOD_POST;
    if (fields && read_form(d, fields, &why) && fields->list.n &&
        str_split(&rest, '?', &d->request.kept_path))
        d->request.kept = fields;
    d->refused_as = refused_as;
}

static void answer_error(struct dispatch *d, int status, const struct error *what) {
    if (status >= 500)
        log_error("web", what);
    keep_sent(d, status);
    struct error err;
    struct response response = {.status = status, .html = html_new(d->arena, PAGE_MAX)};
    if (!(d->match.by_system ? d->site->error_answer : d->site->error_page)(&d->request, &response,
                                                                            what, &err) ||
        !finish(d, &response, &err))
        answer_plainly(d, status);
}

enum speed dispatch_prepare(struct dispatch *d) {
    struct request *request = &d->request;
    struct str rest = d->in.target, path = STR_NONE;
    str_split(&rest, '?', &path);
    *request = (struct request){
        .app = d->app,
        .site = d->site,
        .helper = d->helper,
        .arena = d->arena,
        .path = path,
        .target = d->in.target,
        .client = {.address = d->in.address, .agent = d->in.agent},
        .partial = d->in.partial,
        .method = str_is(d->in.method, "POST") ? METHOD_POST : METHOD_GET,
    };
    find_language(d);
    bool known_method = request->method == METHOD_POST || str_is(d->in.method, "GET") ||
                        str_is(d->in.method, "HEAD");
    if (!path_is_local(path)) {
        error_set(&d->fault, ERR_INPUT, "request.broken", NULL);
    } else if (route_find(d->site, d->arena, request->method, path, &d->match, &d->fault)) {
        if (!known_method)
            d->match.route = NULL;
    }
    return d->match.route ? d->match.route->speed : FAST;
}

static void answer_no_route(struct dispatch *d) {
    struct error what = d->fault;
    int status = status_of(what.code);
    if (what.code == ERR_NONE && d->match.path_known) {
        error_set(&what, ERR_INPUT, "page.other-method", NULL);
        status = 405;
    } else if (what.code == ERR_NONE) {
        error_set(&what, ERR_MISSING, "page.not-found", NULL);
        status = 404;
    }
    answer_error(d, status, &what);
    if (status == 405)
        d->out.allow = !d->match.methods[METHOD_POST]  ? "GET, HEAD"
                       : !d->match.methods[METHOD_GET] ? "POST"
                                                       : "GET, HEAD, POST";
}

// A record that goes on in another is shown there: addresses of the one lead to the other.
static bool leads_on(struct dispatch *d, struct error *what) {
    struct request *request = &d->request;
    struct str lead = STR("/arende/"), other = str_of(what->args[0]), kind;
    if (!str_is(str_of(what->key), "person.goes-on") || !str_starts(request->path, lead))
        return false;
    struct str rest = str_sub(request->target, lead.n, request->target.n);
    size_t end = 0;
    while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?')
        end++;
    rest = request->method == METHOD_GET ? str_sub(rest, end, rest.n) : STR_NONE;
    str_split(&other, '/', &kind);
    struct response response = {.html = html_new(d->arena, PAGE_MAX)};
    response.location =
        str_printf(d->arena, "/arende/" STR_FMT STR_FMT, STR_ARG(other), STR_ARG(rest));
    return response.location.p && finish(d, &response, what);
}

// What another site makes a browser fetch is no page that somebody goes to.
static bool is_fetched_elsewhere(const struct dispatch *d) {
    const struct http_request *in = &d->in;
    bool from_here = !in->fetch_site.n || str_is(in->fetch_site, "same-origin") ||
                     str_is(in->fetch_site, "none");
    bool goes_to = str_is(in->fetch_mode, "navigate") &&
                   (!in->fetch_dest.n || str_is(in->fetch_dest, "document"));
    return d->request.method == METHOD_GET && !from_here && !goes_to;
}

// Who asks is known after this; false when the answer is made.
static bool admit(struct dispatch *d) {
    struct error err = {0};
    const struct route *route = d->match.route;
    bool has_none = d->match.by_system || (route && route->speed == STATIC);
    int64_t wait_s;
    if (!has_none && !find_session(d, &err)) {
        answer_error(d, status_of(err.code), &err);
        return false;
    }
    if (!has_none && is_fetched_elsewhere(d)) {
        refuse_elsewhere(d, "page.from-elsewhere", &err);
        answer_error(d, d->refused_as ? d->refused_as : status_of(err.code), &err);
        return false;
    }
    if (!pace_keeps(d->pace, &d->request, route, &wait_s)) {
        struct str seconds = str_printf(d->arena, "%lld", (long long)wait_s);
        error_set_str(&err, ERR_LIMIT, "request.too-often", seconds);
        d->out.retry_after_s = wait_s;
        answer_error(d, 429, &err);
        return false;
    }
    return true;
}

void dispatch_answer(struct dispatch *d) {
    struct error err = {0};
    d->wait.arena = d->arena;
    if (!admit(d))
        return;
    if (!d->match.route) {
        answer_no_route(d);
        return;
    }
    struct response response = {.html = html_new(d->arena, PAGE_MAX)};
    if (call_handler(d, &response, &err) && finish(d, &response, &err))
        return;
    if (leads_on(d, &err))
        return;
    answer_error(d, d->refused_as ? d->refused_as : status_of(err.code), &err);
}

bool dispatch_settle(struct dispatch *d, void (*settled)(void *context), void *context) {
    return !d->wait.arena || app_settle(d->app, &d->wait, settled, context);
}

// Nothing is shown that nobody would know was shown.
void dispatch_settled(struct dispatch *d) {
    if (!d->wait.failed || d->only_sent)
        return;
    d->out.location = d->out.hx_redirect = d->out.refresh = STR_NONE;
    d->out.live = NULL;
    answer_error(d, status_of(d->wait.fault.code), &d->wait.fault);
}

void dispatch_refuse(struct dispatch *d, int status, const struct error *what) {
    answer_error(d, status, what);
}
