// SPDX-License-Identifier: EUPL-1.2
//
// Who a person is, from what was recorded: numbers, addresses from a day, protection.
#include "care_test.h"

#include "care/person.h"
#include "support/arena_fixture.h"

#define SELF STR("person/00000000000000000000000001")

static struct event entry(struct arena *arena, int64_t seq, enum event_kind kind,
                          const char *json) {
    struct event event = {.stream = SELF, .seq = seq, .kind = kind, .happened = {seq}};
    assert_true(event_read(arena, str_of(json), &event, NULL));
    return event;
}

static struct event registered(struct arena *arena, int64_t seq, const char *number) {
    struct str json =
        str_printf(arena,
                   "{\"number\":\"%s\",\"given_name\":\"Anna\",\"family_name\":\"Ek\","
                   "\"address\":\"Gamla gatan 1\",\"telephone\":\"08-1\"}",
                   number);
    return entry(arena, seq, EVENT_person_registered, json.p);
}

static struct date day(const char *text) {
    struct date date;
    assert_true(date_parse(str_of(text), &date));
    return date;
}

static struct person_facts facts(const struct event *events, size_t n, const char *today) {
    struct person_facts ret;
    struct date date = day(today ? today : "2026-01-01");
    person_facts_of((struct event_list){n, events}, today ? &date : NULL, &ret);
    return ret;
}

static void test_a_new_number_holds_and_the_old_is_known(void **state) {
    struct arena *arena = *state;
    const struct event events[] = {
        registered(arena, 1, "98240301AA06"),
        entry(arena, 2, EVENT_number_changed, "{\"number\":\"194601136098\"}"),
        registered(arena, 3, "98240301AA06"), // the other details written anew
    };
    struct person_facts got = facts(events, COUNT(events), NULL);
    assert_true(str_is(got.number, "194601136098"));
    assert_int_equal(got.number_count, 2);
    assert_true(str_is(got.numbers[0], "98240301AA06"));
    assert_true(got.has_born);
    assert_int_equal(date_cmp(got.born, day("1946-01-13")), 0);
    // Another number in the details is a new one.
    const struct event again[] = {registered(arena, 1, "98240301AA06"),
                                  registered(arena, 2, "194601136098")};
    got = facts(again, COUNT(again), NULL);
    assert_true(str_is(got.number, "194601136098"));
}

static void test_an_address_holds_from_its_day(void **state) {
    struct arena *arena = *state;
    const struct event events[] = {
        registered(arena, 1, "194601136098"),
        entry(arena, 2, EVENT_person_moved,
              "{\"from\":\"2026-03-01\",\"address\":\"Hemmet 3\",\"dwelling\":\"care_home\"}"),
        entry(arena, 3, EVENT_person_moved,
              "{\"from\":\"2026-02-01\",\"address\":\"Nya gatan 2\",\"dwelling\":\"ordinary\","
              "\"telephone\":\"08-2\"}"),
    };
    struct person_facts got = facts(events, COUNT(events), "2026-01-31");
    assert_true(str_is(got.address, "Gamla gatan 1"));
    assert_true(str_is(got.telephone, "08-1"));
    assert_null(got.move);
    assert_int_equal(got.next_move->seq, 3);
    got = facts(events, COUNT(events), "2026-02-01");
    assert_true(str_is(got.address, "Nya gatan 2"));
    assert_true(str_is(got.telephone, "08-2"));
    assert_int_equal(got.next_move->seq, 2);
    got = facts(events, COUNT(events), "2026-03-01");
    assert_true(str_is(got.address, "Hemmet 3"));
    assert_null(got.next_move);
    got = facts(events, COUNT(events), NULL); // whatever the day: the one that begins last
    assert_true(str_is(got.address, "Hemmet 3"));
}

static void test_what_was_noted_last_holds(void **state) {
    struct arena *arena = *state;
    const struct event events[] = {
        registered(arena, 1, "194601136098"),
        entry(arena, 2, EVENT_protection_noted, "{\"protection\":\"registration\"}"),
        entry(arena, 3, EVENT_protection_noted, "{\"protection\":\"none\"}"),
    };
    struct person_facts got = facts(events, 2, NULL);
    assert_true(person_is_protected(got.protection));
    got = facts(events, COUNT(events), NULL);
    assert_int_equal(got.protection, CODE_protection_none);
    // Nobody is registered: nothing is known.
    got = facts(events + 1, 1, NULL);
    assert_null(got.registered);
    assert_false(got.has_born);
    assert_false(person_is_protected(CODE_protection_none));
    assert_false(person_is_protected(CODE_NONE));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_a_new_number_holds_and_the_old_is_known),
        TEST_WITH_ARENA(test_an_address_holds_from_its_day),
        TEST_WITH_ARENA(test_what_was_noted_last_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
