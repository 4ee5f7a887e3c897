// SPDX-License-Identifier: EUPL-1.2
//
// Accounts, sessions, drafts and the access log; and reading with every allocation failing once.
#include "store_test.h"

static struct reader *read_begin(struct fixture *fixture) {
    struct reader *reader = NULL;
    assert_true(store_read(fixture->store, &reader, NULL));
    return reader;
}

static void test_accounts(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct account account = {.user = USER,
                              .login = STR("Åsa.Lind"),
                              .password = STR("$argon2id$…"),
                              .failures = 2,
                              .locked_until = NOON};
    assert_true(store_put_account(fixture->store, &account, NULL));
    struct account read;
    struct error err;
    struct reader *reader = read_begin(fixture);
    assert_true(store_account(reader, fixture->arena, STR(" åSA lind"), &read, NULL));
    assert_true(str_eq(read.user, USER));
    assert_true(str_is(read.login, "Åsa.Lind"));
    assert_true(str_is(read.password, "$argon2id$…"));
    assert_int_equal(read.failures, 2);
    assert_int_equal(read.locked_until.us, NOON.us);
    must_fail(store_account(reader, fixture->arena, STR("asa lind"), &read, &err), &err,
              ERR_MISSING, "store.no-such-account");
    store_read_end(&reader);

    account.failures = 0;
    account.login = STR("asa");
    assert_true(store_put_account(fixture->store, &account, NULL));
    reader = read_begin(fixture);
    assert_true(store_account(reader, fixture->arena, STR("asa"), &read, NULL));
    assert_int_equal(read.failures, 0);
    assert_false(store_account(reader, fixture->arena, STR("åsa lind"), &read, NULL));
    store_read_end(&reader);

    account.user = STR("user/01zzzzzzzzzzzzzzzzzzzzzzzz");
    must_fail(store_put_account(fixture->store, &account, &err), &err, ERR_CONFLICT,
              "store.login-taken");
}

static void test_sessions(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct session session = {.token = hash_of(STR("secret")),
                              .user = USER,
                              .csrf = STR("csrf"),
                              .language = 1,
                              .started = NOON,
                              .seen = NOON};
    assert_true(store_put_session(fixture->store, &session, NULL));
    session.assignment = STR("user/01cccccccccccccccccccccccc#2");
    session.role = CODE_role_nurse;
    session.unit = UNIT_A;
    session.seen.us += 5;
    session.reasons = STR("person/x\nperson/y\n");
    assert_true(store_put_session(fixture->store, &session, NULL));
    struct session other = session;
    other.token = hash_of(STR("other"));
    other.seen.us += 10;
    assert_true(store_put_session(fixture->store, &other, NULL));

    struct session read;
    struct reader *reader = read_begin(fixture);
    assert_true(store_session(reader, fixture->arena, &session.token, &read, NULL));
    assert_true(hash_eq(&read.token, &session.token));
    assert_true(str_eq(read.user, USER));
    assert_true(str_eq(read.assignment, session.assignment));
    assert_true(str_is(read.csrf, "csrf"));
    assert_int_equal(read.role, CODE_role_nurse);
    assert_true(str_eq(read.unit, UNIT_A));
    assert_int_equal(read.language, 1);
    assert_int_equal(read.started.us, NOON.us);
    assert_int_equal(read.seen.us, NOON.us + 5);
    assert_true(str_eq(read.reasons, session.reasons));
    store_read_end(&reader);

    assert_true(store_end_old_sessions(fixture->store, other.seen, NULL));
    struct error err;
    reader = read_begin(fixture);
    must_fail(store_session(reader, fixture->arena, &session.token, &read, &err), &err, ERR_MISSING,
              "store.no-such-session");
    assert_true(store_session(reader, fixture->arena, &other.token, &read, NULL));
    store_read_end(&reader);
    assert_true(store_end_session(fixture->store, &other.token, NULL));
    reader = read_begin(fixture);
    assert_false(store_session(reader, fixture->arena, &other.token, &read, NULL));
    store_read_end(&reader);
}

static void put_on(struct fixture *fixture, int device, struct str user, struct instant at) {
    struct str name = str_printf(fixture->arena, "device %d", device);
    const struct session session = {
        .token = hash_of(name), .user = user, .started = at, .seen = at, .verified = at};
    const struct account_notice notice = {
        .user = user, .what = CHANGE_NEW_DEVICE, .by = user, .at = at, .device = name};
    const struct session_device on = {.device = name, .notice = &notice};
    assert_true(store_put_session_on(fixture->store, &session, &on, NULL));
}

static size_t told_elsewhere(struct fixture *fixture, struct str user) {
    struct account_notices notices = {0};
    const struct notice_viewer viewer = {.user = user, .started = NOON, .device = STR("another")};
    struct reader *reader = read_begin(fixture);
    assert_true(store_account_notices(reader, fixture->arena, &viewer, &notices, NULL));
    store_read_end(&reader);
    return notices.items.n;
}

static void test_devices_are_remembered_up_to_a_number(void **state) {
    struct fixture *fixture = *state;
    struct instant at = NOON;
    fixture_open(fixture, NULL);
    put_on(fixture, 0, USER, at); // the first of all
    assert_int_equal(told_elsewhere(fixture, USER), 0);
    for (int device = 1; device < DEVICES_MAX; device++, at.us++)
        put_on(fixture, device, USER, at);
    assert_int_equal(told_elsewhere(fixture, USER), DEVICES_MAX - 1);
    put_on(fixture, 0, USER, at); // used anew: not the oldest any more
    put_on(fixture, DEVICES_MAX, USER, (struct instant){at.us + 1});
    put_on(fixture, 0, USER, (struct instant){at.us + 2});
    put_on(fixture, 2, USER, (struct instant){at.us + 3});
    const struct notice_viewer viewer = {.user = USER, .started = NOON, .device = STR("another")};
    assert_true(store_account_notices_read(fixture->store, &viewer, INT64_MAX, NULL));
    put_on(fixture, 1, USER, (struct instant){at.us + 4}); // the one that was forgotten
    assert_int_equal(told_elsewhere(fixture, USER), 1);
    put_on(fixture, 0, STR("user/01zzzzzzzzzzzzzzzzzzzzzzzz"), at);
    assert_int_equal(told_elsewhere(fixture, STR("user/01zzzzzzzzzzzzzzzzzzzzzzzz")), 0);
}

static void test_the_access_log_comes_newest_first(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    for (int i = 0; i < 4; i++) {
        struct access_record record = viewed(i % 2 ? BERTIL : ANNA, "visning");
        record.at.us += i;
        record.reason = STR("Jour");
        record.verdict = i == 3 ? ACCESS_AFTER_REASON : ACCESS_DENIED;
        assert_true(store_log_access(fixture->store, &record, NULL));
    }
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    struct access_rows rows;
    assert_true(store_access_log(reader, fixture->arena, STR_NONE, 3, &rows, NULL));
    assert_int_equal(rows.items.n, 3);
    const struct access_record *record = &rows.items.items[0];
    assert_int_equal(record->at.us, NOON.us + 3);
    assert_true(str_eq(record->user, USER));
    assert_true(str_is(record->assignment, "user/01cccccccccccccccccccccccc#2"));
    assert_int_equal(record->role, CODE_role_nurse);
    assert_true(str_eq(record->unit, UNIT_A));
    assert_true(str_eq(record->stream, BERTIL));
    assert_int_equal(record->act, ACT_READ_CASE);
    assert_true(str_is(record->what, "visning"));
    assert_int_equal(record->verdict, ACCESS_AFTER_REASON);
    assert_true(str_is(record->reason, "Jour"));
    assert_true(store_access_log(reader, fixture->arena, ANNA, 10, &rows, NULL));
    assert_int_equal(rows.items.n, 2);
    assert_int_equal(rows.items.items[0].at.us, NOON.us + 2);
}

static size_t entries_of(struct fixture *fixture, struct access_rows *ret_rows) {
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    assert_true(store_access_log(reader, fixture->arena, STR_NONE, 9, ret_rows, NULL));
    return ret_rows->items.n;
}

// Nothing waits for it until it is to be settled; then it is there, in the order of the request.
static void test_an_entry_that_is_not_waited_for(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct access_wait wait = {.arena = fixture->arena}, none = {.arena = fixture->arena};
    struct access_record first = viewed(ANNA, "visning"), second = viewed(BERTIL, "visning");
    struct access_rows rows;
    assert_true(store_settle(fixture->store, &none, NULL, NULL));
    assert_true(store_log_access_soon(&wait, &first, NULL));
    second.at.us++;
    assert_true(store_log_access_soon(&wait, &second, NULL));
    assert_int_equal(entries_of(fixture, &rows), 0);
    assert_true(settle_wait(fixture->store, &wait, NULL));
    assert_int_equal(entries_of(fixture, &rows), 2);
    assert_true(str_eq(rows.items.items[0].stream, BERTIL));
    assert_true(str_eq(rows.items.items[1].stream, ANNA));
    // What the request records takes it along.
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    assert_true(store_log_access_soon(&wait, &first, NULL));
    change.wait = &wait;
    must_submit(fixture->store, &change);
    assert_true(settle_wait(fixture->store, &wait, NULL));
    assert_int_equal(entries_of(fixture, &rows), 3);
}

static int64_t worklist_version(struct fixture *fixture, struct str unit) {
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    int64_t version;
    assert_true(store_worklist_version(reader, unit, &version, NULL));
    return version;
}

static void test_a_worklist_counts_its_changes(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    assert_int_equal(worklist_version(fixture, UNIT_A), 0);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &change);
    int64_t version = worklist_version(fixture, UNIT_A);
    assert_true(version > 0);
    assert_int_equal(worklist_version(fixture, UNIT_B), 0);
    // The same again: nothing that a list shows differs.
    struct change_set same = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    same.expected_seq = 1;
    must_submit(fixture->store, &same);
    assert_int_equal(worklist_version(fixture, UNIT_A), version);
    // A name, which stands in the list.
    struct change_set renamed = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Ek");
    renamed.expected_seq = 2;
    must_submit(fixture->store, &renamed);
    assert_true(worklist_version(fixture, UNIT_A) > version);
    // Without its duty the unit's list has changed too.
    version = worklist_version(fixture, UNIT_A);
    struct change_set without = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Ek");
    without.derived.duties.n = 0;
    without.expected_seq = 3;
    must_submit(fixture->store, &without);
    assert_true(worklist_version(fixture, UNIT_A) > version);
}

// ANNA with an open duty at UNIT_A and another at UNIT_B.
static struct change_set at_two_units(struct fixture *fixture, int64_t state, const char *due) {
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    change.derived.duties.items[0].due = str_of(due);
    struct duty_row *other = change_add_duty(fixture->arena, &change, "Besluta", "2025-12-02");
    other->unit = UNIT_B;
    other->state = state;
    if (state) {
        other->ended_seq = 2;
        other->ended = STR("2025-12-01T08:00:00.000000Z");
    }
    return change;
}

static void must_be_so(struct fixture *fixture, const struct change_set *change) {
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    struct duty_rows rows;
    assert_true(store_duties_in(reader, fixture->arena, ANNA, &rows, NULL));
    assert_int_equal(rows.items.n, 2);
    const struct duty_row *row = &rows.items.items[1], *wanted = &change->derived.duties.items[1];
    assert_int_equal(row->state, wanted->state);
    assert_int_equal(row->ended_seq, wanted->ended_seq);
    assert_true(str_eq(row->ended, wanted->ended));
    assert_true(str_eq(row->due, wanted->due));
    assert_true(store_duties_of(reader, fixture->arena, UNIT_B, wanted->role, CODE_NONE,
                                (struct instant){0}, 9, &rows, NULL));
    assert_int_equal(rows.items.n, wanted->state ? 0 : 1);
}

// What has ended is in no list: who had it is not told of what happens to the person afterwards.
static void test_a_duty_that_has_ended_is_in_no_worklist(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    const struct {
        int64_t state; // open, fulfilled
        const char *due;
        bool counts_at_a, counts_at_b;
    } steps[] = {
        {0, "2025-12-01", true, true},   {1, "2025-12-01", true, true},
        {1, "2025-12-03", true, false},  {0, "2025-12-03", true, true},
        {0, "2025-12-03", false, false},
    };
    int64_t a = 0, b = 0;
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct change_set change = at_two_units(fixture, steps[i].state, steps[i].due);
        change.expected_seq = (int64_t)i;
        must_submit(fixture->store, &change);
        must_be_so(fixture, &change);
        int64_t now_a = worklist_version(fixture, UNIT_A),
                now_b = worklist_version(fixture, UNIT_B);
        assert_int_equal(now_a > a, steps[i].counts_at_a);
        assert_int_equal(now_b > b, steps[i].counts_at_b);
        a = now_a;
        b = now_b;
    }
}

// Ids that this program does not know are damage, not something to guess at.
static void test_unknown_ids_are_refused(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    struct access_record record = viewed(ANNA, "visning");
    must_submit(fixture->store, &change);
    assert_true(store_log_access(fixture->store, &record, NULL));
    static const char *const changes[] = {
        "UPDATE log_event SET kind = 'flew'",
        "UPDATE log_event SET kind = 'person_registered', role = 'pilot'",
        "UPDATE log_event SET role = '', channel = 'pigeon'",
    };
    struct error err;
    struct reader *reader;
    struct event_list events;
    for (size_t i = 0; i < COUNT(changes); i++) {
        tamper(fixture->path, changes[i]);
        reader = read_begin(fixture);
        must_fail(store_events(reader, fixture->arena, ANNA, &events, &err), &err, ERR_DAMAGED,
                  "store.unknown-id");
        store_read_end(&reader);
    }
    struct duty_rows duties;
    tamper(fixture->path, "UPDATE der_duty SET role = 'pilot'");
    reader = read_begin(fixture);
    must_fail(store_duties_in(reader, fixture->arena, ANNA, &duties, &err), &err, ERR_DAMAGED,
              "store.unknown-id");
    store_read_end(&reader);
    struct access_rows rows;
    static const char *const entries[] = {"UPDATE log_access SET act = 'fly'",
                                          "UPDATE log_access SET act = 'day', verdict = 'maybe'",
                                          "UPDATE log_access SET verdict = 'denied', role = 'x'"};
    for (size_t i = 0; i < COUNT(entries); i++) {
        tamper(fixture->path, entries[i]);
        reader = read_begin(fixture);
        must_fail(store_access_log(reader, fixture->arena, ANNA, 10, &rows, &err), &err,
                  ERR_DAMAGED, "store.unknown-id");
        store_read_end(&reader);
    }
}

// ---- every allocation fails once ----

typedef bool read_something(struct reader *reader, struct arena *arena, struct error *err);

static bool read_events(struct reader *reader, struct arena *arena, struct error *err) {
    struct event_list list;
    return store_events(reader, arena, ANNA, &list, err);
}

static bool read_streams(struct reader *reader, struct arena *arena, struct error *err) {
    struct str *streams;
    size_t n;
    return store_streams(reader, arena, STREAM_person, STR_NONE, 9, &streams, &n, err);
}

static bool read_duties(struct reader *reader, struct arena *arena, struct error *err) {
    struct duty_rows rows;
    return store_duties_of(reader, arena, UNIT_A, CODE_role_nurse, CODE_NONE, (struct instant){0},
                           9, &rows, err) &&
           store_duties_in(reader, arena, ANNA, &rows, err);
}

static bool read_persons(struct reader *reader, struct arena *arena, struct error *err) {
    struct person_rows rows;
    struct person_row row;
    struct str stream;
    return store_persons_of(reader, arena, UNIT_A, (struct instant){0}, STR("an"), 9, &rows, err) &&
           store_person(reader, arena, ANNA, &row, err) &&
           store_person_by_number(reader, arena, STR("191212121212"), &stream, err);
}

static bool read_units(struct reader *reader, struct arena *arena, struct error *err) {
    struct unit_rows rows;
    struct unit_row row;
    return store_units(reader, arena, CODE_NONE, &rows, err) &&
           store_unit(reader, arena, UNIT_A, &row, err);
}

static bool read_users(struct reader *reader, struct arena *arena, struct error *err) {
    struct assignment_rows rows;
    struct str name;
    return store_assignments_of(reader, arena, USER, &rows, err) &&
           store_user_name(reader, arena, USER, &name, err);
}

static bool read_operation(struct reader *reader, struct arena *arena, struct error *err) {
    struct account account;
    struct session session;
    struct access_rows rows;
    struct hash token = hash_of(STR("secret"));
    return store_account(reader, arena, STR("siv"), &account, err) &&
           store_session(reader, arena, &token, &session, err) &&
           store_access_log(reader, arena, ANNA, 9, &rows, err);
}

static void fill(struct fixture *fixture) {
    struct arena *arena = fixture->arena;
    struct change_set change = new_person(arena, ANNA, "191212121212", "Anna", "Åberg");
    change_add_key(arena, &change, "anna");
    must_submit(fixture->store, &change);
    struct change_set unit = {.derived = {.stream = UNIT_A, .has_unit = true}};
    unit.derived.unit =
        (struct unit_row){.name = STR("Östra"), .kind = CODE_unit_kind_home_health_care};
    must_submit(fixture->store, &unit);
    struct change_set user = {.derived = {.stream = USER, .has_user = true}};
    user.derived.user.name = STR("Siv");
    struct assignment_row *row = LIST_PUSH(arena, &user.derived.assignments);
    assert_non_null(row);
    *row = (struct assignment_row){.id = STR("u#1"), .unit = UNIT_A, .role = CODE_role_nurse};
    must_submit(fixture->store, &user);
    struct account account = {.user = USER, .login = STR("siv"), .password = STR("x")};
    struct session session = {.token = hash_of(STR("secret")), .user = USER};
    struct access_record record = viewed(ANNA, "visning");
    assert_true(store_put_account(fixture->store, &account, NULL));
    assert_true(store_put_session(fixture->store, &session, NULL));
    assert_true(store_log_access(fixture->store, &record, NULL));
}

static void walk(struct fixture *fixture, read_something *read) {
    CLEANUP(store_read_end) struct reader *reader = read_begin(fixture);
    bool ok = false;
    size_t at = 0;
    while (!ok) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct error err = {0};
        arena_fail_at(++at);
        ok = read(reader, arena, &err);
        arena_fail_at(0);
        if (!ok)
            assert_int_equal(err.code, ERR_MEMORY);
    }
    assert_true(at > 3); // something was allocated, and failed
}

static void test_reading_without_memory(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    fill(fixture);
    read_something *const all[] = {read_events, read_streams, read_duties,   read_persons,
                                   read_units,  read_users,   read_operation};
    for (size_t i = 0; i < COUNT(all); i++)
        walk(fixture, all[i]);
}

// Submitting allocates in two threads; what fails in this one leaves nothing behind.
static void test_submitting_without_memory(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Åberg");
    struct submitted submitted;
    bool ok = false;
    size_t at = 0;
    while (!ok) {
        struct error err = {0};
        arena_fail_at(++at);
        ok = store_submit(fixture->store, &change, &submitted, &err);
        arena_fail_at(0);
        if (!ok)
            assert_int_equal(err.code, ERR_MEMORY);
    }
    assert_true(at > 2);
    assert_false(submitted.already);
}

static void test_verifying_without_memory(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    fill(fixture);
    assert_true(store_checkpoint(fixture->store, NOON, NULL));
    bool ok = false;
    size_t at = 0;
    while (!ok) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct verify_report report;
        struct error err = {0};
        arena_fail_at(++at);
        ok = store_verify(fixture->store, arena, &report, &err);
        arena_fail_at(0);
        if (!ok)
            assert_int_equal(err.code, ERR_MEMORY);
        else
            assert_int_equal(report.faults.n, 0);
    }
    assert_true(at > 10);
}

static void test_checkpoints_without_memory(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    fill(fixture);
    bool ok = false;
    size_t at = 0;
    while (!ok) {
        struct error err = {0};
        arena_fail_at(++at);
        ok = store_checkpoint(fixture->store, NOON, &err);
        arena_fail_at(0);
        if (!ok)
            assert_int_equal(err.code, ERR_MEMORY);
    }
    assert_true(at > 10);
}

static void test_opening_without_memory(void **state) {
    struct fixture *fixture = *state;
    size_t at = 0;
    while (!fixture->store) {
        struct error err = {0};
        arena_fail_at(++at);
        bool ok = store_open(fixture->path, NULL, &fixture->store, &err);
        arena_fail_at(0);
        if (!ok)
            assert_int_equal(err.code, ERR_MEMORY);
    }
    assert_true(at > 3);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_accounts),
        TEST(test_sessions),
        TEST(test_devices_are_remembered_up_to_a_number),
        TEST(test_the_access_log_comes_newest_first),
        TEST(test_an_entry_that_is_not_waited_for),
        TEST(test_a_worklist_counts_its_changes),
        TEST(test_a_duty_that_has_ended_is_in_no_worklist),
        TEST(test_unknown_ids_are_refused),
        TEST(test_reading_without_memory),
        TEST(test_submitting_without_memory),
        TEST(test_verifying_without_memory),
        TEST(test_checkpoints_without_memory),
        TEST(test_opening_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
