// SPDX-License-Identifier: EUPL-1.2
//
// Fees under ceilings. What the routines say of the fee, and of what it must not pass, is gone
// through once more, event by event: a routine that raises the fee need not know of another that
// holds it down.
#include "routine/rules.h"

struct under {
    struct arena *arena;
    const struct zone *zone;
    struct ceiling *ceilings;
    bool *hold; // by ceiling: has begun, and not ended
    size_t ceiling_count;
    const struct fee *said; // what the routines say now; or NULL
    LIST_OF(struct fee) fees;
    struct error *err;
};

static bool is_dearer(const struct fee *fee, const struct ceiling *ceiling) {
    return fee->has_order && ceiling->has_order && fee->order > ceiling->order;
}

// The lowest ceiling that the level would pass; or NULL. What was in force before it began is none
// of its business.
static const struct ceiling *ceiling_over(const struct under *u, const struct fee *fee) {
    const struct ceiling *lowest = NULL;
    for (size_t i = 0; i < u->ceiling_count; i++) {
        const struct ceiling *one = &u->ceilings[i];
        if (u->hold[i] && is_dearer(fee, one) && date_cmp(fee->from, one->from) >= 0 &&
            (!lowest || one->order < lowest->order))
            lowest = one;
    }
    return lowest;
}

// It rests on the clauses of both.
static bool join_clauses(const struct under *u, const struct ground *ceiling, struct ground *fee) {
    size_t n = ceiling->clause_count + fee->clause_count;
    struct str *clauses = ARENA_ARRAY(u->arena, n, struct str);
    if (!clauses)
        return error_memory(u->err);
    for (size_t i = 0; i < n; i++)
        clauses[i] = i < ceiling->clause_count ? ceiling->clauses[i]
                                               : fee->clauses[i - ceiling->clause_count];
    fee->clauses = clauses;
    fee->clause_count = n;
    return true;
}

static bool in_force(const struct under *u, struct fee *ret_fee) {
    const struct ceiling *over = ceiling_over(u, u->said);
    *ret_fee = *u->said;
    if (!over)
        return true;
    ret_fee->level = over->level;
    ret_fee->order = over->order;
    ret_fee->reason = over->reason;
    ret_fee->capped = u->said->level;
    return join_clauses(u, &over->ground, &ret_fee->ground);
}

// `ended`: a ceiling has just ended. What it held down is in force from that day, no earlier.
static bool put(struct under *u, const struct event *event, bool ended) {
    struct date day = event_date(u->zone, event);
    struct fee fee;
    if (!in_force(u, &fee))
        return false;
    struct fee *last = u->fees.n ? &u->fees.items[u->fees.n - 1] : NULL;
    if (last && str_eq(last->level, fee.level) && str_eq(last->capped, fee.capped)) {
        last->reason = fee.reason;
        last->ground = fee.ground;
        return true;
    }
    fee.before = last ? last->level : STR("");
    fee.seq = event->seq;
    if (ended && date_cmp(fee.from, day) < 0)
        fee.from = day;
    struct fee *place = LIST_PUSH(u->arena, &u->fees);
    if (!place)
        return error_memory(u->err);
    *place = fee;
    return true;
}

static bool end_ceilings(struct under *u, int64_t seq) {
    bool ended = false;
    for (size_t i = 0; i < u->ceiling_count; i++) {
        bool now = u->hold[i] && u->ceilings[i].to_seq == seq;
        u->hold[i] = u->hold[i] && !now;
        ended = ended || now;
    }
    return ended;
}

// What is found out to have been in force when a ceiling began is what it is. Only upwards: a level
// that falls may be dated back to when the care began, and what was wrong is corrected in its
// place.
static void find_out(struct under *u) {
    for (size_t i = 0; i < u->ceiling_count; i++) {
        struct ceiling *one = &u->ceilings[i];
        if (!u->hold[i] || !is_dearer(u->said, one) || date_cmp(u->said->from, one->from) >= 0)
            continue;
        one->level = u->said->level;
        one->order = u->said->order;
    }
}

static bool begin_ceilings(struct under *u, int64_t seq) {
    for (size_t i = 0; i < u->ceiling_count; i++) {
        struct ceiling *one = &u->ceilings[i];
        struct fee now;
        if (one->from_seq != seq || !u->said)
            continue;
        if (!in_force(u, &now))
            return false;
        one->level = now.level;
        one->has_order = now.has_order;
        one->order = now.order;
        u->hold[i] = true;
    }
    return true;
}

static bool take_event(struct under *u, const struct answers *answers, const struct event *event) {
    bool ended = end_ceilings(u, event->seq), said = false;
    for (size_t i = 0; i < answers->fees.n; i++)
        if (answers->fees.items[i].seq == event->seq) {
            u->said = &answers->fees.items[i];
            said = true;
        }
    if (said)
        find_out(u);
    return (!u->said || !(said || ended) || put(u, event, ended)) && begin_ceilings(u, event->seq);
}

bool fees_under_ceilings(struct arena *arena, const struct zone *zone, struct event_list effective,
                         struct answers *answers, struct error *err) {
    struct under u = {.arena = arena,
                      .zone = zone,
                      .ceilings = answers->ceilings.items,
                      .ceiling_count = answers->ceilings.n,
                      .err = err};
    if (!answers->ceilings.n || !answers->fees.n)
        return true;
    if (!(u.hold = ARENA_ARRAY(arena, u.ceiling_count, bool)))
        return error_memory(err);
    for (size_t i = 0; i < effective.n; i++)
        if (!take_event(&u, answers, &effective.items[i]))
            return false;
    answers->fees.n = u.fees.n;
    answers->fees.items = u.fees.items;
    answers->fees.cap = u.fees.cap;
    return true;
}
