// SPDX-License-Identifier: EUPL-1.2
//
// Time that the unit worked (V-12): the page, and the files for the system that pays and charges.
#include <assert.h>

#include "app/worked.h"
#include "web/export.h"
#include "web/routes.h"
#include "web/view_worked.h"
#include "web/views.h"

// This month and the one before it, when no period was asked for.
static bool read_query(const struct request *request, struct time_query *query,
                       struct worked_page *page) {
    *query = (struct time_query){.to = app_today(request->app)};
    struct date before = query->to;
    before.day = 1;
    if (!date_add_days(before, -1, &before))
        return false;
    before.day = 1;
    query->from = before;
    return page_period(request, "/tid", &query->from, &query->to, &page->period);
}

static struct str month_text(struct arena *arena, struct date month) {
    return str_sub(date_text(arena, month), 0, 7);
}

static struct str month_shown(struct arena *arena, enum language language, struct date month) {
    return str_printf(arena, STR_FMT " %d",
                      STR_ARG(capitalised(arena, month_words(language, (int)month.month))),
                      (int)month.year);
}

static bool add_sums(const struct request *request, const struct time_list *list,
                     struct worked_page *page, struct error *err) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < list->sums.n; i++) {
        const struct time_sum *sum = &list->sums.items[i];
        struct worked_sum_view *view = LIST_PUSH(arena, &page->sums);
        if (!view)
            return error_memory(err);
        *view = (struct worked_sum_view){
            .id = stream_id(sum->stream),
            .name = marked_name(arena, request->language, sum->name, sum->protection),
            .number = number_words_of(arena, sum->number),
            .month = month_shown(arena, request->language, sum->month),
            .minutes = minutes_words(arena, sum->minutes),
            .received = minutes_words(arena, sum->received),
            .entries = sum->entries,
        };
    }
    page->minutes = minutes_words(arena, list->minutes);
    page->received = minutes_words(arena, list->received);
    page->more = list->more;
    return !arena_failed(arena) || error_memory(err);
}

bool page_worked(struct request *request, struct response *response, struct error *err) {
    struct time_query query;
    struct time_list list = {0};
    struct worked_page page = {0};
    bool asked = read_query(request, &query, &page);
    if (!app_may(request->app, request->arena, &request->actor, ACT_TIME, STR("time"), err) ||
        (asked && !app_time(request->app, request->arena, &request->actor, &query, &list, err)) ||
        !add_sums(request, &list, &page, err))
        return false;
    page.page = page_of(request, page_text(request, T_worked_title), SECTION_TIME);
    page.has_forms = page_may(request, ACT_TIME_FORMS);
    page.page.has_faults = !asked;
    view_worked(&response->html, request->language, &page);
    return true;
}

// ---- the files ----

enum column { MONTH, PERSON, NUMBER, UNIT, SUM, RECEIVED, USES, COLUMN_COUNT = USES + TIME_USES };

static const struct export_column columns[COLUMN_COUNT] = {
    [MONTH] = {T_worked_month, CELL_TEXT, 10},
    [PERSON] = {T_worked_person, CELL_TEXT, 26},
    [NUMBER] = {T_worked_number, CELL_TEXT, 16},
    [UNIT] = {T_worked_unit, CELL_TEXT, 26},
    [SUM] = {T_worked_minutes, CELL_NUMBER, 10},
    [RECEIVED] = {T_worked_minutes_received, CELL_NUMBER, 16},
    [USES + 0] = {T_worked_use_care, CELL_NUMBER, 14},
    [USES + 1] = {T_worked_use_presence, CELL_NUMBER, 14},
    [USES + 2] = {T_worked_use_relatives, CELL_NUMBER, 14},
    [USES + 3] = {T_worked_use_team, CELL_NUMBER, 14},
    [USES + 4] = {T_worked_use_travel, CELL_NUMBER, 14},
};
static_assert(TIME_USES == 5, "a column for each use of time");

static struct str number_text(struct arena *arena, int64_t number) {
    return str_printf(arena, "%lld", (long long)number);
}

static bool make_table(const struct request *request, const struct time_list *list,
                       struct table_file *table, struct error *err) {
    struct arena *arena = request->arena;
    struct str *cells;
    if (!export_start(request, T_worked_title, columns, COLUMN_COUNT, list->sums.n, table, &cells,
                      err))
        return false;
    for (size_t i = 0; i < list->sums.n; i++) {
        const struct time_sum *sum = &list->sums.items[i];
        struct str *at = &cells[i * COLUMN_COUNT];
        at[MONTH] = month_text(arena, sum->month);
        at[PERSON] = marked_name(arena, request->language, sum->name, sum->protection);
        at[NUMBER] = number_words_of(arena, sum->number);
        at[UNIT] = request->actor.unit_name;
        at[SUM] = number_text(arena, sum->minutes);
        at[RECEIVED] = number_text(arena, sum->received);
        for (size_t u = 0; u < TIME_USES; u++)
            at[USES + u] = number_text(arena, sum->uses[u]);
    }
    return !arena_failed(arena) || error_memory(err);
}

static bool send_file(struct request *request, struct response *response, const char *ending,
                      table_maker *make, struct error *err) {
    struct time_query query;
    struct time_list list;
    struct worked_page page = {0};
    struct table_file table;
    struct str bytes;
    if (!read_query(request, &query, &page))
        return page_period_refuse(&page.period, err);
    query.file = true;
    if (!app_time(request->app, request->arena, &request->actor, &query, &list, err) ||
        !make_table(request, &list, &table, err) || !make(request->arena, &table, &bytes, err))
        return false;
    return export_send(request, response, "tid", query.from, ending, bytes, err);
}

bool export_worked_csv(struct request *request, struct response *response, struct error *err) {
    return send_file(request, response, "csv", table_csv, err);
}

bool export_worked_xlsx(struct request *request, struct response *response, struct error *err) {
    return send_file(request, response, "xlsx", table_xlsx, err);
}
