// SPDX-License-Identifier: EUPL-1.2
//
// Planning ahead: the page with its calendar and list.
#include "care/person.h"
#include "web/routes.h"
#include "web/view_ahead.h"
#include "web/views.h"

struct maker {
    const struct request *request;
    const struct wording *wording;
    const struct ahead_query *query;
    const struct ahead *ahead;
    struct ahead_page *page;
    struct error *err;
};

static bool add_units(const struct maker *m) {
    struct filter_options *units = &m->page->form.units;
    const struct assignment_rows *own = &m->ahead->units;
    if (own->items.n > 1 &&
        !filter_option_add(m->request->arena, units, STR(""),
                           page_text(m->request, T_ahead_all_units), false, m->err))
        return false;
    for (size_t i = 0; i < own->items.n; i++) {
        struct str id = stream_id(own->items.items[i].unit);
        if (!filter_option_add(m->request->arena, units, id, own->items.items[i].unit_name,
                               str_eq(id, m->page->form.unit), m->err))
            return false;
    }
    return true;
}

// Those that occur, and the one that was asked for.
static bool add_kinds(const struct maker *m) {
    struct filter_options *kinds = &m->page->form.kinds;
    if (!filter_option_add(m->request->arena, kinds, STR(""),
                           page_text(m->request, T_ahead_all_kinds), false, m->err))
        return false;
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        if ((m->ahead->kinds[kind] || kind == m->query->kind) &&
            !filter_option_add(m->request->arena, kinds, str_of(event_info(kind)->id),
                               event_words(m->request->language, kind), kind == m->query->kind,
                               m->err))
            return false;
    return true;
}

// What was due before the period stands first and together; each day of it is a group of its own.
static struct ahead_group *group_of(const struct maker *m, const struct ahead_entry *entry) {
    struct arena *arena = m->request->arena;
    bool before = date_cmp(entry->due.date, m->query->from) < 0;
    struct str id = before ? STR("sent") : date_text(arena, entry->due.date);
    size_t n = m->page->groups.n;
    if (n > 0 && str_eq(m->page->groups.items[n - 1].id, id))
        return &m->page->groups.items[n - 1];
    struct ahead_group *group = LIST_PUSH(arena, &m->page->groups);
    if (!group)
        return NULL;
    group->id = id;
    group->late = before;
    group->heading = before ? page_text(m->request, T_ahead_before)
                            : capitalised(arena, date_words(arena, m->request->language,
                                                            entry->due.date, m->wording->today));
    return group;
}

static bool add_entry(const struct maker *m, const struct ahead_entry *entry) {
    struct ahead_group *group = group_of(m, entry);
    struct duty_view *view = group ? LIST_PUSH(m->request->arena, &group->duties) : NULL;
    struct date born;
    if (!view)
        return error_memory(m->err);
    const struct duty duty = duty_of_row(&entry->duty, &entry->ground);
    *view = duty_view_of(m->wording, app_routine(m->request->app), entry->duty.stream, &duty);
    view->late = entry->late;
    view->name = entry->duty.person_name;
    view->guarded = person_is_protected(entry->duty.person_protection);
    if (date_parse(entry->duty.person_born, &born))
        view->age = age_words(m->wording->arena, m->wording->language, born, m->wording->today);
    view->whose =
        TR(m->request->arena, m->request->language, T_ahead_whose,
           capitalised(m->request->arena, code_words(m->request->language, entry->duty.role)),
           unit_words(m->wording, entry->duty.unit));
    // Another profession's form is not this user's.
    if (entry->duty.role != m->request->actor.role)
        view->kind = STR_NONE;
    m->page->count++;
    m->page->late += entry->late;
    return true;
}

static bool fill(const struct maker *m) {
    struct arena *arena = m->request->arena;
    enum language language = m->request->language;
    if (!add_units(m) || !add_kinds(m))
        return false;
    for (size_t i = 0; i < m->ahead->entries.n; i++)
        if (!add_entry(m, &m->ahead->entries.items[i]))
            return false;
    m->page->more = m->ahead->more;
    m->page->summary = TR(arena, language, T_ahead_summary,
                          date_words(arena, language, m->query->from, m->wording->today),
                          date_words(arena, language, m->query->to, m->wording->today));
    if (!m->page->form.from.n)
        m->page->form.from = date_text(arena, m->query->from);
    return ahead_calendar(m->wording, m->query, m->ahead, m->page, m->err);
}

bool page_ahead(struct request *request, struct response *response, struct error *err) {
    struct wording wording;
    struct ahead_query query;
    struct ahead ahead = {0};
    struct ahead_page page = {0};
    if (!ahead_read(request, &query, &page.form, err) ||
        !app_ahead(request->app, request->arena, &request->actor, &query, NULL, &ahead, err) ||
        !wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err))
        return false;
    page.page = page_of(request, page_text(request, T_ahead_title), SECTION_AHEAD);
    page.has_on_time = page_may(request, ACT_ON_TIME);
    page.page.has_faults = page.form.from_fault.n > 0;
    const struct maker maker = {request, &wording, &query, &ahead, &page, err};
    if (!fill(&maker))
        return false;
    view_ahead(&response->html, request->language, &page);
    return true;
}
