// SPDX-License-Identifier: EUPL-1.2
//
// What a fact recorded in one record means for others: the second of a pair, the striking of both,
// and everything that must be derived anew.
#ifndef VAKA_APP_IDENTITY_H
#define VAKA_APP_IDENTITY_H

#include "app/records.h"
#include "routine/both.h"

// Whether the kind says whose a record or an entry is.
bool is_of_identity(enum event_kind kind) PURE;
// The event in the other record of a pair, which holds; NULL when there is none.
bool identity_partner(struct logs *logs, const struct event *event,
                      const struct event **ret_partner, struct error *err) WARN_UNUSED;
// Adds the draft to its log, and what is recorded with it: the second of its pair; the striking of
// the partner of what it strikes; where the log is not the person's own, what moves it to the
// person. `target` is what it corrects, or NULL.
bool identity_add(struct logs *logs, struct event *draft, const struct event *target,
                  struct str person, bool is_persons, struct error *err) WARN_UNUSED;
// The change set of all that was added, the log of `first` first, with everything that is derived
// anew; `gone` as derive_records() has it. `access` is written down once for each record that
// something was added to, and for the person. ERR_LIMIT records.too-many.
bool identity_change(struct logs *logs, const struct routine *routine, struct gone_through *gone,
                     struct str first, struct str person, bool widely,
                     const struct access_record *access, struct change_set *ret_change,
                     struct error *err) WARN_UNUSED;

#endif
