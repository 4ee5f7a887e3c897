// SPDX-License-Identifier: EUPL-1.2
#include "web/routes.h"

#include "app/intake.h"
#include "app/lateness.h"
#include "app/unread.h"
#include "web/view_day.h"
#include "web/view_live.h"
#include "web/views.h"

#define LIST_MAX ((size_t)4 * 1024 * 1024) // bytes of markup

static enum text_id heading_of(enum due_group group) {
    switch (group) {
    case DUE_NOW:
        return T_day_now;
    case DUE_LATE:
        return T_day_late;
    case DUE_TODAY:
        return T_day_today;
    case DUE_THIS_WEEK:
        return T_day_this_week;
    case DUE_LATER:
    case DUE_GROUP_COUNT:
        return T_day_later;
    }
    return T_day_later;
}

static bool entry_is_late(const struct wording *wording, const struct day_entry *entry) {
    const struct duty duty = duty_of_row(&entry->duty, &entry->ground);
    return duty_is_late(&duty, wording->now);
}

// The entries are in order of due; those without a due date come last.
static bool fill_groups(const struct request *request, const struct wording *wording,
                        const struct day *day, struct day_view *view, struct error *err) {
    const struct routine *routine = app_routine(request->app);
    enum due_group last = DUE_GROUP_COUNT;
    size_t hurrying = 0; // groups, which are the first
    for (size_t i = 0; i < day->entries.n; i++) {
        const struct day_entry *entry = &day->entries.items[i];
        bool late = entry->group == DUE_LATE;
        view->count++;
        view->urgent += entry->group == DUE_NOW;
        if (duty_is_unread(entry->duty.role, event_kind_find(entry->duty.fulfilled_by))) {
            view->late += late || entry_is_late(wording, entry);
            view->has_unread = true;
            continue; // told apart, with what is to be read
        }
        if (entry->group != last) {
            struct day_group *group = LIST_PUSH(request->arena, &view->groups);
            if (!group)
                return error_memory(err);
            last = entry->group;
            group->heading = page_text(request, heading_of(last));
            group->late = last == DUE_LATE || last == DUE_NOW;
            hurrying += last == DUE_NOW;
        }
        struct duty_view *duty =
            LIST_PUSH(request->arena, &view->groups.items[view->groups.n - 1].duties);
        if (!duty)
            return error_memory(err);
        *duty = duty_view_of_row(wording, routine, &entry->duty, &entry->ground);
        duty->urgent = false; // the heading says it
        view->late += late || duty->late;
    }
    view->is_one = view->count == 1;
    view->is_two = view->count == 2;
    view->all_urgent = view->urgent == view->count;
    view->all_late = view->late == view->count;
    view->is_split = view->has_unread || day->more || view->round.is_round;
    view->split_last = view->is_split && hurrying == view->groups.n;
    if (view->is_split && !view->split_last)
        view->groups.items[hurrying].follows_split = true;
    return true;
}

// The element stands where the list of a day is split; no text that somebody typed has a tag.
static const char place_of_split[] = "<div class=\"place-of-split\" hidden></div>";

static bool split_list(struct str list, size_t at, struct day_view *view) {
    bool whole = at == STR_NOT_FOUND;
    struct str first = whole ? list : str_sub(list, 0, at);
    struct str rest = whole ? STR_NONE : str_sub(list, at + strlen(place_of_split), list.n);
    view->first = (struct html){first.p, first.n};
    view->rest = (struct html){rest.p, rest.n};
    return !whole;
}

// Makes the list, and lets it be kept, with the place where it is split, for whoever asks next.
static bool make_list(struct request *request, const struct day *day, struct day_view *view,
                      struct str *ret_list, size_t *ret_place, struct error *err) {
    struct wording wording;
    struct html_out out = html_new(request->arena, LIST_MAX);
    view->more = day->more;
    if (!wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err) ||
        !fill_groups(request, &wording, day, view, err))
        return false;
    struct html list;
    view_day_list(&out, request->language, view);
    if (!html_done(&out, &list, err))
        return false;
    *ret_list = (struct str){list.p, list.n};
    *ret_place = str_find(*ret_list, str_of(place_of_split));
    app_keep_day(request->app, request->arena, &request->actor, day, *ret_list, *ret_place);
    return true;
}

bool page_day(struct request *request, struct response *response, struct error *err) {
    // Whoever administers has no day: their start page is the administration.
    if (access_administers(request->actor.role)) {
        response->location = STR("/forvaltning");
        return true;
    }
    CLEANUP(app_day_end) struct day day = {0};
    if (!app_day(request->app, request->arena, &request->actor, &day, err))
        return false;
    struct day_view view = {
        .page = page_of(request, page_text(request, T_day_title), SECTION_DAY),
        .heading = capitalised(request->arena,
                               date_words(request->arena, request->language, day.today, day.today)),
        .has_queue = page_may(request, ACT_QUEUE),
        .has_on_time = page_may(request, ACT_ON_TIME),
    };
    struct str list = day.kept.text;
    size_t place = day.kept.mark;
    view.page.live_for = (day.end - app_now(request->app).us) / 1000000 + 1;
    if (!page_is_live(request, &view.page, STR_NONE, day.version, err) ||
        !told_fill(request, STR("/"), &view.told, err) || !round_fill(request, &view.round, err) ||
        !app_queue_count(request->app, &request->actor, &view.messages, err) ||
        (!list.n && !make_list(request, &day, &view, &list, &place, err)) ||
        !unread_fill(request, split_list(list, place, &view) && !view.round.is_round, &view.unread,
                     err))
        return false;
    view_day(&response->html, request->language, &view);
    return true;
}
