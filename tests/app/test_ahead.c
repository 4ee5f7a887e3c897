// SPDX-License-Identifier: EUPL-1.2
//
// Planning ahead through the door: what is in a period, whose it is, who may see it, what is
// logged.
#include "world.h"

static struct str first, second;

static struct ahead_query march(void) {
    return (struct ahead_query){.from = {2026, 3, 2}, .to = {2026, 5, 31}};
}

static struct ahead ask(struct world *w, const struct actor *actor,
                        const struct ahead_query *query) {
    struct error err = {0};
    struct ahead ahead;
    if (!app_ahead(w->app, w->arena, actor, query, NULL, &ahead, &err))
        fail_msg("%s", err.key);
    return ahead;
}

static void test_two_persons_are_enrolled(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-02T10:00");
    first = new_person(w, "19400127-9050", "Åke", "Wallin");
    enrol_nurse(w, first, send_request(w, first, "\"nurse\""), "2026-03-02");
    second = new_person(w, "193302129220", "Greta", "Åkesson");
    enrol_nurse(w, second, send_request(w, second, "\"nurse\""), "2026-03-20");
    const struct ahead_query query = march();
    struct ahead ahead = ask(w, &w->nurse, &query);
    assert_false(ahead.more);
    assert_int_equal(ahead.units.items.n, 1);
    assert_true(ahead.entries.n >= 4);
    for (size_t i = 1; i < ahead.entries.n; i++)
        assert_true(
            date_cmp(ahead.entries.items[i - 1].due.date, ahead.entries.items[i].due.date) <= 0);
    for (size_t i = 0; i < ahead.entries.n; i++)
        assert_text(ahead.entries.items[i].duty.unit, w->care_unit.p);
    assert_true(ahead.kinds[EVENT_followed_up]);
    assert_true(ahead.kinds[EVENT_information_given]);
}

static void test_the_period_has_both_its_ends(void **state) {
    struct world *w = *state;
    struct ahead_query query = march();
    query.kind = EVENT_followed_up;
    struct ahead all = ask(w, &w->nurse, &query);
    assert_int_equal(all.entries.n, 2);
    struct date due = all.entries.items[0].due.date; // two months after 2 March
    assert_text(date_text(w->arena, due), "2026-05-02");
    query.from = query.to = due;
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, 1);
    query.to = (struct date){2026, 5, 1};
    query.from = (struct date){2026, 4, 1};
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, 0);
    // Kinds are those of the period, whichever was asked for.
    query = march();
    query.kind = EVENT_followed_up;
    assert_true(ask(w, &w->nurse, &query).kinds[EVENT_information_given]);
}

static void test_what_is_late_is_asked_for(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-05-04T08:00");
    struct ahead_query query = {.from = {2026, 5, 4}, .to = {2026, 5, 10}, .role = CODE_role_nurse};
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, 0);
    query.late = true;
    struct ahead ahead = ask(w, &w->nurse, &query);
    assert_true(ahead.entries.n >= 3);
    for (size_t i = 0; i < ahead.entries.n; i++)
        assert_true(ahead.entries.items[i].late);
}

static void test_professions_are_chosen(void **state) {
    struct world *w = *state;
    struct ahead_query query = march();
    query.role = CODE_role_physiotherapist;
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, 0);
    query.role = CODE_role_nurse;
    assert_true(ask(w, &w->nurse, &query).entries.n > 0);
}

static size_t entries_of(const struct ahead *ahead, struct str stream) {
    size_t n = 0;
    for (size_t i = 0; i < ahead->entries.n; i++)
        n += str_eq(ahead->entries.items[i].duty.stream, stream);
    return n;
}

static struct str register_area(struct world *w, struct str stream, const char *name,
                                const char *codes, struct date from) {
    const struct field_value values[] = {
        {.field = FIELD_area_registered_name, .text = str_of(name)},
        {.field = FIELD_area_registered_organisation, .text = w->nurse.organisation},
        {.field = FIELD_area_registered_postal_codes, .text = str_of(codes)},
        {.field = FIELD_area_registered_from, .date = from},
    };
    struct error err = {0};
    if (!stream.n)
        stream = stream_new(w->arena, STREAM_area, app_now(w->app));
    if (!system_record(w->app, w->arena, stream, EVENT_area_registered, values, COUNT(values),
                       &err))
        fail_msg("%s", err.key);
    return stream;
}

static void move_to(struct world *w, struct str person, const char *address, const char *from) {
    struct str json = str_printf(
        w->arena, "{\"from\":\"%s\",\"address\":\"%s\",\"dwelling\":\"ordinary\"}", from, address);
    record(w, &w->nurse, person, EVENT_person_moved, json.p, NULL);
}

static void test_an_area_is_where_the_person_lives_on_the_day(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-22T10:00");
    struct ahead_query query = march();
    size_t all = ask(w, &w->nurse, &query).entries.n;
    assert_int_equal(ask(w, &w->nurse, &query).areas.items.n, 0);
    // Where nothing is registered everybody lives outside.
    query.outside = true;
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, all);
    struct str north = register_area(w, STR_NONE, "Norr", "123", (struct date){2026, 1, 1});
    struct str south = register_area(w, STR_NONE, "Söder", "124", (struct date){2026, 1, 1});
    move_to(w, first, "Gatan 1, 123 45 Orten", "2026-03-01");
    move_to(w, first, "Gatan 2, 124 45 Orten", "2026-04-15");
    struct ahead ahead = ask(w, &w->nurse, &query);
    assert_int_equal(entries_of(&ahead, first), 0);
    assert_int_equal(entries_of(&ahead, second), ahead.entries.n);
    assert_int_equal(ahead.areas.items.n, 2);
    query.outside = false;
    query.area = north;
    ahead = ask(w, &w->nurse, &query);
    assert_true(ahead.entries.n > 0);
    for (size_t i = 0; i < ahead.entries.n; i++) {
        assert_true(date_cmp(ahead.entries.items[i].due.date, (struct date){2026, 4, 15}) < 0);
        assert_text(ahead.entries.items[i].area_name, "Norr");
    }
    size_t there = ahead.entries.n;
    query.area = south;
    ahead = ask(w, &w->nurse, &query);
    assert_true(ahead.entries.n > 0);
    assert_int_equal(ahead.entries.n, entries_of(&ahead, first));
    query.area = STR_NONE;
    ahead = ask(w, &w->nurse, &query);
    assert_true(entries_of(&ahead, first) > there);
    assert_int_equal(ahead.entries.n, all);
    // What was due before the move but is late is done where the person lives today.
    set_clock(w, "2026-04-20T10:00");
    query.area = north;
    query.late = true;
    assert_int_equal(ask(w, &w->nurse, &query).entries.n, 0);
    set_clock(w, "2026-03-22T10:05");
}

static struct str area_of(struct world *w, struct str person, struct date due) {
    const struct ahead_query query = march();
    struct ahead ahead = ask(w, &w->nurse, &query);
    for (size_t i = 0; i < ahead.entries.n; i++)
        if (str_eq(ahead.entries.items[i].duty.stream, person) &&
            date_cmp(ahead.entries.items[i].due.date, due) == 0)
            return ahead.entries.items[i].area_name;
    fail();
    return STR_NONE;
}

static void test_an_area_that_changes_does_so_from_its_day(void **state) {
    struct world *w = *state;
    const struct date follow_up = {2026, 5, 2};
    struct ahead_query query = march();
    struct ahead ahead = ask(w, &w->nurse, &query);
    struct str south = ahead.areas.items.items[1].stream;
    assert_text(area_of(w, first, follow_up), "Söder");
    register_area(w, south, "Sydväst", "124", (struct date){2026, 5, 2});
    assert_text(area_of(w, first, follow_up), "Sydväst");
    ahead = ask(w, &w->nurse, &query);
    assert_int_equal(ahead.areas.items.n, 3); // two of them are the same area, one after the other
    // What was to come is taken back by what is registered from an earlier day.
    register_area(w, south, "Söder", "124", (struct date){2026, 1, 1});
    assert_text(area_of(w, first, follow_up), "Söder");
    assert_int_equal(ask(w, &w->nurse, &query).areas.items.n, 2);
}

static void test_where_a_protected_person_lives_is_not_found_out(void **state) {
    struct world *w = *state;
    struct ahead_query query = march();
    struct ahead ahead = ask(w, &w->nurse, &query);
    size_t all = entries_of(&ahead, first);
    struct str north = ahead.areas.items.items[0].stream, south = ahead.areas.items.items[1].stream;
    record(w, &w->nurse, first, EVENT_protection_noted, "{\"protection\":\"confidential\"}", NULL);
    const struct ahead_query queries[] = {
        march(),
        {.from = query.from, .to = query.to, .area = north},
        {.from = query.from, .to = query.to, .area = south},
        {.from = query.from, .to = query.to, .outside = true},
    };
    for (size_t i = 0; i < COUNT(queries); i++) {
        ahead = ask(w, &w->nurse, &queries[i]);
        assert_int_equal(entries_of(&ahead, first), all);
        for (size_t k = 0; k < ahead.entries.n; k++)
            if (str_eq(ahead.entries.items[k].duty.stream, first)) {
                assert_true(ahead.entries.items[k].area_hidden);
                assert_int_equal(ahead.entries.items[k].area_name.n, 0);
            }
    }
}

static void test_an_area_of_somebody_else_is_unknown(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct ahead ahead;
    struct ahead_query query = march();
    query.area = stream_new(w->arena, STREAM_area, app_now(w->app));
    assert_false(app_ahead(w->app, w->arena, &w->nurse, &query, NULL, &ahead, &err));
    assert_string_equal(err.key, "ahead.area-unknown");
}

static void test_it_stays_within_the_units_of_the_user(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct ahead ahead;
    struct ahead_query query = march();
    assert_int_equal(ask(w, &w->stranger, &query).entries.n, 0);
    query.unit = w->care_unit;
    assert_false(app_ahead(w->app, w->arena, &w->stranger, &query, NULL, &ahead, &err));
    assert_int_equal(err.code, ERR_DENIED);
    assert_string_equal(err.key, "ahead.not-your-unit");
    query.unit = STR_NONE;
    assert_false(app_ahead(w->app, w->arena, &w->administrator, &query, NULL, &ahead, &err));
    assert_string_equal(err.key, "access.not-for-role");
    // The manager sees what every profession of the unit has to do.
    assert_true(ask(w, &w->manager, &query).entries.n >= 4);
}

static void test_a_file_is_logged_with_its_count_and_its_persons(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct ahead ahead;
    const struct ahead_query query = march();
    set_clock(w, "2026-05-05T08:00");
    assert_true(app_ahead(w->app, w->arena, &w->nurse, &query, "csv", &ahead, &err));
    struct access_record record = last_access(w, first);
    assert_int_equal(record.act, ACT_EXPORT);
    assert_text(record.what, "csv");
    assert_text(record.user, w->nurse.user.p);
    assert_int_equal(last_access(w, second).act, ACT_EXPORT);
    // The last entry of all is a person's; looking writes one that says how many were shown.
    ask(w, &w->nurse, &query);
    record = last_access(w, STR_NONE);
    assert_int_equal(record.act, ACT_AHEAD);
    assert_text(record.what,
                str_printf(w->arena, "ahead 2026-03-02--2026-05-31: %zu", ahead.entries.n).p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_persons_are_enrolled),
        cmocka_unit_test(test_the_period_has_both_its_ends),
        cmocka_unit_test(test_what_is_late_is_asked_for),
        cmocka_unit_test(test_professions_are_chosen),
        cmocka_unit_test(test_an_area_is_where_the_person_lives_on_the_day),
        cmocka_unit_test(test_an_area_that_changes_does_so_from_its_day),
        cmocka_unit_test(test_where_a_protected_person_lives_is_not_found_out),
        cmocka_unit_test(test_an_area_of_somebody_else_is_unknown),
        cmocka_unit_test(test_it_stays_within_the_units_of_the_user),
        cmocka_unit_test(test_a_file_is_logged_with_its_count_and_its_persons),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
