// SPDX-License-Identifier: EUPL-1.2
//
// A user is told when something of the account changes (ASVS 2.2.3): the password, the second
// factor, recovery codes, the e-mail address, an assignment; whoever changed it; and when somebody
// signs in on a device that the user had not signed in on, or fails so often that the account
// waits. By e-mail where an address is registered (notify.h sends it; to the old address too when
// that changes), and on the pages that the user opens next. Nothing of any case, and no link. Where
// it is not shown: struct notice_viewer.
#ifndef VAKA_APP_ACCOUNT_NOTICE_H
#define VAKA_APP_ACCOUNT_NOTICE_H

#include "app/app.h"

// What the user had not said is read when the actor was found (actor.has_notices).
bool app_account_notices(struct app *app, struct arena *arena, const struct actor *actor,
                         struct account_notices *ret_notices, struct error *err) WARN_UNUSED;
// The user has read those up to that number.
bool app_read_account_notices(struct app *app, const struct actor *actor, int64_t number,
                              struct error *err) WARN_UNUSED;
// Whom to ask when it was not oneself, from the file of rules; or empty.
struct str app_help_contact(const struct app *app);
// What a notice says: "Ditt lösenord ändrades 26 november 2026 klockan 14.03 av dig själv." `when`
// is the moment in words. p is NULL on failure.
struct str account_notice_words(struct arena *arena, enum language language,
                                const struct account_notice *notice, struct str when);
// What to do when it was not oneself. p is NULL on failure.
struct str account_help_words(const struct app *app, struct arena *arena, enum language language);

#endif
