// SPDX-License-Identifier: EUPL-1.2
//
// Passwords that are tried first by whoever guesses (OWASP ASVS 2.1.7): the most common ones that
// have leaked, and words that people here begin with (scripts/known-passwords). Asked for as a
// search key, so that neither capitals nor marks make another: as it stands, without its digits and
// marks, and as one word that is repeated to make it long. Nothing but digits and marks is known
// too.
#ifndef VAKA_APP_KNOWN_PASSWORD_H
#define VAKA_APP_KNOWN_PASSWORD_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

bool password_is_known(struct arena *arena, struct str password, bool *ret_known,
                       struct error *err) WARN_UNUSED;

#endif
