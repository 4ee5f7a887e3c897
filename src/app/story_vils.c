// SPDX-License-Identifier: EUPL-1.2
//
// Steps of a story at the end of life.
#include "app/story.h"

bool story_team(struct story *story, int days_ago) {
    const struct town *town = story->town;
    int assessment = town_unit(town, CODE_unit_kind_needs_assessment, 0);
    int home_care = town_unit(town, CODE_unit_kind_home_care, 0);
    story_put(story, FIELD_team_formed_needs_assessment)->text = town->units[assessment];
    story_put(story, FIELD_team_formed_home_care)->text = town->units[home_care];
    return story_tell(story, story->nurse, days_ago, 12, EVENT_team_formed);
}

bool story_physician(struct story *story, int days_ago) {
    const struct town *town = story->town;
    int clinic = town_unit(town, CODE_unit_kind_primary_care, 0);
    story_put_text(story, FIELD_physician_noted_name, "Henrik Ahlberg");
    story_put_text(story, FIELD_physician_noted_telephone, "010-000 05 00");
    story_put_code(story, FIELD_physician_noted_signs_in, CODE_knowledge_yes);
    story_put(story, FIELD_physician_noted_clinic)->text = town->units[clinic];
    return story_tell(story, story->nurse, days_ago, 12, EVENT_physician_noted);
}

bool story_agreed(struct story *story, int days_ago) {
    story_put_code(story, FIELD_team_noted_team, CODE_team_vils);
    story_put_code(story, FIELD_team_noted_agrees, CODE_answer_yes);
    story_put_text(story, FIELD_team_noted_extent,
                   "Ja, alla som vårdar mig hemma får veta det de behöver.");
    return story_tell(story, story->nurse, days_ago, 12, EVENT_team_noted);
}

bool story_grant(struct story *story, int days_ago) {
    int home_care = town_unit(story->town, CODE_unit_kind_home_care, 0);
    story_put_text(story, FIELD_sol_decided_interventions,
                   "Hjälp morgon, middag och kväll. Tillsyn en gång varje natt.");
    story_put(story, FIELD_sol_decided_performer)->text = story->town->units[home_care];
    story_put(story, FIELD_sol_decided_from)->date = story_date(story, days_ago);
    return story_tell(story, ASSESSOR, days_ago, 13, EVENT_sol_decided);
}

bool story_wishes(struct story *story, int days_ago, enum code growth) {
    story_put_code(story, FIELD_wishes_noted_place, CODE_care_place_home);
    story_put_code(story, FIELD_wishes_noted_growth, growth);
    story_put_text(story, FIELD_wishes_noted_words, "Vill höra fåglarna från sin egen säng.");
    return story_tell(story, ASSESSOR, days_ago, 14, EVENT_wishes_noted);
}

bool story_read(struct story *story, int days_ago, int who, enum code part) {
    story_put_code(story, FIELD_wishes_read_reader, part);
    return story_tell(story, who, days_ago, 8, EVENT_wishes_read);
}

bool story_change(struct story *story, int days_ago, const char *what) {
    story_put_text(story, FIELD_change_noticed_what, what);
    story_put_code(story, FIELD_change_noticed_noticed_by, CODE_noticed_by_staff);
    return story_tell(story, CARE_DAY, days_ago, 9, EVENT_change_noticed);
}

bool story_assessed(struct story *story, int days_ago, bool reached, int next_in_days) {
    story_put_code(story, FIELD_course_assessed_breakpoint,
                   reached ? CODE_breakpoint_reached : CODE_breakpoint_not_yet);
    story_put_text(story, FIELD_course_assessed_assessment,
                   reached ? "Behandlingen har ingen effekt längre. Målet är god lindring."
                           : "Svarar fortfarande på behandling.");
    story_put_text(story, FIELD_course_assessed_physician, "Henrik Ahlberg");
    if (!reached)
        story_put(story, FIELD_course_assessed_next)->date = story_date(story, -next_in_days);
    return story_tell(story, story->nurse, days_ago, 11, EVENT_course_assessed);
}

bool story_vils(struct story *story, int days_ago) {
    int home_care = town_unit(story->town, CODE_unit_kind_home_care, 0);
    story_put_code(story, FIELD_vils_started_decided_by, CODE_vils_decider_team);
    story_put_text(story, FIELD_vils_started_reason,
                   "Snabb försämring. Personen vill vara hemma, och målet är lindring.");
    story_put(story, FIELD_vils_started_home_care)->text = story->town->units[home_care];
    if (!story_tell(story, story->nurse, days_ago, 13, EVENT_vils_started))
        return false;
    story->vils = (int64_t)story->told.n;
    story_put(story, FIELD_team_informed_vils)->ref = story->vils;
    story_put(story, FIELD_team_informed_informed)->set =
        set_with(set_with(0, CODE_team_part_care_staff_day), CODE_team_part_needs_assessor);
    return story_tell(story, story->nurse, days_ago, 14, EVENT_team_informed);
}

bool story_reported(struct story *story, int days_ago, enum code team) {
    story_put(story, FIELD_team_reported_vils)->ref = story->vils;
    story_put_code(story, FIELD_team_reported_team, team);
    return story_tell(story, HOME_MANAGER, days_ago, 15, EVENT_team_reported);
}

bool story_met(struct story *story, int days_ago) {
    story_put(story, FIELD_team_met_vils)->ref = story->vils;
    story_put(story, FIELD_team_met_took_part)->set =
        set_with(set_with(0, CODE_participant_nurse), CODE_participant_care_staff);
    story_put_text(story, FIELD_team_met_notes, "Lugnare nätter sedan tillsynen blev tätare.");
    return story_tell(story, story->nurse, days_ago, 10, EVENT_team_met);
}

bool story_observed(struct story *story, int days_ago) {
    story_put_text(story, FIELD_observed_what, "Orolig i går kväll, lugnare efter lindring.");
    return story_tell(story, CARE_DAY, days_ago, 17, EVENT_observed);
}

bool story_seen(struct story *story, int days_ago, int64_t observation) {
    int64_t *read = ARENA_NEW(story->arena, int64_t);
    if (!read)
        return error_memory(story->err);
    *read = observation;
    story_put(story, FIELD_observation_seen_observation)->ref = observation;
    struct field_value *named = story_put(story, FIELD_observation_seen_read);
    named->refs.items = read;
    named->refs.n = 1;
    return story_tell(story, story->nurse, days_ago, 7, EVENT_observation_seen);
}

bool story_worked(struct story *story, int days_ago) {
    story_put(story, FIELD_time_recorded_from)->time = (struct time_of_day){.hour = 7};
    story_put(story, FIELD_time_recorded_to)->time = (struct time_of_day){.hour = 8, .minute = 30};
    story_put_code(story, FIELD_time_recorded_what, CODE_time_use_care);
    return story_tell(story, CARE_DAY, days_ago, 9, EVENT_time_recorded);
}

bool story_handed_in(struct story *story, int days_ago) {
    return story_tell(story, CARE_DAY, days_ago, 18, EVENT_time_form_handed_in);
}

bool story_received(struct story *story, int days_ago, int64_t form) {
    story_put(story, FIELD_time_form_received_form)->ref = form;
    return story_tell(story, COORDINATOR, days_ago, 8, EVENT_time_form_received);
}

bool story_intervention(struct story *story, int days_ago, int who, enum code kind,
                        const char *extent) {
    story_put_code(story, FIELD_intervention_started_kind, kind);
    story_put_text(story, FIELD_intervention_started_extent, extent);
    story_put_text(story, FIELD_intervention_started_reason, "Behoven har ökat.");
    return story_tell(story, who, days_ago, 16, EVENT_intervention_started);
}

bool story_death(struct story *story, int days_ago, enum code kind) {
    story_put_code(story, FIELD_death_recorded_kind, kind);
    story_put_text(story, FIELD_death_recorded_established_by, "Henrik Ahlberg");
    story_put_code(story, FIELD_death_recorded_relatives_told, CODE_knowledge_yes);
    return story_tell(story, story->nurse, days_ago, 18, EVENT_death_recorded);
}
