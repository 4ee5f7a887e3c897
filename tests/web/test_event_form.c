// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "calendar/zone.h"
#include "support/arena_fixture.h"
#include "web/event_form.h"
#include "web/form.h"

#define INPUT FORM_INPUT
#define FORM FORM_TABLE
#include "web/forms.def"
#undef FORM
#undef INPUT

static const struct date today = {2026, 11, 20}; // a Friday

struct sent {
    struct event draft;
    struct field_faults faults;
};

static const struct zone *stockholm(struct arena *arena) {
    const struct zone *zone;
    assert_true(zone_load(arena, "Europe/Stockholm", &zone, NULL));
    return zone;
}

static struct event_form form_of(enum event_kind kind) {
    return (struct event_form){.kind = kind, .asks_when = true};
}

static struct request request_with(struct arena *arena, const char *body) {
    struct request request = {.arena = arena, .method = METHOD_POST};
    struct form_fields fields = {0};
    struct error err;
    assert_true(form_parse(arena, str_of(body), &fields, &err));
    assert_true(form_bind(&request, NULL, &FORM_event, &fields, true, &err));
    return request;
}

static struct sent send_form(struct arena *arena, struct event_form form, const char *body) {
    struct request request = request_with(arena, body);
    struct sent sent = {0};
    struct error err;
    assert_true(
        event_form_read(&request, &form, today, stockholm(arena), &sent.draft, &sent.faults, &err));
    return sent;
}

static const struct field_value *value_of(const struct sent *sent, enum field_id field) {
    const struct field_value *value = payload_get(&sent->draft.payload, field);
    assert_non_null(value);
    return value;
}

static void assert_date(struct date date, int year, int month, int day) {
    assert_int_equal(date.year, year);
    assert_int_equal(date.month, month);
    assert_int_equal(date.day, day);
}

static void assert_fault(const struct sent *sent, const char *field, const char *key) {
    const struct error *what = form_fault_at(&sent->faults, str_of(field));
    assert_non_null(what);
    assert_string_equal(what->key, key);
}

static void assert_writes(struct arena *arena, const struct event *draft, const char *expected) {
    struct str json;
    struct error err;
    assert_true(event_write(arena, draft, &json, &err));
    assert_text(json, expected);
}

// ---- what is typed becomes an event ----

static void test_a_whole_form(void **state) {
    struct sent sent = send_form(
        *state, form_of(EVENT_followed_up),
        "f.professions=nurse&f.professions=occupational_therapist&f.participation=took_part&"
        "f.goals=partly&f.new_needs=Ont+i+kn%C3%A4t.%0D%0ASover+illa.&f.next=20%2F5&"
        "date=idag&time=8.05&performer=Eva+Ek&informant=dottern&channel=telephone");
    assert_int_equal(sent.faults.items.n, 0);
    assert_int_equal(sent.draft.kind, EVENT_followed_up);
    assert_int_equal(sent.draft.precision, PRECISION_MINUTE);
    struct date_time happened = instant_to_utc(sent.draft.happened);
    assert_date(happened.date, 2026, 11, 20);
    assert_int_equal(happened.time.hour, 7);
    assert_int_equal(happened.time.minute, 5);
    assert_text(sent.draft.performer, "Eva Ek");
    assert_text(sent.draft.informant, "dottern");
    assert_int_equal(sent.draft.channel, CODE_channel_telephone);
    assert_writes(*state, &sent.draft,
                  "{\"professions\":[\"nurse\",\"occupational_therapist\"],"
                  "\"participation\":\"took_part\",\"goals\":\"partly\","
                  "\"new_needs\":\"Ont i knät.\\nSover illa.\",\"next\":\"2027-05-20\"}");
}

static void test_a_day_without_a_time(void **state) {
    struct sent sent =
        send_form(*state, form_of(EVENT_information_given),
                  "f.forms=oral&f.goals=Bo+hemma&f.plan=Om+en+m%C3%A5nad&date=i+g%C3%A5r");
    assert_int_equal(sent.faults.items.n, 0);
    assert_int_equal(sent.draft.precision, PRECISION_DAY);
    assert_date(zone_local(stockholm(*state), sent.draft.happened).date, 2026, 11, 19);
    assert_int_equal(sent.draft.channel, CODE_NONE);
}

static void test_a_thing_is_referred_to(void **state) {
    struct event_form form = form_of(EVENT_supplement_requested);
    form.about = 4;
    struct sent sent = send_form(*state, form, "f.lacking=L%C3%A4kemedelslista&date=2026-11-20");
    assert_int_equal(sent.faults.items.n, 0);
    assert_int_equal(value_of(&sent, FIELD_supplement_requested_request)->ref, 4);
    // A form cannot choose another thing than the one it was opened for.
    sent = send_form(*state, form, "f.lacking=x&f.request=9&date=2026-11-20");
    assert_int_equal(value_of(&sent, FIELD_supplement_requested_request)->ref, 4);
    form.about = 0;
    sent = send_form(*state, form, "f.lacking=x&date=2026-11-20");
    assert_fault(&sent, "f.request", "form.missing");
}

static struct event_form decision_form(void) {
    struct event_form form = form_of(EVENT_enrolment_decided);
    form.about = 2;
    form.keys = set_with(form.keys, CODE_profession_nurse);
    form.keys = set_with(form.keys, CODE_profession_physiotherapist);
    return form;
}

#define UNIT "unit/01hv3w9y5k2m8n4p6q7r0s1t2u"
#define DECIDED                                                                                    \
    "date=2026-11-20&"                                                                             \
    "f.decisions.nurse.outcome=enrolled&f.decisions.nurse.from=2026-11-23&"                        \
    "f.decisions.nurse.unit=" UNIT "&"

static void test_records(void **state) {
    struct sent sent = send_form(*state, decision_form(),
                                 DECIDED "f.decisions.physiotherapist.outcome=not_enrolled");
    assert_int_equal(sent.faults.items.n, 0);
    assert_writes(*state, &sent.draft,
                  "{\"request\":2,\"decisions\":{\"nurse\":{\"outcome\":\"enrolled\","
                  "\"from\":\"2026-11-23\",\"unit\":\"" UNIT "\"},"
                  "\"physiotherapist\":{\"outcome\":\"not_enrolled\"}}}");
}

static void test_what_belongs_to_an_enrolment(void **state) {
    // Filled in beforehand, and meaningless when the person is not enrolled: even a slip.
    struct sent sent = send_form(*state, decision_form(),
                                 DECIDED "f.decisions.physiotherapist.outcome=not_enrolled&"
                                         "f.decisions.physiotherapist.from=nonsense&"
                                         "f.decisions.physiotherapist.unit=" UNIT);
    assert_int_equal(sent.faults.items.n, 0);
    const struct record *record = each_get(value_of(&sent, FIELD_enrolment_decided_decisions),
                                           CODE_profession_physiotherapist);
    assert_non_null(record);
    assert_int_equal(record->n, 1);
}

static void test_only_what_is_asked_for(void **state) {
    struct sent sent = send_form(*state, decision_form(),
                                 DECIDED "f.decisions.physiotherapist.outcome=enrolled&"
                                         "f.decisions.occupational_therapist.outcome=enrolled&"
                                         "f.number=191212121212&f.=x&f.decisions=y");
    assert_int_equal(sent.faults.items.n, 0);
    assert_int_equal(value_of(&sent, FIELD_enrolment_decided_decisions)->each.n, 2);
    assert_int_equal(sent.draft.payload.n, 2);
}

static void test_numbers(void **state) {
    struct event_form form = form_of(EVENT_person_registered);
    struct sent sent = send_form(*state, form,
                                 "date=idag&f.number=191212121212&f.given_name=Tolvan&"
                                 "f.family_name=Tolvansson&f.birth_date=12%2F12+1912");
    assert_int_equal(sent.faults.items.n, 0);
    assert_text(value_of(&sent, FIELD_person_registered_number)->text, "191212121212");
    assert_date(value_of(&sent, FIELD_person_registered_birth_date)->date, 1912, 12, 12);
    sent =
        send_form(*state, form, "date=idag&f.number=191212121213&f.given_name=T&f.family_name=T");
    assert_fault(&sent, "f.number", "number.checksum");
}

static void test_a_form_that_does_not_ask_when(void **state) {
    struct event_form form = form_of(EVENT_supplement_requested);
    form.about = 2;
    form.asks_when = false;
    struct sent sent = send_form(*state, form, "f.lacking=x&date=nonsense");
    assert_int_equal(sent.faults.items.n, 0);
    assert_int_equal(sent.draft.happened.us, 0);
}

static void assert_field_date(enum field_id field, const char *typed, int year, int month,
                              int day) {
    struct date date;
    struct error err;
    assert_true(field_date(field, str_of(typed), today, &date, &err));
    assert_date(date, year, month, day);
}

static void test_dates_without_a_year(void **state) {
    (void)state;
    assert_field_date(FIELD_NONE, "21/11", 2025, 11, 21);
    assert_field_date(FIELD_person_registered_birth_date, "21/11", 2025, 11, 21);
    assert_field_date(FIELD_followed_up_next, "19/11", 2027, 11, 19);
    assert_field_date(FIELD_care_request_sent_discharge, "24/12", 2026, 12, 24);
    assert_field_date(FIELD_profession_decision_from, "1/1", 2027, 1, 1);
    assert_field_date(FIELD_profession_decision_from, "18/11", 2026, 11, 18);
    assert_field_date(FIELD_profession_decision_from, "i dag", 2026, 11, 20);
    struct date date;
    struct error err;
    assert_false(field_date(FIELD_NONE, STR("31/2"), today, &date, &err));
    assert_string_equal(err.key, "date.no-such-day");
}

// ---- faults ----

static void test_everything_missing_is_told_at_once(void **state) {
    struct sent sent = send_form(*state, form_of(EVENT_followed_up), "");
    assert_int_equal(sent.faults.items.n, 5);
    assert_fault(&sent, "f.professions", "form.choose-some");
    assert_fault(&sent, "f.participation", "form.choose-one");
    assert_fault(&sent, "f.goals", "form.choose-one");
    assert_fault(&sent, "f.next", "form.missing");
    assert_fault(&sent, "date", "form.missing");
    assert_int_equal(sent.draft.payload.n, 0);
}

static void test_a_missing_record(void **state) {
    struct sent sent = send_form(*state, decision_form(), DECIDED);
    assert_int_equal(sent.faults.items.n, 1);
    assert_fault(&sent, "f.decisions.physiotherapist.outcome", "form.choose-one");
}

static void test_what_cannot_be_understood(void **state) {
    struct sent sent =
        send_form(*state, form_of(EVENT_followed_up),
                  "f.professions=nurse&f.professions=plumber&f.participation=maybe&"
                  "f.goals=reached&f.next=31%2F2&date=sn%C3%A4llt&time=25&channel=x");
    assert_int_equal(sent.faults.items.n, 6);
    assert_fault(&sent, "f.professions", "form.choose-some");
    assert_fault(&sent, "f.participation", "form.choose-one");
    assert_fault(&sent, "f.next", "date.no-such-day");
    assert_fault(&sent, "date", "date.not-understood");
    assert_fault(&sent, "time", "time.not-understood"); // in the same turn as the day
    assert_fault(&sent, "channel", "form.choose-one");
    assert_null(form_fault_at(&sent.faults, STR("f.goals")));
    sent = send_form(*state, form_of(EVENT_information_given),
                     "f.forms=oral&f.goals=x&f.plan=y&date=idag&time=25");
    assert_int_equal(sent.faults.items.n, 1);
    assert_fault(&sent, "time", "time.not-understood");
}

static const char *repeated(struct arena *arena, const char *before, size_t n, const char *after) {
    struct buf buf = buf_new(arena, 1 << 16);
    buf_add_c(&buf, before);
    for (size_t i = 0; i < n; i++)
        buf_add_c(&buf, "%C3%A5");
    buf_add_c(&buf, after);
    struct str text;
    assert_true(buf_done(&buf, &text, NULL));
    return text.p;
}

static void test_ceilings(void **state) {
    struct event_form form = form_of(EVENT_person_registered);
    const char *before = "date=idag&f.number=191212121212&f.given_name=T&f.family_name=";
    struct sent sent = send_form(*state, form, repeated(*state, before, 200, ""));
    assert_int_equal(sent.faults.items.n, 0);
    sent = send_form(*state, form, repeated(*state, before, 201, ""));
    assert_int_equal(sent.faults.items.n, 1);
    assert_fault(&sent, "f.family_name", "form.too-long");
    assert_string_equal(sent.faults.items.items[0].args[0], "200");
    sent = send_form(*state, form, repeated(*state, before, 4001, ""));
    assert_int_equal(sent.faults.items.n, 1);
    assert_string_equal(sent.faults.items.items[0].args[0], "200"); // of a line, and not of a text

    form = form_of(EVENT_supplement_requested);
    form.about = 2;
    sent = send_form(*state, form, repeated(*state, "date=idag&f.lacking=", 4000, ""));
    assert_int_equal(sent.faults.items.n, 0);
    sent = send_form(*state, form, repeated(*state, "date=idag&f.lacking=", 4001, ""));
    assert_int_equal(sent.faults.items.n, 1);
    assert_fault(&sent, "f.lacking", "form.too-long");
    assert_string_equal(sent.faults.items.items[0].args[0], "4000");
}

// What is too long is found before what is missing; the list at the top follows the page.
static void test_faults_stand_in_the_order_of_the_form(void **state) {
    static const char *const order[] = {"f.participation", "f.goals", "f.next", "date", "time",
                                        "performer",       "channel"};
    struct sent sent = send_form(
        *state, form_of(EVENT_followed_up),
        repeated(*state, "f.professions=nurse&date=32%2F1&time=25&channel=x&performer=", 201, ""));
    assert_int_equal(sent.faults.items.n, COUNT(order));
    for (size_t i = 0; i < COUNT(order); i++)
        assert_string_equal(sent.faults.items.items[i].element, order[i]);
    sent = send_form(*state, decision_form(),
                     repeated(*state, "f.reason=", 4001, "&f.decisions.nurse.from=x&date=idag"));
    assert_string_equal(sent.faults.items.items[0].element, "f.decisions.nurse.outcome");
    assert_string_equal(sent.faults.items.items[sent.faults.items.n - 1].element, "f.reason");
}

static void test_an_error_of_the_app_finds_its_field(void **state) {
    static const struct {
        const char *element, *field;
    } cases[] = {
        {"happened", "date"},
        {"because", "because"},
        {"next", "f.next"},
        {"decisions.nurse.unit", "f.decisions.nurse.unit"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct field_faults faults = {0};
        struct error what, err;
        error_set(&what, ERR_INPUT, "date.no-such-day", "31/2", NULL);
        error_at(&what, NULL, cases[i].element, 0, 0);
        assert_true(form_fault_from(*state, &faults, &what, &err));
        const struct error *found = form_fault_at(&faults, str_of(cases[i].field));
        assert_non_null(found);
        assert_string_equal(found->args[0], "31/2");
    }
}

// ---- there and back ----

static void test_filled_in_and_read_again(void **state) {
    struct arena *arena = *state;
    struct sent first = send_form(arena, decision_form(),
                                  DECIDED "f.decisions.physiotherapist.outcome=not_enrolled&"
                                          "f.reason=Bor+granne+med+mottagningen.%0AVill+g%C3%A5.");
    struct typed typed = {0};
    struct error err;
    assert_true(event_form_fill(arena, &first.draft.payload, &typed, &err));
    assert_true(typed_has(&typed, STR("decisions.nurse.outcome"), STR("enrolled")));
    assert_text(typed_text(&typed, STR("decisions.nurse.from")), "2026-11-23");

    struct request request = request_with(arena, "date=2026-11-20");
    request.typed = typed.items.items;
    request.typed_count = typed.items.n;
    struct event_form form = decision_form();
    struct event again;
    struct field_faults faults = {0};
    assert_true(event_form_read(&request, &form, today, stockholm(arena), &again, &faults, &err));
    assert_int_equal(faults.items.n, 0);
    struct str before, after;
    assert_true(event_write(arena, &first.draft, &before, &err));
    assert_true(event_write(arena, &again, &after, &err));
    assert_text(after, before.p);
}

static void test_memory_gives_out_everywhere(void **state) {
    (void)state;
    CLEANUP(arena_cleanup) struct arena *kept = arena_new(ARENA_DEFAULT_CEILING);
    const struct zone *zone = stockholm(kept);
    struct request request =
        request_with(kept, DECIDED "f.decisions.physiotherapist.outcome=x&f.reason=y&time=8");
    struct event_form form = decision_form();
    for (size_t at = 1;; at++) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct event draft;
        struct field_faults faults = {0};
        struct error err = {0};
        request.arena = arena;
        arena_fail_at(at);
        bool done = event_form_read(&request, &form, today, zone, &draft, &faults, &err);
        arena_fail_at(0);
        if (done)
            break;
        assert_int_equal(err.code, ERR_MEMORY);
        assert_true(at < 1000);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown((name), arena_set_up, arena_tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_a_whole_form),
        TEST(test_a_day_without_a_time),
        TEST(test_a_thing_is_referred_to),
        TEST(test_records),
        TEST(test_what_belongs_to_an_enrolment),
        TEST(test_only_what_is_asked_for),
        TEST(test_numbers),
        TEST(test_a_form_that_does_not_ask_when),
        TEST(test_dates_without_a_year),
        TEST(test_everything_missing_is_told_at_once),
        TEST(test_a_missing_record),
        TEST(test_what_cannot_be_understood),
        TEST(test_ceilings),
        TEST(test_faults_stand_in_the_order_of_the_form),
        TEST(test_an_error_of_the_app_finds_its_field),
        TEST(test_filled_in_and_read_again),
        TEST(test_memory_gives_out_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
