// SPDX-License-Identifier: EUPL-1.2
//
// Reading what a change depends on, and submitting it, as one: when nobody writes or waits to, the
// snapshot is read on the connection that writes, and nobody else writes until it has ended, so
// that no page is read twice. Otherwise it is any snapshot. See docs/adr/0032.
#ifndef VAKA_STORE_RECORDING_H
#define VAKA_STORE_RECORDING_H

#include "store/store.h"

// Until store_read_end() or store_submit_from() the caller waits for nothing that is written, as
// store_log_access() does: it might wait for itself.
bool store_read_to_submit(struct store *store, struct reader **ret_reader,
                          struct error *err) WARN_UNUSED;
// As store_submit(), and the end of the snapshot, whatever comes of it unless memory fails.
bool store_submit_from(struct reader **reader, const struct change_set *change,
                       struct submitted *ret, struct error *err) WARN_UNUSED;

#endif
