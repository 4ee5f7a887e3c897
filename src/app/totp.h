// SPDX-License-Identifier: EUPL-1.2
//
// One-time codes by the clock (RFC 6238: SHA-1, 30 seconds, six digits: what every authenticator
// knows) and the codes that stand in for a lost telephone. Pure.
#ifndef VAKA_APP_TOTP_H
#define VAKA_APP_TOTP_H

#include "base/str.h"
#include "calendar/civil.h"

#define TOTP_KEY_SIZE 20
#define TOTP_DIGITS 6
#define TOTP_STEP_S 30

// Blanks within the code do not count. A code is good one step to each side of the clock, and only
// once: its step must lie after `last_step`. *ret_step is that of the code.
bool totp_check(struct str key, struct str code, struct instant now, int64_t last_step,
                int64_t *ret_step) WARN_UNUSED;
// "otpauth://totp/Vaka:login?secret=…&issuer=Vaka", what the picture for the telephone holds.
bool totp_uri(struct arena *arena, struct str key, struct str login, struct str *ret_uri,
              struct error *err) WARN_UNUSED;
// The key as people type it: base32 in groups of four.
bool totp_key_words(struct arena *arena, struct str key, struct str *ret_words,
                    struct error *err) WARN_UNUSED;

#define RECOVERY_CODES 10
#define RECOVERY_SIZE 14 // "xxxx-xxxx-xxxx"

struct recovery_codes {
    struct str items[RECOVERY_CODES];
};
// New codes, and what is kept of them: their hashes, one a line.
bool recovery_make(struct arena *arena, struct recovery_codes *ret_codes, struct str *ret_kept,
                   struct error *err) WARN_UNUSED;
// Whether a code is one of those kept; *ret_kept are the others. Each serves once.
bool recovery_use(struct arena *arena, struct str kept, struct str code, bool *ret_found,
                  struct str *ret_kept, struct error *err) WARN_UNUSED;
size_t recovery_left(struct str kept) PURE;

#endif
