// SPDX-License-Identifier: EUPL-1.2
//
// A demo to try Vaka with: one municipality and one region, invented people, and who may sign in.
#ifndef VAKA_APP_DEMO_H
#define VAKA_APP_DEMO_H

#include "app/app.h"

// 300 people in every stage over 18 months, whose facts are recorded through the same door; small:
// twenty of them, and the users who are there once of each kind. Only into an empty database:
// ERR_CONFLICT demo.not-empty.
bool app_fill_demo(struct app *app, bool small, struct error *err) WARN_UNUSED;

// What a demo's users sign in with, those of the small one first.
struct demo_user {
    const char *login, *unit;
    enum code role; // of their first assignment
};
extern const char demo_password[];
size_t demo_user_count(bool small);
struct demo_user demo_user_at(size_t i);

#endif
