// SPDX-License-Identifier: EUPL-1.2
#include "app/invent.h"

#include <stdio.h>
#include <string.h>

uint64_t dice_throw(struct dice *dice) {
    uint64_t z = (dice->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int dice_below(struct dice *dice, int n) {
    return (int)(dice_throw(dice) % (uint64_t)n);
}

bool dice_percent(struct dice *dice, int percent) {
    return dice_below(dice, 100) < percent;
}

#define ONE_OF(dice, array) ((array)[dice_below((dice), (int)COUNT(array))])

// ---- who ----

static const char *const women[] = {
    "Anna",   "Margareta", "Ingrid", "Birgitta",  "Elsa",   "Gunvor",  "Maj-Britt", "Siv",
    "Ulla",   "Barbro",    "Rut",    "Astrid",    "Vera",   "Solveig", "Gudrun",    "Dagny",
    "Linnéa", "Kerstin",   "Inga",   "Berit",     "Signe",  "Viola",   "Ester",     "Maja",
    "Fatima", "Leila",     "Zofia",  "Marija",    "Aino",   "Helmi",   "Anna-Lisa", "Åsa",
    "Svea",   "Edit",      "Tyra",   "Gun-Britt", "Elvira", "Hjördis", "Mona",      "Rakel",
};
static const char *const men[] = {
    "Lars",   "Karl",   "Nils",   "Erik",   "Gunnar",   "Bengt",  "Olof",   "Arne",
    "Stig",   "Rune",   "Gösta",  "Holger", "Tage",     "Folke",  "Evert",  "Sixten",
    "Börje",  "Assar",  "Ragnar", "Helge",  "Valter",   "Henry",  "Allan",  "Ivar",
    "Hassan", "Dragan", "Piotr",  "Ahmed",  "Toivo",    "Veikko", "Ingvar", "Karl-Axel",
    "Yngve",  "Tore",   "Åke",    "Edvin",  "Sten-Åke", "Bertil", "Östen",  "Torgny",
};
static const char *const families[] = {
    "Almgren",   "Bergvall", "Björkman",  "Boström",  "Dahlin",     "Edström",   "Ekblad",
    "Engvall",   "Falk",     "Forslund",  "Fransson", "Gustavsson", "Grahn",     "Hedman",
    "Hellberg",  "Holmgren", "Håkansson", "Isaksson", "Jonsson",    "Kjellin",   "Krantz",
    "Landin",    "Lilja",    "Ljungberg", "Lundmark", "Malmström",  "Mattsson",  "Melin",
    "Nordin",    "Norberg",  "Näslund",   "Olsson",   "Persson",    "Rask",      "Renström",
    "Sandin",    "Selander", "Sjödin",    "Ström",    "Sundqvist",  "Söderlund", "Thunberg",
    "Törnqvist", "Vallgren", "Viklund",   "Wahlberg", "Westin",     "Zetterman", "Åkerman",
    "Åström",    "Ängqvist", "Öhman",     "Östlund",  "Korhonen",   "Nieminen",  "Kovačević",
    "Nowak",     "Yılmaz",   "Haddadi",   "Petrović",
};
static const char *const streets[] = {
    "Backvägen",     "Dalgatan",     "Ekvägen",         "Fabriksgatan", "Granvägen",
    "Hagalidsvägen", "Idrottsvägen", "Järnvägsgatan",   "Klockargränd", "Lindgatan",
    "Majvägen",      "Norra Ågatan", "Oxelvägen",       "Poppelvägen",  "Rönnstigen",
    "Sjövägen",      "Torggatan",    "Utsiktsvägen",    "Vintergatan",  "Ytterbyvägen",
    "Ållonvägen",    "Älvgatan",     "Östra Skolgatan", "Kvarnbacken",
};

// "22" is the 1900s; two letters, a digit by sex, and a digit that nobody checks (Inera NRID 1.0).
static void reserve_number(size_t n, char number[13]) {
    static const char letters[] = "ABCDEFGHJKLMNPRSTUXYZ";
    const size_t kinds = COUNT(letters) - 1, days = 9000;
    struct date born = {1926, 1, 1};
    size_t pair = n / days % (kinds * kinds);
    if (!date_add_days(born, (int64_t)(n * 7919 % days), &born))
        born = (struct date){1926, 1, 1};
    snprintf(number, 13, "22%02u%02u%02u%c%c%u%u", (unsigned)(born.year % 100) % 100,
             (unsigned)born.month % 100, (unsigned)born.day % 100, letters[pair / kinds],
             letters[pair % kinds], (unsigned)(n % 10), (unsigned)(n / 7 % 10));
}

struct invented invent_person(uint64_t seed, size_t index) {
    struct dice dice = {seed * 0x2545f4914f6cdd1du + index};
    struct invented person = {0};
    if (index < TEST_NUMBERS)
        memcpy(person.number, test_numbers[(index + seed % TEST_NUMBERS) % TEST_NUMBERS], 13);
    else
        reserve_number(index - TEST_NUMBERS, person.number);
    bool woman = (person.number[10] - '0') % 2 == 0;
    person.given_name = woman ? ONE_OF(&dice, women) : ONE_OF(&dice, men);
    person.family_name = ONE_OF(&dice, families);
    person.street = ONE_OF(&dice, streets);
    person.house = 1 + dice_below(&dice, 60);
    return person;
}

// ---- what happens ----

#define MONTHS_18 548
#define FIRST_FOLLOW_UP 58 // days: inside the two months that the routine gives
#define NEXT_FOLLOW_UP 170 // days: inside its six months

struct need {
    bool nurse, physio, occupational;
    const char *need, *goals;
};
static const struct need needs[] = {
    {true, false, false, "Bensår som läggs om två gånger i veckan.", "Att såret läker hemma."},
    {true, false, false, "Insulin morgon och kväll, ser för dåligt för att ta det själv.",
     "Jämnt blodsocker och trygghet med sprutorna."},
    {true, false, false, "Hjärtsvikt, behöver tätare kontroller och hjälp med läkemedel.",
     "Kunna bo kvar hemma utan nya sjukhusvistelser."},
    {true, false, false, "Cancer med smärta, behöver symtomlindring i hemmet.",
     "Vara smärtfri och få vara hemma."},
    {true, true, false, "Höftfraktur, såromläggning och gångträning.",
     "Gå själv inomhus med rollator."},
    {true, true, false, "KOL, behöver inhalationer och andningsträning.",
     "Orka gå till matbordet och duscha själv."},
    {true, true, true, "Stroke, behöver läkemedel, träning och hjälpmedel i hemmet.",
     "Klara förflyttning från säng till stol."},
    {true, true, true, "Parkinsons sjukdom, faller ofta och behöver läkemedel på bestämda tider.",
     "Färre fall och jämnare rörlighet över dygnet."},
    {true, false, true, "Demenssjukdom, behöver läkemedelsövertag och anpassning i hemmet.",
     "Trygg vardag med rätt läkemedel."},
    {true, false, true, "Ryggmärgsskada, trycksår och förskrivning av madrass.",
     "Trycksåret läkt och inga nya."},
    {false, true, false, "Nedsatt balans efter lång sjukhusvistelse, behöver träna hemma.",
     "Gå i trappan med stöd av en person."},
    {false, true, true, "Amputation under knät, behöver träning och anpassad bostad.",
     "Flytta sig själv mellan rullstol och säng."},
    {false, false, true, "Behöver hjälpmedel och träning för att klara toalett och dusch.",
     "Klara sin morgon själv."},
    {true, false, false, "Kateter och återkommande urinvägsinfektioner.",
     "Inga nya infektioner under hösten."},
};
static const char *const lackings[] = {
    "Hur länge väntas behovet vara?",
    "Aktuell läkemedelslista saknas.",
    "Kan vården ges säkert i hemmet? Beskriv bostaden.",
    "Vem är fast läkarkontakt efter utskrivningen?",
};
static const char *const supplements[] = {
    "Behovet bedöms vara varaktigt. Bostaden är känd och fungerar.",
    "Läkemedelslistan är uppdaterad. Vården kan ges säkert hemma.",
    "Hembesök gjort tillsammans med anhörig, det går bra att ge vården hemma.",
};
static const char *const refusals[] = {
    "Kan ta sig till vårdcentralen med färdtjänst.",
    "Insatsen är tillfällig och ges på vårdcentralen.",
    "Vill själv gå till mottagningen.",
};
static const char *const new_needs[] = {
    NULL,
    NULL,
    NULL,
    "Behöver stöd vid förflyttning på natten.",
    "Äter sämre, vikten följs varje vecka.",
    "Anhörig är trött, erbjuds avlastning.",
    "Nytt hjälpmedel i badrummet prövas.",
};

// What is thrown once for a person, and who takes care of it.
struct life {
    struct story *story;
    struct dice dice;
    const struct need *need;
    uint32_t professions;
    int unit, ward, planner;
};

// The next weekday after that many days, unless that is yet to come: offices are closed on Sundays.
static int weekday(const struct life *life, int days_ago) {
    int day = days_ago;
    while (day > 0 && date_weekday(story_date(life->story, day)) >= SATURDAY)
        day--;
    return day > 0 ? day : days_ago;
}

static int somebody(struct life *life, enum code role) {
    return town_staff(life->story->town, role, life->unit, (size_t)dice_below(&life->dice, 64));
}

// Who follows up and informs: the first of the professions that is wanted.
static int carer(struct life *life, uint32_t professions) {
    if (set_has(professions, CODE_profession_nurse))
        return somebody(life, CODE_role_nurse);
    return set_has(professions, CODE_profession_physiotherapist)
               ? somebody(life, CODE_role_physiotherapist)
               : somebody(life, CODE_role_occupational_therapist);
}

static void next_minute(struct life *life) {
    life->story->minute = dice_below(&life->dice, 60);
}

static bool begin(struct life *life, uint64_t seed, size_t index, int days_ago) {
    const struct invented person = invent_person(seed, index);
    struct story *story = life->story;
    struct str house = str_printf(story->arena, "%s %d", person.street, person.house);
    struct str address = house.p ? town_address(story->arena, house.p) : house;
    struct str number = str_printf(story->arena, "%s", person.number);
    if (!address.p || !number.p)
        return error_memory(story->err);
    next_minute(life);
    return story_person(story, life->ward, days_ago, number.p, person.given_name,
                        person.family_name, address.p);
}

static bool ask_for_care(struct life *life, int days_ago, enum code wish, enum code lasting) {
    next_minute(life);
    return story_request(life->story, life->ward, days_ago,
                         (struct plea){life->professions, life->need->need, wish, lasting});
}

static bool ask_more(struct life *life, int days_ago) {
    return story_ask(life->story, life->planner, days_ago, ONE_OF(&life->dice, lackings));
}

static bool answer_more(struct life *life, int days_ago) {
    return story_answer(life->story, life->ward, days_ago, ONE_OF(&life->dice, supplements),
                        CODE_judgement_yes);
}

static bool enrol(struct life *life, int days_ago, int from_days_ago) {
    next_minute(life);
    return story_decide(life->story, life->planner, days_ago,
                        (struct verdict){.wanted = life->professions,
                                         .enrolled = life->professions,
                                         .from_days_ago = from_days_ago,
                                         .unit = life->unit});
}

// ---- follow-ups ----

static bool follow_up_once(struct life *life, uint32_t covered, int days_ago, int next_in_days) {
    static const enum code goals[] = {CODE_goal_partly, CODE_goal_partly, CODE_goal_reached,
                                      CODE_goal_not_reached};
    next_minute(life);
    return story_follow_up(life->story, carer(life, covered), days_ago, covered,
                           ONE_OF(&life->dice, goals), ONE_OF(&life->dice, new_needs),
                           next_in_days);
}

// One follow-up of everything, or of the nurse's part and then the rest. Next is counted from it.
static bool follow_up(struct life *life, int days_ago, int next) {
    uint32_t nurse = set_with(0, CODE_profession_nurse);
    uint32_t others = life->professions & ~nurse;
    bool apart = others && others != life->professions && days_ago > 12;
    if (!apart || dice_percent(&life->dice, 75))
        return follow_up_once(life, life->professions, days_ago, next - days_ago);
    int later = weekday(life, days_ago - 2 - dice_below(&life->dice, 8));
    return follow_up_once(life, nurse, days_ago, next - days_ago) &&
           follow_up_once(life, others, later, next - days_ago);
}

// H-08: what a follow-up changed stands in a new sheet some days later; some are still to be given.
static bool inform_anew(struct life *life, int days_ago) {
    int given = weekday(life, days_ago - 1 - dice_below(&life->dice, 4));
    if (given <= 0 || (given < 30 && dice_percent(&life->dice, 15)))
        return true;
    next_minute(life);
    return story_inform(life->story, carer(life, life->professions), given, life->need->goals);
}

// From the day of enrolment until today. Most are done some days before they are due, some late,
// and some are still not done.
static bool follow_all_up(struct life *life, int enrolled_days_ago) {
    int due = enrolled_days_ago - FIRST_FOLLOW_UP; // in days ago; negative: still to come
    for (;;) {
        int early = dice_below(&life->dice, 12);
        bool late = dice_percent(&life->dice, 15);
        int done = weekday(life, due + (late ? -2 - dice_below(&life->dice, 16) : early));
        if (done <= 0)
            return true;
        int next = 60 + dice_below(&life->dice, NEXT_FOLLOW_UP - 60);
        if (!follow_up(life, done, next) || !inform_anew(life, done))
            return false;
        due = done - next;
    }
}

static bool enrol_and_follow(struct life *life, int days_ago) {
    int decided = weekday(life, days_ago - dice_below(&life->dice, 3));
    int from = decided - dice_below(&life->dice, 4);
    int informed = weekday(life, from - dice_below(&life->dice, 4));
    if (!enrol(life, decided, from))
        return false;
    if (informed <= 0)
        return true;
    next_minute(life);
    return story_inform(life->story, carer(life, life->professions), informed, life->need->goals) &&
           follow_all_up(life, from);
}

// ---- the stages ----

static bool is_refused(struct life *life, int days_ago) {
    bool wants = dice_percent(&life->dice, 50);
    return ask_for_care(life, days_ago, wants ? CODE_answer_yes : CODE_answer_no,
                        CODE_judgement_no) &&
           story_decide(life->story, life->planner, weekday(life, days_ago - 1),
                        (struct verdict){.wanted = life->professions,
                                         .reason = ONE_OF(&life->dice, refusals)});
}

static bool is_supplemented(struct life *life, int days_ago) {
    return ask_for_care(life, days_ago, CODE_answer_yes, CODE_judgement_unknown) &&
           ask_more(life, weekday(life, days_ago - 1)) &&
           answer_more(life, weekday(life, days_ago - 2));
}

// Of a hundred, those whose request is still open or whose enrolment is new.
#define LATELY 18

static bool is_new(struct life *life, int stage, int days_ago) {
    const enum code lasting =
        stage < 6 || stage >= 10 ? CODE_judgement_yes : CODE_judgement_unknown;
    if (stage < 2)
        return true;
    if (!ask_for_care(life, days_ago, CODE_answer_yes, lasting))
        return false;
    if (stage < 6)
        return true;
    if (stage < 8)
        return ask_more(life, days_ago - 1);
    if (stage < 10)
        return ask_more(life, days_ago - 1) && answer_more(life, days_ago - 2);
    bool begins_later = stage < 14;
    return enrol(life, days_ago - 1,
                 begins_later ? -1 - dice_below(&life->dice, 14) : days_ago - 1);
}

static bool is_known(struct life *life, int stage, int days_ago) {
    if (stage < LATELY + 8)
        return is_refused(life, days_ago);
    if (stage < LATELY + 10)
        return is_supplemented(life, days_ago) && enrol_and_follow(life, days_ago - 3);
    return ask_for_care(life, days_ago, CODE_answer_yes, CODE_judgement_yes) &&
           enrol_and_follow(life, days_ago);
}

bool invent_story(uint64_t seed, size_t index, struct story *story) {
    struct life life = {.story = story, .dice = {seed * 0x9e6c63d0876a9a47u + index}};
    struct dice *dice = &life.dice;
    life.need = &ONE_OF(dice, needs);
    life.professions =
        story_professions(life.need->nurse, life.need->physio, life.need->occupational);
    life.unit =
        town_unit(story->town, CODE_unit_kind_home_health_care, (size_t)dice_below(dice, 60));
    life.ward = town_staff(story->town, CODE_role_ward, -1, (size_t)dice_below(dice, 60));
    life.planner = town_staff(story->town, CODE_role_planner, -1, (size_t)dice_below(dice, 60));
    int stage = dice_below(dice, 100);
    int lately = 3 + dice_below(dice, 5), anytime = 8 + dice_below(dice, MONTHS_18 - 8);
    int days_ago = stage < LATELY ? lately : anytime;
    return begin(&life, seed, index, days_ago) &&
           (stage < LATELY ? is_new(&life, stage, days_ago) : is_known(&life, stage, days_ago));
}
