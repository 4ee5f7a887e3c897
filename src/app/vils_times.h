// SPDX-License-Identifier: EUPL-1.2
//
// How long it took from a reported change to the start of VILS, and from there to the first changed
// intervention (V-20), by unit, with the cases behind. Counted from facts as the user sees them.
// Behind the one door as everything in app.h; each list is logged.
#ifndef VAKA_APP_VILS_TIMES_H
#define VAKA_APP_VILS_TIMES_H

#include "app/app.h"

#define VILS_TIMES_MAX 1000 // starts of one unit that are read

struct vils_time {
    struct str stream, name, number; // of the person
    enum code protection;
    struct date started;
    // The first change reported since VILS last ended or a physician last said that the breakpoint
    // is not reached, and the first intervention started, changed or ended while VILS lasted;
    // -1 where none is seen. In minutes before and after the start.
    int64_t minutes_before, minutes_after;
};
struct vils_time_unit {
    struct str name;
    LIST_OF(struct vils_time) cases; // in order of start
    size_t before_count, after_count;
    int64_t before_median, after_median; // minutes, of those that have one
};
struct vils_times {
    LIST_OF(struct vils_time_unit) units; // that started VILS in the period, by name
    size_t after_reason;                  // cases that this user may read once a reason is stated
    bool more;                            // there are more than VILS_TIMES_MAX
};
// By the day of the start, both days included. A unit manager: the own unit. The medically
// responsible and the planning function: every unit of the own organisation. A file is logged once
// more for each person in it. ERR_LIMIT vils-times.too-many {ceiling} for a file that would not be
// whole.
struct vils_times_query {
    struct date from, to;
    bool file; // they are taken along, not shown
};
bool app_vils_times(struct app *app, struct arena *arena, const struct actor *actor,
                    const struct vils_times_query *query, struct vils_times *ret_times,
                    struct error *err) WARN_UNUSED;

#endif
