// SPDX-License-Identifier: EUPL-1.2
#include "app/import.h"

#include <assert.h>

#include "app/internal.h"
#include "base/utf8.h"

bool import_same(struct import *import, struct str a, struct str b, bool *ret_same) {
    struct str first, second;
    if (!utf8_search_key(import->arena, a, &first, import->err) ||
        !utf8_search_key(import->arena, b, &second, import->err))
        return false;
    *ret_same = str_eq(first, second);
    return true;
}

static bool find_columns(struct import *import, const struct csv_row *head) {
    assert(import->column_count <= IMPORT_COLUMNS_MAX);
    for (size_t c = 0; c < import->column_count; c++)
        import->places[c] = SIZE_MAX;
    for (size_t i = 0; i < head->fields.n; i++) {
        bool known = head->fields.items[i].n == 0;
        for (size_t c = 0; c < import->column_count && !known; c++) {
            if (!import_same(import, head->fields.items[i], str_of(import->columns[c].name),
                             &known))
                return false;
            known = known && import->places[c] == SIZE_MAX;
            if (known)
                import->places[c] = i;
        }
        if (!known)
            return error_set_str(import->err, ERR_INPUT, "import.unknown-column",
                                 head->fields.items[i]);
    }
    for (size_t c = 0; c < import->column_count; c++)
        if (import->columns[c].needed && import->places[c] == SIZE_MAX)
            return error_set(import->err, ERR_INPUT, "import.no-column", import->columns[c].name,
                             NULL);
    return true;
}

bool import_read(struct import *import, struct str text, struct csv *ret_csv) {
    struct csv csv;
    if (!csv_read(import->arena, text, &csv, import->err))
        return false;
    if (!csv.rows.n)
        return error_set(import->err, ERR_INPUT, "import.empty", NULL);
    if (!find_columns(import, &csv.rows.items[0]))
        return false;
    *ret_csv = csv;
    return true;
}

struct str import_cell(const struct import *import, size_t column) {
    size_t place = import->places[column];
    struct str cell = place < import->row->fields.n ? import->row->fields.items[place] : STR_NONE;
    bool kept = cell.n > 1 && cell.p[0] == '\'' && strchr("=+-@", cell.p[1]);
    return kept ? str_sub(cell, 1, cell.n) : cell;
}

bool import_fault(struct import *import, size_t column, const struct error *what) {
    import->wrong = true;
    if (import->faults.items.n >= IMPORT_FAULTS_MAX)
        return true;
    struct import_fault *fault = LIST_PUSH(import->arena, &import->faults.items);
    if (!fault)
        return error_memory(import->err);
    *fault = (struct import_fault){.line = import->row->line, .what = *what};
    if (column < import->column_count)
        fault->column = str_of(import->columns[column].name);
    return true;
}

bool import_fault_at(struct import *import, size_t column, const char *key) {
    struct error what = {0};
    error_set_str(&what, ERR_INPUT, key,
                  column < import->column_count ? import_cell(import, column) : STR_NONE);
    return import_fault(import, column, &what);
}

bool import_line(struct import *import, size_t column, struct str *ret_text) {
    *ret_text = import_cell(import, column);
    if (utf8_length(*ret_text) > LINE_MAX_CHARACTERS ||
        str_find_char(*ret_text, '\n') != STR_NOT_FOUND)
        return import_fault_at(import, column, "field.too-long");
    return utf8_nfc(import->arena, *ret_text, ret_text, import->err);
}

bool import_date(struct import *import, size_t column, struct date *ret_date) {
    struct error what = {0};
    return date_parse_human(import_cell(import, column), app_today(import->app), DATE_FUTURE,
                            ret_date, &what) ||
           import_fault(import, column, &what);
}

bool import_plan_end(struct import *import, struct hasher *steps, struct import_plan *plan) {
    struct hash hash = hasher_done(steps);
    plan->faults = import->faults;
    plan->mark = hex_of(import->arena, hash.b, sizeof(hash.b));
    return plan->mark.p ? true : error_memory(import->err);
}

bool import_plan_stands(const struct import_plan *plan, struct str mark, struct error *err) {
    return (!plan->faults.items.n && str_eq(plan->mark, mark)) ||
           error_set(err, ERR_CONFLICT, "import.changed", NULL);
}

static bool last_seq(struct app *app, struct arena *arena, struct str stream, int64_t *ret_seq,
                     struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct event_list events;
    if (!store_read(app->store, &reader, err) || !store_events(reader, arena, stream, &events, err))
        return false;
    *ret_seq = events.n ? events.items[events.n - 1].seq : 0;
    return true;
}

bool import_record(struct app *app, struct arena *arena, const struct actor *actor,
                   struct register_request request, struct str *ret_stream, struct error *err) {
    return (!request.stream.n || last_seq(app, arena, request.stream, &request.seen_seq, err)) &&
           app_register(app, arena, actor, &request, ret_stream, err);
}
