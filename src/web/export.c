// SPDX-License-Identifier: EUPL-1.2
#include "web/export.h"

#include "web/page.h"

bool export_start(const struct request *request, enum text_id title,
                  const struct export_column *columns, size_t column_count, size_t row_count,
                  struct table_file *ret_table, struct str **ret_cells, struct error *err) {
    struct arena *arena = request->arena;
    struct str *cells = ARENA_ARRAY(arena, row_count * column_count, struct str);
    struct table_column *heads = ARENA_ARRAY(arena, column_count, struct table_column);
    if (!cells || !heads)
        return error_memory(err);
    for (size_t i = 0; i < column_count; i++)
        heads[i] = (struct table_column){page_text(request, columns[i].heading), columns[i].kind,
                                         columns[i].width};
    *ret_table = (struct table_file){.title = page_text(request, title),
                                     .column_count = column_count,
                                     .columns = heads,
                                     .row_count = row_count,
                                     .cells = cells,
                                     .made = app_now(request->app)};
    *ret_cells = cells;
    return true;
}

static const char *type_of(struct str ending) {
    if (str_is(ending, "csv"))
        return "text/csv; charset=utf-8";
    if (str_is(ending, "ics"))
        return "text/calendar; charset=utf-8";
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

bool export_send(const struct request *request, struct response *response, const char *name,
                 struct date date, const char *ending, struct str bytes, struct error *err) {
    response->content_type = type_of(str_of(ending));
    response->bytes = bytes;
    response->disposition = str_printf(request->arena, "attachment; filename=\"%s-" STR_FMT ".%s\"",
                                       name, STR_ARG(date_text(request->arena, date)), ending);
    return response->disposition.p || error_memory(err);
}
