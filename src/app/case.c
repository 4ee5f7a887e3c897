// SPDX-License-Identifier: EUPL-1.2
//
// Reading one person's case: what holds, what must happen, what may be done, how it came about.
#include "app/internal.h"
#include "app/relation.h"

#include "app/derive.h"
#include "app/identity.h"
#include "app/sight.h"

#include <stdlib.h>

#include "care/person.h"

static bool enter(struct app *app, struct arena *arena, const struct actor *actor,
                  struct str stream, struct str what, enum care_relation *ret_relation,
                  struct error *err) {
    return case_enter(app, arena, actor, ACT_READ_CASE, stream, what, ret_relation, err);
}

static bool load_case(struct app *app, struct arena *arena, struct str stream,
                      struct reader **ret_reader, struct event_list *ret_all, struct error *err) {
    return store_read(app->store, ret_reader, err) &&
           person_all(*ret_reader, arena, stream, ret_all, err);
}

bool see_records(struct app *app, struct arena *arena, const struct actor *actor,
                 struct reader *reader, enum care_relation relation, struct seen_case *seen,
                 struct error *err) {
    seen->of = (struct sight_of){.app = app,
                                 .reader = reader,
                                 .actor = actor,
                                 .relation = relation,
                                 .all = seen->all,
                                 .state = &seen->whole};
    return event_effective(arena, seen->all, &seen->of.effective, err) &&
           state_fold(arena, seen->of.effective, seen->of.effective.n, &seen->whole, err) &&
           sight_take(arena, &seen->of, &seen->sight, err);
}

bool see_case(struct app *app, struct arena *arena, const struct actor *actor,
              struct reader *reader, enum care_relation relation, struct seen_case *seen,
              struct error *err) {
    return see_state(app, arena, actor, reader, relation, seen, err) &&
           sight_answers(arena, &seen->of, &seen->sight, &seen->answers, err);
}

bool see_state(struct app *app, struct arena *arena, const struct actor *actor,
               struct reader *reader, enum care_relation relation, struct seen_case *seen,
               struct error *err) {
    if (!see_records(app, arena, actor, reader, relation, seen, err))
        return false;
    seen->state = seen->whole;
    return !seen->sight.hidden ||
           state_fold(arena, seen->sight.effective, seen->sight.effective.n, &seen->state, err);
}

// ---- the timeline ----

static const struct event *replacement_of(struct event_list all, const struct event *event) {
    const struct event *found = NULL;
    for (size_t i = 0; i < all.n; i++)
        if (event_replaces(&all.items[i], event) &&
            (!found || all.items[i].kind == EVENT_entry_moved))
            found = &all.items[i];
    return found;
}

static const struct event *root_of(struct event_list all, const struct event *event) {
    const struct event *earlier;
    while (event->corrects && (earlier = event_find(all, event->corrects)) &&
           earlier->seq < event->seq)
        event = earlier;
    return event;
}

// Whether the entry that an event is part of was moved to somebody else.
static bool is_away(struct event_list all, const struct event *event) {
    const struct event *root = NULL;
    for (size_t i = 0; i < all.n; i++) {
        if (all.items[i].kind != EVENT_entry_moved || !all.items[i].corrects)
            continue;
        root = root ? root : root_of(all, event);
        if (event->kind != EVENT_entry_moved && root_of(all, &all.items[i]) == root)
            return true;
    }
    return false;
}

static bool may_open_other(struct app *app, struct reader *reader, const struct actor *actor,
                           const struct event *event, struct timeline_entry *entry,
                           struct error *err) {
    struct gate gate = {.actor = actor, .act = ACT_READ_CASE, .stream = event_other(event)};
    if (!gate.stream.n || event_info(event->kind)->stream != STREAM_person)
        return true;
    if (!relation_find(app, reader, gate.stream, actor->unit, &gate.relation, err))
        return false;
    entry->may_open_other = gate_ask(&gate).verdict == ACCESS_ALLOWED;
    return true;
}

// Latest first: by when it happened, then by when it was recorded.
static int compare_latest(const void *a, const void *b) {
    const struct event *left = ((const struct timeline_entry *)a)->event;
    const struct event *right = ((const struct timeline_entry *)b)->event;
    if (left->happened.us != right->happened.us)
        return left->happened.us < right->happened.us ? 1 : -1;
    return left->seq < right->seq ? 1 : left->seq > right->seq ? -1 : 0;
}

static bool may_correct(const struct actor *actor, const struct event *event,
                        enum care_relation relation) {
    if (event->kind == EVENT_entry_withdrawn || event->kind == EVENT_entry_moved)
        return false;
    const struct gate gate = {.actor = actor,
                              .act = ACT_CORRECT,
                              .stream = event->stream,
                              .relation = relation,
                              .kind = event->kind,
                              .own_unit_recorded = str_eq(event->unit, actor->unit)};
    return gate_ask(&gate).verdict == ACCESS_ALLOWED;
}

// An entry on the wrong person; who the person is, is no entry on anybody.
static bool may_move(const struct actor *actor, const struct event *event,
                     enum care_relation relation) {
    if (event->kind == EVENT_entry_withdrawn || event->kind == EVENT_person_registered ||
        is_of_identity(event->kind))
        return false;
    const struct gate gate = {.actor = actor,
                              .act = ACT_RECORD,
                              .stream = event->stream,
                              .relation = relation,
                              .kind = EVENT_entry_moved};
    return gate_ask(&gate).verdict == ACCESS_ALLOWED;
}

static bool fill_timeline(struct app *app, struct arena *arena, const struct actor *actor,
                          struct reader *reader, const struct sight *sight,
                          enum care_relation relation, struct case_view *view, struct error *err) {
    struct event_list all = sight->all;
    for (size_t i = 0; i < all.n; i++) {
        const struct event *event = &all.items[i];
        if (!sight->sees[i])
            continue;
        struct timeline_entry *entry = LIST_PUSH(arena, &view->timeline);
        struct unit_row unit = {0};
        if (!entry)
            return error_memory(err);
        if (!user_name(reader, arena, actor->language, event->recorder, &entry->recorder_name,
                       err) ||
            (event->unit.n > 0 && !store_unit(reader, arena, event->unit, &unit, err)))
            return false;
        entry->event = event;
        entry->unit_name = unit.name;
        entry->corrected_by = replacement_of(all, event);
        entry->is_away = is_away(all, event);
        if (!may_open_other(app, reader, actor, event, entry, err))
            return false;
        bool holds = !entry->corrected_by && !entry->is_away;
        entry->may_correct = holds && may_correct(actor, event, relation);
        entry->may_move = holds && may_move(actor, event, relation);
    }
    if (view->timeline.n > 0)
        qsort(view->timeline.items, view->timeline.n, sizeof(struct timeline_entry),
              compare_latest);
    return true;
}

// ---- what may be done ----

// The permit that holds an act back, or the first that speaks of it, or NULL.
static const struct permit *find_permit(const struct answers *answers, enum event_kind act,
                                        int64_t about) {
    const struct permit *found = NULL;
    for (size_t i = 0; i < answers->permits.n; i++) {
        const struct permit *permit = &answers->permits.items[i];
        if (permit->act != act || (about && permit->about && permit->about != about))
            continue;
        if (!permit->allowed)
            return permit;
        if (!found)
            found = permit;
    }
    return found;
}

static bool offer(struct arena *arena, const struct actor *actor, struct str stream,
                  enum care_relation relation, enum event_kind act, int64_t about,
                  struct case_view *view, struct error *err) {
    const struct permit *permit = find_permit(&view->answers, act, about);
    const struct gate gate = {
        .actor = actor, .act = ACT_RECORD, .stream = stream, .relation = relation, .kind = act};
    struct access_answer answer = gate_ask(&gate);
    bool by_routine = !permit || permit->allowed;
    // What neither the routine nor the user's role has room for is no offer at all; nor is what the
    // role has no room for and the routine says nothing about.
    if ((!by_routine || !permit) && answer.verdict != ACCESS_ALLOWED)
        return true;
    struct act_offer *one = LIST_PUSH(arena, &view->acts);
    if (!one)
        return error_memory(err);
    *one = (struct act_offer){
        .act = act, .about = about, .allowed = by_routine && answer.verdict == ACCESS_ALLOWED};
    if (permit)
        one->ground = permit->ground;
    if (!by_routine) {
        one->missing = permit->missing;
        one->may_deviate = permit->may_deviate;
    } else if (!one->allowed) {
        const struct error why = {.code = ERR_DENIED, .key = answer.why};
        one->missing = error_sentence(arena, actor->language, &why);
    }
    return true;
}

// What is over is still asked about by a duty: a returned care request waits to be acknowledged.
static bool is_due(const struct answers *answers, enum event_kind act, int64_t about) {
    for (size_t i = 0; i < answers->duties.n; i++) {
        const struct duty *duty = &answers->duties.items[i];
        if (duty->state == DUTY_OPEN && duty->fulfilled_by == act && duty->about == about)
            return true;
    }
    return false;
}

static bool is_offered(const struct case_view *view, const struct thing *thing,
                       enum event_kind act) {
    return thing->kind == field_info(field_of_type(act, TYPE_REF))->thing &&
           (!thing->closed || is_due(&view->answers, act, thing->opened->seq));
}

// Whether an earlier one, that stands in the same log, is offered with it.
static bool is_named_with(const struct case_view *view, const struct thing *thing,
                          enum event_kind act) {
    if (event_names_all(act) == FIELD_NONE)
        return false;
    for (const struct thing *one = view->state.things; one != thing; one++)
        if (is_offered(view, one, act) && seq_log(one->opened->seq) == seq_log(thing->opened->seq))
            return true;
    return false;
}

// What concerned a thing that a death ended, and was not written down before, still can be (P-02):
// of the latest such thing.
static const struct thing *ended_by_death(const struct case_view *view, enum event_kind act) {
    const struct thing *latest = NULL;
    for (size_t i = 0; i < view->state.thing_count; i++) {
        const struct thing *one = &view->state.things[i];
        if (one->kind == field_info(field_of_type(act, TYPE_REF))->thing && one->closed &&
            event_is_read_back(one->closed->kind))
            latest = one;
    }
    return latest;
}

static bool offer_late(struct arena *arena, const struct actor *actor, struct str stream,
                       enum care_relation relation, enum event_kind act, struct case_view *view,
                       struct error *err) {
    const struct thing *thing = ended_by_death(view, act);
    const struct gate gate = {
        .actor = actor, .act = ACT_RECORD, .stream = stream, .relation = relation, .kind = act};
    if (!thing || gate_ask(&gate).verdict != ACCESS_ALLOWED)
        return true;
    struct act_offer *one = LIST_PUSH(arena, &view->acts);
    if (!one)
        return error_memory(err);
    *one = (struct act_offer){.act = act, .about = thing->opened->seq, .may_deviate = true};
    return true;
}

// An act that concerns a thing is offered once for each such thing that lasts or has a duty; once
// for all of them, of the first, when it names them all.
static bool offer_for_things(struct arena *arena, const struct actor *actor, struct str stream,
                             enum care_relation relation, enum event_kind act,
                             struct case_view *view, struct error *err) {
    bool any = false;
    for (size_t i = 0; i < view->state.thing_count; i++) {
        const struct thing *one = &view->state.things[i];
        if (!is_offered(view, one, act) || is_named_with(view, one, act))
            continue;
        any = true;
        if (!offer(arena, actor, stream, relation, act, one->opened->seq, view, err))
            return false;
    }
    const struct permit *permit = find_permit(&view->answers, act, 0);
    if (any)
        return true;
    if (!permit || permit->allowed)
        return offer_late(arena, actor, stream, relation, act, view, err);
    return offer(arena, actor, stream, relation, act, 0, view, err);
}

static bool fill_acts(struct arena *arena, const struct actor *actor, struct str stream,
                      enum care_relation relation, struct case_view *view, struct error *err) {
    for (enum event_kind act = EVENT_NONE + 1; act < EVENT_KIND_COUNT; act++) {
        if (event_info(act)->stream != STREAM_person || act == EVENT_person_registered ||
            act == EVENT_entry_withdrawn || act == EVENT_entry_moved || event_is_second(act))
            continue;
        enum field_id ref = field_of_type(act, TYPE_REF);
        if (!(ref ? offer_for_things(arena, actor, stream, relation, act, view, err)
                  : offer(arena, actor, stream, relation, act, 0, view, err)))
            return false;
    }
    return true;
}

// ---- the case ----

// Where the person lives today; what is derived knows of no day.
static void live_today(struct app *app, struct case_view *view) {
    struct person_facts facts;
    struct date today = app_today(app);
    person_facts_of(view->effective, &today, &facts);
    view->person.address = facts.address;
    view->person.telephone = facts.telephone;
    view->next_move = facts.next_move;
}

static int64_t last_own_seq(struct event_list all, struct str stream) {
    int64_t last = 0;
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.items[i].stream, stream) && all.items[i].seq > last)
            last = all.items[i].seq;
    return last;
}

// P-09. What the case says already decides whether it is asked for: nobody learns anything by it.
static bool add_delegations(struct app *app, struct arena *arena, struct reader *reader,
                            struct case_view *view, struct error *err) {
    bool demanded = false;
    for (size_t i = 0; i < view->state.thing_count; i++) {
        const struct thing *thing = &view->state.things[i];
        const struct field_value *kind = thing_get(thing, "kind");
        demanded = demanded || (thing->kind == THING_intervention && !thing->closed && kind &&
                                code_info(kind->code)->by_delegation);
    }
    return !demanded || store_delegations_for(reader, arena, view->person.stream, app_today(app),
                                              DELEGATIONS_FOR_MAX, &view->delegations, err);
}

static bool open_case(struct app *app, struct arena *arena, const struct actor *actor,
                      struct str stream, struct str what, struct case_view *ret_case,
                      struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct seen_case seen = {0};
    struct case_view view = {0};
    enum care_relation relation;
    if (!enter(app, arena, actor, stream, what, &relation, err) ||
        !load_case(app, arena, stream, &reader, &seen.all, err) ||
        !store_person(reader, arena, stream, &view.person, err) ||
        !see_case(app, arena, actor, reader, relation, &seen, err))
        return false;
    view.effective = seen.sight.effective;
    view.state = seen.state;
    view.answers = seen.answers;
    view.has_hidden = seen.sight.hidden > 0;
    view.blocked = seen.sight.blocked;
    view.consent_opens = seen.sight.consent_opens;
    view.emergency_opens = seen.sight.emergency_opens || seen.sight.consent_opens;
    if (!fill_timeline(app, arena, actor, reader, &seen.sight, relation, &view, err) ||
        !fill_acts(arena, actor, stream, relation, &view, err))
        return false;
    live_today(app, &view);
    view.seq = (int64_t)seen.all.n;
    view.version = last_own_seq(seen.all, stream);
    if (!add_delegations(app, arena, reader, &view, err))
        return false;
    *ret_case = view;
    return true;
}

bool app_case(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
              struct case_view *ret_case, struct error *err) {
    return open_case(app, arena, actor, stream, STR("case"), ret_case, err);
}

bool app_card(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
              struct case_view *ret_case, struct error *err) {
    return open_case(app, arena, actor, stream, STR("card"), ret_case, err);
}

bool app_reveal(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
                struct error *err) {
    enum care_relation relation;
    return enter(app, arena, actor, stream, STR(ACCESS_REVEALED), &relation, err);
}

bool app_why(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
             struct str decision, struct str thing, int64_t ordinal, struct why_view *ret_why,
             struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct seen_case seen = {0};
    struct why_view why = {0};
    enum care_relation relation;
    if (!enter(app, arena, actor, stream, STR("why"), &relation, err) ||
        !load_case(app, arena, stream, &reader, &seen.all, err) ||
        !store_person(reader, arena, stream, &why.person, err) ||
        !see_case(app, arena, actor, reader, relation, &seen, err))
        return false;
    for (size_t i = 0; i < seen.answers.duties.n; i++) {
        const struct duty *duty = &seen.answers.duties.items[i];
        if (!str_eq(duty->decision, decision) || !str_eq(duty->thing, thing) ||
            duty->ordinal != ordinal)
            continue;
        why.duty = *duty;
        why.opened = event_find(seen.sight.effective, duty->opened_seq);
        why.ended = event_find(seen.sight.effective, duty->ended_seq);
        *ret_why = why;
        return true;
    }
    return error_set(err, ERR_MISSING, "why.no-such-duty", NULL);
}

bool app_fired(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
               struct str decision, struct fired_view *ret_fired, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct seen_case seen = {0};
    struct fired_view view = {0};
    enum care_relation relation;
    if (!enter(app, arena, actor, stream, STR("fired"), &relation, err) ||
        !load_case(app, arena, stream, &reader, &seen.all, err) ||
        !store_person(reader, arena, stream, &view.person, err) ||
        !see_records(app, arena, actor, reader, relation, &seen, err) ||
        !routine_fired(app->routine, arena, seen.of.effective, decision, &view.fired, err) ||
        !sight_fired(arena, &seen.of, &seen.sight, decision, &view.fired, err))
        return false;
    view.effective = seen.sight.effective;
    view.has_hidden = seen.sight.hidden > 0;
    *ret_fired = view;
    return true;
}

// ---- the information sheet ----

// What stood in the record that the sheet was issued from, when it was; in the person's own, when
// it was issued from somebody else's by mistake.
static bool known_then(struct reader *reader, struct arena *arena, struct str stream,
                       struct event_list all, const struct event *issued,
                       struct event_list *ret_then, struct error *err) {
    struct stream_list joined;
    bool is_persons = str_eq(issued->stream, stream);
    if (!store_joined(reader, arena, stream, &joined, err))
        return false;
    for (size_t i = 0; i < joined.items.n; i++)
        is_persons = is_persons || str_eq(joined.items.items[i], issued->stream);
    size_t log = is_persons ? seq_log(issued->seq) : 0;
    struct event *then = ARENA_ARRAY(arena, all.n, struct event);
    size_t n = 0;
    if (!then)
        return error_memory(err);
    for (size_t i = 0; i < all.n; i++)
        if (seq_log(all.items[i].seq) == log && all.items[i].recorded.us <= issued->recorded.us) {
            then[n] = all.items[i];
            then[n].corrects = seq_within(all.items[i].corrects);
            then[n++].seq = seq_within(all.items[i].seq);
        }
    *ret_then = (struct event_list){n, then};
    return true;
}

bool app_sheet(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
               int64_t seq, struct sheet_view *ret_sheet, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct seen_case seen = {0};
    struct event_list all, then;
    struct person_facts facts;
    struct person_row person;
    struct sheet_view sheet = {0};
    enum care_relation relation;
    struct str what = str_printf(arena, "sheet %lld", (long long)seq);
    if (!what.p)
        return error_memory(err);
    if (!enter(app, arena, actor, stream, what, &relation, err) ||
        !load_case(app, arena, stream, &reader, &seen.all, err) ||
        !see_records(app, arena, actor, reader, relation, &seen, err) ||
        !store_person(reader, arena, stream, &person, err))
        return false;
    if (!sight_sees(&seen.sight, seq))
        return error_set(err, ERR_MISSING, "sheet.not-found", NULL);
    all = seen.all;
    sheet.issued = event_find(all, seq);
    if (!sheet.issued || sheet.issued->kind != EVENT_sheet_issued)
        return error_set(err, ERR_MISSING, "sheet.not-found", NULL);
    for (size_t i = 0; i < all.n; i++)
        sheet.issue += all.items[i].kind == EVENT_sheet_issued &&
                       all.items[i].recorded.us <= sheet.issued->recorded.us;
    if (!known_then(reader, arena, stream, all, sheet.issued, &all, err) ||
        !event_effective(arena, all, &then, err))
        return false;
    person_facts_of(then, NULL, &facts);
    sheet.name = str_printf(arena, STR_FMT " " STR_FMT, STR_ARG(facts.given_name),
                            STR_ARG(facts.family_name));
    sheet.number = facts.number;
    sheet.protection = person.protection;
    *ret_sheet = sheet;
    return !arena_failed(arena) || error_memory(err);
}
