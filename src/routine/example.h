// SPDX-License-Identifier: EUPL-1.2
//
// Examples in the words of the routine (docs/examples.md): events read from JSON, answers written
// as JSON. Units have names there; here each name becomes a stream. Not for use outside
// src/routine.
#ifndef VAKA_ROUTINE_EXAMPLE_H
#define VAKA_ROUTINE_EXAMPLE_H

#include "routine/rules.h"

#define REFUSAL_MEMBER "kan inte svara" // key of the error, when a decision refused

// The units that an example names.
struct example_units {
    LIST_OF(struct str) names;
};
// The stream of a unit by its name, made when the name is new; p is NULL on failure.
struct str example_unit(struct arena *arena, struct example_units *units, struct str name);
// And back; a text that is no such stream stays as it is.
struct str example_unit_name(const struct example_units *units, struct str stream);

// One event; seq is its place in the example. ERR_INPUT with line and column: example.member
// {name}, example.unknown-event {name}, example.unknown-field {name}, example.bad-value {name}, and
// those of event_write().
bool example_event(struct arena *arena, const struct routine *routine, struct example_units *units,
                   const struct json *json, int64_t seq, struct event *ret_event,
                   struct error *err) WARN_UNUSED;

// The moment at which the routine is asked; of a day its first.
bool example_now(struct arena *arena, const struct routine *routine, const struct json *json,
                 struct instant *ret_now, struct error *err) WARN_UNUSED;

// Everything that the routine answers, as one JSON value that expectations are held against.
// objections: NULL without a draft; now: NULL when the example tells none.
bool example_answers(struct arena *arena, const struct routine *routine,
                     const struct example_units *units, const struct answers *answers,
                     const struct objections *objections, const struct instant *now,
                     const struct json **ret_json, struct error *err) WARN_UNUSED;

#endif
