// SPDX-License-Identifier: EUPL-1.2
#include "app/area_file.h"

#include <assert.h>
#include <stdlib.h>

#include "app/internal.h"
#include "base/hash.h"
#include "base/utf8.h"

const struct import_column area_columns[AREA_COLUMN_COUNT] = {
    [AREA_NAME] = {"område", true},      [AREA_ORGANISATION] = {"organisation", true},
    [AREA_CODES] = {"postnummer", true}, [AREA_FROM] = {"från", true},
    [AREA_TO] = {"till", false},
};

#define NO_STEP SIZE_MAX

// What would hold of an area for a time, when the lines so far are done.
struct holding {
    struct str organisation;
    struct str stream;         // of the area; empty while it is to be registered
    size_t registers;          // then: by which line
    struct str key;            // of its name
    const struct csv_row *row; // NULL: it holds already
    struct area area;
};
struct holdings {
    LIST_OF(struct holding) items;
};

// What a line says.
struct area_row_read {
    const struct csv_row *row;
    struct str key;
    struct area_step step;
};

struct planning {
    struct import import;
    struct organisation_rows organisations;
    LIST_OF(struct area_row_read) rows;
    struct holdings held, taken_back; // what would hold, and what held until a line took it back
    struct area_plan *plan;
};

// ---- what stands in a row ----

// By name or HSA-id.
static bool take_organisation(struct planning *p, struct area_step *step) {
    for (size_t i = 0; i < p->organisations.items.n; i++) {
        const struct organisation_row *row = &p->organisations.items.items[i];
        struct str cell = import_cell(&p->import, AREA_ORGANISATION);
        bool is, is_hsa = false;
        if (!import_same(&p->import, cell, row->name, &is) ||
            (row->hsa.n && !import_same(&p->import, cell, row->hsa, &is_hsa)))
            return false;
        if (!is && !is_hsa)
            continue;
        step->organisation = row->stream;
        step->organisation_name = row->name;
        return true;
    }
    return import_fault_at(&p->import, AREA_ORGANISATION, "area-file.unknown-organisation");
}

static bool take_codes(struct planning *p, struct area *area) {
    struct error what = {0};
    area->postal_codes = import_cell(&p->import, AREA_CODES);
    if (utf8_length(area->postal_codes) > TEXT_MAX_CHARACTERS)
        return import_fault_at(&p->import, AREA_CODES, "field.too-long");
    if (postal_ranges_read(p->import.arena, area->postal_codes, &area->ranges, &what))
        return true;
    if (what.code == ERR_MEMORY)
        return error_memory(p->import.err);
    return import_fault(&p->import, AREA_CODES, &what);
}

static bool take_days(struct planning *p, struct area *area) {
    if (!import_date(&p->import, AREA_FROM, &area->from))
        return false;
    area->has_to = import_cell(&p->import, AREA_TO).n > 0;
    if (area->has_to && !import_date(&p->import, AREA_TO, &area->to))
        return false;
    return p->import.wrong || !area->has_to || date_cmp(area->from, area->to) <= 0 ||
           import_fault_at(&p->import, AREA_TO, "people.ends-before-it-begins");
}

static bool stands_above(const struct planning *p, const struct area_row_read *read) {
    for (size_t i = 0; i < p->rows.n; i++) {
        const struct area_row_read *other = &p->rows.items[i];
        if (str_eq(other->key, read->key) &&
            str_eq(other->step.organisation, read->step.organisation) &&
            date_cmp(other->step.becomes.from, read->step.becomes.from) == 0)
            return true;
    }
    return false;
}

static bool take_row(struct planning *p) {
    struct area_row_read read = {.row = p->import.row, .step = {.line = p->import.row->line}};
    struct area *area = &read.step.becomes;
    p->import.wrong = false;
    if (!import_line(&p->import, AREA_NAME, &area->name) ||
        (!area->name.n && !import_fault_at(&p->import, AREA_NAME, "field.needed")) ||
        !take_organisation(p, &read.step) || !take_codes(p, area) || !take_days(p, area) ||
        !utf8_search_key(p->import.arena, area->name, &read.key, p->import.err))
        return false;
    if (p->import.wrong)
        return true;
    if (stands_above(p, &read))
        return import_fault_at(&p->import, AREA_NAME, "area-file.twice");
    struct area_row_read *slot = LIST_PUSH(p->import.arena, &p->rows);
    if (!slot)
        return error_memory(p->import.err);
    *slot = read;
    return true;
}

// ---- what holds ----

static bool hold(struct planning *p, struct holdings *holdings, const struct holding *holding) {
    struct holding *slot = LIST_PUSH(p->import.arena, &holdings->items);
    if (!slot)
        return error_memory(p->import.err);
    *slot = *holding;
    return true;
}

static bool load_held(struct planning *p, struct reader *reader) {
    for (size_t i = 0; i < p->organisations.items.n; i++) {
        struct str organisation = p->organisations.items.items[i].stream;
        struct areas areas = {0};
        if (!areas_of(reader, p->import.arena, organisation, &areas, p->import.err))
            return false;
        for (size_t k = 0; k < areas.items.n; k++) {
            struct holding held = {.organisation = organisation,
                                   .stream = areas.items.items[k].stream,
                                   .registers = NO_STEP,
                                   .area = areas.items.items[k]};
            if (!utf8_search_key(p->import.arena, held.area.name, &held.key, p->import.err) ||
                !hold(p, &p->held, &held))
                return false;
        }
    }
    return true;
}

static bool same_area(const struct holding *a, const struct holding *b) {
    return str_eq(a->stream, b->stream) && a->registers == b->registers;
}

// Of two: that which has begun on the day, and last; or, where neither has, that which begins
// first.
static bool is_nearer(const struct holding *one, const struct holding *other, struct date day) {
    bool begun = date_cmp(one->area.from, day) <= 0;
    bool other_begun = date_cmp(other->area.from, day) <= 0;
    int later = date_cmp(one->area.from, other->area.from);
    return begun == other_begun ? (begun ? later > 0 : later < 0) : begun;
}

static bool is_nearest_of_its_area(const struct planning *p, const struct holding *holding,
                                   struct date day) {
    for (size_t i = 0; i < p->held.items.n; i++) {
        const struct holding *other = &p->held.items.items[i];
        if (same_area(other, holding) && is_nearer(other, holding, day))
            return false;
    }
    return true;
}

// The area that has that name on that day, or had it last before, or will have it first.
static const struct holding *area_named(const struct planning *p,
                                        const struct area_row_read *read) {
    const struct holding *found = NULL;
    struct date day = read->step.becomes.from;
    for (size_t i = 0; i < p->held.items.n; i++) {
        const struct holding *one = &p->held.items.items[i];
        if (str_eq(one->organisation, read->step.organisation) && str_eq(one->key, read->key) &&
            is_nearest_of_its_area(p, one, day) && (!found || is_nearer(one, found, day)))
            found = one;
    }
    return found;
}

static bool same_codes(const struct area *a, const struct area *b) {
    if (a->ranges.items.n != b->ranges.items.n)
        return false;
    for (size_t i = 0; i < a->ranges.items.n; i++)
        if (a->ranges.items.items[i].from != b->ranges.items.items[i].from ||
            a->ranges.items.items[i].to != b->ranges.items.items[i].to)
            return false;
    return true;
}

// Whether what holds of the area from a day is followed at once by something else, so that its last
// day is the day before that.
static bool followed_at_once(const struct planning *p, const struct holding *held) {
    struct date next;
    if (!held->area.has_to || !date_add_days(held->area.to, 1, &next))
        return false;
    for (size_t i = 0; i < p->held.items.n; i++)
        if (same_area(&p->held.items.items[i], held) &&
            date_cmp(p->held.items.items[i].area.from, next) == 0)
            return true;
    return false;
}

static bool says_the_same(const struct planning *p, const struct holding *held,
                          const struct area *area) {
    if (date_cmp(held->area.from, area->from) != 0 || !str_eq(held->area.name, area->name) ||
        !same_codes(&held->area, area))
        return false;
    if (held->area.has_to == area->has_to && (!area->has_to || !date_cmp(held->area.to, area->to)))
        return true;
    // Registered until further notice, or longer: what follows ended it.
    return followed_at_once(p, held) && (!area->has_to || date_cmp(area->to, held->area.to) > 0);
}

// As the fold of an area does it (derive.c): what held before holds until the day before, and what
// was to begin later is taken back.
static bool take_place(struct planning *p, const struct holding *new_one) {
    size_t n = 0;
    for (size_t i = 0; i < p->held.items.n; i++) {
        struct holding *one = &p->held.items.items[i];
        bool later = same_area(one, new_one) && date_cmp(one->area.from, new_one->area.from) >= 0;
        if (later && !one->row) {
            struct holding gone = *one;
            gone.row = new_one->row;
            if (!hold(p, &p->taken_back, &gone))
                return false;
        }
        if (later)
            continue;
        if (same_area(one, new_one) && area_holds(&one->area, new_one->area.from, NULL)) {
            bool before = date_add_days(new_one->area.from, -1, &one->area.to);
            assert(before); // it began on an earlier day
            one->area.has_to = true;
        }
        p->held.items.items[n++] = *one;
    }
    p->held.items.n = n;
    return hold(p, &p->held, new_one);
}

static bool plan_row(struct planning *p, struct area_row_read *read) {
    const struct holding *is = area_named(p, read);
    struct area_step *step = &read->step;
    if (is && says_the_same(p, is, &step->becomes)) {
        p->plan->file.unchanged++;
        return true;
    }
    step->is_new = !is;
    step->area = is ? is->stream : STR_NONE;
    step->was = is ? is->area : (struct area){0};
    step->registers = is ? is->registers : p->plan->steps.n;
    const struct holding becomes = {.organisation = step->organisation,
                                    .stream = step->area,
                                    .registers = step->registers,
                                    .key = read->key,
                                    .row = read->row,
                                    .area = step->becomes};
    struct area_step *added = LIST_PUSH(p->import.arena, &p->plan->steps);
    if (!added)
        return error_memory(p->import.err);
    *added = *step;
    return take_place(p, &becomes);
}

static int by_day(const void *a, const void *b) {
    const struct area_row_read *first = a, *second = b;
    int order = date_cmp(first->step.becomes.from, second->step.becomes.from);
    return order ? order
                 : (first->step.line > second->step.line) - (first->step.line < second->step.line);
}

// ---- what may not be ----

// What the file does not have and a line of it would take back.
static bool check_taken_back(struct planning *p) {
    for (size_t i = 0; i < p->taken_back.items.n; i++) {
        const struct holding *gone = &p->taken_back.items.items[i];
        bool again = false;
        for (size_t k = 0; k < p->held.items.n && !again; k++)
            again = same_area(&p->held.items.items[k], gone) &&
                    date_cmp(p->held.items.items[k].area.from, gone->area.from) == 0;
        struct error what = {0};
        error_set_str(&what, ERR_INPUT, "area-file.takes-back",
                      date_text(p->import.arena, gone->area.from));
        p->import.row = gone->row;
        if (!again && !import_fault(&p->import, AREA_FROM, &what))
            return false;
    }
    return true;
}

// At any time a postal code lies in one area of the organisation, and a name is that of one.
static bool check_pair(struct planning *p, const struct holding *one, const struct holding *other) {
    struct error what = {0};
    if (!str_eq(one->organisation, other->organisation) || same_area(one, other) ||
        !area_holds(&other->area, one->area.from, one->area.has_to ? &one->area.to : NULL))
        return true;
    p->import.row = one->row;
    if (str_eq(one->key, other->key))
        return import_fault_at(&p->import, AREA_NAME, "people.name-taken");
    int code = postal_ranges_common(&one->area.ranges, &other->area.ranges);
    if (!code)
        return true;
    area_code_taken(p->import.arena, code, &other->area, &what);
    return import_fault(&p->import, AREA_CODES, &what);
}

// Of each line what is wrong first; of two lines the later one is told.
static bool check_together(struct planning *p) {
    for (size_t i = 0; i < p->held.items.n; i++) {
        const struct holding *one = &p->held.items.items[i];
        p->import.wrong = false;
        for (size_t k = 0; k < p->held.items.n && one->row && !p->import.wrong; k++) {
            const struct holding *other = &p->held.items.items[k];
            bool told = k != i && (!other->row || one->row->line > other->row->line);
            if (told && !check_pair(p, one, other))
                return false;
        }
    }
    return true;
}

static bool end_plan(struct planning *p) {
    struct hasher hasher;
    hasher_start(&hasher);
    for (size_t i = 0; i < p->plan->steps.n; i++) {
        const struct area_step *step = &p->plan->steps.items[i];
        hasher_add_int(&hasher, (int64_t)step->line);
        hasher_add(&hasher, step->area);
        hasher_add_int(&hasher, (int64_t)step->registers);
        hasher_add(&hasher, step->becomes.name);
        hasher_add(&hasher, step->becomes.postal_codes);
    }
    return import_plan_end(&p->import, &hasher, &p->plan->file);
}

static bool plan_rows(struct planning *p, const struct csv *csv) {
    for (size_t i = 1; i < csv->rows.n; i++) {
        p->import.row = &csv->rows.items[i];
        if (!take_row(p))
            return false;
        p->plan->file.lines++;
    }
    // What is wrong in a line is told before what all of them make together.
    if (p->import.faults.items.n)
        return true;
    if (p->rows.n)
        qsort(p->rows.items, p->rows.n, sizeof(struct area_row_read), by_day);
    for (size_t i = 0; i < p->rows.n; i++)
        if (!plan_row(p, &p->rows.items[i]))
            return false;
    return check_taken_back(p) && (p->import.faults.items.n || check_together(p));
}

bool app_plan_areas(struct app *app, struct arena *arena, const struct actor *actor,
                    struct str text, struct area_plan *ret_plan, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct area_plan plan = {0};
    struct planning p = {.import = {.app = app,
                                    .arena = arena,
                                    .err = err,
                                    .columns = area_columns,
                                    .column_count = AREA_COLUMN_COUNT},
                         .plan = &plan};
    struct csv csv;
    if (!people_ask(app, arena, actor, STR("area-file"), STR_NONE, err) ||
        !import_read(&p.import, text, &csv))
        return false;
    if (csv.rows.n > AREA_LINES_MAX + 1)
        return error_set(err, ERR_LIMIT, "area-file.too-many", TEXT_OF(AREA_LINES_MAX), NULL);
    if (!store_read(app->store, &reader, err) ||
        !store_organisations(reader, arena, &p.organisations, err) || !load_held(&p, reader) ||
        !plan_rows(&p, &csv))
        return false;
    if (!end_plan(&p))
        return false;
    *ret_plan = plan;
    return true;
}

// ---- doing ----

static bool do_step(struct app *app, struct arena *arena, const struct actor *actor,
                    struct area_plan *plan, struct area_step *step, struct error *err) {
    const struct area *area = &step->becomes;
    struct field_value values[5];
    size_t n = 0;
    values[n++] = (struct field_value){.field = FIELD_area_registered_name, .text = area->name};
    values[n++] = (struct field_value){.field = FIELD_area_registered_organisation,
                                       .text = step->organisation};
    values[n++] = (struct field_value){.field = FIELD_area_registered_postal_codes,
                                       .text = area->postal_codes};
    values[n++] = (struct field_value){.field = FIELD_area_registered_from, .date = area->from};
    if (area->has_to)
        values[n++] = (struct field_value){.field = FIELD_area_registered_to, .date = area->to};
    if (!step->is_new && !step->area.n)
        step->area = plan->steps.items[step->registers].area;
    return import_record(app, arena, actor,
                         (struct register_request){.stream = step->area,
                                                   .kind = EVENT_area_registered,
                                                   .payload = {n, values},
                                                   .seen_beside = true},
                         &step->area, err);
}

bool app_do_areas(struct app *app, struct arena *arena, const struct actor *actor, struct str text,
                  struct str mark, struct area_plan *ret_plan, struct error *err) {
    if (!app_plan_areas(app, arena, actor, text, ret_plan, err) ||
        !import_plan_stands(&ret_plan->file, mark, err))
        return false;
    for (size_t i = 0; i < ret_plan->steps.n; i++)
        if (!do_step(app, arena, actor, ret_plan, &ret_plan->steps.items[i], err))
            return false;
    return true;
}
