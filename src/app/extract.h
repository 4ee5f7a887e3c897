// SPDX-License-Identifier: EUPL-1.2
//
// The access log of one person, to be handed to that person on request (PDL 8:5, SVOD 4:5;
// HSLF-FS 2016:40 4:10): unit and time, and the name where the holder is a public body. Of the own
// organisation: every provider answers for its own log. What was written under a law that whoever
// makes the extract does not work under is told without its kind.
#ifndef VAKA_APP_EXTRACT_H
#define VAKA_APP_EXTRACT_H

#include "app/app.h"

#define EXTRACT_MAX 5000 // entries

struct extract_entry {
    struct access_record record;     // `what` empty: the kind of what was written is not told
    struct str unit_name, user_name; // user_name empty: it is not told
};
struct extract {
    struct person_row person;
    LIST_OF(struct extract_entry) entries; // newest first
    bool more;
};
// Logged as an extract, which thereby stands in the next one. `file`: it is taken along.
bool app_extract(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
                 bool file, struct extract *ret_extract, struct error *err) WARN_UNUSED;

#endif
