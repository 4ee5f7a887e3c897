// SPDX-License-Identifier: EUPL-1.2
//
// The access log: what its review finds unusual, that the review is recorded, and the extract that
// a person gets.
#include "world.h"

#include "app/extract.h"
#include "app/review.h"

static struct actor mas, relative, colleague;
static struct str person;

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    struct str unit =
        add_unit(w, "MAS och MAR", CODE_unit_kind_medical_responsibility, w->planner.organisation);
    add_staff(w, &mas, "mas", "Gunilla Ros", CODE_role_medically_responsible, unit);
    add_staff(w, &relative, "slakt", "Bo Granskad", CODE_role_nurse, w->care_unit);
    add_staff(w, &colleague, "kollega", "Elin Stråhle", CODE_role_nurse, w->care_unit);
    set_clock(w, "2026-03-02T10:00");
    person = new_person(w, "193001227705", "Elsa", "Granskad");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    return 0;
}

static const struct review_query week = {.from = {2026, 3, 1}, .to = {2026, 3, 7}};

static struct review review_as(struct world *w, const struct actor *actor) {
    struct review review;
    struct error err = {0};
    if (!app_review(w->app, w->arena, actor, &week, &review, &err))
        fail_msg("%s", err.key);
    return review;
}

static size_t marked(const struct review *review, const struct actor *user,
                     enum review_pattern pattern) {
    size_t n = 0;
    for (size_t i = 0; i < review->unusual.n; i++)
        n += str_eq(review->unusual.items[i].record.user, user->user) &&
             review->unusual.items[i].patterns >> pattern & 1;
    return n;
}

static void test_what_is_unusual_is_found(void **state) {
    struct world *w = *state;
    look(w, &w->nurse, person); // nothing unusual
    look(w, &relative, person); // Granskad looks at Granskad
    struct str other = new_person(w, "193102118449", "Elin", "Stråhle");
    struct actor curious = w->physio;
    curious.reasons = other;
    look(w, &curious, other); // without relation, and a colleague
    struct case_view view;
    struct error err = {0};
    assert_false(app_case(w->app, w->arena, &w->manager, other, &view, &err));
    struct review review = review_as(w, &w->manager);
    assert_int_equal(marked(&review, &relative, REVIEW_SAME_NAME), 1);
    assert_int_equal(marked(&review, &curious, REVIEW_NO_RELATION), 1);
    assert_int_equal(marked(&review, &curious, REVIEW_COLLEAGUE), 1);
    assert_int_equal(marked(&review, &w->manager, REVIEW_REFUSED), 1);
    for (enum review_pattern pattern = 0; pattern < REVIEW_PATTERN_COUNT; pattern++)
        assert_int_equal(marked(&review, &w->nurse, pattern), 0);
    bool sampled = false;
    for (size_t i = 0; i < review.sample.n; i++)
        sampled = sampled || str_eq(review.sample.items[i].record.user, w->nurse.user);
    assert_true(sampled);
    assert_int_equal(review.counts[REVIEW_SAME_NAME], 1);
}

// Where the user lives is known when the user is a person of the unit.
static void test_the_same_home_is_found(void **state) {
    struct world *w = *state;
    struct str persons[2];
    persons[0] = new_person(w, "193502017456", "Elin", "Berggren"); // the physiotherapist's name
    persons[1] = new_person(w, "193302129220", "Nils", "Annan");
    for (size_t i = 0; i < 2; i++) {
        enrol_nurse(w, persons[i], send_request(w, persons[i], "\"nurse\""), "2026-03-02");
        record(w, &w->nurse, persons[i], EVENT_person_moved,
               "{\"from\":\"2026-03-01\",\"address\":\"Storgatan 1\",\"dwelling\":\"ordinary\"}",
               NULL);
    }
    look(w, &w->physio, persons[1]);
    struct review review = review_as(w, &w->manager);
    assert_int_equal(marked(&review, &w->physio, REVIEW_SAME_HOME), 1);
    assert_int_equal(marked(&review, &w->nurse, REVIEW_SAME_HOME), 0);
}

// That two live at the same place would tell where the one with a protected identity lives.
static void test_the_same_home_does_not_tell_a_protected_address(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str other = new_person(w, "195401023758", "Siri", "Annan");
    enrol_nurse(w, other, send_request(w, other, "\"nurse\""), "2026-03-02");
    record(w, &w->nurse, other, EVENT_person_moved,
           "{\"from\":\"2026-03-01\",\"address\":\"Storgatan 1\",\"dwelling\":\"ordinary\"}", NULL);
    struct review review = review_as(w, &w->manager);
    size_t before = marked(&review, &w->physio, REVIEW_SAME_HOME);
    assert_true(before > 0); // of the test above
    look(w, &w->physio, other);
    review = review_as(w, &w->manager);
    assert_int_equal(marked(&review, &w->physio, REVIEW_SAME_HOME), before + 1);
    record(w, &w->nurse, other, EVENT_protection_noted, "{\"protection\":\"confidential\"}", NULL);
    review = review_as(w, &w->manager);
    assert_int_equal(marked(&review, &w->physio, REVIEW_SAME_HOME), before);
    // Whoever asks to see it does so in a step of its own, which the review finds.
    assert_int_equal(marked(&review, &w->nurse, REVIEW_REVEALED), 0);
    assert_true(app_reveal(w->app, w->arena, &w->nurse, other, &err));
    review = review_as(w, &w->manager);
    assert_int_equal(marked(&review, &w->nurse, REVIEW_REVEALED), 1);
    for (size_t i = 0; i < review.unusual.n; i++)
        if (review.unusual.items[i].patterns >> REVIEW_REVEALED & 1)
            assert_int_equal(review.unusual.items[i].protection, CODE_protection_confidential);
}

static void test_a_relative_is_found(void **state) {
    struct world *w = *state;
    struct str father = new_person(w, "194501278883", "Nils", "Annan");
    enrol_nurse(w, father, send_request(w, father, "\"nurse\""), "2026-03-02");
    record(w, &w->nurse, father, EVENT_contact_noted,
           "{\"present\":\"yes\",\"name\":\"Elin Berggren\",\"relation\":\"dotter\"}", NULL);
    look(w, &w->nurse, father);
    look(w, &w->physio, father); // whose name that is
    struct review review = review_as(w, &w->manager);
    assert_int_equal(marked(&review, &w->physio, REVIEW_RELATIVE), 1);
    assert_int_equal(marked(&review, &w->nurse, REVIEW_RELATIVE), 0);
}

static void test_an_emergency_is_found(void **state) {
    struct world *w = *state;
    record(w, &w->physio, person, EVENT_emergency_opened,
           "{\"danger\":\"life\",\"consent\":\"Medvetslös\",\"need\":\"Läkemedel\"}", NULL);
    struct review review = review_as(w, &w->manager);
    assert_int_equal(marked(&review, &w->physio, REVIEW_EMERGENCY), 1);
    assert_int_equal(marked(&review, &w->nurse, REVIEW_EMERGENCY), 0);
}

static void test_volume_is_held_against_the_others(void **state) {
    struct world *w = *state;
    struct error err = {0};
    for (int i = 0; i < 25; i++) {
        struct access_record record = {.at = app_now(w->app),
                                       .user = colleague.user,
                                       .assignment = colleague.assignment,
                                       .role = colleague.role,
                                       .unit = colleague.unit,
                                       .stream =
                                           stream_new(w->arena, STREAM_person, app_now(w->app)),
                                       .act = ACT_READ_CASE,
                                       .what = STR("case")};
        assert_true(store_log_access(w->app->store, &record, &err));
    }
    struct review review = review_as(w, &w->manager);
    for (size_t i = 0; i < review.users.n; i++)
        assert_int_equal(review.users.items[i].unusual,
                         str_eq(review.users.items[i].user, colleague.user));
    assert_text(review.users.items[0].name, "Elin Stråhle");
    assert_int_equal(review.users.items[0].persons, 25);
}

static void test_a_manager_reviews_the_own_unit_only(void **state) {
    struct world *w = *state;
    struct review review;
    struct error err = {0};
    struct review_query query = week;
    struct review own = review_as(w, &w->manager);
    size_t refused = marked(&own, &w->manager, REVIEW_REFUSED);
    query.unit = w->other_unit;
    assert_false(app_review(w->app, w->arena, &w->manager, &query, &review, &err));
    assert_string_equal(err.key, "review.not-your-unit");
    own = review_as(w, &w->manager); // where it is seen that it was tried
    assert_int_equal(marked(&own, &w->manager, REVIEW_REFUSED), refused + 1);
    assert_true(app_review(w->app, w->arena, &mas, &query, &review, &err));
    query.unit = w->ward_unit; // another organisation's
    assert_false(app_review(w->app, w->arena, &mas, &query, &review, &err));
    assert_false(app_review(w->app, w->arena, &w->nurse, &week, &review, &err));
    assert_string_equal(err.key, "access.not-for-role");
}

static void test_the_review_is_recorded(void **state) {
    struct world *w = *state;
    struct error err = {0};
    assert_false(
        app_record_review(w->app, w->arena, &w->manager, &week, STR("  "), STR_NONE, &err));
    assert_string_equal(err.key, "field.needed");
    assert_string_equal(err.element, "result");
    assert_true(app_record_review(w->app, w->arena, &w->manager, &week, STR("Ett samtal behövs."),
                                  STR("Pratar med kollegan."), &err));
    struct review review = review_as(w, &w->manager);
    assert_int_equal(review.before.n, 1);
    assert_text(payload_text(&review.before.items[0].event->payload, FIELD_log_reviewed_result),
                "Ett samtal behövs.");
    assert_text(review.before.items[0].by, "Anders Norling");
    bool same = false;
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

static void test_the_extract_tells_unit_time_and_name(void **state) {
    struct world *w = *state;
    struct extract extract;
    struct error err = {0};
    assert_true(app_extract(w->app, w->arena, &w->manager, person, false, &extract, &err));
    assert_true(extract.entries.n > 2);
    for (size_t i = 0; i < extract.entries.n; i++) {
        const struct extract_entry *entry = &extract.entries.items[i];
        // The hospital answers for its own log.
        assert_false(str_eq(entry->record.unit, w->ward_unit));
        assert_true(entry->unit_name.n && entry->user_name.n && entry->record.at.us > 0);
    }
    assert_int_equal(extract.entries.items[0].record.act, ACT_EXTRACT);
    w->app->law.names_told = false;
    assert_true(app_extract(w->app, w->arena, &w->manager, person, false, &extract, &err));
    for (size_t i = 0; i < extract.entries.n; i++)
        assert_int_equal(extract.entries.items[i].user_name.n, 0);
    w->app->law = access_law_default();
    assert_false(app_extract(w->app, w->arena, &w->nurse, person, false, &extract, &err));
    assert_string_equal(err.key, "access.not-for-role");
}

// Social services hand out that health care has written, and not what.
static void test_the_extract_tells_no_kind_of_another_class(void **state) {
    struct world *w = *state;
    struct extract extract;
    struct error err = {0};
    struct actor home_manager = {0};
    struct str home =
        add_unit(w, "Hemtjänst Norr", CODE_unit_kind_home_care, w->planner.organisation);
    add_staff(w, &home_manager, "hemchef", "Hem Chef", CODE_role_unit_manager, home);
    struct str vils = new_person(w, "194601136098", "Åsa", "Delad");
    enrol_nurse(w, vils, send_request(w, vils, "\"nurse\""), "2026-03-02");
    struct actor assessor = {0};
    struct str office =
        add_unit(w, "Biståndsenheten", CODE_unit_kind_needs_assessment, w->planner.organisation);
    add_staff(w, &assessor, "bist", "Bi Stånd", CODE_role_needs_assessor, office);
    assessor.reasons = vils;
    struct str grant = str_printf(w->arena,
                                  "{\"interventions\":\"Dusch\",\"performer\":\"" STR_FMT
                                  "\",\"from\":\"2026-03-02\"}",
                                  STR_ARG(home));
    record(w, &assessor, vils, EVENT_sol_decided, grant.p, NULL);
    for (int health = 0; health < 2; health++) {
        const struct actor *manager = health ? &w->manager : &home_manager;
        size_t told = 0, hidden = 0;
        assert_true(app_extract(w->app, w->arena, manager, vils, false, &extract, &err));
        for (size_t i = 0; i < extract.entries.n; i++) {
            const struct access_record *entry = &extract.entries.items[i].record;
            hidden += entry->act == ACT_RECORD && !entry->what.n;
            told += str_is(entry->what, health ? "enrolment_decided" : "sol_decided");
            assert_false(str_is(entry->what, health ? "sol_decided" : "enrolment_decided"));
        }
        assert_true(told == 1 && hidden >= 1);
    }
    // So does the medically responsible who reviews social services.
    const struct review_query theirs = {.unit = office, .from = week.from, .to = week.to};
    struct review review;
    assert_true(app_review(w->app, w->arena, &mas, &theirs, &review, &err));
    size_t seen = 0;
    for (size_t list = 0; list < 2; list++)
        for (size_t i = 0; i < (list ? review.sample.n : review.unusual.n); i++) {
            const struct access_record *entry =
                list ? &review.sample.items[i].record : &review.unusual.items[i].record;
            assert_false(str_is(entry->what, "sol_decided"));
            seen += entry->act == ACT_RECORD;
        }
    assert_true(seen >= 1);
}

// PDL 2:4: an assignment for administration leads to no case; one for quality reads and reviews.
static void test_the_purpose_of_the_assignment_bounds_it(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct case_view view;
    struct actor actor = w->manager;
    actor.purpose = CODE_purpose_administration;
    assert_false(app_case(w->app, w->arena, &actor, person, &view, &err));
    assert_string_equal(err.key, "access.not-for-purpose");
    actor.purpose = CODE_purpose_quality;
    assert_true(app_case(w->app, w->arena, &actor, person, &view, &err));
    for (size_t i = 0; i < view.acts.n; i++)
        assert_false(view.acts.items[i].allowed);
    struct review review;
    assert_true(app_review(w->app, w->arena, &actor, &week, &review, &err));
}

static struct extract_entry read_at(int64_t second, const char *user) {
    return (struct extract_entry){
        .record = {.at = {second * 1000000},
                   .user = str_of(user),
                   .role = CODE_role_nurse,
                   .unit = STR("unit/1"),
                   .stream = STR("person/1"),
                   .act = ACT_READ_CASE,
                   .what = STR("case"),
                   .verdict = ACCESS_ALLOWED},
        .user_name = STR("Sara Prov"),
    };
}

// Newest first: how many each line stands for.
static void assert_lines(struct arena *arena, struct extract_entry *entries, size_t n,
                         const size_t *counts, size_t line_count) {
    const struct extract extract = {.entries = {.n = n, .items = entries}};
    struct extract_lines lines;
    assert_true(extract_fold(arena, &extract, &lines, NULL));
    assert_int_equal(lines.items.n, line_count);
    for (size_t i = 0; i < line_count; i++) {
        const struct extract_line *line = &lines.items.items[i];
        assert_int_equal(line->each.n, counts[i]);
        for (size_t k = 1; k < line->each.n; k++)
            assert_true(line->each.items[k - 1] < line->each.items[k]);
    }
}

static void test_the_same_reading_again_is_one_line(void **state) {
    struct world *w = *state;
    // Within ten minutes of the newest, whatever another reads meanwhile.
    struct extract_entry entries[] = {read_at(10000, "user/1"), read_at(9900, "user/2"),
                                      read_at(9800, "user/1"),  read_at(9400, "user/1"),
                                      read_at(9399, "user/1"),  read_at(8900, "user/1")};
    assert_lines(w->arena, entries, COUNT(entries), (const size_t[]){3, 1, 2}, 3);
    // What differs is told by itself.
    struct extract_entry other[2];
    for (size_t i = 0; i < 8; i++) {
        other[0] = other[1] = read_at(10000, "user/1");
        struct access_record *record = &other[1].record;
        switch (i) {
        case 0:
            record->role = CODE_role_unit_manager;
            break;
        case 1:
            record->unit = STR("unit/2");
            break;
        case 2:
            record->what = STR("why");
            break;
        case 3:
            record->stream = STR("person/2");
            break;
        case 4:
            record->verdict = ACCESS_DENIED;
            break;
        case 5:
            record->reason = STR("Vikarie");
            other[0].record.reason = record->reason;
            break;
        case 6: // what was written is never folded
            record->act = other[0].record.act = ACT_RECORD;
            break;
        case 7: // nor is it told that one user read twice where no user is named
            other[0].user_name = other[1].user_name = STR_NONE;
            break;
        default:
            break;
        }
        assert_lines(w->arena, other, 2, (const size_t[]){1, 1}, 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_unusual_is_found),
        cmocka_unit_test(test_the_same_home_is_found),
        cmocka_unit_test(test_the_same_home_does_not_tell_a_protected_address),
        cmocka_unit_test(test_a_relative_is_found),
        cmocka_unit_test(test_an_emergency_is_found),
        cmocka_unit_test(test_volume_is_held_against_the_others),
        cmocka_unit_test(test_a_manager_reviews_the_own_unit_only),
        cmocka_unit_test(test_the_review_is_recorded),
        cmocka_unit_test(test_the_extract_tells_unit_time_and_name),
        cmocka_unit_test(test_the_extract_tells_no_kind_of_another_class),
        cmocka_unit_test(test_the_same_reading_again_is_one_line),
        cmocka_unit_test(test_the_purpose_of_the_assignment_bounds_it),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
