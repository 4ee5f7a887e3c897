// SPDX-License-Identifier: EUPL-1.2
//
// Reading what is derived.
#include "store/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "store/unread.h"

// ---- duties ----

static const char *const state_ids[] = {"open", "fulfilled", "withdrawn"};

struct str duty_state_id(int64_t state) {
    assert(state >= 0 && (size_t)state < COUNT(state_ids));
    return str_of(state_ids[state]);
}

bool duty_state_find(struct str id, int64_t *ret_state) {
    for (size_t i = 0; i < COUNT(state_ids); i++)
        if (str_is(id, state_ids[i])) {
            *ret_state = (int64_t)i;
            return true;
        }
    return false;
}

static void read_duty(struct query *query, struct arena *arena, struct duty_row *row) {
    row->stream = query_text(query, arena);
    row->decision = query_text(query, arena);
    row->thing = query_text(query, arena);
    row->ordinal = query_int(query);
    row->what = query_text(query, arena);
    row->role = query_code(query, CODES_role);
    row->unit = query_text(query, arena);
    row->due = query_text(query, arena);
    struct str state = query_text(query, arena);
    if (!query->memory && !duty_state_find(state, &row->state))
        query_unread(query, state);
    row->fulfilled_by = query_text(query, arena);
    row->about = query_int(query);
    row->opened_seq = query_int(query);
    row->ended_seq = query_int(query);
    row->ended = query_text(query, arena);
    row->ground = query_text(query, arena);
    row->shown_from = query_text(query, arena);
    row->escalates = query_text(query, arena);
    row->team = query_code(query, CODES_work_team);
    row->urgent = query_int(query) != 0;
    row->person_name = query_text(query, arena);
    row->person_number = query_text(query, arena);
    row->person_born = query_text(query, arena);
    row->person_protection = query_code(query, CODES_protection);
}

static bool read_duties(struct query *query, struct arena *arena, struct duty_rows *ret_rows,
                        struct error *err) {
    struct duty_rows rows = {0};
    while (query_row(query)) {
        struct duty_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        read_duty(query, arena, row);
    }
    if (!query_ok(query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_duties_of(struct reader *reader, struct arena *arena, struct str unit, enum code role,
                     enum code team, struct instant now, size_t limit, struct duty_rows *ret_rows,
                     struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_duties_of_role);
    query_bind_text(&query, unit);
    query_bind_code(&query, role);
    query_bind_text(&query, instant_text(arena, now));
    query_bind_code(&query, team);
    query_bind_int(&query, (int64_t)limit);
    return read_duties(&query, arena, ret_rows, err);
}

bool store_duties_waiting(struct reader *reader, struct arena *arena, const struct duty_row *of,
                          struct instant now, size_t limit, struct duty_rows *ret_rows,
                          struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_duties_waiting);
    query_bind_text(&query, of->unit);
    query_bind_code(&query, of->role);
    query_bind_text(&query, instant_text(arena, now));
    query_bind_code(&query, of->team);
    query_bind_text(&query, of->fulfilled_by);
    query_bind_int(&query, (int64_t)limit);
    return read_duties(&query, arena, ret_rows, err);
}

bool store_duty_shown_next(struct reader *reader, struct arena *arena, struct str unit,
                           enum code role, struct instant now, struct instant *ret_next,
                           struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_duty_shown_next);
    struct instant next = {INT64_MAX};
    query_bind_text(&query, unit);
    query_bind_code(&query, role);
    query_bind_text(&query, instant_text(arena, now));
    if (query_row(&query)) {
        struct str text = query_text(&query, arena);
        if (!query.memory && !instant_parse(text, &next))
            query_unread(&query, text);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_next = next;
    return true;
}

bool store_worklist_version(struct reader *reader, struct str unit, int64_t *ret_version,
                            struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_worklist_version);
    query_bind_text(&query, unit);
    int64_t version = query_row(&query) ? query_int(&query) : 0;
    if (!query_ok(&query, err))
        return false;
    *ret_version = version;
    return true;
}

// Bounds of der_duty.due_order: "2026-03-01" sorts before every time of that date, and the date
// after the last one after all of them. Without a due date it sorts after every date.
static bool bind_dates(struct query *query, struct arena *arena, const struct date *from,
                       struct date to, struct error *err) {
    struct date after;
    if (!date_add_days(to, 1, &after))
        return error_set(err, ERR_INPUT, "date.not-understood", "", NULL);
    struct str low = from ? date_text(arena, *from) : STR(""), high = date_text(arena, after);
    if (!low.p || !high.p)
        return error_memory(err);
    query_bind_text(query, low);
    query_bind_text(query, high);
    return true;
}

bool store_duties_ahead(struct reader *reader, struct arena *arena, struct str unit, enum code role,
                        const struct date *from, struct date to, struct date today, size_t limit,
                        struct duty_rows *ret_rows, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_duties_ahead);
    struct duty_rows rows = {0};
    query_bind_text(&query, unit);
    query_bind_code(&query, role);
    if (!bind_dates(&query, arena, from, to, err))
        return false;
    struct str now = date_text(arena, today);
    if (!now.p)
        return error_memory(err);
    query_bind_text(&query, now);
    query_bind_int(&query, (int64_t)limit);
    while (query_row(&query)) {
        struct duty_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        read_duty(&query, arena, row);
        row->postal_code = query_int(&query);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_duties_due(struct reader *reader, struct arena *arena, struct str unit, struct date from,
                      struct date to, size_t limit, struct duty_rows *ret_rows, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_duties_due);
    query_bind_text(&query, unit);
    if (!bind_dates(&query, arena, &from, to, err))
        return false;
    query_bind_int(&query, (int64_t)limit);
    return read_duties(&query, arena, ret_rows, err);
}

bool store_duties_in(struct reader *reader, struct arena *arena, struct str stream,
                     struct duty_rows *ret_rows, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_duties_in_case);
    query_bind_text(&query, stream);
    return read_duties(&query, arena, ret_rows, err);
}

// ---- persons ----

static void read_person(struct query *query, struct arena *arena, struct person_row *row) {
    row->stream = query_text(query, arena);
    row->number = query_text(query, arena);
    row->given_name = query_text(query, arena);
    row->family_name = query_text(query, arena);
    row->born = query_text(query, arena);
    row->address = query_text(query, arena);
    row->telephone = query_text(query, arena);
    row->protection = query_code(query, CODES_protection);
}

bool store_person(struct reader *reader, struct arena *arena, struct str stream,
                  struct person_row *ret_row, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_person_of);
    query_bind_text(&query, stream);
    struct person_row row = {0};
    bool found = query_row(&query);
    if (found)
        read_person(&query, arena, &row);
    if (!query_ok(&query, err))
        return false;
    if (!found)
        return error_set(err, ERR_MISSING, "store.no-such-person", NULL);
    *ret_row = row;
    return true;
}

bool store_person_by_number(struct reader *reader, struct arena *arena, struct str number,
                            struct str *ret_stream, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_person_by_number);
    query_bind_text(&query, number);
    struct str stream = STR_NONE;
    bool found = query_row(&query);
    if (found)
        stream = query_text(&query, arena);
    if (!query_ok(&query, err))
        return false;
    if (!found)
        return error_set(err, ERR_MISSING, "store.no-such-person", NULL);
    *ret_stream = stream;
    return true;
}

static bool read_persons(struct query *query, struct arena *arena, struct person_rows *ret_rows,
                         struct error *err) {
    struct person_rows rows = {0};
    while (query_row(query)) {
        struct person_row row = {0};
        read_person(query, arena, &row);
        bool known = false; // two keys of one person may begin with the same word
        for (size_t i = 0; i < rows.items.n && !known; i++)
            known = str_eq(rows.items.items[i].stream, row.stream);
        if (known)
            continue;
        struct person_row *place = LIST_PUSH(arena, &rows.items);
        if (!place)
            return error_memory(err);
        *place = row;
    }
    if (!query_ok(query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_persons_born(struct reader *reader, struct arena *arena, struct str unit,
                        struct instant since, struct date born, size_t limit,
                        struct person_rows *ret_rows, struct error *err) {
    struct str text = date_text(arena, born);
    if (!text.p)
        return error_memory(err);
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_persons_born);
    query_bind_text(&query, text);
    query_bind_text(&query, unit);
    query_bind_int(&query, (int64_t)limit);
    query_bind_int(&query, since.us);
    return read_persons(&query, arena, ret_rows, err);
}

// ---- searching ----

#define WORDS_MAX 6      // as many as the statement has
#define COUNTED_MAX 2000 // a word that more keys begin with is common, how common does not matter

struct search_word {
    struct str low, high; // the keys between them begin with the word
    int64_t count;
};

// What follows every text that begins with the word: no byte of UTF-8 is as high as the last one.
static bool add_word(struct arena *arena, struct str text, struct search_word *word,
                     struct error *err) {
    *word =
        (struct search_word){.low = text, .high = str_printf(arena, STR_FMT "\xFF", STR_ARG(text))};
    return word->high.p ? true : error_memory(err);
}

static bool split_words(struct arena *arena, struct str key, struct search_word words[WORDS_MAX],
                        size_t *ret_n, struct error *err) {
    struct str text;
    size_t n = 0;
    while (str_split(&key, ' ', &text)) {
        if (!text.n)
            continue;
        if (n == WORDS_MAX)
            return error_set(err, ERR_INPUT, "store.too-many-words", NULL);
        if (!add_word(arena, text, &words[n++], err))
            return false;
    }
    *ret_n = n;
    return true;
}

static bool count_keys(struct reader *reader, struct str unit, struct search_word *word,
                       struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_keys_that_begin);
    query_bind_text(&query, unit);
    query_bind_text(&query, word->low);
    query_bind_text(&query, word->high);
    query_bind_int(&query, COUNTED_MAX);
    if (query_row(&query))
        word->count = query_int(&query);
    return query_ok(&query, err);
}

// Puts the word that fewest keys begin with first: it leads the search.
static bool rarest_first(struct reader *reader, struct str unit, struct search_word *words,
                         size_t n, struct error *err) {
    size_t rarest = 0;
    for (size_t i = 0; n > 1 && i < n; i++) {
        if (!count_keys(reader, unit, &words[i], err))
            return false;
        if (words[i].count < words[rarest].count)
            rarest = i;
    }
    struct search_word lead = words[rarest];
    words[rarest] = words[0];
    words[0] = lead;
    return true;
}

// By family and given name; a hundred at most are compared.
static int compare_names(const void *a, const void *b) {
    const struct person_row *left = a, *right = b;
    int order = utf8_compare_swedish(left->family_name, right->family_name);
    if (order == 0)
        order = utf8_compare_swedish(left->given_name, right->given_name);
    return order ? order : str_cmp(left->stream, right->stream);
}

static bool find_persons(struct reader *reader, struct arena *arena, struct str unit,
                         struct instant since, const struct search_word *words, size_t limit,
                         struct person_rows *ret_rows, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_persons_found);
    query_bind_text(&query, unit);
    query_bind_int(&query, (int64_t)limit);
    for (size_t i = 0; i < WORDS_MAX; i++) {
        query_bind_text(&query, words[i].low);
        query_bind_text(&query, words[i].high);
    }
    query_bind_int(&query, since.us);
    if (!read_persons(&query, arena, ret_rows, err))
        return false;
    if (ret_rows->items.n)
        qsort(ret_rows->items.items, ret_rows->items.n, sizeof(struct person_row), compare_names);
    return true;
}

bool store_persons_of(struct reader *reader, struct arena *arena, struct str unit,
                      struct instant since, struct str key, size_t limit,
                      struct person_rows *ret_rows, struct error *err) {
    struct search_word words[WORDS_MAX] = {0};
    size_t n = 0;
    if (!split_words(arena, key, words, &n, err) || !rarest_first(reader, unit, words, n, err))
        return false;
    if (n)
        return find_persons(reader, arena, unit, since, words, limit, ret_rows, err);
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_persons_of_unit);
    query_bind_text(&query, unit);
    query_bind_int(&query, since.us);
    query_bind_int(&query, (int64_t)limit);
    return read_persons(&query, arena, ret_rows, err);
}

bool store_vils_of(struct reader *reader, struct arena *arena, struct str unit,
                   struct instant since, size_t limit, struct person_rows *ret_rows,
                   struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_vils_of_unit);
    query_bind_text(&query, unit);
    query_bind_int(&query, since.us);
    query_bind_int(&query, (int64_t)limit);
    return read_persons(&query, arena, ret_rows, err);
}

bool store_time_waiting(struct reader *reader, struct arena *arena, struct str unit, size_t limit,
                        struct person_rows *ret_rows, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_time_waiting_of_unit);
    query_bind_text(&query, unit);
    query_bind_int(&query, (int64_t)limit);
    return read_persons(&query, arena, ret_rows, err);
}

bool store_relation(struct reader *reader, struct str stream, struct str unit, bool *ret_has,
                    int64_t *ret_until, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_relation_is);
    query_bind_text(&query, stream);
    query_bind_text(&query, unit);
    bool has = query_row(&query);
    int64_t until = has ? query_int(&query) : 0;
    if (!query_ok(&query, err))
        return false;
    *ret_has = has;
    *ret_until = until;
    return true;
}

bool store_joined(struct reader *reader, struct arena *arena, struct str stream,
                  struct stream_list *ret_streams, struct error *err) {
    struct stream_list streams = {0};
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_records_joined);
    query_bind_text(&query, stream);
    while (query_row(&query)) {
        struct str *slot = LIST_PUSH(arena, &streams.items);
        if (!slot)
            return error_memory(err);
        *slot = query_text(&query, arena);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_streams = streams;
    return true;
}

// ---- units ----

static void read_unit(struct query *query, struct arena *arena, struct unit_row *row) {
    row->stream = query_text(query, arena);
    row->name = query_text(query, arena);
    row->organisation = query_text(query, arena);
    row->organisation_name = query_text(query, arena);
    row->telephone = query_text(query, arena);
    row->kind = query_code(query, CODES_unit_kind);
    row->hsa = query_text(query, arena);
}

static bool read_units(struct query *query, struct arena *arena, struct unit_rows *ret_rows,
                       struct error *err) {
    struct unit_rows rows = {0};
    while (query_row(query)) {
        struct unit_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        read_unit(query, arena, row);
    }
    if (!query_ok(query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_units(struct reader *reader, struct arena *arena, enum code kind,
                 struct unit_rows *ret_rows, struct error *err) {
    CLEANUP(query_done)
    struct query query =
        query_start(&reader->connection, kind == CODE_NONE ? SQL_units_by_name : SQL_units_of_kind);
    if (kind != CODE_NONE)
        query_bind_code(&query, kind);
    return read_units(&query, arena, ret_rows, err);
}

bool store_units_with_care_staff(struct reader *reader, struct arena *arena, struct date day,
                                 struct unit_rows *ret_rows, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_units_with_care_staff);
    query_bind_text(&query, date_text(arena, day));
    return read_units(&query, arena, ret_rows, err);
}

bool store_unit(struct reader *reader, struct arena *arena, struct str stream,
                struct unit_row *ret_row, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_unit_by_stream);
    query_bind_text(&query, stream);
    struct unit_row row = {0};
    bool found = query_row(&query);
    if (found)
        read_unit(&query, arena, &row);
    if (!query_ok(&query, err))
        return false;
    if (!found)
        return error_set(err, ERR_MISSING, "store.no-such-unit", NULL);
    *ret_row = row;
    return true;
}

// ---- users ----

static void read_assignment(struct query *query, struct arena *arena, struct assignment_row *row) {
    row->id = query_text(query, arena);
    row->user = query_text(query, arena);
    row->user_name = query_text(query, arena);
    row->unit = query_text(query, arena);
    row->unit_name = query_text(query, arena);
    row->organisation = query_text(query, arena);
    row->role = query_code(query, CODES_role);
    row->from = query_text(query, arena);
    row->to = query_text(query, arena);
    row->purpose = query_code(query, CODES_purpose);
    row->hsa = query_text(query, arena);
    row->team = query_code(query, CODES_work_team);
}

bool store_assignments_of(struct reader *reader, struct arena *arena, struct str user,
                          struct assignment_rows *ret_rows, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&reader->connection, SQL_assignments_of_user);
    query_bind_text(&query, user);
    struct assignment_rows rows = {0};
    while (query_row(&query)) {
        struct assignment_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        read_assignment(&query, arena, row);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = rows;
    return true;
}

static void read_user(struct query *query, struct arena *arena, struct user_row *row) {
    row->stream = query_text(query, arena);
    row->name = query_text(query, arena);
    row->login = query_text(query, arena);
    row->hsa = query_text(query, arena);
    row->disabled = query_int(query) != 0;
}

static bool find_user(struct reader *reader, struct arena *arena, enum statement statement,
                      struct str key, struct user_row *ret_row, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, statement);
    query_bind_text(&query, key);
    struct user_row row = {0};
    bool found = query_row(&query);
    if (found)
        read_user(&query, arena, &row);
    if (!query_ok(&query, err))
        return false;
    if (!found)
        return error_set(err, ERR_MISSING, "store.no-such-user", NULL);
    *ret_row = row;
    return true;
}

bool store_user(struct reader *reader, struct arena *arena, struct str stream,
                struct user_row *ret_row, struct error *err) {
    return find_user(reader, arena, SQL_user_by_stream, stream, ret_row, err);
}

bool store_user_by_hsa(struct reader *reader, struct arena *arena, struct str hsa,
                       struct user_row *ret_row, struct error *err) {
    return find_user(reader, arena, SQL_user_by_hsa, hsa, ret_row, err);
}

bool store_users(struct reader *reader, struct arena *arena, size_t limit,
                 struct user_rows *ret_rows, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_users);
    query_bind_int(&query, (int64_t)limit);
    struct user_rows rows = {0};
    while (query_row(&query)) {
        struct user_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        read_user(&query, arena, row);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = rows;
    return true;
}

bool store_user_name(struct reader *reader, struct arena *arena, struct str user,
                     struct str *ret_name, struct error *err) {
    struct user_row row;
    if (!store_user(reader, arena, user, &row, err))
        return false;
    *ret_name = row.name;
    return true;
}

bool store_organisations(struct reader *reader, struct arena *arena,
                         struct organisation_rows *ret_rows, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&reader->connection, SQL_organisations);
    struct organisation_rows rows = {0};
    while (query_row(&query)) {
        struct organisation_row *row = LIST_PUSH(arena, &rows.items);
        if (!row)
            return error_memory(err);
        row->stream = query_text(&query, arena);
        row->name = query_text(&query, arena);
        row->hsa = query_text(&query, arena);
    }
    if (!query_ok(&query, err))
        return false;
    *ret_rows = rows;
    return true;
}
