// SPDX-License-Identifier: EUPL-1.2
#include "app/story.h"

#include <assert.h>
#include <string.h>

#define MINUTE_US ((int64_t)60 * 1000000)

struct story story_new(const struct app *app, struct arena *arena, const struct town *town,
                       struct instant now, struct error *err) {
    return (struct story){.arena = arena,
                          .town = town,
                          .zone = app->zone,
                          .now = now,
                          .today = app_local_date(app, now),
                          .nurse = NURSE,
                          .err = err};
}

struct date story_date(const struct story *story, int days_ago) {
    struct date date = story->today;
    return date_add_days(story->today, -days_ago, &date) ? date : story->today;
}

// ---- one fact ----

struct field_value *story_put(struct story *story, enum field_id field) {
    assert(story->n < STORY_VALUES_MAX);
    struct field_value *value = &story->values[story->n++];
    *value = (struct field_value){.field = field};
    return value;
}
void story_put_text(struct story *story, enum field_id field, const char *text) {
    if (text)
        story_put(story, field)->text = str_of(text);
}
void story_put_code(struct story *story, enum field_id field, enum code code) {
    story_put(story, field)->code = code;
}

// Today's hours are counted back from now instead, so that nothing happens later than that; and
// nothing happens before what was told last.
static struct instant moment(const struct story *story, int days_ago, int hour) {
    struct instant when, last;
    const struct date_time local = {story_date(story, days_ago),
                                    {.hour = (int8_t)hour, .minute = (int8_t)story->minute}};
    if (days_ago > 0)
        zone_instant(story->zone, local, &when, &last);
    else
        when.us = story->now.us - (24 - hour) * MINUTE_US;
    if (when.us > story->last.us)
        return when;
    when.us = story->last.us + MINUTE_US / 2;
    return when.us < story->now.us ? when : story->now;
}

bool story_tell(struct story *story, int who, int days_ago, int hour, enum event_kind kind) {
    assert(who >= 0 && (size_t)who < story->town->staff_count);
    struct field_value *values = ARENA_ARRAY(story->arena, story->n, struct field_value);
    struct told *told = LIST_PUSH(story->arena, &story->told);
    if (!values || !told)
        return error_memory(story->err);
    memcpy(values, story->values, story->n * sizeof(*values));
    story->last = moment(story, days_ago, hour);
    *told = (struct told){.who = who,
                          .draft = {.kind = kind,
                                    .happened = story->last,
                                    .precision = PRECISION_MINUTE,
                                    .payload = {story->n, values}}};
    story->n = 0;
    return true;
}

void story_because(struct story *story, const char *reason) {
    story->told.items[story->told.n - 1].draft.because = str_of(reason);
}

// ---- steps ----

uint32_t story_professions(bool nurse, bool physio, bool occupational) {
    uint32_t set = 0;
    set = nurse ? set_with(set, CODE_profession_nurse) : set;
    set = physio ? set_with(set, CODE_profession_physiotherapist) : set;
    return occupational ? set_with(set, CODE_profession_occupational_therapist) : set;
}

bool story_person(struct story *story, int who, int days_ago, const char *number, const char *given,
                  const char *family, const char *address) {
    story_put_text(story, FIELD_person_registered_number, number);
    story_put_text(story, FIELD_person_registered_given_name, given);
    story_put_text(story, FIELD_person_registered_family_name, family);
    story_put_text(story, FIELD_person_registered_address, address);
    return story_tell(story, who, days_ago, 9, EVENT_person_registered);
}

bool story_request(struct story *story, int who, int days_ago, struct plea plea) {
    story_put(story, FIELD_care_request_sent_receiver)->text = story->town->units[UNIT_PLANNING];
    story_put(story, FIELD_care_request_sent_professions)->set = plea.professions;
    story_put_text(story, FIELD_care_request_sent_need, plea.need);
    story_put_code(story, FIELD_care_request_sent_dwelling, CODE_dwelling_ordinary);
    story_put_code(story, FIELD_care_request_sent_wish, plea.wish);
    story_put_code(story, FIELD_care_request_sent_cannot_visit, CODE_judgement_yes);
    story_put_code(story, FIELD_care_request_sent_extent, CODE_judgement_yes);
    story_put_code(story, FIELD_care_request_sent_lasting_need, plea.lasting);
    if (!story_tell(story, who, days_ago, 10, EVENT_care_request_sent))
        return false;
    story->request = (int64_t)story->told.n;
    story->asker = who;
    return true;
}

bool story_ask(struct story *story, int who, int days_ago, const char *lacking) {
    story_put(story, FIELD_supplement_requested_request)->ref = story->request;
    story_put_text(story, FIELD_supplement_requested_lacking, lacking);
    return story_tell(story, who, days_ago, 11, EVENT_supplement_requested);
}

bool story_answer(struct story *story, int who, int days_ago, const char *supplement,
                  enum code lasting) {
    story_put(story, FIELD_supplement_given_request)->ref = story->request;
    story_put_text(story, FIELD_supplement_given_supplement, supplement);
    story_put_code(story, FIELD_supplement_given_lasting_need, lasting);
    return story_tell(story, who, days_ago, 13, EVENT_supplement_given);
}

static bool decide_for(struct story *story, const struct verdict *verdict, enum code profession,
                       struct record *record) {
    bool enrolled = set_has(verdict->enrolled, profession);
    struct field_value *values = ARENA_ARRAY(story->arena, 3, struct field_value);
    if (!values)
        return error_memory(story->err);
    values[0] =
        (struct field_value){.field = FIELD_profession_decision_outcome,
                             .code = enrolled ? CODE_outcome_enrolled : CODE_outcome_not_enrolled};
    values[1] = (struct field_value){.field = FIELD_profession_decision_from,
                                     .date = story_date(story, verdict->from_days_ago)};
    values[2] = (struct field_value){.field = FIELD_profession_decision_unit,
                                     .text = story->town->units[verdict->unit]};
    *record = (struct record){profession, enrolled ? 3 : 1, values};
    return true;
}

// What was decided lately still stands in the day of whoever asked.
#define UNREAD_DAYS 3

static bool is_received(struct story *story, int days_ago) {
    story_put(story, FIELD_decision_received_request)->ref = story->request;
    return story_tell(story, story->asker, days_ago, 15, EVENT_decision_received);
}

bool story_decide(struct story *story, int who, int days_ago, struct verdict verdict) {
    const struct list_info *list = list_info(CODES_profession);
    struct record *records = ARENA_ARRAY(story->arena, list->count, struct record);
    size_t n = 0;
    if (!records)
        return error_memory(story->err);
    for (size_t i = 0; i < list->count; i++)
        if (set_has(verdict.wanted, list->first + i) &&
            !decide_for(story, &verdict, list->first + i, &records[n++]))
            return false;
    story_put(story, FIELD_enrolment_decided_request)->ref = story->request;
    struct field_value *decisions = story_put(story, FIELD_enrolment_decided_decisions);
    decisions->each.n = n;
    decisions->each.items = records;
    story_put_text(story, FIELD_enrolment_decided_reason, verdict.reason);
    return story_tell(story, who, days_ago, 14, EVENT_enrolment_decided) &&
           (days_ago < UNREAD_DAYS || is_received(story, days_ago));
}

bool story_inform(struct story *story, int who, int days_ago, const char *goals) {
    story_put(story, FIELD_information_given_forms)->set =
        set_with(set_with(0, CODE_information_form_oral), CODE_information_form_written);
    story_put_text(story, FIELD_information_given_goals, goals);
    story_put_text(story, FIELD_information_given_plan, "Uppföljning i hemmet inom två månader.");
    return story_tell(story, who, days_ago, 15, EVENT_information_given);
}

bool story_follow_up(struct story *story, int who, int days_ago, uint32_t covered, enum code goals,
                     const char *new_needs, int next_in_days) {
    story_put(story, FIELD_followed_up_professions)->set = covered;
    story_put_code(story, FIELD_followed_up_participation, CODE_participation_took_part);
    story_put_code(story, FIELD_followed_up_goals, goals);
    story_put_text(story, FIELD_followed_up_new_needs, new_needs);
    story_put(story, FIELD_followed_up_next)->date = story_date(story, -next_in_days);
    return story_tell(story, who, days_ago, 10, EVENT_followed_up);
}
