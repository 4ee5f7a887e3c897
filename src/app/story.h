// SPDX-License-Identifier: EUPL-1.2
//
// The story of an invented person, told as the drafts that the staff of a town would send, one
// after the other. Nothing is recorded here: a story is sent through the door (demo.c), or folded
// and derived as a whole (generate.c).
//
// What is told stands in order of time, none of it later than now. Its place in the story, counted
// from 1, is the seq that it gets in the person's stream.
#ifndef VAKA_APP_STORY_H
#define VAKA_APP_STORY_H

#include "app/town.h"

#define STORY_VALUES_MAX 24

struct told {
    int who; // of the town's staff
    struct event draft;
};

struct story {
    struct arena *arena;
    const struct town *town;
    const struct zone *zone;
    struct instant now, last; // last: of what was told last
    struct date today;
    int minute;      // of the hours that are told
    int nurse;       // who takes the nurse's steps at the end of life
    int64_t request; // seq of the last care request
    int asker;       // whoever sent it
    int64_t vils;    // seq of the last start of VILS
    LIST_OF(struct told) told;
    // The payload that is being filled in.
    struct field_value values[STORY_VALUES_MAX];
    size_t n;
    struct error *err;
};

struct story story_new(const struct app *app, struct arena *arena, const struct town *town,
                       struct instant now, struct error *err);
struct date story_date(const struct story *story, int days_ago);

// ---- one fact: put the fields, in the order of the vocabulary, then tell it ----

struct field_value *story_put(struct story *story, enum field_id field);
void story_put_text(struct story *story, enum field_id field, const char *text); // NULL: not at all
void story_put_code(struct story *story, enum field_id field, enum code code);
// At an hour of the day that many days ago. What happens today happened 24 minutes ago at most,
// each hour a minute, so that it is in the past at any time of day.
bool story_tell(struct story *story, int who, int days_ago, int hour,
                enum event_kind kind) WARN_UNUSED;
// What was told last was done although the routine did not allow it (P-02), for that reason.
void story_because(struct story *story, const char *reason);

// ---- steps that many stories share ----

// Steps at the end of life, by the story's nurse and others of the small town (story_vils.c).
bool story_team(struct story *story, int days_ago) WARN_UNUSED;      // needs assessor and home care
bool story_physician(struct story *story, int days_ago) WARN_UNUSED; // who works in Vaka
bool story_agreed(struct story *story, int days_ago) WARN_UNUSED;    // the team may share
bool story_grant(struct story *story, int days_ago) WARN_UNUSED; // SoL interventions by home care
bool story_wishes(struct story *story, int days_ago, enum code growth) WARN_UNUSED;
bool story_read(struct story *story, int days_ago, int who, enum code part) WARN_UNUSED;
bool story_change(struct story *story, int days_ago, const char *what) WARN_UNUSED;
bool story_assessed(struct story *story, int days_ago, bool reached, int next_in_days) WARN_UNUSED;
bool story_vils(struct story *story, int days_ago) WARN_UNUSED; // started, the team informed
bool story_reported(struct story *story, int days_ago, enum code team) WARN_UNUSED;
bool story_met(struct story *story, int days_ago) WARN_UNUSED;
bool story_observed(struct story *story, int days_ago) WARN_UNUSED;
bool story_seen(struct story *story, int days_ago, int64_t observation) WARN_UNUSED;
bool story_worked(struct story *story, int days_ago) WARN_UNUSED; // time is noted
bool story_handed_in(struct story *story, int days_ago) WARN_UNUSED;
bool story_received(struct story *story, int days_ago, int64_t form) WARN_UNUSED;
bool story_intervention(struct story *story, int days_ago, int who, enum code kind,
                        const char *extent) WARN_UNUSED;
bool story_death(struct story *story, int days_ago, enum code kind) WARN_UNUSED;
uint32_t story_professions(bool nurse, bool physio, bool occupational);
bool story_person(struct story *story, int who, int days_ago, const char *number, const char *given,
                  const char *family, const char *address) WARN_UNUSED;
struct plea {
    uint32_t professions;
    const char *need;
    enum code wish, lasting;
};
bool story_request(struct story *story, int who, int days_ago, struct plea plea) WARN_UNUSED;
bool story_ask(struct story *story, int who, int days_ago, const char *lacking) WARN_UNUSED;
bool story_answer(struct story *story, int who, int days_ago, const char *supplement,
                  enum code lasting) WARN_UNUSED;
// One decision per profession that is wanted: enrolled at a unit from a day, or not. Whoever asked
// has read it, unless that was in the last days.
struct verdict {
    uint32_t wanted, enrolled;
    int from_days_ago; // negative: it begins later
    int unit;          // of the town
    const char *reason;
};
bool story_decide(struct story *story, int who, int days_ago, struct verdict verdict) WARN_UNUSED;
bool story_inform(struct story *story, int who, int days_ago, const char *goals) WARN_UNUSED;
bool story_follow_up(struct story *story, int who, int days_ago, uint32_t covered, enum code goals,
                     const char *new_needs, int next_in_days) WARN_UNUSED;

#endif
