// SPDX-License-Identifier: EUPL-1.2
//
// A small world for the tests of the door: a municipality and a hospital in a database of their
// own, with the routine of home health care, staff, and a clock that the test sets.
#ifndef VAKA_TESTS_APP_WORLD_H
#define VAKA_TESTS_APP_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "app/import.h"
#include "app/internal.h"
#include "support/arena_fixture.h"

#define WORLD_PASSWORD "tolv tecken minst"

struct world {
    char folder[64];
    struct str database;
    struct arena *arena;
    struct app *app;
    struct str ward_unit, planning_unit, care_unit, other_unit;
    struct actor ward, planner, second_planner, nurse, physio, manager, administrator;
    struct actor stranger; // a nurse of another home health care unit
};

// As a cmocka group fixture: *state is the world.
int world_set_up(void **state);
int world_tear_down(void **state);
// Closes and opens the database again, with the routine in that folder (NULL: the usual one).
void world_reopen(struct world *world, const char *routine);
// The routine's folder in the source tree.
const char *world_routine(struct world *world);

// One more unit, and somebody who works there by an assignment that holds.
struct str add_unit(struct world *world, const char *name, enum code kind, struct str organisation);
void add_staff(struct world *world, struct actor *actor, const char *login, const char *name,
               enum code role, struct str unit);

// Sets the clock to that wall clock in Sweden: "2026-03-02T10:00".
void set_clock(struct world *world, const char *local);

// A form as it would come in: the payload as JSON, happened as "2026-03-02" or "2026-03-02T10:00"
// (NULL: now). Based on what the case looks like now.
struct record_request form(struct world *world, struct str stream, enum event_kind kind,
                           const char *json, const char *happened);
// Personal details of somebody new, the number as it was typed.
struct record_request person_form(struct world *world, const char *number, const char *given,
                                  const char *family);
// Records it, or fails the test; answers the seq.
int64_t record(struct world *world, const struct actor *actor, struct str stream,
               enum event_kind kind, const char *json, const char *happened);
// Fails the test unless it is refused with that key and code; *ret as app_record() left it.
void refuse(struct world *world, const struct actor *actor, const struct record_request *request,
            enum error_code code, const char *key, const char *element, struct recorded *ret);

// A new person with that test number, recorded by the ward.
struct str new_person(struct world *world, const char *number, const char *given,
                      const char *family);
// A care request for those professions ("\"nurse\""), sent by the ward; its seq.
int64_t send_request(struct world *world, struct str person, const char *professions);
// Enrols the nurse from a date, on that request; the decision's seq.
// Decides, and lets the ward read it. Returns the seq of the decision.
int64_t enrol_nurse(struct world *world, struct str person, int64_t request, const char *from);

struct case_view look(struct world *world, const struct actor *actor, struct str person);
// The n-th (0-based) open duty of the case, or NULL.
const struct duty *open_duty(const struct case_view *view, size_t n);
size_t open_duties(const struct case_view *view);
// Fails unless the duty is that: what, role, due ("" for none).
void assert_duty(struct world *world, const struct duty *duty, const char *what, enum code role,
                 const char *due);
// Fails unless a file, of those lines, has that one fault.
void assert_import_fault(const struct import_plan *plan, const char *lines, size_t line,
                         const char *key, const char *column);
// The newest entry of the access log about a stream (empty: all).
struct access_record last_access(struct world *world, struct str stream);

#endif
