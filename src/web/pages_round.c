// SPDX-License-Identifier: EUPL-1.2
#include "web/view_round.h"

#include "care/person.h"
#include "web/page.h"
#include "web/words.h"

#define QUARTER 15
#define STRETCH_QUARTERS 2 // that are proposed
#define MINUTE_US ((int64_t)60 * 1000000)

static bool add_changes(const struct wording *wording, const struct board_row *row,
                        struct round_row_view *view, struct error *err) {
    for (size_t i = 0; i < row->changes.n; i++) {
        struct board_change_view *change = LIST_PUSH(wording->arena, &view->changes);
        if (!change)
            return error_memory(err);
        *change = board_change_of(wording, &row->changes.items[i]);
    }
    return true;
}

static bool may(const struct board_row *row, enum code role, unsigned act) {
    return access_role_records(role, round_acts[act]) && !(row->held & (UINT32_C(1) << act));
}

static bool add_row(const struct wording *wording, enum code role, const struct board_row *row,
                    struct round_view *round, struct error *err) {
    struct round_row_view *view = LIST_PUSH(wording->arena, &round->rows);
    struct date born;
    if (!view)
        return error_memory(err);
    *view = (struct round_row_view){
        .id = stream_id(row->person.stream),
        .name = str_printf(wording->arena, STR_FMT " " STR_FMT, STR_ARG(row->person.given_name),
                           STR_ARG(row->person.family_name)),
        .observe_key = form_key_new(wording->arena),
        .time_key = form_key_new(wording->arena),
        .guarded = person_is_protected(row->person.protection),
        .in_vils = row->in_vils,
        .may_observe = may(row, role, 0),
        .may_time = may(row, role, 1),
        .may_change = may(row, role, 2),
    };
    if (row->death)
        view->died = happened_words(wording, row->death);
    if (date_parse(row->person.born, &born))
        view->age = age_words(wording->arena, wording->language, born, wording->today);
    if (row->viewed.us) {
        const struct event at = {.happened = row->viewed, .precision = PRECISION_MINUTE};
        view->since = happened_words(wording, &at);
    }
    return add_changes(wording, row, view, err) &&
           (!arena_failed(wording->arena) || error_memory(err));
}

// The last half hour in whole quarters, on the day on which it began.
static void propose_time(const struct request *request, struct round_view *view) {
    const struct zone *zone = app_zone(request->app);
    const struct instant now = app_now(request->app);
    struct date_time local = zone_local(zone, now);
    int64_t past = local.time.minute % QUARTER;
    struct instant to = {now.us - past * MINUTE_US};
    struct instant from = {to.us - (int64_t)STRETCH_QUARTERS * QUARTER * MINUTE_US};
    view->today = date_text(request->arena, local.date);
    view->now = clock_words(request->arena, local.time);
    view->at = str_printf(request->arena, STR_FMT "T" STR_FMT, STR_ARG(view->today),
                          STR_ARG(time_text(request->arena, local.time)));
    view->to = clock_words(request->arena, zone_local(zone, to).time);
    view->from = clock_words(request->arena, zone_local(zone, from).time);
    view->time_date = date_text(request->arena, zone_local(zone, from).date);
}

static bool add_uses(const struct request *request, struct round_view *view, struct error *err) {
    const struct list_info *list = list_info(CODES_time_use);
    for (enum code code = list->first; code < list->first + list->count; code++) {
        struct round_use_view *use = LIST_PUSH(request->arena, &view->uses);
        if (!use)
            return error_memory(err);
        *use = (struct round_use_view){str_of(code_info(code)->id),
                                       code_words(request->language, code), code == list->first};
    }
    return true;
}

bool round_fill(struct request *request, struct round_view *view, struct error *err) {
    struct board board;
    struct wording wording;
    enum event_kind saved = event_kind_find(request_text(request, "sparat"));
    view->is_round = page_may(request, ACT_ROUND);
    if (!view->is_round)
        return true;
    view->csrf = request->csrf;
    view->observed = event_words(request->language, EVENT_observed);
    view->timed = event_words(request->language, EVENT_time_recorded);
    if (saved != EVENT_NONE)
        view->saved = event_words(request->language, saved);
    propose_time(request, view);
    if (!app_round(request->app, request->arena, &request->actor, &board, err) ||
        !wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err) ||
        !add_uses(request, view, err))
        return false;
    view->more = board.more;
    for (size_t i = 0; i < board.rows.n; i++)
        if (!add_row(&wording, request->actor.role, &board.rows.items[i], view, err))
            return false;
    return true;
}
