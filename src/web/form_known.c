// SPDX-License-Identifier: EUPL-1.2
#include "web/form_known.h"

#include "care/records.h"

// The routine is asked of days up to this far ahead.
#define DAYS_AHEAD 1096

// ---- the vocabulary ----

static const struct link_info *link_of(enum event_kind kind) {
    for (size_t i = 0; i < link_count(); i++)
        if (link_at(i)->event == kind && link_at(i)->kind != LINK_OPENS)
            return link_at(i);
    return NULL;
}

static bool names_thing(const struct link_info *link) {
    return link->by != FIELD_NONE && field_info(link->by)->type == TYPE_REF;
}

// Whether the form concerns a thing: the one that it names, or one that lasts.
static bool concerns(const struct form_known *known, const struct link_info *link,
                     const struct thing *thing) {
    if (thing->kind != link->thing)
        return false;
    return names_thing(link) ? thing->opened->seq == known->form->about : !thing->closed;
}

static const struct thing *subject(const struct form_known *known) {
    const struct link_info *link = link_of(known->form->kind);
    for (size_t i = 0; link && i < known->from->state.thing_count; i++)
        if (concerns(known, link, &known->from->state.things[i]))
            return &known->from->state.things[i];
    return NULL;
}

// ---- the user's own profession ----

// The user's own part of the team: the profession, and of care staff the work team.
static struct str own_part(const struct form_known *known) {
    if (known->team == CODE_NONE)
        return str_of(code_info(known->role)->id);
    return str_printf(known->wording->arena, "%s_%s", code_info(known->role)->id,
                      code_info(known->team)->id);
}

static bool fill_part(const struct form_known *known, enum field_id field, struct typed *typed,
                      struct error *err) {
    struct str part = own_part(known);
    if (!part.p)
        return error_memory(err);
    enum code code = code_find(field_info(field)->codes, part);
    return code == CODE_NONE || !field_offers(field, code) ||
           typed_add(known->wording->arena, typed, str_of(field_info(field)->id), part, err);
}

// Whose profession or part of the team it is: there the user's own is what is known.
static bool is_of_doer(enum code_list list) {
    return list == CODES_profession || list == CODES_team_part;
}

static bool fill_profession(const struct form_known *known, struct typed *typed,
                            struct error *err) {
    const struct event_info *info = event_info(known->form->kind);
    if (known->role == CODE_NONE)
        return true;
    struct str role = str_of(code_info(known->role)->id);
    for (enum field_id field = info->first; field < info->first + info->count; field++)
        if (field_info(field)->type == TYPE_SET_OF &&
            code_find(field_info(field)->codes, role) != CODE_NONE &&
            !typed_add(known->wording->arena, typed, str_of(field_info(field)->id), role, err))
            return false;
        else if (field_info(field)->type == TYPE_CODE_OF && is_of_doer(field_info(field)->codes) &&
                 !fill_part(known, field, typed, err))
            return false;
        else if (field_info(field)->named == known->role && known->name.n &&
                 !typed_add(known->wording->arena, typed, str_of(field_info(field)->id),
                            known->name, err))
            return false;
    return true;
}

// ---- the only one that it can be about ----

static bool fill_thing(const struct form_known *known, struct typed *typed, struct error *err) {
    const struct event_info *info = event_info(known->form->kind);
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        if (field_info(field)->type != TYPE_CODE_OF || is_of_doer(field_info(field)->codes))
            continue;
        enum code code = code_find(field_info(field)->codes, known->thing);
        if (code != CODE_NONE && field_offers(field, code))
            return typed_add(known->wording->arena, typed, str_of(field_info(field)->id),
                             known->thing, err);
    }
    return true;
}

static bool names_unit(const struct thing *thing, struct str unit) {
    for (size_t i = 0; i < thing->n; i++)
        if (field_info(thing->values[i].field)->type == TYPE_UNIT &&
            str_eq(thing->values[i].text, unit))
            return true;
    return false;
}

// Of what lasts; where a unit is given, only of what names it.
static uint32_t lasting_keys(const struct form_known *known, enum code_list list, struct str unit) {
    uint32_t keys = 0;
    for (size_t i = 0; i < known->from->state.thing_count; i++) {
        const struct thing *thing = &known->from->state.things[i];
        if (!thing->closed && thing->key != CODE_NONE && code_info(thing->key)->list == list &&
            (!unit.n || names_unit(thing, unit)))
            keys = set_with(keys, thing->key);
    }
    return keys;
}

// In a set of what lasts, but for one of professions: there it is the user's own that is known.
// Whoever was asked answers for their own unit, also where others were asked as well.
static bool fill_only(const struct form_known *known, struct typed *typed, struct error *err) {
    const struct link_info *link = link_of(known->form->kind);
    if (!link || link->by == FIELD_NONE || field_info(link->by)->type != TYPE_SET_OF)
        return true;
    const struct field_info *info = field_info(link->by);
    uint32_t keys = known->unit.n ? lasting_keys(known, info->codes, known->unit) : 0;
    if (!keys)
        keys = lasting_keys(known, info->codes, STR_NONE);
    bool only = keys && !(keys & (keys - 1));
    if (!only || is_of_doer(info->codes))
        return true;
    const struct list_info *list = list_info(info->codes);
    for (enum code code = list->first; code < list->first + list->count; code++)
        if (set_has(keys, code))
            return typed_add(known->wording->arena, typed, str_of(info->id),
                             str_of(code_info(code)->id), err);
    return true;
}

// ---- of whom something was said ----

static uint32_t set_of(const struct event *event, enum code_list list) {
    for (size_t i = 0; i < event->payload.n; i++) {
        const struct field_info *info = field_info(event->payload.values[i].field);
        if (info->type == TYPE_SET_OF && info->codes == list)
            return event->payload.values[i].set;
    }
    return 0;
}

// Of what lasts, those of whom it was said last.
static uint32_t said_of(const struct form_known *known, const struct set_proposal *proposal) {
    const enum code_list list = field_info(proposal->set)->codes;
    uint32_t said = 0;
    for (size_t i = 0; i < known->from->effective.n; i++) {
        const struct event *event = &known->from->effective.items[i];
        if (event->kind != proposal->other)
            continue;
        const struct field_value *value = payload_get(&event->payload, proposal->field);
        const uint32_t about = set_of(event, list);
        said = value && value->code == proposal->code ? said | about : said & ~about;
    }
    return said & lasting_keys(known, list, STR_NONE);
}

static bool fill_said(const struct form_known *known, struct typed *typed, struct error *err) {
    const struct event_info *info = event_info(known->form->kind);
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        const struct set_proposal *proposal = field_proposes(field);
        const uint32_t said = proposal ? said_of(known, proposal) : 0;
        const struct list_info *list = proposal ? list_info(field_info(field)->codes) : NULL;
        for (enum code code = list ? list->first : 0; said && code < list->first + list->count;
             code++)
            if (set_has(said, code) &&
                !typed_add(known->wording->arena, typed, str_of(field_info(field)->id),
                           str_of(code_info(code)->id), err))
                return false;
    }
    return true;
}

// ---- who is to be told ----

enum field_id form_known_unasked(const struct form_known *known) {
    const enum field_id field = event_rings(known->form->kind);
    const struct thing *thing = field == FIELD_NONE ? NULL : subject(known);
    bool own = thing && thing->opened->role != field_info(field)->rings &&
               str_eq(thing->opened->unit, known->unit);
    return own ? field : FIELD_NONE;
}

static bool fill_teller(const struct form_known *known, struct typed *typed, struct error *err) {
    const enum field_id field = event_rings(known->form->kind);
    const struct thing *thing = field == FIELD_NONE ? NULL : subject(known);
    if (!thing || !thing->opened->informant.n || field_info(field)->rings != known->role ||
        field_info(field)->rings != thing->opened->role)
        return true;
    return typed_add(known->wording->arena, typed, str_of(field_info(field)->id),
                     thing->opened->informant, err);
}

// ---- records ----

static const struct proposal *proposal_of(const struct form_known *known) {
    for (size_t i = 0; i < known->from->answers.proposals.n; i++) {
        const struct proposal *one = &known->from->answers.proposals.items[i];
        if (one->act == known->form->kind &&
            (!one->about || !known->form->about || one->about == known->form->about))
            return one;
    }
    return NULL;
}

// The planned discharge of what is asked for, or else the day of moving in.
static struct date first_day(const struct form_known *known) {
    const struct thing *thing = subject(known);
    const struct event *move = state_latest(&known->from->state, EVENT_moved_in);
    const struct field_value *day = thing ? thing_get(thing, "discharge") : NULL;
    if (!day && move && known->form->kind == EVENT_enrolled_without_request)
        day = payload_get(&move->payload, FIELD_moved_in_day);
    if (day && date_cmp(day->date, known->wording->today) > 0)
        return day->date;
    return known->wording->today;
}

static struct str known_value(const struct form_known *known, enum field_id field) {
    const struct field_info *info = field_info(field);
    if (field == FIELD_profession_decision_from)
        return date_text(known->wording->arena, first_day(known));
    const struct proposal *proposal = info->type == TYPE_CODE_OF ? proposal_of(known) : NULL;
    enum code code = proposal ? code_find_feel(info->codes, proposal->outcome) : CODE_NONE;
    return code == CODE_NONE ? STR_NONE : str_of(code_info(code)->id);
}

static bool fill_record(const struct form_known *known, enum field_id each, enum code key,
                        struct typed *typed, struct error *err) {
    struct arena *arena = known->wording->arena;
    const struct record_info *record = record_info(field_info(each)->each);
    for (enum field_id field = record->first; field < record->first + record->count; field++) {
        struct str value = known_value(known, field);
        struct str name = str_printf(arena, "%s.%s.%s", field_info(each)->id, code_info(key)->id,
                                     field_info(field)->id);
        if (!name.p)
            return error_memory(err);
        if (value.n && !typed_add(arena, typed, name, value, err))
            return false;
    }
    return true;
}

static bool fill_records(const struct form_known *known, struct typed *typed, struct error *err) {
    const struct event_info *info = event_info(known->form->kind);
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        if (field_info(field)->type != TYPE_EACH)
            continue;
        const struct list_info *list = list_info(record_info(field_info(field)->each)->list);
        for (enum code key = list->first; key < list->first + list->count; key++)
            if (set_has(known->form->keys, key) && !fill_record(known, field, key, typed, err))
                return false;
    }
    return true;
}

// ---- texts that hold until they are changed ----

static bool fill_texts(const struct form_known *known, struct typed *typed, struct error *err) {
    const struct link_info *link = link_of(known->form->kind);
    const struct event *latest = state_latest(&known->from->state, known->form->kind);
    if (!link || link->by != FIELD_NONE || !latest || !subject(known))
        return true;
    for (size_t i = 0; i < latest->payload.n; i++) {
        const struct field_value *value = &latest->payload.values[i];
        const struct field_info *info = field_info(value->field);
        if (info->type == TYPE_TEXT && info->required &&
            !typed_add(known->wording->arena, typed, str_of(info->id), value->text, err))
            return false;
    }
    return true;
}

// ---- the last day that the routine allows ----

// A draft with something in every required field, so that the routine can judge it; the date that
// is asked about is changed in place.
struct sample {
    struct event draft;
    struct field_value *date;
};

// False when a sample of the field cannot be made up.
static bool sample_value(const struct form_known *known, struct field_value *value) {
    const struct field_info *info = field_info(value->field);
    switch (info->type) {
    case TYPE_LINE:
    case TYPE_TEXT:
        value->text = STR("–");
        return true;
    case TYPE_CODE_OF:
        value->code = list_info(info->codes)->first;
        return true;
    case TYPE_SET_OF:
        value->set = lasting_keys(known, info->codes, STR_NONE);
        return value->set != 0;
    case TYPE_DATE:
        return true;
    case TYPE_REF:
        value->ref = known->form->about;
        return value->ref != 0;
    case TYPE_NUMBER:
    case TYPE_UNIT:
    case TYPE_PERSON:
    case TYPE_USER:
    case TYPE_REFS:
    case TYPE_EACH:
    case TYPE_TIME:
        return false;
    }
    return false;
}

// *ret_made: there is exactly one required date, and all else could be made up.
static bool make_sample(const struct form_known *known, struct sample *sample, bool *ret_made,
                        struct error *err) {
    const struct event_info *info = event_info(known->form->kind);
    struct field_value *values =
        ARENA_ARRAY(known->wording->arena, info->count, struct field_value);
    if (!values)
        return error_memory(err);
    size_t n = 0, dates = 0;
    *ret_made = false;
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        if (!field_info(field)->required)
            continue;
        values[n].field = field;
        if (!sample_value(known, &values[n]))
            return true;
        if (field_info(field)->type == TYPE_DATE) {
            sample->date = &values[n];
            dates++;
        }
        n++;
    }
    sample->draft = *known->draft;
    sample->draft.payload = (struct payload){n, values};
    *ret_made = dates == 1;
    return true;
}

static bool day_ahead(const struct form_known *known, int64_t days, struct date *ret_day,
                      struct error *err) {
    return date_add_days(known->wording->today, days, ret_day) ||
           error_set(err, ERR_INTERNAL, "error.unknown", "form_known", NULL);
}

static bool allows(const struct form_known *known, struct sample *sample, int64_t days_ahead,
                   bool *ret_allows, struct error *err) {
    struct objections objections = {0};
    if (!day_ahead(known, days_ahead, &sample->date->date, err))
        return false;
    if (!routine_judge(known->routine, known->wording->arena, known->from->effective,
                       &sample->draft, &objections, err))
        return false;
    *ret_allows = objections.items.n == 0;
    return true;
}

bool form_known_last_day(const struct form_known *known, struct last_day *ret_last,
                         struct error *err) {
    struct sample sample;
    bool made, first, last;
    *ret_last = (struct last_day){.field = FIELD_NONE};
    if (!make_sample(known, &sample, &made, err))
        return false;
    if (!made)
        return true;
    if (!allows(known, &sample, 1, &first, err) || !allows(known, &sample, DAYS_AHEAD, &last, err))
        return false;
    if (!first || last)
        return true;
    int64_t allowed = 1, refused = DAYS_AHEAD;
    while (refused - allowed > 1) {
        int64_t middle = allowed + (refused - allowed) / 2;
        bool good;
        if (!allows(known, &sample, middle, &good, err))
            return false;
        if (good)
            allowed = middle;
        else
            refused = middle;
    }
    ret_last->field = sample.date->field;
    return day_ahead(known, allowed, &ret_last->day, err);
}

// Of the things that are shown those that last, in the log of the one that the form is about.
static bool is_named(const struct form_known *known, const struct thing *thing) {
    int64_t seq = thing->opened->seq;
    return thing->kind == field_info(event_names_all(known->form->kind))->thing &&
           seq_log(seq) == seq_log(known->form->about) &&
           (!thing->closed || seq == known->form->about);
}

static bool fill_named(const struct form_known *known, struct typed *typed, struct error *err) {
    enum field_id all = event_names_all(known->form->kind);
    struct arena *arena = known->wording->arena;
    int64_t *items = ARENA_ARRAY(arena, REFS_MAX, int64_t);
    struct field_value named = {.field = all, .refs = {0, items}};
    if (!items)
        return error_memory(err);
    if (all == FIELD_NONE)
        return true;
    for (size_t i = 0; i < known->from->state.thing_count && named.refs.n < REFS_MAX; i++)
        if (is_named(known, &known->from->state.things[i]))
            items[named.refs.n++] = known->from->state.things[i].opened->seq;
    return !named.refs.n ||
           typed_add(arena, typed, str_of(field_info(all)->id), refs_text(arena, &named), err);
}

// ---- what is sent once more ----

// What the user's role and unit wrote last, while anything that it concerned lasts; or NULL.
static const struct event *sent_before(const struct form_known *known) {
    const struct event *latest = state_latest(&known->from->state, known->form->kind);
    if (!event_is_written_again(known->form->kind) || !latest || latest->role != known->role ||
        !str_eq(latest->unit, known->unit))
        return NULL;
    for (size_t i = 0; i < known->from->state.thing_count; i++) {
        const struct thing *thing = &known->from->state.things[i];
        for (size_t k = 0; !thing->closed && k < thing->touch_count; k++)
            if (thing->touched[k]->seq == latest->seq)
                return latest;
    }
    return NULL;
}

bool form_known_fill(const struct form_known *known, const struct last_day *last,
                     struct typed *typed, struct error *err) {
    struct arena *arena = known->wording->arena;
    const struct event *before = sent_before(known);
    if (before)
        return event_form_fill(arena, &before->payload, typed, err);
    return fill_profession(known, typed, err) && fill_thing(known, typed, err) &&
           fill_only(known, typed, err) && fill_said(known, typed, err) &&
           fill_teller(known, typed, err) && fill_records(known, typed, err) &&
           fill_texts(known, typed, err) && fill_named(known, typed, err) &&
           (last->field == FIELD_NONE ||
            typed_add(arena, typed, str_of(field_info(last->field)->id),
                      date_text(arena, last->day), err)) &&
           (!arena_failed(arena) || error_memory(err));
}

// ---- beside ----

// A set of those that were asked: what they were asked stands beside the answer.
static bool answers_some(const struct link_info *link) {
    return link->by != FIELD_NONE && field_info(link->by)->type == TYPE_SET_OF &&
           !is_of_doer(field_info(link->by)->codes);
}

// What opened the thing that the form names; and of every one that it goes on from: the wishes that
// are read, the change that is assessed.
static bool tells_opening(const struct link_info *link, const struct thing *thing) {
    return names_thing(link) || answers_some(link) ||
           (link->by == FIELD_NONE && !link->own && !link->known && !thing->record);
}

static bool is_opening(const struct form_known *known, const struct link_info *link,
                       const struct event *event) {
    for (size_t i = 0; i < known->from->state.thing_count; i++) {
        const struct thing *thing = &known->from->state.things[i];
        if (concerns(known, link, thing) && tells_opening(link, thing) &&
            thing->opened->seq == event->seq)
            return true;
    }
    return false;
}

static bool is_of(const struct thing *thing, const struct event *event) {
    for (size_t i = 0; i < thing->touch_count; i++)
        if (thing->touched[i]->seq == event->seq)
            return true;
    return false;
}

static bool is_beside(const struct form_known *known, const struct link_info *link,
                      const struct event *event) {
    for (size_t i = 0; i < known->from->state.thing_count; i++)
        if (concerns(known, link, &known->from->state.things[i]) &&
            is_of(&known->from->state.things[i], event))
            return true;
    return false;
}

// What the entry will name besides, whoever wrote it.
static bool is_named_too(const struct form_known *known, const struct event *event) {
    enum field_id all = event_names_all(known->form->kind);
    if (all == FIELD_NONE)
        return false;
    const struct thing *thing =
        state_thing(&known->from->state, field_info(all)->thing, event->seq, CODE_NONE);
    return thing && is_named(known, thing);
}

static bool add_beside(const struct form_known *known, const struct event *event,
                       struct beside_view *view, struct error *err) {
    struct str recorder = STR_NONE, unit = STR_NONE;
    for (size_t i = 0; i < known->from->timeline.n; i++) {
        const struct timeline_entry *entry = &known->from->timeline.items[i];
        if (entry->event->seq == event->seq) {
            recorder = entry->recorder_name;
            unit = entry->unit_name;
        }
    }
    struct event_view *added = LIST_PUSH(known->wording->arena, &view->items);
    if (!added)
        return error_memory(err);
    if (!event_view_make(known->wording, event, recorder, unit, added, err))
        return false;
    added->corrects = 0; // what it took the place of does not stand here
    return true;
}

bool form_known_beside(const struct form_known *known, struct beside_view *view,
                       struct error *err) {
    const struct link_info *link = link_of(known->form->kind);
    bool seen[EVENT_KIND_COUNT] = {false};
    if (event_is_read_back(known->form->kind))
        return true; // what ends everything goes on from nothing
    for (size_t i = known->from->effective.n; link && i-- > 0;) {
        const struct event *event = &known->from->effective.items[i];
        bool again = seen[event->kind] && !names_thing(link);
        bool opening = is_opening(known, link, event) || is_named_too(known, event);
        if (!opening && (again || !is_beside(known, link, event)))
            continue;
        seen[event->kind] = true;
        if (!add_beside(known, event, view, err))
            return false;
    }
    return true;
}
