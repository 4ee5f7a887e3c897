// SPDX-License-Identifier: EUPL-1.2
#include "app/reason.h"

#include <stdatomic.h>
#include <string.h>

#include "app/derive.h"
#include "app/records.h"
#include "app/relation.h"
#include "app/sight.h"
#include "base/hash.h"
#include "base/log.h"
#include "routine/both.h"

bool reason_want(struct arena *arena, const struct duty_row *duty, struct ground *ret_ground,
                 struct reasons *reasons, struct error *err) {
    struct reason *reason = LIST_PUSH(arena, &reasons->items);
    if (!reason)
        return error_memory(err);
    *reason = (struct reason){.duty = duty, .ret_ground = ret_ground};
    *ret_ground = (struct ground){.decision = duty->decision};
    return true;
}

// A duty is named by the entry that opened it: what it is would tell of the person's health.
// Whether it was not named before; once the places are taken nothing is, for then it is known.
static bool is_new(struct app *app, const struct duty_row *duty) {
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add(&hasher, duty->stream);
    hasher_add_int(&hasher, duty->opened_seq);
    const struct hash hash = hasher_done(&hasher);
    uint64_t row;
    memcpy(&row, hash.b, sizeof(row));
    for (size_t i = 0; i < DAMAGED_TOLD_MAX; i++) {
        uint64_t there = 0;
        if (atomic_compare_exchange_strong(&app->damaged_told[i], &there, row))
            return true;
        if (there == row)
            return false;
    }
    return false;
}

static void log_damaged(struct app *app, struct arena *arena, const struct duty_row *duty) {
    struct str opened = str_printf(arena, "%lld", (long long)duty->opened_seq);
    const char *stream = str_c(arena, duty->stream);
    if (stream && opened.p && is_new(app, duty))
        log_write(LOG_ERROR, "app", "derive.bad-json", "table", "der_duty", "stream", stream,
                  "opened_seq", opened.p, NULL);
}

bool reason_read(struct app *app, struct arena *arena, const struct duty_row *duty,
                 struct ground *ret_ground, struct reasons *reasons, struct error *err) {
    struct error fault = {0};
    bool asked;
    if (ground_read(arena, duty->ground, ret_ground, &asked, &fault))
        return !asked || reason_want(arena, duty, ret_ground, reasons, err);
    if (fault.code != ERR_DAMAGED)
        return error_memory(err);
    log_damaged(app, arena, duty);
    *ret_ground = (struct ground){.decision = duty->decision, .unreadable = true};
    return true;
}

struct asking {
    struct app *app;
    struct arena *arena, *scratch; // scratch: of one case
    const struct actor *actor;
    struct reader *reader;
    struct error *err;
};

// The answers of a case go with the scratch arena; what is told of them is copied by way of its
// text.
static bool tell(const struct asking *a, const struct answers *answers, struct reason *reason) {
    const struct duty_row *row = reason->duty;
    struct str json;
    bool asked;
    reason->told = true;
    for (size_t i = 0; i < answers->duties.n; i++) {
        const struct duty *duty = &answers->duties.items[i];
        if (duty->state == DUTY_OPEN && str_eq(duty->decision, row->decision) &&
            str_eq(duty->thing, row->thing) && duty->ordinal == row->ordinal)
            return ground_write(a->arena, &duty->ground, &json, a->err) &&
                   ground_read(a->arena, json, reason->ret_ground, &asked, a->err);
    }
    return true;
}

static bool ask_case(const struct asking *a, struct str stream, const struct decision_names *wanted,
                     struct answers *ret_answers) {
    struct seen_case seen = {0};
    enum care_relation relation;
    return relation_find(a->app, a->reader, stream, a->actor->unit, &relation, a->err) &&
           person_all(a->reader, a->scratch, stream, &seen.all, a->err) &&
           see_records(a->app, a->scratch, a->actor, a->reader, relation, &seen, a->err) &&
           sight_duties(a->scratch, &seen.of, &seen.sight, wanted, ret_answers, a->err);
}

static bool is_of(const struct reason *reason, struct str stream) {
    return !reason->told && str_eq(reason->duty->stream, stream);
}

static bool tell_of_case(const struct asking *a, struct reasons *reasons, size_t first) {
    struct str stream = reasons->items.items[first].duty->stream;
    struct decision_names wanted = {0};
    struct answers answers;
    arena_reset(a->scratch);
    for (size_t i = first; i < reasons->items.n; i++) {
        struct str *name;
        if (!is_of(&reasons->items.items[i], stream))
            continue;
        if (!(name = LIST_PUSH(a->scratch, &wanted.items)))
            return error_memory(a->err);
        *name = reasons->items.items[i].duty->decision;
    }
    if (!ask_case(a, stream, &wanted, &answers))
        return false;
    for (size_t i = first; i < reasons->items.n; i++)
        if (is_of(&reasons->items.items[i], stream) && !tell(a, &answers, &reasons->items.items[i]))
            return false;
    return true;
}

bool reasons_ask(struct app *app, struct arena *arena, const struct actor *actor,
                 struct reader *reader, struct reasons *reasons, struct error *err) {
    struct actor anybody = *actor; // with that role at that unit
    anybody.user = SYSTEM_USER;
    anybody.reasons = STR_NONE;
    if (!reasons->items.n)
        return true;
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new(ARENA_DEFAULT_CEILING);
    if (!scratch)
        return error_memory(err);
    const struct asking asking = {app, arena, scratch, &anybody, reader, err};
    for (size_t i = 0; i < reasons->items.n; i++)
        if (!reasons->items.items[i].told && !tell_of_case(&asking, reasons, i))
            return false;
    return true;
}
