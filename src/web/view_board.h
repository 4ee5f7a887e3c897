// SPDX-License-Identifier: EUPL-1.2
//
// The board: the persons whose team works as one (VILS).
#ifndef VAKA_WEB_VIEW_BOARD_H
#define VAKA_WEB_VIEW_BOARD_H

#include "app/board.h"
#include "web/duty_view.h"
#include "web/page.h"

struct board_change_view {
    struct str what, when;
    struct str choice, text; // what it says: as chosen, and in somebody's own words; or empty
};
struct board_change_view board_change_of(const struct wording *wording,
                                         const struct board_change *change);
struct board_row_view {
    struct str id, name, age; // of the person
    bool guarded;
    bool late; // the meeting, or something that waits for an answer
    struct str since, decided_by;
    struct str met, next, next_lateness; // or empty
    bool next_late;
    LIST_OF(struct board_change_view) changes;
    size_t changes_more; // that are not shown
    LIST_OF(struct duty_view) unanswered;
};
struct board_view {
    struct page page;
    size_t count, late;
    bool is_one, is_two, all_late;
    bool more, has_times; // has_times: the user may see how long it took
    LIST_OF(struct board_row_view) rows;
};

#endif
