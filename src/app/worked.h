// SPDX-License-Identifier: EUPL-1.2
//
// Time that the own unit worked in VILS, summed by person and month (V-12), for those who carry it
// over to the system that pays and charges. Behind the one door as everything in app.h; each list
// is logged, a file once more for each person in it.
#ifndef VAKA_APP_WORKED_H
#define VAKA_APP_WORKED_H

#include "app/app.h"

#define TIME_USES (CODE_time_use_travel - CODE_time_use_care + 1)
#define TIME_ENTRIES_MAX 50000

struct time_query {
    struct date from, to; // of the day worked, both included
    bool file;            // they are taken along, not shown
};
struct time_sum {
    struct str stream, name, number; // of the person
    enum code protection;
    struct date month;         // its first day
    int64_t minutes, received; // of which the unit coordinator has received
    int64_t uses[TIME_USES];   // of them, by time_use
    size_t entries;
};
struct time_list {
    LIST_OF(struct time_sum) sums; // by month, then in the order in which they were worked
    int64_t minutes, received;
    bool more; // there are more than TIME_ENTRIES_MAX entries
};
// ERR_LIMIT time.too-many {ceiling} for a file that would not be whole.
bool app_time(struct app *app, struct arena *arena, const struct actor *actor,
              const struct time_query *query, struct time_list *ret_list,
              struct error *err) WARN_UNUSED;

#endif
