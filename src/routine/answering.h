// SPDX-License-Identifier: EUPL-1.2
//
// One routine that is asked about a case while it grows: what the files that answer share.
#ifndef VAKA_ROUTINE_ANSWERING_H
#define VAKA_ROUTINE_ANSWERING_H

#include "routine/both.h"
#include "routine/rules.h"

// What a duty said from an event on.
struct said {
    const struct event *from;
    struct str what;
    const struct said *before; // or NULL
};

// What a question last came to: of one thing, one code, or the whole case.
struct asked {
    bool put;
    uint32_t stamp;              // of the answer
    const struct error *refusal; // it had no answer
    bool stands;                 // in this row of the answers: a duty …
    size_t row;
    bool has_since; // … which begins anew when this is another moment
    struct instant since;
    const struct said *said; // by the duty that stands, the latest first
};

struct asked_of {
    LIST_OF(struct asked) list; // by question.at
    bool refuses;               // one of them did once
};

// What one routine says.
struct answering {
    const struct routine *routine;
    struct arena *arena; // of the answers
    struct arena *steps; // of what is kept from one step to the next
    bool asks_all;       // after each step, whatever changed
    bool is_history;     // what is asked at the end is asked, not made
    bool refuses;        // something did once
    const bool *only;    // by ask: of no other, and nothing at the end; NULL: of all
    // Was asked the same at an end of its own, and is kept: what comes to the same again is taken
    // from its answers. Or NULL.
    const struct answering *like;
    size_t like_at; // when so many events counted
    struct answers answers;
    size_t fees_told; // how often a level was, or that a ceiling holds
    struct asking asking;
    struct asked_of *asked;   // by ask
    uint64_t *touched;        // as in struct touched; or NULL
    struct duties_told *told; // what duties were before goes here; or NULL
    struct error *err;
};

// Which decisions were asked again after which event, since the event changed something that they
// look at.
struct touched {
    const struct routine *routine;
    struct event_list effective;
    uint64_t *const *asks; // of each routine: by event, a bit for each of its asks
};

// One draft, which the parts of a routine are asked about in turn.
struct judging {
    struct asking *asking; // of the part
    struct arena *arena;
    const struct event *draft;
    struct objections objections;
    struct error *err;
};
// `draft` is the value of the draft; the asking stands where the case is before it.
bool judge_part(struct judging *j, const struct routine *part, struct feel_value draft) WARN_UNUSED;

// After each step what has a history is asked for; the rest once, at the end.
bool answering_visit(struct answering *a, bool each_step) WARN_UNUSED;
// The routine's owner is to be told; what stood before stands.
bool answering_owner_duty(struct answering *a, struct event_list effective) WARN_UNUSED;

#endif
