// SPDX-License-Identifier: EUPL-1.2
#include "care/person.h"
#include "web/routes.h"
#include "web/view_board.h"
#include "web/view_live.h"
#include "web/views.h"

#define CHANGES_SHOWN 4

// What is chosen is told in the user's language, what is written in that of whoever wrote it.
struct telling {
    struct str choice, text;
};

static struct telling tell(const struct wording *wording, const struct event *event) {
    struct telling telling = {0};
    for (size_t i = 0; i < event->payload.n; i++) {
        const struct field_value *value = &event->payload.values[i];
        const struct field_info *info = field_info(value->field);
        if (!info->told)
            continue;
        if (info->type == TYPE_CODE_OF)
            telling.choice = code_words(wording->language, value->code);
        else if (info->type == TYPE_SET_OF)
            telling.choice = set_words(wording, value->set, info->codes, T_words_and);
        else if (info->type == TYPE_TEXT || info->type == TYPE_LINE)
            telling.text = value->text;
    }
    return telling;
}

// Which it is by what was opened, what came of it by the event itself.
static struct telling tell_change(const struct wording *wording,
                                  const struct board_change *change) {
    enum field_id field = field_of_type(change->event->kind, TYPE_REF);
    struct telling own = tell(wording, change->event);
    if (!change->opened || !field || !field_info(field)->told)
        return own;
    struct telling all = tell(wording, change->opened);
    if (own.choice.n)
        all.choice = all.choice.n ? TR(wording->arena, wording->language, T_board_outcome,
                                       all.choice, own.choice)
                                  : own.choice;
    if (own.text.n)
        all.text = own.text;
    return all;
}

struct board_change_view board_change_of(const struct wording *wording,
                                         const struct board_change *change) {
    struct telling telling = tell_change(wording, change);
    return (struct board_change_view){
        .what = event_words(wording->language, change->event->kind),
        .when = happened_words(wording, change->event),
        .choice = capitalised(wording->arena, telling.choice),
        .text = telling.text,
    };
}

static bool add_changes(const struct wording *wording, const struct board_row *row,
                        struct board_row_view *view, struct error *err) {
    for (size_t i = 0; i < row->changes.n && i < CHANGES_SHOWN; i++) {
        struct board_change_view *change = LIST_PUSH(wording->arena, &view->changes);
        if (!change)
            return error_memory(err);
        *change = board_change_of(wording, &row->changes.items[i]);
    }
    view->changes_more = row->changes.n - view->changes.n;
    return true;
}

// ---- what waits for an answer ----

#define WHOSE STR(": ")

// What is to be done by several is one duty of each, called alike but for who it is: "Läs
// önskemålen: läkare". Up to that.
static struct str common_of(struct str what) {
    size_t at = str_find(what, WHOSE);
    return at == STR_NOT_FOUND ? STR_NONE : str_sub(what, 0, at + WHOSE.n);
}

static bool is_same_to_do(const struct duty *a, const struct duty *b) {
    struct str common = common_of(a->what);
    return common.n && str_eq(common, common_of(b->what)) && str_eq(a->decision, b->decision) &&
           a->has_due == b->has_due && a->due_precision == b->due_precision &&
           date_time_cmp(a->due, b->due) == 0;
}

static bool is_told_before(const struct board_row *row, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (is_same_to_do(&row->unanswered.items[k], &row->unanswered.items[i]))
            return true;
    return false;
}

// In the language of the routine: "Läs önskemålen: läkare, arbetsterapeut och sjuksköterska".
static struct str joined(struct arena *arena, const struct board_row *row, size_t first) {
    const struct duty *duty = &row->unanswered.items[first];
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct str text;
    size_t left = 0;
    for (size_t i = first + 1; i < row->unanswered.n; i++)
        left += is_same_to_do(duty, &row->unanswered.items[i]);
    buf_add(&buf, duty->what);
    for (size_t i = first + 1; left; i++) {
        struct str what = row->unanswered.items[i].what;
        if (!is_same_to_do(duty, &row->unanswered.items[i]))
            continue;
        add_joint(&buf, LANGUAGE_SV, left--, T_words_and);
        buf_add(&buf, str_sub(what, common_of(what).n, what.n));
    }
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

static bool add_unanswered(const struct wording *wording, const struct routine *routine,
                           const struct board_row *row, struct board_row_view *view,
                           struct error *err) {
    for (size_t i = 0; i < row->unanswered.n; i++) {
        if (is_told_before(row, i))
            continue;
        struct duty_view *duty = LIST_PUSH(wording->arena, &view->unanswered);
        if (!duty)
            return error_memory(err);
        *duty = duty_view_of(wording, routine, row->person.stream, &row->unanswered.items[i]);
        duty->what = joined(wording->arena, row, i);
        if (!duty->what.p)
            return error_memory(err);
        view->late = view->late || duty->late;
    }
    return true;
}

static bool add_row(const struct wording *wording, const struct routine *routine,
                    const struct board_row *row, struct board_view *board, struct error *err) {
    struct board_row_view *view = LIST_PUSH(wording->arena, &board->rows);
    struct date born;
    if (!view)
        return error_memory(err);
    view->id = stream_id(row->person.stream);
    view->name = str_printf(wording->arena, STR_FMT " " STR_FMT, STR_ARG(row->person.given_name),
                            STR_ARG(row->person.family_name));
    view->guarded = person_is_protected(row->person.protection);
    if (date_parse(row->person.born, &born))
        view->age = age_words(wording->arena, wording->language, born, wording->today);
    view->since = date_words(wording->arena, wording->language, row->since, wording->today);
    view->decided_by = code_words(wording->language, row->decided_by);
    if (row->met)
        view->met = happened_words(wording, row->met);
    if (row->next.what.n) {
        const struct duty_view next =
            duty_view_of(wording, routine, row->person.stream, &row->next);
        view->next = next.due;
        view->next_late = view->late = next.late;
        view->next_lateness = next.lateness;
    }
    if (!add_changes(wording, row, view, err) || !add_unanswered(wording, routine, row, view, err))
        return false;
    board->late += view->late;
    return view->name.p ? true : error_memory(err);
}

bool page_board(struct request *request, struct response *response, struct error *err) {
    struct board board;
    struct wording wording;
    struct board_view view = {
        .page = page_of(request, page_text(request, T_board_title), SECTION_BOARD)};
    if (!app_board(request->app, request->arena, &request->actor, &board, err) ||
        !wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err))
        return false;
    for (size_t i = 0; i < board.rows.n; i++)
        if (!add_row(&wording, app_routine(request->app), &board.rows.items[i], &view, err))
            return false;
    view.count = board.rows.n;
    view.is_one = view.count == 1;
    view.is_two = view.count == 2;
    view.all_late = view.late == view.count;
    view.more = board.more;
    view.has_times = page_may(request, ACT_ON_TIME);
    view.page.live_for = (board.end - app_now(request->app).us) / 1000000 + 1;
    if (!page_is_live(request, &view.page, STR_NONE, board.version, err))
        return false;
    view_board(&response->html, request->language, &view);
    return true;
}
