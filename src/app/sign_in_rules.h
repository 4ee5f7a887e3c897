// SPDX-License-Identifier: EUPL-1.2
//
// The rules of signing in, from a file beside the database (docs/sign-in.md):
//
//   {"secondFactor": "administrators" | "required" | "optional",   default administrators
//    "proofSeconds": 600,                         how long a proof of who one is serves
//    "tellNewDevice": true,                       a sign-in on a new device is told to its user
//    "contact": "IT-jouren, 010-123 45 67",       whom to ask when it was not oneself
//    "openid": {"issuer": "https://…", "clientId": "…", "clientSecretFile": "…",
//               "callback": "https://…/logga-in/svar", "acr": ["…"], "scope": "openid …",
//               "name": {"sv": "…", "en": "…"}, "local": true, "allowHttp": false}}
//
// Unknown names are refused, so that nothing that was meant to be stricter is quietly left out.
#ifndef VAKA_APP_SIGN_IN_RULES_H
#define VAKA_APP_SIGN_IN_RULES_H

#include "base/str.h"

#define ACR_MAX 8

struct provider_rules {
    struct str issuer, client_id, client_secret, callback, scope;
    struct str name_sv, name_en; // what the button says it is
    size_t acr_count;            // 0: any level is good enough
    struct str acr[ACR_MAX];
    bool local;      // passwords are offered besides
    bool allow_http; // for trying things out: the provider need not speak TLS
};

// Of whom one-time codes are demanded that signs in with a password.
enum factor_rule {
    FACTOR_OF_ADMINISTRATORS, // who has an assignment by which users are administered
    FACTOR_OF_ALL,
    FACTOR_OF_NOBODY,
};

struct sign_in_rules {
    enum factor_rule factor;
    int64_t proof_seconds;
    bool quiet_devices; // a sign-in on a new device is not told
    struct str contact; // whom a user asks who did not do what was done; or empty
    bool has_provider;
    struct provider_rules provider;
};

// `path` NULL: "<database>.sign-in", and the defaults when there is no such file. ERR_INPUT
// sign-in-rules.bad {what}; ERR_IO, ERR_MISSING of a named file.
bool sign_in_rules_read(struct arena *arena, const char *path, const char *database,
                        struct sign_in_rules *ret_rules, struct error *err) WARN_UNUSED;

#endif
