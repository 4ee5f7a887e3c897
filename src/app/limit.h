// SPDX-License-Identifier: EUPL-1.2
//
// How often somebody may fail, or ask: counts by key (an address, an unknown user name) in bounded
// memory. When the table is full the key that failed longest ago is forgotten. Safe for threads.
#ifndef VAKA_APP_LIMIT_H
#define VAKA_APP_LIMIT_H

#include "base/str.h"
#include "calendar/civil.h"

#define LIMIT_KEYS 4096 // some 100 KiB

struct limiter;

struct limiter *limiter_new(struct arena *arena); // NULL without memory
void limiter_close(struct limiter *limiter);

// Failures so far; 0 once they are older than an hour.
int64_t limiter_failures(struct limiter *limiter, struct str key, struct instant now);
// The moment until which the key must wait; {0} when it need not.
struct instant limiter_until(struct limiter *limiter, struct str key, struct instant now);
// Counts one more failure, after which the key waits until `until` ({0}: it need not).
void limiter_fail(struct limiter *limiter, struct str key, struct instant now,
                  struct instant until);
// How fast a key may do something that takes `cost_us` of its time, when it may be `most_us` ahead
// of it: takes that time, or says how long it must wait and counts a failure. What is taken sets
// the failures back to 0. Keys of the two kinds do not share a limiter.
bool limiter_take(struct limiter *limiter, struct str key, struct instant now, int64_t cost_us,
                  int64_t most_us, int64_t *ret_wait_us) WARN_UNUSED;
void limiter_forget(struct limiter *limiter, struct str key);

#endif
