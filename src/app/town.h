// SPDX-License-Identifier: EUPL-1.2
//
// An invented municipality with its region: units and staff, to try Vaka with and to measure it by.
// The small town is the beginning of the large one: the same units and users, in the same order.
#ifndef VAKA_APP_TOWN_H
#define VAKA_APP_TOWN_H

#include "app/internal.h"

#define TOWN_UNITS_MAX 24
#define TOWN_STAFF_MAX 64

enum town_size { TOWN_SMALL, TOWN_LARGE };

struct town {
    size_t unit_count, staff_count;
    struct str units[TOWN_UNITS_MAX];
    struct actor staff[TOWN_STAFF_MAX]; // as each is after signing in with the first assignment
};

// Indexes into `units` and `staff` of the first of each kind.
enum { UNIT_WARD, UNIT_PLANNING, UNIT_CARE, UNIT_REHAB };
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
    CARE_DAY,
    CARE_NIGHT,
    COORDINATOR,
    HOME_MANAGER,
    PHYSICIAN,
    ADMINISTRATOR,
    TOWN_SMALL_STAFF
};

// Registers organisations, units and staff. Number 1 can sign in, with the password of the demo;
// towns of higher numbers are named after their number, and nobody there has an account.
bool town_make(struct app *app, struct arena *arena, enum town_size size, int64_t number,
               struct town *ret_town, struct error *err) WARN_UNUSED;

// An address in the town, with a postal code that no place in Sweden has: which one follows from
// the street. Most of them lie in one of the town's areas.
struct str town_address(struct arena *arena, const char *street_and_house);

// Units of a kind, and those of the staff who have a role at a unit (-1: any unit), by
// index; `nth` counts around. -1 when there is none.
int town_unit(const struct town *town, enum code kind, size_t nth) PURE;
int town_staff(const struct town *town, enum code role, int unit, size_t nth) PURE;

#endif
