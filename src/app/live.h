// SPDX-License-Identifier: EUPL-1.2
//
// What tells an open page that something it shows has changed: never what, only that. What the page
// shows then is fetched through its ordinary address, which asks for the access as always.
//
// A page shows one topic at a version. The versions are the database's own (docs/adr/0010), so that
// several servers and commands beside them agree without speaking to each other.
#ifndef VAKA_APP_LIVE_H
#define VAKA_APP_LIVE_H

#include "app/app.h"

#define LIVE_NAME_MAX 64

struct live_topic {
    enum live_kind {
        LIVE_DAY,  // the duties of a unit
        LIVE_CASE, // the events of a person
    } kind;
    char name[LIVE_NAME_MAX]; // stream of the unit or the person
};

// An open page: what it shows, and to whom.
struct live {
    struct live_topic topic;
    int64_t seen; // the version that it shows
    struct hash token;
    char assignment[LIVE_NAME_MAX];
};

// Asks whether the actor may see what the page shows: the case of `person`, or when that is empty
// the day of the own unit. Nothing is shown, so only a refusal is written down.
bool app_live_open(struct app *app, const struct actor *actor, struct str person, int64_t seen,
                   struct live *ret_live, struct error *err) WARN_UNUSED;
// Versions of topics at one moment, in their order.
bool app_live_versions(struct app *app, const struct live_topic *topics, size_t count,
                       int64_t *ret_versions, struct error *err) WARN_UNUSED;
// Whether the page may still be told: its session stands, with the same assignment, and may see the
// topic. Asking is no sign that somebody sits there: the session grows idle all the same. An error
// when it cannot be known.
bool app_live_holds(struct app *app, const struct live *live, bool *ret_holds,
                    struct error *err) WARN_UNUSED;

#endif
