// SPDX-License-Identifier: EUPL-1.2
//
// Regular expressions of XPath and XQuery 3.1 (F&O 5.6, which FEEL refers to), on PCRE2.
//
// The pattern is read by the grammar of XML Schema and written anew for PCRE2, so that what the
// standard does not have (look-around, possessive quantifiers, \b, options within the pattern) is
// refused, and what it has of its own (class subtraction, \i \c, blocks, "." and "$") is kept.
// Matching has a ceiling of steps, so that no pattern can stop the program.
#ifndef VAKA_FEEL_REGEX_H
#define VAKA_FEEL_REGEX_H

#include "base/str.h"

struct regex;

enum regex_outcome { REGEX_OK, REGEX_BAD_PATTERN, REGEX_TOO_LONG, REGEX_NO_MEMORY };

// flags: of s, m, i, x and q. Owner of the pattern: the arena. It is never written afterwards, so
// that many threads may match it, each with a room of its own.
enum regex_outcome regex_compile(struct arena *arena, struct str pattern, struct str flags,
                                 const struct regex **ret_regex) WARN_UNUSED;

// What matching needs beside the pattern; serves one match after the other. NULL without memory.
// Owner: the arena.
struct regex_room;
struct regex_room *regex_room_new(struct arena *arena);

#define REGEX_GROUPS_MAX 100

struct regex_match {
    size_t count;                        // groups that the pattern has, and 1
    struct str groups[REGEX_GROUPS_MAX]; // 0 is the whole; p is NULL where a group took no part
    size_t start, end;                   // of the whole, in bytes
};
// The first match at or after a byte offset. *ret_found tells whether there is one.
enum regex_outcome regex_find(const struct regex *regex, struct regex_room *room, struct str text,
                              size_t from, struct regex_match *ret_match,
                              bool *ret_found) WARN_UNUSED;
// The pattern as PCRE2 is given it, for tests. False: it is no pattern.
bool regex_translate(struct arena *arena, struct str pattern, struct str flags,
                     struct str *ret_pattern) WARN_UNUSED;

#endif
