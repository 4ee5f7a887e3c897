// SPDX-License-Identifier: EUPL-1.2
//
// The round: the unit's persons on the day page of the care staff, with what is new, and what is
// recorded where one stands.
#ifndef VAKA_WEB_VIEW_ROUND_H
#define VAKA_WEB_VIEW_ROUND_H

#include "web/html.h"
#include "web/view_board.h"

struct round_use_view {
    struct str value, label; // of time_use
    bool chosen;
};
struct round_row_view {
    struct str id, name, age, observe_key, time_key; // of the person; of the two forms
    bool guarded, in_vils;
    bool may_observe, may_time, may_change;
    struct str died;  // when, or empty
    struct str since; // when the user last opened the case, or empty: yesterday
    LIST_OF(struct board_change_view) changes;
};
struct round_view {
    bool is_round; // the user makes rounds
    bool more;
    struct str csrf, saved;         // saved: the kind of what was just recorded, in words; or empty
    struct str at;                  // the moment here, "2026-03-02T10:00"
    struct str today, now;          // of an observation
    struct str time_date, from, to; // of a stretch of time
    struct str observed, timed;     // the kinds, in words
    LIST_OF(struct round_use_view) uses;
    LIST_OF(struct round_row_view) rows;
};

// Empty for who makes no rounds.
bool round_fill(struct request *request, struct round_view *view, struct error *err) WARN_UNUSED;

#endif
