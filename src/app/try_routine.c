// SPDX-License-Identifier: EUPL-1.2
#include "app/try_routine.h"

#include "app/internal.h"
#include "store/all_streams.h"

#define ROUTINES_CEILING ((size_t)256 * 1024 * 1024)

// One case: its duties now, and then.
struct tried {
    struct duty_rows now;
    struct derived then;
};

struct trying {
    const struct routine *routine;
    duty_change_told *tell;
    void *context;
    struct routine_trial trial;
    struct arena *arena; // of the case at hand
    struct reader *reader;
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

static bool derive_case(void *context, struct arena *arena, struct reader *reader,
                        struct str stream, void **ret_made, struct error *err) {
    const struct trying *t = context;
    struct tried *tried = ARENA_NEW(arena, struct tried);
    struct event_list events;
    if (!tried)
        return error_memory(err);
    tried->then.stream = stream;
    *ret_made = tried;
    return store_events(reader, arena, stream, &events, err) &&
           derive_from_store(t->routine, arena, reader, stream, events, &tried->then, err) &&
           store_duties_in(reader, arena, stream, &tried->now, err);
}

static bool compare_case(void *context, struct arena *arena, struct reader *reader,
                         struct str stream, void *made, struct error *err) {
    struct trying *t = context;
    const struct tried *tried = made;
    t->arena = arena;
    t->reader = reader;
    t->trial.cases++;
    t->trial.refused += is_refused(t, &tried->then);
    return compare(t, stream, &tried->now, &tried->then, err);
}

static bool try_cases(struct trying *t, struct store *store, struct error *err) {
    static const enum stream_kind kind = STREAM_person;
    const struct all_streams cases = {
        .kinds = &kind, .kind_count = 1, .make = derive_case, .take = compare_case, .context = t};
    return store_all_streams(store, &cases, err);
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
    struct trying t = {.tell = tell, .context = context};
    if (!routines)
        return error_memory(err);
    if (!routine_load_all(routines, folder, &t.routine, err) ||
        !are_fit(t.routine, routines, err) || !try_cases(&t, app->store, err))
        return false;
    *ret_trial = t.trial;
    return true;
}
