// SPDX-License-Identifier: EUPL-1.2
//
// How long records must be kept, counted from their last entry, by law (docs/legal.md); and all of
// one person's records in a file for the archive. Nothing is erased by it.
#ifndef VAKA_APP_RETENTION_H
#define VAKA_APP_RETENTION_H

#include "app/app.h"

#define RETENTION_READ_MAX 2000 // persons that are looked through
#define RETENTION_SHOWN_MAX 200

struct kept_record {
    struct person_row person; // without address and telephone
    enum law law;             // LAW_HSL; LAW_SOL: of social services, LSS included
    struct date last, until;  // the last entry; the first day on which it need not be kept
    bool passed;
    bool sampled; // social services: born on a day whose files are preserved
};
struct retention {
    LIST_OF(struct kept_record) records; // by until
    bool more;
};
// Of the persons of the own unit, what the own organisation keeps under the laws that the user
// works under.
bool app_retention(struct app *app, struct arena *arena, const struct actor *actor,
                   struct retention *ret_retention, struct error *err) WARN_UNUSED;
// Every entry of the own organisation in the person's record under the laws that the user works
// under, with envelope and content, as JSON. Says so when a block keeps some of them from the
// user. Logged.
bool app_archive(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
                 struct str *ret_json, struct error *err) WARN_UNUSED;

#endif
