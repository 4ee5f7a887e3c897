// SPDX-License-Identifier: EUPL-1.2
//
// The observations that wait, on the day page of whoever is to read them.
#ifndef VAKA_WEB_VIEW_UNREAD_H
#define VAKA_WEB_VIEW_UNREAD_H

#include "web/duty_view.h"

struct unread_item_view {
    struct str text, when, unit;
};
struct unread_row_view {
    struct duty_view duty;
    struct str key, seen, about, read; // of the form that says that they are read
    LIST_OF(struct unread_item_view) items;
};
struct unread_view {
    struct str csrf, saved; // saved: the kind of what was just recorded, in words; or empty
    struct str field;       // by which the entry names what was read
    bool more;
    LIST_OF(struct unread_row_view) rows;
};

// When none wait they are not looked for.
bool unread_fill(struct request *request, bool some_wait, struct unread_view *view,
                 struct error *err) WARN_UNUSED;

#endif
