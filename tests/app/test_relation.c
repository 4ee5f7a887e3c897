// SPDX-License-Identifier: EUPL-1.2
//
// The care relation of a unit: what keeps it, what ends it, and what is left of it then.
#include "world.h"

#include "app/relation.h"
#include "app/retention.h"
#include "app/review.h"

static struct actor assessor, coordinator;

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    struct str unit =
        add_unit(w, "Biståndsenheten", CODE_unit_kind_needs_assessment, w->planner.organisation);
    add_staff(w, &assessor, "bist", "Karin Holst", CODE_role_needs_assessor, unit);
    unit = add_unit(w, "Hemtjänsten", CODE_unit_kind_home_care, w->planner.organisation);
    add_staff(w, &coordinator, "samordnare", "Disa Berg", CODE_role_unit_coordinator, unit);
    return 0;
}

static enum care_relation relation_of(struct world *w, struct str person, struct str unit) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    enum care_relation relation;
    struct error err = {0};
    assert_true(store_read(w->app->store, &reader, &err));
    assert_true(relation_find(w->app, reader, person, unit, &relation, &err));
    return relation;
}

static bool finds(struct world *w, const struct actor *actor, const char *name) {
    struct found_persons found;
    struct error err = {0};
    assert_true(app_find_name(w->app, w->arena, actor, str_of(name), &found, &err));
    return found.rows.items.n > 0;
}

static void is_refused(struct world *w, const struct actor *actor, struct str person,
                       const char *key) {
    struct case_view view;
    struct error err = {0};
    assert_false(app_case(w->app, w->arena, actor, person, &view, &err));
    assert_int_equal(err.code, ERR_DENIED);
    assert_string_equal(err.key, key);
}

static struct actor with_reason(const struct actor *actor, struct str person) {
    struct actor stating = *actor;
    stating.reasons = person;
    return stating;
}

// The ward's part is over when the request is decided. Thirty days later it is like any other unit.
static void test_a_decided_request_ends_the_part_of_the_sender(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-02T10:00");
    struct str person = new_person(w, "193001227705", "Elsa", "Ulvsund");
    int64_t request = send_request(w, person, "\"nurse\"");
    set_clock(w, "2026-06-01T10:00"); // it waits, however long
    assert_int_equal(relation_of(w, person, w->ward_unit), CARE_RELATION_HOLDS);
    enrol_nurse(w, person, request, "2026-06-01");
    set_clock(w, "2026-07-01T09:59");
    assert_int_equal(relation_of(w, person, w->ward_unit), CARE_RELATION_HOLDS);
    look(w, &w->ward, person);
    assert_true(finds(w, &w->ward, "Ulvsund"));
    set_clock(w, "2026-07-01T10:01");
    assert_int_equal(relation_of(w, person, w->ward_unit), CARE_RELATION_PAST);
    is_refused(w, &w->ward, person, "access.reason-needed");
    assert_false(finds(w, &w->ward, "Ulvsund"));
    assert_false(finds(w, &w->ward, "193001227705"));
    struct str stream;
    struct error err = {0};
    assert_false(app_find_number(w->app, w->arena, &w->ward, STR("193001227705"), &stream, &err));
    assert_string_equal(err.key, "access.reason-needed");
    struct person_row row;
    assert_false(app_name_number(w->app, w->arena, &w->ward, STR("193001227705"), &row, &err));
    // With a reason it sees what it saw: what it recorded, and what was sent to it.
    const struct actor stating = with_reason(&w->ward, person);
    assert_true(look(w, &stating, person).timeline.n > 1);
    // Who gives the care goes on doing so.
    assert_int_equal(relation_of(w, person, w->care_unit), CARE_RELATION_HOLDS);
    assert_true(finds(w, &w->nurse, "Ulvsund"));
    // A new request begins a new part.
    record(w, &stating, person, EVENT_care_request_sent,
           str_printf(w->arena,
                      "{\"receiver\":\"" STR_FMT "\",\"professions\":[\"physiotherapist\"],"
                      "\"need\":\"Träning\",\"dwelling\":\"ordinary\",\"wish\":\"yes\","
                      "\"cannot_visit\":\"yes\",\"extent\":\"yes\",\"lasting_need\":\"yes\"}",
                      STR_ARG(w->planning_unit))
               .p,
           NULL);
    assert_int_equal(relation_of(w, person, w->ward_unit), CARE_RELATION_HOLDS);
    assert_true(finds(w, &w->ward, "Ulvsund"));
}

static int64_t pass_on(struct world *w, struct str person, int64_t request, struct str to) {
    return record(w, &w->planner, person, EVENT_request_passed_on,
                  str_printf(w->arena,
                             "{\"request\":%lld,\"receiver\":\"" STR_FMT
                             "\",\"reason\":\"Bor där\"}",
                             (long long)request, STR_ARG(to))
                      .p,
                  NULL);
}

// What is passed on is the part of whoever has it now.
static void test_what_is_passed_on_is_left(void **state) {
    struct world *w = *state;
    struct str south =
        add_unit(w, "Planeringsenheten Syd", CODE_unit_kind_planning, w->planner.organisation);
    set_clock(w, "2026-03-02T10:00");
    struct str person = new_person(w, "193102118449", "Sven", "Vidare");
    pass_on(w, person, send_request(w, person, "\"nurse\""), south);
    set_clock(w, "2026-04-02T10:00");
    assert_int_equal(relation_of(w, person, w->planning_unit), CARE_RELATION_PAST);
    assert_int_equal(relation_of(w, person, south), CARE_RELATION_HOLDS);
    is_refused(w, &w->planner, person, "access.reason-needed");
}

static bool seq_of_text(const struct case_view *view, int64_t *ret_seq) {
    for (size_t i = 0; i < view->state.thing_count; i++)
        if (view->state.things[i].kind == THING_journal_text && !view->state.things[i].closed) {
            *ret_seq = view->state.things[i].opened->seq;
            return true;
        }
    return false;
}

// What waits to be carried over to the journal is a duty until it is.
static void carry_over(struct world *w, struct str person) {
    struct case_view view = look(w, &w->nurse, person);
    int64_t seq;
    while (seq_of_text(&view, &seq)) {
        record(w, &w->nurse, person, EVENT_journal_transferred,
               str_printf(w->arena, "{\"text\":%lld}", (long long)seq).p, NULL);
        view = look(w, &w->nurse, person);
    }
    assert_int_equal(open_duties(&view), 0);
}

static struct str cared_for(struct world *w, const char *number, const char *family) {
    set_clock(w, "2026-03-02T10:00");
    struct str person = new_person(w, number, "Prov", family);
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    record(w, &w->nurse, person, EVENT_information_given,
           "{\"forms\":[\"oral\",\"written\"],\"goals\":\"Läkt sår\",\"plan\":\"Om två månader\"}",
           NULL);
    return person;
}

// However long ago it was that anything was recorded: who is responsible takes part until the
// discharge is finished, and the one who takes over answers.
static void test_a_finished_discharge_ends_the_part(void **state) {
    struct world *w = *state;
    struct str person = cared_for(w, "193502017456", "Utskriven");
    struct str centre =
        add_unit(w, "Vårdcentralen", CODE_unit_kind_primary_care, w->ward.organisation);
    set_clock(w, "2027-03-02T10:00");
    assert_int_equal(relation_of(w, person, w->care_unit), CARE_RELATION_HOLDS);
    record(w, &w->nurse, person, EVENT_discharge_started,
           str_printf(w->arena,
                      "{\"professions\":[\"nurse\"],\"reason\":\"Kan ta sig dit\",\"request\":"
                      "\"Omläggning\",\"receivers\":{\"care_contact\":{\"need\":\"needed\","
                      "\"unit\":\"" STR_FMT "\"},\"rehab_clinic\":{\"need\":\"not_needed\"}},"
                      "\"planned\":\"2027-03-10\"}",
                      STR_ARG(centre))
               .p,
           NULL);
    record(w, &w->nurse, person, EVENT_handover_answered,
           "{\"receivers\":[\"care_contact\"],\"answer\":\"takes_over\"}", NULL);
    record(w, &w->nurse, person, EVENT_discharge_told,
           "{\"forms\":[\"oral\",\"written\"],\"takes_over\":\"Vårdcentralen\"}", NULL);
    struct actor contact = w->nurse;
    add_staff(w, &contact, "fvk", "Ida Ek", CODE_role_fixed_care_contact, centre);
    struct case_view before = look(w, &contact, person);
    assert_null(state_latest(&before.state, EVENT_discharged));
    record(w, &w->nurse, person, EVENT_discharged,
           "{\"professions\":[\"nurse\"],\"receivers\":[\"care_contact\"]}", NULL);
    // Whoever took over takes part until they have learnt that it has begun, however long that is.
    set_clock(w, "2028-03-02T10:00");
    assert_int_equal(relation_of(w, person, centre), CARE_RELATION_HOLDS);
    set_clock(w, "2027-03-02T10:01");
    record(w, &contact, person, EVENT_discharge_received, "{\"receivers\":[\"care_contact\"]}",
           NULL);
    carry_over(w, person);
    set_clock(w, "2027-04-01T10:00");
    assert_int_equal(relation_of(w, person, w->care_unit), CARE_RELATION_HOLDS);
    set_clock(w, "2027-04-02T10:00");
    assert_int_equal(relation_of(w, person, w->care_unit), CARE_RELATION_PAST);
    assert_int_equal(relation_of(w, person, centre), CARE_RELATION_PAST);
    is_refused(w, &w->nurse, person, "access.reason-needed");
    assert_false(finds(w, &w->nurse, "Utskriven"));
}

static void test_death_that_is_wound_up_ends_the_part(void **state) {
    struct world *w = *state;
    struct str person = cared_for(w, "193302129220", "Stilla");
    set_clock(w, "2026-05-02T10:00");
    record(w, &w->nurse, person, EVENT_death_recorded,
           "{\"kind\":\"expected\",\"established_by\":\"Dr Å\",\"relatives_told\":\"yes\"}", NULL);
    carry_over(w, person);
    set_clock(w, "2026-06-01T09:59");
    assert_true(finds(w, &w->nurse, "Stilla"));
    set_clock(w, "2026-06-01T10:01");
    assert_int_equal(relation_of(w, person, w->care_unit), CARE_RELATION_PAST);
    assert_false(finds(w, &w->nurse, "Stilla"));
    // Whom a relation alone lets in, comes in with a reason where it is past; nobody else does.
    is_refused(w, &w->manager, person, "access.reason-needed");
    const struct actor manager = with_reason(&w->manager, person);
    assert_true(look(w, &manager, person).timeline.n > 1);
    const struct actor never = with_reason(&coordinator, person);
    is_refused(w, &never, person, "access.no-relation");
    // Nothing is gone because of it: what is kept is listed until it is weeded.
    struct retention retention;
    struct error err = {0};
    bool kept = false;
    assert_true(app_retention(w->app, w->arena, &w->manager, &retention, &err));
    for (size_t i = 0; i < retention.records.n; i++)
        kept = kept || str_eq(retention.records.items[i].person.stream, person);
    assert_true(kept);
}

// Who belongs to the team stays in it while there is care, and not without.
static void test_a_team_lasts_as_long_as_the_care(void **state) {
    struct world *w = *state;
    struct str person = cared_for(w, "193701308888", "Teamsson");
    record(w, &w->nurse, person, EVENT_team_formed,
           str_printf(w->arena, "{\"needs_assessment\":\"" STR_FMT "\"}", STR_ARG(assessor.unit)).p,
           NULL);
    set_clock(w, "2026-08-02T10:00");
    assert_int_equal(relation_of(w, person, assessor.unit), CARE_RELATION_HOLDS);
    look(w, &assessor, person);
    record(w, &w->nurse, person, EVENT_team_formed, "{}", NULL);
    // Replaced: the part was over when the earlier entry was written.
    assert_int_equal(relation_of(w, person, assessor.unit), CARE_RELATION_PAST);
    is_refused(w, &assessor, person, "access.reason-needed");
}

// What counts is when it became known, and what governs who may see the case counts for nothing.
static void test_what_governs_access_keeps_no_relation(void **state) {
    struct world *w = *state;
    struct str person = cared_for(w, "193402019214", "Spärrad");
    set_clock(w, "2026-06-02T10:00");
    const struct actor ward = with_reason(&w->ward, person);
    record(w, &ward, person, EVENT_reading_noted,
           "{\"ground\":\"consent\",\"attitude\":\"Ja\",\"significance\":\"Ny vård\"}", NULL);
    assert_int_equal(relation_of(w, person, w->ward_unit), CARE_RELATION_PAST);
    struct case_view view = look(w, &ward, person);
    assert_true(view.has_hidden); // consent alone, without a relation, opens nothing
}

// ---- settings, lists ----

static void test_how_long_is_chosen(void **state) {
    struct world *w = *state;
    struct str person = cared_for(w, "194001279050", "Vald");
    set_clock(w, "2026-03-02T10:01");
    w->app->law.opening_days = 0;
    assert_int_equal(relation_of(w, person, w->ward_unit), CARE_RELATION_PAST);
    w->app->law.opening_days = 365;
    set_clock(w, "2027-03-01T10:00");
    assert_int_equal(relation_of(w, person, w->ward_unit), CARE_RELATION_HOLDS);
    w->app->law = access_law_default();
    assert_int_equal(relation_of(w, person, w->ward_unit), CARE_RELATION_PAST);
}

// Whoever had a relation when the case was opened is not marked because it ended later.
static void test_a_review_asks_how_it_was_then(void **state) {
    struct world *w = *state;
    struct actor chief = w->manager;
    add_staff(w, &chief, "vchef", "Siv Vård", CODE_role_unit_manager, w->ward_unit);
    struct str person = cared_for(w, "193901308308", "Granskad");
    look(w, &w->ward, person);
    set_clock(w, "2026-05-02T10:00");
    const struct actor ward = with_reason(&w->ward, person);
    look(w, &ward, person);
    const struct review_query query = {.from = {2026, 3, 1}, .to = {2026, 5, 7}};
    struct review review;
    struct error err = {0};
    size_t marked = 0;
    assert_true(app_review(w->app, w->arena, &chief, &query, &review, &err));
    for (size_t i = 0; i < review.unusual.n; i++)
        if (str_eq(review.unusual.items[i].record.stream, person) &&
            review.unusual.items[i].patterns >> REVIEW_NO_RELATION & 1) {
            assert_true(review.unusual.items[i].record.at.us > app_now(w->app).us - 1000000000);
            marked++;
        }
    assert_int_equal(marked, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_decided_request_ends_the_part_of_the_sender),
        cmocka_unit_test(test_what_is_passed_on_is_left),
        cmocka_unit_test(test_a_finished_discharge_ends_the_part),
        cmocka_unit_test(test_death_that_is_wound_up_ends_the_part),
        cmocka_unit_test(test_a_team_lasts_as_long_as_the_care),
        cmocka_unit_test(test_what_governs_access_keeps_no_relation),
        cmocka_unit_test(test_how_long_is_chosen),
        cmocka_unit_test(test_a_review_asks_how_it_was_then),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
