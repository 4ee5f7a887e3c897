// SPDX-License-Identifier: EUPL-1.2
//
// Changes of the fee level: the page, and the file for the fee system (H-12, H-13).
#include "app/fees.h"
#include "web/export.h"
#include "web/routes.h"
#include "web/view_fees.h"
#include "web/views.h"
#include "web/words.h"

#define DAYS_USUAL 30

static bool read_query(const struct request *request, struct fee_query *query,
                       struct fees_page *page) {
    *query = (struct fee_query){.to = app_today(request->app)};
    query->from = query->to;
    if (!date_add_days(query->to, -DAYS_USUAL, &query->from))
        return false;
    return page_period(request, "/avgifter", &query->from, &query->to, &page->period);
}

static bool add_changes(const struct request *request, const struct wording *wording,
                        const struct fee_list *list, struct fees_page *page, struct error *err) {
    for (size_t i = 0; i < list->changes.n; i++) {
        const struct fee_change *change = &list->changes.items[i];
        struct fee_changes_view *among = change->told.n ? &page->late : &page->changes;
        struct fee_change_view *view = LIST_PUSH(request->arena, &among->items);
        if (!view)
            return error_memory(err);
        *view = (struct fee_change_view){
            .id = stream_id(change->stream),
            .name = marked_name(request->arena, request->language, change->who.name,
                                change->who.protection),
            .number = number_words_of(request->arena, change->who.number),
            .earlier = str_eq(change->earlier, change->level) ? STR_NONE : change->earlier,
            .told = change->told,
            .level = capitalised(request->arena, change->level),
            .from = day_words(wording, change->starts),
            .until = day_words(wording, change->until),
            .reason = change->reason,
            .clauses = change->clauses,
            .capped = change->capped,
        };
    }
    page->count = list->changes.n;
    page->more = list->more;
    return true;
}

bool page_fees(struct request *request, struct response *response, struct error *err) {
    struct wording wording;
    struct fee_query query;
    struct fee_list list = {0};
    struct fees_page page = {0};
    bool asked = read_query(request, &query, &page);
    if (!app_may(request->app, request->arena, &request->actor, ACT_FEES, STR("fees"), err) ||
        (asked && !app_fees(request->app, request->arena, &request->actor, &query, &list, err)) ||
        !wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err) ||
        !add_changes(request, &wording, &list, &page, err))
        return false;
    page.page = page_of(request, page_text(request, T_fees_title), SECTION_FEES);
    page.page.has_faults = !asked;
    page.goes_on = asked && date_cmp(query.to, app_today(request->app)) >= 0;
    view_fees(&response->html, request->language, &page);
    return true;
}

// ---- the file ----

enum column {
    NUMBER,
    PERSON,
    EARLIER,
    LEVEL,
    FROM,
    REASON,
    CLAUSES,
    CAPPED,
    UNTIL,
    TOLD,
    COLUMN_COUNT
};

static const struct export_column columns[COLUMN_COUNT] = {
    [NUMBER] = {T_fees_number, CELL_TEXT, 16},   [PERSON] = {T_fees_person, CELL_TEXT, 26},
    [EARLIER] = {T_fees_earlier, CELL_TEXT, 18}, [LEVEL] = {T_fees_level, CELL_TEXT, 18},
    [FROM] = {T_fees_from, CELL_DATE, 12},       [REASON] = {T_fees_reason, CELL_TEXT, 60},
    [CLAUSES] = {T_fees_clauses, CELL_TEXT, 14}, [CAPPED] = {T_fees_capped, CELL_TEXT, 18},
    [UNTIL] = {T_fees_until, CELL_DATE, 12},     [TOLD] = {T_fees_told, CELL_TEXT, 18},
};

static bool make_table(const struct request *request, const struct fee_list *list,
                       struct table_file *table, struct error *err) {
    struct arena *arena = request->arena;
    size_t rows = list->changes.n;
    struct str *cells;
    if (!export_start(request, T_fees_title, columns, COLUMN_COUNT, rows, table, &cells, err))
        return false;
    for (size_t i = 0; i < rows; i++) {
        const struct fee_change *change = &list->changes.items[i];
        struct str *at = &cells[i * COLUMN_COUNT];
        at[NUMBER] = number_words_of(arena, change->who.number);
        at[PERSON] =
            marked_name(arena, request->language, change->who.name, change->who.protection);
        at[EARLIER] = change->earlier;
        at[LEVEL] = change->level;
        at[FROM] = change->starts;
        at[REASON] = change->reason;
        at[CLAUSES] = change->clauses;
        at[CAPPED] = change->capped;
        at[UNTIL] = change->until;
        at[TOLD] = change->told;
    }
    return !arena_failed(arena) || error_memory(err);
}

bool export_fees_csv(struct request *request, struct response *response, struct error *err) {
    struct fee_query query;
    struct fee_list list;
    struct fees_page page = {0};
    struct table_file table;
    struct str bytes;
    if (!read_query(request, &query, &page))
        return page_period_refuse(&page.period, err);
    query.file = true;
    if (!app_fees(request->app, request->arena, &request->actor, &query, &list, err) ||
        !make_table(request, &list, &table, err) || !table_csv(request->arena, &table, &bytes, err))
        return false;
    return export_send(request, response, "avgifter", query.from, "csv", bytes, err);
}
