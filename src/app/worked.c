// SPDX-License-Identifier: EUPL-1.2
#include "app/worked.h"

#include "app/internal.h"
#include "app/sight.h"

static struct time_sum *sum_of(struct arena *arena, struct time_list *list,
                               const struct time_row *row, struct date month) {
    for (size_t i = list->sums.n; i > 0; i--) {
        struct time_sum *sum = &list->sums.items[i - 1];
        if (date_cmp(sum->month, month) != 0)
            break; // rows come in order of time
        if (str_eq(sum->stream, row->stream))
            return sum;
    }
    struct time_sum *sum = LIST_PUSH(arena, &list->sums);
    if (sum)
        *sum = (struct time_sum){.stream = row->stream,
                                 .name = row->who.name,
                                 .number = row->who.number,
                                 .protection = row->who.protection,
                                 .month = month};
    return sum;
}

static bool add_up(struct app *app, struct arena *arena, const struct time_rows *rows,
                   struct time_list *list, struct error *err) {
    for (size_t i = 0; i < rows->items.n && i < TIME_ENTRIES_MAX; i++) {
        const struct time_row *row = &rows->items.items[i];
        struct date month = zone_local(app->zone, row->happened).date;
        month.day = 1;
        struct time_sum *sum = sum_of(arena, list, row, month);
        if (!sum)
            return error_memory(err);
        int64_t received = row->received ? row->minutes : 0;
        sum->entries++;
        sum->minutes += row->minutes;
        sum->received += received;
        if (row->what != CODE_NONE)
            sum->uses[row->what - CODE_time_use_care] += row->minutes;
        list->minutes += row->minutes;
        list->received += received;
    }
    return true;
}

static bool log_list(struct app *app, struct arena *arena, const struct actor *actor,
                     const struct time_query *query, const struct time_list *list,
                     struct error *err) {
    struct str from = date_text(arena, query->from), to = date_text(arena, query->to);
    struct gate gate = {.actor = actor, .act = ACT_TIME};
    gate.what = str_printf(arena, "%s " STR_FMT "--" STR_FMT ": %zu", query->file ? "file" : "time",
                           STR_ARG(from), STR_ARG(to), list->sums.n);
    if (!gate.what.p)
        return error_memory(err);
    if (!gate_pass(app, &gate, true, err))
        return false;
    gate.what = STR("file");
    for (size_t i = 0; query->file && i < list->sums.n; i++) {
        gate.stream = list->sums.items[i].stream;
        if (!gate_pass(app, &gate, true, err))
            return false;
    }
    return true;
}

bool app_time(struct app *app, struct arena *arena, const struct actor *actor,
              const struct time_query *query, struct time_list *ret_list, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_TIME, .what = STR("time")};
    struct time_rows rows = {0};
    struct time_list list = {0};
    struct date after;
    if (!gate_pass(app, &gate, false, err))
        return false;
    if (!date_add_days(query->to, 1, &after))
        return error_set_str(err, ERR_INPUT, "date.not-understood", date_text(arena, query->to));
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        bool sees;
        if (!store_read(app->store, &reader, err) ||
            !sight_of_class(app, arena, reader, actor, LAW_SOL, &sees, err))
            return false;
        // What the unit itself recorded, by somebody who works under that law.
        if (sees && !store_times_of(reader, arena, actor->unit, day_begins(app, query->from),
                                    day_begins(app, after), TIME_ENTRIES_MAX + 1, &rows, err))
            return false;
    }
    list.more = rows.items.n > TIME_ENTRIES_MAX;
    if (list.more && query->file)
        return error_set(err, ERR_LIMIT, "time.too-many", TEXT_OF(TIME_ENTRIES_MAX), NULL);
    if (!add_up(app, arena, &rows, &list, err) || !log_list(app, arena, actor, query, &list, err))
        return false;
    *ret_list = list;
    return true;
}
