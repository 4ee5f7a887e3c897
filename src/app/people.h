// SPDX-License-Identifier: EUPL-1.2
//
// People: the organisations, units, users and assignments that the administrator registers. Facts
// in streams of their own, recorded through the same checks as everything else; nothing is deleted,
// an assignment ends and a user is disabled. None of it leads to a case.
//
// Every use case asks for ACT_ADMINISTER and is logged.
#ifndef VAKA_APP_PEOPLE_H
#define VAKA_APP_PEOPLE_H

#include "app/app.h"

#define USERS_MAX 20000        // that are looked through
#define USERS_SHOWN_MAX 200    // that a list shows
#define FIRST_PASSWORD_SIZE 19 // characters: four groups of four and what stands between them

bool app_organisations(struct app *app, struct arena *arena, const struct actor *actor,
                       struct organisation_rows *ret_rows, struct error *err) WARN_UNUSED;

// The areas of an organisation, by name and then by day.
bool app_areas(struct app *app, struct arena *arena, const struct actor *actor,
               struct str organisation, struct areas *ret_areas, struct error *err) WARN_UNUSED;

struct user_list {
    struct user_rows rows; // by name
    bool more;             // there are more than USERS_SHOWN_MAX
};
// Users in whose name, user name or HSA-id each typed word begins a word; empty: all of them.
bool app_find_users(struct app *app, struct arena *arena, const struct actor *actor,
                    struct str typed, struct user_list *ret_list, struct error *err) WARN_UNUSED;

struct registered {
    int64_t seq;           // of the last event: what a form is based on
    struct payload latest; // the registration that holds
    // Of a user.
    struct user_row user;
    struct assignment_rows assignments;
    struct delegation_rows delegations; // app_delegated() alone
    bool has_password, must_change, has_factor;
};
// What is registered of an organisation, a unit or a user; ERR_MISSING people.not-found.
bool app_registered(struct app *app, struct arena *arena, const struct actor *actor,
                    struct str stream, struct registered *ret_registered,
                    struct error *err) WARN_UNUSED;

struct register_request {
    struct str stream; // empty: a new one
    int64_t seen_seq;  // registered.seq when the form was opened
    struct str key;    // idempotency
    enum event_kind kind;
    struct payload payload;
    bool seen_beside; // of areas: what they have in common was looked at for all of a file together
};
// ERR_INPUT (field in err->element): field.needed, field.unit-unknown, number.hsa,
// user.login-taken, people.mail-wrong, people.name-taken, people.hsa-taken,
// people.organisation-unknown, people.ends-before-it-begins, assignment.unknown,
// delegation.needs-none, delegation.too-long {last day}, delegation.not-care-staff,
// delegation.unknown, people.not-yourself, area.code-taken {postal code, name of the area that has
// it}, and those of postal_ranges_read(). ERR_CONFLICT people.others-first.
bool app_register(struct app *app, struct arena *arena, const struct actor *actor,
                  const struct register_request *request, struct str *ret_stream,
                  struct error *err) WARN_UNUSED;

// A new first password, made by the program: it must be changed when it is used first. The user's
// sessions end. A slow call.
bool app_give_password(struct app *app, struct arena *arena, const struct actor *actor,
                       struct str user, struct str *ret_password, struct error *err) WARN_UNUSED;
// Takes away a second factor that the user has lost. The user's sessions end.
bool app_take_factor(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str user, struct error *err) WARN_UNUSED;

#endif
