// SPDX-License-Identifier: EUPL-1.2
#include "store/delegations.h"

#include "store/internal.h"

// Tasks are kept by their ids, a blank after each.
static uint32_t tasks_read(struct str text) {
    uint32_t tasks = 0;
    for (struct str id; str_split(&text, ' ', &id);) {
        enum code code = code_find(CODES_intervention_kind, id);
        if (code != CODE_NONE)
            tasks = set_with(tasks, code);
    }
    return tasks;
}

struct str tasks_text(struct arena *arena, uint32_t tasks) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct str text;
    const struct list_info *list = list_info(CODES_intervention_kind);
    for (enum code code = list->first; code < list->first + list->count; code++)
        if (set_has(tasks, code))
            buf_printf(&buf, "%s ", code_info(code)->id);
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

static bool read_rows(struct query *query, struct arena *arena, struct delegation_rows *ret_rows,
                      struct error *err) {
    struct delegation_rows rows = {0};
    while (query_row(query)) {
        struct delegation_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        row->seq = query_int(query);
        row->by = query_text(query, arena);
        row->tasks = tasks_read(query_text(query, arena));
        row->from = query_text(query, arena);
        row->to = query_text(query, arena);
        row->user = query_text(query, arena);
        row->user_name = query_text(query, arena);
        row->unit = query_text(query, arena);
        row->unit_name = query_text(query, arena);
        row->team = query_code(query, CODES_work_team);
    }
    if (!query_ok(query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_delegations_at(struct reader *reader, struct arena *arena, struct str unit,
                          struct date day, size_t limit, struct delegation_rows *ret_rows,
                          struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_delegations_at);
    query_bind_text(&query, unit);
    query_bind_text(&query, date_text(arena, day));
    query_bind_int(&query, (int64_t)limit);
    return read_rows(&query, arena, ret_rows, err);
}

bool store_delegations_for(struct reader *reader, struct arena *arena, struct str person,
                           struct date day, size_t limit, struct delegation_rows *ret_rows,
                           struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_delegations_for);
    query_bind_text(&query, person);
    query_bind_text(&query, date_text(arena, day));
    query_bind_int(&query, (int64_t)limit);
    query_bind_int(&query, RELATION_LASTS);
    return read_rows(&query, arena, ret_rows, err);
}

bool store_delegations_of(struct reader *reader, struct arena *arena, struct str user,
                          struct delegation_rows *ret_rows, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_delegations_of);
    query_bind_text(&query, user);
    return read_rows(&query, arena, ret_rows, err);
}
