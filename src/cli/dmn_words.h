// SPDX-License-Identifier: EUPL-1.2
//
// Regions of a decision table as a person says them.
#ifndef VAKA_CLI_DMN_WORDS_H
#define VAKA_CLI_DMN_WORDS_H

#include "dmn/check.h"
#include "i18n/catalogue.h"

// "Ålder under 18 och Boende = ”ordinärt boende”"; "alla fall" when nothing is excluded. p is NULL
// without memory.
struct str region_words(struct arena *arena, enum language language, const struct dmn_table *table,
                        const struct dmn_region *region);

#endif
