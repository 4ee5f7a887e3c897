// SPDX-License-Identifier: EUPL-1.2
//
// How much of what was promised was done in time: the page, the cases behind a number, the file.
#include "app/on_time.h"
#include "web/form.h"
#include "web/export.h"
#include "web/routes.h"
#include "web/view_on_time.h"
#include "web/views.h"
#include "web/words.h"

#define DAYS_USUAL 90

static const char *const outcome_ids[OUTCOME_COUNT] = {
    [OUTCOME_IN_TIME] = "i-tid", [OUTCOME_LATE] = "sent",        [OUTCOME_OPEN_LATE] = "oppen-sen",
    [OUTCOME_OPEN] = "oppen",    [OUTCOME_WITHDRAWN] = "dragen",
};
static const enum text_id outcome_words[OUTCOME_COUNT] = {
    [OUTCOME_IN_TIME] = T_on_time_in_time,     [OUTCOME_LATE] = T_on_time_late,
    [OUTCOME_OPEN_LATE] = T_on_time_open_late, [OUTCOME_OPEN] = T_on_time_open,
    [OUTCOME_WITHDRAWN] = T_on_time_withdrawn,
};

static bool read_query(const struct request *request, struct on_time_query *query,
                       struct on_time_page *page) {
    struct str outcome = request_text(request, "utfall");
    *query = (struct on_time_query){.to = app_today(request->app)};
    query->from = query->to;
    if (!date_add_days(query->to, -DAYS_USUAL, &query->from))
        return false;
    for (size_t i = 0; i < OUTCOME_COUNT; i++)
        if (str_is(outcome, outcome_ids[i])) {
            query->outcome = (enum on_time_outcome)i;
            query->unit = request_text(request, "enhet");
            query->role = code_find(CODES_role, request_text(request, "yrke"));
            query->decision = request_text(request, "plikt");
        }
    return page_period(request, "/i-tid", &query->from, &query->to, &page->period);
}

// Of those whose day has come and that were not withdrawn.
static struct str share_words(struct arena *arena, enum language language,
                              const size_t counts[OUTCOME_COUNT]) {
    size_t in_time = counts[OUTCOME_IN_TIME];
    size_t all = in_time + counts[OUTCOME_LATE] + counts[OUTCOME_OPEN_LATE];
    if (!all)
        return STR("–");
    return TR(arena, language, T_words_percent,
              str_printf(arena, "%zu", (in_time * 100 + all / 2) / all));
}

static struct str link_to(const struct request *request, const struct on_time_page *page,
                          const struct on_time_row *row, size_t outcome) {
    struct buf buf = buf_new(request->arena, 2048);
    struct str text;
    buf_add_c(&buf, "/i-tid?fran=");
    percent_encode(&buf, page->period.from, "");
    buf_add_c(&buf, "&till=");
    percent_encode(&buf, page->period.to, "");
    buf_add_c(&buf, "&enhet=");
    percent_encode(&buf, row->unit, "");
    buf_add_c(&buf, "&yrke=");
    buf_add_c(&buf, code_info(row->role)->id);
    buf_add_c(&buf, "&plikt=");
    percent_encode(&buf, row->decision, "");
    buf_add_c(&buf, "&utfall=");
    buf_add_c(&buf, outcome_ids[outcome]);
    buf_add_c(&buf, "#fallen");
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

static bool add_line(const struct request *request, const struct on_time_page *page,
                     const struct on_time_row *row, struct on_time_unit *unit, struct error *err) {
    struct arena *arena = request->arena;
    struct on_time_line *line = LIST_PUSH(arena, &unit->lines);
    if (!line)
        return error_memory(err);
    line->what = row->decision;
    line->role = code_words(request->language, row->role);
    line->share = share_words(arena, request->language, row->counts);
    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        struct on_time_cell *cell = LIST_PUSH(arena, &line->cells);
        if (!cell)
            return error_memory(err);
        cell->count = row->counts[i];
        cell->outcome = tr(request->language, outcome_words[i]);
        if (cell->count)
            cell->link = link_to(request, page, row, i);
    }
    return true;
}

static bool add_units(const struct request *request, const struct on_time *list,
                      struct on_time_page *page, struct error *err) {
    struct on_time_unit *unit = NULL;
    struct str stream = STR_NONE;
    for (size_t i = 0; i < list->rows.n; i++) {
        const struct on_time_row *row = &list->rows.items[i];
        if (!unit || !str_eq(stream, row->unit)) {
            unit = LIST_PUSH(request->arena, &page->units);
            if (!unit)
                return error_memory(err);
            unit->name = row->unit_name;
            stream = row->unit;
        }
        if (!add_line(request, page, row, unit, err))
            return false;
    }
    page->more = list->more;
    return true;
}

static bool add_cases(const struct request *request, const struct on_time_query *query,
                      const struct on_time *list, struct on_time_page *page, struct error *err) {
    struct arena *arena = request->arena;
    enum language language = request->language;
    struct date today = app_today(request->app);
    page->has_cases = query->unit.n > 0;
    page->after_reason = list->after_reason;
    if (page->has_cases) {
        page->cases_outcome = tr(language, outcome_words[query->outcome]);
        page->cases_what = query->decision;
    }
    for (size_t i = 0; i < list->cases.n; i++) {
        const struct on_time_case *one = &list->cases.items[i];
        struct on_time_case_view *view = LIST_PUSH(arena, &page->cases);
        if (!view)
            return error_memory(err);
        *view = (struct on_time_case_view){
            .id = stream_id(one->duty.stream),
            .name =
                marked_name(arena, language, one->duty.person_name, one->duty.person_protection),
            .number = number_words_of(arena, one->duty.person_number),
            .due = date_words(arena, language, one->due.date, today),
        };
        if (one->has_ended)
            view->ended = date_words(arena, language, one->ended.date, today);
    }
    return true;
}

bool page_on_time(struct request *request, struct response *response, struct error *err) {
    struct on_time_query query;
    struct on_time list = {0};
    struct on_time_page page = {0};
    bool asked = read_query(request, &query, &page);
    if (!app_may(request->app, request->arena, &request->actor, ACT_ON_TIME, STR("on time"), err) ||
        (asked &&
         !app_on_time(request->app, request->arena, &request->actor, &query, &list, err)) ||
        !add_units(request, &list, &page, err) || !add_cases(request, &query, &list, &page, err))
        return false;
    page.page = page_of(request, page_text(request, T_on_time_title), SECTION_AHEAD);
    page.page.has_faults = !asked;
    view_on_time(&response->html, request->language, &page);
    return true;
}

// ---- the file: numbers, no persons ----

enum column {
    UNIT,
    WHAT,
    ROLE,
    FIRST_OUTCOME,
    SHARE = FIRST_OUTCOME + OUTCOME_COUNT,
    COLUMN_COUNT
};

static const struct export_column columns[COLUMN_COUNT] = {
    [UNIT] = {T_ahead_unit, CELL_TEXT, 26},
    [WHAT] = {T_on_time_what, CELL_TEXT, 40},
    [ROLE] = {T_on_time_role, CELL_TEXT, 20},
    [FIRST_OUTCOME + OUTCOME_IN_TIME] = {T_on_time_in_time, CELL_TEXT, 10},
    [FIRST_OUTCOME + OUTCOME_LATE] = {T_on_time_late, CELL_TEXT, 10},
    [FIRST_OUTCOME + OUTCOME_OPEN_LATE] = {T_on_time_open_late, CELL_TEXT, 14},
    [FIRST_OUTCOME + OUTCOME_OPEN] = {T_on_time_open, CELL_TEXT, 14},
    [FIRST_OUTCOME + OUTCOME_WITHDRAWN] = {T_on_time_withdrawn, CELL_TEXT, 12},
    [SHARE] = {T_on_time_share, CELL_TEXT, 10},
};

bool export_on_time_csv(struct request *request, struct response *response, struct error *err) {
    struct on_time_query query;
    struct on_time list;
    struct on_time_page page = {0};
    struct table_file table;
    struct str *cells, bytes;
    if (!read_query(request, &query, &page))
        return page_period_refuse(&page.period, err);
    query.unit = STR_NONE;
    if (!app_on_time(request->app, request->arena, &request->actor, &query, &list, err) ||
        !export_start(request, T_on_time_title, columns, COLUMN_COUNT, list.rows.n, &table, &cells,
                      err))
        return false;
    for (size_t i = 0; i < list.rows.n; i++) {
        const struct on_time_row *row = &list.rows.items[i];
        struct str *at = &cells[i * COLUMN_COUNT];
        at[UNIT] = row->unit_name;
        at[WHAT] = row->decision;
        at[ROLE] = code_words(request->language, row->role);
        for (size_t k = 0; k < OUTCOME_COUNT; k++)
            at[FIRST_OUTCOME + k] = str_printf(request->arena, "%zu", row->counts[k]);
        at[SHARE] = share_words(request->arena, request->language, row->counts);
    }
    if (arena_failed(request->arena))
        return error_memory(err);
    return table_csv(request->arena, &table, &bytes, err) &&
           export_send(request, response, "i-tid", query.from, "csv", bytes, err);
}
