// SPDX-License-Identifier: EUPL-1.2
//
// What is derived from a stream: one pure function, used when a fact is recorded and when
// everything is rebuilt, so that both give the same bytes.
//
// The JSON kept in derived tables, canonical (json.h):
//
//   ground     {"decision":…,"rule":…,"row":1,"clauses":["H-16"],"facts":[["label","value"],…]}
//
// where an empty text is left out. The ground of an open duty that does not follow, the same, from
// what whoever has it sees by the entries alone is not kept: lists show what is, and a row, a
// clause or a comment would tell. In its place stands
//
//   ground     {"decision":…,"asked_of":12}
//
// with how many entries the case has: what it is depends on all of them, so that the row is
// another, and whoever keeps a list is told, whenever there is one more.
#ifndef VAKA_APP_DERIVE_H
#define VAKA_APP_DERIVE_H

#include "care/records.h"
#include "routine/both.h"
#include "store/store.h"

// `events` are all events of the stream, by seq; of a person, whose record is by itself.
// A routine that refuses is an answer (routine_answer()), not an error; the units with a care
// relation, and when theirs ended, are as in app/relation.h.
bool derive_stream(const struct routine *routine, struct arena *arena, struct str stream,
                   struct event_list events, struct derived *ret_derived,
                   struct error *err) WARN_UNUSED;

// The same of a person, from their record and those that it has to do with. What goes on in another
// record has nothing of its own. `gone`: the case, gone through before a fact was added to it; or
// NULL.
bool derive_records(const struct routine *routine, struct arena *arena,
                    const struct records *records, struct gone_through *gone,
                    struct derived *ret_derived, struct error *err) WARN_UNUSED;

bool ground_write(struct arena *arena, const struct ground *ground, struct str *ret_json,
                  struct error *err) WARN_UNUSED;
// Of a duty as it is kept; `asked`: it is not, and has to be asked for (app/reason.h).
// ERR_DAMAGED derive.bad-json when it is not what was written.
bool ground_read(struct arena *arena, struct str json, struct ground *ret_ground, bool *ret_asked,
                 struct error *err) WARN_UNUSED;

#endif
