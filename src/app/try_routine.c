// SPDX-License-Identifier: EUPL-1.2
#include "app/try_routine.h"

#include <string.h>

#include "app/internal.h"

#define STREAMS_AT_ONCE 500
#define ROUTINES_CEILING ((size_t)256 * 1024 * 1024)

struct trying {
    struct reader *reader;
    const struct routine *routine;
    struct arena *arena; // emptied for each case
    duty_change_told *tell;
    void *context;
    struct routine_trial trial;
};

static bool is_open(const struct duty_row *duty) {
    return duty->state == DUTY_OPEN;
}

// The same thing asked for by the same table, whatever it says of it.
static const struct duty_row *counterpart(const struct duty_row *duty, const struct duty_row *rows,
                                          size_t n) {
    for (size_t i = 0; i < n; i++)
        if (is_open(&rows[i]) && str_eq(rows[i].decision, duty->decision) &&
            str_eq(rows[i].thing, duty->thing))
            return &rows[i];
    return NULL;
}

static bool are_same(const struct duty_row *a, const struct duty_row *b) {
    return str_eq(a->what, b->what) && a->role == b->role && a->team == b->team &&
           str_eq(a->unit, b->unit) && str_eq(a->due, b->due) &&
           str_eq(a->shown_from, b->shown_from) && a->urgent == b->urgent;
}

static bool name_of(const struct trying *t, const struct duty_row *duty, struct str *ret_name,
                    struct error *err) {
    struct unit_row unit;
    struct error missing = {0};
    if (!duty || !duty->unit.n)
        return true;
    if (store_unit(t->reader, t->arena, duty->unit, &unit, &missing)) {
        *ret_name = unit.name;
        return true;
    }
    if (missing.code == ERR_MISSING)
        return true;
    if (err)
        *err = missing;
    return false;
}

static bool tell_change(struct trying *t, struct str stream, const struct duty_row *before,
                        const struct duty_row *after, struct error *err) {
    struct duty_change change = {
        .kind = !before  ? DUTY_COMES
                : !after ? DUTY_GOES
                         : DUTY_BECOMES,
        .stream = stream,
        .before = before,
        .after = after,
    };
    if (!name_of(t, before, &change.unit_before, err) ||
        !name_of(t, after, &change.unit_after, err))
        return false;
    t->trial.duties[change.kind]++;
    t->tell(t->context, &change);
    return true;
}

static bool compare(struct trying *t, struct str stream, const struct duty_rows *now,
                    const struct derived *then, struct error *err) {
    bool changed = false;
    for (size_t i = 0; i < now->items.n; i++) {
        const struct duty_row *before = &now->items.items[i];
        if (!is_open(before))
            continue;
        const struct duty_row *after = counterpart(before, then->duties.items, then->duties.n);
        if (after && are_same(before, after))
            continue;
        changed = true;
        if (!tell_change(t, stream, before, after, err))
            return false;
    }
    for (size_t i = 0; i < then->duties.n; i++) {
        const struct duty_row *after = &then->duties.items[i];
        if (!is_open(after) || counterpart(after, now->items.items, now->items.n))
            continue;
        changed = true;
        if (!tell_change(t, stream, NULL, after, err))
            return false;
    }
    t->trial.changed += changed;
    return true;
}

// A routine that cannot answer asks its owner, under its own name.
static bool is_refused(const struct trying *t, const struct derived *then) {
    for (size_t i = 0; i < then->duties.n; i++)
        if (is_open(&then->duties.items[i]) &&
            routine_part(t->routine, then->duties.items[i].decision))
            return true;
    return false;
}

static bool try_case(struct trying *t, struct str stream, struct error *err) {
    struct event_list events;
    struct derived then = {.stream = stream};
    struct duty_rows now = {0};
    if (!store_events(t->reader, t->arena, stream, &events, err) ||
        !derive_from_store(t->routine, t->arena, t->reader, stream, events, &then, err) ||
        !store_duties_in(t->reader, t->arena, stream, &now, err))
        return false;
    t->trial.cases++;
    t->trial.refused += is_refused(t, &then);
    return compare(t, stream, &now, &then, err);
}

static bool try_cases(struct trying *t, struct arena *names, struct error *err) {
    char last[STREAM_ID_MAX];
    struct str after = STR_NONE, *streams;
    size_t n;
    do {
        arena_reset(names);
        if (!store_streams(t->reader, names, STREAM_person, after, STREAMS_AT_ONCE, &streams, &n,
                           err))
            return false;
        for (size_t i = 0; i < n; i++) {
            arena_reset(t->arena);
            if (!try_case(t, streams[i], err))
                return false;
        }
        if (n) {
            memcpy(last, streams[n - 1].p, streams[n - 1].n);
            after = (struct str){last, streams[n - 1].n};
        }
    } while (n == STREAMS_AT_ONCE);
    return true;
}

static bool are_fit(const struct routine *all, struct arena *arena, struct error *err) {
    for (size_t i = 0; i < routine_part_count(all); i++)
        if (!routine_is_fit(routine_part_at(all, i), arena, err))
            return false;
    return true;
}

bool app_try_routine(struct app *app, const char *folder, duty_change_told *tell, void *context,
                     struct routine_trial *ret_trial, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *routines = arena_new(ROUTINES_CEILING);
    CLEANUP(arena_cleanup) struct arena *names = arena_new(ARENA_DEFAULT_CEILING);
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct trying t = {.arena = arena, .tell = tell, .context = context};
    if (!routines || !names || !arena)
        return error_memory(err);
    if (!routine_load_all(routines, folder, &t.routine, err) ||
        !are_fit(t.routine, routines, err) || !store_read(app->store, &reader, err))
        return false;
    t.reader = reader;
    if (!try_cases(&t, names, err))
        return false;
    *ret_trial = t.trial;
    return true;
}
