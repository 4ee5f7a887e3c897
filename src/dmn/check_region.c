// SPDX-License-Identifier: EUPL-1.2
//
// A box as conditions on columns, and as the cells of a row.
#include "dmn/check_table.h"

#define CELL_MAX ((size_t)1024 * 1024)

// What a box has of one column.
struct share {
    const struct column *column;
    const uint64_t *bits; // of the column
    size_t in, out;       // pieces that are not null
    bool null_in, null_out, other_in;
    bool spans;       // the column is a scale
    bool only_points; // it has no other pieces, but for null
};

static bool has(const struct share *share, size_t i) {
    return share->bits[i / 64] >> i % 64 & 1;
}

static struct share share_of(const struct checked *c, size_t at, const uint64_t *box) {
    const struct column *column = &c->columns[at];
    struct share share = {.column = column, .bits = &box[column->word], .only_points = true};
    for (size_t i = 0; i < column->pieces.n; i++) {
        enum piece_kind kind = column->pieces.items[i].kind;
        bool in = has(&share, i);
        if (kind == PIECE_NULL) {
            share.null_in = in;
            share.null_out = !in;
            continue;
        }
        share.in += in;
        share.out += !in;
        share.other_in = share.other_in || (kind == PIECE_OTHER && in);
        share.spans = share.spans || kind == PIECE_SPAN;
        share.only_points = share.only_points && kind == PIECE_POINT;
    }
    return share;
}

static bool is_whole(const struct share *share) {
    return !share->out && !share->null_out;
}

// Better said by what it leaves out?
static bool by_exception(const struct share *share) {
    bool most = share->only_points && !share->null_in && share->in > 2 && share->in > share->out;
    return share->other_in || (share->in && !share->out) || most;
}

// "not(…)" has no place for null beside it where null passes only tests that name it.
void region_narrow(const struct checked *c, uint64_t *box) {
    for (size_t i = 0; i < c->column_count; i++) {
        struct share share = share_of(c, i, box);
        if (c->model->mode == DMN_STRICT && share.null_in && !is_whole(&share) &&
            by_exception(&share))
            box[c->columns[i].word] &= ~(uint64_t)1; // null is the first piece
    }
}

struct writer {
    struct checked *c;
    LIST_OF(struct dmn_part) parts;
    LIST_OF(struct feel_value) except;
};

static bool add_part(struct writer *w, struct dmn_part part) {
    struct dmn_part *added = LIST_PUSH(w->c->arena, &w->parts);
    if (!added)
        return error_memory(w->c->err);
    *added = part;
    return true;
}

static bool add_exceptions(struct writer *w, const struct share *share) {
    for (size_t i = 0; i < share->column->pieces.n; i++) {
        const struct piece *piece = &share->column->pieces.items[i];
        if (piece->kind == PIECE_NULL || has(share, i))
            continue;
        struct feel_value *value = LIST_PUSH(w->c->arena, &w->except);
        if (!value)
            return error_memory(w->c->err);
        *value = piece->low;
    }
    return add_part(w, (struct dmn_part){.kind = DMN_PART_OTHER});
}

// Pieces from..to, neighbours of each other. At the ends of the column they are unbounded.
static struct dmn_part run_part(const struct share *share, size_t from, size_t to) {
    const struct piece *pieces = share->column->pieces.items;
    const struct piece *low = &pieces[from], *high = &pieces[to];
    struct dmn_part part = {.kind = DMN_PART_RANGE};
    if (from == to && low->kind == PIECE_POINT)
        return (struct dmn_part){.kind = DMN_PART_VALUE, .range.low = low->low};
    bool first = from == 0 || pieces[from - 1].kind == PIECE_NULL;
    if (!first) {
        part.range.low_bound = low->kind == PIECE_POINT ? FEEL_CLOSED : FEEL_OPEN;
        part.range.low = low->low;
    }
    if (to + 1 < share->column->pieces.n) {
        part.range.high_bound = high->kind == PIECE_POINT ? FEEL_CLOSED : FEEL_OPEN;
        part.range.high = high->kind == PIECE_POINT ? high->low : high->high;
    }
    return part;
}

static bool add_runs(struct writer *w, const struct share *share) {
    size_t n = share->column->pieces.n;
    for (size_t i = 0; i < n; i++) {
        size_t to = i;
        if (share->column->pieces.items[i].kind == PIECE_NULL || !has(share, i))
            continue;
        while (share->spans && to + 1 < n && has(share, to + 1))
            to++;
        if (!add_part(w, run_part(share, i, to)))
            return false;
        i = to;
    }
    return true;
}

static bool add_parts(struct writer *w, const struct share *share) {
    if (share->null_in && !add_part(w, (struct dmn_part){.kind = DMN_PART_MISSING}))
        return false;
    return by_exception(share) ? add_exceptions(w, share) : add_runs(w, share);
}

// ---- as FEEL ----

static void add_value(struct checked *c, struct buf *buf, const struct feel_value *value) {
    struct str text;
    if (feel_text(c->arena, value, &text, NULL))
        buf_add(buf, text);
    else
        buf->failed = true;
}

static void add_range(struct checked *c, struct buf *buf, const struct feel_range *range) {
    if (range->low_bound == FEEL_UNBOUNDED || range->high_bound == FEEL_UNBOUNDED) {
        bool low = range->low_bound != FEEL_UNBOUNDED;
        bool closed = (low ? range->low_bound : range->high_bound) == FEEL_CLOSED;
        buf_printf(buf, "%s%s ", low ? ">" : "<", closed ? "=" : "");
        add_value(c, buf, low ? &range->low : &range->high);
        return;
    }
    buf_add_char(buf, range->low_bound == FEEL_CLOSED ? '[' : '(');
    add_value(c, buf, &range->low);
    buf_add_c(buf, "..");
    add_value(c, buf, &range->high);
    buf_add_char(buf, range->high_bound == FEEL_CLOSED ? ']' : ')');
}

// Null passes "not(…)" in conformance mode unless it is named there.
static void add_not(struct checked *c, struct buf *buf, const struct dmn_condition *condition,
                    bool name_null) {
    buf_add_c(buf, name_null ? "not(null" : "not(");
    for (size_t i = 0; i < condition->except_count; i++) {
        if (i || name_null)
            buf_add_c(buf, ", ");
        add_value(c, buf, &condition->except[i]);
    }
    buf_add_char(buf, ')');
}

static bool write_cell(struct checked *c, const struct share *share,
                       const struct dmn_condition *condition, struct str *ret_cell) {
    struct buf buf = buf_new(c->arena, CELL_MAX);
    bool strict = c->model->mode == DMN_STRICT;
    if (by_exception(share)) {
        add_not(c, &buf, condition, share->null_out && (!strict || !condition->except_count));
        return buf_done(&buf, ret_cell, c->err);
    }
    for (size_t i = 0; i < condition->part_count; i++) {
        const struct dmn_part *part = &condition->parts[i];
        if (i)
            buf_add_c(&buf, ", ");
        switch (part->kind) {
        case DMN_PART_MISSING:
            buf_add_c(&buf, "null");
            break;
        case DMN_PART_VALUE:
            add_value(c, &buf, &part->range.low);
            break;
        case DMN_PART_RANGE:
            add_range(c, &buf, &part->range);
            break;
        case DMN_PART_OTHER:
            break; // written by add_not()
        }
    }
    return buf_done(&buf, ret_cell, c->err);
}

bool region_of_box(struct checked *c, const uint64_t *box, struct dmn_region *ret_region) {
    struct dmn_condition *conditions = ARENA_ARRAY(c->arena, c->column_count, struct dmn_condition);
    struct str *cells = ARENA_ARRAY(c->arena, c->column_count, struct str);
    size_t n = 0;
    if (!conditions || !cells)
        return error_memory(c->err);
    for (size_t i = 0; i < c->column_count; i++) {
        struct share share = share_of(c, i, box);
        struct writer w = {.c = c};
        cells[i] = STR("-");
        if (is_whole(&share))
            continue;
        if (!add_parts(&w, &share))
            return false;
        conditions[n] = (struct dmn_condition){.column = i,
                                               .part_count = w.parts.n,
                                               .parts = w.parts.items,
                                               .except_count = w.except.n,
                                               .except = w.except.items};
        if (!write_cell(c, &share, &conditions[n++], &cells[i]))
            return false;
    }
    *ret_region = (struct dmn_region){n, conditions, cells};
    return true;
}
