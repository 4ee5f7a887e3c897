// SPDX-License-Identifier: EUPL-1.2
//
// Accounts and sessions: tables of operation, none of it a record. Part of store/store.h, which
// includes it.
#ifndef VAKA_STORE_ACCOUNTS_H
#define VAKA_STORE_ACCOUNTS_H

#include "base/hash.h"
#include "care/event.h"

struct store;
struct reader;

struct account {
    struct str user, login, password; // password: argon2id string of libsodium
    int64_t failures;                 // since the last success
    struct instant locked_until;
    bool must_change;    // the password was given by somebody else: to be changed before all
    struct str totp;     // the key of one-time codes, sealed by src/app; empty: none
    int64_t totp_step;   // of the last code that was used
    struct str recovery; // SHA-256 of the recovery codes that are left, one a line
};
// By login, compared as utf8_search_key(). ERR_MISSING.
bool store_account(struct reader *reader, struct arena *arena, struct str login,
                   struct account *ret_account, struct error *err) WARN_UNUSED;
bool store_account_of(struct reader *reader, struct arena *arena, struct str user,
                      struct account *ret_account, struct error *err) WARN_UNUSED; // ERR_MISSING
bool store_put_account(struct store *store, const struct account *account,
                       struct error *err) WARN_UNUSED;
// Whether anybody signs in with one-time codes.
bool store_any_codes(struct reader *reader, bool *ret_any, struct error *err) WARN_UNUSED;

struct session {
    struct hash token; // SHA-256 of the cookie's secret
    struct str user;
    struct str assignment; // empty until chosen
    struct str csrf;       // secret of the forms
    enum code role;
    struct str unit;
    int64_t language; // enum language of i18n
    struct instant started, seen;
    struct str reasons;      // streams that a reason was stated for, one a line
    int64_t lacks;           // enum session_lacks of src/app
    struct instant verified; // last proof of who it is
    struct str device;       // SHA-256 of the device's cookie and what its browser calls itself
    struct str agent;        // what the browser calls itself
    bool provider;           // signed in at the provider
    bool has_notices;        // of the account, not read; told by store_session() alone
};
struct sessions {
    LIST_OF(struct session) items;
};
#define SESSIONS_MAX 100 // that are listed of one user
bool store_sessions_of(struct reader *reader, struct arena *arena, struct str user,
                       struct sessions *ret_sessions, struct error *err) WARN_UNUSED;
// Ends the sessions of a user, but for one (NULL: all).
bool store_end_sessions_of(struct store *store, struct str user, const struct hash *but,
                           struct error *err) WARN_UNUSED;
bool store_session(struct reader *reader, struct arena *arena, const struct hash *token,
                   struct session *ret_session, struct error *err) WARN_UNUSED;
bool store_put_session(struct store *store, const struct session *session,
                       struct error *err) WARN_UNUSED;
bool store_end_session(struct store *store, const struct hash *token,
                       struct error *err) WARN_UNUSED;

struct account_notice;
#define DEVICES_MAX 50 // of a user that are remembered, those that were used last
// The language in which a user is written to.
bool store_put_user_language(struct store *store, struct str user, int64_t language,
                             struct error *err) WARN_UNUSED;

// On which device a user has shown, in full, who they are.
struct session_device {
    struct str device; // SHA-256 of the device's cookie
    // Told when the user has signed in on others but not on this one; NULL: nothing is.
    const struct account_notice *notice;
};
// Keeps a session, and remembers the device, in one transaction; and the language of the session
// as the user's, unless somebody else may have signed in: the device is a new one.
bool store_put_session_on(struct store *store, const struct session *session,
                          const struct session_device *on, struct error *err) WARN_UNUSED;
bool store_end_old_sessions(struct store *store, struct instant seen_before,
                            struct error *err) WARN_UNUSED;

// A sign-in that was begun at the provider, under the hash of its state.
struct openid_begun {
    struct hash state;
    struct str nonce, verifier;
    struct str browser; // hash of what the browser brings back
    struct str user;    // who is to show who they are; empty: somebody signs in
    int64_t language;
    struct str sedan, typed;
    struct instant started;
};
// Keeps it; of those that are begun no more than `most` are kept, the newest.
bool store_put_openid(struct store *store, const struct openid_begun *begun, size_t most,
                      struct error *err) WARN_UNUSED;
// Takes it away: it serves once. ERR_MISSING.
bool store_take_openid(struct store *store, struct arena *arena, const struct hash *state,
                       struct openid_begun *ret_begun, struct error *err) WARN_UNUSED;

#endif
