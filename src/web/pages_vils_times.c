// SPDX-License-Identifier: EUPL-1.2
//
// How long it took to the start of VILS, and from there to the first changed intervention (V-20).
#include "app/vils_times.h"
#include "web/routes.h"
#include "web/view_vils_times.h"
#include "web/views.h"
#include "web/words.h"

#define DAYS_USUAL 90
#define DAY_MINUTES (24 * 60)

static bool read_period(const struct request *request, struct date *from, struct date *to,
                        struct vils_times_page *page) {
    *to = app_today(request->app);
    if (!date_add_days(*to, -DAYS_USUAL, from))
        return false;
    return page_period(request, "/vils/tider", from, to, &page->period);
}

static struct str number_text(struct arena *arena, int64_t number) {
    return str_printf(arena, "%lld", (long long)number);
}

// Days and hours, or hours and minutes when it took less than a day.
static struct str span_words(const struct request *request, int64_t minutes) {
    struct arena *arena = request->arena;
    if (minutes < 0)
        return STR("–");
    bool days = minutes >= DAY_MINUTES;
    int64_t big = days ? minutes / DAY_MINUTES : minutes / 60;
    int64_t small = days ? minutes % DAY_MINUTES / 60 : minutes % 60;
    return TR(arena, request->language, days ? T_vils_times_days : T_vils_times_hours,
              number_text(arena, big), number_text(arena, small));
}

static struct str median_words(const struct request *request, int64_t minutes, size_t count) {
    if (!count)
        return page_text(request, T_vils_times_none);
    return TR(request->arena, request->language, T_vils_times_median, span_words(request, minutes),
              number_text(request->arena, (int64_t)count));
}

static bool add_unit(const struct request *request, const struct vils_time_unit *unit,
                     struct vils_times_page *page, struct error *err) {
    struct arena *arena = request->arena;
    struct vils_time_unit_view *view = LIST_PUSH(arena, &page->units);
    if (!view)
        return error_memory(err);
    view->name = unit->name;
    view->before = median_words(request, unit->before_median, unit->before_count);
    view->after = median_words(request, unit->after_median, unit->after_count);
    for (size_t i = 0; i < unit->cases.n; i++) {
        const struct vils_time *one = &unit->cases.items[i];
        struct vils_time_view *line = LIST_PUSH(arena, &view->cases);
        if (!line)
            return error_memory(err);
        *line = (struct vils_time_view){
            .id = stream_id(one->stream),
            .name = marked_name(arena, request->language, one->name, one->protection),
            .number = number_words_of(arena, one->number),
            .started = date_words(arena, request->language, one->started, app_today(request->app)),
            .before = span_words(request, one->minutes_before),
            .after = span_words(request, one->minutes_after),
        };
    }
    return !arena_failed(arena) || error_memory(err);
}

bool page_vils_times(struct request *request, struct response *response, struct error *err) {
    struct date from, to;
    struct vils_times times = {0};
    struct vils_times_page page = {0};
    bool asked = read_period(request, &from, &to, &page);
    if (!app_may(request->app, request->arena, &request->actor, ACT_ON_TIME, STR("vils"), err) ||
        (asked &&
         !app_vils_times(request->app, request->arena, &request->actor, from, to, &times, err)))
        return false;
    for (size_t i = 0; i < times.units.n; i++)
        if (!add_unit(request, &times.units.items[i], &page, err))
            return false;
    page.after_reason = times.after_reason;
    page.more = times.more;
    page.page = page_of(request, page_text(request, T_vils_times_title), SECTION_AHEAD);
    page.page.has_faults = !asked;
    view_vils_times(&response->html, request->language, &page);
    return true;
}
