// SPDX-License-Identifier: EUPL-1.2
//
// A demo to try Vaka with: one municipality, one hospital, twelve invented people whose identity
// numbers are test numbers of Skatteverket. Their facts go through the same door as everybody's,
// each recorded by the one whose task it is, with the clock set back to when it happened.
#include "app/internal.h"

#include <assert.h>

#define PASSWORD "vaka-hela-natten"
const char demo_password[] = PASSWORD;

enum {
    WARD,
    PLANNER,
    SECOND_PLANNER,
    NURSE,
    SECOND_NURSE,
    PHYSIO,
    OCCUPATIONAL,
    MANAGER,
    CONTACT,
    PRIMARY_REHAB,
    CHIEF_NURSE,
    ASSESSOR,
    PLANNING_MANAGER,
    STAFF
};

const struct demo_user demo_users[] = {
    [WARD] = {"avdelning", CODE_role_ward},
    [PLANNER] = {"planerare", CODE_role_planner},
    [SECOND_PLANNER] = {"planerare2", CODE_role_planner},
    [NURSE] = {"sjukskoterska", CODE_role_nurse},
    [SECOND_NURSE] = {"sjukskoterska2", CODE_role_nurse},
    [PHYSIO] = {"fysioterapeut", CODE_role_physiotherapist},
    [OCCUPATIONAL] = {"arbetsterapeut", CODE_role_occupational_therapist},
    [MANAGER] = {"chef", CODE_role_unit_manager},
    [CONTACT] = {"vardkontakt", CODE_role_fixed_care_contact},
    [PRIMARY_REHAB] = {"rehab", CODE_role_primary_rehabilitation},
    [CHIEF_NURSE] = {"mas", CODE_role_medically_responsible},
    [ASSESSOR] = {"bistand", CODE_role_needs_assessor},
    [PLANNING_MANAGER] = {"planeringschef", CODE_role_unit_manager},
};
const size_t demo_user_count = STAFF;

static const char *const staff_names[STAFF] = {
    [WARD] = "Maria Sandell",
    [PLANNER] = "Johan Frisk",
    [SECOND_PLANNER] = "Lena Moberg",
    [NURSE] = "Sara Lindgren",
    [SECOND_NURSE] = "Amir Haddad",
    [PHYSIO] = "Elin Berggren",
    [OCCUPATIONAL] = "Petra Wikström",
    [MANAGER] = "Anders Norling",
    [CONTACT] = "Karin Lagerlund",
    [PRIMARY_REHAB] = "Olof Brink",
    [CHIEF_NURSE] = "Eva Stenmark",
    [ASSESSOR] = "Nadja Persson",
    [PLANNING_MANAGER] = "Ulla Hellström",
};

enum {
    UNIT_WARD,
    UNIT_PLANNING,
    UNIT_NURSES,
    UNIT_REHAB,
    UNIT_PRIMARY_CARE,
    UNIT_CLINIC,
    UNIT_MEDICAL,
    UNIT_ASSESSMENT,
    UNIT_CARE_HOME,
    UNIT_LSS_HOUSING,
    UNIT_DAY_CARE,
    UNIT_PLANNING_SOUTH,
    UNIT_COUNT
};
static const int staff_unit[STAFF] = {
    [WARD] = UNIT_WARD,
    [PLANNER] = UNIT_PLANNING,
    [SECOND_PLANNER] = UNIT_PLANNING,
    [NURSE] = UNIT_NURSES,
    [SECOND_NURSE] = UNIT_NURSES,
    [PHYSIO] = UNIT_NURSES,
    [OCCUPATIONAL] = UNIT_NURSES,
    [MANAGER] = UNIT_NURSES,
    [CONTACT] = UNIT_PRIMARY_CARE,
    [PRIMARY_REHAB] = UNIT_CLINIC,
    [CHIEF_NURSE] = UNIT_MEDICAL,
    [ASSESSOR] = UNIT_ASSESSMENT,
    [PLANNING_MANAGER] = UNIT_PLANNING,
};

#define VALUES_MAX 16

struct demo {
    struct app *app;
    struct arena *arena;
    struct actor staff[STAFF];
    struct str units[UNIT_COUNT];
    int64_t shift_us; // of the app, to be set back
    // The person whose story is told.
    struct str person;
    int64_t seq, request;
    // The payload that is being filled in.
    struct field_value values[VALUES_MAX];
    size_t n;
    struct error *err;
};

// ---- filling in and sending a form ----

static struct field_value *put(struct demo *demo, enum field_id field) {
    assert(demo->n < VALUES_MAX);
    struct field_value *value = &demo->values[demo->n++];
    *value = (struct field_value){.field = field};
    return value;
}
static void put_text(struct demo *demo, enum field_id field, const char *text) {
    if (text)
        put(demo, field)->text = str_of(text);
}
static void put_code(struct demo *demo, enum field_id field, enum code code) {
    put(demo, field)->code = code;
}

// A whole number of days before now, at an hour of that day; today's hours are counted back
// instead, so that nothing happens later than now.
static struct instant moment(const struct demo *demo, int days_ago, int hour) {
    struct instant now = {app_now(demo->app).us + demo->shift_us - demo->app->clock_shift_us};
    struct date today = app_local_date(demo->app, now), day = today;
    if (days_ago == 0 || !date_add_days(today, -days_ago, &day))
        return (struct instant){now.us - (int64_t)(24 - hour) * 60 * 1000000};
    struct instant first, last;
    const struct date_time local = {day, {.hour = (int8_t)hour}};
    zone_instant(demo->app->zone, local, &first, &last);
    return first;
}

static bool send(struct demo *demo, int who, int days_ago, int hour, enum event_kind kind) {
    struct app *app = demo->app;
    struct instant now = {app_now(app).us - app->clock_shift_us};
    struct instant when = moment(demo, days_ago, hour);
    app->clock_shift_us = when.us - now.us;
    uint8_t key[16];
    random_bytes(key, sizeof(key));
    struct record_request request = {
        .stream = demo->person,
        .seen_seq = demo->seq,
        .idempotency_key = hex_of(demo->arena, key, sizeof(key)),
        .draft = {.kind = kind,
                  .happened = when,
                  .precision = PRECISION_MINUTE,
                  .payload = {demo->n, demo->values}},
    };
    struct recorded recorded;
    bool done = app_record(app, demo->arena, &demo->staff[who], &request, &recorded, demo->err);
    app->clock_shift_us = demo->shift_us;
    demo->n = 0;
    demo->person = recorded.stream;
    demo->seq = recorded.seq_now;
    return done;
}

// ---- the steps of a story ----

static bool person(struct demo *demo, int days_ago, const char *number, const char *given,
                   const char *family, const char *address) {
    demo->person = STR_NONE;
    demo->seq = demo->request = 0;
    put_text(demo, FIELD_person_registered_number, number);
    put_text(demo, FIELD_person_registered_given_name, given);
    put_text(demo, FIELD_person_registered_family_name, family);
    put_text(demo, FIELD_person_registered_address, address);
    return send(demo, WARD, days_ago, 9, EVENT_person_registered);
}

// A set of professions, as the forms give it.
static uint32_t professions(bool nurse, bool physio, bool occupational) {
    uint32_t set = 0;
    set = nurse ? set_with(set, CODE_profession_nurse) : set;
    set = physio ? set_with(set, CODE_profession_physiotherapist) : set;
    return occupational ? set_with(set, CODE_profession_occupational_therapist) : set;
}

struct plea {
    uint32_t professions;
    const char *need;
    enum code wish, lasting;
};

static bool request(struct demo *demo, int days_ago, struct plea plea) {
    put(demo, FIELD_care_request_sent_receiver)->text = demo->units[UNIT_PLANNING];
    put(demo, FIELD_care_request_sent_professions)->set = plea.professions;
    put_text(demo, FIELD_care_request_sent_need, plea.need);
    put_code(demo, FIELD_care_request_sent_dwelling, CODE_dwelling_ordinary);
    put_code(demo, FIELD_care_request_sent_wish, plea.wish);
    put_code(demo, FIELD_care_request_sent_cannot_visit, CODE_answer_yes);
    put_code(demo, FIELD_care_request_sent_extent, CODE_answer_yes);
    put_code(demo, FIELD_care_request_sent_lasting_need, plea.lasting);
    if (!send(demo, WARD, days_ago, 10, EVENT_care_request_sent))
        return false;
    demo->request = demo->seq;
    return true;
}

static bool ask(struct demo *demo, int days_ago, const char *lacking) {
    put(demo, FIELD_supplement_requested_request)->ref = demo->request;
    put_text(demo, FIELD_supplement_requested_lacking, lacking);
    return send(demo, PLANNER, days_ago, 11, EVENT_supplement_requested);
}

static bool answer(struct demo *demo, int days_ago, const char *supplement, enum code lasting) {
    put(demo, FIELD_supplement_given_request)->ref = demo->request;
    put_text(demo, FIELD_supplement_given_supplement, supplement);
    put_code(demo, FIELD_supplement_given_lasting_need, lasting);
    return send(demo, WARD, days_ago, 13, EVENT_supplement_given);
}

// One decision per profession: enrolled from a day, or not.
static bool decide(struct demo *demo, int days_ago, uint32_t wanted, uint32_t enrolled,
                   int from_days_ago, const char *reason) {
    struct record records[3];
    struct field_value values[3][3];
    size_t n = 0;
    struct date from;
    if (!date_add_days(app_local_date(demo->app, moment(demo, 0, 23)), -from_days_ago, &from))
        return error_set(demo->err, ERR_INTERNAL, "error.unknown", "demo", NULL);
    const struct list_info *list = list_info(CODES_profession);
    for (size_t i = 0; i < list->count; i++) {
        enum code profession = list->first + i;
        if (!set_has(wanted, profession))
            continue;
        bool is_enrolled = set_has(enrolled, profession);
        values[n][0] = (struct field_value){.field = FIELD_profession_decision_outcome,
                                            .code = is_enrolled ? CODE_outcome_enrolled
                                                                : CODE_outcome_not_enrolled};
        values[n][1] = (struct field_value){.field = FIELD_profession_decision_from, .date = from};
        values[n][2] = (struct field_value){.field = FIELD_profession_decision_unit,
                                            .text = demo->units[UNIT_NURSES]};
        records[n] = (struct record){profession, is_enrolled ? 3 : 1, values[n]};
        n++;
    }
    put(demo, FIELD_enrolment_decided_request)->ref = demo->request;
    struct field_value *decisions = put(demo, FIELD_enrolment_decided_decisions);
    decisions->each.n = n;
    decisions->each.items = records;
    put_text(demo, FIELD_enrolment_decided_reason, reason);
    return send(demo, PLANNER, days_ago, 14, EVENT_enrolment_decided);
}

static bool inform(struct demo *demo, int days_ago) {
    put(demo, FIELD_information_given_forms)->set =
        set_with(set_with(0, CODE_information_form_oral), CODE_information_form_written);
    put_text(demo, FIELD_information_given_goals, "Kunna bo kvar hemma, med god lindring.");
    put_text(demo, FIELD_information_given_plan, "Uppföljning i hemmet inom två månader.");
    return send(demo, NURSE, days_ago, 15, EVENT_information_given);
}

static bool follow_up(struct demo *demo, int days_ago, uint32_t covered, int next_in_days) {
    struct date next;
    if (!date_add_days(app_local_date(demo->app, moment(demo, 0, 23)), next_in_days, &next))
        return error_set(demo->err, ERR_INTERNAL, "error.unknown", "demo", NULL);
    put(demo, FIELD_followed_up_professions)->set = covered;
    put_code(demo, FIELD_followed_up_participation, CODE_participation_took_part);
    put_code(demo, FIELD_followed_up_goals, CODE_goal_partly);
    put_text(demo, FIELD_followed_up_new_needs, "Behöver stöd vid förflyttning på natten.");
    put(demo, FIELD_followed_up_next)->date = next;
    return send(demo, NURSE, days_ago, 10, EVENT_followed_up);
}

// ---- the stories, one a person ----

#define YES CODE_answer_yes

static bool enrol(struct demo *demo, int days_ago, uint32_t set, const char *need) {
    return request(demo, days_ago + 1, (struct plea){set, need, YES, YES}) &&
           decide(demo, days_ago, set, set, days_ago, NULL);
}

static bool waits_for_decision(struct demo *demo) {
    return person(demo, 1, "193001227705", "Märta", "Lindqvist", "Ekgatan 4") &&
           request(demo, 1,
                   (struct plea){professions(true, false, false),
                                 "Läggs om två gånger i veckan, bensår som läker långsamt.", YES,
                                 YES});
}

static bool waits_for_supplement(struct demo *demo) {
    return person(demo, 3, "193102118449", "Ingrid", "Söderström", "Kvarngränd 11") &&
           request(demo, 3,
                   (struct plea){professions(true, true, false),
                                 "Behöver injektioner dagligen efter utskrivning.", YES,
                                 CODE_answer_not_asked}) &&
           ask(demo, 2, "Hur länge väntas behovet av injektioner vara?");
}

static bool is_supplemented(struct demo *demo) {
    return person(demo, 5, "192801287075", "Karl-Erik", "Holm", "Strandvägen 2") &&
           request(
               demo, 5,
               (struct plea){professions(true, true, true),
                             "Hjärtsvikt, trappor går inte längre. Behöver träning och hjälpmedel.",
                             YES, CODE_answer_unknown}) &&
           ask(demo, 4, "Kan träningen ges säkert i hemmet?") &&
           answer(demo, 1, "Ja, fysioterapeut på avdelningen har bedömt att det går bra.", YES);
}

static bool is_only_registered(struct demo *demo) {
    return person(demo, 0, "193302129220", "Greta", "Åkesson", "Björkallén 19");
}

static bool is_not_informed(struct demo *demo) {
    return person(demo, 3, "193502017456", "Bertil", "Nyström", "Skolgatan 8") &&
           enrol(demo, 1, professions(true, true, false),
                 "Stroke i våras, behöver läkemedel och gångträning.");
}

static bool is_due_tomorrow(struct demo *demo) {
    const uint32_t both = professions(true, true, false);
    return person(demo, 120, "193701308888", "Aina", "Björk", "Tallvägen 33") &&
           enrol(demo, 118, both, "KOL, behöver inhalationer och andningsträning.") &&
           inform(demo, 117) && follow_up(demo, 64, both, 1);
}

static bool is_late(struct demo *demo) {
    return person(demo, 76, "193402019214", "Sven", "Dahlgren", "Storgatan 51") &&
           enrol(demo, 74, professions(true, false, false),
                 "Cancer i bukspottkörteln, smärtlindring med pump.") &&
           inform(demo, 73);
}

static bool is_due_today(struct demo *demo) {
    const uint32_t all = professions(true, true, true);
    return person(demo, 152, "194001279050", "Åke", "Wallin", "Hamngatan 7") &&
           enrol(demo, 150, all, "Parkinsons sjukdom, behöver läkemedel på bestämda tider.") &&
           inform(demo, 149) && follow_up(demo, 95, all, 0);
}

static bool is_followed_up_for_one_of_two(struct demo *demo) {
    return person(demo, 60, "193901308308", "Birgitta", "Ekholm", "Ängsvägen 14") &&
           enrol(demo, 57, professions(true, true, false),
                 "Höftfraktur, såromläggning och träning.") &&
           inform(demo, 56) && follow_up(demo, 2, professions(true, false, false), 160);
}

static bool begins_next_week(struct demo *demo) {
    const uint32_t nurse = professions(true, false, false);
    return person(demo, 2, "194501278883", "Kerstin", "Hägglund", "Kyrkbacken 1") &&
           request(demo, 2,
                   (struct plea){nurse, "Insulin morgon och kväll efter utskrivning.", YES, YES}) &&
           decide(demo, 1, nurse, nurse, -6, NULL);
}

static bool is_not_enrolled(struct demo *demo) {
    const uint32_t nurse = professions(true, false, false);
    return person(demo, 20, "194403157078", "Lars-Göran", "Öberg", "Verkstadsgatan 22") &&
           request(demo, 20,
                   (struct plea){nurse, "Suturtagning efter operation.", CODE_answer_no,
                                 CODE_answer_no}) &&
           decide(demo, 19, nurse, 0, 19,
                  "Vill inte ha hemsjukvård och kan ta sig till vårdcentralen.");
}

// With a coordination number.
static bool is_enrolled_for_one_of_two(struct demo *demo) {
    const uint32_t both = professions(true, true, false);
    return person(demo, 41, "193001722390", "Antoni", "Kowalczyk", "Parkgatan 5") &&
           request(demo, 41,
                   (struct plea){both, "Demens, behöver hjälp med läkemedel.", YES, YES}) &&
           decide(demo, 40, both, professions(true, false, false), 39,
                  "Träning ges vid dagverksamheten; sjuksköterska behövs i hemmet.") &&
           inform(demo, 38);
}

static bool (*const stories[])(struct demo *demo) = {
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
};

static bool tell_stories(struct demo *demo) {
    for (size_t i = 0; i < COUNT(stories); i++)
        if (!stories[i](demo))
            return false;
    return true;
}

// ---- organisations, units and staff ----

static const struct {
    const char *name;
    enum code kind, principal;
    const char *telephone;
} units[UNIT_COUNT] = {
    [UNIT_WARD] = {"Demosjukhuset, avdelning 4", CODE_unit_kind_ward, CODE_principal_region,
                   "010-000 04 00"},
    [UNIT_PLANNING] = {"Planeringsfunktionen", CODE_unit_kind_planning, CODE_principal_municipality,
                       "010-000 10 00"},
    [UNIT_NURSES] = {"Hemsjukvården Norr", CODE_unit_kind_home_health_care,
                     CODE_principal_municipality, "010-000 11 00"},
    [UNIT_REHAB] = {"Rehabenheten", CODE_unit_kind_rehabilitation, CODE_principal_municipality,
                    "010-000 12 00"},
    [UNIT_PRIMARY_CARE] = {"Björkens vårdcentral", CODE_unit_kind_primary_care,
                           CODE_principal_region, "010-000 05 00"},
    [UNIT_CLINIC] = {"Björkens rehabmottagning", CODE_unit_kind_rehabilitation_clinic,
                     CODE_principal_region, "010-000 06 00"},
    [UNIT_MEDICAL] = {"MAS och MAR", CODE_unit_kind_medical_responsibility,
                      CODE_principal_municipality, "010-000 13 00"},
    [UNIT_ASSESSMENT] = {"Biståndsenheten", CODE_unit_kind_needs_assessment,
                         CODE_principal_municipality, "010-000 14 00"},
    [UNIT_CARE_HOME] = {"Lindgården, vård- och omsorgsboende", CODE_unit_kind_care_home,
                        CODE_principal_municipality, "010-000 15 00"},
    [UNIT_LSS_HOUSING] = {"Kullens gruppbostad", CODE_unit_kind_lss_housing,
                          CODE_principal_municipality, "010-000 16 00"},
    [UNIT_DAY_CARE] = {"Solgläntans dagverksamhet", CODE_unit_kind_day_care,
                       CODE_principal_municipality, "010-000 17 00"},
    [UNIT_PLANNING_SOUTH] = {"Planeringsfunktionen Söder", CODE_unit_kind_planning,
                             CODE_principal_municipality, "010-000 18 00"},
};

static bool add_organisations(struct demo *demo) {
    struct app *app = demo->app;
    struct str municipality, region;
    if (!app_add_organisation(app, demo->arena, STR("Demokommunen"), CODE_principal_municipality,
                              &municipality, demo->err) ||
        !app_add_organisation(app, demo->arena, STR("Region Demo"), CODE_principal_region, &region,
                              demo->err))
        return false;
    for (int i = 0; i < UNIT_COUNT; i++) {
        struct str owner = units[i].principal == CODE_principal_region ? region : municipality;
        if (!app_add_unit(app, demo->arena, str_of(units[i].name), units[i].kind, owner,
                          str_of(units[i].telephone), &demo->units[i], demo->err))
            return false;
    }
    return true;
}

static bool add_assignment(struct demo *demo, int who, int unit) {
    struct date from = {app_today(demo->app).year - 1, 1, 1};
    return app_add_assignment(demo->app, demo->arena, demo->staff[who].user, demo->units[unit],
                              demo_users[who].role, from, demo->err);
}

// The actor that this user is after signing in, in the first assignment.
static bool be(struct demo *demo, int who) {
    struct actor *actor = &demo->staff[who];
    struct assignment_rows rows = {0};
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(demo->app->store, &reader, demo->err) ||
        !store_assignments_of(reader, demo->arena, actor->user, &rows, demo->err))
        return false;
    const struct assignment_row *row = &rows.items.items[0];
    actor->assignment = row->id;
    actor->role = row->role;
    actor->unit = row->unit;
    actor->unit_name = row->unit_name;
    actor->organisation = row->organisation;
    actor->assignment_valid = true;
    return true;
}

static bool add_staff(struct demo *demo) {
    for (int who = 0; who < STAFF; who++)
        if (!app_add_user(demo->app, demo->arena, str_of(demo_users[who].login),
                          str_of(staff_names[who]), STR(PASSWORD), &demo->staff[who].user,
                          demo->err) ||
            !add_assignment(demo, who, staff_unit[who]) || !be(demo, who))
            return false;
    // Somebody who has two tasks, and chooses when signing in.
    return add_assignment(demo, OCCUPATIONAL, UNIT_REHAB);
}

static bool is_empty(struct demo *demo) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    static const enum stream_kind kinds[] = {STREAM_person, STREAM_organisation, STREAM_unit,
                                             STREAM_user};
    if (!store_read(demo->app->store, &reader, demo->err))
        return false;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct str *streams;
        size_t count;
        if (!store_streams(reader, demo->arena, kinds[i], STR_NONE, 1, &streams, &count, demo->err))
            return false;
        if (count > 0)
            return error_set(demo->err, ERR_CONFLICT, "demo.not-empty", NULL);
    }
    return true;
}

bool app_fill_demo(struct app *app, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        return error_memory(err);
    struct demo *demo = ARENA_NEW(arena, struct demo);
    if (!demo)
        return error_memory(err);
    *demo = (struct demo){.app = app, .arena = arena, .shift_us = app->clock_shift_us, .err = err};
    return is_empty(demo) && add_organisations(demo) && add_staff(demo) && tell_stories(demo);
}
