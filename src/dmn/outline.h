// SPDX-License-Identifier: EUPL-1.2
//
// What sessions of a model go through again and again, in few places and nothing besides: which
// steps a decision takes, and which of them must be taken anew when something changed. Not for use
// outside src/dmn.
//
// A step is an input or a decision. They are numbered: the inputs first, then each decision after
// all that it requires. A set of steps has a bit for each.
#ifndef VAKA_DMN_OUTLINE_H
#define VAKA_DMN_OUTLINE_H

#include "dmn/model.h"

struct outline_reader {
    uint32_t step;
    uint64_t parts; // of what it looks at
};

// Who looks at something.
struct outline_readers {
    uint64_t *all; // a set
    LIST_OF(struct outline_reader) each;
};

struct outline_step {
    const struct element *element;
    uint32_t at;                 // among the globals
    struct outline_readers then; // of a decision: those that require it
};

struct outline_plan {
    uint32_t n;
    const uint32_t *steps; // in order: what is settled before a decision, and it
    uint64_t *all;         // the same, as a set
};

struct outline_input {
    const struct element *element;
    struct outline_readers *members; // of each member of its type, and after them of all of it
    struct outline_readers named;    // by the members themselves, as parts of it
    LIST_OF(uint32_t) dependents;    // decisions
    uint64_t *all_dependents;        // the same, as a set
};

struct outline {
    const struct dmn_model *model;
    struct dmn_limits limits;
    LIST_OF(struct outline_input) inputs;
    LIST_OF(struct outline_step) steps;
    size_t words;                     // of a set
    uint64_t *anything;               // those of which cannot be told what they look at
    const struct outline_plan *plans; // by index of a decision
};

// NULL: no memory.
const struct outline *outline_new(const struct dmn_model *model, const struct dmn_limits *limits,
                                  struct arena *arena);

static inline void outline_add(uint64_t *set, uint32_t step) {
    set[step / 64] |= UINT64_C(1) << step % 64;
}
static inline bool outline_has(const uint64_t *set, uint32_t step) {
    return set[step / 64] >> step % 64 & 1;
}

#endif
