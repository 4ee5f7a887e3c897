// SPDX-License-Identifier: EUPL-1.2
#include "app/erase.h"

#include <string.h>

static bool at_entries(struct error *err) {
    return error_at(err, NULL, "entries", 0, 0);
}

static bool bad_number(struct arena *arena, const char *key, int64_t seq, struct error *err) {
    struct str number = str_printf(arena, "%lld", (long long)seq);
    if (!number.p)
        return error_memory(err);
    error_set_str(err, ERR_INPUT, key, number);
    return at_entries(err);
}

static bool is_kept(const struct event *event) {
    return event->erased || event_governs(event->kind);
}

static bool reaches(const struct erasure_reach *reach, const struct event *event) {
    return str_eq(event->owner, reach->organisation) &&
           (event->law == LAW_NONE || reach->laws & (1U << event->law));
}

static bool add_seq(struct arena *arena, struct event_list log, const struct erasure_reach *reach,
                    int64_t seq, struct seq_list *seqs, struct error *err) {
    const struct event *event = event_find(log, seq);
    if (!event || is_kept(event))
        return bad_number(arena, "erasure.no-such-entry", seq, err);
    if (!reaches(reach, event))
        return bad_number(arena, "erasure.not-yours", seq, err);
    int64_t *place = LIST_PUSH(arena, &seqs->items);
    if (!place)
        return error_memory(err);
    *place = seq;
    return true;
}

// Everything: entries of another organisation, or under another law, stand in the way.
static bool add_all(struct arena *arena, struct event_list log, const struct erasure_reach *reach,
                    struct seq_list *seqs, struct error *err) {
    for (size_t i = 0; i < log.n; i++)
        if (!is_kept(&log.items[i]) && !add_seq(arena, log, reach, log.items[i].seq, seqs, err))
            return false;
    return true;
}

// "5", "5-9" or "5–9".
static bool read_range(struct str part, int64_t *ret_first, int64_t *ret_last) {
    const struct str dash = str_find(part, STR("–")) == STR_NOT_FOUND ? STR("-") : STR("–");
    const size_t at = str_find(part, dash);
    const struct str last =
        at == STR_NOT_FOUND ? part : str_sub(part, at + dash.n, part.n - at - dash.n);
    return str_int64(str_trim(at == STR_NOT_FOUND ? part : str_sub(part, 0, at)), ret_first) &&
           str_int64(str_trim(last), ret_last) && *ret_last >= *ret_first;
}

bool erasure_names(struct arena *arena, struct str entries, struct event_list log,
                   const struct erasure_reach *reach, struct seq_list *ret_seqs,
                   struct error *err) {
    struct str rest = str_trim(entries), part;
    struct seq_list seqs = {0};
    bool all = str_is(rest, "alla") || str_is(rest, "all") || str_is(rest, "Alla");
    if (all && !add_all(arena, log, reach, &seqs, err))
        return false;
    while (!all && str_split(&rest, ',', &part)) {
        int64_t first, last;
        if (!read_range(part, &first, &last) || last - first > (int64_t)log.n) {
            error_set(err, ERR_INPUT, "erasure.bad-entries", NULL);
            return at_entries(err);
        }
        for (int64_t seq = first; seq <= last; seq++)
            if (!add_seq(arena, log, reach, seq, &seqs, err))
                return false;
    }
    if (!seqs.items.n) {
        error_set(err, ERR_INPUT, "erasure.bad-entries", NULL);
        return at_entries(err);
    }
    *ret_seqs = seqs;
    return true;
}

bool erasure_confirms(const struct event *draft, struct event_list log,
                      const struct event **ret_proposal, struct error *err) {
    const struct field_value *ref = payload_get(&draft->payload, FIELD_erasure_confirmed_proposal);
    const struct event *proposal = ref ? event_find(log, ref->ref) : NULL;
    if (!proposal || proposal->kind != EVENT_erasure_proposed) {
        error_set(err, ERR_INPUT, "field.thing-unknown", NULL);
        return error_at(err, NULL, "proposal", 0, 0);
    }
    if (str_eq(proposal->recorder, draft->recorder)) {
        error_set(err, ERR_INPUT, "erasure.two-people", NULL);
        return error_at(err, NULL, "proposal", 0, 0);
    }
    *ret_proposal = proposal;
    return true;
}

bool erasure_mark(struct logs *logs, struct str stream, const struct seq_list *seqs,
                  struct error *err) {
    struct kept_log *log = logs_get(logs, stream, err);
    struct event *events = log ? ARENA_ARRAY(logs->arena, log->now.n, struct event) : NULL;
    if (!log)
        return false;
    if (!events)
        return error_memory(err);
    memcpy(events, log->now.items, log->now.n * sizeof(*events));
    for (size_t i = 0; i < seqs->items.n; i++)
        for (size_t k = 0; k < log->now.n; k++) {
            if (events[k].seq != seqs->items.items[i])
                continue;
            events[k].payload = (struct payload){0};
            events[k].because = events[k].deviation = STR_NONE;
            events[k].erased = true;
        }
    log->now.items = events;
    return true;
}
