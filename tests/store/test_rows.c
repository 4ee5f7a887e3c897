// SPDX-License-Identifier: EUPL-1.2
//
// What is derived: found, in order, written only where it differs.
#include "store_test.h"

static struct reader *read_begin(struct fixture *fixture) {
    struct reader *reader = NULL;
    assert_true(store_read(fixture->store, &reader, NULL));
    return reader;
}

// ---- duties ----

static void test_duties_come_in_order_of_due(void **state) {
    struct fixture *fixture = *state;
    struct arena *arena = fixture->arena;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(arena, ANNA, "191212121212", "Anna", "Åberg");
    change.derived.duties.n = 0;
    change_add_duty(arena, &change, "utan", "");
    change_add_duty(arena, &change, "dagens slut", "2026-03-01");
    change_add_duty(arena, &change, "samma dag", "2026-03-01T14:00");
    change_add_duty(arena, &change, "före", "2026-02-28")->team = CODE_work_team_night;
    change_add_duty(arena, &change, "efter", "2026-03-02T00:00");
    change_add_duty(arena, &change, "från nu", "2026-03-03")->shown_from =
        STR("2026-03-01T11:00:00.000000Z");
    change_add_duty(arena, &change, "från strax", "2026-03-03")->shown_from =
        STR("2026-03-01T11:00:00.000001Z");
    change_add_duty(arena, &change, "annan roll", "2026-01-01")->role = CODE_role_planner;
    change_add_duty(arena, &change, "annan enhet", "2026-01-01")->unit = UNIT_B;
    struct duty_row *ended = change_add_duty(arena, &change, "klar", "2026-01-01");
    ended->state = 1;
    ended->ended_seq = 1;
    ended->ended = STR("2026-01-01T08:00:00.000000Z");
    must_submit(fixture->store, &change);

    static const char *const expected[] = {"före",  "samma dag", "dagens slut",
                                           "efter", "från nu",   "utan"};
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    struct instant now;
    assert_true(instant_parse(STR("2026-03-01T11:00:00Z"), &now));
    struct duty_rows rows;
    assert_true(
        store_duties_of(reader, arena, UNIT_A, CODE_role_nurse, CODE_NONE, now, 10, &rows, NULL));
    assert_int_equal(rows.items.n, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_true(str_is(rows.items.items[i].decision, expected[i]));
    assert_true(
        store_duties_of(reader, arena, UNIT_A, CODE_role_nurse, CODE_NONE, now, 2, &rows, NULL));
    assert_int_equal(rows.items.n, 2);
    // What is another work team's takes no place from one's own.
    assert_true(store_duties_of(reader, arena, UNIT_A, CODE_role_nurse, CODE_work_team_day, now, 2,
                                &rows, NULL));
    assert_int_equal(rows.items.n, 2);
    assert_true(str_is(rows.items.items[0].decision, "samma dag"));
    assert_true(store_duties_of(reader, arena, UNIT_A, CODE_role_nurse, CODE_work_team_night, now,
                                2, &rows, NULL));
    assert_true(str_is(rows.items.items[0].decision, "före"));
    assert_true(
        store_duties_of(reader, arena, UNIT_B, CODE_role_planner, CODE_NONE, now, 10, &rows, NULL));
    assert_int_equal(rows.items.n, 0);
}

static void test_the_duties_of_a_case_come_as_they_arose(void **state) {
    struct fixture *fixture = *state;
    struct arena *arena = fixture->arena;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(arena, ANNA, "191212121212", "Anna", "Åberg");
    struct duty_row *ended = change_add_duty(arena, &change, "A", "2026-01-01");
    ended->state = 2;
    ended->ended_seq = 3;
    ended->ended = STR("2026-01-01T08:00:00.000000Z");
    ended->ground = STR("{\"rule\":1}");
    must_submit(fixture->store, &change);
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    struct duty_rows rows;
    assert_true(store_duties_in(reader, arena, ANNA, &rows, NULL));
    assert_int_equal(rows.items.n, 2);
    const struct duty_row *first = &rows.items.items[0], *second = &rows.items.items[1];
    assert_true(str_is(first->decision, "Informera"));
    assert_true(str_is(first->thing, "commitment:nurse:1"));
    assert_int_equal(first->ordinal, 1);
    assert_true(str_is(first->what, "Informera om anslutningen"));
    assert_int_equal(first->role, CODE_role_nurse);
    assert_true(str_eq(first->unit, UNIT_A));
    assert_true(str_is(first->due, "2025-12-01"));
    assert_int_equal(first->state, 0);
    assert_true(str_is(first->fulfilled_by, "information_given"));
    assert_int_equal(first->about, 1);
    assert_int_equal(first->opened_seq, 1);
    assert_true(str_is(first->person_name, "Anna Åberg"));
    assert_true(str_is(first->person_number, "191212121212"));
    assert_true(str_is(first->person_born, "1912-12-12"));
    assert_int_equal(second->state, 2);
    assert_int_equal(second->ended_seq, 3);
    assert_true(str_is(second->ended, "2026-01-01T08:00:00.000000Z"));
    assert_true(str_is(second->ground, "{\"rule\":1}"));
}

// ---- persons ----

static void add_named(struct fixture *fixture, int i, const char *number, const char *given,
                      const char *family, const char *key, const char *second_key) {
    struct str stream = str_printf(fixture->arena, "person/%026d", i);
    struct change_set change = new_person(fixture->arena, stream, number, given, family);
    change_add_key(fixture->arena, &change, key);
    change_add_key(fixture->arena, &change, second_key);
    must_submit(fixture->store, &change);
}

#define SINCE ((struct instant){1000})

static void found(struct reader *reader, struct fixture *fixture, const char *key,
                  const char *expected) {
    struct person_rows rows;
    struct buf names = buf_new(fixture->arena, 1000);
    struct str text;
    assert_true(
        store_persons_of(reader, fixture->arena, UNIT_A, SINCE, str_of(key), 10, &rows, NULL));
    for (size_t i = 0; i < rows.items.n; i++)
        buf_printf(&names, "%s" STR_FMT, i ? " " : "", STR_ARG(rows.items.items[i].given_name));
    assert_true(buf_done(&names, &text, NULL));
    assert_string_equal(text.p, expected);
}

static void test_persons_are_found_by_the_beginnings_of_words(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    add_named(fixture, 1, "191212121212", "Ulla", "Östberg", "ulla", "östberg");
    add_named(fixture, 2, "191312121211", "Karin", "Åberg", "karin", "åberg");
    add_named(fixture, 3, "194501012381", "Karl", "Ärlig", "karl", "ärlig");
    add_named(fixture, 4, "202002292387", "Zara", "Zidan", "zara", "zidan");
    add_named(fixture, 5, "195606242385", "Bo", "Berg Lund", "bo", "berg");
    add_named(fixture, 6, "200101012383", "Eva", "Berg", "eva", "berg");
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    found(reader, fixture, "", "Eva Bo Zara Karin Karl Ulla"); // å, ä and ö come last
    found(reader, fixture, "kar", "Karin Karl");
    found(reader, fixture, "kar å", "Karin");
    found(reader, fixture, "  å  kar ", "Karin");
    found(reader, fixture, "berg", "Eva Bo");
    found(reader, fixture, "erg", "");
    found(reader, fixture, "karin z", "");
    found(reader, fixture, "%", "");
    struct person_rows rows;
    assert_true(store_persons_of(reader, fixture->arena, UNIT_A, SINCE, STR_NONE, 2, &rows, NULL));
    assert_int_equal(rows.items.n, 2);
    assert_true(store_persons_of(reader, fixture->arena, UNIT_B, SINCE, STR_NONE, 10, &rows, NULL));
    assert_int_equal(rows.items.n, 0); // without a relation nobody is found
    struct error err;
    must_fail(store_persons_of(reader, fixture->arena, UNIT_A, SINCE, STR("a b c d e f g"), 10,
                               &rows, &err),
              &err, ERR_INPUT, "store.too-many-words");
    found(reader, fixture, "k k k k å å", "Karin");
}

// Whose care the unit no longer takes part in is in no list and found by no word.
static void test_a_relation_ends(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    static const struct {
        int64_t until;
        const char *number, *name, *key;
    } persons[] = {{999, "191212121212", "Ulla", "ulla"},
                   {1000, "191312121211", "Karin", "karin"},
                   {RELATION_LASTS, "194501012381", "Bo", "bo"}};
    for (size_t i = 0; i < COUNT(persons); i++) {
        struct str stream = str_printf(fixture->arena, "person/%026zu", i);
        struct change_set change =
            new_person(fixture->arena, stream, persons[i].number, persons[i].name, "Berg");
        change.derived.relations.items[0].until = persons[i].until;
        change_add_key(fixture->arena, &change, persons[i].key);
        change_add_key(fixture->arena, &change, "berg");
        must_submit(fixture->store, &change);
    }
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    found(reader, fixture, "", "Bo Karin");
    found(reader, fixture, "berg", "Bo Karin");
    found(reader, fixture, "ulla", "");
    found(reader, fixture, "berg ulla", "");
    struct person_rows rows;
    bool has;
    int64_t until;
    const struct instant ever = {INT64_MIN};
    assert_true(
        store_persons_of(reader, fixture->arena, UNIT_A, ever, STR("berg"), 10, &rows, NULL));
    assert_int_equal(rows.items.n, 3);
    assert_true(store_relation(reader, rows.items.items[2].stream, UNIT_A, &has, &until, NULL));
    assert_true(has);
    assert_int_equal(until, 999);
}

static void test_a_person_is_read(void **state) {
    struct fixture *fixture = *state;
    struct arena *arena = fixture->arena;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(arena, ANNA, "191212121212", "Anna", "Åberg");
    change.derived.person.address = STR("Storgatan 1");
    change.derived.person.telephone = STR("070-1740605");
    must_submit(fixture->store, &change);
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    struct person_row row;
    struct str stream;
    bool has;
    int64_t until;
    struct error err;
    assert_true(store_person(reader, arena, ANNA, &row, NULL));
    assert_true(str_eq(row.stream, ANNA));
    assert_true(str_is(row.number, "191212121212"));
    assert_true(str_is(row.given_name, "Anna"));
    assert_true(str_is(row.family_name, "Åberg"));
    assert_true(str_is(row.born, "1912-12-12"));
    assert_true(str_is(row.address, "Storgatan 1"));
    assert_true(str_is(row.telephone, "070-1740605"));
    must_fail(store_person(reader, arena, BERTIL, &row, &err), &err, ERR_MISSING,
              "store.no-such-person");
    assert_true(store_person_by_number(reader, arena, STR("191212121212"), &stream, NULL));
    assert_true(str_eq(stream, ANNA));
    must_fail(store_person_by_number(reader, arena, STR("1912"), &stream, &err), &err, ERR_MISSING,
              "store.no-such-person");
    assert_true(store_relation(reader, ANNA, UNIT_A, &has, &until, NULL) && has);
    assert_int_equal(until, RELATION_LASTS);
    assert_true(store_relation(reader, ANNA, UNIT_B, &has, &until, NULL) && !has);
    assert_true(store_relation(reader, BERTIL, UNIT_A, &has, &until, NULL) && !has);
}

// ---- organisations, units, users ----

static void put(struct fixture *fixture, struct derived derived) {
    struct change_set change = {.derived = derived};
    must_submit(fixture->store, &change);
}

static void put_unit(struct fixture *fixture, struct str stream, const char *name, enum code kind) {
    put(fixture, (struct derived){.stream = stream,
                                  .has_unit = true,
                                  .unit = {.name = str_of(name),
                                           .organisation = ORGANISATION,
                                           .telephone = STR("08-1"),
                                           .kind = kind}});
}

static void test_units_come_by_name_with_their_organisation(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    put(fixture, (struct derived){.stream = ORGANISATION,
                                  .has_organisation = true,
                                  .organisation = {.name = STR("Ängby kommun")}});
    put_unit(fixture, UNIT_A, "Östra hemsjukvården", CODE_unit_kind_home_health_care);
    put_unit(fixture, UNIT_B, "Avdelning 5", CODE_unit_kind_ward);
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    struct unit_rows rows;
    struct unit_row row;
    struct error err;
    assert_true(store_units(reader, fixture->arena, CODE_NONE, &rows, NULL));
    assert_int_equal(rows.items.n, 2);
    assert_true(str_is(rows.items.items[0].name, "Avdelning 5"));
    assert_int_equal(rows.items.items[0].kind, CODE_unit_kind_ward);
    assert_true(store_units(reader, fixture->arena, CODE_unit_kind_home_health_care, &rows, NULL));
    assert_int_equal(rows.items.n, 1);
    assert_true(store_unit(reader, fixture->arena, UNIT_A, &row, NULL));
    assert_true(str_is(row.name, "Östra hemsjukvården"));
    assert_true(str_eq(row.organisation, ORGANISATION));
    assert_true(str_is(row.organisation_name, "Ängby kommun"));
    assert_true(str_is(row.telephone, "08-1"));
    must_fail(store_unit(reader, fixture->arena, ANNA, &row, &err), &err, ERR_MISSING,
              "store.no-such-unit");
}

static void test_assignments_are_read_with_names(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    put_unit(fixture, UNIT_A, "Östra", CODE_unit_kind_home_health_care);
    struct derived derived = {.stream = USER,
                              .has_user = true,
                              .user = {.name = STR("Siv Sköterska"), .login = STR("siv")}};
    struct assignment_row *row = LIST_PUSH(fixture->arena, &derived.assignments);
    assert_non_null(row);
    *row = (struct assignment_row){.id = STR("user/01cccccccccccccccccccccccc#2"),
                                   .unit = UNIT_A,
                                   .role = CODE_role_nurse,
                                   .from = STR("2026-01-01"),
                                   .to = STR("2026-12-31")};
    put(fixture, derived);
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    struct assignment_rows rows;
    struct str name;
    struct error err;
    assert_true(store_assignments_of(reader, fixture->arena, USER, &rows, NULL));
    assert_int_equal(rows.items.n, 1);
    const struct assignment_row *read = &rows.items.items[0];
    assert_true(str_eq(read->id, row->id));
    assert_true(str_eq(read->user, USER));
    assert_true(str_is(read->user_name, "Siv Sköterska"));
    assert_true(str_eq(read->unit, UNIT_A));
    assert_true(str_is(read->unit_name, "Östra"));
    assert_true(str_eq(read->organisation, ORGANISATION));
    assert_int_equal(read->role, CODE_role_nurse);
    assert_true(str_is(read->from, "2026-01-01"));
    assert_true(str_is(read->to, "2026-12-31"));
    assert_true(store_user_name(reader, fixture->arena, USER, &name, NULL));
    assert_true(str_is(name, "Siv Sköterska"));
    must_fail(store_user_name(reader, fixture->arena, ANNA, &name, &err), &err, ERR_MISSING,
              "store.no-such-user");
}

// ---- differences ----

static const char count_writes[] =
    "CREATE TABLE writes (what TEXT);"
    "CREATE TRIGGER d1 AFTER DELETE ON der_duty BEGIN INSERT INTO writes VALUES ('-duty'); END;"
    "CREATE TRIGGER d2 AFTER INSERT ON der_duty BEGIN INSERT INTO writes VALUES ('+duty'); END;"
    "CREATE TRIGGER d3 AFTER UPDATE ON der_duty BEGIN INSERT INTO writes VALUES ('~duty'); END;"
    "CREATE TRIGGER k1 AFTER DELETE ON der_key BEGIN INSERT INTO writes VALUES ('-key'); END;"
    "CREATE TRIGGER k2 AFTER INSERT ON der_key BEGIN INSERT INTO writes VALUES ('+key'); END;"
    "CREATE TRIGGER k3 AFTER UPDATE ON der_key BEGIN INSERT INTO writes VALUES ('~key'); END;"
    "CREATE TRIGGER p1 AFTER DELETE ON der_person BEGIN INSERT INTO writes VALUES ('-person'); END;"
    "CREATE TRIGGER p2 AFTER INSERT ON der_person BEGIN INSERT INTO writes VALUES ('+person'); END;"
    "CREATE TRIGGER p3 AFTER UPDATE ON der_person BEGIN INSERT INTO writes VALUES ('~person'); END;"
    "CREATE TRIGGER r1 AFTER DELETE ON der_relation BEGIN INSERT INTO writes VALUES ('-rel'); END;"
    "CREATE TRIGGER r2 AFTER INSERT ON der_relation BEGIN INSERT INTO writes VALUES ('+rel'); END;"
    "CREATE TRIGGER r3 AFTER UPDATE ON der_relation BEGIN INSERT INTO writes VALUES ('~rel'); END;";

static void expect_writes(struct fixture *fixture, const char *expected) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT coalesce(group_concat(what, ' '), '') FROM "
                                        "(SELECT what FROM writes ORDER BY rowid)",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(statement, 0), expected);
    sqlite3_finalize(statement);
    assert_int_equal(sqlite3_exec(db, "DELETE FROM writes", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void test_only_what_differs_is_written(void **state) {
    struct fixture *fixture = *state;
    struct arena *arena = fixture->arena;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(arena, ANNA, "191212121212", "Anna", "Åberg");
    change_add_duty(arena, &change, "Följa upp", "2026-06-01");
    change_add_key(arena, &change, "anna");
    change_add_key(arena, &change, "åberg");
    change_add_key(arena, &change, "anna"); // twice is once
    change_add_relation(arena, &change, UNIT_A);
    must_submit(fixture->store, &change);
    tamper(fixture->path, count_writes);

    change.events.n = 0;
    change.expected_seq = 1;
    must_submit(fixture->store, &change); // derived anew, the same
    expect_writes(fixture, "");
    change.derived.duties.items[1].due = STR("2026-06-02");
    must_submit(fixture->store, &change);
    expect_writes(fixture, "~duty");
    change.derived.search_keys.n = 1;
    change_add_relation(arena, &change, UNIT_B);
    must_submit(fixture->store, &change);
    expect_writes(fixture, "~person -key +key +rel");
    // What the person's row says to stand is not looked for: only a rebuild finds it gone.
    tamper(fixture->path, "DELETE FROM der_key; DELETE FROM writes");
    must_submit(fixture->store, &change);
    expect_writes(fixture, "");
    tamper(fixture->path, "UPDATE der_person SET rest = ''; DELETE FROM writes");
    must_submit(fixture->store, &change);
    expect_writes(fixture, "~person +key +key");
    change.derived.person.telephone = STR("070-1740605");
    must_submit(fixture->store, &change);
    expect_writes(fixture, "~person");
    change.derived = (struct derived){.stream = ANNA};
    must_submit(fixture->store, &change);
    expect_writes(fixture, "-person -key -key -rel -rel -duty -duty");
}

// Each of these is a cell of the row that the change makes another.
static void change_cell(struct duty_row *duty, size_t cell) {
    switch (cell) {
    case 0:
        duty->what = STR("Annat");
        break;
    case 1:
        duty->role = CODE_role_planner;
        break;
    case 2:
        duty->unit = UNIT_B;
        break;
    case 3:
        duty->due = STR("2026-06-02");
        break;
    case 4:
        duty->urgent = true;
        break;
    case 5:
        duty->fulfilled_by = STR("followed_up");
        break;
    case 6:
        duty->about = 2;
        break;
    case 7:
        duty->opened_seq = 2;
        break;
    case 8:
        duty->ended_seq = 2;
        break;
    case 9:
        duty->ended = STR("2026-06-02T10:00:00.000000Z");
        break;
    case 10:
        duty->ground = STR("{\"a\":1}");
        break;
    case 11:
        duty->shown_from = STR("2026-06-02T10:00:00.000000Z");
        break;
    case 12:
        duty->escalates = STR("Informera");
        break;
    case 13:
        duty->team = CODE_work_team_night;
        break;
    case 14:
        duty->ended = STR_NONE; // shorter than what stands there
        break;
    }
}

static void test_each_cell_that_differs_is_written(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Åberg");
    change_add_duty(fixture->arena, &change, "Följa upp", "2026-06-01");
    must_submit(fixture->store, &change);
    tamper(fixture->path, count_writes);
    change.events.n = 0;
    change.expected_seq = 1;
    for (size_t cell = 0; cell < 15; cell++) {
        change_cell(&change.derived.duties.items[1], cell);
        must_submit(fixture->store, &change);
        expect_writes(fixture, "~duty");
        must_submit(fixture->store, &change);
        expect_writes(fixture, "");
    }
}

// The duties named by the digits of `which` in threes: not there, or due on one of two days.
static void set_duties(struct fixture *fixture, struct change_set *change, size_t which) {
    static const char *const names[] = {"A", "B", "Ba", "C"};
    change->derived.duties.n = 0;
    for (size_t i = 0; i < COUNT(names); i++, which /= 3)
        if (which % 3)
            change_add_duty(fixture->arena, change, names[i],
                            which % 3 == 1 ? "2026-06-01" : "2026-06-02");
    must_submit(fixture->store, change);
}

// A duty is another when it is due on another day, or when one before it came or went.
static void expect_change(struct fixture *fixture, size_t from, size_t to) {
    char expected[64] = "";
    size_t n = 0, before = 0, after = 0;
    for (size_t i = 0; i < 4; i++, from /= 3, to /= 3) {
        bool was = from % 3, is = to % 3;
        const char *what = NULL;
        if (was != is)
            what = was ? "-duty" : "+duty";
        else if (is && (from % 3 != to % 3 || before != after))
            what = "~duty";
        if (what)
            n += (size_t)snprintf(expected + n, sizeof(expected) - n, "%s%s", n ? " " : "", what);
        before += was;
        after += is;
    }
    expect_writes(fixture, expected);
}

// What stands there and what shall stand are gone through side by side, whatever either is.
static void test_any_duties_become_any_others(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Åberg");
    must_submit(fixture->store, &change);
    tamper(fixture->path, count_writes);
    change.events.n = 0;
    change.expected_seq = 1;
    for (size_t from = 0; from < 81; from += 16)
        for (size_t to = 0; to < 81; to++) {
            struct duty_rows rows = {0};
            set_duties(fixture, &change, from);
            tamper(fixture->path, "DELETE FROM writes");
            set_duties(fixture, &change, to);
            expect_change(fixture, from, to);
            CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
            assert_true(store_duties_in(reader, fixture->arena, ANNA, &rows, NULL));
            assert_int_equal(rows.items.n, change.derived.duties.n);
            for (size_t i = 0; i < rows.items.n; i++) {
                const struct duty_row *duty = &change.derived.duties.items[i];
                assert_true(str_eq(rows.items.items[i].decision, duty->decision));
                assert_true(str_eq(rows.items.items[i].due, duty->due));
            }
        }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_duties_come_in_order_of_due),
        TEST(test_the_duties_of_a_case_come_as_they_arose),
        TEST(test_persons_are_found_by_the_beginnings_of_words),
        TEST(test_a_relation_ends),
        TEST(test_a_person_is_read),
        TEST(test_units_come_by_name_with_their_organisation),
        TEST(test_assignments_are_read_with_names),
        TEST(test_only_what_differs_is_written),
        TEST(test_each_cell_that_differs_is_written),
        TEST(test_any_duties_become_any_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
