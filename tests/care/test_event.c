// SPDX-License-Identifier: EUPL-1.2
#include "care_test.h"

#define DECISION_JSON                                                                              \
    "{\"request\":1,\"decisions\":{\"nurse\":{\"outcome\":\"enrolled\",\"from\":\"2026-12-01\","   \
    "\"unit\":\"" UNIT_B "\"},\"physiotherapist\":{\"outcome\":\"not_enrolled\"}},"                \
    "\"reason\":\"Rad ett\\nRad två\",\"because\":\"Skrev fel datum\"}"

static void round_trip(struct arena *arena, enum event_kind kind, const char *json) {
    struct event event = event_make(arena, 1, kind, 1, json);
    struct str written;
    assert_true(event_write(arena, &event, &written, NULL));
    assert_string_equal(written.p, json);
}

static void test_canonical_json_comes_back(void **state) {
    round_trip(*state, EVENT_care_request_sent, REQUEST_JSON);
    round_trip(*state, EVENT_enrolment_decided, DECISION_JSON);
    round_trip(*state, EVENT_entry_withdrawn, "{}");
    round_trip(*state, EVENT_observation_seen, "{\"observation\":3,\"read\":[3,5,4]}");
    round_trip(*state, EVENT_followed_up,
               "{\"professions\":[\"nurse\",\"occupational_therapist\"],\"participation\":"
               "\"took_part\",\"goals\":\"partly\",\"next\":\"2027-05-25\",\"deviation\":\"Ja\"}");
}

static void test_any_order_is_read_and_one_is_written(void **state) {
    struct event event = event_make(*state, 1, EVENT_followed_up, 1,
                                    " { \"next\":\"2027-05-25\", \"goals\":\"partly\", "
                                    "\"professions\":[\"physiotherapist\",\"nurse\"], "
                                    "\"participation\":\"took_part\" } ");
    struct str written;
    assert_true(event_write(*state, &event, &written, NULL));
    assert_string_equal(written.p, "{\"professions\":[\"nurse\",\"physiotherapist\"],"
                                   "\"participation\":\"took_part\",\"goals\":\"partly\","
                                   "\"next\":\"2027-05-25\"}");
}

static void test_values(void **state) {
    struct event event = event_make(*state, 1, EVENT_enrolment_decided, 1, DECISION_JSON);
    const struct field_value *each = payload_get(&event.payload, FIELD_enrolment_decided_decisions);
    const struct record *nurse = each_get(each, CODE_profession_nurse);
    assert_int_equal(each->each.n, 2);
    assert_null(each_get(each, CODE_profession_occupational_therapist));
    assert_int_equal(record_get(nurse, FIELD_profession_decision_outcome)->code,
                     CODE_outcome_enrolled);
    assert_int_equal(record_get(nurse, FIELD_profession_decision_from)->date.month, 12);
    assert_int_equal(payload_get(&event.payload, FIELD_enrolment_decided_request)->ref, 1);
    assert_true(str_is(event.because, "Skrev fel datum"));
}

struct refusal {
    enum event_kind kind;
    const char *json;
    const char *key;
    const char *field;
    const char *value;
};

static const struct refusal refusals[] = {
    {EVENT_observation_seen, "{\"observation\":3,\"read\":[3,3]}", "event.bad-value", "read", ""},
    {EVENT_observation_seen, "{\"observation\":3,\"read\":[0]}", "event.bad-value", "read", ""},
    {EVENT_observation_seen, "{\"observation\":3,\"read\":3}", "event.bad-value", "read", "3"},
    {EVENT_observation_seen, "{\"observation\":3,\"read\":[\"3\"]}", "event.bad-value", "read",
     "3"},
    {EVENT_followed_up, "{}", "event.missing-field", "professions", ""},
    {EVENT_entry_withdrawn, "{\"reason\":\"x\"}", "event.unknown-field", "reason", ""},
    {EVENT_entry_withdrawn, "{\"because\":1}", "event.bad-value", "because", "1"},
    {EVENT_entry_withdrawn, "[]", "event.bad-value", "", ""},
    {EVENT_information_given, "{\"forms\":[],\"goals\":\"a\",\"plan\":\"b\"}",
     "event.missing-field", "forms", ""},
    {EVENT_information_given, "{\"forms\":[\"oral\",\"oral\"],\"goals\":\"a\",\"plan\":\"b\"}",
     "event.bad-value", "forms", "oral"},
    {EVENT_information_given, "{\"forms\":[\"sung\"],\"goals\":\"a\",\"plan\":\"b\"}",
     "event.bad-value", "forms", "sung"},
    {EVENT_information_given, "{\"forms\":[\"oral\"],\"goals\":\"\",\"plan\":\"b\"}",
     "event.missing-field", "goals", ""},
    {EVENT_information_given, "{\"forms\":[\"oral\"],\"goals\":\"a\\u0007\",\"plan\":\"b\"}",
     "event.bad-value", "goals", "a\a"},
    {EVENT_organisation_registered, "{\"name\":\"a\\nb\",\"principal\":\"region\"}",
     "event.bad-value", "name", "a\nb"},
    {EVENT_organisation_registered, "{\"name\":\"a\",\"principal\":\"nurse\"}", "event.bad-value",
     "principal", "nurse"},
    {EVENT_assignment_given, "{\"unit\":\"unit/1\",\"role\":\"nurse\",\"from\":\"2026-01-01\"}",
     "event.bad-value", "unit", "unit/1"},
    {EVENT_assignment_given, "{\"unit\":\"" UNIT_A "\",\"role\":\"nurse\",\"from\":\"2026-02-29\"}",
     "event.bad-value", "from", "2026-02-29"},
    {EVENT_assignment_given,
     "{\"unit\":\"" UNIT_A "\",\"role\":\"nurse\",\"from\":\"12026-02-20\"}", "event.bad-value",
     "from", ""},
    {EVENT_supplement_requested, "{\"request\":0,\"lacking\":\"a\"}", "event.bad-value", "request",
     ""},
    {EVENT_supplement_requested, "{\"request\":1.5,\"lacking\":\"a\"}", "event.bad-value",
     "request", "1.5"},
    {EVENT_enrolment_decided, "{\"request\":1,\"decisions\":{\"cook\":{}}}", "event.bad-value",
     "decisions", "cook"},
    {EVENT_enrolment_decided, "{\"request\":1,\"decisions\":{\"nurse\":{}}}", "event.missing-field",
     "outcome", ""},
    {EVENT_enrolment_decided, "{\"request\":1,\"decisions\":{\"nurse\":1}}", "event.bad-value", "",
     "1"},
    {EVENT_enrolment_decided, "{\"request\":1,\"decisions\":{}}", "event.missing-field",
     "decisions", ""},
};

static void test_refusals(void **state) {
    for (size_t i = 0; i < COUNT(refusals); i++) {
        struct event event = {.kind = refusals[i].kind};
        struct error err = {0};
        assert_false(event_read(*state, str_of(refusals[i].json), &event, &err));
        assert_string_equal(err.key, refusals[i].key);
        assert_string_equal(err.args[0], refusals[i].field);
        assert_string_equal(err.args[1], refusals[i].value);
        assert_null(event.payload.values);
    }
}

static void test_the_length_of_a_line(void **state) {
    struct field_value values[] = {
        {.field = FIELD_organisation_registered_name},
        {.field = FIELD_organisation_registered_principal, .code = CODE_principal_region}};
    struct event event = {.kind = EVENT_organisation_registered, .payload = {2, values}};
    struct str written;
    struct error err = {0};
    struct buf name = buf_new(*state, 10000);
    for (int i = 0; i < LINE_MAX_CHARACTERS; i++)
        buf_add_c(&name, "å");
    assert_true(buf_done(&name, &values[0].text, NULL));
    assert_true(event_write(*state, &event, &written, NULL));
    buf_add_c(&name, "å");
    assert_true(buf_done(&name, &values[0].text, NULL));
    assert_false(event_write(*state, &event, &written, &err));
    assert_string_equal(err.key, "event.bad-value");
    assert_string_equal(err.element, "name");
}

static void test_writing_checks_order_and_owner(void **state) {
    struct field_value values[] = {
        {.field = FIELD_organisation_registered_principal, .code = CODE_principal_region},
        {.field = FIELD_organisation_registered_name, .text = STR("a")}};
    struct event event = {.kind = EVENT_organisation_registered, .payload = {2, values}};
    struct str written;
    struct error err = {0};
    assert_false(event_write(*state, &event, &written, &err));
    assert_string_equal(err.key, "event.missing-field");
    event.payload = (struct payload){1, &values[0]};
    event.kind = EVENT_entry_withdrawn;
    assert_false(event_write(*state, &event, &written, &err));
    assert_string_equal(err.key, "event.unknown-field");
}

// ---- what holds now ----

static struct event note(int64_t seq, int64_t happened, enum event_kind kind, int64_t corrects) {
    return (struct event){.seq = seq, .happened = {happened}, .kind = kind, .corrects = corrects};
}

// The effective events as "seq@happened" in order; events has places for them in any order.
static const char *effective(struct arena *arena, const struct event *events, size_t n) {
    struct event_list list;
    struct buf buf = buf_new(arena, 10000);
    struct str text;
    assert_true(event_effective(arena, (struct event_list){n, events}, &list, NULL));
    for (size_t i = 0; i < list.n; i++)
        buf_printf(&buf, "%s%lld@%lld", i ? " " : "", (long long)list.items[i].seq,
                   (long long)list.items[i].happened.us);
    assert_true(buf_done(&buf, &text, NULL));
    return text.p;
}

#define EFFECTIVE(...)                                                                             \
    effective(*state, (const struct event[]){__VA_ARGS__},                                         \
              COUNT(((const struct event[]){__VA_ARGS__})))
#define UP EVENT_followed_up
#define OUT EVENT_entry_withdrawn

static void test_order_is_that_of_happening(void **state) {
    assert_string_equal(EFFECTIVE(note(1, 30, UP, 0), note(2, 10, UP, 0), note(3, 30, UP, 0)),
                        "2@10 1@30 3@30");
    assert_string_equal(EFFECTIVE(note(3, 5, UP, 0), note(1, 5, UP, 0)), "1@5 3@5");
    assert_string_equal(effective(*state, NULL, 0), "");
}

static void test_a_correction_takes_the_place(void **state) {
    assert_string_equal(EFFECTIVE(note(1, 30, UP, 0), note(2, 40, UP, 0), note(3, 50, UP, 1)),
                        "2@40 1@50");
}

static void test_a_correction_of_a_correction(void **state) {
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 0), note(2, 20, UP, 1), note(3, 30, UP, 2)),
                        "1@30");
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 0), note(2, 20, UP, 1), note(3, 30, UP, 1)),
                        "1@30");
}

static void test_striking_strikes_the_whole_entry(void **state) {
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 0), note(2, 20, OUT, 1)), "");
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 0), note(2, 20, UP, 1), note(3, 30, OUT, 2)), "");
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 0), note(2, 20, OUT, 1), note(3, 30, OUT, 2)),
                        "");
}

static void test_a_later_correction_brings_it_back(void **state) {
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 0), note(2, 20, OUT, 1), note(3, 30, UP, 1)),
                        "1@30");
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 0), note(2, 20, OUT, 1), note(3, 30, UP, 2)),
                        "1@30");
}

static void test_what_corrects_nothing_stands_by_itself(void **state) {
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 7)), "1@10");
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 1)), "1@10");
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 2), note(2, 20, UP, 1)), "1@20");
    assert_string_equal(EFFECTIVE(note(1, 10, UP, 0), note(2, 20, EVENT_information_given, 1)),
                        "1@10 2@20");
    assert_string_equal(EFFECTIVE(note(1, 10, OUT, 0)), "1@10");
}

// ---- no memory ----

static void test_every_allocation_fails_once(void **state) {
    (void)state;
    for (size_t at = 1;; at++) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct event event = {.seq = 1, .kind = EVENT_enrolment_decided};
        struct event_list list;
        struct str written;
        struct error err = {0};
        arena_fail_at(at);
        bool done = event_read(arena, STR(DECISION_JSON), &event, &err) &&
                    event_write(arena, &event, &written, &err) &&
                    event_effective(arena, (struct event_list){1, &event}, &list, &err);
        bool reached = arena_count() >= at;
        arena_fail_at(0);
        assert_int_equal(done, !reached);
        if (done)
            return;
        assert_int_equal(err.code, ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CARE_TEST(test_canonical_json_comes_back),
        CARE_TEST(test_any_order_is_read_and_one_is_written),
        CARE_TEST(test_values),
        CARE_TEST(test_refusals),
        CARE_TEST(test_the_length_of_a_line),
        CARE_TEST(test_writing_checks_order_and_owner),
        CARE_TEST(test_order_is_that_of_happening),
        CARE_TEST(test_a_correction_takes_the_place),
        CARE_TEST(test_a_correction_of_a_correction),
        CARE_TEST(test_striking_strikes_the_whole_entry),
        CARE_TEST(test_a_later_correction_brings_it_back),
        CARE_TEST(test_what_corrects_nothing_stands_by_itself),
        cmocka_unit_test(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
