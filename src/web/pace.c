// SPDX-License-Identifier: EUPL-1.2
#include "web/pace.h"

#include <time.h>

#include "base/log.h"

#define SECOND_US ((int64_t)1000000)
#define MINUTE_US (60 * SECOND_US)
#define SEARCH_COST 5
#define SLOW_COST 10

struct pace pace_of(struct limiter *limiter, unsigned requests_a_minute) {
    return (struct pace){limiter, requests_a_minute ? MINUTE_US / requests_a_minute : 0};
}

static struct instant monotonic_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (struct instant){now.tv_sec * SECOND_US + now.tv_nsec / 1000};
}

static int64_t cost_of(const struct route *route) {
    if (!route)
        return 1;
    if (route->speed == SLOW)
        return SLOW_COST;
    return route->act == ACT_FIND_NAME ? SEARCH_COST : 1;
}

bool pace_keeps(const struct pace *pace, const struct request *request, const struct route *route,
                int64_t *ret_wait_s) {
    if (!pace || !pace->each_us || (route && route->speed == STATIC))
        return true;
    struct str who = request->signed_in ? request->actor.user : request->client.address;
    int64_t cost_us = pace->each_us * cost_of(route) / (request->signed_in ? 1 : PACE_SHARED);
    struct instant now = monotonic_now();
    int64_t wait_us;
    if (limiter_take(pace->limiter, who, now, cost_us, MINUTE_US, &wait_us))
        return true;
    *ret_wait_s = (wait_us + SECOND_US - 1) / SECOND_US;
    if (limiter_failures(pace->limiter, who, now) == 1)
        log_write(LOG_WARNING, "web", "too-often", "kind", request->signed_in ? "user" : "address",
                  NULL);
    return false;
}
