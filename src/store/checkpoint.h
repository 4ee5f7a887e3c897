// SPDX-License-Identifier: EUPL-1.2
//
// A new key for the signed checkpoints (store.h: store_checkpoint(); docs/adr/0007). The first
// checkpoint under it names the one before, so that all earlier ones verify.
#ifndef VAKA_STORE_CHECKPOINT_H
#define VAKA_STORE_CHECKPOINT_H

#include "calendar/civil.h"

struct store;

// Makes the key, writes the checkpoint that makes it known, and takes it into use. `lost`: the old
// key signs nothing more. ERR_DAMAGED store.key-damaged, verify.signature,
// verify.checkpoint-damaged when the last checkpoint is not what it was; ERR_IO.
bool store_change_checkpoint_key(struct store *store, struct instant now, bool lost,
                                 struct error *err) WARN_UNUSED;

#endif
