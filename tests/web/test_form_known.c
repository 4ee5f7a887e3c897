// SPDX-License-Identifier: EUPL-1.2
//
// The routine is a stand-in here: it objects to a next follow-up later than six months ahead.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/json.h"
#include "calendar/zone.h"
#include "web/form_known.h"

static const struct date today = {2026, 11, 20};
static struct date latest_allowed; // year 0: any day
static bool objects_always;

bool routine_judge(const struct routine *routine, struct arena *arena, struct event_list effective,
                   const struct event *draft, struct objections *ret_objections,
                   struct error *err) {
    (void)routine;
    (void)effective;
    struct str json;
    *ret_objections = (struct objections){0};
    if (!event_write(arena, draft, &json, err)) // a routine judges whole drafts only
        return false;
    const struct field_value *next = payload_get(&draft->payload, FIELD_followed_up_next);
    bool late = next && latest_allowed.year && date_cmp(next->date, latest_allowed) > 0;
    if ((late || objects_always) && !LIST_PUSH(arena, &ret_objections->items))
        return error_memory(err);
    return true;
}

// ---- a case ----

struct world {
    struct arena *arena;
    struct wording wording;
    struct case_view from;
    struct event_form form;
    struct event draft;
    struct form_known known;
    LIST_OF(struct event) events;
};

static const struct zone *stockholm(struct arena *arena) {
    const struct zone *zone;
    assert_true(zone_load(arena, "Europe/Stockholm", &zone, NULL));
    return zone;
}

static void happens(struct world *world, const char *kind, const char *payload) {
    struct event *event = LIST_PUSH(world->arena, &world->events);
    struct error err = {0};
    assert_non_null(event);
    event->kind = event_kind_find(str_of(kind));
    event->seq = (int64_t)world->events.n;
    event->stream = STR("person/01hv3w9y5k2m8n4p6q7r0s1t2u");
    event->happened = zone_day_start(world->wording.zone, today);
    assert_true(event_read(world->arena, str_of(payload), event, &err));
}

#define UNIT "unit/01hv3w9y5k2m8n4p6q7r0s1t2u"
#define REQUEST(discharge)                                                                         \
    "{\"receiver\":\"" UNIT "\",\"professions\":[\"nurse\",\"physiotherapist\"],"                  \
    "\"need\":\"Sår\",\"dwelling\":\"ordinary\",\"wish\":\"yes\",\"cannot_visit\":\"yes\","       \
    "\"extent\":\"yes\",\"lasting_need\":\"yes\"" discharge "}"
#define DECISION                                                                                   \
    "{\"request\":1,\"decisions\":{\"nurse\":{\"outcome\":\"enrolled\",\"from\":\"2026-11-20\","   \
    "\"unit\":\"" UNIT "\"},\"physiotherapist\":{\"outcome\":\"enrolled\","                        \
    "\"from\":\"2026-11-20\",\"unit\":\"" UNIT "\"}}}"

static const struct form_known *opened(struct world *world, enum event_kind kind, int64_t about) {
    struct error err;
    world->from.effective = (struct event_list){world->events.n, world->events.items};
    assert_true(
        state_fold(world->arena, world->from.effective, world->events.n, &world->from.state, &err));
    world->form = (struct event_form){.kind = kind, .about = about, .keys = 3};
    world->draft = (struct event){.kind = kind, .happened = {1}};
    world->known = (struct form_known){
        .wording = &world->wording,
        .from = &world->from,
        .form = &world->form,
        .draft = &world->draft,
        .role = CODE_role_nurse,
    };
    return &world->known;
}

static struct typed filled(const struct form_known *known) {
    struct typed typed = {0};
    struct error err;
    struct last_day last;
    assert_true(form_known_last_day(known, &last, &err));
    assert_true(form_known_fill(known, &last, &typed, &err));
    return typed;
}

static void assert_typed(const struct typed *typed, const char *name, const char *expected) {
    struct str text = typed_text(typed, str_of(name));
    assert_int_equal(text.n, strlen(expected));
    assert_memory_equal(text.p ? text.p : "", expected, text.n);
}

static void propose(struct world *world, int64_t about, const char *outcome) {
    struct proposal *proposal = LIST_PUSH(world->arena, &world->from.answers.proposals);
    assert_non_null(proposal);
    *proposal = (struct proposal){
        .act = EVENT_enrolment_decided, .about = about, .outcome = str_of(outcome)};
}

// ---- what can stand in the form ----

static void test_a_decision_follows_the_proposal(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(",\"discharge\":\"2026-11-27\""));
    propose(world, 9, "ej ansluten"); // of another request
    propose(world, 1, "ansluten");
    struct typed typed = filled(opened(world, EVENT_enrolment_decided, 1));
    assert_typed(&typed, "decisions.nurse.outcome", "enrolled");
    assert_typed(&typed, "decisions.physiotherapist.outcome", "enrolled");
    assert_typed(&typed, "decisions.nurse.from", "2026-11-27");
    assert_typed(&typed, "decisions.occupational_therapist.outcome", "");
}

static void test_a_decision_without_a_proposal(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(",\"discharge\":\"2026-11-19\""));
    propose(world, 1, "kan inte avgöras");
    struct typed typed = filled(opened(world, EVENT_enrolment_decided, 1));
    assert_typed(&typed, "decisions.nurse.outcome", "");
    assert_typed(&typed, "decisions.nurse.from", "2026-11-20"); // the discharge is past
}

// ---- P-01: who is to be told ----

static void written_in(struct world *world, enum code role, const char *informant) {
    happens(world, "care_request_sent", REQUEST(""));
    world->events.items[0].role = role;
    world->events.items[0].unit = STR(UNIT);
    world->events.items[0].informant = str_of(informant);
    happens(world, "enrolment_decided", DECISION);
}

static const struct form_known *told(struct world *world, enum code role, const char *unit) {
    opened(world, EVENT_decision_received, 1);
    world->known.role = role;
    world->known.unit = str_of(unit);
    return &world->known;
}

static void test_whoever_told_is_told(void **state) {
    struct world *world = *state;
    written_in(world, CODE_role_planner, "Dr Ek, vårdcentralen Åsen");
    const struct form_known *known = told(world, CODE_role_planner, UNIT);
    struct typed typed = filled(known);
    assert_typed(&typed, "reached", "Dr Ek, vårdcentralen Åsen");
    assert_int_equal(form_known_unasked(known), FIELD_NONE);
}

static void test_whoever_asked_is_not_asked_whom_they_told(void **state) {
    struct world *world = *state;
    written_in(world, CODE_role_ward, "Dottern");
    const struct form_known *known = told(world, CODE_role_ward, UNIT);
    struct typed typed = filled(known);
    assert_typed(&typed, "reached", "");
    assert_int_equal(form_known_unasked(known), FIELD_decision_received_reached);
    // The planning function rings the ward, not the daughter; another ward is no sender.
    known = told(world, CODE_role_planner, "unit/01hv3w9y5k2m8n4p6q7r0s1t2z");
    typed = filled(known);
    assert_typed(&typed, "reached", "");
    assert_int_equal(form_known_unasked(known), FIELD_NONE);
    known = told(world, CODE_role_ward, "unit/01hv3w9y5k2m8n4p6q7r0s1t2z");
    assert_int_equal(form_known_unasked(known), FIELD_NONE);
}

static void test_the_next_follow_up(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(""));
    happens(world, "enrolment_decided", DECISION);
    latest_allowed = (struct date){2027, 5, 20};
    struct typed typed = filled(opened(world, EVENT_followed_up, 2));
    assert_typed(&typed, "next", "2027-05-20");
    assert_typed(&typed, "professions", "nurse");
    latest_allowed = (struct date){2026, 11, 21};
    typed = filled(&world->known);
    assert_typed(&typed, "next", "2026-11-21");
}

static void test_no_limit_no_date(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(""));
    happens(world, "enrolment_decided", DECISION);
    struct typed typed = filled(opened(world, EVENT_followed_up, 2));
    assert_typed(&typed, "next", "");
    objects_always = true;
    typed = filled(&world->known);
    assert_typed(&typed, "next", "");
}

static void test_nobody_is_enrolled(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(""));
    latest_allowed = (struct date){2027, 5, 20};
    struct typed typed = filled(opened(world, EVENT_followed_up, 0));
    assert_typed(&typed, "next", "");
}

static void test_goals_hold_until_they_are_changed(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(""));
    happens(world, "enrolment_decided", DECISION);
    happens(world, "information_given",
            "{\"forms\":[\"oral\"],\"goals\":\"Bo hemma\",\"plan\":\"Om en månad\"}");
    struct typed typed = filled(opened(world, EVENT_information_given, 0));
    assert_typed(&typed, "goals", "Bo hemma");
    assert_typed(&typed, "plan", "Om en månad");
    assert_typed(&typed, "forms", "");
}

static void test_a_new_request_is_written_anew(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(""));
    struct typed typed = filled(opened(world, EVENT_care_request_sent, 0));
    assert_typed(&typed, "need", "");
    assert_typed(&typed, "professions", "nurse");
    world->known.role = CODE_role_ward;
    typed = filled(&world->known);
    assert_int_equal(typed.items.n, 0);
}

// ---- what stands beside it ----

static struct beside_view beside(const struct form_known *known) {
    struct beside_view view = {0};
    struct error err;
    assert_true(form_known_beside(known, &view, &err));
    return view;
}

static void test_what_was_asked_for_stands_beside(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(""));
    happens(world, "care_request_sent", REQUEST(""));
    happens(world, "supplement_requested", "{\"request\":1,\"lacking\":\"Läkemedelslista\"}");
    happens(world, "supplement_requested", "{\"request\":2,\"lacking\":\"Telefonnummer\"}");
    struct beside_view view = beside(opened(world, EVENT_supplement_given, 1));
    assert_int_equal(view.items.n, 2);
    assert_int_equal(view.items.items[0].seq, 3);
    assert_int_equal(view.items.items[1].seq, 1);
}

static void test_goals_stand_beside_a_follow_up(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(""));
    happens(world, "enrolment_decided", DECISION);
    for (int i = 0; i < 2; i++)
        happens(world, "information_given",
                "{\"forms\":[\"oral\"],\"goals\":\"Bo hemma\",\"plan\":\"Om en månad\"}");
    struct beside_view view = beside(opened(world, EVENT_followed_up, 2));
    assert_int_equal(view.items.n, 1);
    assert_int_equal(view.items.items[0].seq, 4);
}

// Whoever has the role that the form asks for is who it was; anybody else writes who.
static void test_whoever_writes_need_not_say_who(void **state) {
    static const struct {
        enum event_kind kind;
        const char *field;
        enum code role;
        const char *filled;
    } cases[] = {
        {EVENT_therapy_assessed, "profession", CODE_role_nurse, ""},
        {EVENT_therapy_assessed, "profession", CODE_role_occupational_therapist,
         "occupational_therapist"},
        {EVENT_course_assessed, "physician", CODE_role_nurse, ""},
        {EVENT_course_assessed, "physician", CODE_role_physician, "Ida Ek"},
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct form_known known = *opened(world, cases[i].kind, 0);
        known.name = STR("Ida Ek");
        known.role = cases[i].role;
        struct typed typed = filled(&known);
        assert_typed(&typed, cases[i].field, cases[i].filled);
    }
}

// Whoever says that the wishes are read has them before the eyes, and whoever assesses a change
// too.
static void test_what_is_gone_on_from_stands_beside(void **state) {
    struct world *world = *state;
    happens(world, "wishes_noted", "{\"place\":\"home\",\"growth\":\"not_asked\"}");
    happens(world, "wishes_noted", "{\"place\":\"home\",\"growth\":\"yes\"}");
    happens(world, "growth_changed", "{\"growth\":\"no\"}");
    happens(world, "change_noticed", "{\"what\":\"Sover\",\"noticed_by\":\"staff\"}");
    happens(world, "change_noticed", "{\"what\":\"Feber\",\"noticed_by\":\"staff\"}");
    struct beside_view view = beside(opened(world, EVENT_wishes_read, 0));
    assert_int_equal(view.items.n, 2);
    assert_int_equal(view.items.items[0].seq, 3);
    assert_int_equal(view.items.items[1].seq, 2);
    view = beside(opened(world, EVENT_course_assessed, 0));
    assert_int_equal(view.items.n, 2); // each of them
    view = beside(opened(world, EVENT_death_recorded, 0));
    assert_int_equal(view.items.n, 0);
}

static void test_nothing_stands_beside_a_new_request(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(""));
    assert_int_equal(beside(opened(world, EVENT_care_request_sent, 0)).items.n, 0);
}

static void test_what_stands_beside_a_reading_is_what_it_names(void **state) {
    struct world *world = *state;
    for (int i = 0; i < 3; i++)
        happens(world, "observed", "{\"what\":\"Rosslar\"}");
    happens(world, "observation_seen", "{\"observation\":1,\"read\":[1]}");
    const struct form_known *known = opened(world, EVENT_observation_seen, 2);
    struct typed typed = filled(known);
    assert_typed(&typed, "read", "2 3");
    struct beside_view view = beside(known);
    assert_int_equal(view.items.n, 2);
    assert_int_equal(view.items.items[0].seq, 3);
    assert_int_equal(view.items.items[1].seq, 2);
}

static int set_up(void **state) {
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct world *world = arena ? ARENA_NEW(arena, struct world) : NULL;
    if (!world)
        return -1;
    world->arena = arena;
    world->wording = (struct wording){
        .arena = arena, .language = LANGUAGE_SV, .today = today, .zone = stockholm(arena)};
    latest_allowed = (struct date){0};
    objects_always = false;
    *state = world;
    return 0;
}

static int tear_down(void **state) {
    struct world *world = *state;
    arena_free(world->arena);
    return 0;
}

// Whoever was asked to take over answers for the own unit, with what was asked beside; whoever
// asked, and writes what was said on the telephone, says of whom.
#define CENTRE "unit/01hv3w9y5k2m8n4p6q7r0s1t2v"
static void test_whoever_takes_over_answers_for_the_own_unit(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(""));
    happens(world, "enrolment_decided", DECISION);
    happens(world, "discharge_started",
            "{\"professions\":[\"nurse\"],\"reason\":\"Läkt\",\"request\":\"Omläggning\","
            "\"receivers\":{\"care_contact\":{\"need\":\"needed\",\"unit\":\"" CENTRE "\"},"
            "\"rehab_clinic\":{\"need\":\"needed\"}},\"planned\":\"2026-11-27\"}");
    struct form_known known = *opened(world, EVENT_handover_answered, 0);
    known.unit = STR(UNIT);
    struct typed typed = filled(&known);
    assert_typed(&typed, "receivers", "");
    known.unit = STR(CENTRE);
    typed = filled(&known);
    assert_typed(&typed, "receivers", "care_contact");
    struct beside_view view = beside(&known);
    assert_int_equal(view.items.n, 1);
    assert_int_equal(view.items.items[0].seq, 3);
}

// Where those who were asked do not take over, the request is sent once more: what was written
// stands there. Another profession begins anew, and so does whoever discharges the next time.
static void test_what_is_sent_once_more_is_filled_in(void **state) {
    struct world *world = *state;
    happens(world, "care_request_sent", REQUEST(""));
    happens(world, "enrolment_decided", DECISION);
    happens(world, "discharge_started",
            "{\"professions\":[\"nurse\"],\"reason\":\"Läkt\",\"request\":\"Omläggning\","
            "\"receivers\":{\"care_contact\":{\"need\":\"needed\",\"name\":\"Ida\"},"
            "\"rehab_clinic\":{\"need\":\"not_needed\"}},\"planned\":\"2026-11-27\"}");
    struct event *sent = &world->events.items[world->events.n - 1];
    sent->role = CODE_role_nurse;
    sent->unit = STR(UNIT);
    happens(world, "handover_answered",
            "{\"receivers\":[\"care_contact\"],\"answer\":\"declines\"}");
    struct form_known known = *opened(world, EVENT_discharge_started, 0);
    known.role = CODE_role_nurse;
    known.unit = STR(UNIT);
    struct typed typed = filled(&known);
    assert_typed(&typed, "reason", "Läkt");
    assert_typed(&typed, "request", "Omläggning");
    assert_typed(&typed, "receivers.care_contact.name", "Ida");
    assert_typed(&typed, "receivers.rehab_clinic.need", "not_needed");
    assert_typed(&typed, "planned", "2026-11-27");
    known.role = CODE_role_physiotherapist;
    typed = filled(&known);
    assert_typed(&typed, "reason", "");
    happens(world, "discharged", "{\"professions\":[\"nurse\"]}");
    known = *opened(world, EVENT_discharge_started, 0);
    known.role = CODE_role_nurse;
    known.unit = STR(UNIT);
    typed = filled(&known);
    assert_typed(&typed, "reason", "");
}

#define TEST(name) cmocka_unit_test_setup_teardown((name), set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_a_decision_follows_the_proposal),
        TEST(test_a_decision_without_a_proposal),
        TEST(test_whoever_told_is_told),
        TEST(test_whoever_asked_is_not_asked_whom_they_told),
        TEST(test_the_next_follow_up),
        TEST(test_no_limit_no_date),
        TEST(test_nobody_is_enrolled),
        TEST(test_goals_hold_until_they_are_changed),
        TEST(test_a_new_request_is_written_anew),
        TEST(test_what_was_asked_for_stands_beside),
        TEST(test_goals_stand_beside_a_follow_up),
        TEST(test_nothing_stands_beside_a_new_request),
        TEST(test_whoever_writes_need_not_say_who),
        TEST(test_whoever_takes_over_answers_for_the_own_unit),
        TEST(test_what_is_sent_once_more_is_filled_in),
        TEST(test_what_is_gone_on_from_stands_beside),
        TEST(test_what_stands_beside_a_reading_is_what_it_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
