// SPDX-License-Identifier: EUPL-1.2
//
// What is written beside its place until it is whole. It is locked while somebody is at work on it,
// so that one which nobody has is what a process left that was killed; the next takes its place.
// The ending is nobody else's, so that no other's file is taken for one.
#ifndef VAKA_STORE_PART_H
#define VAKA_STORE_PART_H

#include "base/str.h"

#define PART_ENDING ".vaka-part"

struct part {
    const char *path;
    int fd;        // -1: none. Open until SQLite has closed the file too
    bool was_left; // by a process that was killed; emptied now
};
typedef bool part_failed(const char *path, struct error *err); // says what errno does; false

// An empty file beside `to`. ERR_CONFLICT store.part-busy {path}: another is at work on it. What
// was begun is ended, also where this answers false.
bool part_begin(struct arena *arena, const char *to, part_failed *failed, struct part *ret_part,
                struct error *err) WARN_UNUSED;
void part_end(const struct part *part);                         // for CLEANUP
void part_remove(struct arena *arena, const struct part *part); // before it is ended

#endif
