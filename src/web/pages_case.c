// SPDX-License-Identifier: EUPL-1.2
#include <stdlib.h>

#include "app/escalation.h"
#include "app/lateness.h"
#include "care/person.h"
#include "care/records.h"
#include "web/case_parts.h"
#include "web/routes.h"
#include "web/view_case.h"
#include "web/view_person.h"
#include "web/view_live.h"
#include "web/views.h"

// So many of others' duties are shown at once where the user has duties too.
#define OTHERS_SHOWN 3

static bool add_statuses(const struct case_maker *m) {
    for (size_t i = 0; i < m->from->answers.statuses.n; i++) {
        const struct status *status = &m->from->answers.statuses.items[i];
        struct status_view *view = LIST_PUSH(m->request->arena, &m->page->statuses);
        if (!view)
            return error_memory(m->err);
        view->sentence = status->sentence;
        if (!clause_list(m->request->arena, &status->ground, &view->clauses, m->err))
            return false;
        if (!status->has_since)
            continue;
        view->since =
            date_words(m->request->arena, m->request->language, status->since, m->wording->today);
        view->is_to_come = date_cmp(status->since, m->wording->today) > 0;
    }
    return true;
}

static const struct act_offer *offer_for(const struct case_view *from, enum event_kind act,
                                         int64_t about) {
    for (size_t i = 0; i < from->acts.n; i++) {
        const struct act_offer *offer = &from->acts.items[i];
        if (offer->act == act && (!offer->about || !about || offer->about == about))
            return offer;
    }
    return NULL;
}

// Whose a duty is, when this user cannot do it.
static struct str whose_words(const struct case_maker *m, const struct duty *duty) {
    struct arena *arena = m->request->arena;
    struct str role = capitalised(arena, code_words(m->request->language, duty->role));
    if (duty->team != CODE_NONE)
        role = TR(arena, m->request->language, T_duty_team, role,
                  code_words(m->request->language, duty->team));
    if (!duty->unit.n)
        return role;
    return TR(arena, m->request->language, T_duty_whose, role, unit_words(m->wording, duty->unit));
}

// What hurries, then by due, a whole day after its hours; those without a due date last, as they
// arose.
static int compare_due(const void *a, const void *b) {
    const struct duty *left = *(const struct duty *const *)a;
    const struct duty *right = *(const struct duty *const *)b;
    int order = (int)right->urgent - (int)left->urgent;
    if (order == 0)
        order = (int)right->has_due - (int)left->has_due;
    if (order == 0 && left->has_due)
        order = date_cmp(left->due.date, right->due.date);
    if (order == 0 && left->due_precision != right->due_precision)
        order = left->due_precision == PRECISION_MINUTE ? -1 : 1;
    if (order == 0 && left->has_due)
        order = date_time_cmp(left->due, right->due);
    return order ? order : left < right ? -1 : 1;
}

static bool in_order_of_due(const struct case_maker *m, const struct duty ***ret_duties) {
    size_t n = m->from->answers.duties.n;
    const struct duty **duties = ARENA_ARRAY(m->request->arena, n, const struct duty *);
    if (!duties)
        return error_memory(m->err);
    for (size_t i = 0; i < n; i++)
        duties[i] = &m->from->answers.duties.items[i];
    if (n)
        qsort(duties, n, sizeof(*duties), compare_due);
    *ret_duties = duties;
    return true;
}

// The page changes by the clock alone then.
static void end_at(const struct case_maker *m, struct instant instant) {
    int64_t seconds = (instant.us - app_now(m->request->app).us) / 1000000 + 1;
    struct page *page = &m->page->page;
    if (!page->live_for || seconds < page->live_for)
        page->live_for = seconds;
}

// What escalates is there from the start.
static bool waits_to_show(const struct case_maker *m, const struct duty *duty) {
    if (!duty->is_later || duty->shown_from.us <= app_now(m->request->app).us)
        return false;
    end_at(m, duty->shown_from);
    return true;
}

static bool is_own(const struct case_maker *m, const struct duty *duty) {
    const struct actor *actor = &m->request->actor;
    return duty->role == actor->role && str_eq(duty->unit, actor->unit) &&
           !is_other_team(actor, duty->team);
}

// What escalates and what it escalates are one thing to do: the user's own is shown, or else the
// first, with whom it has gone on to.
static bool is_told_by_another(const struct case_maker *m, const struct duty *duty,
                               const struct duty *gone_on) {
    const struct duty *first = duty_escalates(&m->from->answers, duty);
    if (first)
        return is_own(m, first) || !is_own(m, duty);
    return gone_on && is_own(m, gone_on) && !is_own(m, duty);
}

// Whether the act stands beside the duty: where the user may do it, and the duty is the own unit's,
// or nobody's in particular. What another unit is to do is told with whose it is; who may write it
// down for them finds the act among the others (P-01).
static bool is_offered_beside(const struct case_maker *m, const struct duty *duty) {
    const struct act_offer *offer = offer_for(m->from, duty->fulfilled_by, duty->about);
    const struct actor *actor = &m->request->actor;
    return offer && offer->allowed && !is_other_team(actor, duty->team) &&
           (!duty->unit.n || str_eq(duty->unit, actor->unit));
}

static struct duty_view *place_of_duty(const struct case_maker *m, const struct duty *duty,
                                       bool own) {
    struct arena *arena = m->request->arena;
    if (own)
        return LIST_PUSH(arena, &m->page->duties);
    return duty->urgent ? LIST_PUSH(arena, &m->page->others_hurry)
                        : LIST_PUSH(arena, &m->page->others_duties);
}

static bool add_duties_of(const struct case_maker *m, const struct duty **duties, bool own) {
    struct instant now = app_now(m->request->app);
    for (size_t i = 0; i < m->from->answers.duties.n; i++) {
        const struct duty *duty = duties[i];
        if (duty->state != DUTY_OPEN || is_own(m, duty) != own || waits_to_show(m, duty))
            continue;
        const struct duty *gone_on = duty_gone_on(&m->from->answers, duty, now);
        if (is_told_by_another(m, duty, gone_on))
            continue;
        struct instant late = duty_late_from(m->request->app, duty);
        if (late.us < INT64_MAX)
            end_at(m, late);
        struct duty_view *view = place_of_duty(m, duty, own);
        if (!view)
            return error_memory(m->err);
        *view =
            duty_view_of(m->wording, app_routine(m->request->app), m->from->person.stream, duty);
        if (!is_offered_beside(m, duty))
            view->kind = STR_NONE;
        if (!own) {
            view->whose = whose_words(m, duty);
            view->comment = STR_NONE; // it is told to whoever is to do it; why is a step away
            m->page->others_late += view->late && !duty->urgent;
        }
        bool to_another =
            gone_on && (gone_on->role != duty->role || !str_eq(gone_on->unit, duty->unit));
        if (to_another)
            view->gone_on = whose_words(m, gone_on);
    }
    return true;
}

// What the user is to do stands before what others are.
static bool add_duties(const struct case_maker *m) {
    const struct duty **duties;
    if (!in_order_of_due(m, &duties) || !add_duties_of(m, duties, true) ||
        !add_duties_of(m, duties, false))
        return false;
    m->page->others_count = m->page->others_duties.n;
    m->page->others_folded = m->page->duties.n && m->page->others_count > OTHERS_SHOWN;
    return true;
}

// "Görs av vårdavdelning eller planeringsfunktion."
static struct str doers_words(const struct case_maker *m, enum event_kind kind) {
    const struct list_info *roles = list_info(CODES_role);
    uint32_t doers = 0;
    for (enum code role = roles->first; role < roles->first + roles->count; role++)
        if (access_role_records(role, kind))
            doers = set_with(doers, role);
    return TR(m->request->arena, m->request->language, T_case_done_by,
              set_words(m->wording, doers, CODES_role, T_words_or));
}

// Where an act is shown: what no law's documentation holds concerns who the person is, and stands
// apart from the care.
static struct act_view *place_for(const struct case_maker *m, const struct act_offer *offer) {
    struct arena *arena = m->request->arena;
    struct act_group *group = case_group(m, offer->act);
    if (!offer->allowed && !access_role_records(m->request->actor.role, offer->act))
        return LIST_PUSH(arena, &m->page->others);
    // Time that was worked is handed in afterwards, whatever has happened.
    if (!offer->allowed && case_has_died(m) && event_matter(offer->act) != CODE_matter_time)
        return LIST_PUSH(arena, &m->page->past);
    if (group)
        return offer->allowed ? LIST_PUSH(arena, &group->acts) : LIST_PUSH(arena, &group->held);
    if (!offer->allowed)
        return LIST_PUSH(arena, &case_rest(m)->held);
    if (event_governs(offer->act))
        return LIST_PUSH(arena, &m->page->sharing);
    if (event_info(offer->act)->law == LAW_NONE)
        return LIST_PUSH(arena, &m->page->personal);
    if (event_is_seldom(offer->act))
        return LIST_PUSH(arena, &m->page->seldom);
    return LIST_PUSH(arena, &case_rest(m)->acts);
}

// What has its place on the page already, and what a role never does and need not be told of:
// personal details, and what is seldom done. What comes after a death is not spoken of before.
static bool stands_elsewhere(const struct case_maker *m, const struct act_offer *offer) {
    if (event_matter(offer->act) == CODE_matter_after && !case_has_died(m))
        return true;
    if (event_matter(offer->act) != CODE_matter_enrolment)
        return case_is_under_way(offer) ||
               (!offer->allowed && !access_role_records(m->request->actor.role, offer->act));
    bool apart = event_info(offer->act)->law == LAW_NONE || event_is_seldom(offer->act);
    return event_is_core(offer->act) || offer->act == EVENT_journal_transferred ||
           (!offer->allowed && apart);
}

static bool add_acts(const struct case_maker *m) {
    struct arena *arena = m->request->arena;
    for (size_t i = 0; i < m->from->acts.n; i++) {
        const struct act_offer *offer = &m->from->acts.items[i];
        if (stands_elsewhere(m, offer))
            continue;
        struct act_view *view = place_for(m, offer);
        if (!view)
            return error_memory(m->err);
        *view = case_act(m, offer);
        if (!offer->allowed && !access_role_records(m->request->actor.role, offer->act))
            view->done_by = doers_words(m, offer->act);
        else
            view->missing = routine_words(m->wording, offer->missing);
        view->late = offer->may_deviate;
        if (!clause_list(arena, &offer->ground, &view->clauses, m->err))
            return false;
    }
    return true;
}

static bool has_text(const struct text_list *list, struct str text) {
    for (size_t i = 0; i < list->items.n; i++)
        if (str_eq(list->items.items[i], text))
            return true;
    return false;
}

// Why what was done for the person is not done any more: each clause once.
static bool add_past_clauses(const struct case_maker *m) {
    struct text_list *all = &m->page->past_clauses;
    for (size_t i = 0; i < m->page->past.n; i++) {
        const struct text_list *clauses = &m->page->past.items[i].clauses;
        for (size_t k = 0; k < clauses->items.n; k++) {
            if (has_text(all, clauses->items.items[k]))
                continue;
            struct str *one = LIST_PUSH(m->request->arena, &all->items);
            if (!one)
                return error_memory(m->err);
            *one = clauses->items.items[k];
        }
    }
    return true;
}

static bool add_responsible(const struct case_maker *m) {
    struct arena *arena = m->request->arena;
    for (size_t i = 0; i < m->from->answers.responsibilities.n; i++) {
        const struct responsibility *one = &m->from->answers.responsibilities.items[i];
        const struct unit_row *unit = wording_unit(m->wording, one->unit);
        struct responsible_view *view = LIST_PUSH(arena, &m->page->responsible);
        if (!view)
            return error_memory(m->err);
        *view = (struct responsible_view){
            .profession =
                one->profession == CODE_NONE
                    ? one->ground.decision
                    : capitalised(arena, code_words(m->request->language, one->profession)),
            .who = one->responsible,
        };
        if (!clause_list(arena, &one->ground, &view->clauses, m->err))
            return false;
        if (unit) {
            view->unit = unit->name;
            view->telephone = unit->telephone;
            view->telephone_url = telephone_url(arena, unit->telephone);
        }
        if (one->has_from)
            view->from = date_words(arena, m->request->language, one->from, m->wording->today);
        view->is_to_come = one->has_from && date_cmp(one->from, m->wording->today) > 0;
    }
    return true;
}

// The level of the fee; there is nothing to say of somebody who pays none and never has.
static bool add_fee(const struct case_maker *m) {
    const struct answers *answers = &m->from->answers;
    if (answers->fees.n < 2)
        return true;
    const struct fee *fee = &answers->fees.items[answers->fees.n - 1];
    m->page->fee = (struct fee_view){
        .level = capitalised(m->request->arena, fee->level),
        .from = date_words(m->request->arena, m->request->language, fee->from, m->wording->today),
        .reason = fee->reason,
        .capped = fee->capped,
    };
    for (size_t i = 0; i < answers->ceilings.n && !fee->capped.n; i++)
        if (!answers->ceilings.items[i].to_seq &&
            !str_eq(answers->ceilings.items[i].level, fee->level))
            m->page->fee.ceiling = answers->ceilings.items[i].level;
    return clause_list(m->request->arena, &fee->ground, &m->page->fee.clauses, m->err);
}

static void tell_what_replaced(const struct case_maker *m, const struct timeline_entry *entry,
                               struct event_view *view) {
    const struct event *by = entry->corrected_by;
    if (!by)
        return;
    enum text_id words = by->kind == EVENT_entry_withdrawn ? T_event_withdrawn
                         : by->kind == EVENT_entry_moved   ? T_event_away
                                                           : T_event_corrected;
    view->struck = true;
    view->struck_by = by->seq;
    view->struck_words =
        TR(m->request->arena, m->request->language, words, instant_words(m->wording, by->recorded));
}

// What is said of somebody else stands in no other's record; that something was said does.
static void hide_away(const struct case_maker *m, const struct timeline_entry *entry,
                      struct event_view *view) {
    if (!entry->is_away)
        return;
    view->label = page_text(m->request, T_event_entry);
    view->struck = true;
    view->rows.n = view->more.n = 0;
    view->told = view->because = view->deviation = STR_NONE;
    view->has_sheet = false;
}

static struct str other_of(const struct case_maker *m, const struct timeline_entry *entry) {
    struct str other = event_other(entry->event);
    bool elsewhere = entry->may_open_other && !str_eq(other, m->from->person.stream);
    for (size_t i = 0; i < m->wording->named.n && elsewhere; i++)
        elsewhere = !str_eq(m->wording->named.items[i].stream, other);
    return elsewhere ? stream_id(other) : STR_NONE;
}

static bool is_paired(const struct event *event) {
    return event_pair(event->kind) != EVENT_NONE;
}

static bool add_timeline(const struct case_maker *m, int64_t saved) {
    for (size_t i = 0; i < m->from->timeline.n; i++) {
        const struct timeline_entry *entry = &m->from->timeline.items[i];
        struct event_view *view = LIST_PUSH(m->request->arena, &m->page->timeline);
        if (!view)
            return error_memory(m->err);
        if (!event_view_make(m->wording, entry->event, entry->recorder_name, entry->unit_name, view,
                             m->err))
            return false;
        view->id = m->page->person.id;
        view->may_correct = entry->may_correct && !entry->event->erased;
        view->numbered = m->page->may_erase;
        view->may_undo = is_paired(entry->event);
        view->may_move = entry->may_move;
        view->other = other_of(m, entry);
        tell_what_replaced(m, entry, view);
        hide_away(m, entry, view);
        case_tell_journal(m, entry, view);
        if (saved && entry->event->seq == saved) {
            view->fresh = true;
            m->page->saved =
                entry->event->kind == EVENT_entry_withdrawn
                    ? page_text(m->request, T_case_struck)
                    : TR(m->request->arena, m->request->language, T_case_saved, view->label);
            if (view->has_sheet)
                m->page->saved_sheet =
                    str_printf(m->request->arena, "/arende/" STR_FMT "/blad/%lld",
                               STR_ARG(view->id), (long long)view->seq);
        }
    }
    return true;
}

// The records that go on in this one stand here with their names anyway.
static bool name_joined(const struct case_view *from, struct wording *wording, struct error *err) {
    for (size_t i = 0; i < from->timeline.n; i++) {
        const struct event *event = from->timeline.items[i].event;
        if (event->kind != EVENT_person_registered)
            continue;
        struct person_row *row = LIST_PUSH(wording->arena, &wording->named);
        if (!row)
            return error_memory(err);
        *row = (struct person_row){
            .stream = event->stream,
            .number = payload_text(&event->payload, FIELD_person_registered_number),
            .given_name = payload_text(&event->payload, FIELD_person_registered_given_name),
            .family_name = payload_text(&event->payload, FIELD_person_registered_family_name),
        };
    }
    return true;
}

// A protected person's address and telephone are shown to whoever asks for them, and that is
// logged.
static bool guard(const struct request *request, struct wording *wording, struct case_page *page,
                  const struct case_view *from, struct error *err) {
    wording->shows_where = !person_is_protected(from->person.protection);
    if (wording->shows_where)
        return true;
    page->may_reveal = !request_flag(request, "visa");
    if (page->may_reveal)
        return true;
    wording->shows_where = true;
    return app_reveal(request->app, request->arena, &request->actor, from->person.stream, err);
}

static void add_coming(const struct case_maker *m) {
    const struct event *move = m->from->next_move;
    const struct field_value *from =
        move ? payload_get(&move->payload, FIELD_person_moved_from) : NULL;
    const struct field_value *to =
        move ? payload_get(&move->payload, FIELD_person_moved_address) : NULL;
    struct arena *arena = m->request->arena;
    enum language language = m->request->language;
    if (from && to && m->wording->shows_where)
        m->page->coming = TR(arena, language, T_person_moves,
                             date_words(arena, language, from->date, m->wording->today), to->text);
}

// That something is hidden is told (SVOD 2:4, 2:5; PDL 4:4), and the steps that would show more.
static void add_hidden(const struct case_maker *m) {
    m->page->may_extract = page_may_for(m->request, ACT_EXTRACT);
    m->page->may_erase = page_may_for(m->request, ACT_ERASE);
    const struct case_view *from = m->from;
    m->page->hidden = (struct hidden_view){
        .any = from->has_hidden,
        .blocked = from->blocked,
        .consent =
            from->consent_opens && access_role_records(m->request->actor.role, EVENT_reading_noted),
        .emergency = from->emergency_opens &&
                     access_role_records(m->request->actor.role, EVENT_emergency_opened),
    };
}

static bool add_lists(const struct case_maker *m) {
    return add_fee(m) && case_add_emergencies(m) && case_add_core(m) && case_add_ended(m) &&
           case_add_ring(m) && add_statuses(m) && add_duties(m) && case_add_groups(m) &&
           add_acts(m) && add_past_clauses(m) && case_add_under_way(m) && add_responsible(m);
}

bool page_case(struct request *request, struct response *response, struct error *err) {
    struct wording wording;
    struct case_view from;
    struct str stream = request_person(request);
    if (!app_case(request->app, request->arena, &request->actor, stream, &from, err))
        return reason_first(request, response, stream, err);
    if (!wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err))
        return false;
    struct case_page page = {0};
    const struct case_maker maker = {request, &wording, &from, &page, err};
    if (!name_joined(&from, &wording, err) || !guard(request, &wording, &page, &from, err))
        return false;
    page.person = person_view_of(&wording, &from.person);
    add_coming(&maker);
    add_hidden(&maker);
    page.page = page_of(request, page.person.name, SECTION_PERSONS);
    if (!page_is_live(request, &page.page, stream, from.version, err))
        return false;
    if (from.answers.refused)
        page.refusal = failure_words(request->arena, request->language, &from.answers.refusal);
    if (from.answers.refused && !case_add_nurses(&maker))
        return false;
    if (!checklists_of_case(&wording, &from.answers, &page.checklists, err))
        return false;
    page.has_card = state_lasting(&from.state, THING_vils) != NULL;
    if (!add_lists(&maker) || !sheets_of(&wording, &from, page.person.id, &page.sheets, err) ||
        !add_timeline(&maker, request_int(request, "sparat")))
        return false;
    case_head_acts(&maker);
    view_case(&response->html, request->language, &page);
    return true;
}
