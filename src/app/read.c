// SPDX-License-Identifier: EUPL-1.2
//
// Reading what concerns many: a unit's day, finding persons, units.
#include "app/internal.h"
#include "app/refusal.h"
#include "app/relation.h"

#include "app/derive.h"
#include "app/escalation.h"
#include "app/lateness.h"
#include "app/reason.h"
#include "base/utf8.h"
#include "care/number.h"

#define DAY_MAX 500
#define FOUND_MAX 100

bool app_may(struct app *app, struct arena *arena, const struct actor *actor, enum act act,
             struct str what, struct error *err) {
    (void)arena;
    const struct gate gate = {.actor = actor, .act = act, .what = what};
    return gate_pass(app, &gate, false, err);
}

bool app_may_record(struct app *app, const struct actor *actor, struct str stream,
                    enum event_kind kind, struct error *err) {
    const struct gate gate = {.actor = actor,
                              .act = access_recording(kind),
                              .stream = stream,
                              .what = str_of(event_info(kind)->id)};
    return access_role_records(actor->role, kind) ||
           gate_deny(app, &gate, "access.not-for-role", err);
}

bool app_log_refusal(struct app *app, const struct actor *actor, enum act act, struct str what,
                     struct error *err) {
    const struct gate gate = {.actor = actor, .act = act, .what = what};
    const struct access_record record = gate_record(app, &gate, ACCESS_DENIED, STR_NONE);
    return gate_log(app, actor, &record, err);
}

// ---- the day ----

bool due_read(struct str due, struct date_time *ret_due, bool *ret_has_time) {
    *ret_has_time = due.n > 10;
    *ret_due = (struct date_time){0};
    return *ret_has_time ? date_time_parse(due, ret_due) : date_parse(due, &ret_due->date);
}

bool due_is_late(struct date_time due, bool has_time, struct date_time now) {
    return has_time ? date_time_cmp(due, now) < 0 : date_cmp(due.date, now.date) < 0;
}

bool duty_is_late(const struct duty *duty, struct date_time now) {
    return duty->has_due && due_is_late(duty->due, duty->due_precision == PRECISION_MINUTE, now);
}

static struct instant earliest(const struct app *app, struct date_time moment) {
    struct instant first, last;
    zone_instant(app->zone, moment, &first, &last);
    return first.us < last.us ? first : last;
}

struct instant duty_late_from(const struct app *app, const struct duty *duty) {
    const struct instant never = {INT64_MAX};
    struct date_time end = duty->due;
    if (!duty->has_due || duty_is_late(duty, zone_local(app->zone, app_now(app))))
        return never;
    if (duty->due_precision == PRECISION_MINUTE)
        return earliest(app, end);
    end = (struct date_time){0};
    return date_add_days(duty->due.date, 1, &end.date) ? earliest(app, end) : never;
}

struct instant day_begins(const struct app *app, struct date date) {
    return earliest(app, (struct date_time){.date = date});
}

// The list holds until then at the latest.
static void end_at(struct app *app, struct day *day, struct date_time due) {
    struct instant instant = earliest(app, due);
    if (instant.us < day->end)
        day->end = instant.us;
}

static void end_tonight(struct app *app, struct day *day) {
    struct date_time midnight = {0};
    if (date_add_days(day->today, 1, &midnight.date))
        end_at(app, day, midnight);
}

// Sets the group, and lets the day's list end when the entry becomes late.
static void group_entry(struct app *app, struct day *day, struct day_entry *entry,
                        struct date_time now) {
    struct date_time due;
    bool has_time;
    entry->group = DUE_LATER;
    if (!due_read(entry->duty.due, &due, &has_time))
        return;
    int64_t today = date_to_days(now.date);
    int64_t sunday = today + (SUNDAY - date_weekday(now.date));
    int64_t due_day = date_to_days(due.date);
    entry->days_left = due_day - today;
    bool late = due_is_late(due, has_time, now);
    if (late)
        entry->group = DUE_LATE;
    else if (entry->days_left == 0)
        entry->group = DUE_TODAY;
    else if (due_day <= sunday)
        entry->group = DUE_THIS_WEEK;
    if (entry->duty.urgent)
        entry->group = DUE_NOW;
    if (has_time && !late)
        end_at(app, day, due);
}

// What the list is kept under: what is the same for all who see it.
static struct str day_key(struct arena *arena, const struct actor *actor, struct date today) {
    return str_printf(arena, STR_FMT " %d %d %d %lld", STR_ARG(actor->unit), (int)actor->role,
                      (int)actor->team, (int)actor->language, (long long)date_to_days(today));
}

bool is_other_team(const struct actor *actor, enum code team) {
    return team != CODE_NONE && actor->team != CODE_NONE && team != actor->team;
}

// The list is the same for all who have that role at that unit.
static bool tell_reasons(struct app *app, struct arena *arena, const struct actor *actor,
                         struct reader *reader, struct day *day, struct error *err) {
    struct reasons reasons = {0};
    for (size_t i = 0; i < day->entries.n; i++)
        if (!reason_read(app, arena, &day->entries.items[i].duty, &day->entries.items[i].ground,
                         &reasons, err))
            return false;
    return reasons_ask(app, arena, actor, reader, &reasons, err);
}

static bool load_day(struct app *app, struct arena *arena, const struct actor *actor,
                     struct reader *reader, struct instant instant, struct day *day,
                     struct error *err) {
    struct date_time now = zone_local(app->zone, instant);
    struct instant next;
    struct duty_rows rows = {0};
    if (!store_duties_of(reader, arena, actor->unit, actor->role, actor->team, instant, DAY_MAX + 1,
                         &rows, err) ||
        !store_duty_shown_next(reader, arena, actor->unit, actor->role, instant, &next, err))
        return false;
    if (next.us < day->end)
        day->end = next.us;
    day->more = rows.items.n > DAY_MAX;
    for (size_t i = 0; i < rows.items.n && i < DAY_MAX; i++) {
        const struct duty_row *row = &rows.items.items[i];
        if (row_escalates(&rows, row))
            continue;
        struct day_entry *entry = LIST_PUSH(arena, &day->entries);
        if (!entry)
            return error_memory(err);
        entry->duty = *row;
        group_entry(app, day, entry, now);
    }
    return tell_reasons(app, arena, actor, reader, day, err);
}

bool app_day(struct app *app, struct arena *arena, const struct actor *actor, struct day *ret_day,
             struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_DAY, .what = STR("day")};
    if (!gate_pass(app, &gate, true, err))
        return false;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct instant instant = app_now(app);
    struct day day = {.today = zone_local(app->zone, instant).date, .end = INT64_MAX};
    end_tonight(app, &day);
    if (!store_read(app->store, &reader, err) ||
        !store_worklist_version(reader, actor->unit, &day.version, err))
        return false;
    struct str key = day_key(arena, actor, day.today);
    if (text_cache_hold(app->days, key, day.version, instant.us, &day.kept))
        day.end = day.kept.end;
    else if (!load_day(app, arena, actor, reader, instant, &day, err))
        return false;
    *ret_day = day;
    return true;
}

void app_day_end(struct day *day) {
    text_cache_release(&day->kept);
}

void app_keep_day(struct app *app, struct arena *arena, const struct actor *actor,
                  const struct day *day, struct str list, size_t mark) {
    text_cache_put(app->days, day_key(arena, actor, day->today), day->version, day->end, list,
                   mark);
}

// ---- finding ----

// The person with a number and the unit's relation to it; an empty stream when there is nobody.
static bool look_up(struct app *app, struct arena *arena, struct str number, struct str unit,
                    struct str *ret_stream, enum care_relation *ret_relation, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct error fault = {0};
    *ret_stream = STR_NONE;
    *ret_relation = CARE_RELATION_NONE;
    if (!store_read(app->store, &reader, err))
        return false;
    if (store_person_by_number(reader, arena, number, ret_stream, &fault))
        return relation_find(app, reader, *ret_stream, unit, ret_relation, err);
    if (fault.code == ERR_MISSING)
        return true;
    if (err)
        *err = fault;
    return false;
}

bool app_find_number(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str typed, struct str *ret_stream, struct error *err) {
    struct gate gate = {.actor = actor, .act = ACT_FIND_NUMBER, .what = STR("number")};
    struct number number;
    if (!number_parse(typed, app_today(app), &number, err))
        return error_at(err, NULL, "number", 0, 0);
    if (!look_up(app, arena, str_of(number.text), actor->unit, &gate.stream, &gate.relation, err) ||
        !gate_pass(app, &gate, true, err))
        return false;
    if (gate.stream.n == 0) {
        error_set(err, ERR_MISSING, "person.not-found", NULL);
        return error_at(err, NULL, "number", 0, 0);
    }
    struct gate reading = gate;
    reading.act = ACT_READ_CASE;
    struct access_answer answer = gate_ask(&reading);
    if (answer.verdict != ACCESS_DENIED)
        *ret_stream = gate.stream;
    return answer.verdict == ACCESS_ALLOWED || gate_refuse(&answer, err);
}

bool app_name_number(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str typed, struct person_row *ret_person, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct str stream;
    enum care_relation relation;
    if (!app_find_number(app, arena, actor, typed, &stream, err) ||
        !store_read(app->store, &reader, err) ||
        !relation_find(app, reader, stream, actor->unit, &relation, err))
        return false;
    const struct gate gate = {
        .actor = actor, .act = ACT_FIND_NUMBER, .stream = stream, .what = STR("number")};
    if (relation != CARE_RELATION_HOLDS)
        return gate_deny(app, &gate, "access.no-relation", err);
    return store_person(reader, arena, stream, ret_person, err);
}

// Whoever is found by name has a relation to the unit; the decision is asked for all the same, for
// each of them.
static bool may_be_found(const struct actor *actor, const struct person_row *row) {
    const struct gate gate = {.actor = actor,
                              .act = ACT_READ_CASE,
                              .stream = row->stream,
                              .relation = CARE_RELATION_HOLDS};
    return gate_ask(&gate).verdict == ACCESS_ALLOWED;
}

static bool keep_found(struct arena *arena, const struct actor *actor,
                       const struct person_rows *rows, struct found_persons *found,
                       struct error *err) {
    found->more = rows->items.n > FOUND_MAX;
    for (size_t i = 0; i < rows->items.n && i < FOUND_MAX; i++) {
        const struct person_row *row = &rows->items.items[i];
        if (!may_be_found(actor, row))
            continue;
        struct person_row *kept = LIST_PUSH(arena, &found->rows.items);
        if (!kept)
            return error_memory(err);
        *kept = *row;
        kept->address = kept->telephone = STR_NONE;
    }
    return true;
}

bool app_find_name(struct app *app, struct arena *arena, const struct actor *actor,
                   struct str typed, struct found_persons *ret_found, struct error *err) {
    struct str key;
    if (!utf8_search_key(arena, typed, &key, err))
        return false;
    const struct gate gate = {
        .actor = actor,
        .act = ACT_FIND_NAME,
        .what = str_printf(arena, "name " STR_FMT, STR_ARG(key)),
    };
    if (!gate_pass(app, &gate, true, err))
        return false;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct person_rows rows = {0};
    struct found_persons found = {0};
    if (!store_read(app->store, &reader, err) ||
        !store_persons_of(reader, arena, actor->unit, relation_since(app), key, FOUND_MAX + 1,
                          &rows, err) ||
        !keep_found(arena, actor, &rows, &found, err))
        return false;
    *ret_found = found;
    return true;
}

// ---- units ----

bool app_units(struct app *app, struct arena *arena, const struct actor *actor, enum code kind,
               struct unit_rows *ret_rows, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_ROUTINE, .what = STR("units")};
    if (!gate_pass(app, &gate, false, err))
        return false;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) && store_units(reader, arena, kind, ret_rows, err);
}

bool app_unit_name(struct app *app, struct arena *arena, struct str unit, struct str *ret_name,
                   struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct unit_row row;
    if (!store_read(app->store, &reader, err) || !store_unit(reader, arena, unit, &row, err))
        return false;
    *ret_name = row.name;
    return true;
}
