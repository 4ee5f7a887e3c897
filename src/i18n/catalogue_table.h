// SPDX-License-Identifier: EUPL-1.2
//
// The shape of what tools/mkcatalogue.c generates: keys in bytewise order, and for each language
// the forms of each text in the order of the keys. For catalogue.c alone.
#ifndef VAKA_I18N_CATALOGUE_TABLE_H
#define VAKA_I18N_CATALOGUE_TABLE_H

#include "i18n/catalogue.h"

struct catalogue_key {
    const char *key;
    size_t args;
};

struct catalogue_forms {
    struct str one; // empty when the text does not count
    struct str other;
};

extern const struct catalogue_key catalogue_keys[TEXT_COUNT];
extern const struct catalogue_forms catalogue_table[LANGUAGE_COUNT][TEXT_COUNT];

#endif
