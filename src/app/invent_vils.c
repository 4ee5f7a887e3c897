// SPDX-License-Identifier: EUPL-1.2
//
// Invented people at the end of life, whose team works as one (VILS).
#include "app/invent.h"

struct illness {
    const char *need, *goals, *change;
};
static const struct illness illnesses[] = {
    {"Cancer i lungan, smärtlindring i hemmet.", "Vara smärtfri och få vara hemma.",
     "Orkar inte upp ur sängen och äter nästan ingenting."},
    {"Svår hjärtsvikt, behöver tät lindring av andnöd.", "Kunna bo kvar hemma med god lindring.",
     "Mer andfådd och sover det mesta av dygnet."},
    {"KOL i slutskedet, syrgas och läkemedel mot oro.", "Andas lättare och vara hemma.",
     "Orolig på nätterna och får inte luft."},
    {"ALS, behöver vård dygnet runt.", "Trygghet hemma hos de närmaste.", "Sväljer sämre."},
};

#define STARTED_MAX 21 // days since the start
#define MEETING_MAX 7  // days between meetings that are held in time
#define FORM_DAYS 5    // days between time forms

static bool begin(uint64_t seed, size_t index, struct dice *dice, const struct illness *illness,
                  int enrolled, struct story *story) {
    const struct invented person = invent_person(seed, index);
    const struct town *town = story->town;
    int unit =
        town_unit(town, CODE_unit_kind_home_health_care, (size_t)dice_below(dice, TOWN_UNITS_MAX));
    struct str house = str_printf(story->arena, "%s %d", person.street, person.house);
    struct str address = house.p ? town_address(story->arena, house.p) : house;
    struct str number = str_printf(story->arena, "%s", person.number);
    uint32_t nurse = story_professions(true, false, false);
    if (!address.p || !number.p)
        return error_memory(story->err);
    story->minute = dice_below(dice, 60);
    story->nurse =
        town_staff(town, CODE_role_nurse, unit, (size_t)dice_below(dice, TOWN_STAFF_MAX));
    return story_person(story, WARD, enrolled + 1, number.p, person.given_name, person.family_name,
                        address.p) &&
           story_request(
               story, WARD, enrolled + 1,
               (struct plea){nurse, illness->need, CODE_answer_yes, CODE_judgement_yes}) &&
           story_decide(
               story, PLANNER, enrolled,
               (struct verdict){
                   .wanted = nurse, .enrolled = nurse, .from_days_ago = enrolled, .unit = unit}) &&
           story_inform(story, story->nurse, enrolled - 1, illness->goals);
}

// The wishes, and who has read them: in some work teams nobody has.
static bool wish(struct dice *dice, int days_ago, struct story *story) {
    return story_wishes(story, days_ago, CODE_answer_yes) &&
           story_read(story, days_ago - 1, story->nurse, CODE_team_part_nurse) &&
           (dice_percent(dice, 8) ||
            story_read(story, days_ago - 1, CARE_DAY, CODE_team_part_care_staff_day)) &&
           (dice_percent(dice, 16) ||
            story_read(story, days_ago - 1, CARE_NIGHT, CODE_team_part_care_staff_night));
}

// What a day brings that something is made of the day after.
struct diary {
    int meeting; // the day on which the next is held; 0: no more is
    int64_t observation, form;
    bool shared; // the person has agreed: the nurse sees what care staff write
};

// At least once a week; one in eight times no more was held, so the next is late or soon will be.
static bool meet(struct dice *dice, int day, struct diary *diary, struct story *story) {
    if (day != diary->meeting)
        return true;
    diary->meeting = 0;
    if (dice_percent(dice, 12))
        return true;
    diary->meeting = day - 1 - dice_below(dice, MEETING_MAX);
    return story_met(story, day);
}

// What was noticed is read the day after, most of it, and the time forms are received.
static bool answer(struct dice *dice, int day, struct diary *diary, struct story *story) {
    int64_t observation = diary->observation, form = diary->form;
    diary->observation = diary->form = 0;
    return (!observation || !diary->shared || dice_percent(dice, 10) ||
            story_seen(story, day, observation)) &&
           (!form || dice_percent(dice, 20) || story_received(story, day, form));
}

static bool notice(struct dice *dice, int day, struct diary *diary, struct story *story) {
    if (!dice_percent(dice, 25))
        return true;
    if (!story_observed(story, day))
        return false;
    diary->observation = (int64_t)story->told.n;
    return true;
}

static bool hand_in(int day, struct diary *diary, struct story *story) {
    if (day % FORM_DAYS)
        return true;
    if (!story_handed_in(story, day))
        return false;
    diary->form = (int64_t)story->told.n;
    return true;
}

static bool go_on(struct dice *dice, int started, bool shared, struct story *story) {
    struct diary diary = {.meeting = started - 1 - dice_below(dice, MEETING_MAX), .shared = shared};
    for (int day = started - 1; day > 0; day--)
        if (!answer(dice, day, &diary, story) || !story_worked(story, day) ||
            !meet(dice, day, &diary, story) || !notice(dice, day, &diary, story) ||
            !hand_in(day, &diary, story))
            return false;
    return true;
}

// What follows the start: from the same day on.
static bool work_as_one(struct dice *dice, int started, bool shared, struct story *story) {
    int day = started > 0 ? started - 1 : 0;
    return story_vils(story, started) &&
           (dice_percent(dice, 10) || story_reported(story, started, CODE_work_team_day)) &&
           (dice_percent(dice, 20) || story_reported(story, started, CODE_work_team_night)) &&
           story_intervention(story, day, CARE_DAY, CODE_intervention_kind_supervision,
                              "Varannan timme hela natten") &&
           story_intervention(story, day, story->nurse, CODE_intervention_kind_injections,
                              "Morfin vid behov, högst var fjärde timme") &&
           go_on(dice, started, shared, story);
}

bool invent_vils_story(uint64_t seed, size_t index, struct story *story) {
    struct dice dice = {seed * 0x8cb92ba72f3d8dd7u + index};
    const struct illness *illness = &illnesses[dice_below(&dice, (int)COUNT(illnesses))];
    int started = dice_below(&dice, STARTED_MAX), changed = started + 1 + dice_below(&dice, 3);
    int enrolled = changed + 8 + dice_below(&dice, 30);
    bool shared = !dice_percent(&dice, 10);
    return begin(seed, index, &dice, illness, enrolled, story) && story_team(story, enrolled - 1) &&
           (!shared || story_agreed(story, enrolled - 1)) && story_grant(story, enrolled - 1) &&
           wish(&dice, enrolled - 3, story) && story_change(story, changed, illness->change) &&
           story_assessed(story, started + dice_below(&dice, 2), true, 0) &&
           work_as_one(&dice, started, shared, story);
}
