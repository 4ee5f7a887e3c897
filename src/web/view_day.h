// SPDX-License-Identifier: EUPL-1.2
//
// Min dag: what the user's role at the unit has to do, in order of time.
#ifndef VAKA_WEB_VIEW_DAY_H
#define VAKA_WEB_VIEW_DAY_H

#include "web/duty_view.h"
#include "web/page.h"
#include "web/view_round.h"
#include "web/view_told.h"
#include "web/view_unread.h"

struct day_group {
    struct str heading;
    bool late;
    bool follows_split; // what is written where one stands, and what is to be read, is before it
    LIST_OF(struct duty_view) duties;
};
struct day_view {
    struct page page;
    struct told_view told;
    struct str heading; // the date
    // The view day_list, which is the same for everybody with the role at the unit; the round and
    // what is to be read stand after its first part: how much there is to do, and what hurries.
    struct html first, rest;
    size_t count, urgent, late;
    bool is_one, is_two, all_urgent, all_late;
    int64_t messages; // that could not be recorded, for whoever works through them
    bool has_queue, has_on_time;
    struct round_view round;          // of care staff
    struct unread_view unread;        // of whoever reads observations
    LIST_OF(struct day_group) groups; // those that have any
    bool more;
    bool has_unread;           // some of them are told apart
    bool is_split, split_last; // split_last: nothing stands after the first part
};

#endif
