// SPDX-License-Identifier: EUPL-1.2
//
// Boxes: subtracting some from another, and widening.
#include <string.h>

#include "dmn/check_table.h"

uint64_t *box_new(struct checked *c, const uint64_t *from) {
    uint64_t *box = ARENA_ARRAY(c->passing, c->words, uint64_t);
    if (box && from)
        memcpy(box, from, c->words * sizeof(*box));
    return box;
}

bool check_spend(struct checked *c, size_t work) {
    if (work > c->work_left) {
        c->work_left = 0;
        c->gave_up = true;
        return false;
    }
    c->work_left -= work;
    return true;
}

static bool column_meets(const struct column *column, const uint64_t *a, const uint64_t *b) {
    for (size_t i = column->word; i < column->word + column->words; i++)
        if (a[i] & b[i])
            return true;
    return false;
}

static bool column_within(const struct column *column, const uint64_t *a, const uint64_t *b) {
    for (size_t i = column->word; i < column->word + column->words; i++)
        if (a[i] & ~b[i])
            return false;
    return true;
}

bool box_meets(const struct checked *c, const uint64_t *a, const uint64_t *b) {
    for (size_t i = 0; i < c->column_count; i++)
        if (!column_meets(&c->columns[i], a, b))
            return false;
    return true;
}

// ---- subtraction ----

struct level { // regions within regions: one level's own
    uint64_t *box;
    uint32_t *active; // those of the others that may meet the box
    size_t capacity;
};

struct search {
    struct checked *c;
    const uint64_t *const *others;
    struct level *levels; // CHECK_DEPTH_MAX
    uint64_t *part;
    bool found, failed;
};

static bool level_ready(struct search *s, struct level *level, size_t capacity) {
    if (!level->box)
        level->box = box_new(s->c, NULL);
    if (!level->active || level->capacity < capacity) {
        level->active = ARENA_ARRAY(s->c->passing, capacity, uint32_t);
        level->capacity = capacity;
    }
    s->failed = !level->box || !level->active;
    return !s->failed;
}

#define APART ((size_t)-1)

// In how many columns a box reaches beyond the other; APART when they have nothing in common.
static size_t columns_beyond(const struct checked *c, const uint64_t *box, const uint64_t *other) {
    size_t beyond = 0;
    for (size_t i = 0; i < c->column_count; i++) {
        if (!column_meets(&c->columns[i], box, other))
            return APART;
        beyond += !column_within(&c->columns[i], box, other);
    }
    return beyond;
}

static void column_cut(const struct column *column, uint64_t *box, const uint64_t *other) {
    for (size_t i = column->word; i < column->word + column->words; i++)
        box[i] &= ~other[i];
}

static void column_keep(const struct column *column, uint64_t *box, const uint64_t *other) {
    for (size_t i = column->word; i < column->word + column->words; i++)
        box[i] &= other[i];
}

// What is left beside a box that reaches beyond another in one column only is one box again.
static void cut_one(const struct checked *c, uint64_t *box, const uint64_t *other) {
    for (size_t i = 0; i < c->column_count; i++)
        if (!column_within(&c->columns[i], box, other)) {
            column_cut(&c->columns[i], box, other);
            return;
        }
}

enum outcome { COVERED, SHRUNK, STEADY };

// Drops the others that do not meet the box and cuts it at those that leave one box. The one that
// leaves the fewest is *ret_next.
static enum outcome reduce(const struct search *s, struct level *level, size_t *active_count,
                           size_t *ret_next) {
    size_t kept = 0, fewest = APART;
    enum outcome outcome = STEADY;
    for (size_t i = 0; i < *active_count; i++) {
        const uint64_t *other = s->others[level->active[i]];
        size_t beyond = columns_beyond(s->c, level->box, other);
        if (beyond == 0)
            return COVERED;
        if (beyond == APART)
            continue;
        if (beyond == 1) {
            cut_one(s->c, level->box, other);
            outcome = SHRUNK;
            continue;
        }
        if (beyond < fewest) {
            fewest = beyond;
            *ret_next = kept;
        }
        level->active[kept++] = level->active[i];
    }
    *active_count = kept;
    return outcome;
}

// Goes through a box; true when there is nothing more to look for in all.
static bool divide(struct search *s, size_t depth, const uint64_t *box, const uint32_t *active,
                   size_t count) {
    struct checked *c = s->c;
    struct level *level = &s->levels[depth];
    size_t next = 0;
    enum outcome outcome = SHRUNK;
    c->regions++;
    if (!level_ready(s, level, count))
        return true;
    memcpy(level->box, box, c->words * sizeof(*box));
    memcpy(level->active, active, count * sizeof(*active));
    while (outcome == SHRUNK) {
        if (!check_spend(c, count + 1))
            return true;
        outcome = reduce(s, level, &count, &next);
    }
    if (outcome == COVERED)
        return false;
    if (!count) {
        memcpy(s->part, level->box, c->words * sizeof(*box));
        s->found = true;
        return true;
    }
    if (depth + 1 == CHECK_DEPTH_MAX) {
        c->gave_up = true;
        return true;
    }
    const uint64_t *other = s->others[level->active[next]];
    level->active[next] = level->active[--count];
    for (size_t i = 0; i < c->column_count; i++) {
        const struct column *column = &c->columns[i];
        if (column_within(column, level->box, other))
            continue;
        uint64_t *outside = s->part; // free until something is found
        memcpy(outside, level->box, c->words * sizeof(*box));
        column_cut(column, outside, other);
        if (divide(s, depth + 1, outside, level->active, count))
            return true;
        column_keep(column, level->box, other);
    }
    return false;
}

bool box_search_ready(struct checked *c) {
    size_t most = c->table->rule_count + c->options->findings;
    c->levels = ARENA_ARRAY(c->passing, CHECK_DEPTH_MAX, struct level);
    uint32_t *everyone = ARENA_ARRAY(c->passing, most, uint32_t);
    if (!c->levels || !everyone)
        return error_memory(c->err);
    for (size_t i = 0; i < most; i++)
        everyone[i] = (uint32_t)i;
    c->everyone = everyone;
    return true;
}

bool box_first_outside(struct checked *c, const uint64_t *box, const uint64_t *const *others,
                       size_t count, uint64_t *ret_part, bool *ret_found) {
    struct search s = {.c = c, .others = others, .part = ret_part};
    s.levels = c->levels;
    *ret_found = false;
    for (size_t i = 0; i < c->column_count; i++)
        if (!column_meets(&c->columns[i], box, c->all))
            return true; // it is empty
    divide(&s, 0, box, c->everyone, count);
    *ret_found = s.found;
    return s.failed ? error_memory(c->err) : true;
}

// ---- widening ----

static bool meets_elsewhere(const struct checked *c, size_t column, const uint64_t *a,
                            const uint64_t *b) {
    for (size_t i = 0; i < c->column_count; i++)
        if (i != column && !column_meets(&c->columns[i], a, b))
            return false;
    return true;
}

// All pieces of a column that keep the box clear of the others; `whole`: only if that is all.
static void widen_column(const struct checked *c, size_t at, uint64_t *box,
                         const uint64_t *const *others, size_t count, bool whole) {
    const struct column *column = &c->columns[at];
    for (size_t i = 0; whole && i < count; i++)
        if (meets_elsewhere(c, at, box, others[i]) && column_meets(column, c->all, others[i]))
            return;
    memcpy(&box[column->word], &c->all[column->word], column->words * sizeof(*box));
    for (size_t i = 0; !whole && i < count; i++)
        if (meets_elsewhere(c, at, box, others[i]))
            column_cut(column, box, others[i]);
}

void box_widen(const struct checked *c, uint64_t *box, const uint64_t *const *others,
               size_t count) {
    // Whole columns first, and from the right: what the reader reads first stays as it is.
    for (size_t i = c->column_count; i-- > 0;)
        widen_column(c, i, box, others, count, true);
    for (size_t i = c->column_count; i-- > 0;)
        widen_column(c, i, box, others, count, false);
}
