// SPDX-License-Identifier: EUPL-1.2
//
// The parts of type inference to each other. Not for use outside src/feel.
#ifndef VAKA_FEEL_INFER_H
#define VAKA_FEEL_INFER_H

#include "feel/compiler.h"

// The type of a property ("year" of a date); NULL when it has none of that name.
const struct feel_kind *infer_property(const struct feel_kind *kind, struct str name);
// What an arithmetic operator makes of two types; NULL when it does not take them.
const struct feel_kind *infer_arithmetic(enum feel_op op, const struct feel_kind *left,
                                         const struct feel_kind *right);
bool infer_call(struct feel_compiler *c, struct feel_node *node) WARN_UNUSED;
bool feel_facts_hold(const struct feel_compiler *c, const struct feel_node *path);
// Refuses a type mismatch at a node.
bool infer_mismatch(struct feel_compiler *c, const struct feel_node *at,
                    const struct feel_kind *wanted, const struct feel_kind *given);

#endif
