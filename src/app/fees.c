// SPDX-License-Identifier: EUPL-1.2
//
// Changes of the fee level, for those who carry them over to the system that sends the bills.
#include "app/fees.h"

#include <stdlib.h>

#include "app/internal.h"
#include "app/relation.h"
#include "app/sight.h"

#define START_LATER_DAYS 31 // a level may start in the month after the care
#define ROWS_MAX ((size_t)50000)

static bool log_list(struct app *app, struct arena *arena, const struct actor *actor,
                     const struct fee_query *query, const struct fee_list *list,
                     struct error *err) {
    struct str from = date_text(arena, query->from), to = date_text(arena, query->to);
    const struct gate gate = {
        .actor = actor,
        .act = ACT_FEES,
        .what = str_printf(arena, "%s " STR_FMT "--" STR_FMT ": %zu", query->file ? "csv" : "fees",
                           STR_ARG(from), STR_ARG(to), list->changes.n),
    };
    if (!gate.what.p)
        return error_memory(err);
    return gate_pass(app, &gate, true, err);
}

// Whoever asks who has seen a record is told of the file too.
static bool log_persons(struct app *app, const struct actor *actor, const struct fee_list *list,
                        struct error *err) {
    for (size_t i = 0; i < list->changes.n; i++) {
        const struct gate gate = {.actor = actor,
                                  .act = ACT_FEES,
                                  .stream = list->changes.items[i].stream,
                                  .what = STR("csv")};
        if (!gate_pass(app, &gate, true, err))
            return false;
    }
    return true;
}

// ---- what was told, and what is to be ----

// The levels that hold one after the other, as they were known at the end of a day and up to it.
struct levels {
    size_t n;
    const struct fee_row **items;
};

struct comparing {
    struct arena *arena;
    struct str from, to, day_before;
    const struct fee_row *rows; // of one person
    size_t n;
    struct levels before, now;
    struct fee_list *list;
    struct error *err;
};

// The first of a case holds from the beginning.
static bool is_first(const struct fee_row *row) {
    return !row->earlier.n;
}

static int compare_starts(const void *a, const void *b) {
    const struct fee_row *left = *(const struct fee_row *const *)a;
    const struct fee_row *right = *(const struct fee_row *const *)b;
    if (is_first(left) != is_first(right))
        return is_first(left) ? -1 : 1;
    return str_cmp(left->starts, right->starts);
}

static bool levels_on(const struct comparing *c, struct str day, struct levels *ret_levels) {
    struct levels levels = {0, ARENA_ARRAY(c->arena, c->n, const struct fee_row *)};
    if (!levels.items)
        return error_memory(c->err);
    for (size_t i = 0; i < c->n; i++) {
        const struct fee_row *row = &c->rows[i];
        bool is_known =
            str_cmp(row->known, day) <= 0 && (!row->ceased.n || str_cmp(row->ceased, day) > 0);
        if (is_known && (is_first(row) || str_cmp(row->starts, day) <= 0))
            levels.items[levels.n++] = row;
    }
    if (levels.n)
        qsort(levels.items, levels.n, sizeof(*levels.items), compare_starts);
    *ret_levels = levels;
    return true;
}

// That holds on a day; the first holds on every day before the second.
static const struct fee_row *level_on(const struct levels *levels, struct str day) {
    size_t i = levels->n;
    while (i > 1 && str_cmp(levels->items[i - 1]->starts, day) > 0)
        i--;
    return levels->items[i - 1];
}

static bool is_alike(const struct fee_row *a, const struct fee_row *b) {
    return str_eq(a->level, b->level) && str_eq(a->capped, b->capped);
}

// The first day after one on which either begins another level; empty: none.
static struct str next_start(const struct comparing *c, struct str after) {
    const struct levels *both[] = {&c->before, &c->now};
    struct str next = STR("");
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 1; i < both[k]->n; i++) {
            struct str starts = both[k]->items[i]->starts;
            if (str_cmp(starts, after) > 0 && (!next.n || str_cmp(starts, next) < 0))
                next = starts;
        }
    return next;
}

static bool add_change(struct comparing *c, struct str day, struct fee_change **ret_change) {
    const struct fee_row *now = level_on(&c->now, day), *before = level_on(&c->before, day);
    struct str day_ago = date_text_before(c->arena, day);
    struct fee_change *change = LIST_PUSH(c->arena, &c->list->changes);
    if (!change)
        return error_memory(c->err);
    *change = (struct fee_change){
        .stream = now->stream,
        .level = now->level,
        .earlier = level_on(&c->now, day_ago)->level,
        .capped = now->capped,
        .starts = day,
        .until = STR(""),
        .told = str_cmp(day, c->from) < 0 ? before->level : STR(""),
        .reason = now->reason,
        .clauses = now->clauses,
        .who = now->who,
    };
    *ret_change = change;
    return !arena_failed(c->arena) || error_memory(c->err);
}

// Where what was told of no longer holds, until it does again.
static bool compare_what_was_told(struct comparing *c) {
    struct fee_change *open = NULL;
    const struct fee_row *said = NULL;
    struct str day = next_start(c, STR(""));
    for (; day.n && str_cmp(day, c->from) < 0; day = next_start(c, day)) {
        const struct fee_row *now = level_on(&c->now, day);
        if (is_alike(now, level_on(&c->before, day))) {
            if (open)
                open->until = date_text_before(c->arena, day);
            open = NULL;
            continue;
        }
        if (open && is_alike(now, said))
            continue;
        if (!add_change(c, day, &open))
            return false;
        said = now;
    }
    return true;
}

static bool add_new(struct comparing *c) {
    struct fee_change *change;
    for (size_t i = 1; i < c->now.n; i++)
        if (str_cmp(c->now.items[i]->starts, c->from) >= 0 &&
            !add_change(c, c->now.items[i]->starts, &change))
            return false;
    return true;
}

static bool compare_person(struct comparing *c) {
    if (!levels_on(c, c->day_before, &c->before) || !levels_on(c, c->to, &c->now))
        return false;
    // It goes on in another record, or did: there is nothing to tell of this one.
    if (!c->now.n)
        return true;
    if (!c->before.n)
        c->before = (struct levels){1, c->now.items};
    return compare_what_was_told(c) && add_new(c);
}

static bool compare_all(struct comparing *c, const struct fee_rows *rows) {
    const struct fee_row *items = rows->items.items;
    for (size_t first = 0, next; first < rows->items.n; first = next) {
        next = first + 1;
        while (next < rows->items.n && str_eq(items[next].stream, items[first].stream))
            next++;
        c->rows = &items[first];
        c->n = next - first;
        if (!compare_person(c))
            return false;
    }
    return true;
}

// By the day on which they start; those of one day as the unit's persons stand.
static int compare_changes(const void *a, const void *b) {
    const struct fee_change *left = *(const struct fee_change *const *)a;
    const struct fee_change *right = *(const struct fee_change *const *)b;
    int by_day = str_cmp(left->starts, right->starts);
    return by_day ? by_day : (left > right) - (left < right);
}

static bool sort_changes(struct arena *arena, struct fee_list *list, struct error *err) {
    size_t n = list->changes.n;
    const struct fee_change **order = ARENA_ARRAY(arena, n, const struct fee_change *);
    struct fee_change *sorted = ARENA_ARRAY(arena, n, struct fee_change);
    if (!order || !sorted)
        return error_memory(err);
    for (size_t i = 0; i < n; i++)
        order[i] = &list->changes.items[i];
    if (n)
        qsort(order, n, sizeof(*order), compare_changes);
    for (size_t i = 0; i < n; i++)
        sorted[i] = *order[i];
    list->changes.items = sorted;
    list->changes.cap = n;
    return true;
}

static bool read_changes(struct app *app, struct arena *arena, const struct actor *actor,
                         const struct fee_query *query, struct fee_list *list, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct fee_rows rows = {0};
    bool sees;
    if (!store_read(app->store, &reader, err) ||
        !sight_of_class(app, arena, reader, actor, LAW_HSL, &sees, err))
        return false;
    // The fee follows from health care: social services do not learn of that by its changes.
    const struct fee_range range = {.from = query->from,
                                    .to = query->to,
                                    .since = relation_since(app),
                                    .days = app->law.opening_days + START_LATER_DAYS};
    if (sees && !store_fees_of(reader, arena, actor->unit, &range, ROWS_MAX, &rows, err))
        return false;
    struct comparing c = {.arena = arena,
                          .from = date_text(arena, query->from),
                          .to = date_text(arena, query->to),
                          .list = list,
                          .err = err};
    c.day_before = date_text_before(arena, c.from);
    if (!compare_all(&c, &rows) || !sort_changes(arena, list, err))
        return false;
    list->more = list->changes.n > FEES_MAX || rows.items.n == ROWS_MAX;
    return !arena_failed(arena) || error_memory(err);
}

bool app_fees(struct app *app, struct arena *arena, const struct actor *actor,
              const struct fee_query *query, struct fee_list *ret_list, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_FEES, .what = STR("fees")};
    struct fee_list list = {0};
    if (!gate_pass(app, &gate, false, err) || !read_changes(app, arena, actor, query, &list, err))
        return false;
    if (list.more && query->file)
        return error_set(err, ERR_LIMIT, "fees.too-many", TEXT_OF(FEES_MAX), NULL);
    if (list.changes.n > FEES_MAX)
        list.changes.n = FEES_MAX;
    if (!log_list(app, arena, actor, query, &list, err) ||
        (query->file && !log_persons(app, actor, &list, err)))
        return false;
    *ret_list = list;
    return true;
}
