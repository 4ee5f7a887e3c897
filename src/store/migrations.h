// SPDX-License-Identifier: EUPL-1.2
//
// The files of sql/, compiled in by tools/mkmigrations.c, in order: migrations[i] has number i + 1.
#ifndef VAKA_STORE_MIGRATIONS_H
#define VAKA_STORE_MIGRATIONS_H

#include <stddef.h>

struct migration {
    const char *name; // of the file
    const char *text;
};

extern const struct migration migrations[];
extern const size_t migration_count;

#endif
