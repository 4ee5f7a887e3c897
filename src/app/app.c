// SPDX-License-Identifier: EUPL-1.2
#include "app/internal.h"

#include <time.h>

struct store *app_store(struct app *app) {
    return app->store;
}
const struct routine *app_routine(const struct app *app) {
    return app->routine;
}
const struct zone *app_zone(const struct app *app) {
    return app->zone;
}

struct instant app_now(const struct app *app) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (struct instant){(int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 +
                            app->clock_shift_us};
}

struct date app_local_date(const struct app *app, struct instant instant) {
    return zone_local(app->zone, instant).date;
}

struct date app_today(const struct app *app) {
    return app_local_date(app, app_now(app));
}
