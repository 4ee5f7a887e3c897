// SPDX-License-Identifier: EUPL-1.2
//
// Change sets. The submitting thread writes the payloads as JSON and commits to them; the writer
// checks that the stream stands where the change was derived from, chains the events, and writes
// what differs among the derived rows.
#include "store/internal.h"
#include "store/recording.h"

#include <assert.h>

#define EVENTS_MAX 256 // in one change set

struct prepared {
    struct envelope envelope;
    struct salt salt;
    struct str body;
};

// One stream of what is submitted.
struct submission {
    const struct change_set *change;
    struct str stream;
    size_t count;
    struct prepared *events;
    struct submitted result; // of the first
    struct submission *with;
};

static struct str salt_bytes(const struct salt *salt) {
    return (struct str){(const char *)salt->b, SALT_SIZE};
}

static bool prepare_event(struct arena *arena, const struct event *event, struct prepared *prepared,
                          struct error *err) {
    prepared->envelope = envelope_of(event);
    if (!event_write(arena, event, &prepared->body, err))
        return false;
    random_bytes(prepared->salt.b, SALT_SIZE);
    prepared->envelope.commitment = chain_commitment(salt_bytes(&prepared->salt), prepared->body);
    return true;
}

static bool prepare_one(struct arena *arena, const struct change_set *change,
                        struct submission *submission, struct error *err) {
    submission->change = change;
    submission->count = change->events.n;
    submission->stream = change->events.n ? change->events.items[0].stream : change->derived.stream;
    assert(submission->stream.n);
    assert(!change->derived.stream.n || str_eq(change->derived.stream, submission->stream));
    if (submission->count > EVENTS_MAX)
        return error_set(err, ERR_LIMIT, "store.too-many-events", NULL);
    submission->events = ARENA_ARRAY(arena, submission->count, struct prepared);
    if (!submission->events)
        return error_memory(err);
    for (size_t i = 0; i < submission->count; i++) {
        assert(str_eq(change->events.items[i].stream, submission->stream));
        if (!prepare_event(arena, &change->events.items[i], &submission->events[i], err))
            return false;
    }
    return true;
}

static bool prepare(struct arena *arena, const struct change_set *change,
                    struct submission *submission, struct error *err) {
    for (; change; change = change->with) {
        if (!prepare_one(arena, change, submission, err))
            return false;
        if (change->with && !(submission->with = ARENA_NEW(arena, struct submission)))
            return error_memory(err);
        submission = submission->with;
    }
    return true;
}

// ---- by the writer ----

// Whether one of the events was recorded before, under the key of the form that it came from.
static bool find_known(struct store *store, struct submission *submission, struct error *err) {
    for (size_t i = 0; i < submission->count; i++) {
        const struct envelope *envelope = &submission->events[i].envelope;
        if (!envelope->idempotency_key.n)
            continue;
        CLEANUP(query_done)
        struct query query = query_start(&store->writer.connection, SQL_event_known);
        query_bind_text(&query, envelope->stream);
        query_bind_text(&query, envelope->idempotency_key);
        if (query_row(&query))
            submission->result = (struct submitted){.seq = query_int(&query), .already = true};
        if (!query_ok(&query, err))
            return false;
        if (submission->result.already)
            return true;
    }
    return true;
}

static bool check_head(struct store *store, struct str stream, int64_t expected,
                       struct hash *ret_previous, struct error *err) {
    CLEANUP(query_done) struct query query = query_start(&store->writer.connection, SQL_head);
    query_bind_text(&query, stream);
    int64_t seq = 0;
    struct hash previous = {{0}};
    if (query_row(&query)) {
        seq = query_int(&query);
        previous = query_hash(&query);
    }
    if (!query_ok(&query, err))
        return false;
    if (seq != expected)
        return error_set(err, ERR_CONFLICT, "store.moved-on", NULL);
    *ret_previous = previous;
    return true;
}

static bool check_heads(struct store *store, const struct change_set *change, struct error *err) {
    struct hash unused;
    for (size_t i = 0; i < change->derived_from.n; i++)
        if (!check_head(store, change->derived_from.items[i].stream,
                        change->derived_from.items[i].seq, &unused, err))
            return false;
    return true;
}

// Two users may give the same number to two records at the same moment: the second must find the
// first.
static bool check_number(struct store *store, const struct submission *submission,
                         struct error *err) {
    const struct derived *derived = &submission->change->derived;
    if (!submission->count || !derived->has_person)
        return true;
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_number_of_another);
    query_bind_text(&query, derived->person.number);
    query_bind_text(&query, derived->stream);
    if (query_row(&query))
        return error_set(err, ERR_CONFLICT, "store.number-taken", NULL);
    return query_ok(&query, err);
}

static bool insert_payload(struct store *store, const struct prepared *event, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_payload_insert);
    query_bind_text(&query, event->envelope.stream);
    query_bind_int(&query, event->envelope.seq);
    query_bind_bytes(&query, event->salt.b, SALT_SIZE);
    query_bind_text(&query, event->body);
    return query_exec(&query, err);
}

static bool insert_event(struct store *store, const struct prepared *event, struct error *err) {
    CLEANUP(query_done)
    struct query query = query_start(&store->writer.connection, SQL_event_insert);
    envelope_bind(&query, &event->envelope);
    return query_exec(&query, err) && insert_payload(store, event, err);
}

static bool insert_events(struct store *store, struct submission *submission, struct hash previous,
                          struct error *err) {
    int64_t seq = submission->change->expected_seq;
    submission->result.seq = submission->count ? seq + 1 : seq;
    for (size_t i = 0; i < submission->count; i++) {
        struct prepared *event = &submission->events[i];
        event->envelope.seq = ++seq;
        event->envelope.previous = previous;
        event->envelope.hash = chain_hash(&event->envelope);
        previous = event->envelope.hash;
        if (!insert_event(store, event, err))
            return false;
    }
    return true;
}

static bool write_told(struct store *store, const struct change_set *change, struct error *err) {
    for (size_t i = 0; i < change->told.items.n; i++)
        if (!account_notice_write(store, &change->told.items.items[i], err))
            return false;
    return true;
}

static bool write_one(struct store *store, struct submission *submission, struct error *err) {
    const struct change_set *change = submission->change;
    struct hash previous;
    return check_head(store, submission->stream, change->expected_seq, &previous, err) &&
           insert_events(store, submission, previous, err) && payloads_erase(store, change, err) &&
           (!change->derived.stream.n || derived_write(store, &change->derived, err)) &&
           write_told(store, change, err) &&
           (!change->has_access || access_write(store, &change->access, err));
}

static bool run_submission(struct store *store, void *context, struct error *err) {
    struct submission *first = context;
    if (!find_known(store, first, err))
        return false;
    if (first->result.already)
        return true;
    if (!check_heads(store, first->change, err))
        return false;
    for (struct submission *one = first; one; one = one->with)
        if (!write_one(store, one, err))
            return false;
    for (struct submission *one = first; one; one = one->with)
        if (!check_number(store, one, err))
            return false;
    return true;
}

// By whoever holds the writer through *reader, which is taken, or by anybody (NULL).
static bool submit(struct store *store, struct reader **reader, const struct change_set *change,
                   struct submitted *ret, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        return error_memory(err);
    struct submission submission = {0};
    struct job job = {.run = run_submission, .context = &submission};
    if (!prepare(arena, change, &submission, err))
        return false;
    if (reader)
        *reader = NULL;
    if (!(reader ? writer_go_on : writer_ask)(store, &job, change->wait, err))
        return false;
    for (struct submission *one = &submission; one && !submission.result.already; one = one->with)
        for (size_t i = 0; i < one->count; i++)
            one->change->events.items[i].seq = one->events[i].envelope.seq;
    *ret = submission.result;
    return true;
}

bool store_submit(struct store *store, const struct change_set *change, struct submitted *ret,
                  struct error *err) {
    return submit(store, NULL, change, ret, err);
}

bool store_submit_from(struct reader **reader, const struct change_set *change,
                       struct submitted *ret, struct error *err) {
    struct store *store = (*reader)->store;
    if (*reader == &store->writer)
        return submit(store, reader, change, ret, err);
    // Nobody need wait for this connection while the writing is made durable.
    store_read_end(reader);
    return store_submit(store, change, ret, err);
}
