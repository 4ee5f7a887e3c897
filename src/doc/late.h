// SPDX-License-Identifier: EUPL-1.2
//
// Libraries that are loaded when the first document needs them. Those of the documents bring some
// forty others with them: a server that is asked for no document neither waits for them when it
// starts nor keeps them in memory (docs/adr/0011-documents.md).
//
// What a library is called is asked of the linker's files when the program is built (meson.build).
// The functions that are used of a library are listed once; the list becomes a table of pointers
// of the types that the library's header gives them:
//
//     #define ICAL(F) F(icalcomponent_new) F(icalcomponent_free)
//     struct ical { LATE_TABLE(ICAL) };
//     #define LATE_OF struct ical
//     static const struct late_function functions[] = {ICAL(LATE_FUNCTION)};
//     struct ical ical;
//     if (!late_load(LIB_ICAL, functions, COUNT(functions), &ical, err)) …
//     ical.icalcomponent_new(…)
#ifndef VAKA_DOC_LATE_H
#define VAKA_DOC_LATE_H

#include <stddef.h>

#include "base/error.h"

struct late_function {
    const char *name;
    size_t offset; // of the pointer in the table
};

#define LATE_POINTER(function) __typeof__(function) *function;
#define LATE_TABLE(list) list(LATE_POINTER)
// LATE_OF is what the table is called while the list is gone through.
#define LATE_FUNCTION(function) {#function, offsetof(LATE_OF, function)},

// Loads the library, once for the process, and fills in the table with its functions and those of
// the libraries that it needs. By many threads. ERR_IO document.library {library} {why}.
bool late_load(const char *library, const struct late_function *functions, size_t count,
               void *table, struct error *err) WARN_UNUSED;

#endif
