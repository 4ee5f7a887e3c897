// SPDX-License-Identifier: EUPL-1.2
//
// Identity is a fact: two records are one person, one record was two, an entry was made on the
// wrong person. Visibility moves, events never do, and everything can be undone.
#include "world.h"

#include <stdlib.h>
#include <string.h>

#include "app/records.h"

static struct str joined_json(struct world *w, struct str other) {
    return str_printf(w->arena,
                      "{\"other\":\"" STR_FMT "\",\"reason\":\"Samma adress och dotter\"}",
                      STR_ARG(other));
}

static struct record_request join_form(struct world *w, struct str person, struct str other) {
    return form(w, person, EVENT_record_joined, joined_json(w, other).p, NULL);
}

static struct record_request move_form(struct world *w, struct str person, int64_t seq,
                                       struct str to) {
    struct str json = str_printf(w->arena, "{\"other\":\"" STR_FMT "\"}", STR_ARG(to));
    struct record_request request = form(w, person, EVENT_entry_moved, json.p, NULL);
    request.draft.corrects = seq;
    request.draft.because = STR("Fel person var öppen");
    return request;
}

static struct record_request strike_form(struct world *w, struct str person, int64_t seq) {
    struct record_request request = form(w, person, EVENT_entry_withdrawn, "{}", NULL);
    request.draft.corrects = seq;
    request.draft.because = STR("Det var två personer");
    return request;
}

static int64_t send(struct world *w, const struct actor *actor,
                    const struct record_request *request) {
    struct recorded recorded;
    struct error err = {0};
    if (!app_record(w->app, w->arena, actor, request, &recorded, &err))
        fail_msg("%s at %s", err.key, err.element);
    assert_false(recorded.already);
    return recorded.seq;
}

// The demand on everything below: what is derived is what would be derived from the start, and
// every chain is whole.
static void assert_whole(struct world *w) {
    bool same = false;
    struct error err = {0};
    struct verify_report report = {0};
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
    assert_true(store_verify(w->app->store, w->arena, &report, &err));
    assert_int_equal(report.faults.n, 0);
}

static size_t found(struct world *w, const struct actor *actor, const char *typed) {
    struct found_persons hits;
    struct error err = {0};
    assert_true(app_find_name(w->app, w->arena, actor, str_of(typed), &hits, &err));
    return hits.rows.items.n;
}

static struct str found_by(struct world *w, const char *number) {
    struct str stream = STR_NONE;
    struct error err = {0};
    assert_true(app_find_number(w->app, w->arena, &w->planner, str_of(number), &stream, &err));
    return stream;
}

static size_t day_entries(struct world *w, const struct actor *actor, struct str stream) {
    struct day day;
    struct error err = {0};
    size_t n = 0;
    assert_true(app_day(w->app, w->arena, actor, &day, &err));
    for (size_t i = 0; i < day.entries.n; i++)
        n += str_eq(day.entries.items[i].duty.stream, stream);
    return n;
}

static const struct timeline_entry *entry_of(const struct case_view *view, enum event_kind kind,
                                             struct str stream) {
    for (size_t i = 0; i < view->timeline.n; i++) {
        const struct event *event = view->timeline.items[i].event;
        if (event->kind == kind && str_eq(event->stream, stream))
            return &view->timeline.items[i];
    }
    return NULL;
}

static bool has_duty(const struct case_view *view, const char *decision) {
    for (size_t i = 0; i < view->answers.duties.n; i++) {
        const struct duty *duty = &view->answers.duties.items[i];
        if (duty->state == DUTY_OPEN && str_is(duty->decision, decision))
            return true;
    }
    return false;
}

// A ward gives a reserve number to somebody whom the municipality knows.
static void test_two_records_are_one_person(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-02T10:00");
    struct str known = new_person(w, "193502017456", "Bertil", "Nyström");
    int64_t first = send_request(w, known, "\"nurse\"");
    enrol_nurse(w, known, first, "2026-03-02");
    set_clock(w, "2026-03-03T10:00");
    struct str reserve = new_person(w, "350201K00123", "Okänd", "Okändsson");
    send_request(w, reserve, "\"physiotherapist\"");
    assert_int_equal(day_entries(w, &w->planner, reserve), 1);

    struct record_request joins = join_form(w, known, reserve);
    int64_t joined = send(w, &w->planner, &joins);

    struct case_view view = look(w, &w->planner, known);
    assert_text(view.person.number, "193502017456");
    assert_non_null(entry_of(&view, EVENT_care_request_sent, reserve));
    assert_non_null(entry_of(&view, EVENT_care_request_sent, known));
    // The duty to decide followed; search and worklist show one person.
    assert_int_equal(day_entries(w, &w->planner, reserve), 0);
    assert_true(day_entries(w, &w->planner, known) >= 1);
    assert_int_equal(found(w, &w->planner, "Nyström"), 1);
    assert_int_equal(found(w, &w->planner, "Okändsson"), 1);
    assert_true(str_eq(found_by(w, "350201K00123"), known));
    // The old address leads on, and the reading was written down for both.
    struct case_view other;
    struct error err = {0};
    assert_false(app_case(w->app, w->arena, &w->planner, reserve, &other, &err));
    assert_string_equal(err.key, "person.goes-on");
    assert_true(str_eq(str_of(err.args[0]), known));
    look(w, &w->nurse, known);
    assert_true(str_eq(last_access(w, reserve).user, w->nurse.user));
    assert_whole(w);

    // What goes on from an entry is recorded where that entry stands.
    int64_t request = entry_of(&view, EVENT_care_request_sent, reserve)->event->seq;
    struct str json =
        str_printf(w->arena,
                   "{\"request\":%lld,\"decisions\":{\"physiotherapist\":{"
                   "\"outcome\":\"enrolled\",\"from\":\"2026-03-04\",\"unit\":\"" STR_FMT "\"}}}",
                   (long long)request, STR_ARG(w->care_unit));
    record(w, &w->planner, known, EVENT_enrolment_decided, json.p, NULL);
    view = look(w, &w->planner, known);
    assert_non_null(entry_of(&view, EVENT_enrolment_decided, reserve));
    assert_int_equal(day_entries(w, &w->planner, known), 0);
    assert_whole(w);

    // Undone: each has its own, the decision with the request that it answers.
    struct record_request undo = strike_form(w, known, joined);
    send(w, &w->planner, &undo);
    view = look(w, &w->planner, known);
    assert_null(entry_of(&view, EVENT_enrolment_decided, reserve));
    assert_non_null(entry_of(&view, EVENT_enrolment_decided, known));
    view = look(w, &w->planner, reserve);
    assert_text(view.person.number, "350201K00123");
    assert_non_null(entry_of(&view, EVENT_enrolment_decided, reserve));
    assert_null(entry_of(&view, EVENT_enrolment_decided, known));
    assert_int_equal(found(w, &w->planner, "Okändsson"), 1);
    assert_true(str_eq(found_by(w, "350201K00123"), reserve));
    assert_whole(w);
}

static void test_a_form_opened_before_goes_on_in_the_other(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-05T10:00");
    struct str one = new_person(w, "194401032133", "Greta", "Åkesson");
    struct str two = new_person(w, "440103K00123", "Greta", "Okänd");
    send_request(w, one, "\"nurse\"");
    send_request(w, two, "\"nurse\"");
    struct record_request before = form(w, two, EVENT_interpreter_noted, "{\"need\":\"no\"}", NULL);
    struct record_request joins = join_form(w, one, two);
    send(w, &w->planner, &joins);
    struct recorded ret;
    refuse(w, &w->planner, &before, ERR_CONFLICT, "record.others-first", "", &ret);
    assert_true(str_eq(ret.stream, one));
    before.seen_seq = ret.seq_now;
    send(w, &w->planner, &before);
    struct case_view view = look(w, &w->planner, one);
    assert_non_null(entry_of(&view, EVENT_interpreter_noted, one));
    // Neither itself, nor what goes on already, nor what cannot be corrected.
    struct record_request again = join_form(w, one, two);
    refuse(w, &w->planner, &again, ERR_INPUT, "identity.goes-on", "other", NULL);
    again = join_form(w, one, one);
    refuse(w, &w->planner, &again, ERR_INPUT, "identity.same", "other", NULL);
    again = join_form(w, one, STR("person/00000000000000000000000000"));
    refuse(w, &w->planner, &again, ERR_DENIED, "access.no-relation", "", NULL);
    again = form(w, one, EVENT_record_continued, joined_json(w, two).p, NULL);
    refuse(w, &w->planner, &again, ERR_DENIED, "access.not-for-role", "", NULL);
    assert_whole(w);
}

static void test_who_may_say_so(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-06T10:00");
    struct str ours = new_person(w, "193601286499", "Sven", "Dahlgren");
    send_request(w, ours, "\"nurse\"");
    struct str theirs = new_person(w, "360128K00123", "Sven", "Dahl");
    struct record_request joins = join_form(w, ours, theirs);
    // The planner knows but one of them; a reason is no relation; a ward may not.
    refuse(w, &w->planner, &joins, ERR_DENIED, "access.no-relation", "", NULL);
    struct error err = {0};
    struct actor curious = w->planner;
    curious.reasons = theirs; // stated for this person
    refuse(w, &curious, &joins, ERR_DENIED, "access.no-relation", "", NULL);
    refuse(w, &w->ward, &joins, ERR_DENIED, "access.not-for-role", "", NULL);
    send_request(w, theirs, "\"nurse\"");
    joins = join_form(w, ours, theirs);
    joins.draft.payload.n = 1;
    refuse(w, &w->planner, &joins, ERR_INPUT, "field.needed", "reason", NULL);
    // The number's owner is named only to those who know the person.
    struct person_row row;
    assert_true(app_name_number(w->app, w->arena, &w->planner, STR("360128K00123"), &row, &err));
    assert_text(row.family_name, "Dahl");
    assert_false(app_name_number(w->app, w->arena, &w->stranger, STR("360128K00123"), &row, &err));
    assert_int_equal(err.code, ERR_DENIED);
}

static void test_an_entry_on_the_wrong_person(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-09T10:00");
    struct str wrong = new_person(w, "193508249079", "Ebba", "Lund");
    struct str right = new_person(w, "195401025886", "Edit", "Lund");
    set_clock(w, "2026-03-09T11:00");
    int64_t entry = send_request(w, wrong, "\"nurse\"");
    send_request(w, right, "\"physiotherapist\"");
    struct case_view view = look(w, &w->planner, wrong);
    assert_true(has_duty(&view, "Besluta om anslutning"));

    struct record_request moves = move_form(w, wrong, entry, right);
    moves.draft.because = STR_NONE;
    refuse(w, &w->planner, &moves, ERR_INPUT, "correct.because-needed", "because", NULL);
    moves = move_form(w, wrong, 1, right);
    refuse(w, &w->planner, &moves, ERR_INPUT, "correct.person-stays", "corrects", NULL);
    moves = move_form(w, wrong, entry, right);
    send(w, &w->planner, &moves);

    view = look(w, &w->planner, wrong);
    assert_false(has_duty(&view, "Besluta om anslutning"));
    assert_true(entry_of(&view, EVENT_care_request_sent, wrong)->is_away);
    assert_false(entry_of(&view, EVENT_care_request_sent, wrong)->may_correct);
    view = look(w, &w->planner, right);
    const struct timeline_entry *moved = entry_of(&view, EVENT_care_request_sent, wrong);
    assert_non_null(moved);
    assert_false(moved->is_away);
    assert_int_equal(day_entries(w, &w->planner, right), 2);
    assert_int_equal(day_entries(w, &w->planner, wrong), 0);
    assert_whole(w);

    // A decision on it, and a correction of it, belong where it belongs.
    struct str json = str_printf(
        w->arena, "{\"request\":%lld,\"reason\":\"Fel mottagare, skicka till vårdcentralen\"}",
        (long long)moved->event->seq);
    record(w, &w->planner, right, EVENT_request_returned, json.p, NULL);
    assert_int_equal(day_entries(w, &w->planner, right), 1);
    view = look(w, &w->planner, wrong);
    assert_true(entry_of(&view, EVENT_request_returned, wrong)->is_away);
    assert_whole(w);

    // Moved back from where it stands: everything is as it was, but for what was decided since.
    view = look(w, &w->planner, right);
    moved = entry_of(&view, EVENT_care_request_sent, wrong);
    moves = move_form(w, right, moved->event->seq, wrong);
    send(w, &w->planner, &moves);
    view = look(w, &w->planner, wrong);
    assert_false(entry_of(&view, EVENT_care_request_sent, wrong)->is_away);
    assert_true(has_duty(&view, "Besluta om anslutning"));
    view = look(w, &w->planner, right);
    assert_true(entry_of(&view, EVENT_care_request_sent, wrong)->is_away);
    assert_whole(w);
}

// One record was two: a new person, and the entries that are theirs.
static void test_one_record_was_two(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-10T10:00");
    struct str both = new_person(w, "193112316710", "Ali", "Hassan");
    int64_t request = send_request(w, both, "\"nurse\"");
    int64_t decision = enrol_nurse(w, both, request, "2026-03-10");
    struct str other = new_person(w, "621231K00123", "Ali", "Hasan");
    send_request(w, other, "\"occupational_therapist\"");
    struct record_request moves = move_form(w, both, decision, other);
    send(w, &w->planner, &moves);
    moves = move_form(w, both, request, other);
    send(w, &w->planner, &moves);
    struct case_view view = look(w, &w->planner, other);
    assert_int_equal(view.answers.responsibilities.n > 0, 1);
    assert_true(has_duty(&view, "Informera om anslutningen"));
    view = look(w, &w->planner, both);
    assert_int_equal(open_duties(&view), 0);
    assert_whole(w);
    // A death on the wrong person: struck there, and it stops everything at the right one.
    int64_t death = record(w, &w->planner, both, EVENT_death_recorded,
                           "{\"kind\":\"expected\",\"established_by\":\"Dr Ek\","
                           "\"relatives_told\":\"yes\"}",
                           NULL);
    moves = move_form(w, both, death, other);
    send(w, &w->planner, &moves);
    view = look(w, &w->planner, other);
    assert_false(has_duty(&view, "Informera om anslutningen"));
    assert_whole(w);
}

// Somebody else records in one of the records between reading and writing.
static void test_another_was_first(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-11T10:00");
    struct str one = new_person(w, "194803022328", "Nils", "Ek");
    struct str two = new_person(w, "201204K00123", "Nils", "Eek");
    send_request(w, one, "\"nurse\"");
    send_request(w, two, "\"nurse\"");
    struct record_request joins = join_form(w, one, two);
    record(w, &w->planner, one, EVENT_interpreter_noted, "{\"need\":\"no\"}", NULL);
    struct recorded ret;
    refuse(w, &w->planner, &joins, ERR_CONFLICT, "record.others-first", "", &ret);
    assert_int_equal(ret.since.n, 1);
    joins.seen_seq = ret.seq_now;
    send(w, &w->planner, &joins);
    // Sent twice, it is recorded once.
    struct recorded again;
    struct error err = {0};
    assert_true(app_record(w->app, w->arena, &w->planner, &joins, &again, &err));
    assert_true(again.already);
    assert_whole(w);
}

static const char *reading_of(struct world *w, int64_t first, int64_t second) {
    struct str also = second ? str_printf(w->arena, ",%lld", (long long)second) : STR("");
    return str_printf(w->arena, "{\"observation\":%lld,\"read\":[%lld" STR_FMT "]}",
                      (long long)first, (long long)first, STR_ARG(also))
        .p;
}

// A reading is recorded where what was read stands, and says nothing of what stands elsewhere.
static void test_what_is_read_in_one_record_is_not_in_the_other(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-10T10:00");
    struct str one = new_person(w, "193903113458", "Rut", "Alm");
    struct str two = new_person(w, "390311K00123", "Okänd", "Tvåsson");
    enrol_nurse(w, one, send_request(w, one, "\"nurse\""), "2026-03-10");
    enrol_nurse(w, two, send_request(w, two, "\"nurse\""), "2026-03-10");
    int64_t here = record(w, &w->nurse, one, EVENT_observed, "{\"what\":\"Rosslar\"}", NULL);
    set_clock(w, "2026-03-10T11:00");
    int64_t there = record(w, &w->nurse, two, EVENT_observed, "{\"what\":\"Orolig\"}", NULL);
    struct record_request joins = join_form(w, one, two);
    send(w, &w->planner, &joins);
    struct case_view view = look(w, &w->nurse, one);
    there = entry_of(&view, EVENT_observed, two)->event->seq;
    size_t offers = 0; // one for each record
    for (size_t i = 0; i < view.acts.n; i++)
        offers += view.acts.items[i].act == EVENT_observation_seen;
    assert_int_equal(offers, 2);
    struct record_request both =
        form(w, one, EVENT_observation_seen, reading_of(w, there, here), NULL);
    struct recorded ret;
    refuse(w, &w->nurse, &both, ERR_INPUT, "field.thing-unknown", "observation", &ret);
    record(w, &w->nurse, one, EVENT_observation_seen, reading_of(w, there, 0), NULL);
    view = look(w, &w->nurse, one);
    assert_non_null(state_thing(&view.state, THING_observation, there, CODE_NONE)->closed);
    assert_null(state_thing(&view.state, THING_observation, here, CODE_NONE)->closed);
    assert_non_null(entry_of(&view, EVENT_observation_seen, two));
    assert_whole(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_records_are_one_person),
        cmocka_unit_test(test_what_is_read_in_one_record_is_not_in_the_other),
        cmocka_unit_test(test_a_form_opened_before_goes_on_in_the_other),
        cmocka_unit_test(test_who_may_say_so),
        cmocka_unit_test(test_an_entry_on_the_wrong_person),
        cmocka_unit_test(test_one_record_was_two),
        cmocka_unit_test(test_another_was_first),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
