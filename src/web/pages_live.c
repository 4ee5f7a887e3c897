// SPDX-License-Identifier: EUPL-1.2
//
// What keeps open pages true: the stream that tells that something has changed, and what others
// recorded in a case while somebody filled in a form.
#include "web/routes.h"

#include "care/person.h"
#include "care/records.h"
#include "web/view_live.h"
#include "web/view_person.h"
#include "web/views.h"

bool page_is_live(const struct request *request, struct page *page, struct str person,
                  int64_t version, struct error *err) {
    page->live = person.n ? str_printf(request->arena, "/andringar?sett=%lld&arende=" STR_FMT,
                                       (long long)version, STR_ARG(stream_id(person)))
                          : str_printf(request->arena, "/andringar?sett=%lld", (long long)version);
    page->live_at =
        clock_words(request->arena, zone_local(app_zone(request->app), app_now(request->app)).time);
    return page->live.p ? true : error_memory(err);
}

bool page_live(struct request *request, struct response *response, struct error *err) {
    struct str id = request_text(request, "arende");
    struct str person =
        id.n ? str_printf(request->arena, "person/" STR_FMT, STR_ARG(id)) : STR_NONE;
    struct live *live = ARENA_NEW(request->arena, struct live);
    if (!live || (id.n && !person.p))
        return error_memory(err);
    response->live = live;
    return app_live_open(request->app, &request->actor, person, request_int(request, "sett"), live,
                         err);
}

static bool add_since(struct request *request, const struct wording *wording,
                      const struct case_view *from, struct since_page *page, struct error *err) {
    for (size_t i = 0; i < from->timeline.n; i++) {
        const struct timeline_entry *entry = &from->timeline.items[i];
        // What stands in other logs of the person has come there with an entry of its own.
        if (entry->event->seq <= request_int(request, "seq") || entry->event->seq >= RECORD_SHIFT)
            continue;
        struct event_view *view = LIST_PUSH(request->arena, &page->since);
        if (!view)
            return error_memory(err);
        if (!event_view_make(wording, entry->event, entry->recorder_name, entry->unit_name, view,
                             err))
            return false;
    }
    return true;
}

bool page_since(struct request *request, struct response *response, struct error *err) {
    struct wording wording;
    struct case_view from;
    struct since_page page = {0};
    struct str stream = request_person(request);
    if (!app_case(request->app, request->arena, &request->actor, stream, &from, err))
        return reason_first(request, response, stream, err);
    if (!wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err))
        return false;
    wording.shows_where = !person_is_protected(from.person.protection);
    page.person = person_view_of(&wording, &from.person);
    page.page = page_of(request, page_text(request, T_since_title), SECTION_PERSONS);
    if (!add_since(request, &wording, &from, &page, err))
        return false;
    view_since(&response->html, request->language, &page);
    return true;
}
