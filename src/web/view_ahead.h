// SPDX-License-Identifier: EUPL-1.2
//
// Planning ahead: what falls due in the weeks to come, as a calendar and as a list below it. A day
// of the calendar leads to that day of the list, so that neither needs script or a mouse.
#ifndef VAKA_WEB_VIEW_AHEAD_H
#define VAKA_WEB_VIEW_AHEAD_H

#include "web/duty_view.h"
#include "web/page.h"

#define AHEAD_OUTSIDE "utan" // in the place of an area: what lies in none

struct filter_option {
    struct str value, label;
    bool chosen;
};
struct filter_options {
    LIST_OF(struct filter_option) items;
};
bool filter_option_add(struct arena *arena, struct filter_options *list, struct str value,
                       struct str label, bool chosen, struct error *err) WARN_UNUSED;

// What was asked for, as it was typed, for the form and for the addresses of the files.
struct ahead_form {
    struct filter_options units, roles, kinds, areas, orders, periods, late;
    struct str unit, role, kind, area, from, weeks, with_late; // as in the address
    bool by_area;
    struct str from_fault;
    struct str chosen; // what is shown of all there is, in words: the form itself is folded away
};

struct calendar_name {
    struct str name;
    bool guarded; // protected identity
};
struct calendar_day {
    struct str anchor; // of the day in the list, or of the first of them
    struct str day;    // "1"
    struct str month;  // "december", where a month begins; otherwise empty
    struct str words;  // "tisdag 1 december"
    struct str holiday;
    size_t count, more; // more: that are not named
    LIST_OF(struct calendar_name) names;
    bool outside, free, is_today;
};
struct calendar_week {
    struct str number;
    LIST_OF(struct calendar_day) days;
};

struct ahead_group {
    struct str heading, id; // id: anchor
    struct date day;        // of its first entry
    bool late;
    LIST_OF(struct duty_view) duties;
};
struct ahead_area {
    struct str heading, id; // empty: all of them, by day alone
    size_t count;
    LIST_OF(struct ahead_group) groups;
};
struct ahead_page {
    struct page page;
    struct ahead_form form;
    bool has_on_time;
    struct str summary; // which period, in words
    size_t count, late;
    bool more;
    LIST_OF(struct calendar_week) weeks;
    LIST_OF(struct ahead_area) areas;
};

// What the request asks for. Without a fault in its fields `*query` is complete; a date that is not
// understood leaves its sentence in form->from_fault, and today in the query.
bool ahead_read(const struct request *request, struct ahead_query *query, struct ahead_form *form,
                struct error *err) WARN_UNUSED;

// The weeks of the query, Mondays first, with what falls due on each day.
bool ahead_calendar(const struct wording *wording, const struct ahead_query *query,
                    const struct ahead *ahead, struct ahead_page *page,
                    struct error *err) WARN_UNUSED;

#endif
