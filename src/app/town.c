// SPDX-License-Identifier: EUPL-1.2
#include "app/town.h"

#include <assert.h>

#include "app/demo.h"

#define PASSWORD "vaka-hela-natten"
const char demo_password[] = PASSWORD;

struct unit_plan {
    const char *name;
    enum code kind, principal;
    const char *telephone;
};
enum {
    REHAB = UNIT_REHAB,
    PRIMARY_CARE,
    CLINIC,
    MEDICAL,
    ASSESSMENT,
    CARE_HOME,
    LSS_HOUSING,
    DAY_CARE,
    PLANNING_SOUTH,
    HOME_CARE,
    ADVANCED_CARE,
    SMALL_UNITS, // from here on in the large town only
    CARE_SOUTH = SMALL_UNITS,
    CARE_CENTRE,
    WARD_SEVEN,
    WARD_TWELVE,
};
static const struct unit_plan unit_plans[] = {
    [UNIT_WARD] = {"Demosjukhuset, avdelning 4", CODE_unit_kind_ward, CODE_principal_region,
                   "010-000 04 00"},
    [UNIT_PLANNING] = {"Planeringsfunktionen", CODE_unit_kind_planning, CODE_principal_municipality,
                       "010-000 10 00"},
    [UNIT_CARE] = {"Hemsjukvården Norr", CODE_unit_kind_home_health_care,
                   CODE_principal_municipality, "010-000 11 00"},
    [REHAB] = {"Rehabenheten", CODE_unit_kind_rehabilitation, CODE_principal_municipality,
               "010-000 12 00"},
    [PRIMARY_CARE] = {"Björkens vårdcentral", CODE_unit_kind_primary_care, CODE_principal_region,
                      "010-000 05 00"},
    [CLINIC] = {"Björkens rehabmottagning", CODE_unit_kind_rehabilitation_clinic,
                CODE_principal_region, "010-000 06 00"},
    [MEDICAL] = {"MAS och MAR", CODE_unit_kind_medical_responsibility, CODE_principal_municipality,
                 "010-000 13 00"},
    [ASSESSMENT] = {"Biståndsenheten", CODE_unit_kind_needs_assessment, CODE_principal_municipality,
                    "010-000 14 00"},
    [CARE_HOME] = {"Lindgården, vård- och omsorgsboende", CODE_unit_kind_care_home,
                   CODE_principal_municipality, "010-000 15 00"},
    [LSS_HOUSING] = {"Kullens gruppbostad", CODE_unit_kind_lss_housing, CODE_principal_municipality,
                     "010-000 16 00"},
    [DAY_CARE] = {"Solgläntans dagverksamhet", CODE_unit_kind_day_care, CODE_principal_municipality,
                  "010-000 17 00"},
    [PLANNING_SOUTH] = {"Planeringsfunktionen Söder", CODE_unit_kind_planning,
                        CODE_principal_municipality, "010-000 20 00"},
    [HOME_CARE] = {"Hemtjänsten Norr", CODE_unit_kind_home_care, CODE_principal_municipality,
                   "010-000 21 00"},
    [ADVANCED_CARE] = {"ASIH Demo", CODE_unit_kind_advanced_home_care, CODE_principal_region,
                       "010-000 09 00"},
    [CARE_SOUTH] = {"Hemsjukvården Söder", CODE_unit_kind_home_health_care,
                    CODE_principal_municipality, "010-000 18 00"},
    [CARE_CENTRE] = {"Hemsjukvården Centrum", CODE_unit_kind_home_health_care,
                     CODE_principal_municipality, "010-000 19 00"},
    [WARD_SEVEN] = {"Demosjukhuset, avdelning 7", CODE_unit_kind_ward, CODE_principal_region,
                    "010-000 07 00"},
    [WARD_TWELVE] = {"Demosjukhuset, avdelning 12", CODE_unit_kind_ward, CODE_principal_region,
                     "010-000 08 00"},
};
static_assert(COUNT(unit_plans) <= TOWN_UNITS_MAX, "the town has no room for its units");

struct staff_plan {
    const char *login, *name;
    enum code role;
    int unit;
};
static const struct staff_plan staff_plans[] = {
    [WARD] = {"avdelning", "Maria Sandell", CODE_role_ward, UNIT_WARD},
    [PLANNER] = {"planerare", "Johan Frisk", CODE_role_planner, UNIT_PLANNING},
    [SECOND_PLANNER] = {"planerare2", "Lena Moberg", CODE_role_planner, UNIT_PLANNING},
    [NURSE] = {"sjukskoterska", "Sara Lindgren", CODE_role_nurse, UNIT_CARE},
    [SECOND_NURSE] = {"sjukskoterska2", "Amir Haddad", CODE_role_nurse, UNIT_CARE},
    [PHYSIO] = {"fysioterapeut", "Elin Berggren", CODE_role_physiotherapist, UNIT_CARE},
    [OCCUPATIONAL] = {"arbetsterapeut", "Petra Wikström", CODE_role_occupational_therapist,
                      UNIT_CARE},
    [MANAGER] = {"chef", "Anders Norling", CODE_role_unit_manager, UNIT_CARE},
    [CONTACT] = {"vardkontakt", "Karin Lagerlund", CODE_role_fixed_care_contact, PRIMARY_CARE},
    [PRIMARY_REHAB] = {"rehab", "Olof Brink", CODE_role_primary_rehabilitation, CLINIC},
    [CHIEF_NURSE] = {"mas", "Eva Stenmark", CODE_role_medically_responsible, MEDICAL},
    [ASSESSOR] = {"bistand", "Nadja Persson", CODE_role_needs_assessor, ASSESSMENT},
    [PLANNING_MANAGER] = {"planeringschef", "Ulla Hellström", CODE_role_unit_manager,
                          UNIT_PLANNING},
    [CARE_DAY] = {"omvardnad", "Fatima Aziz", CODE_role_care_staff, HOME_CARE},
    [CARE_NIGHT] = {"omvardnadnatt", "Leif Ekdahl", CODE_role_care_staff, HOME_CARE},
    [COORDINATOR] = {"samordnare", "Gunilla Sjögren", CODE_role_unit_coordinator, HOME_CARE},
    [HOME_MANAGER] = {"hemtjanstchef", "Monica Lind", CODE_role_unit_manager, HOME_CARE},
    [PHYSICIAN] = {"lakare", "Henrik Ahlberg", CODE_role_physician, PRIMARY_CARE},
    [ADMINISTRATOR] = {"forvaltare", "Stefan Jakobsson", CODE_role_administrator, UNIT_PLANNING},
    // From here on in the large town only.
    {"avdelning2", "Karin Ståhl", CODE_role_ward, UNIT_WARD},
    {"avdelning3", "Yusuf Demir", CODE_role_ward, WARD_SEVEN},
    {"avdelning4", "Frida Nyberg", CODE_role_ward, WARD_SEVEN},
    {"avdelning5", "Oskar Hallgren", CODE_role_ward, WARD_TWELVE},
    {"avdelning6", "Helena Brandt", CODE_role_ward, WARD_TWELVE},
    {"planerare3", "Mirjam Skoglund", CODE_role_planner, UNIT_PLANNING},
    {"sjukskoterska3", "Eva Rosén", CODE_role_nurse, UNIT_CARE},
    {"sjukskoterska4", "Tomas Ahlgren", CODE_role_nurse, UNIT_CARE},
    {"sjukskoterska5", "Linnea Sjöholm", CODE_role_nurse, CARE_SOUTH},
    {"sjukskoterska6", "Daniel Öman", CODE_role_nurse, CARE_SOUTH},
    {"sjukskoterska7", "Nadia Rahimi", CODE_role_nurse, CARE_SOUTH},
    {"sjukskoterska8", "Ulrika Palm", CODE_role_nurse, CARE_SOUTH},
    {"sjukskoterska9", "Jonas Edlund", CODE_role_nurse, CARE_CENTRE},
    {"sjukskoterska10", "Annika Lövgren", CODE_role_nurse, CARE_CENTRE},
    {"sjukskoterska11", "Mehdi Karimi", CODE_role_nurse, CARE_CENTRE},
    {"sjukskoterska12", "Sofia Granlund", CODE_role_nurse, CARE_CENTRE},
    {"fysioterapeut2", "Viktor Åberg", CODE_role_physiotherapist, UNIT_CARE},
    {"fysioterapeut3", "Ida Stenberg", CODE_role_physiotherapist, CARE_SOUTH},
    {"fysioterapeut4", "Hanna Wester", CODE_role_physiotherapist, CARE_CENTRE},
    {"arbetsterapeut2", "Cecilia Thorn", CODE_role_occupational_therapist, UNIT_CARE},
    {"arbetsterapeut3", "Emil Rydberg", CODE_role_occupational_therapist, CARE_SOUTH},
    {"arbetsterapeut4", "Samira Nouri", CODE_role_occupational_therapist, CARE_CENTRE},
    {"chef2", "Marianne Eklöf", CODE_role_unit_manager, CARE_SOUTH},
    {"chef3", "Peter Tegnér", CODE_role_unit_manager, CARE_CENTRE},
    {"vardkontakt2", "Björn Lundell", CODE_role_fixed_care_contact, PRIMARY_CARE},
    {"rehab2", "Kajsa Fors", CODE_role_primary_rehabilitation, CLINIC},
};
static_assert(COUNT(staff_plans) <= TOWN_STAFF_MAX, "the town has no room for its staff");

size_t demo_user_count(bool small) {
    return small ? TOWN_SMALL_STAFF : COUNT(staff_plans);
}

struct demo_user demo_user_at(size_t i) {
    assert(i < COUNT(staff_plans));
    const struct staff_plan *plan = &staff_plans[i];
    return (struct demo_user){plan->login, unit_plans[plan->unit].name, plan->role};
}

int town_unit(const struct town *town, enum code kind, size_t nth) {
    size_t count = 0;
    for (size_t i = 0; i < town->unit_count; i++)
        count += unit_plans[i].kind == kind;
    for (size_t i = 0, left = count ? nth % count : 0; i < town->unit_count; i++)
        if (unit_plans[i].kind == kind && left-- == 0)
            return (int)i;
    return -1;
}

static bool works_as(size_t who, enum code role, int unit) {
    return staff_plans[who].role == role && (unit < 0 || staff_plans[who].unit == unit);
}

int town_staff(const struct town *town, enum code role, int unit, size_t nth) {
    size_t count = 0;
    for (size_t i = 0; i < town->staff_count; i++)
        count += works_as(i, role, unit);
    for (size_t i = 0, left = count ? nth % count : 0; i < town->staff_count; i++)
        if (works_as(i, role, unit) && left-- == 0)
            return (int)i;
    return -1;
}

// ---- making it ----

struct making {
    struct app *app;
    struct arena *arena;
    int64_t number;
    struct town *town;
    struct error *err;
};

// In the first town as planned; in others with the number of the town.
static struct str numbered(const struct making *making, const char *name, const char *between) {
    return making->number == 1
               ? str_of(name)
               : str_printf(making->arena, "%s%s%lld", name, between, (long long)making->number);
}

// The areas of the municipality; what lies outside the town is in none of them.
static const struct {
    const char *name, *postal_codes;
} area_plans[] = {{"Norr", "990 10–990 19"}, {"Centrum", "990 20, 990 21"}, {"Söder", "990 3"}};

struct str town_address(struct arena *arena, const char *street_and_house) {
    static const char *const places[] = {"990 11 Demostad", "990 14 Demostad", "990 20 Demostad",
                                         "990 21 Demostad", "990 31 Demostad", "990 36 Demostad",
                                         "990 70 Demoby"};
    size_t sum = 0;
    for (const char *p = street_and_house; *p && !(*p >= '0' && *p <= '9'); p++)
        sum += (unsigned char)*p;
    return str_printf(arena, "%s, %s", street_and_house, places[sum % COUNT(places)]);
}

static bool add_areas(struct making *making, struct str municipality) {
    struct date from = {app_today(making->app).year - 2, 1, 1};
    for (size_t i = 0; i < COUNT(area_plans); i++)
        if (!app_add_area(making->app, making->arena, str_of(area_plans[i].name), municipality,
                          str_of(area_plans[i].postal_codes), from, making->err))
            return false;
    return true;
}

static bool add_units(struct making *making) {
    struct app *app = making->app;
    struct arena *arena = making->arena;
    struct str municipality, region;
    if (!app_add_organisation(app, arena, numbered(making, "Demokommunen", " "),
                              CODE_principal_municipality, &municipality, making->err) ||
        !app_add_organisation(app, arena, numbered(making, "Region Demo", " "),
                              CODE_principal_region, &region, making->err))
        return false;
    for (size_t i = 0; i < making->town->unit_count; i++) {
        const struct unit_plan *plan = &unit_plans[i];
        struct str name = numbered(making, plan->name, " i kommun ");
        if (!app_add_unit(app, arena, name, plan->kind,
                          plan->principal == CODE_principal_region ? region : municipality,
                          str_of(plan->telephone), &making->town->units[i], making->err))
            return false;
    }
    return add_areas(making, municipality);
}

static bool add_assignment(struct making *making, size_t who, int unit) {
    struct date from = {app_today(making->app).year - 2, 1, 1};
    const struct field_value values[] = {
        {.field = FIELD_assignment_given_unit, .text = making->town->units[unit]},
        {.field = FIELD_assignment_given_role, .code = staff_plans[who].role},
        {.field = FIELD_assignment_given_from, .date = from},
        {.field = FIELD_assignment_given_team,
         .code = who == CARE_NIGHT ? CODE_work_team_night : CODE_work_team_day},
    };
    bool in_team = staff_plans[who].role == CODE_role_care_staff;
    return system_record(making->app, making->arena, making->town->staff[who].user,
                         EVENT_assignment_given, values, COUNT(values) - !in_team, making->err);
}

static bool read_first_assignment(struct making *making, struct actor *actor) {
    struct assignment_rows rows = {0};
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(making->app->store, &reader, making->err) ||
        !store_assignments_of(reader, making->arena, actor->user, &rows, making->err))
        return false;
    actor_take(actor, &rows.items.items[0]);
    return true;
}

// Somebody without an account stands for staff of other towns: to be named, not to sign in.
static bool add_user(struct making *making, size_t who, struct str *ret_user) {
    const struct staff_plan *plan = &staff_plans[who];
    if (making->number == 1)
        return app_add_user(making->app, making->arena, str_of(plan->login), str_of(plan->name),
                            STR(PASSWORD), ret_user, making->err);
    const struct field_value values[] = {
        {.field = FIELD_user_registered_login, .text = numbered(making, plan->login, ".")},
        {.field = FIELD_user_registered_name, .text = str_of(plan->name)},
    };
    *ret_user = stream_new(making->arena, STREAM_user, app_now(making->app));
    if (!ret_user->p)
        return error_memory(making->err);
    return system_record(making->app, making->arena, *ret_user, EVENT_user_registered, values,
                         COUNT(values), making->err);
}

static bool add_staff(struct making *making) {
    for (size_t who = 0; who < making->town->staff_count; who++) {
        struct actor *actor = &making->town->staff[who];
        *actor = (struct actor){0};
        if (!add_user(making, who, &actor->user) ||
            !add_assignment(making, who, staff_plans[who].unit) ||
            !read_first_assignment(making, actor))
            return false;
    }
    // Somebody who has two tasks, and chooses when signing in.
    return add_assignment(making, OCCUPATIONAL, UNIT_REHAB);
}

bool town_make(struct app *app, struct arena *arena, enum town_size size, int64_t number,
               struct town *ret_town, struct error *err) {
    struct making making = {app, arena, number, ret_town, err};
    *ret_town =
        (struct town){.unit_count = size == TOWN_SMALL ? SMALL_UNITS : COUNT(unit_plans),
                      .staff_count = size == TOWN_SMALL ? TOWN_SMALL_STAFF : COUNT(staff_plans)};
    return add_units(&making) && add_staff(&making);
}
