// SPDX-License-Identifier: EUPL-1.2
//
// Planning ahead, taken along: a list for a spreadsheet, or days for a calendar of one's own. No
// address of a person leaves the program in these files, and a calendar knows a person by initials
// only: docs/adr/0011-documents.md.
#include "base/hash.h"
#include "doc/calendar_file.h"
#include "web/export.h"
#include "web/routes.h"
#include "web/view_ahead.h"

#define UID_BYTES 16

enum column { DUE, TIME, PERSON, NUMBER, WHAT, ROLE, UNIT, AREA, LATE, CLAUSES, COLUMN_COUNT };

static const struct export_column columns[COLUMN_COUNT] = {
    [DUE] = {T_ahead_column_due, CELL_DATE, 12},
    [TIME] = {T_ahead_column_time, CELL_TEXT, 9},
    [PERSON] = {T_ahead_column_person, CELL_TEXT, 26},
    [NUMBER] = {T_ahead_column_number, CELL_TEXT, 16},
    [WHAT] = {T_ahead_column_what, CELL_TEXT, 40},
    [ROLE] = {T_ahead_column_role, CELL_TEXT, 20},
    [UNIT] = {T_ahead_column_unit, CELL_TEXT, 26},
    [AREA] = {T_ahead_column_area, CELL_TEXT, 18},
    [LATE] = {T_ahead_column_late, CELL_TEXT, 8},
    [CLAUSES] = {T_ahead_column_clauses, CELL_TEXT, 14},
};

struct taken {
    struct request *request;
    struct wording wording;
    struct ahead_query query;
    struct ahead ahead;
};

static bool take(struct request *request, const char *file, struct taken *taken,
                 struct error *err) {
    struct ahead_form form;
    *taken = (struct taken){.request = request};
    if (!ahead_read(request, &taken->query, &form, err))
        return false;
    if (form.from_fault.n > 0)
        return error_set_str(err, ERR_INPUT, "date.not-understood", form.from);
    return app_ahead(request->app, request->arena, &request->actor, &taken->query, file,
                     &taken->ahead, err) &&
           wording_of(request->app, request->arena, &request->actor, request->language,
                      &taken->wording, err);
}

// "framat-2026-11-25.csv"
static bool send(const struct taken *taken, struct response *response, const char *ending,
                 struct str bytes, struct error *err) {
    return export_send(taken->request, response, "framat", taken->query.from, ending, bytes, err);
}

// ---- as a table ----

static struct str area_words(const struct taken *taken, const struct ahead_entry *entry) {
    enum language language = taken->request->language;
    if (entry->area_hidden)
        return tr(language, T_ahead_area_hidden);
    if (!taken->ahead.areas.items.n)
        return STR("");
    return entry->area.n ? entry->area_name : tr(language, T_ahead_outside);
}

static void fill_row(const struct taken *taken, const struct ahead_entry *entry,
                     struct str cells[COLUMN_COUNT]) {
    struct arena *arena = taken->request->arena;
    enum language language = taken->request->language;
    cells[DUE] = date_text(arena, entry->due.date);
    cells[TIME] = entry->has_time ? clock_words(arena, entry->due.time) : STR("");
    cells[PERSON] =
        marked_name(arena, language, entry->duty.person_name, entry->duty.person_protection);
    cells[NUMBER] = number_words_of(arena, entry->duty.person_number);
    cells[WHAT] = entry->duty.what;
    cells[ROLE] = code_words(language, entry->duty.role);
    cells[UNIT] = unit_words(&taken->wording, entry->duty.unit);
    cells[AREA] = area_words(taken, entry);
    cells[LATE] = tr(language, entry->late ? T_ahead_is_late : T_ahead_is_not_late);
    cells[CLAUSES] = entry->ground.unreadable ? tr(language, T_duty_unreadable)
                                              : ground_clauses(arena, &entry->ground);
}

static bool make_table(const struct taken *taken, struct table_file *table, struct error *err) {
    size_t rows = taken->ahead.entries.n;
    struct str *cells;
    if (!export_start(taken->request, T_ahead_title, columns, COLUMN_COUNT, rows, table, &cells,
                      err))
        return false;
    for (size_t i = 0; i < rows; i++)
        fill_row(taken, &taken->ahead.entries.items[i], &cells[i * COLUMN_COUNT]);
    return !arena_failed(taken->request->arena) || error_memory(err);
}

bool export_ahead_csv(struct request *request, struct response *response, struct error *err) {
    struct taken taken;
    struct table_file table;
    struct str bytes;
    return take(request, "csv", &taken, err) && make_table(&taken, &table, err) &&
           table_csv(request->arena, &table, &bytes, err) &&
           send(&taken, response, "csv", bytes, err);
}

bool export_ahead_xlsx(struct request *request, struct response *response, struct error *err) {
    struct taken taken;
    struct table_file table;
    struct str bytes;
    return take(request, "xlsx", &taken, err) && make_table(&taken, &table, err) &&
           table_xlsx(request->arena, &table, &bytes, err) &&
           send(&taken, response, "xlsx", bytes, err);
}

// ---- as a calendar ----

// "E.P." of Elsa Prövare.
static struct str initials(struct arena *arena, struct str name) {
    struct buf buf = buf_new(arena, 64);
    struct str text = STR_NONE;
    for (struct str word; str_split(&name, ' ', &word);) {
        size_t n = 1;
        while (n < word.n && ((unsigned char)word.p[n] & 0xC0) == 0x80)
            n++;
        if (word.n > 0 && buf.n < 32) {
            buf_add(&buf, str_sub(word, 0, n));
            buf_add_char(&buf, '.');
        }
    }
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

// The same duty has the same, in every file and whatever is recorded meanwhile.
static struct str uid_of(struct arena *arena, const struct duty_row *duty) {
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add(&hasher, duty->stream);
    hasher_add(&hasher, duty->decision);
    hasher_add(&hasher, duty->thing);
    hasher_add_int(&hasher, duty->ordinal);
    struct hash hash = hasher_done(&hasher);
    struct str hex = hex_of(arena, &hash, UID_BYTES);
    return str_printf(arena, STR_FMT "@vaka", STR_ARG(hex));
}

static struct calendar_entry calendar_entry_of(const struct taken *taken,
                                               const struct ahead_entry *entry) {
    struct arena *arena = taken->request->arena;
    enum language language = taken->request->language;
    enum event_kind kind = event_kind_find(entry->duty.fulfilled_by);
    struct str what = kind == EVENT_NONE ? tr(language, T_ahead_something)
                                         : act_words(arena, language, kind, entry->duty.role);
    struct str who = marked_name(arena, language, initials(arena, entry->duty.person_name),
                                 entry->duty.person_protection);
    return (struct calendar_entry){
        .uid = uid_of(arena, &entry->duty),
        .summary =
            TR(arena, language, T_ahead_entry, what, who, code_words(language, entry->duty.role)),
        .at = entry->due,
        .has_time = entry->has_time,
    };
}

bool export_ahead_ics(struct request *request, struct response *response, struct error *err) {
    struct taken taken;
    struct str bytes;
    if (!take(request, "ics", &taken, err))
        return false;
    size_t count = taken.ahead.entries.n;
    struct calendar_entry *entries = ARENA_ARRAY(request->arena, count, struct calendar_entry);
    if (!entries)
        return error_memory(err);
    for (size_t i = 0; i < count; i++)
        entries[i] = calendar_entry_of(&taken, &taken.ahead.entries.items[i]);
    const struct calendar_file file = {.name = STR("Vaka"),
                                       .zone = app_zone(request->app),
                                       .made = app_now(request->app),
                                       .entry_count = count,
                                       .entries = entries};
    if (arena_failed(request->arena))
        return error_memory(err);
    return calendar_ics(request->arena, &file, &bytes, err) &&
           send(&taken, response, "ics", bytes, err);
}
