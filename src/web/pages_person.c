// SPDX-License-Identifier: EUPL-1.2
//
// Finding a person by number or name; the reason that must be stated for one whom the unit has
// nothing to do with. A number is sent by POST, so that it stands in no address.
#include "care/person.h"
#include "web/form.h"
#include "web/view_person.h"
#include "web/views.h"
#include "web/words.h"

static bool add_found(const struct request *request, struct find_view *view,
                      const struct person_row *row, struct error *err) {
    struct arena *arena = request->arena;
    struct found_view *found = LIST_PUSH(arena, &view->found);
    struct date born;
    if (!found)
        return error_memory(err);
    *found = (struct found_view){
        .id = stream_id(row->stream),
        .name = str_printf(arena, STR_FMT ", " STR_FMT, STR_ARG(row->family_name),
                           STR_ARG(row->given_name)),
        .number = number_words_of(arena, row->number),
        .guarded = person_is_protected(row->protection),
    };
    if (date_parse(row->born, &born))
        found->age = age_words(arena, request->language, born, app_today(request->app));
    return true;
}

static bool find_name(const struct request *request, struct find_view *view, struct error *err) {
    struct found_persons found = {0};
    if (!app_find_name(request->app, request->arena, &request->actor, view->typed, &found, err))
        return false;
    view->more = found.more;
    for (size_t i = 0; i < found.rows.items.n; i++)
        if (!add_found(request, view, &found.rows.items.items[i], err))
            return false;
    return true;
}

static struct find_view find_view_of(const struct request *request) {
    return (struct find_view){
        .page = page_of(request, page_text(request, T_find_title), SECTION_PERSONS),
        .typed = request_text(request, "sok"),
        .may_add = page_may(request, ACT_ADD_PERSON),
    };
}

bool page_find(struct request *request, struct response *response, struct error *err) {
    struct find_view view = find_view_of(request);
    view.typed = STR_NONE;
    if (!find_name(request, &view, err))
        return false;
    view.typed = request_text(request, "sok");
    view_find(&response->html, request->language, &view);
    return true;
}

#define NUMBER_DIGITS 8 // the fewest that a whole number has are ten: 98240301AA06

static size_t digits_in(struct str text) {
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] >= '0' && text.p[i] <= '9';
    return n;
}

// Sets *ret_done when the answer is another page.
static bool find_number(struct request *request, struct response *response, struct find_view *view,
                        bool *ret_done, struct error *err) {
    struct str stream = STR_NONE;
    struct error what = {0};
    bool found =
        app_find_number(request->app, request->arena, &request->actor, view->typed, &stream, &what);
    *ret_done = found;
    if (found)
        return go_to_case(request, response, stream, "", err);
    if (stream.n && reason_first(request, response, stream, &what)) {
        *ret_done = true;
        return true;
    }
    if (what.code != ERR_INPUT && what.code != ERR_MISSING) {
        *err = what;
        return false;
    }
    if (what.code == ERR_MISSING)
        view->unknown = view->typed;
    else
        view->fault = failure_words(request->arena, request->language, &what);
    return true;
}

static bool show_found(struct request *request, struct response *response, struct find_view *view) {
    if (view->fault.n)
        response->status = 422;
    view->page.has_faults = view->fault.n > 0;
    view_find(&response->html, request->language, view);
    return true;
}

// While somebody is still typing, a number is only looked for among the unit's own. One that was
// sent is looked up when it is whole, and what is wrong with it is said when it leads to nobody.
bool post_find(struct request *request, struct response *response, struct error *err) {
    struct find_view view = find_view_of(request);
    struct str too_long = page_too_long(request, "sok");
    if (too_long.n) {
        *(request->partial ? &view.typing_fault : &view.fault) = too_long;
        return show_found(request, response, &view);
    }
    size_t digits = request->partial ? 0 : digits_in(view.typed);
    bool whole = digits > NUMBER_DIGITS, done = false;
    view.searched = !whole && view.typed.n > 0;
    if (!whole && !find_name(request, &view, err))
        return false;
    if (digits && !view.found.n && !find_number(request, response, &view, &done, err))
        return false;
    return done || show_found(request, response, &view);
}

// ---- why ----

static bool show_reason(struct request *request, struct response *response, struct str sedan,
                        struct str typed, struct str fault) {
    struct reason_view view = {
        .page = page_of(request, page_text(request, T_reason_title), SECTION_PERSONS),
        .id = request_text(request, "id"),
        .reason = request_text(request, "reason"),
        .sedan = sedan,
        .typed = typed,
        .fault = fault,
    };
    view.page.has_faults = fault.n > 0;
    view.page.keeps_form = true;
    view_reason(&response->html, request->language, &view);
    return true;
}

static void add_pair(struct buf *body, const char *prefix, const struct input *input) {
    if (!input->text.n)
        return;
    if (body->n)
        buf_add_char(body, '&');
    buf_add_c(body, prefix);
    percent_encode(body, input->name, "");
    buf_add_char(body, '=');
    percent_encode(body, input->text, "");
}

// The form that was sent, as a body again.
static bool encode_form(const struct request *request, struct str *ret_body, struct error *err) {
    struct buf body = buf_new(request->arena, FORM_TYPED_MAX);
    for (size_t i = 0; i < request->input_count; i++)
        add_pair(&body, "", &request->inputs[i]);
    for (size_t i = 0; i < request->typed_count; i++)
        add_pair(&body, "f.", &request->typed[i]);
    return buf_done(&body, ret_body, err);
}

bool reason_first(struct request *request, struct response *response, struct str stream,
                  struct error *err) {
    if (err->code != ERR_DENIED || !str_is(str_of(err->key), "access.reason-needed"))
        return false;
    bool in_case = str_starts(request->path, STR("/arende/"));
    if (in_case && (request->method == METHOD_POST || request->resumed)) {
        struct str typed;
        request->notice = "reason.to-go-on";
        response->status = 403;
        return encode_form(request, &typed, err) &&
               show_reason(request, response, request->path, typed, STR_NONE);
    }
    struct buf rest = buf_new(request->arena, 4096);
    buf_add_c(&rest, "/skal");
    if (in_case) {
        buf_add_c(&rest, "?sedan=");
        percent_encode(&rest, request->target, "/");
    }
    struct str text;
    return buf_done(&rest, &text, err) && go_to_case(request, response, stream, text.p, err);
}

bool page_reason(struct request *request, struct response *response, struct error *err) {
    (void)err;
    return show_reason(request, response, request_text(request, "sedan"),
                       request_text(request, "typed"), STR_NONE);
}

static struct str reason_fault(const struct request *request) {
    struct str too_long = page_too_long(request, "reason");
    return too_long.n ? too_long : page_text(request, T_reason_needed);
}

bool post_reason(struct request *request, struct response *response, struct error *err) {
    struct error what = {0};
    struct str stream = request_person(request), sedan = request_text(request, "sedan");
    if (!request->fault_count && app_state_reason(request->app, request->arena, &request->actor,
                                                  stream, request_text(request, "reason"), &what))
        return sedan.n ? request_go_on(request, response, err)
                       : go_to_case(request, response, stream, "", err);
    if (what.code != ERR_NONE && what.code != ERR_INPUT) {
        *err = what;
        return false;
    }
    response->status = 422;
    return show_reason(request, response, sedan, request_text(request, "typed"),
                       reason_fault(request));
}
