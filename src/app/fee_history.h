// SPDX-License-Identifier: EUPL-1.2
//
// The levels of the fee, and since when each was known. What is recorded late, corrected or struck
// changes what held before: whoever was told of that is to be told of the change (docs/adr/0033).
// Pure: the case is looked at as it was at the end of each day on which something was recorded.
#ifndef VAKA_APP_FEE_HISTORY_H
#define VAKA_APP_FEE_HISTORY_H

#include "care/records.h"
#include "routine/both.h"
#include "store/store.h"

// Of a case whose level never changed there are no rows. Otherwise every level that was known of at
// the end of some day, by the day from which it was known, those known from the same day by their
// start. The first is that of somebody of whom nothing is known, which is no change. The history is
// that of what is effective now: where everything was recorded in the order in which it happened,
// nothing more is asked.
bool fee_history_of(const struct routine *routine, struct arena *arena,
                    const struct records *records, const struct history *history,
                    struct event_list effective, struct fee_rows *ret_rows,
                    struct error *err) WARN_UNUSED;

#endif
