// SPDX-License-Identifier: EUPL-1.2
#include "app/board.h"

#include "app/escalation.h"

#include <stdlib.h>

#include "app/lateness.h"
#include "app/records.h"
#include "app/relation.h"
#include "app/sight.h"
#include "routine/both.h"

static int compare_latest(const void *a, const void *b) {
    const struct event *left = ((const struct board_change *)a)->event;
    const struct event *right = ((const struct board_change *)b)->event;
    if (left->happened.us != right->happened.us)
        return left->happened.us < right->happened.us ? 1 : -1;
    return left->seq < right->seq ? 1 : left->seq > right->seq ? -1 : 0;
}

// ---- what is kept of a case ----

// What a case is made of besides its entries is given back before the next is looked at: it takes
// fifty times as much.

static const struct event *keep_event(struct arena *arena, const struct event *event) {
    struct event *kept = ARENA_NEW(arena, struct event);
    if (kept)
        *kept = *event;
    return kept;
}

static bool keep_text(struct arena *arena, struct str *text, struct error *err) {
    *text = str_copy(arena, *text);
    return text->p ? true : error_memory(err);
}

static bool keep_ground(struct arena *arena, struct ground *ground, struct error *err) {
    struct str *clauses = ARENA_ARRAY(arena, ground->clause_count, struct str);
    if (!clauses)
        return error_memory(err);
    for (size_t i = 0; i < ground->clause_count; i++) {
        clauses[i] = ground->clauses[i];
        if (!keep_text(arena, &clauses[i], err))
            return false;
    }
    ground->clauses = clauses;
    ground->fact_count = 0; // nobody asks the board for them
    return keep_text(arena, &ground->decision, err) && keep_text(arena, &ground->rule, err);
}

static bool keep_duty(struct arena *arena, const struct duty *duty, struct duty *place,
                      struct error *err) {
    struct duty kept = *duty;
    if (!keep_text(arena, &kept.decision, err) || !keep_text(arena, &kept.thing, err) ||
        !keep_text(arena, &kept.what, err) || !keep_text(arena, &kept.unit, err) ||
        !keep_text(arena, &kept.escalates, err) || !keep_ground(arena, &kept.ground, err))
        return false;
    *place = kept;
    return true;
}

// ----

// The entry that opened the thing which the event concerns, or NULL.
static const struct event *opening_of(const struct case_state *state, const struct event *event) {
    enum field_id field = field_of_type(event->kind, TYPE_REF);
    const struct field_value *ref = field ? payload_get(&event->payload, field) : NULL;
    const struct thing *thing =
        ref ? state_thing(state, field_info(field)->thing, ref->ref, CODE_NONE) : NULL;
    return thing ? thing->opened : NULL;
}

static bool add_changes(struct arena *arena, const struct seen_case *seen, struct instant since,
                        struct board_row *row, struct error *err) {
    struct event_list effective = seen->sight.effective;
    for (size_t i = 0; i < effective.n; i++) {
        const struct event *event = &effective.items[i];
        if (event->recorded.us < since.us || !event_is_news(event->kind))
            continue;
        const struct event *opened = opening_of(&seen->state, event);
        struct board_change *change = LIST_PUSH(arena, &row->changes);
        if (!change)
            return error_memory(err);
        *change = (struct board_change){keep_event(arena, event),
                                        opened ? keep_event(arena, opened) : NULL};
        if (!change->event || (opened && !change->opened))
            return error_memory(err);
    }
    if (row->changes.n)
        qsort(row->changes.items, row->changes.n, sizeof(*row->changes.items), compare_latest);
    return true;
}

// What hurries, then what should have been answered first; those without a due date last.
static int compare_due(const void *a, const void *b) {
    const struct duty *left = a, *right = b;
    int order = (int)right->urgent - (int)left->urgent;
    order = order ? order : (int)right->has_due - (int)left->has_due;
    if (order == 0 && left->has_due)
        order = date_time_cmp(left->due, right->due);
    if (order == 0)
        order = left->opened_seq < right->opened_seq ? -1 : left->opened_seq > right->opened_seq;
    return order ? order : str_cmp(left->what, right->what);
}

static void end_at(struct board *board, struct instant instant) {
    if (instant.us < board->end)
        board->end = instant.us;
}

static bool is_on_board(enum event_kind fulfilled_by) {
    return fulfilled_by == EVENT_team_met || event_confirms(fulfilled_by);
}

// The board holds until the next of them shows itself or becomes late.
static bool add_duties(const struct app *app, struct arena *arena, const struct answers *answers,
                       struct board *board, struct board_row *row, struct error *err) {
    struct instant now = app_now(app);
    for (size_t i = 0; i < answers->duties.n; i++) {
        const struct duty *duty = &answers->duties.items[i];
        if (duty->state != DUTY_OPEN)
            continue;
        if (duty->is_later && duty->shown_from.us > now.us) {
            end_at(board, duty->shown_from);
            continue;
        }
        if (is_on_board(duty->fulfilled_by))
            end_at(board, duty_late_from(app, duty));
        if (duty->fulfilled_by == EVENT_team_met && !keep_duty(arena, duty, &row->next, err))
            return false;
        if (!event_confirms(duty->fulfilled_by) || duty_escalates(answers, duty))
            continue;
        struct duty *place = LIST_PUSH(arena, &row->unanswered);
        if (!place)
            return error_memory(err);
        if (!keep_duty(arena, duty, place, err))
            return false;
    }
    if (row->unanswered.n)
        qsort(row->unanswered.items, row->unanswered.n, sizeof(*row->unanswered.items),
              compare_due);
    return true;
}

static bool add_vils(struct app *app, struct arena *arena, const struct thing *vils,
                     struct board_row *row, struct error *err) {
    const struct event *met = NULL;
    const struct field_value *decided_by = thing_get(vils, "decided_by");
    row->in_vils = true;
    row->since = zone_local(app->zone, vils->opened->happened).date;
    row->decided_by = decided_by ? decided_by->code : CODE_NONE;
    for (size_t i = 0; i < vils->touch_count; i++)
        if (vils->touched[i]->kind == EVENT_team_met)
            met = vils->touched[i];
    row->met = met ? keep_event(arena, met) : NULL;
    return row->met || !met || error_memory(err);
}

struct looking {
    struct app *app;
    struct arena *arena, *scratch; // scratch: of one case
    const struct actor *actor;
    struct reader *reader;
    struct board *board;
    const struct decision_names *duties; // those whose duties the board shows; NULL: of none
    struct error *err;
};

static bool look_at_case(const struct looking *l, const struct person_row *person,
                         struct seen_case *seen) {
    arena_reset(l->scratch);
    return person_all(l->reader, l->arena, person->stream, &seen->all, l->err) &&
           see_state(l->app, l->scratch, l->actor, l->reader, CARE_RELATION_HOLDS, seen, l->err);
}

static bool add_row(const struct looking *l, const struct person_row *person,
                    struct instant since) {
    struct arena *arena = l->arena;
    struct board *board = l->board;
    struct error *err = l->err;
    struct seen_case seen = {0};
    if (!look_at_case(l, person, &seen))
        return false;
    const struct thing *vils = state_lasting(&seen.state, THING_vils);
    if (!vils)
        return true;
    struct board_row *row = LIST_PUSH(arena, &board->rows);
    struct answers answers;
    if (!row)
        return error_memory(err);
    row->person = *person;
    return add_vils(l->app, arena, vils, row, err) && add_changes(arena, &seen, since, row, err) &&
           sight_duties(l->scratch, &seen.of, &seen.sight, l->duties, &answers, err) &&
           add_duties(l->app, arena, &answers, board, row, err);
}

bool app_board(struct app *app, struct arena *arena, const struct actor *actor,
               struct board *ret_board, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_BOARD, .what = STR("vils")};
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct person_rows persons = {0};
    struct board board = {.today = app_today(app)};
    struct date yesterday = board.today, tomorrow = board.today;
    if (!gate_pass(app, &gate, true, err))
        return false;
    if (!date_add_days(board.today, -1, &yesterday) || !date_add_days(board.today, 1, &tomorrow))
        return error_set_str(err, ERR_INPUT, "date.not-understood", date_text(arena, board.today));
    board.end = day_begins(app, tomorrow).us;
    if (!store_read(app->store, &reader, err) ||
        !store_worklist_version(reader, actor->unit, &board.version, err) ||
        !store_vils_of(reader, arena, actor->unit, relation_since(app), BOARD_MAX + 1, &persons,
                       err))
        return false;
    board.more = persons.items.n > BOARD_MAX;
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new(ARENA_DEFAULT_CEILING);
    if (!scratch)
        return error_memory(err);
    struct decision_names duties;
    if (!routine_duties_fulfilled(app->routine, arena, is_on_board, &duties, err))
        return false;
    const struct looking looking = {app, arena, scratch, actor, reader, &board, &duties, err};
    for (size_t i = 0; i < persons.items.n && i < BOARD_MAX; i++)
        if (!add_row(&looking, &persons.items.items[i], day_begins(app, yesterday)))
            return false;
    *ret_board = board;
    return true;
}

// ---- the round ----

const enum event_kind round_acts[3] = {EVENT_observed, EVENT_time_recorded, EVENT_change_noticed};

#define VIEWED_DAYS 14 // an earlier look at the case is not gone by

// The instants that what is new is counted from.
struct round_from {
    struct instant yesterday, lately;
};

// What could only be recorded as a deviation is not offered in passing; the case offers it. Whether
// it could is told of the whole case, whatever is seen of it: recording it would tell.
static bool held_acts(const struct looking *l, struct event_list effective, uint32_t *ret_held) {
    bool held[COUNT(round_acts)];
    *ret_held = 0;
    if (!routine_held(l->app->routine, l->scratch, effective, round_acts, COUNT(held), held,
                      l->err))
        return false;
    for (unsigned act = 0; act < COUNT(held); act++)
        *ret_held |= held[act] ? UINT32_C(1) << act : 0;
    return true;
}

static bool stands(const struct board *board, struct str stream) {
    for (size_t i = 0; i < board->rows.n; i++)
        if (str_eq(board->rows.items[i].person.stream, stream))
            return true;
    return false;
}

static bool add_visit(const struct looking *l, const struct person_row *person,
                      const struct round_from *from) {
    struct seen_case seen = {0};
    struct instant viewed;
    if (!look_at_case(l, person, &seen) ||
        !store_last_view(l->reader, person->stream, l->actor->user, from->lately, &viewed, l->err))
        return false;
    const struct thing *vils = state_lasting(&seen.state, THING_vils);
    struct board_row *row = LIST_PUSH(l->arena, &l->board->rows);
    if (!row)
        return error_memory(l->err);
    row->person = *person;
    row->viewed = viewed;
    const struct event *death = state_latest(&seen.state, EVENT_death_recorded);
    row->death = death ? keep_event(l->arena, death) : NULL;
    if (death && !row->death)
        return error_memory(l->err);
    return held_acts(l, seen.of.effective, &row->held) &&
           (!vils || add_vils(l->app, l->arena, vils, row, l->err)) &&
           add_changes(l->arena, &seen, viewed.us ? viewed : from->yesterday, row, l->err);
}

// A person of whose VILS the user may not know stands among the others.
static bool add_visits(const struct looking *l, const struct round_from *from) {
    struct board *board = l->board;
    struct person_rows persons[2] = {0};
    if (!store_vils_of(l->reader, l->arena, l->actor->unit, relation_since(l->app), ROUND_MAX,
                       &persons[0], l->err) ||
        !store_persons_of(l->reader, l->arena, l->actor->unit, relation_since(l->app), STR_NONE,
                          2 * ROUND_MAX, &persons[1], l->err))
        return false;
    for (size_t list = 0; list < COUNT(persons); list++)
        for (size_t i = 0; i < persons[list].items.n; i++) {
            const struct person_row *person = &persons[list].items.items[i];
            if (stands(board, person->stream))
                continue;
            board->more = board->rows.n == ROUND_MAX;
            if (!board->more && !add_visit(l, person, from))
                return false;
        }
    return true;
}

bool app_round(struct app *app, struct arena *arena, const struct actor *actor,
               struct board *ret_board, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_ROUND, .what = STR("round")};
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct board board = {.today = app_today(app)};
    struct date yesterday = board.today, lately = board.today;
    if (!gate_pass(app, &gate, true, err))
        return false;
    if (!date_add_days(board.today, -1, &yesterday) ||
        !date_add_days(board.today, -VIEWED_DAYS, &lately))
        return error_set_str(err, ERR_INPUT, "date.not-understood", date_text(arena, board.today));
    const struct round_from from = {day_begins(app, yesterday), day_begins(app, lately)};
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new(ARENA_DEFAULT_CEILING);
    if (!scratch)
        return error_memory(err);
    if (!store_read(app->store, &reader, err))
        return false;
    const struct looking looking = {app, arena, scratch, actor, reader, &board, NULL, err};
    if (!add_visits(&looking, &from))
        return false;
    *ret_board = board;
    return true;
}
