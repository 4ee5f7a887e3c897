// SPDX-License-Identifier: EUPL-1.2
//
// What fires in a case now: of every decision that the routine is asked without a draft, and of
// everything that it is asked of, what it came to, which rows of its table matched and what they
// were told. For showing the routine as it holds for one person; the answers that the program acts
// on are those of routine_answer(), which the same questions give after the last event.
//
// Everything borrows from the arena and the routine. Texts are the routine's own, in Swedish; a
// unit is its stream.
#ifndef VAKA_ROUTINE_FIRED_H
#define VAKA_ROUTINE_FIRED_H

#include "routine/routine.h"

// One decision that was evaluated on the way.
struct fired_step {
    const struct dmn_decision *decision;
    const struct dmn_model *model;
    bool has_table;
    size_t row_count;
    const size_t *rows; // that matched, from 1
    size_t fact_count;
    const struct fact *facts; // what the table was told, by column
    bool refused;             // it could not answer
    // What it came to: the parts of an answer that has parts, or one without label. What is null
    // is left out.
    size_t result_count;
    const struct fact *result;
};

struct fired {
    const struct routine *part; // whose decision it is
    const struct dmn_decision *decision;
    struct str thing; // what it was asked of, as in struct duty; or empty
    enum code code;   // … when that is a code, or CODE_NONE
    int64_t about;    // seq of the event that opened the thing, or 0
    bool is_permit;
    bool says;       // something follows from it
    struct str unit; // whom a duty is put to; or empty
    bool refused;
    struct error refusal;
    // Inner ones first. The last is the decision itself, unless one before it refused.
    LIST_OF(struct fired_step) steps;
};
struct fired_list {
    LIST_OF(struct fired) items;
};

// In the order of the routine. `decision`: only that one, with all its steps; empty: all of them,
// with the last step alone. False only when memory or a ceiling gave out.
bool routine_fired(const struct routine *routine, struct arena *arena, struct event_list effective,
                   struct str decision, struct fired_list *ret_fired,
                   struct error *err) WARN_UNUSED;
// The parts of what it came to; of none when it was refused.
const struct fired_step *fired_last(const struct fired *fired); // or NULL

#endif
