// SPDX-License-Identifier: EUPL-1.2
//
// An error as text, to be kept or handed to another process, and back.
#ifndef VAKA_I18N_FAULT_H
#define VAKA_I18N_FAULT_H

#include "base/str.h"

bool fault_write(struct arena *arena, const struct error *fault, struct str *ret_json,
                 struct error *err) WARN_UNUSED;
// Of one that cannot be read, ERR_INTERNAL error.unknown; of an empty text, no error.
struct error fault_read(struct arena *arena, struct str json);

#endif
