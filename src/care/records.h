// SPDX-License-Identifier: EUPL-1.2
//
// Whose an entry is. Identity is a fact like others, and facts can be wrong: two records turn out
// to be one person, an entry was made in the wrong record. Then visibility moves, and events never
// do: every event stays in the log where it was recorded, and what is shown and derived for a
// person is gathered here from the logs that say so. Pure.
//
//   record_joined     in the record that goes on; with it
//   record_continued  in the other: all that stands there is shown at the first
//   entry_moved       corrects an entry: it is shown at the person named (at its own, when it is
//                     moved back); with it
//   entry_moved_here  in that person's record
//
// Both of a pair are recorded together, so that each record names those that it has to do with.
// Striking a pair undoes it. What was recorded under a record since then stays there.
//
// Within what is gathered an event of another log has its seq, and every seq that it names, raised
// by RECORD_SHIFT times the place of its log, so that none are alike; `stream` stays what it was.
#ifndef VAKA_CARE_RECORDS_H
#define VAKA_CARE_RECORDS_H

#include "care/event.h"

#define RECORDS_MAX 32 // logs that one person's record can have to do with
#define RECORD_SHIFT INT64_C(1000000000)

struct record_log {
    struct str stream;
    struct event_list events; // by seq, as recorded
    bool of_person;           // all of it is the person's, except what belongs to others
};
struct records {
    size_t n; // the first is the record that was asked for
    struct record_log logs[RECORDS_MAX];
    // The record in which the first goes on, to the end of the chain; empty: in none. Then nothing
    // is shown or derived for the first itself.
    struct str goes_on_in;
};

// Fetches a log; an empty one when there is none.
typedef bool record_fetch(void *context, struct arena *arena, struct str stream,
                          struct event_list *ret_events, struct error *err);

// The record of a stream and those that it has to do with. A ring of records that go on in one
// another goes on in none. ERR_LIMIT records.too-many {ceiling}.
bool records_of(struct arena *arena, struct str stream, record_fetch *fetch, void *context,
                struct records *ret_records, struct error *err) WARN_UNUSED;
// Everything that stands in the person's record: what was recorded there, what goes on in it, and
// what was moved there. Of a record by itself exactly its log. An entry that belongs to somebody
// else is still there, with what moved it; event_effective() leaves it out.
bool records_all(struct arena *arena, const struct records *records, struct event_list *ret_all,
                 struct error *err) WARN_UNUSED;

// The other record that an event names; empty when its kind names none.
struct str event_other(const struct event *event);
// Where a seq of what was gathered stands: the place of its log, and its seq there.
size_t seq_log(int64_t seq) PURE;
int64_t seq_within(int64_t seq) PURE;
int64_t seq_shown(size_t log, int64_t seq) PURE; // the other way; 0 stays 0
// What a REFS value names, as it stands in the log of that place; place 0: as that log has it.
bool refs_stand(struct arena *arena, size_t log, struct field_value *refs,
                struct error *err) WARN_UNUSED;

#endif
