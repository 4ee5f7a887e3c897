// SPDX-License-Identifier: EUPL-1.2
//
// The care relation of a unit to a person: when it stands, and when it ends. Patientdatalagen
// 4 kap. 1 §: who takes part in the care, for as long as that is so; docs/legal.md.
//
// A unit takes part while a duty of it is open, or while something lasts that it is a party to (the
// things that the vocabulary marks INVOLVES): it opened it, or stands in its fields as they are
// now. What each unit has a record of (a commitment of one profession) involves the unit of that
// record alone. Whoever records anything while something lasts that a team works around (GATHERS)
// is in the team until it ends; so are the units of the latest entry that tells of the team
// (JOINS), as long as anything lasts that involves anybody. Otherwise the unit's part is over, and
// was so when the last of this became known: an entry of it, one that names it, a duty that ended,
// a thing that closed. What governs who may see the case counts for none of these.
//
// For so many days more (access_law.opening_days) the relation holds; then it is past.
#ifndef VAKA_APP_RELATION_H
#define VAKA_APP_RELATION_H

#include "access/access.h"
#include "app/sight.h"

// The relations of a case, by unit, from its duties as they are derived. Pure.
bool derive_relations(struct arena *arena, const struct case_events *events,
                      struct derived *derived, struct error *err) WARN_UNUSED;

// A unit's relation to a person now, or as it was at an instant.
bool relation_find(struct app *app, struct reader *reader, struct str stream, struct str unit,
                   enum care_relation *ret_relation, struct error *err) WARN_UNUSED;
bool relation_find_at(struct app *app, struct reader *reader, struct str stream, struct str unit,
                      struct instant at, enum care_relation *ret_relation,
                      struct error *err) WARN_UNUSED;
// Whoever took part since then has a relation now: for the lists of the store.
struct instant relation_since(const struct app *app);

#endif
