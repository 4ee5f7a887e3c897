// SPDX-License-Identifier: EUPL-1.2
//
// The nodes of a prepared tree, those of the tables in it too. Not for use outside src/dmn.
#ifndef VAKA_DMN_WALK_H
#define VAKA_DMN_WALK_H

#include "dmn/table.h"

// Calls `visit` for each node that stands directly in this one: not for their own parts.
typedef void walk_visit(void *context, const struct feel_node *node);
void walk_parts(const struct feel_node *node, walk_visit *visit, void *context);

#endif
