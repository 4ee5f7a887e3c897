// SPDX-License-Identifier: EUPL-1.2
//
// What is recorded is read back; what is derived is found; nothing is written twice.
#include "store_test.h"

static void read_events(struct fixture *fixture, struct str stream, struct event_list *ret) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    assert_true(store_read(fixture->store, &reader, NULL));
    assert_true(store_events(reader, fixture->arena, stream, ret, NULL));
}

static void test_events_come_back(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Åberg");
    struct event *event = &change.events.items[0];
    event->precision = PRECISION_DAY;
    event->performer = STR("Läkare på avdelning 5");
    event->informant = STR("dottern");
    event->deviation = STR("Utan samtycke");
    event->idempotency_key = STR("k1");
    change_add(fixture->arena, &change, withdrawn(ANNA, 1));
    must_submit(fixture->store, &change);
    assert_int_equal(event->seq, 1);
    assert_int_equal(change.events.items[1].seq, 2);

    fixture_close(fixture);
    fixture_open(fixture, NULL);
    struct event_list events;
    read_events(fixture, ANNA, &events);
    assert_int_equal(events.n, 2);
    const struct event *read = &events.items[0];
    assert_true(str_eq(read->stream, ANNA));
    assert_int_equal(read->seq, 1);
    assert_int_equal(read->kind, EVENT_person_registered);
    assert_int_equal(read->vocabulary, VOCABULARY_VERSION);
    assert_int_equal(read->happened.us, NOON.us);
    assert_int_equal(read->recorded.us, NOON.us);
    assert_int_equal(read->precision, PRECISION_DAY);
    assert_true(str_is(read->performer, "Läkare på avdelning 5"));
    assert_true(str_is(read->informant, "dottern"));
    assert_int_equal(read->channel, CODE_channel_telephone);
    assert_true(str_eq(read->recorder, USER));
    assert_true(str_is(read->assignment, "user/01cccccccccccccccccccccccc#2"));
    assert_int_equal(read->role, CODE_role_nurse);
    assert_true(str_eq(read->unit, UNIT_A));
    assert_true(str_eq(read->owner, ORGANISATION));
    assert_int_equal(read->law, LAW_HSL);
    assert_int_equal(read->corrects, 0);
    assert_true(str_is(read->idempotency_key, "k1"));
    assert_true(str_is(read->deviation, "Utan samtycke"));
    assert_int_equal(read->payload.n, 3);
    assert_true(
        str_is(payload_get(&read->payload, FIELD_person_registered_family_name)->text, "Åberg"));
    assert_int_equal(events.items[1].corrects, 1);
    assert_true(str_is(events.items[1].because, "Fel person"));

    read_events(fixture, BERTIL, &events);
    assert_int_equal(events.n, 0);
}

static void test_erased_payload_reads_as_no_fields(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &change);
    tamper(fixture->path, "DELETE FROM log_payload");
    struct event_list events;
    read_events(fixture, ANNA, &events);
    assert_int_equal(events.n, 1);
    assert_int_equal(events.items[0].kind, EVENT_person_registered);
    assert_int_equal(events.items[0].payload.n, 0);
}

static void test_a_stream_that_moved_on_is_a_conflict(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &change);
    struct change_set late = {.expected_seq = 0};
    change_add(fixture->arena, &late, withdrawn(ANNA, 1));
    struct submitted submitted;
    struct error err;
    must_fail(store_submit(fixture->store, &late, &submitted, &err), &err, ERR_CONFLICT,
              "store.moved-on");
    late.expected_seq = 2; // of a stream that has one
    must_fail(store_submit(fixture->store, &late, &submitted, &err), &err, ERR_CONFLICT,
              "store.moved-on");
    late.expected_seq = 1;
    must_submit(fixture->store, &late);
}

static void test_the_same_form_is_recorded_once(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    change.events.items[0].idempotency_key = STR("form-1");
    must_submit(fixture->store, &change);
    struct submitted submitted;
    assert_true(store_submit(fixture->store, &change, &submitted, NULL));
    assert_true(submitted.already);
    assert_int_equal(submitted.seq, 1);
    struct event_list events;
    read_events(fixture, ANNA, &events);
    assert_int_equal(events.n, 1);

    struct change_set next = {.expected_seq = 1};
    change_add(fixture->arena, &next, withdrawn(ANNA, 1));
    next.events.items[0].idempotency_key = STR("form-2");
    must_submit(fixture->store, &next);
    struct change_set other = new_person(fixture->arena, BERTIL, "191312121211", "Bertil", "Berg");
    other.events.items[0].idempotency_key = STR("form-1"); // a key belongs to its stream
    must_submit(fixture->store, &other);
}

static void test_a_number_is_registered_once(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set anna = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &anna);
    struct change_set again = new_person(fixture->arena, BERTIL, "191212121212", "Anna", "Berg");
    struct submitted submitted;
    struct error err;
    must_fail(store_submit(fixture->store, &again, &submitted, &err), &err, ERR_CONFLICT,
              "store.number-taken");
}

static void test_what_is_refused_leaves_nothing(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    change_add_duty(fixture->arena, &change, "Informera", "2026-01-01"); // a key of its own twice
    change.has_access = true;
    change.access = viewed(ANNA, "record");
    struct submitted submitted;
    struct error err;
    must_fail(store_submit(fixture->store, &change, &submitted, &err), &err, ERR_INTERNAL,
              "store.internal");
    struct event_list events;
    read_events(fixture, ANNA, &events);
    assert_int_equal(events.n, 0);
    CLEANUP(store_read_end) struct reader *reader = NULL;
    assert_true(store_read(fixture->store, &reader, NULL));
    struct access_rows entries;
    assert_true(store_access_log(reader, fixture->arena, STR_NONE, 10, &entries, NULL));
    assert_int_equal(entries.items.n, 0);
    struct str stream;
    must_fail(store_person_by_number(reader, fixture->arena, STR("191212121212"), &stream, &err),
              &err, ERR_MISSING, "store.no-such-person");
}

static void test_a_reader_sees_one_moment(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    CLEANUP(store_read_end) struct reader *reader = NULL;
    assert_true(store_read(fixture->store, &reader, NULL));
    struct change_set change = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &change);
    struct event_list events;
    assert_true(store_events(reader, fixture->arena, ANNA, &events, NULL));
    assert_int_equal(events.n, 0);
    read_events(fixture, ANNA, &events);
    assert_int_equal(events.n, 1);
}

static void test_streams_are_listed_by_kind_and_name(void **state) {
    struct fixture *fixture = *state;
    fixture_open(fixture, NULL);
    struct change_set bertil = new_person(fixture->arena, BERTIL, "191312121211", "Bertil", "Berg");
    struct change_set anna = new_person(fixture->arena, ANNA, "191212121212", "Anna", "Berg");
    must_submit(fixture->store, &bertil);
    must_submit(fixture->store, &anna);
    CLEANUP(store_read_end) struct reader *reader = NULL;
    assert_true(store_read(fixture->store, &reader, NULL));
    struct str *streams;
    size_t n;
    assert_true(
        store_streams(reader, fixture->arena, STREAM_person, STR_NONE, 10, &streams, &n, NULL));
    assert_int_equal(n, 2);
    assert_true(str_eq(streams[0], ANNA));
    assert_true(store_streams(reader, fixture->arena, STREAM_person, ANNA, 10, &streams, &n, NULL));
    assert_int_equal(n, 1);
    assert_true(str_eq(streams[0], BERTIL));
    assert_true(
        store_streams(reader, fixture->arena, STREAM_person, STR_NONE, 1, &streams, &n, NULL));
    assert_int_equal(n, 1);
    assert_true(
        store_streams(reader, fixture->arena, STREAM_unit, STR_NONE, 9, &streams, &n, NULL));
    assert_int_equal(n, 0);
}

static void test_names_of_streams_sort_by_time(void **state) {
    struct fixture *fixture = *state;
    struct str first = stream_new(fixture->arena, STREAM_person, NOON);
    struct str second = stream_new(fixture->arena, STREAM_person, (struct instant){NOON.us + 1000});
    struct str same = stream_new(fixture->arena, STREAM_person, NOON);
    assert_int_equal(first.n, strlen("person/") + 26);
    assert_int_equal(stream_kind_of(first), STREAM_person);
    assert_true(str_cmp(first, second) < 0);
    assert_false(str_eq(first, same));
    assert_true(str_starts(same, str_sub(first, 0, strlen("person/") + 10)));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_events_come_back),
        TEST(test_erased_payload_reads_as_no_fields),
        TEST(test_a_stream_that_moved_on_is_a_conflict),
        TEST(test_the_same_form_is_recorded_once),
        TEST(test_a_number_is_registered_once),
        TEST(test_what_is_refused_leaves_nothing),
        TEST(test_a_reader_sees_one_moment),
        TEST(test_streams_are_listed_by_kind_and_name),
        TEST(test_names_of_streams_sort_by_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
