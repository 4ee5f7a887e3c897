// SPDX-License-Identifier: EUPL-1.2
//
// Recording one fact: authorise → load → check → permit → derive → append and log, in one
// transaction. Nothing is written before everything is known; what is written is durable before
// this answers.
#include "app/internal.h"
#include "app/relation.h"

#include <stdlib.h>

#include "app/erase.h"
#include "app/identity.h"
#include "app/refs.h"
#include "app/sight.h"
#include "base/utf8.h"
#include "care/number.h"
#include "store/recording.h"

#define ATTEMPTS 3

// One attempt, on one snapshot.
struct attempt {
    struct app *app;
    struct arena *arena;
    const struct actor *actor;
    const struct record_request *request;
    struct recorded *ret;
    struct reader *reader;
    struct logs logs;
    struct records records; // of the person
    struct str person;      // the record that is shown: that which the one asked for goes on in
    struct event_list all;  // what stands in it, see records_all()
    struct event draft;     // as if it stood there too
    size_t log;             // of those records, the one whose log the draft is added to
    struct str other;       // the other record that it says something of, or empty
    struct draft_place place;
    struct gate gate;
    struct case_state state; // of everything that holds
    struct sight_of of;
    struct seq_list erased;      // what the draft erases
    struct event_list judged[2]; // what the routine judged the draft by
    struct gone_through *gone;   // the case before the draft; or NULL
    struct sight sight;          // what the user sees: neither an error nor an objection tells more
};

static bool is_new(const struct attempt *attempt) {
    return attempt->request->stream.n == 0;
}

static int64_t ref_of(const struct event *event, enum field_id *ret_field) {
    *ret_field = field_of_type(event->kind, TYPE_REF);
    const struct field_value *value = *ret_field ? payload_get(&event->payload, *ret_field) : NULL;
    return value && value->ref > 0 ? value->ref : 0;
}

// What names an entry is added to the log where that entry stands, so that both stay together
// whatever becomes of the records.
static bool find_log_of(struct attempt *attempt, struct error *err) {
    const struct event *draft = &attempt->draft;
    enum field_id field;
    int64_t ref = ref_of(draft, &field);
    int64_t named = draft->corrects > 0 ? draft->corrects : ref;
    attempt->log = seq_log(named);
    bool together = !ref || seq_log(ref) == attempt->log;
    const struct field_value *refs = refs_in(draft);
    for (size_t i = 0; refs && i < refs->refs.n; i++)
        together = together && seq_log(refs->refs.items[i]) == attempt->log;
    if (attempt->log < attempt->records.n && together)
        return true;
    error_set(err, ERR_INPUT, "field.thing-unknown", NULL);
    return error_at(err, NULL, field ? field_info(field)->id : "corrects", 0, 0);
}

static bool load(struct attempt *attempt, struct error *err) {
    const struct record_request *request = attempt->request;
    struct records *records = &attempt->records;
    attempt->logs = (struct logs){.reader = attempt->reader, .arena = attempt->arena};
    attempt->person = request->stream;
    if (is_new(attempt))
        attempt->person = stream_new(attempt->arena, STREAM_person, app_now(attempt->app));
    if (!attempt->person.p)
        return error_memory(err);
    if (stream_kind_of(attempt->person) != STREAM_person)
        return error_set(err, ERR_MISSING, "person.not-found", NULL);
    if (!logs_records(&attempt->logs, attempt->person, records, err))
        return false;
    if (records->goes_on_in.n) {
        attempt->person = records->goes_on_in;
        if (!logs_records(&attempt->logs, attempt->person, records, err))
            return false;
    }
    attempt->draft.stream = attempt->person;
    if (!records_all(attempt->arena, records, &attempt->all, err))
        return false;
    if (!is_new(attempt) && attempt->all.n == 0)
        return error_set(err, ERR_MISSING, "person.not-found", NULL);
    return find_log_of(attempt, err);
}

// ---- may this user? ----

static bool moves(const struct attempt *attempt) {
    return attempt->draft.kind == EVENT_entry_moved;
}

// What says something of two records is asked for both.
static bool authorise_other(struct attempt *attempt, const struct event *target,
                            struct error *err) {
    struct gate gate = attempt->gate;
    attempt->other = event_other(&attempt->draft);
    if (attempt->draft.kind == EVENT_entry_withdrawn && target && is_of_identity(target->kind))
        attempt->other = event_other(target);
    if (!attempt->other.n)
        return true;
    gate.stream = attempt->other;
    return relation_find(attempt->app, attempt->reader, gate.stream, attempt->actor->unit,
                         &gate.relation, err) &&
           gate_pass(attempt->app, &gate, false, err);
}

static bool authorise(struct attempt *attempt, struct error *err) {
    const struct event *draft = &attempt->draft;
    const struct event *target = event_find(attempt->all, draft->corrects);
    enum care_relation relation = CARE_RELATION_NONE;
    if (!is_new(attempt) && !relation_find(attempt->app, attempt->reader, draft->stream,
                                           attempt->actor->unit, &relation, err))
        return false;
    attempt->gate = (struct gate){
        .actor = attempt->actor,
        .act = is_new(attempt)                      ? ACT_ADD_PERSON
               : draft->corrects && !moves(attempt) ? ACT_CORRECT
                                                    : ACT_RECORD,
        .stream = is_new(attempt) ? STR_NONE : draft->stream,
        .what = str_of(event_info(draft->kind)->id),
        .relation = relation,
        .kind = target && !moves(attempt) ? target->kind : draft->kind,
        .own_unit_recorded = target && str_eq(target->unit, attempt->actor->unit),
    };
    return gate_pass(attempt->app, &attempt->gate, false, err) &&
           authorise_other(attempt, target, err);
}

static bool look(struct attempt *attempt, struct error *err) {
    struct sight_of *of = &attempt->of;
    *of = (struct sight_of){.app = attempt->app,
                            .reader = attempt->reader,
                            .actor = attempt->actor,
                            .relation = attempt->gate.relation,
                            .all = attempt->all,
                            .state = &attempt->state};
    return is_new(attempt) ||
           (event_effective(attempt->arena, of->all, &of->effective, err) &&
            state_fold(attempt->arena, of->effective, of->effective.n, &attempt->state, err) &&
            sight_take(attempt->arena, of, &attempt->sight, err));
}

// ---- was it sent before, was anybody first? ----

static bool sent_before(struct attempt *attempt) {
    struct str key = attempt->request->idempotency_key;
    for (size_t i = 0; key.n > 0 && i < attempt->all.n; i++) {
        const struct event *event = &attempt->all.items[i];
        if (!str_eq(event->idempotency_key, key) || !str_eq(event->recorder, attempt->actor->user))
            continue;
        attempt->ret->already = true;
        attempt->ret->seq = event->seq;
        return true;
    }
    return false;
}

static bool add_name(struct attempt *attempt, struct str user, struct error *err) {
    struct str name;
    struct str *slot = LIST_PUSH(attempt->arena, &attempt->ret->since_names);
    if (!slot)
        return error_memory(err);
    if (!user_name(attempt->reader, attempt->arena, attempt->actor->language, user, &name, err))
        return false;
    *slot = name;
    return true;
}

static int compare_recorded(const void *a, const void *b) {
    const struct event *left = a, *right = b;
    if (left->recorded.us != right->recorded.us)
        return left->recorded.us < right->recorded.us ? -1 : 1;
    return left->seq < right->seq ? -1 : left->seq > right->seq;
}

// Tells what others recorded since the form was opened, as far as the user may see it: that is a
// view of the case.
static bool others_first(struct attempt *attempt, struct error *err) {
    size_t all = attempt->all.n, n = 0;
    struct event *events = ARENA_ARRAY(attempt->arena, all, struct event);
    if (!events)
        return error_memory(err);
    for (size_t i = 0; i < all; i++)
        events[i] = attempt->all.items[i];
    if (attempt->records.n > 1)
        qsort(events, all, sizeof(*events), compare_recorded);
    for (size_t i = 0; i < all; i++) {
        if ((int64_t)i < attempt->request->seen_seq || !sight_sees(&attempt->sight, events[i].seq))
            continue;
        events[n] = events[i];
        if (!add_name(attempt, events[n++].recorder, err))
            return false;
    }
    attempt->ret->since = (struct event_list){n, events};
    struct gate view = attempt->gate;
    view.act = ACT_READ_CASE;
    if (!gate_pass(attempt->app, &view, true, err))
        return false;
    return error_set(err, ERR_CONFLICT, "record.others-first", NULL);
}

// ---- completing ----

static void complete_envelope(struct attempt *attempt) {
    struct event *draft = &attempt->draft;
    const struct actor *actor = attempt->actor;
    draft->seq = 0;
    draft->vocabulary = VOCABULARY_VERSION;
    draft->recorded = app_now(attempt->app);
    if (draft->channel == CODE_NONE)
        draft->channel = CODE_channel_own_system;
    draft->recorder = actor->user;
    draft->assignment = actor->assignment;
    draft->role = actor->role;
    draft->unit = actor->unit;
    draft->owner = actor->organisation;
    draft->law = event_law(draft, attempt->all);
    draft->idempotency_key = attempt->request->idempotency_key;
    draft->because = str_trim(draft->because);
    draft->deviation = STR_NONE;
}

static bool at(struct error *err, const char *element, const char *key) {
    error_set(err, ERR_INPUT, key, NULL);
    return error_at(err, NULL, element, 0, 0);
}

// A strike or a move is mended by another fact; what says something of two records is only struck.
static bool is_mended_so(enum event_kind target, enum event_kind by) {
    if (target == EVENT_entry_withdrawn || target == EVENT_entry_moved)
        return false;
    return by == EVENT_entry_withdrawn || !is_of_identity(target);
}

static bool check_correction(struct attempt *attempt, struct error *err) {
    const struct event *draft = &attempt->draft;
    if (draft->corrects == 0)
        return (draft->kind != EVENT_entry_withdrawn && !moves(attempt)) ||
               at(err, "corrects", "correct.nothing");
    const struct event *target = event_find(attempt->all, draft->corrects);
    if (!target || !is_mended_so(target->kind, draft->kind) ||
        !sight_sees(&attempt->sight, target->seq))
        return at(err, "corrects", "correct.nothing");
    if (draft->kind != target->kind && draft->kind != EVENT_entry_withdrawn && !moves(attempt))
        return at(err, "corrects", "correct.other-kind");
    if (draft->kind != target->kind && target->kind == EVENT_person_registered)
        return at(err, "corrects", "correct.person-stays");
    for (size_t i = 0; i < attempt->all.n; i++)
        if (event_replaces(&attempt->all.items[i], target))
            return at(err, "corrects", "correct.already");
    if (draft->because.n == 0)
        return at(err, "because", "correct.because-needed");
    attempt->place.corrected = target;
    return true;
}

static bool sees_all(const struct attempt *attempt, const struct field_value *refs) {
    for (size_t i = 0; i < refs->refs.n; i++)
        if (!sight_sees(&attempt->sight, refs->refs.items[i]))
            return false;
    return true;
}

// What the draft goes on from is seen by the user, or it is not there.
static bool check_refs(const struct attempt *attempt, struct error *err) {
    const struct payload *payload = &attempt->draft.payload;
    for (size_t i = 0; i < payload->n; i++) {
        const struct field_value *value = &payload->values[i];
        enum field_type type = field_info(value->field)->type;
        if ((type == TYPE_REF && !sight_sees(&attempt->sight, value->ref)) ||
            (type == TYPE_REFS && !sees_all(attempt, value)))
            return at(err, field_info(value->field)->id, "field.thing-unknown");
    }
    return true;
}

// What is erased is what the proposal names, within the reach of whoever proposed it; whoever
// confirms it vouches for the decision, and reads nothing.
static bool check_erasure(struct attempt *attempt, struct error *err) {
    const struct event *draft = &attempt->draft, *proposal = draft;
    // It concerns the record's own log; nothing is undone by correcting it.
    struct event_list log = attempt->records.logs[0].events;
    struct seq_list seqs;
    struct unit_row unit;
    if (draft->kind == EVENT_erasure_confirmed && !erasure_confirms(draft, log, &proposal, err))
        return false;
    if (!store_unit(attempt->reader, attempt->arena, proposal->unit, &unit, err))
        return false;
    const struct erasure_reach reach = {.organisation = draft->owner,
                                        .laws = access_laws(proposal->role, unit.kind)};
    if (!erasure_names(attempt->arena,
                       payload_text(&proposal->payload, FIELD_erasure_proposed_entries), log,
                       &reach, &seqs, err))
        return false;
    if (draft->kind == EVENT_erasure_confirmed)
        attempt->erased = seqs;
    return true;
}

// A block is set where the records are; a ground that has passed is none.
static bool check_governing(struct attempt *attempt, struct error *err) {
    const struct event *draft = &attempt->draft;
    enum field_id to = draft->kind == EVENT_reading_noted ? FIELD_reading_noted_to
                       : draft->kind == EVENT_team_noted  ? FIELD_team_noted_to
                                                          : FIELD_NONE;
    const struct field_value *day = to ? payload_get(&draft->payload, to) : NULL;
    struct unit_row unit;
    if (day && date_cmp(day->date, app_today(attempt->app)) < 0)
        return at(err, "to", "ground.past");
    if (draft->kind == EVENT_erasure_proposed || draft->kind == EVENT_erasure_confirmed)
        return check_erasure(attempt, err);
    if (draft->kind != EVENT_block_noted)
        return true;
    return store_unit(attempt->reader, attempt->arena,
                      payload_text(&draft->payload, FIELD_block_noted_unit), &unit, err) &&
           (str_eq(unit.organisation, attempt->actor->organisation) ||
            at(err, "unit", "block.other-provider"));
}

// What comes before the draft in the order of the stream, without what it corrects.
static bool find_place(struct attempt *attempt, struct error *err) {
    struct event_list effective = attempt->of.effective;
    int64_t seq = attempt->place.corrected ? event_standing(attempt->all, attempt->place.corrected)
                                           : INT64_MAX;
    struct event *before = ARENA_ARRAY(attempt->arena, effective.n, struct event);
    if (!before)
        return error_memory(err);
    size_t n = 0;
    for (size_t i = 0; i < effective.n; i++) {
        const struct event *event = &effective.items[i];
        int64_t when = event->happened.us, drafted = attempt->draft.happened.us;
        if (event->seq != seq && (when < drafted || (when == drafted && event->seq < seq)))
            before[n++] = *event;
    }
    attempt->place.before = (struct event_list){n, before};
    attempt->place.effective = effective;
    attempt->place.state = n == effective.n ? &attempt->state : NULL;
    return true;
}

// The other record must stand by itself, and be another.
static bool check_other(struct attempt *attempt, struct error *err) {
    const struct event *draft = &attempt->draft;
    struct records records;
    if (draft->kind == EVENT_entry_withdrawn || !attempt->other.n)
        return true;
    if (event_is_second(draft->kind))
        return at(err, "corrects", "correct.nothing");
    if (str_eq(attempt->other, attempt->person))
        return at(err, "other", "identity.same");
    if (!logs_records(&attempt->logs, attempt->other, &records, err))
        return false;
    if (records.logs[0].events.n == 0)
        return at(err, "other", "person.not-found");
    return !records.goes_on_in.n || at(err, "other", "identity.goes-on");
}

// The identity number that the draft gives the person; empty when it gives none.
static struct str drafted_number(const struct event *draft) {
    if (draft->kind == EVENT_person_registered)
        return payload_text(&draft->payload, FIELD_person_registered_number);
    if (draft->kind == EVENT_number_changed)
        return payload_text(&draft->payload, FIELD_number_changed_number);
    return STR_NONE;
}

// A number belongs to one person.
static bool check_person(struct attempt *attempt, struct error *err) {
    const struct event *draft = &attempt->draft;
    struct error fault = {0};
    struct str stream;
    struct str number = drafted_number(draft);
    if (!number.n)
        return true;
    if (!store_person_by_number(attempt->reader, attempt->arena, number, &stream, &fault)) {
        if (fault.code == ERR_MISSING)
            return true;
        if (err)
            *err = fault;
        return false;
    }
    if (str_eq(stream, draft->stream))
        return true;
    attempt->ret->stream = stream;
    struct event_list events;
    if (!store_events(attempt->reader, attempt->arena, stream, &events, err))
        return false;
    // The same form sent twice made the person the first time.
    if (is_new(attempt)) {
        attempt->all = events;
        if (sent_before(attempt))
            return true;
    }
    struct gate gate = attempt->gate;
    gate.stream = stream;
    struct access_record record = gate_record(attempt->app, &gate, ACCESS_AFTER_REASON, STR_NONE);
    if (!gate_log(attempt->app, attempt->actor, &record, err))
        return false;
    error_set(err, ERR_CONFLICT, "person.exists", NULL);
    return error_at(err, NULL, "number", 0, 0);
}

// ---- is the new person somebody whom the unit knows? ----

#define BORN_MAX 200 // persons of one unit with the same birth date that are compared

static bool born_of(const struct payload *payload, struct date *ret_born) {
    const struct field_value *born = payload_get(payload, FIELD_person_registered_birth_date);
    struct number number;
    if (born)
        *ret_born = born->date;
    return born ||
           (number_read(payload_text(payload, FIELD_person_registered_number), &number, NULL) &&
            number_birth_date(&number, ret_born));
}

static bool name_key(struct arena *arena, struct str given, struct str family, struct str *ret_key,
                     struct error *err) {
    struct str names = str_printf(arena, STR_FMT " " STR_FMT, STR_ARG(given), STR_ARG(family));
    return names.p ? utf8_search_key(arena, names, ret_key, err) : error_memory(err);
}

// Whether the two have a word in common.
static bool share_word(struct str names, struct str others) {
    struct str word, other;
    while (str_split(&names, ' ', &word)) {
        struct str rest = others;
        while (word.n && str_split(&rest, ' ', &other))
            if (str_eq(word, other))
                return true;
    }
    return false;
}

// Only among the persons of the own unit: nobody learns of others by trying names.
static bool find_similar(struct attempt *attempt, struct str *ret_stream, struct error *err) {
    const struct payload *payload = &attempt->draft.payload;
    struct arena *arena = attempt->arena;
    struct person_rows rows = {0};
    struct date born;
    struct str key, other;
    *ret_stream = STR_NONE;
    if (!born_of(payload, &born))
        return true;
    if (!name_key(arena, payload_text(payload, FIELD_person_registered_given_name),
                  payload_text(payload, FIELD_person_registered_family_name), &key, err) ||
        !store_persons_born(attempt->reader, arena, attempt->actor->unit,
                            relation_since(attempt->app), born, BORN_MAX, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n && !ret_stream->n; i++) {
        const struct person_row *row = &rows.items.items[i];
        if (!name_key(arena, row->given_name, row->family_name, &other, err))
            return false;
        if (share_word(key, other))
            *ret_stream = row->stream;
    }
    return true;
}

static bool check_similar(struct attempt *attempt, struct error *err) {
    struct str stream;
    if (!is_new(attempt) || attempt->ret->already || attempt->request->accept_similar)
        return true;
    if (!find_similar(attempt, &stream, err))
        return false;
    if (!stream.n)
        return true;
    struct gate gate = attempt->gate;
    gate.stream = stream;
    gate.what = STR("similar");
    struct access_record record = gate_record(attempt->app, &gate, ACCESS_ALLOWED, STR_NONE);
    if (!gate_log(attempt->app, attempt->actor, &record, err))
        return false;
    attempt->ret->stream = stream;
    return error_set(err, ERR_CONFLICT, "person.similar", NULL);
}

// ---- what the routine says ----

static bool may_deviate(const struct objections *objections) {
    for (size_t i = 0; i < objections->items.n; i++)
        if (!objections->items.items[i].may_deviate)
            return false;
    return true;
}

static bool describe_deviation(struct attempt *attempt, struct error *err) {
    struct buf buf = buf_new(attempt->arena, BUF_DEFAULT_MAX);
    const struct objections *objections = &attempt->ret->objections;
    for (size_t i = 0; i < objections->items.n; i++) {
        if (i > 0)
            buf_add_char(&buf, '\n');
        buf_add(&buf, objections->items.items[i].missing);
    }
    return buf_done(&buf, &attempt->draft.deviation, err);
}

static bool objects_already(const struct objections *objections, const struct permit *permit) {
    for (size_t i = 0; i < objections->items.n; i++)
        if (str_eq(objections->items.items[i].ground.decision, permit->ground.decision))
            return true;
    return false;
}

// Everything that holds, what happened after the draft moved to its moment.
static bool known_today(struct attempt *attempt, struct event_list *ret_events, struct error *err) {
    struct event_list effective = attempt->place.effective;
    struct event *events = ARENA_ARRAY(attempt->arena, effective.n, struct event);
    if (!events)
        return error_memory(err);
    for (size_t i = 0; i < effective.n; i++) {
        events[i] = effective.items[i];
        if (events[i].happened.us > attempt->draft.happened.us)
            events[i].happened = attempt->draft.happened;
    }
    *ret_events = (struct event_list){effective.n, events};
    return true;
}

// A fact is judged by when it happened. A decision that is dated back must besides be allowed with
// what has been decided since: two cannot decide the same because one of them was slow to send.
static bool ask_routine(struct attempt *attempt, struct error *err) {
    const struct routine *routine = attempt->app->routine;
    struct objections *objections = &attempt->ret->objections;
    struct objections today = {0};
    const struct draft_place *place = &attempt->place;
    struct event_list known;
    attempt->judged[0] = place->before;
    if (!place->corrected && place->before.n == place->effective.n)
        return routine_judge_last(routine, attempt->arena, place->before, &attempt->draft,
                                  objections, &attempt->gone, err);
    if (!routine_judge(routine, attempt->arena, place->before, &attempt->draft, objections, err))
        return false;
    if (place->corrected)
        return true;
    if (!known_today(attempt, &known, err) ||
        !routine_judge(routine, attempt->arena, known, &attempt->draft, &today, err))
        return false;
    attempt->judged[1] = known;
    for (size_t i = 0; i < today.items.n; i++) {
        const struct permit *permit = &today.items.items[i];
        if (permit->may_deviate || objects_already(objections, permit))
            continue;
        struct permit *added = LIST_PUSH(attempt->arena, &objections->items);
        if (!added)
            return error_memory(err);
        *added = *permit;
    }
    return true;
}

static bool names_what_was_there(const struct attempt *attempt, struct error *err) {
    enum field_id early = attempt->place.early;
    return !early || at(err, field_info(early)->id, "field.thing-unknown");
}

static bool judge(struct attempt *attempt, struct error *err) {
    struct recorded *ret = attempt->ret;
    if (attempt->draft.kind == EVENT_entry_withdrawn ||
        attempt->draft.kind == EVENT_person_registered || is_of_identity(attempt->draft.kind))
        return names_what_was_there(attempt, err);
    if (!ask_routine(attempt, err) ||
        !sight_objections(attempt->arena, &attempt->of, &attempt->sight, attempt->judged,
                          COUNT(attempt->judged), &attempt->draft, &ret->objections, err))
        return false;
    if (ret->objections.items.n == 0) {
        // A reason that turned out not to be needed is not kept.
        if (attempt->draft.corrects == 0)
            attempt->draft.because = STR_NONE;
        return names_what_was_there(attempt, err);
    }
    ret->may_deviate = may_deviate(&ret->objections);
    if (!ret->may_deviate || !attempt->request->accept_deviation)
        return error_set(err, ERR_REFUSED, "routine.objects", NULL);
    if (attempt->draft.because.n == 0)
        return at(err, "because", "deviation.because-needed");
    return describe_deviation(attempt, err);
}

// ---- recording ----

// The draft as its own log has it.
static bool settle_draft(struct attempt *attempt, struct event *ret_draft, struct error *err) {
    struct event draft = attempt->draft;
    enum field_id field;
    int64_t ref = ref_of(&draft, &field);
    draft.stream = attempt->records.logs[attempt->log].stream;
    draft.corrects = seq_within(draft.corrects);
    if (attempt->log && ref) {
        struct field_value *values =
            ARENA_ARRAY(attempt->arena, draft.payload.n, struct field_value);
        if (!values)
            return error_memory(err);
        for (size_t i = 0; i < draft.payload.n; i++) {
            values[i] = draft.payload.values[i];
            if (values[i].field == field)
                values[i].ref = seq_within(ref);
            if (field_info(values[i].field)->type == TYPE_REFS &&
                !refs_stand(attempt->arena, 0, &values[i], err))
                return false;
        }
        draft.payload.values = values;
    }
    *ret_draft = draft;
    return true;
}

static bool submit(struct attempt *attempt, struct error *err) {
    const struct record_log *log = &attempt->records.logs[attempt->log];
    const struct event *target = attempt->place.corrected;
    struct change_set change = {.wait = attempt->actor->wait};
    struct event draft;
    struct submitted submitted;
    attempt->gate.stream = attempt->person;
    struct access_record access =
        gate_record(attempt->app, &attempt->gate, ACCESS_ALLOWED, STR_NONE);
    if (!settle_draft(attempt, &draft, err) ||
        !identity_add(&attempt->logs, &draft, target, attempt->person, log->of_person, err) ||
        (attempt->erased.items.n > 0 &&
         !erasure_mark(&attempt->logs, draft.stream, &attempt->erased, err)) ||
        !identity_change(&attempt->logs, attempt->app->routine, attempt->gone, draft.stream,
                         attempt->person, target || attempt->other.n, &access, &change, err))
        return false;
    for (size_t i = 0; i < attempt->erased.items.n; i++) {
        int64_t *seq = LIST_PUSH(attempt->arena, &change.erase);
        if (!seq)
            return error_memory(err);
        *seq = attempt->erased.items.items[i];
    }
    if (!store_submit_from(&attempt->reader, &change, &submitted, err))
        return false;
    attempt->ret->stream = attempt->person;
    attempt->ret->seq = seq_shown(attempt->log, submitted.seq);
    attempt->ret->already = submitted.already;
    if (!submitted.already)
        attempt->ret->seq_now = (int64_t)attempt->all.n + 1;
    return true;
}

#define AGAIN_US ((int64_t)10 * 60 * 1000000)

// A form that was gone back to is fetched anew, with a key of its own: sending it once more would
// record the same twice.
static bool check_again(struct attempt *attempt, struct error *err) {
    const struct event *draft = &attempt->draft;
    struct str json, other;
    if (!attempt->request->asks_again || is_new(attempt) || draft->corrects)
        return true;
    if (!event_payload_text(attempt->arena, draft, &json, err))
        return false;
    for (size_t i = attempt->all.n; i > 0; i--) {
        const struct event *event = &attempt->all.items[i - 1];
        if (draft->recorded.us - event->recorded.us > AGAIN_US)
            break;
        if (event->kind == draft->kind && str_eq(event->recorder, draft->recorder)) {
            if (!event_payload_text(attempt->arena, event, &other, err))
                return false;
            if (str_eq(json, other))
                return error_set(err, ERR_CONFLICT, "record.again", NULL);
        }
        if (event->corrects) // the same words can be about what was corrected
            break;
    }
    return true;
}

// A form that was changed after it had been sent is not what was recorded. The own log of a joined
// record has other numbers, and what says who somebody is has another form than was typed.
static bool is_as_sent(struct attempt *attempt, struct error *err) {
    const struct event *sent = event_find(attempt->all, attempt->ret->seq);
    bool same = true;
    complete_envelope(attempt);
    if (!sent || attempt->records.n > 1 || is_of_identity(sent->kind) ||
        sent->kind == EVENT_person_registered || sent->kind == EVENT_number_changed)
        return true;
    if (!refs_name(attempt->arena, &attempt->draft, err) ||
        !check_same(attempt->arena, &attempt->draft, sent, &same, err))
        return false;
    attempt->ret->already = same;
    return same || error_set(err, ERR_CONFLICT, "record.sent-otherwise", NULL);
}

// Everything about the draft itself that no rule decides.
static bool complete(struct attempt *attempt, struct error *err) {
    complete_envelope(attempt);
    return refs_name(attempt->arena, &attempt->draft, err) && check_correction(attempt, err) &&
           check_happened(attempt->app, attempt->place.corrected, &attempt->draft, err) &&
           find_place(attempt, err) && check_refs(attempt, err) &&
           check_fields(attempt->app, attempt->arena, attempt->reader, &attempt->draft,
                        &attempt->place, err) &&
           check_governing(attempt, err) && check_other(attempt, err) &&
           check_person(attempt, err) && check_similar(attempt, err) && check_again(attempt, err);
}

// Whether what the draft names has been corrected or struck since the form was opened. In joined
// records the numbers do not tell when, and others are first.
static bool was_rewritten(const struct attempt *attempt) {
    const struct field_value *refs = refs_in(&attempt->request->draft);
    int64_t seen = attempt->request->seen_seq;
    if (attempt->records.n > 1)
        return true;
    for (size_t i = seen > 0 ? (size_t)seen : 0; i < attempt->all.n; i++)
        if (attempt->all.items[i].corrects &&
            refs_have(refs, event_standing(attempt->all, &attempt->all.items[i])))
            return true;
    return false;
}

// Everything up to the point where nothing but writing is left. *ret_done: it was sent before.
static bool prepare(struct attempt *attempt, bool *ret_done, struct error *err) {
    *ret_done = false;
    if (!load(attempt, err) || !authorise(attempt, err) || !look(attempt, err))
        return false;
    attempt->ret->stream = is_new(attempt) ? STR_NONE : attempt->person;
    attempt->ret->seq_now = (int64_t)attempt->all.n;
    if (sent_before(attempt)) {
        *ret_done = true;
        return is_as_sent(attempt, err);
    }
    // What others wrote meanwhile makes no difference to what was read, unless it was that.
    bool said = refs_in(&attempt->request->draft) && !was_rewritten(attempt);
    bool behind = !is_new(attempt) && attempt->request->seen_seq != attempt->ret->seq_now;
    bool alone = (said || event_stands_alone(attempt->request->draft.kind)) &&
                 !attempt->request->draft.corrects;
    if (behind && !alone)
        return others_first(attempt, err);
    if (!complete(attempt, err))
        return false;
    if (attempt->ret->already) {
        *ret_done = true;
        return true;
    }
    return judge(attempt, err);
}

static void attempt_end(struct attempt *attempt) {
    gone_through_end(&attempt->gone);
    store_read_end(&attempt->reader);
}

static bool try_once(struct app *app, struct arena *arena, const struct actor *actor,
                     const struct record_request *request, struct recorded *ret,
                     struct error *err) {
    struct reader *reader = NULL;
    CLEANUP(attempt_end)
    struct attempt attempt = {.app = app,
                              .arena = arena,
                              .actor = actor,
                              .request = request,
                              .ret = ret,
                              .draft = request->draft};
    bool done;
    // What is logged on the way waits for the request to end (gate_log()), or for itself.
    if (!(actor->wait ? store_read_to_submit : store_read)(app->store, &reader, err))
        return false;
    attempt.reader = reader;
    *ret = (struct recorded){0};
    return prepare(&attempt, &done, err) && (done || submit(&attempt, err));
}

// Somebody else's fact came in between the snapshot and the writing: to be looked at again.
static bool came_between(const struct error *fault) {
    struct str key = str_of(fault->key);
    return str_is(key, "store.moved-on") || str_is(key, "store.number-taken");
}

bool app_record(struct app *app, struct arena *arena, const struct actor *actor,
                const struct record_request *request, struct recorded *ret, struct error *err) {
    enum event_kind kind = request->draft.kind;
    struct error fault = {0};
    *ret = (struct recorded){.stream = request->stream};
    if (kind <= EVENT_NONE || kind >= EVENT_KIND_COUNT ||
        event_info(kind)->stream != STREAM_person ||
        (request->stream.n == 0 && kind != EVENT_person_registered))
        return error_set(err, ERR_MISSING, "person.not-found", NULL);
    for (int i = 0; i < ATTEMPTS; i++) {
        error_clear(&fault);
        if (try_once(app, arena, actor, request, ret, &fault))
            return true;
        if (!came_between(&fault))
            break;
    }
    if (err)
        *err = fault;
    return false;
}
