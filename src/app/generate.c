// SPDX-License-Identifier: EUPL-1.2
//
// Large data, to test and measure with: invented people whose whole stories are folded and derived
// at once, as a rebuild would, instead of being sent fact by fact. That a story could also have
// been sent through the door is tested (tests/app/test_generate.c).
//
// There is a town for every TOWN_CASES people, so that each unit has as much to do whatever the
// number: what grows is the country.
#include "app/invent.h"

#include <stdatomic.h>

#include "app/derive.h"

#define TOWN_CASES 1000
#define WORKERS 8
#define TOWNS_CEILING ((size_t)1024 * 1024 * 1024)

struct generating {
    struct app *app;
    size_t cases, vils;
    uint64_t seed;
    struct instant now;
    struct town *towns;
    atomic_size_t next;
    atomic_llong events;
    atomic_bool failed;
};

struct worker {
    struct generating *all;
    struct arena *arena;
    struct error err;
    pthread_t thread;
};

static struct event as_recorded(const struct told *told, const struct town *town, struct str stream,
                                struct event_list earlier) {
    const struct actor *actor = &town->staff[told->who];
    struct event event = told->draft;
    event.stream = stream;
    event.seq = (int64_t)earlier.n + 1;
    event.vocabulary = VOCABULARY_VERSION;
    event.recorded = event.happened;
    event.channel = CODE_channel_own_system;
    event.recorder = actor->user;
    event.assignment = actor->assignment;
    event.role = actor->role;
    event.unit = actor->unit;
    event.owner = actor->organisation;
    event.law = event_law(&event, earlier);
    return event;
}

static bool record_story(struct worker *worker, const struct story *story, struct error *err) {
    struct app *app = worker->all->app;
    struct arena *arena = worker->arena;
    struct str stream = stream_new(arena, STREAM_person, story->told.items[0].draft.happened);
    struct change_set change = {.has_access = true};
    if (!stream.p)
        return error_memory(err);
    for (size_t i = 0; i < story->told.n; i++) {
        struct event *event = LIST_PUSH(arena, &change.events);
        if (!event)
            return error_memory(err);
        struct event_list earlier = {i, change.events.items};
        *event = as_recorded(&story->told.items[i], story->town, stream, earlier);
    }
    change.access = (struct access_record){.at = worker->all->now,
                                           .user = SYSTEM_USER,
                                           .stream = stream,
                                           .act = ACT_RECORD,
                                           .what = STR("generate"),
                                           .verdict = ACCESS_ALLOWED};
    const struct event_list events = {change.events.n, change.events.items};
    struct submitted submitted;
    if (!derive_stream(app->routine, arena, stream, events, &change.derived, err) ||
        !store_submit(app->store, &change, &submitted, err))
        return false;
    atomic_fetch_add(&worker->all->events, (long long)events.n);
    return true;
}

// Spread evenly, so that each town has as many whatever the number of people.
static bool has_vils(const struct generating *all, size_t index) {
    return (index + 1) * all->vils / all->cases > index * all->vils / all->cases;
}

static bool make_case(struct worker *worker, size_t index) {
    struct generating *all = worker->all;
    arena_reset(worker->arena);
    struct story story =
        story_new(all->app, worker->arena, &all->towns[index / TOWN_CASES], all->now, &worker->err);
    bool told = has_vils(all, index) ? invent_vils_story(all->seed, index, &story)
                                     : invent_story(all->seed, index, &story);
    return told && record_story(worker, &story, &worker->err);
}

static void *work(void *context) {
    struct worker *worker = context;
    struct generating *all = worker->all;
    size_t index;
    while (!atomic_load(&all->failed) && (index = atomic_fetch_add(&all->next, 1)) < all->cases)
        if (!make_case(worker, index))
            atomic_store(&all->failed, true);
    return NULL;
}

static bool run_workers(struct generating *all, struct error *err) {
    struct worker workers[WORKERS] = {0};
    size_t started = 0;
    for (; started < WORKERS; started++) {
        struct worker *worker = &workers[started];
        worker->all = all;
        worker->arena = arena_new(ARENA_DEFAULT_CEILING);
        if (worker->arena && pthread_create(&worker->thread, NULL, work, worker) == 0)
            continue;
        arena_free(worker->arena);
        break;
    }
    for (size_t i = 0; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
        arena_free(workers[i].arena);
        if (workers[i].err.code && err)
            *err = workers[i].err;
    }
    return started ? !atomic_load(&all->failed) : error_memory(err);
}

bool app_generate(struct app *app, size_t cases, size_t vils, uint64_t seed, int64_t *ret_events,
                  struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(TOWNS_CEILING);
    size_t towns = cases / TOWN_CASES + 1;
    struct generating all = {
        .app = app, .cases = cases, .vils = vils, .seed = seed, .now = app_now(app)};
    all.towns = arena ? ARENA_ARRAY(arena, towns, struct town) : NULL;
    if (!all.towns)
        return error_memory(err);
    if (!app_is_empty(app, arena, err))
        return false;
    for (size_t i = 0; i * TOWN_CASES < cases; i++)
        if (!town_make(app, arena, TOWN_LARGE, (int64_t)i + 1, &all.towns[i], err))
            return false;
    if (!run_workers(&all, err))
        return false;
    *ret_events = atomic_load(&all.events);
    return true;
}
