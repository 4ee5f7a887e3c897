// SPDX-License-Identifier: EUPL-1.2
#include "store/lists.h"

#include "store/internal.h"

static struct listed_person read_who(struct query *query, struct arena *arena) {
    struct listed_person who = {.name = query_text(query, arena)};
    who.number = query_text(query, arena);
    who.protection = query_code(query, CODES_protection);
    return who;
}

bool store_fees_of(struct reader *reader, struct arena *arena, struct str unit,
                   const struct fee_range *range, size_t limit, struct fee_rows *ret_rows,
                   struct error *err) {
    struct str after = str_printf(arena, "+%lld days", (long long)range->days);
    if (!after.p)
        return error_memory(err);
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_fees_of_unit);
    struct fee_rows rows = {0};
    query_bind_text(&query, unit);
    query_bind_text(&query, date_text(arena, range->from));
    query_bind_text(&query, date_text(arena, range->to));
    query_bind_int(&query, (int64_t)limit);
    query_bind_int(&query, range->since.us);
    query_bind_text(&query, after);
    while (query_row(&query)) {
        struct fee_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        *row = (struct fee_row){.stream = query_text(&query, arena)};
        row->who = read_who(&query, arena);
        row->level = query_text(&query, arena);
        row->earlier = query_text(&query, arena);
        row->starts = query_text(&query, arena);
        row->reason = query_text(&query, arena);
        row->clauses = query_text(&query, arena);
        row->capped = query_text(&query, arena);
        row->known = query_text(&query, arena);
        row->ceased = query_text(&query, arena);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_times_of(struct reader *reader, struct arena *arena, struct str unit,
                    struct instant from, struct instant before, size_t limit,
                    struct time_rows *ret_rows, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_times_of_unit);
    struct time_rows rows = {0};
    query_bind_text(&query, unit);
    query_bind_text(&query, instant_text(arena, from));
    query_bind_text(&query, instant_text(arena, before));
    query_bind_int(&query, (int64_t)limit);
    while (query_row(&query)) {
        struct time_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        row->stream = query_text(&query, arena);
        row->who = read_who(&query, arena);
        if (!instant_parse(query_text(&query, arena), &row->happened))
            return error_set(err, ERR_DAMAGED, "derive.bad-json", NULL);
        row->minutes = query_int(&query);
        row->what = query_code(&query, CODES_time_use);
        row->received = query_int(&query) != 0;
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_vils_starts_of(struct reader *reader, struct arena *arena, struct str unit,
                          struct instant from, struct instant before, size_t limit,
                          struct vils_start_rows *ret_rows, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_vils_starts_of_unit);
    struct vils_start_rows rows = {0};
    query_bind_text(&query, unit);
    query_bind_text(&query, instant_text(arena, from));
    query_bind_text(&query, instant_text(arena, before));
    query_bind_int(&query, (int64_t)limit);
    while (query_row(&query)) {
        struct vils_start_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        row->stream = query_text(&query, arena);
        row->who = read_who(&query, arena);
        row->seq = query_int(&query);
        if (!instant_parse(query_text(&query, arena), &row->started))
            return error_set(err, ERR_DAMAGED, "derive.bad-json", NULL);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_areas_of(struct reader *reader, struct arena *arena, struct str organisation,
                    struct area_rows *ret_rows, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_areas_of);
    struct area_rows rows = {0};
    query_bind_text(&query, organisation);
    while (query_row(&query)) {
        struct area_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        row->stream = query_text(&query, arena);
        row->from = query_text(&query, arena);
        row->to = query_text(&query, arena);
        row->organisation = query_text(&query, arena);
        row->name = query_text(&query, arena);
        row->postal_codes = query_text(&query, arena);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_block_known(struct reader *reader, struct str stream, bool *ret_known,
                       struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_block_known);
    query_bind_text(&query, stream);
    bool known = query_row(&query);
    if (!query_ok(&query, err))
        return false;
    *ret_known = known;
    return true;
}

bool store_duties_open(struct reader *reader, int64_t *ret_count, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_duties_open);
    int64_t count = query_row(&query) ? query_int(&query) : 0;
    if (!query_ok(&query, err))
        return false;
    *ret_count = count;
    return true;
}
