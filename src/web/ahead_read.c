// SPDX-License-Identifier: EUPL-1.2
//
// What somebody asks to see of the time to come.
#include "web/view_ahead.h"

#define WEEKS_USUAL 4

static const int64_t periods[] = {1, 4, 8, 13, 26};

bool filter_option_add(struct arena *arena, struct filter_options *list, struct str value,
                       struct str label, bool chosen, struct error *err) {
    struct filter_option *option = LIST_PUSH(arena, &list->items);
    if (!option || !value.p || !label.p)
        return error_memory(err);
    *option = (struct filter_option){value, label, chosen};
    return true;
}

static bool read_from(const struct request *request, struct ahead_query *query,
                      struct ahead_form *form) {
    struct error why = {0};
    struct str typed = request_text(request, "fran");
    query->from = app_today(request->app);
    form->from = typed;
    if (!typed.n || date_parse_human(typed, query->from, DATE_FUTURE, &query->from, &why))
        return true;
    form->from_fault = failure_words(request->arena, request->language, &why);
    return form->from_fault.p != NULL;
}

static bool read_period(const struct request *request, struct ahead_query *query,
                        struct ahead_form *form, struct error *err) {
    int64_t weeks = WEEKS_USUAL;
    for (size_t i = 0; i < COUNT(periods); i++)
        if (periods[i] == request_int(request, "veckor"))
            weeks = periods[i];
    form->weeks = tr_number(request->arena, weeks);
    for (size_t i = 0; i < COUNT(periods); i++) {
        struct str number = tr_number(request->arena, periods[i]);
        if (!filter_option_add(request->arena, &form->periods, number,
                               TR(request->arena, request->language, T_ahead_weeks, number),
                               periods[i] == weeks, err))
            return false;
    }
    return date_add_days(query->from, weeks * 7 - 1, &query->to) ||
           error_set_str(err, ERR_INPUT, "date.not-understood", form->from);
}

static bool read_role(const struct request *request, struct ahead_query *query,
                      struct ahead_form *form, struct error *err) {
    const struct list_info *list = list_info(CODES_role);
    query->role = code_find(CODES_role, request_text(request, "yrke"));
    form->role = query->role == CODE_NONE ? STR_NONE : str_of(code_info(query->role)->id);
    if (!filter_option_add(request->arena, &form->roles, STR(""),
                           page_text(request, T_ahead_all_roles), false, err))
        return false;
    for (enum code role = list->first; role < list->first + list->count; role++)
        if (role != CODE_role_administrator &&
            !filter_option_add(request->arena, &form->roles, str_of(code_info(role)->id),
                               capitalised(request->arena, code_words(request->language, role)),
                               role == query->role, err))
            return false;
    return true;
}

// An area by the id of its stream, or what lies in none.
static bool read_area(const struct request *request, struct ahead_query *query,
                      struct ahead_form *form, struct error *err) {
    form->area = request_text(request, "omrade");
    form->by_area = str_is(request_text(request, "ordning"), "omrade");
    query->outside = str_is(form->area, AHEAD_OUTSIDE);
    if (form->area.n && !query->outside) {
        query->area = str_printf(request->arena, "area/" STR_FMT, STR_ARG(form->area));
        if (!query->area.p)
            return error_memory(err);
    }
    return filter_option_add(request->arena, &form->orders, STR("dag"),
                             page_text(request, T_ahead_by_day), !form->by_area, err) &&
           filter_option_add(request->arena, &form->orders, STR("omrade"),
                             page_text(request, T_ahead_by_area), form->by_area, err);
}

static bool read_late(const struct request *request, struct ahead_query *query,
                      struct ahead_form *form, struct error *err) {
    query->late = !str_is(request_text(request, "sent"), "nej");
    form->with_late = query->late ? STR("ja") : STR("nej");
    return filter_option_add(request->arena, &form->late, STR("ja"),
                             page_text(request, T_ahead_with_late), query->late, err) &&
           filter_option_add(request->arena, &form->late, STR("nej"),
                             page_text(request, T_ahead_without_late), !query->late, err);
}

bool ahead_read(const struct request *request, struct ahead_query *query, struct ahead_form *form,
                struct error *err) {
    *query = (struct ahead_query){0};
    *form = (struct ahead_form){0};
    form->unit = request_text(request, "enhet");
    query->kind = event_kind_find(request_text(request, "slag"));
    form->kind = query->kind == EVENT_NONE ? STR_NONE : str_of(event_info(query->kind)->id);
    if (form->unit.n > 0) {
        query->unit = str_printf(request->arena, "unit/" STR_FMT, STR_ARG(form->unit));
        if (!query->unit.p)
            return error_memory(err);
    }
    if (!read_from(request, query, form))
        return error_memory(err);
    return read_period(request, query, form, err) && read_role(request, query, form, err) &&
           read_area(request, query, form, err) && read_late(request, query, form, err);
}
