// SPDX-License-Identifier: EUPL-1.2
//
// What changed of an account, so that its user is told (sql/027_account_notice.sql). A notice is
// put down in the transaction that changes the account; src/app/account_notice.h tells it. Part of
// store/store.h, which includes it.
#ifndef VAKA_STORE_ACCOUNT_NOTICE_H
#define VAKA_STORE_ACCOUNT_NOTICE_H

#include "store/accounts.h"

enum account_change {
    CHANGE_NONE,
    CHANGE_PASSWORD,       // one's own, or set by whoever runs the program
    CHANGE_FIRST_PASSWORD, // given by somebody else, to be changed
    CHANGE_FACTOR_ON,      // a new second factor
    CHANGE_FACTOR_OFF,
    CHANGE_RECOVERY_MADE,
    CHANGE_RECOVERY_USED,
    CHANGE_MAIL,
    CHANGE_DETAILS, // user name, name or HSA-id
    CHANGE_ASSIGNMENT_GIVEN,
    CHANGE_ASSIGNMENT_ENDED,
    CHANGE_DISABLED,
    CHANGE_ENABLED,
    CHANGE_GUESSED_AT, // so many sign-ins failed that the account waits
    CHANGE_NEW_DEVICE, // a sign-in on a device that the user had not signed in on
    CHANGE_COUNT
};

struct account_notice {
    struct str user; // who is told
    enum account_change what;
    struct str by; // user who did it
    struct instant at;
    struct str device, agent; // of CHANGE_NEW_DEVICE: as of a session_device; otherwise empty
    struct str mail;          // empty: nothing is sent
    bool mail_only;           // another notice is shown on the page
    // Filled in when read:
    int64_t number;
    struct str by_name; // empty: nobody who is registered
    int64_t tries;
    int64_t language; // enum language of i18n: of the user who is told
};
struct account_notices {
    LIST_OF(struct account_notice) items;
};

// Keeps an account and what is told of it, in one transaction.
bool store_change_account(struct store *store, const struct account *account,
                          const struct account_notice *notice, struct error *err) WARN_UNUSED;

// Where notices are shown. What the user did is not shown in the session in which it was done, nor
// a sign-in on the device on which it was made: whoever has signed in there knows, and must not be
// able to say that it is read.
struct notice_viewer {
    struct str user;
    struct instant started; // of the session
    struct str device;      // SHA-256 of the cookie of the device
};
#define ACCOUNT_NOTICES_MAX 50 // that a page shows; the rest follow when these are read
// Those that are shown and that the user has not said are read, in order.
bool store_account_notices(struct reader *reader, struct arena *arena,
                           const struct notice_viewer *viewer, struct account_notices *ret_notices,
                           struct error *err) WARN_UNUSED;
// The user has read those of them up to a number.
bool store_account_notices_read(struct store *store, const struct notice_viewer *viewer,
                                int64_t number, struct error *err) WARN_UNUSED;
// Those that wait to be sent and are to be tried by now, the longest waiting first.
bool store_account_notices_due(struct reader *reader, struct arena *arena, struct instant now,
                               size_t limit, struct account_notices *ret_notices,
                               struct error *err) WARN_UNUSED;
enum account_mail_state { ACCOUNT_MAIL_WAITING, ACCOUNT_MAIL_SENT, ACCOUNT_MAIL_NOWHERE };
// What became of one that waited.
bool store_settle_account_notice(struct store *store, int64_t number, enum account_mail_state state,
                                 int64_t tries, struct instant next_try,
                                 struct error *err) WARN_UNUSED;

#endif
