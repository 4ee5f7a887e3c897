// SPDX-License-Identifier: EUPL-1.2
#include "web/case_parts.h"

#define DAY_US ((int64_t)24 * 60 * 60 * 1000000)
// So long an emergency opening stands above the case.
#define EMERGENCY_SHOWN_US (30 * DAY_US)

const struct event *case_standing(const struct case_view *from, const struct event *event) {
    for (size_t i = 0; i < from->effective.n; i++) {
        const struct event *one = &from->effective.items[i];
        if (one->kind == event->kind && one->recorded.us == event->recorded.us)
            return one;
    }
    return NULL;
}

// ---- what others at the bedside need ----

static const struct timeline_entry *entry_of(const struct case_view *from,
                                             const struct event *standing) {
    for (size_t i = 0; i < from->timeline.n; i++) {
        const struct event *event = from->timeline.items[i].event;
        if (event->kind == standing->kind && event->recorded.us == standing->recorded.us)
            return &from->timeline.items[i];
    }
    return NULL;
}

static bool may_fill_in(const struct case_view *from, enum event_kind kind) {
    for (size_t i = 0; i < from->acts.n; i++)
        if (from->acts.items[i].act == kind && from->acts.items[i].allowed)
            return true;
    return false;
}

static bool tell_matter(const struct case_maker *m, const struct event *latest,
                        struct core_view *view) {
    const struct timeline_entry *entry = entry_of(m->from, latest);
    struct word_rows rows = {0};
    if (!payload_words(m->wording, &latest->payload, &rows, m->err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        if (!i) {
            view->value = capitalised(m->request->arena, rows.items.items[i].value);
            continue;
        }
        struct word_row *row = LIST_PUSH(m->request->arena, &view->rows);
        if (!row)
            return error_memory(m->err);
        *row = rows.items.items[i];
    }
    view->when = capitalised(m->request->arena, happened_words(m->wording, latest));
    view->who = latest->performer;
    if (entry && !view->who.n)
        view->who = entry->unit_name.n ? entry->unit_name : entry->recorder_name;
    view->seq = entry ? entry->event->seq : latest->seq;
    m->page->has_core = true;
    return true;
}

bool case_add_core(const struct case_maker *m) {
    for (size_t i = 0; i < core_count(); i++) {
        enum event_kind kind = core_at(i);
        const struct event *latest = state_latest(&m->from->state, kind);
        struct core_view *view = LIST_PUSH(m->request->arena, &m->page->core);
        if (!view)
            return error_memory(m->err);
        *view = (struct core_view){.label = event_words(m->request->language, kind)};
        if (may_fill_in(m->from, kind))
            view->kind = str_of(event_info(kind)->id);
        if (latest && !tell_matter(m, latest, view))
            return false;
    }
    return true;
}

// ---- duties that are over ----

static struct str how_words(const struct case_maker *m, const struct duty *duty) {
    if (duty->state == DUTY_WITHDRAWN)
        return page_text(m->request, T_case_withdrawn);
    return page_text(m->request, duty_on_time(app_routine(m->request->app), duty)
                                     ? T_case_fulfilled
                                     : T_case_fulfilled_late);
}

static bool add_one_ended(const struct case_maker *m, const struct duty *duty) {
    struct arena *arena = m->request->arena;
    struct ended_view *view = LIST_PUSH(arena, &m->page->ended);
    if (!view)
        return error_memory(m->err);
    *view = (struct ended_view){
        .what = duty->what,
        .how = how_words(m, duty),
        .decision = duty->decision,
        .thing = duty->thing,
        .ordinal = duty->ordinal,
        .clauses = ground_clauses(arena, &duty->ground),
    };
    const struct event *event = event_find(m->from->effective, duty->ended_seq);
    if (!event)
        return true;
    const struct timeline_entry *entry = entry_of(m->from, event);
    view->by =
        TR(arena, m->request->language, T_case_ended_by,
           event_words(m->request->language, event->kind), happened_words(m->wording, event));
    view->seq = entry ? entry->event->seq : event->seq;
    return true;
}

bool case_add_ended(const struct case_maker *m) {
    for (size_t i = m->from->answers.duties.n; i-- > 0;) {
        const struct duty *duty = &m->from->answers.duties.items[i];
        if (duty->state != DUTY_OPEN && !add_one_ended(m, duty))
            return false;
    }
    return true;
}

// ---- whom to ring ----

static const struct event *struck_lately(const struct case_maker *m) {
    int64_t now = app_now(m->request->app).us;
    for (size_t i = 0; i < m->from->timeline.n; i++) {
        const struct timeline_entry *entry = &m->from->timeline.items[i];
        const struct event *by = entry->corrected_by;
        int64_t ring_us = event_ring_days(entry->event->kind) * DAY_US;
        if (by && by->kind != entry->event->kind && now - by->recorded.us < ring_us)
            return entry->event;
    }
    return NULL;
}

static bool add_ring(const struct case_maker *m, struct str name, struct str telephone) {
    for (size_t i = 0; i < m->page->ring.n; i++)
        if (str_eq(m->page->ring.items[i].name, name))
            return true;
    struct ring_view *view = LIST_PUSH(m->request->arena, &m->page->ring);
    if (!view)
        return error_memory(m->err);
    *view = (struct ring_view){name, telephone, telephone_url(m->request->arena, telephone)};
    return true;
}

static bool add_ring_unit(const struct case_maker *m, struct str stream) {
    const struct unit_row *unit = wording_unit(m->wording, stream);
    if (!unit || str_eq(stream, m->request->actor.unit))
        return true;
    return add_ring(m, unit->name, unit->telephone);
}

// The relative to contact, or those of whom the entry says that they were told.
static bool add_ring_relatives(const struct case_maker *m, const struct event *struck) {
    const struct event *contact = state_latest(&m->from->state, EVENT_contact_noted);
    struct str name =
        contact ? payload_text(&contact->payload, FIELD_contact_noted_name) : STR_NONE;
    if (name.n)
        return add_ring(m, name, payload_text(&contact->payload, FIELD_contact_noted_telephone));
    return !payload_tells_relatives(&struck->payload) ||
           add_ring(m, page_text(m->request, T_case_ring_relatives), STR_NONE);
}

bool case_add_ring(const struct case_maker *m) {
    const struct event *struck = struck_lately(m);
    if (!struck)
        return true;
    if (!add_ring_relatives(m, struck))
        return false;
    for (size_t i = 0; i < m->from->answers.responsibilities.n; i++)
        if (!add_ring_unit(m, m->from->answers.responsibilities.items[i].unit))
            return false;
    for (size_t i = 0; i < m->from->answers.duties.n; i++)
        if (m->from->answers.duties.items[i].state == DUTY_OPEN &&
            !add_ring_unit(m, m->from->answers.duties.items[i].unit))
            return false;
    for (size_t i = 0; i < m->from->timeline.n; i++)
        if (!add_ring_unit(m, m->from->timeline.items[i].event->unit))
            return false;
    return true;
}

// ---- whom to ring when the routine cannot answer ----

static bool add_nurse(const struct case_maker *m, const struct unit_row *unit) {
    struct ring_view *view = LIST_PUSH(m->request->arena, &m->page->nurses);
    if (!view)
        return error_memory(m->err);
    *view = (struct ring_view){unit->name, unit->telephone,
                               telephone_url(m->request->arena, unit->telephone)};
    return true;
}

bool case_add_nurses(const struct case_maker *m) {
    for (size_t i = 0; i < m->from->answers.responsibilities.n; i++) {
        const struct responsibility *one = &m->from->answers.responsibilities.items[i];
        const struct unit_row *unit = wording_unit(m->wording, one->unit);
        if (one->profession == CODE_profession_nurse && unit)
            return add_nurse(m, unit);
    }
    for (size_t i = 0; i < m->wording->units.items.n; i++) {
        const struct unit_row *unit = &m->wording->units.items.items[i];
        if (unit->kind == CODE_unit_kind_home_health_care && !add_nurse(m, unit))
            return false;
    }
    return true;
}

// ---- emergency openings ----

bool case_add_emergencies(const struct case_maker *m) {
    int64_t now = app_now(m->request->app).us;
    for (size_t i = 0; i < m->from->timeline.n; i++) {
        const struct timeline_entry *entry = &m->from->timeline.items[i];
        const struct event *event = entry->event;
        // What was opened is not undone by striking the entry, and is told once.
        if (event->kind != EVENT_emergency_opened || event->corrects ||
            now - event->recorded.us > EMERGENCY_SHOWN_US)
            continue;
        struct emergency_view *view = LIST_PUSH(m->request->arena, &m->page->emergencies);
        if (!view)
            return error_memory(m->err);
        *view = (struct emergency_view){
            .words = TR(m->request->arena, m->request->language, T_case_emergency,
                        instant_words(m->wording, event->recorded), entry->recorder_name,
                        entry->unit_name),
            .need = payload_text(&event->payload, FIELD_emergency_opened_need),
        };
    }
    return true;
}

// ---- the journal ----

// When it was corrected since, what stands in the journal is another text.
static const struct event *transferred_before(struct event_list effective,
                                              const struct thing *text) {
    const struct event *last = NULL;
    for (size_t i = 0; i < effective.n; i++) {
        const struct event *event = &effective.items[i];
        const struct field_value *of =
            payload_get(&event->payload, FIELD_journal_transferred_text); // NULL: erased
        if (of && of->ref == text->opened->seq)
            last = event;
    }
    return last;
}

struct str transferred_words(const struct wording *wording, struct event_list effective,
                             const struct thing *text) {
    const struct event *event = text->closed ? text->closed : transferred_before(effective, text);
    return event ? TR(wording->arena, wording->language,
                      text->closed ? T_event_in_journal : T_event_in_journal_before,
                      happened_words(wording, event))
                 : STR_NONE;
}

void case_tell_journal(const struct case_maker *m, const struct timeline_entry *entry,
                       struct event_view *view) {
    const struct event *standing = case_standing(m->from, entry->event);
    if (entry->corrected_by || !standing)
        return;
    const struct thing *text =
        state_thing(&m->from->state, THING_journal_text, standing->seq, CODE_NONE);
    if (!text)
        return;
    view->journal = standing->seq;
    view->in_journal = transferred_words(m->wording, m->from->effective, text);
}
