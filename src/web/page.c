// SPDX-License-Identifier: EUPL-1.2
#include "web/page.h"

#include "web/form.h"
#include "web/words.h"

#define KEY_BYTES 16

struct str page_text(const struct request *request, enum text_id id) {
    return tr(request->language, id);
}

struct str page_too_long(const struct request *request, const char *name) {
    const struct input *input = request_input(request, name);
    if (!input->fault || !str_is(str_of(input->fault), "form.too-long"))
        return STR_NONE;
    if (input->type == INPUT_SECRET)
        return TR(request->arena, request->language, T_user_password_long,
                  str_of(TEXT_OF(FORM_SECRET_MAX)));
    return TR(request->arena, request->language, T_form_too_long,
              input->type == INPUT_LINE ? str_of(TEXT_OF(LINE_MAX_CHARACTERS))
                                        : str_of(TEXT_OF(TEXT_MAX_CHARACTERS)));
}

// Where a GET shows this page again: forms stand at the path that they are sent to.
static struct str address_of(const struct request *request) {
    return request->method == METHOD_GET ? request->target : request->path;
}

static bool may(const struct request *request, enum act act, enum care_relation relation) {
    const struct actor *actor = &request->actor;
    const struct access_question question = {
        .act = act,
        .signed_in = request->signed_in,
        .role = actor->assignment.n > 0 ? actor->role : CODE_NONE,
        .assignment_valid = actor->assignment_valid,
        .purpose = actor->purpose,
        .care_relation = relation,
    };
    return access_decide(&question).verdict == ACCESS_ALLOWED;
}

bool page_may(const struct request *request, enum act act) {
    return may(request, act, CARE_RELATION_NONE);
}

bool page_may_for(const struct request *request, enum act act) {
    return may(request, act, CARE_RELATION_HOLDS);
}

#define ENTRIES_ON_A_TELEPHONE 5 // that the main navigation has room for, in one line

// What the role may go to.
static void offer(const struct request *request, struct page *page) {
    page->has_day = page_may(request, ACT_DAY);
    page->has_people = page_may(request, ACT_ADMINISTER);
    page->has_board = page_may(request, ACT_BOARD);
    page->has_time = page_may(request, ACT_TIME);
    page->has_time_forms = page_may(request, ACT_TIME_FORMS);
    page->receives_time = access_role_records(request->actor.role, EVENT_time_form_received);
    page->has_fees = page_may(request, ACT_FEES);
    page->has_delegations = page_may(request, ACT_DELEGATIONS);
    page->has_review = page_may(request, ACT_REVIEW);
    // The day, what lies ahead and the persons are three; the fees and the routines come last.
    int entries = (page->has_day ? 3 : 0) + page->has_board + page->has_people +
                  (page->has_time || page->has_time_forms) + page->has_fees + 1;
    page->routine_in_menu = entries > ENTRIES_ON_A_TELEPHONE;
    page->fees_in_menu = page->has_fees && entries > ENTRIES_ON_A_TELEPHONE + 1;
}

struct page page_of(const struct request *request, struct str title, enum section section) {
    const struct actor *actor = &request->actor;
    // Whoever has not shown who they are yet is told nothing of who that would be.
    bool signed_in = request->signed_in && !actor->lacks && !actor->other_device;
    bool has_assignment = signed_in && actor->assignment.n > 0;
    enum text_id notice;
    struct page page = {
        .title = title,
        .in_day = section == SECTION_DAY,
        .in_ahead = section == SECTION_AHEAD,
        .in_persons = section == SECTION_PERSONS,
        .in_board = section == SECTION_BOARD,
        .in_time = section == SECTION_TIME,
        .in_fees = section == SECTION_FEES,
        .in_people = section == SECTION_PEOPLE,
        .in_routine = section == SECTION_ROUTINE,
        .signed_in = signed_in,
        .has_assignment = has_assignment,
        .csrf = request->csrf,
        .here = address_of(request),
        .in_swedish = request->language == LANGUAGE_SV,
    };
    if (signed_in)
        page.user = actor->user_name;
    if (has_assignment) {
        offer(request, &page);
        page.role = capitalised(request->arena, code_words(request->language, actor->role));
        page.unit = actor->unit_name;
    }
    if (request->notice && text_by_key(request->notice, &notice))
        page.notice = page_text(request, notice);
    return page;
}

struct str stream_id(struct str stream) {
    size_t slash = str_find_char(stream, '/');
    return slash == STR_NOT_FOUND ? stream : str_sub(stream, slash + 1, stream.n);
}

bool go_to_case(const struct request *request, struct response *response, struct str stream,
                const char *rest, struct error *err) {
    struct buf buf = buf_new(request->arena, 1024);
    buf_add_c(&buf, "/arende/");
    percent_encode(&buf, stream_id(stream), "");
    buf_add_c(&buf, rest);
    return buf_done(&buf, &response->location, err);
}

bool go_to_saved(const struct request *request, struct response *response,
                 const struct recorded *recorded, struct error *err) {
    struct str seq = tr_number(request->arena, recorded->seq);
    struct str rest = str_printf(request->arena, "?sparat=" STR_FMT, STR_ARG(seq));
    return rest.p ? go_to_case(request, response, recorded->stream, rest.p, err)
                  : error_memory(err);
}

// The lists that what stands in them is recorded from.
static const struct {
    const char *flag, *path;
} lists[] = {{"dag", "/"}, {"blanketter", "/tid/blanketter"}};

struct str list_of(const struct request *request) {
    for (size_t i = 0; i < COUNT(lists); i++)
        if (request_flag(request, lists[i].flag))
            return str_of(lists[i].flag);
    return STR_NONE;
}

struct str list_path(const struct request *request, struct str otherwise) {
    for (size_t i = 0; i < COUNT(lists); i++)
        if (request_flag(request, lists[i].flag))
            return str_of(lists[i].path);
    return otherwise;
}

bool go_back(const struct request *request, struct response *response, enum event_kind kind,
             const struct recorded *recorded, struct error *err) {
    struct str page = list_path(request, STR_NONE);
    if (!page.n)
        return go_to_saved(request, response, recorded, err);
    response->location =
        str_printf(request->arena, STR_FMT "?sparat=%s", STR_ARG(page), event_info(kind)->id);
    return response->location.p ? true : error_memory(err);
}

struct str form_key_new(struct arena *arena) {
    unsigned char bytes[KEY_BYTES];
    random_bytes(bytes, sizeof(bytes));
    return hex_of(arena, bytes, sizeof(bytes));
}

bool page_date(const struct request *request, const char *name, struct date *date,
               struct str *ret_text, struct str *ret_fault) {
    struct error why = {0};
    struct str typed = request_text(request, name);
    bool good = !typed.n || date_parse_human(typed, app_today(request->app), DATE_PAST, date, &why);
    *ret_text = good ? date_text(request->arena, *date) : typed;
    *ret_fault = good ? STR_NONE : failure_words(request->arena, request->language, &why);
    return good;
}

bool page_in_order(const struct request *request, struct date from, struct date to,
                   struct str *ret_fault) {
    bool good = date_cmp(from, to) <= 0;
    if (!good)
        *ret_fault = tr(request->language, T_period_backwards);
    return good;
}

bool page_period(const struct request *request, const char *action, struct date *from,
                 struct date *to, struct period_form *ret_form) {
    ret_form->action = str_of(action);
    bool has_from = page_date(request, "fran", from, &ret_form->from, &ret_form->from_fault);
    bool has_to = page_date(request, "till", to, &ret_form->to, &ret_form->to_fault);
    return has_from && has_to && page_in_order(request, *from, *to, &ret_form->to_fault);
}

bool page_period_refuse(const struct period_form *form, struct error *err) {
    struct date from, to;
    if (date_parse(form->from, &from) && date_parse(form->to, &to) && date_cmp(to, from) < 0)
        return error_set(err, ERR_INPUT, "period.backwards", NULL);
    return error_set_str(err, ERR_INPUT, "date.not-understood",
                         form->from_fault.n ? form->from : form->to);
}

enum text_id error_heading(int status) {
    switch (status) {
    case 403:
        return T_error_page_denied;
    case 404:
        return T_error_page_not_found;
    case 405:
    case 409:
        return T_error_page_refused;
    case 413:
        return T_error_page_too_large;
    case 429:
        return T_error_page_too_often;
    case 503:
        return T_error_page_not_now;
    }
    return status >= 500 ? T_error_page_failed : T_error_page_unreadable;
}
