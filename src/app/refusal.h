// SPDX-License-Identifier: EUPL-1.2
//
// What is refused before a use case is asked for it: it stands in the access log as any refusal.
#ifndef VAKA_APP_REFUSAL_H
#define VAKA_APP_REFUSAL_H

#include "app/app.h"

// Whether the actor's role records that kind of event at all, of a person: ERR_DENIED
// access.not-for-role, which is logged. That the case may be opened is asked for where it is.
bool app_may_record(struct app *app, const struct actor *actor, struct str stream,
                    enum event_kind kind, struct error *err) WARN_UNUSED;
// Logs what was refused before any use case was asked, as a form that another site sent.
bool app_log_refusal(struct app *app, const struct actor *actor, enum act act, struct str what,
                     struct error *err) WARN_UNUSED;

#endif
