// SPDX-License-Identifier: EUPL-1.2
//
// How long it took to the start of VILS, and from there to the first changed intervention (V-20).
#include "app/vils_times.h"
#include "web/export.h"
#include "web/routes.h"
#include "web/view_vils_times.h"
#include "web/views.h"
#include "web/words.h"

#define DAYS_USUAL 90
#define DAY_MINUTES (24 * 60)

static bool read_query(const struct request *request, struct vils_times_query *query,
                       struct vils_times_page *page) {
    *query = (struct vils_times_query){.to = app_today(request->app)};
    query->from = query->to;
    if (!date_add_days(query->to, -DAYS_USUAL, &query->from))
        return false;
    return page_period(request, "/vils/tider", &query->from, &query->to, &page->period);
}

static struct str number_text(struct arena *arena, int64_t number) {
    return str_printf(arena, "%lld", (long long)number);
}

// Days and hours, or hours and minutes when it took less than a day.
static struct str span_words(const struct request *request, int64_t minutes) {
    struct arena *arena = request->arena;
    if (minutes < 0)
        return STR("–");
    bool days = minutes >= DAY_MINUTES;
    int64_t big = days ? minutes / DAY_MINUTES : minutes / 60;
    int64_t small = days ? minutes % DAY_MINUTES / 60 : minutes % 60;
    return TR(arena, request->language, days ? T_vils_times_days : T_vils_times_hours,
              number_text(arena, big), number_text(arena, small));
}

static struct str median_words(const struct request *request, int64_t minutes, size_t count) {
    if (!count)
        return page_text(request, T_vils_times_none);
    return TR(request->arena, request->language, T_vils_times_median, span_words(request, minutes),
              number_text(request->arena, (int64_t)count));
}

static bool add_unit(const struct request *request, const struct vils_time_unit *unit,
                     struct vils_times_page *page, struct error *err) {
    struct arena *arena = request->arena;
    struct vils_time_unit_view *view = LIST_PUSH(arena, &page->units);
    if (!view)
        return error_memory(err);
    view->name = unit->name;
    view->before = median_words(request, unit->before_median, unit->before_count);
    view->after = median_words(request, unit->after_median, unit->after_count);
    for (size_t i = 0; i < unit->cases.n; i++) {
        const struct vils_time *one = &unit->cases.items[i];
        struct vils_time_view *line = LIST_PUSH(arena, &view->cases);
        if (!line)
            return error_memory(err);
        *line = (struct vils_time_view){
            .id = stream_id(one->stream),
            .name = marked_name(arena, request->language, one->name, one->protection),
            .number = number_words_of(arena, one->number),
            .started = date_words(arena, request->language, one->started, app_today(request->app)),
            .before = span_words(request, one->minutes_before),
            .after = span_words(request, one->minutes_after),
        };
    }
    return !arena_failed(arena) || error_memory(err);
}

bool page_vils_times(struct request *request, struct response *response, struct error *err) {
    struct vils_times_query query;
    struct vils_times times = {0};
    struct vils_times_page page = {0};
    bool asked = read_query(request, &query, &page);
    if (!app_may(request->app, request->arena, &request->actor, ACT_ON_TIME, STR("vils"), err) ||
        (asked &&
         !app_vils_times(request->app, request->arena, &request->actor, &query, &times, err)))
        return false;
    for (size_t i = 0; i < times.units.n; i++)
        if (!add_unit(request, &times.units.items[i], &page, err))
            return false;
    page.after_reason = times.after_reason;
    page.more = times.more;
    page.page = page_of(request, page_text(request, T_vils_times_title), SECTION_AHEAD);
    page.page.has_faults = !asked;
    view_vils_times(&response->html, request->language, &page);
    return true;
}

// ---- the files: a row for each start ----

enum column { UNIT, PERSON, NUMBER, STARTED, BEFORE, AFTER, COLUMN_COUNT };

static const struct export_column columns[COLUMN_COUNT] = {
    [UNIT] = {T_vils_times_unit, CELL_TEXT, 26},
    [PERSON] = {T_vils_times_person, CELL_TEXT, 26},
    [NUMBER] = {T_vils_times_number, CELL_TEXT, 16},
    [STARTED] = {T_vils_times_started, CELL_DATE, 14},
    [BEFORE] = {T_vils_times_minutes_before, CELL_NUMBER, 30},
    [AFTER] = {T_vils_times_minutes_after, CELL_NUMBER, 30},
};

// What is not seen is no number.
static struct str minutes_cell(struct arena *arena, int64_t minutes) {
    return minutes < 0 ? STR("") : number_text(arena, minutes);
}

static bool make_table(const struct request *request, const struct vils_times *times,
                       struct table_file *table, struct error *err) {
    struct arena *arena = request->arena;
    struct str *cells;
    size_t rows = 0;
    for (size_t i = 0; i < times->units.n; i++)
        rows += times->units.items[i].cases.n;
    if (!export_start(request, T_vils_times_title, columns, COLUMN_COUNT, rows, table, &cells, err))
        return false;
    for (size_t i = 0; i < times->units.n; i++)
        for (size_t k = 0; k < times->units.items[i].cases.n; k++, cells += COLUMN_COUNT) {
            const struct vils_time *one = &times->units.items[i].cases.items[k];
            cells[UNIT] = times->units.items[i].name;
            cells[PERSON] = marked_name(arena, request->language, one->name, one->protection);
            cells[NUMBER] = number_words_of(arena, one->number);
            cells[STARTED] = date_text(arena, one->started);
            cells[BEFORE] = minutes_cell(arena, one->minutes_before);
            cells[AFTER] = minutes_cell(arena, one->minutes_after);
        }
    return !arena_failed(arena) || error_memory(err);
}

static bool send_file(struct request *request, struct response *response, const char *ending,
                      table_maker *make, struct error *err) {
    struct vils_times_query query;
    struct vils_times times = {0};
    struct vils_times_page page = {0};
    struct table_file table;
    struct str bytes;
    if (!read_query(request, &query, &page))
        return page_period_refuse(&page.period, err);
    query.file = true;
    if (!app_vils_times(request->app, request->arena, &request->actor, &query, &times, err) ||
        !make_table(request, &times, &table, err) || !make(request->arena, &table, &bytes, err))
        return false;
    return export_send(request, response, "vils-tider", query.from, ending, bytes, err);
}

bool export_vils_times_csv(struct request *request, struct response *response, struct error *err) {
    return send_file(request, response, "csv", table_csv, err);
}

bool export_vils_times_xlsx(struct request *request, struct response *response, struct error *err) {
    return send_file(request, response, "xlsx", table_xlsx, err);
}
