// SPDX-License-Identifier: EUPL-1.2
//
// Changes of the fee level, for those who carry them over to the system that sends the bills.
#include "app/fees.h"

#include "app/internal.h"
#include "app/relation.h"
#include "app/sight.h"

#define START_LATER_DAYS 31 // a level may start in the month after the care

static bool log_list(struct app *app, struct arena *arena, const struct actor *actor,
                     const struct fee_query *query, const struct fee_rows *rows,
                     struct error *err) {
    struct str from = date_text(arena, query->from), to = date_text(arena, query->to);
    const struct gate gate = {
        .actor = actor,
        .act = ACT_FEES,
        .what = str_printf(arena, "%s " STR_FMT "--" STR_FMT ": %zu", query->file ? "csv" : "fees",
                           STR_ARG(from), STR_ARG(to), rows->items.n),
    };
    if (!gate.what.p)
        return error_memory(err);
    return gate_pass(app, &gate, true, err);
}

// Whoever asks who has seen a record is told of the file too.
static bool log_persons(struct app *app, const struct actor *actor, const struct fee_rows *rows,
                        struct error *err) {
    for (size_t i = 0; i < rows->items.n; i++) {
        const struct gate gate = {.actor = actor,
                                  .act = ACT_FEES,
                                  .stream = rows->items.items[i].stream,
                                  .what = STR("csv")};
        if (!gate_pass(app, &gate, true, err))
            return false;
    }
    return true;
}

bool app_fees(struct app *app, struct arena *arena, const struct actor *actor,
              const struct fee_query *query, struct fee_list *ret_list, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_FEES, .what = STR("fees")};
    struct fee_list list = {0};
    if (!gate_pass(app, &gate, false, err))
        return false;
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        bool sees;
        if (!store_read(app->store, &reader, err) ||
            !sight_of_class(app, arena, reader, actor, LAW_HSL, &sees, err))
            return false;
        // The fee follows from health care: social services do not learn of that by its changes.
        const struct fee_range range = {.from = query->from,
                                        .to = query->to,
                                        .since = relation_since(app),
                                        .days = app->law.opening_days + START_LATER_DAYS};
        if (sees &&
            !store_fees_of(reader, arena, actor->unit, &range, FEES_MAX + 1, &list.rows, err))
            return false;
    }
    list.more = list.rows.items.n > FEES_MAX;
    if (list.more && query->file)
        return error_set(err, ERR_LIMIT, "fees.too-many", TEXT_OF(FEES_MAX), NULL);
    if (list.more)
        list.rows.items.n = FEES_MAX;
    if (!log_list(app, arena, actor, query, &list.rows, err) ||
        (query->file && !log_persons(app, actor, &list.rows, err)))
        return false;
    *ret_list = list;
    return true;
}
