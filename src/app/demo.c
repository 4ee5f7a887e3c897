// SPDX-License-Identifier: EUPL-1.2
//
// A demo to try Vaka with: one municipality and one region, and invented people whose identity
// numbers are test numbers of Skatteverket. Their facts go through the same door as everybody's,
// each recorded by the one whose task it is, with the clock set back to when it happened.
//
// Twenty people are told of here, so that each thing that can stand in a day stands in the first
// nurse's, and those who ask for care and take it over have something to do; in the large town two
// more, so that there is something for a manager to review and answer. The rest of the 300 are
// invented (invent.h).
#include "app/demo.h"

#include "app/delegations.h"
#include "app/invent.h"

#define SEED 1
#define PEOPLE 300 // of the whole demo, those told of here included

// ---- the steps of those told of here: who takes each ----

static bool person_of(struct story *story, int who, int days_ago, const char *number,
                      const char *given, const char *family, const char *address) {
    struct str in_town = town_address(story->arena, address);
    if (!in_town.p)
        return error_memory(story->err);
    return story_person(story, who, days_ago, number, given, family, in_town.p);
}
static bool person(struct story *story, int days_ago, const char *number, const char *given,
                   const char *family, const char *address) {
    return person_of(story, WARD, days_ago, number, given, family, address);
}
static bool request(struct story *story, int days_ago, struct plea plea) {
    return story_request(story, WARD, days_ago, plea);
}
static bool ask(struct story *story, int days_ago, const char *lacking) {
    return story_ask(story, PLANNER, days_ago, lacking);
}
static bool answer(struct story *story, int days_ago, const char *supplement, enum code lasting) {
    return story_answer(story, WARD, days_ago, supplement, lasting);
}
static bool decide(struct story *story, int days_ago, uint32_t wanted, uint32_t enrolled,
                   int from_days_ago, const char *reason) {
    return story_decide(story, PLANNER, days_ago,
                        (struct verdict){.wanted = wanted,
                                         .enrolled = enrolled,
                                         .from_days_ago = from_days_ago,
                                         .unit = UNIT_CARE,
                                         .reason = reason});
}
static bool inform(struct story *story, int days_ago) {
    return story_inform(story, NURSE, days_ago, "Kunna bo kvar hemma, med god lindring.");
}
static bool follow_up(struct story *story, int days_ago, uint32_t covered, int next_in_days) {
    return story_follow_up(story, NURSE, days_ago, covered, CODE_goal_partly,
                           "Behöver stöd vid förflyttning på natten.", next_in_days);
}

// ---- the stories, one a person ----

#define YES CODE_answer_yes
#define LASTS CODE_judgement_yes

static bool enrol(struct story *story, int days_ago, uint32_t set, const char *need) {
    return request(story, days_ago + 1, (struct plea){set, need, YES, LASTS}) &&
           decide(story, days_ago, set, set, days_ago, NULL);
}

static bool waits_for_decision(struct story *story) {
    return person(story, 1, "193001227705", "Märta", "Lindqvist", "Ekgatan 4") &&
           request(story, 1,
                   (struct plea){story_professions(true, false, false),
                                 "Läggs om två gånger i veckan, bensår som läker långsamt.", YES,
                                 LASTS});
}

static bool waits_for_supplement(struct story *story) {
    return person(story, 3, "193102118449", "Ingrid", "Söderström", "Kvarngränd 11") &&
           request(story, 3,
                   (struct plea){story_professions(true, true, false),
                                 "Behöver injektioner dagligen efter utskrivning.", YES,
                                 CODE_judgement_not_asked}) &&
           ask(story, 2, "Hur länge väntas behovet av injektioner vara?");
}

static bool is_supplemented(struct story *story) {
    return person(story, 5, "192801287075", "Karl-Erik", "Holm", "Strandvägen 2") &&
           request(
               story, 5,
               (struct plea){story_professions(true, true, true),
                             "Hjärtsvikt, trappor går inte längre. Behöver träning och hjälpmedel.",
                             YES, CODE_judgement_unknown}) &&
           ask(story, 4, "Kan träningen ges säkert i hemmet?") &&
           answer(story, 1, "Ja, fysioterapeut på avdelningen har bedömt att det går bra.", LASTS);
}

static bool is_only_registered(struct story *story) {
    return person(story, 0, "193302129220", "Greta", "Åkesson", "Björkallén 19");
}

static bool is_not_informed(struct story *story) {
    return person(story, 3, "193502017456", "Bertil", "Nyström", "Skolgatan 8") &&
           enrol(story, 1, story_professions(true, true, false),
                 "Stroke i våras, behöver läkemedel och gångträning.");
}

static bool is_due_tomorrow(struct story *story) {
    const uint32_t both = story_professions(true, true, false);
    return person(story, 120, "193701308888", "Aina", "Björk", "Tallvägen 33") &&
           enrol(story, 118, both, "KOL, behöver inhalationer och andningsträning.") &&
           inform(story, 117) && follow_up(story, 64, both, 1) && inform(story, 61);
}

static bool is_late(struct story *story) {
    return person(story, 76, "193402019214", "Sven", "Dahlgren", "Storgatan 51") &&
           enrol(story, 74, story_professions(true, false, false),
                 "Cancer i bukspottkörteln, smärtlindring med pump.") &&
           inform(story, 73);
}

static bool is_due_today(struct story *story) {
    const uint32_t all = story_professions(true, true, true);
    return person(story, 152, "194001279050", "Åke", "Wallin", "Hamngatan 7") &&
           enrol(story, 150, all, "Parkinsons sjukdom, behöver läkemedel på bestämda tider.") &&
           inform(story, 149) && follow_up(story, 95, all, 0) && inform(story, 92);
}

static bool is_followed_up_for_one_of_two(struct story *story) {
    return person(story, 60, "193901308308", "Birgitta", "Ekholm", "Ängsvägen 14") &&
           enrol(story, 57, story_professions(true, true, false),
                 "Höftfraktur, såromläggning och träning.") &&
           inform(story, 56) && follow_up(story, 2, story_professions(true, false, false), 160);
}

static bool begins_next_week(struct story *story) {
    const uint32_t nurse = story_professions(true, false, false);
    return person(story, 2, "194501278883", "Kerstin", "Hägglund", "Kyrkbacken 1") &&
           request(
               story, 2,
               (struct plea){nurse, "Insulin morgon och kväll efter utskrivning.", YES, LASTS}) &&
           decide(story, 1, nurse, nurse, -6, NULL);
}

static bool is_not_enrolled(struct story *story) {
    const uint32_t nurse = story_professions(true, false, false);
    return person(story, 20, "194403157078", "Lars-Göran", "Öberg", "Verkstadsgatan 22") &&
           request(story, 20,
                   (struct plea){nurse, "Suturtagning efter operation.", CODE_answer_no,
                                 CODE_judgement_no}) &&
           decide(story, 19, nurse, 0, 19,
                  "Vill inte ha hemsjukvård och kan ta sig till vårdcentralen.");
}

// With a coordination number.
static bool is_enrolled_for_one_of_two(struct story *story) {
    const uint32_t both = story_professions(true, true, false);
    return person(story, 41, "193001722390", "Antoni", "Kowalczyk", "Parkgatan 5") &&
           request(story, 41,
                   (struct plea){both, "Demens, behöver hjälp med läkemedel.", YES, LASTS}) &&
           decide(story, 40, both, story_professions(true, false, false), 39,
                  "Träning ges vid dagverksamheten; sjuksköterska behövs i hemmet.") &&
           inform(story, 38);
}

// ---- at the end of life ----

static bool dies_at_home(struct story *story, int days_ago, const char *number, const char *given,
                         const char *family, const char *address, const char *need) {
    return person(story, days_ago + 1, number, given, family, address) &&
           enrol(story, days_ago, story_professions(true, false, true), need) &&
           inform(story, days_ago - 1) && story_team(story, days_ago - 1) &&
           story_agreed(story, days_ago - 1) && story_grant(story, days_ago - 1);
}

static bool is_noticed_to_change(struct story *story) {
    return dies_at_home(story, 30, "194002029108", "Elsa", "Renström", "Parkvägen 6",
                        "Hjärtsvikt, läkemedel och hjälpmedel.") &&
           story_physician(story, 29) && story_wishes(story, 20, YES) &&
           story_change(story, 0, "Äter inte sedan i går och sover nästan hela tiden.");
}

static bool is_not_yet_at_the_breakpoint(struct story *story) {
    return dies_at_home(story, 45, "193802052393", "Gösta", "Lundmark", "Åsgatan 17",
                        "Cancer i lungan, smärtlindring.") &&
           story_physician(story, 44) &&
           story_change(story, 6, "Mer andfådd, orkar inte upp ur sängen.") &&
           story_assessed(story, 5, false, 2) && story_wishes(story, 4, CODE_answer_unknown);
}

static bool has_vils(struct story *story) {
    return dies_at_home(story, 60, "194002049163", "Maj-Britt", "Sandström", "Sjövägen 3",
                        "ALS, behöver vård hela dygnet.") &&
           story_physician(story, 59) && story_wishes(story, 30, YES) &&
           story_change(story, 9, "Sväljer inte längre.") && story_assessed(story, 8, true, 0) &&
           story_vils(story, 8) && story_reported(story, 8, CODE_work_team_day) &&
           story_reported(story, 8, CODE_work_team_night) &&
           story_intervention(story, 7, CARE_DAY, CODE_intervention_kind_supervision,
                              "Varannan timme hela natten") &&
           story_intervention(story, 7, NURSE, CODE_intervention_kind_injections,
                              "Morfin vid behov, högst var fjärde timme") &&
           story_met(story, 5);
}

static bool begins_vils(struct story *story) {
    return dies_at_home(story, 25, "194202138014", "Rune", "Hedberg", "Mossvägen 21",
                        "Cancer i tjocktarmen, smärtlindring.") &&
           story_wishes(story, 12, YES) && story_change(story, 1, "Orolig, plockar i luften.") &&
           story_assessed(story, 1, true, 0) && story_vils(story, 0) &&
           story_reported(story, 0, CODE_work_team_day);
}

static bool has_died(struct story *story) {
    return dies_at_home(story, 70, "194002287086", "Astrid", "Wikberg", "Lundgatan 9",
                        "Cancer i bröstet, såromläggning och smärtlindring.") &&
           story_wishes(story, 50, YES) && story_assessed(story, 20, true, 0) &&
           story_vils(story, 20) && story_reported(story, 20, CODE_work_team_day) &&
           story_reported(story, 20, CODE_work_team_night) && story_met(story, 14) &&
           story_met(story, 8) && story_worked(story, 6) && story_worked(story, 5) &&
           story_death(story, 3, CODE_death_kind_expected) && story_handed_in(story, 2);
}

// ---- those who ask for care, and take it over ----

// Whom a hand-over goes to: the unit of one of the staff, who answers there.
static bool ask_to_take_over(struct story *story, enum code whom, int who, const char *name,
                             struct record *record) {
    struct field_value *values = ARENA_ARRAY(story->arena, 3, struct field_value);
    if (!values)
        return error_memory(story->err);
    values[0] = (struct field_value){.field = FIELD_handover_request_need,
                                     .code = CODE_takeover_need_needed};
    values[1] = (struct field_value){.field = FIELD_handover_request_name, .text = str_of(name)};
    values[2] = (struct field_value){.field = FIELD_handover_request_unit,
                                     .text = story->town->staff[who].unit};
    *record = (struct record){whom, 3, values};
    return true;
}

static bool discharge(struct story *story, int who, int days_ago, uint32_t professions) {
    struct record *records = ARENA_ARRAY(story->arena, 2, struct record);
    if (!records)
        return error_memory(story->err);
    if (!ask_to_take_over(story, CODE_takeover_care_contact, CONTACT, "Björkens vårdcentral",
                          &records[0]) ||
        !ask_to_take_over(story, CODE_takeover_rehab_clinic, PRIMARY_REHAB,
                          "Björkens rehabmottagning", &records[1]))
        return false;
    story_put(story, FIELD_discharge_started_professions)->set = professions;
    story_put_text(story, FIELD_discharge_started_reason,
                   "Såret har läkt, och personen kan ta sig till mottagningen med färdtjänst.");
    story_put_text(story, FIELD_discharge_started_request,
                   "Kontroll av såret om en månad. Fortsatt träning av gång och balans.");
    struct field_value *receivers = story_put(story, FIELD_discharge_started_receivers);
    receivers->each.n = 2;
    receivers->each.items = records;
    story_put(story, FIELD_discharge_started_planned)->date = story_date(story, days_ago - 8);
    return story_tell(story, who, days_ago, 13, EVENT_discharge_started);
}

static bool is_to_be_taken_over(struct story *story) {
    const uint32_t both = story_professions(true, true, false);
    return person(story, 90, "194203249034", "Folke", "Granlund", "Kanalgatan 12") &&
           enrol(story, 88, both, "Bensår efter fall, såromläggning och gångträning.") &&
           inform(story, 87) && follow_up(story, 32, both, 140) && inform(story, 31) &&
           discharge(story, NURSE, 1, both);
}

static bool is_asked_for_by_the_contact(struct story *story) {
    const uint32_t both = story_professions(true, true, false);
    return person_of(story, CONTACT, 7, "193704219124", "Maj", "Sundell", "Rosengatan 3") &&
           story_request(story, CONTACT, 7,
                         (struct plea){both,
                                       "Hjärtsvikt, orkar inte till vårdcentralen. Läkemedel och "
                                       "träning.",
                                       YES, LASTS}) &&
           decide(story, 1, both, story_professions(true, false, false), 0,
                  "Träningen ges på rehabmottagningen, dit personen tar sig med färdtjänst.");
}

static bool is_asked_for_by_rehabilitation(struct story *story) {
    return person_of(story, PRIMARY_REHAB, 4, "194003189083", "Barbro", "Wedin", "Ringvägen 27") &&
           story_request(story, PRIMARY_REHAB, 4,
                         (struct plea){story_professions(false, true, true),
                                       "Nedsatt balans, har fallit hemma. Träning och hjälpmedel.",
                                       YES, CODE_judgement_unknown}) &&
           ask(story, 2, "Kan träningen ges säkert i hemmet, och hur länge väntas behovet vara?");
}

// ---- what a manager is told of: at the second unit, which the small town has not ----

static int southern(const struct story *story, enum code role) {
    return town_staff(story->town, role, town_unit(story->town, CODE_unit_kind_home_health_care, 1),
                      0);
}

// P-02: what was done although the routine asks for more.
static bool is_discharged_unanswered(struct story *story) {
    const uint32_t nurse = story_professions(true, false, false);
    const int who = southern(story, CODE_role_nurse);
    if (!person(story, 80, "194204159075", "Tore", "Wester", "Rosengatan 9") ||
        !request(story, 80, (struct plea){nurse, "Bensår som läggs om hemma.", YES, LASTS}) ||
        !story_decide(
            story, PLANNER, 79,
            (struct verdict){.wanted = nurse,
                             .enrolled = nurse,
                             .from_days_ago = 78,
                             .unit = town_unit(story->town, CODE_unit_kind_home_health_care, 1)}) ||
        !story_inform(story, who, 77, "Att såret läker hemma.") ||
        !story_follow_up(story, who, 25, nurse, CODE_goal_reached, NULL, 150) ||
        !story_inform(story, who, 24, "Att såret läker hemma.") || !discharge(story, who, 6, nurse))
        return false;
    story_put(story, FIELD_discharged_professions)->set = nurse;
    if (!story_tell(story, who, 2, 11, EVENT_discharged))
        return false;
    story_because(story, "Flyttade till sin dotter i en annan kommun innan svaren hade kommit.");
    return true;
}

// P-11: what did not work between two units is shared between them.
static bool was_not_met_at_home(struct story *story) {
    const uint32_t nurse = story_professions(true, false, false);
    const int unit = town_unit(story->town, CODE_unit_kind_home_health_care, 1);
    if (!person(story, 9, "194305239065", "Rut", "Sandin", "Ringvägen 14") ||
        !request(story, 9, (struct plea){nurse, "Insulin morgon och kväll.", YES, LASTS}) ||
        !story_decide(story, PLANNER, 6,
                      (struct verdict){
                          .wanted = nurse, .enrolled = nurse, .from_days_ago = 4, .unit = unit}) ||
        !story_inform(story, southern(story, CODE_role_nurse), 3, "Jämnt blodsocker."))
        return false;
    story_put(story, FIELD_collaboration_failed_other)->text = story->town->units[unit];
    story_put_text(story, FIELD_collaboration_failed_what,
                   "Ingen kom den första kvällen, och numret till jouren gick inte att nå.");
    story_put_text(story, FIELD_collaboration_failed_consequence,
                   "Insulinet togs tre timmar för sent, med hjälp av dottern.");
    return story_tell(story, WARD, 2, 10, EVENT_collaboration_failed);
}

static bool (*const southern_stories[])(struct story *story) = {
    is_discharged_unanswered,
    was_not_met_at_home,
};

static bool (*const stories[])(struct story *story) = {
    waits_for_decision,
    waits_for_supplement,
    is_supplemented,
    is_only_registered,
    is_not_informed,
    is_due_tomorrow,
    is_late,
    is_due_today,
    is_followed_up_for_one_of_two,
    begins_next_week,
    is_not_enrolled,
    is_enrolled_for_one_of_two,
    is_noticed_to_change,
    is_not_yet_at_the_breakpoint,
    has_vils,
    begins_vils,
    has_died,
    is_to_be_taken_over,
    is_asked_for_by_the_contact,
    is_asked_for_by_rehabilitation,
};

// ---- through the door ----

struct demo {
    struct app *app;
    struct arena *arena; // of one story
    struct town town;
    int64_t shift_us; // of the app, to be set back
    struct instant now;
    struct error *err;
};

// Where the story stands: the person's stream and last seq.
struct place {
    struct str stream;
    int64_t seq;
};

static bool send(struct demo *demo, const struct told *told, struct place *place) {
    struct app *app = demo->app;
    uint8_t key[16];
    random_bytes(key, sizeof(key));
    struct record_request request = {
        .stream = place->stream,
        .seen_seq = place->seq,
        .idempotency_key = hex_of(demo->arena, key, sizeof(key)),
        .accept_similar = true, // they are all invented, and all different
        .accept_deviation = told->draft.because.n > 0,
        .draft = told->draft,
    };
    struct recorded recorded;
    app->clock_shift_us = demo->shift_us + told->draft.happened.us - app_now(app).us;
    bool done =
        app_record(app, demo->arena, &demo->town.staff[told->who], &request, &recorded, demo->err);
    app->clock_shift_us = demo->shift_us;
    *place = (struct place){recorded.stream, recorded.seq_now};
    return done;
}

static bool send_all(struct demo *demo, const struct story *story) {
    struct place place = {0};
    for (size_t i = 0; i < story->told.n; i++)
        if (!send(demo, &story->told.items[i], &place))
            return false;
    return true;
}

static bool tell(struct demo *demo, size_t index) {
    arena_reset(demo->arena);
    struct story story = story_new(demo->app, demo->arena, &demo->town, demo->now, demo->err);
    const size_t among_others = index - COUNT(stories), invented = PEOPLE - COUNT(southern_stories);
    bool told = index < COUNT(stories) ? stories[index](&story)
                : index < invented     ? invent_story(SEED, among_others, &story)
                                       : southern_stories[index - invented](&story);
    return told && send_all(demo, &story);
}

bool app_is_empty(struct app *app, struct arena *arena, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    static const enum stream_kind kinds[] = {STREAM_person, STREAM_organisation, STREAM_unit,
                                             STREAM_user};
    if (!store_read(app->store, &reader, err))
        return false;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct str *streams;
        size_t count;
        if (!store_streams(reader, arena, kinds[i], STR_NONE, 1, &streams, &count, err))
            return false;
        if (count > 0)
            return error_set(err, ERR_CONFLICT, "demo.not-empty", NULL);
    }
    return true;
}

// P-09: the day team has somebody who may give injections, the night team has not.
static bool delegate(struct demo *demo, struct arena *arena) {
    const struct actor *nurse = &demo->town.staff[NURSE];
    struct str user = demo->town.staff[CARE_DAY].user, stream;
    struct registered registered = {0};
    struct date from = app_today(demo->app), to = from;
    uint32_t tasks =
        set_with(set_with(0, CODE_intervention_kind_medicines), CODE_intervention_kind_injections);
    if (!date_add_days(from, -100, &from) || !date_add_days(from, 300, &to) ||
        !app_delegated(demo->app, arena, nurse, user, &registered, demo->err))
        return false;
    const struct field_value values[] = {
        {.field = FIELD_delegation_given_tasks, .set = tasks},
        {.field = FIELD_delegation_given_from, .date = from},
        {.field = FIELD_delegation_given_to, .date = to},
    };
    const struct register_request request = {.stream = user,
                                             .seen_seq = registered.seq,
                                             .kind = EVENT_delegation_given,
                                             .payload = {COUNT(values), values}};
    return app_register(demo->app, arena, nurse, &request, &stream, demo->err);
}

bool app_fill_demo(struct app *app, bool small, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    CLEANUP(arena_cleanup) struct arena *of_story = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena || !of_story)
        return error_memory(err);
    struct demo *demo = ARENA_NEW(arena, struct demo);
    if (!demo)
        return error_memory(err);
    *demo = (struct demo){.app = app,
                          .arena = of_story,
                          .shift_us = app->clock_shift_us,
                          .now = app_now(app),
                          .err = err};
    if (!app_is_empty(app, arena, err) ||
        !town_make(app, arena, small ? TOWN_SMALL : TOWN_LARGE, 1, &demo->town, err))
        return false;
    if (!delegate(demo, arena))
        return false;
    for (size_t i = 0; i < (small ? COUNT(stories) : PEOPLE); i++)
        if (!tell(demo, i))
            return false;
    return true;
}
