// SPDX-License-Identifier: EUPL-1.2
//
// Static types of FEEL (DMN 1.5, 10.3.2): what is known of an expression before it is evaluated.
//
// A type is never changed once it is made, lives as long as the model, and may be shared. "Any" is
// the type of which nothing is known.
#ifndef VAKA_FEEL_TYPE_H
#define VAKA_FEEL_TYPE_H

#include "feel/value.h"

struct feel_code;

struct feel_field {
    struct str name;
    const struct feel_kind *kind;
    bool optional; // may be null or absent
};

struct feel_kind {
    bool any;
    enum feel_type type;        // unless any
    const struct feel_kind *of; // element of a list, end of a range, result of a function
    size_t count;               // fields of a context, parameters of a function
    const struct feel_field *fields;
    bool closed;                     // a context that has no other fields than these
    struct str name;                 // of the item definition, when it has one
    struct str namespace_uri;        // of the model that defines it
    const struct feel_code *allowed; // the tests that a value must pass, or NULL
    bool allowed_each;               // … of a list: every element must
};

extern const struct feel_kind feel_any;
// The type without further knowledge: a list of Any, a context with unknown fields …
const struct feel_kind *feel_kind_of(enum feel_type type);
const struct feel_kind *feel_kind_list(struct arena *arena, const struct feel_kind *element);
const struct feel_kind *feel_kind_range(struct arena *arena, const struct feel_kind *end);
// A type of FEEL's own by its name ("number", "date and time", "dateTime"); NULL when unknown.
const struct feel_kind *feel_kind_named(struct str name);
const struct feel_field *feel_kind_field(const struct feel_kind *kind, struct str name);
// The element of a list type; Any when it is unknown; the type itself when it is no list.
const struct feel_kind *feel_kind_element(const struct feel_kind *kind);
// What a loop over a value of that type runs through.
const struct feel_kind *feel_kind_run_through(const struct feel_kind *kind);
// The type that covers both.
const struct feel_kind *feel_kind_join(const struct feel_kind *a, const struct feel_kind *b);
// "number", "list<tPlikt>" … for messages.
struct str feel_kind_text(struct arena *arena, const struct feel_kind *kind);

enum feel_fit { FEEL_FITS, FEEL_MAY_FIT, FEEL_NEVER_FITS };
// Does a value of type `given` fit where `wanted` is declared? Structure counts, not names.
enum feel_fit feel_kind_fit(const struct feel_kind *wanted, const struct feel_kind *given);

#endif
