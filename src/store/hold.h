// SPDX-License-Identifier: EUPL-1.2
//
// Whose a database is while it is open. Commands work beside a server; what would pull the database
// from under it is refused.
#ifndef VAKA_STORE_HOLD_H
#define VAKA_STORE_HOLD_H

#include "base/error.h"

struct store;

enum store_hold {
    STORE_BESIDE, // a command's; held while the form is changed, and from store_hold() on
    STORE_SERVES, // a server's: held until it is closed
    STORE_HELD,   // a caller's, who sees to it that nobody else has it
};

// Before everything is derived otherwise than a server of the database would: nobody serves it from
// now until the store is closed. ERR_CONFLICT store.served-other {path}: a server has it.
bool store_hold(struct store *store, struct error *err) WARN_UNUSED;

#endif
