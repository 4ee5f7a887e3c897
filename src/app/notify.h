// SPDX-License-Identifier: EUPL-1.2
//
// Telling people outside the program that an urgent duty has come: by e-mail and by web hook, with
// nothing of what it is about: only the unit and where to sign in (docs/notify.md).
//
// Which duties are urgent is the routine's word; the store notes each in the transaction that opens
// it (store/notice.h). A thread of its own sends them, many at once, and tries again with growing
// pauses until the other side has taken each or the duty has ended. A notice is taken at least
// once: a server that dies between sending and noting sends once more. What escalates is a duty of
// its own that is shown from a day on; its notice waits until then.
#ifndef VAKA_APP_NOTIFY_H
#define VAKA_APP_NOTIFY_H

#include "app/app.h"
#include "store/notice.h"

struct notifier;

// Reads the file of destinations and starts the thread. A file that is not there: nobody is told.
// It is read anew before each sending. ERR_DAMAGED notify.file-broken with place, notify.file-open
// {path}: others than its owner can read it; ERR_IO server.no-thread.
bool notify_start(struct app *app, struct notifier **ret_notifier, struct error *err) WARN_UNUSED;
// Whether there is a file of destinations, so that the server must be able to reach out.
bool notify_has_file(const struct app *app);
// Lets go of what is under way; it is sent after the next start. NULL does nothing.
void notify_stop(struct notifier *notifier);

// How things stand, for whoever runs the program.
bool notify_trouble(struct app *app, struct arena *arena, struct notice_trouble *ret_trouble,
                    struct error *err) WARN_UNUSED;
// Sends a trial to every destination of the file and answers how each took it.
struct notify_trial {
    struct str destination, answer;
    bool taken;
};
struct notify_trials {
    LIST_OF(struct notify_trial) items;
};
bool notify_try_all(struct app *app, struct arena *arena, struct notify_trials *ret_trials,
                    struct error *err) WARN_UNUSED;

#endif
