// SPDX-License-Identifier: EUPL-1.2
//
// SQLite's plan of every kept statement: all are searches of an index, none sorts. Those that walk
// a whole table on purpose are named here.
#include "store/internal.h"
#include "store_test.h"

#define ID(id) [SQL_##id] = true

// Read everything: verification, hashing, lists that are short.
static const bool may_scan[STATEMENT_COUNT] = {
    ID(keys_that_begin), // the rows of its own subquery, which are counted up to a limit
    ID(number_all),      ID(person_all),
    ID(key_all),         ID(relation_all),
    ID(duty_all),        ID(organisation_all),
    ID(unit_all),        ID(user_all),
    ID(assignment_all),  ID(fee_all),
    ID(events_all),      ID(access_all),
    ID(heads),           ID(payloads_without_event),
    ID(units_by_name),   ID(units_with_care_staff),
    ID(users),           ID(organisations),
    ID(record_all),      ID(vils_all),
    ID(time_all),        ID(vils_start_all),
    ID(area_all),        ID(place_all),
    ID(delegation_all),
    ID(openid_limit),  // by its index, from the end, as many as are kept
    ID(access_newest), // by its index, from the end, as many as are wanted
    ID(notice_last),   // from the end, one
    ID(notices_count), // those that wait: the whole of a partial index
    ID(duties_open),   // counted when a routine is taken out of force
    ID(any_codes),     // asked once, of a backup that is put back
};
// The duties of one case.
static const bool may_sort[STATEMENT_COUNT] = {ID(duties_in_case), ID(fees_of_unit)};

static const char *const names[STATEMENT_COUNT] = {
#define STATEMENT(id, sql) [SQL_##id] = #id,
#include "store/statements.def"
};

static sqlite3 *open_raw(const char *path) {
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void check_line(enum statement id, const char *detail) {
    bool scans = strncmp(detail, "SCAN", 4) == 0 && !strstr(detail, "CONSTANT ROW");
    if (scans && !may_scan[id])
        fail_msg("%s: %s", names[id], detail);
    if (strstr(detail, "TEMP B-TREE") && !may_sort[id])
        fail_msg("%s: %s", names[id], detail);
    if (strstr(detail, "AUTOMATIC"))
        fail_msg("%s: %s", names[id], detail);
}

static void check_plan(sqlite3 *db, enum statement id) {
    char sql[4096];
    sqlite3_stmt *statement = NULL;
    snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN %s", statement_sql(id));
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", names[id], sqlite3_errmsg(db));
    while (sqlite3_step(statement) == SQLITE_ROW)
        check_line(id, (const char *)sqlite3_column_text(statement, 3));
    sqlite3_finalize(statement);
}

static void test_every_statement_searches_an_index(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    sqlite3 *db = open_raw(fixture->path);
    for (enum statement id = 0; id < STATEMENT_COUNT; id++)
        check_plan(db, id);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

// The plan of a statement, line by line.
static void expect_plan(struct fixture *fixture, enum statement id, const char *const *lines,
                        size_t count) {
    char sql[4096];
    sqlite3 *db = open_raw(fixture->path);
    sqlite3_stmt *statement = NULL;
    snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN %s", statement_sql(id));
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
        assert_string_equal(sqlite3_column_text(statement, 3), lines[i]);
    }
    sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void test_planning_ahead_is_one_range_of_the_same_index(void **state) {
    struct fixture *fixture = *state;
    static const char *const lines[] = {"SEARCH d USING INDEX der_duty_open (unit=? AND role=? AND "
                                        "due_order>? AND due_order<?)",
                                        "SEARCH p USING PRIMARY KEY (stream=?) LEFT-JOIN",
                                        "CORRELATED SCALAR SUBQUERY 1",
                                        "SEARCH a USING PRIMARY KEY (stream=? AND valid_from<?)"};
    fixture_open(fixture, NULL);
    expect_plan(fixture, SQL_duties_ahead, lines, COUNT(lines));
}

static void test_what_fell_due_is_one_range_of_one_index(void **state) {
    struct fixture *fixture = *state;
    static const char *const lines[] = {
        "SEARCH d USING INDEX der_duty_due (unit=? AND due>? AND due<?)",
        "SEARCH p USING PRIMARY KEY (stream=?) LEFT-JOIN"};
    fixture_open(fixture, NULL);
    expect_plan(fixture, SQL_duties_due, lines, COUNT(lines));
}

static void test_a_worklist_is_one_range_of_one_index(void **state) {
    struct fixture *fixture = *state;
    static const char *const lines[] = {"SEARCH d USING INDEX der_duty_open (unit=? AND role=?)",
                                        "SEARCH p USING PRIMARY KEY (stream=?) LEFT-JOIN"};
    fixture_open(fixture, NULL);
    expect_plan(fixture, SQL_duties_of_role, lines, COUNT(lines));
}

static void test_when_a_list_changes_by_the_clock_is_one_step(void **state) {
    struct fixture *fixture = *state;
    static const char *const lines[] = {
        "SEARCH d USING INDEX der_duty_shown (unit=? AND role=? AND shown_from>?)"};
    fixture_open(fixture, NULL);
    expect_plan(fixture, SQL_duty_shown_next, lines, COUNT(lines));
}

static void test_a_board_is_one_range_of_one_index(void **state) {
    struct fixture *fixture = *state;
    static const char *const lines[] = {"SEARCH v USING COVERING INDEX der_vils_unit (unit=?)",
                                        "SEARCH p USING PRIMARY KEY (stream=?)"};
    fixture_open(fixture, NULL);
    expect_plan(fixture, SQL_vils_of_unit, lines, COUNT(lines));
}

static void test_time_that_waits_is_one_range_of_one_index(void **state) {
    struct fixture *fixture = *state;
    static const char *const lines[] = {"SEARCH t USING INDEX der_time_waiting (unit=?)",
                                        "SEARCH p USING PRIMARY KEY (stream=?)"};
    fixture_open(fixture, NULL);
    expect_plan(fixture, SQL_time_waiting_of_unit, lines, COUNT(lines));
}

static void test_starts_of_vils_are_one_range_of_one_index(void **state) {
    struct fixture *fixture = *state;
    static const char *const lines[] = {
        "SEARCH v USING COVERING INDEX der_vils_start_unit (unit=? AND started>? AND started<?)",
        "SEARCH p USING PRIMARY KEY (stream=?)"};
    fixture_open(fixture, NULL);
    expect_plan(fixture, SQL_vils_starts_of_unit, lines, COUNT(lines));
}

// What is typed leads to one range of the unit's keys; further words are looked up person by
// person.
static void test_a_search_is_one_range_of_one_index(void **state) {
    struct fixture *fixture = *state;
    static const char *const lines[] = {
        "SEARCH k USING COVERING INDEX der_key_unit (unit=? AND key>? AND key<?)",
        "CORRELATED SCALAR SUBQUERY 1",
        "SEARCH o USING PRIMARY KEY (stream=? AND unit=? AND key>? AND key<?)",
    };
    static const char *const count[] = {
        "CO-ROUTINE (subquery-1)",
        "SEARCH der_key USING COVERING INDEX der_key_unit (unit=? AND key>? AND key<?)",
    };
    fixture_open(fixture, NULL);
    expect_plan(fixture, SQL_persons_found, lines, COUNT(lines));
    expect_plan(fixture, SQL_keys_that_begin, count, COUNT(count));
}

// Every column says what it is for.
static void test_every_column_has_a_comment(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    sqlite3 *db = open_raw(fixture->path);
    sqlite3_stmt *statement = NULL;
    size_t columns = 0;
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT s.sql, i.name FROM sqlite_schema s "
                                        "JOIN pragma_table_info(s.name) i "
                                        "WHERE s.type = 'table'",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    for (; sqlite3_step(statement) == SQLITE_ROW; columns++) {
        char line[64];
        const char *name = (const char *)sqlite3_column_text(statement, 1);
        snprintf(line, sizeof(line), "\n    %s ", name);
        const char *at = strstr((const char *)sqlite3_column_text(statement, 0), line);
        if (!at)
            fail_msg("%s: not on a line of its own", name);
        size_t length = strcspn(at + 1, "\n");
        if (!memmem(at, length, " -- ", 4))
            fail_msg("%.*s", (int)length, at + 1);
    }
    assert_true(columns > 80);
    sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

// What a CHECK compares with is no table that is made for each row.
static void test_writing_a_duty_makes_no_table(void **state) {
    struct fixture *fixture = *state;
    static const enum statement writing[] = {SQL_duty_insert, SQL_duty_update, SQL_duty_ended,
                                             SQL_duty_delete};
    fixture_open(fixture, NULL);
    sqlite3 *db = open_raw(fixture->path);
    for (size_t i = 0; i < COUNT(writing); i++) {
        char sql[4096];
        sqlite3_stmt *statement = NULL;
        snprintf(sql, sizeof(sql), "EXPLAIN %s", statement_sql(writing[i]));
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
        while (sqlite3_step(statement) == SQLITE_ROW)
            assert_string_not_equal(sqlite3_column_text(statement, 1), "OpenEphemeral");
        sqlite3_finalize(statement);
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void test_a_duty_stands_in_one_of_three_states(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Åberg");
    must_submit(fixture->store, &change);
    sqlite3 *db = open_raw(fixture->path);
    assert_int_equal(sqlite3_exec(db, "UPDATE der_duty SET state = 'fulfilled'", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE der_duty SET state = 'withdrawn'", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE der_duty SET state = 'ended'", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT);
    assert_int_equal(sqlite3_exec(db, "UPDATE der_duty SET state = 'open'", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_every_statement_searches_an_index),
        TEST(test_a_worklist_is_one_range_of_one_index),
        TEST(test_when_a_list_changes_by_the_clock_is_one_step),
        TEST(test_a_board_is_one_range_of_one_index),
        TEST(test_time_that_waits_is_one_range_of_one_index),
        TEST(test_starts_of_vils_are_one_range_of_one_index),
        TEST(test_what_fell_due_is_one_range_of_one_index),
        TEST(test_planning_ahead_is_one_range_of_the_same_index),
        TEST(test_a_search_is_one_range_of_one_index),
        TEST(test_every_column_has_a_comment),
        TEST(test_writing_a_duty_makes_no_table),
        TEST(test_a_duty_stands_in_one_of_three_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
