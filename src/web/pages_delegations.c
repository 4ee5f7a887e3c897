// SPDX-License-Identifier: EUPL-1.2
//
// Delegations (P-09): who of a unit's care staff may carry out what, and until when. Giving and
// withdrawing go by the forms of pages_people.c.
#include "app/delegations.h"

#include "web/routes.h"
#include "web/view_delegations.h"
#include "web/views.h"

#define SOON_OVER_DAYS 30

static bool add_delegation(const struct wording *wording, const struct delegation_row *row,
                           struct delegated_view *staff, struct error *err) {
    struct arena *arena = wording->arena;
    struct date from = wording->today, to = wording->today, soon = wording->today;
    if (!row->seq || !date_parse(row->from, &from) || !date_parse(row->to, &to) ||
        date_cmp(to, from) < 0)
        return true;
    struct delegation_view *view = LIST_PUSH(arena, &staff->delegations);
    if (!view)
        return error_memory(err);
    *view = (struct delegation_view){
        .seq = tr_number(arena, row->seq),
        .tasks = capitalised(arena,
                             set_words(wording, row->tasks, CODES_intervention_kind, T_words_and)),
        .words = TR(arena, wording->language, T_delegations_words,
                    date_words(arena, wording->language, from, wording->today),
                    date_words(arena, wording->language, to, wording->today), row->by),
        .to_come = date_cmp(from, wording->today) > 0,
        .soon_over =
            date_add_days(wording->today, SOON_OVER_DAYS, &soon) && date_cmp(to, soon) <= 0,
    };
    return true;
}

static bool add_staff(const struct wording *wording, const struct delegation_rows *rows,
                      struct delegations_page *page, struct error *err) {
    struct delegated_view *staff = NULL;
    for (size_t i = 0; i < rows->items.n; i++) {
        const struct delegation_row *row = &rows->items.items[i];
        struct str id = stream_id(row->user);
        if (!staff || !str_eq(staff->id, id)) {
            if (!(staff = LIST_PUSH(wording->arena, &page->staff)))
                return error_memory(err);
            *staff = (struct delegated_view){
                .id = id, .name = row->user_name, .team = code_words(wording->language, row->team)};
        }
        if (!add_delegation(wording, row, staff, err))
            return false;
    }
    return true;
}

static bool add_units(const struct request *request, const struct delegated_staff *staff,
                      struct delegations_page *page, struct error *err) {
    for (size_t i = 0; i < staff->units.items.n && staff->units.items.n > 1; i++) {
        const struct unit_row *unit = &staff->units.items.items[i];
        struct unit_choice *option = LIST_PUSH(request->arena, &page->units);
        if (!option)
            return error_memory(err);
        *option = (struct unit_choice){stream_id(unit->stream), unit->name,
                                       str_eq(unit->stream, staff->unit.stream)};
    }
    return true;
}

bool page_delegations(struct request *request, struct response *response, struct error *err) {
    struct delegated_staff staff;
    struct wording wording;
    struct str id = request_text(request, "enhet");
    struct str unit = id.n ? str_printf(request->arena, "unit/" STR_FMT, STR_ARG(id)) : STR_NONE;
    struct delegations_page page = {
        .page = page_of(request, page_text(request, T_delegations_title), SECTION_NONE),
        .may_delegate = page_may(request, ACT_DELEGATE),
    };
    if (id.n && !unit.p)
        return error_memory(err);
    if (!app_delegations(request->app, request->arena, &request->actor, unit, &staff, err) ||
        !wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err) ||
        !add_units(request, &staff, &page, err) || !add_staff(&wording, &staff.rows, &page, err))
        return false;
    page.unit = staff.unit.name;
    page.more = staff.more;
    view_delegations(&response->html, request->language, &page);
    return true;
}
