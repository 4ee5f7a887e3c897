// SPDX-License-Identifier: EUPL-1.2
//
// What sessions of a model go through again and again, in few places and nothing besides: which
// steps a decision takes, and what tells whether it still holds. Not for use outside src/dmn.
#ifndef VAKA_DMN_OUTLINE_H
#define VAKA_DMN_OUTLINE_H

#include "dmn/model.h"

#define OUTLINE_WHOLE UINT32_MAX

struct outline_read { // of an input
    uint32_t input;   // by its number among the inputs
    uint32_t member;  // of its type; OUTLINE_WHOLE: all of it
    uint64_t parts;   // of the member
    uint64_t named;   // the member itself, as a part of the input
};

struct outline_need { // of another decision
    uint32_t at;      // among the globals
    uint64_t parts;   // of what it comes to
};

struct outline_decision {
    bool reads_anything; // that cannot be told
    uint32_t read_count, need_count;
    const struct outline_read *reads;
    const struct outline_need *needs;
};

struct outline_step {
    const struct element *element;
    const struct outline_decision *decision; // NULL: it is an input
    uint32_t at;                             // among the inputs, or among the globals
};

struct outline_plan {
    uint32_t n;
    const struct outline_step *steps; // of a decision: what is settled before it, and it
};

struct outline_input {
    const struct element *element;
    LIST_OF(const struct element *) dependents; // decisions
};

struct outline {
    const struct dmn_model *model;
    struct dmn_limits limits;
    LIST_OF(struct outline_input) inputs;
    const struct outline_plan *plans; // by index of a decision
};

// NULL: no memory.
const struct outline *outline_new(const struct dmn_model *model, const struct dmn_limits *limits,
                                  struct arena *arena);

#endif
