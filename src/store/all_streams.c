// SPDX-License-Identifier: EUPL-1.2
//
// A ring of places, and three numbers that only grow: how many streams have been put into it, begun
// by a worker, and taken. A stream has the place of its number.
#include "store/workers.h"

#include <sched.h>
#include <string.h>

#define STREAMS_AT_ONCE 500
#define PLACES_A_WORKER 4
#define FEWEST_READERS 2 // whoever asks, and a worker

struct place {
    struct arena *arena;
    char stream[STREAM_ID_MAX];
    size_t length;
    bool is_made; // or has failed
    bool ok;
    void *made;
    struct error err;
};

struct ring {
    const struct all_streams *asked;
    struct place places[PLACES_A_WORKER * WORKERS_MAX];
    size_t place_count;

    pthread_mutex_t mutex; // guards what follows, and is_made
    pthread_cond_t put_more, made_next;
    size_t put, begun, taken;
    bool stop;
};

struct worker {
    struct ring *ring;
    struct reader *reader;
    pthread_t thread;
};

static struct place *place_of(struct ring *ring, size_t number) {
    return &ring->places[number % ring->place_count];
}

static struct str stream_of(const struct place *place) {
    return (struct str){place->stream, place->length};
}

// ---- workers ----

// The next stream to be worked on; NULL: there are no more.
static struct place *begin_next(struct ring *ring, size_t *ret_number) {
    struct place *place = NULL;
    pthread_mutex_lock(&ring->mutex);
    while (ring->begun == ring->put && !ring->stop)
        pthread_cond_wait(&ring->put_more, &ring->mutex);
    if (!ring->stop) {
        *ret_number = ring->begun++;
        place = place_of(ring, *ret_number);
    }
    pthread_mutex_unlock(&ring->mutex);
    return place;
}

static void note_made(struct ring *ring, struct place *place, size_t number) {
    pthread_mutex_lock(&ring->mutex);
    place->is_made = true;
    if (number == ring->taken)
        pthread_cond_signal(&ring->made_next);
    pthread_mutex_unlock(&ring->mutex);
}

static void *work(void *context) {
    const struct worker *worker = context;
    struct ring *ring = worker->ring;
    struct place *place;
    size_t number;
    while ((place = begin_next(ring, &number))) {
        place->ok = ring->asked->make(ring->asked->context, place->arena, worker->reader,
                                      stream_of(place), &place->made, &place->err);
        note_made(ring, place, number);
    }
    return NULL;
}

// ---- whoever asked ----

static void put(struct ring *ring, struct str stream) {
    struct place *place = place_of(ring, ring->put);
    arena_reset(place->arena);
    place->length = stream.n < STREAM_ID_MAX ? stream.n : STREAM_ID_MAX;
    memcpy(place->stream, stream.p, place->length);
    place->is_made = false;
    pthread_mutex_lock(&ring->mutex);
    ring->put++;
    pthread_cond_signal(&ring->put_more);
    pthread_mutex_unlock(&ring->mutex);
}

static bool take_next(struct ring *ring, struct reader *reader, struct error *err) {
    struct place *place = place_of(ring, ring->taken);
    pthread_mutex_lock(&ring->mutex);
    while (!place->is_made)
        pthread_cond_wait(&ring->made_next, &ring->mutex);
    pthread_mutex_unlock(&ring->mutex);
    if (!place->ok) {
        if (err)
            *err = place->err;
        return false;
    }
    if (!ring->asked->take(ring->asked->context, place->arena, reader, stream_of(place),
                           place->made, err))
        return false;
    pthread_mutex_lock(&ring->mutex);
    ring->taken++;
    pthread_mutex_unlock(&ring->mutex);
    return true;
}

static bool put_kind(struct ring *ring, struct reader *reader, struct arena *names,
                     enum stream_kind kind, struct error *err) {
    char last[STREAM_ID_MAX];
    struct str after = STR_NONE, *streams;
    size_t n;
    do {
        arena_reset(names);
        if (!store_streams(reader, names, kind, after, STREAMS_AT_ONCE, &streams, &n, err))
            return false;
        for (size_t i = 0; i < n; i++) {
            if (ring->put - ring->taken == ring->place_count && !take_next(ring, reader, err))
                return false;
            put(ring, streams[i]);
        }
        if (n) {
            size_t length = streams[n - 1].n < sizeof(last) ? streams[n - 1].n : sizeof(last);
            memcpy(last, streams[n - 1].p, length);
            after = (struct str){last, length};
        }
    } while (n == STREAMS_AT_ONCE);
    return true;
}

static bool put_all(struct ring *ring, struct reader *reader, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *names = arena_new(ARENA_DEFAULT_CEILING);
    if (!names)
        return error_memory(err);
    for (size_t i = 0; i < ring->asked->kind_count; i++)
        if (!put_kind(ring, reader, names, ring->asked->kinds[i], err))
            return false;
    while (ring->taken < ring->put)
        if (!take_next(ring, reader, err))
            return false;
    return true;
}

// ---- the ring ----

static size_t start_workers(struct ring *ring, struct worker *workers, struct workers *with) {
    size_t n = 0;
    for (; n + 1 < with->n; n++) {
        workers[n] = (struct worker){.ring = ring, .reader = &with->readers[n + 1]};
        if (pthread_create(&workers[n].thread, NULL, work, &workers[n]) != 0)
            break;
    }
    return n;
}

static void stop_workers(struct ring *ring, const struct worker *workers, size_t n) {
    pthread_mutex_lock(&ring->mutex);
    ring->stop = true;
    pthread_cond_broadcast(&ring->put_more);
    pthread_mutex_unlock(&ring->mutex);
    for (size_t i = 0; i < n; i++)
        pthread_join(workers[i].thread, NULL);
}

static bool make_places(struct ring *ring) {
    for (size_t i = 0; i < ring->place_count; i++)
        if (!(ring->places[i].arena = arena_new(ARENA_DEFAULT_CEILING)))
            return false;
    return true;
}

static void ring_close(struct ring *ring) {
    for (size_t i = 0; i < ring->place_count; i++)
        arena_free(ring->places[i].arena);
    pthread_cond_destroy(&ring->put_more);
    pthread_cond_destroy(&ring->made_next);
    pthread_mutex_destroy(&ring->mutex);
}

bool workers_run(struct workers *workers, const struct all_streams *asked, struct error *err) {
    struct worker started[WORKERS_MAX];
    CLEANUP(ring_close)
    struct ring ring = {.asked = asked, .place_count = PLACES_A_WORKER * (workers->n - 1)};
    pthread_mutex_init(&ring.mutex, NULL);
    pthread_cond_init(&ring.put_more, NULL);
    pthread_cond_init(&ring.made_next, NULL);
    if (!make_places(&ring))
        return error_memory(err);
    size_t n = start_workers(&ring, started, workers);
    bool ok = n ? put_all(&ring, &workers->readers[0], err)
                : error_set(err, ERR_MEMORY, "store.no-thread", NULL);
    stop_workers(&ring, started, n);
    return ok;
}

// ---- connections ----

// Those that this process may run on.
static size_t processors(void) {
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
    return n > 0 ? (size_t)n : 1;
}

bool workers_open(struct store *store, struct workers *workers, struct error *err) {
    size_t wanted = store->options.workers ? store->options.workers : processors();
    if (wanted > WORKERS_MAX)
        wanted = WORKERS_MAX;
    for (; workers->n < 1 + wanted; workers->n++) {
        struct reader *reader = &workers->readers[workers->n];
        if (reader_open(store, reader, workers->n < FEWEST_READERS ? err : NULL))
            continue;
        connection_close(&reader->connection);
        break;
    }
    return workers->n >= FEWEST_READERS;
}

static void close_from(struct workers *workers, size_t first) {
    for (size_t i = first; i < workers->n; i++)
        connection_close(&workers->readers[i].connection);
    workers->n = first;
}

bool workers_begin(struct workers *workers, struct error *err) {
    for (size_t i = 0; i < workers->n; i++)
        if (!reader_begin(&workers->readers[i], i < FEWEST_READERS ? err : NULL)) {
            close_from(workers, i);
            return i >= FEWEST_READERS;
        }
    return true;
}

void workers_close(struct workers *workers) {
    close_from(workers, 0);
}

// ---- of one moment ----

static bool begin_as_writer(struct store *store, void *context, struct error *err) {
    (void)store;
    return workers_begin(context, err);
}

bool store_all_streams(struct store *store, const struct all_streams *asked, struct error *err) {
    CLEANUP(workers_close) struct workers workers = {0};
    struct job job = {.run = begin_as_writer, .context = &workers, .alone = true};
    return workers_open(store, &workers, err) && writer_ask(store, &job, NULL, err) &&
           workers_run(&workers, asked, err);
}
