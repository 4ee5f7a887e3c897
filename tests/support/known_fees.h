// SPDX-License-Identifier: EUPL-1.2
//
// The levels of the fee as they were known, against the whole case asked everything as it was then.
#ifndef VAKA_TESTS_SUPPORT_KNOWN_FEES_H
#define VAKA_TESTS_SUPPORT_KNOWN_FEES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/fee_history.h"
#include "calendar/zone.h"

static inline struct date day_recorded(const struct zone *zone, const struct event *event) {
    return zone_local(zone, event->recorded).date;
}

static inline bool is_known_on(const struct fee_row *row, struct str day) {
    return str_cmp(row->known, day) <= 0 && (!row->ceased.n || str_cmp(row->ceased, day) > 0);
}

static inline size_t known_on(const struct fee_rows *rows, struct str day) {
    size_t known = 0;
    for (size_t i = 0; i < rows->items.n; i++)
        known += is_known_on(&rows->items.items[i], day);
    return known;
}

// Another took its place from the very same day, or before.
static inline bool never_held(const struct answers *answers, size_t i) {
    for (size_t k = i + 1; k < answers->fees.n; k++)
        if (date_cmp(answers->fees.items[k].from, answers->fees.items[i].from) <= 0)
            return true;
    return false;
}

static inline bool has_row(const struct fee_rows *rows, struct str day, const struct fee *fee,
                           struct str starts) {
    for (size_t i = 0; i < rows->items.n; i++) {
        const struct fee_row *row = &rows->items.items[i];
        if (is_known_on(row, day) && (row->earlier.n == 0 || str_eq(row->starts, starts)) &&
            str_eq(row->level, fee->level) && str_eq(row->capped, fee->capped))
            return true;
    }
    return false;
}

static inline bool has_fee(struct arena *arena, const struct answers *answers,
                           const struct fee_row *row) {
    for (size_t i = 0; i < answers->fees.n; i++)
        if (str_eq(date_text(arena, answers->fees.items[i].from), row->starts))
            return true;
    return false;
}

// The rows of a day tell the same levels as the whole case.
static inline size_t assert_known_then(const struct routine *routine, const struct zone *zone,
                                       struct arena *arena, struct event_list events,
                                       const struct fee_rows *rows) {
    struct event_list effective;
    struct answers answers;
    struct str day = date_text(arena, day_recorded(zone, &events.items[events.n - 1]));
    assert_true(event_effective(arena, events, &effective, NULL));
    assert_true(routine_answer(routine, arena, effective, &answers, NULL));
    size_t known = known_on(rows, day);
    assert_true(known || answers.fees.n <= 1);
    for (size_t i = 0; known && i < answers.fees.n; i++) {
        const struct fee *fee = &answers.fees.items[i];
        assert_true(never_held(&answers, i) ||
                    has_row(rows, day, fee, date_text(arena, fee->from)));
    }
    for (size_t k = 0; k < rows->items.n; k++) {
        const struct fee_row *row = &rows->items.items[k];
        assert_true(!is_known_on(row, day) || row->earlier.n == 0 || has_fee(arena, &answers, row));
    }
    return answers.fees.n;
}

// Of each day on which something was recorded, the last event of which ends the list. How many
// levels were looked at.
static inline size_t assert_known_fees(const struct routine *routine, const struct zone *zone,
                                       struct arena *arena, struct event_list events,
                                       const struct fee_rows *rows) {
    size_t count = 0;
    for (size_t n = 1; n <= events.n; n++)
        if (n == events.n || date_cmp(day_recorded(zone, &events.items[n - 1]),
                                      day_recorded(zone, &events.items[n])) != 0)
            count +=
                assert_known_then(routine, zone, arena, (struct event_list){n, events.items}, rows);
    return count;
}

#endif
