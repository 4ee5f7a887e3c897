// SPDX-License-Identifier: EUPL-1.2
//
// Users and assignments from a file (docs/people-file.md): what the file asks for is planned and
// shown, and done when it is confirmed. One line for each assignment; what stands there already is
// left alone, so that the same file may be read in again. Nothing that the file leaves out is taken
// away: an assignment ends where the file says when.
#ifndef VAKA_APP_PEOPLE_FILE_H
#define VAKA_APP_PEOPLE_FILE_H

#include "app/import.h"

enum people_act { PEOPLE_ADD_USER, PEOPLE_CHANGE_USER, PEOPLE_GIVE, PEOPLE_END };

struct people_step {
    size_t line;
    enum people_act act;
    struct str login, name, hsa, mail;      // of the user, as they will be
    struct str was_name, was_hsa, was_mail; // … and are; empty of a new one
    struct str user;                        // stream; empty while the user is to be added
    // Of an assignment.
    struct str unit, unit_name;
    enum code role, team, purpose;
    struct date from, to;
    bool has_to;
    struct str assignment, assignment_hsa;
};
struct people_plan {
    LIST_OF(struct people_step) steps;
    struct import_plan file;
};

// `text` is what csv_text() gives. Errors of the file as a whole: those of import_read().
bool app_plan_people(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str text, struct people_plan *ret_plan, struct error *err) WARN_UNUSED;
// Does what the plan says, step by step, each durable; the steps are facts like any other.
// ERR_CONFLICT import.changed when the plan is no longer the one that has that mark.
bool app_do_people(struct app *app, struct arena *arena, const struct actor *actor, struct str text,
                   struct str mark, struct people_plan *ret_plan, struct error *err) WARN_UNUSED;

#endif
