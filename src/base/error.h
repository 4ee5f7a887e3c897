// SPDX-License-Identifier: EUPL-1.2
//
// One shape for every error.
//
// A function that can fail answers bool (true: done) and takes a `struct error *err` last. The
// error is made where it happened, names a text of the catalogue by its key, and carries the values
// that the text mentions; nobody above rewrites it. The layers below src/i18n therefore never hold
// a sentence: the door or the command turns key and arguments into Swedish or English.
//
//     if (!tz_load("Europe/Stockholm", &tz, err))
//         return false;
//     return error_set(err, ERR_INPUT, "number.checksum", typed, NULL);
//
// Results go out through parameters named ret_…, written on success only. A mistake of the
// programmer is an assert, never an error.
//
// Keys are `area.what-is-wrong`, lower case, and must stand in locale/*.po (the tests hold every
// key in the sources against the catalogue). Arguments fill {0}, {1} … of the text.
#ifndef VAKA_BASE_ERROR_H
#define VAKA_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

enum error_code {
    ERR_NONE,
    ERR_INPUT,    // what was given is wrong and can be mended by whoever gave it
    ERR_REFUSED,  // a rule of the routine holds the act back
    ERR_DENIED,   // this user may not
    ERR_CONFLICT, // somebody else was first
    ERR_MISSING,  // there is no such thing
    ERR_LIMIT,    // a ceiling was reached
    ERR_MEMORY,   // out of memory
    ERR_IO,       // file, disk or network failed
    ERR_DAMAGED,  // stored data is not what was written
    ERR_VERSION,  // stored data is of a newer version
    ERR_INTERNAL, // a fault of the program, caught
};

#define ERROR_ARGS 4
#define ERROR_ARG_SIZE 160

struct error {
    enum error_code code;
    const char *key;                       // a string literal
    char args[ERROR_ARGS][ERROR_ARG_SIZE]; // cut at a character boundary when longer
    // Where it stands, when the fault is in a text: 1-based, in characters; 0 is "no position".
    char file[ERROR_ARG_SIZE];
    char element[ERROR_ARG_SIZE]; // e.g. the id of the DMN element, or the name of the form field
    uint32_t line, column;
};

// Fills err (which may be NULL when nobody asks) and answers false. The list of const char *
// arguments is closed with NULL.
bool error_set(struct error *err, enum error_code code, const char *key, ...) CHECK_NULL_END;
bool error_memory(struct error *err); // ERR_MEMORY, "error.memory"
// Adds the place to an error that has none yet; file and element may be NULL. Answers false.
bool error_at(struct error *err, const char *file, const char *element, uint32_t line,
              uint32_t column);
// That they answer false is seen where they are called, and with it that nobody reads what a
// function left unset when it failed; the optimiser would warn of it.
static inline bool error_never(bool answer) {
    (void)answer;
    return false;
}
#define error_set(...) error_never(error_set(__VA_ARGS__))
#define error_memory(err) error_never(error_memory(err))
#define error_at(...) error_never(error_at(__VA_ARGS__))
void error_clear(struct error *err);
// The same for one that is not looked into unless something fails, which sets all of it: cheap.
static inline void error_begin(struct error *err) {
    err->code = ERR_NONE;
    err->key = NULL;
}

#endif
