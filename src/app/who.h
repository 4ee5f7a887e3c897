// SPDX-License-Identifier: EUPL-1.2
//
// Who asks: signing in, sessions, the assignment that is worked in, and what must be shown first.
// Part of app/app.h, which includes it.
#ifndef VAKA_APP_WHO_H
#define VAKA_APP_WHO_H

#include "i18n/catalogue.h"
#include "store/store.h"

struct app;

// What a request says of where it comes from.
struct client {
    struct str address; // for the rate limit, nothing else: telephones move between networks
    struct str device;  // secret of the device's cookie
    struct str agent;   // what the browser calls itself
};

// What a session must show before anything else, as bits, in this order. The last is never kept:
// it is asked for when the device is another one or the act is sensitive.
enum session_lacks {
    LACKS_NOTHING = 0,
    LACKS_CODE = 1,     // the second factor
    LACKS_PASSWORD = 2, // a password of one's own
    LACKS_FACTOR = 4,   // a second factor, where the rules demand one
    LACKS_PROOF = 8,    // who it is, once more
};

struct actor {
    struct str user, user_name;
    struct str assignment; // empty until chosen
    enum code role;
    struct str unit, unit_name, organisation;
    enum language language;
    enum code purpose; // of the assignment, or CODE_NONE
    enum code team;    // … its work team, or CODE_NONE
    bool assignment_valid;
    struct str reasons; // streams that a reason was stated for, one a line
    struct str csrf;
    struct hash token;
    int64_t lacks;           // bits of enum session_lacks
    struct instant started;  // when the session began
    struct instant verified; // when the user last showed who they are
    struct str device;       // SHA-256 of the cookie of the device that is used now
    bool other_device;       // than the one that the session was started on
    bool provider;           // signed in at the provider: there is no password here
    bool has_notices;        // of the account, which the user has not read
    // Where views are written down while the answer is made; NULL: before the use case returns.
    struct access_wait *wait;
};

// What a use case let be written down must be settled before anything of its answer is shown. True
// when it is; otherwise settled(context) is called once, on another thread, when it is.
bool app_settle(struct app *app, struct access_wait *wait, void (*settled)(void *context),
                void *context);

#define SESSION_SECRET_SIZE 64 // hexadecimal characters of the cookie

// Verifies a password (argon2id, at most two at once; a slow call). Wrong name, wrong password and
// a disabled user are told apart neither in words nor in time. After five failures an account
// waits, longer each time; an address that fails often waits too. The session may lack something.
// ERR_DENIED sign-in.wrong, sign-in.wait {minutes}.
bool app_sign_in(struct app *app, struct arena *arena, struct str login, struct str password,
                 const struct client *client, enum language language, struct str *ret_secret,
                 struct error *err) WARN_UNUSED;
// The actor of a cookie's secret; ERR_DENIED sign-in.needed when there is none, it is too old
// (idle for 30 minutes, 12 hours in all), the assignment has ended or the user is disabled.
bool app_actor(struct app *app, struct arena *arena, struct str secret, const struct client *client,
               struct actor *ret_actor, struct error *err) WARN_UNUSED;
// What the actor must show before an act: the first of what lacks, LACKS_PROOF, or LACKS_NOTHING.
enum session_lacks app_lacks(const struct app *app, const struct actor *actor, enum act act);
// The same for what a page asks by itself, without anybody there: the session grows idle.
bool app_actor_unattended(struct app *app, struct arena *arena, struct str secret,
                          const struct client *client, struct actor *ret_actor,
                          struct error *err) WARN_UNUSED;
bool app_sign_out(struct app *app, struct arena *arena, const struct actor *actor,
                  struct error *err) WARN_UNUSED;
bool app_assignments(struct app *app, struct arena *arena, const struct actor *actor,
                     struct assignment_rows *ret_rows, struct error *err) WARN_UNUSED;
bool app_choose(struct app *app, struct arena *arena, struct actor *actor, struct str assignment,
                struct error *err) WARN_UNUSED;
// Of the pages, and of what the user is sent once everything has been shown.
bool app_set_language(struct app *app, struct arena *arena, struct actor *actor,
                      enum language language, struct error *err) WARN_UNUSED;
// States why a person without care relation to the unit is looked at; logged, valid for the
// session. ERR_INPUT reason.needed when it says nothing.
bool app_state_reason(struct app *app, struct arena *arena, struct actor *actor, struct str stream,
                      struct str reason, struct error *err) WARN_UNUSED;

#endif
