// SPDX-License-Identifier: EUPL-1.2
//
// The decision engine as a whole, for a program that embeds it: models and their evaluation, the
// check of decision tables, the canonical form of a file. See docs/engine.md.
#ifndef VAKA_DMN_ENGINE_H
#define VAKA_DMN_ENGINE_H

#include "dmn/check.h"
#include "dmn/dmn.h"
#include "dmn/format.h"

#endif
