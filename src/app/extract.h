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

// The same entries as lines, in order of the newest that each stands for. The same reading by the
// same user, in the same role at the same unit, stands once for as long before the newest; where no
// names are told, neither is that it was the same user.
#define EXTRACT_AGAIN_MINUTES 10
struct extract_line {
    LIST_OF(const struct extract_entry *) each; // at least one, newest first
};
struct extract_lines {
    LIST_OF(struct extract_line) items;
};
bool extract_fold(struct arena *arena, const struct extract *extract,
                  struct extract_lines *ret_lines, struct error *err) WARN_UNUSED;

#endif
