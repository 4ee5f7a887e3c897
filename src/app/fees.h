// SPDX-License-Identifier: EUPL-1.2
//
// The list of changed fee levels, for those who carry them over to the system that sends the bills
// (H-12, H-13). Behind the one door as everything in app.h; each list is logged.
#ifndef VAKA_APP_FEES_H
#define VAKA_APP_FEES_H

#include "app/app.h"

// A change of the level, as it is to be told to the fee system. What holds at the end of a period
// is compared with what held at the end of the day before it, each as it was known that very day:
// so every change is in exactly one of the periods that follow on one another, also what is
// recorded late, corrected or struck, and what comes to nothing before the period is over is in
// none (docs/adr/0033).
struct fee_change {
    struct str stream;         // of the person
    struct str level, earlier; // in the words of the routine; that it takes the place of
    struct str capped;         // level that a ceiling holds down; empty: none
    struct str starts;         // date
    struct str until;          // date after which it is as was told before; empty: it goes on
    struct str told;           // it starts before the period: the level that was told of it before
    struct str reason, clauses;
    struct listed_person who;
};

// The changes of a period, of the persons of the own unit, by the day on which they start. A file
// is logged once more for each person in it. ERR_LIMIT fees.too-many {ceiling} for a file that
// would not be whole.
#define FEES_MAX 2000
struct fee_query {
    struct date from, to;
    bool file; // they are taken along, not shown
};
struct fee_list {
    LIST_OF(struct fee_change) changes;
    bool more; // than FEES_MAX
};
bool app_fees(struct app *app, struct arena *arena, const struct actor *actor,
              const struct fee_query *query, struct fee_list *ret_list,
              struct error *err) WARN_UNUSED;

#endif
