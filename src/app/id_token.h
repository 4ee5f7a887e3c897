// SPDX-License-Identifier: EUPL-1.2
//
// The ID token of a provider (OpenID Connect Core 1.0, section 2 and 3.1.3.7): a signed statement
// of who signed in, where, when and how. Pure: what the provider said, its keys and what is
// expected come in, the claims that count go out, or what is wrong.
//
// Only signatures with a public key are believed (RS, PS and ES with SHA-2), by a key of the
// provider that is of the algorithm's kind; "none" and HS are not, whatever the header says, and
// neither is a header with extensions ("crit").
#ifndef VAKA_APP_ID_TOKEN_H
#define VAKA_APP_ID_TOKEN_H

#include "base/json.h"
#include "calendar/civil.h"

#define ID_TOKEN_MAX ((size_t)64 * 1024)
#define ID_TOKEN_LEEWAY_S 120 // between two clocks
#define ID_TOKEN_AGE_S 600    // an older one was not made for this sign-in

enum token_fault {
    TOKEN_GOOD,
    TOKEN_MALFORMED,
    TOKEN_ALGORITHM,
    TOKEN_UNKNOWN_KEY, // no key of that name and kind: the provider may have a new one
    TOKEN_SIGNATURE,
    TOKEN_ISSUER,
    TOKEN_AUDIENCE,
    TOKEN_NONCE,
    TOKEN_EXPIRED,
    TOKEN_STALE, // issued, or signed in with, too long ago; or in the future
    TOKEN_LEVEL, // acr is not one of those that are good enough
    TOKEN_FAULT_COUNT
};
const char *token_fault_id(enum token_fault fault); // for the log

struct token_demands {
    struct str issuer, client_id, nonce;
    struct instant now;
    size_t acr_count; // 0: any level
    const struct str *acr;
    bool fresh;           // auth_time must be there, and no older than
    int64_t fresh_within; // … that many seconds
};

struct id_token {
    struct str subject;
    struct str employee, commission; // HSA-ids as they stand; or empty
    struct str purpose;              // commissionPurpose; or empty
};

// `keys` is the provider's JWK set. False without memory only.
bool id_token_check(struct arena *arena, struct str token, const struct json *keys,
                    const struct token_demands *demands, struct id_token *ret_token,
                    enum token_fault *ret_fault, struct error *err) WARN_UNUSED;

#endif
