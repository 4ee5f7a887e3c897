// SPDX-License-Identifier: EUPL-1.2
#include "app/sight.h"

#include "app/relation.h"

#define DAY_US ((int64_t)24 * 60 * 60 * 1000000)
#define MINUTE_US ((int64_t)60 * 1000000)

bool sight_sees(const struct sight *sight, int64_t seq) {
    // Events are numbered without gaps.
    if (seq > 0 && (size_t)seq <= sight->all.n && sight->all.items[seq - 1].seq == seq)
        return sight->sees[seq - 1];
    for (size_t i = 0; i < sight->all.n; i++)
        if (sight->all.items[i].seq == seq)
            return sight->sees[i];
    return false;
}

// ---- how records stand to the unit ----

// How near to the user something is that was sent to a unit.
enum nearness { NEAR_NOBODY, NEAR_PROVIDER, NEAR_UNIT };

struct looking {
    const struct sight_of *of;
    struct arena *arena;
    struct error *err;
    uint32_t laws;                   // of the user
    bool has_blocks;                 // the case has any
    LIST_OF(struct unit_row) units;  // that were looked up
    struct access_question question; // what is the same for every record
};

static bool unit_of(struct looking *l, struct str stream, const struct unit_row **ret_unit) {
    for (size_t i = 0; i < l->units.n; i++)
        if (str_eq(l->units.items[i].stream, stream)) {
            *ret_unit = &l->units.items[i];
            return true;
        }
    struct unit_row *unit = LIST_PUSH(l->arena, &l->units);
    struct error fault = {0};
    if (!unit)
        return error_memory(l->err);
    *unit = (struct unit_row){.stream = stream};
    *ret_unit = unit;
    if (store_unit(l->of->reader, l->arena, stream, unit, &fault) || fault.code == ERR_MISSING)
        return true;
    if (l->err)
        *l->err = fault;
    return false;
}

static bool near_unit(struct looking *l, struct str stream, enum nearness *near) {
    const struct actor *actor = l->of->actor;
    const struct unit_row *unit;
    if (*near == NEAR_UNIT || !stream.n)
        return true;
    if (str_eq(stream, actor->unit)) {
        *near = NEAR_UNIT;
        return true;
    }
    if (*near == NEAR_PROVIDER || !l->of->reader)
        return true;
    if (!unit_of(l, stream, &unit))
        return false;
    if (str_eq(unit->organisation, actor->organisation) && access_unit_laws(unit->kind) & l->laws)
        *near = NEAR_PROVIDER;
    return true;
}

// The units that the fields name.
static bool near_values(struct looking *l, const struct field_value *values, size_t n,
                        enum nearness *near) {
    for (size_t i = 0; i < n; i++) {
        enum field_type type = field_info(values[i].field)->type;
        if (type == TYPE_UNIT && !near_unit(l, values[i].text, near))
            return false;
        for (size_t k = 0; type == TYPE_EACH && k < values[i].each.n; k++) {
            const struct record *record = &values[i].each.items[k];
            if (!near_values(l, record->values, record->n, near))
                return false;
        }
    }
    return true;
}

static bool near_event(struct looking *l, const struct event *event, enum nearness *near) {
    return near_values(l, event->payload.values, event->payload.n, near);
}

// What merely happens while a thing lasts is no part of the exchange about it.
static bool is_exchange(enum event_kind kind, enum thing_kind thing) {
    for (size_t i = 0; i < link_count(); i++) {
        const struct link_info *link = link_at(i);
        if (link->event == kind && link->thing == thing &&
            (link->kind != LINK_TOUCHES || link->by != FIELD_NONE))
            return true;
    }
    return false;
}

static bool is_part(const struct thing *thing, int64_t seq) {
    if (thing->opened->seq == seq)
        return true;
    for (size_t i = 0; i < thing->touch_count; i++)
        if (thing->touched[i]->seq == seq)
            return is_exchange(thing->touched[i]->kind, thing->kind);
    return false;
}

// The parties of an exchange are who opened it and the units that it names; where one entry opens
// several (who is asked to take over), each has the parties of its own.
static bool near_thing(struct looking *l, const struct thing *thing, enum nearness *near) {
    if (!near_unit(l, thing->opened->unit, near))
        return false;
    if (thing->record ? !near_values(l, thing->values, thing->n, near)
                      : !near_event(l, thing->opened, near))
        return false;
    for (size_t i = 0; i < thing->touch_count; i++)
        if (is_exchange(thing->touched[i]->kind, thing->kind) &&
            !near_event(l, thing->touched[i], near))
            return false;
    return true;
}

// `root` is the first of an entry: what any of its corrections named was sent there.
static bool near_entry(struct looking *l, const struct event *root, enum nearness *near) {
    const struct sight_of *of = l->of;
    *near = NEAR_NOBODY;
    for (size_t i = 0; i < of->all.n; i++) {
        const struct event *event = &of->all.items[i];
        bool same =
            event == root || (event->corrects && event_standing(of->all, event) == root->seq);
        if (same && !near_event(l, event, near))
            return false;
    }
    for (size_t i = 0; i < of->state->thing_count; i++) {
        const struct thing *thing = &of->state->things[i];
        if (thing_info(thing->kind)->exchange && is_part(thing, root->seq) &&
            !near_thing(l, thing, near))
            return false;
    }
    return true;
}

static bool is_own(const struct looking *l, const struct event *event) {
    const struct actor *actor = l->of->actor;
    return str_eq(event->unit, actor->unit) &&
           (event->role == actor->role ||
            access_laws(event->role, l->question.unit_kind) & l->laws);
}

static bool find_tie(struct looking *l, const struct event *root, enum record_tie *ret_tie) {
    bool same = str_eq(root->owner, l->of->actor->organisation);
    bool same_law = l->laws & (1U << root->law);
    enum nearness near;
    *ret_tie = TIE_OWN;
    if (is_own(l, root))
        return true;
    *ret_tie = TIE_WITHIN;
    if (same && same_law && !l->has_blocks)
        return true;
    if (!near_entry(l, root, &near))
        return false;
    if (near == NEAR_UNIT)
        *ret_tie = TIE_GIVEN;
    else if (near == NEAR_NOBODY && !(same && same_law))
        *ret_tie = same ? TIE_ACROSS_LAW : TIE_ACROSS;
    return true;
}

// ---- what the person has decided ----

static enum code code_of(const struct event *event, enum field_id field) {
    const struct field_value *value = payload_get(&event->payload, field);
    return value ? value->code : CODE_NONE;
}

static enum record_block block_of(const struct looking *l, const struct event *root) {
    const struct sight_of *of = l->of;
    enum code block = CODE_NONE;
    if (!l->has_blocks || str_eq(root->unit, of->actor->unit))
        return BLOCK_NOT;
    for (size_t i = 0; i < of->effective.n; i++) {
        const struct event *event = &of->effective.items[i];
        if (event->kind == EVENT_block_noted &&
            str_eq(payload_text(&event->payload, FIELD_block_noted_unit), root->unit))
            block = code_of(event, FIELD_block_noted_block);
    }
    bool same = str_eq(root->owner, of->actor->organisation);
    bool other_law = !(l->laws & (1U << root->law));
    if ((block == CODE_block_outer || block == CODE_block_both) && (!same || other_law))
        return BLOCK_OUTER;
    return (block == CODE_block_inner || block == CODE_block_both) && same ? BLOCK_INNER
                                                                           : BLOCK_NOT;
}

static bool has_passed(const struct looking *l, const struct event *event, enum field_id to) {
    const struct field_value *value = payload_get(&event->payload, to);
    return value && date_cmp(value->date, app_today(l->of->app)) < 0;
}

// A ground is that of the provider, on the side of the law, that recorded it.
static bool take_ground(struct looking *l, const struct event *event) {
    struct record_question *record = &l->question.record;
    const struct unit_row *unit;
    if (!str_eq(event->owner, l->of->actor->organisation))
        return true;
    if (!unit_of(l, event->unit, &unit))
        return false;
    if (!(access_laws(event->role, unit->kind) & l->laws))
        return true;
    enum code ground = code_of(event, FIELD_reading_noted_ground);
    record->ground = GROUND_NONE;
    if (has_passed(l, event, FIELD_reading_noted_to))
        return true;
    if (ground == CODE_reading_ground_consent)
        record->ground = GROUND_CONSENT;
    if (ground == CODE_reading_ground_incapacity)
        record->ground = GROUND_INCAPACITY;
    return true;
}

static void take_team(struct looking *l, const struct event *event) {
    struct record_question *record = &l->question.record;
    uint32_t team = code_of(event, FIELD_team_noted_team) == CODE_team_vils ? TEAM_VILS : TEAM_SIP;
    bool agrees = code_of(event, FIELD_team_noted_agrees) == CODE_answer_yes &&
                  !has_passed(l, event, FIELD_team_noted_to);
    record->teams = agrees ? record->teams | team : record->teams & ~team;
}

// Its time goes from when it was opened, and it is the one's who did: correcting what was written
// does not open anything anew.
static void take_emergency(struct looking *l, const struct event *event) {
    const struct actor *actor = l->of->actor;
    const struct event *opened = event_find(l->of->all, event->seq);
    if (!opened)
        opened = event;
    int64_t ends = opened->recorded.us + l->of->app->law.emergency_minutes * MINUTE_US;
    if (str_eq(opened->recorder, actor->user) && str_eq(opened->unit, actor->unit) &&
        app_now(l->of->app).us < ends)
        l->question.record.emergency = true;
}

// The unit took part lately, or has something to do.
static bool find_current(struct looking *l, bool *ret_current) {
    const struct sight_of *of = l->of;
    int64_t from = app_now(of->app).us - of->app->law.relation_days * DAY_US;
    struct duty_rows duties = {0};
    *ret_current = false;
    for (size_t i = 0; i < of->all.n; i++) {
        const struct event *event = &of->all.items[i];
        enum nearness near = NEAR_NOBODY;
        if (event->recorded.us < from || event_governs(event->kind))
            continue;
        if (!near_unit(l, event->unit, &near) || !near_event(l, event, &near))
            return false;
        *ret_current = *ret_current || near == NEAR_UNIT;
    }
    if (*ret_current)
        return true;
    if (!store_duties_in(of->reader, l->arena, of->all.items[0].stream, &duties, l->err))
        return false;
    for (size_t i = 0; i < duties.items.n; i++)
        *ret_current = *ret_current || (duties.items.items[i].state == DUTY_OPEN &&
                                        str_eq(duties.items.items[i].unit, of->actor->unit));
    return true;
}

static bool take_decisions(struct looking *l) {
    for (size_t i = 0; i < l->of->effective.n; i++) {
        const struct event *event = &l->of->effective.items[i];
        if (event->kind == EVENT_block_noted)
            l->has_blocks = true;
        if (event->kind == EVENT_reading_noted && !take_ground(l, event))
            return false;
        if (event->kind == EVENT_team_noted)
            take_team(l, event);
        if (event->kind == EVENT_emergency_opened)
            take_emergency(l, event);
    }
    return l->question.record.ground == GROUND_NONE || find_current(l, &l->question.record.current);
}

// ---- each record ----

static bool look_at(struct looking *l, const struct event *root, struct sight *sight,
                    bool *ret_sees) {
    struct access_question *question = &l->question;
    question->record.kind = root->kind;
    question->record.law = root->law;
    question->record.block = BLOCK_NOT;
    question->record.tie = TIE_OWN;
    if (root->law != LAW_NONE || root->kind == EVENT_block_noted) {
        if (!find_tie(l, root, &question->record.tie))
            return false;
        question->record.block = block_of(l, root);
    }
    enum access_verdict verdict = access_decide(question).verdict;
    *ret_sees = verdict == ACCESS_ALLOWED;
    sight->blocked = sight->blocked || (!*ret_sees && (question->record.block != BLOCK_NOT));
    sight->consent_opens = sight->consent_opens || verdict == ACCESS_AFTER_CONSENT;
    sight->emergency_opens = sight->emergency_opens || verdict == ACCESS_AFTER_EMERGENCY;
    return true;
}

static bool look_at_all(struct looking *l, struct sight *sight) {
    struct event_list all = l->of->all;
    sight->all = all;
    sight->sees = ARENA_ARRAY(l->arena, all.n, bool);
    if (!sight->sees)
        return error_memory(l->err);
    for (size_t i = 0; i < all.n; i++) {
        int64_t seq = event_standing(all, &all.items[i]);
        if (seq == all.items[i].seq) {
            if (!look_at(l, &all.items[i], sight, &sight->sees[i]))
                return false;
        } else {
            sight->sees[i] = sight_sees(sight, seq);
        }
        sight->hidden += !sight->sees[i];
    }
    return true;
}

static bool keep_seen(struct arena *arena, const struct sight *sight, struct event_list events,
                      struct event_list *ret_seen, struct error *err) {
    struct event *seen = ARENA_ARRAY(arena, events.n, struct event);
    size_t n = 0;
    if (!seen)
        return error_memory(err);
    for (size_t i = 0; i < events.n; i++)
        if (sight_sees(sight, events.items[i].seq))
            seen[n++] = events.items[i];
    *ret_seen = (struct event_list){n, seen};
    return true;
}

bool sight_take(struct arena *arena, const struct sight_of *of, struct sight *ret_sight,
                struct error *err) {
    const struct gate gate = {.actor = of->actor,
                              .act = ACT_SEE,
                              .stream = of->all.items[0].stream,
                              .relation = of->relation};
    struct looking l = {.of = of, .arena = arena, .err = err, .question = gate_question(&gate)};
    struct sight sight = {.effective = of->effective};
    const struct unit_row *unit;
    if (!unit_of(&l, of->actor->unit, &unit))
        return false;
    l.question.unit_kind = unit->kind;
    l.question.law = of->app->law;
    l.laws = access_laws(of->actor->role, unit->kind);
    if (!take_decisions(&l) || !look_at_all(&l, &sight) ||
        (sight.hidden && !keep_seen(arena, &sight, of->effective, &sight.effective, err)))
        return false;
    *ret_sight = sight;
    return true;
}

bool sight_of_class(struct app *app, struct arena *arena, struct reader *reader,
                    const struct actor *actor, enum law law, bool *ret_sees, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_SEE, .relation = CARE_RELATION_HOLDS};
    struct access_question question = gate_question(&gate);
    struct unit_row unit;
    if (!store_unit(reader, arena, actor->unit, &unit, err))
        return false;
    bool same_law = access_laws(actor->role, unit.kind) & (1U << law);
    question.unit_kind = unit.kind;
    question.law = app->law;
    question.record =
        (struct record_question){.law = law, .tie = same_law ? TIE_WITHIN : TIE_ACROSS_LAW};
    *ret_sees = access_decide(&question).verdict == ACCESS_ALLOWED;
    return true;
}

bool sight_of_laws(struct app *app, struct arena *arena, struct reader *reader,
                   const struct actor *actor, bool ret_sees[LAWS], struct error *err) {
    ret_sees[LAW_NONE] = true;
    for (enum law law = LAW_NONE + 1; law < LAWS; law++)
        if (!sight_of_class(app, arena, reader, actor, law, &ret_sees[law], err))
            return false;
    return true;
}

// Where the law is that of what the entry says, all are asked for under which the writer works.
static bool sees_kind(const bool sees[LAWS], enum event_kind kind, enum code role,
                      enum code unit_kind) {
    const struct event_info *info = event_info(kind);
    uint32_t laws = info->law_by == FIELD_NONE ? 1U << info->law : access_laws(role, unit_kind);
    for (enum law law = LAW_NONE + 1; law < LAWS; law++)
        if (laws & (1U << law) && !sees[law])
            return false;
    return true;
}

void sight_hide_kind(const bool sees[LAWS], enum code unit_kind, struct access_record *record) {
    enum event_kind kind = event_kind_find(record->what);
    if ((record->act == ACT_RECORD || record->act == ACT_CORRECT) && kind != EVENT_NONE &&
        !sees_kind(sees, kind, record->role, unit_kind))
        record->what = STR("");
}

bool sight_of_holder(struct app *app, struct arena *arena, struct reader *reader,
                     const struct actor *actor, enum code role, enum code unit_kind, bool *ret_sees,
                     struct error *err) {
    uint32_t laws = access_laws(role, unit_kind);
    bool sees = laws != 0;
    for (enum law law = LAW_NONE + 1; law <= LAW_LSS && sees; law++)
        if (laws & (1U << law) && !sight_of_class(app, arena, reader, actor, law, &sees, err))
            return false;
    *ret_sees = sees;
    return true;
}

bool sight_in_list(struct app *app, struct reader *reader, const struct actor *actor,
                   struct str stream, struct str unit, enum in_list *ret_in_list,
                   struct error *err) {
    struct gate gate = {.actor = actor, .act = ACT_READ_CASE, .stream = stream};
    bool blocked = false;
    if (!relation_find(app, reader, stream, actor->unit, &gate.relation, err) ||
        (!str_eq(unit, actor->unit) && !store_block_known(reader, stream, &blocked, err)))
        return false;
    enum access_verdict verdict = gate_ask(&gate).verdict;
    *ret_in_list = blocked                          ? IN_LIST_NOT
                   : verdict == ACCESS_ALLOWED      ? IN_LIST_NAMED
                   : verdict == ACCESS_AFTER_REASON ? IN_LIST_COUNTED
                                                    : IN_LIST_NOT;
    return true;
}

// ---- what is seen whatever else may be ----

static struct str organisation_in(struct event_list all, struct str unit) {
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.items[i].unit, unit))
            return all.items[i].owner;
    return STR_NONE;
}

bool sight_by_entries(struct arena *arena, const struct case_events *events, struct str unit,
                      enum code role, struct event_list *ret_seen, struct error *err) {
    const struct actor actor = {
        .unit = unit, .role = role, .organisation = organisation_in(events->all, unit)};
    const struct sight_of of = {.actor = &actor,
                                .all = events->all,
                                .effective = events->effective,
                                .state = events->state};
    struct looking l = {.of = &of,
                        .arena = arena,
                        .err = err,
                        .laws = access_laws(role, CODE_NONE),
                        .question = {.act = ACT_SEE,
                                     .signed_in = true,
                                     .role = role,
                                     .assignment_valid = true,
                                     .care_relation = CARE_RELATION_HOLDS}};
    struct sight sight = {0};
    for (size_t i = 0; i < events->effective.n; i++)
        l.has_blocks = l.has_blocks || events->effective.items[i].kind == EVENT_block_noted;
    if (!look_at_all(&l, &sight))
        return false;
    *ret_seen = events->effective;
    return !sight.hidden || keep_seen(arena, &sight, events->effective, ret_seen, err);
}
