// SPDX-License-Identifier: EUPL-1.2
//
// The list of changed fee levels, for those who carry them over to the system that sends the bills
// (H-12, H-13). Behind the one door as everything in app.h; each list is logged.
#ifndef VAKA_APP_FEES_H
#define VAKA_APP_FEES_H

#include "app/app.h"

// Changes of the fee level that start in a period, of the persons of the own unit. A file is logged
// once more for each person in it. ERR_LIMIT fees.too-many {ceiling} for a file that would not be
// whole.
#define FEES_MAX 2000
struct fee_query {
    struct date from, to;
    bool file; // they are taken along, not shown
};
struct fee_list {
    struct fee_rows rows;
    bool more; // than FEES_MAX
};
bool app_fees(struct app *app, struct arena *arena, const struct actor *actor,
              const struct fee_query *query, struct fee_list *ret_list,
              struct error *err) WARN_UNUSED;

#endif
