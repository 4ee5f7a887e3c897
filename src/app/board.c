// SPDX-License-Identifier: EUPL-1.2
#include "app/board.h"

#include "app/escalation.h"

#include <stdlib.h>

#include "app/records.h"
#include "app/relation.h"
#include "app/sight.h"

static int compare_latest(const void *a, const void *b) {
    const struct event *left = *(const struct event *const *)a;
    const struct event *right = *(const struct event *const *)b;
    if (left->happened.us != right->happened.us)
        return left->happened.us < right->happened.us ? 1 : -1;
    return left->seq < right->seq ? 1 : left->seq > right->seq ? -1 : 0;
}

static bool add_changes(struct arena *arena, struct event_list effective, struct instant since,
                        struct board_row *row, struct error *err) {
    for (size_t i = 0; i < effective.n; i++) {
        const struct event *event = &effective.items[i];
        if (event->recorded.us < since.us || !event_is_news(event->kind))
            continue;
        const struct event **place = LIST_PUSH(arena, &row->changes);
        if (!place)
            return error_memory(err);
        *place = event;
    }
    if (row->changes.n)
        qsort(row->changes.items, row->changes.n, sizeof(*row->changes.items), compare_latest);
    return true;
}

// The board holds until the next of them shows itself.
static bool add_duties(struct arena *arena, const struct answers *answers, struct instant now,
                       struct board *board, struct board_row *row, struct error *err) {
    for (size_t i = 0; i < answers->duties.n; i++) {
        const struct duty *duty = &answers->duties.items[i];
        if (duty->state != DUTY_OPEN)
            continue;
        if (duty->is_later && duty->shown_from.us > now.us) {
            if (duty->shown_from.us < board->end)
                board->end = duty->shown_from.us;
            continue;
        }
        if (duty->fulfilled_by == EVENT_team_met)
            row->next = *duty;
        if (!event_confirms(duty->fulfilled_by) || duty_escalates(answers, duty))
            continue;
        struct duty *place = LIST_PUSH(arena, &row->unanswered);
        if (!place)
            return error_memory(err);
        *place = *duty;
    }
    return true;
}

static void add_vils(struct app *app, const struct thing *vils, struct board_row *row) {
    const struct field_value *decided_by = thing_get(vils, "decided_by");
    row->in_vils = true;
    row->since = zone_local(app->zone, vils->opened->happened).date;
    row->decided_by = decided_by ? decided_by->code : CODE_NONE;
    for (size_t i = 0; i < vils->touch_count; i++)
        if (vils->touched[i]->kind == EVENT_team_met)
            row->met = vils->touched[i];
}

static bool add_row(struct app *app, struct arena *arena, const struct actor *actor,
                    struct reader *reader, const struct person_row *person, struct instant since,
                    struct board *board, struct error *err) {
    struct seen_case seen = {0};
    if (!person_all(reader, arena, person->stream, &seen.all, err) ||
        !see_case(app, arena, actor, reader, CARE_RELATION_HOLDS, &seen, err))
        return false;
    const struct thing *vils = state_lasting(&seen.state, THING_vils);
    if (!vils)
        return true;
    struct board_row *row = LIST_PUSH(arena, &board->rows);
    if (!row)
        return error_memory(err);
    row->person = *person;
    add_vils(app, vils, row);
    return add_changes(arena, seen.sight.effective, since, row, err) &&
           add_duties(arena, &seen.answers, app_now(app), board, row, err);
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
    for (size_t i = 0; i < persons.items.n && i < BOARD_MAX; i++)
        if (!add_row(app, arena, actor, reader, &persons.items.items[i], day_begins(app, yesterday),
                     &board, err))
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

static uint32_t held_acts(const struct answers *answers) {
    uint32_t held = 0;
    for (size_t i = 0; i < answers->permits.n; i++)
        for (unsigned act = 0; act < COUNT(round_acts); act++)
            if (answers->permits.items[i].act == round_acts[act] &&
                !answers->permits.items[i].allowed && !answers->permits.items[i].may_deviate)
                held |= UINT32_C(1) << act;
    return held;
}

static bool stands(const struct board *board, struct str stream) {
    for (size_t i = 0; i < board->rows.n; i++)
        if (str_eq(board->rows.items[i].person.stream, stream))
            return true;
    return false;
}

static bool add_visit(struct app *app, struct arena *arena, const struct actor *actor,
                      struct reader *reader, const struct person_row *person,
                      const struct round_from *from, struct board *board, struct error *err) {
    struct seen_case seen = {0};
    struct instant viewed;
    if (!person_all(reader, arena, person->stream, &seen.all, err) ||
        !see_case(app, arena, actor, reader, CARE_RELATION_HOLDS, &seen, err) ||
        !store_last_view(reader, person->stream, actor->user, from->lately, &viewed, err))
        return false;
    const struct thing *vils = state_lasting(&seen.state, THING_vils);
    struct board_row *row = LIST_PUSH(arena, &board->rows);
    if (!row)
        return error_memory(err);
    row->person = *person;
    row->viewed = viewed;
    row->held = held_acts(&seen.answers);
    if (vils)
        add_vils(app, vils, row);
    return add_changes(arena, seen.sight.effective, viewed.us ? viewed : from->yesterday, row, err);
}

// A person of whose VILS the user may not know stands among the others.
static bool add_visits(struct app *app, struct arena *arena, const struct actor *actor,
                       struct reader *reader, const struct round_from *from, struct board *board,
                       struct error *err) {
    struct person_rows persons[2] = {0};
    if (!store_vils_of(reader, arena, actor->unit, relation_since(app), ROUND_MAX, &persons[0],
                       err) ||
        !store_persons_of(reader, arena, actor->unit, relation_since(app), STR_NONE, 2 * ROUND_MAX,
                          &persons[1], err))
        return false;
    for (size_t list = 0; list < COUNT(persons); list++)
        for (size_t i = 0; i < persons[list].items.n; i++) {
            const struct person_row *person = &persons[list].items.items[i];
            if (stands(board, person->stream))
                continue;
            board->more = board->rows.n == ROUND_MAX;
            if (!board->more && !add_visit(app, arena, actor, reader, person, from, board, err))
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
    if (!store_read(app->store, &reader, err) ||
        !add_visits(app, arena, actor, reader, &from, &board, err))
        return false;
    *ret_board = board;
    return true;
}
