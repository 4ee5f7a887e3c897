// SPDX-License-Identifier: EUPL-1.2
#include "care_test.h"

#define DECIDED(nurse, physiotherapist)                                                            \
    "{\"request\":1,\"decisions\":{\"nurse\":{\"outcome\":\"" nurse                                \
    "\",\"from\":\"2026-12-01\",\"unit\":\"" UNIT_B "\"},\"physiotherapist\":{\"outcome\":"        \
    "\"" physiotherapist "\"}}}"
#define FOLLOWED(professions)                                                                      \
    "{\"professions\":[" professions "],\"participation\":\"took_part\",\"goals\":\"partly\","     \
    "\"next\":\"2027-05-25\"}"
#define INFORMED "{\"forms\":[\"oral\"],\"goals\":\"a\",\"plan\":\"b\"}"

static struct case_state fold(struct arena *arena, const struct event *events, size_t n) {
    struct case_state folded;
    struct event_list list;
    assert_true(event_effective(arena, (struct event_list){n, events}, &list, NULL));
    assert_true(state_fold(arena, list, list.n, &folded, NULL));
    return folded;
}

// Of those with fields of their own.
static size_t count_things(const struct case_state *folded) {
    size_t n = 0;
    for (size_t i = 0; i < folded->thing_count; i++)
        n += !thing_info(folded->things[i].kind)->bare;
    return n;
}

static void test_a_request_waits_is_supplemented_and_decided(void **state) {
    const struct event events[] = {
        event_make(*state, 1, EVENT_care_request_sent, 1, REQUEST_JSON),
        event_make(*state, 2, EVENT_supplement_requested, 2, "{\"request\":1,\"lacking\":\"a\"}"),
        event_make(*state, 3, EVENT_supplement_given, 3,
                   "{\"request\":1,\"supplement\":\"a\",\"wish\":\"yes\"}"),
        event_make(*state, 4, EVENT_enrolment_decided, 4, DECIDED("not_enrolled", "not_enrolled")),
    };
    struct case_state open = fold(*state, events, 3);
    assert_int_equal(count_things(&open), 1);
    const struct thing *request = state_thing(&open, THING_request, 1, CODE_NONE);
    assert_null(request->closed);
    assert_int_equal(request->touch_count, 2);
    assert_string_equal(thing_id(*state, request).p, "request:1");
    // The supplement answers the wish; what it leaves out stands.
    assert_int_equal(thing_get(request, "wish")->code, CODE_answer_yes);
    assert_int_equal(thing_get(request, "wish")->field, FIELD_care_request_sent_wish);
    assert_int_equal(thing_get(request, "cannot_visit")->code, CODE_judgement_yes);
    assert_null(thing_get(request, "supplement"));

    struct case_state decided = fold(*state, events, 4);
    assert_int_equal(count_things(&decided), 1);
    assert_int_equal(decided.things[0].closed->seq, 4);
    assert_int_equal(state_latest(&decided, EVENT_supplement_given)->seq, 3);
    assert_null(state_latest(&decided, EVENT_followed_up));
}

static void test_commitments_open_for_the_enrolled(void **state) {
    const struct event events[] = {
        event_make(*state, 1, EVENT_care_request_sent, 1, REQUEST_JSON),
        event_make(*state, 2, EVENT_enrolment_decided, 2, DECIDED("enrolled", "not_enrolled")),
        event_make(*state, 3, EVENT_information_given, 3, INFORMED),
        event_make(*state, 4, EVENT_followed_up, 4, FOLLOWED("\"physiotherapist\"")),
        event_make(*state, 5, EVENT_followed_up, 5, FOLLOWED("\"nurse\"")),
    };
    struct case_state folded = fold(*state, events, COUNT(events));
    assert_int_equal(count_things(&folded), 2);
    const struct thing *nurse = state_thing(&folded, THING_commitment, 2, CODE_profession_nurse);
    assert_string_equal(thing_id(*state, nurse).p, "commitment:nurse:2");
    assert_int_equal(thing_get(nurse, "from")->date.day, 1);
    assert_int_equal(nurse->touch_count, 2);
    assert_int_equal(nurse->touched[0]->kind, EVENT_information_given);
    assert_int_equal(nurse->touched[1]->seq, 5);
    assert_null(state_thing(&folded, THING_commitment, 2, CODE_profession_physiotherapist));
}

static void test_a_new_commitment_takes_over(void **state) {
    const struct event events[] = {
        event_make(*state, 1, EVENT_care_request_sent, 1, REQUEST_JSON),
        event_make(*state, 2, EVENT_enrolment_decided, 2, DECIDED("enrolled", "enrolled")),
        event_make(*state, 3, EVENT_enrolment_decided, 3, DECIDED("enrolled", "not_enrolled")),
    };
    struct case_state folded = fold(*state, events, COUNT(events));
    assert_int_equal(count_things(&folded), 4);
    assert_int_equal(state_thing(&folded, THING_commitment, 2, CODE_profession_nurse)->closed->seq,
                     3);
    assert_null(state_thing(&folded, THING_commitment, 3, CODE_profession_nurse)->closed);
    assert_null(state_thing(&folded, THING_commitment, 2, CODE_profession_physiotherapist)->closed);
}

static void test_an_answer_dated_before_its_question(void **state) {
    const struct event events[] = {
        event_make(*state, 1, EVENT_care_request_sent, 9, REQUEST_JSON),
        event_make(*state, 2, EVENT_enrolment_decided, 2, DECIDED("enrolled", "not_enrolled")),
    };
    struct case_state folded = fold(*state, events, COUNT(events));
    assert_int_equal(state_thing(&folded, THING_request, 1, CODE_NONE)->closed->seq, 2);
    // Before the request there was only the decision.
    assert_true(state_fold(*state, folded.events, 1, &folded, NULL));
    assert_int_equal(count_things(&folded), 1);
    assert_int_equal(folded.things[0].kind, THING_commitment);
}

static void test_a_corrected_decision(void **state) {
    struct event events[] = {
        event_make(*state, 1, EVENT_care_request_sent, 1, REQUEST_JSON),
        event_make(*state, 2, EVENT_enrolment_decided, 2, DECIDED("enrolled", "not_enrolled")),
        event_make(*state, 3, EVENT_followed_up, 3, FOLLOWED("\"nurse\"")),
        event_make(*state, 4, EVENT_enrolment_decided, 2, DECIDED("enrolled", "enrolled")),
    };
    events[3].corrects = 2;
    struct case_state folded = fold(*state, events, COUNT(events));
    assert_int_equal(count_things(&folded), 3);
    const struct thing *nurse = state_thing(&folded, THING_commitment, 2, CODE_profession_nurse);
    assert_int_equal(nurse->touch_count, 1);
    assert_non_null(state_thing(&folded, THING_commitment, 2, CODE_profession_physiotherapist));
}

static void test_any_list_of_events_has_a_state(void **state) {
    const struct event events[] = {
        event_make(*state, 1, EVENT_enrolment_decided, 2, DECIDED("enrolled", "not_enrolled")),
        event_make(*state, 2, EVENT_followed_up, 1, FOLLOWED("\"nurse\"")),
        event_make(*state, 3, EVENT_supplement_given, 1, "{\"request\":9,\"supplement\":\"a\"}"),
        event_make(*state, 4, EVENT_entry_withdrawn, 1, "{}"),
    };
    struct case_state folded = fold(*state, events, COUNT(events));
    assert_int_equal(count_things(&folded), 1);
    assert_int_equal(folded.things[0].touch_count, 0);
    folded = fold(*state, NULL, 0);
    assert_int_equal(folded.thing_count, 0);
}

static void test_bare_things(void **state) {
    struct event events[] = {
        event_make(*state, 1, EVENT_care_request_sent, 1, REQUEST_JSON),
        event_make(*state, 2, EVENT_enrolment_decided, 2, DECIDED("enrolled", "not_enrolled")),
        event_make(*state, 3, EVENT_followed_up, 3, FOLLOWED("\"nurse\"")),
        event_make(*state, 4, EVENT_journal_transferred, 4, "{\"text\":3}"),
        event_make(*state, 5, EVENT_deviation_reviewed, 5, "{\"entry\":3,\"assessment\":\"a\"}"),
    };
    // What was an ordinary entry is no deviation.
    struct case_state folded = fold(*state, events, COUNT(events));
    assert_null(state_thing(&folded, THING_deviation, 3, CODE_NONE));
    assert_null(state_thing(&folded, THING_journal_text, 2, CODE_NONE)->closed);
    const struct thing *text = state_thing(&folded, THING_journal_text, 3, CODE_NONE);
    assert_int_equal(text->opened->kind, EVENT_followed_up);
    assert_int_equal(text->closed->seq, 4);
    assert_int_equal(text->n, 0);
    // What was written over is another text once the entry is corrected.
    struct event corrected[] = {
        events[0],
        events[1],
        events[2],
        events[3],
        event_make(*state, 5, EVENT_followed_up, 3, FOLLOWED("\"nurse\"")),
        event_make(*state, 6, EVENT_journal_transferred, 6, "{\"text\":3}"),
    };
    corrected[4].corrects = 3;
    corrected[4].recorded.us = corrected[3].recorded.us + 1;
    corrected[5].recorded.us = corrected[4].recorded.us + 1;
    folded = fold(*state, corrected, 5);
    assert_null(state_thing(&folded, THING_journal_text, 3, CODE_NONE)->closed);
    folded = fold(*state, corrected, 6);
    assert_int_equal(state_thing(&folded, THING_journal_text, 3, CODE_NONE)->closed->seq, 6);
    events[2].deviation = STR("There was no commitment.");
    folded = fold(*state, events, 4);
    const struct thing *deviation = state_thing(&folded, THING_deviation, 3, CODE_NONE);
    assert_null(deviation->closed);
    // What one event opens stands in the order of the vocabulary.
    assert_true(state_thing(&folded, THING_journal_text, 3, CODE_NONE) < deviation);
    folded = fold(*state, events, COUNT(events));
    assert_int_equal(state_thing(&folded, THING_deviation, 3, CODE_NONE)->closed->seq, 5);
}

#define STARTED                                                                                    \
    "{\"professions\":[\"nurse\"],\"reason\":\"a\",\"request\":\"b\",\"receivers\":{"              \
    "\"care_contact\":{\"need\":\"needed\",\"name\":\"c\"},\"rehab_clinic\":{"                     \
    "\"need\":\"not_needed\"}},\"planned\":\"2026-12-09\"}"
#define DIED "{\"kind\":\"expected\",\"established_by\":\"a\",\"relatives_told\":\"yes\"}"

static void test_death_ends_and_struck_restores(void **state) {
    struct event events[] = {
        event_make(*state, 1, EVENT_care_request_sent, 1, REQUEST_JSON),
        event_make(*state, 2, EVENT_enrolment_decided, 2, DECIDED("enrolled", "enrolled")),
        event_make(*state, 3, EVENT_care_request_sent, 3, REQUEST_JSON),
        event_make(*state, 4, EVENT_discharge_started, 4, STARTED),
        event_make(*state, 5, EVENT_death_recorded, 5, DIED),
        event_make(*state, 6, EVENT_entry_withdrawn, 6, "{}"),
    };
    events[5].corrects = 5;
    struct case_state folded = fold(*state, events, 5);
    assert_int_equal(count_things(&folded), 5);
    for (size_t i = 0; i < folded.thing_count; i++)
        if (!thing_info(folded.things[i].kind)->bare)
            assert_non_null(folded.things[i].closed);
    folded = fold(*state, events, 6);
    assert_null(state_thing(&folded, THING_commitment, 2, CODE_profession_nurse)->closed);
    assert_null(state_thing(&folded, THING_request, 3, CODE_NONE)->closed);
    assert_null(state_thing(&folded, THING_handover, 4, CODE_takeover_care_contact)->closed);
}

// What was recorded before the death was known, of a day after it, lasts for nobody.
static void test_nothing_begins_after_death(void **state) {
    struct event events[] = {
        event_make(*state, 1, EVENT_care_request_sent, 1, REQUEST_JSON),
        event_make(*state, 2, EVENT_enrolment_decided, 3, DECIDED("enrolled", "enrolled")),
        event_make(*state, 3, EVENT_care_request_sent, 4, REQUEST_JSON),
        event_make(*state, 4, EVENT_death_recorded, 2, DIED),
        event_make(*state, 5, EVENT_entry_withdrawn, 5, "{}"),
    };
    events[4].corrects = 4;
    struct case_state folded = fold(*state, events, 4);
    assert_int_equal(count_things(&folded), 4);
    for (size_t i = 0; i < folded.thing_count; i++)
        if (!thing_info(folded.things[i].kind)->bare)
            assert_int_equal(folded.things[i].closed->seq, 4);
    folded = fold(*state, events, 5);
    assert_null(state_thing(&folded, THING_commitment, 2, CODE_profession_nurse)->closed);
    assert_null(state_thing(&folded, THING_request, 3, CODE_NONE)->closed);
}

// ---- the order of recording ----

// A state without seqs: kinds and days of what opened, touched and closed each thing.
static const char *describe(struct arena *arena, const struct case_state *folded) {
    struct buf buf = buf_new(arena, 100000);
    struct str text;
    for (size_t i = 0; i < folded->thing_count; i++) {
        const struct thing *thing = &folded->things[i];
        buf_printf(&buf, "%d %d %lld:", thing->kind, thing->key,
                   (long long)thing->opened->happened.us);
        for (size_t j = 0; j < thing->touch_count; j++)
            buf_printf(&buf, " %lld", (long long)thing->touched[j]->happened.us);
        if (thing->closed)
            buf_printf(&buf, " closed %lld", (long long)thing->closed->happened.us);
        for (size_t j = 0; j < thing->n; j++)
            if (field_info(thing->values[j].field)->type == TYPE_CODE_OF)
                buf_printf(&buf, " %s", code_info(thing->values[j].code)->id);
        buf_add_char(&buf, '\n');
    }
    assert_true(buf_done(&buf, &text, NULL));
    return text.p;
}

#define EVENTS 7
// Index of the event that each one refers to (REF or corrects), or its own.
static const size_t refers[EVENTS] = {0, 0, 0, 3, 4, 5, 4};

// Records the events in an order; false when something would be recorded before what it corrects.
static bool record_in_order(struct arena *arena, const size_t *order, struct event *ret_events) {
    int64_t seq[EVENTS];
    for (size_t i = 0; i < EVENTS; i++)
        seq[order[i]] = (int64_t)i + 1;
    if (seq[6] < seq[4])
        return false;
    struct str supplement = str_printf(
        arena, "{\"request\":%d,\"supplement\":\"a\",\"wish\":\"yes\"}", (int)seq[refers[1]]);
    struct str decision = str_printf(
        arena,
        "{\"request\":%d,\"decisions\":{\"nurse\":{\"outcome\":\"enrolled\"},\"physiotherapist\":"
        "{\"outcome\":\"enrolled\"}}}",
        (int)seq[refers[2]]);
    const struct event events[EVENTS] = {
        event_make(arena, seq[0], EVENT_care_request_sent, 1, REQUEST_JSON),
        event_make(arena, seq[1], EVENT_supplement_given, 2, supplement.p),
        event_make(arena, seq[2], EVENT_enrolment_decided, 3, decision.p),
        event_make(arena, seq[3], EVENT_information_given, 4, INFORMED),
        event_make(arena, seq[4], EVENT_followed_up, 5, FOLLOWED("\"nurse\"")),
        event_make(arena, seq[5], EVENT_followed_up, 7, FOLLOWED("\"physiotherapist\"")),
        event_make(arena, seq[6], EVENT_followed_up, 6, FOLLOWED("\"physiotherapist\"")),
    };
    memcpy(ret_events, events, sizeof(events));
    ret_events[6].corrects = seq[refers[6]];
    return true;
}

static bool next_permutation(size_t *order) {
    size_t i = EVENTS - 1, j = EVENTS - 1;
    while (i > 0 && order[i - 1] > order[i])
        i--;
    if (!i)
        return false;
    while (order[j] < order[i - 1])
        j--;
    size_t swapped = order[i - 1];
    order[i - 1] = order[j];
    order[j] = swapped;
    for (size_t low = i, high = EVENTS - 1; low < high; low++, high--) {
        swapped = order[low];
        order[low] = order[high];
        order[high] = swapped;
    }
    return true;
}

static void test_the_order_of_recording_does_not_matter(void **state) {
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new(ARENA_DEFAULT_CEILING);
    size_t order[EVENTS] = {0, 1, 2, 3, 4, 5, 6}, tried = 0;
    const char *first = NULL;
    do {
        struct event events[EVENTS];
        arena_reset(scratch);
        if (!record_in_order(scratch, order, events))
            continue;
        struct case_state folded = fold(scratch, events, EVENTS);
        const char *described = describe(first ? scratch : *state, &folded);
        first = first ? first : described;
        assert_string_equal(described, first);
        tried++;
    } while (next_permutation(order));
    assert_int_equal(tried, 5040 / 2);
}

static void test_every_allocation_fails_once(void **state) {
    const struct event events[] = {
        event_make(*state, 1, EVENT_care_request_sent, 1, REQUEST_JSON),
        event_make(*state, 2, EVENT_enrolment_decided, 2, DECIDED("enrolled", "enrolled")),
        event_make(*state, 3, EVENT_information_given, 3, INFORMED),
    };
    for (size_t at = 1;; at++) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct case_state folded;
        struct error err = {0};
        arena_fail_at(at);
        bool done = state_fold(arena, (struct event_list){3, events}, 3, &folded, &err);
        bool reached = arena_count() >= at;
        arena_fail_at(0);
        assert_int_equal(done, !reached);
        if (done)
            return;
        assert_int_equal(err.code, ERR_MEMORY);
    }
}

#define TIME_JSON "{\"from\":\"08:00\",\"to\":\"09:30\",\"what\":\"care\"}"

// What was noted later is another form's, and so is what another unit noted.
static void test_a_form_takes_the_own_units_earlier_entries(void **state) {
    struct event events[] = {
        event_make(*state, 1, EVENT_time_recorded, 1, TIME_JSON),
        event_make(*state, 2, EVENT_time_recorded, 1, TIME_JSON),
        event_make(*state, 4, EVENT_time_recorded, 2, TIME_JSON),
        event_make(*state, 3, EVENT_time_form_handed_in, 3, "{}"),
    };
    for (size_t i = 0; i < COUNT(events); i++)
        events[i].unit = i == 1 ? STR(UNIT_B) : STR(UNIT_A);
    struct case_state folded = fold(*state, events, COUNT(events));
    const struct thing *entries[] = {state_thing(&folded, THING_time_entry, 1, CODE_NONE),
                                     state_thing(&folded, THING_time_entry, 2, CODE_NONE),
                                     state_thing(&folded, THING_time_entry, 4, CODE_NONE)};
    assert_int_equal(entries[0]->closed->seq, 3);
    assert_null(entries[1]->closed);
    assert_null(entries[2]->closed);
}

#define SEEN_JSON "{\"observation\":1}"

// Reading ends all that was written by then, by any unit, and nothing that came afterwards.
static void test_reading_ends_what_had_been_written(void **state) {
    struct event events[] = {
        event_make(*state, 1, EVENT_observed, 1, "{\"what\":\"Rosslar\"}"),
        event_make(*state, 2, EVENT_observed, 1, "{\"what\":\"Orolig\"}"),
        event_make(*state, 4, EVENT_observed, 2, "{\"what\":\"Sover\"}"),
        event_make(*state, 3, EVENT_observation_seen, 3, SEEN_JSON),
    };
    events[1].unit = STR(UNIT_B);
    struct case_state folded = fold(*state, events, COUNT(events));
    assert_int_equal(state_thing(&folded, THING_observation, 1, CODE_NONE)->closed->seq, 3);
    assert_int_equal(state_thing(&folded, THING_observation, 1, CODE_NONE)->touch_count, 1);
    assert_int_equal(state_thing(&folded, THING_observation, 2, CODE_NONE)->closed->seq, 3);
    assert_null(state_thing(&folded, THING_observation, 4, CODE_NONE)->closed);
}

static void test_a_reading_ends_what_it_names(void **state) {
    const struct event events[] = {
        event_make(*state, 1, EVENT_observed, 1, "{\"what\":\"a\"}"),
        event_make(*state, 2, EVENT_observed, 2, "{\"what\":\"b\"}"),
        event_make(*state, 3, EVENT_observed, 3, "{\"what\":\"c\"}"),
        event_make(*state, 4, EVENT_observation_seen, 4, "{\"observation\":1,\"read\":[1,3]}"),
    };
    struct case_state folded = fold(*state, events, COUNT(events));
    assert_non_null(state_thing(&folded, THING_observation, 1, CODE_NONE)->closed);
    assert_int_equal(state_thing(&folded, THING_observation, 1, CODE_NONE)->touch_count, 1);
    assert_null(state_thing(&folded, THING_observation, 2, CODE_NONE)->closed);
    assert_non_null(state_thing(&folded, THING_observation, 3, CODE_NONE)->closed);
}

// Entries from before there were names end what had been recorded by then: in another log the
// number does not tell, the moment does.
static void test_a_reading_without_names_ends_what_was_recorded_before(void **state) {
    const char *other = "person/11111111111111111111111111";
    struct event events[] = {
        event_make(*state, 1, EVENT_observed, 1, "{\"what\":\"a\"}"),
        event_make(*state, 2, EVENT_observation_seen, 4, "{\"observation\":1}"),
        event_make(*state, 3, EVENT_observed, 2, "{\"what\":\"late\"}"),
        event_make(*state, 4, EVENT_observed, 2, "{\"what\":\"elsewhere, before\"}"),
        event_make(*state, 5, EVENT_observed, 3, "{\"what\":\"elsewhere, late\"}"),
    };
    events[1].recorded.us = 400;
    events[2].recorded.us = 500;
    events[3].stream = events[4].stream = str_of(other);
    events[3].recorded.us = 300;
    events[4].recorded.us = 500;
    struct case_state folded = fold(*state, events, COUNT(events));
    const bool closed[] = {[1] = true, [3] = false, [4] = true, [5] = false};
    for (int64_t seq = 1; seq <= 5; seq++)
        if (seq != 2)
            assert_int_equal(!!state_thing(&folded, THING_observation, seq, CODE_NONE)->closed,
                             closed[seq]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CARE_TEST(test_a_request_waits_is_supplemented_and_decided),
        CARE_TEST(test_a_reading_ends_what_it_names),
        CARE_TEST(test_a_reading_without_names_ends_what_was_recorded_before),
        CARE_TEST(test_commitments_open_for_the_enrolled),
        CARE_TEST(test_a_new_commitment_takes_over),
        CARE_TEST(test_an_answer_dated_before_its_question),
        CARE_TEST(test_a_corrected_decision),
        CARE_TEST(test_any_list_of_events_has_a_state),
        CARE_TEST(test_bare_things),
        CARE_TEST(test_death_ends_and_struck_restores),
        CARE_TEST(test_nothing_begins_after_death),
        CARE_TEST(test_the_order_of_recording_does_not_matter),
        CARE_TEST(test_a_form_takes_the_own_units_earlier_entries),
        CARE_TEST(test_reading_ends_what_had_been_written),
        CARE_TEST(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
