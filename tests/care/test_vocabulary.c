// SPDX-License-Identifier: EUPL-1.2
#include "care_test.h"

static void test_every_code_is_in_its_list(void **state) {
    (void)state;
    size_t counted = 0;
    for (enum code_list list = CODES_NONE + 1; list < CODE_LIST_COUNT; list++) {
        const struct list_info *info = list_info(list);
        for (size_t i = 0; i < info->count; i++, counted++) {
            enum code code = (enum code)(info->first + i);
            assert_int_equal(code_info(code)->list, list);
            assert_int_equal(code_find(list, str_of(code_info(code)->id)), code);
            assert_int_equal(code_find_feel(list, str_of(code_info(code)->sv)), code);
            assert_true(code_info(code)->en[0]);
        }
    }
    assert_int_equal(counted, CODE_COUNT - 1);
    assert_int_equal(code_find(CODES_role, STR("planner")), CODE_role_planner);
    assert_int_equal(code_find(CODES_profession, STR("planner")), CODE_NONE);
    assert_int_equal(code_find_feel(CODES_profession, STR("nurse")), CODE_NONE);
}

static void test_every_field_is_of_its_owner(void **state) {
    (void)state;
    size_t counted = 0;
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++) {
        const struct event_info *info = event_info(kind);
        assert_int_equal(event_kind_find(str_of(info->id)), kind);
        assert_int_equal(event_kind_find_feel(str_of(info->feel)), kind);
        for (size_t i = 0; i < info->count; i++, counted++) {
            enum field_id field = (enum field_id)(info->first + i);
            assert_int_equal(field_info(field)->event, kind);
            assert_int_equal(field_info(field)->record, RECORD_NONE);
            assert_int_equal(field_find(kind, str_of(field_info(field)->id)), field);
        }
    }
    for (enum record_kind kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++) {
        const struct record_info *info = record_info(kind);
        for (size_t i = 0; i < info->count; i++, counted++) {
            enum field_id field = (enum field_id)(info->first + i);
            assert_int_equal(field_info(field)->event, EVENT_NONE);
            assert_int_equal(field_info(field)->record, kind);
            assert_int_equal(record_field_find(kind, str_of(field_info(field)->id)), field);
        }
    }
    assert_int_equal(counted, FIELD_COUNT - 1);
    assert_int_equal(field_find(EVENT_followed_up, STR("unit")), FIELD_NONE);
    assert_int_equal(event_kind_find(STR("")), EVENT_NONE);
    assert_int_equal(event_info(EVENT_entry_withdrawn)->count, 0);
}

// Beside the fields stand `because` and `deviation`.
static void test_no_field_is_called_like_a_reason(void **state) {
    (void)state;
    for (enum field_id field = FIELD_NONE + 1; field < FIELD_COUNT; field++) {
        assert_string_not_equal(field_info(field)->id, "because");
        assert_string_not_equal(field_info(field)->id, "deviation");
        assert_true(field_info(field)->sv[0] && field_info(field)->en[0]);
    }
}

static void test_what_the_fields_point_at(void **state) {
    (void)state;
    const struct field_info *receiver = field_info(FIELD_care_request_sent_receiver);
    assert_int_equal(receiver->type, TYPE_UNIT);
    assert_int_equal(receiver->unit_kind, CODE_unit_kind_planning);
    assert_true(receiver->required);
    assert_false(field_info(FIELD_care_request_sent_discharge)->required);
    assert_int_equal(field_info(FIELD_followed_up_professions)->codes, CODES_profession);
    assert_int_equal(field_info(FIELD_enrolment_decided_request)->thing, THING_request);
    assert_int_equal(field_info(FIELD_enrolment_decided_decisions)->each,
                     RECORD_profession_decision);
    assert_int_equal(field_info(FIELD_assignment_given_unit)->unit_kind, CODE_NONE);
}

static void test_what_tells_where_a_person_is(void **state) {
    (void)state;
    assert_true(field_info(FIELD_person_registered_telephone)->tells_where);
    assert_true(field_info(FIELD_person_moved_address)->tells_where);
    assert_false(field_info(FIELD_person_moved_dwelling)->tells_where);
}

static void test_things_and_links(void **state) {
    (void)state;
    const struct thing_info *commitment = thing_info(THING_commitment);
    assert_int_equal(commitment->key, CODES_profession);
    assert_int_equal(commitment->only_if, FIELD_profession_decision_outcome);
    assert_int_equal(commitment->only_if_code, CODE_outcome_enrolled);
    assert_int_equal(thing_info(THING_request)->key, CODES_NONE);
    assert_int_equal(thing_info(THING_request)->only_if, FIELD_NONE);
    for (size_t i = 0; i < link_count(); i++) {
        const struct link_info *link = link_at(i);
        if (link->by == FIELD_NONE)
            continue;
        const struct field_info *by = field_info(link->by);
        assert_int_equal(by->event, link->event);
        if (link->kind == LINK_OPENS) {
            assert_int_equal(by->type, TYPE_EACH);
            assert_int_equal(record_info(by->each)->list, thing_info(link->thing)->key);
        } else if (by->type == TYPE_SET_OF) {
            assert_int_equal(by->codes, thing_info(link->thing)->key);
        } else {
            assert_true(by->type == TYPE_REF || by->type == TYPE_REFS);
            assert_int_equal(by->thing, link->thing);
        }
    }
}

static void test_sets(void **state) {
    (void)state;
    uint32_t set = set_with(0, CODE_profession_occupational_therapist);
    assert_int_equal(set, 4);
    assert_true(set_has(set, CODE_profession_occupational_therapist));
    assert_false(set_has(set, CODE_profession_nurse));
}

static void test_streams(void **state) {
    (void)state;
    assert_int_equal(stream_kind_of(STR(UNIT_A)), STREAM_unit);
    assert_int_equal(stream_kind_of(STR("person/01hv0123456789abcdefghjkmn")), STREAM_person);
    assert_int_equal(stream_kind_of(STR("person/01hv")), STREAM_NONE);
    assert_int_equal(stream_kind_of(STR("people/01hv0123456789abcdefghjkmn")), STREAM_NONE);
    assert_int_equal(stream_kind_of(STR("person/01HV0123456789abcdefghjkmn")), STREAM_NONE);
    assert_int_equal(stream_kind_of(STR("unit")), STREAM_NONE);
    assert_int_equal(stream_kind_of(STR_NONE), STREAM_NONE);
    assert_string_equal(law_id(LAW_HSL), "HSL");
}

// A word that no form explains is explained to nobody.
static void test_every_term_is_used(void **state) {
    (void)state;
    for (enum term term = 0; term < TERM_COUNT; term++) {
        size_t users = 0;
        for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
            users += event_uses(kind, term);
        assert_true(users > 0);
    }
    assert_true(event_uses(EVENT_vils_started, TERM_vils));
    assert_false(event_uses(EVENT_observed, TERM_vils));
}

// What is a confirmation is no news, and changes nothing for the person.
// What is typed in one form is taken on in the other as what it is.
static void test_what_is_offered_instead_takes_what_was_typed(void **state) {
    (void)state;
    size_t kinds = 0;
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++) {
        const struct event_info *info = event_info(kind);
        kinds += event_instead(kind) != EVENT_NONE;
        for (enum field_id field = info->first; field < info->first + info->count; field++) {
            enum field_id into = event_instead_field(kind, field);
            if (into == FIELD_NONE)
                continue;
            assert_int_equal(field_info(into)->event, event_instead(kind));
            assert_int_equal(field_info(into)->type, field_info(field)->type);
            assert_int_equal(field_info(into)->codes, field_info(field)->codes);
        }
    }
    assert_int_equal(kinds, 2);
    enum event_kind started = EVENT_intervention_started, changed = EVENT_intervention_changed;
    assert_int_equal(event_instead_field(started, FIELD_intervention_started_kind),
                     FIELD_growth_asked_kind);
    assert_int_equal(event_instead_field(started, FIELD_intervention_started_reason),
                     FIELD_growth_asked_need);
    assert_int_equal(event_instead_field(changed, FIELD_intervention_changed_extent),
                     FIELD_growth_asked_extent);
    assert_int_equal(event_instead_field(changed, FIELD_intervention_changed_direction),
                     FIELD_NONE);
    assert_int_equal(event_instead_field(EVENT_growth_asked, FIELD_growth_asked_kind), FIELD_NONE);
}

static void test_a_confirmation_is_nothing_else(void **state) {
    size_t confirming = 0;
    (void)state;
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++) {
        confirming += event_confirms(kind);
        assert_false(event_confirms(kind) && (event_is_news(kind) || event_intervenes(kind)));
        assert_false(event_intervenes(kind) && !event_is_news(kind));
    }
    assert_true(confirming > 0);
    assert_false(event_confirms(EVENT_NONE));
    assert_true(event_intervenes(EVENT_intervention_ended));
}

// P-10: "does not want to say" is an answer of whoever was asked. Where somebody judges, agrees or
// knows, it is not offered: a new field with these answers says which it is.
static void test_only_who_is_asked_can_refuse_to_say(void **state) {
    (void)state;
    static const enum field_id asked[] = {
        FIELD_interpreter_noted_need, FIELD_contact_noted_present,    FIELD_care_request_sent_wish,
        FIELD_supplement_given_wish,  FIELD_enrolment_offered_answer, FIELD_medicines_noted_present,
        FIELD_access_noted_present,   FIELD_wishes_noted_growth,      FIELD_growth_changed_growth,
        FIELD_team_noted_agrees,
    };
    size_t unasked = 0;
    for (enum field_id field = FIELD_NONE + 1; field < FIELD_COUNT; field++) {
        const enum code_list codes = field_info(field)->codes;
        if (field_info(field)->type != TYPE_CODE_OF)
            continue;
        bool of_person = false;
        for (size_t i = 0; i < COUNT(asked); i++)
            of_person = of_person || asked[i] == field;
        unasked += codes == CODES_judgement || codes == CODES_knowledge;
        if (of_person != (codes == CODES_answer) ||
            (codes == CODES_answer && !field_offers(field, CODE_answer_withheld)) ||
            (codes == CODES_judgement && field_offers(field, CODE_judgement_withheld)) ||
            (codes == CODES_knowledge && field_offers(field, CODE_knowledge_withheld)))
            fail_msg("%s", field_info(field)->en);
    }
    assert_int_equal(unasked, 17);
}

// What was answered before asking, judging and knowing were told apart is read as it was.
static void test_old_answers_are_read(void **state) {
    (void)state;
    const struct list_info *answers = list_info(CODES_answer);
    static const enum code_list others[] = {CODES_judgement, CODES_knowledge};
    for (size_t i = 0; i < COUNT(others); i++)
        for (enum code code = answers->first; code < answers->first + answers->count; code++)
            assert_true(code_find(others[i], str_of(code_info(code)->id)) != CODE_NONE);
}

// V-18, V-02: only those whom the clause names, and nothing under another law than the event's.
static void test_what_a_form_offers(void **state) {
    (void)state;
    assert_true(field_offers(FIELD_therapy_assessed_profession, CODE_profession_physiotherapist));
    assert_false(field_offers(FIELD_therapy_assessed_profession, CODE_profession_nurse));
    assert_true(field_offers(FIELD_followed_up_professions, CODE_profession_nurse));
    assert_true(field_offers(FIELD_growth_asked_kind, CODE_intervention_kind_company));
    assert_false(field_offers(FIELD_growth_asked_kind, CODE_intervention_kind_wounds));
    assert_true(field_offers(FIELD_intervention_started_kind, CODE_intervention_kind_wounds));
    assert_true(field_offers(FIELD_intervention_started_kind, CODE_intervention_kind_company));
    assert_true(field_offers(FIELD_death_recorded_relatives_told, CODE_knowledge_no));
    assert_false(field_offers(FIELD_death_recorded_relatives_told, CODE_knowledge_not_asked));
    assert_true(field_offers(FIELD_delegation_given_tasks, CODE_intervention_kind_injections));
}

static void test_who_is_rung_up(void **state) {
    (void)state;
    assert_int_equal(event_rings(EVENT_decision_received), FIELD_decision_received_reached);
    assert_int_equal(field_info(FIELD_decision_received_reached)->rings, CODE_role_planner);
    assert_int_equal(event_rings(EVENT_return_acknowledged), FIELD_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_is_in_its_list),
        cmocka_unit_test(test_only_who_is_asked_can_refuse_to_say),
        cmocka_unit_test(test_old_answers_are_read),
        cmocka_unit_test(test_what_a_form_offers),
        cmocka_unit_test(test_every_field_is_of_its_owner),
        cmocka_unit_test(test_no_field_is_called_like_a_reason),
        cmocka_unit_test(test_what_the_fields_point_at),
        cmocka_unit_test(test_what_tells_where_a_person_is),
        cmocka_unit_test(test_things_and_links),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_every_term_is_used),
        cmocka_unit_test(test_who_is_rung_up),
        cmocka_unit_test(test_what_is_offered_instead_takes_what_was_typed),
        cmocka_unit_test(test_a_confirmation_is_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
