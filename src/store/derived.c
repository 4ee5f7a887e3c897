// SPDX-License-Identifier: EUPL-1.2
//
// Writing what is derived from a stream. Each derived table is described once; its rows are built
// from `struct derived`, and what differs from those that stand there is written (derived_rows.h).
// What seldom changes of a person is not read to be compared: its fingerprint stands in the
// person's row.
#include "store/derived_rows.h"

#include "base/utf8.h"
#include "store/rebuild.h"

#include <assert.h>

#define NO_DUE "~"          // sorts after every date
#define END_OF_DAY "T24:00" // sorts after every time of the day
#define URGENT "!"          // sorts before every date

// Where rows are built: one row at a time, cell by cell.
struct builder {
    struct arena *arena;
    struct rows rows;
    struct row *row;
    size_t cell;
    bool failed;
    struct str rest; // what the person's row says of the tables that seldom change
};

typedef bool build_rows(struct builder *builder, const struct derived *derived, struct error *err);

// ---- building ----

static void row_add(struct builder *builder) {
    builder->cell = 0;
    builder->row = row_new(builder->arena, &builder->rows);
    builder->failed = builder->failed || !builder->row;
}

static void cell_add(struct builder *builder, struct cell cell) {
    assert(builder->cell < CELLS_MAX);
    if (!builder->failed)
        builder->row->cells[builder->cell++] = cell;
}

static void add_text(struct builder *builder, struct str text) {
    cell_add(builder, (struct cell){.text = text});
}

static void add_int(struct builder *builder, int64_t number) {
    cell_add(builder, (struct cell){.is_int = true, .number = number});
}

static void add_code(struct builder *builder, enum code code) {
    add_text(builder, code == CODE_NONE ? STR_NONE : str_of(code_info(code)->id));
}

static bool built(const struct builder *builder, struct error *err) {
    return !builder->failed || error_memory(err);
}

bool name_order(struct arena *arena, struct str name, struct str *ret_order, struct error *err) {
    // The three letters stand where old Swedish ASCII had them, in the order of the alphabet.
    static const struct {
        struct str letter;
        char place;
    } last[] = {{{"å", 2}, '{'}, {{"ä", 2}, '|'}, {{"ö", 2}, '}'}};
    struct str key;
    if (!utf8_search_key(arena, name, &key, err))
        return false;
    struct buf order = buf_new(arena, BUF_DEFAULT_MAX);
    while (key.n) {
        size_t i = 0;
        while (i < COUNT(last) && !str_starts(key, last[i].letter))
            i++;
        bool found = i < COUNT(last);
        buf_add_char(&order, found ? last[i].place : key.p[0]);
        key = str_sub(key, found ? last[i].letter.n : 1, key.n);
    }
    return buf_done(&order, ret_order, err);
}

static bool build_person(struct builder *builder, const struct derived *derived,
                         struct error *err) {
    if (!derived->has_person)
        return true;
    const struct person_row *person = &derived->person;
    row_add(builder);
    add_text(builder, derived->stream);
    add_text(builder, person->number);
    add_text(builder, person->given_name);
    add_text(builder, person->family_name);
    add_text(builder, person->born);
    add_text(builder, person->address);
    add_text(builder, person->telephone);
    add_code(builder, person->protection);
    add_text(builder, builder->rest);
    return built(builder, err);
}

static void build_number(struct builder *builder, const struct derived *derived,
                         struct str number) {
    row_add(builder);
    add_text(builder, derived->stream);
    add_text(builder, number);
}

static bool build_numbers(struct builder *builder, const struct derived *derived,
                          struct error *err) {
    if (derived->has_person)
        build_number(builder, derived, derived->person.number);
    for (size_t i = 0; i < derived->numbers.n; i++)
        build_number(builder, derived, derived->numbers.items[i]);
    return built(builder, err);
}

// Each unit that knows the person finds them by each key.
static bool build_keys(struct builder *builder, const struct derived *derived, struct error *err) {
    for (size_t i = 0; i < derived->relations.n; i++)
        for (size_t k = 0; k < derived->search_keys.n; k++) {
            row_add(builder);
            add_text(builder, derived->stream);
            add_text(builder, derived->relations.items[i].unit);
            add_text(builder, derived->search_keys.items[k]);
        }
    return built(builder, err);
}

static bool build_relations(struct builder *builder, const struct derived *derived,
                            struct error *err) {
    struct str family, given;
    if (!derived->relations.n)
        return true;
    if (!name_order(builder->arena, derived->person.family_name, &family, err) ||
        !name_order(builder->arena, derived->person.given_name, &given, err))
        return false;
    // The tab sorts before the blank: Berg, Anna stands before Berg Lund, Anna.
    struct str order =
        str_printf(builder->arena, STR_FMT "\t" STR_FMT, STR_ARG(family), STR_ARG(given));
    builder->failed = builder->failed || !order.p;
    for (size_t i = 0; i < derived->relations.n; i++) {
        row_add(builder);
        add_text(builder, derived->stream);
        add_text(builder, derived->relations.items[i].unit);
        add_text(builder, order);
        add_int(builder, derived->relations.items[i].until);
    }
    return built(builder, err);
}

// What hurries sorts before every date.
static struct str due_order(struct arena *arena, const struct duty_row *duty) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct str order = STR_NONE;
    bool has_time = str_find_char(duty->due, 'T') != STR_NOT_FOUND;
    buf_add_c(&buf, duty->urgent ? URGENT : "");
    buf_add(&buf, duty->due.n ? duty->due : STR(NO_DUE));
    buf_add_c(&buf, duty->due.n && !has_time ? END_OF_DAY : "");
    return buf_done(&buf, &order, NULL) ? order : STR_NONE;
}

// Where build_vils() puts the unit.
#define VILS_UNIT_CELL 1

static void build_duty(struct builder *builder, const struct derived *derived, size_t position) {
    const struct duty_row *duty = &derived->duties.items[position];
    struct str order = due_order(builder->arena, duty);
    builder->failed = builder->failed || !order.p;
    row_add(builder);
    add_text(builder, derived->stream);
    add_text(builder, duty->decision);
    add_text(builder, duty->thing);
    add_int(builder, duty->ordinal);
    add_int(builder, (int64_t)position);
    add_text(builder, duty->what);
    add_code(builder, duty->role);
    add_text(builder, duty->unit);
    add_text(builder, duty->due);
    add_text(builder, order);
    add_text(builder, duty_state_id(duty->state));
    add_text(builder, duty->fulfilled_by);
    add_int(builder, duty->about);
    add_int(builder, duty->opened_seq);
    add_int(builder, duty->ended_seq);
    add_text(builder, duty->ended);
    add_text(builder, duty->ground);
    add_text(builder, duty->shown_from);
    add_text(builder, duty->escalates);
    add_code(builder, duty->team);
}

static bool build_duties(struct builder *builder, const struct derived *derived,
                         struct error *err) {
    for (size_t i = 0; i < derived->duties.n; i++)
        build_duty(builder, derived, i);
    return built(builder, err);
}

static bool build_organisation(struct builder *builder, const struct derived *derived,
                               struct error *err) {
    if (!derived->has_organisation)
        return true;
    row_add(builder);
    add_text(builder, derived->stream);
    add_text(builder, derived->organisation.name);
    add_text(builder, derived->organisation.hsa);
    return built(builder, err);
}

static bool build_unit(struct builder *builder, const struct derived *derived, struct error *err) {
    if (!derived->has_unit)
        return true;
    struct str order;
    if (!name_order(builder->arena, derived->unit.name, &order, err))
        return false;
    row_add(builder);
    add_text(builder, derived->stream);
    add_text(builder, derived->unit.name);
    add_text(builder, derived->unit.organisation);
    add_text(builder, derived->unit.telephone);
    add_code(builder, derived->unit.kind);
    add_text(builder, order);
    add_text(builder, derived->unit.hsa);
    return built(builder, err);
}

static bool build_user(struct builder *builder, const struct derived *derived, struct error *err) {
    if (!derived->has_user)
        return true;
    row_add(builder);
    add_text(builder, derived->stream);
    add_text(builder, derived->user.name);
    add_text(builder, derived->user.login);
    add_text(builder, derived->user.hsa);
    add_int(builder, derived->user.disabled);
    return built(builder, err);
}

static bool build_assignments(struct builder *builder, const struct derived *derived,
                              struct error *err) {
    for (size_t i = 0; i < derived->assignments.n; i++) {
        const struct assignment_row *assignment = &derived->assignments.items[i];
        row_add(builder);
        add_text(builder, derived->stream);
        add_text(builder, assignment->id);
        add_text(builder, assignment->unit);
        add_code(builder, assignment->role);
        add_text(builder, assignment->from);
        add_text(builder, assignment->to);
        add_code(builder, assignment->purpose);
        add_text(builder, assignment->hsa);
        add_code(builder, assignment->team);
    }
    return built(builder, err);
}

static bool build_fees(struct builder *builder, const struct derived *derived, struct error *err) {
    for (size_t i = 0; i < derived->fees.items.n; i++) {
        const struct fee_row *fee = &derived->fees.items.items[i];
        row_add(builder);
        add_text(builder, derived->stream);
        add_int(builder, (int64_t)i + 1);
        add_text(builder, fee->level);
        add_text(builder, fee->earlier);
        add_text(builder, fee->starts);
        add_text(builder, fee->reason);
        add_text(builder, fee->clauses);
        add_int(builder, fee->seq);
        add_text(builder, fee->capped);
        add_text(builder, fee->known);
        add_text(builder, fee->ceased);
    }
    return built(builder, err);
}

static bool build_record(struct builder *builder, const struct derived *derived,
                         struct error *err) {
    if (!derived->goes_on_in.n)
        return true;
    row_add(builder);
    add_text(builder, derived->stream);
    add_text(builder, derived->goes_on_in);
    return built(builder, err);
}

static bool build_vils(struct builder *builder, const struct derived *derived, struct error *err) {
    for (size_t i = 0; derived->vils_since.n && i < derived->relations.n; i++) {
        row_add(builder);
        add_text(builder, derived->stream);
        add_text(builder, derived->relations.items[i].unit);
        add_text(builder, derived->vils_since);
        add_int(builder, derived->last_seq);
        add_int(builder, derived->relations.items[i].until);
    }
    return built(builder, err);
}

static bool build_times(struct builder *builder, const struct derived *derived, struct error *err) {
    for (size_t i = 0; i < derived->times.items.n; i++) {
        const struct time_row *time = &derived->times.items.items[i];
        row_add(builder);
        add_text(builder, derived->stream);
        add_int(builder, time->seq);
        add_text(builder, time->unit);
        add_text(builder, instant_text(builder->arena, time->happened));
        add_int(builder, time->minutes);
        add_code(builder, time->what);
        add_int(builder, time->received);
    }
    return built(builder, err);
}

static bool build_vils_starts(struct builder *builder, const struct derived *derived,
                              struct error *err) {
    for (size_t i = 0; i < derived->vils_starts.items.n; i++) {
        const struct vils_start_row *start = &derived->vils_starts.items.items[i];
        row_add(builder);
        add_text(builder, derived->stream);
        add_int(builder, start->seq);
        add_text(builder, start->unit);
        add_text(builder, instant_text(builder->arena, start->started));
    }
    return built(builder, err);
}

static bool build_areas(struct builder *builder, const struct derived *derived, struct error *err) {
    for (size_t i = 0; i < derived->areas.n; i++) {
        const struct area_row *area = &derived->areas.items[i];
        struct str order;
        if (!name_order(builder->arena, area->name, &order, err))
            return false;
        row_add(builder);
        add_text(builder, derived->stream);
        add_text(builder, area->from);
        add_text(builder, area->to);
        add_text(builder, area->organisation);
        add_text(builder, area->name);
        add_text(builder, area->postal_codes);
        add_text(builder, order);
    }
    return built(builder, err);
}

static bool build_places(struct builder *builder, const struct derived *derived,
                         struct error *err) {
    for (size_t i = 0; i < derived->places.n; i++) {
        row_add(builder);
        add_text(builder, derived->stream);
        add_text(builder, derived->places.items[i].from);
        add_int(builder, derived->places.items[i].postal_code);
    }
    return built(builder, err);
}

static bool build_delegations(struct builder *builder, const struct derived *derived,
                              struct error *err) {
    for (size_t i = 0; i < derived->delegations.n; i++) {
        const struct delegation_row *delegation = &derived->delegations.items[i];
        row_add(builder);
        add_text(builder, derived->stream);
        add_int(builder, delegation->seq);
        add_text(builder, delegation->by);
        add_text(builder, tasks_text(builder->arena, delegation->tasks));
        add_text(builder, delegation->from);
        add_text(builder, delegation->to);
    }
    return built(builder, err);
}

// What builds the rows of a table, of which streams it has any, and whether they seldom change when
// an event comes to a person.
struct maker {
    build_rows *build;
    enum stream_kind of;
    bool is_seldom;
};
// In the order of statements.def, which is the order of hashing. The person comes first.
static const struct maker makers[] = {
    {build_person, STREAM_person, false},    {build_numbers, STREAM_person, true},
    {build_keys, STREAM_person, true},       {build_relations, STREAM_person, false},
    {build_duties, STREAM_person, false},    {build_organisation, STREAM_organisation, false},
    {build_unit, STREAM_unit, false},        {build_user, STREAM_user, false},
    {build_assignments, STREAM_user, false}, {build_fees, STREAM_person, true},
    {build_record, STREAM_person, true},     {build_vils, STREAM_person, false},
    {build_times, STREAM_person, true},      {build_vils_starts, STREAM_person, true},
    {build_areas, STREAM_area, false},       {build_places, STREAM_person, true},
    {build_delegations, STREAM_user, false},
};

static const struct table tables[] = {
#define DERIVED(id, key, test, keys, key_marks, others, marks, count)                              \
    {keys,          count, SQL_##id##_of, SQL_##id##_insert, SQL_##id##_update, SQL_##id##_delete, \
     SQL_##id##_all},
#define DERIVED_KEYS(id, key, test, keys, marks)                                                   \
    {keys,          keys, SQL_##id##_of, SQL_##id##_insert, STATEMENT_COUNT, SQL_##id##_delete,    \
     SQL_##id##_all},
#include "store/statements.def"
};
static_assert(COUNT(makers) == COUNT(tables), "a maker for each derived table");

// ---- what lists show ----

// The units that open duties lie at, or whose board shows the person, each once.
struct units {
    LIST_OF(struct str) items;
};

static bool add_units(struct store *store, const struct rows *rows, size_t cell,
                      struct units *units, struct error *err) {
    for (size_t i = 0; i < rows->items.n; i++) {
        const struct row *row = rows->items.items[i];
        struct str unit = row->cells[cell].text;
        if (cell == DUTY_UNIT_CELL && !str_is(row->cells[DUTY_STATE_CELL].text, "open"))
            continue;
        size_t known = 0;
        while (known < units->items.n && !str_eq(units->items.items[known], unit))
            known++;
        struct str *place = known < units->items.n ? &units->items.items[known]
                                                   : LIST_PUSH(store->scratch, &units->items);
        if (!place)
            return error_memory(err);
        *place = unit;
    }
    return true;
}

static bool note_worklists(struct store *store, const struct units *units, struct error *err) {
    for (size_t i = 0; i < units->items.n; i++) {
        CLEANUP(query_done)
        struct query query = query_start(&store->writer.connection, SQL_worklist_changed);
        query_bind_text(&query, units->items.items[i]);
        if (!query_exec(&query, err))
            return false;
    }
    return true;
}

// What a list tells may depend on what kinds of units took part in its cases.
static bool note_every_worklist(struct store *store, struct error *err) {
    return connection_run(&store->writer.connection, "UPDATE op_worklist SET version = version + 1",
                          err);
}

// Of the tables that worklists and boards are read from, the cell of the unit; 0: it is none.
static size_t unit_cell_of(build_rows *build) {
    return build == build_duties ? DUTY_UNIT_CELL : build == build_vils ? VILS_UNIT_CELL : 0;
}

// ---- one stream ----

struct writing {
    struct store *store;
    const struct derived *derived;
    struct rows built[COUNT(tables)];
    struct str rest;     // of what is derived now; empty: there is no person's row to keep it in
    bool rest_stands;    // the person's row says the same
    bool listed_changed; // what a worklist shows
    struct units units;
};

static bool build_table(struct writing *w, size_t i, struct error *err) {
    struct builder builder = {.arena = w->store->scratch, .rest = w->rest};
    if (!makers[i].build(&builder, w->derived, err))
        return false;
    w->built[i] = builder.rows;
    return true;
}

// Each cell ends where it says, so that no two lists of rows are written alike.
static void rest_add(struct buf *buf, const struct cell *cell) {
    char bytes[9] = {'#'};
    for (int i = 0; i < 8; i++)
        bytes[1 + i] = (char)((uint64_t)cell->number >> (8 * i) & 0xFF);
    if (cell->is_int)
        buf_add(buf, (struct str){bytes, sizeof(bytes)});
    else
        buf_add(buf, cell->text);
    buf_add_char(buf, '\0'); // which no text has
}

static bool take_rest(struct writing *w, struct error *err) {
    struct buf buf = buf_new(w->store->scratch, BUF_DEFAULT_MAX);
    struct fingerprint fingerprint;
    struct str rows;
    for (size_t i = 0; i < COUNT(tables); i++) {
        if (!makers[i].is_seldom)
            continue;
        rest_add(&buf, &(struct cell){.is_int = true, .number = (int64_t)w->built[i].items.n});
        for (size_t k = 0; k < w->built[i].items.n; k++)
            for (size_t c = 1; c < tables[i].columns; c++) // after the stream
                rest_add(&buf, &w->built[i].items.items[k]->cells[c]);
    }
    if (!buf_done(&buf, &rows, err))
        return false;
    fingerprint = fingerprint_of(rows);
    w->rest = hex_of(w->store->scratch, fingerprint.b, sizeof(fingerprint.b));
    return w->rest.p ? true : error_memory(err);
}

static bool is_same_row(const struct rows *a, const struct rows *b, size_t first, size_t end) {
    if (a->items.n != 1 || b->items.n != 1)
        return false;
    for (size_t i = first; i < end; i++)
        if (cell_cmp(&a->items.items[0]->cells[i], &b->items.items[0]->cells[i]) != 0)
            return false;
    return true;
}

static bool write_table(struct writing *w, size_t i, struct error *err) {
    struct rows before;
    bool changed = false;
    sort_rows(&tables[i], &w->built[i]);
    if (!read_rows(w->store, &tables[i], w->derived->stream, &w->built[i], &before, err))
        return false;
    if (makers[i].build == build_person) {
        size_t last = tables[i].columns - 1;
        w->rest_stands = is_same_row(&before, &w->built[i], last, last + 1);
        w->listed_changed =
            (before.items.n || w->built[i].items.n) && !is_same_row(&before, &w->built[i], 0, last);
    }
    if (!write_difference(w->store, &tables[i], &before, &w->built[i], &changed, err))
        return false;
    // What a list tells may depend on what kinds of units took part in its cases. A unit that is
    // new has nothing in any list.
    if (changed && before.items.n && makers[i].build == build_unit &&
        !note_every_worklist(w->store, err))
        return false;
    size_t cell = unit_cell_of(makers[i].build);
    w->listed_changed = w->listed_changed || (changed && cell);
    return !cell || (add_units(w->store, &before, cell, &w->units, err) &&
                     add_units(w->store, &w->built[i], cell, &w->units, err));
}

static bool build_seldom(struct writing *w, enum stream_kind kind, struct error *err) {
    for (size_t i = 0; i < COUNT(tables); i++)
        if (makers[i].of == kind && makers[i].is_seldom && !build_table(w, i, err))
            return false;
    return !w->derived->has_person || take_rest(w, err);
}

bool derived_write(struct store *store, const struct derived *derived, struct error *err) {
    struct writing w = {.store = store, .derived = derived};
    enum stream_kind kind = stream_kind_of(derived->stream);
    if (!build_seldom(&w, kind, err))
        return false;
    for (size_t i = 0; i < COUNT(tables); i++) {
        if (makers[i].of != kind || (makers[i].is_seldom && w.rest_stands))
            continue;
        if ((!makers[i].is_seldom && !build_table(&w, i, err)) || !write_table(&w, i, err))
            return false;
    }
    return (!w.listed_changed || note_worklists(store, &w.units, err)) &&
           notices_write(store, derived, err);
}

// ---- all of it ----

bool derived_clear(struct store *store, struct error *err) {
    static const char *const clear[] = {
#define DERIVED(id, key, test, keys, key_marks, others, marks, count) "DELETE FROM der_" #id,
#define DERIVED_KEYS(id, key, test, keys, marks) "DELETE FROM der_" #id,
#include "store/statements.def"
    };
    for (size_t i = 0; i < COUNT(clear); i++)
        if (!connection_run(&store->writer.connection, clear[i], err))
            return false;
    return note_every_worklist(store, err);
}

static bool hash_table(struct connection *connection, struct arena *arena,
                       const struct table *table, struct hasher *hasher, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(connection, table->all);
    int64_t rows = 0;
    for (; query_row(&query); rows++) {
        arena_reset(arena);
        for (size_t i = 0; i < table->columns; i++) {
            struct cell cell;
            read_cell(&query, arena, &cell);
            if (cell.is_int)
                hasher_add_int(hasher, cell.number);
            else
                hasher_add(hasher, cell.text);
        }
    }
    hasher_add_int(hasher, rows);
    return query_ok(&query, err);
}

bool derived_hash(struct connection *connection, struct arena *arena, struct hash *ret_hash,
                  struct error *err) {
    struct hasher hasher;
    hasher_start(&hasher);
    for (size_t i = 0; i < COUNT(tables); i++)
        if (!hash_table(connection, arena, &tables[i], &hasher, err))
            return false;
    *ret_hash = hasher_done(&hasher);
    return true;
}

bool store_derived_hash(struct reader *reader, struct hash *ret_hash, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    return arena ? derived_hash(&reader->connection, arena, ret_hash, err) : error_memory(err);
}
