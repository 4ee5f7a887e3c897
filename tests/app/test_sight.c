// SPDX-License-Identifier: EUPL-1.2
//
// What one user sees of a case: records by law, by whose they are, by block, ground and emergency;
// and that nothing else tells of what is hidden.
#include "world.h"

#include <string.h>

#include "base/file.h"
#include "routine/always.h"

static struct actor assessor, nurse_elsewhere;

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    struct str unit =
        add_unit(w, "Biståndsenheten", CODE_unit_kind_needs_assessment, w->planner.organisation);
    add_staff(w, &assessor, "bist", "Karin Holst", CODE_role_needs_assessor, unit);
    add_staff(w, &nurse_elsewhere, "ssk3", "Ulla Friberg", CODE_role_nurse, w->other_unit);
    return 0;
}

static bool sees(const struct case_view *view, enum event_kind kind) {
    for (size_t i = 0; i < view->timeline.n; i++)
        if (view->timeline.items[i].event->kind == kind)
            return true;
    return false;
}

// With a case of a nurse at the unit, informed of and followed up once.
static struct str followed_case(struct world *w, const char *number) {
    set_clock(w, "2026-03-02T09:00");
    struct str person = new_person(w, number, "Elsa", "Prov");
    int64_t request = send_request(w, person, "\"nurse\"");
    enrol_nurse(w, person, request, "2026-03-02");
    set_clock(w, "2026-03-03T09:00");
    record(w, &w->nurse, person, EVENT_information_given,
           "{\"forms\":[\"oral\",\"written\"],\"goals\":\"Lindring\",\"plan\":\"Var annan månad\"}",
           NULL);
    set_clock(w, "2026-04-01T09:00");
    record(w, &w->nurse, person, EVENT_followed_up,
           "{\"professions\":[\"nurse\"],\"participation\":\"took_part\",\"goals\":\"reached\","
           "\"next\":\"2026-06-01\"}",
           NULL);
    return person;
}

static void plan_stay(struct world *w, struct str person) {
    struct str json =
        str_printf(w->arena,
                   "{\"kind\":\"alternating\",\"place\":\"Solgården\","
                   "\"from\":\"2026-04-10\",\"care\":\"yes\",\"receiver\":\"" STR_FMT "\"}",
                   STR_ARG(w->planning_unit));
    record(w, &assessor, person, EVENT_stay_planned, json.p, NULL);
}

static void state_reason(struct actor *actor, struct str person) {
    actor->reasons = person;
}

static void block(struct world *w, const struct actor *by, struct str person, struct str unit,
                  const char *what) {
    struct str json =
        str_printf(w->arena, "{\"unit\":\"" STR_FMT "\",\"block\":\"%s\"}", STR_ARG(unit), what);
    record(w, by, person, EVENT_block_noted, json.p, NULL);
}

static const char reading[] = "{\"ground\":\"%s\",\"attitude\":\"Säger ja.\","
                              "\"significance\":\"Ska planera insatser.\"%s}";

static void note_ground(struct world *w, const struct actor *by, struct str person,
                        const char *ground, const char *more) {
    record(w, by, person, EVENT_reading_noted, str_printf(w->arena, reading, ground, more).p, NULL);
}

// ---- whose the records are ----

static void test_an_exchange_is_seen_by_its_parties_and_no_more(void **state) {
    struct world *w = *state;
    struct str person = followed_case(w, "193001227705");
    struct case_view view = look(w, &w->ward, person);
    assert_true(sees(&view, EVENT_care_request_sent) && sees(&view, EVENT_enrolment_decided));
    assert_false(sees(&view, EVENT_followed_up) || sees(&view, EVENT_information_given));
    assert_true(view.has_hidden && view.consent_opens && !view.blocked);
    assert_null(state_latest(&view.state, EVENT_followed_up));
    for (size_t i = 0; i < view.effective.n; i++)
        assert_true(view.effective.items[i].kind != EVENT_followed_up);
    // The next follow-up is the municipality's duty, and follows from what the ward does not see.
    for (size_t i = 0; i < view.answers.duties.n; i++)
        assert_false(
            view.answers.duties.items[i].has_due &&
            str_is(date_text(w->arena, view.answers.duties.items[i].due.date), "2026-06-01"));
    view = look(w, &w->nurse, person);
    assert_true(sees(&view, EVENT_care_request_sent) && sees(&view, EVENT_followed_up));
    assert_false(view.has_hidden);
}

// What whoever discharges chooses them for is seen by those who took over, and nothing more of the
// care before (docs/adr/0028); by those who did not take over, not even that.
static void test_a_discharge_is_seen_by_those_it_is_handed_to(void **state) {
    struct world *w = *state;
    struct str person = followed_case(w, "194707223196");
    struct str centre =
        add_unit(w, "Vårdcentralen", CODE_unit_kind_primary_care, w->ward.organisation);
    struct str own, clinic;
    struct error err = {0};
    assert_true(
        app_add_organisation(w->app, w->arena, STR("Rehab AB"), CODE_principal_region, &own, &err));
    clinic = add_unit(w, "Rehabmottagningen", CODE_unit_kind_rehabilitation_clinic, own);
    struct actor contact = {0}, rehab = {0};
    add_staff(w, &contact, "fvk9", "Ida Ek", CODE_role_fixed_care_contact, centre);
    add_staff(w, &rehab, "reh9", "Bo Alm", CODE_role_primary_rehabilitation, clinic);
    const struct str started = str_printf(
        w->arena,
        "{\"professions\":[\"nurse\"],\"reason\":\"Kan ta sig dit\",\"request\":\"Omläggning\","
        "\"receivers\":{\"care_contact\":{\"need\":\"needed\",\"unit\":\"" STR_FMT "\"},"
        "\"rehab_clinic\":{\"need\":\"needed\",\"unit\":\"" STR_FMT "\"}},"
        "\"planned\":\"2026-06-10\"}",
        STR_ARG(centre), STR_ARG(clinic));
    record(w, &w->nurse, person, EVENT_discharge_started, started.p, NULL);
    record(w, &contact, person, EVENT_handover_answered,
           "{\"receivers\":[\"care_contact\"],\"answer\":\"takes_over\"}", NULL);
    record(w, &rehab, person, EVENT_handover_answered,
           "{\"receivers\":[\"rehab_clinic\"],\"answer\":\"takes_over\"}", NULL);
    record(w, &w->nurse, person, EVENT_sheet_issued,
           "{\"language\":\"swedish\",\"goals\":\"Läkt sår\",\"plan\":\"Slut\","
           "\"contacts\":\"Vårdcentralen\",\"takes_over\":\"Vårdcentralen\"}",
           NULL);
    record(w, &w->nurse, person, EVENT_discharge_told,
           "{\"forms\":[\"oral\",\"written\"],\"takes_over\":\"Vårdcentralen\"}", NULL);
    record(w, &w->nurse, person, EVENT_discharged,
           "{\"professions\":[\"nurse\"],\"receivers\":[\"care_contact\"]}", NULL);
    struct case_view view = look(w, &contact, person);
    assert_true(sees(&view, EVENT_discharge_started) && sees(&view, EVENT_discharged));
    assert_false(sees(&view, EVENT_followed_up) || sees(&view, EVENT_sheet_issued) ||
                 sees(&view, EVENT_discharge_told));
    view = look(w, &rehab, person);
    assert_true(sees(&view, EVENT_discharge_started));
    assert_false(sees(&view, EVENT_discharged));
}

static void test_social_services_and_health_care_are_two(void **state) {
    struct world *w = *state;
    struct str person = followed_case(w, "193102118449");
    record(w, &w->nurse, person, EVENT_person_moved,
           "{\"from\":\"2026-04-01\",\"address\":\"Nygatan 1\",\"dwelling\":\"ordinary\"}", NULL);
    struct str moved = str_printf(w->arena,
                                  "{\"dwelling\":\"care_home\",\"day\":\"2026-04-20\",\"home\":"
                                  "\"Solgården\",\"receiver\":\"" STR_FMT "\"}",
                                  STR_ARG(w->planning_unit));
    struct case_view view;
    struct error err = {0};
    assert_false(app_case(w->app, w->arena, &assessor, person, &view, &err));
    assert_string_equal(err.key, "access.reason-needed");
    // With a reason the needs assessor finds who the person is, and may say what was decided.
    struct actor before = assessor;
    state_reason(&before, person);
    for (int joined = 0; joined < 2; joined++) {
        w->app->law.same_municipality = joined;
        view = look(w, &before, person);
        assert_true(sees(&view, EVENT_person_registered) && sees(&view, EVENT_person_moved));
        assert_false(sees(&view, EVENT_care_request_sent) || sees(&view, EVENT_followed_up));
        assert_int_equal(view.answers.statuses.n, 0);
    }
    record(w, &before, person, EVENT_moved_in, moved.p, NULL);
    view = look(w, &assessor, person);
    assert_true(sees(&view, EVENT_moved_in) && sees(&view, EVENT_followed_up));
    w->app->law = access_law_default();
    view = look(w, &assessor, person);
    assert_true(sees(&view, EVENT_moved_in) && !sees(&view, EVENT_followed_up));
}

// The needs assessor registers the stay of a person who is registered by the ward.
static struct str case_with_stay(struct world *w, const char *number) {
    struct str person = followed_case(w, number);
    struct str other = str_printf(w->arena, "{\"other\":\"" STR_FMT "\",\"what\":\"Sent svar\"}",
                                  STR_ARG(assessor.unit));
    record(w, &w->nurse, person, EVENT_collaboration_failed, other.p, NULL);
    plan_stay(w, person);
    return person;
}

static void test_the_assessor_sees_what_is_sent_and_what_is_social(void **state) {
    struct world *w = *state;
    struct str person = case_with_stay(w, "192801287075");
    struct case_view view = look(w, &assessor, person);
    assert_true(sees(&view, EVENT_stay_planned) && sees(&view, EVENT_collaboration_failed));
    assert_true(sees(&view, EVENT_person_registered));
    assert_false(sees(&view, EVENT_care_request_sent) || sees(&view, EVENT_followed_up) ||
                 sees(&view, EVENT_enrolment_decided));
    assert_int_equal(view.answers.statuses.n, 0); // "Ansluten till hemsjukvård" is health care's
    // … and health care sees the stay, which was sent to its planning function.
    view = look(w, &w->nurse, person);
    assert_true(sees(&view, EVENT_stay_planned));
    w->app->law.same_municipality = true;
    view = look(w, &assessor, person);
    assert_true(sees(&view, EVENT_followed_up) && view.answers.statuses.n > 0);
    w->app->law = access_law_default();
}

// ---- grounds ----

static void strike_collaboration(struct world *w, struct str person) {
    struct case_view view = look(w, &w->nurse, person);
    const struct event *failed = state_latest(&view.state, EVENT_collaboration_failed);
    struct recorded ret;
    struct error err = {0};
    const struct record_request strike = {.stream = person,
                                          .seen_seq = view.seq,
                                          .draft = {.kind = EVENT_entry_withdrawn,
                                                    .happened = app_now(w->app),
                                                    .precision = PRECISION_MINUTE,
                                                    .corrects = failed->seq,
                                                    .because = STR("Fel person")}};
    assert_true(app_record(w->app, w->arena, &w->nurse, &strike, &ret, &err));
}

static void test_consent_opens_while_the_relation_is_current(void **state) {
    struct world *w = *state;
    struct str person = case_with_stay(w, "193302129220");
    note_ground(w, &assessor, person, "consent", "");
    struct case_view view = look(w, &assessor, person);
    assert_true(sees(&view, EVENT_followed_up) && !view.has_hidden);
    // Ninety days later, with nothing left for the unit to do, nothing of it is current.
    strike_collaboration(w, person);
    set_clock(w, "2026-07-05T09:00");
    view = look(w, &assessor, person);
    assert_false(sees(&view, EVENT_followed_up));
    set_clock(w, "2026-04-02T09:00");
    note_ground(w, &assessor, person, "none", "");
    view = look(w, &assessor, person);
    assert_false(sees(&view, EVENT_followed_up));
    // Where the person cannot decide, social services read social services' records only.
    note_ground(w, &assessor, person, "incapacity", "");
    view = look(w, &assessor, person);
    assert_false(sees(&view, EVENT_followed_up));
    note_ground(w, &assessor, person, "consent", ",\"to\":\"2026-04-03\"");
    view = look(w, &assessor, person);
    assert_true(sees(&view, EVENT_followed_up));
    set_clock(w, "2026-04-04T09:00");
    view = look(w, &assessor, person);
    assert_false(sees(&view, EVENT_followed_up));
    const struct record_request past =
        form(w, person, EVENT_reading_noted,
             str_printf(w->arena, reading, "consent", ",\"to\":\"2026-04-01\"").p, NULL);
    refuse(w, &assessor, &past, ERR_INPUT, "ground.past", "to", NULL);
}

static void test_a_ground_is_that_of_the_provider_that_recorded_it(void **state) {
    struct world *w = *state;
    struct str person = case_with_stay(w, "193502017456");
    note_ground(w, &w->nurse, person, "consent", "");
    struct case_view view = look(w, &assessor, person);
    assert_false(sees(&view, EVENT_followed_up)); // health care's consent is not social services'
    view = look(w, &w->ward, person);
    assert_false(sees(&view, EVENT_followed_up)); // nor the region's
    note_ground(w, &w->ward, person, "consent", "");
    view = look(w, &w->ward, person);
    assert_true(sees(&view, EVENT_followed_up));
}

static void test_a_team_shares_what_its_clauses_need(void **state) {
    struct world *w = *state;
    struct str person = case_with_stay(w, "193701308888");
    record(w, &w->nurse, person, EVENT_limits_noted,
           "{\"present\":\"yes\",\"limits\":[\"no_resuscitation\"],\"decided_by\":\"Dr Å\","
           "\"decided\":\"2026-03-20\",\"reason\":\"Skörhet\",\"told\":[\"person\"]}",
           NULL);
    struct case_view view = look(w, &assessor, person);
    assert_false(sees(&view, EVENT_limits_noted));
    record(w, &w->nurse, person, EVENT_team_noted,
           "{\"team\":\"vils\",\"agrees\":\"yes\",\"extent\":\"Allt som behövs hemma.\"}", NULL);
    view = look(w, &assessor, person);
    assert_true(sees(&view, EVENT_limits_noted) && sees(&view, EVENT_enrolment_decided));
    assert_false(sees(&view, EVENT_followed_up));
    record(w, &w->nurse, person, EVENT_team_noted,
           "{\"team\":\"vils\",\"agrees\":\"no\",\"extent\":\"Ångrar sig.\"}", NULL);
    view = look(w, &assessor, person);
    assert_false(sees(&view, EVENT_limits_noted));
}

// ---- blocks and emergencies ----

#define EMERGENCY "{\"danger\":\"life\",\"consent\":\"Medvetslös\",\"need\":\"Läkemedel\"}"

static int64_t rewrite(struct world *w, const struct actor *actor, struct str person, int64_t seq) {
    struct record_request request = form(w, person, EVENT_emergency_opened, EMERGENCY, NULL);
    struct recorded ret = {0};
    struct error err = {0};
    request.draft.corrects = seq;
    request.draft.because = STR("Stavfel.");
    if (!app_record(w->app, w->arena, actor, &request, &ret, &err))
        fail_msg("%s", err.key);
    return ret.seq;
}

static void test_an_inner_block_is_opened_in_an_emergency_only(void **state) {
    struct world *w = *state;
    struct str person = followed_case(w, "193402019214");
    state_reason(&w->stranger, person);
    struct case_view view = look(w, &w->stranger, person);
    assert_true(sees(&view, EVENT_followed_up));
    block(w, &w->nurse, person, w->care_unit, "inner");
    view = look(w, &w->stranger, person);
    assert_false(sees(&view, EVENT_followed_up) || sees(&view, EVENT_block_noted));
    assert_true(view.blocked && view.emergency_opens);
    assert_true(sees(&view, EVENT_care_request_sent)); // nobody blocked the ward's
    view = look(w, &w->nurse, person);
    assert_true(sees(&view, EVENT_followed_up) && sees(&view, EVENT_block_noted));
    int64_t opened = record(w, &w->stranger, person, EVENT_emergency_opened, EMERGENCY, NULL);
    view = look(w, &w->stranger, person);
    assert_true(sees(&view, EVENT_followed_up) && sees(&view, EVENT_block_noted));
    // It is the one's who opened it, for an hour; and the team sees that it was done.
    state_reason(&nurse_elsewhere, person);
    view = look(w, &nurse_elsewhere, person);
    assert_false(sees(&view, EVENT_followed_up));
    view = look(w, &w->nurse, person);
    assert_true(sees(&view, EVENT_emergency_opened));
    // What is corrected in it gives nobody another hour, nor whoever corrects it one of their own.
    set_clock(w, "2026-04-01T09:59");
    opened = rewrite(w, &nurse_elsewhere, person, opened);
    view = look(w, &nurse_elsewhere, person);
    assert_false(sees(&view, EVENT_followed_up));
    view = look(w, &w->stranger, person);
    assert_true(sees(&view, EVENT_followed_up));
    rewrite(w, &w->stranger, person, opened);
    set_clock(w, "2026-04-01T10:01");
    view = look(w, &w->stranger, person);
    assert_false(sees(&view, EVENT_followed_up));
    // Neither makes a unit part of the care.
    bool relation = true;
    int64_t until;
    struct reader *reader = NULL;
    struct error err = {0};
    assert_true(store_read(w->app->store, &reader, &err) &&
                store_relation(reader, person, w->other_unit, &relation, &until, &err));
    store_read_end(&reader);
    assert_false(relation);
    block(w, &w->nurse, person, w->care_unit, "none");
    view = look(w, &w->stranger, person);
    assert_true(sees(&view, EVENT_followed_up));
}

static void test_an_outer_block_goes_before_every_ground(void **state) {
    struct world *w = *state;
    struct str person = followed_case(w, "194001279050");
    note_ground(w, &w->ward, person, "consent", "");
    block(w, &w->nurse, person, w->care_unit, "outer");
    struct case_view view = look(w, &w->ward, person);
    assert_false(sees(&view, EVENT_followed_up));
    assert_true(view.blocked && !view.emergency_opens);
    record(w, &w->ward, person, EVENT_emergency_opened,
           "{\"danger\":\"health\",\"consent\":\"Svårt sjuk\",\"need\":\"Läkemedel\"}", NULL);
    view = look(w, &w->ward, person);
    assert_false(sees(&view, EVENT_followed_up));
    // SVOD 3:5: in an emergency it is told who has set the block, so that they can be asked.
    assert_true(sees(&view, EVENT_block_noted));
    view = look(w, &w->planner, person); // the same provider
    assert_true(sees(&view, EVENT_followed_up));
    const struct record_request theirs = form(
        w, person, EVENT_block_noted,
        str_printf(w->arena, "{\"unit\":\"" STR_FMT "\",\"block\":\"none\"}", STR_ARG(w->care_unit))
            .p,
        NULL);
    refuse(w, &w->ward, &theirs, ERR_INPUT, "block.other-provider", "unit", NULL);
}

// ---- nothing else tells ----

static const struct fired *fires(const struct fired_view *view, struct str thing) {
    for (size_t i = 0; i < view->fired.items.n; i++)
        if (str_eq(view->fired.items.items[i].thing, thing))
            return &view->fired.items.items[i];
    return NULL;
}

// What fires tells no more of a duty than why it stands does: no row, no calculation, no hidden
// fact; and whoever sees the whole case is told all of it.
static void fires_masked(struct world *w, struct str person, const struct duty *duty) {
    const struct str hidden = STR("en uppgift som du inte får se");
    struct fired_view view;
    struct error err = {0};
    size_t masked = 0;
    assert_true(app_fired(w->app, w->arena, &w->stranger, person, duty->decision, &view, &err));
    assert_true(view.has_hidden);
    const struct fired *one = fires(&view, duty->thing);
    assert_non_null(one);
    assert_int_equal(one->steps.n, 1);
    const struct fired_step *last = fired_last(one);
    assert_int_equal(last->row_count, 0);
    assert_true(last->result_count > 0);
    for (size_t i = 0; i < last->result_count; i++)
        assert_false(str_is(last->result[i].label, "sedan"));
    for (size_t i = 0; i < last->fact_count; i++)
        masked += str_eq(last->facts[i].value, hidden);
    assert_true(masked > 0);
    assert_true(app_fired(w->app, w->arena, &w->nurse, person, duty->decision, &view, &err));
    assert_false(view.has_hidden);
    one = fires(&view, duty->thing);
    assert_non_null(one);
    assert_true(fired_last(one)->row_count > 0);
    for (size_t i = 0; i < fired_last(one)->fact_count; i++)
        assert_false(str_eq(fired_last(one)->facts[i].value, hidden));
    // A duty of somebody else's that rests on a hidden fact is not there at all.
    assert_true(app_fired(w->app, w->arena, &w->ward, person, duty->decision, &view, &err));
    assert_null(fires(&view, duty->thing));
}

static bool is_told(const struct ground *ground) {
    return ground->row > 0 && ground->clause_count > 0 && ground->fact_count > 0;
}

// As the page of the case masks it; whoever has the duty is told what all rows of its table name.
static bool is_masked(const struct ground *ground) {
    bool masked = ground->row == 0 && !ground->rule.n;
    for (size_t i = 0; i < ground->fact_count; i++)
        masked = masked && str_is(ground->facts[i].value, "en uppgift som du inte får se");
    return masked;
}

static bool is_untold(const struct ground *ground) {
    return is_masked(ground) && !ground->clause_count;
}

// Whether a follow-up of the person is in a list, with all of its ground or with none of it told.
static bool tells(const struct duty_row *duty, const struct ground *ground,
                  const struct actor *actor, struct str person, bool told) {
    if (!str_eq(duty->stream, person) || duty->role != actor->role ||
        !str_is(duty->fulfilled_by, "followed_up"))
        return false;
    assert_true(told ? is_told(ground) : is_masked(ground));
    return true;
}

static void lists_tell(struct world *w, const struct actor *actor, struct str person, bool told) {
    const struct ahead_query query = {.from = {2026, 3, 1}, .to = {2027, 1, 1}, .late = true};
    struct day day = {0};
    struct ahead ahead;
    struct error err = {0};
    size_t today = 0, later = 0;
    assert_true(app_day(w->app, w->arena, actor, &day, &err));
    for (size_t i = 0; i < day.entries.n; i++)
        today +=
            tells(&day.entries.items[i].duty, &day.entries.items[i].ground, actor, person, told);
    assert_true(app_ahead(w->app, w->arena, actor, &query, NULL, &ahead, &err));
    for (size_t i = 0; i < ahead.entries.n; i++)
        later += tells(&ahead.entries.items[i].duty, &ahead.entries.items[i].ground, actor, person,
                       told);
    assert_true(today > 0 && later > 0);
}

// A duty of the own unit that rests on a hidden fact stands, and its facts do not.
static void test_a_hidden_fact_is_masked_in_a_why(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-02T09:00");
    struct str person = new_person(w, "193901308308", "Ulf", "Prov");
    int64_t request = send_request(w, person, "\"nurse\"");
    struct str json = str_printf(w->arena,
                                 "{\"request\":%lld,\"decisions\":{\"nurse\":{\"outcome\":"
                                 "\"enrolled\",\"from\":\"2026-03-02\",\"unit\":\"" STR_FMT "\"}}}",
                                 (long long)request, STR_ARG(w->other_unit));
    record(w, &w->planner, person, EVENT_enrolment_decided, json.p, NULL);
    state_reason(&w->nurse, person);
    record(w, &w->nurse, person, EVENT_followed_up,
           "{\"professions\":[\"nurse\"],\"participation\":\"took_part\",\"goals\":\"reached\","
           "\"next\":\"2026-04-17\"}",
           NULL);
    block(w, &w->nurse, person, w->care_unit, "inner");
    struct case_view view = look(w, &w->stranger, person);
    assert_false(sees(&view, EVENT_followed_up));
    const struct duty *found = NULL;
    for (size_t i = 0; i < view.answers.duties.n; i++) {
        const struct duty *duty = &view.answers.duties.items[i];
        if (duty->state == DUTY_OPEN && duty->fulfilled_by == EVENT_followed_up)
            found = duty;
    }
    assert_non_null(found);
    assert_text(date_text(w->arena, found->due.date), "2026-04-17");
    assert_int_equal(found->ground.row, 0);
    bool masked = false;
    for (size_t i = 0; i < found->ground.fact_count; i++) {
        assert_int_equal(str_find(found->ground.facts[i].value, STR("2026-04-17")), STR_NOT_FOUND);
        masked = masked || str_is(found->ground.facts[i].value, "en uppgift som du inte får se");
    }
    assert_true(masked);
    struct why_view why;
    struct error err = {0};
    assert_true(app_why(w->app, w->arena, &w->stranger, person, found->decision, found->thing,
                        found->ordinal, &why, &err));
    assert_null(why.opened);
    assert_int_equal(why.duty.ground.row, 0);
    // Those that all its rows name say no more than that it is asked for.
    struct ground always = {0};
    assert_true(routine_always(w->app->routine, w->arena, found->decision, &always, &err));
    assert_int_equal(why.duty.ground.clause_count, always.clause_count);
    fires_masked(w, person, found);
    lists_tell(w, &w->stranger, person, false);
}

// Something hidden on which the duty does not rest changes nothing of its reason.
static void test_lists_show_the_ground_that_follows_from_what_is_seen(void **state) {
    struct world *w = *state;
    struct str person = followed_case(w, "193908238490");
    lists_tell(w, &w->nurse, person, true);
    // Social services record something that is theirs alone.
    struct str other = str_printf(w->arena, "{\"other\":\"" STR_FMT "\",\"what\":\"Sent svar\"}",
                                  STR_ARG(assessor.unit));
    record(w, &w->nurse, person, EVENT_collaboration_failed, other.p, NULL);
    lists_tell(w, &w->nurse, person, true);
    struct str grant = str_printf(w->arena,
                                  "{\"interventions\":\"Hemtjänst\",\"performer\":\"" STR_FMT
                                  "\",\"from\":\"2026-04-01\"}",
                                  STR_ARG(assessor.unit));
    record(w, &assessor, person, EVENT_sol_decided, grant.p, NULL);
    assert_true(look(w, &w->nurse, person).has_hidden);
    lists_tell(w, &w->nurse, person, true);
}

static const struct ground *ahead_of(struct world *w, const struct actor *actor, struct str person,
                                     enum code role) {
    const struct ahead_query query = {.from = {2026, 3, 1}, .to = {2027, 1, 1}, .late = true};
    static struct ahead ahead;
    struct error err = {0};
    assert_true(app_ahead(w->app, w->arena, actor, &query, NULL, &ahead, &err));
    for (size_t i = 0; i < ahead.entries.n; i++)
        if (str_eq(ahead.entries.items[i].duty.stream, person) &&
            ahead.entries.items[i].duty.role == role)
            return &ahead.entries.items[i].ground;
    fail();
    return NULL;
}

// What lies ahead has the duties of every profession: social services are not told the grounds of
// health care.
static void test_a_ground_is_told_under_the_laws_of_who_has_the_duty(void **state) {
    struct world *w = *state;
    struct actor within = {0};
    add_staff(w, &within, "bist2", "Ann Berg", CODE_role_needs_assessor, w->care_unit);
    struct str person = followed_case(w, "194504269087");
    assert_true(is_told(ahead_of(w, &w->nurse, person, CODE_role_nurse)));
    assert_true(is_untold(ahead_of(w, &within, person, CODE_role_nurse)));
}

static void test_refusals_and_conflicts_tell_nothing_more(void **state) {
    struct world *w = *state;
    struct str person = followed_case(w, "193001722390");
    record(w, &w->nurse, person, EVENT_death_recorded,
           "{\"kind\":\"expected\",\"established_by\":\"Dr Å\",\"relatives_told\":\"yes\"}", NULL);
    // What others recorded: nothing that the ward may see.
    struct record_request late =
        form(w, person, EVENT_interpreter_noted, "{\"need\":\"no\"}", NULL);
    late.seen_seq = 4;
    struct recorded ret;
    refuse(w, &w->ward, &late, ERR_CONFLICT, "record.others-first", "", &ret);
    assert_int_equal(ret.since.n, 0);
    assert_int_equal(ret.since_names.n, 0);
    // What the routine says of a draft when the reason is hidden.
    struct record_request again = form(
        w, person, EVENT_care_request_sent,
        str_printf(w->arena,
                   "{\"receiver\":\"" STR_FMT "\",\"professions\":[\"nurse\"],\"need\":\"Mer\","
                   "\"dwelling\":\"ordinary\",\"wish\":\"yes\",\"cannot_visit\":\"yes\","
                   "\"extent\":\"yes\",\"lasting_need\":\"yes\"}",
                   STR_ARG(w->planning_unit))
            .p,
        NULL);
    refuse(w, &w->ward, &again, ERR_REFUSED, "routine.objects", "", &ret);
    for (size_t i = 0; i < ret.objections.items.n; i++)
        assert_text(ret.objections.items.items[i].missing,
                    "Rutinen säger nej. Det beror på en uppgift som du inte får se.");
}

static void test_what_is_hidden_cannot_be_gone_on_from(void **state) {
    struct world *w = *state;
    struct str person = followed_case(w, "195401017966");
    struct str json = str_printf(w->arena, "{\"other\":\"" STR_FMT "\",\"what\":\"Sent svar\"}",
                                 STR_ARG(w->planning_unit));
    int64_t seq = record(w, &w->nurse, person, EVENT_collaboration_failed, json.p, NULL);
    const struct record_request answer = form(
        w, person, EVENT_collaboration_answered,
        str_printf(w->arena, "{\"collaboration\":%lld,\"cause\":\"Gissat\"}", (long long)seq).p,
        NULL);
    refuse(w, &w->ward, &answer, ERR_INPUT, "field.thing-unknown", "collaboration", NULL);
    const struct record_request strike = {
        .stream = person,
        .seen_seq = answer.seen_seq,
        .draft = {.kind = EVENT_entry_withdrawn, .corrects = seq, .because = STR("Fel")}};
    refuse(w, &w->ward, &strike, ERR_DENIED, "access.other-unit", "", NULL);
}

// ---- settings, lists ----

static void test_the_settings_are_read_strictly(void **state) {
    struct world *w = *state;
    static const struct {
        const char *text, *what;
    } bad[] = {{"[]", "{"},
               {"{\"sameMunicipalty\":true}", "sameMunicipalty"},
               {"{\"sameMunicipality\":1}", "sameMunicipality"},
               {"{\"journalYears\":9}", "journalYears"},
               {"{\"emergencyMinutes\":0}", "emergencyMinutes"},
               {"{\"openingDays\":-1}", "openingDays"},
               {"{\"openingDays\":3661}", "openingDays"}};
    struct str base = str_printf(w->arena, "%s/strict", w->folder);
    struct str path = str_printf(w->arena, STR_FMT ".law", STR_ARG(base));
    struct access_law law;
    struct keeping keeping;
    struct error err = {0};
    assert_true(law_read(w->arena, base.p, &law, &keeping, &err)); // none: the defaults
    assert_true(law.unified && !law.same_municipality && law.emergency_minutes == 60 &&
                law.opening_days == 30);
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_true(file_replace(path.p, str_of(bad[i].text), NULL));
        assert_false(law_read(w->arena, base.p, &law, &keeping, &err));
        assert_string_equal(err.key, "law.bad");
        assert_string_equal(err.args[0], bad[i].what);
    }
    assert_true(file_replace(path.p,
                             STR("{\"sameMunicipality\":true,\"emergencyMinutes\":30,"
                                 "\"openingDays\":0,\"socialYears\":2}"),
                             NULL));
    assert_true(law_read(w->arena, base.p, &law, &keeping, &err));
    assert_true(law.same_municipality && law.emergency_minutes == 30 && keeping.social_years == 2);
    assert_int_equal(law.opening_days, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_exchange_is_seen_by_its_parties_and_no_more),
        cmocka_unit_test(test_a_discharge_is_seen_by_those_it_is_handed_to),
        cmocka_unit_test(test_social_services_and_health_care_are_two),
        cmocka_unit_test(test_the_assessor_sees_what_is_sent_and_what_is_social),
        cmocka_unit_test(test_consent_opens_while_the_relation_is_current),
        cmocka_unit_test(test_a_ground_is_that_of_the_provider_that_recorded_it),
        cmocka_unit_test(test_a_team_shares_what_its_clauses_need),
        cmocka_unit_test(test_an_inner_block_is_opened_in_an_emergency_only),
        cmocka_unit_test(test_an_outer_block_goes_before_every_ground),
        cmocka_unit_test(test_a_hidden_fact_is_masked_in_a_why),
        cmocka_unit_test(test_lists_show_the_ground_that_follows_from_what_is_seen),
        cmocka_unit_test(test_a_ground_is_told_under_the_laws_of_who_has_the_duty),
        cmocka_unit_test(test_refusals_and_conflicts_tell_nothing_more),
        cmocka_unit_test(test_what_is_hidden_cannot_be_gone_on_from),
        cmocka_unit_test(test_the_settings_are_read_strictly),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
