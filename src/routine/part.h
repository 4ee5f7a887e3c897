// SPDX-License-Identifier: EUPL-1.2
//
// What an answer of a routine says, part by part, each by the name of its column. Where an answer
// is a row of the decision's own table, the column is known since the routine was loaded.
#ifndef VAKA_ROUTINE_PART_H
#define VAKA_ROUTINE_PART_H

#include "calendar/zone.h"
#include "care/vocabulary.h"
#include "feel/value.h"

struct ask;

#define PARTS(PART)                                                                                \
    PART(WHAT, "vad")                                                                              \
    PART(ROLE, "roll")                                                                             \
    PART(UNIT, "enhet")                                                                            \
    PART(DUE, "senast")                                                                            \
    PART(DUE_CLOCK, "senast kl")                                                                   \
    PART(DUE_MOMENT, "senast vid")                                                                 \
    PART(SINCE, "sedan")                                                                           \
    PART(SINCE_MOMENT, "sedan vid")                                                                \
    PART(SHOWN_FROM, "visas från")                                                                 \
    PART(SHOWN_MOMENT, "visas vid")                                                                \
    PART(FULFILLED_BY, "fullgörs av")                                                              \
    PART(ALSO_BY, "fullgörs även av")                                                              \
    PART(URGENT, "brådskar")                                                                       \
    PART(TEAM, "arbetslag")                                                                        \
    PART(ESCALATES, "trappar upp")                                                                 \
    PART(ACT, "akt")                                                                               \
    PART(ALLOWED, "får")                                                                           \
    PART(MISSING, "saknas")                                                                        \
    PART(MAY_DEVIATE, "avvikelse möjlig")                                                          \
    PART(OUTCOME, "utfall")                                                                        \
    PART(REASON, "grund")                                                                          \
    PART(RESPONSIBLE, "ansvarig")                                                                  \
    PART(FROM, "från")                                                                             \
    PART(SENTENCE, "mening")                                                                       \
    PART(ACTS, "akter")                                                                            \
    PART(POINTS, "punkter")                                                                        \
    PART(LEVEL, "nivå")                                                                            \
    PART(ORDER, "ordning")                                                                         \
    PART(HOLDS, "gäller")
#define PART(id, name) PART_##id,
enum part { PARTS(PART) PART_COUNT };
#undef PART

// Parts of an answer. Absent and null parts: empty, false.
struct str part_text(const struct ask *ask, const struct feel_value *answer, enum part name);
bool part_date(const struct ask *ask, const struct feel_value *answer, enum part name,
               struct date *ret_date);
const struct feel_list *part_list(const struct ask *ask, const struct feel_value *answer,
                                  enum part name); // or NULL
bool part_boolean(const struct ask *ask, const struct feel_value *answer, enum part name);
enum event_kind part_event(const struct ask *ask, const struct feel_value *answer, enum part name);
// A part that the answer cannot do without is not there: ERR_REFUSED routine.answer-lacks
// {decision} {part}.
bool part_missing(const struct ask *ask, const char *name, struct error *err);
bool part_clock(const struct ask *ask, const struct feel_value *answer, enum part name,
                struct time_of_day *ret_time);
bool part_int(const struct ask *ask, const struct feel_value *answer, enum part name,
              int64_t *ret_number);
// A date and time as the first whole minute that is not before it. One without offset is the wall
// clock's at home, and the later of the two where that exists twice.
bool part_moment(const struct zone *zone, const struct ask *ask, const struct feel_value *answer,
                 enum part name, struct instant *ret_moment);

#endif
