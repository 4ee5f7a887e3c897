// SPDX-License-Identifier: EUPL-1.2
//
// How fast somebody may ask. A user has so many requests a minute, as many of them at once as they
// like; whoever is not signed in shares ten times that with everybody at the same address, for an
// organisation often has one. A search counts as five requests, what runs on the slow pool
// (sign-in, exports, sheets) as ten; style sheets and scripts as none.
#ifndef VAKA_WEB_PACE_H
#define VAKA_WEB_PACE_H

#include "app/limit.h"
#include "web/routes.h"

#define PACE_DEFAULT 600 // requests a minute
#define PACE_LEAST 60
#define PACE_SHARED 10 // users that an address may stand for

struct pace {
    struct limiter *limiter;
    int64_t each_us; // between two requests of a user; 0: no limit
};

struct pace pace_of(struct limiter *limiter, unsigned requests_a_minute); // 0: no limit
// Whether the request may go on; otherwise the whole seconds after which it may.
bool pace_keeps(const struct pace *pace, const struct request *request, const struct route *route,
                int64_t *ret_wait_s) WARN_UNUSED;

#endif
