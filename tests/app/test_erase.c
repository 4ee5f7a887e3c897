// SPDX-License-Identifier: EUPL-1.2
//
// A lawful erasure is an act of two people: content and salt are gone, the chain stands, what is
// derived can be rebuilt, and the decision stays.
#include "world.h"

#include <sqlite3.h>

#include "app/retention.h"

static struct actor mas;
static struct str person;
static int64_t followed_up;

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    struct str unit =
        add_unit(w, "MAS och MAR", CODE_unit_kind_medical_responsibility, w->planner.organisation);
    add_staff(w, &mas, "mas", "Gunilla Ros", CODE_role_medically_responsible, unit);
    set_clock(w, "2026-03-02T10:00");
    person = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    set_clock(w, "2026-04-01T10:00");
    followed_up = record(w, &w->nurse, person, EVENT_followed_up,
                         "{\"professions\":[\"nurse\"],\"participation\":\"took_part\","
                         "\"goals\":\"reached\",\"new_needs\":\"Hemligheten\","
                         "\"next\":\"2026-05-01\"}",
                         NULL);
    mas.reasons = person;
    return 0;
}

static struct record_request proposal(struct world *w, const char *entries) {
    return form(w, person, EVENT_erasure_proposed,
                str_printf(w->arena,
                           "{\"ground\":\"ordered\",\"decision\":\"IVO 2026-03-30, dnr 1\","
                           "\"entries\":\"%s\"}",
                           entries)
                    .p,
                NULL);
}

static struct record_request confirmation(struct world *w, int64_t seq) {
    return form(w, person, EVENT_erasure_confirmed,
                str_printf(w->arena, "{\"proposal\":%lld}", (long long)seq).p, NULL);
}

// How many rows of the content there are, asked of the file itself.
static int payloads(struct world *w, int64_t seq) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    int n = -1;
    assert_int_equal(sqlite3_open_v2(w->database.p, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT count(*) FROM log_payload WHERE stream = ? "
                                        "AND seq = ?",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    sqlite3_bind_text(statement, 1, person.p, (int)person.n, NULL);
    sqlite3_bind_int64(statement, 2, seq);
    if (sqlite3_step(statement) == SQLITE_ROW)
        n = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return n;
}

static void assert_sound(struct world *w, int64_t erased) {
    struct verify_report report = {0};
    struct error err = {0};
    bool same = false;
    assert_true(app_verify(w->app, w->arena, &report, &err));
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(report.erased, erased);
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

static void test_what_is_proposed_is_checked(void **state) {
    struct world *w = *state;
    static const struct {
        const char *entries, *key;
    } bad[] = {{"tre", "erasure.bad-entries"},
               {"4-2", "erasure.bad-entries"},
               {"4–2", "erasure.bad-entries"},
               {"4-", "erasure.bad-entries"},
               {"1-99999999999", "erasure.bad-entries"},
               {"77", "erasure.no-such-entry"},
               {"1", "erasure.not-yours"}, // the ward's
               {"alla", "erasure.not-yours"}};
    for (size_t i = 0; i < COUNT(bad); i++) {
        const struct record_request request = proposal(w, bad[i].entries);
        refuse(w, &mas, &request, ERR_INPUT, bad[i].key, "entries", NULL);
    }
    const struct record_request request = proposal(w, "4");
    refuse(w, &w->nurse, &request, ERR_DENIED, "access.not-for-role", "", NULL);
}

static void test_two_people_erase(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct recorded ret;
    struct case_view view = look(w, &w->nurse, person);
    const struct duty *duty = open_duty(&view, 0);
    assert_non_null(duty);
    const struct record_request proposed = proposal(
        w, str_printf(w->arena, "%lld–%lld", (long long)followed_up, (long long)followed_up).p);
    assert_true(app_record(w->app, w->arena, &mas, &proposed, &ret, &err));
    int64_t seq = ret.seq;
    assert_int_equal(payloads(w, followed_up), 1); // nothing is gone yet
    const struct record_request own = confirmation(w, seq);
    refuse(w, &mas, &own, ERR_INPUT, "erasure.two-people", "proposal", NULL);
    const struct record_request other = confirmation(w, seq);
    assert_true(app_record(w->app, w->arena, &w->manager, &other, &ret, &err));
    assert_int_equal(payloads(w, followed_up), 0);
    assert_int_equal(payloads(w, seq), 1); // the decision stays
    assert_sound(w, 1);

    view = look(w, &w->nurse, person);
    assert_null(state_latest(&view.state, EVENT_followed_up));
    bool stands = false;
    for (size_t i = 0; i < view.timeline.n; i++) {
        const struct event *event = view.timeline.items[i].event;
        stands = stands || (event->seq == followed_up && event->erased && event->payload.n == 0);
    }
    assert_true(stands); // that it was there is told
    const struct record_request twice = confirmation(w, seq);
    assert_false(app_record(w->app, w->arena, &w->manager, &twice, &ret, &err));
}

// A whole record of one organisation: nobody finds the person any more.
static void test_a_whole_record_can_go(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct recorded ret;
    struct record_request request = person_form(w, "193102118449", "Nils", "Gallrad");
    assert_true(app_record(w->app, w->arena, &w->nurse, &request, &ret, &err));
    person = ret.stream;
    record(w, &w->nurse, person, EVENT_interpreter_noted, "{\"need\":\"no\"}", NULL);
    mas.reasons = person;
    const struct record_request proposed = proposal(w, "alla");
    assert_true(app_record(w->app, w->arena, &mas, &proposed, &ret, &err));
    const struct record_request confirmed = confirmation(w, ret.seq);
    assert_true(app_record(w->app, w->arena, &w->manager, &confirmed, &ret, &err));
    assert_int_equal(payloads(w, 1) + payloads(w, 2), 0);
    assert_sound(w, 3);
    struct str found = STR_NONE;
    assert_false(app_find_number(w->app, w->arena, &w->nurse, STR("193102118449"), &found, &err));
    assert_string_equal(err.key, "person.not-found");
    // The number is free for a record of its own.
    request = person_form(w, "193102118449", "Nils", "Gallrad");
    assert_true(app_record(w->app, w->arena, &w->nurse, &request, &ret, &err));
    assert_sound(w, 3);
}

// Ten years from the last entry of health care; five of social services. Erased entries count no
// more.
static void test_how_long_is_kept_is_counted_by_law(void **state) {
    struct world *w = *state;
    struct retention retention;
    struct error err = {0};
    size_t found = 0;
    assert_true(app_retention(w->app, w->arena, &w->manager, &retention, &err));
    for (size_t i = 0; i < retention.records.n; i++) {
        const struct kept_record *record = &retention.records.items[i];
        assert_int_equal(record->law, LAW_HSL);
        assert_text(date_text(w->arena, record->last), "2026-03-02"); // the follow-up is erased
        assert_text(date_text(w->arena, record->until), "2036-03-02");
        assert_false(record->passed || record->sampled);
        found++;
    }
    assert_int_equal(found, 1);
    set_clock(w, "2036-03-02T10:00");
    assert_true(app_retention(w->app, w->arena, &w->manager, &retention, &err));
    assert_true(retention.records.items[0].passed);
    set_clock(w, "2026-04-01T10:00");
    assert_false(app_retention(w->app, w->arena, &w->nurse, &retention, &err));
}

static void test_the_archive_gets_the_own_entries(void **state) {
    struct world *w = *state;
    struct str json;
    struct error err = {0};
    assert_true(app_archive(w->app, w->arena, &w->manager, person, &json, &err));
    assert_int_not_equal(str_find(json, STR("enrolment_decided")), STR_NOT_FOUND);
    assert_int_not_equal(str_find(json, STR("IVO 2026-03-30, dnr 1")), STR_NOT_FOUND);
    assert_int_equal(str_find(json, STR("Hemligheten")), STR_NOT_FOUND);
    assert_int_equal(str_find(json, STR("care_request_sent")), STR_NOT_FOUND); // the hospital's
    assert_false(app_archive(w->app, w->arena, &w->nurse, person, &json, &err));
}

// Health care and social services of one municipality keep two records: neither's manager lists,
// takes along or erases what is the other's.
static void test_each_law_has_a_record_of_its_own(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct actor assessor = {0}, home_manager = {0};
    struct str json;
    struct retention kept;
    struct str municipality = w->planner.organisation;
    struct str office =
        add_unit(w, "Biståndsenheten", CODE_unit_kind_needs_assessment, municipality);
    struct str home = add_unit(w, "Hemtjänst Norr", CODE_unit_kind_home_care, municipality);
    add_staff(w, &assessor, "bist", "Bi Stånd", CODE_role_needs_assessor, office);
    add_staff(w, &home_manager, "hemchef", "Hem Chef", CODE_role_unit_manager, home);
    set_clock(w, "2026-03-02T12:00");
    person = new_person(w, "195401023758", "Vera", "Tvåakter");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    assessor.reasons = person;
    struct str grant = str_printf(w->arena,
                                  "{\"interventions\":\"Dusch\",\"performer\":\"" STR_FMT
                                  "\",\"from\":\"2026-03-02\"}",
                                  STR_ARG(home));
    int64_t decided = record(w, &assessor, person, EVENT_sol_decided, grant.p, NULL);

    assert_true(app_archive(w->app, w->arena, &w->manager, person, &json, &err));
    assert_int_not_equal(str_find(json, STR("enrolment_decided")), STR_NOT_FOUND);
    assert_int_equal(str_find(json, STR("sol_decided")), STR_NOT_FOUND);
    assert_int_not_equal(str_find(json, STR("\"laws\":[\"HSL\"]")), STR_NOT_FOUND);
    assert_int_not_equal(str_find(json, STR("\"complete\":\"yes\"")), STR_NOT_FOUND);
    assert_true(app_archive(w->app, w->arena, &home_manager, person, &json, &err));
    assert_int_equal(str_find(json, STR("enrolment_decided")), STR_NOT_FOUND);
    assert_int_not_equal(str_find(json, STR("sol_decided")), STR_NOT_FOUND);

    assert_true(app_retention(w->app, w->arena, &home_manager, &kept, &err));
    assert_int_equal(kept.records.n, 1);
    assert_int_equal(kept.records.items[0].law, LAW_SOL);
    assert_true(app_retention(w->app, w->arena, &w->manager, &kept, &err));
    for (size_t i = 0; i < kept.records.n; i++)
        assert_int_equal(kept.records.items[i].law, LAW_HSL);

    const char *number = str_printf(w->arena, "%lld", (long long)decided).p;
    const struct record_request wrong = proposal(w, number);
    refuse(w, &w->manager, &wrong, ERR_INPUT, "erasure.not-yours", "entries", NULL);
    const struct record_request right = proposal(w, number);
    struct recorded ret;
    assert_true(app_record(w->app, w->arena, &home_manager, &right, &ret, &err));
    // Whoever confirms vouches for the decision alone.
    const struct record_request confirmed = confirmation(w, ret.seq);
    assert_true(app_record(w->app, w->arena, &w->manager, &confirmed, &ret, &err));
    assert_int_equal(payloads(w, decided), 0);
}

// What the person has blocked from the unit is not taken along, and the file says that it is not
// whole.
static void test_the_archive_says_that_it_is_not_whole(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str json;
    set_clock(w, "2026-03-02T13:00");
    person = new_person(w, "194601136098", "Åsa", "Spärrad");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    w->stranger.reasons = person;
    record(w, &w->stranger, person, EVENT_interpreter_noted, "{\"need\":\"no\"}", NULL);
    int64_t own = record(w, &w->stranger, person, EVENT_change_noticed,
                         "{\"what\":\"Blockerat\",\"noticed_by\":\"staff\"}", NULL);
    assert_true(own > 0);
    struct str block = str_printf(w->arena, "{\"unit\":\"" STR_FMT "\",\"block\":\"inner\"}",
                                  STR_ARG(w->other_unit));
    record(w, &w->stranger, person, EVENT_block_noted, block.p, NULL);
    assert_true(app_archive(w->app, w->arena, &w->manager, person, &json, &err));
    assert_int_equal(str_find(json, STR("Blockerat")), STR_NOT_FOUND);
    assert_int_not_equal(str_find(json, STR("\"complete\":\"no\"")), STR_NOT_FOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_proposed_is_checked),
        cmocka_unit_test(test_two_people_erase),
        cmocka_unit_test(test_how_long_is_kept_is_counted_by_law),
        cmocka_unit_test(test_the_archive_gets_the_own_entries),
        cmocka_unit_test(test_a_whole_record_can_go),
        cmocka_unit_test(test_each_law_has_a_record_of_its_own),
        cmocka_unit_test(test_the_archive_says_that_it_is_not_whole),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
