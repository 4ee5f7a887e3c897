// SPDX-License-Identifier: EUPL-1.2
#include "app/extract.h"

#include <stdlib.h>

#include "app/internal.h"
#include "app/sight.h"

#define AGAIN_WITHIN_US (EXTRACT_AGAIN_MINUTES * INT64_C(60000000))

struct extracting {
    struct app *app;
    struct arena *arena;
    struct reader *reader;
    const struct actor *actor;
    struct unit_rows units; // of every organisation
    bool sees[LAWS];        // records under which laws the user works with
    struct extract *extract;
};

static const struct unit_row *unit_of(const struct extracting *x, struct str stream) {
    for (size_t i = 0; i < x->units.items.n; i++)
        if (str_eq(x->units.items.items[i].stream, stream))
            return &x->units.items.items[i];
    return NULL;
}

static bool add_entry(const struct extracting *x, const struct access_record *record,
                      struct error *err) {
    const struct unit_row *unit = unit_of(x, record->unit);
    struct error fault = {0};
    if (!unit || !str_eq(unit->organisation, x->actor->organisation))
        return true;
    struct extract_entry *entry = LIST_PUSH(x->arena, &x->extract->entries);
    if (!entry)
        return error_memory(err);
    *entry = (struct extract_entry){.record = *record, .unit_name = unit->name};
    sight_hide_kind(x->sees, unit->kind, &entry->record);
    if (!x->app->law.names_told)
        return true;
    if (user_name(x->reader, x->arena, x->actor->language, record->user, &entry->user_name,
                  &fault) ||
        fault.code == ERR_MISSING)
        return true;
    if (err)
        *err = fault;
    return false;
}

static int compare_latest(const void *a, const void *b) {
    const struct access_record *left = a, *right = b;
    if (left->at.us != right->at.us)
        return left->at.us < right->at.us ? 1 : -1;
    return str_cmp(left->user, right->user);
}

// What is read of a record is read of those that go on in it at the same moment: once is enough.
static bool is_again(const struct access_record *record, const struct access_record *before) {
    return record->at.us == before->at.us && record->act == before->act &&
           str_eq(record->user, before->user) && str_eq(record->what, before->what);
}

static bool read_log(const struct extracting *x, struct str stream, struct access_rows *rows,
                     struct error *err) {
    struct stream_list joined = {0};
    if (!store_access_log(x->reader, x->arena, stream, EXTRACT_MAX + 1, rows, err) ||
        !store_joined(x->reader, x->arena, stream, &joined, err))
        return false;
    for (size_t i = 0; i < joined.items.n; i++) {
        struct access_rows more = {0};
        if (!store_access_log(x->reader, x->arena, joined.items.items[i], EXTRACT_MAX + 1, &more,
                              err))
            return false;
        for (size_t k = 0; k < more.items.n; k++) {
            struct access_record *record = LIST_PUSH(x->arena, &rows->items);
            if (!record)
                return error_memory(err);
            *record = more.items.items[k];
        }
    }
    if (joined.items.n > 0 && rows->items.n > 0)
        qsort(rows->items.items, rows->items.n, sizeof(struct access_record), compare_latest);
    return true;
}

bool app_extract(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
                 bool file, struct extract *ret_extract, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct extract extract = {0};
    struct access_rows rows = {0};
    struct extracting x = {.app = app, .arena = arena, .actor = actor, .extract = &extract};
    if (!case_pass(app, arena, actor, ACT_EXTRACT, stream, file ? STR("pdf") : STR("page"), err) ||
        !store_read(app->store, &reader, err))
        return false;
    x.reader = reader;
    if (!store_person(reader, arena, stream, &extract.person, err) ||
        !store_units(reader, arena, CODE_NONE, &x.units, err) ||
        !sight_of_laws(app, arena, reader, actor, x.sees, err) || !read_log(&x, stream, &rows, err))
        return false;
    extract.more = rows.items.n > EXTRACT_MAX;
    for (size_t i = 0; i < rows.items.n && i < EXTRACT_MAX; i++)
        if ((i == 0 || !is_again(&rows.items.items[i], &rows.items.items[i - 1])) &&
            !add_entry(&x, &rows.items.items[i], err))
            return false;
    extract.person.address = extract.person.telephone = STR_NONE;
    *ret_extract = extract;
    return true;
}

// ---- what was read again and again ----

static bool is_reading(const struct extract_entry *entry) {
    const struct access_record *record = &entry->record;
    return (record->act == ACT_READ_CASE || record->act == ACT_SEE) &&
           record->verdict == ACCESS_ALLOWED && !record->reason.n;
}

// Where no names are told, neither is that it was the same user.
static bool is_same_reading(const struct extract_entry *a, const struct extract_entry *b) {
    const struct access_record *left = &a->record, *right = &b->record;
    return a->user_name.n && is_reading(a) && is_reading(b) && left->act == right->act &&
           left->role == right->role && str_eq(left->user, right->user) &&
           str_eq(left->unit, right->unit) && str_eq(left->stream, right->stream) &&
           str_eq(left->what, right->what);
}

static struct extract_line *line_of(const struct extract_lines *lines,
                                    const struct extract_entry *entry) {
    for (size_t i = lines->items.n; i > 0; i--) {
        struct extract_line *line = &lines->items.items[i - 1];
        const struct extract_entry *newest = line->each.items[0];
        if (newest->record.at.us - entry->record.at.us > AGAIN_WITHIN_US)
            return NULL;
        if (is_same_reading(newest, entry))
            return line;
    }
    return NULL;
}

bool extract_fold(struct arena *arena, const struct extract *extract,
                  struct extract_lines *ret_lines, struct error *err) {
    struct extract_lines lines = {0};
    for (size_t i = 0; i < extract->entries.n; i++) {
        const struct extract_entry *entry = &extract->entries.items[i];
        struct extract_line *line = line_of(&lines, entry);
        if (!line) {
            line = LIST_PUSH(arena, &lines.items);
            if (!line)
                return error_memory(err);
            *line = (struct extract_line){0};
        }
        const struct extract_entry **place = LIST_PUSH(arena, &line->each);
        if (!place)
            return error_memory(err);
        *place = entry;
    }
    *ret_lines = lines;
    return true;
}
