// SPDX-License-Identifier: EUPL-1.2
//
// From the ward's care request to the corrected follow-up, through the door, as people would do it.
#include "world.h"

static struct str person;
static int64_t request;

static const struct permit *objection(const struct recorded *recorded, size_t n) {
    assert_true(recorded->objections.items.n > n);
    return &recorded->objections.items.items[n];
}

static void test_ward_sends(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-02T10:00");
    person = new_person(w, "19400127-9050", "Åke", "Wallin");
    request = send_request(w, person, "\"nurse\",\"physiotherapist\"");
    struct case_view view = look(w, &w->planner, person);
    assert_text(view.person.number, "194001279050");
    assert_text(view.person.born, "1940-01-27");
    assert_int_equal(open_duties(&view), 1);
    const struct duty *duty = open_duty(&view, 0);
    assert_duty(w, duty, "Besluta om anslutning", CODE_role_planner, "2026-03-09");
    assert_text(duty->unit, w->planning_unit.p);
    assert_int_equal(duty->fulfilled_by, EVENT_enrolment_decided);
    assert_int_equal(duty->about, request);
    assert_int_equal(duty->ground.clause_count, 1);
    assert_text(duty->ground.clauses[0], "H-10");
    assert_text(view.answers.statuses.items[0].sentence, "Vårdbegäran väntar på beslut");
}

static void test_planner_has_it_in_the_day(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct day day;
    assert_true(app_day(w->app, w->arena, &w->planner, &day, &err));
    assert_int_equal(day.entries.n, 1);
    const struct day_entry *entry = &day.entries.items[0];
    assert_text(entry->duty.what, "Besluta om anslutning");
    assert_text(entry->duty.person_name, "Åke Wallin");
    assert_text(entry->duty.due, "2026-03-09");
    assert_int_equal(entry->days_left, 7);
    assert_int_equal(entry->group, DUE_LATER); // Monday next week
    assert_text(entry->ground.clauses[0], "H-10");
    assert_true(app_day(w->app, w->arena, &w->nurse, &day, &err));
    assert_int_equal(day.entries.n, 0);
}

static void test_planner_asks(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-03T09:00");
    struct str json =
        str_printf(w->arena, "{\"request\":%lld,\"lacking\":\"Hur länge?\"}", (long long)request);
    record(w, &w->planner, person, EVENT_supplement_requested, json.p, NULL);
    struct case_view view = look(w, &w->ward, person);
    assert_int_equal(open_duties(&view), 1);
    assert_duty(w, open_duty(&view, 0), "Komplettera vårdbegäran", CODE_role_ward, "2026-03-05");
    assert_text(open_duty(&view, 0)->unit, w->ward_unit.p);
}

static const char *decision(struct world *w, const char *reason) {
    return str_printf(w->arena,
                      "{\"request\":%lld,\"decisions\":{\"nurse\":{\"outcome\":\"enrolled\","
                      "\"from\":\"2026-03-10\",\"unit\":\"" STR_FMT "\"},"
                      "\"physiotherapist\":{\"outcome\":\"not_enrolled\"}}%s}",
                      (long long)request, STR_ARG(w->care_unit), reason)
        .p;
}

static void test_no_decision_while_waiting(void **state) {
    struct world *w = *state;
    struct recorded ret;
    struct record_request early = form(w, person, EVENT_enrolment_decided, decision(w, ""), NULL);
    early.accept_deviation = true; // a decision is no observation: this does not help
    early.draft.because = STR("Bråttom");
    refuse(w, &w->planner, &early, ERR_REFUSED, "routine.objects", "", &ret);
    assert_false(ret.may_deviate);
    assert_text(objection(&ret, 0)->missing,
                "Den begärda kompletteringen har inte kommit. Dokumentera den först, eller stryk "
                "begäran om den inte längre behövs.");
    // The page shows the same before anything is typed.
    struct case_view view = look(w, &w->planner, person);
    bool seen = false;
    for (size_t i = 0; i < view.acts.n; i++)
        if (view.acts.items[i].act == EVENT_enrolment_decided) {
            seen = true;
            assert_false(view.acts.items[i].allowed);
            assert_int_equal(view.acts.items[i].about, request);
            assert_true(str_eq(view.acts.items[i].missing, objection(&ret, 0)->missing));
        }
    assert_true(seen);
}

static void test_ward_answers(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-04T15:00");
    struct str json = str_printf(w->arena, "{\"request\":%lld,\"supplement\":\"Ett halvår.\"}",
                                 (long long)request);
    record(w, &w->ward, person, EVENT_supplement_given, json.p, NULL);
    struct case_view view = look(w, &w->planner, person);
    assert_int_equal(open_duties(&view), 1);
    assert_duty(w, open_duty(&view, 0), "Besluta om anslutning", CODE_role_planner, "2026-03-09");
}

static void test_planner_decides_by_profession(void **state) {
    struct world *w = *state;
    struct recorded ret;
    struct record_request bare = form(w, person, EVENT_enrolment_decided, decision(w, ""), NULL);
    refuse(w, &w->planner, &bare, ERR_REFUSED, "routine.objects", "", &ret);
    assert_text(objection(&ret, 0)->missing,
                "Rutinen ger förslaget ”ansluten”. Skriv en motivering till beslutet.");
    record(w, &w->planner, person, EVENT_enrolment_decided,
           decision(w, ",\"reason\":\"Träning ges på dagverksamheten.\""), NULL);
    struct case_view view = look(w, &w->nurse, person);
    assert_int_equal(open_duties(&view), 3);
    assert_duty(w, open_duty(&view, 0), "Informera muntligt och skriftligt", CODE_role_nurse,
                "2026-03-10");
    assert_duty(w, open_duty(&view, 1), "Första uppföljning", CODE_role_nurse, "2026-05-10");
    assert_text(open_duty(&view, 1)->unit, w->care_unit.p);
    assert_text(open_duty(&view, 1)->ground.clauses[0], "H-16");
    assert_text(view.answers.statuses.items[0].sentence, "Ansluten till hemsjukvård");
    struct day day;
    assert_true(app_day(w->app, w->arena, &w->nurse, &day, NULL));
    assert_int_equal(day.entries.n, 2);
    assert_true(app_day(w->app, w->arena, &w->physio, &day, NULL));
    assert_int_equal(day.entries.n, 0);
}

// The ward finds in its day what was decided, and that it is read ends its part (H-09, H-10).
static void test_ward_learns(void **state) {
    struct world *w = *state;
    struct day day;
    assert_true(app_day(w->app, w->arena, &w->ward, &day, NULL));
    assert_int_equal(day.entries.n, 1);
    assert_text(day.entries.items[0].duty.what,
                "Ta del av beslutet: ansluten, men inte för fysioterapeut");
    struct str json = str_printf(w->arena, "{\"request\":%lld}", (long long)request);
    record(w, &w->ward, person, EVENT_decision_received, json.p, NULL);
    assert_true(app_day(w->app, w->arena, &w->ward, &day, NULL));
    assert_int_equal(day.entries.n, 0);
}

static void test_why(void **state) {
    struct world *w = *state;
    struct case_view view = look(w, &w->nurse, person);
    const struct duty *duty = open_duty(&view, 1);
    struct why_view why;
    struct error err = {0};
    assert_true(app_why(w->app, w->arena, &w->nurse, person, duty->decision, duty->thing,
                        duty->ordinal, &why, &err));
    assert_text(why.duty.what, "Första uppföljning");
    assert_int_equal(why.opened->kind, EVENT_enrolment_decided);
    assert_null(why.ended);
    assert_true(why.duty.ground.fact_count > 0);
    assert_false(
        app_why(w->app, w->arena, &w->nurse, person, duty->decision, duty->thing, 99, &why, &err));
    assert_string_equal(err.key, "why.no-such-duty");
}

static void test_nurse_informs(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-10T14:00");
    record(w, &w->nurse, person, EVENT_information_given,
           "{\"forms\":[\"oral\",\"written\"],\"goals\":\"Bo hemma\",\"plan\":\"Efter två "
           "månader\"}",
           "2026-03-10");
    struct case_view view = look(w, &w->nurse, person);
    assert_int_equal(open_duties(&view), 1);
    assert_duty(w, open_duty(&view, 0), "Första uppföljning", CODE_role_nurse, "2026-05-10");
}

static const char *follow_up(struct world *w, const char *next) {
    return str_printf(w->arena,
                      "{\"professions\":[\"nurse\"],\"participation\":\"took_part\","
                      "\"goals\":\"partly\",\"next\":\"%s\"}",
                      next)
        .p;
}

static void test_next_date_too_late_is_refused(void **state) {
    struct world *w = *state;
    struct recorded ret;
    set_clock(w, "2026-05-20T11:00");
    struct record_request late =
        form(w, person, EVENT_followed_up, follow_up(w, "2026-11-09"), "2026-05-08");
    late.accept_deviation = true; // a plan cannot be a deviation
    late.draft.because = STR("Semester");
    refuse(w, &w->nurse, &late, ERR_REFUSED, "routine.objects", "", &ret);
    assert_false(ret.may_deviate);
    assert_text(objection(&ret, 0)->missing,
                "Nästa uppföljning får vara senast 2026-11-08, sex månader efter den här.");
    assert_text(objection(&ret, 0)->ground.clauses[0], "H-16");
    assert_text(objection(&ret, 0)->ground.clauses[1], "H-18");
}

// On the 20th of May for the 8th: the duty was due on the 10th, and was fulfilled in time.
static void test_recorded_late_is_judged_by_when_it_happened(void **state) {
    struct world *w = *state;
    record(w, &w->nurse, person, EVENT_followed_up, follow_up(w, "2026-11-08"), "2026-05-08");
    struct case_view view = look(w, &w->nurse, person);
    assert_int_equal(open_duties(&view), 1);
    assert_duty(w, open_duty(&view, 0), "Uppföljning", CODE_role_nurse, "2026-11-08");
    for (size_t i = 0; i < view.answers.duties.n; i++) {
        const struct duty *duty = &view.answers.duties.items[i];
        if (!str_is(duty->what, "Första uppföljning"))
            continue;
        assert_int_equal(duty->state, DUTY_FULFILLED);
        assert_text(date_text(w->arena, app_local_date(w->app, duty->ended)), "2026-05-08");
    }
}

static void test_correction_makes_duties_follow(void **state) {
    struct world *w = *state;
    struct case_view before = look(w, &w->nurse, person);
    const struct event *followed = before.timeline.items[0].event;
    assert_int_equal(followed->kind, EVENT_followed_up);
    assert_true(before.timeline.items[0].may_correct);
    struct record_request mended =
        form(w, person, EVENT_followed_up, follow_up(w, "2026-08-08"), "2026-05-08");
    mended.draft.corrects = followed->seq;
    refuse(w, &w->nurse, &mended, ERR_INPUT, "correct.because-needed", "because", NULL);
    mended.draft.because = STR("Skrev fel månad");
    struct recorded ret;
    struct error err = {0};
    assert_true(app_record(w->app, w->arena, &w->nurse, &mended, &ret, &err));
    struct case_view view = look(w, &w->nurse, person);
    assert_int_equal(open_duties(&view), 1);
    assert_duty(w, open_duty(&view, 0), "Uppföljning", CODE_role_nurse, "2026-08-08");
    // Both are to be seen, and which of them holds.
    size_t found = 0;
    for (size_t i = 0; i < view.timeline.n; i++) {
        const struct timeline_entry *entry = &view.timeline.items[i];
        if (entry->event->kind != EVENT_followed_up)
            continue;
        found++;
        assert_text(entry->recorder_name, "Sara Lindgren");
        assert_text(entry->unit_name, "Hemsjukvård Norr");
        if (entry->event->seq == followed->seq) {
            assert_int_equal(entry->corrected_by->seq, ret.seq);
            assert_false(entry->may_correct);
        } else {
            assert_text(entry->event->because, "Skrev fel månad");
            assert_null(entry->corrected_by);
        }
    }
    assert_int_equal(found, 2);
}

static void test_withdrawal_brings_the_duty_back(void **state) {
    struct world *w = *state;
    struct case_view before = look(w, &w->nurse, person);
    struct record_request struck = form(w, person, EVENT_entry_withdrawn, "{}", NULL);
    struck.draft.corrects = before.timeline.items[0].event->seq;
    struck.draft.because = STR("Gällde en annan person");
    struct recorded ret;
    struct error err = {0};
    assert_true(app_record(w->app, w->arena, &w->nurse, &struck, &ret, &err));
    struct case_view view = look(w, &w->nurse, person);
    assert_int_equal(open_duties(&view), 1);
    assert_duty(w, open_duty(&view, 0), "Första uppföljning", CODE_role_nurse, "2026-05-10");
    struct day day;
    assert_true(app_day(w->app, w->arena, &w->nurse, &day, NULL));
    assert_int_equal(day.entries.items[0].group, DUE_LATE);
    assert_int_equal(day.entries.items[0].days_left, -10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ward_sends),
        cmocka_unit_test(test_planner_has_it_in_the_day),
        cmocka_unit_test(test_planner_asks),
        cmocka_unit_test(test_no_decision_while_waiting),
        cmocka_unit_test(test_ward_answers),
        cmocka_unit_test(test_planner_decides_by_profession),
        cmocka_unit_test(test_ward_learns),
        cmocka_unit_test(test_why),
        cmocka_unit_test(test_nurse_informs),
        cmocka_unit_test(test_next_date_too_late_is_refused),
        cmocka_unit_test(test_recorded_late_is_judged_by_when_it_happened),
        cmocka_unit_test(test_correction_makes_duties_follow),
        cmocka_unit_test(test_withdrawal_brings_the_duty_back),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
