// SPDX-License-Identifier: EUPL-1.2
//
// What one user sees of one case: every record of it is asked for by access_decide(), and what the
// routine answers is shown as far as it follows from what the user may see. The one place where
// facts are left out; pages get what is left and know of nothing else.
//
// What the routine says rests on facts, and which of them is nowhere written down. So the routine
// is asked twice when something is hidden: of the whole case, which is the truth that duties follow
// from, and of what the user sees. An answer that is the same both times tells nothing more than is
// seen, and is shown with the ground of the second. One that differs rests on something hidden: it
// is left out, unless it asks something of the user's own unit; then its facts read "a fact that
// you may not see". What both begin alike with is asked once; a case without anything hidden costs
// one decision an event.
//
// A correction and what strikes an entry are seen by those who see the entry.
#ifndef VAKA_APP_SIGHT_H
#define VAKA_APP_SIGHT_H

#include "app/internal.h"

struct sight_of {
    struct app *app;
    struct reader *reader;
    const struct actor *actor;
    enum care_relation relation; // of the unit to the person
    struct event_list all;
    struct event_list effective;
    const struct case_state *state; // of the effective events
};

struct sight {
    bool *sees;                          // of each event, by its place in `all`
    struct event_list all;               // that it was taken of
    struct event_list effective;         // those of the effective events that are seen
    size_t hidden;                       // events that are not
    bool blocked;                        // something is, because the person blocked it
    bool emergency_opens, consent_opens; // a step that would show more
};

bool sight_take(struct arena *arena, const struct sight_of *of, struct sight *ret_sight,
                struct error *err) WARN_UNUSED;
// Whether the user works with a class of record of the own organisation at all: for lists that are
// made of one class. No case is asked about.
bool sight_of_class(struct app *app, struct arena *arena, struct reader *reader,
                    const struct actor *actor, enum law law, bool *ret_sees,
                    struct error *err) WARN_UNUSED;
#define LAWS (LAW_LSS + 1)
// The same of every law; of no law: always.
bool sight_of_laws(struct app *app, struct arena *arena, struct reader *reader,
                   const struct actor *actor, bool ret_sees[LAWS], struct error *err) WARN_UNUSED;
// What the access log tells of an entry that was written at a kind of unit, to whoever works under
// those laws: that it was, and of another class of records not which kind (`what` becomes empty).
void sight_hide_kind(const bool sees[LAWS], enum code unit_kind, struct access_record *record);
// Whether the user works with what a role at a unit of that kind does there: under each of the laws
// it works under.
bool sight_of_holder(struct app *app, struct arena *arena, struct reader *reader,
                     const struct actor *actor, enum code role, enum code unit_kind, bool *ret_sees,
                     struct error *err) WARN_UNUSED;
// What a list of numbers tells of a case for what was done at a unit. Somebody's who may not be
// read is neither counted nor told of; nor is, to other units, somebody's who has blocked anything.
enum in_list {
    IN_LIST_NOT,
    IN_LIST_COUNTED, // the case opens once a reason is stated: who it is is not told
    IN_LIST_NAMED,
};
bool sight_in_list(struct app *app, struct reader *reader, const struct actor *actor,
                   struct str stream, struct str unit, enum in_list *ret_in_list,
                   struct error *err) WARN_UNUSED;
// Those of the effective events of a case that a role at a unit sees, whatever else is known of who
// is asking: by the events alone, on no ground that ends. For what is kept with a duty and shown in
// lists, where nobody's own sight is taken.
struct case_events {
    struct event_list all, effective;
    const struct case_state *state; // of the effective ones
};
bool sight_by_entries(struct arena *arena, const struct case_events *events, struct str unit,
                      enum code role, struct event_list *ret_seen, struct error *err) WARN_UNUSED;
// The duty among those that follow from what is seen that is the same in every part; or NULL.
const struct duty *sight_same_duty(const struct answers *seen, const struct duty *duty);
bool sight_sees(const struct sight *sight, int64_t seq) PURE;
// What the routine answers, without what does not follow from the effective events that are seen.
bool sight_answers(struct arena *arena, const struct sight_of *of, const struct sight *sight,
                   struct answers *ret_answers, struct error *err) WARN_UNUSED;
// The duties of some decisions alone, as sight_answers() has those; nothing else is asked.
struct decision_names;
bool sight_duties(struct arena *arena, const struct sight_of *of, const struct sight *sight,
                  const struct decision_names *wanted, struct answers *ret_answers,
                  struct error *err) WARN_UNUSED;
// The same of what fires, as routine_fired() told it of the whole case.
bool sight_fired(struct arena *arena, const struct sight_of *of, const struct sight *sight,
                 struct str decision, struct fired_list *fired, struct error *err) WARN_UNUSED;
// The same of what holds a draft back. `judged` are the lists of events that it was judged by.
bool sight_objections(struct arena *arena, const struct sight_of *of, const struct sight *sight,
                      const struct event_list *judged, size_t count, const struct event *draft,
                      struct objections *objections, struct error *err) WARN_UNUSED;

// A case as the user sees it: what the routine says of the whole, as far as it follows from that.
struct seen_case {
    struct event_list all;   // filled in by the caller, see person_all()
    struct case_state whole; // of everything that holds
    struct sight_of of;
    struct sight sight;
    struct answers answers;
    struct case_state state; // of what is seen
};
// That the case may be opened at all is the caller's to ask.
bool see_case(struct app *app, struct arena *arena, const struct actor *actor,
              struct reader *reader, enum care_relation relation, struct seen_case *seen,
              struct error *err) WARN_UNUSED;
// Of them only which records are seen.
bool see_records(struct app *app, struct arena *arena, const struct actor *actor,
                 struct reader *reader, enum care_relation relation, struct seen_case *seen,
                 struct error *err) WARN_UNUSED;
// The same without the answers, for who looks at many cases and asks the routine nothing.
bool see_state(struct app *app, struct arena *arena, const struct actor *actor,
               struct reader *reader, enum care_relation relation, struct seen_case *seen,
               struct error *err) WARN_UNUSED;

#endif
