// SPDX-License-Identifier: EUPL-1.2
//
// Postal codes: in an address, of an area, and where a person lives from a day on.
#include "care_test.h"

#include "care/area.h"
#include "support/arena_fixture.h"

static void test_the_last_postal_code_of_an_address_counts(void **state) {
    (void)state;
    assert_int_equal(postal_code_in(STR("Ekgatan 4, 123 45 Orten")), 12345);
    assert_int_equal(postal_code_in(STR("Ekgatan 4, 12345 Orten")), 12345);
    assert_int_equal(postal_code_in(STR("Ekgatan 4, 123\xC2\xA0"
                                        "45 Orten")),
                     12345);
    assert_int_equal(postal_code_in(STR("Box 70012, SE-123 45 Orten, lgh 1001")), 12345);
    assert_int_equal(postal_code_in(STR("Ekgatan 12 123 45")), 12345);
    assert_int_equal(postal_code_in(STR("Ekgatan 4")), 0);
    assert_int_equal(postal_code_in(STR("Ekgatan 4, 123  45 Orten")), 0);
    assert_int_equal(postal_code_in(STR("Ekgatan 4, 012 34 Orten")), 0);
    assert_int_equal(postal_code_in(STR("Ekgatan 123 456")), 0);
    assert_int_equal(postal_code_in(STR("Ekgatan 1123 45, 123456")), 0);
    assert_int_equal(postal_code_in(STR("")), 0);
}

static struct postal_ranges ranges(struct arena *arena, const char *typed) {
    struct postal_ranges ret;
    struct error err = {0};
    if (!postal_ranges_read(arena, str_of(typed), &ret, &err))
        fail_msg("%s: %s", typed, err.key);
    return ret;
}

static void test_an_area_is_codes_beginnings_and_ranges(void **state) {
    struct arena *arena = *state;
    struct postal_ranges got = ranges(arena, "123 45, 678;901 10–901 19\n55-56,");
    assert_int_equal(got.items.n, 4);
    assert_true(postal_ranges_have(&got, 12345));
    assert_false(postal_ranges_have(&got, 12346));
    assert_true(postal_ranges_have(&got, 67800));
    assert_true(postal_ranges_have(&got, 67899));
    assert_false(postal_ranges_have(&got, 67900));
    assert_true(postal_ranges_have(&got, 90110));
    assert_true(postal_ranges_have(&got, 90119));
    assert_false(postal_ranges_have(&got, 90120));
    assert_true(postal_ranges_have(&got, 55000));
    assert_true(postal_ranges_have(&got, 56999));
    assert_false(postal_ranges_have(&got, 0));
}

static void test_what_two_areas_share_is_found(void **state) {
    struct arena *arena = *state;
    struct postal_ranges a = ranges(arena, "123, 90110-90119"), b = ranges(arena, "124, 90119"),
                         c = ranges(arena, "124");
    assert_int_equal(postal_ranges_common(&a, &b), 90119);
    assert_int_equal(postal_ranges_common(&b, &a), 90119);
    assert_int_equal(postal_ranges_common(&a, &c), 0);
}

static void test_what_is_no_postal_code_is_refused_with_its_words(void **state) {
    struct arena *arena = *state;
    static const struct {
        const char *typed, *key, *what;
    } wrong[] = {
        {"123 45, Norr", "area.code-not-understood", "Norr"},
        {"123456", "area.code-not-understood", "123456"},
        {"012 34", "area.code-not-understood", "012 34"},
        {"901 10–19x", "area.code-not-understood", "901 10–19x"},
        {"–", "area.code-not-understood", "–"},
        {"901 19–901 10", "area.code-backwards", "901 19–901 10"},
        {" , ;", "area.codes-needed", NULL},
        {"", "area.codes-needed", NULL},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct postal_ranges got;
        struct error err = {0};
        assert_false(postal_ranges_read(arena, str_of(wrong[i].typed), &got, &err));
        assert_string_equal(err.key, wrong[i].key);
        if (wrong[i].what)
            assert_string_equal(err.args[0], wrong[i].what);
    }
}

static struct event entry(struct arena *arena, int64_t seq, enum event_kind kind,
                          const char *json) {
    struct event event = {.seq = seq, .kind = kind, .happened = {seq}};
    assert_true(event_read(arena, str_of(json), &event, NULL));
    return event;
}

static void test_a_person_lives_somewhere_from_a_day(void **state) {
    struct arena *arena = *state;
    const struct event events[] = {
        entry(arena, 1, EVENT_person_registered,
              "{\"number\":\"194601136098\",\"given_name\":\"Anna\",\"family_name\":\"Ek\","
              "\"address\":\"Gatan 1, 123 45 Orten\"}"),
        entry(arena, 2, EVENT_person_moved,
              "{\"from\":\"2026-03-01\",\"address\":\"Hemmet 3\",\"dwelling\":\"care_home\"}"),
        entry(arena, 3, EVENT_person_moved,
              "{\"from\":\"2026-02-01\",\"address\":\"Nya gatan 2, 123 46 Orten\","
              "\"dwelling\":\"ordinary\"}"),
        entry(arena, 4, EVENT_person_moved,
              "{\"from\":\"2026-02-01\",\"address\":\"Nya gatan 2, 123 47 Orten\","
              "\"dwelling\":\"ordinary\"}"),
    };
    struct postal_places places;
    assert_true(postal_places_of(arena, (struct event_list){COUNT(events), events}, &places, NULL));
    assert_int_equal(places.items.n, 3);
    assert_false(places.items.items[0].has_from);
    assert_int_equal(places.items.items[0].code, 12345);
    assert_int_equal(date_cmp(places.items.items[1].from, (struct date){2026, 2, 1}), 0);
    assert_int_equal(places.items.items[1].code, 12347);
    assert_int_equal(date_cmp(places.items.items[2].from, (struct date){2026, 3, 1}), 0);
    assert_int_equal(places.items.items[2].code, 0);
    assert_true(postal_places_of(arena, (struct event_list){0, NULL}, &places, NULL));
    assert_int_equal(places.items.n, 0);
}

static void test_every_allocation_fails_once(void **state) {
    (void)state;
    for (size_t at = 1;; at++) {
        struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct error err = {0};
        struct postal_ranges got = {0};
        arena_fail_at(at);
        bool done = postal_ranges_read(arena, STR("123, 124, 125"), &got, &err);
        arena_fail_at(0);
        arena_free(arena);
        if (done) {
            assert_true(at > 1);
            return;
        }
        assert_int_equal(err.code, ERR_MEMORY);
        assert_int_equal(got.items.n, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_the_last_postal_code_of_an_address_counts),
        TEST_WITH_ARENA(test_an_area_is_codes_beginnings_and_ranges),
        TEST_WITH_ARENA(test_what_two_areas_share_is_found),
        TEST_WITH_ARENA(test_what_is_no_postal_code_is_refused_with_its_words),
        TEST_WITH_ARENA(test_a_person_lives_somewhere_from_a_day),
        TEST_WITH_ARENA(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
