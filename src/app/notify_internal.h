// SPDX-License-Identifier: EUPL-1.2
//
// What the files of the notifier share: the file of destinations, and sending.
#ifndef VAKA_APP_NOTIFY_INTERNAL_H
#define VAKA_APP_NOTIFY_INTERNAL_H

#include <stdatomic.h>

#include "app/internal.h"
#include "app/notify.h"

// ---- the file (notify_config.c) ----

enum notify_kind { NOTIFY_MAIL, NOTIFY_HOOK };
struct notify_to {
    enum notify_kind kind;
    struct str name;    // "mail:" or "hook:" and the address, as attempts are logged
    struct str address; // of the mail box, or the URL
    struct str secret;  // of a hook: signs what is sent
    enum language language;
};
struct notify_rule {
    struct str unit; // stream or name; empty: every unit
    enum code role;  // CODE_NONE: every role
    enum language language;
    LIST_OF(struct notify_to) to;
};
struct notify_config {
    bool is_there;                           // there is a file
    struct str site;                         // where people sign in
    struct str server, user, password, from; // of mail; server is an URL of curl's kind
    bool plain;                              // no TLS: a mail server of this machine only
    struct str ca;                           // file of certificates besides the system's; or empty
    int64_t retry_s;                         // first pause
    LIST_OF(struct notify_rule) rules;
};
// ERR_DAMAGED notify.file-broken with place; notify.file-open {path}.
bool notify_config_read(struct arena *arena, const char *path, struct notify_config *ret_config,
                        struct error *err) WARN_UNUSED;
// The same of a text.
bool notify_config_parse(struct arena *arena, struct str text, struct notify_config *ret_config,
                         struct error *err) WARN_UNUSED;

// ---- what users are told of their accounts (notify_account.c) ----

// One round of those that are due.
bool notify_accounts(struct app *app, const atomic_bool *ending, struct error *err) WARN_UNUSED;

// ---- sending (notify_send.c) ----

#define NOTIFY_AT_ONCE 16 // transfers under way
#define NOTIFY_ANSWER_MAX 200

struct notify_message {
    const struct notify_to *to;
    struct str subject, text; // of a mail
    struct str body;          // of a hook: JSON
    struct str id;            // the same when it is sent once more
    struct instant at;
    // Afterwards:
    bool taken;
    char answer[NOTIFY_ANSWER_MAX + 1];
};
// Sends them side by side, at most NOTIFY_AT_ONCE, each for at most 20 s. Ends early, with nothing
// more taken, when *ending becomes true. Failing to send is no error; the answer says why.
bool notify_send(struct arena *arena, const struct notify_config *config,
                 struct notify_message *messages, size_t count, const atomic_bool *ending,
                 struct error *err) WARN_UNUSED;
// Once, before there are threads.
bool notify_send_start(void) WARN_UNUSED;

#endif
