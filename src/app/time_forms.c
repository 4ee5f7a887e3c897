// SPDX-License-Identifier: EUPL-1.2
#include "app/time_forms.h"

#include <stdlib.h>

#include "app/records.h"
#include "app/sight.h"
#include "care/time_form.h"

// ---- one person ----

struct gathering {
    struct app *app;
    struct arena *arena;
    const struct actor *actor;
    struct reader *reader;
    struct time_forms *forms;
    struct error *err;
};

static bool name_of(const struct gathering *g, const struct event *event, struct str *ret_name) {
    return user_name(g->reader, g->arena, g->actor->language, event->recorder, ret_name, g->err);
}

static bool add_entries(const struct gathering *g, const struct case_state *state,
                        const struct thing *form, struct time_form *row) {
    for (size_t i = 0; i < state->thing_count; i++) {
        const struct thing *entry = &state->things[i];
        if (entry->kind != THING_time_entry || time_form_of(state, entry) != form ||
            !str_eq(entry->opened->unit, g->actor->unit))
            continue;
        struct time_form_entry *place = LIST_PUSH(g->arena, &row->entries);
        if (!place)
            return error_memory(g->err);
        *place = (struct time_form_entry){.event = entry->opened,
                                          .minutes = time_minutes(entry->opened)};
        row->minutes += place->minutes;
        if (!name_of(g, entry->opened, &place->by))
            return false;
    }
    return true;
}

static bool add_form(const struct gathering *g, const struct case_state *state,
                     const struct thing *form, struct time_form row) {
    row.form = form;
    row.latest = form->opened;
    for (size_t i = 0; i < form->touch_count; i++) {
        if (form->touched[i]->kind == EVENT_time_form_returned)
            row.corrects = form->touched[i];
        row.latest = form->touched[i];
    }
    bool is_returned = row.latest == row.corrects;
    struct time_form *place =
        LIST_PUSH(g->arena, is_returned ? &g->forms->returned.items : &g->forms->waiting.items);
    if (!place)
        return error_memory(g->err);
    *place = row;
    return name_of(g, place->latest, &place->by) && add_entries(g, state, form, place);
}

static bool add_noted(const struct gathering *g, const struct case_state *state,
                      struct time_form row) {
    if (!add_entries(g, state, NULL, &row))
        return false;
    struct time_form *place = row.entries.n ? LIST_PUSH(g->arena, &g->forms->noted.items) : NULL;
    if (place)
        *place = row;
    return place || !row.entries.n || error_memory(g->err);
}

static bool add_person(const struct gathering *g, const struct person_row *person) {
    struct seen_case seen = {0};
    if (!person_all(g->reader, g->arena, person->stream, &seen.all, g->err) ||
        !see_state(g->app, g->arena, g->actor, g->reader, CARE_RELATION_HOLDS, &seen, g->err))
        return false;
    const struct time_form row = {.person = *person};
    for (size_t i = 0; i < seen.state.thing_count; i++) {
        const struct thing *form = &seen.state.things[i];
        if (form->kind == THING_time_form && !form->closed &&
            str_eq(form->opened->unit, g->actor->unit) && !add_form(g, &seen.state, form, row))
            return false;
    }
    return add_noted(g, &seen.state, row);
}

// ---- the lists ----

static int64_t since(const struct time_form *form) {
    return form->latest ? form->latest->happened.us : form->entries.items[0].event->happened.us;
}

static int compare_since(const void *a, const void *b) {
    int64_t left = since(a), right = since(b);
    return left < right ? -1 : left > right;
}

static void sort(struct time_form_list *list) {
    if (list->items.n)
        qsort(list->items.items, list->items.n, sizeof(*list->items.items), compare_since);
}

bool app_time_forms(struct app *app, struct arena *arena, const struct actor *actor,
                    struct time_forms *ret_forms, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_TIME_FORMS, .what = STR("forms")};
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct time_forms forms = {0};
    struct person_rows persons = {0};
    if (!gate_pass(app, &gate, true, err) || !store_read(app->store, &reader, err) ||
        !store_time_waiting(reader, arena, actor->unit, TIME_FORM_PERSONS_MAX + 1, &persons, err))
        return false;
    forms.more = persons.items.n > TIME_FORM_PERSONS_MAX;
    const struct gathering g = {app, arena, actor, reader, &forms, err};
    for (size_t i = 0; i < persons.items.n && i < TIME_FORM_PERSONS_MAX; i++)
        if (!add_person(&g, &persons.items.items[i]))
            return false;
    sort(&forms.waiting);
    sort(&forms.returned);
    sort(&forms.noted);
    *ret_forms = forms;
    return true;
}
