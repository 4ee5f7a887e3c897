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

static bool is_first_time(const struct areas *areas, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (str_eq(areas->items.items[k].stream, areas->items.items[i].stream))
            return false;
    return true;
}

// Where no area is registered there is nothing to choose.
static bool add_areas(const struct maker *m) {
    struct filter_options *options = &m->page->form.areas;
    const struct areas *areas = &m->ahead->areas;
    if (!areas->items.n && !m->query->outside)
        return true;
    if (!filter_option_add(m->request->arena, options, STR(""),
                           page_text(m->request, T_ahead_all_areas), false, m->err))
        return false;
    for (size_t i = 0; i < areas->items.n; i++) {
        struct str stream = areas->items.items[i].stream;
        if (is_first_time(areas, i) &&
            !filter_option_add(m->request->arena, options, stream_id(stream),
                               areas->items.items[i].name, str_eq(stream, m->query->area), m->err))
            return false;
    }
    return filter_option_add(m->request->arena, options, STR(AHEAD_OUTSIDE),
                             capitalised(m->request->arena, page_text(m->request, T_ahead_outside)),
                             m->query->outside, m->err);
}

// Those that occur, and the one that was asked for.
static bool add_kinds(const struct maker *m) {
    struct filter_options *kinds = &m->page->form.kinds;
    if (!filter_option_add(m->request->arena, kinds, STR(""),
                           page_text(m->request, T_ahead_all_kinds), false, m->err))
        return false;
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        if ((m->ahead->kinds[kind] || kind == m->query->kind) &&
            !filter_option_add(
                m->request->arena, kinds, str_of(event_info(kind)->id),
                act_words(m->request->arena, m->request->language, kind, m->request->actor.role),
                kind == m->query->kind, m->err))
            return false;
    return true;
}

// What was due before the period stands first and together; each day of it is a group of its own.
static struct ahead_group *group_of(const struct maker *m, struct ahead_area *area,
                                    const struct ahead_entry *entry) {
    struct arena *arena = m->request->arena;
    bool before = date_cmp(entry->due.date, m->query->from) < 0;
    struct ahead_group *last = area->groups.n ? &area->groups.items[area->groups.n - 1] : NULL;
    if (last && last->late == before && (before || date_cmp(last->day, entry->due.date) == 0))
        return last;
    struct ahead_group *group = LIST_PUSH(arena, &area->groups);
    if (!group)
        return NULL;
    group->day = entry->due.date;
    group->id = str_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(area->id), area->id.n ? "-" : "",
                           STR_ARG(before ? STR("sent") : date_text(arena, entry->due.date)));
    group->late = before;
    group->heading = before ? page_text(m->request, T_ahead_before)
                            : capitalised(arena, date_words(arena, m->request->language,
                                                            entry->due.date, m->wording->today));
    return group;
}

static bool is_own(const struct maker *m, const struct duty_row *duty) {
    const struct actor *actor = &m->request->actor;
    return duty->role == actor->role && str_eq(duty->unit, actor->unit);
}

// Whose it is, where it is another's, and, where there are areas, in which: not of somebody with a
// protected identity.
static struct str whose_words(const struct maker *m, const struct ahead_entry *entry) {
    struct arena *arena = m->request->arena;
    enum language language = m->request->language;
    bool has_area = !entry->area_hidden && m->ahead->areas.items.n;
    if (is_own(m, &entry->duty) && !has_area)
        return STR_NONE;
    if (is_own(m, &entry->duty))
        return entry->area.n ? TR(arena, language, T_ahead_in_area, entry->area_name)
                             : capitalised(arena, page_text(m->request, T_ahead_outside));
    struct str role = capitalised(arena, code_words(language, entry->duty.role));
    struct str unit = unit_words(m->wording, entry->duty.unit);
    if (!has_area)
        return TR(arena, language, T_ahead_whose, role, unit);
    if (!entry->area.n)
        return TR(arena, language, T_ahead_whose_outside, role, unit);
    return TR(arena, language, T_ahead_whose_area, role, unit, entry->area_name);
}

// The day stands in the heading: of what falls due by the hour, the hour is left to say.
static void say_hour_alone(const struct maker *m, const struct duty *duty, struct duty_view *view) {
    view->day_is_said = duty->due_precision == PRECISION_DAY;
    view->due = TR(m->request->arena, m->request->language, T_date_clock,
                   clock_words(m->request->arena, duty->due.time));
}

static bool add_entry(const struct maker *m, struct ahead_area *area,
                      const struct ahead_entry *entry) {
    struct ahead_group *group = group_of(m, area, entry);
    struct duty_view *view = group ? LIST_PUSH(m->request->arena, &group->duties) : NULL;
    struct date born;
    if (!view)
        return error_memory(m->err);
    const struct duty duty = duty_of_row(&entry->duty, &entry->ground);
    *view = duty_view_of(m->wording, app_routine(m->request->app), entry->duty.stream, &duty);
    view->late = entry->late;
    view->now = false; // what is to be done now stands in the day
    if (!group->late && !view->day_is_said)
        say_hour_alone(m, &duty, view);
    view->name = entry->duty.person_name;
    view->guarded = person_is_protected(entry->duty.person_protection);
    if (date_parse(entry->duty.person_born, &born))
        view->age = age_words(m->wording->arena, m->wording->language, born, m->wording->today);
    view->whose = whose_words(m, entry);
    // Another profession's form is not this user's, whoever is to see to it.
    if (entry->duty.role != m->request->actor.role ||
        !access_role_records(duty.role, duty.fulfilled_by))
        view->kind = STR_NONE;
    area->count++;
    m->page->count++;
    m->page->late += entry->late;
    return true;
}

// Which entries stand together: those of an area (empty: of none), of protected identities, or all.
struct part {
    bool all, hidden;
    struct str area;
};

static bool is_part(const struct part *part, const struct ahead_entry *entry) {
    return part->all || (part->hidden ? entry->area_hidden
                                      : !entry->area_hidden && str_eq(entry->area, part->area));
}

static bool add_part(const struct maker *m, const struct part *part, struct str heading) {
    struct arena *arena = m->request->arena;
    struct ahead_area *area = LIST_PUSH(arena, &m->page->areas);
    if (!area)
        return error_memory(m->err);
    area->heading = heading;
    if (!part->all)
        area->id = str_printf(arena, "omrade-%zu", m->page->areas.n);
    for (size_t i = 0; i < m->ahead->entries.n; i++)
        if (is_part(part, &m->ahead->entries.items[i]) &&
            !add_entry(m, area, &m->ahead->entries.items[i]))
            return false;
    if (!area->groups.n)
        m->page->areas.n--;
    return true;
}

static bool add_parts(const struct maker *m) {
    struct arena *arena = m->request->arena;
    const struct areas *areas = &m->ahead->areas;
    const struct part all = {.all = true}, outside = {.area = STR_NONE}, hidden = {.hidden = true};
    if (!m->page->form.by_area || !areas->items.n)
        return add_part(m, &all, STR_NONE);
    for (size_t i = 0; i < areas->items.n; i++) {
        const struct part part = {.area = areas->items.items[i].stream};
        if (is_first_time(areas, i) && !add_part(m, &part, areas->items.items[i].name))
            return false;
    }
    return add_part(m, &outside, capitalised(arena, page_text(m->request, T_ahead_outside))) &&
           add_part(m, &hidden, page_text(m->request, T_ahead_area_hidden));
}

// The choices that leave something out, and for how long: what can be read while the form is
// folded.
static bool add_chosen(const struct maker *m) {
    struct ahead_form *form = &m->page->form;
    const struct {
        const struct filter_options *options;
        bool always;
    } shown[] = {{&form->units, true},  {&form->roles, false},  {&form->kinds, false},
                 {&form->areas, false}, {&form->orders, false}, {&form->periods, true},
                 {&form->late, false}};
    struct buf buf = buf_new(m->request->arena, BUF_DEFAULT_MAX);
    for (size_t i = 0; i < COUNT(shown); i++) {
        const struct filter_options *options = shown[i].options;
        size_t at = 0; // the first is what holds when nothing is chosen
        for (size_t k = 0; k < options->items.n; k++)
            if (options->items.items[k].chosen)
                at = k;
        if (!options->items.n || (!at && !shown[i].always))
            continue;
        if (buf.n)
            buf_add(&buf, STR(" · "));
        if (options == &form->orders || options == &form->late)
            buf_add(&buf, page_text(m->request, options == &form->orders ? T_ahead_by_area_short
                                                                         : T_ahead_late_left_out));
        else
            buf_add(&buf, options->items.items[at].label);
    }
    return buf_done(&buf, &form->chosen, m->err);
}

static bool fill(const struct maker *m) {
    struct arena *arena = m->request->arena;
    enum language language = m->request->language;
    if (!add_units(m) || !add_kinds(m) || !add_areas(m) || !add_parts(m) || !add_chosen(m))
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
