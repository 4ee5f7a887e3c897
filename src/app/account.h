// SPDX-License-Identifier: EUPL-1.2
//
// One's own account: showing who one is, changing the password, a second factor, one's sessions.
//
// The key of one-time codes is kept sealed (sealed.h), the recovery codes as hashes, each serving
// once; a code that was used is refused the second time.
#ifndef VAKA_APP_ACCOUNT_H
#define VAKA_APP_ACCOUNT_H

#include "app/app.h"
#include "app/totp.h"

// The second factor after the password. ERR_DENIED sign-in.wrong-code, sign-in.wait {minutes}.
bool app_confirm_code(struct app *app, struct arena *arena, const struct actor *actor,
                      struct str code, const struct client *client, struct str *ret_secret,
                      struct error *err) WARN_UNUSED;
// Who one is, once more: the password, and a code where the account has a second factor. The
// session goes on under *ret_secret. ERR_DENIED sign-in.wrong-proof, sign-in.wait {minutes}. A slow
// call.
bool app_prove(struct app *app, struct arena *arena, const struct actor *actor, struct str password,
               struct str code, const struct client *client, struct str *ret_secret,
               struct error *err) WARN_UNUSED;

// A password of one's own. The user's other sessions end. ERR_DENIED sign-in.wrong-password,
// sign-in.wait; ERR_INPUT user.password-short, user.password-long, user.password-known,
// user.password-same (at "new"). A slow call.
bool app_change_password(struct app *app, struct arena *arena, const struct actor *actor,
                         struct str old, struct str new, const struct client *client,
                         struct str *ret_secret, struct error *err) WARN_UNUSED;

struct own_session {
    struct str id; // names it in app_end_own_session()
    struct str agent;
    struct instant started, seen;
    bool this_one;
};
struct own_account {
    struct str login, name;
    struct str mail; // where one is told of changes; or empty
    bool has_password, has_factor;
    bool factor_needed; // the rules demand one of this user
    size_t recovery_left;
    LIST_OF(struct own_session) sessions; // those that still hold, the last used first
    struct assignment_rows assignments;   // that hold today or later
};
bool app_own_account(struct app *app, struct arena *arena, const struct actor *actor,
                     struct own_account *ret_account, struct error *err) WARN_UNUSED;
// Ends one of the user's own sessions; empty: all but this one.
bool app_end_own_session(struct app *app, struct arena *arena, const struct actor *actor,
                         struct str id, struct error *err) WARN_UNUSED;

// A new second factor: what the telephone is to be told. Nothing is kept until a code shows that
// the telephone has it; `sealed` comes back with the code. Whoever has one already changes it.
struct new_factor {
    struct str uri, words; // for the camera, for typing
    struct str sealed;
};
bool app_new_factor(struct app *app, struct arena *arena, const struct actor *actor,
                    struct new_factor *ret_factor, struct error *err) WARN_UNUSED;
// The same again, when the code was wrong. ERR_INPUT factor.start-again.
bool app_same_factor(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str sealed, struct new_factor *ret_factor,
                     struct error *err) WARN_UNUSED;
// ERR_INPUT factor.wrong-code, factor.start-again.
bool app_keep_factor(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str sealed, struct str code, const struct client *client,
                     struct recovery_codes *ret_codes, struct str *ret_secret,
                     struct error *err) WARN_UNUSED;
// ERR_DENIED factor.required where the rules demand one.
bool app_drop_factor(struct app *app, struct arena *arena, const struct actor *actor,
                     struct error *err) WARN_UNUSED;
// New recovery codes in the place of those that are left.
bool app_new_recovery(struct app *app, struct arena *arena, const struct actor *actor,
                      struct recovery_codes *ret_codes, struct error *err) WARN_UNUSED;

#endif
