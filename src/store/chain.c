// SPDX-License-Identifier: EUPL-1.2
//
// The chain. commitment = H(salt, payload); hash = H(every field of the envelope, previous hash,
// commitment), where H is SHA-256 over fields that are each preceded by their length
// (base/hash.h). A payload can be erased with its salt: the commitment stays, the chain stays
// whole, and nobody can guess the content back. The order of the fields is final.
#include "store/internal.h"

#include <string.h>

#define EVENT_TAG STR("vaka event 1")
#define ACCESS_TAG STR("vaka access 1")

static const struct str precision_ids[] = {
    [PRECISION_DAY] = {"day", 3},
    [PRECISION_MINUTE] = {"minute", 6},
};

static struct str code_id(enum code code) {
    return code == CODE_NONE ? STR_NONE : str_of(code_info(code)->id);
}

struct envelope envelope_of(const struct event *event) {
    return (struct envelope){
        .stream = event->stream,
        .seq = event->seq,
        .kind = str_of(event_info(event->kind)->id),
        .vocabulary = event->vocabulary,
        .happened = event->happened.us,
        .precision = precision_ids[event->precision],
        .recorded = event->recorded.us,
        .performer = event->performer,
        .informant = event->informant,
        .channel = code_id(event->channel),
        .recorder = event->recorder,
        .assignment = event->assignment,
        .role = code_id(event->role),
        .unit = event->unit,
        .owner = event->owner,
        .law = str_of(law_id(event->law)),
        .corrects = event->corrects,
        .idempotency_key = event->idempotency_key,
    };
}

static enum code find_code(struct query *query, enum code_list list, struct str id) {
    enum code code = id.n ? code_find(list, id) : CODE_NONE;
    if (id.n && code == CODE_NONE)
        query_unread(query, id);
    return code;
}

static enum law find_law(struct query *query, struct str id) {
    for (enum law law = LAW_NONE; law <= LAW_LSS; law++)
        if (str_is(id, law_id(law)))
            return law;
    query_unread(query, id);
    return LAW_NONE;
}

bool envelope_to_event(struct query *query, const struct envelope *envelope,
                       struct event *ret_event) {
    enum event_kind kind = event_kind_find(envelope->kind);
    if (kind == EVENT_NONE)
        query_unread(query, envelope->kind);
    struct event event = {
        .stream = envelope->stream,
        .seq = envelope->seq,
        .kind = kind,
        .vocabulary = envelope->vocabulary,
        .happened = {envelope->happened},
        .precision = str_eq(envelope->precision, precision_ids[PRECISION_DAY]) ? PRECISION_DAY
                                                                               : PRECISION_MINUTE,
        .recorded = {envelope->recorded},
        .performer = envelope->performer,
        .informant = envelope->informant,
        .channel = find_code(query, CODES_channel, envelope->channel),
        .recorder = envelope->recorder,
        .assignment = envelope->assignment,
        .role = find_code(query, CODES_role, envelope->role),
        .unit = envelope->unit,
        .owner = envelope->owner,
        .law = find_law(query, envelope->law),
        .corrects = envelope->corrects,
        .idempotency_key = envelope->idempotency_key,
    };
    if (query->unread[0])
        return false;
    *ret_event = event;
    return true;
}

void envelope_bind(struct query *query, const struct envelope *e) {
    query_bind_text(query, e->stream);
    query_bind_int(query, e->seq);
    query_bind_text(query, e->kind);
    query_bind_int(query, e->vocabulary);
    query_bind_int(query, e->happened);
    query_bind_text(query, e->precision);
    query_bind_int(query, e->recorded);
    query_bind_text(query, e->performer);
    query_bind_text(query, e->informant);
    query_bind_text(query, e->channel);
    query_bind_text(query, e->recorder);
    query_bind_text(query, e->assignment);
    query_bind_text(query, e->role);
    query_bind_text(query, e->unit);
    query_bind_text(query, e->owner);
    query_bind_text(query, e->law);
    query_bind_int(query, e->corrects);
    query_bind_text(query, e->idempotency_key);
    query_bind_hash(query, &e->commitment);
    query_bind_hash(query, &e->previous);
    query_bind_hash(query, &e->hash);
}

struct envelope envelope_read(struct query *query, struct arena *arena) {
    struct envelope e = {0};
    e.stream = query_text(query, arena);
    e.seq = query_int(query);
    e.kind = query_text(query, arena);
    e.vocabulary = query_int(query);
    e.happened = query_int(query);
    e.precision = query_text(query, arena);
    e.recorded = query_int(query);
    e.performer = query_text(query, arena);
    e.informant = query_text(query, arena);
    e.channel = query_text(query, arena);
    e.recorder = query_text(query, arena);
    e.assignment = query_text(query, arena);
    e.role = query_text(query, arena);
    e.unit = query_text(query, arena);
    e.owner = query_text(query, arena);
    e.law = query_text(query, arena);
    e.corrects = query_int(query);
    e.idempotency_key = query_text(query, arena);
    e.commitment = query_hash(query);
    e.previous = query_hash(query);
    e.hash = query_hash(query);
    return e;
}

struct hash chain_commitment(struct str salt, struct str body) {
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add(&hasher, salt);
    hasher_add(&hasher, body);
    return hasher_done(&hasher);
}

struct hash chain_hash(const struct envelope *e) {
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add(&hasher, EVENT_TAG);
    hasher_add(&hasher, e->stream);
    hasher_add_int(&hasher, e->seq);
    hasher_add(&hasher, e->kind);
    hasher_add_int(&hasher, e->vocabulary);
    hasher_add_int(&hasher, e->happened);
    hasher_add(&hasher, e->precision);
    hasher_add_int(&hasher, e->recorded);
    hasher_add(&hasher, e->performer);
    hasher_add(&hasher, e->informant);
    hasher_add(&hasher, e->channel);
    hasher_add(&hasher, e->recorder);
    hasher_add(&hasher, e->assignment);
    hasher_add(&hasher, e->role);
    hasher_add(&hasher, e->unit);
    hasher_add(&hasher, e->owner);
    hasher_add(&hasher, e->law);
    hasher_add_int(&hasher, e->corrects);
    hasher_add(&hasher, e->idempotency_key);
    hasher_add_hash(&hasher, &e->previous);
    hasher_add_hash(&hasher, &e->commitment);
    return hasher_done(&hasher);
}

void access_bind(struct query *query, const struct access_entry *entry) {
    query_bind_text(query, entry->server);
    query_bind_int(query, entry->seq);
    query_bind_int(query, entry->at);
    query_bind_text(query, entry->user);
    query_bind_text(query, entry->assignment);
    query_bind_text(query, entry->role);
    query_bind_text(query, entry->unit);
    query_bind_text(query, entry->stream);
    query_bind_text(query, entry->act);
    query_bind_text(query, entry->what);
    query_bind_text(query, entry->verdict);
    query_bind_text(query, entry->reason);
    query_bind_hash(query, &entry->previous);
    query_bind_hash(query, &entry->hash);
}

struct access_entry access_read(struct query *query, struct arena *arena) {
    struct access_entry entry = {0};
    entry.server = query_text(query, arena);
    entry.seq = query_int(query);
    entry.at = query_int(query);
    entry.user = query_text(query, arena);
    entry.assignment = query_text(query, arena);
    entry.role = query_text(query, arena);
    entry.unit = query_text(query, arena);
    entry.stream = query_text(query, arena);
    entry.act = query_text(query, arena);
    entry.what = query_text(query, arena);
    entry.verdict = query_text(query, arena);
    entry.reason = query_text(query, arena);
    entry.previous = query_hash(query);
    entry.hash = query_hash(query);
    return entry;
}

struct hash chain_access_hash(const struct access_entry *entry) {
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add(&hasher, ACCESS_TAG);
    hasher_add(&hasher, entry->server);
    hasher_add_int(&hasher, entry->seq);
    hasher_add_int(&hasher, entry->at);
    hasher_add(&hasher, entry->user);
    hasher_add(&hasher, entry->assignment);
    hasher_add(&hasher, entry->role);
    hasher_add(&hasher, entry->unit);
    hasher_add(&hasher, entry->stream);
    hasher_add(&hasher, entry->act);
    hasher_add(&hasher, entry->what);
    hasher_add(&hasher, entry->verdict);
    hasher_add(&hasher, entry->reason);
    hasher_add_hash(&hasher, &entry->previous);
    return hasher_done(&hasher);
}
