// SPDX-License-Identifier: EUPL-1.2
#include "web/case_parts.h"

// ---- by matter ----

static bool lasts(const struct case_maker *m, enum thing_kind kind) {
    for (size_t i = 0; i < m->from->state.thing_count; i++)
        if (m->from->state.things[i].kind == kind && !m->from->state.things[i].closed)
            return true;
    return false;
}

bool case_has_died(const struct case_maker *m) {
    return state_latest(&m->from->state, EVENT_death_recorded) != NULL;
}

// What is noticed is written down at once; the others open when they are of the day.
static bool is_of_the_day(const struct case_maker *m, enum code matter) {
    bool died = case_has_died(m);
    if (matter == CODE_matter_after)
        return died;
    if (matter == CODE_matter_vils || matter == CODE_matter_interventions)
        return lasts(m, THING_vils);
    return matter == CODE_matter_noticed && !died;
}

bool case_add_groups(const struct case_maker *m) {
    const struct list_info *matters = list_info(CODES_matter);
    for (size_t i = 1; i < matters->count; i++) {
        enum code matter = (enum code)(matters->first + i);
        struct act_group *group = LIST_PUSH(m->request->arena, &m->page->groups);
        if (!group)
            return error_memory(m->err);
        *group = (struct act_group){.heading = code_words(m->request->language, matter),
                                    .open = is_of_the_day(m, matter)};
    }
    struct act_group *rest = LIST_PUSH(m->request->arena, &m->page->groups);
    if (!rest)
        return error_memory(m->err);
    *rest = (struct act_group){.open = true};
    return true;
}

struct act_group *case_group(const struct case_maker *m, enum event_kind kind) {
    size_t at = (size_t)(event_matter(kind) - list_info(CODES_matter)->first);
    return at ? &m->page->groups.items[at - 1] : NULL;
}

struct act_group *case_rest(const struct case_maker *m) {
    return &m->page->groups.items[m->page->groups.n - 1];
}

static bool has_any(const struct act_group *group) {
    return group->acts.n || group->held.n;
}

void case_head_acts(const struct case_maker *m) {
    struct act_group *rest = case_rest(m);
    bool by_matter = false;
    for (const struct act_group *one = m->page->groups.items; one < rest; one++)
        by_matter = by_matter || has_any(one);
    m->page->has_acts = by_matter || has_any(rest);
    if (by_matter)
        rest->heading = code_words(m->request->language, CODE_matter_enrolment);
}

// A form may be about nothing in particular.
static struct str form_url(const struct case_maker *m, const struct act_offer *offer) {
    struct arena *arena = m->request->arena;
    struct str form = str_printf(arena, "/arende/" STR_FMT "/ny/%s", STR_ARG(m->page->person.id),
                                 event_info(offer->act)->id);
    return offer->about
               ? str_printf(arena, STR_FMT "?about=%lld", STR_ARG(form), (long long)offer->about)
               : form;
}

struct act_view case_act(const struct case_maker *m, const struct act_offer *offer) {
    return (struct act_view){
        .url = form_url(m, offer),
        .words =
            act_words(m->request->arena, m->request->language, offer->act, m->request->actor.role),
    };
}

// ---- what is under way ----

static bool is_shown(enum thing_kind kind) {
    return kind == THING_sol_grant || kind == THING_intervention || kind == THING_extra;
}

bool case_is_under_way(const struct act_offer *offer) {
    enum field_id ref = field_of_type(offer->act, TYPE_REF);
    return ref && is_shown(field_info(ref)->thing);
}

// Without the full stop that it may end with: a sentence goes on after it.
static struct str text_of(const struct thing *thing, const char *field) {
    const struct field_value *value = thing_get(thing, field);
    struct str text = value ? str_trim(value->text) : STR_NONE;
    return str_ends(text, STR(".")) ? str_sub(text, 0, text.n - 1) : text;
}

// Who has the delegation that a task demands: "Kräver delegering. Har den: Eva Ek (dag), …".
static struct str delegated(const struct case_maker *m, enum code task) {
    const struct delegation_rows *rows = &m->from->delegations;
    struct arena *arena = m->request->arena;
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct str names;
    for (size_t i = 0; i < rows->items.n; i++) {
        const struct delegation_row *row = &rows->items.items[i];
        if (!set_has(row->tasks, task))
            continue;
        buf_printf(&buf, "%s" STR_FMT, buf.n ? ", " : "", STR_ARG(row->user_name));
        if (row->team != CODE_NONE)
            buf_printf(&buf, " (" STR_FMT ")",
                       STR_ARG(code_words(m->request->language, row->team)));
    }
    if (!buf_done(&buf, &names, NULL))
        return STR_NONE;
    return names.n ? TR(arena, m->request->language, T_case_delegated, names)
                   : page_text(m->request, T_case_delegated_to_none);
}

static void tell(const struct case_maker *m, const struct thing *thing,
                 struct under_way_view *view) {
    enum language language = m->request->language;
    const struct field_value *kind = thing_get(thing, "kind");
    view->what = event_words(language, thing->opened->kind);
    view->law = str_of(law_id(thing->opened->law));
    view->extent = text_of(thing, "extent");
    if (thing->kind == THING_sol_grant)
        view->extent = text_of(thing, "interventions");
    if (kind) {
        view->what = capitalised(m->request->arena, code_words(language, kind->code));
        if (code_info(kind->code)->by_delegation)
            view->by_delegation = delegated(m, kind->code);
    }
    view->since = happened_words(m->wording, thing->opened);
}

static bool add_acts_of(const struct case_maker *m, const struct thing *thing,
                        struct under_way_view *view) {
    for (size_t i = 0; i < m->from->acts.n; i++) {
        const struct act_offer *offer = &m->from->acts.items[i];
        if (!offer->allowed || !case_is_under_way(offer) || offer->about != thing->opened->seq)
            continue;
        struct act_view *act = LIST_PUSH(m->request->arena, &view->acts);
        if (!act)
            return error_memory(m->err);
        *act = case_act(m, offer);
    }
    return true;
}

bool case_add_under_way(const struct case_maker *m) {
    for (size_t i = 0; i < m->from->state.thing_count; i++) {
        const struct thing *thing = &m->from->state.things[i];
        if (!is_shown(thing->kind) || thing->closed)
            continue;
        struct under_way_view *view = LIST_PUSH(m->request->arena, &m->page->under_way);
        if (!view)
            return error_memory(m->err);
        *view = (struct under_way_view){0};
        tell(m, thing, view);
        if (!add_acts_of(m, thing, view))
            return false;
    }
    return true;
}
