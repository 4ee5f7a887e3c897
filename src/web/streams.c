// SPDX-License-Identifier: EUPL-1.2
#include "web/streams.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/log.h"

#define NO_TOPIC SIZE_MAX
#define PLACES 4096 // of the table of topics

static const char beginning[] = "retry: 5000\n\n";
static const char beat[] = ":\n\n";
static const char changed[] = "event: changed\ndata:\n\n";
static const char ended[] = "event: ended\ndata:\n\n";

struct stream {
    struct streams *all;
    struct live live;
    struct MHD_Connection *connection;
    uint64_t number;     // in the order of opening; 0: the place is free
    const char *message; // to be written next, or NULL
    size_t written;      // of it
    bool asleep;         // the connection is suspended
    bool over;           // nothing follows the message
    int64_t next_beat;   // seconds of the monotonic clock
    size_t topic;        // of the look that is under way, or NO_TOPIC
};

struct streams {
    struct arena *arena; // holds itself
    struct app *app;
    int64_t beat_s;
    pthread_mutex_t lock;
    pthread_cond_t wakes;
    bool ending, runs;
    size_t open;
    uint64_t last_number;
    pthread_t thread;
    // Of the thread alone: what is shown, each once, and a table to find it in.
    struct live_topic topics[STREAMS_MAX];
    int64_t versions[STREAMS_MAX];
    size_t topic_count;
    uint16_t places[PLACES]; // index into topics + 1; 0: none
    struct stream list[STREAMS_MAX];
};
static_assert(STREAMS_MAX * 2 <= PLACES, "the table is never more than half full");

static struct timespec later(int64_t ms) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    int64_t ns = at.tv_nsec + ms % 1000 * 1000000;
    at.tv_sec += ms / 1000 + ns / 1000000000;
    at.tv_nsec = ns % 1000000000;
    return at;
}

// ---- one stream; with the lock held ----

static void wake(struct stream *stream) {
    if (!stream->asleep)
        return;
    stream->asleep = false;
    MHD_resume_connection(stream->connection);
}

// A message that is partly written goes first: its end is the beginning of nothing. What it would
// have been told is not lost: `seen` moves only when it is said.
static bool say(struct stream *stream, const char *message) {
    if (stream->message && stream->written)
        return false;
    stream->message = message;
    stream->written = 0;
    wake(stream);
    return true;
}

static void finish(struct stream *stream) {
    if (stream->over)
        return;
    stream->over = true;
    if (!say(stream, ended))
        wake(stream);
}

// The library calls it when there is room.
ssize_t streams_read(void *context, uint64_t position, char *to, size_t room) {
    (void)position;
    struct stream *stream = context;
    ssize_t n = 0;
    pthread_mutex_lock(&stream->all->lock);
    if (stream->message) {
        size_t left = strlen(stream->message) - stream->written;
        size_t now = left < room ? left : room;
        memcpy(to, stream->message + stream->written, now);
        stream->written += now;
        if (now == left)
            stream->message = NULL;
        n = (ssize_t)now;
    } else if (stream->over) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        stream->written = 0;
        stream->asleep = true;
        MHD_suspend_connection(stream->connection);
    }
    pthread_mutex_unlock(&stream->all->lock);
    return n;
}

// ---- opening and closing ----

// The place for one more; the oldest of a session that has too many is ended.
static struct stream *find_place(struct streams *streams, const struct live *live) {
    struct stream *place = NULL, *oldest = NULL;
    size_t own = 0;
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = &streams->list[i];
        if (!stream->number) {
            place = place ? place : stream;
        } else if (!stream->over && hash_eq(&stream->live.token, &live->token)) {
            own++;
            if (!oldest || stream->number < oldest->number)
                oldest = stream;
        }
    }
    if (place && own >= STREAMS_OF_ONE) {
        oldest->over = true;
        wake(oldest);
    }
    return place;
}

struct stream *streams_open(struct streams *streams, const struct live *live,
                            struct MHD_Connection *connection) {
    pthread_mutex_lock(&streams->lock);
    struct stream *stream = streams->ending ? NULL : find_place(streams, live);
    if (stream) {
        *stream = (struct stream){
            .all = streams,
            .live = *live,
            .connection = connection,
            .number = ++streams->last_number,
            .message = beginning,
            .next_beat = later(streams->beat_s * 1000).tv_sec,
            .topic = NO_TOPIC,
        };
        if (streams->open++ == 0)
            pthread_cond_signal(&streams->wakes);
    }
    pthread_mutex_unlock(&streams->lock);
    return stream;
}

void streams_close(struct stream *stream) {
    if (!stream)
        return;
    struct streams *streams = stream->all;
    pthread_mutex_lock(&streams->lock);
    stream->number = 0;
    streams->open--;
    pthread_mutex_unlock(&streams->lock);
}

// ---- looking ----

static size_t place_of(const struct live_topic *topic) {
    uint32_t hash = 2166136261u + topic->kind; // FNV-1a
    for (const char *c = topic->name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    return hash % PLACES;
}

static bool same_topic(const struct live_topic *a, const struct live_topic *b) {
    return a->kind == b->kind && strcmp(a->name, b->name) == 0;
}

static size_t note_topic(struct streams *streams, const struct live_topic *topic) {
    size_t at = place_of(topic);
    for (; streams->places[at]; at = (at + 1) % PLACES)
        if (same_topic(&streams->topics[streams->places[at] - 1], topic))
            return streams->places[at] - 1U;
    streams->topics[streams->topic_count++] = *topic;
    streams->places[at] = (uint16_t)streams->topic_count;
    return streams->topic_count - 1;
}

static void gather_topics(struct streams *streams) {
    streams->topic_count = 0;
    memset(streams->places, 0, sizeof(streams->places));
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = &streams->list[i];
        stream->topic = stream->number ? note_topic(streams, &stream->live.topic) : NO_TOPIC;
    }
}

// Streams that were opened since have no topic yet; they are looked at next time.
static void tell_changes(struct streams *streams) {
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = &streams->list[i];
        if (!stream->number || stream->over || stream->topic == NO_TOPIC)
            continue;
        int64_t version = streams->versions[stream->topic];
        if (version != stream->live.seen && say(stream, changed))
            stream->live.seen = version;
    }
}

// Asks for the session of each stream whose beat it is. The lock is open while it is asked.
static void keep_beat(struct streams *streams, bool *failed, struct error *err) {
    int64_t now = later(0).tv_sec;
    for (size_t i = 0; i < STREAMS_MAX && !streams->ending; i++) {
        struct stream *stream = &streams->list[i];
        if (!stream->number || stream->over || stream->next_beat > now)
            continue;
        struct live live = stream->live;
        uint64_t number = stream->number;
        bool holds = true;
        stream->next_beat = now + streams->beat_s;
        pthread_mutex_unlock(&streams->lock);
        *failed = !app_live_holds(streams->app, &live, &holds, err) || *failed;
        pthread_mutex_lock(&streams->lock);
        if (stream->number != number)
            continue;
        if (!holds)
            finish(stream);
        else if (!stream->message)
            say(stream, beat);
    }
}

// One look. The database is asked without the lock.
static void look(struct streams *streams, bool *told_of) {
    struct error err = {0};
    bool failed = false;
    gather_topics(streams);
    pthread_mutex_unlock(&streams->lock);
    failed = !app_live_versions(streams->app, streams->topics, streams->topic_count,
                                streams->versions, &err);
    pthread_mutex_lock(&streams->lock);
    if (!failed)
        tell_changes(streams);
    keep_beat(streams, &failed, &err);
    if (failed && !*told_of) // once, not twice a second
        log_error("streams", &err);
    *told_of = failed;
}

static void *run(void *context) {
    struct streams *streams = context;
    bool told_of = false;
    pthread_mutex_lock(&streams->lock);
    while (!streams->ending) {
        if (!streams->open) {
            pthread_cond_wait(&streams->wakes, &streams->lock);
            continue;
        }
        look(streams, &told_of);
        struct timespec until = later(STREAMS_LOOK_MS);
        while (!streams->ending &&
               pthread_cond_timedwait(&streams->wakes, &streams->lock, &until) == 0)
            ;
    }
    pthread_mutex_unlock(&streams->lock);
    return NULL;
}

// ---- beginning and end ----

bool streams_start(struct app *app, unsigned beat_s, struct streams **ret_streams,
                   struct error *err) {
    struct arena *arena = arena_new(sizeof(struct streams) + 1024);
    struct streams *streams = arena ? ARENA_NEW(arena, struct streams) : NULL;
    if (!streams) {
        arena_free(arena);
        return error_memory(err);
    }
    streams->arena = arena;
    streams->app = app;
    streams->beat_s = beat_s;
    pthread_mutex_init(&streams->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&streams->wakes, &attributes);
    pthread_condattr_destroy(&attributes);
    streams->runs = pthread_create(&streams->thread, NULL, run, streams) == 0;
    if (!streams->runs) {
        streams_free(streams);
        return error_set(err, ERR_IO, "server.no-thread", NULL);
    }
    *ret_streams = streams;
    return true;
}

void streams_end(struct streams *streams) {
    pthread_mutex_lock(&streams->lock);
    streams->ending = true;
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = &streams->list[i];
        if (!stream->number)
            continue;
        stream->over = true;
        wake(stream);
    }
    pthread_cond_signal(&streams->wakes);
    bool runs = streams->runs;
    streams->runs = false;
    pthread_mutex_unlock(&streams->lock);
    if (runs)
        pthread_join(streams->thread, NULL);
}

void streams_free(struct streams *streams) {
    if (!streams)
        return;
    streams_end(streams);
    pthread_cond_destroy(&streams->wakes);
    pthread_mutex_destroy(&streams->lock);
    arena_free(streams->arena);
}
