// SPDX-License-Identifier: EUPL-1.2
//
// Secrets that the database holds only under a key of the server, which lies in a file beside it
// ("<database>.key", readable by the server alone, made when it is first needed): a stolen copy of
// the database makes no one-time codes. XSalsa20-Poly1305 (libsodium's secretbox), as hexadecimal.
//
// What is sealed is bound to a name, and opens under no other.
#ifndef VAKA_APP_SEALED_H
#define VAKA_APP_SEALED_H

#include "app/app.h"

#define SEALED_BYTES_MAX 64

// ERR_IO file.failed; ERR_DAMAGED sealed.bad-key.
bool seal(struct app *app, struct arena *arena, struct str name, struct str secret,
          struct str *ret_sealed, struct error *err) WARN_UNUSED;
// ERR_DAMAGED sealed.broken when it was not sealed here under that name.
bool unseal(struct app *app, struct arena *arena, struct str name, struct str sealed,
            struct str *ret_secret, struct error *err) WARN_UNUSED;

#endif
