// SPDX-License-Identifier: EUPL-1.2
#include "app/derive.h"

#include <stdlib.h>

#include "app/fee_history.h"
#include "app/relation.h"
#include "app/sight.h"
#include "base/json.h"
#include "base/utf8.h"
#include "care/area.h"
#include "care/person.h"
#include "care/time_form.h"
#include "routine/both.h"

static enum code payload_code(const struct payload *payload, enum field_id field) {
    const struct field_value *value = payload_get(payload, field);
    return value ? value->code : CODE_NONE;
}

static struct str payload_date(struct arena *arena, const struct payload *payload,
                               enum field_id field) {
    const struct field_value *value = payload_get(payload, field);
    return value ? date_text(arena, value->date) : STR_NONE;
}

// ---- JSON ----

static void add_text(struct json_writer *w, const char *key, struct str text) {
    if (text.n == 0)
        return;
    json_key(w, key);
    json_add_str(w, text);
}

static void add_ground(struct json_writer *w, const struct ground *ground) {
    json_open(w, '{');
    add_text(w, "decision", ground->decision);
    add_text(w, "rule", ground->rule);
    json_key(w, "row");
    json_add_int(w, (int64_t)ground->row);
    json_key(w, "clauses");
    json_open(w, '[');
    for (size_t i = 0; i < ground->clause_count; i++)
        json_add_str(w, ground->clauses[i]);
    json_close(w, ']');
    json_key(w, "facts");
    json_open(w, '[');
    for (size_t i = 0; i < ground->fact_count; i++) {
        json_open(w, '[');
        json_add_str(w, ground->facts[i].label);
        json_add_str(w, ground->facts[i].value);
        json_close(w, ']');
    }
    json_close(w, ']');
    json_close(w, '}');
}

static bool same_ground(const struct ground *a, const struct ground *b) {
    bool same = str_eq(a->decision, b->decision) && str_eq(a->rule, b->rule) && a->row == b->row &&
                a->clause_count == b->clause_count && a->fact_count == b->fact_count;
    for (size_t i = 0; same && i < a->clause_count; i++)
        same = str_eq(a->clauses[i], b->clauses[i]);
    for (size_t i = 0; same && i < a->fact_count; i++)
        same = str_eq(a->facts[i].label, b->facts[i].label) &&
               str_eq(a->facts[i].value, b->facts[i].value);
    return same;
}

// A ground that is to be asked for: among how many entries.
static bool write_asked(struct arena *arena, struct str decision, size_t entries,
                        struct str *ret_json, struct error *err) {
    struct json_writer w = json_writer_new(arena);
    json_open(&w, '{');
    add_text(&w, "decision", decision);
    json_key(&w, "asked_of");
    json_add_int(&w, (int64_t)entries);
    json_close(&w, '}');
    return json_done(&w, ret_json, err);
}

bool ground_write(struct arena *arena, const struct ground *ground, struct str *ret_json,
                  struct error *err) {
    struct json_writer w = json_writer_new(arena);
    add_ground(&w, ground);
    return json_done(&w, ret_json, err);
}

static struct str get_text(const struct json *object, const char *key) {
    struct str text = STR_NONE;
    return json_str(object, key, &text) ? text : STR_NONE;
}

static bool read_facts(struct arena *arena, const struct json *list, struct ground *ground,
                       struct error *err) {
    struct fact *facts = ARENA_ARRAY(arena, list->count, struct fact);
    if (!facts)
        return error_memory(err);
    size_t n = 0;
    for (const struct json *pair = list->first; pair; pair = pair->next) {
        if (pair->type != JSON_ARRAY || pair->count != 2 || pair->first->type != JSON_STRING ||
            pair->first->next->type != JSON_STRING)
            return error_set(err, ERR_DAMAGED, "derive.bad-json", NULL);
        facts[n++] = (struct fact){pair->first->text, pair->first->next->text};
    }
    ground->facts = facts;
    ground->fact_count = n;
    return true;
}

static bool get_ground(struct arena *arena, const struct json *object, struct ground *ret,
                       struct error *err) {
    const struct json *clauses = object ? json_get(object, "clauses") : NULL;
    const struct json *facts = object ? json_get(object, "facts") : NULL;
    int64_t row = 0;
    if (!clauses || clauses->type != JSON_ARRAY || !facts || facts->type != JSON_ARRAY ||
        !json_int(object, "row", &row) || row < 0)
        return error_set(err, ERR_DAMAGED, "derive.bad-json", NULL);
    struct ground ground = {.decision = get_text(object, "decision"),
                            .rule = get_text(object, "rule"),
                            .row = (size_t)row};
    struct str *ids = ARENA_ARRAY(arena, clauses->count, struct str);
    if (!ids)
        return error_memory(err);
    for (const struct json *clause = clauses->first; clause; clause = clause->next) {
        if (clause->type != JSON_STRING)
            return error_set(err, ERR_DAMAGED, "derive.bad-json", NULL);
        ids[ground.clause_count++] = clause->text;
    }
    ground.clauses = ids;
    if (!read_facts(arena, facts, &ground, err))
        return false;
    *ret = ground;
    return true;
}

static bool read_json(struct arena *arena, struct str json, const struct json **ret_object,
                      struct error *err) {
    struct error fault;
    if (json_parse(arena, json, ret_object, &fault))
        return true;
    return fault.code == ERR_MEMORY ? error_memory(err)
                                    : error_set(err, ERR_DAMAGED, "derive.bad-json", NULL);
}

bool ground_read(struct arena *arena, struct str json, struct ground *ret_ground, bool *ret_asked,
                 struct error *err) {
    const struct json *object;
    int64_t entries;
    if (!read_json(arena, json, &object, err))
        return false;
    *ret_asked = json_int(object, "asked_of", &entries);
    if (!*ret_asked)
        return get_ground(arena, object, ret_ground, err);
    *ret_ground = (struct ground){.decision = get_text(object, "decision")};
    return true;
}

// ---- a person's case ----

// Who has an open duty, what is seen there, and what the routine says of that, once it was asked.
struct duty_holder {
    struct str unit;
    enum code role;
    struct event_list seen;
    const struct answers *answers;
};
struct duty_holders {
    const struct routine *routine;
    const struct case_events *events;
    const struct history *history; // of the whole case
    LIST_OF(struct duty_holder) items;
};

static bool sees_the_same(const struct duty_holder *a, const struct duty_holder *b) {
    if (!a->answers || a->seen.n != b->seen.n)
        return false;
    for (size_t i = 0; i < a->seen.n; i++)
        if (a->seen.items[i].seq != b->seen.items[i].seq)
            return false;
    return true;
}

// The decisions of open duties that may say something else of what is seen.
static bool decisions_to_ask(struct arena *arena, const struct history *history,
                             struct event_list seen, struct decision_names *ret_names,
                             struct error *err) {
    struct decision_names names = {0};
    for (size_t i = 0; i < history->answers.duties.n; i++) {
        const struct duty *duty = &history->answers.duties.items[i];
        if (duty->state != DUTY_OPEN ||
            !routine_touched_without(history->touched, seen, duty->decision))
            continue;
        struct str *name = LIST_PUSH(arena, &names.items);
        if (!name)
            return error_memory(err);
        *name = duty->decision;
    }
    *ret_names = names;
    return true;
}

// Others write afterwards, mostly: what is seen is what the whole case was once.
static bool is_beginning(struct event_list seen, struct event_list effective) {
    return seen.n && seen.items[seen.n - 1].seq == effective.items[seen.n - 1].seq;
}

// Most who do not see everything see the same, and are asked for together.
static bool ask_of_seen(struct arena *arena, const struct duty_holders *holders,
                        struct duty_holder *holder, struct error *err) {
    for (size_t i = 0; i < holders->items.n; i++)
        if (sees_the_same(&holders->items.items[i], holder)) {
            holder->answers = holders->items.items[i].answers;
            return true;
        }
    struct decision_names wanted;
    struct answers *answers = ARENA_NEW(arena, struct answers);
    if (!answers)
        return error_memory(err);
    *answers = (struct answers){0};
    holder->answers = answers;
    if (is_beginning(holder->seen, holders->events->effective))
        return routine_duties_after(holders->history, arena, holder->seen.n, answers, err);
    return decisions_to_ask(arena, holders->history, holder->seen, &wanted, err) &&
           routine_duties_of(holders->routine, arena, holder->seen, &wanted, answers, err);
}

static bool holder_of(struct arena *arena, struct duty_holders *holders, const struct duty *duty,
                      struct duty_holder **ret_holder, struct error *err) {
    for (size_t i = 0; i < holders->items.n; i++) {
        struct duty_holder *one = &holders->items.items[i];
        if (one->role == duty->role && str_eq(one->unit, duty->unit)) {
            *ret_holder = one;
            return true;
        }
    }
    struct duty_holder *holder = LIST_PUSH(arena, &holders->items);
    if (!holder)
        return error_memory(err);
    *holder = (struct duty_holder){.unit = duty->unit, .role = duty->role};
    *ret_holder = holder;
    return sight_by_entries(arena, holders->events, duty->unit, duty->role, &holder->seen, err);
}

static bool sees_entry(const struct duty_holder *holder, int64_t seq) {
    for (size_t i = 0; i < holder->seen.n; i++)
        if (holder->seen.items[i].seq == seq)
            return true;
    return false;
}

// An open duty as it follows from what whoever has it sees; NULL: otherwise, or not. What an entry
// opened that is not seen there cannot follow.
static bool duty_of_seen(struct arena *arena, struct duty_holders *holders, const struct duty *duty,
                         const struct duty **ret_duty, struct error *err) {
    struct duty_holder *holder;
    *ret_duty = duty;
    if (!holder_of(arena, holders, duty, &holder, err))
        return false;
    if (holder->seen.n == holders->events->effective.n ||
        !routine_touched_without(holders->history->touched, holder->seen, duty->decision))
        return true;
    if (!sees_entry(holder, duty->opened_seq)) {
        *ret_duty = NULL;
        return true;
    }
    if (!holder->answers && !ask_of_seen(arena, holders, holder, err))
        return false;
    *ret_duty = sight_same_duty(holder->answers, duty);
    return true;
}

// Lists show the ground of an open duty as it is kept. Where whoever has the duty does not see the
// whole case by the entries alone, it is kept when it follows from what is seen, the same;
// otherwise it is asked for when a list is read (app/reason.h).
static bool derive_ground(struct arena *arena, struct duty_holders *holders,
                          const struct duty *duty, struct str *ret_json, struct error *err) {
    const struct duty *same = duty;
    if (duty->state == DUTY_OPEN && !duty_of_seen(arena, holders, duty, &same, err))
        return false;
    return same && same_ground(&same->ground, &duty->ground)
               ? ground_write(arena, &duty->ground, ret_json, err)
               : write_asked(arena, duty->ground.decision, holders->events->all.n, ret_json, err);
}

static bool derive_duty(struct arena *arena, struct str stream, const struct duty *duty,
                        struct duty_holders *holders, struct duty_row *row, struct error *err) {
    *row = (struct duty_row){
        .stream = stream,
        .decision = duty->decision,
        .thing = duty->thing,
        .ordinal = duty->ordinal,
        .what = duty->what,
        .role = duty->role,
        .unit = duty->unit,
        .state = duty->state,
        .fulfilled_by = duty->fulfilled_by ? str_of(event_info(duty->fulfilled_by)->id) : STR_NONE,
        .escalates = duty->escalates,
        .team = duty->team,
        .about = duty->about,
        .urgent = duty->urgent,
        .opened_seq = duty->opened_seq,
        .ended_seq = duty->ended_seq,
    };
    if (duty->has_due) {
        struct str text = date_time_text(arena, duty->due);
        row->due = str_sub(text, 0, duty->due_precision == PRECISION_DAY ? 10 : 16);
    }
    if (duty->is_later)
        row->shown_from = instant_text(arena, duty->shown_from);
    if (duty->state != DUTY_OPEN)
        row->ended = instant_text(arena, duty->ended);
    return derive_ground(arena, holders, duty, &row->ground, err);
}

static int compare_texts(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool add_key(struct arena *arena, struct derived *derived, struct str word,
                    struct error *err) {
    if (word.n == 0)
        return true;
    for (size_t i = 0; i < derived->search_keys.n; i++)
        if (str_eq(derived->search_keys.items[i], word))
            return true;
    struct str *key = LIST_PUSH(arena, &derived->search_keys);
    if (!key)
        return error_memory(err);
    *key = word;
    return true;
}

// A number as it is typed with twelve digits, with ten, and by its last four.
static bool add_number_keys(struct arena *arena, struct derived *derived, struct str number,
                            struct error *err) {
    bool twelve = number.n == 12;
    return add_key(arena, derived, number, err) &&
           (!twelve || (add_key(arena, derived, str_sub(number, 2, 12), err) &&
                        add_key(arena, derived, str_sub(number, 8, 12), err)));
}

static bool add_name_keys(struct arena *arena, struct derived *derived, struct str given,
                          struct str family, struct error *err) {
    struct str names = str_printf(arena, STR_FMT " " STR_FMT, STR_ARG(given), STR_ARG(family));
    struct str key, word;
    if (!names.p)
        return error_memory(err);
    if (!utf8_search_key(arena, names, &key, err))
        return false;
    while (str_split(&key, ' ', &word))
        if (!add_key(arena, derived, word, err))
            return false;
    return true;
}

// One key a word of the names, and those of each number that the person has or had; also as
// another record has them that goes on in this one.
static bool derive_search_keys(struct arena *arena, const struct person_facts *facts,
                               struct derived *derived, struct error *err) {
    if (!add_name_keys(arena, derived, facts->given_name, facts->family_name, err))
        return false;
    for (size_t i = 0; i < facts->other_count; i++) {
        const struct payload *other = &facts->others[i]->payload;
        if (!add_name_keys(arena, derived, payload_text(other, FIELD_person_registered_given_name),
                           payload_text(other, FIELD_person_registered_family_name), err))
            return false;
    }
    for (size_t i = 0; i < facts->number_count; i++) {
        struct str number_key;
        if (!utf8_search_key(arena, facts->numbers[i], &number_key, err) ||
            !add_number_keys(arena, derived, number_key, err))
            return false;
    }
    if (derived->search_keys.n > 0)
        qsort(derived->search_keys.items, derived->search_keys.n, sizeof(struct str),
              compare_texts);
    return true;
}

static bool derive_numbers(struct arena *arena, const struct person_facts *facts,
                           struct derived *derived, struct error *err) {
    for (size_t i = 0; i < facts->number_count; i++) {
        if (str_eq(facts->numbers[i], facts->number))
            continue;
        struct str *number = LIST_PUSH(arena, &derived->numbers);
        if (!number)
            return error_memory(err);
        *number = facts->numbers[i];
    }
    return true;
}

static bool derive_places(struct arena *arena, struct event_list effective, struct derived *derived,
                          struct error *err) {
    struct postal_places places;
    if (!postal_places_of(arena, effective, &places, err))
        return false;
    for (size_t i = 0; i < places.items.n; i++) {
        const struct postal_place *place = &places.items.items[i];
        struct place_row *row = LIST_PUSH(arena, &derived->places);
        if (!row)
            return error_memory(err);
        *row = (struct place_row){.from = place->has_from ? date_text(arena, place->from) : STR(""),
                                  .postal_code = place->code};
    }
    return true;
}

static bool derive_person_row(struct arena *arena, struct event_list effective,
                              struct derived *derived, struct error *err) {
    struct person_facts facts;
    person_facts_of(effective, NULL, &facts);
    if (!facts.registered)
        return true;
    derived->has_person = true;
    derived->person = (struct person_row){
        .stream = derived->stream,
        .number = facts.number,
        .given_name = facts.given_name,
        .family_name = facts.family_name,
        .born = facts.has_born ? date_text(arena, facts.born) : STR_NONE,
        .address = facts.address,
        .telephone = facts.telephone,
        .protection = facts.protection,
    };
    return derive_numbers(arena, &facts, derived, err) &&
           derive_places(arena, effective, derived, err) &&
           derive_search_keys(arena, &facts, derived, err);
}

static bool derive_vils(struct arena *arena, struct event_list all, const struct case_state *state,
                        struct derived *derived, struct error *err) {
    for (size_t i = 0; i < state->events.n; i++) {
        const struct event *event = &state->events.items[i];
        if (event->kind != EVENT_vils_started)
            continue;
        struct vils_start_row *row = LIST_PUSH(arena, &derived->vils_starts.items);
        if (!row)
            return error_memory(err);
        *row = (struct vils_start_row){
            .seq = event->seq, .unit = event->unit, .started = event->happened};
    }
    const struct thing *vils = state_lasting(state, THING_vils);
    if (!vils)
        return true;
    derived->vils_since = instant_text(arena, vils->opened->happened);
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].seq > derived->last_seq)
            derived->last_seq = all.items[i].seq;
    return !arena_failed(arena) || error_memory(err);
}

// Whether the form that an entry was handed in with was received.
static bool is_received(const struct case_state *state, const struct thing *entry) {
    const struct thing *form = time_form_of(state, entry);
    return form && form->closed;
}

static bool add_time(struct arena *arena, const struct case_state *state, const struct thing *entry,
                     struct derived *derived, struct error *err) {
    const struct payload *payload = &entry->opened->payload;
    struct time_row *row = LIST_PUSH(arena, &derived->times.items);
    if (!row)
        return error_memory(err);
    *row = (struct time_row){
        .seq = entry->opened->seq,
        .unit = entry->opened->unit,
        .happened = entry->opened->happened,
        .minutes = time_minutes(entry->opened),
        .what = payload_code(payload, FIELD_time_recorded_what),
        .received = is_received(state, entry),
    };
    return true;
}

static bool derive_times(struct arena *arena, const struct case_state *state,
                         struct derived *derived, struct error *err) {
    for (size_t i = 0; i < state->thing_count; i++)
        if (state->things[i].kind == THING_time_entry &&
            !add_time(arena, state, &state->things[i], derived, err))
            return false;
    return true;
}

static bool history_of(const struct routine *routine, struct arena *arena,
                       struct gone_through *gone, struct event_list effective,
                       struct history *ret_history, struct error *err) {
    return gone && goes_on_with_one(gone, effective)
               ? routine_history_from(gone, effective, ret_history, err)
               : routine_history(routine, arena, effective, ret_history, err);
}

static bool derive_person(const struct routine *routine, struct arena *arena,
                          const struct records *records, struct gone_through *gone,
                          struct derived *derived, struct error *err) {
    struct event_list events, effective;
    struct history history;
    if (!records_all(arena, records, &events, err) ||
        !event_effective(arena, events, &effective, err) ||
        !history_of(routine, arena, gone, effective, &history, err) ||
        !derive_person_row(arena, effective, derived, err))
        return false;
    const struct answers *answers = &history.answers;
    const struct case_state *state = &history.state;
    const struct case_events whole = {events, effective, state};
    struct duty_holders holders = {.routine = routine, .events = &whole, .history = &history};
    for (size_t i = 0; i < answers->duties.n; i++) {
        struct duty_row *row = LIST_PUSH(arena, &derived->duties);
        if (!row)
            return error_memory(err);
        if (!derive_duty(arena, derived->stream, &answers->duties.items[i], &holders, row, err))
            return false;
    }
    return fee_history_of(routine, arena, records, &history, effective, &derived->fees, err) &&
           derive_vils(arena, events, state, derived, err) &&
           derive_times(arena, state, derived, err) &&
           derive_relations(arena, &whole, derived, err);
}

// ---- units, users, organisations ----

static void derive_unit(const struct event *event, struct derived *derived) {
    const struct payload *payload = &event->payload;
    derived->has_unit = true;
    derived->unit = (struct unit_row){
        .stream = derived->stream,
        .name = payload_text(payload, FIELD_unit_registered_name),
        .organisation = payload_text(payload, FIELD_unit_registered_organisation),
        .telephone = payload_text(payload, FIELD_unit_registered_telephone),
        .hsa = payload_text(payload, FIELD_unit_registered_hsa),
        .kind = payload_code(payload, FIELD_unit_registered_kind),
    };
}

static bool derive_assignment(struct arena *arena, const struct event *event,
                              struct derived *derived, struct error *err) {
    const struct payload *payload = &event->payload;
    struct assignment_row *row = LIST_PUSH(arena, &derived->assignments);
    if (!row)
        return error_memory(err);
    *row = (struct assignment_row){
        .id = str_printf(arena, STR_FMT "#%lld", STR_ARG(derived->stream), (long long)event->seq),
        .user = derived->stream,
        .unit = payload_text(payload, FIELD_assignment_given_unit),
        .role = payload_code(payload, FIELD_assignment_given_role),
        .from = payload_date(arena, payload, FIELD_assignment_given_from),
        .to = payload_date(arena, payload, FIELD_assignment_given_to),
        .purpose = payload_code(payload, FIELD_assignment_given_purpose),
        .team = payload_code(payload, FIELD_assignment_given_team),
        .hsa = payload_text(payload, FIELD_assignment_given_hsa),
    };
    return row->id.p ? true : error_memory(err);
}

// The earliest end holds.
static void end_assignment(struct arena *arena, const struct event *event,
                           struct derived *derived) {
    struct str id = payload_text(&event->payload, FIELD_assignment_ended_assignment);
    struct str to = payload_date(arena, &event->payload, FIELD_assignment_ended_to);
    for (size_t i = 0; i < derived->assignments.n; i++) {
        struct assignment_row *row = &derived->assignments.items[i];
        if (str_eq(row->id, id) && (row->to.n == 0 || str_cmp(to, row->to) < 0))
            row->to = to;
    }
}

static bool derive_delegation(struct arena *arena, const struct event *event,
                              struct derived *derived, struct error *err) {
    const struct payload *payload = &event->payload;
    const struct field_value *tasks = payload_get(payload, FIELD_delegation_given_tasks);
    struct delegation_row *row = LIST_PUSH(arena, &derived->delegations);
    if (!row)
        return error_memory(err);
    *row = (struct delegation_row){
        .seq = event->seq,
        .by = event->recorder,
        .tasks = tasks ? tasks->set : 0,
        .from = payload_date(arena, payload, FIELD_delegation_given_from),
        .to = payload_date(arena, payload, FIELD_delegation_given_to),
    };
    return true;
}

static void withdraw_delegation(struct arena *arena, const struct event *event,
                                struct derived *derived) {
    struct str of = payload_text(&event->payload, FIELD_delegation_withdrawn_delegation);
    struct str to = date_text_before(
        arena, payload_date(arena, &event->payload, FIELD_delegation_withdrawn_from));
    int64_t seq;
    for (size_t i = 0; str_int64(of, &seq) && i < derived->delegations.n; i++) {
        struct delegation_row *row = &derived->delegations.items[i];
        if (row->seq == seq && str_cmp(to, row->to) < 0)
            row->to = to;
    }
}

// What was registered before holds until the day before; what would have begun later never does.
static bool derive_area(struct arena *arena, const struct event *event, struct derived *derived,
                        struct error *err) {
    const struct payload *payload = &event->payload;
    struct str from = payload_date(arena, payload, FIELD_area_registered_from);
    struct str before = date_text_before(arena, from);
    while (derived->areas.n && str_cmp(derived->areas.items[derived->areas.n - 1].from, from) >= 0)
        derived->areas.n--;
    if (derived->areas.n) {
        struct area_row *last = &derived->areas.items[derived->areas.n - 1];
        if (!last->to.n || str_cmp(before, last->to) < 0)
            last->to = before;
    }
    struct area_row *row = LIST_PUSH(arena, &derived->areas);
    if (!row)
        return error_memory(err);
    *row = (struct area_row){
        .stream = derived->stream,
        .organisation = payload_text(payload, FIELD_area_registered_organisation),
        .name = payload_text(payload, FIELD_area_registered_name),
        .postal_codes = payload_text(payload, FIELD_area_registered_postal_codes),
        .from = from,
        .to = payload_date(arena, payload, FIELD_area_registered_to),
    };
    return true;
}

static void derive_organisation(const struct event *event, struct derived *derived) {
    derived->has_organisation = true;
    derived->organisation = (struct organisation_row){
        .stream = derived->stream,
        .name = payload_text(&event->payload, FIELD_organisation_registered_name),
        .hsa = payload_text(&event->payload, FIELD_organisation_registered_hsa),
    };
}

static void derive_user(const struct event *event, struct derived *derived) {
    derived->has_user = true;
    derived->user = (struct user_row){
        .stream = derived->stream,
        .name = payload_text(&event->payload, FIELD_user_registered_name),
        .login = payload_text(&event->payload, FIELD_user_registered_login),
        .hsa = payload_text(&event->payload, FIELD_user_registered_hsa),
        .disabled = derived->user.disabled,
    };
}

static bool derive_fact_of_user(struct arena *arena, const struct event *event,
                                struct derived *derived, struct error *err) {
    if (event->kind == EVENT_user_registered)
        derive_user(event, derived);
    else if (event->kind == EVENT_user_disabled || event->kind == EVENT_user_enabled)
        derived->user.disabled = event->kind == EVENT_user_disabled;
    else if (event->kind == EVENT_assignment_given)
        return derive_assignment(arena, event, derived, err);
    else if (event->kind == EVENT_assignment_ended)
        end_assignment(arena, event, derived);
    else if (event->kind == EVENT_delegation_given)
        return derive_delegation(arena, event, derived, err);
    else if (event->kind == EVENT_delegation_withdrawn)
        withdraw_delegation(arena, event, derived);
    return true;
}

// Whatever else can be registered: the last word of each kind holds, every assignment counts.
static bool derive_register(struct arena *arena, struct event_list events, struct derived *derived,
                            struct error *err) {
    struct event_list effective;
    if (!event_effective(arena, events, &effective, err))
        return false;
    for (size_t i = 0; i < effective.n; i++) {
        const struct event *event = &effective.items[i];
        if (event->kind == EVENT_unit_registered)
            derive_unit(event, derived);
        else if (event->kind == EVENT_organisation_registered)
            derive_organisation(event, derived);
        else if (event->kind == EVENT_area_registered
                     ? !derive_area(arena, event, derived, err)
                     : !derive_fact_of_user(arena, event, derived, err))
            return false;
    }
    return true;
}

bool derive_records(const struct routine *routine, struct arena *arena,
                    const struct records *records, struct gone_through *gone,
                    struct derived *ret_derived, struct error *err) {
    struct derived derived = {.stream = records->logs[0].stream, .goes_on_in = records->goes_on_in};
    if (!derived.goes_on_in.n && !derive_person(routine, arena, records, gone, &derived, err))
        return false;
    if (arena_failed(arena))
        return error_memory(err);
    *ret_derived = derived;
    return true;
}

bool derive_stream(const struct routine *routine, struct arena *arena, struct str stream,
                   struct event_list events, struct derived *ret_derived, struct error *err) {
    struct derived derived = {.stream = stream};
    if (stream_kind_of(stream) == STREAM_person) {
        struct records alone = {.n = 1};
        alone.logs[0] = (struct record_log){stream, events, true};
        return derive_records(routine, arena, &alone, NULL, ret_derived, err);
    }
    if (!derive_register(arena, events, &derived, err))
        return false;
    if (arena_failed(arena))
        return error_memory(err);
    *ret_derived = derived;
    return true;
}
