// SPDX-License-Identifier: EUPL-1.2
//
// JSON (RFC 8259), strictly: valid UTF-8, no key twice in an object, no NaN, nothing after the
// value, depth at most 64. Numbers keep the text they were written with, so that no decimal is
// changed. Values live in the arena and are read-only once parsed. Why not a library:
// docs/adr/0002.
#ifndef VAKA_BASE_JSON_H
#define VAKA_BASE_JSON_H

#include "base/str.h"

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json {
    enum json_type type;
    uint32_t line, column; // where it began, 1-based, in characters
    struct str text;       // number as written, or string decoded; NUL follows
    struct str key;        // its name, for a member of an object
    struct json *first;    // first element or member, in the order of the text
    struct json *next;     // next sibling
    size_t count;          // elements or members
};

// ERR_INPUT with line and column: json.syntax {0: the character that cannot stand here},
// json.ended, json.escape, json.key-twice {0}, json.depth {0: the ceiling}, text.not-utf8. A NUL is
// refused in both its forms, as a byte and as \u0000.
bool json_parse(struct arena *arena, struct str text, const struct json **ret_value,
                struct error *err) WARN_UNUSED;
const struct json *json_get(const struct json *object, const char *key); // NULL when absent
// The string, whole number or boolean of a member; false when absent, null or of another type.
bool json_str(const struct json *object, const char *key, struct str *ret_text) WARN_UNUSED;
bool json_int(const struct json *object, const char *key, int64_t *ret_value) WARN_UNUSED;
// The whole numbers of a list into `items`, which has room for all; the first that is none, or
// NULL.
const struct json *json_ints(const struct json *list, int64_t *items);
bool json_bool(const struct json *object, const char *key, bool *ret_value) WARN_UNUSED;

// Writing. Commas and quoting are done here; the caller opens and closes in order. In canonical use
// (members written in a fixed order, no white space) equal values give equal bytes.
struct json_writer {
    struct buf buf;
    bool comma;
    unsigned depth; // brackets that are open
};
struct json_writer json_writer_new(struct arena *arena);
void json_open(struct json_writer *w, char bracket);  // '{' or '['
void json_close(struct json_writer *w, char bracket); // '}' or ']'
void json_key(struct json_writer *w, const char *key);
void json_key_str(struct json_writer *w, struct str key);
void json_add_str(struct json_writer *w, struct str text);
void json_add_number(struct json_writer *w, struct str digits); // as written, must be a JSON number
void json_add_int(struct json_writer *w, int64_t value);
void json_add_bool(struct json_writer *w, bool value);
void json_add_null(struct json_writer *w);
void json_copy(struct json_writer *w, const struct json *value); // without its key
bool json_done(struct json_writer *w, struct str *ret_text, struct error *err) WARN_UNUSED;

#endif
